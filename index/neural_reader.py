"""The trained reader as a Reader: passages ranked by what was read in them, stretches with their sentences, and how sure.

How the network's score is blended with retrieval's, and how both become a probability, is fitted on development
questions by `python -m training.calibrate` and kept in `index/data/reader.json`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index import shipped
from index.chunking import passage_text
from index.confidence import confidence, describe
from index.question import Question
from index.reading import Read
from index.stretches import UNREAD, readings
from index.types import Passage

if TYPE_CHECKING:
    from index.span_finder import Span, SpanFinder

READ_CHARACTERS = 5_000
"""Of the passages, best first: reading is what takes the time of an answer. Six chunks of news, or 17 of FacQA's passages."""
REASONS = 0.7
"""Log-odds by which the confidence of a reason is raised: the development questions, which ask for few, make it too timid."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """`fused`: what a difference of 1 in the fused score weighs against the network's. The rest as for `confidence`."""

    fused: float
    confidence: Sequence[float]
    english: Sequence[float] | None

    @classmethod
    def shipped(cls) -> Calibration:
        return cls(**shipped.table("reader.json"))


class NeuralReader:
    """A Reader that reads question and passage together."""

    def __init__(self, finder: SpanFinder, calibration: Calibration) -> None:
        self._finder = finder
        self._calibration = calibration

    def read(self, question: Question, passages: Sequence[Passage]) -> Read:
        ranked, spans = self._ranked(question, passages)
        evidence, found = readings(question, ranked, spans)
        if not found:
            return Read(tuple(ranked), evidence, (), 0.0)
        english = self._calibration.english if question.language == "en" else None
        sure = confidence(describe(question, evidence, found), self._calibration.confidence, english)
        if question.kind == "reason":
            sure = _raised(sure, REASONS)
        return Read(tuple(ranked), evidence, found, sure, stands_alone=True)

    def _ranked(self, question: Question, passages: Sequence[Passage]) -> tuple[list[Passage], list[list[Span]]]:
        """The passages by the network's best score blended with the fused one, each with its stretches; then the unread."""
        texts = [passage_text(p.article, p.chunk) for p in passages]
        read = _within(READ_CHARACTERS, texts)
        headers = [len(text) - len(p.text) for text, p in zip(texts, passages, strict=True)]
        found = self._finder.spans(question.text, texts[:read], headers[:read])
        best = max((p.score for p in passages), default=0.0)
        rows: list[tuple[Passage, list[Span]]] = []
        for passage, header, spans in zip(passages, headers, found, strict=False):
            prior = self._calibration.fused * (passage.score - best)
            moved = passage.chunk.start - header
            spans = [replace(s, start=s.start + moved, end=s.end + moved, score=s.score + prior) for s in spans]
            rows.append((replace(passage, score=spans[0].score if spans else UNREAD), spans))
        rows.sort(key=lambda row: -row[0].score)
        last = rows[-1][0].score if rows else 0.0
        rows += [(replace(p, score=min(last, UNREAD)), []) for p in passages[read:]]
        return [p for p, _ in rows], [s for _, s in rows]


def _raised(probability: float, by: float) -> float:
    """The probability whose log-odds are so much higher."""
    odds = probability / max(1e-9, 1 - probability) * math.exp(by)
    return odds / (1 + odds)


def _within(characters: int, texts: Sequence[str]) -> int:
    """How many of the texts, from the first, are read: one at least, and no more than these characters hold."""
    total = 0
    for n, text in enumerate(texts):
        total += len(text)
        if n and total > characters:
            return n
    return len(texts)
