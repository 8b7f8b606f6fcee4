"""News pages: JSON-LD and meta tags say who and when, the visible paragraphs are the text.

What a visitor doesn't see (scripts, hidden elements) and what isn't the story (menus, related links, captions) is left
out. Formats: https://schema.org/NewsArticle, https://ogp.me.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from index.errors import SourceError
from index.types import Article
from ingest.build import build_article, tidy
from ingest.byline import read_byline, read_caption
from ingest.news import find_signoff

_NOT_TEXT = [
    "script", "style", "noscript", "template", "nav", "aside", "figure", "footer", "form", "button", "iframe", "svg",
    "select", "video", "audio", "object", "head",
]  # fmt: skip
_NOT_STORY = re.compile(
    r"(?:^|[-_ ])(?:byline|author|caption|credit|share|sharing|social|related|terkait|baca-?juga|read-?(?:more|also)"
    r"|newsletter|breadcrumbs?|tags?|advert\w*|ads|iklan|comments?|komentar|sidebar|promo)(?:$|[-_ ])",
    re.IGNORECASE,
)
# Also what is there but can't be seen: without size, wholly transparent, far off the page.
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
    r"|(?:left|top|right|bottom|text-indent|margin-left)\s*:\s*-\d{4,}|clip\s*:\s*rect\(\s*0|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
_READ_ALSO = re.compile(
    r"(?:baca|lihat|simak|tonton|read)\s*(?:juga|selengkapnya|pula|also|more)\b|advertisement$", re.I
)
_PROSE = {"p", "li", "blockquote", "h2", "h3", "h4", "dd", "pre", "td"}
_BLOCKS = _PROSE | {
    "h1", "h5", "h6", "dt", "th", "div", "section", "article", "main", "header", "body", "html", "ul", "ol", "dl",
    "table", "tr",
}  # fmt: skip
_TELLINGS = 20  # elements of a kind that are tried; more are a list of teasers
_ARTICLE_TYPE = re.compile(r"Article$|^BlogPosting$|^Report$")


def read(text: str, *, origin: str, path: str, zone: ZoneInfo) -> Article:
    """The article on a page. Raises SourceError where no text of one is found."""
    try:
        soup = BeautifulSoup(text, "html.parser")
        data = _json_ld(soup)
        fields = {name: tidy(value) for name, value in _fields(soup, data) if value and value.strip()}
        fields |= _picture(soup)
        body = _story(_body(soup), fields, zone) or html.unescape(_name(data.get("articleBody"))).strip()
    except (RecursionError, AssertionError):  # the parser's own answers to markup beyond repair
        raise SourceError(origin, "its HTML can't be made sense of; save the article as text") from None
    if signoff := find_signoff(body):
        body = body[: signoff.start]
        if signoff.reporter:
            fields["reporter"] = signoff.reporter
    return build_article(body, fields, origin=origin, zone=zone, path=path)


def _json_ld(soup: BeautifulSoup) -> dict[str, Any]:
    """The page's first article object, {} where there is none."""
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            found = json.loads(script.get_text(), strict=False)
        except (ValueError, RecursionError):
            continue  # a broken block says nothing; the page's other marks remain
        for thing in _things(found):
            kinds = thing.get("@type")
            if any(
                isinstance(k, str) and _ARTICLE_TYPE.search(k) for k in (kinds if isinstance(kinds, list) else [kinds])
            ):
                return thing
    return {}


def _things(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, list):
        for item in found:
            yield from _things(item)
    elif isinstance(found, dict):
        yield found
        yield from _things(found.get("@graph"))


