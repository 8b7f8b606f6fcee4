"""Addresses in what an admin types: several in a message, with "https://" or without."""

from __future__ import annotations

import re

_WITH_SCHEME = r"https?://[^\s,;<>\"]+"
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
_ENDINGS = r"(?:com|net|org|id|co\.id|go\.id|ac\.id|or\.id|info|news|tv|my|sg|uk|us|io|me|example)"
"""Of a name without a path: "oke.siap" is no address."""
_BARE = (
    rf"www\.{_HOST}[a-z]{{2,}}(?:/[^\s,;<>\"]*)?|{_HOST}[a-z]{{2,}}(?::\d+)?/[^\s,;<>\"]*|{_HOST}{_ENDINGS}(?=[\s,;]|$)"
)
_LINK = re.compile(rf"(?<![\w@./:-])(?:{_WITH_SCHEME}|{_BARE})", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:[\s,;•*-]|\b\d{1,2}[.)](?=\s)|\bdan\b|\band\b)*", re.IGNORECASE)


def links(text: str) -> list[str]:
    """The addresses in a text, each once, in their order."""
    found = [match[0].rstrip(".,;)") for match in _LINK.finditer(text)]
    whole = [url if url.lower().startswith(("http://", "https://")) else f"https://{url}" for url in found]
    return list(dict.fromkeys(whole))


def only_links(text: str) -> bool:
    """Whether a text is nothing but addresses, one or a list of them."""
    return bool(links(text)) and _BETWEEN.fullmatch(_LINK.sub(" ", text)) is not None
