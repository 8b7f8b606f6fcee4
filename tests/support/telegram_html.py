"""Telegram's HTML as its servers read it: text and entities, or a refusal in their words. No product code is used here.

SEE: https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
import re
from typing import Any

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "blockquote": "blockquote", "a": "text_link", "span": "spoiler",
}  # fmt: skip
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_ADDRESS = re.compile(r"(https?|tg)://|mailto:|[\w-]+(\.[\w-]+)+")

Entity = dict[str, Any]


class HtmlError(Exception):
    """The text can't be parsed; the message is Telegram's."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse(source: str) -> tuple[str, list[Entity]]:
    text, entities = "", []
    open_tags: list[tuple[str, dict[str, str], int]] = []
    at = 0
    while at < len(source):
        if found := _ENTITY.match(source, at):
            text += html.unescape(found[0])
            at = found.end()
        elif source[at] != "<":
            text += source[at]
            at += 1
        elif source.startswith("</", at):
            end = source.find(">", at)
            if not open_tags:
                raise _refusal(f"Unexpected end tag at byte offset {_bytes(source, at)}")
            if end < 0:
                raise _refusal(f"Unclosed end tag at byte offset {_bytes(source, at)}")
            tag, attributes, begun = open_tags.pop()
            name = source[at + 2 : end].strip().lower()
            if name and name != tag:
                place = _bytes(source, at)
                raise _refusal(f'Unmatched end tag at byte offset {place}, expected "</{tag}>", found "</{name}>"')
            if entity := _entity(tag, attributes, begun, units(text) - begun):
                entities.append(entity)
            at = end + 1
        else:
            end = source.find(">", at)
            name = re.match(r"<([^\s>]*)", source[at:])
            tag = name[1].lower() if name else ""
            if end < 0:
                raise _refusal(f"Unclosed start tag at byte offset {_bytes(source, at)}")
            if tag not in TAGS:
                raise _refusal(f'Unsupported start tag "{tag}" at byte offset {_bytes(source, at)}')
            given = _ATTRIBUTE.findall(source[at + 1 + len(tag) : end])
            open_tags.append((tag, {k.lower(): html.unescape(a or b or c) for k, a, b, c in given}, units(text)))
            at = end + 1
    if open_tags:
        raise _refusal(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return text, sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _entity(tag: str, attributes: dict[str, str], offset: int, length: int) -> Entity | None:
    entity: Entity = {"type": TAGS[tag], "offset": offset, "length": length}
    if tag == "a":
        entity["url"] = attributes.get("href", "")
        if not _ADDRESS.match(entity["url"]):
            return None
    if tag == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    return entity if length else None


def _refusal(reason: str) -> HtmlError:
    return HtmlError(f"Bad Request: can't parse entities: {reason}")


def _bytes(source: str, at: int) -> int:
    return len(source[:at].encode())
