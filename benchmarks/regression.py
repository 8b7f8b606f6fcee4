"""The two regressions that weights are fitted with: yes or no, and one out of many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]


def logistic(
    features: Sequence[Sequence[float]], labels: Sequence[float], sample: Sequence[float], l2: float
) -> list[float]:
    """Weights of a logistic regression, the bias first."""
    x = np.c_[np.ones(len(features)), np.array(features)]
    y, s = np.array(labels, float), np.array(sample) / np.sum(sample)

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        ridge = l2 * np.r_[0, w[1:]]
        return float(s @ (np.logaddexp(0, z) - y * z) + ridge @ w / 2), x.T @ (s * (p - y)) + ridge

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B")
    return [round(float(v), 4) for v in found.x]


class Choices:
    """Choices of one out of many, each thing described by named features: a conditional log-linear model is fitted to them."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._values: list[float] = []
        self._indices: list[int] = []
        self._ends = [0]
        self._targets: list[float] = []
        self._sizes: list[int] = []

    def __len__(self) -> int:
        return len(self._sizes)

    def add(self, described: Sequence[Sequence[tuple[str, float]]], targets: Sequence[float]) -> None:
        """One choice: the features of each thing, and what share of it is right. The targets' sum is what the choice weighs."""
        for features in described:
            for name, value in features:
                self._indices.append(self._columns.setdefault(name, len(self._columns)))
                self._values.append(value)
            self._ends.append(len(self._indices))
        self._targets += targets
        self._sizes.append(len(described))

    def fit(self, l2: float, rare: int, least: float, rounds: int = 200) -> dict[str, float]:
        """What each feature weighs, less those seen in fewer than `rare` things and those that weigh less than `least`."""
        x = csr_matrix(
            (np.array(self._values, np.float32), np.array(self._indices, np.int32), np.array(self._ends)),
            shape=(len(self._ends) - 1, len(self._columns)),
        )
        frequent = np.bincount(np.array(self._indices), minlength=len(self._columns)) >= rare
        x = x[:, np.flatnonzero(frequent)]
        xt, t = x.T.tocsr(), np.array(self._targets)
        starts = np.r_[0, np.cumsum(self._sizes)[:-1]]
        group = np.repeat(np.arange(len(self._sizes)), self._sizes)
        of_group, n = np.add.reduceat(t, starts)[group], float(t.sum())

        def loss(w: Floats) -> tuple[float, Floats]:
            z = x @ w
            z = z - np.maximum.reduceat(z, starts)[group]
            log_p = z - np.log(np.add.reduceat(np.exp(z), starts))[group]
            return float(-(t @ log_p) / n + l2 * (w @ w) / 2), xt @ (of_group * np.exp(log_p) - t) / n + l2 * w

        found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": rounds})
        names = [name for name, often in zip(self._columns, frequent, strict=True) if often]
        return {name: round(float(w), 2) for name, w in sorted(zip(names, found.x, strict=True)) if abs(w) >= least}
