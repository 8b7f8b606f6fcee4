"""Pairs of evidence and sentence to learn entailment from: IndoNLI, its true pairs made false, and news cited and miscited."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.entailment_model import LABELS
from index.names import names
from index.sentences import sentences
from training.data import records
from training.perturb import PERTURBATIONS

NEWS = 1000
"""Articles of news that a pair or two are made of."""
PASSES = 2
"""Over IndoNLI, while the pairs made of news, which are longer and more alike, are seen once."""
FALSIFIED = 0.1
"""Share of IndoNLI's true pairs that are made false besides: with all of them the model learned to deny too much."""
HELD_OUT = 0.04
"""Share of the premises that choose the threshold."""


@dataclass(frozen=True, slots=True)
class Pair:
    evidence: str
    sentence: str
    label: int
    """Place in LABELS."""
    kind: str


def pairs(folder: Path, seed: int = 0) -> tuple[list[Pair], list[Pair]]:
    """To learn from, and held out. No premise is in both."""
    draw = random.Random(seed)
    learned: list[Pair] = []
    held: list[Pair] = []
    for times, groups in ((PASSES, _indonli(folder, draw)), (1, _news(folder, draw))):
        for group in groups:
            if draw.random() < HELD_OUT:
                held += group
            else:
                learned += group * times
    return learned, held


def validation(folder: Path) -> list[Pair]:
    return [
        Pair(r["premise"], r["hypothesis"], LABELS.index(r["label"]), "indonli") for r in records(folder, "indonli-val")
    ]


def _indonli(folder: Path, draw: random.Random) -> Iterator[list[Pair]]:
    by_premise: dict[str, list[Pair]] = {}
    for r in records(folder, "indonli-train"):
        pair = Pair(r["premise"], r["hypothesis"], LABELS.index(r["label"]), "indonli")
        by_premise.setdefault(r["premise"], []).append(pair)
    strange = [n.text for premise in by_premise for n in names(premise) if " " in n.text]
    for premise, found in by_premise.items():
        group = list(found)
        for pair in found:
            if pair.label == 0 and draw.random() < FALSIFIED:
                group += _falsified(premise, pair.sentence, draw.sample(strange, 5), draw)
        yield group


def _news(folder: Path, draw: random.Random) -> Iterator[list[Pair]]:
    """A stretch of three sentences with one of them, true; the same made false; and one from elsewhere in the article."""
    bodies = [r["body"] for r in records(folder, "news_clickid")]
    for body in draw.sample(bodies, min(NEWS, len(bodies))):
        told = [s for s in sentences(body) if 40 < len(s) < 300]
        if len(told) < 6:
            continue
        at = draw.randint(0, len(told) - 4)
        evidence, sentence = " ".join(told[at : at + 3]), told[at + draw.randint(0, 2)]
        around = [n.text for n in names(" ".join(told)) if " " in n.text and n.text not in evidence]
        group = [Pair(evidence, _shortened(sentence, draw), 0, "news")]
        group += _falsified(evidence, sentence, around, draw)
        if draw.random() < 0.3:
            group.append(Pair(evidence, draw.choice([*told[:at], *told[at + 3 :]]), 1, "news"))
        yield group


def _shortened(sentence: str, draw: random.Random) -> str:
    """Now and then without what stands in brackets or after the last comma, as one who retells leaves it out."""
    cut = sentence.rsplit(", ", 1)[0]
    return cut + "." if draw.random() < 0.4 and len(cut) > 60 and cut.count('"') % 2 == 0 else sentence


def _falsified(evidence: str, sentence: str, others: Sequence[str], draw: random.Random) -> list[Pair]:
    """The sentence made false by one of the perturbations, drawn; nothing where none finds what to change."""
    made = [(p.__name__, p(sentence, others, draw)) for p in draw.sample(PERTURBATIONS, len(PERTURBATIONS))]
    return [Pair(evidence, s, 2, kind) for kind, s in made if s and s != sentence and s not in evidence][:1]
