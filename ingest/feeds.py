"""Feeds and sitemaps: lists of addresses, with what each list says of when they changed.

XML from strangers is read without entities: a document that declares any is refused before anything expands.
Formats: RSS, Atom and RDF through feedparser; https://www.sitemaps.org/protocol.html, with Google's news extension.
"""

from __future__ import annotations

import io
import re
import zlib
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from index.errors import FetchError
from ingest.dates import parse_date

MAX_BYTES = 50 * 2**20
"""Of a list once it is unpacked, as the sitemap protocol has it."""
_MOST = 50_000
_GZIP = b"\x1f\x8b"
_FEED_BYTES = 5 * 2**20
"""Feeds have a tenth of this; what is made to wear out their parser takes seconds a megabyte."""
_DEEPEST = 50
# Atomic throughout: what stands before the root is passed over in one way or not at all.
_OPENING = re.compile(
    rb"(?>\s++|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>|<\?[^>]*+>)*+<(?:\w++:)?(\w++)", re.DOTALL
)
_ROOTS = {b"rss": "feed", b"feed": "feed", b"RDF": "feed", b"urlset": "sitemap", b"sitemapindex": "sitemap"}


@dataclass(frozen=True, slots=True)
class Item:
    """One address in a list. `stamp` is what the list says of its state: another stamp means that it may have changed."""

    url: str
    stamp: str | None = None
    when: datetime | None = None
    """When it was published or last changed, by the list's own word."""


@dataclass(frozen=True, slots=True)
class Listing:
    kind: str
    """"feed" or "sitemap"."""
    items: tuple[Item, ...]
    lists: tuple[Item, ...] = ()
    """Further lists, which a sitemap index names."""


def kind_of(raw: bytes) -> str | None:
    """ "feed" or "sitemap" by the document's root element; None for anything else."""
    head = _plain_head(raw)
    match = _OPENING.match(head)
    return _ROOTS.get(match[1]) if match else None


def read_listing(raw: bytes, *, url: str, zone: ZoneInfo) -> Listing:
    """The list in a document. Raises FetchError where it can't be read, or declares entities."""
    raw = _unpacked(raw, url)
    kind = kind_of(raw)
    if kind is None:
        raise FetchError(url, "it is no feed or sitemap; check the address", lasting=True)
    _refuse_entities(raw, url)
    return _feed(raw, url) if kind == "feed" else _sitemap(raw, url, zone)


def _plain_head(raw: bytes) -> bytes:
    if raw.startswith(_GZIP):
        try:
            raw = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw[:65536], 65536)
        except zlib.error:
            return b""
    head = raw[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _unpacked(raw: bytes, url: str) -> bytes:
    if not raw.startswith(_GZIP):
        return raw
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = decoder.decompress(raw, MAX_BYTES + 1)
    except zlib.error:
        raise FetchError(url, "its gzip is cut off or damaged; it will be tried again") from None
    if len(plain) > MAX_BYTES:
        raise FetchError(url, f"it is larger than {MAX_BYTES >> 20} MB once unpacked; no list may be", lasting=True)
    if not decoder.eof:
        raise FetchError(url, "its gzip is cut off or damaged; it will be tried again")
    return plain


class _DeclaresError(Exception):
    pass


def _refuse_entities(raw: bytes, url: str) -> None:
    """Go through the document once with a parser that stops at the first declaration of an entity."""
    from xml.parsers import expat

    def declared(*_: object) -> int:
        raise _DeclaresError

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declared
    parser.UnparsedEntityDeclHandler = declared
    parser.ExternalEntityRefHandler = declared
    try:
        parser.Parse(raw, True)
    except _DeclaresError:
        raise FetchError(
            url, "its XML declares entities, which lists have no use for; it is left alone", lasting=True
        ) from None
    except (expat.ExpatError, ValueError, LookupError):
        pass  # not well-formed: whoever reads it decides what can be made of it


def _feed(raw: bytes, url: str) -> Listing:
    import feedparser

    if len(raw) > _FEED_BYTES:
        raise FetchError(
            url, f"it is larger than the {_FEED_BYTES >> 20} MB a feed may have; give its sitemap", lasting=True
        )

    try:
        found = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # a lenient parser meets a stranger's bytes: whatever trips it up is theirs
        raise FetchError(url, "this feed can't be made sense of; check it in a browser") from None
    items = {item.url: item for entry in found.entries[:_MOST] if (item := _item(entry, url))}
    if not items and found.bozo:
        raise FetchError(
            url, "this feed is not well-formed, and has no entries that can be read; it will be tried again"
        )
    return Listing("feed", tuple(items.values()))


def _item(entry: Any, base: str) -> Item | None:
    link = str(entry.get("link") or (entry.get("id") if str(entry.get("id")).startswith("http") else "") or "")
    try:
        address = urljoin(base, link.strip())
    except ValueError:
        return None
    if not link.strip() or not address.startswith(("http://", "https://")):
        return None
    said = dict(entry)  # feedparser's own look-up takes the one date for the other, and warns that it does
    parsed = said.get("published_parsed") or said.get("updated_parsed")
    try:
        when = datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, TypeError):
        when = None
    stamp = str(said.get("updated") or said.get("published") or said.get("title") or "")[:200]
    return Item(address.partition("#")[0], stamp or None, when)


def _sitemap(raw: bytes, url: str, zone: ZoneInfo) -> Listing:
    items: dict[str, Item] = {}
    lists: dict[str, Item] = {}
    for name, address, date in _entries(raw, url):
        try:
            address = urljoin(url, address.strip()).partition("#")[0]
        except ValueError:
            continue
        if address.startswith(("http://", "https://")):
            when = parse_date(date, zone) if date else None
            (lists if name == "sitemap" else items).setdefault(address, Item(address, date or None, when))
        if len(items) + len(lists) >= _MOST:
            break
    return Listing("sitemap", tuple(items.values()), tuple(lists.values()))


def _entries(raw: bytes, url: str) -> Iterator[tuple[str, str, str]]:
    """Of each <url> or <sitemap>: which it is, its address, and its most telling date. Only one is in memory at a time."""
    from xml.etree import ElementTree

    depth, root = 0, None
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(raw), events=("start", "end")):
            if event == "start":
                root = element if root is None else root
                depth += 1
                if depth > _DEEPEST:
                    raise FetchError(url, "its XML is nested deeper than any list; it is left alone", lasting=True)
                continue
            depth -= 1
            if depth != 1:
                continue
            name = _local(element.tag)
            texts = {_local(inner.tag): (inner.text or "").strip() for inner in reversed(list(element.iter()))}
            if name in ("url", "sitemap") and texts.get("loc"):
                yield name, texts["loc"][:2000], (texts.get("lastmod") or texts.get("publication_date") or "")[:80]
            if root is not None:
                root.clear()
    except (ElementTree.ParseError, ValueError, LookupError):
        raise FetchError(url, "this sitemap is not well-formed XML; it will be tried again") from None


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
