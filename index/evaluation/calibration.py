"""The confidence fitted anew to questions and ratings of one's own: a shift and a slope of its log-odds, and the thresholds.

SEE: Platt 1999, "Probabilistic Outputs for Support Vector Machines"
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import TanyaError
from index.reader.confidence import RECALIBRATED, Calibration, sigmoid, thresholds

FEWEST = 100
"""Judged answers below which a calibration would promise more than it knows."""
ERRORS = (0.02, 0.03, 0.05, 0.07, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
"""Shares of wrong answers for which a threshold is looked for."""
_PRIOR = 10.0
"""How many answers' worth of doubt there is that anything has to change."""

Floats = NDArray[np.float64]
Judged = tuple[float, float]
"""A confidence and whether that answer was right, 1 or 0."""


@dataclass(frozen=True, slots=True)
class Recalibration:
    """What was fitted, and to how many answers."""

    shift: float
    slope: float
    thresholds: tuple[tuple[float, float], ...]
    answers: int
    right: float
    """The share of them that was right."""


def ratings(database: Path) -> list[Judged]:
    """What people in Telegram thought of answers that were not refusals: the latest rating of each person."""
    if not database.exists():
        return []
    with sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True) as connection:
        try:
            rows = connection.execute(
                "SELECT q.answer, f.good FROM bot_feedback f JOIN bot_questions q ON q.id = f.question WHERE q.answer IS NOT NULL"
            ).fetchall()
        except sqlite3.OperationalError:  # no bot ever ran here
            return []
    found = [(json.loads(answer), good) for answer, good in rows]
    return [(float(a["confidence"]), float(good)) for a, good in found if not a.get("abstained") and "confidence" in a]


def recalibrated(judged: Sequence[Judged], now: Calibration) -> Recalibration:
    """Fitted to `judged`, whose confidences are those of `now`. Raises TanyaError where they are too few."""
    if len(judged) < FEWEST:
        raise TanyaError(
            f"{len(judged)} judged answers are too few to promise anything by: give questions with known answers, {FEWEST} or more."
        )
    raw = np.array([(_log_odds(c) - now.shift) / now.slope for c, _ in judged])
    right = np.array([r for _, r in judged])
    x = np.c_[np.ones(len(raw)), raw]
    w = _fitted(x, right)
    confidence = [sigmoid(z) for z in (x @ w).tolist()]
    kept = thresholds(confidence, right.tolist(), ERRORS)
    return Recalibration(round(float(w[0]), 4), round(float(w[1]), 4), tuple(kept), len(judged), float(right.mean()))


def _fitted(x: Floats, right: Floats) -> Floats:
    """Shift and slope by Newton's method, each step halved until it brings the loss down."""
    before = np.array([0.0, 1.0])

    def loss(w: Floats) -> float:
        z = x @ w
        return float((np.logaddexp(0, z) - right * z).sum() + _PRIOR / 2 * ((w - before) ** 2).sum())

    w = before.copy()
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (p - right) + _PRIOR * (w - before)
        curve = (x * (p * (1 - p))[:, None]).T @ x + _PRIOR * np.eye(2)
        step = np.linalg.solve(curve, slope)
        while loss(w - step) > loss(w) and abs(step).max() > 1e-9:
            step /= 2
        w = w - step
        if abs(step).max() < 1e-8:
            break
    return w


def keep(found: Recalibration, data_dir: Path) -> Path:
    """Written beside the ledger, where every question from now on heeds it. Raises OSError."""
    file = data_dir / RECALIBRATED
    fresh = file.with_suffix(".tmp")
    fresh.write_text(
        json.dumps({"shift": found.shift, "slope": found.slope, "thresholds": found.thresholds}) + "\n",
        encoding="utf-8",
    )
    fresh.replace(file)
    return file


def _log_odds(confidence: float) -> float:
    c = min(1 - 1e-6, max(1e-6, confidence))
    return math.log(c / (1 - c))
