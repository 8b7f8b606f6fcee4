"""Measures of one answer or one ranking, and of how sure one may be of their mean.

EM and F1 are SQuAD's on word tokens; punctuation and case don't count. Ranks count from 1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=Hashable)
Floats = NDArray[np.float64]
RESAMPLES = 2000


def normalised(text: str) -> str:
    """Lower case, punctuation off: as answers are compared."""
    return " ".join(re.findall(r"\w+", text.lower()))


def exact(given: str, golds: Sequence[str]) -> float:
    return float(any(normalised(given) == normalised(gold) for gold in golds))


def f1(given: str, golds: Sequence[str]) -> float:
    """Word overlap with the answer that is nearest."""
    return max((_overlap(normalised(given).split(), normalised(gold).split()) for gold in golds), default=0.0)


def _overlap(a: Sequence[str], b: Sequence[str]) -> float:
    common = (Counter(a) & Counter(b)).total()
    return 2 * common / (len(a) + len(b)) if common else 0.0


def holds(text: str, golds: Sequence[str]) -> float:
    """Whether one of the answers stands in the text, word for word."""
    padded = f" {normalised(text)} "
    return float(any(f" {normalised(gold)} " in padded for gold in golds if normalised(gold)))


def distinct(items: Iterable[T]) -> list[T]:
    """Each once, where it came first: the ranking of articles that a ranking of their chunks amounts to."""
    return list(dict.fromkeys(items))


def ranks_of(wanted: Collection[T], found: Iterable[T]) -> tuple[int, ...]:
    """Where those that are wanted stand among what was found, best first."""
    return tuple(rank for rank, item in enumerate(found, 1) if item in wanted)


def hit(ranks: Sequence[int], k: int) -> float:
    return float(any(rank <= k for rank in ranks))


def reciprocal_rank(ranks: Sequence[int], k: int = 10) -> float:
    best = min(ranks, default=k + 1)
    return 1 / best if best <= k else 0.0


def ndcg(ranks: Sequence[int], relevant: int, k: int = 10) -> float:
    """Binary relevance. `ranks`: where the relevant ones were found; `relevant`: how many there are."""
    gained = sum(1 / math.log2(1 + rank) for rank in ranks if rank <= k)
    ideal = sum(1 / math.log2(1 + rank) for rank in range(1, min(relevant, k) + 1))
    return gained / ideal if ideal else 0.0


def auc(positive: Floats, negative: Floats) -> float:
    """The probability that a positive scores above a negative, ties halved (Mann–Whitney)."""
    if not len(positive) or not len(negative):
        return math.nan
    ordered = np.sort(negative)
    below, not_above = np.searchsorted(ordered, positive, "left"), np.searchsorted(ordered, positive, "right")
    return float((below + not_above).mean() / 2 / len(negative))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval (percentile bootstrap over questions) and the number of questions behind it."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        """As it is shown: "0.813 (0.766–0.853)"."""
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


def bootstrap(statistic: Callable[[NDArray[np.intp]], float], n: int, resamples: int = RESAMPLES) -> Floats:
    """The statistic of questions drawn with replacement, `resamples` times. It is given the numbers of the questions."""
    draw = np.random.default_rng(0)
    return np.array([statistic(draw.integers(0, n, n)) for _ in range(resamples)])


def estimate(statistic: Callable[[NDArray[np.intp]], float], n: int) -> Estimate:
    """nan where there is no question to estimate from."""
    if not n:
        return Estimate(math.nan, math.nan, math.nan, 0)
    drawn = bootstrap(statistic, n)
    low, high = np.nanpercentile(drawn, [2.5, 97.5]) if not np.isnan(drawn).all() else (math.nan, math.nan)
    return Estimate(statistic(np.arange(n)), float(low), float(high), n)


def risk_coverage(confidence: Floats, right: Floats) -> list[tuple[float, float, float]]:
    """(threshold, coverage, risk) with the questions answered in order of confidence: the share answered, and of those
    the share that is wrong."""
    if not len(confidence):
        return []
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(1 - right[order])
    return [
        (float(confidence[i]), (n + 1) / len(order), float(wrong[n] / (n + 1)))
        for n, i in enumerate(order)
        # Questions that tie are answered together.
        if n + 1 == len(order) or confidence[order[n + 1]] != confidence[i]
    ]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence is in `[low, high)`: how many, how sure on average, and what share is right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


def reliability(confidence: Floats, right: Floats, bins: int = 10) -> list[Bin]:
    """Bins of equal width, empty ones left out."""
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(b / bins, (b + 1) / bins, int((at == b).sum()), float(confidence[at == b].mean()), float(right[at == b].mean()))
        for b in range(bins)
        if (at == b).any()
    ]  # fmt: skip


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: how far confidence and share right are apart, on average over the answers."""
    total = sum(b.n for b in bins)
    return sum(b.n * abs(b.confidence - b.right) for b in bins) / total if total else math.nan
