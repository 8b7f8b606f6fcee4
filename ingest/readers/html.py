"""News pages: what the page says of its article (`marks`), and which of its text is the article (`story`)."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from urllib.parse import parse_qsl, urljoin, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.html import HtmlElement

from index.errors import ListPageError, SourceError
from index.types import Article
from ingest.build import build_article, tidy
from ingest.byline import read_byline
from ingest.dates import parse_date
from ingest.furniture import is_furniture
from ingest.news import find_signoff
from ingest.readers import marks, structured, tree
from ingest.readers.blocks import BESIDE, CLOSED, Block, blocks_of, home_of
from ingest.readers.marks import Marks
from ingest.readers.no_article import why_list, why_no_article
from ingest.readers.story import Told, by_trafilatura, chosen, misses_most, nameless
from ingest.readers.structured import name_of
from ingest.readers.tree import bare

_PAGE_NUMBER = frozenset({"page", "halaman", "hal", "p"})
_FOOT = re.compile(r"^(?P<role>\w+)\s*:\s*(?P<who>[^\n:]{3,60})$", re.MULTILINE)
_ROLES = {"editor": "editor", "penyunting": "editor", "redaktur": "editor", "pewarta": "author", "penulis": "author",
          "reporter": "author", "wartawan": "author"}  # fmt: skip
_SURE = 250
"""Characters of a story that need no second opinion."""
_GUESS = 150
"""Characters below which trafilatura guesses, and takes menus and captions for news."""
_MORE, _SHARED, _PART = 1.5, 0.6, 1500
"""The body in a page's data counts where it is so much longer than the story, holds so much of it, and the story has no
more characters than the part of an article that is shown to all."""
_READ = frozenset({"", "id", "in", "ms", "en"})
"""Languages whose wording is known."""
_SENTENCES = 80  # characters
_HEADING = 40  # characters
_OWN = 3  # paragraphs of the story in an element that is its own
_BOX = 3  # paragraphs of a box about the author
_COMMENTS = re.compile(
    r"\W*(?:\d+\s+)?(?:(?:tulis|kirim|tinggalkan|beri|leave|post|add|join)\s+(?:a\s+)?)?(?:komentar|comments?|tanggapan|diskusi|the conversation|conversation)"
    r"(?:\s+(?:pembaca|anda|warga|readers?|terbaru|section|guidelines))?\W*(?:\(?\d+\)?)?\W*",
    re.IGNORECASE,
)
_LIST_HEADING = re.compile(
    r"(?:(?:berita|artikel|konten|news|articles?|more|indeks)\s+)*(?:lain(?:nya)?|terkait|terkini|terbaru|terpopuler|related|latest"
    r"|stories|news|berita|komentar|comments)(?:\s+(?:news|berita))?\W*",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"\{\{-?\s*(?:\.\w+|partial|block|define|range|end|template|content|page\.)|\{%-?\s*(?:block|extends|include|for|if)\b|<\?php\b"
)
_LEADS = etree.XPath(".//*[self::h2 or self::h3 or self::h4][a or parent::a]")
"""A headline that leads elsewhere: the picture is an album's, in a list of such."""
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S{1,1000}?)\s*-->", re.IGNORECASE)
_LINK = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]{1,500})""", re.IGNORECASE)
_ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def read(
    text: str, *, origin: str, path: str | None, zone: ZoneInfo, page: str | None = None, now: datetime | None = None
) -> Article:
    """The article on a page, which was fetched from the address `page` at `now`, or is a file's. Raises SourceError
    where it is no article's, or no text of one is found."""
    if page is None and _TEMPLATE.search(text):
        raise SourceError(origin, "it is a template for pages, not an article; leave it out")
    if page is None and (saved := _SAVED_FROM.search(text, 0, 4096)):
        page = saved[1]
    try:
        root = tree.parse(text)
    except ValueError:
        raise SourceError(origin, "there is no article text in it; add the text, or leave this article out") from None
    try:
        said = marks.read(root, zone, page=page, now=now)
        blocks, story, body = _found(root, said)
        fields = marks.fields_of(said, blocks, story)
        body = _without_authors_box(body, blocks, story, fields.get("author", ""))
        if body == "\n\n".join(_captions(root)):
            fields.pop("caption", None)
    except RecursionError:
        raise SourceError(origin, "its HTML can't be made sense of; save the article as text") from None
    if reason := why_no_article(said, body):
        raise SourceError(origin, reason)
    if reason := why_list(said, blocks, story, body):
        raise ListPageError(origin, reason)
    body = _from_first_paragraph(body, fields, zone)
    if signoff := find_signoff(body):
        for credit in _FOOT.finditer(body, signoff.start):
            if field := _ROLES.get(credit["role"].lower()):
                fields.setdefault(field, tidy(credit["who"]))
        body = body[: signoff.start]
        if signoff.reporter:
            fields["reporter"] = signoff.reporter
    return build_article(body, fields, origin=origin, zone=zone, path=path)


