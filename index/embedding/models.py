"""Which engine computes: OpenVINO for what comes with Tanya, sentence-transformers and torch where a setting asks for them.

TANYA_EMBED_MODEL   any other model of vectors than the bundled one runs in sentence-transformers
TANYA_ENGINE=torch  so does the bundled one, and torch the networks: the reference that OpenVINO is held against
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.embedding import packed, tokens
from index.embedding.embedder import BundledEmbedder, Embedder, inference
from index.embedding.tokens import Tokenizer
from index.settings import BUNDLED_MODEL, Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Network(Protocol):
    """A network that reads tokens and says something of each."""

    def outputs(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Shape (len(ids), the longest, outputs); behind a row's own tokens is nothing of worth."""
        ...


def embedder(settings: Settings) -> Embedder:
    """The one that the settings ask for. Nothing is imported or loaded before the first vector is."""
    if settings.embed_model == BUNDLED_MODEL and settings.engine == "openvino":
        return BundledEmbedder(settings)
    from index.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings)


def bundled_beside(settings: Settings, beside: Embedder) -> Embedder:
    """The bundled model, whatever the articles are embedded with: `beside` where that is it."""
    return beside if beside.name == packed.NAME else BundledEmbedder(settings)


def engine_of(embedder: Embedder) -> str:
    """What computes the vectors, in words."""
    if isinstance(embedder, BundledEmbedder):
        return f"by OpenVINO with matrices in 8 bits, the rest in {embedder.encoder.precision}"
    return "by sentence-transformers"


def network(what: str, file: Path, outputs: int, settings: Settings, beside: Embedder) -> tuple[Network, Tokenizer]:
    """A network that comes with Tanya, and the tokenizer of what it reads. With torch it lives in the memory of the embedder
    `beside` it. Raises ModelError, in which `what` names it, where its weights are absent or broken."""
    found: Network
    if settings.engine == "torch":
        from index.embedding.sentence_transformer import trained

        found = trained(what, file, outputs, settings, beside)
    else:
        found = inference().loaded(what, file, outputs)
    return found, tokens.bundled(settings.cache_dir)
