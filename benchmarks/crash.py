"""Crash: an ingest is killed (SIGKILL) at random moments; then the next run must complete and everything must agree.

Embedding writes nothing, so most moments of an ingest are harmless. To strike where it could hurt, the vectors are made
once beforehand and the killed processes look them up, and commit every 64 chunks instead of every 1,024: nearly every
moment then is one of SQLite or Chroma writing. They are forked by multiprocessing's fork server, a small process that
has imported the code but never opened a ledger, Chroma or a model, so no thread or open file is forked with it.
Every fifth kill strikes the real command instead, started afresh, model and all.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from benchmarks import MAX_BYTES, NEWS, Options, Row, records, settings_in
from benchmarks.inspection import Vectors, inspect_chroma, inspect_ledger
from index.embedding import models, packed
from index.embedding.chunking import chunk, passage_text
from index.errors import SourceError, TanyaError
from index.storage.store import Store, identity_of
from index.types import Article
from ingest import pipeline
from ingest.documents import documents

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ARTICLES = 150
GROUP = 64
"""Chunks a commit, in the forked processes that are killed."""
REAL_EVERY = 5

Version = Literal["old", "new"]
KINDS: Sequence[tuple[bool, Version, Version]] = ((False, "old", "old"), (True, "new", "new"), (False, "old", "new"))
"""Is the old version there in full before; which version's ingest is killed; which one the next run ingests."""


@dataclass(frozen=True, slots=True)
class Case:
    """The articles in two versions: in the new one, every second is cut to half its length."""

    files: Mapping[Version, Path]
    articles: Mapping[Version, Mapping[str, Article]]
    vectors: Vectors


class RememberedVectors:
    """An Embedder that looks up what a real one made before."""

    dimension = 384

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self.name = packed.NAME

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise NotImplementedError(f"an ingest asks nothing, but now {texts}")

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        return np.stack([self._vectors[text] for text in texts])


def measure(options: Options) -> list[Row]:
    server = get_context("forkserver")
    server.set_forkserver_preload(["benchmarks.crash", "chromadb", "numpy", "ingest.readers.jsonl"])
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            case = pool.submit(_prepare, options, Path(folder)).result()
        trials = _Trials(server, case, Path(folder))
        outcomes = [trials.run(n) for n in range(options.kills)]
    failures = [faults for _, faults in outcomes if faults]
    for faults in failures:
        print("crash:", "; ".join(faults[:5]), file=sys.stderr)
    struck = ", ".join(f"{count} {where}" for where, count in Counter(where for where, _ in outcomes).most_common())
    return [
        Row(
            f"kill -9 during an ingest of {ARTICLES} articles",
            f"{len(failures)} failures in {options.kills} (struck {struck})",
            "0 failures in 50",
            not failures if options.kills >= 50 or failures else None,
            {"kills": len(outcomes), "failures": len(failures)},
        )
    ]


class _Trials:
    """Kills an ingest and looks at what is left, over and over."""

    def __init__(self, server: ForkServerContext, case: Case, folder: Path) -> None:
        self._server, self._case, self._folder = server, case, folder
        self._dice = random.Random(1)
        self._seconds: dict[tuple[bool, bool], float] = {}

    def run(self, n: int) -> tuple[str, list[str]]:
        """Where the kill struck, and what was wrong afterwards."""
        real = n % REAL_EVERY == REAL_EVERY - 1
        before, killed, after = KINDS[n % len(KINDS)]
        if (real, before) not in self._seconds:
            state = self._state(before)
            began = time.perf_counter()
            if not self._ends(state, killed, real, seconds=None):
                raise TanyaError("an ingest that nothing killed did not succeed: run `tanya doctor`.")
            self._seconds[real, before] = time.perf_counter() - began
        for _ in range(100):
            state = self._state(before)
            if not self._ends(state, killed, real, self._dice.uniform(0, self._seconds[real, before])):
                break
        else:
            raise TanyaError("an ingest ended before it could be killed, a hundred times: the machine is too uneven.")
        with ProcessPoolExecutor(1, mp_context=self._server) as pool:
            try:
                return pool.submit(_go_on, self._case, state, before, killed, after).result()
            except BrokenProcessPool:
                return "where the next run died of it", ["the next run died"]

    def _state(self, before: bool) -> Path:
        """A new folder, with the old version in it if there is one before."""
        state = Path(tempfile.mkdtemp(dir=self._folder))
        if before:
            self._ends(state, "old", real=False, seconds=None)
        return state

    def _ends(self, state: Path, version: Version, real: bool, seconds: float | None) -> bool:
        """Whether an ingest ends by itself within so many seconds; otherwise it is killed."""
        process = self._server.Process(target=_command if real else _ingest, args=(self._case, state, version))
        process.start()
        process.join(seconds)
        process.kill()
        process.join()
        if process.exitcode not in (0, -9):
            raise TanyaError(f"an ingest ended with exit status {process.exitcode} before it was killed.")
        return process.exitcode == 0


