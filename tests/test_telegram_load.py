"""Fifty chats at the same time, while Telegram refuses, fails and keeps silent."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from telegram_bot import RunningBot, settings_for
from telegram_engine import StreamingEngine
from telegram_people import Person
from telegram_server import TelegramServer

from bot.telegram.sending import Paces

CHATS = 50
QUESTIONS = (
    ("Berapa panjang tanggul Sungai Cilaras yang jebol?", "35 meter"),
    ("Berapa hektare sawah yang terendam di Pasirhening?", "310 hektare"),
    ("Siapa Bupati Tirtamaya Ratna Kusumaningdyah?", "Ratna Kusumaningdyah"),
)


@pytest.mark.slow
def test_every_question_is_answered_exactly_once_and_in_order(articles: Path) -> None:
    server = TelegramServer(limits=True).start()
    settings = settings_for(server, articles, telegram_per_minute=100)
    people = [Person(server, 1000 + n, f"P{n}") for n in range(CHATS)]
    chats = [person.private() for person in people]
    seed = random.randrange(10**9)
    drawn = random.Random(seed)
    with RunningBot(StreamingEngine(settings), settings, read_timeout=1.0, paces=Paces()) as bot:
        for _ in range(12):
            method = drawn.choice(["sendMessage", "editMessageText"])
            server.fail(method, 429, retry_after=3)
            server.fail(method, 502)
            server.hang(method, 2.0)
        for question, _ in QUESTIONS:
            for person, chat in zip(people, chats, strict=True):
                person.say(chat, question)
        for chat in chats:
            server.wait(lambda chat=chat: len(chat.answers) >= len(QUESTIONS), 100, f"all answers (seed {seed})")
        done = f'tanya_answers_total{{outcome="answered"}} {CHATS * len(QUESTIONS)}\n'
        server.wait(lambda: done in bot.metrics, what="the count of answers")
    refused = [c["refused"] for c in server.calls if c.get("refused")]
    server.stop()
    for chat in chats:
        told = [m["text"] for m in chat.answers]
        assert len(told) == len(QUESTIONS), f"seed {seed}: {told}"
        assert all(gold in text for text, (_, gold) in zip(told, QUESTIONS, strict=True)), f"seed {seed}: {told}"
    assert sum("retry after 3" in reason for reason in refused) == 12
    assert "Bad Gateway" in refused
