"""Feeds and sitemaps: lists of addresses, with what each list says of when they changed.

XML from strangers is read without entities: a document that declares any is refused before anything expands.
Formats: RSS, Atom and RDF through feedparser; https://www.sitemaps.org/protocol.html, with Google's news extension.
"""

from __future__ import annotations

import html
import io
import json
import re
import zlib
from calendar import timegm
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from index.errors import FetchError, SourceError
from index.types import Article
from ingest import xml
from ingest.addresses import host_of, web_address
from ingest.build import build_article, tidy
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
_JSON_FEED = re.compile(
    rb'\s*\{[^{]{0,2000}"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org|\s*\{(?=.{0,60000}"items"\s*:\s*\[).{0,2000}?"(?:home_page_url|feed_url)"',
    re.DOTALL,
)
_ADDRESS = re.compile(rb"https?://[^\s<>\"]+")
_DECLARED = re.compile(rb"<!DOCTYPE[^>\[]*\[(?P<inside>.*?)\]\s*>", re.DOTALL)
_ENTITY = re.compile(rb"""<!ENTITY\s+(?P<name>[\w.-]{1,40})\s+["'](?P<value>[^"'<%]{0,40})["']\s*>""")
_ENCODING = re.compile(rb"\sencoding\s*=\s*[\"'][^\"']*[\"']")
_BARE_NAME = re.compile(rb"&(?!#)")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});)", re.IGNORECASE)
_CDATA = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_FULL = 400
"""Characters of an item's text that may be all of the article."""
_ROOTS = {b"rss": "feed", b"feed": "feed", b"RDF": "feed", b"urlset": "sitemap", b"sitemapindex": "sitemap"}


@dataclass(frozen=True, slots=True)
class Story:
    """What a feed says of an article; `markup` is its text."""

    title: str
    author: str
    outlet: str
    date: str
    markup: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """One address in a list. `stamp` is what the list says of its state: another stamp means that it may have changed."""

    url: str
    stamp: str | None = None
    when: datetime | None = None
    """When it was published or last changed, by the list's own word."""
    author: str = ""
    """Who wrote it, by a feed's word."""
    story: Story | None = None
    """The article, where the list holds it in full: for when its page can't be had."""


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
    if match:
        return _ROOTS.get(match[1])
    if _JSON_FEED.match(head):
        return "feed"
    lines = head.split()
    return "sitemap" if lines and all(map(_ADDRESS.fullmatch, lines[:-1] or lines)) else None


def read_listing(raw: bytes, *, url: str, zone: ZoneInfo) -> Listing:
    """The list in a document. Raises FetchError where it can't be read, or declares entities."""
    raw = _unpacked(raw, url)
    kind = kind_of(raw)
    if kind is None:
        raise FetchError(url, "it is no feed or sitemap; check the address", lasting=True)
    if _JSON_FEED.match(_plain_head(raw)):
        return _json_feed(raw, url, zone)
    if not _OPENING.match(_plain_head(raw)):
        return _text_sitemap(raw, url)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = _ENCODING.sub(b"", raw.decode("utf-16", "replace").encode(), count=1)
    raw = _mended(raw.lstrip())
    _refuse_entities(raw, url)
    return _feed(raw, url, zone) if kind == "feed" else _sitemap(raw, url, zone)


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


def _mended(raw: bytes) -> bytes:
    """The document with its own short entities put in where all of them are short, and its bare ampersands written out."""
    if declared := _DECLARED.search(raw, 0, 65_536):
        values = {match["name"]: match["value"] for match in _ENTITY.finditer(declared["inside"])}
        if b"<!ENTITY" not in _ENTITY.sub(b"", declared["inside"]) and not any(map(_BARE_NAME.search, values.values())):
            raw = raw[: declared.start()] + raw[declared.end() :]
            raw = re.sub(rb"&([\w.-]{1,40});", lambda match: values.get(match[1], match[0]), raw)
    parts = _CDATA.split(raw)
    parts[::2] = [_BARE_AMPERSAND.sub(b"&amp;", part) for part in parts[::2]]
    return b"".join(parts)


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


