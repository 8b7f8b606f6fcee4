"""Pages that are no article, told by what they are: consent pages, lost pages, lists of articles, empty shells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from ingest.readers.blocks import Block
from ingest.readers.marks import Marks
from ingest.readers.structured import kinds_of, path_of
from ingest.readers.tree import text_of

_LOST = re.compile(
    r"\b404\b|\b410\b|(?:halaman|artikel|berita|konten|page|article|content)\b.{0,40}\b(?:tidak\s+(?:di)?temukan|tidak\s+ada|tidak\s+tersedia|not\s+(?:be\s+)?found"
    r"|(?:does\s+not|doesn['’]t)\s+exist|no\s+longer|unavailable|not\s+available|telah\s+dihapus|sudah\s+dihapus|hilang)|\bnot\s+found\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\W*(?:(?:maaf|sorry|oops|ups|error|whoops)\b\W*)?(?:40[34]\b|410\b|(?:(?:this|that|the|requested|halaman|page|yang|anda|you|cari|tuju|are|looking|for|link|tautan|address|alamat)\W+)*"
    r"(?:page|halaman|address|alamat|link|tautan)\b.{0,40}(?:not\s+(?:be\s+)?found|tidak\s+(?:di)?temukan|tidak\s+ada|tidak\s+tersedia|has\s+(?:been\s+)?moved|no\s+longer|n[o']t\s+exist|dihapus|removed))",
    re.IGNORECASE,
)
"""A heading that can only be a lost page's, however much stands below it."""
_CONSENT = re.compile(
    r"(?:kami\s+)?menghargai\s+privasi|before\s+you\s+continue|sebelum\s+(?:anda\s+)?melanjutkan|we\s+value\s+your\s+privacy"
    r"|your\s+privacy\s+(?:choices|matters)|\bconsent\b|persetujuan\s+(?:cookie|privasi|data)|privasi\s+anda|kebijakan\s+(?:cookie|privasi)|cookie\s+(?:settings|preferences|policy)",
    re.IGNORECASE,
)
_GUARD = re.compile(
    r"just\s+a\s+moment|checking\s+your\s+browser|verify(?:ing)?\s+(?:that\s+)?you\s+are\s+(?:a\s+)?human|access\s+denied|attention\s+required"
    r"|are\s+you\s+a\s+robot|captcha|403\s+forbidden|\b50[0234]\b.{0,30}(?:error|gateway|unavailable)|error\s+50\d|(?:bad|gateway)\s+gateway|service\s+unavailable|request\s+blocked|ray\s+id",
    re.IGNORECASE,
)
_PRIVACY = re.compile(
    r"\b(?:cookies?|consent|persetujuan|privasi|privacy|mitra|vendors?|partners?|data\s+pribadi|personal\s+data|advertising|iklan)\b",
    re.I,
)
_BLOCKED = re.compile(
    r"security\s+service\s+to\s+protect|layanan\s+keamanan\s+untuk\s+melindungi|error\s+10\d\d\b|you\s+have\s+been\s+blocked|anda\s+(?:telah\s+)?diblokir|ray\s+id|unusual\s+traffic|aktivitas\s+tidak\s+biasa",
    re.I,
)
_SENTENCE = re.compile(r"[.!?…]\W*$")
_SOON = 10  # seconds
_OFTEN = 6
_LOGIN = re.compile(
    r"^(?:masuk|login|log\s*in|sign\s*in|daftar|register)\b(?:.{0,30}(?:akun|account|ke\b).*)?|masuk\s+(?:ke\s+)?akun|lupa\s+kata\s+sandi|forgot\s+(?:your\s+)?password",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"(?:enable|aktifkan|requires?|membutuhkan|need)\b.{0,40}\bjavascript|javascript\b.{0,40}\b(?:enable|aktif|required|diperlukan)",
    re.I,
)
_LIST_TITLE = re.compile(
    r"^(?:hasil\s+(?:pencarian|pencarian\s+untuk)|pencarian|search(?:\s+results?)?|tag|topik|topic|kategori|category|arsip|archives?|indeks(?:\s+berita)?|kumpulan\s+berita|berita\s+(?:terkini|terbaru|terpopuler)"
    r"|latest\s+(?:news|articles)|home|beranda)\b",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"\s*(?P<after>\d*)\s*[;,]?\s*url\s*=\s*['\"]?(?P<url>[^'\"]+)", re.IGNORECASE)
_SHORT = 700  # characters; a page that excuses itself says no more
_TEASER = 25  # characters of a link that is a headline
_LEAST = 10  # headlines of a list
_FEW = 5  # items of one
_STUB = 300  # characters of what is no story yet
_SPREAD = 0.7  # of the text, in the items of a list
_ITEM = 500  # characters of one
_MOST = 200  # elements that are looked at
_NOTHING = 200  # characters of a page that has no story
_MENUS = frozenset({"nav", "footer", "aside"})


_OPEN = "open it in a browser and save the article"
_GIVE = "give the address of an article, or of the site's feed"


def refresh_to(root: HtmlElement, page: str | None) -> str | None:
    """The address that a page leads on to by itself; None where it stays."""
    for tag in root.iter("meta"):
        match = _REFRESH.match(tag.get("content") or "") if (tag.get("http-equiv") or "").lower() == "refresh" else None
        if match and (not match["after"] or int(match["after"]) <= _SOON):
            return str(urljoin(page or "", match["url"].strip()))
    return None


def why_no_article(said: Marks, body: str) -> str | None:
    """One sentence that says what the page is instead, and what to do; None for an article."""
    title, short = _title(said), len(body) < _SHORT
    if short and (target := refresh_to(said.root, said.page)):
        return f"it only leads on to {target}; give that address"
    lost = short and _LOST.search(title if said.says_article else f"{title} {body[:400]}")
    gone = not said.says_article and said.headings and _GONE.match(said.headings[0])
    if lost or gone:
        return "it says that the page is not there any more; check the address"
    return None if said.says_article else _excuse(said, body, title, short=short)


