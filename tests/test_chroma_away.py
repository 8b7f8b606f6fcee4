"""A Chroma server that is away: everything is answered from the ledger, it is said, and the server catches up when it is back."""

from __future__ import annotations

import json
import logging
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from chroma_server import BROKEN, SILENT, ailing, free_port, serving
from conftest import Tanya
from entries import IDENTITY, entry, ids_of
from killed import DrawnEmbedder
from store_process import nearest, other_process
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Person
from telegram_server import TelegramServer

from index.settings import Settings
from index.storage import absence
from index.storage.store import Store
from ingest.pipeline import Run

pytestmark = pytest.mark.usefixtures("limited")
LENGTH = "Berapa panjang tanggul Sungai Cilaras yang jebol?"


@pytest.fixture
def away(settings: Settings) -> Settings:
    """Settings that name a server which isn't there."""
    return settings.model_copy(update={"chroma_url": f"http://127.0.0.1:{free_port()}"})


def port_of(settings: Settings) -> int:
    return int(str(settings.chroma_url).rpartition(":")[2])


def comes(what: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)


def caught_up(store: Store) -> bool:
    projection = store.own()
    assert projection is not None
    return projection.ids() == store.ledger.chunks.ids() and not projection.behind()


def test_away_from_the_start_the_ledger_answers_and_the_server_catches_up_by_itself(
    away: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with Store(away, IDENTITY) as store:
        store.write([entry("a")])
        assert store.away and str(away.chroma_url) in store.away and "TANYA_CHROMA_URL" in store.away
        assert "\n" not in store.away
        store.write([entry("b")])
        assert store.project() is False
        for _ in range(3):
            assert nearest(store, "a", 1) == ["a#0"]
            assert nearest(store, "b", 1) == ["b#0"]
        with serving(port_of(away), tmp_path / "server"):
            comes(lambda: store.away is None)
            assert caught_up(store)
            store.write([entry("c")])
            assert store._from_chroma(entry("c").embeddings[0], 1) == [("c#0", pytest.approx(1, abs=1e-3))]
    told = [record.getMessage() for record in caplog.records if record.name == absence.__name__]
    assert len(told) == 2
    assert "can't be used" in told[0]
    assert "back" in told[1]


def test_a_server_that_goes_and_comes_back_has_missed_nothing(away: Settings, tmp_path: Path) -> None:
    with serving(port_of(away), tmp_path / "server"):
        store = Store(away, IDENTITY)
        store.write([entry("a"), entry("b")])
        assert caught_up(store)
    with store:
        assert nearest(store, "a", 1) == ["a#0"]
        assert store.away
        store.write([entry("c")])
        store.ledger.remove(["a"])
        assert set(nearest(store, "a", 20)) == ids_of(entry("b")) | ids_of(entry("c"))
        with serving(port_of(away), tmp_path / "server"):
            comes(lambda: store.away is None)
            assert caught_up(store)
            assert set(nearest(store, "a", 20)) == ids_of(entry("b")) | ids_of(entry("c"))


def test_who_only_reads_there_goes_on_as_well(away: Settings, tmp_path: Path) -> None:
    with serving(port_of(away), tmp_path / "server"):
        owner = Store(away, IDENTITY)
        owner.write([entry("a"), entry("b")])
        reader = other_process(away)
        other = reader.__enter__()
        assert other("by_chroma")
    assert other("nearest", "b", 1) == ["b#0"]
    assert not other("by_chroma")
    with serving(port_of(away), tmp_path / "server"):
        comes(lambda: other("by_chroma"))
        assert other("nearest", "b", 1) == ["b#0"]
    reader.__exit__(None, None, None)
    owner.close()


@pytest.mark.parametrize("answer", [SILENT, BROKEN, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"], ids=["silent", "503", "no Chroma"])  # fmt: skip
def test_one_that_hangs_or_is_broken_is_waited_for_once(away: Settings, tmp_path: Path, answer: bytes) -> None:
    with Store(away, IDENTITY) as store:
        store.ledger.put([entry("a"), entry("b")])
        with ailing(port_of(away), answer):
            assert nearest(store, "b", 1) == ["b#0"]
            assert store.away
            began = time.monotonic()
            for _ in range(10):
                assert nearest(store, "a", 1) == ["a#0"]
            assert time.monotonic() - began < 1.5  # the greeting alone may take two seconds
        with serving(port_of(away), tmp_path / "server"):
            comes(lambda: store.away is None)
            assert caught_up(store)


def test_without_the_server_the_vectors_are_read_once_and_only_new_ones_are_added(away: Settings) -> None:
    with Store(away, IDENTITY) as store:
        store.write([entry(f"a{n}") for n in range(20)])
        asked: list[str] = []
        nearest(store, "a1", 1)
        held = store._exact._vectors
        store.ledger.database._db.set_trace_callback(asked.append)
        for n in range(5):
            nearest(store, f"a{n}", 1)
        assert store._exact._vectors is held
        assert not [sql for sql in asked if "embedding FROM chunks WHERE key >" in sql]
        store.write([entry("lagi")])
        assert nearest(store, "lagi", 1) == ["lagi#0"]
        read = [sql for sql in asked if "embedding FROM chunks WHERE key >" in sql]
        assert len(read) == 1
        assert "key > 0 " not in read[0]


def test_taking_in_ends_well_and_leaves_the_rest_to_the_next_run(
    away: Settings, tmp_path: Path, tanya: Tanya, sample_ledger: Path
) -> None:
    env = {"TANYA_CHROMA_URL": str(away.chroma_url)}
    (tmp_path / "berita").mkdir()
    (tmp_path / "berita" / "baru.txt").write_text("Jembatan Sela dibuka pada Rabu. Panjangnya 1,2 kilometer.")
    done = tanya("ingest", tmp_path / "berita", env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 added")
    assert done.stderr.count("\n") == 1
    assert "TANYA_CHROMA_URL" in done.stderr
    for args in (["ask", LENGTH], ["repl"]):
        asked = tanya(*args, env=env, input=f"{LENGTH}\n{LENGTH}\n")
        assert asked.returncode == 0, asked.stderr
        assert "35 meter" in asked.stdout
        assert asked.stderr.count("TANYA_CHROMA_URL") == (args == ["repl"])
    many = tmp_path / "q.jsonl"
    many.write_text(json.dumps({"id": 1, "question": LENGTH}))
    asked = tanya("ask", "--input", many, env=env)
    assert asked.returncode == 0
    assert "35 meter" in asked.stdout
    assert asked.stderr.count("\n") == 1
    assert "can't be used" in tanya("status", env=env).stdout
    looked = tanya("doctor", env=env)
    assert looked.returncode == 1
    assert "BAD  chroma" in looked.stdout
    assert tanya("remove", "kabar-pesisir-20250409-beras", env=env).returncode == 0
    with serving(port_of(away), tmp_path / "server"):
        assert tanya("ingest", tmp_path / "berita", env=env).stderr == ""
        status = tanya("status", env=env).stdout
        assert "up to date" in status
        assert tanya("doctor", env=env).returncode == 0


def health(port: int) -> tuple[int, dict[str, object]]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
        return answer.status, json.load(answer)


def test_a_running_bot_answers_says_so_to_its_watcher_and_catches_up(
    telegram: TelegramServer, articles: Path, tmp_path: Path
) -> None:
    port, chroma_port = free_port(), free_port()
    settings = settings_for(telegram, articles, telegram_health_port=port, chroma_url=f"http://127.0.0.1:{chroma_port}")
    engine = SearchingEngine(settings)
    with RunningBot(engine, settings):
        asker = Person(telegram, 7, "Tini")
        asker.say(asker.private(), LENGTH)
        telegram.wait(lambda: asker.private().answers, 30, "the answer")
        assert "35 meter" in asker.private().answers[0]["text"]
        status, told = health(port)
        assert (status, told["status"], told["chroma"]) == (200, "ok", "can't be reached")
        (tmp_path / "baru.txt").write_text("Jembatan Sela dibuka pada Rabu. Panjangnya 1,2 kilometer.")
        assert Run(engine.store, DrawnEmbedder(), settings).ingest([tmp_path / "baru.txt"]).added == 1
        with serving(chroma_port, tmp_path / "server"):
            comes(lambda: "chroma" not in health(port)[1])
            assert caught_up(engine.store)
        asker.say(asker.private(), "Berapa hektare sawah yang terendam di Pasirhening?")
        telegram.wait(lambda: len(asker.private().answers) > 1, 30, "the answer")
        comes(lambda: health(port)[1].get("chroma"))


class SearchingEngine(ScriptedEngine):
    """Searches by vectors as well, as the real one does."""

    def extract(self, question: str, **given):  # type: ignore[no-untyped-def, override]
        self.retriever.retrieve(question, top_k=5)
        return super().extract(question, **given)
