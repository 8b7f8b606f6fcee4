"""`python -m training.acts`: fit `index/data/acts.f32`, and say how well it tells turns that it didn't see.

Learned from: `examples.tsv` beside this file (the act, a tab, the turn), and for questions that stand alone those of
`training/questions`.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index import shipped
from index.conversation.acts import ACTS, wording
from index.embedding import models
from index.language.informal import plain
from index.settings import Settings

Floats = NDArray[np.float64]
HERE = Path(__file__).parent
L2 = 1e-4
SCALE = 10.0
"""Of the embedding's differences from the mean turn, which are small in E5: so that `L2` bears on them as on the bias."""
ALONE = 2000


def main() -> None:
    turns = load()
    y = np.array([ACTS.index(act) for act, _ in turns])  # type: ignore[arg-type]
    embedder = models.embedder(Settings())
    x = np.asarray(embedder.queries([wording(plain(turn)) for _, turn in turns]), np.float64)
    fold = np.random.default_rng(0).integers(0, 5, len(turns))
    told = np.zeros(len(turns), int)
    for n in range(5):
        weights = fitted(x[fold != n], y[fold != n])
        told[fold == n] = (np.c_[x[fold == n], np.ones((fold == n).sum())] @ weights).argmax(1)
    for n, act in enumerate(ACTS):
        print(
            f"{act:10} of {(y == n).sum():4}: found {(told[y == n] == n).mean():.3f}, right {(y[told == n] == n).mean():.3f}"
        )
    for (act, turn), t in zip(turns, told, strict=True):
        if ACTS[t] != act:
            print(f"  {act} → {ACTS[t]}: {turn}")
    others = y != ACTS.index("alone")
    print(f"all but alone: {(told == y)[others].mean():.3f} of {others.sum()}")
    shipped.path("acts.f32").write_bytes(fitted(x, y).astype(np.float32).tobytes())


def load() -> list[tuple[str, str]]:
    """Pairs of act and turn."""
    lines = (HERE / "examples.tsv").read_text(encoding="utf-8").splitlines()
    written = [tuple(line.split("\t")) for line in lines if line]
    file = HERE.parent / "questions" / "train.jsonl"
    asked = [json.loads(line)["question"] for line in file.read_text(encoding="utf-8").splitlines()]
    return [*written, *(("alone", q) for q in random.Random(1).sample(asked, ALONE))]  # type: ignore[list-item]


def fitted(x: Floats, y: NDArray[np.int64]) -> Floats:
    """Weights of shape (dimension + 1, acts) on embeddings as they come; each act counts by the root of its number."""
    n, d = x.shape
    mean, acts = x.mean(0), len(ACTS)
    features = (x - mean) * SCALE
    weight = (1 / np.sqrt(np.bincount(y, minlength=acts)))[y]
    weight /= weight.sum()
    wanted = np.eye(acts)[y]

    def loss(flat: Floats) -> tuple[float, Floats]:
        w = flat.reshape(d + 1, acts)
        z = features @ w[:-1] + w[-1]
        z -= z.max(1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(1, keepdims=True)
        off = (p - wanted) * weight[:, None]
        grad = np.vstack([features.T @ off + L2 * w[:-1], off.sum(0)])
        return float(-weight @ np.log(p[np.arange(n), y] + 1e-12) + L2 * (w[:-1] ** 2).sum() / 2), grad.ravel()

    found = minimize(loss, np.zeros((d + 1) * acts), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    w = found.reshape(d + 1, acts)
    return np.vstack([w[:-1] * SCALE, w[-1] - mean @ w[:-1] * SCALE])


if __name__ == "__main__":
    main()
