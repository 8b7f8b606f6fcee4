"""The network behind `index.entailment`: the bundled encoder with layers of its own, and one linear head for three labels.

The encoder reads evidence and sentence together; the head sees both sides' means and how they differ, as a network would that
had read each alone.
SEE: Conneau et al. 2017, https://arxiv.org/abs/1705.02364, section 3.1

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
MAX_TOKENS = 256
"""Of a pair; the evidence is cut, never the sentence."""
PARTS = 5
"""Vectors of the encoder's width that the head sees: the first token, both means, their difference, their product."""
SPREAD = 3.0
"""What the difference is multiplied by, for all of the encoder's means lie close together."""
END = 2
"""The id of `</s>`."""


@dataclass(frozen=True, slots=True)
class EntailmentModel:
    """`bert` is a transformers BertModel without pooling layer, `head` a Linear of PARTS times its width to the labels."""

    bert: Any
    head: Any

    def logits(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """Of each pair a logit for each label, float32, shape (len(ids), 3)."""
        import torch

        longest = max(map(len, ids))
        tokens = torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in ids])
        place, lengths = torch.arange(longest)[None, :], torch.tensor([len(row) for row in ids])[:, None]
        parted = torch.tensor([row.index(END) for row in ids])[:, None]
        hidden = self.bert(input_ids=tokens, attention_mask=(place < lengths).long()).last_hidden_state.float()
        evidence = _mean(hidden, (place > 0) & (place < parted))
        sentence = _mean(hidden, (place > parted + 1) & (place < lengths - 1))
        apart = (evidence - sentence).abs() * SPREAD
        seen = torch.cat([hidden[:, 0], evidence, sentence, apart, evidence * sentence], 1)
        with torch.autocast("cpu", enabled=False):  # the head is small and its rounding would be felt
            logits: Tensor = self.head(seen)
        return logits


def _mean(hidden: Tensor, within: Tensor) -> Tensor:
    """Of each row's vectors at the places `within`; zero where there are none. Shape (rows, width)."""
    weights = within[:, :, None].float()
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)


def fresh(bert: Any) -> EntailmentModel:
    """On the layers of `bert` as they are, copied, with its embeddings shared, and a head of zeros, in float32."""
    import torch

    head = torch.nn.Linear(PARTS * bert.config.hidden_size, len(LABELS))
    torch.nn.init.zeros_(head.weight)
    torch.nn.init.zeros_(head.bias)
    return EntailmentModel(copy.deepcopy(bert, {id(bert.embeddings): bert.embeddings}), head)


def load(bert: Any, file: Path) -> tuple[EntailmentModel, float]:
    """The trained model on the bundled layers in `bert`, whose embeddings it shares, and its threshold.

    Raises what safetensors and torch raise where the file is broken or made for other layers.
    """
    import torch
    from safetensors import safe_open

    with safe_open(str(file), "pt") as opened:
        kept = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118  # it is no mapping
        threshold = float(opened.metadata()["threshold"])
    model = fresh(bert)
    with torch.no_grad():
        for name, weight in model.bert.encoder.named_parameters():
            weight.copy_((weight.float() + unpacked(kept, name, weight.shape)).to(weight.dtype))
        model.head.weight.copy_(kept["head.weight"])
        model.head.bias.copy_(kept["head.bias"])
    model.bert.eval()
    return model, threshold


def encoded(tokenizer: Any, evidence: Sequence[str], sentences: Sequence[str]) -> list[list[int]]:
    """Token ids of each pair: `<s> evidence </s> </s> sentence </s>`."""
    found: list[list[int]] = tokenizer(
        list(evidence), list(sentences), truncation="longest_first", max_length=MAX_TOKENS
    )["input_ids"]
    return found
