"""Whole conversations with the bot, over real HTTP, as people see them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Chat, Person, group
from telegram_server import TelegramServer

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
AFTER_LENGTH = """\
Berita: 35 meter [1]

[1] Harian Nusa, 11 Maret 2025: “TIRTAMAYA, HARIAN NUSA – Tanggul Sungai Cilaras di Desa Kalimurni, Kecamatan Sukaranti, \
Kabupaten Tirtamaya, jebol sepanjang 35 meter pada Senin (10/3/2025) malam.”
  [📚 Sumber (1)] [👍] [👎]
  [➜ Kapan itu terjadi?]
  [➜ Di mana itu terjadi?]
  [📰 Tim Ahli: Rembesan Melemahkan Tanggul Cilaras, Kayu…]"""


@pytest.fixture
def bot(telegram: TelegramServer, articles: Path) -> Iterator[RunningBot]:
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings) as running:
        yield running


def histories(bot: RunningBot) -> list[tuple[str, ...]]:
    return [history for _, history, _ in bot.engine.seen]


def stored(articles: Path, sql: str) -> list[tuple[object, ...]]:
    """What lies in the ledger's file."""
    db = sqlite3.connect(articles / "ledger.db")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def test_a_question_a_follow_up_and_a_new_conversation(bot: RunningBot, sari: Person, chat: Chat) -> None:
    sari.say(chat, LENGTH)
    first = chat.wait_for("35 meter")
    assert chat.transcript() == f"Sari: {LENGTH}\n{AFTER_LENGTH}"
    link, bold = first["entities"][1], first["entities"][0]
    assert (bold["type"], link["type"], link["length"]) == ("bold", "text_link", 3)
    assert "#:~:text=TIRTAMAYA" in link["url"]
    assert first["entities"][-1]["type"] == "expandable_blockquote"

    sari.say(chat, "Di mana?")
    assert chat.wait_for("Dipahami sebagai: Di mana tanggul Sungai Cilaras jebol?")
    sari.say(chat, "/baru")
    chat.wait_for("Baik, percakapan baru.")
    sari.say(chat, "Kapan itu terjadi?")
    chat.wait_for("Artikel terdekat")
    assert histories(bot) == [(), (LENGTH,), ()]


def test_what_the_articles_do_not_tell_is_said_and_the_nearest_are_offered(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    sari.say(chat, "Siapa juara liga samudra?")
    refused = chat.wait_for("Artikel terdekat")
    assert (
        "1. Tim Ahli: Rembesan Melemahkan Tanggul Cilaras, Kayu Meruntuhkannya\nHarian Nusa, 22 April 2025"
        in refused["text"]
    )
    sari.press(refused, "📰 Tim Ahli")
    lead = chat.wait_for("menyimpulkan bahwa tanggul")
    assert lead["text"].startswith("Tim Ahli: Rembesan Melemahkan Tanggul Cilaras, Kayu Meruntuhkannya\nHarian Nusa")
    assert "https://www.hariannusa.example/daerah/2025/04/22/tim-ahli-tanggul-cilaras" in lead["text"]


def test_buttons_work_also_after_a_restart(telegram: TelegramServer, articles: Path, sari: Person, chat: Chat) -> None:
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings):
        sari.say(chat, LENGTH)
        answer = chat.wait_for("35 meter")
    with RunningBot(ScriptedEngine(settings), settings) as bot:
        sari.press(answer, "Sumber")
        sources = chat.wait_for("oleh Intan Palupi")
        assert sources["text"] == (
            "Sumber\n\n[1] Harian Nusa, 11 Maret 2025 · oleh Intan Palupi\n"
            "Tanggul Cilaras Jebol, Ribuan Warga Tirtamaya Mengungsi\n“TIRTAMAYA, HARIAN NUSA – Tanggul Sungai Cilaras di "
            "Desa Kalimurni, Kecamatan Sukaranti, Kabupaten Tirtamaya, jebol sepanjang 35 meter pada Senin (10/3/2025) malam.”"
        )
        assert sari.told_on_button(sari.press(answer, "👍")) == "Terima kasih!"
        sari.press(answer, "Kapan itu terjadi?")
        chat.wait_for("❓ Kapan itu terjadi?\n\nDipahami sebagai: Kapan tanggul Sungai Cilaras jebol terjadi?")
        assert histories(bot) == [(LENGTH,)]


