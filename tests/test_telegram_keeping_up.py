"""The list of sources, gone through while the bot answers, over real HTTP."""

from __future__ import annotations

import json
import logging
import re
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from entries import unsound
from hostile import Request, Server, answer, serving
from killed import DrawnEmbedder, opened
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Person
from telegram_process import bot_process
from telegram_server import TelegramServer

from bot.telegram.keeping_up import HELPING, InHelpings
from ingest.pipeline import Run

ADMIN = 1
LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
BIRDS = "Berapa ekor nuri dilepas di Teluk Ambara?"
STORY = (
    "<article><h1>Nuri Kembali ke Teluk Ambara</h1><p>Sebanyak 48 ekor nuri dilepas di Teluk Ambara oleh Balai Konservasi "
    "Ambara pada Selasa pagi, disaksikan puluhan nelayan dari tiga desa di sekitar teluk itu.</p></article>"
)
OFTEN = 0.001
"""Minutes: the next round begins as soon as one has ended."""


@pytest.fixture
def site() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def gate(site: Server) -> Iterator[threading.Event]:
    """The page /nuri of the site answers once this is set."""
    opening = threading.Event()

    def slow(_: Request) -> list[bytes]:
        opening.wait(60)
        return [answer(200, STORY.encode())]

    site.scripts["/nuri"] = slow
    yield opening
    opening.set()


@pytest.fixture
def admin(telegram: TelegramServer) -> Person:
    return Person(telegram, ADMIN, "Rina")


def listed(folder: Path, *sources: str) -> None:
    """The list of sources, put there whole: a round may read it at any moment."""
    made = folder / "sources.toml.new"
    made.write_text("".join(f"[[source]]\n{source}\n" for source in sources), "utf-8")
    made.rename(folder / "sources.toml")


def running(telegram: TelegramServer, articles: Path, site: Server, minutes: float) -> RunningBot:
    settings = settings_for(telegram, articles, telegram_admins=[ADMIN], keep_up_minutes=minutes, **reaching(site))
    return RunningBot(ScriptedEngine(settings), settings)


def reaching(site: Server) -> dict[str, object]:
    return {"allow_hosts": f"127.0.0.1:{site.port}", "fetch_pause": 0}


def rounds(bot: RunningBot, outcome: str) -> int:
    found = re.search(rf'tanya_rounds_total\{{outcome="{outcome}"\}} (\d+)', bot.metrics)
    assert found
    return int(found[1])


def count(articles: Path) -> int:
    with closing(sqlite3.connect(articles / "ledger.db")) as db:
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])


def test_the_sources_are_gone_through_by_themselves_and_status_says_how_it_went(
    telegram: TelegramServer, articles: Path, site: Server, admin: Person
) -> None:
    chat = admin.private()
    site.page("/nuri", STORY)
    feed = f"<rss version='2.0'><channel><title>x</title><item><link>{site.at('/nuri')}</link></item></channel></rss>"
    site.page("/rss.xml", feed, kind="application/rss+xml")
    listed(articles, f'url = "{site.at("/rss.xml")}"')
    with running(telegram, articles, site, 60) as bot:
        telegram.wait(lambda: rounds(bot, "done") == 1, what="a round")
        assert 'tanya_round_articles_total{outcome="added"} 1\n' in bot.metrics
        admin.say(chat, BIRDS)
        chat.wait_for("48 ekor")
        admin.say(chat, "/status")
        told = chat.wait_for("Sumber: terakhir ditelusuri ")
        assert told["text"].endswith(": 1 baru, 0 berubah, 0 dihapus, 0 gagal")
    asked = len(site.seen)
    with running(telegram, articles, site, 60) as bot:  # started again before it is time
        admin.say(chat, "/status")
        again = chat.wait_for("Sumber: terakhir ditelusuri ", after=told["message_id"])
        assert again["text"].splitlines()[-1] == told["text"].splitlines()[-1]
        assert rounds(bot, "done") == 0
    assert len(site.seen) == asked


def test_a_bot_that_is_not_told_to_keep_up_leaves_the_sources_alone(
    telegram: TelegramServer, articles: Path, site: Server, admin: Person
) -> None:
    listed(articles, f'url = "{site.at("/nuri")}"')
    settings = settings_for(telegram, articles, telegram_admins=[ADMIN], keep_up_minutes="", **reaching(site))
    with RunningBot(ScriptedEngine(settings), settings):
        admin.say(admin.private(), "/status")
        assert "Sumber" not in admin.private().wait_for("Artikel: 4")["text"]
    assert not site.seen


def test_answers_come_while_a_round_is_under_way_and_there_is_one_at_a_time(
    telegram: TelegramServer, articles: Path, site: Server, gate: threading.Event, admin: Person
) -> None:
    sari = Person(telegram, 7)
    listed(articles, f'url = "{site.at("/nuri")}"')
    with running(telegram, articles, site, OFTEN) as bot:
        telegram.wait(lambda: "/nuri" in site.paths(), what="the round")
        sari.say(sari.private(), LENGTH)
        sari.private().wait_for("35 meter")
        admin.say(admin.private(), "/status")
        admin.private().wait_for("Sumber: sedang ditelusuri sejak ")
        assert site.paths() == ["/nuri"]
        gate.set()
        telegram.wait(lambda: rounds(bot, "done") >= 2, what="the next round")
        sari.say(sari.private(), BIRDS)
        sari.private().wait_for("48 ekor")
    assert rounds(bot, "failed") == 0


