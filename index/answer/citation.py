"""A citation as a person uses it: the link that opens the page at the very sentence, and the name it goes by.

The link is a text fragment: `#:~:text=first words,last words`. A browser looks for the first words, then for the last
words after them, each within one block of the page and at word boundaries, and marks everything between.
SEE: https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from index.language.calendar import day
from index.types import Article, Citation, Language

WHOLE_WORDS = 8
"""A quote of up to so many words is in the link whole."""
EDGE_WORDS, EDGE_CHARS = 4, 24
"""Each end of a longer quote has at least so many words, and characters: four short words are found too often."""

NO_OUTLET: dict[Language, str] = {"id": "media tidak disebutkan", "en": "outlet not named"}

# What has no place in an address, and could move the cursor of a terminal or end a link early.
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060-\u206f\"<>`\\^{|}]")
_BREAK = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")
# A no-break space is part of the text a browser compares, so words are parted at plain blanks alone.
_WORD = re.compile(r"[^ \t]+")


def text_fragment(url: str, quote: str) -> str:
    """`url` with a fragment that opens the page at `quote`.

    A quote that crosses a paragraph has its first words taken from the first paragraph and its last from the last, for
    a browser compares each part with one block only. An empty quote leaves the address as it is.
    """
    paragraphs = [words for part in _BREAK.split(quote) if (words := _WORD.findall(part))]
    if not paragraphs:
        return url
    if len(paragraphs) == 1:
        parts = _one_block(paragraphs[0])
    else:
        between = [word for paragraph in paragraphs[1:] for word in paragraph]
        parts = _head(paragraphs[0], len(paragraphs[0])), _tail(between, len(paragraphs[-1]))
    directive = "text=" + ",".join(map(_encode, parts))
    if ":~:" in url:
        return f"{url}&{directive}"
    return f"{url}{'' if '#' in url else '#'}:~:{directive}"


def link(citation: Citation) -> str | None:
    """The address of the cited sentence, or None where the article came without one that a browser opens."""
    url = web_address(citation.url)
    return text_fragment(url, citation.quote) if url else None


def web_address(url: str | None) -> str | None:
    """An http(s) address, made safe to print and to follow; None for anything else, "javascript:" among it."""
    url = _NOT_IN_URL.sub(lambda found: percent_encode(found.group(), safe=""), (url or "").strip())
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def label(cited: Citation | Article, language: Language = "id") -> str:
    """Outlet and day in words: "Harian Nusa, 5 Juni 2025". The page's domain stands in for an outlet without a name."""
    url = web_address(cited.url)
    outlet = cited.source or (url and urlsplit(url).netloc.removeprefix("www.")) or NO_OUTLET[language]
    return f"{outlet}, {day(cited.published_at, language)}" if cited.published_at else outlet


def _one_block(words: list[str]) -> tuple[str, ...]:
    if len(words) <= WHOLE_WORDS:
        return (" ".join(words),)
    start = _head(words, len(words) // 2)
    rest = words[len(start.split(" ")) :]
    end = _tail(rest, len(rest))
    return (start, end)


def _head(words: list[str], limit: int) -> str:
    """The first words, as many as make an edge, `limit` at most."""
    n = min(EDGE_WORDS, limit)
    while n < limit and len(" ".join(words[:n])) < EDGE_CHARS:
        n += 1
    return " ".join(words[:n])


def _tail(words: list[str], limit: int) -> str:
    """The last words, as many as make an edge and are found nowhere earlier in `words`, `limit` at most."""
    whole = " ".join(words).casefold()
    n = min(EDGE_WORDS, limit)
    while n < limit:
        end = " ".join(words[-n:])
        if len(end) >= EDGE_CHARS and whole.find(end.casefold()) == len(whole) - len(end.casefold()):
            break
        n += 1
    return " ".join(words[-n:])


def _encode(words: str) -> str:
    """Percent-encoded in full. "-" too, which marks a prefix or suffix here and which urllib leaves alone."""
    return percent_encode(words, safe="").replace("-", "%2D")
