"""Answers as they are written, answers that never come, and a chat that may not be written to for a while."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine, StreamingEngine
from telegram_people import Chat, Person
from telegram_server import TelegramServer

from bot.telegram.sending import Pace, Paces

WRITTEN = "▪ Berapa panjang tanggul Sungai Cilaras yang jebol?"


@pytest.fixture
def sari(telegram: TelegramServer) -> Person:
    return Person(telegram, 7)


@pytest.fixture
def chat(sari: Person) -> Chat:
    return sari.private()


def frames(chat: Chat) -> list[str]:
    """The texts that were shown on the way to the answer."""
    calls = [c for c in chat.server.calls if c["method"] == "editMessageText" and c["ok"]]
    return [c["params"]["text"] for c in calls if c["params"]["text"].endswith("▌")]


def test_an_answer_is_shown_as_it_is_written_and_formatted_once_at_the_end(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles)
    engine = StreamingEngine(settings)
    with RunningBot(engine, settings):
        sari.say(chat, WRITTEN)
        telegram.wait(lambda: chat.of_bot, what="a message to write in")
        for count in range(1, 4):
            engine.step.release()
            telegram.wait(lambda count=count: len(frames(chat)) >= count, what=f"frame {count}")
        engine.step.release(100)
        answer = chat.wait_for("35 meter [1]")
    assert len(chat.of_bot) == 1
    assert answer["entities"][-1]["type"] == "expandable_blockquote"
    shown = frames(chat)
    assert all(later.startswith(earlier[:-2]) for earlier, later in pairwise(shown))


def test_cancelling_breaks_off_what_is_being_written(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles)
    engine = StreamingEngine(settings)
    with RunningBot(engine, settings):
        sari.say(chat, WRITTEN)
        telegram.wait(lambda: chat.of_bot, what="a message to write in")
        engine.step.release(2)
        telegram.wait(lambda: frames(chat), what="a frame")
        sari.say(chat, "/batal")
        chat.wait_for("Dibatalkan.")
        engine.step.release()
        assert engine.closed.wait(10)
    assert [m["text"] for m in chat.of_bot] == ["Dibatalkan."]


def test_a_model_that_stalls_is_cut_off_with_a_sentence_and_others_are_served(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles, telegram_stall_seconds=0.3)
    with RunningBot(ScriptedEngine(settings), settings) as bot:
        for n in range(6):  # more than there are threads
            person = Person(telegram, 100 + n)
            person.say(person.private(), "Kenapa macet di Sukaranti?")
            assert "kode" in person.private().wait_for("tidak kunjung selesai")["text"]
        sari.say(chat, "Berapa panjang tanggul Sungai Cilaras yang jebol?")
        chat.wait_for("35 meter")
        assert 'tanya_answers_total{outcome="stalled"} 6' in bot.metrics


def test_while_a_chat_has_to_wait_frames_are_dropped_and_the_answer_is_not(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles)
    engine = StreamingEngine(settings)
    with RunningBot(engine, settings) as bot:
        sari.say(chat, WRITTEN)
        telegram.wait(lambda: chat.of_bot, what="a message to write in")
        telegram.fail("editMessageText", 429, retry_after=1)
        engine.step.release(2)
        telegram.wait(lambda: [c for c in telegram.calls if "Too Many" in c.get("refused", "")], what="a 429")
        engine.step.release(100)
        chat.wait_for("35 meter [1]")
        assert len(frames(chat)) == 0
        assert "tanya_flood_waits_total 1" in bot.metrics


def test_a_chat_that_asks_much_is_never_written_to_faster_than_telegram_allows(articles: Path) -> None:
    server = TelegramServer(limits=True).start()
    sari = Person(server, 7)
    chat = sari.private()
    settings = settings_for(server, articles, telegram_per_minute=100)
    engine = StreamingEngine(settings)
    paces = Paces(all_chats=Pace(1000, 0.001))
    with RunningBot(engine, settings, paces=paces):
        sari.say(chat, WRITTEN)
        engine.step.release(1000)
        sari.say(chat, "Siapa Bupati Tirtamaya Ratna Kusumaningdyah?")
        chat.wait_for("35 meter", timeout=20)
        chat.wait_for("Ratna", timeout=20)
    assert not [c for c in server.calls if "Too Many" in c.get("refused", "")]
    server.stop()


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
def test_what_telegram_took_and_never_confirmed_is_not_said_twice(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat, method: str
) -> None:
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings, read_timeout=0.3):
        telegram.hang(method, 1.0)
        sari.say(chat, "Berapa panjang tanggul Sungai Cilaras yang jebol?")
        chat.wait_for("35 meter")
        sari.say(chat, "Siapa Bupati Tirtamaya Ratna Kusumaningdyah?")
        chat.wait_for("Ratna")
    assert sum("35 meter" in m["text"] for m in chat.of_bot) == 1


def test_a_chat_that_blocked_the_bot_holds_nobody_up(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles)
    budi = Person(telegram, 8)
    with RunningBot(ScriptedEngine(settings), settings) as bot:
        telegram.chats[sari.id]["blocked"] = True
        sari.say(chat, "Berapa panjang tanggul Sungai Cilaras yang jebol?")
        telegram.wait(lambda: "tanya_undeliverable_total 1" in bot.metrics, what="giving it up")
        telegram.chats[sari.id]["blocked"] = False
        budi.say(budi.private(), "Berapa panjang tanggul Sungai Cilaras yang jebol?")
        budi.private().wait_for("35 meter")
    assert not chat.of_bot


def test_it_stops_in_time_though_telegram_is_away(articles: Path) -> None:
    server = TelegramServer().start()
    settings = settings_for(server, articles)
    engine = ScriptedEngine(settings)
    people = [Person(server, 20 + n) for n in range(6)]
    with RunningBot(engine, settings):
        for person in people:
            person.say(person.private(), "Kapan banjir lambat merendam Desa Rancalega?")
        server.wait(lambda: all(person.private().of_bot for person in people), what="messages to write in")
        server.stop()
        engine.release.set()