def _fields(soup: BeautifulSoup, data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the page says about its article, the best source of each field first."""
    meta = _metas(soup)
    urls = [
        *(str(link.get("href", "")) for link in soup.find_all("link", rel="canonical")),
        meta.get("og:url", ""),
        _name(data.get("url"), "@id"),
        _name(data.get("mainEntityOfPage"), "@id"),
    ]
    url = next((u.strip() for u in urls if u.strip().startswith(("http://", "https://"))), "")
    site = _name(data.get("publisher")) or meta.get("og:site_name", "")
    titles = [html.unescape(_name(data.get("headline"))), meta.get("og:title"), _text(soup.find("h1"))]
    page_title = re.sub(rf"\s+[-–—|]\s+{re.escape(site)}$", "", _text(soup.title))
    by = [_name(data.get("author")), meta.get("author"), meta.get("article:author")]
    by += [_text(soup.find(itemprop="author")), _text(soup.find("a", rel="author"))]
    time = soup.find("time", datetime=True)
    dates = [_name(data.get("datePublished"))]
    dates += [meta.get(name, "") for name in ("article:published_time", "datePublished", "publishdate", "pubdate")]
    dates += [str(time.get("datetime")) if time else "", _text(soup.find("time"))]
    yield "url", url
    yield "source", site or _host(url)
    yield "title", next(filter(None, titles), page_title)
    yield "author", next((name for name in by if name and not name.startswith("http")), "")
    yield "date", next(filter(None, dates), "")


def _picture(soup: BeautifulSoup) -> dict[str, str]:
    text = _text(soup.find("figcaption"))
    if not text:
        return {}
    picture = read_caption(text)
    found = {"caption": picture.caption, "credit": picture.credit} if picture else {"caption": text}
    return {name: tidy(value) for name, value in found.items() if value}


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """What the page's meta tags say, by property, name or itemprop; the first of a kind counts."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta", content=True):
        for key in ("property", "name", "itemprop"):
            if content := str(tag["content"]).strip():
                found.setdefault(str(tag.get(key)), content)
    return found


def _name(value: Any, key: str = "name") -> str:
    """A schema.org value as text: a string, an object with a name, or a list of either."""
    if isinstance(value, list):
        return ", ".join(name for item in value if (name := _name(item, key)))
    if isinstance(value, dict):
        return _name(value.get(key), key)
    return value if isinstance(value, str) else ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _text(tag: Tag | None) -> str:
    return tidy(tag.get_text(" ")) if tag else ""


def _body(soup: BeautifulSoup) -> str:
    """The paragraphs of the story, a blank line between them; the longest telling of it the page has."""
    for tag in soup.find_all(_is_left_out):
        if not tag.decomposed:
            tag.decompose()
    for tags in (
        soup.find_all(itemprop="articleBody"),
        soup.find_all("article"),
        soup.find_all("main"),
        soup.find_all("body"),
    ):
        longest = max(("\n\n".join(_paragraphs(tag)) for tag in tags[:_TELLINGS]), key=len, default="")
        if longest:
            return longest
    return "\n\n".join(_paragraphs(soup))


def _story(body: str, fields: dict[str, str], zone: ZoneInfo) -> str:
    """The text from its first paragraph of prose: a title or byline above it goes into `fields`, where that lacks it."""
    while body:
        first, _, rest = body.partition("\n\n")
        byline = read_byline(first, zone)
        if first in fields.values() or (byline and byline.sure):
            for name, value in (("author", byline.author), ("source", byline.source)) if byline else ():
                if value:
                    fields.setdefault(name, value)
            if byline and byline.published_at:
                fields.setdefault("date", byline.published_at.isoformat())
            body = rest
        else:
            break
    return body


def _is_left_out(tag: Tag) -> bool:
    if tag.name in _NOT_TEXT or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    if _HIDDEN_STYLE.search(str(tag.get("style", ""))):
        return True
    if tag.name in ("html", "body", "main", "article"):
        return False
    classes: str | list[str] = tag.get("class") or []
    marks = [classes] if isinstance(classes, str) else list(classes)
    marks += [str(tag.get("itemprop", "")), str(tag.get("id", ""))]
    return any(_NOT_STORY.search(mark) for mark in marks)


def _paragraphs(root: Tag) -> list[str]:
    """Prose blocks, or, on a page that marks none up, whatever text there is between blocks and line breaks."""
    blocks = list(_blocks(root))
    return [text for name, text in blocks if name in _PROSE] or [text for name, text in blocks if name != "h1"]


def _blocks(root: Tag) -> Iterator[tuple[str, str]]:
    """(innermost block's name, its text) in reading order; blocks that are only a link, or say "Baca juga", left out."""
    text, linked, owner, last = "", 0, "", None
    for node in [*_strings(root), None]:
        block, in_link = _surroundings(node, root) if node else (None, False)
        breaks = _breaks_before(node) if node and node.strip() else 0
        if block is not last or breaks > 1:
            clean = tidy(text)
            if clean and linked < len(clean) and not _READ_ALSO.match(clean):
                yield owner, clean
            text, linked, owner, last = "", 0, block.name if block else "", block
        if node:
            text += " " * bool(breaks) + str(node)
            linked += len(tidy(str(node))) * in_link


def _surroundings(node: NavigableString, root: Tag) -> tuple[Tag, bool]:
    """The innermost block a text is in, and whether a link lies between."""
    in_link = False
    for parent in node.parents:
        in_link |= parent.name == "a"
        if parent.name in _BLOCKS:
            return parent, in_link
    return root, in_link


def _strings(root: Tag) -> Iterable[NavigableString]:
    return (n for n in root.descendants if type(n) is NavigableString)


def _breaks_before(node: NavigableString) -> int:
    """How many <br> stand between this text and the one before; two make a paragraph by other means."""
    count = 0
    for before in node.previous_elements:
        if isinstance(before, Tag):
            count += before.name == "br"
        elif str(before).strip():
            break
    return count
