"""What the words for days mean, of a match of `index.language.days`' forms and the day that they are counted from."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from index.language.moments import MONTH, WEEKDAY

_AHEAD = 92
"""A date without a year lies so many days ahead at most; else it was last year's."""
_FIRST, _LAST = date(1500, 1, 1), date(2200, 12, 31)
NUMBER = {
    w: n
    for n, names in enumerate(
        "satu|se|one|a|an dua|two tiga|three empat|four lima|five enam|six tujuh|seven delapan|eight sembilan|nine sepuluh|ten".split(), 1
    )
    for w in names.split("|")
} | {"sebelas": 11, "dua belas": 12, "couple of": 2, "a couple of": 2, "beberapa": 3, "few": 3, "a few": 3, "several": 3}  # fmt: skip
_VAGUE = {"beberapa", "few", "a few", "several"}
_A_FEW = 7
"""Days, weeks or months that "beberapa" is at most."""
_UNITS = {
    "hari": "day", "minggu": "week", "pekan": "week", "bulan": "month", "tahun": "year", "jam": "hour", "menit": "hour",
}  # fmt: skip

Span = tuple[date, date]
Meaning = Callable[["re.Match[str]", date], "Span | None"]


def month(year: int, n: int) -> Span:
    """The first and last day of a month."""
    return date(year, n, 1), date(year, n, calendar.monthrange(year, n)[1])


def number_of(text: str) -> int:
    return int(text) if text.isdigit() else NUMBER[text]


def unit_of(word: str) -> str:
    return _UNITS.get(word) or word.rstrip("s")


def one_day(day: date) -> Span:
    return day, day


