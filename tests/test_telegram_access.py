"""Who may ask, how much, and what admins may do, over real HTTP."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hostile import serving
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Person, group
from telegram_server import TOKEN, TelegramServer

from bot.telegram.logs import JsonLines
from bot.telegram.sending import Pace, Paces

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
ADMIN = 1


@pytest.fixture
def admin(telegram: TelegramServer) -> Person:
    return Person(telegram, ADMIN, "Rina")


def running(telegram: TelegramServer, articles: Path, **given: object) -> RunningBot:
    settings = settings_for(telegram, articles, telegram_admins=[ADMIN], **given)
    return RunningBot(ScriptedEngine(settings), settings)


def test_strangers_get_one_polite_line_and_cost_nothing(telegram: TelegramServer, articles: Path) -> None:
    friend, stranger = Person(telegram, 5, "Budi"), Person(telegram, 6, "Tono")
    ours, theirs = group(telegram, -1001), group(telegram, -1002)
    with running(telegram, articles, telegram_users=[5], telegram_groups=[-1001]) as bot:
        for text in (LENGTH, "/start", "/cari banjir", "/tambah https://contoh.example/a"):
            stranger.say(stranger.private(), text)
        stranger.say(theirs, f"@berita_bot {LENGTH}")
        stranger.say(theirs, f"/tanya {LENGTH}")
        stranger.send_file(stranger.private(), "a.txt", b"Berita.")
        assert stranger.offered(stranger.query(LENGTH))["results"] == []
        stranger.say(ours, f"@berita_bot {LENGTH}")
        ours.wait_for("35 meter")
        friend.say(friend.private(), LENGTH)
        answer = friend.private().wait_for("35 meter")
        friend.say(theirs, f"@berita_bot {LENGTH}")
        theirs.wait_for("35 meter")
        data = answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        assert stranger.told_on_button(stranger.press_data(answer, data)) == "Bot ini tidak terbuka untuk Anda"
        assert [m["text"] for m in stranger.private().of_bot] == [
            "Maaf, bot ini hanya untuk orang tertentu. Minta pengelolanya menambahkan ID Telegram Anda: 6."
        ]
        assert "-1002" in theirs.of_bot[0]["text"]
        assert len(theirs.of_bot) == 2
        assert len(bot.engine.seen) == 3
    with running(telegram, articles, telegram_users=[5]):
        stranger.say(stranger.private(), LENGTH)
        friend.say(friend.private(), "/batal")
        friend.private().wait_for("Tidak ada pertanyaan")
        assert len(stranger.private().of_bot) == 1


def test_rate_and_daily_budget_hold_across_a_restart(telegram: TelegramServer, articles: Path, admin: Person) -> None:
    sari = Person(telegram, 7)
    chat = sari.private()
    limits = {"telegram_per_minute": 2, "telegram_per_day": 3}
    with running(telegram, articles, **limits):
        for _ in range(3):
            sari.say(chat, LENGTH)
        chat.wait_for("2 pertanyaan semenit")
        assert len([m for m in chat.answers if "35 meter" in m["text"]]) <= 2
    with running(telegram, articles, **limits) as bot:
        sari.say(chat, LENGTH)
        last = chat.messages[-1]["message_id"]
        chat.wait_for("2 pertanyaan semenit", after=last)
        with closing(sqlite3.connect(articles / "ledger.db")) as db, db:
            db.execute("UPDATE bot_spending SET at = at - 61")
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter", after=last)
        sari.say(chat, LENGTH)
        chat.wait_for("Jatah hari ini sudah habis (3 pertanyaan)")
        for _ in range(4):
            admin.say(admin.private(), LENGTH)
        telegram.wait(
            lambda: len([m for m in admin.private().answers if "35 meter" in m["text"]]) == 4, what="4 answers"
        )
        assert "tanya_refused_total 2" in bot.metrics


def test_an_admin_takes_a_document_in_asks_about_it_and_removes_it(
    telegram: TelegramServer, articles: Path, admin: Person
) -> None:
    chat = admin.private()
    news = {"id": "nuri", "title": "Nuri Kembali ke Teluk Ambara", "source": "Kabar Pesisir", "date": "2025-07-01",
            "text": "Sebanyak 48 ekor nuri dilepas di Teluk Ambara oleh Balai Konservasi Ambara."}  # fmt: skip
    with running(telegram, articles):
        admin.send_file(chat, "kabar.jsonl", (json.dumps(news) + "\n{rusak\n").encode())
        done = chat.wait_for("✅ “kabar.jsonl”: 1 baru, 0 berubah, 0 tetap, 1 gagal")
        assert "• kabar.jsonl:2: " in done["text"]
        assert str(articles) not in done["text"]
        assert any("artikel selesai" in str(c["params"].get("text")) for c in telegram.calls)
        admin.send_file(chat, "kabar.jsonl", (json.dumps(news) + "\n{rusak\n").encode())
        chat.wait_for("0 baru, 0 berubah, 1 tetap, 1 gagal")
        admin.say(chat, "Berapa ekor nuri dilepas di Teluk Ambara?")
        answer = chat.wait_for("48 ekor [1]")
        admin.say(chat, "/sumber")
        assert "\nnuri" in chat.wait_for("5 artikel")["text"]
        admin.say(chat, "/hapus nuri")
        admin.press(chat.wait_for("Hapus “Nuri Kembali ke Teluk Ambara” untuk seterusnya?"), "Ya, hapus")
        chat.wait_for("“Nuri Kembali ke Teluk Ambara” sudah dihapus.")
        assert not list((articles / "telegram").rglob("*.jsonl"))
        admin.press(answer, "Sumber")
        chat.wait_for("Kabar Pesisir, 1 Juli 2025: artikel ini sudah dihapus dari koleksi.")
        before = admin.say(chat, "Berapa ekor nuri dilepas di Teluk Ambara?")["message_id"]
        chat.wait_for("Artikel yang ada tidak memuat jawabannya.", after=before)
        admin.say(chat, "/status")
        status = chat.wait_for("Artikel: 4")["text"]
        assert "Hari ini: 2 pertanyaan, 1 tidak terjawab, 0 gagal" in status
        assert TOKEN not in status


def test_an_admin_takes_in_a_page_by_its_address(telegram: TelegramServer, articles: Path, admin: Person) -> None:
    chat = admin.private()
    with serving() as site, running(telegram, articles, allow_hosts=f"127.0.0.1:{site.port}", fetch_pause=0):
        site.page(
            "/nuri",
            "<article><h1>Nuri Kembali ke Teluk Ambara</h1><p>Sebanyak 48 ekor nuri dilepas di Teluk Ambara oleh Balai "
            "Konservasi Ambara pada Selasa pagi, disaksikan puluhan nelayan dari tiga desa di sekitar teluk itu.</p></article>",
        )
        admin.say(chat, f"/tambah {site.at('/nuri')}")
        chat.wait_for("1 baru, 0 berubah, 0 tetap, 0 gagal")
        admin.say(chat, site.at("/nuri"))
        chat.wait_for("0 baru, 0 berubah, 1 tetap, 0 gagal")
        admin.say(chat, "Berapa ekor nuri dilepas di Teluk Ambara?")
        chat.wait_for("48 ekor")
        admin.say(chat, f"/tambah {site.at('/tidak-ada')}")
        assert "404" in chat.wait_for("tidak-ada” tidak bisa diambil.")["text"]


def test_documents_that_cannot_be_taken_in_get_a_clear_sentence(
    telegram: TelegramServer, articles: Path, admin: Person
) -> None:
    chat = admin.private()
    with running(telegram, articles):
        admin.send_file(chat, "video.mp4", b"\0\1\2")
        chat.wait_for("“video.mp4” bukan jenis yang bisa saya baca. Kirim salah satu dari: ")
        admin.send_file(chat, "arsip.txt", b"x", size=50 * 2**20)
        chat.wait_for("“arsip.txt” berukuran 50 MB; Telegram hanya memberikan dokumen sampai 20 MB")
        admin.send_file(chat, "../../rusak.txt", bytes(range(256)) * 20)
        chat.wait_for("⚠️ “../../rusak.txt” tidak bisa diambil.\n• rusak.txt: ini berkas biner, bukan teks")
        admin.send_file(chat, "kosong.html", b"<html><body></body></html>")
        chat.wait_for("⚠️ “kosong.html” tidak bisa diambil.\n• kosong.html: tidak ada teks artikel di dalamnya")
        admin.say(chat, "/tambah http://127.0.0.1:1/berita")
        chat.wait_for("⚠️ “http://127.0.0.1:1/berita” tidak bisa diambil.\n• ")
        admin.say(chat, "http://127.0.0.1:1/lain")
        chat.wait_for("⚠️ “http://127.0.0.1:1/lain” tidak bisa diambil.\n• ")
        admin.say(chat, "/hapus takada")
        chat.wait_for("Tidak ada artikel dengan ID “takada”.")
        assert all(path.is_relative_to(articles) for path in articles.parent.rglob("rusak*"))


def test_who_is_no_admin_changes_nothing(telegram: TelegramServer, articles: Path) -> None:
    sari = Person(telegram, 7)
    chat = sari.private()
    with running(telegram, articles):
        sari.say(chat, LENGTH)
        answer = chat.wait_for("35 meter")
        sari.send_file(chat, "a.txt", b"Berita.")
        chat.wait_for("hanya untuk pengelola.")
        for text in ("/hapus jembatan", "/status", "/tambah https://contoh.example/a"):
            before = sari.say(chat, text)["message_id"]
            chat.wait_for("hanya untuk pengelola.", after=before)
        article = sqlite3.connect(articles / "ledger.db").execute("SELECT id FROM articles").fetchone()[0]
        assert sari.told_on_button(sari.press_data(answer, f"h:{article}")) == "Tombol itu tidak berlaku di sini."
        assert sqlite3.connect(articles / "ledger.db").execute("SELECT count(*) FROM articles").fetchone() == (4,)


def test_the_token_and_what_people_ask_are_in_no_log(
    telegram: TelegramServer, articles: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sari = Person(telegram, 7)
    chat = sari.private()
    caplog.set_level(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with running(telegram, articles):
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter")
        sari.say(chat, "Kenapa mesin rusak di Sukaranti?")
        broken = chat.wait_for("ada yang rusak di pihak saya")["text"]
    code = broken.rpartition(": ")[2].strip(".")
    lines = [json.loads(JsonLines(TOKEN).format(record)) for record in caplog.records]
    assert [line["event"] for line in lines if line.get("code") == code] == ["an answer failed"]
    assert "ZeroDivisionError" in next(line["error"] for line in lines if line.get("code") == code)
    said = json.dumps(lines)
    assert "Cilaras" not in said
    assert "Sukaranti" not in said
    assert TOKEN not in said
    leak = logging.makeLogRecord({"msg": "POST https://api.telegram.org/bot%s/getMe", "args": (TOKEN,)})
    assert TOKEN not in JsonLines(TOKEN).format(leak)


def test_one_person_can_keep_nobody_else_waiting(telegram: TelegramServer, articles: Path) -> None:
    flooder, sari = Person(telegram, 6), Person(telegram, 7)
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings, paces=Paces(private=Pace(1, 3.0))):
        for _ in range(400):
            flooder.say(flooder.private(), "/bantuan")
        sari.say(sari.private(), LENGTH)
        sari.private().wait_for("35 meter")


def test_when_something_breaks_a_person_gets_a_sentence_and_a_code(telegram: TelegramServer, articles: Path) -> None:
    sari = Person(telegram, 7)
    with running(telegram, articles):
        sari.say(sari.private(), "/bantuan")
        sari.private().wait_for("Begini caranya")
        with closing(sqlite3.connect(articles / "ledger.db")) as db, db:
            db.execute("ALTER TABLE bot_forgotten RENAME TO elsewhere")
        sari.say(sari.private(), "/baru")
        sari.private().wait_for("beri tahu pengelola kode ini")
