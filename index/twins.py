"""Passages that say the same in nearly the same words: agency copy, a story filed twice. They count once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from index.text import words
from index.types import Passage

_SHINGLE = 4
_TWINS_KEPT = 3
_ALIKE = 0.8
"""Share of the shorter passage's four-word shingles that the longer one has as well."""


def fold_twins(passages: Sequence[Passage], top_k: int) -> list[Passage]:
    """The best `top_k` of `passages`, best first, with near-identical ones counted once.

    Of those the earliest published stands in the best one's place and names the others in `twins`; they follow after all
    that is new (and score so), a few of them always, so that an answer can cite every outlet that has it.
    """
    shingled = [_shingles(passage.text) for passage in passages]
    groups: list[list[int]] = []
    for i, own in enumerate(shingled):
        for group in groups:
            if _alike(own, shingled[group[0]]):
                group.append(i)
                break
        else:
            groups.append([i])
    first, later = [], []
    for group in groups:
        lead = min(group, key=lambda i: (_published(passages[i]), i))
        others = tuple(passages[i].id for i in group if i != lead)
        first.append(replace(passages[lead], score=passages[group[0]].score, twins=others))
        later += [passages[i] for i in group if i != lead]
    room = max(top_k - len(first), min(len(later), _TWINS_KEPT, top_k // 2))
    kept = first[: top_k - room]
    lowest = kept[-1].score if kept else 0.0
    return kept + [replace(twin, score=min(twin.score, lowest)) for twin in later[:room]]


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    return frozenset(tuple(found[i : i + _SHINGLE]) for i in range(max(1, len(found) - _SHINGLE + 1)))


def _alike(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> bool:
    small, large = sorted((len(a), len(b)))
    return small > large / 2 and len(a & b) >= _ALIKE * small


def _published(passage: Passage) -> datetime:
    return passage.article.published_at or datetime.max.replace(tzinfo=UTC)
