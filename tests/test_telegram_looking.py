"""Articles opened at a sentence, the language the bot speaks, ratings, searching by outlet and day, and inline mode."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from entries import article, entry
from killed import DrawnEmbedder
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Chat, Person, group
from telegram_server import Json, TelegramServer

from bot.telegram.carrying import LONGEST, Opener, Wanted, wanted_articles
from bot.telegram.commands import NotUnderstoodError, understood
from bot.telegram.links import links as links_in
from bot.telegram.links import only_links
from bot.telegram.memory import Memory
from index.settings import Settings
from index.storage.ledger import Ledger
from index.storage.store import identity_of
from index.types import Filters

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
HECTARES = "Berapa hektare sawah yang terendam di Pasirhening?"


@pytest.fixture
def bot(telegram: TelegramServer, articles: Path) -> Iterator[RunningBot]:
    settings = settings_for(telegram, articles, telegram_per_minute=100)
    with RunningBot(ScriptedEngine(settings), settings) as running:
        yield running


def buttons(message: Json) -> list[str]:
    return [b["text"] for row in (message.get("reply_markup") or {}).get("inline_keyboard", []) for b in row]


def links(message: Json) -> list[str]:
    return [e["url"] for e in message.get("entities", ()) if e["type"] == "text_link"]


def bold(message: Json) -> list[str]:
    """What stands in bold; no test here has letters beyond the first plane."""
    return [message["text"][e["offset"] :][: e["length"]] for e in message.get("entities", ()) if e["type"] == "bold"]


def rows(articles: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(articles / "ledger.db")
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


# Articles without an address


@pytest.mark.parametrize("article_id", ["nuri", "nuri_17", "kabar/pesisir?nuri=1", "n" * 90, "ñuri"])
def test_a_link_leads_to_its_article_whatever_the_id(article_id: str) -> None:
    url = Opener("berita_bot").address(article_id, 120)
    parameter = url.partition("?start=")[2]
    assert len(parameter) <= LONGEST
    found = wanted_articles(parameter)[0]
    assert found.start == 120
    assert (found.among(["other", article_id]) if found.by_hash else found.article) == article_id


def test_an_id_alone_is_a_link_too() -> None:
    assert Wanted("nuri") in wanted_articles("a_nuri")
    assert Wanted("nuri_17") in wanted_articles("a_nuri_17")
    assert wanted_articles("nuri") == [Wanted("nuri")]


@pytest.mark.parametrize("article_id", ["nuri", "kabar pesisir/" + "n" * 60], ids=["short", "long"])
def test_an_article_without_an_address_is_opened_at_the_sentence(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat, article_id: str
) -> None:
    body = (
        ("Burung itu dirawat tiga bulan. " * 60)
        + "Sebanyak 48 ekor nuri dilepas di Teluk Ambara. "
        + "Nelayan menyaksikannya. " * 90
    )
    ledger = Ledger(articles / "ledger.db")
    made = article(article_id, title="Nuri Kembali", body=body, url=None)
    ledger.put([entry(made, identity=identity_of(DrawnEmbedder()), dimension=64)])
    ledger.close()
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings):
        sari.say(chat, "Berapa ekor nuri dilepas di Teluk Ambara?")
        answer = chat.wait_for("48 ekor [1]")
        (url,) = links(answer)
        sari.press(answer, "Sumber")
        sources = chat.wait_for("Nuri Kembali")
        assert set(links(sources)) == {url}
        before = sari.follow(url)["message_id"]
        opened = chat.wait_for("Nuri Kembali", after=before)
        assert bold(opened) == ["Nuri Kembali", "Sebanyak 48 ekor nuri dilepas di Teluk Ambara."]
        assert "… Burung itu dirawat" in opened["text"]
        assert opened["text"].endswith(" …")
        before = sari.say(chat, "/start a_tidakada_5")["message_id"]
        chat.wait_for("Halo, saya Berita", after=before)


# Languages


def test_the_bot_speaks_the_language_of_the_question_unless_another_was_chosen(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    long = " and so on" * 100 + "?"
    sari.say(chat, "What is the length of the dike" + long)
    chat.wait_for("keep it to 1000 characters")
    sari.say(chat, "/bahasa")
    asked = chat.wait_for("Mau selalu dalam satu bahasa?")
    sari.press(asked, "English")
    chat.wait_for("I will speak English from now on.")
    sari.say(chat, "/bantuan")
    chat.wait_for("How it works")
    sari.say(chat, "halo")
    chat.wait_for("Hello! Ask me anything")
    sari.say(chat, "/language Indonesia")
    chat.wait_for("mulai sekarang saya berbahasa Indonesia")
    sari.say(chat, "What is the length of the dike" + long)
    chat.wait_for("Ringkas sampai 1000 huruf")


def test_a_chosen_language_is_kept_and_deleted_with_the_person(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "ledger.db")
    memory.languages.choose(7, "en")
    memory.close()
    memory = Memory(tmp_path / "ledger.db")
    assert memory.languages.of(7) == "en"
    assert memory.languages.of(8) is None
    memory.about.delete(7, 0)
    assert memory.languages.of(7) is None


# Ratings


def test_a_rating_leaves_a_sign_and_the_other_buttons_stay_also_when_the_question_is_edited(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    question = sari.say(chat, LENGTH)
    answer = chat.wait_for("35 meter")
    rest = [label for label in buttons(answer) if not label.startswith(("👍", "👎"))]
    assert len(rest) > 1
    sari.press(answer, "👍")
    answer = chat.wait(lambda m: "👍 ✓" in buttons(m), "the sign")
    assert [label for label in buttons(answer) if not label.startswith(("👍", "👎"))] == rest
    sari.press(answer, "👎")
    answer = chat.wait(lambda m: "Kurang lengkap" in buttons(m), "the reasons")
    assert set(rest) | {"👍", "👎 ✓"} <= set(buttons(answer))
    sari.press(answer, "Kurang lengkap")
    answer = chat.wait(lambda m: "👎 ✓" in buttons(m) and "Kurang lengkap" not in buttons(m), "the usual buttons")
    sari.edit(question, HECTARES)
    answer = chat.wait_for("310 hektare")
    assert "👎 ✓" in buttons(answer)


def test_reactions_count_as_ratings_and_can_be_taken_back(bot: RunningBot, articles: Path, sari: Person) -> None:
    budi, warga = Person(sari.server, 8, "Budi"), group(sari.server)
    asked = sari.say(warga, f"@berita_bot {LENGTH}")
    answer = warga.wait_for("35 meter")
    sari.react(answer, "👍")
    warga.wait(lambda m: "👍 ✓" in buttons(m), "a sign")
    budi.react(answer, "❤️")
    warga.wait(lambda m: "👍 ✓2" in buttons(m), "two signs")
    budi.react(answer, "👎", before=("❤️",))
    warga.wait(lambda m: {"👍 ✓", "👎 ✓"} <= set(buttons(m)), "one sign each")
    sari.react(answer, before=("👍",))
    warga.wait(lambda m: {"👍", "👎 ✓"} <= set(buttons(m)), "one sign less")
    budi.react(asked, "👍")
    budi.react(answer, "🤔", "👎", before=("👎",))
    assert rows(articles, "SELECT user, good FROM bot_feedback") == [(8, 0)]


# Searching


@pytest.mark.parametrize(
    ("text", "words", "filters"),
    [
        ("media=Harian Nusa banjir", "banjir", Filters("Harian Nusa")),
        ("banjir media=harian nusa", "banjir", Filters("Harian Nusa")),
        ("media=pesisir banjir bandang", "banjir bandang", Filters("Kabar Pesisir")),
        ("media=Harian Nusa Pagi banjir", "banjir", Filters("Harian Nusa Pagi")),
        ("media=“Harian Nusa” banjir sawah", "banjir sawah", Filters("Harian Nusa")),
        ("sejak=1 Maret 2025 banjir", "banjir", Filters(None, date(2025, 3, 1))),
        ("banjir sejak=2025-03-01 sampai=Maret 2025", "banjir", Filters(None, date(2025, 3, 1), date(2025, 3, 31))),
        ("sejak=2024 sampai=2024 media=Kabar Pesisir", "", Filters("Kabar Pesisir", date(2024, 1, 1), date(2024, 12, 31))),
    ],
)  # fmt: skip
def test_what_is_behind_an_outlet_or_a_day_is_searched_for(text: str, words: str, filters: Filters) -> None:
    outlets = ("Harian Nusa", "Kabar Pesisir", "Harian Nusa Pagi")
    assert understood(text, outlets, Settings(_env_file=None)) == (words, filters)  # type: ignore[call-arg]


def test_days_are_named_as_people_name_them() -> None:
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    yesterday = (datetime.now(settings.zone) - timedelta(days=1)).date()
    words, filters = understood("banjir sejak=kemarin", (), settings)
    assert (words, filters.since) in [("banjir", yesterday), ("banjir", yesterday + timedelta(days=1))]
    with pytest.raises(NotUnderstoodError, match="no_outlet"):
        understood("media=Tempat Lain banjir", ("Harian Nusa",), settings)
    with pytest.raises(NotUnderstoodError, match="no_date"):
        understood("sejak=entah banjir", (), settings)


# Links that admins send


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://contoh.example/a", ["https://contoh.example/a"]),
        ("contoh.example/a", ["https://contoh.example/a"]),
        ("www.contoh.example", ["https://www.contoh.example"]),
        ("kabar.co.id", ["https://kabar.co.id"]),
        ("https://a.example/1\nb.example/2, c.example/3 dan http://d.example/4?x=1.",
         ["https://a.example/1", "https://b.example/2", "https://c.example/3", "http://d.example/4?x=1"]),
        ("1. a.example/1\n2. a.example/2\n- a.example/1", ["https://a.example/1", "https://a.example/2"]),
    ],
)  # fmt: skip
def test_links_are_found_one_or_several_with_or_without_https(text: str, found: list[str]) -> None:
    assert links_in(text) == found
    assert only_links(text)


@pytest.mark.parametrize(
    "text", ["oke.siap", "Apa isi contoh.example/a?", "tulis ke redaksi@kabar.co.id", "1.450 triliun", ""]
)
def test_what_is_no_list_of_links_is_none(text: str) -> None:
    assert not only_links(text)


def test_several_links_in_a_message_are_taken_in_one_after_the_other(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles, telegram_admins=[7])
    with RunningBot(ScriptedEngine(settings), settings):
        sari.say(chat, "http://127.0.0.1:1/satu\nhttp://127.0.0.1:1/dua")
        chat.wait_for("⚠️ “http://127.0.0.1:1/satu” tidak bisa diambil.")
        chat.wait_for("⚠️ “http://127.0.0.1:1/dua” tidak bisa diambil.")


# Inline


def test_inline_a_question_without_an_answer_says_so_and_is_carried_to_the_private_chat(
    bot: RunningBot, sari: Person, chat: Chat
) -> None:
    short = "Siapa juara Liga Samudra?"
    offered = sari.offered(sari.query(short))
    assert offered["button"]["text"].startswith("Tidak ketemu jawabannya.")
    assert all(result["title"] for result in offered["results"])
    sari.follow(f"https://t.me/berita_bot?start={offered['button']['start_parameter']}")
    chat.wait_for(f"❓ {short}")
    long = "Berapa panjang tanggul Sungai Cilaras di Desa Kalimurni yang jebol pada bulan Maret?"
    offered = sari.offered(sari.query(long))
    assert offered["button"]["text"].startswith("Lanjutkan bertanya")
    sari.follow(f"https://t.me/berita_bot?start={offered['button']['start_parameter']}")
    assert "35 meter" in chat.wait_for(f"❓ {long}")["text"]
    sari.say(chat, "/start q_!!!")
    chat.wait_for("Halo, saya Berita")


def test_typing_slowly_costs_one_of_the_days_questions(telegram: TelegramServer, articles: Path, sari: Person) -> None:
    settings = settings_for(telegram, articles, telegram_per_day=2)
    with RunningBot(ScriptedEngine(settings), settings):
        for end in (20, 30, 24, len(LENGTH)):
            assert "results" in sari.offered(sari.query(LENGTH[:end]))
        assert rows(articles, "SELECT count(*) FROM bot_spending") == [(1,)]
        sari.offered(sari.query(HECTARES))
        over = sari.offered(sari.query("Siapa Bupati Tirtamaya?"))
        assert "Jatah hari ini sudah habis" in over["button"]["text"]


def test_what_is_carried_is_the_last_thing_typed_and_kept_for_a_day(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "ledger.db")
    now = time.time()
    first = memory.carried.parameter_for(7, "satu " * 20, now)
    second = memory.carried.parameter_for(7, "dua " * 20, now)
    assert memory.carried.text_of(first) is None
    assert memory.carried.text_of(second) == "dua " * 20
    memory.tidy(now + 90_000)
    assert memory.carried.text_of(second) is None
    assert memory.carried.text_of(memory.carried.parameter_for(7, "Siapa bupatinya?", now)) == "Siapa bupatinya?"
    for wrong in ("q_", "q_%%", "q_AAAA", "k_tidakada", "inline", ""):
        assert memory.carried.text_of(wrong) is None
