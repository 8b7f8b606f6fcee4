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
_NO_NAME = re.compile(r"\d{2}|[@<>{}\[\]]|https?:|://|^\W*$")
_LONGEST = 160


def person(name: str, outlets: list[str]) -> str:
    """The name, or "" where it is that of a company, a desk, one of the `outlets`, or none at all."""
    name = " ".join(html.unescape(html.unescape(name[:1000])).split())
    name = _EDITOR.split(name, maxsplit=1)[0] if not _EDITOR.match(name) else name
    parts = [part for part in re.split(r"\s+[-–—|/·•]\s+", name) if part]
    if (
        len(parts) == 1 and "," in name and _COMPANY.search(name.partition(",")[0])
    ):  # "Wartawan TribunaPinang.com, Melda Hutagaol"
        parts = [part.strip() for part in name.split(",")]
    if len(parts) > 1:  # "Endang Lestari - Rona Kabupaten", "Rep: Shinta Dewanti / Red: Roy"
        return next((found for part in parts if not _EDITOR.match(part) and (found := person(part, outlets))), "")
    for _ in range(2):
        name = _ROLE.sub("", name).strip(" ,;|·•/–—-")
    if not name or name.endswith(":") or len(name) > _LONGEST or _NO_NAME.search(name) or _COMPANY.search(name):
        return ""
    plain = _plain(name)
    known = {_plain(outlet) for outlet in outlets} | {_plain(outlet.partition(".")[0]) for outlet in outlets} - {""}
    if plain in known or any(plain == outlet.removesuffix("com") for outlet in known):
        return ""
    return name


def several(names: str) -> list[str]:
    """ "Harriet Voss and Daniel Okoro" in two; what is one name stays one."""
    parts = [part.strip() for part in re.split(r"\s+(?:and|dan|und|et|y)\s+|\s*[&;]\s*", names) if part.strip()]
    return parts if len(parts) > 1 and all(len(part.split()) > 1 for part in parts) else [names]


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())
