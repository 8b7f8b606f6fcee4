"""Articles out of PDF and DOCX. Their text is laid out as a plain-text article is, so the plain reader understands it."""

from __future__ import annotations

import io
import re
import zipfile
from zoneinfo import ZoneInfo

from index.errors import SourceError
from index.types import Article
from ingest.build import tidy
from ingest.readers import plain

_MOST_PAGES = 100
_MOST_BYTES = 200 * 2**20
"""Of a DOCX once it is unpacked."""
_MOST_CHARS = 2_000_000


def read(raw: bytes, kind: str, *, origin: str, path: str, zone: ZoneInfo) -> Article:
    """The article in a "pdf" or "docx". Raises SourceError where there is no text in it, or it can't be read."""
    try:
        text = _pdf(raw, origin) if kind == "pdf" else _docx(raw, origin)
    except SourceError:
        raise
    except Exception:  # formats with a hundred ways to be broken; the libraries raise as many kinds of error
        raise SourceError(
            origin, f"this {kind.upper()} is damaged or can't be read; save the article as text"
        ) from None
    if not text.strip():
        raise SourceError(origin, "there is no text in it, only pictures perhaps; save the article as text")
    return plain.read(text, origin=origin, path=path, zone=zone)


def _pdf(raw: bytes, origin: str) -> str:
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would tell the person of every oddity
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(raw))
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceError(origin, "it is locked with a password; save it without")
    if len(reader.pages) > _MOST_PAGES:
        raise SourceError(origin, f"it has {len(reader.pages)} pages, and an article at most {_MOST_PAGES}; cut it out")
    parts, length = [], 0
    for page in reader.pages:
        parts.append(page.extract_text() or "")
        length += len(parts[-1])
        if length > _MOST_CHARS:
            raise SourceError(origin, "it holds more text than any article; cut the article out")
    # A word cut at the end of a line is one word.
    text = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", "\n".join(parts))
    return "\n".join(line.strip() for line in text.replace("\r", "").replace("\0", "").split("\n"))


def _docx(raw: bytes, origin: str) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
            raise SourceError(origin, "it unpacks to more than any document holds; save the article as text")
    from docx import Document

    return "\n\n".join(
        tidy(paragraph.text) for paragraph in Document(io.BytesIO(raw)).paragraphs if paragraph.text.strip()
    )
