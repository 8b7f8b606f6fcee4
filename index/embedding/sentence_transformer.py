"""Text to vectors by any sentence-transformers model, through LlamaIndex's HuggingFaceEmbedding; and the networks in torch."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embedding import bundled, packed
from index.embedding.embedder import Embedder, give_memory_back
from index.errors import ModelError, first_line
from index.settings import BUNDLED_MODEL, Settings

if TYPE_CHECKING:
    import numpy as np
    import torch
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from numpy.typing import NDArray

    from index.embedding.network import Network

_BATCH = 32
_SLICE = 64
"""Texts after which memory is given back: every batch leaves up to 40 MB of freed blocks behind, of a size no other can use."""


class SentenceTransformerEmbedder:
    """An Embedder over a sentence-transformers model. Nothing is imported or loaded before the first vector is asked for.

    Runs in bfloat16 on a processor that computes in it, otherwise in float32.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loading = threading.Lock()
        self._last: tuple[str, NDArray[np.float32] | None] = ("", None)

    @property
    def name(self) -> str:
        model = self._settings.embed_model
        return packed.NAME if model == BUNDLED_MODEL else model

    @cached_property
    def dimension(self) -> int:
        return int(self.queries(["dimensi"]).shape[1])

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        return np.concatenate([self._query(text) for text in texts]) if texts else self._unit([])

    def _query(self, text: str) -> NDArray[np.float32]:
        """Retrieval and answering embed the same question one after the other: the last one is kept."""
        text_before, vector = self._last
        if text != text_before or vector is None:
            vector = self._unit([self._model.get_query_embedding(text)])
            self._last = (text, vector)
        return vector

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts are sorted by length first: a batch costs what its longest text costs."""
        import numpy as np

        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found: list[list[float]] = []
        for at in range(0, len(order), _SLICE):
            found += self._model.get_text_embedding_batch([texts[i] for i in order[at : at + _SLICE]])
            if len(order) > _SLICE:
                give_memory_back()
        unit = self._unit(found)
        vectors = np.empty_like(unit)
        vectors[order] = unit
        return vectors

    def encoder(self) -> Any:
        """The bundled model's transformers BertModel, for the reader to share its memory; None of another model."""
        return self._model._model[0].auto_model if self.name == packed.NAME else None

    def _unit(self, found: Sequence[Sequence[float]]) -> NDArray[np.float32]:
        """In bfloat16 the model's own vectors are up to half a percent longer or shorter than one."""
        import numpy as np

        if not found:
            return np.empty((0, self.dimension), np.float32)
        vectors: NDArray[np.float32] = np.array(found, np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    @cached_property
    def _model(self) -> HuggingFaceEmbedding:
        with self._loading:
            return self.__dict__.get("_model") or self._load()

    def _load(self) -> HuggingFaceEmbedding:
        wanted = self._settings.embed_model
        bundled_folder = bundled.unpacked_model(self._settings.cache_dir) if wanted == BUNDLED_MODEL else None
        model = str(bundled_folder or wanted)
        try:
            if Path(model).is_dir():
                return _loaded(model, local=True)
            if model.startswith(("/", ".", "~")):
                raise FileNotFoundError("there is no such folder")
            try:
                return _loaded(model, local=True)
            except Exception:  # not downloaded yet, or not wholly
                _ask_hub_for(model)
                return _loaded(model, local=False)
        except Exception as error:  # torch, transformers, safetensors and the hub raise all kinds
            advice = (
                f"remove the folder {bundled_folder}, and it is unpacked anew"
                if bundled_folder
                else "set TANYA_EMBED_MODEL to a model id that this machine can download, to a folder that holds one, or to "
                f"{BUNDLED_MODEL!r}"
            )
            raise ModelError(
                f"The embedding model {wanted!r} can't be loaded ({first_line(error)}): {advice}."
            ) from None


def _loaded(model: str, *, local: bool) -> HuggingFaceEmbedding:
    """`local` keeps it off the network, where each start would ask whether there is a newer version."""
    import torch
    from llama_index.core.utils import get_cache_dir
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from sentence_transformers.util import load_file_path

    quiet_libraries()
    cache = get_cache_dir()
    # LlamaIndex would put empty prompts in the place of the model's own. E5 models have none in their configuration.
    config = load_file_path(model, "config_sentence_transformers.json", cache_folder=cache, local_files_only=local)
    own = (json.loads(Path(config).read_text("utf-8")).get("prompts") or {}) if config else {}
    e5 = ("query: ", "passage: ") if "e5" in Path(model).name.lower() else (None, None)
    return HuggingFaceEmbedding(
        model_name=model,
        query_instruction=own.get("query") or e5[0],
        text_instruction=next((own[name] for name in ("document", "passage", "corpus") if own.get(name)), e5[1]),
        embed_batch_size=_BATCH,
        device=None if torch.cuda.is_available() else "cpu",
        cache_folder=cache,
        local_files_only=local,
        model_kwargs={"dtype": computing_type()},
    )


def _ask_hub_for(model: str) -> None:
    """Fail at once where there is no such model or no network; loading would try again for a minute and a half."""
    from huggingface_hub import HfApi

    HfApi().model_info(model, timeout=10)


def computing_type() -> torch.dtype:
    """bfloat16 on a processor that computes in it, otherwise float32."""
    import torch

    fast = torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.bfloat16 if fast else torch.float32


def trained(what: str, file: Path, outputs: int, settings: Settings, beside: Embedder) -> Network:
    """A network that comes with Tanya, in the memory of the embedder `beside` it where that is the bundled model in torch.

    Raises ModelError where its weights are absent or broken; `what` names it there.
    """
    from transformers import AutoModel

    from index.embedding import network

    try:
        quiet_libraries()
        folder = bundled.unpacked_model(settings.cache_dir)
        shared = beside.encoder() if isinstance(beside, SentenceTransformerEmbedder) else None
        encoder = shared or AutoModel.from_pretrained(folder, dtype=computing_type(), add_pooling_layer=False)
        return network.load(encoder, file, outputs)
    except ModelError:  # of the model beneath, which says itself what to do
        raise
    except Exception as error:  # safetensors, torch and transformers raise all kinds
        raise ModelError(f"{what} can't be loaded ({first_line(error)}): reinstall Tanya.") from None


def quiet_libraries() -> None:
    """Keep loading reports and progress bars of the model libraries off the terminal."""
    import logging

    from huggingface_hub.utils.tqdm import disable_progress_bars
    from transformers.utils import logging as transformers_logging

    disable_progress_bars()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
