"""Dates and clock times as they are meant: "Senin (10/3/2025)", "10 Maret 2025" and "March 10, 2025" are one day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.language.calendar import MONTHS
from index.language.text import fold

MONTH = {name.lower(): n for names in MONTHS.values() for n, name in enumerate(names, 1)} | {
    "pebruari": 2, "nopember": 11, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "agu": 8, "ags": 8, "aug": 8,
    "sep": 9, "sept": 9, "okt": 10, "oct": 10, "nov": 11, "des": 12, "dec": 12,
}  # fmt: skip
WEEKDAY = {
    w: n
    for names in ("senin selasa rabu kamis jumat sabtu minggu", "monday tuesday wednesday thursday friday saturday sunday")
    for n, w in enumerate(names.split())
} | {"jum'at": 4, "ahad": 6}  # fmt: skip
_M = rf"(?:{'|'.join(sorted(MONTH, key=len, reverse=True))})"
_Y = r"(?:1[5-9]\d\d|20\d\d)"
_NO_UNIT = (
    r"(?![.,]?\d|\s?(?:persen|%|orang|meter|rumah|warga|km|ton|unit|kg|hektare|ribu|juta|miliar|people|houses|metres))"
)
_DATE = re.compile(
    rf"(?P<d1>\d{{1,2}})/(?P<m1>\d{{1,2}})(?:/(?P<y1>\d{{4}}|\d{{2}}))?(?!\d)|(?P<y2>{_Y})-(?P<m2>\d\d)-(?P<d2>\d\d)"
    rf"|\b(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?:\s|\sof\s|-)(?P<m3>{_M})\b(?:,?[\s-](?P<y3>{_Y})\b)?"
    rf"|\b(?P<m4>{_M})\s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,:]?\d)(?:,?\s(?P<y4>{_Y})\b)?"
    rf"|\b(?P<m5>{_M})(?:\s(?:tahun\s)?(?P<y5>{_Y}))?\b(?!-)|\b(?P<y6>{_Y})\b{_NO_UNIT}"
)
_CLOCK = re.compile(
    r"\b(?:pukul|jam|pk\.?|at(?=\s\d{1,2}(?:[.:]\d\d(?!\d|\s?(?:%|per\s?cent|persen))|\s?[ap]\.?m)))\s(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?(?:\s?(?:(?P<half>[ap])\.?m\b\.?|(?P<part>sore|petang|malam)\b))?"
    r"|\b(?P<h4>\d{1,2}):(?P<m4>\d\d)(?!\d|\s?[ap]\.?m)|\b(?P<h2>\d{1,2})[.:](?P<m2>\d\d)\s?(?:wib|wita|wit|gmt|(?P<half2>[ap])\.?m\b\.?)|\b(?P<h3>\d{1,2})\s?(?P<half3>[ap])\.?m\b\.?"
)
_WORD = re.compile(rf"\b(?:{'|'.join(sorted(WEEKDAY, key=len, reverse=True))})\b")
AMBIGUOUS = {"mar", "sep", "jun", "des", "may", "march", "minggu"}
"""Words as well as months or days: only a capital, or a day beside it, makes them one."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day as far as it is told; None for what is left out."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Moments:
    days: tuple[Moment, ...]
    weekdays: frozenset[int]
    """0 is Monday."""
    clocks: frozenset[tuple[int, int]]
    rest: str
    """The text with what was found blanked out, so that its figures aren't found again as amounts."""


