"""A button does only what its own message is for, and for whom it is; a group that moves stays what it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Chat, Person, group
from telegram_server import Json, TelegramServer

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
RICE = "Berapa hektare sawah yang terendam di Pasirhening?"
ADMIN = 1


@pytest.fixture
def budi(telegram: TelegramServer) -> Person:
    return Person(telegram, 8, "Budi")


@pytest.fixture
def bot(telegram: TelegramServer, articles: Path) -> Iterator[RunningBot]:
    settings = settings_for(telegram, articles, telegram_admins=[ADMIN])
    with RunningBot(ScriptedEngine(settings), settings) as running:
        yield running


def bare(message: Json) -> Json:
    return {name: value for name, value in message.items() if name != "reply_markup"}


def data_of(message: Json) -> list[str]:
    return [button["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


@pytest.mark.parametrize("shown", [True, False], ids=["with its buttons", "without"])
def test_forged_buttons_leave_anothers_answer_in_a_group_as_it_is(
    bot: RunningBot, telegram: TelegramServer, articles: Path, sari: Person, budi: Person, shown: bool
) -> None:
    warga, admin = group(telegram), Person(telegram, ADMIN, "Rina")
    sari.say(warga, f"@berita_bot {LENGTH}")
    answer = dict(warga.wait_for("35 meter"))
    sari.say(warga, f"@berita_bot {RICE}")
    other = warga.wait_for("310 hektare")
    with closing(sqlite3.connect(articles / "ledger.db")) as db:
        (article,) = db.execute("SELECT id FROM articles LIMIT 1").fetchone()
    pressed = answer if shown else bare(answer)
    before = warga.transcript()
    forged = ["x:all", "x:8", "x:7", "e:8", "p:0", "p:1", f"h:{article}", "h:", *data_of(other)]
    for data in forged:
        for person in (budi, admin):
            assert person.told_on_button(person.press_data(pressed, data)) == "Tombol itu tidak berlaku di sini."
    assert warga.transcript() == before
    with closing(sqlite3.connect(articles / "ledger.db")) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (4,)
        assert db.execute("SELECT count(*) FROM bot_questions WHERE user = 7").fetchone() == (2,)
        assert db.execute("SELECT count(*) FROM bot_feedback").fetchone() == (0,)


def test_a_listing_cannot_be_turned_into_something_else(
    bot: RunningBot, telegram: TelegramServer, sari: Person, budi: Person
) -> None:
    admin = Person(telegram, ADMIN, "Rina")
    warga = group(telegram)
    sari.say(warga, "/sumber")
    listed = warga.wait_for("4 artikel")
    for person, data in ((budi, "x:8"), (admin, "h:"), (budi, "s:abc")):
        assert person.told_on_button(person.press_data(listed, data))
    sari.say(sari.private(), "/privasi")
    told = sari.private().wait_for("Yang saya simpan")
    assert budi.told_on_button(budi.press_data(told, "x:7")) == "Tombol itu tidak berlaku di sini."
    assert [m["text"] for m in warga.of_bot] == [listed["text"]]
    assert len(sari.private().of_bot) == 1


def moved(telegram: TelegramServer, old: int, new: int) -> Chat:
    """A group becomes a supergroup."""
    now = group(telegram, new)
    telegram.chats[old]["moved_to"] = new
    return now


@pytest.mark.parametrize("told", ["migrate_to_chat_id", "migrate_from_chat_id", "only when it is written to"])
def test_an_allowed_group_that_becomes_a_supergroup_stays_allowed(
    telegram: TelegramServer, articles: Path, sari: Person, told: str
) -> None:
    settings = settings_for(telegram, articles, telegram_groups=[-500], telegram_users=[99])
    old = group(telegram, -500)
    with RunningBot(ScriptedEngine(settings), settings) as bot:
        sari.say(old, f"@berita_bot {LENGTH}")
        old.wait_for("35 meter")
        if told == "only when it is written to":
            sari.say(old, "@berita_bot Kapan banjir lambat merendam Desa Rancalega?")
            bot.engine.begun.wait(10)
            new = moved(telegram, -500, -100500)
            bot.engine.release.set()
            new.wait_for("Rancalega")
        else:
            new = moved(telegram, -500, -100500)
            where, what = (old, -100500) if told == "migrate_to_chat_id" else (new, -500)
            sari.say(where, "", **{told: what})
        sari.say(new, "@berita_bot Di mana?")
        new.wait_for("Di mana tanggul Sungai Cilaras jebol?" if "migrate" in told else "[1]")
    with RunningBot(ScriptedEngine(settings), settings):
        before = new.messages[-1]["message_id"]
        sari.say(new, f"@berita_bot {RICE}")
        new.wait_for("310 hektare", after=before)
        stranger = group(telegram, -600)
        sari.say(stranger, f"@berita_bot {RICE}")
        stranger.wait_for("belum dibuka untuk grup ini")


def test_what_waits_in_a_group_goes_along_when_it_becomes_a_supergroup(
    telegram: TelegramServer, articles: Path, sari: Person
) -> None:
    settings, budi = settings_for(telegram, articles), Person(telegram, 8, "Budi")
    old = group(telegram, -500)
    with RunningBot(ScriptedEngine(settings), settings) as bot:
        sari.say(old, "@berita_bot Kapan banjir lambat merendam Desa Rancalega?")
        bot.engine.begun.wait(10)
        budi.say(old, f"@berita_bot {LENGTH}")
        sari.say(old, f"@berita_bot {RICE}")
        telegram.wait(lambda: "tanya_waiting 3\n" in bot.metrics, what="three questions waiting")
        new = moved(telegram, -500, -100500)
        sari.say(new, "", migrate_from_chat_id=-500)
        telegram.wait(lambda: noted(articles), what="the group being moved")
        budi.say(new, "/batal")
        new.wait_for("Dibatalkan.")
        bot.engine.release.set()
        assert "reply_to_message" not in new.wait_for("310 hektare")
        assert not any("35 meter" in m["text"] for m in new.answers)


def noted(articles: Path) -> bool:
    with closing(sqlite3.connect(articles / "ledger.db")) as db:
        return db.execute("SELECT 1 FROM bot_moved").fetchone() is not None
