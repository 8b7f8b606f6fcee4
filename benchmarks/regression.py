"""The regression that the confidence is fitted with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

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
