"""What a news page says about its article: JSON-LD, meta tags, microdata, and the lines around the story.

Formats: https://schema.org/NewsArticle, https://ogp.me. Where several tell of the same thing, they are held against each
other: a headline counts where the page prints it, a date where it can be, and what stands beside the story before what
stands in a header, a sidebar or a teaser. A company is no author, and neither is an editor.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.html import HtmlElement

from ingest.addresses import host_of
from ingest.build import tidy
from ingest.byline import is_person, read_byline, read_caption
from ingest.dates import known_date, parse_date, relative_date
from ingest.people import person, several
from ingest.readers import structured
from ingest.readers.blocks import Block
from ingest.readers.headline import headline, plain, without_site
from ingest.readers.structured import Data, kinds_of, name_of
from ingest.readers.tree import bare, classes, text_of

_READERS = re.compile(r"comment|komentar", re.IGNORECASE)
_CLOCK = re.compile(r"(?:pukul|pkl|jam)?\W*\d{1,2}[.:]\d{2}\b", re.IGNORECASE)
_BULLET = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+")
_NEAREST = 4  # blocks next to the story's beginning
_WORDS = 6  # of a name, at most
_BY = re.compile(
    r"(?:^|[-_ ])(?:byline|authors?(?:[-_]?names?)?|penulis|reporter|wartawan|jurnalis|vcard|fn|by)(?:$|[-_ \d])", re.I
)
_REPORTER = re.compile(r"(?:rep|reporter|penulis|pewarta|wartawan)\s*:\s*\w", re.IGNORECASE)
_EDITOR = re.compile(r"^(?:editor|penyunting|redaktur)\s*[:|]\s*(?P<who>[^\n:|]{3,60})$", re.IGNORECASE)
_UPDATED = re.compile(
    r"^(?:(?:di)?perbarui|updated?|last\s+updated|update\s+terakhir|terakhir\s+diperbarui)\s*(?:pada|on)?\s*[:|]?\s+(?P<when>.+)$",
    re.IGNORECASE,
)
_CHANGED_LABEL = re.compile(r"(?:updated?|modified|diperbarui|perbarui|update\s+terakhir)\W*$", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"^(?:(?:di)?(?:terbitkan|publikasikan|tayang|terbit)|published|posted)\s*(?:pada|on)?\s*[:|]?\s+|^(?:on|pada)\s+",
    re.IGNORECASE,
)
_GREENWICH = re.compile(r"(?:Z|[+-]00:?00|GMT|UTC)$")
_ZONED = re.compile(r"(?:[+-]\d{2}:?\d{2}|[A-Z]{3,4})$")
_ZONE_SAID = re.compile(r"\b(?:WIB|WITA|WIT)\b")
_LONGEST = 1000  # characters of a mark; a stranger's page may put a book there
_SHORT = 120  # characters; no line about the article is longer
_MOTTO = re.compile(r"(?<=\w\w)\s+[|~]\s.*")
"""What stands behind an outlet's name: "Kabar Muara | Cepat dan Tepercaya"."""
_LEAST = 8  # characters of a title
_AROUND = 12  # blocks before the story, and after it, that may tell of it
_FOOT = 4  # blocks of credits at its end
_EARLIEST = 1971  # an epoch of nought is no date
_DATES = (
    "article:published_time", "datepublished", "publishdate", "publish-date", "pubdate", "parsely-pub-date",
    "content_publishdate", "dc.date.issued", "dc.date", "dcterms.created", "sailthru.date", "date",
)  # fmt: skip
_DATED = etree.XPath("//*[@itemprop='datePublished' or @pubdate]")
_CHANGED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "parsely-post-date")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "content_author", "dc.creator", "byl")


@dataclass(frozen=True, slots=True)
class Marks:
    """A page as it speaks of itself, read once."""

    root: HtmlElement
    data: Data
    meta: dict[str, str]
    page: str | None
    """The address it was fetched from; None for a file."""
    zone: ZoneInfo
    now: datetime
    headings: tuple[str, ...]
    titles: frozenset[str]
    """The headings, as `bare` makes them."""
    address: str
    article: dict[str, Any]
    relative: bool
    """Whether "2 jam lalu" can be reckoned from `now`."""

    @property
    def says_article(self) -> bool:
        return bool(self.article) or self.meta.get("og:type", "").lower() == "article"


