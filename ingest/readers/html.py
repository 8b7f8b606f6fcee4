"""News pages: JSON-LD and meta tags say who and when (`marks`), the visible paragraphs are the text.

What a visitor doesn't see (scripts, hidden elements) and what isn't the story (menus, related links, captions,
furniture) is left out. Where a page doesn't mark its story, trafilatura finds it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from index.errors import SourceError
from index.types import Article
from ingest.build import build_article, tidy
from ingest.byline import read_byline
from ingest.dates import parse_date
from ingest.furniture import is_furniture
from ingest.news import find_signoff
from ingest.readers.marks import classes_of, fields_of, json_ld, name_of

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
    r"|(?:left|top|right|bottom|text-indent|margin-left)\s*:\s*-\d{4,}|clip\s*:\s*rect\(\s*0"
    r"|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
_PROSE = {"p", "li", "blockquote", "h2", "h3", "h4", "dd", "pre", "td"}
_BLOCKS = _PROSE | {
    "h1", "h5", "h6", "dt", "th", "div", "section", "article", "main", "header", "body", "html", "ul", "ol", "dl",
    "table", "tr",
}  # fmt: skip
_TELLINGS = 20  # elements of a kind that are tried; more are a list of teasers
_PAGE_NUMBER = frozenset({"page", "halaman", "hal", "p"})
_FOOT = re.compile(r"^(?P<role>\w+)\s*:\s*(?P<who>[^\n:]{3,60})$", re.MULTILINE)
_ROLES = {"editor": "editor", "penyunting": "editor", "redaktur": "editor", "pewarta": "author", "penulis": "author",
          "reporter": "author", "wartawan": "author"}  # fmt: skip
_STORY = re.compile(
    r"(?:^|[-_ ])(?:article|detail|read|post|entry|story|berita|isi)[-_]*(?:body|content|text|isi|berita|detail)s?(?:$|[-_ ])",
    re.IGNORECASE,
)
_SURE = 250
"""Characters that trafilatura must find: below that it guesses, and takes menus and captions for news."""
# A single <br> goes on with the paragraph, but not before a line of credits.
_CREDITS = re.compile(
    r"\s*(?:Pewarta|Penulis|Reporter|Wartawan|Editor|Penyunting|Redaktur|Uploader)\s*:|\s*(?:Copyright|©)", re.I
)
_LINK = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]{1,500})""", re.IGNORECASE)
_DEEPEST = 400
"""Elements within each other; a page that nests more is made to wear out whoever reads it."""
_ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def read(
    text: str, *, origin: str, path: str | None, zone: ZoneInfo, page: str | None = None, now: datetime | None = None
) -> Article:
    """The article on a page, which was fetched from the address `page` at `now`, or is a file's. Raises SourceError
    where no text of one is found."""
    try:
        soup = BeautifulSoup(text, "lxml")
        if _too_deep(soup):
            raise RecursionError
        data = json_ld(soup)
        fields = fields_of(soup, data, zone, page=page, now=now)
        live = _live_entries(data, zone)
        body = live or _story(_found(soup), fields, zone)
        body = body or html.unescape(name_of(data.get("articleBody"))).strip()
    except (RecursionError, AssertionError):  # the parser's own answers to markup beyond repair
        raise SourceError(origin, "its HTML can't be made sense of; save the article as text") from None
    if signoff := find_signoff(body):
        for credit in _FOOT.finditer(body, signoff.start):
            if field := _ROLES.get(credit["role"].lower()):
                fields.setdefault(field, tidy(credit["who"]))
        body = body[: signoff.start]
        if signoff.reporter:
            fields["reporter"] = signoff.reporter
    return build_article(body, fields, origin=origin, zone=zone, path=path)


