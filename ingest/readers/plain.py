"""Plain-text news: a picture's caption, a title, a byline, the text, a sign-off; all but the text may be missing.

    Warga menyeberangi Jembatan Sela. Foto: Harian Nusa
    Jembatan Sela Dibuka
    Nada Laras • 5 June 2025 15:06
    Muara Sela: Gubernur membuka jembatan itu pada Rabu.
    …
    (abc)

The body is one stretch of the text, from its first paragraph, dateline included, to the end of its last, sign-off left
out; where the text was broken at a column, spaces stand for the line ends inside its paragraphs. What could be either a title or prose is prose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from zoneinfo import ZoneInfo

from index.types import Article
from ingest.build import FIELDS, build_article, tidy
from ingest.byline import Byline, is_outlet, read_byline, read_caption
from ingest.news import find_signoff

_HEADER = re.compile(
    r"(?P<name>Judul|Title|Headline|Tanggal|Date|Sumber|Source|Outlet|Media|Penulis|Author|Byline|Oleh|URL|Link|Tautan"
    r"|ID|Caption|Reporter)\s*:\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"""[.!?…:;]["”'’»)\]]*$|[)\]]$""")
_OPEN = ("?", "!", "...", "…")  # how a title may end, as may a sentence
_TOP = 14  # lines; furniture further down is part of the story
_TITLE = 160  # characters
_ITEM = re.compile(r"[-–•*·]\s|\d+[.)]\s")
_NARROW = 50
_COLUMN = 200  # characters; a text broken at a column has no line as long as this


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    gap: bool
    """A blank line follows."""


@dataclass(slots=True)
class _Head:
    """What the lines above the body have said so far."""

    zone: ZoneInfo
    fields: dict[str, str] = field(default_factory=dict)
    title: str = ""
    title_line: int = -9

    def note(self, **values: str | None) -> None:
        for name, value in values.items():
            if value and name not in self.fields:
                self.fields[name] = tidy(value)

    def note_byline(self, byline: Byline) -> None:
        self.note(author=byline.author, source=byline.source, place=byline.place)
        self.note(date=byline.published_at.isoformat() if byline.published_at else None)


def read(text: str, *, origin: str, path: str, zone: ZoneInfo, known: Mapping[str, str] | None = None) -> Article:
    """The article in a file's text, whose newlines are "\\n". Raises SourceError where there is no text for a body.

    `known` is what the file says of itself elsewhere, for what its text doesn't."""
    lines = _lines(text)
    head = _Head(zone)
    first = _read_head(lines, head, captions=True)
    if first == len(lines):  # all of it looked like a caption: then it was the story
        head = _Head(zone)
        first = _read_head(lines, head, captions=False)
    start = lines[first].start if first < len(lines) else len(text)
    body = unwrapped(text[start:].rstrip())
    if signoff := find_signoff(body):
        body = body[: signoff.start]
        head.note(reporter=signoff.reporter)
    if head.title:
        head.note(title=head.title)
    head.note(**(known or {}))
    return build_article(body, head.fields, origin=origin, zone=zone, path=path, lenient=True)


def _lines(text: str) -> list[_Line]:
    found, start = [], 0
    for line in text.split("\n"):
        if bare := line.strip():
            found.append((start + line.index(bare), bare))
        start += len(line) + 1
    starts = [*(start for start, _ in found), len(text)][1:]
    return [
        _Line(start, line, text.count("\n", start, after) > 1)
        for (start, line), after in zip(found, starts, strict=True)
    ]


