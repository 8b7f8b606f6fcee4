"""What is offered under a refusal has something to do with the question, or nothing is offered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import settings_in

from index.embedding.embedder import Embedder
from index.engine import Engine
from index.retrieval.relevance import named_in, near, on_the_matter
from index.types import Article


@pytest.fixture
def engine(sample_ledger: Path, embedder: Embedder) -> Iterator[Engine]:
    with Engine(settings_in(sample_ledger), embedder, remembers=False) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("apa kata ratna kusumaningdyah", "Sepekan Setelah Banjir"),
        ("warga mengungsi berapa", "Banjir Tirtamaya"),
        ("When did the dike break?", "Tanggul Cilaras Jebol"),
        ("pertandingan final piala nusa lintang", "Gol Menit ke-118"),
        ("penyebab katak langka", "Peneliti Universitas"),
    ],
)
def test_articles_on_the_matter_are_near(engine: Engine, question: str, title: str) -> None:
    assert next(p.article.title for p in engine.search(question) if p.near).startswith(title)


@pytest.mark.parametrize(
    "question",
    ["halo", "resep rendang padang", "who won the world cup 2022", "cara mengganti ban mobil", "jadwal kereta ke surabaya",
     "what is the meaning of life", "kapan lebaran tahun depan", "film bagus di bioskop", "asdfgh qwerty"],
)  # fmt: skip
def test_articles_that_share_nothing_with_the_question_are_not_shown(engine: Engine, question: str) -> None:
    refused = engine.extract(question)
    assert refused.abstained
    assert refused.nearest == ()


@pytest.mark.parametrize(
    "question",
    ["Siapa Presiden AS?", "banjir di bekasi kemarin udah surut belum", "Kapan jalur pendakian Gunung Rinjani dibuka kembali?",
     "kamu udah makan belum min? hehe", "harga beras di jakarta sekarang berapa", "Telaga Sarangan ada penginapan murah tidak?"],
)  # fmt: skip
def test_an_article_without_what_the_question_names_is_not_shown(engine: Engine, question: str) -> None:
    assert engine.extract(question).nearest == ()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Siapa Presiden AS?", {"presiden", "as"}),
        ("Siapa Yang Menang Di Final Kemarin?", set()),
        ("banjir di bekasi dan di mana lagi", {"bekasi"}),
        ("why did rice get so expensive in Lembayung in April 2025?", {"lembayung", "2025"}),
        ("SIAPA PRESIDEN AS?", set()),
    ],
)
def test_what_a_question_names(question: str, named: set[str]) -> None:
    assert named_in(question) == named


def president(country: str) -> Article:
    return Article("a", f"Presiden {country} Tiba di Jakarta", f"Presiden {country} tiba pada Senin.", "a.txt")


def test_a_name_counts_in_translation_and_nearly_spelled_alike() -> None:
    assert on_the_matter("Who is the president of France?", president("Prancis"))
    assert not on_the_matter("Who is the president of France?", president("Brasil"))
    assert not on_the_matter("Siapa Presiden AS?", president("Brasil"))
    assert on_the_matter("Siapa Presiden Brazil?", president("Brasil"))


def test_words_that_no_passage_has_bring_none_near() -> None:
    assert not near(0.95, 0.0, 0.0, 100)
    assert near(0.88, 0.5, 0.1, 100)