def next_page(text: str, url: str) -> str | None:
    """The address of the next part of an article that is spread over several pages; None on its last.

    Only a link to the same path with the next number counts, or to that number below the same path: others lead to
    other articles.
    """
    here = urlsplit(url)
    number = next((int(v) for k, v in parse_qsl(here.query) if k in _PAGE_NUMBER and v.isdigit() and len(v) < 4), 0)
    stem = here.path.rstrip("/")
    if not number and (match := re.search(r"/(\d{1,2})$", stem)):
        number, stem = int(match[1]), stem[: match.start()]
    wanted = max(number, 1) + 1
    for match in _LINK.finditer(text):
        try:
            there = urlsplit(urljoin(url, html.unescape(match[1])))
        except ValueError:
            continue
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            continue
        numbers = [v for k, v in parse_qsl(there.query) if k in _PAGE_NUMBER]
        if there.path.rstrip("/") in (stem, here.path.rstrip("/")) and numbers == [str(wanted)]:
            return there._replace(fragment="").geturl()
        if there.path.rstrip("/") == f"{stem}/{wanted}" and len(stem) > 1:
            return there._replace(fragment="").geturl()
    return None


def _too_deep(soup: BeautifulSoup) -> bool:
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depth = depths[id(tag)] = depths[id(tag.parent)] + 1
        if depth > _DEEPEST:
            return True
    return False


def _live_entries(data: dict[str, Any], zone: ZoneInfo) -> str:
    """A live blog's entries in the order of their times, each with its own; "" for any other page."""
    updates = data.get("liveBlogUpdate")
    entries = []
    for update in updates if isinstance(updates, list) else []:
        if not isinstance(update, dict):
            continue
        said = [html.unescape(name_of(update.get(key))).strip() for key in ("headline", "articleBody")]
        moment = parse_date(name_of(update.get("datePublished")), zone)
        if any(said) and moment:
            local = moment.astimezone(zone)
            clock = f"{local:%H.%M} {_ZONE_NAMES.get(zone.key, zone.key)}"
            entries.append((moment, f"{clock} — " + "\n\n".join(filter(None, said))))
    return "\n\n".join(text for _, text in sorted(entries))


def _found(soup: BeautifulSoup) -> str:
    """The story: by the page's own marks where it has them, else by trafilatura, else whatever prose there is."""
    return _body(soup, marked=True) or _by_trafilatura(str(soup)) or _body(soup, marked=False)


def _by_trafilatura(text: str) -> str:
    """What trafilatura takes for the story; "" where that is too little to be sure of."""
    import logging

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it would tell the person of every odd page
    import trafilatura

    found = trafilatura.bare_extraction(
        text, include_comments=False, include_tables=False, include_formatting=False, deduplicate=False
    )
    plain = getattr(found, "text", None) or ""
    lines = (tidy(line.lstrip("- ")) for line in plain.split("\n"))
    body = "\n\n".join(line for line in lines if line and not is_furniture(line))
    return body if len(body) >= _SURE else ""


def _body(soup: BeautifulSoup, *, marked: bool) -> str:
    """The paragraphs of the story, a blank line between them; the longest telling of it the page has. If `marked`, only
    what the page says is its story."""
    for tag in soup.find_all(_is_left_out):
        if not tag.decomposed:
            tag.decompose()
    marks = [soup.find_all(itemprop="articleBody"), soup.find_all(class_=_STORY), soup.find_all("article")]
    for tags in marks if marked else [soup.find_all("main"), soup.find_all("body")]:
        longest = max(("\n\n".join(_paragraphs(tag)) for tag in tags[:_TELLINGS]), key=len, default="")
        if longest:
            return longest
    return "" if marked else "\n\n".join(_paragraphs(soup))


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
    marks = [*classes_of(tag), str(tag.get("itemprop", "")), str(tag.get("id", ""))]
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
        if block is not last or breaks > 1 or (breaks and node and _CREDITS.match(node)):
            clean = tidy(text)
            if clean and linked < len(clean) and not is_furniture(clean):
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
