"""A page's markup as a tree, by lxml as trafilatura does it, without what a visitor never sees."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

NO_TEXT = frozenset({
    "script", "style", "template", "svg", "iframe", "select", "option", "button", "object", "head", "video", "audio",
    "canvas", "math", "input", "textarea", "datalist", "dialog",
})  # fmt: skip
"""Elements whose text is none of the page's prose."""
_NEVER_TEXT = ("style", "svg", "template", "iframe", "link")
"""Those of them that nothing is asked of any more: a fifth of a page's elements, each of which trafilatura copies four times."""
_PARSER = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
"""One class for all elements: lxml.html looks each up in Python, some six thousand times a page."""
_MAY_HIDE = etree.XPath("//*[@hidden or @style or @aria-hidden or @role or self::noscript]")
_NAMED = etree.XPath("//*[@hidden or @style or @aria-hidden or @role or @class or @id or self::noscript]")
_LENGTH_ZERO = re.compile(r"-?0*\.?0+(?:px|em|rem|pt|%|vh|vw)?")
_FAR_OFF = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|%)?")
_CLIPPED = re.compile(
    r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)|inset\(\s*(?:50|100)%"
)
_NOT_WORDS = re.compile(r"\W+")
_TELLING = 80
"""Characters of a paragraph by which a hidden story is known."""
_DIALOGS = ("dialog", "alertdialog")
_BESIDE_PAGE = 500
"""Characters. What is longer and hidden from screen readers alone is the page behind a dialog, or the page as one."""
_HIDDEN_RULE = re.compile(
    r"(?:^|[},])\s*(?P<names>[.#][\w-]+(?:\s*,\s*[.#][\w-]+)*)\s*\{[^{}]*?\bdisplay\s*:\s*none", re.I
)
_LONGEST_SHEET = 20_000


def parse(text: str) -> HtmlElement:
    """The page's root. Raises ValueError where there is no markup at all."""
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), _PARSER)
    except etree.LxmlError as error:
        raise ValueError("no markup") from error
    if root is None:
        raise ValueError("no markup")
    return root


def drop_unseen(root: HtmlElement, told: Callable[[str], bool] = lambda _: False) -> None:
    """Take out what no visitor sees: the hidden, code, drawings, and <noscript>, whose text is for those who see another page.

    Two kinds stay: what a script shows as soon as the page is there (React streams its parts as <div hidden id="S:1">),
    and long text of which the page's data say that it is the article (`told`): that waits behind a paywall.
    """
    names = _hidden_by_sheets(root)
    asked = _MAY_HIDE if not names else _NAMED
    found = [
        tag
        for tag in asked(root)
        if tag.tag == "noscript" or (_is_hidden(tag, names) and tag.tag not in ("html", "body"))
    ]
    for tag in found:
        if tag.get("id", "").startswith("S:") or any(
            len(p.text or "") > _TELLING and told(text_of(p)) for p in tag.iter("p")
        ):
            continue
        tag.drop_tree()
    for script in list(root.iter("script")):
        if "ld+json" not in (script.get("type") or ""):  # trafilatura reads that
            script.drop_tree()
    etree.strip_elements(root, *_NEVER_TEXT, with_tail=False)


def _is_hidden(tag: HtmlElement, names: frozenset[str]) -> bool:
    get = tag.attrib.get
    if "hidden" in tag.attrib and get("hidden") != "until-found":
        return True
    if (style := get("style")) and hides(style):
        return True
    if (get("aria-hidden") == "true" or get("role") in _DIALOGS) and len("".join(tag.itertext())) < _BESIDE_PAGE:
        return True
    if names:
        return f"#{get('id')}" in names or any(f".{name}" in names for name in (get("class") or "").split())
    return False


def hides(style: str) -> bool:
    """Whether an inline style makes its element's text unseen: not there, without size or colour, or far off the page."""
    rules = {}
    for rule in style.lower().split(";"):
        name, _, value = rule.partition(":")
        rules[name.strip()] = value.replace("!important", "").strip()
    get = rules.get
    if get("display") == "none" or get("visibility") in ("hidden", "collapse"):
        return True
    if _zero(get("opacity")) or _zero(get("font-size")) or get("transform", "").replace(" ", "") == "scale(0)":
        return True
    if get("overflow", get("overflow-y", "")) in ("hidden", "clip") and any(
        _zero(get(size)) or get(size) == "1px" for size in ("height", "width", "max-height", "max-width")
    ):
        return True
    if _FAR_OFF.fullmatch(get("text-indent", "")) or _CLIPPED.search(get("clip", "") + get("clip-path", "")):
        return True
    return get("position") in ("absolute", "fixed") and any(
        _FAR_OFF.fullmatch(get(side, "")) for side in ("left", "top", "right", "bottom")
    )


def _zero(value: str | None) -> bool:
    return value is not None and bool(_LENGTH_ZERO.fullmatch(value))


def _hidden_by_sheets(root: HtmlElement) -> frozenset[str]:
    """Names that the page's own style sheets hide without condition: ".secret", "#trap"."""
    names: set[str] = set()
    for sheet in root.iter("style"):
        text = sheet.text or ""
        if "none" in text and len(text) < _LONGEST_SHEET and "@" not in text:
            for rule in _HIDDEN_RULE.finditer(text):
                names.update(name.strip() for name in rule["names"].split(","))
    return frozenset(names)


def classes(tag: HtmlElement) -> str:
    """What an element is called: its classes, id and itemprop, a space between them."""
    get = tag.attrib.get
    return " ".join(filter(None, (get("class"), get("id"), get("itemprop"))))


def text_of(tag: HtmlElement | None) -> str:
    """An element's text on one line."""
    return " ".join(" ".join(tag.itertext()).split()) if tag is not None else ""


def bare(text: str) -> str:
    """The text's letters and digits, for comparing."""
    return _NOT_WORDS.sub("", text).lower()
