"""Questions that come late, many at once, again, or are changed: nobody is forgotten and nothing is answered in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Chat, Person, group
from telegram_server import TelegramServer

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
RICE = "Berapa hektare sawah yang terendam di Pasirhening?"
REGENT = "Siapa Bupati Tirtamaya Ratna Kusumaningdyah?"
SLOW = "Kapan banjir lambat merendam Desa Rancalega?"


@pytest.fixture
def bot(telegram: TelegramServer, articles: Path) -> Iterator[RunningBot]:
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings) as running:
        yield running


def running(telegram: TelegramServer, articles: Path, **given: object) -> RunningBot:
    settings = settings_for(telegram, articles, **given)
    return RunningBot(ScriptedEngine(settings), settings)


def asked(bot: RunningBot) -> list[str]:
    return [question for question, _, _ in bot.engine.seen]


def test_a_backlog_is_answered_with_a_word_on_the_delay_and_none_is_refused(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    ann = Person(telegram, 9, "Ann", "en")
    questions = [sari.late(chat, f"{LENGTH} ({n})", 10) for n in range(12)]
    ann.late(ann.private(), "Who is Bupati Ratna Kusumaningdyah?", 0.5)
    with running(telegram, articles):
        telegram.wait(lambda: len([m for m in chat.answers if "35 meter" in m["text"]]) == 12, what="12 answers")
        ann.private().wait_for("Sorry for the delay: you asked this 30 minutes ago.")
        sari.say(chat, LENGTH)
        telegram.wait(lambda: len(chat.answers) == 13, what="an answer in time")
    *late, prompt = chat.answers
    word = "Maaf, baru sempat saya jawab: pertanyaan ini dikirim sekitar 10 jam yang lalu."
    assert [m["reply_to_message"]["message_id"] for m in late] == [q["message_id"] for q in questions]
    assert all(m["text"].startswith(word) for m in late)
    assert "Maaf" not in prompt["text"]


def test_what_was_taken_back_in_a_backlog_is_not_answered(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    budi, warga = Person(telegram, 8, "Budi"), group(telegram)
    sari.late(chat, LENGTH, 10)
    sari.late(chat, RICE, 9.9)
    sari.late(chat, "/batal", 9.8)
    sari.late(chat, REGENT, 9.7)
    sari.late(warga, f"@berita_bot {RICE}", 5)
    budi.late(warga, f"@berita_bot {LENGTH}", 5)
    sari.late(warga, "/batal", 4.9)
    with running(telegram, articles) as bot:
        chat.wait_for("Ratna Kusumaningdyah")
        chat.wait_for("35 meter")
        chat.wait_for("Dibatalkan.")
        warga.wait_for("35 meter")
        warga.wait_for("Dibatalkan.")
    assert not [m for m in (*chat.answers, *warga.answers) if "310 hektare" in m["text"]]
    assert sorted(q for q in asked(bot) if q != RICE) == sorted([LENGTH, LENGTH, REGENT])


def test_a_backlog_of_hundreds_is_known_before_the_first_answer(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    other = Person(telegram, 8, "Budi")
    sari.late(chat, LENGTH, 10)
    for _ in range(250):
        other.late(group(telegram), "Bukan untuk bot.", 9)
    sari.late(chat, "/batal", 8)
    with running(telegram, articles) as bot:
        chat.wait_for("Dibatalkan.")
        sari.say(chat, RICE)
        chat.wait_for("310 hektare")
        assert asked(bot) == [RICE]


def test_a_question_of_the_day_before_yesterday_is_apologised_for_once(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    sari.late(chat, LENGTH, 30)
    for _ in range(2):
        with running(telegram, articles) as bot:
            chat.wait_for("pertanyaan ini terlewat waktu saya sedang mati")
            sari.say(chat, RICE)
            chat.wait_for("310 hektare")
            assert LENGTH not in asked(bot)
    assert len([m for m in chat.answers if "terlewat" in m["text"]]) == 1


def test_twelve_members_who_ask_at_once_all_get_an_answer(bot: RunningBot, telegram: TelegramServer) -> None:
    warga = group(telegram)
    members = [Person(telegram, 50 + n, f"P{n}") for n in range(12)]
    for member in members:
        member.say(warga, f"@berita_bot {LENGTH}")
    telegram.wait(lambda: len([m for m in warga.answers if "35 meter" in m["text"]]) == 12, what="12 answers")
    assert len(warga.of_bot) == 12


def test_members_are_served_in_turn(bot: RunningBot, telegram: TelegramServer) -> None:
    warga = group(telegram)
    sari, budi = Person(telegram, 7, "Sari"), Person(telegram, 8, "Budi")
    sari.say(warga, f"@berita_bot {SLOW}")
    bot.engine.begun.wait(10)
    for question in (LENGTH, RICE, REGENT):
        sari.say(warga, f"@berita_bot {question}")
    budi.say(warga, f"@berita_bot {RICE}")
    telegram.wait(lambda: "tanya_questions_total 5\n" in bot.metrics, what="all being taken in")
    bot.engine.release.set()
    telegram.wait(lambda: len(warga.answers) == 5, what="5 answers")
    assert asked(bot) == [SLOW, RICE, LENGTH, RICE, REGENT]
    for _ in range(6):
        sari.say(warga, f"@berita_bot {LENGTH}")
    warga.wait_for("Pelan-pelan")


def test_one_member_may_not_have_more_than_five_waiting(telegram: TelegramServer, articles: Path, sari: Person) -> None:
    warga = group(telegram)
    with running(telegram, articles, telegram_per_minute=100) as bot:
        sari.say(warga, f"@berita_bot {SLOW}")
        bot.engine.begun.wait(10)
        for _ in range(5):
            sari.say(warga, f"@berita_bot {LENGTH}")
        warga.wait_for("Masih ada 5 pertanyaan")
        Person(telegram, 8, "Budi").say(warga, f"@berita_bot {RICE}")
        bot.engine.release.set()
        warga.wait_for("310 hektare")


@pytest.mark.parametrize("first", ["panjang sekali " * 100 + "?", "/tanya"], ids=["too long", "empty"])
def test_a_question_put_right_by_editing_is_answered(bot: RunningBot, sari: Person, chat: Chat, first: str) -> None:
    message = sari.say(chat, first)
    refused = chat.wait(lambda m: "terlalu panjang" in m["text"] or "Apa pertanyaannya" in m["text"])
    sari.edit(message, "panjang sekali " * 90 + "?")
    chat.wait_for("terlalu panjang", after=refused["message_id"])
    sari.edit(message, LENGTH if first != "/tanya" else f"/tanya {LENGTH}")
    answer = chat.wait_for("35 meter")
    assert answer["reply_to_message"]["message_id"] == message["message_id"]
    sari.edit(message, "/bantuan")
    sari.edit(message, RICE)
    chat.wait_for("310 hektare")
    assert asked(bot) == [LENGTH, RICE]


def test_an_edited_command_is_not_run_and_that_is_said(bot: RunningBot, sari: Person, chat: Chat) -> None:
    message = sari.say(chat, "/cari")
    chat.wait_for("Cari apa?")
    sari.edit(message, "/cari banjir sawah")
    chat.wait_for("Perintah yang disunting tidak saya jalankan.")
    warga = group(sari.server)
    message = sari.say(warga, "Halo semua")
    sari.edit(message, "/cari banjir sawah")
    sari.edit(message, f"@berita_bot {LENGTH}")
    warga.wait_for("35 meter")
    assert not [m for m in warga.of_bot if "disunting" in m["text"]]  # among others nothing is said of it


def test_every_question_of_a_burst_gets_an_answer_or_a_word_and_may_be_edited_later(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    with running(telegram, articles, telegram_per_minute=3) as bot:
        burst = [sari.say(chat, f"{LENGTH} ({n})") for n in range(9)]
        telegram.wait(lambda: len(chat.answers) == 9, what="a word on each")
        told = {m["reply_to_message"]["message_id"]: m["text"] for m in chat.answers}
        assert set(told) == {m["message_id"] for m in burst}
        assert sum(text.startswith("Pelan-pelan") for text in told.values()) == 6
        bot.bot._memory.database._db.execute("UPDATE bot_spending SET at = at - 61")
        sari.edit(burst[7], RICE)
        answer = chat.wait_for("310 hektare")
        assert answer["reply_to_message"]["message_id"] == burst[7]["message_id"]


def test_more_than_can_be_looked_at_gets_one_word(telegram: TelegramServer, articles: Path, sari: Person) -> None:
    chat = sari.private()
    with running(telegram, articles) as bot:
        telegram.hang("sendMessage", 2)
        for _ in range(60):
            sari.say(chat, "/bantuan")
        chat.wait_for("Terlalu banyak pesan sekaligus")
        telegram.wait(lambda: not bot.bot._inbox.qsize(), what="all being dealt with")
    assert len([m for m in chat.answers if "Terlalu banyak" in m["text"]]) == 1


def test_taking_back_waits_for_what_was_said_before(bot: RunningBot, telegram: TelegramServer, sari: Person) -> None:
    chat = sari.private()
    telegram.hang("sendMessage", 1.5)
    sari.say(chat, "/bantuan")
    sari.say(chat, SLOW)
    sari.say(chat, "/batal")
    chat.wait_for("Dibatalkan.")
    assert not [m for m in chat.answers if "Rancalega" in m["text"]]


def test_a_double_tap_asks_once(bot: RunningBot, sari: Person, chat: Chat) -> None:
    sari.say(chat, LENGTH)
    answer = chat.wait_for("35 meter")
    for _ in range(3):
        sari.press(answer, "Kapan itu terjadi?")
    chat.wait_for("❓ Kapan itu terjadi?")
    sari.press(answer, "Di mana itu terjadi?")
    chat.wait_for("❓ Di mana itu terjadi?")
    assert asked(bot) == [LENGTH, "Kapan itu terjadi?", "Di mana itu terjadi?"]
