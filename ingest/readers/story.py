"""Which of a page's blocks are its story.

trafilatura finds the story; what it says of each block is one sign among thirty (where the block stands, what
stands around it, how much of it is a link, whether the page's own data holds it), weighed by a logistic regression that
was fitted on public pages of news and of the open web (`python -m training.story`). Nothing is left out by one sign
alone, and least of all by the look of a class name.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from importlib import resources
from operator import mul
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from ingest.readers.blocks import CLOSED, Block, home_of
from ingest.readers.tree import bare, classes
from ingest.readers.wording import log_odds

_ASIDE = re.compile(
    r"relat|terkait|promo|newsletter|share|social|caption|credit|byline|author|comment|teaser|recommend|more|subscri"
    r"|paywall|ad[s_-]|advert|sponsor|tag|meta|footer|sidebar|widget|popup|modal|cookie|banner|breadcrumb|disclaimer"
    r"|outbrain|taboola|baca|video|gallery|embed|toolbar|player",
    re.IGNORECASE,
)
"""What classes of parts beside a story are called, and now and then those of the story: a sign, no verdict."""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_MENUS = frozenset({"nav", "footer"})
_LEAST = 500  # characters of prose
_SEVERAL = 3
_PLAINLY = 2.0  # log-odds
_MOST = 0.8  # of what trafilatura found, for an element to be the story's own box


class Signs(NamedTuple):
    """What is seen of one block. Shares and flags from 0 to 1; lengths as said."""

    found: float = 0
    """trafilatura has it."""
    length: float = 0
    """Characters, in units of 300, at most 2."""
    linked: float = 0
    """Share of its characters that are links."""
    paragraph: float = 0
    item: float = 0
    heading: float = 0
    in_aside: float = 0
    in_footer: float = 0
    in_header: float = 0
    in_nav: float = 0
    after: float = 0
    kin: float = 0
    """Share of the text in blocks of the same tag and classes that trafilatura found."""
    siblings: float = 0
    """The same of the blocks in the same element."""
    dense: float = 0
    """How much prose its element has, as a share of what the element with most has; whatever trafilatura says."""
    missed_dense: float = 0
    before_it: float = 0
    """The block before was found."""
    after_it: float = 0
    data: float = 0
    """The page's data have the article's body."""
    in_data: float = 0
    standfirst: float = 0
    """It is what the page's description says."""
    above: float = 0
    """It stands above the story's heading."""
    lead: float = 0
    """It is one of the first two paragraphs of prose below the story's heading."""
    closed: float = 0
    """It ends as a sentence does."""
    repeated: float = 0
    found_linked: float = 0
    found_aside_name: float = 0
    """It was found, and an element between it and the story's box has a name that parts beside stories have."""
    found_outside: float = 0
    found_item: float = 0
    found_not_in_data: float = 0
    missed_in_data: float = 0
    worded: float = 0
    """It reads like what a page says of itself: log-odds in units of 3, at most 2, in Indonesian and English."""
    plainly_worded: float = 0
    """Its wording leaves little doubt that it is the page's."""
    box_worded: float = 0
    """It stands in an element beside the one with the most prose, whose lines together read like what a page says of itself."""


class Told(NamedTuple):
    """What a page says of its story elsewhere, as `bare` makes it."""

    titles: frozenset[str] = frozenset()
    """Its headings."""
    description: str = ""
    """The first 80 letters of it."""
    body: str = ""
    """The article's body as the page's data have it."""
    read: bool = True
    """Whether it is in a language whose wording is known."""


