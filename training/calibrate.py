"""From scores to a probability: `python -m training.calibrate DATA_FOLDER WORK_FOLDER`.

Asks the development questions of the real engine, finds how retrieval's score is best blended with the network's, and
fits the confidence (logistic regression) on what the questions met: in the open, with the passages that have the answer
gone, of another collection, and where the passages tell nothing. Writes `index/data/reader.json`; prints the figures by
five-fold cross-validation over questions.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import question_sets, settings_in
from benchmarks.regression import logistic
from index import shipped, span_finder
from index.confidence import FEATURES, confidence, describe
from index.engine import Engine
from index.evaluation import dataset
from index.evaluation.dataset import Item
from index.evaluation.metrics import auc, exact, f1, holds
from index.neural_reader import Calibration, NeuralReader
from index.question import analyse
from index.reading import Read
from index.span_finder import Span, SpanFinder
from index.types import Passage
from ingest.pipeline import Run

OUT = shipped.path("reader.json")
DEPTH = 20
SHARE = {"open": 1.0, "gone": 0.25, "elsewhere": 0.1, "untold": 0.35}
"""What each situation weighs in the fit, whatever its number of questions."""
BLENDS = (0.0, 10.0, 20.0, 40.0, 80.0, 120.0, 160.0)


class Remembered:
    """A SpanFinder that reads each passage once for a question."""

    def __init__(self, finder: SpanFinder) -> None:
        self._finder = finder
        self._known: dict[tuple[str, str], list[Span]] = {}

    def spans(self, question: str, texts: Sequence[str], headers: Sequence[int]) -> list[list[Span]]:
        new = [(t, h) for t, h in zip(texts, headers, strict=True) if (question, t) not in self._known]
        for (text, _), found in zip(
            new, self._finder.spans(question, [t for t, _ in new], [h for _, h in new]), strict=True
        ):
            self._known[question, text] = found
        return [self._known[question, text] for text in texts]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with passages as retrieved. Where `situation` isn't "open" nothing answers it."""

    set: str
    situation: str
    item: Item
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class Row:
    """A case as it was read: the features of its first reading, and whether that one's sentence answers."""

    case: Case
    features: tuple[float, ...]
    right: float


def cases(data: Path, work: Path) -> Iterator[Case]:
    """Opens an engine of each set in turn; ingests it the first time."""
    question_sets.write(data, work)
    names = list(question_sets.SETS)
    asked = {name: dataset.load(work / name / "questions.jsonl") for name in names}
    english = dataset.load(work / "facqa" / "questions_en.jsonl")
    for name in names:
        with _engine(work / name) as engine:
            for item in asked[name]:
                yield from _cases(engine, name, item)
            for item in english if name == "facqa" else ():
                yield from _cases(engine, "facqa_en", item)
            others = [i for other in ("facqa", "tydiqa") if other != name for i in asked[other]][::4]
            for item in [*others, *(english[::4] if name == "tydiqa" else ())] if name != "idk_mrc" else ():
                yield Case(name, "elsewhere", item, _found(engine, item))


def _engine(folder: Path) -> Engine:
    engine = Engine(settings_in(folder / "state"))
    Run(engine.store, engine.embedder, settings_in(folder / "state")).ingest([folder / "articles.jsonl"])
    return engine


def _cases(engine: Engine, name: str, item: Item) -> Iterator[Case]:
    passages = _found(engine, item)
    if not item.answerable:
        yield Case(name, "untold", item, passages)
        return
    yield Case(name, "open", item, passages)
    if name != "idk_mrc":  # its questions are those of tydiqa
        yield Case(name, "gone", item, [p for p in passages if not holds(p.text, item.answers)])


def _found(engine: Engine, item: Item) -> Sequence[Passage]:
    return engine.retriever.retrieve(item.question, top_k=DEPTH).passages


def read(finder: Remembered, case: Case, calibration: Calibration) -> Read:
    return NeuralReader(finder, calibration).read(analyse(case.item.question), case.passages)  # type: ignore[arg-type]


