"""The lines above an article: who took the picture, who wrote it, and when. One line in, what it says out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ingest.dates import known_date
from ingest.places import CITIES, DOMAIN, OUTLET_WORDS, OUTLETS, REGIONS, names

_PICTURE = r"(?:Foto|Photo|Image|Gambar|Ilustrasi|Kredit|Credit)(?:\s+(?:oleh|by|credit|kredit))?"
_CREDIT = re.compile(rf"(?P<open>[(\[|/–—-]*)\s*\b{_PICTURE}\s*[:/]\s*(?P<credit>[^()\[\]:]{{2,60}})[)\]]?\.?$", re.I)
_AGENCY = re.compile(
    r"[(\[](?P<credit>(?:ANTARA FOTO|Antara|AFP|AP Photo|AP|Reuters|EPA|Xinhua|Getty(?: Images)?|Dok(?:umentasi)?\.?"
    r"|Istimewa|Ist)(?:\s*[/.:|-]\s*|\s+)[^()\[\]]{2,60}|Dok(?:umentasi)?\.?[^()\[\]]{2,60}|Istimewa)[)\]]\.?$",
    re.IGNORECASE,
)
_TWO_NAMES = re.compile(r"[(\[](?P<credit>[A-Z][\w .&'’-]{1,40}/\s*[A-Z][\w .'’-]{1,40})[)\]]$")
_CAPTION_LABEL = re.compile(r"^(?:Keterangan (?:foto|gambar)|Caption|Foto|Photo|Ilustrasi)\s*[:.]\s*", re.IGNORECASE)

_BULLET = re.compile(r"\s*[•·●|]\s*|\s+[-–—]{1,2}\s+|\s*[–—]\s*")
_LABEL = re.compile(
    r"^(?:Oleh|By|Penulis|Reporter|Pewarta|Wartawan|Laporan|Author|Written by|Ditulis oleh|Kontributor)(?:\s*:\s*|\s+)"
    r"|^(?:Von|Par|Por|Door)\s*:\s*",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"^(?:Di)?(?:terbitkan|publikasikan|terbit|tayang|published|posted|tanggal|rilis)(?:\s+(?:pada|on))?\s*:?\s+",
    re.IGNORECASE,
)
_EDITOR = re.compile(
    r"^(?:Tim Redaksi$|(?:Editor|Penyunting|Diperbarui|Updated?|Last updated|Update terakhir)\b\s*:?\s+)", re.IGNORECASE
)
_COUNTED = re.compile(
    r"(?<=\w)[\s|•·,-]+(?:(?:di(?:baca|lihat)|pembaca|views?|hits)\s*:?\s*\d[\d.,]*(?:\s*(?:kali|x|orang))?|\d[\d.,]*\s+(?:views|kali\s+dibaca))\s*$",
    re.IGNORECASE,
)
"""How many have read it: "Dibaca: 2.318 kali"."""
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?:[ ,&/]+[^\W\d_][\w.'’-]*){0,7}")
_PARTICLES = names("bin, binti, de, van, der, von, al, dan, and, da, di, el, la")


@dataclass(frozen=True, slots=True)
class Picture:
    """What a caption line says: the picture's description, and who it is by."""

    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says. `sure` where it bears a date or a label; else only the lines around it can tell."""

    author: str | None = None
    source: str | None = None
    place: str | None = None
    published_at: datetime | None = None
    sure: bool = True


def read_caption(line: str) -> Picture | None:
    """A picture's caption with its credit ("… Foto: KCNA", "… (Antara/Budi)"), or a credit alone; None otherwise."""
    if len(line) > 500:
        return None
    match = _CREDIT.search(line) or _AGENCY.search(line) or (_TWO_NAMES.search(line) if len(line) <= 250 else None)
    if match:
        before = line[: match.start()].rstrip(" -–—|/([")
        caption = _CAPTION_LABEL.sub("", before).strip() or None
        credit = " ".join(match["credit"].split()).rstrip(" .")
        if not caption and _CAPTION_LABEL.match(line) and len(credit.split()) > 5:
            return Picture(credit, None)  # "Foto: Dua warga menyeberang di jembatan baru": all of it is the caption
        return Picture(caption, credit)
    if (label := _CAPTION_LABEL.match(line)) and line[label.end() :].strip():
        return Picture(line[label.end() :].strip(), None)
    return None


def read_byline(line: str, zone: ZoneInfo) -> Byline | None:
    """ "Name • 5 June 2025 15:06", "Oleh: Name", "Kamis, 5 Juni 2025 15:06 WIB", "Name - nusa.example"; None otherwise.

    A line counts only when all of it is understood: a single word too many, and it is prose.
    """
    if len(line) > 120:
        return None
    line = _COUNTED.sub("", line)
    if moment := known_date(_DATE_LABEL.sub("", line), zone):
        return Byline(published_at=moment)
    author = source = place = moment = None
    labelled = False
    for part in _dates_kept_whole(line, zone):
        bare = _DATE_LABEL.sub("", part)
        if not part or _EDITOR.match(part):
            continue
        if not moment and (moment := known_date(bare, zone)):
            continue
        if not moment and (split := _name_and_date(bare, zone)):
            name, moment = split
            if _is_place(name):
                place = name
                continue
            if len(name.split()) > 4 and not _LABEL.match(name):
                return None  # a headline with its day: "Ribuan Pelari Ikuti Lomba Sela, 5 Juni 2025"
            part = name
        name = _LABEL.sub("", part).strip(" .,")
        labelled |= name != part.strip(" .,")
        if is_outlet(name):
            source = source or name
        elif not author and is_person(name):
            author = name
        elif not source and is_person(name):
            source = name
        else:
            return None
    if not (author or source or place or moment) and not _EDITOR.match(line):
        return None
    return Byline(author, source, place, moment, sure=bool(moment or labelled or _EDITOR.match(line)))


def _dates_kept_whole(line: str, zone: ZoneInfo) -> list[str]:
    """The line cut at its bullets and dashes, but not at those within a date ("5 Juni 2025 | 15:06 WIB")."""
    parts = [part.strip() for part in _BULLET.split(line)]
    for n in range(len(parts) - 1):
        joined = f"{parts[n]} {parts[n + 1]}"
        if parts[n + 1][:1].isdigit() and known_date(joined, zone):
            return [*parts[:n], joined, *parts[n + 2 :]]
    return parts


def _name_and_date(part: str, zone: ZoneInfo) -> tuple[str, datetime] | None:
    """ "Nada Nisrina, 5 Juni 2025" and "Muara Sela, Kamis, 5 Juni 2025" in two."""
    for comma in re.finditer(r",\s+", part):
        if moment := known_date(part[comma.end() :], zone):
            return part[: comma.start()], moment
    return None


def _is_place(name: str) -> bool:
    """Before a date stands a person or a place; one word, or one that is known, is a place."""
    return not _LABEL.match(name) and (
        name.casefold() in CITIES | REGIONS or (len(name.split()) == 1 and name[:1].isupper() and "." not in name)
    )


def is_outlet(name: str) -> bool:
    """Whether a name is that of a paper: a domain, one that is known, or one with "Harian", "Kabar" … in it."""
    lower = name.casefold()
    return bool(DOMAIN.fullmatch(name)) or lower in OUTLETS or bool(OUTLET_WORDS & set(lower.split()))


def is_person(name: str) -> bool:
    """Whether a name could be that of a person: up to eight words, all with a capital, no figures."""
    if not 2 < len(name) <= 60 or not _PERSON.fullmatch(name):
        return False
    return all(w[0].isupper() or w in _PARTICLES for w in re.split(r"[ ,&/]+", name) if w)
