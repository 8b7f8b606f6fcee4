"""The bot as a process: killed with questions in flight, stopped politely, called by webhook, watched by a monitor."""

from __future__ import annotations

import json
import random
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import Tanya
from telegram_people import Person
from telegram_process import bot_process
from telegram_server import TOKEN, TelegramServer

LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
RICE = "Berapa hektare sawah yang terendam di Pasirhening?"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
def test_killed_at_any_moment_it_answers_everything_once_after_the_next_start(
    telegram: TelegramServer, articles: Path, tmp_path: Path
) -> None:
    seed = time.time_ns()
    moments = random.Random(seed)
    people = [Person(telegram, 100 + n, f"P{n}") for n in range(12)]
    questions = ((LENGTH, "35 meter"), (RICE, "310 hektare"))
    asked: dict[int, list[tuple[int, str]]] = {person.id: [] for person in people}
    with (tmp_path / "log").open("w") as log:
        for kill in range(4):  # one question each: with more than five waiting the bot asks for patience
            with bot_process(telegram, articles, log, telegram_per_minute=100) as process:
                for person in people:
                    question, gold = questions[(kill + person.id) % 2]
                    message = person.say(person.private(), question)
                    asked[person.id].append((message["message_id"], gold))
                time.sleep(moments.uniform(0, 1.2))  # the moment is what is drawn; nothing is waited for
                process.kill()
        with bot_process(telegram, articles, log, telegram_per_minute=100):
            for person in people:
                telegram.wait(
                    lambda person=person: len(person.private().answers) >= len(asked[person.id]),
                    60,
                    f"answers (seed {seed})",
                )
    sorry = 0
    for person in people:
        told = [(m["reply_to_message"]["message_id"], m["text"]) for m in person.private().answers]
        assert [number for number, _ in told] == [number for number, _ in asked[person.id]], f"seed {seed}"
        for (_, text), (_, gold) in zip(told, asked[person.id], strict=True):
            # In hand each of four times: it may be what kills the bot, and is apologised for.
            assert gold in text or "terlewat" in text, f"seed {seed}: {text}"
            sorry += gold not in text
    assert sorry < 12, f"seed {seed}"


def test_what_kills_the_bot_each_time_is_apologised_for(
    telegram: TelegramServer, articles: Path, tmp_path: Path
) -> None:
    sari = Person(telegram, 7)
    chat = sari.private()
    with (tmp_path / "log").open("w") as log:
        for n in range(3):
            with bot_process(telegram, articles, log) as process:
                if n == 0:
                    sari.say(chat, "Kenapa macet di Sukaranti?")
                seen = len(telegram.calls)
                telegram.wait(
                    lambda seen=seen: [c for c in telegram.calls[seen:] if c["method"] == "sendChatAction"],
                    20,
                    "typing",
                )
                process.kill()
        with bot_process(telegram, articles, log):
            chat.wait_for("pertanyaan ini terlewat waktu saya sedang mati", timeout=60)
    assert len(chat.answers) == 1


def test_sigterm_lets_what_is_begun_finish_or_leaves_it_for_the_next_start(
    telegram: TelegramServer, articles: Path, tmp_path: Path
) -> None:
    sari = Person(telegram, 7)
    chat = sari.private()
    with (tmp_path / "log").open("w+") as log:
        with bot_process(telegram, articles, log) as process:
            sari.say(chat, "Kapan banjir lambat merendam Desa Rancalega?")
            telegram.wait(lambda: chat.of_bot, what="a message to write in")
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        assert [m["text"] for m in chat.of_bot] == [
            "🔎 Sebentar, saya sedang dinyalakan ulang. Pertanyaan ini saya jawab setelah itu."
        ]
        with bot_process(telegram, articles, log):
            chat.server.wait(lambda: "Mencari lagi" in chat.of_bot[0]["text"], 20, "another attempt")
            sari.say(chat, "/batal")
            chat.wait_for("Dibatalkan.")
        log.seek(0)
        lines = [json.loads(line) for line in log]
    assert lines[-2]["event"] != "a handler failed"
    assert {"stopped"} <= {line["event"] for line in lines}
    assert any("EVERYONE may ask" in line["event"] for line in lines)
    assert TOKEN not in str(lines)
    assert len(chat.of_bot) == 1