def _json_feed(raw: bytes, url: str, zone: ZoneInfo) -> Listing:
    """https://www.jsonfeed.org/version/1.1"""
    try:
        feed = json.loads(raw)
        entries = [entry for entry in feed["items"] if isinstance(entry, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FetchError(url, "this JSON feed is not valid; it will be tried again") from None
    items = {}
    for entry in entries[:_MOST]:
        date = str(entry.get("date_published") or entry.get("date_modified") or "")
        people = entry.get("authors") or feed.get("authors") or [entry.get("author") or feed.get("author")]
        names = (
            [str(one.get("name") or "") for one in people if isinstance(one, dict)] if isinstance(people, list) else []
        )
        text = str(entry.get("content_html") or "") or _as_markup(str(entry.get("content_text") or ""))
        story = _story(
            str(entry.get("title") or ""), ", ".join(filter(None, names)), str(feed.get("title") or ""), date, text
        )
        if address := web_address(url, str(entry.get("url") or entry.get("id") or "")):
            stamp = str(entry.get("date_modified") or date or entry.get("title") or "")[:200]
            items[address] = Item(
                address, stamp or None, parse_date(date, zone) if date else None, ", ".join(filter(None, names)), story
            )
    return Listing("feed", tuple(items.values()))


def _text_sitemap(raw: bytes, url: str) -> Listing:
    """One address a line: https://www.sitemaps.org/protocol.html#otherformats"""
    text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "replace")
    found = [address for line in text.split() if (address := web_address(url, line))]
    return Listing("sitemap", tuple(Item(address) for address in dict.fromkeys(found[:_MOST])))


def _story(title: str, author: str, outlet: str, date: str, markup: str) -> Story | None:
    return Story(title, author, outlet, date, markup) if len(re.sub(r"<[^>]*>", "", markup)) >= _FULL else None


def _as_markup(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in re.split(r"\n\s*\n|\n", text) if part.strip())


def article_of(item: Item, zone: ZoneInfo) -> Article:
    """The article as the feed has it. Raises SourceError where it is none after all."""
    from ingest.people import person
    from ingest.readers.html import prose

    story = item.story
    assert story is not None
    fields = {
        "url": item.url, "title": tidy(html.unescape(re.sub(r"<[^>]{0,200}>", "", html.unescape(story.title)))), "source": tidy(story.outlet) or host_of(item.url),
        "author": person(story.author, [story.outlet]),
        "date": item.when.astimezone(zone).isoformat() if item.when else story.date,
    }  # fmt: skip
    body = prose(story.markup)
    if len(body) < _FULL / 2:
        raise SourceError(item.url, "the feed has no more of it than a teaser")
    return build_article(body, {k: v for k, v in fields.items() if v}, origin=item.url, zone=zone, path=None)


def _feed(raw: bytes, url: str, zone: ZoneInfo) -> Listing:
    import feedparser

    if len(raw) > _FEED_BYTES:
        raise FetchError(
            url, f"it is larger than the {_FEED_BYTES >> 20} MB a feed may have; give its sitemap", lasting=True
        )

    try:
        found = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # a lenient parser meets a stranger's bytes: whatever trips it up is theirs
        raise FetchError(url, "this feed can't be made sense of; check it in a browser") from None
    outlet, author = str(found.feed.get("title") or ""), str(found.feed.get("author") or "")
    items = {item.url: item for entry in found.entries[:_MOST] if (item := _item(entry, url, outlet, author, zone))}
    if not items and found.bozo:
        raise FetchError(
            url, "this feed is not well-formed, and has no entries that can be read; it will be tried again"
        )
    return Listing("feed", tuple(items.values()))


def _item(entry: Any, base: str, outlet: str, author: str, zone: ZoneInfo) -> Item | None:
    link = str(entry.get("link") or (entry.get("id") if str(entry.get("id")).startswith("http") else "") or "")
    if (address := web_address(base, link)) is None:
        return None
    said = dict(entry)  # feedparser's own look-up takes the one date for the other, and warns that it does
    parsed = said.get("published_parsed") or said.get("updated_parsed")
    date = str(said.get("published") or said.get("updated") or "")
    try:
        when = datetime.fromtimestamp(timegm(parsed), UTC) if parsed else parse_date(date, zone)
    except (ValueError, OverflowError, TypeError):
        when = None
    stamp = str(said.get("updated") or said.get("published") or said.get("title") or "")[:200]
    texts = [str(part.get("value") or "") for part in entry.get("content") or []] + [str(said.get("summary") or "")]
    author = str(said.get("author") or author)[:200]
    story = _story(str(said.get("title") or ""), author, outlet, date, max(texts, key=len))
    return Item(address, stamp or None, when, author, story)


def _sitemap(raw: bytes, url: str, zone: ZoneInfo) -> Listing:
    items: dict[str, Item] = {}
    lists: dict[str, Item] = {}
    for name, link, date in _entries(raw, url):
        if address := web_address(url, link):
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
            if found := _entry(element):
                yield found
            if root is not None:
                root.clear()
    except (ElementTree.ParseError, ValueError, LookupError):
        yield from _broken_entries(raw, url)


def _broken_entries(raw: bytes, url: str) -> Iterator[tuple[str, str, str]]:
    """What can be read of a sitemap that is not well-formed. Raises FetchError where that is nothing."""
    entries: Iterable[Any]
    try:
        entries = xml.parse(raw)
    except ValueError:
        entries = ()
    count = 0
    for entry in entries:
        if found := _entry(entry):
            count += 1
            yield found
    if not count:
        raise FetchError(url, "this sitemap is not well-formed XML; it will be tried again")


def _entry(element: Any) -> tuple[str, str, str] | None:
    """Of a <url> or <sitemap> its name, its address, and its most telling date; None for what is neither."""
    name = xml.local(element)
    texts = {xml.local(inner): (inner.text or "").strip() for inner in reversed(list(element.iter()))}
    if name not in ("url", "sitemap") or not texts.get("loc"):
        return None
    return name, texts["loc"][:2000], (texts.get("lastmod") or texts.get("publication_date") or "")[:80]
