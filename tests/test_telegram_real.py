"""One conversation in Telegram with the real engine, the bundled model and the sample articles."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram_bot import RunningBot, settings_for
from telegram_people import Person
from telegram_server import TelegramServer

from index.embedding.embedder import Embedder
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


@pytest.mark.slow
def test_the_time_understood_is_shown_and_taken_away_by_its_button(
    telegram: TelegramServer, sample_ledger: Path, embedder: Embedder
) -> None:
    settings = settings_for(telegram, sample_ledger).model_copy(
        update={"now": datetime(2025, 6, 20, 9, tzinfo=ZoneInfo("Asia/Jakarta"))}
    )
    sari = Person(telegram, 7)
    chat = sari.private()
    with RunningBot(Engine(settings, embedder), settings):
        sari.say(chat, "kemarin berapa tinggi kolom abu Gunung Sangkala?")
        answer = chat.wait_for("🗓 kemarin: 19 Juni 2025", timeout=90)
        assert "2.300 meter" not in answer["text"]
        sari.press(answer, "Cari di semua waktu")
        again = chat.wait_for("2.300 meter", timeout=60)
        assert "🗓" not in again["text"]
        sari.say(chat, "sumbernya apa?")
        chat.wait_for("Sumbernya:", timeout=60)
        sari.say(
            chat, "Tanggul Sungai Cilaras jebol sepanjang 35 meter",
            forward_origin={"type": "hidden_user", "sender_user_name": "Budi", "date": 1},
        )  # fmt: skip
        chat.wait_for("Mirip dengan yang diberitakan; bandingkan:", timeout=60)
