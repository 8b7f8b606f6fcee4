"""What breaks a bot: updates that can't be read, a token refused for a moment, Telegram away, over real HTTP."""

from __future__ import annotations

import json
import logging
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
import telegram_process
from telegram import Update
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Chat, Person
from telegram_process import bot_process
from telegram_server import Json, TelegramServer
from test_telegram_process import free_port, listens

from bot.telegram.logs import JsonLines

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
SECRET = "rahasia Sari tentang pabrik"


def old_poll(chat: int, number: int = 5) -> Json:
    """A poll as a Bot API server before 10.0 sends it, which the library raises at."""
    poll = {"id": "1", "question": SECRET, "options": [], "total_voter_count": 0, "is_closed": False,
            "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}  # fmt: skip
    return {"message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": "private", "first_name": "Sari"},
            "from": {"id": chat, "is_bot": False, "first_name": "Sari", "language_code": "id"}, "poll": poll}  # fmt: skip


def not_dealt_with(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "ledger.db")) as db:
        (count,) = db.execute("SELECT count(*) FROM bot_updates WHERE body IS NOT NULL").fetchone()
    return int(count)


def health(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
            return str(json.load(answer)["status"])
    except urllib.error.HTTPError as error:
        return str(json.load(error)["status"])


def test_an_update_that_cannot_be_read_is_passed_over_counted_and_told_to_nobody(
    telegram: TelegramServer, articles: Path, tmp_path: Path, sari: Person, chat: Chat
) -> None:
    port = free_port()
    with pytest.raises(TypeError):
        Update.de_json({"update_id": 1, "message": old_poll(7)}, None)
    with (tmp_path / "log").open("w+") as log:
        with bot_process(telegram, articles, log, telegram_health_port=port):
            telegram.push(message=old_poll(7))
            telegram.push(message={"date": "kemarin", "text": SECRET})
            telegram.push(callback_query=SECRET)
            telegram.push(kabar_baru={"text": SECRET})
            telegram.push(message={**old_poll(8), "poll": None, "text": [SECRET]})
            telegram.push(
                message={
                    **old_poll(7),
                    "poll": None,
                    "text": SECRET + "\ud83d",
                    "entities": [{"type": "mention", "offset": 900, "length": 3}],
                }
            )
            sari.say(chat, LENGTH)
            chat.wait_for("35 meter")
            telegram.wait(lambda: not telegram.waiting, 20, "all being confirmed")
            polls = telegram.polls
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
                assert "tanya_unreadable_total 3\n" in answer.read().decode()
            assert health(port) == "ok"
            assert telegram.polls < polls + 5
            chat.wait_for("Saya hanya mengerti tulisan.")
        with bot_process(telegram, articles, log):
            sari.say(chat, "/bantuan")
            chat.wait_for("Begini caranya")
            telegram.wait(lambda: not not_dealt_with(articles), 20, "all being dealt with")
        log.seek(0)
        lines = [json.loads(line) for line in log]
    passed = [line for line in lines if "could not be read" in line["event"]]
    assert [line["kind"] for line in passed] == ["message", "message", "callback_query"]
    assert SECRET not in json.dumps(lines, ensure_ascii=False)
    assert "Sari" not in json.dumps(lines, ensure_ascii=False)
    assert len(lines) < 60


def test_a_webhook_says_200_to_what_cannot_be_read_and_goes_on(
    telegram: TelegramServer, articles: Path, tmp_path: Path, sari: Person, chat: Chat
) -> None:
    port = free_port()
    given = {"telegram_webhook_url": f"http://127.0.0.1:{port}/kait", "telegram_webhook_secret": "rahasia-1",
             "telegram_webhook_port": port}  # fmt: skip

    def post(body: bytes, path: str = "/kait", secret: str = "rahasia-1") -> int:
        head = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
        try:
            request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, head)
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except urllib.error.URLError:
            return 413  # hung up on in the middle of it

    with (tmp_path / "log").open("w") as log, bot_process(telegram, articles, log, **given):
        telegram.wait(lambda: listens(port), what="the webhook's port")
        whole = json.dumps({"update_id": 900, "message": old_poll(7)}).encode()
        for body in (whole, b"[]", b"{", b"\xff\xfe", b'{"update_id": "x"}', b"[" * 100_000):
            assert post(body) == 200
        assert post(whole, path="/lain") == 404
        assert post(whole, secret="salah") == 403
        assert post(b" " * (3 * 2**20)) in (400, 413)
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter")
    assert SECRET not in (tmp_path / "log").read_text()