def read(root: HtmlElement, zone: ZoneInfo, *, page: str | None, now: datetime | None) -> Marks:
    """What the page says, before anything of it is taken away."""
    data, meta = structured.read(root), _metas(root)
    headings = tuple(text for h1 in root.iter("h1") if (text := text_of(h1)))
    titles = [*headings, meta.get("og:title", ""), root.findtext(".//title") or ""]
    given = _links(root, meta)
    article = structured.article_of(data, titles, [page or "", *given])
    own = [*given, name_of(article.get("url"), "@id"), name_of(article.get("mainEntityOfPage"), "@id")]
    address = _address(own, page)
    bare_headings = frozenset(map(bare, headings))
    return Marks(
        root, data, meta, page, zone, now or datetime.now(zone), headings, bare_headings, address, article,
        relative=now is not None,
    )  # fmt: skip


def told(marks: Marks) -> tuple[str, list[str]]:
    """The page's own description, and the article's body in its data, as paragraphs."""
    description = marks.meta.get("og:description") or marks.meta.get("description", "")
    return html.unescape(description), structured.body_of(marks.article.get("articleBody"))


def fields_of(marks: Marks, blocks: Sequence[Block], story: Sequence[int]) -> dict[str, str]:
    """What the page says about its article, by the names that `build_article` knows; `blocks` are all of its text, `story`
    the numbers of the story's."""
    article, meta, data = marks.article, marks.meta, marks.data
    around = _around(marks, blocks, story)
    lines = list(_lines(around))
    source = _source(marks)
    sites = [
        source,
        tidy(html.unescape(meta.get("og:site_name", ""))),
        data.text(article, "publisher"),
        host_of(marks.address),
    ]
    editor = _editor(marks, lines)
    found = {
        "url": marks.address,
        "source": source,
        "title": _title(marks, sites, _printed(blocks[: story[0] + 2 if story else 40]), around if story else ()),
        "author": _author(marks, around, lines, sites, editor),
        "editor": editor,
        "section": next(filter(None, (name_of(article.get("articleSection")), meta.get("article:section", ""))), ""),
        "date": _date(marks, lines),
        "updated": _updated(marks, lines),
        **_picture(marks.root),
    }
    found = {name: tidy(value[:_LONGEST]) for name, value in found.items() if value and value.strip()}
    if found.get("updated") and found.get("date"):
        first, last = parse_date(found["date"], marks.zone), parse_date(found["updated"], marks.zone)
        if first and last and last <= first:
            del found["updated"]
    return found


# Addresses and names of outlets


def _links(root: HtmlElement, meta: dict[str, str]) -> list[str]:
    return [*canonical(root), meta.get("og:url", "")]


def canonical(root: HtmlElement) -> list[str]:
    """The addresses that the page gives for its own."""
    return [link.get("href", "") for link in root.iter("link") if link.get("rel", "").lower() == "canonical"]


def _address(given: Iterable[str], page: str | None) -> str:
    """The address a page has, which it may name itself, but only on its own site: else any page could speak for any."""
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
    bare_names = [re.sub(r"^(?:(?:www|m|amp|mobile)\.)+", "", urlsplit(url).netloc.lower()) for url in (a, b)]
    return bare_names[0] == bare_names[1]


def _source(marks: Marks) -> str:
    """The outlet: what the page calls itself, unless that is the company that owns it; else its host."""
    publisher, site = marks.data.text(marks.article, "publisher"), marks.meta.get("og:site_name", "")
    publisher, site = (_MOTTO.sub("", tidy(html.unescape(name))[:_SHORT]) for name in (publisher, site))
    if not publisher or (site and re.search(r"\b(?:PT|CV|Ltd|Inc|LLC|GmbH|Tbk)\b", publisher)):
        publisher = site or publisher
    return publisher or marks.data.site or _named_in_head(marks) or host_of(marks.address)


def _named_in_head(marks: Marks) -> str:
    """The outlet's name behind or before the headline in the page's own name, where its logo or copyright has it too."""
    signs = bare(host_of(marks.address).partition(".")[0])
    for tag in marks.root.xpath("//a[@href='/' or @rel='home'] | //*[text()[contains(., '©')]]"):
        signs += " " + bare(text_of(tag)[:_LONGEST]) + "".join(bare(img.get("alt", "")) for img in tag.iter("img"))
    parts = re.split(r"\s+[-–—|•·:]+\s+|\s*\|\s*|(?<=\w):\s+", plain(text_of(marks.root.find(".//title"))))
    if len(parts) < 2:
        return ""
    return next((part for part in (parts[-1], parts[0]) if len(bare(part)) > 3 and bare(part) in signs), "")