def prose(markup: str) -> str:
    """The paragraphs of a piece of markup that is an article's body already, a blank line between them."""
    try:
        root = tree.parse(markup)
    except ValueError:
        return ""
    tree.drop_unseen(root)
    return "\n\n".join(
        block.text for block in blocks_of(root) if "figcaption" not in block.rooms and not is_furniture(block.text)
    )


def visible(root: HtmlElement, said: Marks) -> tuple[list[Block], list[str], Told]:
    """All blocks that a visitor sees, furniture left out; the article's body in the page's data, as paragraphs; and what
    the page tells of its story. What isn't seen is taken out of `root`."""
    description, body = marks.told(said)
    language = (root.get("lang") or said.meta.get("og:locale", ""))[:2].lower()
    told = Told(said.titles, bare(description)[:80], bare(" ".join(body)), language in _READ)
    tree.drop_unseen(root, lambda text: bare(text)[:60] in told.body)
    return [block for block in blocks_of(root) if not is_furniture(block.text)], body, told


def _found(root: HtmlElement, said: Marks) -> tuple[list[Block], list[int], str]:
    """All blocks of the page, the numbers of the story's, and the story's text, a blank line between paragraphs."""
    code = structured.code_of(root)
    blocks, data, told = visible(root, said)
    if live := _live_entries(said.article, said.zone):
        return blocks, [], live
    text = by_trafilatura(root, blocks)
    if misses_most(blocks, text, said.titles):
        text = by_trafilatura(nameless(root), blocks)
    story = [
        n
        for n in chosen(blocks, text, told)
        if "figcaption" not in blocks[n].rooms and blocks[n].bare not in said.titles
    ]
    story = _completed(blocks, _above_comments(blocks, _below_heading(blocks, story, told)))
    paragraphs = [blocks[n].text for n in story]
    size = sum(map(len, paragraphs))
    if _is_fuller(data, told.body, paragraphs):
        return blocks, story, "\n\n".join(data)
    if size < _SURE:
        for others in (
            (data, structured.drawn_by_script(code), _lines(text, said.titles), _captions(root)),
            (_prose(blocks, said.titles),),
        ):
            longest = max(others, key=lambda found: sum(map(len, found)))
            if sum(map(len, longest)) > 1.5 * size:
                paragraphs = longest
            if paragraphs:
                break
    if sum(map(len, paragraphs)) < _GUESS and not any(CLOSED.search(text) for text in paragraphs):
        paragraphs = []  # a menu, no more
    return blocks, story, "\n\n".join(paragraphs)


def _below_heading(blocks: Sequence[Block], story: list[int], told: Told) -> list[int]:
    """The story without what stands above its heading, where enough stands below: teasers. Its standfirst stays."""
    headings = [n for n, block in enumerate(blocks) if block.tag == "h1" and block.bare in told.titles]
    below = [n for n in story if headings and n > headings[0]]
    if len(headings) != 1 or sum(len(blocks[n].text) for n in below) < _SURE:
        return story
    return [n for n in story if n > headings[0] or blocks[n].bare[:80] == told.description]


def _above_comments(blocks: Sequence[Block], story: list[int]) -> list[int]:
    """The story without what readers say below a heading of theirs."""
    for n, block in enumerate(blocks):
        if len(block.text) < _HEADING and _COMMENTS.fullmatch(block.text):
            above = [m for m in story if m < n]
            if sum(len(blocks[m].text) for m in above) >= _SURE:
                return above
    return story


