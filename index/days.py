"""The days that words mean: "minggu lalu", "3 Juni", "akhir pekan kemarin", "last night", counted from a day.

One grammar for both languages, for questions (counted from now) and for what an article tells (counted from its own day).
Weeks begin on Monday. A date without its year is the nearest one, rather behind than ahead.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.moments import AMBIGUOUS, MONTH, WEEKDAY

_AHEAD = 92
"""A date without a year lies so many days ahead at most; else it was last year's."""
_FIRST, _LAST = date(1500, 1, 1), date(2200, 12, 31)
_NUMBER = {
    w: n
    for n, names in enumerate(
        "satu|se|one|a|an dua|two tiga|three empat|four lima|five enam|six tujuh|seven delapan|eight sembilan|nine sepuluh|ten".split(), 1
    )
    for w in names.split("|")
} | {"sebelas": 11, "dua belas": 12, "couple of": 2, "a couple of": 2, "beberapa": 3, "few": 3, "a few": 3, "several": 3}  # fmt: skip

_M = rf"(?P<m>{'|'.join(sorted(MONTH, key=len, reverse=True))})"
_W = rf"(?P<w>{'|'.join(sorted(set(WEEKDAY) - {'minggu'}, key=len, reverse=True))})"
_Y = r"(?P<y>(?:19|20)\d\d)"
_N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_NUMBER, key=len, reverse=True))})"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_PART = r"(?:dini hari|pagi|siang|sore|petang|malam|subuh|morning|afternoon|evening|night|noon)"
_BACK, _ON = r"(?:lalu|kemarin|silam|kmrn)", r"(?:depan|besok|mendatang)"
_UNIT = r"(?P<u>hari|minggu|pekan|bulan|tahun|days?|weeks?|months?|years?)"
_ONE = r"(?P<u>hari|minggu|pekan|bulan|tahun|jam|menit)"
_UNITS = {
    "hari": "day", "minggu": "week", "pekan": "week", "bulan": "month", "tahun": "year", "jam": "hour", "menit": "hour",
}  # fmt: skip
_WORDED = r"(?:(?:on|of|the|hari|pada) )*"
_NAMED_WEEKDAY = rf"(?:{_W}|(?P<sunday>minggu))"
_BESIDE = rf"(?:(?:hari )?(?:{'|'.join(sorted(WEEKDAY, key=len, reverse=True))})(?: {_PART})?,? \(?|\()?"
"""What may stand before a date and say the same: "Selasa (3/6)"."""

Span = tuple[date, date]


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


_Meaning = Callable[["re.Match[str]", date], "Span | None"]


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


def month(year: int, n: int) -> Span:
    """The first and last day of a month."""
    return date(year, n, 1), date(year, n, calendar.monthrange(year, n)[1])


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


# ── What the words mean ──────────────────────────────────────────────────────────────────────────────────────────────


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBER[text]


def _unit(word: str) -> str:
    return _UNITS.get(word) or word.rstrip("s")


def _one(day: date) -> Span:
    return day, day


