"""Startup: how long it takes until the command line says something, and until a question is answered from cold."""

from __future__ import annotations

import os
import pty
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import Options, Row
from benchmarks.metrics import median
from bot.cli import NOT_TOLD
from index.errors import TanyaError

HEAVY = ("torch", "transformers", "sentence_transformers", "llama_index", "chromadb")
QUESTION = "Siapa yang menjadi juara?"
_TANYA = Path(sys.executable).with_name("tanya")
_SAMPLES = Path(__file__).parents[1] / "ingest" / "samples"


def measure(options: Options) -> list[Row]:
    if not _TANYA.exists():
        raise TanyaError(f"{_TANYA} is missing: install Tanya into this environment with `pip install -e .`.")
    with _asked_folder(options) as (folder, what):
        seconds = median(_times(10, folder, "--help"))
        imported = _imported_by_help(folder)
        cold = _cold(folder, f"cold tanya ask, {what}")
        prompt = median([_until_prompt(folder) for _ in range(6)][1:])
    return [
        Row("tanya --help", f"{seconds:.2f} s (median of 10)", "≤ 0.4 s", seconds <= 0.4, {"seconds": seconds}),
        Row("tanya --help imports", ", ".join(imported) or "nothing heavy", "no torch", "torch" not in imported),
        Row(
            "tanya repl, to the prompt", f"{prompt:.2f} s (median of 5)", "≤ 0.5 s", prompt <= 0.5, {"seconds": prompt}
        ),
        cold,
    ]


def _cold(folder: Path, measure: str) -> Row:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        seconds = median(_times(5, folder, "ask", QUESTION))
    except TanyaError as error:
        return Row(measure, str(error), "an answer", False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 6
    figure = f"{seconds:.2f} s (median of 5), {processor:.2f} s of processor time"
    met = seconds <= 2.0 and processor <= 2.5
    return Row(measure, figure, "≤ 2 s, ≤ 2.5 s", met, {"seconds": seconds, "processor_s": processor})


def _until_prompt(folder: Path) -> float:
    """Seconds until someone at a terminal may type."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if not child:
        os.execve(str(_TANYA), [str(_TANYA), "repl"], {**_environment(folder), "TERM": "xterm"})
    seen = b""
    while b"tanya>" not in seen:
        if b"\x1b[6n" in seen[-40:]:
            os.write(terminal, b"\x1b[1;1R")  # where the cursor is, as a terminal says
        seen += os.read(terminal, 4096)
    seconds = time.perf_counter() - began
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return seconds


@contextmanager
def _asked_folder(options: Options) -> Iterator[tuple[Path, str]]:
    """The ledger that throughput left or, where there is none, one with the sample articles."""
    if (options.state / "ledger.db").exists():
        yield options.state, "the ingested news"
        return
    with tempfile.TemporaryDirectory() as folder:
        _tanya(Path(folder), "ingest", str(_SAMPLES))
        yield Path(folder), "the sample articles"


def _times(count: int, folder: Path, *arguments: str) -> list[float]:
    """Wall seconds of each run, after one that warms the disk's cache."""
    times = []
    for _ in range(count + 1):
        began = time.perf_counter()
        _tanya(folder, *arguments)
        times.append(time.perf_counter() - began)
    return times[1:]


def _tanya(folder: Path, *arguments: str) -> None:
    done = subprocess.run([str(_TANYA), *arguments], env=_environment(folder), capture_output=True, text=True)
    if done.returncode not in (0, NOT_TOLD):
        raise TanyaError(
            f"`tanya {' '.join(arguments)}` failed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}"
        )


def _imported_by_help(folder: Path) -> list[str]:
    code = (
        "import sys; sys.argv[1:] = ['--help']\n"
        "from bot.cli import main\n"
        "try: main()\n"
        f"finally: print(*(m for m in {HEAVY!r} if m in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=_environment(folder), capture_output=True, text=True, check=True
    )
    return done.stderr.split()


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TANYA_DATA_DIR": str(folder), "TANYA_CHROMA_URL": ""}
