"""The days of feasts: "lebaran kemarin", "malam tahun baru", "17 Agustusan", "H-3 Lebaran", "last Christmas".

A feast alone is a matter ("THR Lebaran 2026"); it is a time where it is said when something was: with "pada", "saat", "tahun
lalu". Those that move stand in a table, for a calendar that knows them all weighs as much as the network that answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from index import shipped
from index.language.day_meanings import NUMBER, Span, number_of
from index.language.day_words import YEAR
from index.language.periods import Form, year_of

_FIXED = {
    "tahun baru": (1, 1), "valentine": (2, 14), "kartini": (4, 21), "buruh": (5, 1), "pendidikan": (5, 2), "pancasila": (6, 1),
    "kemerdekaan": (8, 17), "sumpah pemuda": (10, 28), "halloween": (10, 31), "pahlawan": (11, 10), "ibu": (12, 22),
    "natal": (12, 25), "malam tahun baru": (12, 31), "malam natal": (12, 24),
}  # fmt: skip
_NAMES = {
    "malam tahun baru": r"malam (?:pergantian )?tahun baru|malam pergantian tahun|new year['’]?s eve",
    "natal dan tahun baru": r"nataru|natal (?:dan|&) tahun baru",
    "takbiran": r"malam takbir(?:an)?|takbiran",
    "malam natal": r"malam natal|christmas eve",
    "muharram": r"tahun baru (?:islam|hijriah)|1 muharram|islamic new year",
    "imlek": r"(?:tahun baru )?imlek|(?:chinese|lunar) new year",
    "tahun baru": r"tahun baru(?: masehi)?|new year(?:['’]?s(?: day)?)?",
    "idul adha": r"(?:hari raya )?(?:idul ?adha|iduladha|idul [qk]urban)|hari raya [qk]urban|lebaran haji|eid (?:al|ul)[- ]adha",
    "idul fitri": r"(?:hari raya )?(?:idul ?fitri|idulfitri)|lebaran|eid(?: (?:al|ul)[- ]fitr)?",
    "ramadan": r"(?:bulan )?(?:suci )?(?:ramadh?an|puasa)",
    "natal": r"natal|(?:christmas|xmas)(?: day)?",
    "paskah": r"paskah|easter(?: sunday)?",
    "jumat agung": r"jumat agung|good friday",
    "kenaikan": r"kenaikan (?:isa|yesus)(?: almasih| kristus)?|ascension day",
    "nyepi": r"nyepi|day of silence",
    "waisak": r"waisak|vesak(?: day)?|wesak",
    "maulid": r"maulid(?: nabi)?(?: muhammad)?",
    "isra": r"isra['’]?(?: dan)? ?mi['’]?raj",
    "kemerdekaan": r"17-?an|(?:17 )?agustusan|hari kemerdekaan|hut ri|independence day",
    "buruh": r"hari buruh|may ?day|labou?r day",
    "pancasila": r"hari lahir pancasila",
    "sumpah pemuda": r"hari sumpah pemuda",
    "pahlawan": r"hari pahlawan",
    "pendidikan": r"hardiknas|hari pendidikan nasional",
    "kartini": r"hari kartini",
    "ibu": r"hari ibu",
    "valentine": r"(?:hari )?valentine(?:['’]?s day)?",
    "halloween": r"halloween",
}  # fmt: skip
_ANY = "|".join(rf"(?P<f{i}>{names})" for i, names in enumerate(_NAMES.values()))
_KEYS = tuple(_NAMES)
_SAID = re.compile(
    r"\b(?:saat|pas|waktu|pada|ketika|momen|selama|sepanjang|during|over|on|at|in|sejak|sebelum|setelah|sesudah|pasca|sampai|hingga|since"
    r"|before|after|until)(?: the)? $"
)
_LEAD = r"(?:(?:hari raya|hari(?! (?:ke|pertama|kedua|ketiga))|libur(?:an)?|momen|perayaan|masa|musim) )*"
_NUMBERS = "|".join(sorted(NUMBER, key=len, reverse=True))
_PART = (
    r"(?:(?P<part>menjelang|jelang|awal|pertengahan|akhir|malam|h ?[-+] ?\d{1,2}|hari (?:ke-?[1-9]|pertama|kedua|ketiga|keempat)"
    rf"|(?:(?:\d{{1,2}}|{_NUMBERS}) ?)?(?:hari|minggu|pekan|days?|weeks?) (?:sebelum|setelah|sesudah|pertama|terakhir|before|after)"
    r"|(?:the )?(?:run-?up to|beginning of|end of)) (?:hari raya )?)"
)
_THEN = rf"(?: (?:{YEAR}|(?:yang )?(?P<back>lalu|kemarin|silam)|(?P<on>nanti|depan|mendatang)|(?P<now>ini)))"
_WHICH = r"(?:(?P<last>last|this|next) (?P<yw3>year['’]s )?)"
_ROUND = re.compile(
    r"\b(?:mudik|pemudik|arus|balik|libur(?:an)?|musim|cuti|tiket|holidays?|exodus|travell?ers?)\b", re.IGNORECASE
)
_BEFORE = re.compile(r"jelang|malam|h ?-|sebelum|before|run")
_ASKED_FOR = re.compile(
    r"\b(?:kapan|tanggal berapa|hari apa|jatuh (?:pada )?(?:tanggal|hari)|what (?:day|date)|when (?:is|was|does))\b"
)
_ORDINALS = {"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4}
_COUNTED = re.compile(
    rf"(?P<n>\d{{1,2}}|{'|'.join(sorted(NUMBER, key=len, reverse=True))})? ?(?P<u>hari|minggu|pekan|days?|weeks?)"
    r" (?P<end>sebelum|setelah|sesudah|pertama|terakhir|before|after)"
)
_PREPARED, _AROUND = 14, timedelta(days=10)
"""Days before a feast that are "menjelang", and around Idul Fitri that people travel."""


def forms() -> Iterator[Form]:
    yield (
        re.compile(rf"\b(?<!\bkota )(?<!\bkampung )(?<!\btanah ){_LEAD}{_PART}?{_WHICH}?(?:{_ANY})\b{_THEN}?"),
        _feast,
        True,
    )


def _feast(m: re.Match[str], today: date) -> Span | None:
    g = m.groupdict()
    name = next(_KEYS[int(k[1:])] for k in g if re.fullmatch(r"f\d+", k) and g[k])
    part, year = g["part"], year_of(m, today)
    if part == "malam" and name == "takbiran":
        part = None
    told = _SAID.search(m.string[: m.start()]) or part or any(g[k] for k in ("back", "on", "now", "last"))
    told = told or (year is not None and not g["y"])
    starts = year is not None and not m.string[: m.start()].strip()
    if not (told or starts or name.startswith(("malam", "takbiran"))) or _ASKED_FOR.search(m.string):
        return None
    if g["now"] or (g["last"] == "this" and not year):
        year = today.year
    gone, ahead = bool(g["back"] or g["last"]), bool(g["on"] or g["last"] == "next")
    begun = today + (timedelta(days=_PREPARED) if part and _BEFORE.search(part) and not gone else timedelta())
    found = _of_year(name, year) if year else _nearest(name, begun, over=gone, ahead=ahead)
    if found is None:
        return None
    first, last = found
    if part:
        return _part(part, first, last)
    if name == "idul fitri" and _ROUND.search(m.string):
        return first - _AROUND, last + _AROUND
    return first, last


def _part(part: str, first: date, last: date) -> Span:
    """ "menjelang", "H-3", "malam", "awal" of it."""
    if counted := re.fullmatch(r"h ?([-+]) ?(\d+)", part):
        days = timedelta(days=int(counted[2]))
        day = first - days if counted[1] == "-" else last + days
        return day, day
    if which := re.fullmatch(r"hari (?:ke-?(?=\d))?(\w+)", part):
        nth = _ORDINALS.get(which[1]) or int(which[1])
        return first + timedelta(days=nth - 1), first + timedelta(days=nth - 1)
    if counted := _COUNTED.fullmatch(part):
        return _counted(counted, first, last)
    if re.search("jelang|run", part):
        return first - timedelta(days=_PREPARED), first - timedelta(days=1)
    if part == "malam":
        return first - timedelta(days=1), first - timedelta(days=1)
    third = ((last - first).days + 1) // 3
    if third < 2:
        return first, last
    if re.search("awal|beginning", part):
        return first, first + timedelta(days=third - 1)
    if re.search("pertengahan", part):
        return first + timedelta(days=third), last - timedelta(days=third)
    return last - timedelta(days=third - 1), last


def _counted(m: re.Match[str], first: date, last: date) -> Span:
    """ "dua hari sebelum", "a week after", "sepuluh hari terakhir"; the days up to it where it is weeks."""
    days = number_of(m["n"] or "one") * (1 if m["u"].startswith(("hari", "day")) else 7)
    n, one = timedelta(days=days), timedelta(days=1)
    if m["end"] in ("pertama", "terakhir"):
        return (first, min(first + n - one, last)) if m["end"] == "pertama" else (max(last - n + one, first), last)
    if m["end"] in ("sebelum", "before"):
        return first - n, first - (n if m["u"].startswith(("hari", "day")) else one)
    return last + (n if m["u"].startswith(("hari", "day")) else one), last + n


def _of_year(name: str, year: int) -> Span | None:
    return next((s for s in _spans(name, year, year) if s[0].year == year), None)


def _nearest(name: str, today: date, *, over: bool, ahead: bool) -> Span | None:
    """The feast that is meant today: the last that has come (`over`: and gone), or the next (`ahead`)."""
    spans = _spans(name, today.year - 2, today.year + 2)
    if ahead:
        return next((s for s in spans if s[0] > today), None)
    come = [s for s in spans if (s[1] if over else s[0]) <= today]
    return come[-1] if come else None


def _spans(name: str, first: int, last: int) -> list[Span]:
    """The feast's first and last days in some years."""
    if name == "natal dan tahun baru":
        return [(date(y, 12, 24), date(y + 1, 1, 1)) for y in range(first, last + 1)]
    if fixed := _FIXED.get(name):
        return [(d, d) for d in (date(y, *fixed) for y in range(first, last + 1))]
    days = [
        d for d in _table().get("idul fitri" if name == "takbiran" else name, ()) if first - 1 <= d.year <= last + 1
    ]
    if name == "ramadan":
        ends = _table()["idul fitri"]
        return [(d, next(e for e in ends if e > d) - timedelta(days=1)) for d in days]
    if name == "takbiran":
        return [(d - timedelta(days=1), d - timedelta(days=1)) for d in days]
    lasting = timedelta(days=name == "idul fitri")
    return [(d, d + lasting) for d in days]


@cache
def _table() -> dict[str, Sequence[date]]:
    lines = (line.split("\t") for line in shipped.text("feasts.tsv").splitlines() if line and line[0] != "#")
    return {name: tuple(date.fromisoformat(d) for d in days.split()) for name, days in lines}
