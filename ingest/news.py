"""What news prose says about itself: the dateline that opens it, the sign-off that closes it, the lead as a title.

Every reader asks here, so that all of them understand the same. Nothing here changes a text; it only says what is
where. When in doubt the answer is None: a missing place does no harm, a wrong one does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.language.sentences import sentence_spans
from index.language.text import STOP_WORDS
from ingest.places import CAPITALS, CITIES, DOMAIN, NO_PLACES, OUTLET_WORDS, OUTLETS, REGIONS, names

TITLE_LENGTH = 100
"""Characters, at most, of a title that is taken from the lead."""

_DATELINE = re.compile(r"\s*+(?P<head>[^\n:]{2,80}?)(?P<mark>\s+[-–—]{1,2}(?=\s)|\s*[—–](?=\s)|\s*—|:(?=\s))\s*")
_PLACE = re.compile(r"[^\W\d_][\w.'’-]*(?: (?:[^\W\d_][\w.'’-]*|\([^\W\d_]+\))){0,3}")
_SHORT = names("kab., kec., st., d.c.")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_OPENING = re.compile(r"""["“”'‘(\[]?[A-Z0-9À-Þ]""")

_SIGNOFF = re.compile(r"[(\[](?P<who>[^()\[\]\n]{2,60})[)\]](?P<dot>\.?)\s*\Z")
_CREDIT_LINE = re.compile(
    r"(?P<role>Penulis|Reporter|Pewarta|Wartawan|Kontributor|Laporan|Editor|Uploader|Penyunting|Redaktur|Fotografer"
    r"|Videografer|Ilustrator|Photographer)"
    r"\s*:\s*(?P<who>[^\n:]{2,60}?)\s*\Z"
)
_WRITES = frozenset({"Penulis", "Reporter", "Pewarta", "Wartawan", "Kontributor", "Laporan"})
_COPYRIGHT = re.compile(r"(?:^|\n)\s*(?:Copyright\b|©|Hak cipta)[^\n]{0,80}\s*\Z", re.IGNORECASE)
_SENTENCE_CLOSED = re.compile(r"""[.!?…]["”'’»)\]]*\s*\Z""")
_NOT_A_NAME = names(
    "bersambung, tamat, habis, selesai, end, advertorial, adv, iklan, video, foto, bagian, halaman, loading, lihat, baca"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """ "JAKARTA, KOMPAS — " at the head of a text: `end` is where the news itself begins."""

    place: str | None
    source: str | None
    end: int


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed at the foot of a text, where they are named, and where the foot starts (the news ends before it)."""

    reporter: str | None
    start: int


def find_dateline(text: str, *, lenient: bool = False) -> Dateline | None:
    """The dateline that opens `text`, or None. It names a place, an outlet, or both.

    An unknown name before a colon is a place only if `lenient`: in a running dump "Avengers: …" is more likely.
    """
    match = _DATELINE.match(text)
    if not match or not _OPENING.match(text, match.end()):
        return None
    head, colon = match["head"].strip(), match["mark"] == ":"
    places, source = [], None
    outer = _BRACKETS.sub(r", (\1)", head)
    parts = [part.strip() for part in outer.split(",")]
    for n, part in enumerate(parts):
        name = part.strip("() ")
        if re.fullmatch(r"\([^()]{2,40}\)", part) or (not source and _is_outlet(name, n, parts)):
            source = source or name
        elif any(c.isdigit() for c in name):
            if n == 0 or not re.fullmatch(r"[\w./ ]{1,20}", name):
                return None  # "JAKARTA, 5/6 (ANTARA)" has a day; nothing else in a dateline counts
        elif _PLACE.fullmatch(name) and _capitalised(name) and name.casefold().split()[0] not in NO_PLACES:
            places.append(name)
        else:
            return None
    if len(places) > 2 or not (places or source):
        return None
    if not source and not _sure_of(places, colon, lenient):
        return None
    return Dateline(", ".join(map(_tidy, places)) or None, source, match.end())


def _is_outlet(name: str, n: int, parts: list[str]) -> bool:
    lower = name.casefold()
    if DOMAIN.fullmatch(name) or lower in OUTLETS:
        return True
    if len(parts) == 1 or lower in REGIONS | CITIES or any(c.isdigit() for c in name):
        return False
    if set(lower.split()) & OUTLET_WORDS:
        return True
    # A second name of another case, or in capitals like the first, is the paper: "BANDUNG, Nusa", "Bandung, NUSA".
    return n == len(parts) - 1 and n > 0 and (name.isupper() or parts[0].isupper())


def _sure_of(places: list[str], colon: bool, lenient: bool) -> bool:
    first = places[0].casefold()
    if first in CITIES or first in REGIONS:
        return True
    if places[-1].casefold() in REGIONS:
        return True
    if colon:
        return lenient and len(first.split()) <= 3 and not places[0].isupper()
    # "Season Two - …" is no place; "CIKARANG - …", "Cikarang - …" and, in a text by itself, "Muara Sela - …" are.
    return len(first.split()) == 1 or places[0].isupper() or (lenient and len(first.split()) <= 3)


def _capitalised(name: str) -> bool:
    if any(word in STOP_WORDS or (word[-1] == "." and word not in _SHORT) for word in name.casefold().split()):
        return False  # "Menurut Rahmi: …"
    return len(name) > 2 and all(
        w[0].isupper() or w in ("de", "of", "the", "al") for w in name.replace("(", "").split()
    )


def _tidy(name: str) -> str:
    """ "NUSA DUA" → "Nusa Dua"; "WASHINGTON DC" keeps its DC. Names in mixed case stay as they are."""
    if not name.isupper():
        return name
    return " ".join(w if w.casefold() in CAPITALS else w.title() for w in name.split())


def find_signoff(text: str) -> SignOff | None:
    """The foot of a text: "(Nada Nisrina)", "(abc/def)", "[ABC]", "Pewarta: Nada", a copyright line; or None."""
    end, reporter, found = len(text), None, False
    if match := _COPYRIGHT.search(text, max(0, end - 120)):
        end, found = match.start(), True
    for _ in range(4):  # a reporter, an editor, an uploader, and the initials in brackets
        if match := _CREDIT_LINE.search(text, max(0, end - 100), end):
            before = text[: match.start()].rstrip(" \t")
            if not _is_name(match["who"]) or not (before.endswith("\n") or _closed(before)):
                break
            if match["role"] in _WRITES:
                reporter = match["who"].strip(" .")
        elif match := _SIGNOFF.search(text, max(0, end - 70), end):
            before = text[: match.start()].rstrip(" \t")
            if not _is_name(match["who"]) or not (before.endswith("\n") or _closed(before)):
                break
            if match["dot"] and re.fullmatch(r"\w+", match["who"]):
                break  # "… Nusa Tbk. (NUSA)." ends a list of companies
            reporter = reporter or match["who"].strip()
        else:
            break
        end, found = match.start(), True
    return SignOff(reporter, len(text[:end].rstrip())) if found and text[:end].strip() else None


def _closed(before: str) -> bool:
    """Whether a sentence has ended: brackets within a sentence explain it, brackets after it sign it."""
    return bool(_SENTENCE_CLOSED.search(before[-8:]))


def _is_name(text: str) -> bool:
    """ "Nada Nisrina", "abc/def", "ABC", "Ant/Ek", "M. Sela"; not "saat itu", not "12/9/2019", not "tamat"."""
    names = re.split(r"\s*[/,;&]\s*|\s+dan\s+", text.strip(" ."))
    for name in names:
        tokens = name.split()
        if not 1 <= len(tokens) <= 5 or not re.fullmatch(r"[^\W\d_][^\W\d_.'’ -]*(?:[ .'’-]+[^\W\d_]+)*\.?", name):
            return False
        if any(t.casefold().strip(".") in _NOT_A_NAME for t in tokens):
            return False
        lower = [t for t in tokens if t.islower()]
        if len(tokens) > 1 and any(t in STOP_WORDS for t in lower):
            return False
        if len(tokens) == 1 and lower and len(name) > 6:
            return False
    return True


def lead_title(body: str) -> str:
    """A title out of the first sentence, without its dateline: at most 100 characters, cut between words with "…"."""
    line = find_dateline(body, lenient=True)
    start = len(body) - len(body[line.end if line else 0 :].lstrip())
    first, end = sentence_spans(body, start, start + TITLE_LENGTH * 4)[0]
    sentence = " ".join(body[first:end].split())
    if sentence.endswith(".") and not sentence.endswith(".."):
        sentence = sentence[:-1]
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    cut = sentence[:TITLE_LENGTH]
    whole = cut[: cut.rfind(" ")] if " " in cut else cut[:-1]
    return whole.rstrip(" ,;:–—-") + "…"
