"""How good a ranking is and how a series of times is spread. Ranks count from 1; None means: not found."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def distinct(items: Iterable[T]) -> list[T]:
    """Each once, where it came first: the ranking of articles that a ranking of their chunks amounts to."""
    return list(dict.fromkeys(items))


def rank_of(wanted: T, found: Sequence[T]) -> int | None:
    """Where `wanted` stands among `found`, best first."""
    return found.index(wanted) + 1 if wanted in found else None


def hit_at(k: int, ranks: Sequence[int | None]) -> float:
    """Share of the questions whose passage is among the first k."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else math.nan


def mrr_at(k: int, ranks: Sequence[int | None]) -> float:
    """Mean reciprocal rank; what comes after the first k counts nothing."""
    return sum(1 / rank for rank in ranks if rank is not None and rank <= k) / len(ranks) if ranks else math.nan


def reciprocal_rank_fusion(rankings: Iterable[Sequence[T]], k: int = 60) -> list[T]:
    """One ranking out of several, by the sum of 1 / (k + rank): Cormack, Clarke and Büttcher, SIGIR 2009."""
    scores: dict[T, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (k + rank)
    return sorted(scores, key=lambda item: -scores[item])


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of the values do not exceed, interpolated linearly between neighbours, as numpy does."""
    if not values:
        return math.nan
    ordered = sorted(values)
    at = (len(ordered) - 1) * percent / 100
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def median(values: Sequence[float]) -> float:
    return percentile(values, 50)
