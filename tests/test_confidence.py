"""The promise about wrong answers: what it costs, that it is kept, and that one's own questions can renew it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from index.errors import TanyaError
from index.evaluation.calibration import keep, ratings, recalibrated
from index.reader.confidence import FEATURES, Calibration, Scores, binomial_tail, sigmoid, thresholds

FLAT = Calibration(0.2, 40.0, 0.5, [0.0] * (1 + len(FEATURES)), {}, [(0.05, 0.8), (0.1, 0.6)])


def drawn(n: int, seed: int) -> tuple[list[float], list[float]]:
    """Confidences that may be believed: of those near c a share of c is right."""
    draw = np.random.default_rng(seed)
    sure = draw.uniform(0.2, 1.0, n)
    return sure.tolist(), (draw.uniform(size=n) < sure).astype(float).tolist()


def test_the_tail_is_that_of_the_binomial_distribution() -> None:
    assert binomial_tail(0, 10, 0.1) == pytest.approx(0.9**10)
    assert binomial_tail(1, 10, 0.1) == pytest.approx(0.9**10 + 10 * 0.1 * 0.9**9)
    assert binomial_tail(10, 10, 0.1) == pytest.approx(1)


def test_the_promised_share_is_kept_in_nineteen_of_twenty_draws() -> None:
    broken = 0
    for seed in range(200):
        kept = dict(thresholds(*drawn(500, seed), [0.15]))
        if 0.15 in kept:  # above the threshold t the true share of wrong answers is 1 less the mean confidence
            broken += 1 - (kept[0.15] + 1) / 2 > 0.15
    assert broken <= 0.05 * 200


def test_a_smaller_share_of_wrong_answers_costs_answers() -> None:
    kept = thresholds(*drawn(20_000, 1), [0.05, 0.1, 0.2])
    assert [error for error, _ in kept] == [0.05, 0.1, 0.2]
    assert sorted((at for _, at in kept), reverse=True) == [at for _, at in kept]


def test_what_nothing_keeps_is_not_promised() -> None:
    assert thresholds([0.9] * 100, [0.0, 1.0] * 50, [0.1]) == []
    assert thresholds([0.9] * 5, [1.0] * 5, [0.1]) == []


def test_the_threshold_is_that_of_the_next_smaller_share() -> None:
    assert FLAT.threshold(0.1) == 0.6
    assert FLAT.threshold(0.09) == 0.8
    assert FLAT.threshold(0.01) == 1.0
    assert FLAT.threshold(1.0) == 0.0


def test_the_kind_of_question_and_the_language_shift_the_confidence() -> None:
    shifted = Calibration(0, 0, 0, [0.5, *[0.0] * len(FEATURES)], {"list": -1.0, "en": 0.25}, [])
    scores = Scores(*[0.0] * len(FEATURES))
    assert shifted.confidence(scores, "fact", "id") == pytest.approx(sigmoid(0.5))
    assert shifted.confidence(scores, "list", "id") == pytest.approx(sigmoid(-0.5))
    assert shifted.confidence(scores, "fact", "en") == pytest.approx(sigmoid(0.75))


def test_too_sure_a_confidence_is_brought_down_and_kept(tmp_path: Path) -> None:
    sure, right = drawn(2000, 2)
    boasted = [sigmoid(2 * np.log(c / (1 - c)) + 1) for c in np.clip(sure, 0.01, 0.99)]
    found = recalibrated(list(zip(boasted, right, strict=True)), FLAT)
    assert found.slope == pytest.approx(0.5, abs=0.1)
    assert found.shift == pytest.approx(-0.5, abs=0.2)
    keep(found, tmp_path)
    mended = Calibration.load(tmp_path)
    assert (mended.shift, mended.slope) == (found.shift, found.slope)
    assert mended.weights == Calibration.load().weights
    assert [tuple(t) for t in mended.thresholds] == list(found.thresholds)


def test_a_few_answers_are_too_few() -> None:
    with pytest.raises(TanyaError, match="12 judged answers are too few"):
        recalibrated([(0.9, 1.0)] * 12, FLAT)


def test_ratings_are_those_of_answers_that_were_given(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    assert ratings(file) == []
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE bot_questions (id TEXT, answer TEXT)")
        db.execute("CREATE TABLE bot_feedback (question TEXT, good INTEGER)")
        for id, answer in (
            ("a", {"confidence": 0.9, "abstained": False}),
            ("b", {"confidence": 0.2, "abstained": True}),
        ):
            db.execute("INSERT INTO bot_questions VALUES (?, ?)", (id, json.dumps(answer)))
            db.execute("INSERT INTO bot_feedback VALUES (?, 1)", (id,))
    assert ratings(file) == [(0.9, 1.0)]