# Titles


def _printed(blocks: Sequence[Block]) -> list[list[str]]:
    """What may be the title as the page prints it: short blocks, each with the parts of it that are marked up."""
    short = [block for block in blocks if len(block.text) <= 2 * _SHORT and not block.rooms & {"nav", "footer"}]
    return [[plain(text) for text in (block.text, *block.element.itertext()) if len(text) > _LEAST] for block in short]


def _title(marks: Marks, sites: list[str], above: Sequence[Sequence[str]], around: Sequence[Block]) -> str:
    """The page's headline; else what it tells and prints once; else what stands above the story as a headline does."""
    in_data = "" if structured.PRINTED in marks.article else name_of(marks.article.get("headline"))
    said = [in_data, marks.meta.get("og:title", ""), marks.meta.get("twitter:title", "")]
    homes = {bare(text_of(link)) for link in marks.root.xpath("//a[@href='/']")} - {""}
    given, headings, names = (
        [title for text in texts if bare(title := without_site(plain(text), sites)) not in ("", *homes)]
        for texts in (said, marks.headings, [text_of(marks.root.find(".//title"))])
    )
    name = names[0] if names else ""
    if found := headline(given, headings, name, above):
        return found
    printed = bare(" ".join(text for parts in above for text in parts))
    once = (text for text in [*given, *headings, name] if text != name or (name and bare(name) in printed))
    return next(once, "") or _heading_above(marks, around) or name


def _heading_above(marks: Marks, around: Sequence[Block]) -> str:
    for block in around[:_AROUND]:
        text = block.text
        loud = block.tag in ("h2", "h3", "h4") or any(
            len(text_of(tag)) == len(text) for tag in block.element.iter("b", "strong", "big", "font")
        )
        if loud and 15 < len(text) <= 2 * _SHORT and not (block.linked or text.endswith(".") or _is_date(text, marks)):
            return text
    return ""


# People


def _author(marks: Marks, around: Sequence[Block], lines: list[str], sites: list[str], editor: str) -> str:
    editors = {bare(name) for name in editor.split(",")} - {""}
    in_data, organisations = _given_authors(marks)
    sites = [*sites, *organisations]
    for sure, names in _authors(marks, in_data, around):
        people = [
            name
            for raw in names
            for one in several(raw)
            if (name := person(one, sites)) and bare(name) not in editors and (sure or " " in name)
        ]
        if people:
            return ", ".join(dict.fromkeys(people))
    for line in lines:
        byline = read_byline(line, marks.zone)
        known = byline.author if byline and byline.sure else None
        people = [name for one in several(known or "") if (name := person(one, sites)) and bare(name) not in editors]
        if people:
            return ", ".join(people)
    return next((name for one in _beside_dates(marks, around) if (name := person(one, sites))), "")


def _given_authors(marks: Marks) -> tuple[list[str], list[str]]:
    """Whom the page's data name as its author: people, and organisations such as agencies and desks."""
    given = marks.data.value(marks.article, "author")
    people: list[str] = []
    organisations: list[str] = []
    for one in given if isinstance(given, list) else [given]:
        is_organisation = isinstance(one, dict) and any("Organization" in kind for kind in kinds_of(one))
        (organisations if is_organisation else people).append(name_of(one))
    return people, organisations


def _beside_dates(marks: Marks, around: Sequence[Block]) -> Iterator[str]:
    """What may be a person's name right before or after a date, where nothing says whose name it is."""
    parts = [text for block in around[:_NEAREST] if len(block.text) <= _SHORT for text in _texts(block.element)]
    dated = [_is_date(text, marks) for text in parts]
    for n, date in enumerate(dated):
        if date:
            beside = [parts[m] for m in (n - 1, n - 2, n + 1) if 0 <= m < len(parts) and not dated[m]]
            names = (text for text in beside if is_person(text) and 1 < len(text.split()) < _WORDS)
            yield from (name for name in names if not any(name in heading for heading in marks.headings))


def _texts(element: HtmlElement) -> list[str]:
    """The parts of an element that are marked up by themselves, without what parts them."""
    pieces = (piece for part in element.itertext() for piece in _BULLET.split(tidy(part)))
    return [piece for piece in pieces if piece.strip(" |•·–—-,/")]


def _is_date(text: str, marks: Marks) -> bool:
    return any(c.isdigit() for c in text) and bool(
        known_date(_PUBLISHED.sub("", text), marks.zone) or relative_date(text, marks.now)
    )


