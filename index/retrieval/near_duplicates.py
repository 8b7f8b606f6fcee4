"""Passages that say the same in nearly the same words: agency copy, a story filed twice. They count once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from index.language.text import words
from index.types import Passage

_SHINGLE = 4
_TWINS_KEPT = 2
_ALIKE = 0.8
"""Share of the shorter passage's four-word shingles that the longer one has as well."""
_ALIKE_IN_STORY = 0.3
"""The same for passages of articles that are known to be near-copies: with every seventh word changed, half are left."""
_AGENCIES = frozenset(
    """antara|antara news|antaranews.com|lkbn antara|reuters|afp|ap|associated press|xinhua|bernama|kyodo|kyodo news|yonhap
    |anadolu|dpa|efe|tass|ria novosti""".replace("\n    ", "").split("|")
)


def fold_twins(passages: Sequence[Passage], stories: Mapping[str, str] = MappingProxyType({})) -> list[Passage]:
    """Best first in, best first out; near-identical passages count once.

    `stories` says of articles, by id, which story they tell: near-copies as wholes are looked at with a lower bar.

    Of those an agency's own, or else the earliest published, stands in the best one's place and names the others in `twins`. Two of them stay
    where their own score puts them, so that an answer can cite the other outlets too; a story filed ten times doesn't
    crowd out the rest.
    """
    shingled = [_shingles(passage.text) for passage in passages]
    groups: list[list[int]] = []
    for i, own in enumerate(shingled):
        for group in groups:
            if _alike(own, shingled[group[0]], _same_story(passages[i], passages[group[0]], stories)):
                group.append(i)
                break
        else:
            groups.append([i])
    ranked: list[Passage] = []
    for group in groups:
        lead = min(group, key=lambda i: (not _is_agency(passages[i]), _published(passages[i]), i))
        others = [passages[i] for i in group if i != lead]
        twins = tuple(other.id for other in others)
        ranked.append(replace(passages[lead], score=passages[group[0]].score, twins=twins))
        ranked += [replace(other, score=min(other.score, ranked[-1].score)) for other in others[:_TWINS_KEPT]]
    return sorted(ranked, key=lambda passage: -passage.score)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    return frozenset(tuple(found[i : i + _SHINGLE]) for i in range(max(1, len(found) - _SHINGLE + 1)))


def _alike(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]], one_story: bool) -> bool:
    small, large = sorted((len(a), len(b)))
    return small > large / 2 and len(a & b) >= (_ALIKE_IN_STORY if one_story else _ALIKE) * small


def _same_story(a: Passage, b: Passage, stories: Mapping[str, str]) -> bool:
    story = stories.get(a.article.id)
    return story is not None and a.article.id != b.article.id and story == stories.get(b.article.id)


def _is_agency(passage: Passage) -> bool:
    return (passage.article.source or "").casefold() in _AGENCIES


def _published(passage: Passage) -> datetime:
    return passage.article.published_at or datetime.max.replace(tzinfo=UTC)