def _excuse(said: Marks, body: str, title: str, *, short: bool) -> str | None:
    """What stands in an article's place, on a page that doesn't say it is one. A short page is told by less."""
    opening = f"{title} {body[:400]}"
    locked = any(tag.get("type") == "password" for tag in said.root.iter("input"))
    login = bool(_LOGIN.search(title))
    private = len(_PRIVACY.findall(body))
    asks = short and (_CONSENT.search(opening) or "consent" in urlsplit(said.page or "").path)
    film = said.meta.get("og:type", "").startswith("video") or any(
        "VideoObject" in kinds_of(thing) for thing in said.data.things
    )
    if short and _GUARD.search(opening):
        return f"it is a page that guards the site or excuses an error; {_OPEN}"
    if asks:
        return f"it is a page that asks for consent, not the article; {_OPEN}"
    if (short and (login or locked)) or (locked and (login or any(map(_LOGIN.match, said.headings)))):
        return f"it is a page to log in, not the article; {_OPEN}"
    if short and _SCRIPT.search(opening):
        return f"a script draws it, and there is no text in it; {_OPEN}"
    if private >= _OFTEN and private > len(body) / 400:
        return f"it is a page that asks for consent, not the article; {_OPEN}"
    if _BLOCKED.search(opening):
        return f"it is a page that guards the site or excuses an error; {_OPEN}"
    if film and sum(len(text) for text in body.split("\n\n") if _SENTENCE.search(text)) < _NOTHING:
        return "it is a video with next to no text; there is no article to take in"
    return None


def why_list(said: Marks, blocks: Sequence[Block], story: Sequence[int], body: str) -> str | None:
    """One sentence where it is a front page or the page of a section: headlines that lead elsewhere, and no prose but
    theirs."""
    if not said.article and (items := _items(said, blocks, story)):
        return f"it looks like a list of {items} articles, not one; {_GIVE}"
    if said.says_article:
        return None
    headline = [
        block.linked > 0.6 * len(block.text) and len(block.text) >= _TEASER and not block.rooms & _MENUS
        for block in blocks
    ]
    links = len({block.text for block, linked in zip(blocks, headline, strict=True) if linked})
    told = [n for n in story if len(blocks[n].text) >= _TEASER and not headline[n]]
    teasers = [n for n in told if any(headline[max(0, n - 3) : n])]
    own = sum(len(blocks[n].text) for n in set(told) - set(teasers))
    address = urlsplit(said.page or "")
    at_home = bool(said.page) and address.path in ("", "/") and not address.query
    body_tag = said.root.find("body")
    archive = body_tag is not None and "archive" in (body_tag.get("class") or "").split()  # WordPress says it so
    says_so = at_home or said.data.is_list or bool(_LIST_TITLE.match(_title(said).strip()))
    if archive or (says_so and links >= _FEW and own < _SHORT):
        return f"it looks like a list of {max(links, len(teasers))} articles, not one; {_GIVE}"
    if at_home and own < 2 * _SHORT:
        return f"it is the front page of its site, not an article; {_GIVE}"
    if links >= _LEAST and len(body) < _NOTHING:
        return f"it looks like a list of {links} articles, not one; {_GIVE}"
    return None


def _items(said: Marks, blocks: Sequence[Block], story: Sequence[int]) -> int:
    """How many like elements beside each other, each with a headline or picture that leads elsewhere, the story is spread over,
    or where there is hardly one, all of the text; 0 where most of it stands in none such."""
    found: dict[HtmlElement, bool] = {}
    own = path_of(said.address)
    inside = whole = 0
    if not said.says_article and sum(len(blocks[n].text) for n in story) < _STUB:
        story = [n for n, block in enumerate(blocks) if not block.rooms & _MENUS and len(block.text) >= _TEASER]
    for n in story:
        whole += len(blocks[n].text)
        for tag in (blocks[n].element, *blocks[n].element.iterancestors()):
            if tag not in found:
                found[tag] = _is_item(tag, own)
            if found[tag]:
                inside += len(blocks[n].text)
                break
    items = sum(found.values())
    return items if items >= _FEW and inside > _SPREAD * whole and inside < _ITEM * items else 0


def _is_item(tag: HtmlElement, own: str) -> bool:
    """Whether an element is one of several alike, and leads elsewhere by its headline or its picture."""
    parent = tag.getparent()
    if parent is None or tag.tag in ("p", "td", "section"):
        return False
    alike = sum(_kind(one) == _kind(tag) for one in islice(parent, _MOST))
    return alike >= _FEW and any(
        path_of(link.get("href", "")) not in ("", own)
        and (
            (tag.tag in ("figure", "li") and link.find(".//img") is not None)
            or (len(text_of(link)) >= _TEASER and _in_heading(link, tag))
        )
        for link in islice(tag.iter("a"), _MOST)
    )


def _kind(tag: HtmlElement) -> tuple[str, str]:
    """What elements alike have in common: "post-123" and "post-122" are one class."""
    return tag.tag, re.sub(r"\d", "", (tag.get("class") or "").partition(" ")[0])


def _in_heading(link: HtmlElement, item: HtmlElement) -> bool:
    for tag in link.iterancestors():
        if tag is item:
            break
        if tag.tag in ("h2", "h3", "h4", "h5", "h6"):
            return True
    return any(one.tag in ("h2", "h3", "h4", "h5", "h6") for one in link)


def _title(said: Marks) -> str:
    return " ".join([*said.headings[:2], text_of(said.root.find(".//title"))])
