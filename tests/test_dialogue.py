"""Conversations over the sample articles: what a turn does, and what it asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.conversation.acts import ACTS, Act, acts
from index.conversation.correction import corrected
from index.conversation.dialogue import readings, spoken_of
from index.conversation.ordinals import ordinal, put_in
from index.engine import Engine
from index.settings import Settings
from index.types import Answer, Citation, Turn


@pytest.fixture
def engine(settings: Settings, sample_ledger: Path) -> Iterator[Engine]:
    with Engine(settings) as engine:
        yield engine


def held(engine: Engine, *turns: str) -> list[Answer]:
    """The answers to turns of one conversation."""
    history: list[Turn] = []
    for asked in turns:
        answer = engine.ask(asked, history=history)
        history.append(Turn(answer.standalone_question or answer.question, answer))
    return [turn.answer for turn in history]


DIKE = "Berapa panjang tanggul Sungai Cilaras yang jebol?"


def test_asked_for_its_sources_an_answer_names_them_with_the_same_sentences(engine: Engine) -> None:
    first, *others = held(engine, DIKE, "sumbernya dari mana tuh", "what's your source for that?")
    for told in others:
        assert not told.abstained
        assert [c.quote for c in told.citations] == [c.quote for c in first.citations]
        assert first.citations[0].title[:30] in told.text
        assert str(first.citations[0].source) in told.text


def test_asked_who_said_so_it_names_the_speaker_of_the_passage(engine: Engine) -> None:
    _, told = held(engine, DIKE, "itu kata siapa")
    assert told.answer_span
    assert "Yoga Prasnadi" in told.answer_span


def test_asked_for_more_it_quotes_on_and_never_the_same_twice(engine: Engine) -> None:
    answers = held(engine, DIKE, "lebih detail lagi dong", "terus gimana lanjutannya?")
    quotes = [c.quote for answer in answers for c in answer.citations]
    assert len(quotes) > 4
    assert len(set(quotes)) == len(quotes)
    assert len({c.article_id for answer in answers for c in answer.citations}) == 1


def test_an_article_that_is_told_to_its_end_has_no_more(engine: Engine) -> None:
    answers = held(engine, DIKE, *["lebih rinci dong"] * 12)
    assert answers[-1].abstained
    assert answers[-1].text == "Hanya itu yang dimuat artikelnya."


def test_what_was_refused_doesnt_become_the_matter(engine: Engine) -> None:
    answers = held(engine, DIKE, "skornya berapa?", "berapa yang ngungsi?")
    assert answers[1].abstained
    assert answers[2].answer_span == "4.200 orang"
    assert "skor" not in (answers[2].standalone_question or "")


def test_a_new_matter_in_a_conversation_is_asked_as_it_stands(engine: Engine) -> None:
    answers = held(engine, DIKE, "Kapan Gunung Sangkala meletus?")
    assert answers[1].answer_span == "3 Juni 2025"
    assert answers[1].standalone_question is None


@pytest.mark.parametrize(
    ("turn", "act"),
    [
        ("dari koran mana itu beritanya", "sources"),
        ("which site is this from?", "sources"),
        ("yg bilang gitu siapa emang", "speaker"),
        ("who told the reporters that?", "speaker"),
        ("ceritain lebih panjang dong", "more"),
        ("could you go into more detail", "more"),
        ("kalau yang ketiga gimana", "nth"),
        ("bukan, maksud gue yang di Sukabumi", "correction"),
        ("no, I meant the younger sister", "correction"),
        ("beneran nih min?", "check"),
        ("suaminya kerja di mana?", "follow"),
        ("berapa lama dia dipenjara", "follow"),
        ("and how old was she", "follow"),
        ("berapa harga emas batangan di Pekalongan bulan ini", "alone"),
        ("Who is the head of the Girisunya fire brigade?", "alone"),
    ],
)
def test_what_a_turn_does_is_told_by_its_wording(engine: Engine, turn: str, act: Act) -> None:
    told = acts(turn, engine.embedder)
    assert max(told, key=lambda a: told[a]) == act
    assert sum(told.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("yang kedua?", 1),
        ("kalau nomor 3 siapa", 2),
        ("the last one", -1),
        ("artikel pertama bilang apa", 0),
        ("siapa dia?", None),
    ],
)
def test_which_of_several_is_meant(text: str, place: int | None) -> None:
    assert ordinal(text) == place


def test_an_item_takes_the_place_of_its_number() -> None:
    assert put_in("Yang pertama itu jabatannya apa?", "Sari Wulandari") == "Sari Wulandari itu jabatannya apa?"


def turn(question: str, *cited: str) -> Turn:
    citations = tuple(
        Citation(n, article, "t", None, None, None, None, "q", 0, 1) for n, article in enumerate(cited, 1)
    )
    return Turn(question, Answer(question, "", None, not cited, 0.9, citations))


@pytest.mark.parametrize(
    ("before", "asked", "first"),
    [
        ("Berapa harga beras di Seruni?", "bukan beras, maksud saya gula", "Berapa harga gula di Seruni?"),
        ("Berapa harga beras di Seruni?", "eh salah, maksudku di Karang Jati", "Berapa harga beras di Karang Jati?"),
        ("Who is the mayor of Seruni?", "sorry, I meant the regent", "Who is the mayor of Seruni (regent)?"),
    ],
)
def test_what_is_put_right_takes_the_place_of_what_was_meant(before: str, asked: str, first: str) -> None:
    assert next(corrected(asked, [turn(before, "a")])) == first


def test_the_articles_spoken_of_are_the_last_turns_the_latest_first() -> None:
    history = [turn("satu", "a"), turn("dua", "b", "c"), turn("tiga"), turn("empat", "d")]
    assert spoken_of(history) == ("d", "b", "c")


def test_a_turn_that_leans_on_what_was_said_is_read_with_it() -> None:
    odds = dict.fromkeys(ACTS, 0.0) | {"follow": 1.0}
    [reading] = readings("kapan?", odds, [turn("Siapa Sari Wulandari?", "a")], odds["alone"])
    assert "Sari Wulandari" in reading.text
    assert reading.read_as == "kapan? « Siapa Sari Wulandari?"
    assert reading.text not in reading.also


def test_a_turn_that_may_stand_alone_is_read_so_too() -> None:
    odds = dict.fromkeys(ACTS, 0.0) | {"alone": 0.4, "follow": 0.6}
    in_context, alone = readings("kapan banjirnya?", odds, [turn("Siapa Sari Wulandari?", "a")], odds["alone"])
    assert in_context.read_as
    assert (alone.text, alone.read_as, alone.also) == ("kapan banjirnya?", None, ())


def test_a_second_reading_is_offered_where_it_would_be_answered_otherwise(engine: Engine) -> None:
    answers = held(engine, DIKE, "Kapan Gunung Sangkala meletus?", "berapa korbannya?")
    last = answers[-1]
    if last.other_reading:
        assert engine.ask(last.other_reading).answer_span != last.answer_span
        assert last.as_dict()["other_reading"] == last.other_reading
    assert answers[0].other_reading is None


@pytest.mark.parametrize("asked", ["berita terbaru", "latest news", "apa berita soal banjir?", "ada berita baru apa?"])
def test_news_asked_for_after_an_answer_are_a_list_and_no_more_of_it(engine: Engine, asked: str) -> None:
    told = held(engine, DIKE, asked)[1]
    assert len(told.citations) > 1
    assert told.text.splitlines()[1].startswith("–")


def test_a_refused_new_matter_has_nothing_of_the_last_one_near(engine: Engine) -> None:
    refused = held(engine, DIKE, "Siapa pengarang novel Bumi Manusia?")[1]
    assert refused.abstained
    assert refused.standalone_question is None
    assert not any("Tanggul" in article.title for article in refused.nearest)


def test_asking_for_more_doesnt_become_the_matter(engine: Engine) -> None:
    last = held(engine, DIKE, "sumbernya apa?", "lebih rinci dong", "berapa orang yang meninggal?")[-1]
    assert "rinci" not in (last.standalone_question or "")
    assert "sumber" not in (last.standalone_question or "").casefold()
