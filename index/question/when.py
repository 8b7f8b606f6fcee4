"""What a question says about time: "persija minggu lalu main lawan siapa?" is "persija main lawan siapa?" in last week's days.

    question → When(window, what is asked without it)

The window is told from what only looks like one: a date within a name ("Tragedi 12 Mei"), an age, how long something took.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.language.calendar import MONTHS
from index.language.calendar import day as in_words
from index.language.days import Told, days_told
from index.language.text import fold
from index.types import Inferred, Language

_SINCE = re.compile(
    r"\b(?:sejak|semenjak|mulai|dari|since|from|starting)(?: (?:tanggal|tgl|hari|bulan|tahun|on))?\s*$", re.IGNORECASE
)
_UNTIL = re.compile(
    r"\b(?:sampai(?: dengan)?|hingga|until|till|up to)(?: (?:tanggal|tgl|hari|bulan|tahun))?\s*$", re.IGNORECASE
)
_BEFORE = re.compile(r"\b(?:sebelum|before|prior to)(?: (?:tanggal|tgl|hari|bulan|tahun))?\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:setelah|sesudah|pasca|after)(?: (?:tanggal|tgl|hari|bulan|tahun))?\s*$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"^\s*(?:sampai(?: dengan)?|hingga|dan|and|to|until|through|s[./]?d\.?|-|–)\s*(?:(?:tanggal|tgl|hari|bulan) )?$",
    re.IGNORECASE,
)
_UNTIL_NOW = re.compile(
    r"\s*(?:sampai|hingga|until|till|up to|to) (?:dengan )?(?:sekarang|kini|saat ini|hari ini|now|today|the present)\b",
    re.IGNORECASE,
)
_RANGED = re.compile(r"\w\s?[-–—]\s?\w| (?:sampai|hingga|s[./]?d\.?|dan|to|until|till|through|and) ", re.IGNORECASE)
"""What has a first and a last day: "from" before it opens nothing."""
_LEADS = re.compile(
    r"\b(?:(?:pada|di|in|on|over|during|selama|sepanjang|for|within|untuk|dalam|antara|between|tanggal|tgl|hari|bulan|tahun|the|per|tadi|yang|dari|from) )+$",
    re.IGNORECASE,
)
"""What goes with the words of a window where they are taken out."""
_NAME_HEADS = re.compile(
    r"\b(?:tragedi|peristiwa|gerakan|aksi|reformasi|jalan|jl\.?|gang|gg\.?|stadion|gelora|gor|lapangan|alun-alun|taman|gedung|jembatan|bandara"
    r"|terminal|stasiun|pelabuhan|perumahan|kompleks?|universitas|kampus|institut|politeknik|akademi|yayasan|koperasi|batalyon|monumen|tugu"
    r"|museum|masjid|rs|rsud|rumah sakit|klinik|puskesmas|sma|smp|sd|sman|smpn|sdn|smk|kafe|hotel|grup|klub|komunitas|forum|laskar|lagu|film"
    r"|novel|buku|puisi|band|album|partai|operasi|program|festival|perjanjian|tragedy|incident of|street|square|bridge|hospital|university"
    r"|stadium|movement|black|good|happy|ash|super)\s+$",
    re.IGNORECASE,
)
_LAW = re.compile(r"\d+[a-z]?(?:/\w+)? tahun\s+$", re.IGNORECASE)
""" "UU 12 tahun 2011"."""
_COUNTED = re.compile(
    r"\b(?:kemarin|lalu|silam|ini|depan|tadi|semalam|besok|lusa|yesterday|ago|last|this|next|past|today|tonight|tomorrow)\b",
    re.IGNORECASE,
)
"""What is no part of a name that begins with a day: "Kemarin Bupati Andi"."""
_NAMED_DAYS = re.compile(
    r"\b(?:jumat agung|kamis putih|rabu abu|sabtu suci|minggu palma|good friday|black friday|ash wednesday|cyber monday|super tuesday"
    r"|pasar (?:minggu|senen|rebo|jumat|kemis)|may day)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“‘'][^\"“”‘’']{2,80}[\"”’'](?!\w)")
_LATEST = re.compile(
    r"\b(?:(?:yang )?(?:paling|ter)baru|terkini|terakhir|teranyar|sekarang|saat ini|kini|sejauh ini|belakangan ini|akhir-akhir ini|baru-baru ini|perkembangan|latest|newest|(?:most )?recent(?:ly)?"
    r"|currently|current|right now|now|so far|up to date|updates?)\b",
    re.IGNORECASE,
)
_NOT_LATEST = re.compile(
    r"\b(?:until now|sampai sekarang|hingga (?:kini|sekarang|saat ini)|now and then)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class When:
    """What was read of a question's time."""

    inferred: Inferred
    asked: str
    """The question without what is counted from now ("kemarin"); a date stays, for articles have it too."""
    bare: str
    """The question without the words of a window."""
    matter: str
    """The question without any of its time words, "terbaru" among them."""


def when(question: str, today: date) -> When | None:
    """What a question says about time, on a day; None where it says nothing."""
    hidden = [m.span() for p in (_QUOTED, _NAMED_DAYS) for m in p.finditer(question)]
    told = [
        t
        for t in _until_now(question, today, days_told(question, today, asked=True))
        if not any(a < t.end and t.start < b for a, b in hidden) and not _in_a_name(question, t)
    ]
    told = _without_the_vague(question, told)
    found = _newest(question, told)
    if not told and not found:
        return None
    windows, cuts = _windows(question, told)
    since, until = _meet(windows) if windows else (None, None)
    if since and until and since > until:  # "dari Januari sampai Maret 2025": the year stands with the last alone
        since = since.replace(
            year=until.year - ((since.month, since.day) > (until.month, until.day)), day=min(since.day, 28)
        )
    words = " ".join(question[t.start : t.end] for t in told) or (found and found.group()) or ""
    if windows:
        words = " … ".join(" ".join(question[a:b].split()) for a, b, _ in cuts)
    inferred = Inferred(since, until, words, latest=found is not None)
    asked = _without(question, [(a, b) for a, b, exact in cuts if not exact])
    bare = _without(question, [(a, b) for a, b, _ in cuts])
    return When(inferred, asked, bare, " ".join(_LATEST.sub(" ", bare).split()))


