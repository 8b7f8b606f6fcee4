"""Sentences with their evidence in arrays, those about the same place together: what the verifier is trained on."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import ragged
from training.examples import UNKNOWN, batches
from training.ragged import Ragged

PASSES_OF_OURS = 2
"""How often a pass has the twins, against once half of IndoNLI."""
SHARE_OF_INDONLI = 0.5


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs as tensors, n of them, L tokens the longest."""

    ids: Tensor
    """(n, L)"""
    real: Tensor
    """(n, L): what is no padding."""
    label: Tensor
    """(n,)"""
    wrong: Tensor
    """(n, L): of the sentence's tokens 1 for what is wrong, 0 for what is not; UNKNOWN elsewhere."""
    groups: Tensor
    """(g, most): a borne out pair and those beside it that aren't; the first one again where there are fewer."""
    several: Tensor
    """(g, most): which of `groups` are real."""

    def to(self, device: torch.device) -> Batch:
        return Batch(*(getattr(self, name).to(device, non_blocking=True) for name in self.__dataclass_fields__))


class Pairs:
    """Groups of pairs in arrays."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        self._ids: Ragged = arrays["ids"]
        self._facts: NDArray[Any] = arrays["facts"]
        """(n, 3): label, first token of the sentence, whether what is wrong with it is known."""
        self._wrong: Ragged = arrays["wrong"]
        self._groups: NDArray[Any] = arrays["groups"]
        self._ours: NDArray[Any] = arrays["ours"]
        """Whether each group is of ours."""

    def drawn(self, seed: int) -> list[list[int]]:
        """The groups of one pass."""
        draw = random.Random(seed)
        found = []
        for n, own in enumerate(self._ours):
            group = list(range(int(self._groups[n]), int(self._groups[n + 1])))
            if own:
                found += [group] * PASSES_OF_OURS
            elif draw.random() < SHARE_OF_INDONLI:
                found.append(group)
        return found

    def batches(self, tokens: int, seed: int) -> list[list[list[int]]]:
        lengths = self._ids.lengths()
        return batches(self.drawn(seed), lambda group: int(max(lengths[group])), tokens, seed)

    def batch(self, groups: Sequence[Sequence[int]]) -> Batch:
        rows = [n for group in groups for n in group]
        shape = (len(rows), int(self._ids.lengths()[rows].max()))
        ids, real, wrong = np.ones(shape, np.int64), np.zeros(shape, bool), np.full(shape, UNKNOWN)
        for n, row in enumerate(rows):
            length = len(self._ids[row])
            ids[n, :length], real[n, :length] = self._ids[row], True
            if self._facts[row, 2]:
                wrong[n, self._facts[row, 1] : length - 1] = 0
                for a, b in self._wrong[row]:
                    wrong[n, a : b + 1] = 1
        at, several = 0, []
        for group in groups:
            good = [at + n for n, row in enumerate(group) if self._facts[row, 0] == 0]
            bad = [at + n for n, row in enumerate(group) if self._facts[row, 0] != 0]
            several += [[g, *bad] for g in good if bad]
            at += len(group)
        most = max(map(len, several), default=1)
        tensor = torch.from_numpy
        return Batch(
            tensor(ids), tensor(real), tensor(self._facts[rows, 0].astype(np.int64)), tensor(wrong.astype(np.int64)),
            torch.tensor([[*g, *[g[0]] * (most - len(g))] for g in several], dtype=torch.int64).reshape(-1, most),
            torch.tensor([[n < len(g) for n in range(most)] for g in several], dtype=torch.bool).reshape(-1, most),
        )  # fmt: skip


def load(file: Path) -> Pairs:
    return Pairs(ragged.load(file))
