"""Passages that say the same in nearly the same words: agency copy, a story filed twice. They count once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from index.text import words
from index.types import Passage

_SHINGLE = 4
_TWINS_KEPT = 2
_ALIKE = 0.8
"""Share of the shorter passage's four-word shingles that the longer one has as well."""


def fold_twins(passages: Sequence[Passage]) -> list[Passage]:
    """Best first in, best first out; near-identical passages count once.

    Of those the earliest published stands in the best one's place and names the others in `twins`. Two of them stay
    where their own score puts them, so that an answer can cite the other outlets too; a story filed ten times doesn't
    crowd out the rest.
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
    ranked: list[Passage] = []
    for group in groups:
        lead = min(group, key=lambda i: (_published(passages[i]), i))
        others = [passages[i] for i in group if i != lead]
        twins = tuple(other.id for other in others)
        ranked.append(replace(passages[lead], score=passages[group[0]].score, twins=twins))
        ranked += [replace(other, score=min(other.score, ranked[-1].score)) for other in others[:_TWINS_KEPT]]
    return sorted(ranked, key=lambda passage: -passage.score)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    return frozenset(tuple(found[i : i + _SHINGLE]) for i in range(max(1, len(found) - _SHINGLE + 1)))


def _alike(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> bool:
    small, large = sorted((len(a), len(b)))
    return small > large / 2 and len(a & b) >= _ALIKE * small


def _published(passage: Passage) -> datetime:
    return passage.article.published_at or datetime.max.replace(tzinfo=UTC)
