"""The headline of a page, out of the titles that it tells: in its data, its meta tags, its headings, its own name.

They often differ: one is made for search engines, one for those who share, one is cut short. What a reader takes for the
headline is the one that stands nearest above the story.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from ingest.build import tidy
from ingest.readers.tree import bare

_QUOTED = re.compile(r"[\"'“”‘’]\w")
_DASHED = re.compile(r"(?:^|\s)(?:[-–—|•·]|::)\s+$")
_KICKER = re.compile(r"\w\W*?(?::|\s[-–—|•·])\s+$")
_BETWEEN = " -–—|•·:~»«"
_BEHIND = re.compile(r"\w\W*\s[-–—|•·:~»«]+\s$")
_TELLING = 15
"""Characters from which a title that stands within another one does so for a reason."""
_LONGEST = 1000


def headline(given: Sequence[str], headings: Sequence[str], name: str, above: Sequence[Sequence[str]]) -> str:
    """The title that is both told and printed, nearest above the story; else the first that is told twice; "" where there
    is neither. `given` are the titles in the page's data and meta tags, `name` is its own; `above` is what it prints, block
    by block and part by part, down to the story's beginning."""
    told = [_whole(title, headings) for title in given]
    printed = [
        (n, part, bare(part)) for n, parts in enumerate([headings, *above]) for part in parts if len(part) > _TELLING
    ]
    for titles in (told, [name]):
        seen = [_seen(title, printed, headings[:1]) for title in titles]
        _, best = max(seen, key=lambda found: found[0], default=(-1, ""))
        if best:
            return _without_kicker(best, told)
    every = [*told, *headings, name]
    return next((a for n, a in enumerate(every) if any(_agree(a, b) for b in every[:n] + every[n + 1 :])), "")


def _whole(title: str, headings: Sequence[str]) -> str:
    """The title as a heading has it, where a quotation mark has cut the attribute that tells it."""
    longer = (text for text in headings if text.startswith(title) and _QUOTED.match(text[len(title) :].lstrip()))
    return next(longer, title)


def _seen(title: str, printed: Sequence[tuple[int, str, str]], first: Sequence[str]) -> tuple[int, str]:
    """The last block that prints the title, and how; the outlet's name may stand around that. (-1, "") where none does."""
    name = bare(title)
    longest = (0, -1, "")
    for n, part, letters in printed:
        if letters == name or _holds(title, part, first):
            longest = max(longest, (len(letters), n, title if letters == name else part))
    return longest[1:]


def _holds(title: str, part: str, first: Sequence[str]) -> bool:
    """Whether the title is this part, but for what stands beside it behind a dash."""
    if part not in title or not (len(part) > len(title) / 2 or part in first):
        return False
    before, _, after = title.partition(part)
    return all(not side.strip() or bool(_DASHED.search(side)) for side in (before, after[::-1]))


def _without_kicker(title: str, told: Sequence[str]) -> str:
    """The title without the line that stands above it, where another tells it so."""
    for other in told:
        if len(other) > _TELLING and title != other and title.endswith(other) and _KICKER.search(title[: -len(other)]):
            return other
    return title


def _agree(one: str, other: str) -> bool:
    one, other = bare(one), bare(other)
    return bool(one) and (one == other or (len(one) > _TELLING and other.startswith(one)))


def plain(text: str) -> str:
    """Entities decoded, however often they were encoded."""
    for _ in range(2):
        text = html.unescape(text)
    return tidy(text)[:_LONGEST].replace("\xad", "")


def without_site(title: str, sites: Sequence[str]) -> str:
    """A title without the outlet's name before or after it."""
    names = {bare(name) for site in sites if site for name in (site, site.partition(".")[0])} - {""}
    if len(parts := re.split(r"(?<=\w):\s+", title, maxsplit=1)) > 1 and _is_site(parts[0], names):
        title = parts[1]  # as Blogger has it
    whole = (title.removesuffix(site) for site in sites if site and title.endswith(site))
    title = next((rest.rstrip(_BETWEEN) for rest in whole if _BEHIND.search(rest)), title)
    while match := re.search(r"^(?P<title>.+?)\s*(?:\s[-–—|•·:]+|[|·•]|\s::)\s*(?P<site>[^|•·]{2,60})$", title):
        if _is_site(match["site"], names):
            title = match["title"]
        else:
            parts = re.split(r"\s[-–—|•·]\s|\s*\|\s*", title)
            if len(parts) > 1 and _is_site(parts[-1], names):
                title = title[: title.rindex(parts[-1])].rstrip(" -–—|•·:")
            elif len(parts) > 1 and _is_site(parts[0], names):
                return title[title.index(parts[0]) + len(parts[0]) :].lstrip(" -–—|•·:")
            else:
                break
    return title


def _is_site(text: str, names: set[str]) -> bool:
    name = bare(text)
    return name in names or any(
        len(known) > 4 and name in (known + end for end in ("com", "coid", "id", "news")) for known in names
    )
