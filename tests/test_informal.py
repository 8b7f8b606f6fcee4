"""Questions as people type them are put into plain spelling, and slips are searched for as the collection spells them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.language.informal import mended, plain


@pytest.mark.parametrize(
    ("typed", "plainly"),
    [
        ("brp org yg ngungsi gara2 banjir", "berapa orang yang mengungsi gara-gara banjir"),
        ("korbannye brpa?", "korbannya berapa?"),
        ("harganya 10rb ya", "harganya 10 ribu"),
        ("lamaaa amat", "lama amat"),
        ("nama nya siapa", "namanya siapa"),
        ("Siapa Gubernur Wirasena?", "Siapa Gubernur Wirasena?"),
        ("Who is YG?", "Who is YG?"),
    ],
)
def test_informal_spelling_is_made_plain(typed: str, plainly: str) -> None:
    assert plain(typed) == plainly


def test_a_slip_is_mended_only_towards_what_the_collection_has() -> None:
    def counts(words: Sequence[str]) -> dict[str, int]:
        return {w: n for w, n in {"gubernur": 9, "kebakaran": 5, "langka": 1, "makassar": 4}.items() if w in words}

    assert mended("gubenur soal kebakran dimakassar", counts) == "gubernur soal kebakaran di makassar"
    assert mended("langkq Wirasena", counts) == "langkq Wirasena"
