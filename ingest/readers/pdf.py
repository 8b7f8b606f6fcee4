"""A PDF's text in paragraphs: column after column, without running heads and page numbers.

pdfminer.six finds boxes of lines that stand together (https://pdfminersix.readthedocs.io/en/latest/topic/converting_pdf_to_text.html);
here they are put in the order in which a person reads them, cut where a paragraph ends within a box, and joined where a
column or a page has parted one.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.errors import SourceError
from ingest.build import tidy

_MOST_PAGES = 100
_MOST_CHARS = 2_000_000
_MOST_BOXES = 150
"""Of a page, above which their order is left as pdfminer has it: it is no page of prose."""
_WIDE = 0.6
"""Of the text's width, from which a box stands across the columns."""
_MARGIN = 0.12
"""Of the page's height, at its head and foot, where what is on every page is no text of the article."""
_INDENT = 0.7
"""Of a line's height, by which a paragraph's first line may be set in."""
_SHORT = 0.25
"""Of a box's width, which a line that ends a paragraph without a full stop leaves free at least: a title, a byline."""
_NUMBER = re.compile(r"\W*(?:(?:halaman|hlm|hal|page|p)\b\W*)?\d{1,3}(?:\s*(?:dari|of|/)\s*\d{1,3})?\W*", re.IGNORECASE)
_CLOSED = re.compile(r"[.!?…:][\"”’'»)\]]*$")
_GLYPH = re.compile(r"\(cid:\d+\)")
_FEW = 0.05
"""Of the characters, above which text whose letters can't be told isn't worth reading."""


@dataclass(frozen=True, slots=True)
class Line:
    """Places are in points from the page's lower left."""

    text: str
    left: float
    right: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    right: float
    bottom: float
    top: float
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Page:
    height: float
    boxes: tuple[Box, ...]


def text_of(raw: bytes, origin: str) -> str:
    """The paragraphs, a blank line between them. Raises SourceError where the document is locked or too long."""
    pages = list(_pages(raw, origin))
    repeated = _repeated(pages)
    paragraphs: list[str] = []
    for page in pages:
        for box in _in_order([box for box in page.boxes if not _is_running(box, page, repeated)]):
            for text in _paragraphs(box):
                if paragraphs and _goes_on(paragraphs[-1], text):
                    paragraphs[-1] = _joined(paragraphs[-1], text)
                else:
                    paragraphs.append(text)
    text = "\n\n".join(paragraphs)
    if text and sum(map(len, _GLYPH.findall(text))) > _FEW * len(text):
        raise SourceError(origin, "its font doesn't say which letters it shows; save the article as text")
    return text


