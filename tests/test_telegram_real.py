"""One conversation in Telegram with the real engine, the bundled model and the sample articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from telegram_bot import RunningBot, settings_for
from telegram_people import Person
from telegram_server import TelegramServer

from index.embedding import Embedder
from index.engine import Engine


@pytest.mark.slow
def test_a_conversation_about_the_sample_articles(
    telegram: TelegramServer, sample_ledger: Path, embedder: Embedder
) -> None:
    settings = settings_for(telegram, sample_ledger)
    sari = Person(telegram, 7)
    chat = sari.private()
    with RunningBot(Engine(settings, embedder), settings):
        sari.say(chat, "Berapa panjang tanggul Sungai Cilaras yang jebol?")
        answer = chat.wait_for("35 meter [1]", timeout=90)
        sari.press(answer, "Kapan itu terjadi?")
        chat.wait_for("❓ Kapan itu terjadi?", timeout=60)
        sari.say(chat, "Siapa Bupati Tirtamaya?")
        chat.wait_for("Ratna Kusumaningdyah", timeout=60)
        sari.say(chat, "Siapa presiden Republik Palau?")
        chat.wait_for("Artikel yang ada tidak memuat jawabannya.", timeout=60)
        sari.press(answer, "Sumber")
        chat.wait_for("oleh Intan Palupi")
        print(chat.transcript())
    assert not [c for c in telegram.calls if "parse" in c.get("refused", "")]
