"""A question with what was said before it, in the words that the reader reads it with.

    umurnya? « siapa yang ditangkap di Cirebon? – Sunjaya Purwadisastra « ada berita apa dari Cirebon?

The question comes first, then the turns before it, the latest first: each question as it was typed, and what was answered,
where it was. Training (`training.data`) and reading write it alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TURNS_BACK = 3
_BEFORE, _ANSWERED = " « ", " – "
_QUESTION_WORDS, _ANSWER_WORDS = 24, 12


@dataclass(frozen=True, slots=True)
class Said:
    """A turn before: what was asked, and what was answered; None where it was refused."""

    question: str
    answer: str | None


def with_what_was_said(question: str, before: Sequence[Said]) -> str:
    """`before` is oldest first; the last few of it count."""
    return _BEFORE.join([question, *(_line(said) for said in reversed(before[-TURNS_BACK:]))])


def _line(said: Said) -> str:
    asked = _first(said.question, _QUESTION_WORDS)
    return f"{asked}{_ANSWERED}{_first(said.answer, _ANSWER_WORDS)}" if said.answer else asked


def _first(text: str, most: int) -> str:
    return " ".join(text.split()[:most])
