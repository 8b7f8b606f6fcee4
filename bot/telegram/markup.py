"""Text for Telegram, kept as runs until the end, so that what is sent is valid however it is cut.

Telegram counts UTF-16 units after parsing, 4096 a message, and 100 entities at most.
SEE: https://core.telegram.org/bots/api#sendmessage and #html-style
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import Literal

LIMIT = 3900
"""UTF-16 units a message is filled with; the rest to 4096 is a reserve."""
ENTITIES = 90

Style = Literal["", "b", "i", "code"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch in one style. A run with an address is a link."""

    text: str
    style: Style = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. `cites` are the numbers of the citations it leans on; quoted blocks fold away in the message."""

    runs: tuple[Run, ...]
    cites: tuple[int, ...] = ()
    quoted: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def units(self) -> int:
        return units(self.text)

    @property
    def entities(self) -> int:
        return sum(bool(run.style or run.url) for run in self.runs)


@dataclass(frozen=True, slots=True)
class Part:
    """What one message holds: as HTML, and as the plain text that is sent where the HTML is refused."""

    html: str
    plain: str


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def paragraph(text: str) -> Block:
    return Block((Run(text),))


def rendered(blocks: Iterable[Block]) -> Part:
    """Blocks in order; quoted ones that stand together become one expandable blockquote."""
    html, plain = [], []
    for quoted, group in groupby(blocks, key=lambda block: block.quoted):
        some = list(group)
        between = "\n" if quoted else "\n\n"
        tagged = between.join("".join(map(_tagged, block.runs)) for block in some)
        html.append(f"<blockquote expandable>{tagged}</blockquote>" if quoted else tagged)
        plain.append(between.join(block.text for block in some))
    return Part("\n\n".join(html), "\n\n".join(plain))


def unformatted(text: str) -> Part:
    """A message that is one paragraph."""
    return rendered([paragraph(text)])


def size(blocks: Sequence[Block]) -> tuple[int, int]:
    """UTF-16 units, those between the blocks included, and entities."""
    return sum(b.units + 2 for b in blocks), sum(b.entities for b in blocks) + any(b.quoted for b in blocks)


def fits(blocks: Sequence[Block], limit: int = LIMIT) -> bool:
    length, entities = size(blocks)
    return length <= limit and entities <= ENTITIES


def packed(blocks: Iterable[Block]) -> list[Part]:
    """Blocks in as few messages as hold them, cut between blocks, and within one only where it is longer than a message."""
    messages: list[list[Block]] = [[]]
    for block in (piece for long in blocks for piece in pieces(long)):
        if messages[-1] and not fits([*messages[-1], block]):
            messages.append([])
        messages[-1].append(block)
    return [rendered(message) for message in messages if message]


def pieces(block: Block, limit: int = LIMIT - 4) -> Iterator[Block]:
    """The block, or parts of it that fit, cut at the ends of sentences or words where there are any."""
    rest = list(block.runs)
    while rest:
        taken: list[Run] = []
        room = limit
        while rest and room > 0 and len(taken) < ENTITIES - 10:
            run = rest.pop(0)
            head, tail = _cut(run.text, room)
            taken.append(replace(run, text=head))
            room -= units(head)
            if tail:
                rest.insert(0, replace(run, text=tail))
                break
        yield replace(block, runs=tuple(taken))


def shortened(text: str, room: int) -> str:
    """At most `room` units, with "…" where something was left out."""
    if units(text) <= room:
        return text
    return _cut(text, max(room - 1, 1))[0].rstrip() + "…"


def _cut(text: str, room: int) -> tuple[str, str]:
    """The first `room` units, or a little less to end at a sentence or a word; and the rest."""
    if units(text) <= room:
        return text, ""
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * room].decode("utf-16-le", "ignore")
    for mark in (". ", "\n", " "):
        if (at := head.rfind(mark)) > len(head) // 2:
            return text[: at + len(mark)].rstrip(), text[at + len(mark) :].lstrip()
    # An emoji may be several characters that belong together; taken apart they are still valid text.
    return (head, text[len(head) :]) if head else (text[:1], text[1:])


def _tagged(run: Run) -> str:
    text = escape(run.text, quote=False)
    if run.url:
        text = f'<a href="{escape(run.url)}">{text}</a>'
    return f"<{run.style}>{text}</{run.style}>" if run.style else text
