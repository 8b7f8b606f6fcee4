"""The contract of a model that judges whether evidence bears a sentence out. Without one that check is skipped, and said so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Entailment(Protocol):
    """What tells a sentence that follows from its evidence from one that doesn't."""

    @property
    def threshold(self) -> float:
        """A probability below this is a failure."""
        ...

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each pair of evidence and sentence the probability, 0 to 1, that the first bears out the second."""
        ...
