"""A figure that a newer article takes back: "Angka yang benar 368 kasus, bukan 388", "semula 12, kini 15".

Looked for by its form, in whatever was found besides: the sentence that corrects seldom answers the question as well as the one
that it corrects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.language.sentences import sentence_spans
from index.language.text import fold
from index.reader.reader import Quote, Reading
from index.types import Passage

_SPELLED = {
    w: str(n)
    for n, names in enumerate(
        "satu|one dua|two tiga|three empat|four lima|five enam|six tujuh|seven delapan|eight sembilan|nine sepuluh|ten sebelas|eleven"
        .split(), 1
    )
    for w in names.split("|")
} | {"seorang": "1", "twelve": "12"}  # fmt: skip
_FIGURE = re.compile(
    rf"(?<![\w.,/-])(?:\d+(?:[.,]\d+)*|{'|'.join(_SPELLED)})(?![\w/]|[.,-]\d)(?: (?:ratus|ribu|juta|miliar|triliun|persen|percent|million|billion)\b)?",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s[^\W\d_]+")
_WAS = re.compile(
    r"\b(?:semula|sebelumnya|awalnya|tadinya|mulanya|mula-mula|bukan|down from|up from|previously|initially|first|earlier|originally"
    r"|instead of|rather than|not)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:dari|daripada|from)\s(?:\w+\s){0,2}$", re.IGNORECASE)
""" "12 dari 15 rumah" corrects nothing, "dari 12 menjadi 15" does."""
_NOW = re.compile(
    r"\b(?:menjadi|jadi|kini|ternyata|sekarang|yang benar|now|to|is|are|hasil)\b[^.;]{0,60}$", re.IGNORECASE
)
_STEPS = 3
"""Corrections of corrections."""


def corrected(first: Reading, passages: Sequence[Passage]) -> Reading | None:
    """The reading with the figure that a newer article of these passages puts in the place of the first's; None where none does."""
    found: Reading | None = None
    for _ in range(_STEPS):
        nxt = _step(found or first, passages)
        if nxt is None:
            break
        found = nxt
    return found


def _step(first: Reading, passages: Sequence[Passage]) -> Reading | None:
    old = figures(first.spans[0].text)
    day = first.passage.article.published_at
    if len(old) != 1 or day is None:
        return None
    newer = [p for p in passages if p.article.published_at and p.article.published_at > day]
    for p in sorted(newer, key=lambda p: p.article.published_at or day, reverse=True):
        for start, end in sentence_spans(p.article.body, p.chunk.start, p.chunk.end):
            if span := _new_figure(p, start, end, next(iter(old))):
                sentence = Quote(p, start, end, first.sentence_of(first.spans[0]).score)
                return replace(
                    first, passage=replace(p, score=first.passage.score), spans=(span,), items=(), sentences=(sentence,)
                )
    return None


def _new_figure(p: Passage, start: int, end: int, old: str) -> Quote | None:
    """The figure that a sentence gives in the place of `old`, with the word after it."""
    body = p.article.body
    text = body[start:end]
    places = list(_FIGURE.finditer(text))
    told = [(m, _value(m.group())) for m in places]
    was = [m for m, value in told if value == old]
    surely = any(_is_old(text, m) for m in was)
    if not surely and not any(_FROM.search(text[: m.start()]) for m in was):
        return None
    for m, value in told:
        if not surely and not _NOW.search(text[: m.start()]):
            continue
        if value != old and not _is_old(text, m) and not _is_date(text, m):
            unit = _UNIT.match(text, m.end())
            stop = unit.end() if unit else m.end()
            return Quote(p, start + m.start(), start + stop, 0.0)
    return None


def figures(text: str) -> set[str]:
    """The figures of a stretch, spelled alike."""
    return {_value(m.group()) for m in _FIGURE.finditer(text)}


def _value(text: str) -> str:
    number, _, scale = fold(text).partition(" ")
    number = _SPELLED.get(number, number)
    return f"{number.replace('.', ',')} {scale}".strip()


def _is_old(text: str, m: re.Match[str]) -> bool:
    before = text[: m.start()]
    was, now = _WAS.search(before), _NOW.search(before)
    return bool(was) and not (now and was and now.start() > was.start())


def _is_date(text: str, m: re.Match[str]) -> bool:
    return bool(
        re.match(
            r"\s?(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|january|february|march|may|june|july|august|october|december|tahun|hari|years?|days?)\b",
            text[m.end() :],
            re.IGNORECASE,
        )
    )
