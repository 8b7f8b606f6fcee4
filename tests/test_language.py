"""One language of the interface: the setting's, else the locale's."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from conftest import Tanya

from index.settings import Settings, locale_language
from ingest import texts
from ingest.texts import NAMES, TEXTS

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "id_ID.UTF-8"}, "id"), ({"LANG": "in_ID"}, "id"), ({"LANG": "id"}, "id"), ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"), ({}, "en"), ({"LANG": "id_ID", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US", "LC_ALL": "id_ID.UTF-8"}, "id"), ({"LANG": "id_ID", "LC_ALL": ""}, "id"), ({"LANG": "idx"}, "en"),
    ],
    ids=str,
)  # fmt: skip
def test_the_locale_says_which(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert locale_language() == expected


def test_both_languages_say_the_same_things() -> None:
    for key, (indonesian, english) in TEXTS.items():
        fields = [sorted({f for _, f, _, _ in string.Formatter().parse(text) if f}) for text in (indonesian, english)]
        assert fields[0] == fields[1], key
        assert set(re.findall(r"`[^`]*`|--[a-z-]+", indonesian)) == set(re.findall(r"`[^`]*`|--[a-z-]+", english)), key
        assert indonesian.endswith(".") == english.endswith("."), key


def test_every_text_is_said_and_every_one_said_is_there() -> None:
    root = Path(texts.__file__).parent.parent
    source = "\n".join(p.read_text("utf-8") for folder in ("bot", "ingest") for p in (root / folder).glob("*.py"))
    source = source.replace(Path(texts.__file__).read_text("utf-8"), "")
    for key in TEXTS:
        assert re.search(rf"[\"']{key}[\"']", source), key
    assert set(re.findall(r'(?<![.\w])name_of\("([^"]+)"\)', source)) <= set(NAMES)


@pytest.mark.slow
def test_a_reader_is_spoken_to_in_their_own_language(tanya: Tanya, sample_ledger: Path) -> None:
    indonesian = {"LANG": "id_ID.UTF-8"}
    for args, status, says, in_english in (
        (["list", "--source", "Harian Nusaa"], 2, "tidak ada media bernama", "no outlet is called"),
        (["list", "--limit", "1"], 0, "dan lainnya", "and more"),
        (["list", "--since", "2030"], 0, "Tidak ada artikel seperti itu.", "No such articles."),
        (["ask", "--since", "entah", "Apa?"], 2, "bukan tanggal", "is no day"),
        (["ask", " "], 1, "Tidak ada pertanyaan", "There is no question"),
        (["show", "tidak-ada"], 1, "Tidak ada artikel 'tidak-ada'", "There is no article 'tidak-ada'"),
        (["show", "kabar-pesisir-20250409-beras"], 0, "judul:", "title:"),
    ):  # fmt: skip
        for env, expected in (
            (indonesian, says), ({}, in_english), ({**indonesian, "TANYA_LANGUAGE": "en"}, in_english),
            ({"TANYA_LANGUAGE": "id"}, says),
        ):  # fmt: skip
            done = tanya(*args, env=env)
            assert done.returncode == status, done.stderr
            assert expected in " ".join((done.stdout + done.stderr).replace("│", " ").split()), args
    talked = tanya("repl", input="/why\n/zzz\n/filter\n/filter penulis=x\n/help\n", env=indonesian)
    assert "Belum ada jawaban" in talked.stderr
    assert "Tidak ada perintah /zzz: /help menampilkan" in talked.stderr
    assert "Tanpa saringan" in talked.stdout
    assert "mulai percakapan baru" in talked.stdout
    assert "TANYA_LANGUAGE" in tanya("list", env={"TANYA_LANGUAGE": "jv"}).stderr


@pytest.mark.slow
def test_what_is_typed_wrongly_is_told_in_it_too(tanya: Tanya) -> None:
    """What the library of the command line says, however its versions word it."""
    for args, says in (
        (["list", "--limitt", "3"], "Tidak ada opsi --limitt. Maksudnya --limit?"), (["lst"], "Tidak ada perintah 'lst'."),
        (["show"], "Kurang argumen 'ID'."), (["list", "--limit", "x"], "keliru: harus bilangan bulat."),
        (["list", "--limit", "0"], "keliru: paling kecil 1."), (["export", "-f", "html"], "'html' bukan salah satu dari"),
        (["ask", "--source"], "Opsi '--source' memerlukan nilai."), (["show", "a", "b"], "Kelebihan argumen: b."),
    ):  # fmt: skip
        done = tanya(*args, env={"LANG": "id_ID.UTF-8"})
        assert done.returncode == 2
        assert says in " ".join(done.stderr.replace("│", " ").split()), done.stderr
    assert "No such option" in tanya("list", "--limitt", "3").stderr


def test_times_are_shown_by_the_persons_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Jayapura")
    time.tzset()
    try:
        assert texts.moment("2025-06-05T20:00:00+00:00") == "2025-06-06 05:00"
        monkeypatch.setenv("TANYA_TIMEZONE", "Asia/Makassar")
        assert texts.moment("2025-06-05T20:00:00+00:00") == "2025-06-06 04:00"
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert Settings(timezone="Asia/Makassar").own_zone is not None
