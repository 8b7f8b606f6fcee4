"""What the reader is trained on, in arrays: windows in groups by set, and of them the batches of a pass."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import batches, ragged
from training.batches import UNKNOWN, Batch, Group, Groups
from training.ragged import Ragged

if TYPE_CHECKING:
    from training.windows import Target

DRAWN = 2
"""Passages without the answer that a pass puts beside the one with it."""
SHARES: dict[str, float] = {
    "tydiqa_id-train": 0.8,
    "idk_mrc-train": 0.6,
    "squad_id_mt": 0.15,
    "tydiqa_en_sw-train": 0.2,
    "english": 0.6,
    "indonli-train": 0.5,
}
"""Of a set's questions, how many a pass takes: what isn't news is a reminder of what the network knows already."""


@dataclass(frozen=True, slots=True)
class Windows(Batch):
    """Groups stand together, the passage that answers first."""

    body: Tensor
    """(n, L): where an answer may be."""
    starts: Tensor
    """(n, L): where an answer begins; the first token where none does."""
    ends: Tensor
    told: Tensor
    """(n,)"""
    kind: Tensor
    """(n,), UNKNOWN where nobody said."""
    yes: Tensor
    items: Tensor
    """(n, L): 0 outside the parts of a list, 1 where one begins, 2 where it goes on; UNKNOWN in what is no list."""
    sentences: Tensor
    """(m, 4): window, first and last token, whether it is evidence."""


class Examples(Groups):
    """Windows in groups, each group of a set."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        super().__init__(arrays)
        self.shares: Mapping[str, float] = SHARES
        self._facts: NDArray[Any] = arrays["facts"]
        """(n, 5): first and last token of the body, told, kind, yes."""
        self._spans: Ragged = arrays["spans"]
        self._items: Ragged = arrays["items"]
        self._sentences: Ragged = arrays["sentences"]
        self._sets: NDArray[Any] = arrays["sets"]
        """The set of each group, its place in `names`."""
        self.names = [str(name) for name in arrays["names"]]

    def __len__(self) -> int:
        return len(self._sets)

    def told(self, window: int) -> bool:
        return bool(self._facts[window, 2])

    def drawn(self, seed: int) -> list[Group]:
        """By set as many as `shares` says, beside what answers a few that don't."""
        draw = random.Random(seed)
        found = []
        for n, of in enumerate(self._sets):
            if draw.random() < self.shares.get(self.names[of], 1.0):
                first, *others = self.group(n)
                if self.told(first):
                    found.append([first, *draw.sample(others, min(DRAWN, len(others)))])
                else:
                    found.append([draw.choice([first, *others])])
        return found

    def batch(self, groups: Sequence[Sequence[int]]) -> Windows:
        rows = [n for group in groups for n in group]
        ids, real = self._tokens(rows)
        body, starts, ends = (np.zeros(ids.shape, bool) for _ in range(3))
        items = np.full(ids.shape, UNKNOWN)
        sentences = []
        for n, row in enumerate(rows):
            first, last = self._facts[row, :2]
            body[n, first : last + 1] = True
            spans = self._spans[row]
            starts[n, spans[:, 0] if len(spans) else 0] = True
            ends[n, spans[:, 1] if len(spans) else 0] = True
            if len(self._items[row]):
                items[n, first : last + 1] = 0
                for a, b in self._items[row]:
                    items[n, a], items[n, a + 1 : b + 1] = 1, 2
            sentences += [(n, a, b, yes) for a, b, yes in self._sentences[row]]
        places = pairwise(batches.starts(groups).tolist())
        held = [
            list(range(a, b)) for (a, b), group in zip(places, groups, strict=True) if b > a + 1 and self.told(group[0])
        ]
        told, kind, yes = self._facts[rows, 2:].T
        tensor = torch.from_numpy
        return Windows(
            tensor(ids), tensor(real), *batches.beside(held), tensor(body), tensor(starts), tensor(ends),
            tensor(told.astype(np.float32)), tensor(kind.astype(np.int64)), tensor(yes.astype(np.int64)), tensor(items),
            torch.tensor(sentences, dtype=torch.int64).reshape(-1, 4),
        )  # fmt: skip


def save(file: Path, sets: Mapping[str, Sequence[tuple[Target, ...]]], token: NDArray[Any]) -> None:
    """`token[i]` is what the token i is called in the encoder that is trained."""
    groups = [group for some in sets.values() for group in some]
    rows = [t for group in groups for t in group]
    ragged.save(
        file,
        {
            "ids": Ragged.of((token[list(t.ids)] for t in rows), np.uint16),
            "facts": np.array([(t.first, t.last, t.told, t.kind, t.yes) for t in rows], np.int16),
            "spans": _places((t.spans for t in rows), 2),
            "items": _places((t.items for t in rows), 2),
            "sentences": _places((t.sentences for t in rows), 3),
            "groups": batches.starts(groups),
            "sets": np.repeat(np.arange(len(sets)), [len(some) for some in sets.values()]).astype(np.int16),
            "names": np.array(list(sets)),
        },
    )


def _places(rows: Any, width: int) -> Ragged:
    found = Ragged.of(rows, np.int16)
    return Ragged(found.flat.reshape(-1, width), found.starts)


def load(file: Path) -> Examples:
    return Examples(ragged.load(file))
