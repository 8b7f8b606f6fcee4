"""Throughput: what ingest costs beside the encoding that nothing can spare, its memory, and the same run once more.

Two processes take turns, block by block: one encodes the texts of the block with nothing else, the other ingests it.
So whatever else the machine does at the time falls on both alike. Where the state has a ledger already, the articles to
measure with are taken out of it first: so a ledger of any size can be added to without making it anew.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from benchmarks import MAX_BYTES, NEWS, Options, Row, records, settings_in, tells
from index.embedding import models
from index.embedding.chunking import chunk, passage_text
from index.embedding.embedder import Embedder
from index.errors import SourceError
from index.storage.store import Store, identity_of
from ingest.documents import documents
from ingest.pipeline import Run

BLOCK = 1_500
"""Articles that are encoded, then ingested, before the other way has its turn."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a block took. `processor` counts all threads."""

    wall: float = 0.0
    processor: float = 0.0
    articles: int = 0
    chunks: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.wall + other.wall,
            self.processor + other.processor,
            self.articles + other.articles,
            self.chunks + other.chunks,
        )


def measure(options: Options) -> list[Row]:
    encoded = ingested = Spent()
    there = 0
    with tempfile.TemporaryDirectory() as folder:
        blocks = _blocks(options, Path(folder))
        with _process() as encoder, _process() as ingester:
            for process in (encoder, ingester):
                process.submit(_warm_up).result()
            if (options.state / "ledger.db").exists():
                there = ingester.submit(_take_out, blocks, options.state).result()
            for n, block in enumerate(blocks):
                if n % 2 == 0:
                    encoded += encoder.submit(_encode, block).result()
                ingested += ingester.submit(_ingest, block, options.state).result()
                if n % 2:
                    encoded += encoder.submit(_encode, block).result()
            peak = ingester.submit(peak_memory).result()
            ingester.submit(_close, options.state).result()
        with _process() as again:
            unchanged, seconds = again.submit(_ingest_again, Path(folder), options.state).result()
            again.submit(_close, options.state).result()
    return [
        *_speed(encoded, ingested, there),
        _memory(peak, ingested.articles),
        _same_again(unchanged, seconds, ingested.articles),
        _sizes(options.state, there + ingested.articles),
    ]


def _speed(encoded: Spent, ingested: Spent, there: int) -> Iterator[Row]:
    rate, alone = ingested.chunks / ingested.wall, encoded.chunks / encoded.wall
    articles = ingested.articles / ingested.wall
    yield Row(
        f"ingest of {ingested.articles} articles, {ingested.chunks} chunks" + (f", to {there} more" if there else ""),
        f"{articles:.1f} articles/s, {rate:.0f} chunks/s",
        values={"articles_per_s": articles, "chunks_per_s": rate},
    )
    yield Row(
        f"encoding {encoded.chunks} chunks, nothing else", f"{alone:.0f} chunks/s", values={"chunks_per_s": alone}
    )
    processor = (ingested.chunks / ingested.processor) / (encoded.chunks / encoded.processor)
    yield Row(
        "ingest against encoding alone",
        f"{rate / alone:.1%} (by processor time {processor:.1%})",
        "≥ 85 %",
        rate / alone >= 0.85 if tells(ingested.articles) else None,
        {"ratio": rate / alone, "ratio_of_processor_time": processor},
    )


def _memory(peak: int, articles: int) -> Row:
    met = peak < 2e9 if tells(articles) or peak >= 2e9 else None
    return Row("ingest: peak memory", f"{peak / 1e9:.2f} GB", "< 2 GB", met, {"bytes": peak})


def _same_again(unchanged: int, seconds: float, articles: int) -> Row:
    rate = unchanged / seconds
    return Row(
        "the same run again, nothing changed",
        f"{rate:.0f} articles/s ({unchanged} unchanged in {seconds:.2f} s)",
        "≥ 3,000 articles/s",
        rate >= 3000 and unchanged == articles if tells(articles) else None,
        {"articles_per_s": rate},
    )


def _sizes(state: Path, articles: int) -> Row:
    ledger = sum(file.stat().st_size for file in state.glob("ledger.db*"))
    chroma = sum(file.stat().st_size for file in (state / "chroma").rglob("*") if file.is_file())
    figure = f"ledger {ledger / 1e6:.0f} MB, Chroma {chroma / 1e6:.0f} MB"
    values = {"ledger_bytes": ledger, "chroma_bytes": chroma}
    return Row(f"size on disk of {articles} articles", figure, values=values)


def _blocks(options: Options, folder: Path) -> list[Path]:
    """The news as dumps of `BLOCK` articles each."""
    lines = [json.dumps(record) + "\n" for record in records(options.data, NEWS, options.articles)]
    files = []
    for at in range(0, len(lines), BLOCK):
        files.append(folder / f"block-{at:06}.jsonl.gz")
        with gzip.open(files[-1], "wt", encoding="utf-8") as file:
            file.writelines(lines[at : at + BLOCK])
    return files


@contextmanager
def _process() -> Iterator[ProcessPoolExecutor]:
    """One fresh process that keeps what it has loaded from call to call."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


# In the processes


@cache
def _embedder() -> Embedder:
    return models.embedder(settings_in(Path()))


@cache
def _store(state: Path) -> Store:
    return Store(settings_in(state), identity_of(_embedder()))


def _warm_up() -> None:
    _embedder().passages(["satu", "dua " * 100])


def _close(state: Path) -> None:
    _store(state).close()


def _encode(block: Path) -> Spent:
    texts, articles = [], 0
    for found in documents([block], zone=settings_in(block).zone, max_bytes=MAX_BYTES):
        if isinstance(found, SourceError):
            raise found
        article = found.parse()
        texts += [passage_text(article, part) for part in chunk(article)]
        articles += 1
    wall, processor = time.perf_counter(), time.process_time()
    _embedder().passages(texts)
    return Spent(time.perf_counter() - wall, time.process_time() - processor, articles, len(texts))


def _take_out(blocks: Sequence[Path], state: Path) -> int:
    """Remove the articles of the blocks from ledger and Chroma. How many others there are."""
    found = documents(blocks, zone=settings_in(state).zone, max_bytes=MAX_BYTES)
    store = _store(state)
    store.ledger.remove([document.parse().id for document in found if not isinstance(document, SourceError)])
    store.project()
    return store.ledger.count()[0]


def _ingest(block: Path, state: Path) -> Spent:
    wall, processor = time.perf_counter(), time.process_time()
    store = _store(state)
    before = store.ledger.count()
    Run(store, _embedder(), settings_in(state)).ingest([block])
    spent = time.perf_counter() - wall, time.process_time() - processor
    after = store.ledger.count()
    return Spent(*spent, after[0] - before[0], after[1] - before[1])


def _ingest_again(folder: Path, state: Path) -> tuple[int, float]:
    began = time.perf_counter()
    summary = Run(_store(state), _embedder(), settings_in(state)).ingest([folder])
    return summary.unchanged, time.perf_counter() - began


def peak_memory() -> int:
    """Bytes. From Linux's own count where there is one: getrusage's is never below what the parent had at the start."""
    import resource
    import sys

    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
