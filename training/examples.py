"""What the reader is trained on, in arrays: windows in groups by set, and of them the batches of a pass."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import ragged
from training.ragged import Ragged

if TYPE_CHECKING:
    from training.windows import Target

UNKNOWN = -1
"""What nobody said."""
DRAWN = 2
"""Passages without the answer that a pass puts beside the one with it."""
SHARES = {
    "tydiqa_id-train": 0.8,
    "idk_mrc-train": 0.6,
    "squad_id_mt": 0.15,
    "tydiqa_en_sw-train": 0.2,
    "english": 0.6,
    "indonli-train": 0.5,
}
"""Of a set's questions, how many a pass takes: what isn't news is a reminder of what the network knows already."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as tensors, n of them, L tokens the longest. Groups stand together, the passage that answers first."""

    ids: Tensor
    """(n, L)"""
    real: Tensor
    """(n, L): what is no padding."""
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
    groups: Tensor
    """(g, most): the windows of each group that has several; the first one again where it has fewer."""
    several: Tensor
    """(g, most): which of `groups` are real."""

    def to(self, device: torch.device) -> Batch:
        return Batch(*(getattr(self, name).to(device, non_blocking=True) for name in self.__dataclass_fields__))


class Examples:
    """Windows in groups, each group of a set."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        self._ids: Ragged = arrays["ids"]
        self._facts: NDArray[Any] = arrays["facts"]
        """(n, 5): first and last token of the body, told, kind, yes."""
        self._spans: Ragged = arrays["spans"]
        self._items: Ragged = arrays["items"]
        self._sentences: Ragged = arrays["sentences"]
        self._groups: NDArray[Any] = arrays["groups"]
        """Where each group begins among the windows, and at last where they end."""
        self._sets: NDArray[Any] = arrays["sets"]
        """The set of each group, its place in `names`."""
        self.names = [str(name) for name in arrays["names"]]

    def __len__(self) -> int:
        return len(self._sets)

    def group(self, n: int) -> range:
        return range(int(self._groups[n]), int(self._groups[n + 1]))

    def told(self, window: int) -> bool:
        return bool(self._facts[window, 2])

    def drawn(self, seed: int) -> list[list[int]]:
        """The groups of one pass, as windows: by set as many as SHARES says, beside what answers a few that don't."""
        draw = random.Random(seed)
        found = []
        for n, of in enumerate(self._sets):
            if draw.random() < SHARES.get(self.names[of], 1.0):
                first, *others = self.group(n)
                if self.told(first):
                    found.append([first, *draw.sample(others, min(DRAWN, len(others)))])
                else:
                    found.append([draw.choice([first, *others])])
        return found

    def batches(self, tokens: int, seed: int) -> list[list[list[int]]]:
        """The groups of one pass, those of like length together, `tokens` in each batch with its padding."""
        lengths = self._ids.lengths()
        return batches(self.drawn(seed), lambda group: int(max(lengths[group])), tokens, seed)

    def batch(self, groups: Sequence[Sequence[int]]) -> Batch:
        rows = [n for group in groups for n in group]
        longest = int(self._ids.lengths()[rows].max())
        shape = (len(rows), longest)
        ids, real, body = np.ones(shape, np.int64), np.zeros(shape, bool), np.zeros(shape, bool)
        starts, ends, items = np.zeros(shape, bool), np.zeros(shape, bool), np.full(shape, UNKNOWN)
        sentences = []
        for n, row in enumerate(rows):
            length = len(self._ids[row])
            ids[n, :length], real[n, :length] = self._ids[row], True
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
        at, several = 0, []
        for group in groups:
            if len(group) > 1 and self.told(group[0]):
                several.append(list(range(at, at + len(group))))
            at += len(group)
        most = max(map(len, several), default=1)
        told, kind, yes = self._facts[rows, 2:].T
        tensor = torch.from_numpy
        return Batch(
            tensor(ids), tensor(real), tensor(body), tensor(starts), tensor(ends), tensor(told.astype(np.float32)),
            tensor(kind.astype(np.int64)), tensor(yes.astype(np.int64)), tensor(items.astype(np.int64)),
            torch.tensor(sentences, dtype=torch.int64).reshape(-1, 4),
            torch.tensor([[*g, *[g[0]] * (most - len(g))] for g in several], dtype=torch.int64).reshape(-1, most),
            torch.tensor([[n < len(g) for n in range(most)] for g in several]).reshape(-1, most),
        )  # fmt: skip


def batches(groups: list[list[int]], length: Any, tokens: int, seed: int) -> list[list[list[int]]]:
    """Groups in batches, those of like length together, for what is padded is paid for; the batches' order is drawn."""
    draw = random.Random(seed)
    draw.shuffle(groups)
    found: list[list[list[int]]] = []
    for at in range(0, len(groups), 4000):
        batch: list[list[int]] = []
        longest = size = 0
        for group in sorted(groups[at : at + 4000], key=length):
            longest = max(longest, length(group))
            if batch and longest * (size + len(group)) > tokens:
                found.append(batch)
                batch, longest, size = [], length(group), 0
            batch.append(group)
            size += len(group)
        found.append(batch)
    draw.shuffle(found)
    return found


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
            "groups": np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64),
            "sets": np.repeat(np.arange(len(sets)), [len(some) for some in sets.values()]).astype(np.int16),
            "names": np.array(list(sets)),
        },
    )


def _places(rows: Any, width: int) -> Ragged:
    found = Ragged.of(rows, np.int16)
    return Ragged(found.flat.reshape(-1, width), found.starts)


def load(file: Path) -> Examples:
    return Examples(ragged.load(file))
