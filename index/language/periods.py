"""Stretches of a calendar: quarters and halves, decades, months of another year, and what lies between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index.language.day_meanings import (
    Meaning,
    Span,
    month,
    number_of,
    of_unit,
    one_day,
    unit_of,
    years_of,
)
from index.language.day_words import DAY, FROM, TO, YEAR, M, N, Y, again
from index.language.moments import MONTH

Form = tuple["re.Pattern[str]", Meaning, bool]
"""A pattern, what a match of it means, and whether that is a date by itself and not counted from another day."""

_NTH = {
    w: n
    for n, names in enumerate(
        ("pertama kesatu satu i 1 ke-1 first 1st", "kedua dua ii 2 ke-2 second 2nd latter",
         "ketiga tiga iii 3 ke-3 third 3rd", "keempat empat iv 4 ke-4 fourth 4th"), 1
    )
    for w in names.split()
} | {"terakhir": -1, "final": -1, "last": -1}  # fmt: skip
_ID = r"(?P<nth>pertama|kesatu|kedua|ketiga|keempat|terakhir|satu|dua|tiga|empat|(?:ke-?)?[1-4]|iv|iii|ii|i)"
_EN = r"(?P<nth>first|second|third|fourth|final|last|latter|1st|2nd|3rd|4th)"
_OF = r"(?:[ /,-]*(?:(?:pada|di|of|in|the) )*)"
_MONEY = (
    r"(?:profits?|earnings|results?|revenues?|sales|loss(?:es)?|growth|gdp|figures|report|inflation|exports?|imports?)"
)
_NO_TERM = "".join(rf"(?<!\b{w} )" for w in "periode jabatan bakti ajaran pelajaran musim season term".split())
"""Years of an office, a season or a school are a name for it."""
_SIZES = {"kuartal": 3, "kwartal": 3, "triwulan": 3, "tw": 3, "quarter": 3, "q": 3, "semester": 6, "paruh": 6, "half": 6, "h": 6, "cawu": 4, "caturwulan": 4}  # fmt: skip


def year_of(m: re.Match[str], today: date) -> int | None:
    """The year that a match of `YEAR` in a form says; None where it says none."""
    g = m.groupdict()
    if y := g.get("y") or g.get("y2"):
        return int(y)
    which = next((g[k] for k in g if k.startswith("yw") and g[k]), None)
    if which is None:
        return None
    return today.year + {"ini": 0, "this": 0, "the": 0, "depan": 1, "next": 1}.get(which, -1)


def forms() -> Iterator[Form]:
    """The forms, those that others are a part of first."""

    def form(pattern: str, meaning: Meaning, exact: bool = True) -> Form:
        return re.compile(pattern), meaning, exact

    id_part = r"(?P<size>kuartal|kwartal|triwulan|semester|paruh|caturwulan|cawu|tw)"
    yield form(rf"\b{id_part}(?: tahun)?[ -]{_ID}{_OF}{YEAR}", _nth)
    yield form(rf"\b(?P<size>kuartal|kwartal|triwulan)[ -](?:ke )?{_ID}\b", _nth)
    yield form(rf"(?<=\bpada )(?P<size>semester)[ -]{_ID}\b", _nth)
    yield form(rf"\b(?P<size>[qh])(?P<nth>[1-4]){_OF}{YEAR}|\b(?P<nth2>[1-4])(?P<size2>[qh]) ?(?P<y2>\d\d)\b", _nth)
    yield form(rf"(?<!audi )\b(?P<size>q)(?P<nth>[1-4])\b(?! {M})", _nth)
    yield form(rf"\b{_EN}[ -](?P<size>quarter|half){_OF}{YEAR}", _nth)
    yield form(rf"\b{_EN}[ -](?P<size>quarter)(?= {_MONEY}\b|['’]s\b)|(?<=\bin the )"
               rf"{again(_EN, '2', 'nth')} (?P<size2>quarter)\b(?! of\b| final)", _nth)  # fmt: skip
    yield form(
        r"\b(?P<size>kuartal|kwartal|triwulan|semester) (?P<which>lalu|kemarin|sebelumnya|ini|depan)\b"
        r"|\b(?P<which2>last|previous|this|next) (?P<size2>quarter)\b(?![- ](?:of|final))",
        _nearby,
        False,
    )
    yield form(rf"\bparuh (?P<nth>pertama|kedua)(?: bulan)? {M}(?:{_OF}{YEAR})?", _half_month)
    yield form(rf"\b(?P<nth>first|second|latter) half of {M}(?:{_OF}{YEAR})?", _half_month)
    yield form(
        r"\b(?:tahun|era|dekade|dasawarsa|zaman|jaman) (?P<dec>(?:19|20)?\d0)[ -]?an\b"
        r"|\b(?P<dec2>(?:19|20)\d0)['’]?s\b|\bthe ['’]?(?P<dec3>\d0)['’]?s\b",
        _decade,
    )
    yield form(
        r"\b(?:so far|sejauh ini|year to date)(?: (?:in|di|pada))? (?:(?P<u>tahun|bulan|minggu|pekan) ini|this (?P<u2>year|month|week))\b"
        r"|\b(?:(?P<u3>tahun|bulan|minggu|pekan) ini|this (?P<u4>year|month|week))"
        r" (?:so far|sejauh ini|(?:sampai|hingga) (?:kini|sekarang|saat ini|hari ini)|until now|to date)\b",
        _so_far,
        False,
    )
    yield form(
        rf"\b{N} bulan (?P<end>pertama|terakhir)(?: di)? (?:tahun )?{YEAR}|\b(?:the )?(?P<end2>first|last) {again(N, '2', 'n')} months of {again(again(YEAR, '2', 'y'), 'b', 'yw', 'yw2')}",
        _months_of_a_year,
    )
    yield form(
        r"\b(?P<u>minggu|pekan) (?:ke-?)?(?P<nth>pertama|kedua|ketiga|keempat|terakhir|[1-4]) bulan (?P<mw>ini|lalu|kemarin)\b"
        r"|\b(?:the )?(?P<nth2>first|second|third|fourth|last) (?P<u2>week) of (?P<mw2>this|last) month\b",
        _nth_week,
    )
    yield form(
        rf"\b{N} (?P<u>hari|minggu|pekan) (?P<end>pertama|awal|terakhir)(?: di)?(?: bulan)? (?:{M}\b(?:{_OF}{YEAR})?|(?P<mw>ini|lalu|kemarin)\b)",
        _so_many_of,
    )
    yield form(
        rf"\b(?:the )?(?P<end>first|last) {N} (?P<u>days|weeks) (?:of|in) (?:{M}\b(?:{_OF}{YEAR})?|(?P<mw>this|last) month\b)",
        _so_many_of,
    )
    yield form(rf"(?<!\d )(?<!\w-)\b{FROM}{M}\.?(?: {again(YEAR, 'f', 'y', 'yw', 'yw2')})?{TO}{again(M, '2', 'm')}\b"
               rf"(?!-)(?! \d{{1,2}}\b)(?:{_OF}{YEAR})?", _months)  # fmt: skip
    yield form(
        rf"\b(?:tanggal|tgl)\.? (?P<d>\d{{1,2}}){TO}(?P<e>\d{{1,2}})\b(?![./:-]\d)(?! {M})(?: bulan (?P<mw>ini|lalu|kemarin)\b)?",
        _days,
    )
    yield form(r"\b(?:tanggal|tgl)\.? (?P<d>\d{1,2}) bulan (?P<mw>ini|lalu|kemarin|depan)\b", _days)
    yield form(r"(?<![\d/.,-])(?P<bare_slash>(?P<m>0?[1-9]|1[0-2])/(?P<y>20\d\d))(?![\d/])", _month)
    yield form(rf"\b{M} ?['’](?P<y2>\d\d)\b", _month)
    lead = r"(?:(?:antara|between|dari|from|selama|sepanjang|during|in|pada|sejak) (?:tahun |the years )?|tahun )"
    yield form(rf"{_NO_TERM}\b{lead}{Y}{TO}{again(Y, '2', 'y')}\b(?![./-]?\d)", _years)
    rel = again(YEAR, "", "y").replace(f"(?:tahun )?{Y}(?!\\d)|", "")
    yield form(rf"\b(?:{DAY}[ -])?(?:bulan )?{M},?{_OF}{rel}\b", _of_a_year)
    yield form(rf"\b(?P<yw>last|this|next) year(?:['’]s| in|,) {M}(?: {DAY})?\b", _of_a_year)
    yield form(rf"\btahun (?P<yw>lalu|kemarin|ini|depan),?(?: di| pada)?(?: bulan)? {M}\b", _of_a_year)


def _nth(m: re.Match[str], today: date) -> Span | None:
    """ "kuartal II 2025"; without its year the last that has begun."""
    g = m.groupdict()
    months = _SIZES[g.get("size") or g["size2"]]
    n = _NTH[re.sub(r"^ke-?(?=\d)", "", g.get("nth") or g["nth2"])]
    n = 12 // months if n < 0 else n
    if n * months > 12:
        return None
    year = year_of(m, today)
    if year is None:
        year = today.year if date(today.year, (n - 1) * months + 1, 1) <= today else today.year - 1
    elif year < 100:
        year += 2000
    return _months_of(year, n, months)


def _months_of(year: int, n: int, months: int) -> Span:
    return month(year, (n - 1) * months + 1)[0], month(year, n * months)[1]


def _nearby(m: re.Match[str], today: date) -> Span:
    g = m.groupdict()
    months = _SIZES[g["size"] or g["size2"]]
    which = g["which"] or g["which2"]
    at = today.year * (12 // months) + (today.month - 1) // months
    at += {"ini": 0, "this": 0, "depan": 1, "next": 1}.get(which, -1)
    return _months_of(at // (12 // months), at % (12 // months) + 1, months)


def _half_month(m: re.Match[str], today: date) -> Span:
    n = MONTH[m["m"]]
    first, last = month(year_of(m, today) or years_of(n, 1, today).year, n)
    return (first, first.replace(day=15)) if _NTH[m["nth"]] == 1 else (first.replace(day=16), last)


def _decade(m: re.Match[str], _: date) -> Span:
    told = m["dec"] or m["dec2"] or m["dec3"]
    year = int(told) if len(told) == 4 else int(told) + (1900 if int(told) >= 30 else 2000)
    return date(year, 1, 1), date(year + 9, 12, 31)


def _so_far(m: re.Match[str], today: date) -> Span:
    unit = next(g for g in (m["u"], m["u2"], m["u3"], m["u4"]) if g)
    return of_unit(unit_of(unit), today, 0)[0], today


def _month(m: re.Match[str], today: date) -> Span:
    """ "12/2025", "Des '25"."""
    year = year_of(m, today) or today.year
    return month(year + 2000 if year < 100 else year, MONTH.get(m["m"]) or int(m["m"]))


def _months_of_a_year(m: re.Match[str], today: date) -> Span | None:
    """ "tiga bulan pertama 2025"."""
    g = m.groupdict()
    n, year = number_of(g["n"] or g["n2"]), year_of(m, today)
    if year is None or not 1 <= n <= 12:
        return None
    first = (g["end"] or g["end2"]) in ("pertama", "first")
    return (month(year, 1)[0], month(year, n)[1]) if first else (month(year, 13 - n)[0], month(year, 12)[1])


def _nth_week(m: re.Match[str], today: date) -> Span:
    """ "minggu kedua bulan lalu": by sevens from the month's first day, the last by its last seven."""
    g = m.groupdict()
    first, last = of_unit("month", today, {"ini": 0, "this": 0}.get(g["mw"] or g["mw2"], -1))
    n = _NTH[g["nth"] or g["nth2"]]
    start = last - timedelta(days=6) if n < 0 else first + timedelta(weeks=n - 1)
    return start, start + timedelta(days=6)


