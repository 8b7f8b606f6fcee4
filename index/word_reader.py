"""The reader that needs no model but the embedder: every candidate of the likeliest sentences weighed against the others.

A log-linear model over readable features ("person|prev=oleh": a person asked for, "oleh" before the candidate), the
feature set in the manner of the SQuAD baseline. Its weights are package data, fitted by `benchmarks/fit_answering.py`.
SEE: Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250, section 5
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from index import shipped
from index.confidence import confidence, describe
from index.evidence import Evidence, gather
from index.question import Question
from index.reading import Read, Reading, weighed
from index.span_features import describe as candidates
from index.span_features import spells_out
from index.types import Passage

if TYPE_CHECKING:
    from index.embedding import Embedder

STANDS_ALONE = 0.12
"""A stretch less probable than this does not stand on its own."""
SENTENCE_SHARE = 1.0
SPELLED_OUT = 0.85
"""At least so sure is an acronym's expansion that stands beside it in brackets, whatever else was met."""
_KEPT = 40


def weights() -> Mapping[str, Any]:
    """The fitted tables: "sentence" and "confidence" are lists (bias first), "english" scales, "span" maps a feature to its weight."""
    table: dict[str, Any] = shipped.table("answering.json")
    return table


class WordReader:
    """A Reader by words, forms and sentence vectors."""

    def __init__(self, embedder: Embedder, tables: Mapping[str, Any] | None = None) -> None:
        self._embedder = embedder
        self._tables = tables or weights()

    def read(self, question: Question, passages: Sequence[Passage]) -> Read:
        evidence = gather(question, passages, self._embedder, self._tables["sentence"])
        readings = self._readings(question, evidence)
        sure = self._confidence(question, evidence, readings) if readings else 0.0
        stands_alone = bool(readings) and readings[0].probability >= STANDS_ALONE and question.kind != "manner"
        return Read(tuple(passages), evidence, readings, sure, stands_alone)

    def _readings(self, question: Question, evidence: Evidence) -> list[Reading]:
        weigh = self._tables["span"].get
        readings = weighed(
            [
                (s, s.start + c.start, s.start + c.end, sum(weigh(name, 0.0) * value for name, value in features))
                for s, c, features in candidates(question, evidence)
            ]
        )
        if readings and readings[0].probability < STANDS_ALONE:
            # No stretch stands out: then the sentence is the answer, and the sentence's own score counts most.
            best = max(readings, key=lambda r: math.log(r.mass + 1e-9) + SENTENCE_SHARE * r.sentence.logit).sentence
            readings.sort(key=lambda r: r.sentence is not best)
        return readings[:_KEPT]

    def _confidence(self, question: Question, evidence: Evidence, readings: Sequence[Reading]) -> float:
        english = self._tables.get("english") if question.language == "en" else None
        table = self._tables.get("confidence")
        sure = confidence(describe(question, evidence, readings), table, english) if table else 0.0
        first, s = readings[0], readings[0].sentence
        if spells_out(question, s.text, first.start - s.start, first.end - s.start):
            return max(sure, SPELLED_OUT)
        return sure