def test_a_thumb_down_is_asked_for_its_reason_and_kept(
    bot: RunningBot, articles: Path, sari: Person, chat: Chat
) -> None:
    sari.say(chat, LENGTH)
    answer = chat.wait_for("35 meter")
    assert sari.told_on_button(sari.press(answer, "👎")) == "Apa yang kurang?"
    answer = chat.wait(lambda m: "Kurang lengkap" in str(m.get("reply_markup")), "the reasons")
    assert sari.told_on_button(sari.press(answer, "Sumbernya")) == "Terima kasih!"
    chat.wait(lambda m: "👍" in str(m.get("reply_markup")), "the usual buttons again")
    assert stored(articles, "SELECT user, good, reason FROM bot_feedback") == [(7, 0, "source")]


def test_made_up_button_data_shows_nothing_of_other_chats(bot: RunningBot, sari: Person, chat: Chat) -> None:
    budi = Person(sari.server, 8, "Budi")
    sari.say(chat, LENGTH)
    answer = chat.wait_for("35 meter")
    data = answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    own = budi.say(budi.private(), "Kapan banjir merendam Desa Pasirhening?")
    theirs = budi.private().wait_for("Pasirhening")
    for forged in (data, "s:", "q:::", "p:-1", "p:9999999", "zzz", "h:x", "r:x:wrong"):
        assert budi.told_on_button(budi.press_data(theirs, forged))
    assert len(budi.private().of_bot) == 1
    assert not any("35 meter" in m["text"] for m in budi.private().messages)
    assert own["message_id"]


