"""Whether what stands for an author is a person's name, and how it reads without what is around it."""

from __future__ import annotations

import html
import re

_ROLE = re.compile(
    r"^(?:oleh|by|von|par|por|di|penulis|rep|reporter|pewarta|wartawan|laporan|kontributor|jurnalis|ditulis oleh|written by|words by|tim)"
    r"\b\s*[:|]?\s+|^[-–|:\s]+"
    r"|\s*(?:[|(–-]\s*(?:tim\s+)?\w*(?:news|com|id|redaksi|reporter|jurnalis|kontributor|wartawan)\w*(?:\.\w+)*\)?)$",
    re.IGNORECASE,
)
_EDITOR = re.compile(r"\b(?:red|editor|penyunting|redaktur|ed)\s*:", re.IGNORECASE)
_COMPANY = re.compile(
    r"\b(?:PT|CV|Tbk|Ltd|Inc|LLC|GmbH|Corp|Media|News|Redaksi|Redaktur|Redaktion|Newsroom|Editorial|Staff|Admin\w*|Cyber"
    r"|Newsdesk|Desk|Agency|Agencies|Online|Digital|Press|Network|Webmaster|Tim|Team|Guest|Super\s*User|TV|Radio)\b|\.\s*(?:com|id|net|org|co)\b",
    re.IGNORECASE,
)
_DOES = (
    r"(?:reporters?|correspondents?|editors?|writers?|columnists?|critics?|analysts?|photographers?|producers?|bureau\s+chief"
    r"|jurnalis|wartawan|kontributor|koresponden|kolumnis|fotografer)"
)
_OFFICE = re.compile(rf"(?:[\w’'-]+\s+){{1,4}}{_DOES}(?:\s+(?:in|at|for|of|di|untuk)\b.*)?", re.IGNORECASE)
"""What says what somebody does and is no name: "Senior Political Correspondent"."""
_BEHIND = re.compile(rf"(?:[\w’'-]+\s+){{0,4}}{_DOES}(?:\s+[\w’'-]+){{0,4}}", re.IGNORECASE)
"""The same behind a name, with a place perhaps: "Kontributor Kupang"."""
_DAY = re.compile(
    r"[\s,|/-]+(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$",
    re.I,
)
"""The day of a date that stands behind a name."""
_NO_NAME = re.compile(r"\d{2}|[@<>{}\[\]]|https?:|://|^\W*$")
_LONGEST = 160


def person(name: str, outlets: list[str]) -> str:
    """The name, or "" where it is that of a company, a desk, one of the `outlets`, or none at all."""
    name = " ".join(html.unescape(html.unescape(name[:1000])).split())
    name = _EDITOR.split(name, maxsplit=1)[0] if not _EDITOR.match(name) else name
    parts = [part for part in re.split(r"\s+[-–—|/·•]\s+", name) if part]
    if len(parts) > 1:  # "Endang Lestari - Rona Kabupaten", "Rep: Shinta Dewanti / Red: Roy"
        return next((found for part in parts if not _EDITOR.match(part) and (found := person(part, outlets))), "")
    if _OFFICE.fullmatch(name) or _EDITOR.match(name):
        return ""
    name = _DAY.sub("", name)
    for _ in range(2):
        name = _ROLE.sub("", name).strip(" ,;|·•/–—-")
    first, *behind = name.split(",")
    name = ",".join([first, *(part for part in behind if not _BEHIND.fullmatch(part.strip()))])
    if not name or name.endswith(":") or len(name) > _LONGEST or _NO_NAME.search(name) or _COMPANY.search(name):
        return ""
    plain = _plain(name)
    known = {_plain(outlet) for outlet in outlets} | {_plain(outlet.partition(".")[0]) for outlet in outlets} - {""}
    if plain in known or any(plain == outlet.removesuffix("com") for outlet in known):
        return ""
    return name


def several(names: str) -> list[str]:
    """ "Harriet Voss, Daniel Okoro and Mia Lund" in three; what is one name stays one: "Budi Santoso, S.H."."""
    parts: list[str] = []
    for part in re.split(r"\s*,?\s+(?:and|dan|und|et|y|e|i|en|og|och|ve|oraz)\s+|\s*[&;]\s*|\s*(,)\s*", names):
        if part in ("", ",", None) or (parts and _BEHIND.fullmatch(part)):
            continue
        if parts and len(part.split()) == 1 and f"{parts[-1]}, {part}" in names:
            parts[-1] += f", {part}"  # a degree, or "Jr."
        else:
            parts.append(part.strip())
    return parts if len(parts) == 1 or all(len(part.split()) > 1 for part in parts) else [names]


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())