def test_a_round_that_fails_is_logged_in_one_sentence_and_tried_again_at_the_next(
    telegram: TelegramServer, articles: Path, site: Server, admin: Person, caplog: pytest.LogCaptureFixture
) -> None:
    chat = admin.private()
    site.page("/nuri", STORY)
    with running(telegram, articles, site, 60) as bot:
        telegram.wait(lambda: rounds(bot, "failed") == 1, what="a round that fails")
        admin.say(chat, "/status")
        assert "There is no list of sources" in chat.wait_for("Sumber: gagal ditelusuri ")["text"]
    (failed,) = [r for r in caplog.records if r.name == "bot.telegram.keeping_up" and r.levelno == logging.ERROR]
    assert failed.getMessage().startswith("the sources were not gone through: There is no list of sources at ")
    assert not failed.exc_info
    with running(telegram, articles, site, OFTEN) as bot:
        telegram.wait(lambda: rounds(bot, "failed") >= 2, what="rounds that fail")
        listed(articles, f'url = "{site.at("/nuri")}"')
        telegram.wait(lambda: rounds(bot, "done") >= 1, what="a round that does not")
    assert count(articles) == 5


def test_stopping_breaks_a_round_off_and_the_next_one_goes_on(
    telegram: TelegramServer, articles: Path, site: Server, gate: threading.Event, admin: Person
) -> None:
    site.page("/pasar", STORY.replace("nuri", "kuda").replace("Nuri", "Kuda").replace("48", "12"))
    listed(articles, f'url = "{site.at("/pasar")}"', f'url = "{site.at("/nuri")}"')
    with running(telegram, articles, site, OFTEN):
        telegram.wait(lambda: "/nuri" in site.paths(), what="a page that does not come")
    assert not unsound(articles / "ledger.db")
    assert count(articles) in (4, 5)  # what had come already is there whole, or will be fetched again
    gate.set()
    with running(telegram, articles, site, 60):
        admin.say(admin.private(), "/status")
        admin.private().wait_for(", terhenti di tengah jalan")
    with running(telegram, articles, site, OFTEN) as bot:
        telegram.wait(lambda: rounds(bot, "done") >= 1, what="a whole round")
    assert count(articles) == 6
    assert not unsound(articles / "ledger.db")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_bot_that_is_stopped_or_killed_in_a_round_leaves_nothing_half_there(
    telegram: TelegramServer,
    articles: Path,
    tmp_path: Path,
    site: Server,
    gate: threading.Event,
    number: signal.Signals,
) -> None:
    listed(articles, f'url = "{site.at("/nuri")}"')
    with (tmp_path / "log").open("w+") as log:
        with bot_process(telegram, articles, log, keep_up_minutes=60, **reaching(site)) as process:
            telegram.wait(lambda: "/nuri" in site.paths(), what="the round")
            process.send_signal(number)
            assert process.wait(10) == (0 if number == signal.SIGTERM else -number)
        log.seek(0)
        events = [json.loads(line)["event"] for line in log]
    assert ("going through the sources was broken off" in events) == (number == signal.SIGTERM)
    assert not unsound(articles / "ledger.db")
    gate.set()
    with running(telegram, articles, site, OFTEN) as bot:
        telegram.wait(lambda: rounds(bot, "done") >= 1, what="a whole round")
    assert count(articles) == 5


def test_a_round_and_an_ingest_beside_it_that_owns_chroma_both_take_in_what_they_have(
    telegram: TelegramServer, articles: Path, tmp_path: Path, site: Server, gate: threading.Event
) -> None:
    folder = tmp_path / "berita"
    folder.mkdir()
    (folder / "kuda.txt").write_text("Sebanyak 12 ekor kuda dilepas di Padang Ambara pada Rabu pagi.", "utf-8")
    listed(articles, f'url = "{site.at("/nuri")}"')
    settings = settings_for(telegram, articles)
    with opened(settings) as other:
        assert other.own() is not None
        with running(telegram, articles, site, 60) as bot:
            telegram.wait(lambda: "/nuri" in site.paths(), what="the round")
            assert Run(other, DrawnEmbedder(), settings).ingest([folder]).added == 1
            gate.set()
            telegram.wait(lambda: rounds(bot, "done") == 1, what="the end of the round")
        assert other.project()
        projection = other.own()
        assert projection is not None
        assert projection.ids() == other.ledger.chunks.ids()
    assert count(articles) == 6
    assert not unsound(articles / "ledger.db")


def test_embedding_in_helpings_gives_each_text_its_own_vector() -> None:
    texts = [f"{'kata ' * (n * 7 % 11)}{n}" for n in range(3 * HELPING + 1)]
    helpings: list[None] = []
    found = InHelpings(DrawnEmbedder(), lambda: helpings.append(None)).passages(texts)
    assert np.array_equal(found, DrawnEmbedder().passages(texts))
    assert len(helpings) == 4