def in_days(inferred: Inferred, language: Language) -> str:
    """The window in words: "9–15 Juni 2025", "sejak 1 Juni 2025", "until 3 June 2025"; empty where there is none."""
    first, last = inferred.since, inferred.until
    if first is None and last is None:
        return ""
    if first is None or last is None:
        one = first or last
        assert one is not None
        lead = {"id": ("sejak", "sampai"), "en": ("since", "until")}[language][first is None]
        return f"{lead} {in_words(one, language)}"
    if first == last:
        return in_words(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{in_words(last, language)}"
    start = f"{first.day} {MONTHS[language][first.month - 1]}" if first.year == last.year else in_words(first, language)
    return f"{start} – {in_words(last, language)}"


def with_days(question: str, inferred: Inferred | None, language: Language) -> str:
    """The question with its window in days, for who doesn't know what day it is: "… kemarin? (kemarin: 3 Juni 2025)"."""
    days = in_days(inferred, language) if inferred else ""
    return f"{question} ({inferred.words}: {days})" if inferred and days else question


def _without_the_vague(question: str, told: list[Told]) -> list[Told]:
    """Of "kemarin tanggal 3" and "kemarin hari Senin" the day that is named: "kemarin" only says that it is over."""
    others = [t for t in told if fold(question[t.start : t.end]) not in ("kemarin", "yesterday")]
    vague = [t for t in told if t not in others and all(o.until < t.since for o in others)]
    return others if others and vague else told


def _until_now(question: str, today: date, told: list[Told]) -> list[Told]:
    """ "sejak awal tahun sampai sekarang" ends today."""
    lasting: list[Told] = []
    for t in told:
        now = _UNTIL_NOW.match(question, t.end)
        if now and t.since <= today:
            t = replace(t, end=now.end(), until=today)
        if not (lasting and t.start < lasting[-1].end):
            lasting.append(t)
    return lasting


def _newest(question: str, told: list[Told]) -> re.Match[str] | None:
    """The word that asks for the newest, where it isn't part of a window ("dua hari terakhir") or of "until now"."""
    other = [m.span() for m in _NOT_LATEST.finditer(question)] + [(t.start, t.end) for t in told]
    for m in _LATEST.finditer(question):
        if not any(a < m.end() and m.start() < b for a, b in other):
            return m
    return None


def _in_a_name(question: str, told: Told) -> bool:
    """ "Tragedi 12 Mei", "Hari Senin Bersih", "Juni Prasetyo"."""
    before, after = question[: told.start], question[told.end :]
    if _NAME_HEADS.search(before) or (_LAW.search(before) and question[told.start : told.end].isdigit()):
        return True
    named = re.match(r" ([A-Z]\w+)", after)
    said = question[told.start : told.end].lstrip("(")
    capital = said[:1].isupper() and not _COUNTED.search(said)
    return bool(
        named
        and capital
        and told.days < 32
        and not days_told(f"x {named[1]}", told.since, asked=True)
        and not question.istitle()
    )


def _windows(
    question: str, told: list[Told]
) -> tuple[list[tuple[date | None, date | None]], list[tuple[int, int, bool]]]:
    """The window of each expression, with what stands before it ("sejak"), and the stretches that say so."""
    windows: list[tuple[date | None, date | None]] = []
    cuts: list[tuple[int, int, bool]] = []
    i = 0
    while i < len(told):
        t = told[i]
        before = question[: t.start]
        start, end, since, until, exact = t.start, t.end, t.since, t.until, t.exact
        first: date | None = since
        last: date | None = until
        following = told[i + 1] if i + 1 < len(told) else None
        ranged = following is not None and _BETWEEN.match(question[t.end : following.start])
        if following and ranged and not (t.exact or following.exact) and following.since < since:
            since -= timedelta(weeks=1)  # "dari Senin sampai Rabu kemarin", asked on a Tuesday
            first = since
        if following and ranged and following.since >= since:
            last, end, i = following.until, following.end, i + 1
            if m := _SINCE.search(before):
                start = m.start()
        elif m := _SINCE.search(before):
            start, last = m.start(), until if _RANGED.search(question[t.start : t.end]) else None
        elif m := _UNTIL.search(before):
            start, first = m.start(), None
        elif m := _BEFORE.search(before):
            start, first, last = m.start(), None, since - timedelta(days=1)
        elif m := _AFTER.search(before):
            start, first, last = m.start(), until + timedelta(days=1), None
        lead = _LEADS.search(question[:start])
        cuts.append((lead.start() if lead else start, end, exact))
        windows.append((first, last))
        i += 1
    return windows, cuts


def _meet(windows: list[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """What several windows have in common, or where they have nothing all from the first to the last."""
    first = max((w[0] for w in windows if w[0]), default=None)
    last = min((w[1] for w in windows if w[1]), default=None)
    if first and last and first > last:
        return min(w[0] or first for w in windows), max(w[1] or last for w in windows)
    return first, last


def _without(question: str, cuts: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for a, b in cuts:
        kept.append(question[at:a])
        at = b
    kept.append(question[at:])
    text = " ".join(" ".join(kept).split())
    return re.sub(r"\s+([?!.,;])", r"\1", re.sub(r"\(\s*\)", "", text)).strip(" ,;")
