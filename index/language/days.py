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
    NUMBER,
    Meaning,
    ago,
    date_named,
    day_alone,
    days_back,
    days_named,
    evening_before,
    last_so_many,
    month,
    month_named,
    nth_week,
    number_of,
    of_unit,
    part_of,
    period_named,
    since_one,
    unit_of,
    weekday_named,
    weekend_named,
    year_named,
    years_of,
)
from index.language.moments import AMBIGUOUS, MONTH, WEEKDAY

_M = rf"(?P<m>{'|'.join(sorted(MONTH, key=len, reverse=True))})"
_W = rf"(?P<w>{'|'.join(sorted(set(WEEKDAY) - {'minggu'}, key=len, reverse=True))})"
_Y = r"(?P<y>(?:19|20)\d\d)"
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(NUMBER, key=len, reverse=True))})"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_PART = r"(?:dini hari|pagi|siang|sore|petang|malam|subuh|morning|afternoon|evening|night|noon)"
_BACK, _ON = r"(?:lalu|kemarin|silam|kmrn)", r"(?:depan|besok|mendatang)"
_UNIT = r"(?P<u>hari|minggu|pekan|bulan|tahun|days?|weeks?|months?|years?)"
_ONE = r"(?P<u>hari|minggu|pekan|bulan|tahun|jam|menit)"
_WORDED = r"(?:(?:on|of|the|hari|pada) )*"
_NAMED_WEEKDAY = rf"(?:{_W}|(?P<sunday>minggu))"
_BESIDE = rf"(?:(?:hari )?(?:{'|'.join(sorted(WEEKDAY, key=len, reverse=True))})(?: {_PART})?,? (?:(?:tanggal|tgl)\.? )?\(?|\()?"
"""What may stand before a date and say the same: "Selasa (3/6)"."""
_PAST = rf"(?: (?:yang )?{_BACK}\b)?"
"""What may stand behind a date and says nothing more: "3 Juni lalu"."""


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
    for pattern, meaning, exact in _GRAMMAR:
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

    to = r"\s?(?:-|–|sampai(?: dengan)?|hingga|s\.?d\.?|dan|to|until|and|through)\s?"
    yield form(
        rf"\b{_BESIDE}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{to}(?P<e>\d{{1,2}})(?:st|nd|rd|th)? {_M}\b(?: {_Y}\b)?\)?",
        days_named,
        True,
    )
    yield form(
        rf"\b{_M} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{to}(?P<e>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? {_Y}\b)?",
        days_named,
        True,
    )
    yield form(rf"(?<!\d){_BESIDE}(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)\)?", date_named, True)
    yield form(
        rf"(?<![\d/]){_BESIDE}(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>\d{{4}}|\d\d)(?![\d/])\)?", date_named, True
    )
    yield form(rf"\b{_BESIDE}{_DAY}(?: | of |-){_M}\b(?:,?[ -]{_Y}\b)?{_PAST}\)?", date_named, True)
    yield form(
        rf"\b{_BESIDE}{_M}\.? {_DAY}\b(?![.,:]?\d)(?! {_M.replace('<m>', '<m2>')})(?:,? {_Y}\b)?\)?", date_named, True
    )
    yield form(
        rf"(?:(?:\b(?:hari )?(?:{'|'.join(WEEKDAY)})(?: {_PART})?,? )?\(|\b(?:tanggal|tgl|on|pada|sejak|hingga|sampai|since)\.? )(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?![\d/])\)?",
        date_named, True,
    )  # fmt: skip
    yield form(r"(?<![\d/.,])(?P<bare_slash>(?P<d>\d{1,2})/(?P<m>\d{1,2}))(?![\d/])", date_named, True)
    yield form(
        rf"\b(?:akhir (?:pekan|minggu)|weekend|wiken|wikend)(?: (?P<which>ini|{_BACK[3:-1]}|{_ON[3:-1]}))?\b|\b(?:(?:on|over|during|the) )*(?:(?P<which2>this|last|past|next) )?weekend\b",
        weekend_named,
    )
    of = r"(?P<part>awal|pertengahan|tengah|akhir|early|mid|late|(?:the )?(?:beginning|start|middle|end) of)"
    yield form(rf"\b{of}[ -](?:in )?(?:bulan )?{_M}\b(?:,? (?:tahun )?{_Y}\b)?(?: {_BACK}\b)?", part_of, True)
    yield form(
        rf"\b(?:minggu|pekan) (?:ke-?)?(?P<nth>pertama|kedua|ketiga|keempat|terakhir|[1-4])(?: di)?(?: bulan)? {_M}\b(?: {_Y}\b)?"
        rf"|\b(?:the )?(?P<nth2>first|second|third|fourth|last) week (?:of|in) {_M.replace('<m>', '<m2>')}\b(?:,? {_Y.replace('<y>', '<y2>')}\b)?",
        nth_week,
        True,
    )
    yield form(rf"\b{of}[ -](?:tahun )?{_Y}\b", part_of, True)
    yield form(rf"\b{of}[ -](?:(?:(?P<which2>this|last|next) (?P<u>week|month|year))\b)", part_of)
    yield form(rf"\b{of}[ -](?:(?P<u>minggu|pekan|bulan|tahun)(?: (?P<which>ini|lalu|kemarin|depan))?)\b", part_of)
    yield form(
        rf"\b(?:dalam |selama |during |in |over )?(?:the )?{_N} {_UNIT} (?:terakhir|belakangan(?: ini)?)\b",
        last_so_many,
    )
    yield form(rf"\b(?:dalam |selama )?se{_ONE} (?:terakhir|belakangan(?: ini)?)\b", last_so_many)
    yield form(
        rf"\b(?:(?:in|over|during|for) )?(?:the )?(?:last|past) {_N} {_UNIT}\b",
        last_so_many,
    )
    yield form(r"\b(?:dalam )?24 jam terakhir\b|\b(?:in |over )?(?:the )?(?:last|past) 24 hours\b", days_back(1, 1))
    yield form(
        rf"\b(?:(?:in|over|during) )?the past {_UNIT}\b|\b(?:in|over|during) the last {_UNIT.replace('<u>', '<u3>')}\b",
        lambda m, t: last_so_many(m, t) if m["u"] else since_one(m["u3"], t),
    )
    yield form(
        rf"\b{_N} {_UNIT} (?:yang )?(?:lalu|silam|kemarin)\b|\b{_N.replace('<n>', '<n2>')} {_UNIT.replace('<u>', '<u2>')} (?:ago|earlier)\b",
        lambda m, t: of_unit(unit_of(m["u"] or m["u2"]), t, -number_of(m["n"] or m["n2"])),
    )
    yield form(rf"\bse{_ONE} (?:yang )?(?:lalu|silam)\b", ago)
    yield form(r"\b(?:\d{1,2}|beberapa|a few|an?) (?:jam|menit|hours?|minutes?) (?:yang )?(?:lalu|ago)\b", days_back(0))
    yield form(
        rf"\b{_WORDED}{_NAMED_WEEKDAY}(?: {_PART})? (?:minggu|pekan) (?P<week>{_BACK[3:-1]}|ini|depan)\b", weekday_named
    )
    yield form(rf"\b{_WORDED}{_W}(?: {_PART})? (?:of )?(?P<week>last|this|next) week\b", weekday_named)
    yield form(rf"\b(?P<week>last|this|next) week'?s? {_W}\b", weekday_named)
    yield form(
        rf"\bmalam {_NAMED_WEEKDAY}(?: (?:yang )?(?P<which>{_BACK[3:-1]}))?\b",
        lambda m, t: evening_before(weekday_named(m, t)),
    )
    yield form(
        rf"\bhari {_NAMED_WEEKDAY}(?: {_PART})?(?: (?:yang )?(?P<which>ini|{_BACK[3:-1]}|{_ON[3:-1]}))?\b",
        weekday_named,
    )
    yield form(rf"\b(?P<sunday>minggu) {_PART}(?: (?P<which>ini|{_BACK[3:-1]}|{_ON[3:-1]}))?\b", weekday_named)
    yield form(rf"\b(?:(?:on|the) )*(?P<which2>last|this|next|past) {_W}(?: {_PART})?\b", weekday_named)
    yield form(rf"\b(?:on )?{_W}(?: {_PART})?(?: (?:yang )?(?P<which>ini|{_BACK[3:-1]}|{_ON[3:-1]}))?\b", weekday_named)
    yield form(
        r"\b(?P<u>minggu|pekan|bulan|tahun) (?:yang )?(?P<which>lalu|kemarin|silam|ini|depan|mendatang)\b", period_named
    )
    yield form(r"\b(?P<which2>last|this|next|past) (?P<u>week|month|year)\b", period_named)
    yield form(r"\b(?P<bare_weekday>(?P<sunday>minggu))\b(?!-)", weekday_named)
    yield form(rf"\b(?:bulan )?{_M}\.?,? (?:tahun )?{_Y}\b", month_named, True)
    yield form(
        rf"\bbulan {_M}\b(?: (?P<back>lalu|kemarin)| ini\b)?|\b{_M.replace('<m>', '<mb>')} (?P<backb>lalu|kemarin)\b",
        lambda m, t: month_named(m, t) if m["m"] else month(t.year - (MONTH[m["mb"]] >= t.month), MONTH[m["mb"]]),
        True,
    )
    yield form(rf"\b(?P<back>last) {_M}\b", month_named, True)
    yield form(
        rf"(?<=\b(?:in|di|ke) ){_M}\b|(?<=\bpada ){_M.replace('<m>', '<m2>')}\b",
        lambda m, t: month(years_of(MONTH[m["m"] or m["m2"]], 1, t).year, MONTH[m["m"] or m["m2"]]),
        True,
    )
    lead = "|".join(
        rf"(?<=\b{w} )"
        for w in "sejak since until till during selama sepanjang sebelum setelah sesudah before after hingga sampai mulai dari from antara between".split()
    )
    yield form(rf"(?:{lead}){_M}\b(?! lan\b)", month_named, True)
    yield form(rf"\b(?P<bare_month>{_M})\b(?![- ]\w+['’]s)", month_named, True)
    lead = "|".join(
        rf"(?<=\b{w} )"
        for w in "tahun pada di in during since sejak sepanjang selama until hingga sampai before after sebelum setelah".split()
    )
    yield form(rf"(?:{lead}){_Y}\b(?![.,/-]?\d)", year_named, True)
    yield form(rf"\b(?:kemarin (?:lusa|dulu)|(?:the )?day before yesterday)\b(?: {_PART})?", days_back(2))
    yield form(
        r"\b(?:tadi malam|semalam|malam tadi|last night|overnight)\b",
        days_back(1, 1),
    )
    yield form(
        rf"\b(?:kemarin(?: {_PART})?|{_PART} kemarin|yesterday(?: {_PART})?)\b(?!['’]s\b)|\byesterday['’]s\b",
        days_back(1),
    )
    yield form(
        rf"\b(?:hari ini|(?:tadi|hari ini) {_PART}|{_PART} (?:tadi|ini)|today(?:['’]s)?|this (?:morning|afternoon|evening)|tonight|barusan(?: saja)?)\b",
        days_back(0),
    )
    yield form(r"\b(?:besok lusa|lusa|(?:the )?day after tomorrow)\b", days_back(-2))
    yield form(rf"\b(?:besok(?: {_PART})?|tomorrow(?: {_PART})?)\b", days_back(-1))
    yield form(r"\b(?:tanggal|tgl)\.? (?P<d>\d{1,2})\b(?![./:]\d)", day_alone, True)


_GRAMMAR = tuple(_grammar())
