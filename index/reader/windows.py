"""Question and passage as the reader's tokens: `<s> question </s> </s> passage </s>`, in windows where it is long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.embedding.tokens import BEGIN, END, Tokenizer

MAX_TOKENS = 288
"""Of a window, a question of the usual length included: a chunk of news with its title fits into one."""
QUESTION_TOKENS = 40
"""What a question has more, with what was said before it, a window has too."""
STRIDE = 96
"""Tokens that two windows of a passage have in common, so that an answer cut by one stands whole in the other."""
_LONGEST_QUESTION = 128
"""A longer question is cut."""


@dataclass(frozen=True, slots=True)
class Window:
    """`ids[first:last + 1]` is the passage without its header; `offsets` says where each of these stands in the text."""

    ids: tuple[int, ...]
    first: int
    last: int
    offsets: tuple[tuple[int, int], ...]
    """Character spans in the passage's text, header included; one for each of `ids[first:last + 1]`."""


def windows(tokenizer: Tokenizer, question: str, texts: Sequence[str], headers: Sequence[int]) -> list[list[Window]]:
    """The windows of each text for one question. `headers`: how many characters at a text's start can't hold the answer."""
    asked, *cut = tokenizer.cut([question, *texts])
    head = (BEGIN, *asked.ids[:_LONGEST_QUESTION], END, END)
    room = MAX_TOKENS - min(len(head), QUESTION_TOKENS) - 1
    found: list[list[Window]] = []
    for tokens, header in zip(cut, headers, strict=True):
        own: list[Window] = []
        for start in range(0, max(1, len(tokens.ids) - STRIDE), room - STRIDE):
            places = tokens.offsets[start : start + room]
            skipped = next((n for n, (_, end) in enumerate(places) if end > header), len(places))
            if skipped < len(places):
                ids = (*head, *tokens.ids[start : start + room], END)
                own.append(Window(ids, len(head) + skipped, len(ids) - 2, places[skipped:]))
        found.append(own)
    return found