def moments(text: str) -> Moments:
    low, kept = _folded_alike(text), list(text)
    found: list[Moment] = []
    clocks = set()
    for m in _CLOCK.finditer(low):
        hour, minute = int(m["h"] or m["h2"] or m["h3"] or m["h4"]), int(m["m"] or m["m2"] or m["m4"] or 0)
        half = m["half"] or m["half2"] or m["half3"] or ("p" if m["part"] and hour < 12 else None)
        if hour < 25 and minute < 60:
            clocks.add((hour % 12 + (12 if half == "p" else 0) if half else hour, minute))
            kept[m.start() : m.end()] = " " * (m.end() - m.start())
    masked = "".join(c if k != " " else " " for c, k in zip(low, kept, strict=True))
    for m in _DATE.finditer(masked):
        groups = {k: v for k, v in m.groupdict().items() if v}
        month_word = next((v for k, v in groups.items() if k in ("m3", "m4", "m5")), "")
        if month_word in AMBIGUOUS and "m5" in groups and (not text[m.start()].isupper() or "y5" not in groups):
            continue
        got = {k[0]: int(v) if v.isdigit() else MONTH[v] for k, v in groups.items()}
        year = got.get("y")
        if not (1 <= got.get("m", 1) <= 12 and 1 <= got.get("d", 1) <= 31):
            continue
        found.append(Moment(year + 2000 if year is not None and year < 100 else year, got.get("m"), got.get("d")))
        kept[m.start() : m.end()] = " " * (m.end() - m.start())
    days = {WEEKDAY[m.group()] for m in _WORD.finditer(low) if m.group() not in AMBIGUOUS or text[m.start()].isupper()}
    return Moments(tuple(found), frozenset(days), frozenset(clocks), "".join(kept))


def supported(claimed: Moment, evidence: Moments, published: date | None, text: str) -> bool:
    """Whether the evidence, whose words are `text`, tells of this day; a year it leaves out is that of the article."""
    return any(_covers(e, claimed, published) for e in evidence.days) or _resolved(claimed, evidence, published, text)


def weekday_fits(weekday: int, evidence: Moments) -> bool:
    """Whether a weekday is in the evidence, or that of a whole date there that the claim has too."""
    if weekday in evidence.weekdays:
        return True
    whole = [date(d.year, d.month, d.day) for d in evidence.days if _whole(d) and d.year and d.month and d.day]
    return any(d.weekday() == weekday for d in whole)


def _covers(told: Moment, claimed: Moment, published: date | None) -> bool:
    for part in ("month", "day"):
        wanted = getattr(claimed, part)
        if wanted is not None and wanted != getattr(told, part):
            return False
    if claimed.year is None:
        return True
    if told.year is not None:
        return claimed.year == told.year
    # "10 Maret lalu" and "Juli" lie within a year of the article.
    return published is not None and abs(claimed.year - published.year) <= 1 and _nearest(claimed, published)


def _nearest(claimed: Moment, published: date) -> bool:
    if claimed.month is None or claimed.year is None:
        return claimed.year == published.year
    months = (claimed.year - published.year) * 12 + claimed.month - published.month
    return abs(months) < 12 and (claimed.year == published.year or abs(months) <= 6)


def _resolved(claimed: Moment, evidence: Moments, published: date | None, text: str) -> bool:
    """ "Kamis" and "tahun lalu", counted from the day of the article."""
    if published is None:
        return False
    low = fold(text)
    if claimed.month is None:
        back = {"tahun ini": 0, "this year": 0, "tahun lalu": -1, "last year": -1, "tahun depan": 1, "next year": 1}
        return any(words in low and claimed.year == published.year + n for words, n in back.items())
    if not _whole(claimed) and not (claimed.month and claimed.day):
        return False
    try:
        day = date(claimed.year or published.year, claimed.month, claimed.day or 1)
    except ValueError:
        return False
    near = abs(day - published) <= timedelta(days=7)
    undated = not any(d.day for d in evidence.days)
    return near and undated and day.weekday() in evidence.weekdays


def _whole(d: Moment) -> bool:
    if d.year is None or d.month is None or d.day is None:
        return False
    try:
        date(d.year, d.month, d.day)
    except ValueError:
        return False
    return True


def _folded_alike(text: str) -> str:
    """In lower case, letter for letter."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
