"""Ctrl-C and SIGTERM at any moment: the exit status says so, one sentence too, nothing else does, and nothing is lost."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import _CACHE, ROOT, SAMPLES, Tanya
from entries import unsound

from ingest.documents import Document, documents

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("limited"),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks there whether it listens yet"),
]
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143}
TURNS = 6


@contextmanager
def running(folder: Path, *args: str | Path, stdin: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, once it listens."""
    env = {**os.environ, "TANYA_DATA_DIR": str(folder), "TANYA_CACHE_DIR": str(_CACHE), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}  # fmt: skip
    command = [sys.executable, "-m", "bot.entry", *map(str, args)]
    process = subprocess.Popen(command, env=env, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
    try:
        while process.poll() is None and not listens(process.pid):
            time.sleep(0.002)
        yield process
    finally:
        process.kill()
        process.communicate()


def listens(pid: int) -> bool:
    """Whether it catches SIGTERM, which Python by itself does not."""
    try:
        caught = re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text())
    except FileNotFoundError:
        return True
    return bool(caught and int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def stopped_at_moments(folder: Path, args: Sequence[str | Path], longest: float, turns: int = TURNS) -> list[str]:
    """Stop the command at drawn moments. What it printed each time it was still running."""
    seed = time.time_ns()
    moments = random.Random(seed)
    printed = []
    for turn in range(turns):
        number = (signal.SIGINT, signal.SIGTERM)[turn % 2]
        moment = longest * (turn + moments.random()) / turns
        with running(folder, *args) as process:
            time.sleep(moment)
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
        told = f"seed {seed}, turn {turn}, {number.name} after {moment:.3f} s: {out}\n{err}"
        if process.returncode == 0 and not err:
            continue  # it was done before
        assert process.returncode == STATUS[number], told
        assert err.startswith("tanya: stopped"), told
        assert err.count("\n") == 1, told
        printed.append(out)
        if begun(folder / "ledger.db"):
            assert not unsound(folder / "ledger.db"), told
    return printed


def begun(ledger: Path) -> bool:
    """Whether it was stopped after the ledger was made."""
    if not ledger.exists():
        return False
    with closing(sqlite3.connect(ledger)) as db:
        return bool(db.execute("PRAGMA user_version").fetchone()[0])


def copies(folder: Path, count: int) -> Path:
    """The sample articles, each so many times in other words."""
    folder.mkdir()
    parsed = documents([SAMPLES], zone=ZoneInfo("Asia/Jakarta"), max_bytes=10**7)
    for article in (found.parse() for found in parsed if isinstance(found, Document)):
        for n in range(count):
            record = {"id": f"{article.id}-{n}", "title": article.title, "text": f"{article.body}\n\nEdisi {n}."}
            (folder / f"{article.id}-{n}.json").write_text(json.dumps(record), "utf-8")
    return folder


def test_taking_in_is_stopped_at_any_moment_and_goes_on(tmp_path: Path, tanya: Tanya) -> None:
    """While it is imported, reads, embeds, commits, closes."""
    folder = copies(tmp_path / "berita", 3)
    count = len(list(folder.iterdir()))
    data = tmp_path / "data"
    began = time.monotonic()
    with running(tmp_path / "lain", "ingest", folder) as process:
        process.communicate(timeout=120)
    assert stopped_at_moments(data, ["ingest", folder], time.monotonic() - began, turns=6)
    done = tanya("ingest", folder)
    assert done.returncode == 0, done.stderr
    assert len(tanya("list", "--json", "--limit", "999").stdout.splitlines()) == count
    assert tanya("doctor").returncode == 0


def test_a_question_is_stopped_at_any_moment(sample_ledger: Path) -> None:
    assert stopped_at_moments(sample_ledger, ["ask", "Berapa panjang tanggul Sungai Cilaras yang jebol?"], 1.5)


def test_making_the_index_anew_is_stopped_at_any_moment(sample_ledger: Path, tanya: Tanya) -> None:
    assert stopped_at_moments(sample_ledger, ["reindex"], 1.5)
    assert tanya("reindex").returncode == 0
    assert tanya("doctor").returncode == 0


def test_many_questions_are_stopped_and_gone_on_from(sample_ledger: Path, tanya: Tanya, tmp_path: Path) -> None:
    asked, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    lines = [{"id": n, "question": f"Berapa panjang tanggul yang jebol, nomor {n}?"} for n in range(25)]
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines))
    stopped_at_moments(sample_ledger, ["ask", "--input", asked, "--output", out, "--resume"], 3.0, turns=4)
    assert tanya("ask", "--input", asked, "--output", out, "--resume").returncode == 0
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == list(range(25))


@pytest.mark.parametrize("number", STATUS)
@pytest.mark.parametrize("moment", [0.0, 0.4, 1.2, 2.5])
def test_a_conversation_out_of_a_pipe_is_stopped(sample_ledger: Path, number: signal.Signals, moment: float) -> None:
    with running(sample_ledger, "repl", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write("Berapa panjang tanggul Sungai Cilaras yang jebol?\n")
        process.stdin.flush()  # the pipe stays open: it waits for more
        time.sleep(moment)
        process.send_signal(number)
        assert process.wait(30) == STATUS[number]
        assert process.stderr is not None
        assert process.stderr.read() == "tanya: stopped.\n"


@pytest.mark.parametrize("number", STATUS)
def test_what_comes_when_all_is_done_changes_nothing(number: signal.Signals) -> None:
    """Threads are waited for, what is registered at exit is done, Python takes its handlers away: stopped, or done."""
    code = """
import sys, threading, time
from index.signals import obeyed
obeyed(lambda: print("done", flush=True))
threading.Thread(target=time.sleep, args=(0.2,)).start()
"""
    ends = set()
    for turn in range(12):
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "done\n"
        time.sleep(turn * 0.024)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
        ends.add((process.returncode, err))
    assert ends <= {(0, ""), (STATUS[number], "tanya: stopped.\n")}


def test_what_a_finalizer_swallows_is_raised_again() -> None:
    code = """
import os, signal, sys, time
from index.signals import obeyed
class Swallows:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
def work():
    Swallows()
    time.sleep(20)
obeyed(work)
"""
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "tanya: stopped.\n")
    assert time.monotonic() - began < 10


def test_what_is_swallowed_altogether_still_decides_the_exit_status() -> None:
    code = """
import os, signal
from index.signals import obeyed
def work():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except BaseException:
        raise ImportError("as an extension's initialization has it") from None
obeyed(work)
"""
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (143, "tanya: stopped.\n")