@pytest.mark.parametrize("code", [401, 404, 409, 429, 500, 502])
def test_one_refused_poll_makes_nobody_deaf(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat, code: int
) -> None:
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings):
        telegram.wait(lambda: telegram.polls, what="a poll")
        telegram.fail("getUpdates", code, 2)
        sari.say(chat, "/bantuan")
        chat.wait_for("Begini caranya")
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter")


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
@pytest.mark.parametrize("code", [401, 404, 500])
def test_a_refused_message_is_sent_again(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat, method: str, code: int
) -> None:
    settings = settings_for(telegram, articles)
    telegram.fail(method, code, 2, "Unauthorized" if code == 401 else "Not Found")
    with RunningBot(ScriptedEngine(settings), settings):
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter")
    assert len(chat.of_bot) == 1


def test_a_token_that_goes_on_being_refused_ends_the_bot_with_a_sentence(
    telegram: TelegramServer, articles: Path
) -> None:
    settings = settings_for(telegram, articles)
    bot = RunningBot(ScriptedEngine(settings), settings, patience=2.0).__enter__()
    telegram.wait(lambda: telegram.polls, what="a poll")
    telegram.fail("getUpdates", 401, 1000, "Unauthorized")
    telegram.push(message=old_poll(7))  # ends the poll that is under way
    with pytest.raises(Exception, match="Telegram refuses the bot's token: copy it anew"):
        bot.join(20)


def test_health_turns_red_soon_after_the_last_good_poll_and_green_again(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    port = free_port()
    settings = settings_for(telegram, articles, telegram_health_port=port)
    with RunningBot(ScriptedEngine(settings), settings, patience=12.0):
        telegram.wait(lambda: telegram.polls and health(port) == "ok", 20, "health")
        telegram.fail("getUpdates", 502, 5)
        sari.say(chat, "/bantuan")
        telegram.wait(lambda: health(port) == "telegram can't be reached", 40, "red")
        telegram.wait(lambda: health(port) == "ok", 40, "green again")
        chat.wait_for("Begini caranya")


def test_a_webhook_that_was_set_while_it_polls_is_taken_away(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    settings = settings_for(telegram, articles)
    with RunningBot(ScriptedEngine(settings), settings):
        telegram.wait(lambda: telegram.polls, what="a poll")
        telegram.webhook = {"url": "http://127.0.0.1:9/lain"}
        telegram.wait(lambda: not telegram.webhook, 30, "the webhook being deleted")
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter")


def test_a_webhook_that_was_taken_away_is_set_again(
    telegram: TelegramServer, articles: Path, sari: Person, chat: Chat
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/kait"
    settings = settings_for(telegram, articles, telegram_webhook_url=url, telegram_webhook_secret="rahasia-1",
                            telegram_webhook_port=port)  # fmt: skip
    with RunningBot(ScriptedEngine(settings), settings, patience=2.0):
        telegram.wait(lambda: telegram.webhook.get("url") == url, 20, "the webhook")
        telegram.webhook = {}
        telegram.wait(lambda: telegram.webhook.get("url") == url, 20, "the webhook again")
        sari.say(chat, LENGTH)
        chat.wait_for("35 meter")


def test_it_stops_within_ten_seconds_though_telegram_hangs_on_every_request(
    telegram: TelegramServer, articles: Path, tmp_path: Path
) -> None:
    people = [Person(telegram, 20 + n) for n in range(6)]
    with (tmp_path / "log").open("w+") as log, bot_process(telegram, articles, log) as process:
        people[0].say(people[0].private(), LENGTH)
        people[0].private().wait_for("35 meter")
        for method in ("sendMessage", "editMessageText", "sendChatAction", "answerCallbackQuery", "getUpdates"):
            telegram.hang(method, 60, 1000)
        for person in people:
            person.say(person.private(), "Kapan banjir lambat merendam Desa Rancalega?")
            person.say(person.private(), "/bantuan")
        telegram.wait(lambda: len([c for c in telegram.calls if c["method"] == "sendMessage"]) > 6, 20, "messages")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_it_stops_within_ten_seconds_though_telegram_hung_before_it_was_ready(
    telegram: TelegramServer, articles: Path, tmp_path: Path
) -> None:
    telegram.hang("getMe", 60, 1000)
    command = [sys.executable, telegram_process.__file__, str(articles), telegram.url]
    with (tmp_path / "log").open("w+") as log, subprocess.Popen(command, stderr=log) as process:
        telegram.wait(lambda: telegram.calls, 60, "getMe")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.mark.parametrize("name", ["telegram.Bot", "telegram.request.BaseRequest", "tornado.application", "asyncio"])
def test_what_libraries_fill_into_their_messages_is_not_logged(name: str) -> None:
    record = logging.LogRecord(
        name, logging.ERROR, "", 1, 'Received data was "%s"\nfuture: <' + SECRET, (SECRET,), None
    )
    assert json.loads(JsonLines().format(record))["event"] == 'Received data was "%s"'
    own = logging.LogRecord("bot.telegram.app", logging.INFO, "", 1, "ready: %s", ("all",), None)
    assert json.loads(JsonLines().format(own))["event"] == "ready: all"
