"""What a news page's marks say about its article: JSON-LD, OpenGraph and other meta tags, `<time>`, the byline.

Formats: https://schema.org/NewsArticle, https://ogp.me. A mark is the page's own word; where several say the same thing
the most exact counts: a date with a time before one without.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag

from ingest.addresses import host_of
from ingest.build import tidy
from ingest.byline import read_byline, read_caption
from ingest.dates import known_date, parse_date, relative_date

_ARTICLE_TYPE = re.compile(r"Article$|^(?:Live)?BlogPosting$|^Report$")
_ABOUT = re.compile(
    r"(?:^|[-_ ])(?:date|time|tanggal|waktu|publish\w*|byline|author|penulis|editor|credits?|reporter|info)(?:$|[-_ ])",
    re.I,
)
_ROLE = re.compile(
    r"^(?:oleh|by|penulis|reporter|pewarta|wartawan|laporan|kontributor|tim)\b\s*[:|]?\s+|^[-–|:\s]+"
    r"|\s*(?:[|(–-]\s*(?:tim\s+)?\w*(?:news|com|id|redaksi|reporter|jurnalis|kontributor|wartawan)\w*(?:\.\w+)*\)?)$",
    re.IGNORECASE,
)
_EDITOR = re.compile(r"^(?:editor|penyunting|redaktur)\s*[:|]\s*(?P<who>[^\n:|]{3,60})$", re.IGNORECASE)
_UPDATED = re.compile(
    r"^(?:(?:di)?perbarui|updated?|last\s+updated|update\s+terakhir|terakhir\s+diperbarui)\s*(?:pada|on)?\s*[:|]?\s+(?P<when>.+)$",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"^(?:(?:di)?(?:terbitkan|publikasikan|tayang|terbit)|published|posted)\s*(?:pada|on)?\s*[:|]?\s+", re.IGNORECASE
)
_LONGEST = 1000  # characters of a mark; a stranger's page may put a book there
_SHORT = 120  # characters; no line about the article is longer


def json_ld(soup: BeautifulSoup) -> dict[str, Any]:
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


def fields_of(
    soup: BeautifulSoup, data: dict[str, Any], zone: ZoneInfo, *, page: str | None, now: datetime | None
) -> dict[str, str]:
    """What the page says about its article, by the names that `build_article` knows.

    `page` is the address it was fetched from, `now` when; both None for a file. A page may name another address as its
    own only on its own site: otherwise any page could speak for any other.
    """
    meta = _metas(soup)
    lines = list(_lines(soup))
    url = _address(soup, data, meta, page)
    site = (name_of(data.get("publisher")) or meta.get("og:site_name", ""))[:_SHORT]
    titles = [html.unescape(name_of(data.get("headline"))), meta.get("og:title", ""), text_of(soup.find("h1"))]
    title = tidy(next(filter(None, titles), text_of(soup.title))[:_LONGEST])
    found = {
        "url": url,
        "source": site or host_of(url),
        "title": _without_site(title, [site, host_of(url)]),
        "author": _author(soup, data, meta, lines, site, zone),
        "editor": _editor(data, meta, lines),
        "section": next(filter(None, (name_of(data.get("articleSection")), meta.get("article:section", ""))), ""),
        "date": _date(soup, data, meta, lines, zone, now),
        "updated": _updated(data, meta, lines, zone),
        **_picture(soup),
    }
    found = {name: tidy(value[:_LONGEST]) for name, value in found.items() if value and value.strip()}
    if found.get("updated") and found.get("date"):
        first, last = parse_date(found["date"], zone), parse_date(found["updated"], zone)
        if first and last and last <= first:
            del found["updated"]
    return found


def _address(soup: BeautifulSoup, data: dict[str, Any], meta: dict[str, str], page: str | None) -> str:
    given = [
        *(str(link.get("href", "")) for link in soup.find_all("link", rel="canonical")),
        meta.get("og:url", ""),
        name_of(data.get("url"), "@id"),
        name_of(data.get("mainEntityOfPage"), "@id"),
    ]
    for url in given:
        try:
            url = urljoin(page or "", url.strip())
            if url.startswith(("http://", "https://")) and (page is None or _same_site(url, page)):
                if page and urlsplit(url).path in ("", "/") and urlsplit(page).path not in ("", "/"):
                    continue  # every page of the site says it is the front page
                return url
        except ValueError:
            continue
    return page or ""


def _same_site(a: str, b: str) -> bool:
    """ "m.", "amp." and "www." are the same house as the bare name."""
    bare = [re.sub(r"^(?:(?:www|m|amp|mobile)\.)+", "", urlsplit(url).netloc.lower()) for url in (a, b)]
    return bare[0] == bare[1]


def _without_site(title: str, sites: list[str]) -> str:
    for site in filter(None, sites):
        title = re.sub(rf"\s+[-–—|]\s+{re.escape(site)}$", "", title, flags=re.IGNORECASE)
    return title


def _author(
    soup: BeautifulSoup, data: dict[str, Any], meta: dict[str, str], lines: list[str], site: str, zone: ZoneInfo
) -> str:
    by = [name_of(data.get("author")), meta.get("author", ""), meta.get("article:author", "")]
    by += [meta.get("content_author", ""), meta.get("dc.creator", "")]
    by += [text_of(soup.find(itemprop="author")), text_of(soup.find("a", rel="author"))]
    for name in by:
        if name and not name.startswith("http") and (clean := _person(name, site)):
            return clean
    for line in lines:
        byline = read_byline(line, zone)
        if byline and byline.sure and byline.author and (clean := _person(byline.author, site)):
            return clean
    return ""


def _person(name: str, site: str) -> str:
    name = tidy(html.unescape(name[:_LONGEST]))
    for _ in range(2):
        name = _ROLE.sub("", name).strip(" ,;|")
    outlet = re.sub(r"\W", "", site.casefold())
    plain = re.sub(r"\W", "", name.casefold())
    if not name or plain in {outlet, outlet.removesuffix("com"), "redaksi", "timredaksi", "admin", "administrator"}:
        return ""
    return name


def _editor(data: dict[str, Any], meta: dict[str, str], lines: list[str]) -> str:
    given = name_of(data.get("editor")) or meta.get("editor", "") or meta.get("content_editor", "")
    return given or next((match["who"] for line in lines if (match := _EDITOR.match(line))), "")


def _date(
    soup: BeautifulSoup,
    data: dict[str, Any],
    meta: dict[str, str],
    lines: list[str],
    zone: ZoneInfo,
    now: datetime | None,
) -> str:
    """The most exact date among the page's marks, as ISO 8601 where it had to be worked out."""
    given = [name_of(data.get("datePublished"))]
    names = ("article:published_time", "datepublished", "publishdate", "pubdate", "content_publishdate", "dc.date")
    given += [meta.get(name, "") for name in names]
    given += [str(time.get("datetime")) for time in soup.find_all("time", datetime=True)[:1]]
    marked = [date for date in given if date and parse_date(date, zone)]
    seen = [
        moment
        for line in lines
        if not _UPDATED.match(line) and (moment := _moment_in(_PUBLISHED.sub("", line), zone, now))
    ]
    if marked:
        first = parse_date(marked[0], zone)
        assert first is not None
        if (
            not any(c.isdigit() for c in marked[0][11:]) and len(marked[0]) <= 11
        ):  # a day alone: perhaps a line has its time
            for moment in [*(parse_date(date, zone) for date in marked[1:]), *seen]:
                if moment and moment.date() == first.date() and (moment.hour, moment.minute) != (0, 0):
                    return moment.isoformat()
        return marked[0]
    return seen[0].isoformat() if seen else ""


