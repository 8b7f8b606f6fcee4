"""Groups of rows in batches: what the examples of both networks have in common."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from index.embedding.network import Network
from index.embedding.tokens import PAD
from training.ragged import Ragged

UNKNOWN = -1
"""What nobody said."""
HIDDEN = -1e4
"""The logit of what can't be chosen."""
Group = list[int]
"""Rows that may be held against each other."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as tensors, n of them, L tokens the longest."""

    ids: Tensor
    """(n, L)"""
    real: Tensor
    """(n, L): what is no padding."""
    groups: Tensor
    """(g, most): a row that must score above those beside it; itself again where there are fewer."""
    several: Tensor
    """(g, most): which of `groups` are real."""

    def to(self, device: torch.device) -> Self:
        return type(self)(**{f.name: getattr(self, f.name).to(device, non_blocking=True) for f in fields(self)})


class Groups(ABC):
    """Rows of token ids in groups, in arrays."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        self._ids: Ragged = arrays["ids"]
        self._groups: NDArray[Any] = arrays["groups"]
        """Where each group begins among the rows, and at last where they end."""

    def group(self, n: int) -> range:
        return range(int(self._groups[n]), int(self._groups[n + 1]))

    @abstractmethod
    def drawn(self, seed: int) -> list[Group]:
        """The groups of one pass."""

    def batches(self, tokens: int, seed: int) -> list[list[Group]]:
        """The groups of one pass, those of like length together, for what is padded is paid for: `tokens` in each batch with
        its padding. The batches' order is drawn."""
        lengths = self._ids.lengths()
        draw = random.Random(seed)
        groups = self.drawn(seed)
        draw.shuffle(groups)
        found: list[list[Group]] = []
        for at in range(0, len(groups), 4000):
            batch: list[Group] = []
            longest = size = 0
            for group in sorted(groups[at : at + 4000], key=lambda g: int(max(lengths[g]))):
                length = int(max(lengths[group]))
                longest = max(longest, length)
                if batch and longest * (size + len(group)) > tokens:
                    found.append(batch)
                    batch, longest, size = [], length, 0
                batch.append(group)
                size += len(group)
            found.append(batch)
        draw.shuffle(found)
        return found

    def _tokens(self, rows: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """`ids` and `real` of a batch."""
        shape = (len(rows), int(self._ids.lengths()[rows].max()))
        ids, real = np.full(shape, PAD, np.int64), np.zeros(shape, bool)
        for n, row in enumerate(rows):
            length = len(self._ids[row])
            ids[n, :length], real[n, :length] = self._ids[row], True
        return ids, real


def starts(groups: Sequence[Sequence[Any]]) -> NDArray[np.int64]:
    """Where each group begins among their rows, and at last where they end."""
    return np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64)


def beside(rows: Sequence[Group]) -> tuple[Tensor, Tensor]:
    """`groups` and `several` of a batch, of places of rows in it."""
    most = max(map(len, rows), default=1)
    groups = torch.tensor([[*row, *[row[0]] * (most - len(row))] for row in rows], dtype=torch.int64)
    several = torch.tensor([[n < len(row) for n in range(most)] for row in rows], dtype=torch.bool)
    return groups.reshape(-1, most), several.reshape(-1, most)


def logits(network: Network, batch: Batch) -> Tensor:
    """All outputs of each token, float32, shape (n, L, outputs)."""
    with torch.autocast(batch.ids.device.type, dtype=torch.bfloat16):
        hidden = network.bert(input_ids=batch.ids, attention_mask=batch.real.long()).last_hidden_state
    found: Tensor = network.head(hidden.float())
    return found


def ranking(score: Tensor, batch: Batch) -> Tensor:
    """That the first of each of the batch's `groups` scores highest, as a cross-entropy. `score`: (n,)."""
    among = _among(score, batch)
    return cross_entropy(among, torch.zeros(len(among), dtype=torch.long, device=score.device))


def first(score: Tensor, batch: Batch) -> list[bool]:
    """Of each of the batch's `groups` whether the first scores highest."""
    return [] if not len(batch.groups) else (_among(score, batch).argmax(1) == 0).tolist()


def _among(score: Tensor, batch: Batch) -> Tensor:
    return score[batch.groups].masked_fill(~batch.several, HIDDEN)
