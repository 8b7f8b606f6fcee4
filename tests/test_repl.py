"""The REPL, as it is typed into and as it is piped into."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import Tanya
from prompt_toolkit.application import create_app_session
from prompt_toolkit.application.current import get_app_session
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from slow_engine import SlowEngine

from bot.commands import COMMANDS, CommandError, Conversation, find_command, parse_filters
from bot.prompt import CommandCompleter
from bot.repl import PipedReader, converse, run_repl
from bot.worker import Worker
from index.settings import Settings
from index.types import Answer, Article, Citation, Filters

CTRL_C, CTRL_D, ENTER, ALT_ENTER, TAB, UP = "\x03", "\x04", "\r", "\x1b\r", "\t", "\x1b[A"
OUTLETS = ["Harian Nusa", "Harian Seruni", "Kabar Tirta"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache")


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


def typed(keyboard: PipeInput, settings: Settings, *keys: str) -> SlowEngine:
    """Type the keys and Ctrl-D; the engine that was asked."""
    engine = SlowEngine()
    keyboard.send_text("".join(keys) + CTRL_D)
    assert run_repl(engine, settings, interactive=True) == 0
    return engine


def piped(text: str, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> tuple[SlowEngine, int]:
    engine = SlowEngine()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    return engine, run_repl(engine, settings)


# ── At the prompt ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_enter_asks_and_ctrl_d_leaves(
    keyboard: PipeInput, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = typed(keyboard, settings, "kapan panen?", ENTER)
    assert engine.seen == [("kapan panen?", ())]
    assert "Jawaban atas: kapan panen?" in capsys.readouterr().out


def test_small_talk_is_answered_without_a_search(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine, status = piped("halo\nthank you!\nhalo, kapan panen?\n", monkeypatch, settings)
    assert status == 0
    assert engine.seen == [("halo, kapan panen?", ())]
    assert capsys.readouterr().out.startswith(
        "Halo! Tanyakan apa saja tentang artikel di koleksi ini.\n\nYou’re welcome!\n\n"
    )


def test_alt_enter_and_a_trailing_backslash_begin_a_new_line(keyboard: PipeInput, settings: Settings) -> None:
    engine = typed(keyboard, settings, "kapan", ALT_ENTER, "panen \\", ENTER, "padi?", ENTER)
    assert [question for question, _ in engine.seen] == ["kapan panen padi?"]


def test_pasted_lines_stay_one_question(keyboard: PipeInput, settings: Settings) -> None:
    engine = typed(keyboard, settings, "\x1b[200~kapan\npanen\r\npadi?\x1b[201~", ENTER)
    assert [question for question, _ in engine.seen] == ["kapan panen padi?"]


def test_history_is_kept_in_the_data_folder_for_the_next_time(keyboard: PipeInput, settings: Settings) -> None:
    typed(keyboard, settings, "kapan panen?", ENTER)
    assert "+kapan panen?" in (settings.data_dir / "repl_history").read_text()
    assert [question for question, _ in typed(keyboard, settings, UP, ENTER).seen] == ["kapan panen?"]


def test_a_data_folder_that_cannot_be_written_costs_the_history_and_nothing_else(
    keyboard: PipeInput, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    engine = typed(keyboard, Settings(data_dir=tmp_path / "file" / "data"), "kapan panen?", ENTER)
    assert [question for question, _ in engine.seen] == ["kapan panen?"]


def test_ctrl_c_at_the_prompt_clears_the_line(keyboard: PipeInput, settings: Settings) -> None:
    engine = typed(keyboard, settings, "salah ketik", CTRL_C, "kapan panen?", ENTER)
    assert [question for question, _ in engine.seen] == ["kapan panen?"]


def test_tab_completes_a_command(keyboard: PipeInput, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    session = get_app_session()

    def wait_until(seen: Callable[[Buffer], bool]) -> None:
        for _ in range(500):
            if session.app and seen(session.app.current_buffer):
                return
            time.sleep(0.01)

    def type_slowly() -> None:
        wait_until(lambda buffer: buffer.complete_state is not None)  # the menu that comes up by itself
        keyboard.send_text(TAB)
        wait_until(lambda buffer: buffer.text == "/help")
        keyboard.send_text(ENTER + CTRL_D)

    keyboard.send_text("/he")
    threading.Thread(target=type_slowly).start()
    assert run_repl(SlowEngine(), settings, interactive=True) == 0
    assert "/filter" in capsys.readouterr().out


def completions(text: str) -> list[str]:
    found: list[Completion] = list(
        CommandCompleter(lambda: OUTLETS).get_completions(Document(text), CompleteEvent(completion_requested=True))
    )
    return [text[: len(text) + c.start_position] + c.text for c in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/s", ["/sources", "/show"]),
        ("/W", ["/why"]),
        ("apa /s", []),
        ("/filter ", ["/filter source=", "/filter since=", "/filter until=", "/filter off"]),
        ("/filter source=", [f"/filter source={name}" for name in OUTLETS]),
        ("/filter source=seru", ["/filter source=Harian Seruni"]),
        ("/filter source=Harian N", ["/filter source=Harian Nusa"]),
        ("/filter source=Harian Nusa s", ["/filter source=Harian Nusa since="]),
        ("/filter since=2025-06-01 u", ["/filter since=2025-06-01 until="]),
        ("/show 1", []),
    ],
)
def test_commands_outlets_and_filter_parts_are_completed(text: str, expected: list[str]) -> None:
    assert completions(text) == expected


def test_ctrl_c_gives_up_the_answer_and_keeps_the_conversation() -> None:
    helper = Path(__file__).parent / "support" / "ctrl_c.py"
    done = subprocess.run([sys.executable, str(helper)], capture_output=True, text=True, timeout=120)
    assert "Cancelled." in done.stdout
    assert "Jawaban atas: jawab lambat" not in done.stdout
    assert done.stdout.splitlines()[-1].endswith("('berapa hasilnya?', ('kapan panen?',))"), done


def test_ctrl_c_while_a_pipe_is_answered_ends_with_the_status_of_an_interrupt() -> None:
    engine = SlowEngine()
    engine.release.set()

    def press_ctrl_c() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    class Interrupted:
        def read(self, prompt: str) -> str | None:
            del prompt
            press_ctrl_c()
            return "kapan?"

    with Worker() as worker:
        assert converse(Conversation(engine), Interrupted(), worker, interactive=False) == 130


# ── Out of a pipe ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_line_of_a_pipe_is_a_question_in_one_conversation(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    engine, status = piped("kapan panen?\n\n  \nberapa \\\nhasilnya?", monkeypatch, settings)
    assert status == 0
    assert engine.seen == [("kapan panen?", ()), ("berapa hasilnya?", ("kapan panen?",))]
    assert capsys.readouterr().out == "Jawaban atas: kapan panen?\n\nJawaban atas: berapa hasilnya?\n\n"


def test_an_error_is_one_sentence_and_the_next_line_is_answered(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    _, status = piped("rusak?\ncelaka?\n/zzz\n/soures\n/why\nkapan panen?\n", monkeypatch, settings)
    captured = capsys.readouterr()
    assert status == 0
    assert captured.out == "Jawaban atas: kapan panen?\n\n"
    assert captured.err.splitlines() == [
        "The ledger can't be read: restore it from a backup.",
        "That went wrong in a way Tanya did not foresee (ZeroDivisionError: division by zero).",
        "There is no command /zzz: /help lists what there is.",
        "There is no command /soures: did you mean /sources?",
        "There is no answer yet: ask a question first.",
    ]


def test_quit_leaves_the_rest_of_the_pipe_unread(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    engine, status = piped("/quit\nkapan panen?\n", monkeypatch, settings)
    assert (engine.seen, status) == ([], 0)


def test_an_empty_pipe_is_no_error(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    assert piped("", monkeypatch, settings)[1] == 0
    monkeypatch.setattr(sys, "stdin", None)
    assert run_repl(SlowEngine(), settings) == 0


def test_bytes_that_are_no_utf8_and_a_byte_order_mark_are_read_past() -> None:
    reader = PipedReader(io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfapa \xff?\n"), encoding="utf-8"))
    assert reader.read("") == "apa \ufffd?"
    assert reader.read("") is None


def test_new_forgets_the_conversation_and_ten_turns_are_kept(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    many = "".join(f"pertanyaan {n}?\n" for n in range(12))
    engine, _ = piped(f"{many}terakhir?\n/new\nbaru?\n", monkeypatch, settings)
    assert engine.seen[-2][1] == tuple(f"pertanyaan {n}?" for n in range(2, 12))
    assert engine.seen[-1] == ("baru?", ())


def test_time_shows_the_last_timings_and_then_those_of_each_answer(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    piped("a?\n/time\nb?\n/time\nc?\n", monkeypatch, settings)
    timings = "menyandi 3 ms · seluruhnya 12 ms"
    assert capsys.readouterr().out.splitlines() == [
        "Jawaban atas: a?", "",
        timings, "Timings are shown after each answer from now on.", "",
        "Jawaban atas: b?", "", timings, "",
        timings, "Timings are no longer shown.", "",
        "Jawaban atas: c?", "",
    ]  # fmt: skip


TRANSCRIPT = r"""
Berapa panjang tanggul Sungai Cilaras yang jebol?
    35 meter
    Sumber:
    [1] Harian Nusa, 11 Maret 2025 · oleh Intan Palupi
        “Tanggul Sungai Cilaras di Desa Kalimurni, Kecamatan Sukaranti, Kabupaten Tirtamaya, jebol sepanjang 35 meter
        https://www.hariannusa.example/daerah/2025/03/11/tanggul-cilaras-jebol#:~:text=Tanggul%20Sungai%20Cilaras%20di,
