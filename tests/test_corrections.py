"""A figure that a newer article takes back is found by the form in which it does so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.reader.corrections import corrected
from index.reader.reader import Quote, Reading
from index.types import Article, Chunk, Passage


def passage(name: str, day: int, body: str) -> Passage:
    article = Article(
        name, "Kebakaran Pasar Wetan", body, f"{name}.txt", published_at=datetime(2025, 6, day, tzinfo=UTC)
    )
    return Passage(article, Chunk(name, 0, 0, len(body)), 1.0)


def answered(figure: str) -> Reading:
    body = f"Sebanyak {figure} terbakar."
    p = passage("lama", 3, body)
    span = Quote(p, 9, 9 + len(figure), 5.0)
    return Reading(p, 3.0, 0.0, (span,), (), (Quote(p, 0, len(body), 2.0),))


@pytest.mark.parametrize(
    ("told", "new"),
    [
        ("Angka yang benar 96 kios, bukan 140.", "96 kios"),
        ("Semula disebut 140 kios, hasil pendataan menunjukkan 96 kios.", "96 kios"),
        ("Jumlahnya naik dari 140 menjadi 152 kios.", "152 kios"),
        ("The count was revised to 96 stalls, down from 140.", "96 stalls"),
        ("Sebanyak 96 dari 140 kios sudah dibangun lagi.", None),
        ("Sebanyak 140 kios terbakar, 12 orang terluka.", None),
        ("Pemilik 96 kios menuntut ganti rugi.", None),
    ],
)
def test_what_corrects_a_figure_is_told_from_what_only_has_it(told: str, new: str | None) -> None:
    found = corrected(answered("140 kios"), [passage("baru", 5, told)])
    assert (found and found.spans[0].text) == new


def test_an_older_article_corrects_nothing() -> None:
    assert corrected(answered("140 kios"), [passage("kuno", 1, "Angka yang benar 96 kios, bukan 140.")]) is None
