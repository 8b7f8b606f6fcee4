"""What the verifier's network reads and says.

The encoder reads evidence and sentence together. Of the first token: whether the evidence bears the sentence out, is silent
or denies it. Of each token of the sentence: whether it belongs to what is not borne out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

LABELS = ("entailment", "neutral", "contradiction")
LABEL = slice(0, len(LABELS))
WRONG = len(LABELS)
"""The output that tells of a token of the sentence whether it is part of what isn't borne out."""
OUTPUTS = len(LABELS) + 1
MAX_TOKENS = 288
"""Of a pair."""


def support(logits: Tensor) -> Tensor:
    """The log-odds that the sentence is borne out, from the first token's logits for LABELS, shape (…)."""
    found: Tensor = logits[..., 0] - logits[..., 1:].logsumexp(-1)
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A pair as tokens: `<s> evidence </s> </s> sentence </s>`, the sentence from the token `first` on.

    `offsets`: where each token of the sentence stands in it.
    """

    ids: tuple[int, ...]
    first: int
    offsets: tuple[tuple[int, int], ...]


def encoded(tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> list[Row]:
    """Pairs of evidence and sentence. What is too long loses of its evidence, or of a sentence that leaves no room for any."""
    batch = tokenizer(
        [evidence for evidence, _ in pairs], [sentence for _, sentence in pairs], truncation="longest_first",
        max_length=MAX_TOKENS, return_offsets_mapping=True,
    )  # fmt: skip
    found = []
    for n, ids in enumerate(batch["input_ids"]):
        of_sentence = [i for i, part in enumerate(batch.sequence_ids(n)) if part == 1]
        first = of_sentence[0] if of_sentence else len(ids)
        offsets = tuple(tuple(batch["offset_mapping"][n][i]) for i in of_sentence)
        found.append(Row(tuple(ids), first, offsets))
    return found
