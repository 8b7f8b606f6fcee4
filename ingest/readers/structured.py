"""What a page says in data: JSON-LD (https://schema.org/NewsArticle) as it really is, and the data of script-drawn pages.

Publishers write JSON-LD with trailing commas, line breaks in strings, CDATA and semicolons around it; what a browser's
crawler forgives is forgiven here. A page may describe several articles: `article_of` finds the one the page is.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from ingest.readers.tree import bare, text_of

_ARTICLE_TYPE = re.compile(r"Article$|^(?:Live)?BlogPosting$|^Report$")
_SITES = ("WebSite", "NewsMediaOrganization", "Newspaper")
_LIST_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList"})
_WRAPPED = re.compile(
    r"^[\s;/*]*(?:<!--|<!\[CDATA\[|//\s*<!\[CDATA\[)?[\s*/]*|[\s*/]*(?:-->|//\s*\]\]>|\]\]>)?[\s;*/]*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_SCOPES = etree.XPath("//*[@itemtype or @typeof]")
_ARTICLE = re.compile(r"(?:Article|BlogPosting)\b")
_BROKEN_TYPE = re.compile(r'"@type"\s*:\s*(?:\[\s*)?"(\w*Article|\w*BlogPosting)"')
_BROKEN_TEXT = re.compile(
    r'"(?P<key>headline|datePublished|dateModified|articleSection|articleBody|url)"\s*:\s*"(?P<value>(?:[^"\\]|\\.)*)"',
    re.DOTALL,
)
_BROKEN_NAME = re.compile(
    r'"(?P<key>author|publisher|editor)"\s*:\s*[\[{][^{}\]]*?"name"\s*:\s*"(?P<value>[^"]{1,200})"', re.DOTALL
)
_OTHERS = re.compile(
    r"relat|terkait|recommend|promo|newsletter|advert|subscri|bacajuga|baca_juga|readmore|sidebar|teaser|popul|trending",
    re.I,
)
"""What other stories and offers are called in the data of a page."""
PRINTED = "@printed"
"""What an object is marked by that is the page's own text, marked up: it can't bear out what the page prints."""
_MARKUP = re.compile(r'"\s*(?:<|\\u003[cC])(?:[^"\\]|\\.){400,}"')
"""A string of markup, as JSON and scripts write it."""
_LONGEST = 1000
_DEEPEST = 40
_LEAST = 400
"""Characters of a page's data that may hold an article."""
_PROSE = 80
"""Characters from which a string in a page's data may be a paragraph."""


@dataclass(frozen=True, slots=True)
class Data:
    """`things` are the described objects, in order; `named` those that others refer to by their @id."""

    things: tuple[dict[str, Any], ...] = ()
    named: dict[str, dict[str, Any]] | None = None

    def value(self, thing: dict[str, Any], key: str) -> Any:
        """A property, with references to other objects replaced by them."""
        return self._resolved(thing.get(key))

    def text(self, thing: dict[str, Any], key: str) -> str:
        """A property as text: a string, an object's name, or a list of either."""
        return name_of(self.value(thing, key))

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(item) for item in value]
        if isinstance(value, dict) and "name" not in value and isinstance(at := value.get("@id"), str) and self.named:
            return self.named.get(at, value)
        return value

    def articles(self) -> list[dict[str, Any]]:
        """Those that are one; where there is none, what is checked in one."""
        found = [thing for thing in self.things if any(_ARTICLE_TYPE.search(kind) for kind in kinds_of(thing))]
        return found or [thing for thing in self.things if "ClaimReview" in kinds_of(thing)]

    @property
    def site(self) -> str:
        """What the page calls the site that it belongs to; "" where it doesn't."""
        sites = (name_of(thing.get("name")) for kind in _SITES for thing in self.things if kind in kinds_of(thing))
        return next(filter(None, sites), "")

    @property
    def is_list(self) -> bool:
        """Whether the page says that it is a list of others."""
        return any(_LIST_TYPES & set(kinds_of(thing)) for thing in self.things)


