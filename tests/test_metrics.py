"""What the benchmarks reckon with."""

from __future__ import annotations

import math

import pytest

from benchmarks.metrics import distinct, hit_at, median, mrr_at, percentile, rank_of, reciprocal_rank_fusion


def test_a_ranking_of_chunks_becomes_one_of_articles_by_the_best_chunk_of_each() -> None:
    assert distinct(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]


def test_ranks_count_from_one_and_what_is_missing_has_none() -> None:
    assert rank_of("b", ["b", "a"]) == 1
    assert rank_of("a", ["b", "a"]) == 2
    assert rank_of("z", ["b", "a"]) is None


@pytest.mark.parametrize(("k", "share"), [(1, 0.25), (3, 0.5), (10, 0.75)])
def test_a_hit_is_a_passage_among_the_first_k_and_one_never_found_is_a_miss(k: int, share: float) -> None:
    assert hit_at(k, [1, 3, 10, None]) == share


def test_reciprocal_ranks_beyond_k_count_nothing_but_their_questions_do() -> None:
    assert mrr_at(10, [1, 2, 11, None]) == pytest.approx((1 + 1 / 2) / 4)


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
    assert all(math.isnan(x) for x in (hit_at(1, []), mrr_at(10, []), percentile([], 95), median([])))