def _completed(blocks: Sequence[Block], story: list[int]) -> list[int]:
    """The story with the lists that stand amid its paragraphs or are announced by a colon, and all rows of its tables."""
    own = set(story)
    sizes = Counter(home_of(blocks[n]) for n in story)
    at = 0
    while story and at < story[-1]:
        end = at
        while end < len(blocks) and blocks[end].tag == "li" and blocks[end].linked < len(blocks[end].bare) / 2:
            end += 1
        if story[0] < at < end < len(blocks):
            home = blocks[at].element.getparent().getparent()
            announced = blocks[at - 1].text.endswith(":") and (end in own or home is home_of(blocks[end]))
            if (at - 1 in own and announced) or (sizes[home] >= _OWN and home is home_of(blocks[at - 1])):
                own.update(range(at, end))
        at = max(end, at + 1)
    tables: dict[HtmlElement | None, list[int]] = {}
    for n, block in enumerate(blocks):
        if block.tag == "tr":
            tables.setdefault(block.element.getparent(), []).append(n)
    for rows in tables.values():
        if len(own.intersection(rows)) >= min(2, len(rows)):
            own.update(rows)
    return sorted(own)


def _without_authors_box(body: str, blocks: Sequence[Block], story: Sequence[int], author: str) -> str:
    """The body without what a box below it says of who wrote it ("Bram Ellery is the author of …")."""
    names = tuple(name for name in author.split(", ") if " " in name)
    for before, n in list(pairwise(story))[-_BOX:]:
        if names and blocks[n].text.startswith(names) and home_of(blocks[n]) is not home_of(blocks[before]):
            box = "\n\n".join(blocks[m].text for m in story if m >= n)
            return body.removesuffix(box).rstrip()
    return body


def _is_fuller(data: Sequence[str], whole: str, paragraphs: Sequence[str]) -> bool:
    """Whether the page's data, `whole` as `bare` makes them, have more of the story than the page shows."""
    size = sum(map(len, paragraphs))
    if not data or size > _PART or sum(map(len, data)) < _MORE * size:
        return False
    shared = sum(len(text) for text in paragraphs if bare(text)[:60] in whole)
    return shared >= _SHARED * size


def _lines(text: str, titles: frozenset[str]) -> list[str]:
    """What trafilatura found, line by line."""
    lines = (tidy(line.lstrip("- ")) for line in text.split("\n"))
    found = [line for line in lines if line and not is_furniture(line) and bare(line) not in titles]
    return found if sum(len(line) for line in found if len(line) >= _SENTENCES or CLOSED.search(line)) >= _GUESS else []


def _prose(blocks: Sequence[Block], titles: frozenset[str]) -> list[str]:
    """Whatever prose a page has: for one so short that nothing else finds any."""
    return [
        block.text
        for block in blocks
        if not block.rooms & BESIDE
        and block.tag not in ("h1", "title")
        and block.linked < len(block.bare)
        and block.bare not in titles
        and (len(block.text) >= _SENTENCES or CLOSED.search(block.text))
    ]


def _captions(root: HtmlElement) -> list[str]:
    """The captions of a page of pictures."""
    found = [tree.text_of(tag) for tag in root.iter("figcaption") if not _LEADS(tag)]
    return [text for text in dict.fromkeys(found) if text] if len(found) > 2 else []


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
        if _is_of_a_list(text, match.start()):
            continue
        numbers = [v for k, v in parse_qsl(there.query) if k in _PAGE_NUMBER]
        if there.path.rstrip("/") in (stem, here.path.rstrip("/")) and numbers == [str(wanted)]:
            return there._replace(fragment="").geturl()
        if there.path.rstrip("/") == f"{stem}/{wanted}" and len(stem) > 1:
            return there._replace(fragment="").geturl()
    return None


def _is_of_a_list(text: str, at: int) -> bool:
    """Whether a link to a further page stands below a heading such as "Berita lainnya": it turns the pages of that."""
    before = re.sub(r"<[^>]*>?", "\n", text[max(0, at - 600) : at])
    said = [line for part in before.split("\n") if (line := tidy(part)) and not re.fullmatch(r"[\d\s«»<>.…]+", line)]
    return bool(said) and bool(_LIST_HEADING.fullmatch(said[-1]))


def _live_entries(article: dict[str, object], zone: ZoneInfo) -> str:
    """A live blog's entries in the order of their times, each with its own; "" for any other page."""
    updates = article.get("liveBlogUpdate")
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


def _from_first_paragraph(body: str, fields: dict[str, str], zone: ZoneInfo) -> str:
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
