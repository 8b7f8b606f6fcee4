"""A page's text in blocks, as a visitor sees it: paragraphs, headings, list items, rows of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from ingest.readers.tree import NO_TEXT, bare

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rb rp rt ruby s samp small span"
    " strike strong sub sup time tt u var wbr img picture source center nobr amp-img".split()
)
ROOMS = frozenset({"aside", "nav", "footer", "header", "form", "figure", "figcaption", "blockquote"})
"""Elements that say what the text in them is for."""
_ROLES = {"complementary": "aside", "navigation": "nav", "contentinfo": "footer"}
_BOXES = frozenset({"div", "section", "article", "td", "main", "body", "span"})
BESIDE = frozenset({"nav", "aside", "footer", "form", "figcaption"})
"""Those whose text is none of a story's."""
CLOSED = re.compile(r"[.!?…。][\"”’'»)\]]*$")
"""How a text ends that ends as a sentence does."""
_ENDED = re.compile(r"[.!?…。:][\"”’'»)\]]*$")
_LINE = 60
"""Characters before a single <br>, ended as a sentence is, that make it the end of a paragraph."""
_PROSE, _LINKED = 80, 0.3
_END = 20
_CELL = 200  # characters of a cell in a table of figures
_REACH = 12  # rows that a cell may span
_CREDITS = re.compile(
    r"\s*(?:Pewarta|Penulis|Reporter|Wartawan|Editor|Penyunting|Redaktur|Uploader|Fotografer|Videografer|Kontributor)\s*:|\s*(?:Copyright|©)",
    re.I,
)


@dataclass(slots=True)
class Block:
    """`element` is the innermost that is no mere span of text; `linked` counts the characters that are links."""

    text: str
    tag: str
    element: HtmlElement
    linked: int
    rooms: frozenset[str]
    bare: str
    """Its letters and digits, for comparing."""

    @property
    def prose(self) -> int:
        """Its length where it is sentences that are no link, outside of what is beside a story; else 0."""
        size = len(self.text)
        is_prose = (
            size >= _PROSE
            and self.linked < _LINKED * size
            and not self.rooms & BESIDE
            and CLOSED.search(self.text, max(0, size - _END))
        )
        return size if is_prose else 0


def home_of(block: Block) -> HtmlElement | None:
    """The element that holds the block and those beside it."""
    return block.element if block.tag in _BOXES else block.element.getparent()


def blocks_of(root: HtmlElement) -> list[Block]:
    """The blocks below `root`, in reading order."""
    writer = _Writer()
    body = root.find("body") if root.tag == "html" else root
    if body is not None:
        writer.block(body, frozenset(), linked=False)
    return writer.blocks


class _Writer:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._linked = 0
        self._breaks = 0
        self._owner: tuple[HtmlElement, frozenset[str]] | None = None

    def block(self, tag: HtmlElement, rooms: frozenset[str], *, linked: bool) -> None:
        outer = self._owner
        self._end()
        name = tag.tag
        if room := name if name in ROOMS else _ROLES.get(tag.get("role", "")):
            rooms = rooms | {room}
        if name == "tr" and (row := _row(tag)):
            self.blocks.append(Block(row, "tr", tag, 0, rooms, bare("".join(tag.itertext()))))
            return
        self._owner = (tag, rooms)
        self._inside(tag, rooms, linked=linked)
        self._end()
        self._owner = outer

    def _inside(self, tag: HtmlElement, rooms: frozenset[str], *, linked: bool) -> None:
        if tag.text:
            self._write(tag.text, linked)
        for child in tag:
            name = child.tag
            if name == "br":
                self._break()
            elif name == "hr":
                self._end()
            elif name in _INLINE:
                self._inside(child, rooms, linked=linked or name == "a")
            elif isinstance(name, str) and name not in NO_TEXT:
                self.block(child, rooms, linked=linked)
            if child.tail:
                self._write(child.tail, linked)

    def _write(self, text: str, linked: bool) -> None:
        if text.strip():
            if self._breaks and _CREDITS.match(text):
                self._end()
            self._breaks = 0
            if linked:
                self._linked += len(text.strip())
        self._parts.append(text)

    def _break(self) -> None:
        self._breaks += 1
        so_far = "".join(self._parts).strip()
        if self._breaks > 1 or (len(so_far) >= _LINE and _ENDED.search(so_far)):
            self._end(keep_breaks=True)
        else:
            self._parts.append(" ")

    def _end(self, *, keep_breaks: bool = False) -> None:
        if self._parts:
            text = " ".join("".join(self._parts).replace("\xad", "").split())
            if text and self._owner:
                element, rooms = self._owner
                self.blocks.append(Block(text, element.tag, element, self._linked, rooms, bare(text)))
            self._parts = []
        self._linked = 0
        if not keep_breaks:
            self._breaks = 0


def _row(tag: HtmlElement) -> str:
    """A row of a table of figures on one line; "" for a row that lays out a page."""
    cells = _cells(tag)
    if len(cells) < 2 or not all(map(_is_one_line, cells)):
        return ""
    texts = [" ".join(" ".join(cell.itertext()).split()) for cell in cells]
    return "" if any(len(text) > _CELL for text in texts) else " | ".join(filter(None, texts))


def _cells(row: HtmlElement) -> list[HtmlElement]:
    """The cells of a row, with those of the rows above that reach down into it."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    for distance, above in enumerate(islice(row.itersiblings("tr", preceding=True), _REACH), 1):
        for place, cell in enumerate(one for one in above if one.tag in ("td", "th")):
            if (reach := cell.get("rowspan", "")).isdecimal() and int(reach) > distance:
                cells.insert(place, cell)
    return cells


def _is_one_line(cell: HtmlElement) -> bool:
    inner = [one for one in cell if one.tag not in _INLINE and one.tag != "br"]
    return not inner or (len(inner) == 1 and inner[0].tag in ("p", "div") and _is_one_line(inner[0]))
