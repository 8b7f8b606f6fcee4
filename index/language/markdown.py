"""Text as Markdown that shows it letter for letter: what articles say is never read as marks."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_\[\]<>~|&$])")
_AT_START = re.compile(r"^(\s*)([#>+=-]|\d+(?=[.)]))", re.MULTILINE)


def escaped(text: str) -> str:
    """Its paragraphs stay; a single line break is one in Markdown too."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = _AT_START.sub(_begun, _MARKS.sub(r"\\\1", text))
    return re.sub(r"(?<!\n)\n(?!\n)", "  \n", lines)


def one_line(text: str) -> str:
    return escaped(" ".join(text.split()))


def linked(text: str, url: str | None) -> str:
    """A link where there is an address; `text` is escaped already."""
    return f"[{text}]({url.replace('(', '%28').replace(')', '%29')})" if url else text


def _begun(found: re.Match[str]) -> str:
    blank, mark = found.groups()
    return f"{blank}{mark}\\" if mark.isdigit() else f"{blank}\\{mark}"