def read(root: HtmlElement) -> Data:
    """All that the page's JSON-LD describes, then its microdata and RDFa; of what is broken beyond mending, the main
    properties that can still be told."""
    things: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            found = _loaded(script.text)
            things += _things(_salvaged(script.text) if found is None else found, 0)
    things += [
        _marked_up(tag) for tag in _SCOPES(root) if _ARTICLE.search(tag.get("itemtype") or tag.get("typeof") or "")
    ]
    named = {at: thing for thing in reversed(things) if isinstance(at := thing.get("@id"), str) and len(thing) > 1}
    return Data(tuple(things), named)


def _salvaged(text: str) -> dict[str, Any]:
    """The main properties of a broken block that describes an article."""
    if not (kind := _BROKEN_TYPE.search(text)):
        return {}
    found: dict[str, Any] = {"@type": kind[1]}
    for match in _BROKEN_TEXT.finditer(text):
        found.setdefault(match["key"], match["value"].replace('\\"', '"').replace("\\/", "/"))
    for match in _BROKEN_NAME.finditer(text):
        found.setdefault(match["key"], {"@type": "Person", "name": match["value"]})
    return found


def _marked_up(scope: HtmlElement) -> dict[str, Any]:
    """An article in microdata or RDFa as the object that JSON-LD would have for it."""
    kind = (scope.get("itemtype") or scope.get("typeof") or "").rstrip("/").rpartition("/")[2].rpartition(":")[2]
    thing: dict[str, Any] = {"@type": kind.split()[-1] if kind else kind, PRINTED: True}
    inner = list(scope)
    while inner:
        tag = inner.pop(0)
        if not isinstance(tag.tag, str):
            continue
        names = (tag.get("itemprop") or tag.get("property") or "").split()
        scoped = tag.get("itemscope") is not None or tag.get("typeof") is not None
        rel = tag.get("rel") if tag.tag not in ("a", "link") and not names else None
        if rel and (inside := tag.xpath(".//*[@typeof]")):  # RDFa: what the relation leads to stands in it
            names, scoped, tag = rel.split(), True, inside[0]
        value: Any = _marked_up(tag) if scoped else _value_of(tag)
        if scoped and not value.get("name"):
            value = {**value, "name": text_of(tag)[:120]}
        for name in names:
            thing.setdefault(name.rpartition(":")[2], value)
        if not scoped:
            inner[:0] = list(tag)
    return thing


def _value_of(tag: HtmlElement) -> str:
    for name in ("content", "datetime", *(("title",) if tag.tag == "abbr" else ())):
        if value := tag.get(name):
            return str(value)
    return text_of(tag)[:_LONGEST]


def article_of(data: Data, titles: list[str], addresses: list[str]) -> dict[str, Any]:
    """The object that is the page's own article: by its address, then by its headline; {} where there is none."""
    articles = data.articles()
    paths = set(map(path_of, addresses)) - {""}
    headlines = {bare(title) for title in titles if title}
    for article in articles:
        own = [name_of(article.get(key), "@id") for key in ("mainEntityOfPage", "url", "@id")]
        if any(path in paths for address in own if address and (path := path_of(address))):
            return article
    for article in articles:
        headline = bare(html.unescape(name_of(article.get("headline"))))
        if headline and any(headline in title or title in headline for title in headlines if len(title) > 10):
            return article
    return articles[0] if len(articles) == 1 or (articles and not headlines) else {}


def path_of(address: str) -> str:
    """An address's path without a slash at its end; "" where it has none, or is none."""
    try:
        return urlsplit(address).path.rstrip("/")
    except ValueError:
        return ""


