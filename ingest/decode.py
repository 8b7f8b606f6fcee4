"""Bytes into text, or one sentence on why not: UTF-8 with or without BOM, UTF-16 with BOM, and what HTML declares."""

from __future__ import annotations

import codecs
import re

from index.errors import SourceError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def decode(raw: bytes, origin: str, *, html: bool = False) -> str:
    """The text of a file, its newlines all "\\n". Raises SourceError where it is no text or of an unknown encoding."""
    encoding = next((name for bom, name in _BOMS if raw.startswith(bom)), None)
    if encoding is None and html and (declared := _CHARSET.search(raw[:4096])):
        encoding = _as_browsers_do(declared[1].decode("ascii", "replace"))
    try:
        text = raw.decode(encoding or "utf-8")
    except (LookupError, UnicodeError):
        if b"\0" in raw[:8192]:
            text = "\0"
        elif encoding:
            raise SourceError(origin, f"it says it is {encoding}, and is not; save it as UTF-8") from None
        else:
            raise SourceError(origin, "it is not UTF-8, or no text at all; save it as UTF-8") from None
    if "\0" in text:
        raise SourceError(origin, "it is a binary file, not text; save the article as text in UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_browsers_do(charset: str) -> str:
    """Pages that declare Latin-1 are Windows-1252; a page whose declaration can be read as ASCII is not UTF-16.

    Source: https://encoding.spec.whatwg.org/#names-and-labels
    """
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return charset
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else name


def in_charset(raw: bytes, charset: str) -> str | None:
    """The text, if the bytes are in this charset (as a server names it); None where they are not, or it is unknown."""
    try:
        text = raw.decode(_as_browsers_do(charset))
    except (LookupError, UnicodeError):
        return None
    return None if "\0" in text else text.replace("\r\n", "\n").replace("\r", "\n")
