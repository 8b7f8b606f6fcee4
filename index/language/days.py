"""The days that words mean: "minggu lalu", "3 Juni", "akhir pekan kemarin", "last night", counted from a day.

One grammar for both languages, for questions (counted from now) and for what an article tells (counted from its own day).
Weeks begin on Monday. A date without its year is the nearest one, rather behind than ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.language.day_meanings import (
    Meaning,
    ago,
    date_named,
    date_written,
    day_alone,
    days_back,
    days_named,
    evening_before,
    last_hours,
    last_so_many,
    month,
    month_named,
    nth_week,
    part_of,
    period_named,
    since_one,
    weekday_named,
    weekend_named,
    year_named,
    years_of,
)
from index.language.day_words import (
    BACK,
    BESIDE,
    DAY,
    FROM,
    NAMED_WEEKDAY,
    ON,
    ONE,
    PART,
    PAST,
    UNIT,
    WORDED,
    M,
    N,
    W,
    Y,
    again,
)
from index.language.feasts import forms as feasts
from index.language.moments import AMBIGUOUS, MONTH, WEEKDAY
from index.language.periods import forms as periods

_WRITTEN = r"(?:(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan) belas|(?:dua puluh|tiga puluh)(?: (?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan))?|sepuluh|sebelas)"
"""Days of a month in words, from the tenth on: "Sebelas Maret"."""


@dataclass(frozen=True, slots=True)
class Told:
    """A stretch of text `[start:end]` and the first and last day that it means."""

    start: int
    end: int
    since: date
    until: date
    exact: bool
    """Whether it is a date by itself ("3 Juni", "Mei 2025") and not counted from another day."""

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


def days_told(text: str, today: date, *, asked: bool = False) -> list[Told]:
    """What a text says about days, in its order. `asked`: it is a question, where a bare "3/6" is a date and a weekday is
    one that is over."""
    low = _alike(text)
    found: list[Told] = []
    for pattern, meaning, exact in (*_FEASTS, *_GRAMMAR) if asked else _GRAMMAR:
        for m in pattern.finditer(low):
            if not _meant(m, text, asked):
                continue
            try:
                span = meaning(m, today)
            except (ValueError, OverflowError):
                span = None
            if span is not None:
                found.append(Told(m.start(), m.end(), *span, exact))
                low = low[: m.start()] + "\0" * (m.end() - m.start()) + low[m.end() :]
    return sorted(found, key=lambda t: t.start)


def _meant(m: re.Match[str], text: str, asked: bool) -> bool:
    """Whether words that can also mean something else are days here, as far as their capitals and neighbours tell."""
    groups = m.groupdict()
    if bare := groups.get("bare_month"):
        capital = text[m.start()].isupper()
        if bare in AMBIGUOUS and not (asked and capital and bare == "march"):
            return False
        return not _in_a_name(text, m.start(), m.end()) if asked else capital
    if groups.get("bare_weekday"):
        return text[m.start()].isupper() and not text[: m.start()].rstrip().endswith((".", "?", "!", "Pasar"))
    if groups.get("bare_slash"):
        return asked
    return True


def _in_a_name(text: str, start: int, end: int) -> bool:
    after = re.match(r"\s+([A-Z]\w+)", text[end:])
    return bool(after and text[start : start + 1].isupper())


def _alike(text: str) -> str:
    """In lower case and with plain blanks, letter for letter."""
    return "".join(" " if c.isspace() else c.lower() if len(c.lower()) == 1 else c for c in text)


def _grammar() -> Iterator[tuple[re.Pattern[str], Meaning, bool]]:
    """The forms, those that others are a part of first."""

    def form(pattern: str, meaning: Meaning, exact: bool = False) -> tuple[re.Pattern[str], Meaning, bool]:
        return re.compile(pattern), meaning, exact

    yield from periods()
    to = r"\s?(?:-|–|sampai(?: dengan)?|hingga|s[./]?d\.?|dan|to|until|and|through)\s?"
    yield form(
        rf"\b{FROM}{BESIDE}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{to}(?P<e>\d{{1,2}})(?:st|nd|rd|th)? {M}\b(?: {Y}\b)?\)?",
        days_named,
        True,
    )
    yield form(
        rf"\b{M} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{to}(?P<e>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? {Y}\b)?",
        days_named,
        True,
    )
    yield form(rf"(?<!\d){BESIDE}(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)\)?", date_named, True)
    yield form(
        rf"(?<![\d/]){BESIDE}(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>\d{{4}}|\d\d)(?![\d/])\)?", date_named, True
    )
    yield form(
        rf"(?<![\d.-]){BESIDE}(?P<d>\d{{1,2}})(?P<by>[.-])(?P<m>\d{{1,2}})(?P=by)(?P<y>(?:19|20)\d\d)(?![\d.-]\d)\)?",
        date_named,
        True,
    )
    yield form(rf"\b(?P<words>{_WRITTEN}) {M}\b(?:,? {Y}\b)?{PAST}", date_written, True)
    yield form(rf"\b{BESIDE}{DAY}(?: | of |-){M}\b(?:,?[ -]{Y}\b)?{PAST}\)?", date_named, True)
    yield form(
        rf"\b{BESIDE}{M}\.? {DAY}\b(?![.,:]?\d)(?! {M.replace('<m>', '<m2>')})(?:,? {Y}\b)?\)?", date_named, True
    )
    yield form(
        rf"(?:(?:\b(?:hari )?(?:{'|'.join(WEEKDAY)})(?: {PART})?,? )?\(|\b(?:tanggal|tgl|on|pada|sejak|hingga|sampai|since)\.? )(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?![\d/])\)?",
        date_named, True,
    )  # fmt: skip
    yield form(r"(?<![\d/.,])(?P<bare_slash>(?P<d>\d{1,2})/(?P<m>\d{1,2}))(?![\d/])", date_named, True)
    yield form(
        rf"\b(?:hari )?sabtu(?: ?[-/&] ?| dan | )minggu (?P<which>kemarin)\b|\b(?:hari )?sabtu(?: ?[-/&] ?| dan )minggu\b(?: (?P<which2>ini|{BACK[3:-1]}|{ON[3:-1]}))?",
        weekend_named,
    )
    yield form(
        rf"\b(?:akhir (?:pekan|minggu)|weekend|wiken|wikend)(?: (?P<which>ini|{BACK[3:-1]}|{ON[3:-1]}))?\b|\b(?:(?:on|over|during|the) )*(?:(?P<which2>this|last|past|next) )?weekend\b",
        weekend_named,
    )
    of = r"(?P<part>awal|pertengahan|tengah|akhir|early|mid|late|(?:the )?(?:beginning|start|middle|end) of)"
    yield form(rf"\b{of}[ -](?:in )?(?:bulan )?{M}\b(?:,? (?:tahun )?{Y}\b)?(?: {BACK}\b)?", part_of, True)
    yield form(
        rf"\b(?:minggu|pekan) (?:ke-?)?(?P<nth>pertama|kedua|ketiga|keempat|terakhir|[1-4])(?: di)?(?: bulan)? {M}\b(?: {Y}\b)?"
        rf"|\b(?:the )?(?P<nth2>first|second|third|fourth|last) week (?:of|in) {M.replace('<m>', '<m2>')}\b(?:,? {Y.replace('<y>', '<y2>')}\b)?",
        nth_week,
        True,
    )
    yield form(rf"\b{of}[ -](?:tahun )?{Y}\b", part_of, True)
    yield form(rf"\b{of}[ -](?:(?:(?P<which2>this|last|next) (?P<u>week|month|year))\b)", part_of)
    yield form(rf"\b{of}[ -](?:(?P<u>minggu|pekan|bulan|tahun)(?: (?P<which>ini|lalu|kemarin|depan))?)\b", part_of)
    yield form(
        rf"\b(?:dalam |selama |during |in |over )?(?:the )?{N} {UNIT} (?:terakhir|belakangan(?: ini)?)\b",
        last_so_many,
    )
    yield form(rf"\b(?:dalam |selama )?se{ONE} (?:terakhir|belakangan(?: ini)?)\b", last_so_many)
    yield form(
        rf"\b(?:(?:in|over|during|for) )?(?:the )?(?:last|past) {N} {UNIT}\b",
        last_so_many,
    )
    yield form(
        rf"\b(?:dalam )?{N} jam (?:terakhir|belakangan(?: ini)?)\b|\b(?:in |over )?(?:the )?(?:last|past) {again(N, '2', 'n')} hours\b",
        last_hours,
    )
    yield form(
        rf"\b(?:dalam |selama )?(?:{N} (?P<u>hari)|se(?P<u2>minggu|pekan|bulan|tahun)) ini\b(?! juga)", last_so_many
    )
    yield form(
        rf"\b(?:(?:in|over|during) )?the past {UNIT}\b|\b(?:in|over|during) the last {UNIT.replace('<u>', '<u3>')}\b",
        lambda m, t: last_so_many(m, t) if m["u"] else since_one(m["u3"], t),
    )
    yield form(
        rf"\b{N} {UNIT} (?:yang )?(?:lalu|silam|kemarin)\b|\b{N.replace('<n>', '<n2>')} {UNIT.replace('<u>', '<u2>')} (?:ago|earlier)\b",
        ago,
    )
    yield form(rf"\bse{ONE} (?:yang )?(?:lalu|silam)\b", ago)
    yield form(r"\b(?:\d{1,2}|beberapa|a few|an?) (?:jam|menit|hours?|minutes?) (?:yang )?(?:lalu|ago)\b", days_back(0))
    yield form(
        rf"\b{WORDED}{NAMED_WEEKDAY}(?: {PART})? (?:minggu|pekan) (?P<week>{BACK[3:-1]}|ini|depan)\b", weekday_named
    )
    yield form(rf"\b{WORDED}{W}(?: {PART})? (?:of )?(?P<week>last|this|next) week\b", weekday_named)
    yield form(rf"\b(?P<week>last|this|next) week'?s? {W}\b", weekday_named)
    yield form(
        rf"\bmalam {NAMED_WEEKDAY}(?: (?:yang )?(?P<which>{BACK[3:-1]}))?\b",
        lambda m, t: evening_before(weekday_named(m, t)),
    )
    yield form(
        rf"\bhari {NAMED_WEEKDAY}(?: {PART})?(?: (?:yang )?(?P<which>ini|{BACK[3:-1]}|{ON[3:-1]}))?\b",
        weekday_named,
    )
    yield form(rf"\b(?P<sunday>minggu) {PART}(?: (?P<which>ini|{BACK[3:-1]}|{ON[3:-1]}))?\b", weekday_named)
    yield form(rf"\b(?:(?:on|the) )*(?P<which2>last|this|next|past) {W}(?: {PART})?\b", weekday_named)
    yield form(rf"\b(?:on )?{W}(?: {PART})?(?: (?:yang )?(?P<which>ini|{BACK[3:-1]}|{ON[3:-1]}))?\b", weekday_named)
    yield form(
        r"\b(?P<u>minggu|pekan|bulan|tahun) (?:yang )?(?P<which>lalu|kemarin|silam|ini|depan|mendatang)\b", period_named
    )
    yield form(r"\b(?P<which2>last|this|next|past) (?P<u>week|month|year)\b", period_named)
    yield form(r"\b(?P<bare_weekday>(?P<sunday>minggu))\b(?!-)", weekday_named)
    yield form(rf"\b(?:bulan )?{M}\.?,? (?:tahun )?{Y}\b", month_named, True)
    yield form(
        rf"\bbulan {M}\b(?: (?P<back>lalu|kemarin)| ini\b)?|\b{M.replace('<m>', '<mb>')} (?P<backb>lalu|kemarin)\b",
        lambda m, t: month_named(m, t) if m["m"] else month(t.year - (MONTH[m["mb"]] >= t.month), MONTH[m["mb"]]),
        True,
    )
    yield form(rf"\b(?P<back>last) {M}\b", month_named, True)
    yield form(
        rf"(?<=\b(?:in|di|ke) ){M}\b|(?<=\bpada ){M.replace('<m>', '<m2>')}\b",
        lambda m, t: month(years_of(MONTH[m["m"] or m["m2"]], 1, t).year, MONTH[m["m"] or m["m2"]]),
        True,
    )
    lead = "|".join(
        rf"(?<=\b{w} )"
        for w in "sejak since until till during selama sepanjang sebelum setelah sesudah before after hingga sampai mulai dari from antara between".split()
    )
    yield form(rf"(?:{lead}){M}\b(?! lan\b)", month_named, True)
    yield form(rf"\b(?P<bare_month>{M})\b(?![- ]\w+['’]s)", month_named, True)
    lead = "|".join(
        rf"(?<=\b{w} )"
        for w in "tahun pada di in during since sejak sepanjang selama until hingga sampai before after sebelum setelah".split()
    )
    yield form(rf"(?:{lead}){Y}\b(?![.,/-]?\d)", year_named, True)
    yield form(rf"\b(?:kemarin (?:lusa|dulu)|(?:the )?day before yesterday)\b(?: {PART})?", days_back(2))
    yield form(
        r"\b(?:tadi malam|semalam|malam tadi|last night|overnight)\b",
        days_back(1, 1),
    )
    yield form(
        rf"\b(?:kemarin(?: {PART})?|{PART} kemarin|yesterday(?: {PART})?)\b(?!['’]s\b)|\byesterday['’]s\b",
        days_back(1),
    )
    yield form(
        rf"\b(?:hari ini|(?:tadi|hari ini) {PART}|{PART} (?:tadi|ini)|today(?:['’]s)?|this (?:morning|afternoon|evening)|tonight|barusan(?: saja)?)\b",
        days_back(0),
    )
    yield form(r"\b(?:besok lusa|lusa|(?:the )?day after tomorrow)\b", days_back(-2))
    yield form(rf"\b(?:besok(?: {PART})?|tomorrow(?: {PART})?)\b", days_back(-1))
    yield form(r"\b(?:tanggal|tgl)\.? (?P<d>\d{1,2})\b(?![./:]\d)", day_alone, True)


_GRAMMAR = tuple(_grammar())
_FEASTS = tuple(feasts())
"""Of questions alone: an article that speaks of a feast is seldom of its day."""
