"""Text to vectors."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from index.embedding import packed
from index.errors import ModelError
from index.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.inference import Encoder


_SLICE = 256
"""Texts after which memory is given back: each batch leaves freed blocks behind, of a size that few others can use."""


class Embedder(Protocol):
    """What the rest asks of an embedding model."""

    @property
    def name(self) -> str:
        """What vectors of this model are told apart by: part of the identity of all that is stored."""
        ...

    @property
    def dimension(self) -> int: ...

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions as vectors of unit length, shape (len(texts), dimension)."""
        ...

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Passages as vectors of unit length, shape (len(texts), dimension)."""
        ...


class BundledEmbedder:
    """An Embedder with the bundled model, computed by OpenVINO (`index.embedding.inference`)."""

    name = packed.NAME

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loading = threading.Lock()
        self._last: tuple[str, NDArray[np.float32] | None] = ("", None)

    @cached_property
    def dimension(self) -> int:
        return int(packed.opened().sizes["hidden"])

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Retrieval and answering embed the same question one after the other: the last one is kept."""
        if len(texts) != 1:
            return self.encoder.vectors([f"query: {text}" for text in texts])
        before, vector = self._last
        if texts[0] != before or vector is None:
            vector = self.encoder.vectors([f"query: {texts[0]}"])
            self._last = (texts[0], vector)
        return vector

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts are sorted by length first: a batch costs what its longest text costs."""
        import numpy as np

        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for at in range(0, len(order), _SLICE):
            some = order[at : at + _SLICE]
            vectors[some] = self.encoder.vectors([f"passage: {texts[i]}" for i in some])
            if len(order) > _SLICE:
                give_memory_back()
        return vectors

    @property
    def encoder(self) -> Encoder:
        """Loaded when it is first asked for. Raises ModelError."""
        with self._loading:
            return self._encoder

    @cached_property
    def _encoder(self) -> Encoder:
        from index.embedding import tokens

        encoder: Encoder = inference().Encoder(packed.opened(), lambda: tokens.bundled(self._settings.cache_dir))
        return encoder


def inference() -> ModuleType:
    """What runs the bundled model and the networks. Raises ModelError where OpenVINO can't be loaded."""
    try:
        from index.embedding import inference as found
    except ImportError as error:
        raise ModelError(
            f"OpenVINO, which runs the bundled models, can't be loaded ({error}): run `pip install openvino`, or set "
            "TANYA_ENGINE=torch."
        ) from None
    return found


def give_memory_back() -> None:
    """glibc keeps what torch freed, in pieces of every size a batch had; elsewhere there is nothing to do."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
