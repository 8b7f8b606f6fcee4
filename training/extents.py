"""`python -m training.extents DATA_FOLDER`: fit what `index.extents` weighs, from the answers of FacQA and TyDiQA-id.

Each choice is one of a question's sentence: the stretch that answers, against stretches that overlap it and candidates
elsewhere in the passage. Two minutes on one core. Writes `index/data/extents.json`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.regression import Choices
from index import shipped
from index.evidence import unscored
from index.extents import Token, Tokens
from index.question import analyse
from index.span_features import Describer
from index.spans import candidates
from index.text import words
from index.types import Article, Chunk, Passage
from training.data import Example, examples

OUT = shipped.path("extents.json")
SETS = {"facqa-train": 1.0, "tydiqa_id-train": 0.5}
"""What a question of each set weighs: news is what will be asked about."""
NEAR = 6
"""Tokens by which an end is moved at most."""
MOVED, ELSEWHERE = 60, 40
"""Stretches that overlap the answer, and that don't, at most."""
L2, RARE, LEAST = 3e-4, 40, 0.05


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.extents", description=__doc__)
    parser.add_argument("data", type=Path, help="holds the data sets as <name>.jsonl.gz")
    args = parser.parse_args()
    draw = random.Random(1)
    choices = Choices()
    sets = examples(args.data)
    for name, weight in SETS.items():
        for _, e in sets[name]:
            described = [[(feature, 1.0) for feature in features] for features in stretches(e, draw)]
            if described:
                choices.add(described, [weight] + [0.0] * (len(described) - 1))
    table = choices.fit(L2, RARE, LEAST, rounds=150)
    OUT.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(choices)} questions, {len(table)} features")


def stretches(e: Example, draw: random.Random) -> Iterator[list[str]]:
    """The features of the stretch that answers, then of others. None where the answer runs over the end of its sentence."""
    question = analyse(e.question)
    passage = Passage(Article("a", "", e.text, "training"), Chunk("a", 0, 0, len(e.text)), 0.0)
    evidence = unscored(question, [passage])
    asked = Describer(question, evidence)
    home = next((s for s in evidence.sentences if s.start <= e.start < s.end), None)
    if home is None or e.end > home.end + 1:
        return
    tokens = Tokens(question, home.text, asked)
    first, last = tokens.at(e.start - home.start, e.end - home.start)
    if first > last:
        return
    yield list(tokens.between(first, last))
    for begin, stop in _moved(tokens.all, first, last, draw):
        yield list(tokens.between(begin, stop))
    others: list[tuple[Tokens, int, int]] = []
    for s in evidence.sentences:
        cut = tokens if s is home else Tokens(question, s.text, asked)
        inside = (e.start - home.start, e.end - home.start) if s is home else (0, 0)
        others += [
            (cut, c.start, c.end)
            for c in candidates(s.text, cut.units, frozenset(words(e.question)))
            if c.end <= inside[0] or c.start >= inside[1]
        ]
    for cut, start, end in draw.sample(others, min(len(others), ELSEWHERE)):
        yield list(cut.features(start, end))


def _moved(tokens: list[Token], first: int, last: int, draw: random.Random) -> list[tuple[int, int]]:
    """With one end elsewhere, and some with both."""
    begins = [
        i for i in range(max(0, first - NEAR), min(last, first + NEAR) + 1)
        if i == first or tokens[i].word[0].isalnum() or tokens[i].word in '#"(“'
    ]  # fmt: skip
    stops = [
        i for i in range(max(first, last - NEAR), min(len(tokens) - 1, last + NEAR) + 1)
        if i == last or tokens[i].word[-1].isalnum() or tokens[i].word in '#%)"”'
    ]  # fmt: skip
    found = [(i, j) for i in begins for j in stops if i <= j and (i, j) != (first, last)]
    one = [(i, j) for i, j in found if i == first or j == last]
    two = [(i, j) for i, j in found if i != first and j != last]
    return one + draw.sample(two, min(len(two), max(0, MOVED - len(one))))


if __name__ == "__main__":
    main()
