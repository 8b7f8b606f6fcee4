"""Passages as a language model is shown them: numbered, with outlet, date and title, their sentences with ids of their own.

The id of a sentence, "2.3", is the rank of its passage and its place in it; it stays the same whatever else is left out.
Articles are data: what would end the fence around them, pose as an id or not be seen by a person is taken out, and
sentences that speak to the model are withheld.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.answer.citation import label
from index.language.sentences import sentence_spans
from index.types import Article, Language, Passage
from index.verification.cited import Numbered
from index.verification.injection import UNSEEN, speaks_to_model

MOST_PASSAGES = 8
"""More distract a model more than they tell it."""
_POSES_AS_ID = re.compile(r"\[(\s*\d+(?:\.\d+)?\s*(?:[,;]\s*\d+(?:\.\d+)?\s*)*)\]")


@dataclass(frozen=True, slots=True)
class Packed:
    """What the model is shown, and what it may cite by id."""

    text: str
    sentences: Mapping[str, Numbered]
    passages: int
    """How many of the passages are in it, in whole or in part."""


def pack(passages: Sequence[Passage], count: Callable[[str], int], budget: int, language: Language = "id") -> Packed:
    """As many passages as `budget` tokens hold, best first, whole sentences only.

    A passage that doesn't fit any more gives its first sentences; nothing of a lower rank takes its place.
    """
    blocks: list[str] = []
    cited: dict[str, Numbered] = {}
    seen: set[tuple[str, int]] = set()
    used = 0
    for rank, passage in enumerate(passages[:MOST_PASSAGES], 1):
        found = [s for s in _sentences(rank, passage) if (passage.article.id, s.start) not in seen]
        head, foot = _header(rank, passage.article, language), "</artikel>"
        room = budget - used - count(f"{head}\n{foot}\n\n")
        kept: list[Numbered] = []
        for s in found:
            cost = count(f"[{s.id}] {cleaned(s.text)}\n")
            if cost > room:
                break
            kept.append(s)
            room -= cost
        if kept:
            lines = [head, *(f"[{s.id}] {cleaned(s.text)}" for s in kept), foot]
            blocks.append("\n".join(lines))
            used = budget - room
            cited.update((s.id, s) for s in kept)
            seen.update((s.article.id, s.start) for s in kept)
        if len(kept) < len(found):
            break
    return Packed("\n\n".join(blocks), cited, len(blocks))


def shown(sentences: Sequence[Numbered]) -> str:
    """A few sentences alone, as they stand in the prompt, each in the stretch it is read in."""
    lines = []
    for s in sentences:
        start, end = s.evidence
        lines.append(f"[{s.id}] {cleaned(s.article.body[start:end])}")
    return "\n".join(["<artikel>", *lines, "</artikel>"])


def cleaned(text: str) -> str:
    """On one line, without unseen characters, fences and what looks like an id."""
    plain = UNSEEN.sub("", text).replace("<", "‹").replace(">", "›")
    return " ".join(_POSES_AS_ID.sub(r"(\1)", plain).split())


def _sentences(rank: int, passage: Passage) -> list[Numbered]:
    body = passage.article.body
    found: list[Numbered] = []
    ordered, before = False, passage.chunk.start
    for n, (start, end) in enumerate(sentence_spans(body, passage.chunk.start, passage.chunk.end), 1):
        # An order is mostly more than one sentence: what follows it in its paragraph is withheld as well.
        ordered = (ordered and "\n" not in body[before:start]) or speaks_to_model(body[start:end])
        before = end
        if not ordered:
            found.append(Numbered(f"{rank}.{n}", passage.article, start, end))
    return found


def _header(rank: int, article: Article, language: Language) -> str:
    title = "" if article.title_derived or speaks_to_model(article.title) else f' judul="{_attribute(article.title)}"'
    return f'<artikel nomor="{rank}" media="{_attribute(label(article, language))}"{title}>'


def _attribute(text: str) -> str:
    return cleaned(text).replace('"', "”")
