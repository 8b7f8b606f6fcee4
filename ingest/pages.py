"""A fetched page made into an article: what kind of document it is, the rest of its parts, and the reader for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from index.errors import FetchError, SourceError
from index.types import Article
from ingest.addresses import host_of
from ingest.decode import decode
from ingest.fetching import Fetcher
from ingest.responses import Fetched

_MOST_HTML = 4 * 2**20
"""Bytes of a page; parsing takes seconds a megabyte, and news pages have a tenth of this."""
_PARTS = 10
"""Pages over which one article may be spread."""
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PLAIN = frozenset({"text/plain", "text/markdown"})
_UNSURE = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/xml", "text/xml", "application/zip"}
)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: the parts of one article, in order. `kind` is "html", "text", "pdf" or "docx"."""

    kind: str
    parts: tuple[Fetched, ...]
    read_at: datetime

    @property
    def first(self) -> Fetched:
        return self.parts[0]

    @property
    def outlet(self) -> str:
        """The host it is printed on."""
        return host_of(self.first.url)


def whole_page(fetched: Fetched, fetcher: Fetcher) -> Page:
    """The page with all its parts. Raises FetchError where it is no article's, or a part is missing: half an article
    is none."""
    from ingest.readers.html import next_page

    kind = _kind(fetched)
    if len(fetched.raw) > (_MOST_HTML if kind == "html" else fetcher.limits.max_bytes):
        raise FetchError(
            fetched.asked, "it is larger than an article may be; save what you need of it yourself", lasting=True
        )
    parts = [fetched]
    if kind == "html":
        met = {fetched.url}
        while len(parts) < _PARTS:
            text = decode_page(parts[-1])
            further = next_page(text, parts[-1].url)
            if further is None or further in met:
                break
            met.add(further)
            try:
                part = fetcher.get(further)
            except FetchError as error:
                raise FetchError(
                    fetched.asked, f"its page {len(parts) + 1} is missing: {error.reason}",
                    lasting=error.lasting, retry_after=error.retry_after,
                ) from None  # fmt: skip
            if _kind(part) != "html" or part.raw in [p.raw for p in parts]:
                break
            parts.append(part)
    return Page(kind, tuple(parts), datetime.now(UTC))


def parse_page(page: Page, zone: ZoneInfo) -> Article:
    """Raises SourceError."""
    first = page.first
    if page.kind == "html":
        return _html(page, zone)
    if page.kind == "text":
        from ingest.readers import plain

        article = plain.read(decode(first.raw, first.asked), origin=first.asked, path=first.url, zone=zone)
    else:
        from ingest.readers import office as documents

        article = documents.read(first.raw, page.kind, origin=first.asked, path=first.url, zone=zone)
    return replace(article, url=article.url or first.url, source=article.source or page.outlet)


def decode_page(fetched: Fetched) -> str:
    """Raises FetchError where it is no text."""
    try:
        return decode(fetched.raw, fetched.asked, html=True, charset=fetched.charset)
    except SourceError as error:
        raise FetchError(fetched.asked, error.reason, lasting=True) from None


def _html(page: Page, zone: ZoneInfo) -> Article:
    from ingest.readers import html

    first, *others = page.parts
    now = page.read_at.astimezone(zone)
    article = html.read(decode_page(first), origin=first.asked, path=None, zone=zone, page=first.url, now=now)
    paragraphs = article.body.split("\n\n")
    for part in others:
        further = html.read(decode_page(part), origin=first.asked, path=None, zone=zone, page=part.url, now=now)
        paragraphs += [p for p in further.body.split("\n\n") if p not in paragraphs]
        article = replace(
            article, reporter=further.reporter or article.reporter, editor=article.editor or further.editor
        )
    return replace(article, body="\n\n".join(paragraphs))


def _kind(fetched: Fetched) -> str:
    """By what the server says, unless that says nothing. Raises FetchError for what is no article."""
    said, raw = fetched.content_type, fetched.raw
    if raw.startswith(b"%PDF-") and said in {"application/pdf", *_UNSURE}:
        return "pdf"
    if raw.startswith(b"PK\x03\x04") and said in {_DOCX, *_UNSURE}:
        return "docx"
    if said in _HTML or (said in _UNSURE and b"<html" in raw[:2000].lower()):
        return "html"
    if said in _PLAIN:
        return "text"
    what = said or "nothing that is known"
    raise FetchError(
        fetched.asked, f"it is {what[:60]}, not an article; give the address of the article itself", lasting=True
    )