def properties_of(raw: bytes) -> tuple[str, str]:
    """Title and author as the document gives them; "" for what it doesn't."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.utils import decode_text

    said = {
        name: value for info in reversed(PDFDocument(PDFParser(io.BytesIO(raw))).info) for name, value in info.items()
    }
    title, author = (value if isinstance(value := said.get(name), bytes) else b"" for name in ("Title", "Author"))
    return tidy(decode_text(title)), tidy(decode_text(author))


def _pages(raw: bytes, origin: str) -> Iterator[Page]:
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it would tell the person of every oddity
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams, LTTextBox, LTTextLine
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    length = 0
    try:
        for number, page in enumerate(extract_pages(io.BytesIO(raw), maxpages=_MOST_PAGES + 1, laparams=LAParams()), 1):
            if number > _MOST_PAGES:
                raise SourceError(origin, f"it has more than {_MOST_PAGES} pages; cut the article out")
            boxes = []
            for box in page:
                if not isinstance(box, LTTextBox):
                    continue
                lines = [line for line in box if isinstance(line, LTTextLine) and line.get_text().strip()]
                found = tuple(
                    Line(tidy(line.get_text().replace("\0", "")), line.x0, line.x1, line.height) for line in lines
                )
                if found:
                    boxes.append(Box(box.x0, box.x1, box.y0, box.y1, found))
                length += sum(len(line.text) for line in found)
            if length > _MOST_CHARS:
                raise SourceError(origin, "it holds more text than any article; cut the article out")
            yield Page(page.height, tuple(boxes))
    except PDFPasswordIncorrect:
        raise SourceError(origin, "it is locked with a password; save it without") from None


def _repeated(pages: Sequence[Page]) -> frozenset[str]:
    """What stands at the head or foot of several pages, figures left out."""
    met = Counter(text for page in pages for text in {_letters(box) for box in page.boxes if _is_marginal(box, page)})
    return frozenset(text for text, times in met.items() if text and times > 1)


def _is_running(box: Box, page: Page, repeated: frozenset[str]) -> bool:
    return _is_marginal(box, page) and (_letters(box) in repeated or bool(_NUMBER.fullmatch(box.text)))


def _is_marginal(box: Box, page: Page) -> bool:
    return len(box.lines) < 3 and (box.bottom > (1 - _MARGIN) * page.height or box.top < _MARGIN * page.height)


def _letters(box: Box) -> str:
    return re.sub(r"[\W\d]", "", box.text).lower()


def _in_order(boxes: Sequence[Box]) -> list[Box]:
    """From above to below; between two boxes that stand across the columns, each column by itself."""
    if not boxes or len(boxes) > _MOST_BOXES:
        return list(boxes)
    width = max(box.right for box in boxes) - min(box.left for box in boxes)
    ordered: list[Box] = []
    band: list[Box] = []
    for box in sorted(boxes, key=lambda box: -box.top):
        if box.right - box.left > _WIDE * width or _stands_across(box, boxes):
            ordered += [*_columns(band), box]
            band = []
        else:
            band.append(box)
    return [*ordered, *_columns(band)]


def _stands_across(box: Box, boxes: Iterable[Box]) -> bool:
    """Whether it reaches over two others that stand side by side."""
    over = sorted((one for one in boxes if one is not box and _overlap(one, box)), key=lambda one: one.left)
    return any(
        one.right <= other.left and one.bottom < other.top and other.bottom < one.top
        for n, one in enumerate(over)
        for other in over[n + 1 :]
    )


def _overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right


def _columns(band: Sequence[Box]) -> list[Box]:
    columns: list[list[Box]] = []
    for box in sorted(band, key=lambda box: box.left):
        for column in columns:
            if any(_overlap(box, one) for one in column):
                column.append(box)
                break
        else:
            columns.append([box])
    return [box for column in columns for box in sorted(column, key=lambda box: -box.top)]


def _paragraphs(box: Box) -> list[str]:
    """A box's text, cut where a line ends although the next one's first word had room on it, or the next is set in."""
    parts = [box.lines[0].text]
    for line, following in pairwise(box.lines):
        letter = (line.right - line.left) / max(1, len(line.text))
        needed = letter * (len(following.text.partition(" ")[0]) + 2)
        if not _CLOSED.search(line.text):
            needed += _SHORT * (box.right - box.left)  # the end of a paragraph of prose would be closed
        ends = line.right + needed < box.right and not _is_centred(line, box)
        other = abs(line.height - following.height) > 0.2 * max(line.height, following.height)
        set_in = _is_set_in(following, box) and not _is_set_in(line, box) and not _is_centred(following, box)
        if other or set_in or (ends and not _goes_on(line.text, following.text)):
            parts.append(following.text)
        else:
            parts[-1] = _joined(parts[-1], following.text)
    return parts


def _is_set_in(line: Line, box: Box) -> bool:
    return line.left - box.left > _INDENT * line.height


def _is_centred(line: Line, box: Box) -> bool:
    left, right = line.left - box.left, box.right - line.right
    return left > line.height / 2 and abs(left - right) < line.height / 2


def _goes_on(before: str, after: str) -> bool:
    """Whether a paragraph that ends here goes on there: it isn't closed, and the other begins in the middle."""
    return not _CLOSED.search(before) and (after[:1].islower() or before.endswith((",", "-", "–")))


def _joined(before: str, after: str) -> str:
    """A word cut at the end of a line is one word."""
    if before.endswith("-") and before[-2:-1].islower() and after[:1].islower():
        return before[:-1] + after
    return f"{before} {after}"
