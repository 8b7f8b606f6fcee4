"""Latency: what a question costs in a process that has answered some already, each question asked once."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks import Options, Row, english_questions, records, settings_in, tells
from benchmarks.metrics import percentile
from benchmarks.throughput import peak_memory
from index.engine import Engine
from index.errors import TanyaError

QUESTIONS = 200
_WARM_UP = 15


def measure(options: Options) -> list[Row]:
    if not (options.state / "ledger.db").exists():
        raise TanyaError("there is no ledger to ask: measure throughput as well, or give --state the folder it left.")
    with Engine(settings_in(options.state)) as engine:
        engine.warm_up()
        articles, chunks = engine.store.ledger.count()
        questions = _questions(options, engine, QUESTIONS + _WARM_UP)
        asked = [engine.ask(question).timings_ms for question in questions][_WARM_UP:]
    times = [t for t in asked if "embed" in t]  # a request for articles is answered without
    stages = {name: [t[name] for t in times] for name in ("embed", "retrieve", "answer", "total")}
    stages["embed + retrieve"] = [t["embed"] + t["retrieve"] for t in times]
    title = f"warm question, {articles} articles, {chunks} chunks"
    peak = peak_memory()
    rows = [
        _row(f"{title}: {name}", stages[name], bar, tells(articles))
        for name, bar in (("embed", None), ("retrieve", 60), ("embed + retrieve", 60), ("answer", 400), ("total", 400))
    ]
    return [
        *rows,
        Row(
            f"memory of the process that answered {len(asked)} questions",
            f"{peak / 1e6:.0f} MB",
            values={"bytes": peak},
        ),
    ]


def _row(measure: str, times: list[float], bar: float | None, telling: bool) -> Row:
    p50, p95 = percentile(times, 50), percentile(times, 95)
    return Row(
        measure,
        f"p50 {p50:.1f} ms, p95 {p95:.1f} ms",
        f"p95 ≤ {bar:g} ms" if bar else "",
        p95 <= bar if bar and telling else None,
        {"p50_ms": p50, "p95_ms": p95},
    )


def _questions(options: Options, engine: Engine, count: int) -> list[str]:
    """A third from the articles' own titles, a third from FacQA, a third from FacQA in English; the same every time."""
    dice = random.Random(1)
    titles = sorted(article.title for article in engine.store.ledger.articles.newest() if not article.title_derived)
    facqa = [record["question"] for record in records(options.data, "facqa-valid")]
    sources = [
        [title if title.endswith("?") else f"Apa kabar terbaru tentang {title}?" for title in titles],
        facqa,
        list(english_questions().values()),
    ]
    shuffled: list[Iterator[str]] = [iter(dice.sample(source, min(len(source), count))) for source in sources]
    return [question for turn in zip(*shuffled, strict=False) for question in turn][:count]
