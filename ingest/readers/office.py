"""Articles out of PDF, DOCX, ODT, RTF and EPUB. Their text is laid out as a plain-text article is, so the plain reader understands it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from index.errors import SourceError
from index.types import Article
from ingest import xml
from ingest.build import tidy
from ingest.people import person
from ingest.readers import pdf, plain

if TYPE_CHECKING:
    from lxml import etree

_MOST_BYTES = 200 * 2**20
"""Of a DOCX once it is unpacked."""
_CELL = 80  # characters of a cell in a table of figures
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EPUB = (("Judul", "title"), ("Penulis", "creator"), ("Tanggal", "date"), ("Sumber", "publisher"))
_FILE_NAME = re.compile(r"\.(?:docx?|odt|pdf|indd|pmd)\b|^Microsoft Word\b|^Untitled", re.IGNORECASE)
_RTF_DELETED = re.compile(r"\\deleted\b(?!0).*?(?=\\deleted0|\})", re.DOTALL)


def read(raw: bytes, kind: str, *, origin: str, path: str, zone: ZoneInfo) -> Article:
    """The article in a "pdf", "docx", "odt", "rtf" or "epub". Raises SourceError where there is no text in it, or it can't be read."""
    texts = {"pdf": pdf.text_of, "docx": _docx, "odt": _odt, "rtf": _rtf, "epub": _epub}
    if kind not in texts:
        raise SourceError(origin, f"Tanya doesn't read .{kind}; open it and save it as .docx or .txt")
    try:
        text = texts[kind](raw, origin)
    except SourceError:
        raise
    except Exception:  # formats with a hundred ways to be broken; the libraries raise as many kinds of error
        raise SourceError(
            origin, f"this {kind.upper()} is damaged or can't be read; save the article as text"
        ) from None
    if not text.strip():
        raise SourceError(origin, "there is no text in it, only pictures perhaps; save the article as text")
    return plain.read(text, origin=origin, path=path, zone=zone, known=_properties(raw, kind))


def _properties(raw: bytes, kind: str) -> dict[str, str]:
    """Title and author out of a document's properties, where they read like those of an article."""
    title = author = ""
    try:
        if kind in ("docx", "odt"):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                root = xml.parse(archive.read("docProps/core.xml" if kind == "docx" else "meta.xml"))
            said = {xml.local(tag): tidy(tag.text or "") for tag in reversed(list(root.iter()))}
            title, author = said.get("title", ""), said.get("creator", "") or said.get("initial-creator", "")
        elif kind == "pdf":
            title, author = pdf.properties_of(raw)
    except Exception:  # properties are a convenience; the text has been read already
        return {}
    author = person(author, [])
    found = {"title": title if len(title.split()) > 2 and not _FILE_NAME.search(title) else ""}
    found["author"] = author if len(author.split()) > 1 else ""
    return {name: value for name, value in found.items() if value}


def _unzipped(raw: bytes, origin: str) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(raw))
    if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
        raise SourceError(origin, "it unpacks to more than any document holds; save the article as text")
    return archive


def _docx(raw: bytes, origin: str) -> str:
    """Paragraphs as a reader sees them: insertions taken, deletions not; text boxes, notes and tables where they stand."""
    _unzipped(raw, origin).close()
    from docx import Document

    body = Document(io.BytesIO(raw)).element.body
    return "\n\n".join(filter(None, _word(body)))


def _word(parent: etree._Element) -> Iterator[str]:
    for tag in parent:
        name = xml.local(tag)
        if name == "p":
            yield tidy("".join(_run(tag)))
            for box in _boxes(tag):
                yield from _word(box)
        elif name == "tr":
            yield from _row([list(filter(None, _word(cell))) for cell in tag if xml.local(cell) == "tc"])
        elif name not in ("del", "moveFrom", "Fallback", "sectPr"):
            yield from _word(tag)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes that hang on a paragraph; Word writes each twice, for old versions once more."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(xml.local(above) == "Fallback" for above in box.iterancestors()):
            yield box


def _run(tag: etree._Element) -> Iterator[str]:
    for inner in tag:
        name = xml.local(inner)
        if name == "t":
            yield inner.text or ""
        elif name in ("tab", "br", "cr", "noBreakHyphen"):
            yield "-" if name == "noBreakHyphen" else " "
        elif name not in ("del", "moveFrom", "instrText", "txbxContent", "Fallback", "pPr", "rPr"):
            yield from _run(inner)


def _row(cells: list[list[str]]) -> list[str]:
    """A row of figures on one line; the cells of a page's layout one after another."""
    if len(cells) > 1 and all(len(cell) <= 1 and len("".join(cell)) <= _CELL for cell in cells):
        return [" | ".join(cell[0] for cell in cells if cell)]
    return [text for cell in cells for text in cell]


def _odt(raw: bytes, origin: str) -> str:
    with _unzipped(raw, origin) as archive:
        root = xml.parse(archive.read("content.xml"))
    body = next(tag for tag in root.iter() if xml.local(tag) == "body")
    return "\n\n".join(filter(None, _open_document(body)))


def _open_document(parent: etree._Element) -> Iterator[str]:
    for tag in parent:
        name = xml.local(tag)
        if name in ("p", "h"):
            yield tidy("".join(_span(tag)))
            for box in tag.iter():
                if xml.local(box) == "text-box":
                    yield from _open_document(box)
        elif name == "table-row":
            yield from _row(
                [list(filter(None, _open_document(cell))) for cell in tag if xml.local(cell) == "table-cell"]
            )
        elif name not in ("tracked-changes", "annotation", "forms", "sequence-decls", "table-of-content"):
            yield from _open_document(tag)


def _span(tag: etree._Element) -> Iterator[str]:
    yield tag.text or ""
    for inner in tag:
        name = xml.local(inner)
        if name in ("tab", "line-break", "s"):
            yield " "
        elif name not in ("annotation", "note", "frame", "text-box", "tracked-changes"):
            yield from _span(inner)
        yield inner.tail or ""


def _rtf(raw: bytes, origin: str) -> str:
    from striprtf.striprtf import rtf_to_text

    source = raw.decode("latin-1")
    if not source.lstrip().startswith("{\\rtf"):
        raise SourceError(origin, "this RTF is damaged or can't be read; save the article as text")
    text: str = rtf_to_text(_RTF_DELETED.sub("", source), errors="replace")
    return "\n\n".join(line for part in text.split("\n") if (line := tidy(part)))


def _epub(raw: bytes, origin: str) -> str:
    """The chapters in the order of the book's spine, its title and author above."""
    from ingest.decode import decode
    from ingest.readers.html import prose

    with _unzipped(raw, origin) as archive:
        container = xml.parse(archive.read("META-INF/container.xml"))
        place = next(tag.get("full-path") for tag in container.iter() if xml.local(tag) == "rootfile")
        package = xml.parse(archive.read(place))
        said = {xml.local(tag): tidy("".join(tag.itertext())) for tag in reversed(list(package.iter()))}
        files = {
            tag.get("id"): posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(tag.get("href", ""))))
            for tag in package.iter()
            if xml.local(tag) == "item" and "nav" not in (tag.get("properties") or "").split()
        }
        parts = [
            prose(decode(archive.read(files[tag.get("idref")]), origin, html=True))
            for tag in package.iter()
            if xml.local(tag) == "itemref" and tag.get("linear") != "no" and tag.get("idref") in files
        ]
    head = [f"{label}: {said[name]}" for label, name in _EPUB if said.get(name)]
    title = said.get("title", "")
    text = "\n\n".join(filter(None, parts))
    return "\n".join(head) + "\n\n" + text.removeprefix(title).lstrip()
