"""A fetched page made into an article: what kind of document it is, the rest of its parts, and the reader for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from index.errors import FetchError, SourceError
from index.types import Article
from ingest.addresses import host_of, web_address
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
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"})
_COMMENTS = re.compile(r"comment|komentar|oembed|wp-json", re.IGNORECASE)
_HEAD, _STUB = 20_000, 5_000  # bytes
_AMP = re.compile(r"<html[^>]{0,300}?\s(?:⚡|amp)(?:\s|=|>)".encode(), re.IGNORECASE)
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
    if kind == "html":
        fetched = _led_on(fetched, fetcher)
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


def _led_on(fetched: Fetched, fetcher: Fetcher) -> Fetched:
    """The page that a page leads on to by itself, or that an AMP page is the short form of. Raises FetchError where an
    article's address has come to lead to the front page: then the article is gone."""
    if (
        urlsplit(fetched.url).path in ("", "/")
        and urlsplit(fetched.asked).path.rstrip("/")
        and not urlsplit(fetched.url).query
    ):
        raise FetchError(fetched.asked, "it leads to the front page of its site; the article is gone", lasting=True)
    address = _leads_to(fetched)
    if not address or address == fetched.url:
        return fetched
    try:
        full = fetcher.get(address)
    except FetchError:
        return fetched
    if _kind(full) != "html" or urlsplit(full.url).path in ("", "/"):
        return fetched
    return replace(full, asked=fetched.asked)


def _leads_to(fetched: Fetched) -> str | None:
    """Where a stub sends its reader, or what an AMP page calls its full form; None for most pages, which aren't parsed."""
    from ingest.readers import marks, tree
    from ingest.readers.no_article import refresh_to

    head = fetched.raw[:_HEAD]
    stub, amp = len(fetched.raw) < _STUB and b"refresh" in head.lower(), bool(_AMP.search(head))
    if not stub and not amp:
        return None
    try:
        root = tree.parse(decode_page(fetched))
    except (FetchError, ValueError):
        return None
    target = refresh_to(root, fetched.url) if stub else None
    if amp and not target:
        target = next(iter(marks.canonical(root)), None)
    return web_address(fetched.url, target) if target else None


def feeds_of(page: Page) -> list[str]:
    """The feeds that a page names, the one of all its news first; those of comments left out."""
    from ingest.readers import tree

    try:
        root = tree.parse(decode_page(page.first))
    except (FetchError, ValueError):
        return []
    found = [
        (bool(_COMMENTS.search(f"{link.get('title', '')} {link.get('href', '')}")), address)
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower()
        and (link.get("type") or "").lower() in _FEEDS
        and (address := web_address(page.first.url, link.get("href") or ""))
    ]
    return [address for comments, address in found if not comments]


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
    from ingest.readers.html import read

    first, *others = page.parts
    now = page.read_at.astimezone(zone)
    article = read(decode_page(first), origin=first.asked, path=None, zone=zone, page=first.url, now=now)
    paragraphs = article.body.split("\n\n")
    for part in others:
        further = read(decode_page(part), origin=first.asked, path=None, zone=zone, page=part.url, now=now)
        new = further.body.split("\n\n")
        if sum(p in paragraphs for p in new) > len(paragraphs) / 2:
            break  # the same story once more: what has further pages is a list beside it
        paragraphs += [p for p in new if p not in paragraphs]
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
