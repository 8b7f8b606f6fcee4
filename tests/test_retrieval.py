"""Retrieval over the sample articles: real vectors, real Chroma, real words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import settings_in

from index.embedding.embedder import Embedder
from index.engine import Engine
from index.llama import TanyaQueryEngine, TanyaRetriever
from index.retrieval.bm25 import Query, terms_of
from index.retrieval.near_duplicates import fold_twins
from index.types import Filters, Passage

FERRY = {"kabar-pesisir-20250517-feri", "warta-bukit-20250517-feri"}


@pytest.fixture
def engine(sample_ledger: Path, embedder: Embedder) -> Iterator[Engine]:
    with Engine(settings_in(sample_ledger), embedder) as engine:
        yield engine


def found(engine: Engine, question: str, top_k: int = 5, **narrow: object) -> list[Passage]:
    return list(engine.retriever.retrieve(question, top_k=top_k, filters=Filters(**narrow)).passages)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Berapa hadiah uang untuk juara Piala Nusa Lintang?", "wartabukit.example-a3d97376a7"),
        ("Siapa terdakwa korupsi lampu jalan?", "harian-nusa-20250415-sidang"),
        ("kapan rsud girisunya dibuka", "warta-bukit-20250505-rsud"),
        ("How much will the Teluk Sendari harbour cost now?", "harian-nusa-20250520-pelabuhan"),
        ("Which frog was discovered in the moss forest?", "katak-lumut-sangkala"),
        ("Why did rice prices rise in Lembayung?", "kabar-pesisir-20250409-beras"),
    ],
)
def test_the_article_that_tells_comes_first_in_either_language(engine, question, article):
    assert found(engine, question)[0].article.id.startswith(article)


def test_passages_come_best_first_with_both_scores(engine):
    passages = found(engine, "Apa penyebab tanggul Cilaras jebol?", top_k=10)
    assert [p.score for p in passages] == sorted((p.score for p in passages), reverse=True)
    assert all(p.dense is not None and 0.5 < p.dense < 1 for p in passages)
    assert passages[0].lexical > passages[-1].lexical
    assert all(p.text == p.article.body[p.chunk.start : p.chunk.end] for p in passages)


def test_words_reorder_what_vectors_alone_would_say(engine):
    """A name that the model has never seen is found by its letters."""
    passages = found(engine, "Wira Lesmanagiri", top_k=3)
    assert "Wira Lesmanagiri" in passages[0].text


def test_filters_let_only_their_outlet_and_days_through(engine):
    passages = found(engine, "banjir", source="HARIAN NUSA", since=date(2025, 3, 11), until=date(2025, 3, 18), top_k=50)
    assert passages
    assert {p.article.source for p in passages} == {"Harian Nusa"}
    days = {p.article.published_at.date() for p in passages if p.article.published_at}
    assert days == {date(2025, 3, 11), date(2025, 3, 18)}


def test_a_filter_that_nothing_passes_finds_nothing(engine):
    assert found(engine, "banjir", source="Koran Lain") == []


def test_agency_copy_counts_once_and_its_twin_is_named_and_ranks_below(engine):
    passages = found(engine, "Feri KM Cendana Laut 3 tenggelam di Selat Pamintang", top_k=20)
    first = next(p for p in passages if p.article.id in FERRY)
    assert {twin.rpartition("#")[0] for twin in first.twins} <= FERRY
    twin = next(p for p in passages if p.id in first.twins)
    assert passages.index(first) < passages.index(twin)
    assert twin.twins == ()


def test_a_story_filed_many_times_does_not_crowd_out_the_rest(engine):
    passage = found(engine, "feri tenggelam")[0]
    copies = [replace(passage, article=replace(passage.article, id=f"salinan-{n}")) for n in range(10)]
    other = replace(found(engine, "harga beras")[0], score=0.0)
    folded = fold_twins([*copies, other])
    assert len(folded) == 4
    assert folded[-1] == other


def test_a_question_of_stop_words_or_odd_signs_breaks_nothing(engine):
    for question in ("apa itu?", '"', "* OR NEAR(", "🙂", "raw: stems:", "a" * 5000, "'; DROP TABLE articles; --"):
        assert len(found(engine, question)) == 5


def test_an_english_word_is_looked_for_in_indonesian_too():
    forms = {form for term in terms_of("Who opened the hospital?") for form, _, _ in term.forms}
    assert {"hospital", "rumah", "sakit"} <= forms
    assert "rumah" not in {form for term in terms_of("Siapa direktur hospital itu?") for form, _, _ in term.forms}


def test_a_match_of_the_stem_counts_less_than_one_of_the_word(engine):
    ledger = engine.store.ledger
    keys = [*map(int, ledger.chunks.keys())]
    exact = Query.of("mengungsi", ledger).matches(ledger, keys)
    stem = Query.of("pengungsian", ledger).matches(ledger, keys)
    by_exact = max(keys, key=lambda key: exact[key].bm25)
    assert exact[by_exact].bm25 > stem[by_exact].bm25 > 0


def test_togetherness_is_the_share_that_stands_in_one_place(engine):
    ledger = engine.store.ledger
    query = Query.of("tanggul Cilaras jebol", ledger)
    together = [match.together for match in query.matches(ledger, [*map(int, ledger.chunks.keys())]).values()]
    assert max(together) == pytest.approx(1)
    assert min(together) == 0


def test_llamaindex_gets_nodes_and_a_cited_response(engine):
    nodes = TanyaRetriever(engine.retriever, top_k=3).retrieve("Berapa panjang tanggul yang jebol?")
    assert len(nodes) == 3
    assert nodes[0].score is not None
    assert nodes[0].metadata["source"] == "Harian Nusa"
    response = TanyaQueryEngine(engine).query("Berapa panjang tanggul Sungai Cilaras yang jebol?")
    assert "35 meter" in str(response)
    assert response.metadata is not None
    assert response.metadata["citations"]
    assert response.source_nodes
