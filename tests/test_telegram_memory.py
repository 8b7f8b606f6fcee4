"""What the bot remembers, and what it offers to ask next, without Telegram."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from entries import article

from bot.telegram.memory import ANSWERS_KEPT, TURN_AGE, TURNS_KEPT, Asking, Memory, Place
from bot.telegram.stored import Suggestion, dumped, loaded, stored
from bot.telegram.suggestions import suggestions
from index.errors import LedgerError
from index.ledger import Ledger
from index.types import Answer, Chunk, Citation, Passage

HERE = Place(7)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "ledger.db")


def asked(memory: Memory, n: int, now: float, place: Place = HERE) -> str:
    """A question that was asked and answered."""
    question = memory.ask(Asking(place, 7, n, f"Pertanyaan {n}?", "id"), now)
    assert question is not None
    memory.made(question, stored(Answer(question.text, f"Jawaban {n}", None, False, 0.9)))
    memory.end(question, "answered")
    return question.id


def questions(memory: Memory, n: int, now: float, place: Place = HERE) -> list[str]:
    """What a new question would be understood from."""
    question = memory.ask(Asking(place, 7, n, "Lalu?", "id"), now)
    assert question is not None
    return [kept.answer.question for kept in memory.history(question, now)]


def test_a_conversation_is_bounded_in_turns_and_age(memory: Memory) -> None:
    for n in range(TURNS_KEPT + 3):
        asked(memory, n, 1000.0 + n)
    assert questions(memory, 50, 1100.0) == [f"Pertanyaan {n}?" for n in range(3, TURNS_KEPT + 3)]
    assert questions(memory, 51, 1000.0 + TURNS_KEPT + 1 + TURN_AGE) == [f"Pertanyaan {TURNS_KEPT + 2}?"]


def test_what_is_forgotten_in_one_topic_is_known_in_the_other(memory: Memory) -> None:
    one, other = Place(-100, 1), Place(-100, 2)
    asked(memory, 1, 10, one)
    asked(memory, 2, 11, other)
    memory.forget(one)
    assert questions(memory, 3, 12, one) == []
    assert questions(memory, 4, 12, other) == ["Pertanyaan 2?"]


def test_a_message_asks_once_and_an_answer_to_an_older_wording_is_none(memory: Memory) -> None:
    question = memory.ask(Asking(HERE, 7, 1, "Kapan?", "id"), 10)
    assert question is not None
    assert memory.ask(Asking(HERE, 7, 1, "Kapan?", "id"), 11) is None
    memory.ask_anew(question.id, "Di mana?", 12)
    memory.made(question, stored(Answer("Kapan?", "Kemarin", None, False, 0.9)))
    memory.end(question, "answered")
    (waiting,) = memory.open_questions()
    assert (waiting.text, waiting.state, waiting.stored) == ("Di mana?", "waiting", None)


def test_after_ninety_days_nothing_of_a_question_is_left(memory: Memory, tmp_path: Path) -> None:
    question = memory.question(asked(memory, 1, 10))
    assert question is not None
    memory.sent(question, 99, 0)
    memory.judge(question.id, 7, False, "wrong", 20)
    memory.take_in(1, "{}", 10)
    memory.tidy(11 + ANSWERS_KEPT)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db:
        for table in ("bot_questions", "bot_messages", "bot_feedback", "bot_updates"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_the_tables_stand_beside_the_articles_and_have_a_version_of_their_own(tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.db").close()
    Memory(tmp_path / "ledger.db").close()
    Memory(tmp_path / "ledger.db").close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db, db:
        assert db.execute("SELECT value FROM meta WHERE name = 'bot_version'").fetchone() == ("1",)
        db.execute("UPDATE meta SET value = '99' WHERE name = 'bot_version'")
    with pytest.raises(LedgerError, match="newer Tanya"):
        Memory(tmp_path / "ledger.db")
    Ledger(tmp_path / "ledger.db").close()


def answer(question: str, quote: str, *others: str, **known: object) -> Answer:
    """An answer that cites `quote`, where articles titled `others` were retrieved too."""
    cited = Citation(1, "a", "Tanggul Cilaras jebol", "Harian Nusa", None, None, None, quote, 0, len(quote))
    found = [article(f"o{n}", title=title) for n, title in enumerate(others)]
    passages = tuple(Passage(a, Chunk(a.id, 0, 0, 9), 1.0) for a in found)
    return Answer(question, f"{quote} [1]", None, False, 0.9, (cited,), passages, **known)  # type: ignore[arg-type]


QUOTE = "Tanggul Sungai Cilaras di Desa Kalimurni jebol pada Senin (10/3/2025), kata Yoga."


@pytest.mark.parametrize(
    ("made", "offered"),
    [
        (answer("Berapa panjang tanggul Cilaras yang jebol?", QUOTE), ["Kapan itu terjadi?", "Di mana itu terjadi?"]),
        (answer("Kapan tanggul Cilaras jebol?", QUOTE), ["Di mana itu terjadi?", "Siapa yang mengatakannya?"]),
        (answer("Siapa Yoga?", QUOTE), []),
        (answer("Berapa panjangnya tanggul itu?", "Tanggul jebol sepanjang 35 meter."), []),
        (
            answer("Kapan tanggul jebol?", "Tanggul jebol.", "Panen raya di Sagara", "Tanggul Cilaras diperbaiki"),
            ["Tanggul Cilaras diperbaiki"],
        ),
        (answer("When did the dike break?", QUOTE, language="en"), ["Where did that happen?", "Who said so?"]),
    ],
    ids=["number", "date", "person", "nothing told", "another article", "English"],
)
def test_only_what_the_articles_have_something_to_say_to_is_offered(made: Answer, offered: list[str]) -> None:
    assert [s.text for s in suggestions(made)] == offered


def test_a_stored_answer_is_read_as_it_was_kept() -> None:
    kept = stored(answer("Kapan tanggul jebol?", QUOTE, "Tanggul"), (Suggestion("Di mana?"), Suggestion("Judul", "a1")))
    assert loaded(dumped(kept)) == kept
    refused = stored(Answer("?", "Tidak ada.", None, True, 0.1, nearest=(article("x"),)))
    assert loaded(dumped(refused)) == refused
