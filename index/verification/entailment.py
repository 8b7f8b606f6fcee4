"""Whether evidence bears a sentence out, judged by a network that was trained for it, and which words it doesn't.

Of a pair of evidence and sentence the network says how probably the first bears the second out. What belongs to what, who did
what to whom, what was only planned or suspected is its part; rules look after what is exact (`index.verification.verify`).
SEE: Mahendra et al. 2021, IndoNLI, https://aclanthology.org/2021.emnlp-main.821
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index import shipped
from index.embedding import models
from index.embedding.embedder import Embedder
from index.embedding.models import Network
from index.embedding.tokens import Tokenizer
from index.settings import Settings
from index.verification.entailment_model import LABEL, OUTPUTS, WRONG, encoded, support

_SUSPECT = 0.0
"""Log-odds from which a token is part of what isn't borne out."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """`support`: the log-odds that the evidence bears the sentence out. `wrong`: the words that it doesn't, in their order."""

    support: float
    wrong: tuple[str, ...] = ()


class Entailment(Protocol):
    """What tells a sentence that follows from its evidence from one that doesn't."""

    def threshold(self, lost: float) -> float:
        """The support from which sentences hold where this share of the faithful ones may be given up."""
        ...

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """Of each pair of evidence and sentence."""
        ...


class TrainedEntailment:
    """An Entailment with a network. `thresholds` are support by share of faithful sentences lost, rising."""

    def __init__(self, model: Network, tokenizer: Tokenizer, thresholds: Mapping[float, float]) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._thresholds = thresholds

    def threshold(self, lost: float) -> float:
        kept = [support for share, support in self._thresholds.items() if share <= lost + 1e-9]
        return max(kept, default=float("-inf"))

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        if not pairs:
            return []
        rows = encoded(self._tokenizer, pairs)
        outputs = self._model.outputs([row.ids for row in rows])
        return [
            Judgement(support(x[0, LABEL]), _suspect(sentence, row.offsets, x[row.first :]))
            for (_, sentence), row, x in zip(pairs, rows, outputs, strict=True)
        ]


def _suspect(sentence: str, offsets: Sequence[tuple[int, int]], logits: Any) -> tuple[str, ...]:
    """The stretches of whole words that have a suspect token."""
    found: list[tuple[int, int]] = []
    for (start, end), row in zip(offsets, logits, strict=False):
        if row[WRONG] <= _SUSPECT or start == end:
            continue
        while start and not sentence[start - 1].isspace():
            start -= 1
        while end < len(sentence) and not sentence[end].isspace():
            end += 1
        if found and start <= found[-1][1] + 1:
            start = found.pop()[0]
        found.append((start, end))
    return tuple(sentence[a:b].strip(" ,.;:") for a, b in found)


def weights() -> Path:
    """Where the trained weights are."""
    return shipped.path("entailment.safetensors")


def load(settings: Settings, embedder: Embedder) -> TrainedEntailment:
    """The network that comes with Tanya, in the memory of the embedder's where that is the bundled one.

    Raises ModelError where its weights are absent or broken.
    """
    model, tokenizer = models.network("The entailment model", weights(), OUTPUTS, settings, embedder)
    thresholds = {float(share): float(support) for share, support in shipped.table("entailment.json")["thresholds"]}
    return TrainedEntailment(model, tokenizer, thresholds)
