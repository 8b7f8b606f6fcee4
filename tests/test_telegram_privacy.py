"""What is kept about a person: handed to them, and deleted so that nothing of it is left."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Person, group
from telegram_server import TelegramServer

from index.storage.ledger import Ledger

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
SLOW = "Kapan banjir lambat merendam Desa Rancalega?"
NUMBER = 5_550_123_457


def files(folder: Path) -> bytes:
    """Read by another process: here, closing a file would give up the locks that the bot has on it."""
    return subprocess.check_output(["cat", *sorted(folder.glob("ledger.db*"))])


def test_deleting_leaves_neither_number_nor_words_in_any_file(telegram: TelegramServer, articles: Path) -> None:
    sari, budi, warga = Person(telegram, NUMBER, "Sari"), Person(telegram, 8, "Budi"), group(telegram)
    chat = sari.private()
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings) as bot:
        sari.say(chat, LENGTH)
        sari.told_on_button(sari.press(chat.wait_for("35 meter"), "👍"))
        sari.say(chat, "/baru")
        chat.wait_for("Baik, percakapan baru.")
        budi.say(warga, f"@berita_bot {LENGTH}")
        warga.wait_for("35 meter")
        sari.say(chat, SLOW)
        bot.engine.begun.wait(10)
        sari.say(chat, "Berapa orang mengungsi dari Zanzibarku?")
        telegram.wait(lambda: "tanya_waiting 2\n" in bot.metrics, what="two questions waiting")
        assert b"Zanzibarku" in files(articles)
        sari.say(chat, "/privasi")
        told = chat.wait_for("Yang saya simpan")
        sari.press(told, "Hapus semuanya")
        sari.press(chat.wait_for("Hapus semua yang saya simpan tentang Anda?"), "Ya, hapus semuanya")
        chat.wait_for("Semuanya sudah dihapus.")
        telegram.wait(lambda: "tanya_waiting 0\n" in bot.metrics, what="nothing waiting")
        left = files(articles)
        for word in ("Zanzibarku", "Rancalega lambat", "banjir lambat", str(NUMBER)):
            assert word.encode() not in left, word
        with closing(sqlite3.connect(articles / "ledger.db")) as db:
            for table, column in (
                ("bot_questions", "user"), ("bot_questions", "chat"), ("bot_feedback", "user"), ("bot_forgotten", "chat"),
                ("bot_messages", "chat"), ("bot_strangers", "id"),
            ):  # fmt: skip
                found = db.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", (NUMBER,)).fetchone()
                assert found == (0,), table
            assert db.execute("SELECT count(*) FROM bot_questions WHERE user = 8").fetchone() == (1,)
        assert not [m for m in chat.of_bot if m["text"].startswith("🔎")]
        bot.engine.release.set()
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter", after=told["message_id"])
    assert not [m for m in chat.of_bot if "Rancalega" in m["text"] or "Dibatalkan" in m["text"]]


def test_deleting_is_asked_once_more_and_may_be_left(telegram: TelegramServer, articles: Path) -> None:
    sari = Person(telegram, NUMBER, "Sari")
    chat, settings = sari.private(), settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings):
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter")
        sari.say(chat, "/privasi")
        sari.press(chat.wait_for("Yang saya simpan"), "Hapus semuanya")
        sari.press(chat.wait_for("Hapus semua yang saya simpan tentang Anda?"), "Jangan")
        chat.wait_for("Tidak jadi dihapus.")
        sari.say(chat, "/privasi")
        chat.wait_for("1 pertanyaan")


def test_a_person_gets_a_copy_of_all_that_is_kept_and_nothing_of_others(
    telegram: TelegramServer, articles: Path
) -> None:
    sari, budi, warga = Person(telegram, NUMBER, "Sari"), Person(telegram, 8, "Budi"), group(telegram)
    chat = sari.private()
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings):
        sari.say(chat, LENGTH)
        answer = chat.wait_for("35 meter")
        sari.told_on_button(sari.press(answer, "👍"))
        budi.say(budi.private(), "Siapa Bupati Tirtamaya Ratna Kusumaningdyah?")
        budi.private().wait_for("Ratna")
        sari.say(warga, "/privasi")
        in_group = warga.wait_for("Yang saya simpan")
        assert "reply_markup" not in in_group
        sari.say(chat, "/baru")
        chat.wait_for("Baik, percakapan baru.")
        sari.say(chat, "/privasi")
        sari.press(chat.wait_for("Yang saya simpan"), "Kirim salinannya")
        document = chat.wait(lambda m: "document" in m, "a document")
    copy = json.loads(telegram.files[document["document"]["file_id"]])
    assert copy["telegram_id"] == NUMBER
    (question,) = copy["questions"]
    assert question["text"] == LENGTH
    assert question["answer"]["text"].startswith("35 meter [1]")
    assert [(r["good"], r["question"]) for r in copy["ratings"]] == [(True, question["id"])]
    assert len(copy["asked_at"]) == 1
    assert len(copy["conversations_begun_anew"]) == 1
    assert "Ratna" not in json.dumps([copy["ratings"], question["text"]])
    with closing(sqlite3.connect(articles / "ledger.db")) as db:
        assert db.execute("SELECT count(*) FROM bot_questions").fetchone() == (2,)


def test_only_its_owner_can_read_the_ledger(telegram: TelegramServer, articles: Path) -> None:
    (articles / "ledger.db").chmod(0o644)
    settings = settings_for(telegram, articles)
    sari = Person(telegram, 7)
    with RunningBot(ScriptedEngine(settings), settings):
        sari.say(sari.private(), LENGTH)
        sari.private().wait_for("35 meter")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in articles.glob("ledger.db*")}
    assert {"ledger.db", "ledger.db-wal", "ledger.db-shm"} <= set(modes)
    assert set(modes.values()) == {0o600}
    Ledger(articles / "new" / "ledger.db").close()
    assert stat.S_IMODE((articles / "new" / "ledger.db").stat().st_mode) == 0o600