lalu kapan?
    Dipahami sebagai: kapan tanggul Sungai Cilaras jebol?
/zzz
kapan \
itu terjadi?
    Dipahami sebagai: kapan tanggul Sungai Cilaras jebol terjadi?
/new
    A new conversation: the questions before are forgotten.
Berapa panjang tanggul Sungai Cilaras yang jebol?
    35 meter
/show 1
    Tanggul Cilaras Jebol, Ribuan Warga Tirtamaya Mengungsi
    Harian Nusa, 11 Maret 2025 · oleh Intan Palupi
    >>> Tanggul Sungai Cilaras di Desa Kalimurni
     <<<
/sources
    Sumber:
    [1] Harian Nusa, 11 Maret 2025
/why
    #   bagian
    1   hariannusa.example-
/time
    menyandi
    Timings are shown after each answer from now on.
/filter source=kabar pesisir until=2025-03-31
    Filter: source=Kabar Pesisir until=2025-03-31
Siapa penemu mesin cetak?
    Artikel yang ada tidak memuat jawabannya.
    seluruhnya
/why
    Kabar Pesisir
/filter off
    No filter: all articles are searched.
/quit
Pertanyaan ini tidak pernah dibaca?
"""
"""What goes into the pipe, unindented, and beneath each line what must come out of it, in this order."""


@pytest.mark.slow
@pytest.mark.usefixtures("sample_ledger")
def test_a_whole_conversation_through_real_pipes(tanya: Tanya) -> None:
    lines = TRANSCRIPT.strip("\n").split("\n")
    done = tanya("repl", input="".join(f"{line}\n" for line in lines if not line.startswith("    ")))
    assert done.returncode == 0, done.stderr
    at = 0
    for line in lines:
        if line.startswith("    "):
            found = done.stdout.find(line[4:], at)
            assert found >= 0, f"{line[4:]!r} is not in what followed:\n{done.stdout[at:]}"
            at = found + len(line) - 4
    assert done.stderr.splitlines() == ["There is no command /zzz: /help lists what there is."]
    assert "\x1b" not in done.stdout
    assert "tanya>" not in done.stdout
    assert "tidak pernah dibaca" not in done.stdout


@pytest.mark.slow
def test_without_articles_it_says_how_to_get_some_and_goes_on(tanya: Tanya) -> None:
    done = tanya("repl", input="Siapa wali kota Seruni?\n/why\n/help\n")
    assert done.returncode == 0
    assert done.stderr.splitlines()[1:] == ["There is no answer yet: ask a question first."]
    assert "tanya ingest" in done.stderr
    assert "/sources" in done.stdout


# ── Commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def run_command(talk: Conversation, line: str) -> str | None:
    command, rest = find_command(line)
    return command.run(talk, rest)


def test_help_names_every_command() -> None:
    said = run_command(Conversation(SlowEngine()), "/help")
    assert said is not None
    assert all(command.usage in said and command.help in said for command in COMMANDS)


def test_a_command_is_understood_in_capitals() -> None:
    assert run_command(Conversation(SlowEngine()), "/QUIT") is None


class ChangedEngine(SlowEngine):
    """Of the articles that were cited, one is as it was, one has dropped the sentence, one is removed."""

    def article(self, article_id: str) -> Article | None:
        bodies = {"a": "Sebelumnya. Panen raya dimulai. Sesudahnya.", "b": "Panen raya ditunda."}
        return Article(article_id, "Panen", bodies[article_id], "x") if article_id in bodies else None


def test_sources_say_which_cited_sentences_are_gone() -> None:
    talk = Conversation(ChangedEngine())
    cited = tuple(
        Citation(n, name, f"Judul {name}", None, None, None, None, "Panen raya dimulai.", 0, 9)
        for n, name in enumerate("abc", 1)
    )
    talk.remember(Answer("Kapan?", "Sekarang. [1][2][3]", None, False, 0.9, cited))
    said = run_command(talk, "/sources")
    assert said is not None
    kept, gone, removed = said.split("“Panen raya dimulai.”")[1:]
    assert "tidak ada lagi" not in kept
    assert gone.strip().startswith("Kalimat ini sudah tidak ada lagi di artikel itu.")
    assert removed.strip() == "Artikel ini sudah dihapus dari koleksi."


def test_a_filter_is_set_shown_and_taken_off() -> None:
    talk = Conversation(SlowEngine())
    assert run_command(talk, "/filter") == "No filter: all articles are searched."
    said = run_command(talk, "/filter source=harian nusa since=2025-06-01 until=2025-06-30")
    assert said == "Filter: source=Harian Nusa since=2025-06-01 until=2025-06-30"
    assert talk.filters == Filters("Harian Nusa", date(2025, 6, 1), date(2025, 6, 30))
    assert run_command(talk, "/filter off") == "No filter: all articles are searched."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("source=HARIAN NUSA", Filters("Harian Nusa")),
        ('source="Harian Nusa"', Filters("Harian Nusa")),
        ("source=tirta", Filters("Kabar Tirta")),
        ("since=2025-06-01", Filters("Kabar Tirta", date(2025, 6, 1))),
        ("SOURCE=", Filters()),
        ("OFF", Filters()),
    ],
)
def test_a_filter_changes_only_the_parts_it_names(text: str, expected: Filters) -> None:
    before = Filters("Kabar Tirta") if text.startswith("since") else Filters()
    assert parse_filters(text, before, OUTLETS) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Harian Nusa", "A filter looks like this: /filter source=Harian Nusa"),
        ("source=harian", "No outlet is called harian: there are Harian Nusa, Harian Seruni."),
        ("source=Harian Nusaa", "No outlet is called Harian Nusaa: there are Harian Nusa"),
        ("since=entah", "since=entah is no date: write it as 2025-06-01"),
        ("since=2025-02-30", "since=2025-02-30 is no date"),
        ("since=2025-06-02 until=2025-06-01", "since=2025-06-02 is after until=2025-06-01"),
        ("penulis=Sari", "A filter has source, since and until, but no penulis."),
    ],
)
def test_a_filter_that_cannot_work_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        parse_filters(text, Filters(), OUTLETS)
    assert str(refused.value).startswith(sentence)
