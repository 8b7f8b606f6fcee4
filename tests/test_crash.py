"""Killed at any moment, Tanya loses nothing that was committed, and the next run goes on."""

from __future__ import annotations

import json
import multiprocessing
import random
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import SAMPLES
from entries import unsound
from killed import opened, take_in, until_killed

from index.settings import Settings
from ingest.documents import Document, documents

KILLS = 12
COPIES = 24


def samples() -> list[dict[str, str]]:
    zone = ZoneInfo("Asia/Jakarta")
    parsed = [d.parse() for d in documents([SAMPLES], zone=zone, max_bytes=10**7) if isinstance(d, Document)]
    assert len(parsed) > 10
    return [{"id": a.id, "title": a.title, "text": a.body, "source": a.source or ""} for a in parsed]


def write_copies(folder: Path, originals: list[dict[str, str]], turn: int) -> set[str]:
    """Copies of the samples in a dump for each original. With each turn a third is worded anew and some are missing."""
    folder.mkdir(exist_ok=True)
    ids = set()
    for number, original in enumerate(originals):
        records = []
        for copy in range(COPIES):
            if (number + copy + turn) % 11 == 0:
                continue
            edition = (turn + copy) // 3
            record = {**original, "id": f"{original['id']}-{copy}", "text": f"{original['text']}\n\nEdisi {edition}."}
            ids.add(record["id"])
            records.append(json.dumps(record))
        (folder / f"{number}.jsonl").write_text("\n".join(records), "utf-8")
    return ids


@pytest.mark.slow
def test_whenever_it_is_killed_no_article_is_half_there_and_the_next_run_completes(
    settings: Settings, tmp_path: Path
) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["killed", "chromadb", "numpy"])
    folder, originals = tmp_path / "berita", samples()
    file = settings.data_dir / "ledger.db"
    seed = time.time_ns()
    moments = random.Random(seed)
    longest = 60.0  # the first is let be, to see how long it takes
    for turn in range(KILLS + 1):
        ids = write_copies(folder, originals, turn)
        started = processes.Event()
        child = processes.Process(target=until_killed, args=(folder, settings, started))
        child.start()
        assert started.wait(60)
        began = time.monotonic()
        moment = moments.uniform(0, longest) if turn else longest
        child.join(moment)
        child.kill()
        child.join(30)
        assert child.exitcode is not None
        if not turn:
            assert child.exitcode == 0
            longest = time.monotonic() - began
        told = f"seed {seed}, turn {turn}, killed after {moment:.3f} s"
        if file.exists() and file.stat().st_size:
            assert not unsound(file), told

        with opened(settings) as store:
            summary = take_in(folder, store, settings)
            assert not summary.failed, told
            assert {a.id for a in store.ledger.articles.newest()} == ids, told
            projection = store.own()
            assert projection is not None, told
            assert not projection.behind(), told
            assert projection.ids() == store.ledger.chunks.ids(), told
            assert take_in(folder, store, settings).unchanged == len(ids), told
        assert not unsound(file), told
        assert not (settings.data_dir / "chroma.writing").exists()
