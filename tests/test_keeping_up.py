"""`tanya ingest` and `tanya status` for sources on the web, as a person types them. Nothing here needs the model."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hostile import Server, answer
from killed import DrawnEmbedder, opened

from index.settings import Settings
from index.types import Citation
from ingest.fetching import Fetcher
from ingest.sources import Source, keep_up

pytestmark = pytest.mark.usefixtures("limited")
STORY = "<article><h1>Jembatan Sela Dibuka</h1><p>Gubernur Nusa Lintang membuka Jembatan Sela pada {}, kata juru bicaranya.</p></article>"


def test_ingest_without_arguments_and_without_a_list_says_what_to_do(tanya) -> None:
    done = tanya("ingest")
    assert done.returncode == 1
    assert "no list of sources" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_within_the_machine_is_refused_and_stays_visible(tanya, server: Server) -> None:
    done = tanya("ingest", server.at("/a"))
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert "TANYA_ALLOW_HOSTS" in done.stderr
    assert not server.seen
    shown = tanya("status", "--failed")
    assert server.at("/a") in shown.stdout
    assert "not by itself" in shown.stdout
    (failure,) = json.loads(tanya("status", "--failed", "--json").stdout)
    assert failure["lasting"] is True


def test_what_may_pass_says_when_it_is_tried_again(tanya, server: Server) -> None:
    server.scripts["/a"] = lambda _: [answer(404)]
    server.scripts["/b"] = lambda _: [answer(503, head="Retry-After: 86400\r\n")]
    env = {"TANYA_ALLOW_HOSTS": "127.0.0.1", "TANYA_FETCH_PAUSE": "0"}
    assert tanya("ingest", server.at("/a"), server.at("/b"), env=env).returncode == 1
    first, second = json.loads(tanya("status", "--failed", "--json").stdout)
    assert (first["origin"], first["lasting"]) == (server.at("/b"), False)
    assert first["again_at"] > first["at"]
    assert (second["origin"], second["lasting"]) == (server.at("/a"), True)
    assert tanya("ingest", "--watch", env=env).returncode == 2


def test_the_whole_list_is_gone_through_and_told_of(tanya, tmp_path: Path, server: Server) -> None:
    folder = tmp_path / "berita"
    folder.mkdir()
    (folder / "a.txt").write_text("Banjir merendam tiga desa di Kabupaten Tirtamaya pada Kamis.")
    server.page("/a", STORY.format("Rabu"))
    feed = f"<rss version='2.0'><channel><title>x</title><item><link>{server.at('/a')}</link></item></channel></rss>"
    server.page("/rss.xml", feed, kind="application/rss+xml")
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", allow_hosts="127.0.0.1", fetch_pause=0)  # type: ignore[call-arg]
    sources = [Source(url=server.at("/rss.xml")), Source(path=folder)]
    with opened(settings) as store:
        assert keep_up(sources, store, DrawnEmbedder(), settings, fetcher=Fetcher(settings)).added == 2
        article = next(a for a in store.ledger.articles.newest() if a.url)
        quote = article.body
        store.ledger.cited.remember(
            [Citation(1, article.id, article.title, None, None, None, None, quote, 0, len(quote))]
        )
        server.page("/a", STORY.format("Kamis") + "<p>Ralat: jembatan itu dibuka pada Kamis.</p>")
        named = [Source(url=server.at("/a"))]
        assert keep_up(named, store, DrawnEmbedder(), settings, fetcher=Fetcher(settings)).changed == 1
    told = tanya("status").stdout
    assert server.at("/rss.xml") in told
    assert "no longer says" in told
    shown = json.loads(tanya("show", "--json", article.id).stdout)
    assert shown["addresses"] == [server.at("/a")]
    assert "pada Rabu" in shown["versions"][0]["body"]
    assert "also at" not in tanya("show", article.id).stdout


def test_ctrl_c_while_pages_are_fetched_ends_at_once_and_says_that_it_is_not_finished(
    tmp_path: Path, server: Server
) -> None:
    import os
    import signal
    import subprocess
    import sys

    server.scripts["/lambat"] = lambda _: [(server.closing.wait(30) and b"") or b""]
    env = {**os.environ, "TANYA_DATA_DIR": str(tmp_path / "data"), "TANYA_ALLOW_HOSTS": "127.0.0.1"}
    command = [str(Path(sys.executable).parent / "tanya"), "ingest", server.at("/lambat")]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            while "/lambat" not in server.paths():
                assert child.poll() is None
                time.sleep(0.01)
            child.send_signal(signal.SIGINT)
            _, told = child.communicate(timeout=20)
        finally:
            child.kill()
    assert child.returncode == 130
    assert told.startswith("tanya: stopped; what was taken in so far is safe")
    assert "Traceback" not in told
