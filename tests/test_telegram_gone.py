"""What is said of answers whose cited sentences are gone, over real HTTP."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import SAMPLES
from entries import entry
from hostile import Server, serving
from killed import DrawnEmbedder
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Chat, Person
from telegram_server import Json, TelegramServer

from bot.telegram.gone import MOST
from index.storage.ledger import Ledger
from index.storage.store import identity_of
from index.types import Article

ADMIN = 1
LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
RICE = "Berapa hektare sawah yang terendam di Pasirhening?"
CITED = "dikutip dari Harian Nusa, 11 Maret 2025 (“Tanggul Cilaras Jebol, Ribuan Warga Tirtamaya Mengungsi”)"
GONE = f"Kalimat yang {CITED} sudah tidak ada lagi di artikel itu."
EARLIER = f"Tentang jawaban sebelumnya: kalimat yang {CITED} sudah tidak ada lagi di artikel itu."
BIRDS = "Berapa ekor nuri dilepas di Teluk Ambara?"
STORY = (
    "<article><h1>Nuri Kembali ke Teluk Ambara</h1><p>Sebanyak {} ekor nuri dilepas di Teluk Ambara oleh Balai Konservasi "
    "Ambara pada Selasa pagi, disaksikan puluhan nelayan dari tiga desa di sekitar teluk itu.</p></article>"
)


@pytest.fixture
def ann(telegram: TelegramServer) -> Person:
    return Person(telegram, 9, "Ann", "en-GB")


@pytest.fixture
def site() -> Iterator[Server]:
    with serving() as found:
        yield found


def running(telegram: TelegramServer, articles: Path, *, read_timeout: float = 15.0, **given: object) -> RunningBot:
    settings = settings_for(telegram, articles, telegram_admins=[ADMIN], **given)
    return RunningBot(ScriptedEngine(settings), settings, read_timeout=read_timeout)


def reworded(folder: Path, change: Callable[[Article], str]) -> None:
    """As another process would take changed articles in, unseen by the bot."""
    ledger, identity = Ledger(folder / "ledger.db"), identity_of(DrawnEmbedder())
    changed = [replace(a, body=change(a)) for a in ledger.articles.newest() if change(a) != a.body]
    ledger.put([entry(a, identity=identity, dimension=64) for a in changed])
    ledger.close()
    assert changed


def corrected(article: Article) -> str:
    return article.body.replace("sepanjang 35 meter pada Senin", "sepanjang 53 meter pada Senin")


def notices(chat: Chat) -> list[Json]:
    """The messages that say that something is gone."""
    return [m for m in chat.of_bot if "sudah tidak ada lagi" in m["text"]]


def told(bot: RunningBot, times: int) -> Callable[[], bool]:
    return lambda: f"tanya_told_gone_total {times}\n" in bot.metrics


def test_the_sources_of_an_answer_say_so_in_the_language_of_who_opens_them(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat, ann: Person
) -> None:
    with running(telegram, articles):
        for person in (sari, ann):
            person.say(person.private(), LENGTH)
        answers = {person: person.private().wait_for("35 meter") for person in (sari, ann)}
        sari.press(answers[sari], "Sumber")
        assert "tidak ada lagi" not in chat.wait_for("oleh Intan Palupi")["text"]
        reworded(articles, corrected)
        before = chat.messages[-1]["message_id"]
        for person, answer in answers.items():
            person.press(answer, "Sumber")
        assert chat.wait_for("oleh Intan Palupi", after=before)["text"].startswith(f"Sumber\n\n⚠️ {GONE}\n\n[1] ")
        assert (
            "⚠️ The sentence cited from Harian Nusa, 11 March 2025 (“Tanggul Cilaras Jebol, Ribuan Warga Tirtamaya "
            "Mengungsi”) is no longer in that article." in ann.private().wait_for("oleh Intan Palupi")["text"]
        )


@pytest.mark.parametrize(
    ("asked", "replying", "quote"),
    [
        ("Di mana?", True, None),
        ("Kapan?", True, "Desa Kalimurni"),
        ("Di mana?", False, None),
        (LENGTH.lower(), False, None),
        (None, False, None),
    ],
    ids=["a reply", "a reply to a passage", "a follow-up", "the same question", "a button"],
)
def test_who_comes_back_to_an_answer_is_told_above_the_new_one(
    telegram: TelegramServer,
    articles: Path,
    sari: Person,
    chat: Chat,
    asked: str | None,
    replying: bool,
    quote: str | None,
) -> None:
    with running(telegram, articles):
        sari.say(chat, LENGTH)
        answer = chat.wait_for("35 meter")
        reworded(articles, corrected)
        if asked is None:
            sari.press(answer, "Kapan itu terjadi?")
        else:
            sari.say(chat, asked, reply_to=answer if replying else None, quote=quote)
        assert "[1]" in chat.wait_for(f"⚠️ {EARLIER}", after=answer["message_id"])["text"]
    with running(telegram, articles) as bot:  # it looks when it starts, and has nothing more to say
        sari.say(chat, RICE)
        chat.wait_for("310 hektare")
        assert told(bot, 0)()
    assert len(notices(chat)) == 1


def test_a_new_conversation_and_another_question_say_nothing_of_it(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    with running(telegram, articles):
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter")
        reworded(articles, corrected)
        sari.say(chat, RICE)
        assert "⚠️" not in chat.wait_for("310 hektare")["text"]
        sari.say(chat, "/baru")
        chat.wait_for("Baik, percakapan baru.")
        sari.say(chat, LENGTH)
        assert chat.wait_for("53 meter")["text"].startswith("53 meter [1]")


def test_after_a_round_each_chat_is_told_once_in_reply_to_its_latest_answer(
    telegram: TelegramServer, articles: Path, tmp_path: Path, sari: Person, chat: Chat, ann: Person
) -> None:
    folder = tmp_path / "berita"
    folder.mkdir()
    before = (SAMPLES / "banjir-tirtamaya-1.md").read_text("utf-8")
    (folder / "banjir.md").write_text(before.replace("sepanjang 35 meter", "sepanjang 53 meter"), "utf-8")
    (articles / "sources.toml").write_text(f'[[source]]\npath = "{folder}"\n', "utf-8")
    with running(telegram, articles):
        sari.say(chat, LENGTH)
        first = chat.wait_for("35 meter")
        sari.say(chat, LENGTH)
        latest = chat.wait_for("35 meter", after=first["message_id"])
        ann.say(ann.private(), "/language English")
        ann.say(ann.private(), LENGTH)
        theirs = ann.private().wait_for("35 meter")
    with running(telegram, articles, keep_up_minutes=60) as bot:
        notice = chat.wait_for(GONE)
        assert notice["text"] == f"⚠️ {GONE}"
        assert notice["reply_to_message"]["message_id"] == latest["message_id"]
        english = ann.private().wait_for("is no longer in that article.")
        assert english["reply_to_message"]["message_id"] == theirs["message_id"]
        telegram.wait(told(bot, 2), what="two messages")
        sari.say(chat, "Di mana?", reply_to=notice)  # as a reply to the answer
        chat.wait_for("Dipahami sebagai: Di mana tanggul Sungai Cilaras jebol?")
    with running(telegram, articles, keep_up_minutes=0.001) as bot:
        telegram.wait(lambda: 'tanya_rounds_total{outcome="done"} 0' not in bot.metrics, what="another round")
        sari.say(chat, RICE)
        chat.wait_for("310 hektare")
        assert told(bot, 0)()
    assert [m["text"] for m in notices(chat) if "sebelumnya" not in m["text"]] == [f"⚠️ {GONE}"]
    assert len([m for m in ann.private().of_bot if "no longer" in m["text"]]) == 1


def test_taking_an_article_in_anew_and_removing_it_are_told_once_to_each_answer(
    telegram: TelegramServer, articles: Path, site: Server, sari: Person, chat: Chat
) -> None:
    admin, budi = Person(telegram, ADMIN, "Rina"), Person(telegram, 8, "Budi")
    desk, theirs = admin.private(), budi.private()
    with running(telegram, articles, allow_hosts=f"127.0.0.1:{site.port}", fetch_pause=0) as bot:
        site.page("/nuri", STORY.format(48))
        admin.say(desk, f"/tambah {site.at('/nuri')}")
        desk.wait_for("1 baru, 0 berubah")
        sari.say(chat, BIRDS)
        answer = chat.wait_for("48 ekor")
        site.page("/nuri", STORY.format(52))
        admin.say(desk, f"/tambah {site.at('/nuri')}")
        desk.wait_for("0 baru, 1 berubah")
        notice = chat.wait_for("(“Nuri Kembali ke Teluk Ambara”) sudah tidak ada lagi di artikel itu.")
        assert notice["reply_to_message"]["message_id"] == answer["message_id"]
        budi.say(theirs, BIRDS)
        theirs.wait_for("52 ekor")
        with closing(sqlite3.connect(articles / "ledger.db")) as db:
            (number,) = db.execute("SELECT id FROM articles WHERE title LIKE 'Nuri%'").fetchone()
        admin.say(desk, f"/hapus {number}")
        admin.press(desk.wait_for("untuk seterusnya?"), "Ya, hapus")
        removed = theirs.wait_for("sudah dihapus dari koleksi.")["text"]
        assert removed.startswith("⚠️ Artikel yang dikutip dari 127.0.0.1")
        assert "Nuri Kembali" not in removed
        telegram.wait(told(bot, 2), what="two messages")
    assert len(chat.of_bot) == 2


def test_a_message_that_telegram_took_and_never_confirmed_is_not_sent_twice(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    with running(telegram, articles):
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter")
    reworded(articles, corrected)
    telegram.hang("sendMessage", 1.0)
    for _ in range(2):
        with running(telegram, articles, read_timeout=0.3):
            chat.wait_for(GONE)
            before = sari.say(chat, RICE)["message_id"]
            chat.wait_for("310 hektare", after=before)
    assert len(notices(chat)) == 1


def test_who_may_not_ask_any_more_is_told_nothing(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    budi = Person(telegram, 8, "Budi")
    with running(telegram, articles):
        for person in (budi, sari):  # the latest is told first
            person.say(person.private(), LENGTH)
            person.private().wait_for("35 meter")
    reworded(articles, corrected)
    with running(telegram, articles, telegram_users=[8]):
        budi.private().wait_for(GONE)
    assert not notices(chat)


def test_a_chat_is_not_buried_under_messages(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    asked = {
        LENGTH: "35 meter",
        RICE: "310 hektare",
        "Berapa lama Bupati menetapkan status tanggap darurat?": "14 hari",
        "Apa yang dibutuhkan warga di pengungsian SMP Negeri 2 Sukaranti?": "popok",
    }
    with running(telegram, articles):
        for question, gold in asked.items():
            before = sari.say(chat, question)["message_id"]
            chat.wait_for(gold, after=before)
    reworded(articles, lambda article: f"Artikel {article.id} ditarik.")
    with running(telegram, articles) as bot:
        telegram.wait(told(bot, MOST), what="the messages")
        telegram.wait(lambda: _told_of(articles) == len(asked), what="all answers being dealt with")
    assert len(notices(chat)) == MOST


def _told_of(articles: Path) -> int:
    with closing(sqlite3.connect(articles / "ledger.db")) as db:
        return int(db.execute("SELECT count(*) FROM bot_gone WHERE told_at IS NOT NULL").fetchone()[0])
