"""Dates as Indonesian and English newsrooms write them, read into moments that carry a zone.

Three regexes know the forms that nearly all articles use, and take a few microseconds. Only what they don't know goes
to `dateparser`, which is thorough and slow, and is imported when it is first needed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from index.language.days import days_told

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari pebruari february feb peb", "maret march mar mrt", "april apr", "mei may",
            "juni june jun", "juli july jul", "agustus august agust agu ags agt aug", "september sept sep",
            "oktober october okt oct", "november nopember nov nop", "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = (
    "senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|sen|sel|rab|kam|jum|sab|min|ming"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|thu|fri|sat|sun"
)
_ZONES: dict[str, tzinfo] = {
    "wib": ZoneInfo("Asia/Jakarta"),
    "wita": ZoneInfo("Asia/Makassar"),
    "wit": ZoneInfo("Asia/Jayapura"),
    "z": UTC,
    "utc": UTC,
    "gmt": UTC,
    "et": ZoneInfo("America/New_York"), "ct": ZoneInfo("America/Chicago"), "mt": ZoneInfo("America/Denver"),
     "pt": ZoneInfo("America/Los_Angeles"),
    **{
        name: timezone(timedelta(hours=hours))
        for name, hours in {
            "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "bst": 1, "cet": 1,
            "cest": 2, "sgt": 8, "myt": 8, "hkt": 8, "jst": 9, "aest": 10, "aedt": 11,
        }.items()
    },
}  # fmt: skip
"""As newspapers use them: CST is Chicago's, BST is British Summer Time."""


_WEEKDAY = rf"(?:(?:hari\s+)?(?:{_WEEKDAYS})\b\.?[\s,/]*)?\(?"
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})"
_TIME = r"""
    (?:\)?(?:[Tt]|[\s,|•·@/(–—-]+(?:(?:pukul|pkl|jam|at)\b\.?:?\s*)?)
       (?P<hour>\d{1,2})
       (?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?
       (?:\s*(?P<half>[ap])\.?m\b\.?)?
       (?:\s*\(?(?P<zone>wib|wita|wit|z|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d{2})?|utc|gmt|[ecmp][sd]?t|bst|cest|sgt|myt|hkt|jst|ae[sd]t)\)?)?
    )?\)?\.?$"""