def by_trafilatura(root: HtmlElement, blocks: Sequence[Block]) -> str:
    """What trafilatura takes for the page's main text; "" where it finds none. Its own rules first; where they have too little
    of the page's prose, the other extractors that it knows are held against them, which takes half as long again."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it would tell the person of every odd page
    import trafilatura

    for fast in (True, False):
        found = trafilatura.bare_extraction(root, include_comments=False, fast=fast)
        text = getattr(found, "text", None) or ""
        if not _is_thin(blocks, text):
            break
    return text


def _is_thin(blocks: Sequence[Block], found: str) -> bool:
    """Whether `found` has little prose, or not even half of what the element with the most has."""
    flat = bare(found)
    mass: Counter[HtmlElement | None] = Counter()
    held: Counter[HtmlElement | None] = Counter()
    for block in blocks:
        if size := block.prose:
            mass[home_of(block)] += size
            held[home_of(block)] += size if block.bare in flat else 0
    most = max(mass, key=lambda home: mass[home], default=None)
    return sum(held.values()) < _LEAST or held[most] < mass[most] / 2


def nameless(root: HtmlElement) -> HtmlElement:
    """The page without its elements' names, for a second look: a name misleads now and then."""
    copy = deepcopy(root)
    for tag in copy.iter(etree.Element):
        for name in ("class", "id", "role", "itemprop", "data-component", "data-testid"):
            tag.attrib.pop(name, None)
        if tag.tag == "article":
            tag.tag = "div"
    return copy


def misses_most(blocks: Sequence[Block], found: str, titles: frozenset[str]) -> bool:
    """Whether the element with the most prose, right below the page's heading, is not in `found` although it has more
    than all that is: then a name has misled trafilatura."""
    flat = bare(found)
    mass: Counter[HtmlElement | None] = Counter()
    missed: Counter[HtmlElement | None] = Counter()
    below: list[HtmlElement | None] = []
    near: set[HtmlElement | None] = set()
    reached = False
    for block in blocks:
        reached = reached or block.bare in titles
        if size := block.prose:
            home = home_of(block)
            mass[home] += size
            if reached:
                near.add(home)
                if len(below) < _SEVERAL:
                    below.append(home)
            if block.bare not in flat:
                missed[home] += size
    most = max(mass, key=lambda home: mass[home], default=None)
    found_prose = sum(mass[home] - missed[home] for home in mass if not titles or home in near)
    return most in below and missed[most] > _MOST * mass[most] and found_prose < mass[most]


def chosen(blocks: Sequence[Block], found: str, told: Told) -> list[int]:
    """The numbers of the story's blocks, in order; `found` is trafilatura's text."""
    bias, weights = _weights()
    return [
        n for n, signs in enumerate(signs_of(blocks, found, told)) if signs and bias + sum(map(mul, signs, weights)) > 0
    ]


@cache
def _weights() -> tuple[float, Signs]:
    fitted = json.loads((resources.files("ingest") / "data" / "story.json").read_text())
    return fitted["bias"], Signs(**fitted["weights"])


def signs_of(blocks: Sequence[Block], found: str, told: Told) -> list[Signs | None]:
    """The signs of each block, in the same order; None for what is in a menu or a footer and nobody calls the story."""
    bodies = [block.bare for block in blocks]
    flat = bare(found)
    lines = {bare(line) for line in found.split("\n")}
    hits = [body in lines or (len(body) > 20 and body in flat) for body in bodies]
    box, inside = _box(blocks, bodies, hits)
    long_hits = [n for n, hit in enumerate(hits) if hit and len(bodies[n]) > 60]
    last = long_hits[-1] if long_hits else -1
    homes = list(map(home_of, blocks))
    kinds = [
        (block.tag, block.element.get("class"), None if home is None else home.get("class"))
        for block, home in zip(blocks, homes, strict=True)
    ]
    kin, siblings = _shares(kinds, bodies, hits), _shares(homes, bodies, hits)
    has_data = len(told.body) > 200
    prose = [block.prose for block in blocks]
    mass: Counter[HtmlElement | None] = Counter()
    for home, size in zip(homes, prose, strict=True):
        mass[home] += size
    most = max(mass.values(), default=0) or 1
    heading = max((n for n, body in enumerate(bodies) if body in told.titles and n < last), default=0)
    leads = [n for n, size in enumerate(prose) if size and n > heading][:2] if heading else []
    odds = [
        max(-6.0, min(6.0, log_odds(block.text))) if told.read and (hit or size) else 0.0
        for block, hit, size in zip(blocks, hits, prose, strict=True)
    ]
    densest = max(mass, key=lambda home: mass[home], default=None)
    boxed = _means(homes, odds)
    met: set[str] = set()
    names: dict[HtmlElement, bool] = {}
    signs: list[Signs | None] = []
    for n, (block, body, hit) in enumerate(zip(blocks, bodies, hits, strict=True)):
        text, tag, rooms = block.text, block.tag, block.rooms
        if not hit and rooms & _MENUS:
            signs.append(None)
            continue
        linked = min(1.0, block.linked / max(1, len(body)))
        in_data = has_data and len(body) > 15 and body[:60] in told.body
        repeated = len(body) > 10 and body in met
        met.add(body)
        worded = odds[n] / 3
        signs.append(
            Signs(
                found=hit,
                length=min(len(text), 600) / 300,
                linked=linked,
                paragraph=tag == "p",
                item=tag == "li",
                heading=tag in _HEADINGS,
                in_aside="aside" in rooms,
                in_footer="footer" in rooms,
                in_header="header" in rooms,
                in_nav="nav" in rooms,
                after=0 <= last < n,
                kin=kin[kinds[n]],
                siblings=siblings[homes[n]],
                dense=mass[homes[n]] / most,
                missed_dense=0 if hit or not prose[n] else mass[homes[n]] / most,
                before_it=n > 0 and hits[n - 1],
                after_it=n + 1 < len(hits) and hits[n + 1],
                data=has_data,
                in_data=in_data,
                standfirst=len(body) > 30 and body[:80] == told.description,
                above=n < heading,
                lead=n in leads,
                closed=bool(CLOSED.search(text)),
                repeated=repeated,
                found_linked=hit and linked > 0.9,
                found_aside_name=hit and _aside_name(block.element, box, names),
                found_outside=hit and not inside[n],
                found_item=hit and tag == "li",
                found_not_in_data=hit and has_data and not in_data,
                missed_in_data=in_data and not hit,
                worded=worded,
                plainly_worded=odds[n] > _PLAINLY,
                box_worded=max(0.0, boxed[homes[n]] / 3) if homes[n] is not densest else 0.0,
            )
        )
    return signs