# In the processes


def _prepare(options: Options, folder: Path) -> Case:
    """Write both versions and embed them."""
    news = list(records(options.data, NEWS, ARTICLES))
    files: dict[Version, Path] = {"old": folder / "old.jsonl", "new": folder / "new.jsonl"}
    files["old"].write_text("".join(json.dumps(record) + "\n" for record in news), encoding="utf-8")
    for record in news[::2]:
        record["body"] = record["body"][: len(record["body"]) // 2 + 1]
    files["new"].write_text("".join(json.dumps(record) + "\n" for record in news), encoding="utf-8")
    articles: dict[Version, Mapping[str, Article]] = {version: _articles(file) for version, file in files.items()}
    texts = {passage_text(a, part) for version in articles.values() for a in version.values() for part in chunk(a)}
    ordered = sorted(texts)
    vectors = models.embedder(settings_in(folder)).passages(ordered)
    return Case(files, articles, dict(zip(ordered, vectors, strict=True)))


def _articles(file: Path) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for document in documents([file], zone=settings_in(file).zone, max_bytes=MAX_BYTES):
        if isinstance(document, SourceError):
            raise document
        article = document.parse()
        found[article.id] = article
    return found


def _ingest(case: Case, state: Path, version: Version) -> None:
    pipeline.GROUP = GROUP
    embedder = RememberedVectors(case.vectors)
    with Store(settings_in(state), identity_of(embedder)) as store:
        summary = pipeline.Run(store, embedder, settings_in(state)).ingest([case.files[version]])
    if summary.failed:
        raise summary.failed[0]


def _command(case: Case, state: Path, version: Version) -> None:
    """Become `tanya ingest`."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    tanya = str(Path(sys.executable).with_name("tanya"))
    environment = {**os.environ, "TANYA_DATA_DIR": str(state), "TANYA_CHROMA_URL": ""}
    os.execve(tanya, [tanya, "ingest", str(case.files[version])], environment)


def _go_on(case: Case, state: Path, before: bool, killed: Version, after: Version) -> tuple[str, list[str]]:
    """Look at what the killed run left, do the next run, look again."""
    allowed = [case.articles[killed], *([case.articles["old"]] if before else [])]
    found = inspect_ledger(state, allowed, case.vectors)
    faults = [f"after the kill: {fault}" for fault in found.faults]
    where = {0: "before the first commit", len(case.articles[killed]): "after the last one"}.get(
        found.kept[0], "between commits"
    )
    try:
        _ingest(case, state, after)
    except (TanyaError, OSError) as error:
        return where, [*faults, f"the next run stopped: {error}"]
    found = inspect_ledger(state, [case.articles[after]], case.vectors)
    faults += [f"after the next run: {fault}" for fault in found.faults]
    if found.kept[0] != len(case.articles[after]):
        faults.append(f"after the next run {found.kept[0]} of {len(case.articles[after])} articles are there")
    return where, faults + inspect_chroma(state)
