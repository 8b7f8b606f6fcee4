"""What the benchmarks reckon with."""

from __future__ import annotations

import math

import pytest

from benchmarks.metrics import mean, median, percentile, reciprocal_rank_fusion


def test_reciprocal_rank_fusion_prefers_what_both_rankings_have() -> None:
    assert reciprocal_rank_fusion([["a", "b"], ["c", "b"]]) == ["b", "a", "c"]


def test_reciprocal_rank_fusion_of_one_ranking_is_that_ranking() -> None:
    assert reciprocal_rank_fusion([["c", "a", "b"]]) == ["c", "a", "b"]


@pytest.mark.parametrize(("percent", "value"), [(0, 10), (50, 25), (95, 38.5), (100, 40)])
def test_percentiles_lie_between_their_neighbours_whatever_the_order(percent: float, value: float) -> None:
    assert percentile([40, 10, 30, 20], percent) == pytest.approx(value)


def test_the_median_of_an_odd_number_of_values_is_the_one_in_the_middle() -> None:
    assert median([9, 1, 5]) == 5


def test_of_nothing_there_is_no_figure() -> None:
    assert all(math.isnan(x) for x in (mean([]), percentile([], 95), median([])))
