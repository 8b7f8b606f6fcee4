"""Of articles that tell the same matter at different times, the newer first: tolls rise, figures are corrected, dates move.

Nothing decays with age: only between readings that answer about as surely does the day decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from index.agreement import differ, same_matter
from index.reading import Quote, Reading

_CLOSE = 4.0
"""Log-odds that the newer may be behind and still be taken to answer the same."""
_LEAST = -1.5
_DAYS_APART = 12
"""Later than that it is another round of it: next month's prices, another quake in the same town."""
_CORRECTS = re.compile(
    r"\b(?:semula|sebelumnya|awalnya|tadinya|di?ralat|meralat|ralat|koreksi|dikoreksi|(?:di|me)mutakhirkan|pemutakhiran|bertambah|kini|akhirnya"
    r"|ternyata|menjadi|jadi|total|mundur|diundur|ditunda|melonjak|revis(?:ed|es)|updated?|correct(?:ed|s)|risen|rises?|rose|climb(?:s|ed)"
    r"|reach(?:es|ed)|previously|initially|earlier|postponed|delayed|final)\b",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:semula|sebelumnya|awalnya|tadinya|mulanya|bukan|dari|daripada|down from|up from|from|previously|initially|instead of|not)\b[^.;\d]{0,45}$",
    re.IGNORECASE,
)


def up_to_date(readings: Sequence[Reading]) -> list[Reading]:
    """The readings with the newest first of those that differ from the first in a figure of the same matter; what it
    corrects is left out."""
    readings = [_with_the_new_figure(r) for r in readings]
    first = readings[0]
    rivals = [
        r
        for r in _best_of_each(readings)
        if r.passage.article.id != first.passage.article.id
        and r.told > max(_LEAST, first.told - _CLOSE)
        and 0 <= (published(r) - published(first)).total_seconds() <= _DAYS_APART * 86_400
        and differ(r.spans[0].text, first.spans[0].text)
        and same_matter(r, first)
    ]
    newer = [r for r in rivals if published(r) > published(first)]
    if not newer:
        return readings
    newest = max(newer, key=published)
    about = f"{newest.passage.article.title} {newest.sentence_of(newest.spans[0]).text}"
    if _CORRECTS.search(about):
        gone = {r.passage.article.id for r in _older(readings, newest)}
        readings = [r for r in readings if r is newest or r.passage.article.id not in gone]
    return [newest, *(r for r in readings if r is not newest)]


def newest_first(readings: Sequence[Reading], margin: float) -> list[Reading]:
    """The newest first of the readings that answer about as surely as the best, and then the others."""
    if not readings:
        return []
    readings = [_with_the_new_figure(r) for r in readings]
    best = max(r.told for r in readings)
    equal = [r for r in _best_of_each(readings) if r.told >= max(_LEAST, best - margin)] or readings[:1]
    newest = max(equal, key=published)
    rest = [r for r in readings if r is not newest and published(r) >= published(newest)]
    older = [r for r in readings if r is not newest and published(r) < published(newest) and not differ(r.spans[0].text, newest.spans[0].text)]
    return [newest, *rest, *older]


def published(r: Reading) -> datetime:
    return r.passage.article.published_at or datetime.min.replace(tzinfo=UTC)


def _best_of_each(readings: Sequence[Reading]) -> list[Reading]:
    best: dict[str, Reading] = {}
    for r in readings:
        best.setdefault(r.passage.article.id, r)
    return list(best.values())


def _older(readings: Sequence[Reading], newest: Reading) -> list[Reading]:
    """Those that give another figure for the same matter, and are older."""
    return [
        r
        for r in readings
        if published(r) < published(newest)
        and differ(r.spans[0].text, newest.spans[0].text)
        and same_matter(r, newest)
    ]


def _with_the_new_figure(r: Reading) -> Reading:
    """Of "semula 12, kini 15" the 15: the best stretch of the same sentence that isn't what was said before."""
    first = r.spans[0]
    sentence = r.sentence_of(first)
    if not _is_old(first, sentence):
        return r
    for other in r.spans[1:]:
        inside = sentence.start <= other.start < sentence.end
        if inside and differ(other.text, first.text) and not _is_old(other, sentence):
            return replace(r, spans=(other, *(s for s in r.spans if s is not other)))
    return r


def _is_old(span: Quote, sentence: Quote) -> bool:
    body = span.passage.article.body
    return bool(_OLD.search(body[sentence.start : span.start]))