def blended(finder: Remembered, found: Sequence[Case], weight: float) -> dict[str, float]:
    """hit@1, EM and F1 of each set's open questions, nothing refused."""
    flat = Calibration(weight, [0.0] * (1 + len(FEATURES)), None)
    figures: dict[str, list[tuple[float, float, float]]] = {}
    for case in found:
        if case.situation != "open" or case.set == "idk_mrc":
            continue
        got = read(finder, case, flat)
        span = got.readings[0].text if got.readings else ""
        golds = case.item.answers
        hit = float(bool(got.passages) and got.passages[0].article.id in case.item.article_ids)
        figures.setdefault(case.set, []).append((hit, exact(span, golds), f1(span, golds)))
    return {
        f"{name} {what}": float(values)
        for name, rows in figures.items()
        for what, values in zip(("hit@1", "EM", "F1"), np.mean(rows, axis=0), strict=True)
    }


def rows(finder: Remembered, found: Sequence[Case], weight: float) -> list[Row]:
    flat = Calibration(weight, [0.0] * (1 + len(FEATURES)), None)
    made = []
    for case in found:
        got = read(finder, case, flat)
        if not got.readings:
            continue
        features = describe(analyse(case.item.question), got.evidence, got.readings)
        right = holds(got.readings[0].sentence.text, case.item.answers)
        if case.situation == "open" or not right:
            made.append(Row(case, features, right if case.situation == "open" else 0.0))
    return made


def fit(some: Sequence[Row]) -> list[float]:
    count = {name: sum(r.case.situation == name for r in some) for name in SHARE}
    sample = [SHARE[r.case.situation] / count[r.case.situation] for r in some]
    return logistic([r.features for r in some], [r.right for r in some], sample, 1e-3)


def cross_validated(some: Sequence[Row], folds: int = 5) -> list[float]:
    """The confidence of each row by a fit that has seen none of its question."""
    ids = sorted({r.case.item.id for r in some})
    fold = {id: n % folds for n, id in enumerate(np.random.default_rng(0).permutation(ids))}
    at = [fold[r.case.item.id] for r in some]
    tables = [fit([r for r, f in zip(some, at, strict=True) if f != n]) for n in range(folds)]
    return [confidence(r.features, tables[f]) for r, f in zip(some, at, strict=True)]


def show(some: Sequence[Row], sure: Sequence[float]) -> None:
    p, right = np.array(sure), np.array([r.right for r in some])
    kinds = [f"{r.case.set} {r.case.situation}" for r in some]
    for threshold in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6):
        print(f"threshold {threshold}")
        for kind in sorted(set(kinds)):
            mine = np.array([k == kind for k in kinds])
            given = p[mine] >= threshold
            good = right[mine][given].mean() if given.any() else 0.0
            print(f"  {kind:18s} n={mine.sum():4d} answered {given.mean():.3f} right of those {good:.3f}")
    told = np.array([r.case.set == "idk_mrc" and r.case.situation == "open" for r in some])
    untold = np.array([r.case.situation == "untold" for r in some])
    print(f"idk_mrc whole pipeline: AUC {auc(p[told], p[untold]):.3f}")
    for refused in (0.05, 0.1, 0.15, 0.2):
        at = np.quantile(p[told], refused)
        print(
            f"  at {refused:.2f} false refusals {(p[untold] < at).mean():.3f} of the untold refused (threshold {at:.2f})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.calibrate", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    args = parser.parse_args()
    found = list(cases(args.data, args.work))
    with _engine(args.work / "facqa") as engine:
        finder = Remembered(span_finder.load(settings_in(args.work), engine.embedder))
    figures = {weight: blended(finder, found, weight) for weight in BLENDS}
    for weight, by_name in figures.items():
        print(f"fused × {weight:g}:", ", ".join(f"{name} {value:.3f}" for name, value in by_name.items()), flush=True)
    chosen = max(BLENDS, key=lambda w: sum(figures[w].values()))
    print(f"chosen: {chosen:g}")
    some = rows(finder, found, chosen)
    show(some, cross_validated(some))
    table = fit(some)
    print(dict(zip(("bias", *FEATURES), table, strict=True)))
    OUT.write_text(json.dumps({"fused": chosen, "confidence": table, "english": None}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
