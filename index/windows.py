"""Question and passage as the reader's tokens: `<s> question </s> </s> passage </s>`, in windows where it is long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MAX_TOKENS = 288
"""Of a window, question included: a chunk of news with its title fits into one."""
STRIDE = 96
"""Tokens that two windows of a passage have in common, so that an answer cut by one stands whole in the other."""
_QUESTION_TOKENS = 128
"""A longer question is cut: it would leave no room to read in."""


@dataclass(frozen=True, slots=True)
class Window:
    """`ids[first:last + 1]` is the passage without its header; `offsets` says where each of these stands in the text."""

    ids: tuple[int, ...]
    first: int
    last: int
    offsets: tuple[tuple[int, int], ...]
    """Character spans in the passage's text, header included; one for each of `ids[first:last + 1]`."""


def windows(tokenizer: Any, question: str, texts: Sequence[str], headers: Sequence[int]) -> list[list[Window]]:
    """The windows of each text for one question. `headers`: how many characters at a text's start can't hold the answer."""
    asked = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    if len(asked) > _QUESTION_TOKENS:
        question = question[: asked[_QUESTION_TOKENS - 1][1]]
    encoded = tokenizer(
        [question] * len(texts), list(texts), truncation="only_second", max_length=MAX_TOKENS, stride=STRIDE,
        return_overflowing_tokens=True, return_offsets_mapping=True,
    )  # fmt: skip
    found: list[list[Window]] = [[] for _ in texts]
    for n, text in enumerate(encoded["overflow_to_sample_mapping"]):
        ids, offsets, parts = encoded["input_ids"][n], encoded["offset_mapping"][n], encoded.sequence_ids(n)
        body = [i for i, part in enumerate(parts) if part == 1 and offsets[i][1] > headers[text]]
        if body:
            first, last = body[0], body[-1]
            found[text].append(Window(tuple(ids), first, last, tuple(map(tuple, offsets[first : last + 1]))))
    return found