def _read_head(lines: list[_Line], head: _Head, *, captions: bool) -> int:
    """Take the lines above the body into `head`; the number of the line the body starts with."""
    n = 0
    while n < min(len(lines), _TOP):
        line = lines[n].text
        after = lines[n + 1].text if n + 1 < len(lines) else ""
        byline = read_byline(line, head.zone)
        header = _HEADER.fullmatch(line)
        if byline and _is_byline(byline, n, lines, head):
            head.note_byline(byline)
        elif header:
            head.note(**{FIELDS[header["name"].casefold()]: header["value"]})
        elif captions and (picture := read_caption(line)):
            head.note(caption=picture.caption, credit=picture.credit)
        elif captions and line.endswith(".") and len(line) <= 300 and _is_credit_alone(after):
            head.note(caption=line)
        elif _is_title(lines, n, head):
            kicker = head.title.isupper() and not line.isupper()
            joint = ": " if kicker else " – " if n and lines[n - 1].gap else " "
            head.title = f"{head.title}{joint}{line}" if head.title else line
            head.title_line = n
        else:
            break
        n += 1
    return n


def _is_credit_alone(line: str) -> bool:
    picture = read_caption(line)
    return bool(picture and picture.credit and not picture.caption)


def _is_byline(byline: Byline, n: int, lines: list[_Line], head: _Head) -> bool:
    after = [read_byline(line.text, head.zone) for line in lines[n + 1 : n + 4]]
    if byline.sure:
        # "Jadwal Kapal Muara Sela, 5 Juni 2025" looks like a name and a date; a byline further down says it is a title.
        titled = head.title or "title" in head.fields
        return not (
            (byline.author or byline.source)
            and byline.published_at
            and not titled
            and not re.search(r"[•·●|:]", lines[n].text)
            and any(b and b.sure and (b.author or b.published_at) for b in after)
        )
    if head.title and not byline.source and "date" in head.fields and "author" not in head.fields:
        before = read_byline(lines[n - 1].text, head.zone)
        return bool(before and before.published_at and len(lines[n].text.split()) <= 4)
    if not after or not (b := after[0]) or not b.published_at or b.author:
        return False  # a name alone is a byline only next to a date
    return bool(head.title or "title" in head.fields or (byline.source and is_outlet(byline.source)))


def _is_title(lines: list[_Line], n: int, head: _Head) -> bool:
    line = lines[n].text
    if "title" in head.fields or n + 1 == len(lines) or len(line) > _TITLE or len(line.split()) > 25:
        return False
    after = lines[n + 1].text
    byline = read_byline(after, head.zone)
    above_byline = byline and byline.published_at and not head.title and n + 2 < len(lines)
    if not above_byline and (line[0].islower() or (_CLOSED.search(line) and not line.endswith(_OPEN))):
        return False
    if head.title and (n != head.title_line + 1 or len(head.title) + len(line) > 200 or line.endswith(_OPEN)):
        return False
    if head.title and " – " in head.title:
        return False  # a third line apart is no title any more
    if lines[n].gap or (byline and byline.sure) or read_caption(after) or _HEADER.match(after):
        return True
    if len(after) > _COLUMN:
        return True
    if line.endswith(_OPEN) and len(after) < 120:
        return False
    return not after[0].islower() and not _is_wrapped(lines[n + 1 :])


def _is_wrapped(lines: list[_Line]) -> bool:
    """Whether the text is broken at a column, so that a short line without a full stop is prose, not a title."""
    for line, after in pairwise(lines):
        if not line.gap and not _CLOSED.search(line.text) and after.text[0].islower():
            return True
    inner = lines[1:] or lines
    return sum(bool(_CLOSED.search(line.text)) for line in inner) < 0.6 * len(inner)


def unwrapped(body: str) -> str:
    """Text broken at a column (an e-mail, an old wire) in whole paragraphs: line ends inside one become spaces.

    Each is replaced by one character, so offsets into the body and into the file differ by a constant only.
    """
    lines = _lines(body)
    inner = [line for line in lines[:-1] if not line.gap]
    longest = max((len(line.text) for line in lines), default=0)
    cut = sum(not _CLOSED.search(line.text) for line in inner)
    if not _NARROW <= longest <= _COLUMN or cut < max(3, 0.3 * len(inner)):
        return body
    letters = list(body)
    for line, after in pairwise(lines):
        goes_on = not _CLOSED.search(line.text) or len(line.text) > 0.75 * longest
        if goes_on and not line.gap and not _ITEM.match(after.text):
            letters[body.index("\n", line.start + len(line.text))] = " "
    return "".join(letters)
