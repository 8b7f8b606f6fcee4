"""Outlets that differ are shown side by side; what is merely later, or of something else, is no contradiction."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import settings_in

from index.embedding.embedder import Embedder
from index.engine import Engine


@pytest.fixture
def engine(sample_ledger: Path, embedder: Embedder) -> Iterator[Engine]:
    with Engine(settings_in(sample_ledger), embedder) as engine:
        yield engine


def test_two_counts_of_the_same_are_shown_with_outlet_and_date(engine):
    answer = engine.ask("Berapa orang yang mengungsi akibat banjir Tirtamaya?")
    assert {c.source for c in answer.citations} == {"Kabar Pesisir", "Harian Nusa"}
    assert "3.150 warga (Kabar Pesisir, 12 Maret 2025)" in answer.text
    assert "4.200 orang (Harian Nusa, 11 Maret 2025)" in answer.text
    for citation in answer.citations:
        article = engine.article(citation.article_id)
        assert article is not None
        assert article.body[citation.start : citation.end] == citation.quote


def test_what_one_outlet_alone_counts_stands_alone(engine):
    answer = engine.ask("Berapa karung pasir yang dipakai untuk tanggul darurat?")
    assert answer.text.startswith("12.000 karung pasir [1]")
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    "question",
    [
        "Siapa penemu telepon?",
        "Berapa suhu rata-rata di permukaan Mars?",
        "Who painted the Mona Lisa?",
        "Kapan Candi Borobudur dibangun?",
    ],
)
def test_a_question_on_another_matter_is_refused_and_no_article_is_put_forward(engine, question):
    answer = engine.ask(question)
    assert answer.abstained
    assert answer.citations == ()
    assert answer.answer_span is None
    assert answer.nearest == ()
