"""Text to vectors, through LlamaIndex's HuggingFaceEmbedding: the bundled model, or any sentence-transformers model."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index import bundled
from index.errors import ModelError
from index.settings import BUNDLED_MODEL, Settings

if TYPE_CHECKING:
    import numpy as np
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from numpy.typing import NDArray

_BATCH = 32


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


class SentenceTransformerEmbedder:
    """An Embedder over a sentence-transformers model. Nothing is imported or loaded before the first vector is asked for.

    Runs in bfloat16 on a processor that computes in it, otherwise in float32.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        model = self._settings.embed_model
        return bundled.NAME if model == BUNDLED_MODEL else model

    @cached_property
    def dimension(self) -> int:
        return int(self.queries(["dimensi"]).shape[1])

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        return np.array([self._model.get_query_embedding(text) for text in texts], np.float32)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts are sorted by length first: a batch costs what its longest text costs."""
        import numpy as np

        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found = self._model.get_text_embedding_batch([texts[i] for i in order])
        vectors = np.empty((len(texts), len(found[0]) if found else 0), np.float32)
        vectors[order] = np.array(found, np.float32).reshape(vectors.shape)
        return vectors

    @cached_property
    def _model(self) -> HuggingFaceEmbedding:
        with self._loading:
            return self.__dict__.get("_model") or self._load()

    def _load(self) -> HuggingFaceEmbedding:
        import torch
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        quiet_libraries()
        wanted = self._settings.embed_model
        model = str(bundled.unpacked_model(self._settings.cache_dir)) if wanted == BUNDLED_MODEL else wanted
        # E5 was trained with these words in front; other models know their own from their configuration.
        prefixes = ("query: ", "passage: ") if "e5" in Path(model).name.lower() else (None, None)
        dtype = torch.bfloat16 if torch.backends.mkldnn.is_available() and _computes_in_bfloat16() else torch.float32
        try:
            return HuggingFaceEmbedding(
                model_name=model,
                query_instruction=prefixes[0],
                text_instruction=prefixes[1],
                embed_batch_size=_BATCH,
                device=None if torch.cuda.is_available() else "cpu",
                model_kwargs={"dtype": dtype},
            )
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(
                f"The embedding model {wanted!r} can't be loaded ({reason}): set TANYA_EMBED_MODEL to a model id that this "
                f"machine can download, to a folder that holds one, or to {BUNDLED_MODEL!r}."
            ) from None


def _computes_in_bfloat16() -> bool:
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def quiet_libraries() -> None:
    """Keep loading reports and progress bars of the model libraries off the terminal."""
    import logging

    from huggingface_hub.utils.tqdm import disable_progress_bars
    from transformers.utils import logging as transformers_logging

    disable_progress_bars()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