_FLAGS = re.VERBOSE | re.IGNORECASE
_YEAR_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<year>\d{{4}})(?P<sep>[-/.]?)(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}}){_TIME}", _FLAGS
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})\s*(?P<sep>[-/.])\s*(?P<month>\d{{1,2}})\s*(?P=sep)\s*(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    _FLAGS,
)
_NAMED = re.compile(
    rf"{_WEEKDAY}(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s./-]+(?:of\s+)?{_MONTH}"
    rf"|{_MONTH.replace('name', 'name2')}\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)"
    rf"[\s.,/-]+(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    _FLAGS,
)
_CLOCK_BEFORE_YEAR = re.compile(
    rf"{_WEEKDAY}(?P<day>{_MONTH}\s+\d{{1,2}})\s+(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)(?P<zone>\s+[A-Za-z]{{1,4}})?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
"""As Unix and Java write it: "Fri Apr 28 19:20:36 CEST 2023"."""
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{13}|\d{16}")
_LONGEST = 80  # characters; nothing longer is a date, and dateparser takes its time over it


def parse_date(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment a text names, always with a zone; None where it names none, or one that never was (31/02/2025).

    Day stands before month (4/6/2025 is 4 June) unless that can't be. WIB, WITA and WIT are Jakarta, Makassar and
    Jayapura; what names no zone is in `zone`; a date without time is its midnight. Numbers of 9 or 10 digits are
    seconds since 1970, of 13 milliseconds, of 16 microseconds.
    """
    return _parse(" ".join(text.split()), zone)


def known_date(text: str, zone: ZoneInfo) -> datetime | None:
    """Like `parse_date`, but only in the forms that news uses: good for asking whether a line *is* a date."""
    return _known(" ".join(text.split()), zone)[1]


@lru_cache(maxsize=4096)
def _parse(text: str, zone: ZoneInfo) -> datetime | None:
    if len(text) > _LONGEST:
        return None
    recognised, moment = _known(text, zone)
    return moment if recognised else _slow(text, zone)


def _known(text: str, zone: ZoneInfo) -> tuple[bool, datetime | None]:
    """Whether the form is one of ours, and the moment. An impossible date in a known form is settled: it is none."""
    if _EPOCH.fullmatch(text):
        return True, _from_epoch(text, zone)
    if match := _CLOCK_BEFORE_YEAR.fullmatch(text):
        text = f"{match['day']} {match['year']} {match['clock']}{match['zone'] or ''}"
    for form in (_YEAR_FIRST, _DAY_FIRST, _NAMED):
        if match := form.match(text):
            try:
                return True, _moment(match, zone)
            except (ValueError, OverflowError):
                return True, None
    return False, None


def _moment(match: re.Match[str], zone: ZoneInfo) -> datetime:
    part = match.groupdict()
    day = int(part.get("day") or part["day2"])
    name = part.get("name") or part.get("name2")
    month = _MONTHS[name.lower()] if name else int(part["month"])
    year = int(part["year"])
    if len(part["year"]) == 2:
        year += 2000 if year < 70 else 1900
    if month > 12 >= day and len(match["year"]) == 4 and match.re is _DAY_FIRST:
        day, month = month, day  # 6/13/2025 can only be American
    when = date(year, month, day)
    if part["hour"] is None:
        return datetime.combine(when, time(), zone)
    if part["minute"] is None and part["half"] is None:
        raise ValueError("a lone number is no time of day")
    hour, minute = int(part["hour"]), int(part["minute"] or 0)
    if part["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour before or after noon")
        hour = hour % 12 + (12 if part["half"].lower() == "p" else 0)
    if (hour, minute) == (24, 0):
        when, hour = when + timedelta(days=1), 0  # "24.00 WIB" closes the day
    micro = int((part["fraction"] or "0").ljust(6, "0")[:6])
    return datetime.combine(when, time(hour, minute, int(part["second"] or 0), micro), _zone(part["zone"], zone))


def _zone(name: str | None, default: ZoneInfo) -> tzinfo:
    if name is None:
        return default
    name = name.lower()
    if name in _ZONES:
        return _ZONES[name]
    sign, digits = re.sub(r"utc|gmt|\s|:", "", name)[0], re.sub(r"\D", "", name)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def _from_epoch(text: str, zone: ZoneInfo) -> datetime | None:
    scale = {13: 1e3, 16: 1e6}.get(len(text), 1)
    try:
        return datetime.fromtimestamp(float(text) / scale, zone)
    except (ValueError, OverflowError, OSError):
        return None


def _slow(text: str, zone: ZoneInfo) -> datetime | None:
    if not any(c.isdigit() for c in text):
        return None  # no day, no year: nothing dateparser could find but its own guesses
    import dateparser  # half a second: only for dates that need it

    settings = {
        "DATE_ORDER": "DMY",
        "TIMEZONE": zone.key,
        "RETURN_AS_TIMEZONE_AWARE": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        # "2 hours ago" would mean another moment with each run.
        "PARSERS": ["absolute-time"],
    }
    try:
        moment = dateparser.parse(text, languages=["id", "en"], settings=settings)
    except Exception:  # whatever trips it up inside: a text it can't read is no date
        return None
    if moment is None or moment.tzinfo is None:
        return None
    # dateparser's own zone objects are private to it; a plain offset says the same and compares with everything.
    return datetime.combine(moment.date(), moment.time(), _plain(moment, zone))


def _plain(moment: datetime, zone: ZoneInfo) -> tzinfo:
    offset = moment.utcoffset()
    if offset is None or offset == moment.replace(tzinfo=zone).utcoffset():
        return zone
    return timezone(offset)


_AGO = re.compile(
    r"(?:sekitar\s+|about\s+)?(?P<count>\d{1,3}|se|an?\b)\s*(?P<unit>detik|menit|jam|hari|minggu|second|minute|min|hour|day|week)s?"
    r"\s+(?:yang\s+)?(?:lalu|ago)\b.*",
    re.IGNORECASE,
)
_NEAR_DAY = re.compile(
    r"(?P<day>hari\s+ini|kemarin|today|yesterday)\b[\s,|•-]*(?:pukul\s+|pkl\.?\s+|jam\s+|at\s+)?"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s*(?P<zone>wib|wita|wit))?",
    re.IGNORECASE,
)
_UNITS = {
    "detik": 1, "second": 1, "menit": 60, "minute": 60, "min": 60, "jam": 3600, "hour": 3600, "hari": 86400, "day": 86400,
    "minggu": 604800, "week": 604800,
}  # fmt: skip


def relative_date(text: str, now: datetime) -> datetime | None:
    """The moment that "2 jam lalu" or "Kemarin, 15.06 WITA" named at `now`, when the page was read; None for other text.

    As exact as its words: what is counted in hours is right to the hour.
    """
    text = " ".join(text.split())
    if match := _AGO.fullmatch(text):
        count = int(match["count"]) if match["count"].isdigit() else 1
        return (now - timedelta(seconds=count * _UNITS[match["unit"].lower()])).replace(second=0, microsecond=0)
    if match := _NEAR_DAY.fullmatch(text):
        zone = _ZONES.get((match["zone"] or "").lower(), now.tzinfo or UTC)
        day = now.astimezone(zone).date() - timedelta(days=match["day"].lower() in ("kemarin", "yesterday"))
        try:
            return datetime.combine(day, time(int(match["hour"]), int(match["minute"])), zone)
        except ValueError:
            return None
    return None


_MONTH_OF_YEAR = re.compile(
    rf"(?:bulan\s+)?{_MONTH}\.?,?\s+(?P<year>\d{{4}})|(?P<year2>\d{{4}})[-/](?P<month>\d{{1,2}})", re.IGNORECASE
)
_YEAR = re.compile(r"(?:tahun\s+)?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)
_ANY = ZoneInfo("UTC")  # a day is the same in all zones
_DAYS_BACK = {"hari ini": 0, "today": 0, "kemarin": 1, "yesterday": 1, "kemarin dulu": 2, "kemarin lusa": 2}


def period(text: str, now: datetime) -> tuple[date, date] | None:
    """The first and the last day that a text names: a day, "Maret 2025", "2025", "kemarin", "3 minggu lalu"; None where it
    names none; "minggu lalu" and "awal Juni" too. `now`, with a zone, is when it was written."""
    text = " ".join(text.split())
    if (days := _DAYS_BACK.get(text.casefold())) is not None:
        day = now.date() - timedelta(days=days)
        return day, day
    if match := _MONTH_OF_YEAR.fullmatch(text):
        month = _MONTHS[match["name"].lower()] if match["name"] else int(match["month"])
        return _month(int(match["year"] or match["year2"]), month) if 1 <= month <= 12 else None
    if match := _YEAR.fullmatch(text):
        return date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)
    if moment := relative_date(text, now) or parse_date(text, _ANY):
        return moment.date(), moment.date()
    if text.lower() in _MONTHS:
        return None  # of which year?
    told = days_told(text, now.date(), asked=True)
    return (told[0].since, told[0].until) if len(told) == 1 and told[0].end - told[0].start == len(text) else None


def _month(year: int, month: int) -> tuple[date, date]:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)