def _moment_in(line: str, zone: ZoneInfo, now: datetime | None) -> datetime | None:
    """The date that a line is, or that stands in a byline."""
    if moment := known_date(line, zone):
        return moment
    if now and (moment := relative_date(line, now)):
        return moment
    byline = read_byline(line, zone)
    return byline.published_at if byline else None


def _updated(data: dict[str, Any], meta: dict[str, str], lines: list[str], zone: ZoneInfo) -> str:
    given = [name_of(data.get("dateModified")), meta.get("article:modified_time", ""), meta.get("og:updated_time", "")]
    given += [match["when"] for line in lines if (match := _UPDATED.match(line))]
    for date in given:
        if date and (moment := parse_date(date, zone)):
            return moment.isoformat()
    return ""


def _lines(soup: BeautifulSoup) -> Iterator[str]:
    """The short lines of those elements whose name says that they are about the article, in reading order."""
    for tag in soup.find_all(_is_about)[:60]:
        for part in tag.get_text("\n").split("\n"):
            line = tidy(part)
            if 3 < len(line) <= _SHORT:
                yield line
        whole = tidy(tag.get_text(" "))
        if 3 < len(whole) <= _SHORT:
            yield whole


def _is_about(tag: Tag) -> bool:
    if tag.name == "time":
        return True
    if tag.name not in ("div", "span", "p", "address", "li", "small", "h5", "h6", "ul"):
        return False
    return any(_ABOUT.search(mark) for mark in [*classes_of(tag), str(tag.get("id", ""))])


def _picture(soup: BeautifulSoup) -> dict[str, str]:
    tag = soup.find("figcaption")
    if tag is None:
        tag = soup.find(class_=re.compile(r"(?:^|[-_])caption(?:$|[-_])", re.IGNORECASE))
    text = text_of(tag)
    if not text or len(text) > 600:
        return {}
    picture = read_caption(text)
    found = {"caption": picture.caption, "credit": picture.credit} if picture else {"caption": text}
    return {name: tidy(value) for name, value in found.items() if value}


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """What the page's meta tags say, by property, name or itemprop in lower case; the first of a kind counts."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta", content=True):
        for key in ("property", "name", "itemprop"):
            if content := str(tag["content"]).strip():
                found.setdefault(str(tag.get(key)).lower(), content)
    return found


def name_of(value: Any, key: str = "name") -> str:
    """A schema.org value as text: a string, an object with a name, or a list of either."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(name for item in value if (name := name_of(item, key))))
    if isinstance(value, dict):
        return name_of(value.get(key), key)
    return value if isinstance(value, str) else ""


def classes_of(tag: Tag) -> list[str]:
    classes: str | list[str] = tag.get("class") or []
    return [classes] if isinstance(classes, str) else list(classes)


def text_of(tag: Tag | None) -> str:
    return tidy(tag.get_text(" ")) if tag else ""