def week_of(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def months_on(day: date, n: int) -> Span:
    total = day.year * 12 + day.month - 1 + n
    return month(total // 12, total % 12 + 1)


def of_unit(unit: str, day: date, n: int) -> Span:
    """The day, week, month or year that is `n` of them after this one's."""
    if unit == "day":
        return one_day(day + timedelta(days=n))
    if unit == "week":
        return week_of(day + timedelta(weeks=n))
    if unit == "month":
        return months_on(day, n)
    if unit == "year":
        return date(day.year + n, 1, 1), date(day.year + n, 12, 31)
    return one_day(day)


def years_of(n: int, day: int, today: date, ahead: int = _AHEAD) -> date:
    """The date without a year that is meant today, so many days ahead at most."""
    fitting = [date(y, n, day) for y in (today.year - 1, today.year, today.year + 1) if day <= month(y, n)[1].day]
    return max(d for d in fitting if (d - today).days <= ahead)


def full_year(y: str) -> int:
    return int(y) if len(y) == 4 else 2000 + int(y)


def date_named(m: re.Match[str], today: date) -> Span | None:
    g = m.groupdict()
    n = MONTH[g["m"]] if g["m"] in MONTH else int(g["m"])
    day = int(g["d"])
    found = date(full_year(g["y"]), n, day) if g.get("y") else years_of(n, day, today, -1 if g.get("past") else _AHEAD)
    return one_day(found) if _FIRST <= found <= _LAST else None


def date_written(m: re.Match[str], today: date) -> Span | None:
    """ "tujuh belas Agustus 1945"."""
    day = 0
    for word in m["words"].split():
        day = day * 10 if word == "puluh" else day + 10 if word == "belas" else day + (NUMBER.get(word) or 0)
    n, year = MONTH[m["m"]], m["y"]
    if not day:
        return None
    return one_day(date(int(year), n, day) if year else years_of(n, day, today, -1 if m["past"] else _AHEAD))


def days_named(m: re.Match[str], today: date) -> Span | None:
    g = m.groupdict()
    n, year = MONTH[g["m"]], g.get("y")
    last = date(int(year), n, int(g["e"])) if year else years_of(n, int(g["e"]), today)
    first = last.replace(day=int(g["d"]))
    return (first, last) if first <= last else None


def month_named(m: re.Match[str], today: date) -> Span | None:
    g = m.groupdict()
    n = MONTH[g["m"]]
    if g.get("y"):
        return month(int(g["y"]), n)
    if g.get("back"):
        return month(today.year - (n >= today.month), n)
    return month(years_of(n, 1, today).year, n)


def year_named(m: re.Match[str], _: date) -> Span:
    return date(int(m["y"]), 1, 1), date(int(m["y"]), 12, 31)


def part_of(m: re.Match[str], today: date) -> Span | None:
    """ "awal Juni", "akhir bulan lalu", "early this week": a third of it; of a year its first, middle or last months."""
    g = m.groupdict()
    if g.get("m"):
        first, last = month_named(m, today) or (today, today)
    elif g.get("y"):
        first, last = year_named(m, today)
    else:
        first, last = of_unit(
            unit_of(g["u"]),
            today,
            {"lalu": -1, "kemarin": -1, "last": -1, "depan": 1, "next": 1}.get(
                g.get("which") or g.get("which2") or "", 0
            ),
        )
    size = (last - first).days + 1
    which = g["part"]
    if size <= 7:
        cut = [first, first + timedelta(days=2), first + timedelta(days=4)]
    elif size <= 31:
        cut = [first, first + timedelta(days=10), first + timedelta(days=20)]
    else:
        return [
            (first, date(first.year, 3, 31)), (date(first.year, 5, 1), date(first.year, 8, 31)), (date(first.year, 10, 1), last)
        ][_third(which)]  # fmt: skip
    ends = [cut[1] - timedelta(days=1), cut[2] - timedelta(days=1), last]
    return cut[_third(which)], ends[_third(which)]


def _third(which: str) -> int:
    if re.match(r"awal|early|(?:the )?(?:beginning|start)", which):
        return 0
    return 1 if re.match(r"pertengahan|tengah|mid|(?:the )?middle", which) else 2


def weekend_named(m: re.Match[str], today: date) -> Span:
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


def ago(m: re.Match[str], today: date) -> Span:
    """ "dua minggu lalu"; "beberapa hari lalu" is any of the last."""
    g = m.groupdict()
    word, unit = g.get("n") or g.get("n2"), unit_of(g.get("u") or g["u2"])
    if word in _VAGUE:
        return of_unit(unit, today, -_A_FEW)[0], of_unit(unit, today, -1)[1]
    return of_unit(unit, today, -number_of(word or "one"))


def last_so_many(m: re.Match[str], today: date) -> Span:
    g = m.groupdict()
    n, unit = number_of(g.get("n") or "one"), unit_of(g.get("u") or g["u2"])
    if unit in ("day", "week"):  # today is one of them
        n = _A_FEW if g.get("n") in _VAGUE else n
        return today - timedelta(days=n * (1 if unit == "day" else 7) - 1), today
    if unit in ("month", "year"):
        back = months_on(today, -n * (1 if unit == "month" else 12))[0]
        return back.replace(day=min(today.day, month(back.year, back.month)[1].day)), today
    return today, today


def last_hours(m: re.Match[str], today: date) -> Span:
    """ "24 jam terakhir" began yesterday."""
    return today - timedelta(days=-(-number_of(m["n"] or m["n2"]) // 24)), today


def period_named(m: re.Match[str], today: date) -> Span:
    g = m.groupdict()
    which = g.get("which") or g.get("which2") or ""
    n = 0 if which in ("ini", "this") else 1 if which in ("depan", "next", "mendatang") else -1
    return of_unit(unit_of(g["u"]), today, n)


def weekday_named(m: re.Match[str], today: date) -> Span:
    g = m.groupdict()
    day = 6 if g.get("sunday") else WEEKDAY[g["w"]]
    back = (today.weekday() - day) % 7
    which = (g.get("which") or g.get("which2") or "").strip()
    if week := g.get("week"):
        monday, _ = of_unit("week", today, {"ini": 0, "this": 0, "depan": 1, "next": 1}.get(week, -1))
        return one_day(monday + timedelta(days=day))
    if which in ("depan", "mendatang", "besok", "next"):
        return one_day(today + timedelta(days=7 - back))
    if which in ("ini", "this"):
        return one_day(today - timedelta(days=today.weekday()) + timedelta(days=day))
    if which and back == 0:
        back = 7
    return one_day(today - timedelta(days=back))


def day_alone(m: re.Match[str], today: date) -> Span | None:
    day = int(m["d"])
    for back in range(13):
        first, last = months_on(today, -back)
        if day <= last.day and first.replace(day=day) <= today:
            return one_day(first.replace(day=day))
    return None


def days_back(n: int, nights: int = 0) -> Meaning:
    return lambda _, today: (today - timedelta(days=n), today - timedelta(days=n) + timedelta(days=nights))


def since_one(unit: str, today: date) -> Span:
    return of_unit(unit_of(unit), today, -1)[0], today


def nth_week(m: re.Match[str], today: date) -> Span:
    """The days of a month by sevens: its first seven, …, its last seven."""
    g = m.groupdict()
    n, y = MONTH[g["m"] or g["m2"]], g.get("y") or g.get("y2")
    first, last = month(int(y) if y else years_of(n, 1, today).year, n)
    nth = g["nth"] or g["nth2"]
    if nth in ("terakhir", "last"):
        return last - timedelta(days=6), last
    which = {"pertama": 0, "first": 0, "kedua": 1, "second": 1, "ketiga": 2, "third": 2, "keempat": 3, "fourth": 3}
    start = first + timedelta(weeks=which[nth] if nth in which else int(nth) - 1)
    return start, start + timedelta(days=6)


def evening_before(day: Span) -> Span:
    """ "malam Minggu" is Saturday's evening."""
    return day[0] - timedelta(days=1), day[1] - timedelta(days=1)
