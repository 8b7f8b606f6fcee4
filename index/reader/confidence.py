"""How probable it is that an answer is right, and from which probability on one is given.

The probability is a logistic regression over a few scores of the network and of retrieval, with a shift for each kind of
answer and for English. The threshold keeps a promise: of the answers given, no more than a set share is wrong, with 95 %
confidence, on questions like those it was fitted on (`training.calibrate`).
SEE: Angelopoulos et al. 2021, "Learn then Test", https://arxiv.org/abs/2110.01052
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from index import shipped
from index.types import Language

if TYPE_CHECKING:
    from index.reader.reader import Reading

RECALIBRATED = "calibration.json"
"""In the data folder: what `tanya calibrate` made of questions of one's own."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the probability is made of, each of the order of one."""

    told: float
    """The network's log-odds that the passage answers."""
    span: float
    """The logits of the best stretch less those of "not here"."""
    evidence: float
    """Log-odds that the sentence is evidence."""
    share: float
    """The best stretch's share of the probability of all of its passage."""
    ahead: float
    """How far the first passage is ahead of the best one of another article."""
    lexical: float
    """BM25 of question and passage."""
    dense: float
    """The cosine of question and passage."""
    kind: float
    """How likely the kind of answer is the one wanted."""

    @classmethod
    def of(cls, readings: Sequence[Reading], kind: float) -> Scores:
        """`readings` best first."""
        first = readings[0]
        span = first.spans[0]
        odds = [math.exp((s.score - span.score) / 2) for s in first.spans]
        others = [r.passage.score for r in readings if r.passage.article.id != first.passage.article.id]
        return cls(
            told=first.told / 4,
            span=span.score / 10,
            evidence=first.sentence_of(span).score / 4,
            share=1 / sum(odds),
            ahead=min(2.0, (first.passage.score - others[0]) / 5) if others else 1.0,
            lexical=first.passage.lexical / 20,
            dense=((first.passage.dense or 0.8) - 0.85) * 20,
            kind=kind,
        )


FEATURES = tuple(field.name for field in fields(Scores))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is fitted to a network: how scores are blended, and what they come to."""

    span: float
    """What the best stretch weighs in the ranking of passages, against the log-odds that the passage answers."""
    fused: float
    """What a difference of 1 in retrieval's score weighs there."""
    evidence: float
    """What a sentence's log-odds weigh in the choice of a stretch."""
    weights: Sequence[float]
    """One per feature, the bias first."""
    shifts: Mapping[str, float]
    """By kind of answer, and for English ("en")."""
    thresholds: Sequence[tuple[float, float]]
    """(share of wrong answers at most, confidence from which answers keep it), by rising share."""
    shift: float = 0.0
    slope: float = 1.0
    """Of the log-odds, where somebody calibrated it on questions of their own."""

    @classmethod
    def load(cls, data_dir: Path | None = None) -> Calibration:
        """What is shipped; where `data_dir` has a calibration of its own, with that one's thresholds."""
        own = data_dir / RECALIBRATED if data_dir else None
        table = dict(shipped.table("reader.json"))
        if own and own.exists():
            table |= json.loads(own.read_text(encoding="utf-8"))
        return cls(**table)

    def confidence(self, scores: Scores, kind: str, language: Language) -> float:
        """A probability, 0 to 1."""
        z = self.weights[0] + sum(w * x for w, x in zip(self.weights[1:], astuple(scores), strict=True))
        z += self.shifts.get(kind, 0.0) + (self.shifts.get("en", 0.0) if language == "en" else 0.0)
        return sigmoid(self.shift + self.slope * z)

    def threshold(self, max_error: float) -> float:
        """The confidence from which answers are given where at most this share of them may be wrong."""
        if max_error >= 1:
            return 0.0
        kept = [confidence for error, confidence in self.thresholds if error <= max_error]
        return kept[-1] if kept else 1.0


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


GRID = tuple(n / 100 for n in range(98, 0, -2))
"""Confidences that may be a threshold, the safest first."""
TELLING = 8
"""Wrong answers that the share would amount to among those that a threshold lets through, for it to be tested: fewer prove
nothing, and a test without power would end the sequence."""


def thresholds(
    confidence: Sequence[float], right: Sequence[float], errors: Sequence[float], delta: float = 0.05
) -> list[tuple[float, float]]:
    """For each share of wrong answers the lowest confidence that keeps it with probability 1 − `delta`.

    Fixed-sequence testing: from the safest threshold down each is kept as long as so few wrong answers would be improbable,
    were the risk as large as the share. A share that no threshold keeps is left out.
    """
    found = []
    for error in errors:
        lowest: float | None = None
        for at in GRID:
            given = [r for c, r in zip(confidence, right, strict=True) if c >= at]
            if len(given) * error < TELLING:
                continue
            if binomial_tail(sum(r < 0.5 for r in given), len(given), error) > delta:
                break
            lowest = at
        if lowest is not None:
            found.append((error, lowest))
    return found


def binomial_tail(wrong: int, n: int, error: float) -> float:
    """The probability of so few wrong answers of n or fewer, were each wrong with probability `error`."""
    if error >= 1:
        return 0.0
    log = math.lgamma
    terms = (
        math.exp(log(n + 1) - log(k + 1) - log(n - k + 1) + k * math.log(error) + (n - k) * math.log1p(-error))
        for k in range(wrong + 1)
    )
    return min(1.0, sum(terms))
