"""Whether evidence bears a sentence out, judged by a network that was trained for it in Indonesian.

Natural language inference: of a premise and a hypothesis the network says how probably the first entails the second. What
rules can't see, who did what to whom above all, is its part. Where its weights are not there that check is skipped, and
said so. SEE: Mahendra et al. 2021, IndoNLI, https://aclanthology.org/2021.emnlp-main.821
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from index import shipped
from index.embedding import Embedder, bundled_encoder
from index.errors import ModelError, first_line
from index.settings import Settings

if TYPE_CHECKING:
    from index.entailment_model import EntailmentModel

_BATCH = 8


class Entailment(Protocol):
    """What tells a sentence that follows from its evidence from one that doesn't."""

    @property
    def threshold(self) -> float:
        """A probability below this is a failure."""
        ...

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each pair of evidence and sentence the probability, 0 to 1, that the first bears out the second."""
        ...


class TrainedEntailment:
    """An Entailment with a network. `tokenizer` is transformers' own for the bundled model."""

    def __init__(self, model: EntailmentModel, tokenizer: Any, threshold: float) -> None:
        self.threshold = threshold
        self._model = model
        self._tokenizer = tokenizer
        self._encoding = threading.Lock()  # a tokenizer keeps its settings in itself

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        import torch

        from index.entailment_model import encoded

        if not pairs:
            return []
        with self._encoding:
            ids = encoded(self._tokenizer, [p for p, _ in pairs], [h for _, h in pairs])
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        found = [0.0] * len(ids)
        with torch.inference_mode():
            for at in range(0, len(order), _BATCH):
                some = order[at : at + _BATCH]
                logits = self._model.logits([ids[i] for i in some])
                for i, p in zip(some, logits.softmax(1)[:, 0].tolist(), strict=True):
                    found[i] = p
        return found


def weights() -> Path:
    """Where the trained weights are, or would be."""
    return shipped.path("entailment.safetensors")


def load(settings: Settings, embedder: Embedder) -> TrainedEntailment | None:
    """The network that comes with Tanya, in the memory of the embedder's where that is the bundled one; None without weights.

    Raises ModelError where they are broken.
    """
    if not weights().exists():
        return None
    from index import entailment_model

    try:
        encoder, tokenizer = bundled_encoder(settings, embedder)
        model, threshold = entailment_model.load(encoder, weights())
        return TrainedEntailment(model, tokenizer, threshold)
    except ModelError:  # of the model beneath, which says itself what to do
        raise
    except Exception as error:  # safetensors, torch and transformers raise all kinds
        raise ModelError(f"The entailment model can't be loaded ({first_line(error)}): reinstall Tanya.") from None
