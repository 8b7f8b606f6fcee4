"""The network behind `index.entailment`: the bundled encoder with layers of its own, and one linear head for all that is read
off it.

The encoder reads evidence and sentence together. Of the first token: whether the evidence bears the sentence out, is silent
or denies it. Of each token of the sentence: whether it belongs to what is not borne out.

Kept as the reader's is: the differences from the bundled layers in 4 bits, the word embeddings shared with the embedder.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.reader_model import PAD, unpacked

if TYPE_CHECKING:
    from torch import Tensor

LABELS = ("entailment", "neutral", "contradiction")
LABEL = slice(0, len(LABELS))
WRONG = len(LABELS)
"""The output that tells of a token of the sentence whether it is part of what isn't borne out."""
OUTPUTS = len(LABELS) + 1
MAX_TOKENS = 288
"""Of a pair."""


@dataclass(frozen=True, slots=True)
class EntailmentModel:
    """`bert` is a transformers BertModel without pooling layer, `head` a Linear of its width to OUTPUTS."""

    bert: Any
    head: Any

    def logits(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """All outputs of each token, float32, shape (len(ids), longest, OUTPUTS)."""
        import torch

        longest = max(map(len, ids))
        tokens = torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in ids])
        real = torch.arange(longest)[None, :] < torch.tensor([len(row) for row in ids])[:, None]
        hidden = self.bert(input_ids=tokens, attention_mask=real.long()).last_hidden_state
        logits: Tensor = self.head(hidden).float()
        return logits


def support(logits: Tensor) -> Tensor:
    """The log-odds that the sentence is borne out, from the first token's logits for LABELS, shape (…)."""
    found: Tensor = logits[..., 0] - logits[..., 1:].logsumexp(-1)
    return found


def fresh(bert: Any) -> EntailmentModel:
    """On the layers of `bert` as they are, copied, with its embeddings shared, and a head that is drawn."""
    import torch

    head = torch.nn.Linear(bert.config.hidden_size, OUTPUTS)
    torch.nn.init.normal_(head.weight, std=0.02)
    torch.nn.init.zeros_(head.bias)
    return EntailmentModel(copy.deepcopy(bert, {id(bert.embeddings): bert.embeddings}), head.to(bert.dtype))


def load(bert: Any, file: Path) -> EntailmentModel:
    """The trained model on the bundled layers in `bert`, whose embeddings it shares.

    Raises what safetensors and torch raise where the file is absent, broken or made for other layers.
    """
    import torch
    from safetensors.torch import load_file

    kept = load_file(str(file))
    model = fresh(bert)
    with torch.no_grad():
        for name, weight in model.bert.encoder.named_parameters():
            weight.copy_((weight.float() + unpacked(kept, name, weight.shape)).to(weight.dtype))
        model.head.weight.copy_(kept["head.weight"])
        model.head.bias.copy_(kept["head.bias"])
    model.bert.eval()
    return model


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
