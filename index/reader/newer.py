"""Of articles that tell the same matter at different times, the newer first: tolls rise, figures are corrected, dates move.

Nothing decays with age: only between readings that answer about as surely does the day decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from index.language.text import stem, words
from index.question.kinds import content
from index.reader.conflicts import differ, same_matter
from index.reader.corrections import corrected, figures
from index.reader.evidence_days import ArticleDays
from index.reader.reader import Quote, Read, Reading
from index.retrieval.matter import Matter
from index.types import Inferred, Passage

_CLOSE = 4.0
"""Log-odds that the newer may be behind and still be taken to answer the same."""
_LEAST = -1.5
_DAYS_APART = timedelta(days=21)
"""Later than that it is another round of it: next month's prices, another quake in the same town."""
_LATER = timedelta(hours=12)
"""Sooner than that two outlets tell the same news, and differ."""
_LONG_AGO = timedelta(days=31)
"""What an article tells of a day so long before its own is no news."""
_CORRECTS = re.compile(
    r"\b(?:semula|sebelumnya|awalnya|tadinya|di?ralat|meralat|ralat|koreksi|dikoreksi|(?:di|me)mutakhirkan|pemutakhiran|bertambah|kini|akhirnya"
    r"|ternyata|menjadi|jadi|total|mundur|diundur|ditunda|melonjak|revis(?:ed|es)|updated?|correct(?:ed|s)|risen|rises?|rose|climb(?:s|ed)"
    r"|reach(?:es|ed)|previously|initially|earlier|postponed|delayed|final)\b",
    re.IGNORECASE,
)
_ALIKE = {
    w: names.split()[0]
    for names in (
        "tewas meninggal wafat dead died die dies death deaths killed fatalities",
        "luka terluka luka-luka cedera injured wounded hurt",
        "mengungsi pengungsi diungsikan evacuated evacuees displaced",
        "terbakar kebakaran ludes hangus burned burnt",
    )
    for w in names.split()
}  # fmt: skip
"""Words that news use for the same, so that one may correct the other."""
_OLD = re.compile(
    r"\b(?:semula|sebelumnya|awalnya|tadinya|mulanya|mula-mula|bukan|dari|daripada|down from|up from|from|previously|initially|instead of|not)\b[^.;\d]{0,45}$",
    re.IGNORECASE,
)


def up_to_date(question: str, read: Read) -> Read:
    """What was read with the newest first of those that differ from the first in a figure of the same matter; what it
    corrects is left out."""
    if read.kind != "fact" or not read.readings:
        return read
    readings = [_with_the_new_figure(r) for r in read.readings]
    first = readings[0]
    if found := corrected(first, _of_the_names(question, read.passages, first.passage)):
        rest = [
            r for r in readings if not differ(r.spans[0].text, found.spans[0].text) and r.passage.id != found.passage.id
        ]
        return replace(read, readings=(found, *rest))
    return replace(read, readings=tuple(_newer_first(question, readings)))


def newest_first(read: Read, margin: float) -> Read:
    """What was read with the newest first of what answers about as surely as the best, and then what is no older."""
    readings = [k for r in read.readings if (k := _of_its_day(_with_the_new_figure(r)))]
    if not readings:
        return replace(read, readings=())
    best = max(r.told for r in readings)
    equal = [r for r in _best_of_each(readings) if r.told >= max(_LEAST, best - margin)] or readings[:1]
    newest = max(equal, key=published)
    rest = [
        r
        for r in readings
        if r is not newest and (published(r) >= published(newest) or not differ(r.spans[0].text, newest.spans[0].text))
    ]
    return replace(read, readings=(newest, *rest))


def published(r: Reading) -> datetime:
    return r.passage.article.published_at or datetime.min.replace(tzinfo=UTC)


def _newer_first(question: str, readings: list[Reading]) -> list[Reading]:
    first = readings[0]
    if first.passage.article.published_at is None:
        return readings
    newer = [
        r
        for r in _best_of_each(readings)
        if r.told > max(_LEAST, first.told - _CLOSE)
        and _LATER <= published(r) - published(first) <= _DAYS_APART
        and differ(r.spans[0].text, first.spans[0].text)
        and same_matter(r, first)
        and _asked_alike(question, r, first)
    ]
    if not newer:
        return readings
    newest = max(newer, key=published)
    if _CORRECTS.search(f"{newest.passage.article.title} {newest.sentence_of(newest.spans[0]).text}"):
        readings = [r for r in readings if r is newest or not _is_older(r, newest)]
    return [newest, *(r for r in readings if r is not newest)]


def _asked_alike(question: str, newer: Reading, first: Reading) -> bool:
    """Whether the newer sentence, or its title, has the question's words that the first sentence has."""
    wanted = _stems(" ".join(content(question)))
    told, also = (
        _stems(text)
        for text in (
            first.sentence_of(first.spans[0]).text,
            f"{newer.passage.article.title} {newer.sentence_of(newer.spans[0]).text}",
        )
    )
    return wanted & told <= also or not wanted & told


def _of_the_names(question: str, passages: Sequence[Passage], first: Passage) -> list[Passage]:
    """The passages of articles that have half of the question's names, as the first one shows them: "KM" may be "kapal motor"
    elsewhere."""
    names = Matter(question, [first]).names
    if not names or not figures(first.text):
        return []
    told: dict[str, bool] = {}
    for p in passages:
        if p.article.id not in told:
            have = set(words(f"{p.article.title} {p.article.body}"))
            told[p.article.id] = 2 * sum(n in have for n in names) >= len(names)
    return [p for p in passages if told[p.article.id]]


def _stems(text: str) -> set[str]:
    return {_ALIKE.get(w) or stem(w) for w in words(text)}


def _best_of_each(readings: Sequence[Reading]) -> list[Reading]:
    best: dict[str, Reading] = {}
    for r in sorted(readings, key=lambda r: -r.told):
        best.setdefault(r.passage.article.id, r)
    return list(best.values())


def _is_older(r: Reading, newest: Reading) -> bool:
    """Whether it gives another figure for the same matter, and is older."""
    return published(r) < published(newest) and differ(r.spans[0].text, newest.spans[0].text) and same_matter(r, newest)


def _of_its_day(r: Reading) -> Reading | None:
    """A reading with what isn't told of a day long before; None where nothing else is."""
    days = ArticleDays(r.passage.article)
    if days.published is None:
        return r
    recent = Inferred(days.published - _LONG_AGO, None, "")
    sentences = tuple(s for s in r.sentences if days.within(recent, s.start, s.end) is not None)
    spans = tuple(q for q in r.spans if r.sentence_of(q) in sentences)
    return replace(r, spans=spans, sentences=sentences) if spans else None


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