def _so_many_of(m: re.Match[str], today: date) -> Span | None:
    """ "dua minggu pertama Mei", "the last ten days of June"."""
    g = m.groupdict()
    days = number_of(g["n"]) * (1 if unit_of(g["u"]) == "day" else 7)
    first, last = _month_told(m, today)
    if days > (last - first).days + 1:
        return None
    if g["end"] in ("terakhir", "last"):
        return last - timedelta(days=days - 1), last
    return first, first + timedelta(days=days - 1)


def _month_told(m: re.Match[str], today: date) -> Span:
    """A month by its name, or counted from this one."""
    g = m.groupdict()
    if g.get("m"):
        n = MONTH[g["m"]]
        return month(year_of(m, today) or years_of(n, 1, today).year, n)
    return of_unit("month", today, {"ini": 0, "this": 0, "depan": 1}.get(g["mw"], -1))


def _months(m: re.Match[str], today: date) -> Span | None:
    """ "Maret–Mei 2025": the year that stands with one of them is the other's, as near as can be."""
    g = m.groupdict()
    a, b = MONTH[g["m"]], MONTH[g["m2"]]
    last = year_of(m, today) if (g["y"] or g["yw"] or g["yw2"]) else None
    first = int(g["yf"]) if g["yf"] else None
    if first is None and (which := g["ywf"] or g["yw2f"]):
        first = today.year + {"ini": 0, "this": 0, "depan": 1, "next": 1}.get(which, -1)
    if first is None:
        first = years_of(a, 1, today).year if last is None else last - (a > b)
    last = last if last is not None else first + (a > b)
    return (month(first, a)[0], month(last, b)[1]) if (first, a) < (last, b) else None


def _days(m: re.Match[str], today: date) -> Span | None:
    """ "tanggal 20 sampai 25", "tanggal 3 bulan lalu"."""
    g = m.groupdict()
    d, e = int(g["d"]), int(g.get("e") or g["d"])
    if not 1 <= d <= e <= 31:
        return None
    for back in range(4) if not g.get("mw") else range(1):
        first, last = _month_told(m, today) if g.get("mw") else month(*_months_back(today, back))
        if e <= last.day and (g.get("mw") or first.replace(day=d) <= today):
            return first.replace(day=d), first.replace(day=e)
    return None


def _months_back(today: date, n: int) -> tuple[int, int]:
    total = today.year * 12 + today.month - 1 - n
    return total // 12, total % 12 + 1


def _years(m: re.Match[str], _: date) -> Span | None:
    first, last = int(m["y"]), int(m["y2"])
    return (date(first, 1, 1), date(last, 12, 31)) if first <= last else None


def _of_a_year(m: re.Match[str], today: date) -> Span:
    """ "juli tahun lalu", "3 May last year"."""
    n, year = MONTH[m["m"]], year_of(m, today) or today.year
    day = m.groupdict().get("d")
    return one_day(date(year, n, int(day))) if day else month(year, n)