def test_an_answer_in_flight_is_cancelled_at_once_and_the_next_question_gets_its_turn(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    sari.say(chat, "Kapan banjir lambat merendam Desa Rancalega?")
    bot.engine.begun.wait(10)
    sari.say(chat, LENGTH)
    sari.say(chat, "/batal")
    chat.wait_for("Dibatalkan.")
    chat.wait_for("35 meter")
    bot.engine.release.set()  # what comes of the first is thrown away
    sari.say(chat, "/batal")
    chat.wait_for("Tidak ada pertanyaan Anda yang sedang saya kerjakan.")
    assert [m["text"][:11] for m in chat.of_bot] == ["Dibatalkan.", "35 meter [1", "Tidak ada p"]


def test_a_second_question_waits_its_turn_while_other_chats_are_served(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    budi = Person(sari.server, 8, "Budi")
    sari.say(chat, "Kapan banjir lambat merendam Desa Rancalega?")
    bot.engine.begun.wait(10)
    sari.say(chat, LENGTH)
    budi.say(budi.private(), LENGTH)
    budi.private().wait_for("35 meter")
    assert not chat.answers
    bot.engine.release.set()
    chat.wait_for("35 meter")
    first, second = chat.answers
    assert "Rancalega" in first["text"]
    assert second["text"].startswith("35 meter")


def test_an_edited_question_is_answered_anew_in_place(bot: RunningBot, sari: Person, chat: Chat) -> None:
    question = sari.say(chat, "Berapa hektare sawah yang terendam di Pasirhening?")
    before = chat.wait_for("310 hektare")["message_id"]
    sari.edit(question, LENGTH)
    after = chat.wait_for("35 meter")
    assert after["message_id"] == before
    assert len(chat.of_bot) == 1


def test_a_question_edited_while_it_is_being_answered_gets_the_new_answer_alone(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    question = sari.say(chat, "Kapan banjir lambat merendam Desa Rancalega?")
    bot.engine.begun.wait(10)
    sari.edit(question, LENGTH)
    chat.wait_for("35 meter")
    bot.engine.release.set()
    sari.say(chat, "Siapa Bupati Tirtamaya Ratna Kusumaningdyah?")
    chat.wait_for("Ratna Kusumaningdyah")
    assert len(chat.answers) == 2
    assert chat.answers[0]["text"].startswith("35 meter")


def test_in_a_group_the_bot_answers_mention_reply_and_command_and_nothing_else(bot: RunningBot, sari: Person) -> None:
    warga = group(sari.server)
    sari.say(warga, LENGTH)
    sari.say(warga, f"@beritaku {LENGTH}")
    asked = sari.say(warga, f"@berita_bot, {LENGTH}")
    answer = warga.wait_for("35 meter")
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    sari.say(warga, "Di mana?", reply_to=answer)
    warga.wait_for("Di mana tanggul Sungai Cilaras jebol?")
    sari.say(warga, "/tanya@berita_bot Berapa hektare sawah yang terendam di Pasirhening?")
    warga.wait_for("310 hektare")
    said = sari.say(warga, "Siapa Bupati Tirtamaya Ratna Kusumaningdyah?")
    Person(sari.server, 8, "Budi").say(warga, "@berita_bot", reply_to=said)
    warga.wait_for("Ratna")
    assert [question for question, _, _ in bot.engine.seen] == [
        LENGTH,
        "Di mana?",
        "Berapa hektare sawah yang terendam di Pasirhening?",
        "Siapa Bupati Tirtamaya Ratna Kusumaningdyah?",
    ]
    assert len(warga.of_bot) == 4


def test_each_topic_of_a_forum_is_a_conversation_of_its_own(bot: RunningBot, sari: Person) -> None:
    floods, rest = group(sari.server, topic=11), group(sari.server, topic=12)
    sari.say(floods, f"/tanya {LENGTH}")
    floods.wait_for("35 meter")
    sari.say(rest, "/tanya Kapan itu terjadi?")
    rest.wait_for("Artikel terdekat")
    sari.say(floods, "/tanya Di mana?")
    floods.wait_for("Di mana tanggul Sungai Cilaras jebol?")
    assert histories(bot) == [(), (), (LENGTH,)]


def test_a_reply_to_a_quoted_passage_asks_about_that_passage(bot: RunningBot, sari: Person, chat: Chat) -> None:
    sari.say(chat, LENGTH)
    answer = chat.wait_for("35 meter")
    sari.say(chat, "Berapa hektare sawah yang terendam di Pasirhening?")
    chat.wait_for("310 hektare")
    sari.say(chat, "Kapan?", reply_to=answer, quote="Desa Kalimurni, Kecamatan Sukaranti")
    chat.wait_for("Dipahami sebagai: Kapan TIRTAMAYA")
    question, (about,), narrowed = bot.engine.seen[-1]
    assert question == "Kapan?"
    assert about.startswith("TIRTAMAYA, HARIAN NUSA – Tanggul Sungai Cilaras di Desa Kalimurni")
    assert (narrowed.source, str(narrowed.since), str(narrowed.until)) == ("Harian Nusa", "2025-03-11", "2025-03-11")


def test_inline_the_answer_and_its_sources_are_offered(bot: RunningBot, sari: Person) -> None:
    hint = sari.offered(sari.query("Be"))
    assert hint["button"]["text"] == "Tulis pertanyaan yang lengkap"
    found = sari.offered(sari.query(LENGTH))
    assert found["results"][0]["title"] == "35 meter"
    assert "35 meter" in found["results"][0]["input_message_content"]["message_text"]
    assert found["results"][1]["input_message_content"]["message_text"].startswith("“<a href=")
    assert [question for question, _, _ in bot.engine.seen] == [LENGTH]


def test_the_introduction_help_search_and_list_of_articles(bot: RunningBot, sari: Person, chat: Chat) -> None:
    sari.say(chat, "/start")
    assert "4 artikel dari 2 media" in chat.wait_for("Halo, saya Berita")["text"]
    sari.say(chat, "/bantuan")
    chat.wait_for("/cari kata")
    sari.say(chat, "/sumber")
    listed = chat.wait_for("4 artikel, terbaru dulu (halaman 1 dari 1)")["text"]
    assert listed.index("22 April 2025") < listed.index("18 Maret 2025") < listed.index("11 Maret 2025")
    sari.say(chat, "/cari banjir sawah media=pesisir sejak=1 Maret 2025 sampai=2025-03-31")
    found = chat.wait_for("310 hektare")["text"]
    assert found.startswith(
        "1. Banjir Tirtamaya: 3.150 Warga Mengungsi, Perawatan Tanggul Dipertanyakan\nKabar Pesisir"
    )
    assert "\n2. " not in found
    for wrong, told in {
        "/cari banjir sejak=entah": "“entah” bukan tanggal",
        "/cari banjir media=Tempat Lain": "Tidak ada media bernama “Tempat Lain”",
        "/cari sejak=2025-04-01 sampai=2025-03-01": "melewati tanggal akhir",
        "/cari": "Cari apa?",
        "/cari sejak=2030-01-01": "Tidak ada artikel yang cocok",
    }.items():
        sari.say(chat, wrong)
        chat.wait_for(told)


def test_many_articles_are_listed_in_pages(bot: RunningBot, sari: Person, chat: Chat, articles: Path) -> None:
    from entries import article, entry, jakarta
    from killed import DrawnEmbedder

    from index.storage.ledger import Ledger
    from index.storage.store import identity_of

    ledger = Ledger(articles / "ledger.db")
    made = [article(f"a{n}", title=f"Kabar ke-{n}", published_at=jakarta(f"2026-01-{n:02}")) for n in range(1, 21)]
    ledger.put([entry(a, identity=identity_of(DrawnEmbedder()), dimension=64) for a in made])
    ledger.close()
    sari.say(chat, "/sumber")
    page = chat.wait_for("halaman 1 dari 3")
    sari.press(page, "lebih lama")
    page = chat.wait_for("halaman 2 dari 3")
    assert "9. Kabar ke-12" in page["text"]
    sari.press(page, "lebih lama")
    page = chat.wait_for("halaman 3 dari 3")
    assert [b["text"] for b in page["reply_markup"]["inline_keyboard"][0]] == ["◀ lebih baru"]
    assert len(chat.of_bot) == 1


def test_who_speaks_english_is_spoken_to_in_english(bot: RunningBot, telegram: TelegramServer) -> None:
    ann = Person(telegram, 9, "Ann", "en-GB")
    chat = ann.private()
    ann.say(chat, "/help")
    chat.wait_for("/search words")
    ann.say(chat, "When did the tanggul Sungai Cilaras break?")
    chat.wait_for("[1]")
    ann.say(chat, "/cancel")
    chat.wait_for("I am not working on any question of yours.")
    english = {c["command"] for c in telegram.commands["all_private_chats::"]}
    indonesian = {c["command"] for c in telegram.commands["all_private_chats::id"]}
    assert {"help", "search", "cancel"} <= english
    assert {"bantuan", "cari", "batal"} <= indonesian
    assert "start" not in {c["command"] for c in telegram.commands["all_group_chats::id"]}


def test_what_is_kept_is_told_and_deleted(bot: RunningBot, sari: Person, chat: Chat, articles: Path) -> None:
    sari.say(chat, LENGTH)
    sari.told_on_button(sari.press(chat.wait_for("35 meter"), "👍"))
    sari.say(chat, "/privasi")
    told = chat.wait_for("Yang saya simpan")
    assert "1 pertanyaan dengan jawabannya (dihapus setelah 90 hari), 1 penilaian" in told["text"]
    sari.press(told, "Hapus semuanya")
    sari.press(chat.wait_for("Hapus semua yang saya simpan tentang Anda?"), "Ya, hapus semuanya")
    chat.wait_for("Semuanya sudah dihapus.")
    assert stored(articles, "SELECT (SELECT count(*) FROM bot_questions), (SELECT count(*) FROM bot_feedback)") == [
        (0, 0)
    ]
    assert stored(articles, "SELECT count(*) FROM bot_messages") == [(0,)]
    kept = "SELECT body FROM bot_updates WHERE body IS NOT NULL"
    sari.server.wait(lambda: not stored(articles, kept), what="the last update being dealt with")


def test_what_is_no_question_is_answered_kindly(bot: RunningBot, sari: Person, chat: Chat) -> None:
    sari.say(chat, "/tanya")
    chat.wait_for("Apa pertanyaannya?")
    sari.say(chat, "/entahlah")
    chat.wait_for("Begini caranya")
    sari.say(chat, "panjang sekali " * 100 + "?")
    chat.wait_for("terlalu panjang")
    assert not bot.engine.seen
