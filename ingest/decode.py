"""Bytes into text as browsers do it: https://encoding.spec.whatwg.org, with UTF-8 recognised by itself.

What is UTF-8 is read as UTF-8, whatever it is called; one bad byte in it is a replacement character. What is not is read
by the name that the server or the page gives it, and without a name as Windows-1252.
"""

from __future__ import annotations

import codecs
import re

import webencodings

from index.errors import SourceError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_DECLARED_BEFORE = 65_536
"""Bytes in which a page may declare its charset; browsers look at 1,024, and pages put it later all the same."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BAD = "\ufffd"


def decode(raw: bytes, origin: str, *, html: bool = False, charset: str | None = None) -> str:
    """The text of a file, its newlines all "\\n". `charset` is what the server calls it; a page (`html`) may say so
    itself. Raises SourceError where it is no text."""
    text = _decoded(raw, charset or (_declared(raw) if html else None))
    head = text[:65_536]
    if text.count(_BAD) > len(text) / 3 or len(_CONTROLS.findall(head)) > len(head) / 100:
        raise SourceError(origin, "it is a binary file, not text; save the article as text in UTF-8")
    return text.replace("\0", _BAD).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(raw: bytes, charset: str | None) -> str:
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return raw.decode(name, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    known = webencodings.lookup(charset) if charset else None
    if known is None or known.name.startswith("utf-"):
        # In UTF-8 with a bad byte there are good ones above 127; in Windows-1252 hardly ever.
        good = sum(char > "\x7f" for char in text) - text.count(_BAD)
        return text if good > text.count(_BAD) else raw.decode("cp1252", "replace")
    text, _ = known.codec_info.decode(raw, "replace")
    return str(text)


def _declared(raw: bytes) -> str | None:
    match = _CHARSET.search(raw, 0, _DECLARED_BEFORE)
    return (match[1] or match[2]).decode("ascii", "replace") if match else None