def test_a_webhook_with_a_wrong_secret_gets_403_and_nothing_is_processed(
    telegram: TelegramServer, articles: Path, tmp_path: Path
) -> None:
    sari = Person(telegram, 7)
    chat = sari.private()
    port = free_port()
    url = f"http://127.0.0.1:{port}/kait"
    settings = {"telegram_webhook_url": url, "telegram_webhook_secret": "rahasia-1", "telegram_webhook_port": port}
    with (tmp_path / "log").open("w") as log, bot_process(telegram, articles, log, **settings):
        forged = {"update_id": 999, "message": {"message_id": 5, "date": 1, "chat": telegram.chats[7], "text": RICE,
                  "from": {"id": 7, "is_bot": False, "first_name": "Sari"}}}  # fmt: skip
        telegram.wait(lambda: listens(port), what="the webhook's port")
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "salah"}):
            request = urllib.request.Request(
                url, json.dumps(forged).encode(), {"Content-Type": "application/json", **headers}
            )
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=10)
            assert refused.value.code == 403
        update = telegram.push(message={**forged["message"], "message_id": 6, "text": LENGTH})
        chat.wait_for("35 meter", timeout=60)
        telegram.push_again(update)
        sari.say(chat, "/bantuan")
        chat.wait_for("Begini caranya")
        assert telegram.webhook_answers == [200, 200, 200]
    assert [m["text"][:8] for m in chat.of_bot] == ["35 meter", "Begini c"]
    assert telegram.polls == 0


def test_health_and_metrics_are_served_on_loopback(telegram: TelegramServer, articles: Path, tmp_path: Path) -> None:
    sari = Person(telegram, 7)
    port = free_port()

    def get(path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def well() -> bool:
        try:
            return json.loads(get("/health")) == {"status": "ok", "waiting": 0}
        except urllib.error.HTTPError as error:
            assert error.code == 503
            return False

    with (tmp_path / "log").open("w") as log, bot_process(telegram, articles, log, telegram_health_port=port):
        telegram.wait(well, 20, "health")
        sari.say(sari.private(), LENGTH)
        sari.private().wait_for("35 meter", timeout=60)
        telegram.wait(lambda: 'tanya_answers_total{outcome="answered"} 1' in get("/metrics"), what="the count")
        metrics = get("/metrics")
        assert "tanya_questions_total 1\n" in metrics
        assert 'tanya_answer_seconds_bucket{le="+Inf"} 1\n' in metrics
        assert TOKEN not in metrics


def test_what_is_set_up_wrong_is_said_in_one_sentence(telegram: TelegramServer, tanya: Tanya) -> None:
    missing = tanya("bot")
    assert missing.returncode == 1
    assert "tanya: The bot has no token: ask @BotFather" in missing.stderr
    wrong = tanya("bot", env={"TANYA_TELEGRAM_TOKEN": "1:salah", "TANYA_TELEGRAM_API_URL": telegram.url})
    assert wrong.returncode == 1
    assert "tanya: Telegram refuses the bot's token" in wrong.stderr
    assert "1:salah" not in wrong.stderr
    assert "Traceback" not in wrong.stderr
    for given, told in (
        ({"TANYA_TELEGRAM_TOKEN": "bukan token"}, "TANYA_TELEGRAM_TOKEN: this is no bot token"),
        ({"TANYA_TELEGRAM_USERS": "12, sari"}, "TANYA_TELEGRAM_USERS: 'sari' is no id"),
        (
            {"TANYA_TELEGRAM_WEBHOOK_URL": "https://contoh.example/kait"},
            "a webhook needs TANYA_TELEGRAM_WEBHOOK_SECRET",
        ),
        ({"TANYA_TELEGRAM_WEBHOOK_URL": "http://contoh.example/kait"}, "must begin with https://"),
        ({"TANYA_KEEP_UP_MINUTES": "0"}, "TANYA_KEEP_UP_MINUTES: "),
    ):
        done = tanya("bot", env=given)
        assert done.returncode == 1
        assert told in done.stderr
        assert "bukan token" not in done.stderr