def _box(blocks: Sequence[Block], bodies: Sequence[str], hits: Sequence[bool]) -> tuple[HtmlElement | None, list[bool]]:
    """The innermost element that holds most of what was found, and which blocks are in it."""
    mass: Counter[HtmlElement] = Counter()
    ways: list[list[HtmlElement]] = []
    for block, body, hit in zip(blocks, bodies, hits, strict=True):
        if hit:
            ways.append([block.element, *block.element.iterancestors()])
            for element in ways[-1]:
                mass[element] += len(body)
    total = max(mass.values(), default=0)
    box, deepest = None, -1
    for way in ways:
        for n, element in enumerate(way):
            if mass[element] >= _MOST * total:
                if len(way) - n > deepest:
                    box, deepest = element, len(way) - n
                break
    known: dict[HtmlElement | None, bool] = {None: False}
    if box is not None:
        known[box] = True
    return box, [_is_inside(block.element, known) for block in blocks]


def _is_inside(element: HtmlElement | None, known: dict[HtmlElement | None, bool]) -> bool:
    way = []
    while element not in known:
        way.append(element)
        element = element.getparent() if element is not None else None
    inside = known[element]
    known.update(dict.fromkeys(way, inside))
    return inside


def _shares(keys: Sequence[object], bodies: Sequence[str], hits: Sequence[bool]) -> dict[object, float]:
    whole: Counter[object] = Counter()
    found: Counter[object] = Counter()
    for key, body, hit in zip(keys, bodies, hits, strict=True):
        whole[key] += len(body)
        if hit:
            found[key] += len(body)
    return {key: found[key] / size if size else 0.0 for key, size in whole.items()}


def _means(keys: Sequence[object], odds: Sequence[float]) -> dict[object, float]:
    """The mean of each key's odds, those of nought left out."""
    known: dict[object, list[float]] = {}
    for key, value in zip(keys, odds, strict=True):
        known.setdefault(key, []).extend([value] if value else [])
    return {key: sum(values) / len(values) if values else 0.0 for key, values in known.items()}


def _aside_name(element: HtmlElement | None, box: HtmlElement | None, names: dict[HtmlElement, bool]) -> bool:
    while element is not None and element is not box:
        if (known := names.get(element)) is None:
            known = names[element] = bool(_ASIDE.search(classes(element)))
        if known:
            return True
        element = element.getparent()
    return False
