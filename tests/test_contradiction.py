"""A sentence that tells of the contrary is no answer: the loser for the winner, another year, "tidak suka" for "suka"."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from entries import article

from index.chunking import chunk
from index.contradiction import contradicts
from index.evidence import unscored
from index.exclusive import differ
from index.question import analyse
from index.types import Passage


def told(question: str, body: str) -> bool:
    """Whether the first sentence of a body contradicts."""
    known = article("a", body=body, published_at=datetime(2025, 3, 10, tzinfo=UTC))
    asked = analyse(question)
    return contradicts(asked, unscored(asked, [Passage(known, chunk(known)[0], 1.0)]).sentences[0])


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Siapa yang menang di babak pertama?", "Persila kalah dari Garuda Muda di babak pertama."),
        ("Kapan pelabuhan itu ditutup?", "Pelabuhan itu dibuka pada 4 Juni."),
        ("Who won the match?", "Persila kalah 2-0 dalam laga itu."),
        ("Berapa surplus dagang Nusamanik?", "Defisit dagang Nusamanik mencapai Rp3 triliun."),
        ("Berapa hasil panen tahun 2019?", "Panen tahun 2018 menghasilkan 40 ton."),
        ("Siapa pengarang dari abad ke-17 itu?", "Pengarang itu hidup pada abad ke-18."),
        ("Mengapa warga suka tinggal di tepi sungai?", "Warga tidak suka tinggal di tepi sungai karena banjir."),
        ("Siapa yang tidak hadir dalam rapat?", "Bupati hadir dalam rapat itu."),
        ("Siapa pelatih Lerang United?", "Pelatih Bima Satria masih perlu waktu di Persila."),
        ("Berapa penumpang yang meninggal di bandara?", "Ratusan penumpang menumpuk di bandara."),
    ],
)
def test_the_contrary_is_told(question: str, sentence: str) -> None:
    assert told(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Siapa yang menang di babak pertama?", "Garuda Muda menang di babak pertama, Persila kalah."),
        ("Kapan pelabuhan itu ditutup?", "Pelabuhan itu ditutup pada 4 Juni dan dibuka lagi sepekan kemudian."),
        ("Siapa suami Ratna?", "Ratna adalah istri Bima Satria."),
        ("Berapa hasil panen tahun 2025?", "Sejak 2018 panen naik, dan tahun ini mencapai 40 ton."),
        ("Siapa yang tidak hadir dalam rapat?", "Bupati tidak dapat hadir dalam rapat itu."),
        ("Siapa pemimpin Tim Tak Gentar?", "Pemimpin Tim Tak Gentar adalah Bima."),
        ("Siapa pelatih Lerang United?", "Pelatih Bima Satria masih perlu waktu di Lerang."),
        ("Siapa Kapolda Jawa Tengah?", "Kapolda Jateng, Irjen Pol Bima Satria, hadir."),
        ("Siapa Menteri Pertanian Indonesia?", "Menteri Pertanian Bima Satria hadir."),
        ("Berapa korban yang tewas?", "Tim menemukan tiga jenazah."),
        ("Berapa harga solar?", "Harga solar Rp6.800 seliter."),
    ],
)
def test_an_answer_is_no_contradiction(question: str, sentence: str) -> None:
    assert not told(question, sentence)


def test_words_differ_where_neither_says_both() -> None:
    assert differ(["korea", "utara"], ["korea", "selatan"])
    assert not differ(["utara"], ["utara", "selatan"])
    assert not differ(["korea"], ["selatan"])
