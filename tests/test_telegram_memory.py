"""What the bot remembers, and what it offers to ask next, without Telegram."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from entries import article

from bot.telegram.citing import Looked
from bot.telegram.memory import ANSWERS_KEPT, TURN_AGE, TURNS_KEPT, Asking, Memory, Place
from bot.telegram.rounds import Round
from bot.telegram.stored import Suggestion, dumped, loaded, stored
from bot.telegram.suggestions import suggestions
from index.errors import LedgerError
from index.storage.ledger import Ledger
from index.types import Answer, Chunk, Citation, Passage

HERE = Place(7)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "ledger.db")


def asked(memory: Memory, n: int, now: float, place: Place = HERE) -> str:
    """A question that was asked and answered."""
    question = memory.questions.ask(Asking(place, 7, n, f"Pertanyaan {n}?", "id"), now)
    assert question is not None
    memory.questions.made(question, stored(Answer(question.text, f"Jawaban {n}", None, False, 0.9)))
    memory.questions.end(question, "answered")
    return question.id


def questions(memory: Memory, n: int, now: float, place: Place = HERE) -> list[str]:
    """What a new question would be understood from."""
    question = memory.questions.ask(Asking(place, 7, n, "Lalu?", "id"), now)
    assert question is not None
    return [kept.answer.question for kept in memory.questions.history(question, now)]


def test_a_conversation_is_bounded_in_turns_and_age(memory: Memory) -> None:
    for n in range(TURNS_KEPT + 3):
        asked(memory, n, 1000.0 + n)
    assert questions(memory, 50, 1100.0) == [f"Pertanyaan {n}?" for n in range(3, TURNS_KEPT + 3)]
    assert questions(memory, 51, 1000.0 + TURNS_KEPT + 1 + TURN_AGE) == [f"Pertanyaan {TURNS_KEPT + 2}?"]


def test_what_is_forgotten_in_one_topic_is_known_in_the_other(memory: Memory) -> None:
    one, other = Place(-100, 1), Place(-100, 2)
    asked(memory, 1, 10, one)
    asked(memory, 2, 11, other)
    memory.questions.forget(one)
    assert questions(memory, 3, 12, one) == []
    assert questions(memory, 4, 12, other) == ["Pertanyaan 2?"]


def test_a_message_asks_once_and_an_answer_to_an_older_wording_is_none(memory: Memory) -> None:
    question = memory.questions.ask(Asking(HERE, 7, 1, "Kapan?", "id"), 10)
    assert question is not None
    assert memory.questions.ask(Asking(HERE, 7, 1, "Kapan?", "id"), 11) is None
    memory.questions.ask_anew(question.id, "Di mana?", 12)
    memory.questions.made(question, stored(Answer("Kapan?", "Kemarin", None, False, 0.9)))
    memory.questions.end(question, "answered")
    (waiting,) = memory.questions.open()
    assert (waiting.text, waiting.state, waiting.stored) == ("Di mana?", "waiting", None)


def test_after_ninety_days_nothing_of_a_question_is_left(memory: Memory, tmp_path: Path) -> None:
    question = memory.questions.get(asked(memory, 1, 10))
    assert question is not None
    memory.questions.sent(question, 99, 0)
    memory.people.judge(question.id, 7, False, "wrong", 20)
    memory.updates.take_in(1, "{}", 10)
    memory.citations.note_gone([question.id], Looked(1, 1))
    memory.tidy(11 + ANSWERS_KEPT)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db:
        for table in ("bot_questions", "bot_messages", "bot_feedback", "bot_updates", "bot_cited", "bot_gone"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_the_tables_stand_beside_the_articles_and_have_a_version_of_their_own(tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.db").close()
    Memory(tmp_path / "ledger.db").close()
    Memory(tmp_path / "ledger.db").close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db, db:
        assert db.execute("SELECT value FROM meta WHERE name = 'bot_version'").fetchone() == ("5",)
        db.execute("UPDATE meta SET value = '99' WHERE name = 'bot_version'")
    with pytest.raises(LedgerError, match="newer Tanya"):
        Memory(tmp_path / "ledger.db")
    Ledger(tmp_path / "ledger.db").close()


def answer(question: str, quote: str, *others: str, **known: object) -> Answer:
    """An answer that cites `quote`, where articles titled `others` were retrieved too."""
    cited = Citation(1, "a", "Tanggul Cilaras jebol", "Harian Nusa", None, None, None, quote, 0, len(quote))
    found = [article(f"o{n}", title=title) for n, title in enumerate(others)]
    passages = tuple(Passage(a, Chunk(a.id, 0, 0, 9), 1.0) for a in found)
    short = known.pop("short", None)
    text = f"{short} [1]\n\n{quote} [1]" if short else f"{quote} [1]"
    return Answer(question, text, None, False, 0.9, (cited,), passages, **known)  # type: ignore[arg-type]


QUOTE = "Tanggul Sungai Cilaras di Desa Kalimurni jebol pada Senin (10/3/2025), kata Yoga."


@pytest.mark.parametrize(
    ("made", "offered"),
    [
        (
            answer("Berapa panjang tanggul Cilaras yang jebol?", QUOTE, short="35 meter"),
            ["Kapan itu terjadi?", "Di mana itu terjadi?"],
        ),
        (
            answer("Kapan tanggul Cilaras jebol?", QUOTE, short="Senin (10/3/2025)"),
            ["Di mana itu terjadi?", "Siapa yang mengatakannya?"],
        ),
        (answer("Berapa panjang tanggul Cilaras yang jebol?", QUOTE), []),
        (
            answer("Berapa panjang tanggul Cilaras yang jebol?", QUOTE, short="35 meter, 10 Maret 2025"),
            ["Di mana itu terjadi?", "Siapa yang mengatakannya?"],
        ),
        (answer("Siapa Yoga?", QUOTE), []),
        (answer("Berapa panjangnya tanggul itu?", "Tanggul jebol sepanjang 35 meter."), []),
        (
            answer("Kapan tanggul jebol?", "Tanggul jebol.", "Panen raya di Sagara", "Tanggul Cilaras diperbaiki"),
            ["Tanggul Cilaras diperbaiki"],
        ),
        (
            answer("When did the dike break?", QUOTE, short="Monday", language="en"),
            ["Where did that happen?", "Who said so?"],
        ),
    ],
    ids=[
        "number",
        "date",
        "all of it is seen",
        "the date is seen",
        "person",
        "nothing told",
        "another article",
        "English",
    ],
)
def test_only_what_the_articles_have_something_to_say_to_is_offered(made: Answer, offered: list[str]) -> None:
    assert [s.text for s in suggestions(made)] == offered


def cited(memory: Memory, question_id: str | None = None, now: float = 10.0) -> str:
    """An answer that cites the article "a", to a new question or anew to one that was edited."""
    if question_id is None:
        new = memory.questions.ask(Asking(HERE, 7, int(now), "Kapan tanggul jebol?", "id"), now)
        assert new is not None
        question_id = new.id
    question = memory.questions.get(question_id)
    assert question is not None
    memory.questions.made(question, stored(answer(question.text, QUOTE)))
    memory.questions.end(question, "answered")
    return question.id


def test_answers_are_found_by_what_they_cite_or_because_they_are_new(memory: Memory) -> None:
    start = memory.citations.looked()
    assert memory.citations.citing([], start.key) == ([], start.key)
    first = cited(memory)
    found, key = memory.citations.citing([], start.key)
    assert found == [first]
    memory.citations.note_gone([], Looked(5, key))
    assert memory.citations.looked() == Looked(5, key)
    second = cited(memory, now=11.0)
    assert memory.citations.citing(["x"], key)[0] == [second]
    assert set(memory.citations.citing(["a", *map(str, range(1200))], key)[0]) == {first, second}
    memory.about.delete(7, 0)
    assert memory.citations.citing(["a"], key + 1) == ([], key + 1)


def test_what_is_gone_from_an_answer_is_told_once_and_an_answer_made_anew_is_another(memory: Memory) -> None:
    question = cited(memory)
    memory.citations.note_gone([question, question, "nobody's"], Looked(1, 1))
    assert memory.citations.to_be_told() == [question]
    assert memory.citations.begin_telling(question, 20)
    assert not memory.citations.begin_telling(question, 21)
    memory.citations.note_gone([question], Looked(2, 1))
    assert memory.citations.to_be_told() == []
    memory.questions.ask_anew(question, "Di mana tanggul jebol?", 30)
    memory.citations.note_gone([question], Looked(3, 1))
    assert memory.citations.to_be_told() == []
    cited(memory, question)
    memory.citations.note_gone([question], Looked(4, 1))
    assert memory.citations.to_be_told() == [question]
    memory.citations.told(question, 40)  # when they came back to it
    assert not memory.citations.begin_telling(question, 41)
    other = cited(memory, now=50.0)
    memory.citations.told(other, 51)
    memory.citations.note_gone([other], Looked(5, 2))
    assert memory.citations.to_be_told() == []
    third = cited(memory, now=60.0)
    memory.citations.note_gone([third], Looked(6, 3))
    memory.citations.stands_again(third)
    assert memory.citations.to_be_told() == []


def test_tables_of_the_first_version_are_brought_up_to_date_and_know_what_answers_cite(tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.db").close()
    kept = dumped(stored(answer("Kapan tanggul jebol?", QUOTE)))
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as db, db:
        db.executescript(files("bot.telegram").joinpath("schema.sql").read_text("utf-8"))
        db.execute("INSERT INTO meta VALUES ('bot_version', '1')")
        db.execute("INSERT INTO operations VALUES ('a', 7, 1)")
        for number, text in enumerate((kept, None), 1):
            db.execute(
                """INSERT INTO bot_questions (id, chat, thread, user, message, text, language, state, asked_at, answer)
                   VALUES (?, 7, 0, 7, ?, 'Kapan tanggul jebol?', 'id', 'answered', 10, ?)""",
                (f"q{number}", number, text),
            )
    memory = Memory(tmp_path / "ledger.db")
    assert memory.citations.looked() == Looked(7, 1)  # nobody is told of what went before
    assert memory.citations.citing(["a"], 1) == (["q1"], 1)
    assert memory.rounds.last() is None


def test_the_latest_round_is_remembered(memory: Memory) -> None:
    assert memory.rounds.last() is None
    memory.rounds.note(Round(10.0))
    assert memory.rounds.last() == Round(10.0)
    memory.rounds.note(Round(10.0, 12.5, 1, 2, 3, 4, "The disk is full."))
    memory.rounds.note(Round(20.0, 21.0, added=5))
    assert memory.rounds.last() == Round(20.0, 21.0, 5, 0, 0, 0, None)


def test_a_stored_answer_is_read_as_it_was_kept() -> None:
    kept = stored(answer("Kapan tanggul jebol?", QUOTE, "Tanggul"), (Suggestion("Di mana?"), Suggestion("Judul", "a1")))
    assert loaded(dumped(kept)) == kept
    refused = stored(Answer("?", "Tidak ada.", None, True, 0.1, nearest=(article("x"),)))
    assert loaded(dumped(refused)) == refused
