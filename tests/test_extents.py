"""Where an answer begins and ends: what is torn loses, and passages are compared by the network alone."""

from __future__ import annotations

import pytest
from test_answering import passages
from test_neural_reader import Scripted

from index.evidence import unscored
from index.extents import Extents
from index.neural_reader import Calibration, NeuralReader
from index.question import analyse
from index.span_finder import _begins_word, _ends_word
from index.types import Article

MUSEUM = Article(
    "museum", "Museum Bahari Cendana",
    "Museum Bahari Cendana didirikan pada 1 Oktober 1992 oleh Laksamana Rudi Hartawan di Kota Cendana. "
    "Gedungnya seluas 2.450 meter persegi. Pengunjung datang dari Kabupaten Mawar.",
    "Harian Nusa",
)  # fmt: skip


def best(question: str, *stretches: str) -> str:
    """Which of the stretches of the museum's article suits best."""
    asked = analyse(question)
    evidence = unscored(asked, passages(MUSEUM))
    places = [(MUSEUM.body.index(text), MUSEUM.body.index(text) + len(text)) for text in stretches]
    [s] = [s for s in evidence.sentences if s.start <= places[0][0] < s.end]
    gains = Extents(asked, evidence).gains(s, places)
    return stretches[gains.index(max(gains))]


@pytest.mark.parametrize(
    ("question", "right", "others"),
    [
        ("Kapan Museum Bahari Cendana didirikan?", "1 Oktober 1992", ("1", "1 Oktober", "pada 1 Oktober 1992 oleh")),
        ("Siapa yang mendirikan museum itu?", "Rudi Hartawan", ("Rudi", "Hartawan", "oleh Laksamana Rudi Hartawan di Kota")),
        ("Berapa luas gedung museum?", "2.450 meter persegi", ("450 meter", "seluas 2.450", "2.450 meter")),
        ("Di mana museum itu didirikan?", "Kota Cendana", ("Kota", "Rudi Hartawan di Kota Cendana")),
    ],
)  # fmt: skip
def test_a_whole_date_name_or_amount_suits_better_than_a_part_of_it(
    question: str, right: str, others: tuple[str, ...]
) -> None:
    assert best(question, *others, right) == right


def test_of_stretches_the_network_likes_alike_the_whole_one_answers() -> None:
    reader = NeuralReader(Scripted(("1", 4.1), ("1 Oktober 1992", 4.0)), Calibration.shipped())  # type: ignore[arg-type]
    read = reader.read(analyse("Kapan Museum Bahari Cendana didirikan?"), passages(MUSEUM))
    assert read.readings[0].text == "1 Oktober 1992"
    assert read.readings[0].score == pytest.approx(4.1)


def test_no_figure_is_torn_at_its_point() -> None:
    text = "seluas 2.450 meter, 12. Lalu 3,5"
    assert not _ends_word(text, 7, 8)
    assert not _begins_word(text, 9, 12)
    assert _ends_word(text, 9, 12)
    assert _ends_word(text, 20, 22)
    assert _begins_word(text, 29, 30)
    assert _begins_word("3,5 juta", 0, 1)
