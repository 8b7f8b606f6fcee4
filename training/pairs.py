"""Sentences with their evidence in arrays, those about the same place together: what the verifier is trained on."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import batches, ragged
from training.batches import UNKNOWN, Batch, Group, Groups
from training.ragged import Ragged

PASSES_OF_OURS = 2
"""How often a pass has the twins, against once half of the other groups."""
SHARE_OF_OTHERS = 0.5


@dataclass(frozen=True, slots=True)
class Judged(Batch):
    """In `groups` a pair that is borne out stands beside those of its place that aren't."""

    label: Tensor
    """(n,)"""
    wrong: Tensor
    """(n, L): of the sentence's tokens 1 for what is wrong, 0 for what is not; UNKNOWN elsewhere."""


class Pairs(Groups):
    """Groups of pairs in arrays."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        super().__init__(arrays)
        self._facts: NDArray[Any] = arrays["facts"]
        """(n, 3): label, first token of the sentence, whether what is wrong with it is known."""
        self._wrong: Ragged = arrays["wrong"]
        self._ours: NDArray[Any] = arrays["ours"]
        """Whether each group is of ours."""

    def drawn(self, seed: int) -> list[Group]:
        draw = random.Random(seed)
        found = []
        for n, own in enumerate(self._ours):
            group = list(self.group(n))
            if own:
                found += [group] * PASSES_OF_OURS
            elif draw.random() < SHARE_OF_OTHERS:
                found.append(group)
        return found

    def batch(self, groups: Sequence[Sequence[int]]) -> Judged:
        rows = [n for group in groups for n in group]
        ids, real = self._tokens(rows)
        wrong = np.full(ids.shape, UNKNOWN)
        for n, row in enumerate(rows):
            if self._facts[row, 2]:
                wrong[n, self._facts[row, 1] : len(self._ids[row]) - 1] = 0
                for a, b in self._wrong[row]:
                    wrong[n, a : b + 1] = 1
        label = self._facts[rows, 0].astype(np.int64)
        held = []
        for a, b in pairwise(batches.starts(groups).tolist()):
            bad = [n for n in range(a, b) if label[n]]
            held += [[n, *bad] for n in range(a, b) if not label[n] and bad]
        tensor = torch.from_numpy
        return Judged(tensor(ids), tensor(real), *batches.beside(held), tensor(label), tensor(wrong))


def load(file: Path) -> Pairs:
    return Pairs(ragged.load(file))
