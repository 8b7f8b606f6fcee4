"""`python -m training.wording FUNDUS NEWS`: how well `ingest.readers.wording` tells lines that it didn't see.

Its weights are fitted on `training/lines` and, for what ordinary prose reads like, on paragraphs of fundus' English pages and
sentences of NEWS, Indonesian articles as JSON lines. `python -m training.story` writes them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.page_sets import Right, fundus
from index.evaluation.metrics import auc
from ingest.readers.wording import LONGEST, SIZE, features

LINES = Path(__file__).parent / "lines"
L2 = 0.1
_STEPS = 60
_ARTICLES = 4000
Line = tuple[str, str, bool]
"""Text, kind, and whether it is the page's."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.wording", description=__doc__)
    parser.add_argument("fundus", type=Path)
    parser.add_argument("news", type=Path)
    args = parser.parse_args()
    warnings.filterwarnings("ignore", message="Sparse invariant checks")
    lines = load()
    known = [*prose(fundus(args.fundus)), *sentences(args.news)]
    by_kind: dict[str, list[float]] = {}
    scores, labels = [], []
    for fold in range(5):
        learned = [x for n, x in enumerate(lines) if n % 5 != fold]
        held = [x for n, x in enumerate(lines) if n % 5 == fold]
        for (_, kind, page), score in zip(held, scored(fitted([*learned, *known]), held), strict=True):
            by_kind.setdefault(kind, []).append((score > 0) == page)
            scores.append(score)
            labels.append(page)
    for kind, right in sorted(by_kind.items(), key=lambda item: np.mean(item[1])):
        print(f"{kind}: {np.mean(right):.3f} of {len(right)}")
    told = np.array(scores), np.array(labels)
    print(f"all: {np.mean((told[0] > 0) == told[1]):.3f}, AUC {auc(told[0][told[1]], told[0][~told[1]]):.3f}")


def load() -> list[Line]:
    return [
        (record["text"], record["kind"], name == "furniture")
        for name in ("furniture", "story")
        for record in map(json.loads, (LINES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    ]


def prose(pages: Iterable[Right]) -> Iterator[Line]:
    """The paragraphs of the stories of English pages."""
    for page in pages:
        if page.text and re.search(r"<html[^>]{0,300}\blang=[\"']?en", page.html[:5000], re.IGNORECASE):
            yield from ((text, "prose", False) for text in page.text)


def sentences(news: Path) -> Iterator[Line]:
    """One sentence of each article, which is drawn."""
    draw = random.Random(0)
    with gzip.open(news, "rt", encoding="utf-8") as file:
        for record in map(json.loads, islice(file, _ARTICLES)):
            found = [text for text in re.split(r"(?<=[.!?])\s+", record["body"]) if 20 < len(text) < LONGEST]
            yield from ((text, "prose", False) for text in draw.sample(found, min(1, len(found))))


def fitted(lines: Sequence[Line]) -> list[float]:
    """Bias and weights of a logistic regression with a quadratic penalty."""
    rows = _matrix([text for text, _, _ in lines])
    labels = torch.tensor([float(page) for _, _, page in lines])
    weights = torch.zeros(SIZE + 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        odds = torch.sparse.mm(rows, weights[1:, None])[:, 0] + weights[0]
        found = torch.nn.functional.binary_cross_entropy_with_logits(odds, labels, reduction="sum")
        found = found + L2 / 2 * weights[1:].square().sum()
        found.backward()
        return found

    optimiser.step(loss)
    return [round(w, 3) for w in weights.detach().tolist()]


def scored(weights: Sequence[float], lines: Sequence[Line]) -> NDArray[np.float32]:
    odds = (
        torch.sparse.mm(_matrix([text for text, _, _ in lines]), torch.tensor(weights[1:])[:, None])[:, 0] + weights[0]
    )
    return np.asarray(odds.numpy())


def _matrix(texts: Sequence[str]) -> torch.Tensor:
    places, values = [], []
    for n, text in enumerate(texts):
        found = list(features(text))
        places += [(n, place - 1) for place in found]
        values += [len(found) ** -0.5] * len(found)
    return torch.sparse_coo_tensor(torch.tensor(places).T, torch.tensor(values), (len(texts), SIZE)).coalesce()


if __name__ == "__main__":
    main()
