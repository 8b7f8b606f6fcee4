"""The shortest stretch that answers: every candidate of the likeliest sentences weighed against the others.

A log-linear model over readable features ("person|prev=oleh": a person asked for, "oleh" before the candidate), the
feature set in the manner of the SQuAD baseline. Its weights are package data, fitted by `benchmarks/fit_answering.py`.
SEE: Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250, section 5
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.evidence import Evidence, Sentence
from index.question import Question
from index.span_features import describe
from index.spans import made_whole

STANDS_ALONE = 0.12
"""A stretch less probable than this does not stand on its own; the sentence then speaks for itself."""
SENTENCE_SHARE = 1.0
_KEPT = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch `[start:end]` of the article's body that may answer, and its share of the probability of all of them."""

    sentence: Sentence
    start: int
    end: int
    form: str
    probability: float
    mass: float = 0.0
    """The probability of all the readings of its sentence together: that the answer is here, wherever it ends."""
    score: float = 0.0

    @property
    def text(self) -> str:
        return self.sentence.passage.article.body[self.start : self.end]

    @property
    def whole(self) -> str:
        """The stretch as it is shown: "Rabu, 4 Juni 2025" where it is "4 Juni 2025", "lebih dari 20" where it is "20"."""
        s = self.sentence
        start, end = made_whole(s.text, self.start - s.start, self.end - s.start)
        return s.text[start:end]


class Reader(Protocol):
    """What finds spans. A trained neural reader can stand in for `SpanReader`: same question, same sentences."""

    def read(self, question: Question, evidence: Evidence) -> Sequence[Reading]:
        """The readings, likeliest first; empty where nothing could answer. Probabilities sum to 1 at most."""
        ...


class SpanReader:
    """The Reader that needs no model but its table of weights."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def read(self, question: Question, evidence: Evidence) -> list[Reading]:
        weigh = self._weights.get
        found = [
            (sum(weigh(name, 0.0) * value for name, value in features), s, c)
            for s, c, features in describe(question, evidence)
        ]
        if not found:
            return []
        top = max(score for score, _, _ in found)
        total = sum(math.exp(score - top) for score, _, _ in found)
        mass: dict[int, float] = {}
        for score, s, _ in found:
            mass[id(s)] = mass.get(id(s), 0.0) + math.exp(score - top) / total
        found.sort(key=lambda f: -f[0])
        if math.exp(found[0][0] - top) / total < STANDS_ALONE:
            # No stretch stands out: then the sentence is the answer, and the sentence's own score counts most.
            best = max((f[1] for f in found), key=lambda s: math.log(mass[id(s)] + 1e-9) + SENTENCE_SHARE * s.logit)
            found.sort(key=lambda f: f[1] is not best)
        return [
            Reading(s, s.start + c.start, s.start + c.end, c.form, math.exp(score - top) / total, mass[id(s)], score)
            for score, s, c in found[:_KEPT]
        ]
