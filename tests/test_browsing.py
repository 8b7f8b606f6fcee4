"""Who asks for articles gets articles: found, dated, each to be opened; never "the articles don't tell"."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import settings_in

from index.answer.browsing import Request, request
from index.embedding.embedder import Embedder
from index.engine import Engine
from index.types import Filters


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("ada berita apa soal banjir Tirtamaya?", Request("list", "banjir Tirtamaya")),
        ("Ada berita tentang tanggul jebol?", Request("list", "tanggul jebol")),
        ("latest news on the flood", Request("list", "the flood")),
        ("berita terbaru", Request("list", "")),
        ("Berita terbaru dong", Request("list", "")),
        ("latest news", Request("list", "")),
        ("What's new?", Request("list", "")),
        ("berapa artikel yang membahas banjir?", Request("count", "banjir")),
        ("How many articles mention the dike?", Request("count", "the dike")),
        ("Ringkas kasus tanggul Cilaras", Request("summary", "kasus tanggul Cilaras")),
    ],
)
def test_a_request_for_articles_is_told_from_a_question(question: str, wanted: Request) -> None:
    assert request(question) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "Siapa yang menulis berita bohong itu?",
        "Berapa orang yang mengungsi?",
        "Apa kabar tanggul Cilaras sekarang?",
        "Kabar Timur melaporkan apa soal banjir?",
        "What did the news agency report?",
        "Siapa bupati yang baru?",
        "Who is the new mayor?",
    ],
)
def test_a_question_that_has_the_words_is_still_a_question(question: str) -> None:
    assert request(question) is None


@pytest.fixture
def engine(sample_ledger: Path, embedder: Embedder) -> Iterator[Engine]:
    with Engine(settings_in(sample_ledger), embedder) as engine:
        yield engine


def test_the_articles_about_a_matter_are_listed_with_their_dates_and_first_sentences(engine: Engine) -> None:
    answer = engine.ask("ada berita apa soal banjir Tirtamaya?")
    assert not answer.abstained
    assert "(Harian Nusa, 11 Maret 2025) [" in answer.text
    for c in answer.citations:
        article = engine.article(c.article_id)
        assert article is not None and article.body[c.start : c.end] == c.quote
    dates = [c.published_at for c in answer.citations]
    assert dates == sorted(dates, reverse=True)  # type: ignore[type-var]


def test_articles_are_counted(engine: Engine) -> None:
    answer = engine.ask("berapa artikel tentang tanggul?")
    count = int(answer.text.split()[0])
    bodies = [a.title + a.body for a in engine.store.ledger.articles.newest()]
    assert count == sum("tanggul" in body.lower() for body in bodies)


def test_what_filters_leave_is_counted_and_no_more(engine: Engine) -> None:
    only = Filters(source="Harian Nusa")
    answer = engine.ask("ada berita apa saja?", filters=only)
    assert int(answer.text.split()[0]) == len(list(engine.store.ledger.articles.newest(only)))
    assert {c.source for c in answer.citations} == {"Harian Nusa"}


def test_a_matter_without_articles_is_said_to_have_none(engine: Engine) -> None:
    answer = engine.ask("ada berita apa soal gempa Mars?")
    assert answer.abstained
    assert answer.text == "Tidak ada artikel tentang gempa Mars."
    answer = engine.ask("ada berita apa pada tahun 1999?")
    assert answer.abstained
    assert answer.text == "Tidak ada artikelnya (1 Januari – 31 Desember 1999)."


@pytest.mark.parametrize(
    ("question", "day"), [("latest news", "16 June 2025"), ("berita terbaru", "16 Juni 2025"), ("Berita terbaru dong", "16 Juni 2025")]
)  # fmt: skip
def test_the_newest_are_listed_in_the_language_of_the_request(engine: Engine, question: str, day: str) -> None:
    answer = engine.ask(question)
    assert day in answer.text.splitlines()[1]


def test_a_summary_is_the_first_sentence_of_each_story(engine: Engine) -> None:
    answer = engine.ask("Ringkas berita tanggul Cilaras")
    assert not answer.abstained and answer.citations and answer.passages
    for c in answer.citations:
        assert " ".join(c.quote.split()) in answer.text


def test_near_copies_are_one_story_with_the_number_of_outlets(engine: Engine) -> None:
    ledger = engine.store.ledger
    answer = engine.ask("ada berita apa saja?")
    stories = ledger.near_duplicates.stories(c.article_id for c in answer.citations)
    assert len(set(stories.values())) == len(answer.citations)