def _authors(marks: Marks, in_data: list[str], around: Sequence[Block]) -> Iterator[tuple[bool, list[str]]]:
    """Names in the order of how surely they are the authors'; and whether one word alone may be such a name."""
    yield True, in_data
    for key in _AUTHORS:
        if (said := marks.meta.get(key, "")) and not said.startswith(("http:", "https:")):
            yield True, re.split(r"\s*;\s*", said)
    for tag in marks.root.xpath("//*[contains(@itemprop, 'author')] | //a[contains(@rel, 'author')]"):
        inner = tag.xpath(".//*[@itemprop='name']")
        yield False, [text_of(one)[:_SHORT] for one in inner or [tag]]
    for block in around:
        if len(block.text) > 2 * _SHORT or _EDITOR.match(block.text):
            continue
        named = [tag for tag in block.element.iter() if isinstance(tag.tag, str) and _BY.search(classes(tag))]
        near = (block.element, *islice(block.element.iterancestors(), _NEAREST))
        if any(_READERS.search(classes(tag)) for tag in (*named, *near)):
            continue  # one who comments
        if named and (text := text_of(named[-1])) and len(text) <= _SHORT:
            yield False, [text]
        if len(block.text) <= _SHORT and (_BY.search(_names_above(block)) or _REPORTER.match(block.text)):
            yield False, [block.text]
            yield False, [part for text in block.element.itertext() if is_person(part := tidy(text).strip(" :,|-"))]


def _names_above(block: Block) -> str:
    parent = block.element.getparent()
    return classes(block.element) + " " + (classes(parent) if parent is not None else "")


def _editor(marks: Marks, lines: list[str]) -> str:
    meta = marks.meta
    given = name_of(marks.article.get("editor")) or meta.get("editor", "") or meta.get("content_editor", "")
    return given or next((match["who"].strip() for line in lines if (match := _EDITOR.match(line))), "")


# Dates


def _date(marks: Marks, lines: list[str]) -> str:
    """The first date that can be, as ISO 8601 where it had to be worked out."""
    for text in _dates_given(marks):
        moment = parse_date(text, marks.zone) if text else None
        if moment and _possible(moment, marks):
            if len(text) > 11 and _ZONED.search(text) and not _GREENWICH.search(text):
                return text
            return _exact(text, moment, _seen(marks, lines), lines)
    if seen := _seen(marks, lines):
        timed = (one for one in seen if one.date() == seen[0].date() and (one.hour, one.minute) != (0, 0))
        return next(timed, seen[0]).isoformat()
    times = marks.root.xpath("//time[@datetime]/@datetime")
    return next((t for t in times if (moment := parse_date(t, marks.zone)) and _possible(moment, marks)), "")


def _dates_given(marks: Marks) -> Iterator[str]:
    yield from (name_of(marks.article.get(name)) for name in ("datePublished", "dateCreated"))
    yield from (marks.meta.get(name, "") for name in _DATES)
    yield from (tag.get("content") or tag.get("datetime") or tag.get("title") or "" for tag in _DATED(marks.root))


def _seen(marks: Marks, lines: list[str]) -> list[datetime]:
    """The dates that lines around the story give, in order."""
    return [
        moment
        for line in lines
        if not _UPDATED.match(line) and (moment := _moment_in(line, marks)) and _possible(moment, marks)
    ]


def _exact(text: str, moment: datetime, seen: list[datetime], lines: list[str]) -> str:
    """A marked date with the time that a line gives, where it has none, and in the zone that a line gives."""
    for other in seen:
        if not any(c.isdigit() for c in text[11:]) and len(text) <= 11:  # a day alone
            if other.date() == moment.date() and (other.hour, other.minute) != (0, 0):
                return other.isoformat()
        elif not _ZONED.search(text) or (_GREENWICH.search(text) and other.utcoffset() != timedelta(0)):
            # Local time without a zone, or marked as Greenwich's: the same figures stand on the page with WIB beside them.
            said = moment.astimezone(UTC) if _GREENWICH.search(text) else moment
            other = other.replace(second=said.second)
            same = (said.date(), said.hour, said.minute) == (other.date(), other.hour, other.minute)
            if same and any(_ZONE_SAID.search(line) for line in lines):
                return other.isoformat()
    return text


def _possible(moment: datetime, marks: Marks) -> bool:
    return moment.year >= _EARLIEST and moment <= marks.now + timedelta(days=2)


