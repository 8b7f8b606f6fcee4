"""Rows of any length as flat arrays, which travel in a file and from which batches are made."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Ragged:
    """Rows of integers, one behind the other; row n is `flat[starts[n]:starts[n + 1]]`."""

    def __init__(self, flat: NDArray[Any], starts: NDArray[Any]) -> None:
        self.flat, self.starts = flat, starts

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]], dtype: type[np.generic]) -> Ragged:
        """`rows` may hold numbers, or tuples of as many each."""
        kept = list(rows)
        starts = np.concatenate([[0], np.cumsum([len(row) for row in kept])]).astype(np.int64)
        return cls(np.array([x for row in kept for x in row], dtype), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, n: int) -> NDArray[Any]:
        return self.flat[self.starts[n] : self.starts[n + 1]]

    def lengths(self) -> Ints:
        return np.diff(self.starts)


def save(file: Path, arrays: Mapping[str, Ragged | NDArray[Any]]) -> None:
    """All of them in one file, pressed: passages that come again and again take little."""
    flat: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        if isinstance(array, Ragged):
            flat |= {f"{name}.flat": array.flat, f"{name}.starts": array.starts}
        else:
            flat[name] = array
    with lzma.open(file, "wb", preset=3) as opened:
        np.savez(opened, **flat)  # type: ignore[arg-type]


def load(file: Path) -> dict[str, Any]:
    """What `save` was given."""
    import io

    with lzma.open(file) as opened, np.load(io.BytesIO(opened.read())) as kept:
        found: dict[str, Any] = {}
        for name in kept.files:
            if name.endswith(".starts"):
                continue
            stem = name.removesuffix(".flat")
            found[stem] = Ragged(kept[name], kept[f"{stem}.starts"]) if stem != name else kept[name]
        return found
