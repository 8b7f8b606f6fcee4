"""An answer while it is written: seen on a terminal, taken back there, and never in a pipe."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.live import drafting, last_of
from bot.render import render_answer, render_why
from index.types import Answer, Check, CheckedSentence, Delta, Usage

ANSWER = Answer("Apa?", "Tanggul jebol. [1]", None, False, 0.9, mode="llm")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said() -> Iterator[Delta | Answer]:
    yield Delta("Tanggul ")
    yield Delta("\x1b]0;jahat\x07jebol")
    yield ANSWER


def test_words_appear_on_a_terminal_as_they_come_and_are_wiped_away() -> None:
    terminal = Terminal()
    with drafting(terminal) as draft:
        assert last_of(said(), draft) is ANSWER
    shown = terminal.getvalue()
    assert "Tanggul ]0;jahatjebol" in shown  # what would steer the terminal is gone
    assert "\x1b]0" not in shown
    assert "\x1b[2K" in shown[shown.rindex("jebol") :]


def test_a_long_draft_shows_its_end_as_far_as_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "10")
    terminal = Terminal()
    with drafting(terminal) as draft:
        draft.add("\n".join(f"baris {n}" for n in range(50)))
    last = terminal.getvalue()[terminal.getvalue().rindex("baris 42") :]
    assert "baris 49" in last
    assert "baris 41" not in last


def test_a_pipe_sees_nothing_that_could_not_be_taken_back() -> None:
    pipe = io.StringIO()
    with drafting(pipe) as draft:
        last_of(said(), draft)
    assert pipe.getvalue() == ""


def test_ctrl_c_tells_the_answer_under_way_to_end() -> None:
    helper = Path(__file__).parent / "support" / "ctrl_c.py"
    done = subprocess.run([sys.executable, str(helper)], capture_output=True, text=True, timeout=120)
    assert "Cancelled." in done.stdout
    assert done.stdout.splitlines()[-1].startswith("0 True "), done


def test_why_shows_what_was_dropped_and_what_it_cost() -> None:
    checks = (Check("citations", True), Check("numbers", False, "“99” is not what is cited"))
    answer = Answer(
        "Apa?", "Tanggul jebol. [1]", None, False, 0.9, mode="llm",
        sentences=(CheckedSentence("Tanggul jebol.", (1,), "verified"), CheckedSentence("99 tewas.", (), "dropped", checks)),
        usage=Usage("qwen3", 2, 1500, 60, 0.00123),
    )  # fmt: skip
    why = render_why(answer, io.StringIO())
    assert "qwen3, 2 ×, 1500 + 60 token, 0.00123" in why
    assert "– Tanggul jebol. → terbukti" in why
    assert "– 99 tewas. → dibuang (numbers: “99” is not what is cited)" in why


def test_a_fallback_says_why_under_the_answer() -> None:
    answer = Answer("Apa?", "Jebol. [1]", None, False, 0.9, fallback="The language model is too slow.")
    assert "tanpa model bahasa: The language model is too slow." in render_answer(answer, io.StringIO())
