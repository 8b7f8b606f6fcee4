"""The command line as a person types it: the real console script in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise, takewhile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each call starts a process that loads the model


def test_help_is_there_without_torch():
    code = "import sys; import bot.cli; from typer.main import get_command; get_command(bot.cli.app); print([m for m in ('torch', 'llama_index', 'chromadb', 'transformers') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_ask_prints_the_answer_then_numbered_sources(tanya, sample_ledger):
    done = tanya("ask", "Berapa panjang tanggul Sungai Cilaras yang jebol?")
    assert done.returncode == 0, done.stderr
    assert "35 meter" in done.stdout
    assert "[1]" in done.stdout
    assert "Harian Nusa" in done.stdout
    assert "https://www.hariannusa.example/" in done.stdout
    assert "\x1b" not in done.stdout


def test_json_is_exactly_one_object_whose_quotes_are_the_body_at_their_offsets(tanya, sample_ledger):
    done = tanya("ask", "--json", "Berapa panjang tanggul Sungai Cilaras yang jebol?")
    answer = json.loads(done.stdout)
    assert set(answer) == {
        "id", "question", "answer", "answer_span", "answer_items", "abstained", "mode", "confidence", "citations", "retrieved", "timings_ms",
    }  # fmt: skip
    assert answer["mode"] == "extractive"
    assert set(answer["timings_ms"]) == {"embed", "retrieve", "answer", "total"}
    assert answer["citations"]
    for citation in answer["citations"]:
        shown = json.loads(tanya("show", "--json", citation["article_id"]).stdout)
        assert shown["body"][citation["start"] : citation["end"]] == citation["quote"]
    assert answer["answer_span"] in answer["citations"][0]["quote"]
    scores = [r["score"] for r in answer["retrieved"]]
    assert scores == sorted(scores, reverse=True)


def test_a_batch_answers_line_by_line_and_names_what_is_no_question(tanya, sample_ledger, tmp_path):
    asked, answered = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    lines = [{"id": "a", "question": "Siapa Bupati Tirtamaya?"}, {"id": "b", "question": "Berapa jarak Bumi ke Bulan?"}]
    asked.write_text("\n".join([json.dumps(lines[0]), "bukan json", json.dumps(lines[1])]), encoding="utf-8")
    done = tanya("ask", "--input", str(asked), "--output", str(answered))
    assert done.returncode == 1
    assert f"{asked}:2" in done.stderr
    answers = [json.loads(line) for line in answered.read_text("utf-8").splitlines()]
    assert [a["id"] for a in answers] == ["a", "b"]
    assert "Ratna Kusumaningdyah" in answers[0]["answer"]
    assert answers[1]["abstained"] and not answers[1]["citations"]


def test_filters_narrow_the_search(tanya, sample_ledger):
    done = tanya(
        "ask",
        "--json",
        "--source",
        "kabar pesisir",
        "--until",
        "12 Maret 2025",
        "Berapa warga Tirtamaya yang mengungsi akibat banjir?",
    )
    answer = json.loads(done.stdout)
    assert {r["article_id"] for r in answer["retrieved"]} == {"kabarpesisir.example-3fe7f5bfdb"}
    assert "3.150" in answer["answer"]


def test_removed_articles_answer_nothing(tanya, sample_ledger):
    assert tanya("remove", "kabar-pesisir-20250409-beras").returncode == 0
    assert tanya("show", "kabar-pesisir-20250409-beras").returncode == 1
    answer = json.loads(tanya("ask", "--json", "Berapa harga beras di Pasar Induk Lembayung?").stdout)
    assert "kabar-pesisir-20250409-beras" not in {r["article_id"] for r in answer["retrieved"]}


def test_status_and_doctor_say_that_all_is_well(tanya, sample_ledger):
    status = json.loads(tanya("status", "--json").stdout)
    assert status["articles"] == 19
    assert status["failures"] == []
    done = tanya("doctor")
    assert done.returncode == 0, done.stdout
    assert "BAD" not in done.stdout


def test_reindex_makes_chroma_anew(tanya, sample_ledger):
    for file in (sample_ledger / "chroma").rglob("*.bin"):
        file.write_bytes(b"broken")
    done = tanya("reindex")
    assert done.returncode == 0, done.stderr
    assert "19 articles" in done.stdout
    assert tanya("doctor").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "tidak-ada"], "tanya list"),
        (["remove", "tidak-ada"], "tanya list"),
        (["ask", "--input", "tidak-ada.jsonl"], "can't be read"),
        (["ask", "--since", "kemarin lusa sekali", "Apa?"], "no day"),
        (["ask"], "question"),
        (["ask", "   "], "question"),
        (["ingest", "tidak-ada.txt"], "tidak-ada.txt"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_gets_a_sentence_and_no_traceback(tanya, sample_ledger, arguments, says):
    done = tanya(*arguments)
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["ask", "--source", "Harian Nusaa", "Apa?"], 2, "Harian Nusa"),
        (["list", "--source", "Harian Nusaa"], 2, "Harian Nusa"),
        (["ask", "--since", "2025", "--until", "2024", "Apa?"], 2, "is after"),
        (["ask", "--since", "Maret 2025", "--until", "kemarin", "Berapa panjang tanggul Sungai Cilaras yang jebol?"], 0, "35 meter"),
        (["ask", "--since", "Maret", "Apa?"], 2, "kemarin"),
        (["ask", "berapa", "panjang", "tanggul", "Sungai", "Cilaras", "yang", "jebol"], 0, "35 meter"),
        (["ask", "Siapa presiden Prancis?"], 3, ""),
        (["--version"], 0, "tanya "),
        (["help"], 0, "ingest"),
        (["help", "ingest"], 0, "--prune"),
        (["help", "entah"], 2, "entah"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_what_a_person_types_is_understood_or_answered_with_what_was_meant(
    tanya, sample_ledger, arguments, status, says
):
    done = tanya(*arguments)
    assert done.returncode == status, done.stderr
    assert says in " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "-"]])
def test_a_question_comes_out_of_a_pipe(tanya, sample_ledger, arguments):
    done = tanya(*arguments, input="Berapa panjang tanggul\nSungai Cilaras yang jebol?\n")
    assert done.returncode == 0, done.stderr
    assert "35 meter" in done.stdout


def test_asking_an_empty_collection_says_how_to_fill_it(tanya, tmp_path):
    done = tanya("ask", "Siapa?")
    assert done.returncode == 1
    assert "tanya ingest" in done.stderr


def test_a_failed_file_gives_exit_code_1_and_all_others_are_done(tanya, tmp_path):
    (tmp_path / "baik.txt").write_text("Banjir surut di Tirtamaya. Warga mulai pulang.", encoding="utf-8")
    (tmp_path / "rusak.txt").write_bytes(b"\x00\x01")
    done = tanya("ingest", str(tmp_path))
    assert done.returncode == 1
    assert done.stdout.startswith("1 added, 0 changed, 0 unchanged, 0 removed, 1 failed")
    assert "rusak.txt" in done.stderr


def test_impossible_settings_are_named(tanya, tmp_path: Path):
    done = tanya("status", env={"TANYA_TIMEZONE": "Mars/Olympus"})
    assert done.returncode == 1
    assert "TANYA_TIMEZONE" in done.stderr


def test_search_finds_articles_and_gives_no_answer(tanya, sample_ledger):
    done = tanya("search", "tanggul", "Sungai", "Cilaras", "jebol", "--limit", "3")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("1. ")
    assert "anggul" in lines[0]
    found = json.loads(tanya("search", "--json", "--limit", "3", "tanggul Cilaras").stdout)
    assert 1 <= len(found) <= 3
    assert len({one["article_id"] for one in found}) == len(found)
    assert all(one["text"] and one["end"] > one["start"] for one in found)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_what_was_exported_is_taken_in_again_as_it_was(tanya, sample_ledger, tmp_path, form):
    out = tmp_path / f"semua.{form}"
    done = tanya("export", "--output", str(out), "-f", form)
    assert done.returncode == 0, done.stderr
    assert "19 articles" in done.stderr
    again = tanya("export", "--output", str(out), "-f", form)
    assert again.returncode == 1
    assert "--force" in again.stderr
    env = {"TANYA_DATA_DIR": str(tmp_path / "lain")}
    assert tanya("ingest", str(out), env=env).returncode == 0
    before = {a["id"]: a for a in map(json.loads, tanya("list", "--json").stdout.splitlines())}
    after = {a["id"]: a for a in map(json.loads, tanya("list", "--json", env=env).stdout.splitlines())}
    assert before.keys() == after.keys()
    names = ("title", "source", "author", "published_at", "url", "place")
    assert [[a[n] for n in names] for a in before.values()] == [[after[i][n] for n in names] for i in before]


def test_markdown_is_for_reading(tanya, sample_ledger):
    done = tanya("export", "-f", "md", "--source", "Harian Nusa")
    assert done.stdout.startswith("## ")
    assert "Harian Nusa" in done.stdout


def test_an_article_is_shown_by_the_beginning_of_its_id_and_with_what_changed(tanya, tmp_path):
    news = tmp_path / "tanggul.txt"
    news.write_text("Tanggul Lama Jebol\n\nTanggul jebol sepanjang 20 meter.\n\nWarga mengungsi.", encoding="utf-8")
    assert tanya("ingest", str(news)).returncode == 0
    news.write_text("Tanggul Lama Jebol\n\nTanggul jebol sepanjang 35 meter.\n\nWarga mengungsi.", encoding="utf-8")
    assert tanya("ingest", str(news)).returncode == 0
    shown = tanya("show", "tanggul", "--versions").stdout
    assert "-Tanggul jebol sepanjang 20 meter." in shown
    assert "+Tanggul jebol sepanjang 35 meter." in shown
    assert "-Warga" not in shown
    assert tanya("remove", "tanggul").stdout.startswith("1 removed")


def test_two_articles_that_begin_alike_are_named(tanya, sample_ledger):
    ids = sorted(json.loads(line)["id"] for line in tanya("list", "--json").stdout.splitlines())
    common = [
        a[: sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))]
        for a, b in pairwise(ids)
    ]
    alike = max(common, key=len)
    done = tanya("show", alike)
    assert done.returncode == 1
    assert "articles' ids begin with" in done.stderr


def test_answers_that_are_there_are_kept_or_gone_on_from(tanya, sample_ledger, tmp_path):
    asked = [{"id": n, "question": q} for n, q in enumerate(("Berapa panjang tanggul Sungai Cilaras yang jebol?", "Siapa presiden Prancis?"))]  # fmt: skip
    asked.append({"id": 2, "question": "Berapa panjang tanggul Sungai Cilaras yang jebol?", "until": "2020"})
    asked.append({"id": 3, "question": "Apa?", "since": "entah"})
    (tmp_path / "tanya.jsonl").write_text("".join(json.dumps(a) + "\n" for a in asked), encoding="utf-8")
    out = tmp_path / "jawab.jsonl"
    arguments = ("ask", "--input", str(tmp_path / "tanya.jsonl"), "--output", str(out))
    first = tanya(*arguments)
    assert "tanya.jsonl:4: 'entah' is no day" in first.stderr
    lines = out.read_text(encoding="utf-8").splitlines()
    answers = [json.loads(line) for line in lines]
    assert [a["abstained"] for a in answers] == [False, True, True]  # the third is about a year before any article
    assert "--resume" in tanya(*arguments).stderr
    assert out.read_text(encoding="utf-8").splitlines() == lines
    out.write_text(lines[0] + "\n" + lines[1][:20], encoding="utf-8")  # as a kill leaves it
    tanya(*arguments, "--resume")
    again = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [a["answer"] for a in again] == [a["answer"] for a in answers]
    assert tanya(*arguments, "--force").stderr == first.stderr


def test_a_reader_that_goes_away_is_no_fault(tanya, sample_ledger, tmp_path):
    script = Path(sys.executable).parent / "tanya"
    for verb in ("list", "export"):
        ran = subprocess.run(
            f"{script} {verb} | head -c 10", shell=True, capture_output=True, text=True, check=False,
            env={**os.environ, "TANYA_DATA_DIR": str(tmp_path / "data")},
        )  # fmt: skip
        assert "Traceback" not in ran.stderr
        assert len(ran.stdout) == 10
