"""A trained network of ours in torch, for training and TANYA_ENGINE=torch: the bundled encoder with layers of its own, and one
linear head for all that is read off it.

What is shipped is the difference between the trained layers and the bundled ones (`index.embedding.deltas`). The word embeddings, nine
tenths of the memory, are those of the embedder, shared.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embedding import deltas
from index.embedding.tokens import PAD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor


_BATCH = 8


@dataclass(frozen=True, slots=True)
class Network:
    """`bert` is a transformers BertModel without pooling layer, `head` a Linear of its width to the outputs."""

    bert: Any
    head: Any

    def outputs(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """As `index.embedding.models.Network` has it."""
        import numpy as np
        import torch

        found = np.zeros((len(ids), max(map(len, ids)), self.head.out_features), np.float32)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        with torch.inference_mode():
            for at in range(0, len(order), _BATCH):
                some = order[at : at + _BATCH]
                logits = self.logits([ids[i] for i in some]).numpy()
                found[some, : logits.shape[1]] = logits
        return found

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
    from safetensors.numpy import load_file

    packed = load_file(str(file))
    network = fresh(bert, outputs)
    with torch.no_grad():
        for name, weight in layers_of(network).items():
            change = torch.from_numpy(deltas.unpacked(packed, name, *weight.shape))
            weight.copy_((weight.float() + change).to(weight.dtype))
        network.head.weight.copy_(torch.from_numpy(packed["head.weight"]))
        network.head.bias.copy_(torch.from_numpy(packed["head.bias"]))
    network.bert.eval()
    return network


def layers_of(network: Network) -> dict[str, Tensor]:
    """What is trained, by name: all of the encoder, nothing of the embeddings."""
    return dict(network.bert.encoder.named_parameters())


def changes(network: Network, base: Any) -> dict[str, NDArray[Any]]:
    """What is shipped of a network that was trained from the layers of `base`: their differences, and the head in 16 bits."""
    before = dict(base.encoder.named_parameters())
    head = {f"head.{name}": tensor.detach().half().numpy() for name, tensor in network.head.named_parameters()}
    for name, weight in layers_of(network).items():
        head |= deltas.packed(name, (weight.detach().float() - before[name].detach().float()).numpy())
    return head