def _moment_in(line: str, marks: Marks) -> datetime | None:
    """The date that a line is, or that stands in a byline."""
    if not any(c.isdigit() for c in line):
        return None
    line = _PUBLISHED.sub("", line)
    if moment := known_date(line, marks.zone):
        return moment
    if marks.relative:
        for part in (line, *_BULLET.split(line)):
            if moment := relative_date(part, marks.now):
                return moment
    byline = read_byline(line, marks.zone)
    return byline.published_at if byline else None


def _updated(marks: Marks, lines: list[str]) -> str:
    given = [name_of(marks.article.get("dateModified")), *(marks.meta.get(name, "") for name in _CHANGED)]
    given += [match["when"] for line in lines if (match := _UPDATED.match(line))]
    for text in given:
        if text and (moment := parse_date(text, marks.zone)) and _possible(moment, marks):
            return moment.isoformat()
    return ""


# Where the page tells of its article


def _around(marks: Marks, blocks: Sequence[Block], story: Sequence[int]) -> list[Block]:
    """The blocks next to the story, nearest its beginning first: between its heading and its text, above, below."""
    if not story:
        return list(blocks)
    first, last = story[0], story[-1]
    heading = max((n for n in range(first + 1) if blocks[n].bare in marks.titles), default=None)
    above = list(range(max(0, first - _AROUND), first))
    if heading is not None:
        between = list(range(heading + 1, first))[:40]
        above = [*between, *(n for n in reversed(above) if n < heading)]
    else:
        above.reverse()
    own = set(story)
    inside = [n for n in range(first, last) if n not in own and len(blocks[n].text) <= _SHORT]
    below = range(last + 1, min(len(blocks), last + 1 + _AROUND))
    near = [blocks[n] for n in [*above, *story[:3], *inside, *story[-_FOOT:], *below]]
    return [block for block in near if "nav" not in block.rooms and not _leads_elsewhere(block)]


def _leads_elsewhere(block: Block) -> bool:
    """Whether it is a part of a teaser that is one link: what that says of its author and its day is said of another story."""
    link = next(block.element.iterancestors("a"), None) if block.linked else None
    return link is not None and len(bare(text_of(link))) > len(block.bare)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Each block as a line, and the parts of it that are marked up by themselves."""
    day = ""
    for block in blocks:
        if len(block.text) > 2 * _SHORT:
            continue
        if day and _CLOCK.match(block.text):
            yield f"{day} {block.text}"[:_SHORT]  # the day in one element, the time in the next
        day = block.text if len(block.text) <= _SHORT / 2 else ""
        if 3 < len(block.text) <= _SHORT:
            yield block.text
        parts = [text for part in block.element.itertext() if (text := tidy(part))]
        exact = {
            text
            for tag in block.element.iter("time")
            if tag.get("datetime") and not _ZONE_SAID.search(text := text_of(tag))
        }
        for part, following in pairwise(parts):
            if _CLOCK.match(following) and len(part) + len(following) < _SHORT:
                yield f"{part} {following}"  # the same within one
        for n, part in enumerate(parts):
            if (
                3 < len(part) <= _SHORT
                and part != block.text
                and part not in exact
                and not (n and _CHANGED_LABEL.search(parts[n - 1]))
            ):
                yield part
        for tag in block.element.iter("abbr", "time"):
            before = tag.getprevious()
            label = (tag.getparent().text if before is None else before.tail) or ""
            if not _CHANGED_LABEL.search(label):
                yield from (tidy(said)[:_SHORT] for said in (tag.get("title"), tag.get("datetime")) if said)


def _picture(root: HtmlElement) -> dict[str, str]:
    tag = next(root.iter("figcaption"), None)
    if tag is None:
        found = root.xpath("//*[contains(@class, 'caption')]")
        tag = next((one for one in found if re.search(r"(?:^|[-_ ])caption(?:$|[-_ ])", one.get("class"), re.I)), None)
    text = text_of(tag)
    if not text or len(text) > 600:
        return {}
    picture = read_caption(text)
    if not picture:
        return {"caption": text}
    return {name: tidy(value) for name, value in (("caption", picture.caption), ("credit", picture.credit)) if value}


def _metas(root: HtmlElement) -> dict[str, str]:
    """What the page's meta tags say, by property, name or itemprop in lower case; the first of a kind counts."""
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        if content := (tag.get("content") or "").strip():
            for key in ("property", "name", "itemprop"):
                if name := tag.get(key):
                    found.setdefault(name.lower(), content)
    return found