def body_of(value: Any) -> list[str]:
    """The paragraphs of an articleBody, which may be text, text with entities, or markup."""
    text = html.unescape(name_of(value))
    if re.search(r"<(?:p|br|div)\b", text, re.I):
        text = re.sub(r"<(?:/?p|br|/?div|/?h\d|/?li)\b[^>]*>", "\n", text, flags=re.I)
    text = html.unescape(re.sub(r"<[^>]{1,500}>", "", text))
    return [line for part in re.split(r"\s*\n\s*", text) if (line := " ".join(part.split()))]


def drawn_by_script(code: Sequence[tuple[str, str]]) -> list[str]:
    """The longest prose in the data of a page that a script draws (Next.js, Nuxt and the like); [] where there is none.

    It is one string of markup, or a list of parts; where no data stand by themselves, a string of markup in a script's code.
    """
    best: tuple[bool, int, list[str]] = (False, 0, [])
    for kind, text in code:
        if kind in ("application/json", "text/json"):
            for whole, parts in _prose(_loaded(text), 0):
                size = sum(len(part) for part in parts if len(part) >= _PROSE)
                best = max(best, (whole and size > _LEAST, size, parts), key=lambda found: found[:2])
    return best[2] or max((parts for _, text in code for parts in _in_code(text)), key=_size, default=[])


def code_of(root: HtmlElement) -> list[tuple[str, str]]:
    """The kind and the text of each script on the page that is long enough to hold an article."""
    return [
        ((script.get("type") or "").lower(), text)
        for script in root.iter("script")
        if len(text := script.text or "") > _LEAST
    ]


def _in_code(code: str) -> Iterator[list[str]]:
    """The paragraphs of each string of markup in a script's code."""
    for literal in _MARKUP.finditer(code):
        markup = _loaded(literal[0])
        if isinstance(markup, str) and markup.count("<p") > 1:
            yield [part for part in body_of(markup) if " " in part]


def _size(parts: list[str]) -> int:
    return sum(map(len, parts))


def _prose(value: Any, depth: int) -> Iterator[tuple[bool, list[str]]]:
    """Candidates: (whether it is one string of markup, its paragraphs)."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str) and len(value) > _PROSE and value.count(" ") > len(value) / 15:
        yield value.count("<p") > 1, body_of(value)
    elif isinstance(value, dict):
        for inner in _own(value):
            yield from _prose(inner, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _prose(item, depth + 1)
        yield False, [part for item in value for part in _parts(item, depth + 1)]


def _parts(value: Any, depth: int) -> Iterator[str]:
    """All strings of a part of a story that read like text."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        if value.count(" ") > 2 and "://" not in value[:12]:
            yield from body_of(value)
    elif isinstance(value, (dict, list)):
        for inner in _own(value) if isinstance(value, dict) else value:
            yield from _parts(inner, depth + 1)


def _own(part: dict[str, Any]) -> Iterator[Any]:
    """The values of a part that is none of another story, an offer or a picture."""
    if not any(
        _OTHERS.search(kind)
        for name in ("type", "kind", "__typename", "blockType")
        if isinstance(kind := part.get(name), str)
    ):
        yield from (inner for name, inner in part.items() if not _OTHERS.search(name))


def _loaded(text: str) -> Any:
    text = _WRAPPED.sub("", text)
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), _TRAILING_COMMA.sub(r"\1", html.unescape(text))):
        try:
            return json.JSONDecoder(strict=False).raw_decode(attempt.lstrip())[0]
        except (ValueError, RecursionError):
            continue
    return None


def _things(found: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(found, list):
        for item in found:
            yield from _things(item, depth + 1)
    elif isinstance(found, dict):
        yield found
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "author", "publisher", "subjectOf"):
            if isinstance(inner := found.get(key), (dict, list)):
                yield from _things(inner, depth + 1)


def kinds_of(thing: dict[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def name_of(value: Any, key: str = "name") -> str:
    """A schema.org value as text: a string, an object with a name, or a list of either."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(name for item in value if (name := name_of(item, key))))
    if isinstance(value, dict):
        return name_of(value.get(key), key) or (name_of(value.get("@value"), key) if "@value" in value else "")
    return value if isinstance(value, str) else ""
