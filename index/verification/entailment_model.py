"""What the verifier's network reads and says.

The encoder reads evidence and sentence together. Of the first token: whether the evidence bears the sentence out, is silent
or denies it. Of each token of the sentence: whether it belongs to what is not borne out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding.tokens import BEGIN, END, Tokenizer

LABELS = ("entailment", "neutral", "contradiction")
LABEL = slice(0, len(LABELS))
WRONG = len(LABELS)
"""The output that tells of a token of the sentence whether it is part of what isn't borne out."""
OUTPUTS = len(LABELS) + 1
MAX_TOKENS = 288
"""Of a pair."""


def support(logits: NDArray[np.float32]) -> float:
    """The log-odds that the sentence is borne out, from the first token's logits for LABELS."""
    return float(logits[0] - np.logaddexp(*logits[1:]))


@dataclass(frozen=True, slots=True)
class Row:
    """A pair as tokens: `<s> evidence </s> </s> sentence </s>`, the sentence from the token `first` on.

    `offsets`: where each token of the sentence stands in it.
    """

    ids: tuple[int, ...]
    first: int
    offsets: tuple[tuple[int, int], ...]


def encoded(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> list[Row]:
    """Pairs of evidence and sentence. What is too long loses of its evidence, or of a sentence that leaves no room for any."""
    evidence = tokenizer.ids([evidence for evidence, _ in pairs])
    sentences = tokenizer.cut([sentence for _, sentence in pairs])
    found = []
    for before, after in zip(evidence, sentences, strict=True):
        a, b = _lengths(len(before), len(after.ids), MAX_TOKENS - 4)
        ids = (BEGIN, *before[:a], END, END, *after.ids[:b], END)
        found.append(Row(ids, a + 3, after.offsets[:b]))
    return found


def _lengths(first: int, second: int, most: int) -> tuple[int, int]:
    """How much is left of two texts that together may have so many tokens: the longer one gives way, down to a half."""
    if first + second <= most:
        return first, second
    if min(first, second) > most // 2:
        return most // 2, most - most // 2
    return (most - second, second) if first > second else (first, most - first)
