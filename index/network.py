"""A trained network of ours: the bundled encoder with layers of its own, and one linear head for all that is read off it.

What is shipped is the difference between the trained layers and the bundled ones, in 4 bits (`index/data/*.safetensors`).
The word embeddings, nine tenths of the memory, are those of the embedder, shared.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from torch import Tensor

BLOCK = 32
"""Weights of a row that share a scale."""
PAD = 1


@dataclass(frozen=True, slots=True)
class Network:
    """`bert` is a transformers BertModel without pooling layer, `head` a Linear of its width to the outputs."""

    bert: Any
    head: Any

    def logits(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """All outputs of each token, float32, shape (len(ids), longest, outputs)."""
        import torch

        longest = max(map(len, ids))
        tokens = torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in ids])
        mask = (torch.arange(longest)[None, :] < torch.tensor([len(row) for row in ids])[:, None]).long()
        hidden = self.bert(input_ids=tokens, attention_mask=mask).last_hidden_state
        logits: Tensor = self.head(hidden).float()
        return logits


def fresh(bert: Any, outputs: int) -> Network:
    """A network on the layers of `bert` as they are, copied, with its embeddings shared, and a head that is drawn.

    Drawn, because from zeros all its rows learn the same from tokens as alike as e5's are, and stay the same.
    """
    import torch

    shared = {id(bert.embeddings): bert.embeddings}
    head = torch.nn.Linear(bert.config.hidden_size, outputs)
    torch.nn.init.normal_(head.weight, std=0.02)
    torch.nn.init.zeros_(head.bias)
    return Network(copy.deepcopy(bert, shared), head.to(bert.dtype))


def load(bert: Any, file: Path, outputs: int) -> Network:
    """The trained network, on the bundled layers in `bert`, whose embeddings it shares.

    Raises what safetensors and torch raise where the file is absent, broken or made for other layers.
    """
    import torch
    from safetensors.torch import load_file

    packed = load_file(str(file))
    network = fresh(bert, outputs)
    with torch.no_grad():
        for name, weight in layers_of(network).items():
            change = unpacked(packed, name, weight.shape)
            weight.copy_((weight.float() + change).to(weight.dtype))
        network.head.weight.copy_(packed["head.weight"])
        network.head.bias.copy_(packed["head.bias"])
    network.bert.eval()
    return network


def layers_of(network: Network) -> dict[str, Tensor]:
    """What is trained, by name: all of the encoder, nothing of the embeddings."""
    return dict(network.bert.encoder.named_parameters())


def changes(network: Network, base: Any) -> dict[str, Tensor]:
    """What is shipped of a network that was trained from the layers of `base`: their differences, and the head in 16 bits."""
    before = dict(base.encoder.named_parameters())
    tensors = {"head.weight": network.head.weight.detach().half(), "head.bias": network.head.bias.detach().half()}
    for name, weight in layers_of(network).items():
        tensors |= packed(name, weight.detach().float() - before[name].detach().float())
    return tensors


def packed(name: str, change: Tensor) -> dict[str, Tensor]:
    """A change of weights, float32: matrices in 4 bits by blocks of a row, the scale chosen for the least squared error;
    what is smaller in 16 bits."""
    import torch

    if change.dim() < 2:
        return {name: change.half()}
    blocks = change.reshape(-1, BLOCK)
    top = blocks.abs().amax(1, keepdim=True).clamp_min(1e-8)
    best_error = torch.full_like(top, float("inf"))
    best_scale = top / 7
    for part in (1.0, 0.9, 0.8, 0.7, 0.6):
        scale = (top * part / 7).half().float().clamp_min(6e-8)
        error = ((blocks / scale).round().clamp(-7, 7) * scale - blocks).square().sum(1, keepdim=True)
        best_scale = torch.where(error < best_error, scale, best_scale)
        best_error = torch.minimum(error, best_error)
    levels = ((blocks / best_scale).round().clamp(-7, 7) + 8).to(torch.uint8)
    return {f"{name}.levels": levels[:, ::2] | (levels[:, 1::2] << 4), f"{name}.scale": best_scale.half().squeeze(1)}


def unpacked(packed: Mapping[str, Tensor], name: str, shape: torch.Size) -> Tensor:
    """The inverse of `packed`, float32."""
    import torch

    if name in packed:
        return packed[name].float()
    levels, scale = packed[f"{name}.levels"], packed[f"{name}.scale"].float()
    both = torch.stack([levels & 15, levels >> 4], -1).reshape(len(levels), BLOCK)
    return ((both.float() - 8) * scale[:, None]).reshape(shape)
