"""The contract of a reader: question and passages in; the passages ranked, what in them may answer, and how sure, out.

Two readers keep it: `index.neural_reader`, trained, and `index.word_reader`, which needs no model of its own and stands
in where the trained one is absent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.evidence import Evidence, Sentence
from index.question import Question
from index.spans import made_whole
from index.types import Passage


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch `[start:end]` of the article's body that may answer, and its share of the probability of all of them."""

    sentence: Sentence
    start: int
    end: int
    probability: float
    mass: float = 0.0
    """The probability of all the readings of its sentence together: that the answer is here, wherever it ends."""
    score: float = 0.0

    @property
    def text(self) -> str:
        return self.sentence.passage.article.body[self.start : self.end]

    @property
    def whole(self) -> str:
        """The stretch as it is shown: "Rabu, 4 Juni 2025" where it is "4 Juni 2025", "lebih dari 20" where it is "20"."""
        s = self.sentence
        start, end = made_whole(s.text, self.start - s.start, self.end - s.start)
        return s.text[start:end]


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a question's passages."""

    passages: tuple[Passage, ...]
    """Best first, by the reader's own judgement; `score` is what it ranked them by."""
    evidence: Evidence
    readings: Sequence[Reading]
    """Likeliest first; empty where nothing could answer. Probabilities sum to 1 at most."""
    confidence: float
    """Probability, 0 to 1, that the first reading's sentence answers."""
    stands_alone: bool = False
    """Whether the first reading can be shown on its own; otherwise its sentence speaks for itself."""


def weighed(found: Sequence[tuple[Sentence, int, int, float]], temperature: float = 1.0) -> list[Reading]:
    """Stretches `(sentence, start, end, score)` as readings, best first; probabilities by a softmax over all of them."""
    top = max((score for _, _, _, score in found), default=0.0)
    odds = [math.exp((score - top) / temperature) for _, _, _, score in found]
    total = sum(odds)
    mass: dict[int, float] = {}
    for (sentence, _, _, _), of_all in zip(found, odds, strict=True):
        mass[id(sentence)] = mass.get(id(sentence), 0.0) + of_all / total
    readings = [
        Reading(sentence, start, end, of_all / total, mass[id(sentence)], score)
        for (sentence, start, end, score), of_all in zip(found, odds, strict=True)
    ]
    return sorted(readings, key=lambda r: -r.score)


class Reader(Protocol):
    """What finds the answer in passages."""

    def read(self, question: Question, passages: Sequence[Passage]) -> Read:
        """`passages` as retrieved, best first."""
        ...