def _week(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _months_on(day: date, n: int) -> Span:
    total = day.year * 12 + day.month - 1 + n
    return month(total // 12, total % 12 + 1)


def _of_unit(unit: str, day: date, n: int) -> Span:
    """The day, week, month or year that is `n` of them after this one's."""
    if unit == "day":
        return _one(day + timedelta(days=n))
    if unit == "week":
        return _week(day + timedelta(weeks=n))
    if unit == "month":
        return _months_on(day, n)
    if unit == "year":
        return date(day.year + n, 1, 1), date(day.year + n, 12, 31)
    return _one(day)


def _years_of(n: int, day: int, today: date) -> date:
    """The date without a year that is meant today."""
    fitting = [date(y, n, day) for y in (today.year - 1, today.year, today.year + 1) if day <= month(y, n)[1].day]
    return max(d for d in fitting if (d - today).days <= _AHEAD)


def _full(y: str) -> int:
    return int(y) if len(y) == 4 else 2000 + int(y)


def _date(m: re.Match[str], today: date) -> Span | None:
    g = m.groupdict()
    n = MONTH[g["m"]] if g["m"] in MONTH else int(g["m"])
    day = int(g["d"])
    found = date(_full(g["y"]), n, day) if g.get("y") else _years_of(n, day, today)
    return _one(found) if _FIRST <= found <= _LAST else None


def _range(m: re.Match[str], today: date) -> Span | None:
    g = m.groupdict()
    n, year = MONTH[g["m"]], g.get("y")
    last = date(int(year), n, int(g["e"])) if year else _years_of(n, int(g["e"]), today)
    first = last.replace(day=int(g["d"]))
    return (first, last) if first <= last else None


def _month_named(m: re.Match[str], today: date) -> Span | None:
    g = m.groupdict()
    n = MONTH[g["m"]]
    if g.get("y"):
        return month(int(g["y"]), n)
    if g.get("back"):
        return month(today.year - (n >= today.month), n)
    return month(_years_of(n, 1, today).year, n)


def _year(m: re.Match[str], _: date) -> Span:
    return date(int(m["y"]), 1, 1), date(int(m["y"]), 12, 31)


def _part_of(m: re.Match[str], today: date) -> Span | None:
    """ "awal Juni", "akhir bulan lalu", "early this week": a third of it."""
    g = m.groupdict()
    if g.get("m"):
        first, last = _month_named(m, today) or (today, today)
    elif g.get("y"):
        first, last = _year(m, today)
    else:
        first, last = _of_unit(_unit(g["u"]), today, {"lalu": -1, "kemarin": -1, "last": -1, "depan": 1, "next": 1}.get(g.get("which") or g.get("which2") or "", 0))
    size = (last - first).days + 1
    which = g["part"]
    if size <= 7:
        cut = [first, first + timedelta(days=2), first + timedelta(days=4)]
    elif size <= 31:
        cut = [first, first + timedelta(days=10), first + timedelta(days=20)]
    else:
        cut = [first, date(first.year, 5, 1), date(first.year, 9, 1)]
    ends = [cut[1] - timedelta(days=1), cut[2] - timedelta(days=1), last]
    i = 0 if re.match(r"awal|early|(?:the )?(?:beginning|start)", which) else 1 if re.match(r"pertengahan|tengah|mid|(?:the )?middle", which) else 2
    return cut[i], ends[i]


def _weekend(m: re.Match[str], today: date) -> Span:
    g = m.groupdict()
    which = g.get("which") or g.get("which2") or ""
    saturday = today - timedelta(days=today.weekday()) + timedelta(days=5)
    if which in ("lalu", "kemarin", "last", "past", "silam"):
        saturday -= timedelta(weeks=1) if today.weekday() < 6 or which in ("lalu", "last") else timedelta(0)
    elif which in ("depan", "next", "mendatang"):
        saturday += timedelta(weeks=1)
    elif which not in ("ini", "this") and today.weekday() < 5:
        saturday -= timedelta(weeks=1)
    return saturday, saturday + timedelta(days=1)


def _ago(m: re.Match[str], today: date) -> Span:
    g = m.groupdict()
    return _of_unit(_unit(g["u"]), today, -_number(g.get("n") or "one"))


def _last_so_many(m: re.Match[str], today: date) -> Span:
    g = m.groupdict()
    n, unit = _number(g.get("n") or "one"), _unit(g["u"])
    if unit in ("day", "week"):
        return today - timedelta(days=n * (1 if unit == "day" else 7)), today
    if unit in ("month", "year"):
        back = _months_on(today, -n * (1 if unit == "month" else 12))[0]
        return back.replace(day=min(today.day, month(back.year, back.month)[1].day)), today
    return today, today


def _period(m: re.Match[str], today: date) -> Span:
    g = m.groupdict()
    which = g.get("which") or g.get("which2") or ""
    n = 0 if which in ("ini", "this") else 1 if which in ("depan", "next", "mendatang") else -1
    return _of_unit(_unit(g["u"]), today, n)


def _weekday(m: re.Match[str], today: date) -> Span:
    g = m.groupdict()
    day = 6 if g.get("sunday") else WEEKDAY[g["w"]]
    back = (today.weekday() - day) % 7
    which = (g.get("which") or g.get("which2") or "").strip()
    if week := g.get("week"):
        monday, _ = _of_unit("week", today, {"ini": 0, "this": 0, "depan": 1, "next": 1}.get(week, -1))
        return _one(monday + timedelta(days=day))
    if which in ("depan", "mendatang", "besok", "next"):
        return _one(today + timedelta(days=7 - back))
    if which in ("ini", "this"):
        return _one(today - timedelta(days=today.weekday()) + timedelta(days=day))
    if which and back == 0:
        back = 7
    return _one(today - timedelta(days=back))


def _day_alone(m: re.Match[str], today: date) -> Span | None:
    day = int(m["d"])
    for back in range(13):
        first, last = _months_on(today, -back)
        if day <= last.day and first.replace(day=day) <= today:
            return _one(first.replace(day=day))
    return None


def _days_back(n: int, nights: int = 0) -> _Meaning:
    return lambda _, today: (today - timedelta(days=n), today - timedelta(days=n) + timedelta(days=nights))


def _grammar() -> Iterator[tuple[re.Pattern[str], _Meaning, bool]]:
    """The forms, those that others are a part of first."""

    def form(pattern: str, meaning: _Meaning, exact: bool = False) -> tuple[re.Pattern[str], _Meaning, bool]:
        return re.compile(pattern), meaning, exact

    to = r"\s?(?:-|–|sampai(?: dengan)?|hingga|s\.?d\.?|dan|to|until|and|through)\s?"
    yield form(rf"\b{_BESIDE}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{to}(?P<e>\d{{1,2}})(?:st|nd|rd|th)? {_M}\b(?: {_Y}\b)?\)?", _range, True)
    yield form(rf"\b{_M} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{to}(?P<e>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? {_Y}\b)?", _range, True)
    yield form(rf"(?<!\d){_BESIDE}(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)\)?", _date, True)
    yield form(rf"(?<![\d/]){_BESIDE}(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>\d{{4}}|\d\d)(?![\d/])\)?", _date, True)
    yield form(rf"\b{_BESIDE}{_DAY}(?: | of |-){_M}\b(?:,?[ -]{_Y}\b)?\)?", _date, True)
    yield form(rf"\b{_BESIDE}{_M}\.? {_DAY}\b(?![.,:]?\d)(?! {_M.replace('<m>', '<m2>')})(?:,? {_Y}\b)?\)?", _date, True)
    yield form(
        rf"(?:(?:\b(?:hari )?(?:{'|'.join(WEEKDAY)})(?: {_PART})?,? )?\(|\b(?:tanggal|tgl|on|pada|sejak|hingga|sampai|since)\.? )(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?![\d/])\)?",
        _date, True,
    )  # fmt: skip
    yield form(r"(?<![\d/.,])(?P<bare_slash>(?P<d>\d{1,2})/(?P<m>\d{1,2}))(?![\d/])", _date, True)
    yield form(rf"\bakhir (?:pekan|minggu)(?: (?P<which>ini|{_BACK[3:-1]}|{_ON[3:-1]}))?\b|\b(?:(?:on|over|during|the) )*(?:(?P<which2>this|last|past|next) )?weekend\b", _weekend)
    of = r"(?P<part>awal|pertengahan|tengah|akhir|early|mid|late|(?:the )?(?:beginning|start|middle|end) of)"
    yield form(rf"\b{of}[ -](?:in )?(?:bulan )?{_M}\b(?:,? (?:tahun )?{_Y}\b)?", _part_of, True)
    yield form(rf"\b{of}[ -](?:tahun )?{_Y}\b", _part_of, True)
    yield form(rf"\b{of}[ -](?:(?:(?P<which2>this|last|next) (?P<u>week|month|year))\b)", _part_of)
    yield form(rf"\b{of}[ -](?:(?P<u>minggu|pekan|bulan|tahun)(?: (?P<which>ini|lalu|kemarin|depan))?)\b", _part_of)
    yield form(rf"\b(?:dalam |selama |during |in |over )?(?:the )?{_N} {_UNIT} (?:terakhir|belakangan(?: ini)?)\b", _last_so_many)
    yield form(rf"\b(?:dalam |selama )?se{_ONE} (?:terakhir|belakangan(?: ini)?)\b", _last_so_many)
    yield form(rf"\b(?:(?:in|over|during|for) )?(?:the )?(?:last|past) {_N} {_UNIT}\b|\b(?:in|over|during) the (?:last|past) (?P<u2>)", lambda m, t: _last_so_many(m, t) if m["u"] else None)
    yield form(rf"\b(?:(?:in|over|during) )?the past {_UNIT}\b|\b(?:in|over|during) the last {_UNIT.replace('<u>', '<u3>')}\b", lambda m, t: _last_so_many(m, t) if m["u"] else _since_one(m["u3"], t))
    yield form(rf"\b{_N} {_UNIT} (?:yang )?(?:lalu|silam|kemarin)\b|\b{_N.replace('<n>', '<n2>')} {_UNIT.replace('<u>', '<u2>')} (?:ago|earlier)\b", lambda m, t: _of_unit(_unit(m["u"] or m["u2"]), t, -_number(m["n"] or m["n2"])))
    yield form(rf"\bse{_ONE} (?:yang )?(?:lalu|silam)\b", _ago)
    yield form(r"\b(?:\d{1,2}|beberapa|a few|an?) (?:jam|menit|hours?|minutes?) (?:yang )?(?:lalu|ago)\b", _days_back(0))
    yield form(rf"\b{_WORDED}{_NAMED_WEEKDAY}(?: {_PART})? (?:minggu|pekan) (?P<week>{_BACK[3:-1]}|ini|depan)\b", _weekday)
    yield form(rf"\b{_WORDED}{_W}(?: {_PART})? (?:of )?(?P<week>last|this|next) week\b", _weekday)
    yield form(rf"\b(?P<week>last|this|next) week'?s? {_W}\b", _weekday)
    yield form(rf"\bhari {_NAMED_WEEKDAY}(?: {_PART})?(?: (?:yang )?(?P<which>ini|{_BACK[3:-1]}|{_ON[3:-1]}))?\b", _weekday)
    yield form(rf"\b(?P<sunday>minggu) {_PART}(?: (?P<which>ini|{_BACK[3:-1]}|{_ON[3:-1]}))?\b", _weekday)
    yield form(rf"\b(?:(?:on|the) )*(?P<which2>last|this|next|past) {_W}(?: {_PART})?\b", _weekday)
    yield form(rf"\b(?:on )?{_W}(?: {_PART})?(?: (?:yang )?(?P<which>ini|{_BACK[3:-1]}|{_ON[3:-1]}))?\b", _weekday)
    yield form(r"\b(?P<u>minggu|pekan|bulan|tahun) (?:yang )?(?P<which>lalu|kemarin|silam|ini|depan|mendatang)\b", _period)
    yield form(r"\b(?P<which2>last|this|next|past) (?P<u>week|month|year)\b", _period)
    yield form(r"\b(?P<bare_weekday>(?P<sunday>minggu))\b(?!-)", _weekday)
    yield form(rf"\b(?:bulan )?{_M}\.?,? (?:tahun )?{_Y}\b", _month_named, True)
    yield form(rf"\bbulan {_M}\b(?: (?P<back>lalu|kemarin))?|\b{_M.replace('<m>', '<mb>')} (?P<backb>lalu|kemarin)\b", lambda m, t: _month_named(m, t) if m["m"] else month(t.year - (MONTH[m["mb"]] >= t.month), MONTH[m["mb"]]), True)
    yield form(rf"\b(?P<back>last) {_M}\b", _month_named, True)
    yield form(rf"(?<=\b(?:in|di|ke) ){_M}\b|(?<=\bpada ){_M.replace('<m>', '<m2>')}\b", lambda m, t: month(_years_of(MONTH[m["m"] or m["m2"]], 1, t).year, MONTH[m["m"] or m["m2"]]), True)
    lead = "|".join(rf"(?<=\b{w} )" for w in "sejak since until till during selama sepanjang sebelum setelah sesudah before after hingga sampai mulai dari from antara between".split())
    yield form(rf"(?:{lead}){_M}\b(?! lan\b)", _month_named, True)
    yield form(rf"\b(?P<bare_month>{_M})\b(?![- ]\w+['’]s)", _month_named, True)
    lead = "|".join(rf"(?<=\b{w} )" for w in "tahun pada di in during since sejak sepanjang selama until hingga sampai before after sebelum setelah".split())
    yield form(rf"(?:{lead}){_Y}\b(?![.,/-]?\d)", _year, True)
    yield form(rf"\b(?:kemarin (?:lusa|dulu)|(?:the )?day before yesterday)\b(?: {_PART})?", _days_back(2))
    yield form(r"\b(?:tadi malam|semalam|malam tadi|malam kemarin|kemarin malam|last night|yesterday (?:evening|night)|overnight)\b", _days_back(1, 1))
    yield form(rf"\b(?:kemarin(?: {_PART})?|{_PART} kemarin|yesterday(?: {_PART})?)\b(?!['’]s\b)|\byesterday['’]s\b", _days_back(1))
    yield form(rf"\b(?:hari ini|(?:tadi|hari ini) {_PART}|{_PART} (?:tadi|ini)|today(?:['’]s)?|this (?:morning|afternoon|evening)|tonight|barusan(?: saja)?|baru saja)\b", _days_back(0))
    yield form(r"\b(?:besok lusa|lusa|(?:the )?day after tomorrow)\b", _days_back(-2))
    yield form(rf"\b(?:besok(?: {_PART})?|tomorrow(?: {_PART})?)\b", _days_back(-1))
    yield form(r"\b(?:tanggal|tgl)\.? (?P<d>\d{1,2})\b(?![./:]\d)", _day_alone, True)


def _since_one(unit: str, today: date) -> Span:
    return _of_unit(_unit(unit), today, -1)[0], today


_GRAMMAR = tuple(_grammar())
