"""From scores to a promise: `python -m training.calibrate DATA_FOLDER WORK_FOLDER`.

Asks questions that no training has seen of the real engine; finds how retrieval's score and the network's are best blended;
fits the confidence (logistic regression) on what the questions met: in the open, with the article that has the answer gone,
and where the articles tell nothing; and finds the thresholds that keep each share of wrong answers. Writes
`index/data/reader.json`, from the questions of "calibration" and the development splits of FacQA, TyDi QA and IDK-MRC.

With `--report SPLIT` nothing is fitted: the figures of that split of the news questions, with what is there.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import question_sets, settings_in
from benchmarks.regression import logistic
from index import shipped
from index.answer.extractive import composed
from index.engine import Engine
from index.evaluation import dataset, judging
from index.evaluation.calibration import ERRORS
from index.evaluation.dataset import Item
from index.evaluation.metrics import auc
from index.language.text import language_of
from index.reader import findings
from index.reader.confidence import FEATURES, Calibration, Scores, thresholds
from index.reader.findings import Finder, Finding, Text
from index.reader.reader import Read, Reader
from index.reader.reader_model import KINDS
from index.types import Answer, Passage
from ingest.pipeline import Run

OUT = shipped.path("reader.json")
DEPTH = 20
SHARES = {"open": 1.0, "gone": 0.15, "untold": 0.45}
"""What each situation weighs in the fit, whatever its number of questions."""
SETS = {"facqa": 0.5, "facqa_en": 0.3, "tydiqa": 0.5, "idk_mrc": 0.5, "news": 2.0}
"""And each set."""
SPANS, FUSED, EVIDENCE = (0.0, 0.1, 0.2), (20.0, 40.0, 80.0, 120.0), (0.1, 0.3, 0.6)
RIDGE = 1e-3
Floats = NDArray[np.float64]


class Remembered:
    """A Finder that reads each passage once for a question, and keeps what it found in a file."""

    def __init__(self, finder: Callable[[], Finder], file: Path) -> None:
        self._finder, self._file = finder, file
        self._loaded: Finder | None = None
        self._known: dict[tuple[str, str], Finding | None] = pickle.loads(file.read_bytes()) if file.exists() else {}

    def find(self, question: str, texts: Sequence[Text]) -> list[Finding | None]:
        if new := [t for t in texts if (question, t.text) not in self._known]:
            self._loaded = self._loaded or self._finder()
            found = self._loaded.find(question, new)
            self._known.update(((question, t.text), f) for t, f in zip(new, found, strict=True))
        return [self._known[question, t.text] for t in texts]

    def save(self) -> None:
        self._file.write_bytes(pickle.dumps(self._known))


@dataclass(frozen=True, slots=True)
class Case:
    """A question with passages as retrieved. Where `situation` isn't "open" nothing answers it."""

    set: str
    situation: str
    item: Item
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class Row:
    """A case as it was answered: what the confidence is made of, and whether the answer is right."""

    case: Case
    scores: Scores
    kind: str
    language: str
    answer: Answer
    right: float


def news(work: Path, split: str) -> Iterator[Case]:
    """The questions of a split amid the news. Ingests them the first time."""
    with _engine(work / "news") as engine:
        for item in dataset.load(work / "news" / f"{split}.jsonl"):
            found = engine.retriever.retrieve(item.question, top_k=DEPTH).passages
            yield Case("news", "open" if item.answerable else "untold", item, found)
            if item.answerable and split == "calibration":
                without = [p for p in found if p.article.id not in item.article_ids]
                yield Case("news", "gone", replace(item, answerable=False), without)


def cases(work: Path) -> Iterator[Case]:
    """All that is fitted on."""
    yield from news(work, "calibration")
    for name in ("facqa", "tydiqa", "idk_mrc"):
        with _engine(work / name) as engine:
            for suffix in ("", "_en") if name == "facqa" else ("",):
                for item in dataset.load(work / name / f"questions{suffix}.jsonl"):
                    found = engine.retriever.retrieve(item.question, top_k=DEPTH).passages
                    if name != "idk_mrc" or not item.answerable:  # what it answers is what tydiqa asks
                        yield Case(name + suffix, "open" if item.answerable else "untold", item, found)
                    elif name == "idk_mrc":
                        yield Case(name, "open", item, found)


def _engine(folder: Path) -> Engine:
    settings = settings_in(folder / "state")
    engine = Engine(settings)
    Run(engine.store, engine.embedder, settings).ingest([folder / "articles.jsonl"])
    return engine


def rows(finder: Remembered, found: Iterable[Case], calibration: Calibration) -> list[Row]:
    """Every case answered, nothing refused."""
    reader = Reader(finder, calibration)  # type: ignore[arg-type]
    made = []
    for case in found:
        language = language_of(case.item.question)
        read = reader.read(case.item.question, language, case.passages)
        if read.readings:
            made.append(_row(case, read, language))
    return made


def _row(case: Case, read: Read, language: str) -> Row:
    answer = composed(case.item.question, "en" if language == "en" else "id", read)
    right = judging.right(case.item, answer) if case.situation == "open" else 0.0
    return Row(case, read.scores, read.kind, language, answer, right or 0.0)


def blended(finder: Remembered, found: Sequence[Case], start: Calibration) -> Calibration:
    """The weights of the ranking and of the choice of a stretch that answer most of the open questions right, one after the
    other."""
    some = [case for case in found if case.situation == "open"]

    def value(tried: Calibration) -> float:
        by_set: dict[str, list[float]] = {}
        for row in rows(finder, some, tried):
            both = judging.measured(row.case.item, row.answer)
            by_set.setdefault(row.case.set, []).append(row.right + (both[1] if both else 0.0))
        return sum(SETS[name] * float(np.mean(values)) for name, values in by_set.items())

    chosen = start
    for name, choices in (("fused", FUSED), ("span", SPANS), ("evidence", EVIDENCE)):
        tried = {choice: replace(chosen, **{name: choice}) for choice in choices}
        values = {choice: value(calibration) for choice, calibration in tried.items()}
        print(name, {choice: round(v, 4) for choice, v in values.items()}, flush=True)
        chosen = tried[max(values, key=lambda c: values[c])]
    return chosen


def fit(some: Sequence[Row], start: Calibration) -> Calibration:
    kinds = [*KINDS, "en"]
    count: dict[tuple[str, str], int] = {}
    for r in some:
        count[r.case.set, r.case.situation] = count.get((r.case.set, r.case.situation), 0) + 1
    sample = [SETS[r.case.set] * SHARES[r.case.situation] / count[r.case.set, r.case.situation] for r in some]
    features = [[*astuple(r.scores), *(float(k in (r.kind, r.language)) for k in kinds)] for r in some]
    table = logistic(features, [r.right for r in some], sample, RIDGE)
    shifts = dict(zip(kinds, table[1 + len(FEATURES) :], strict=True))
    return replace(start, weights=table[: 1 + len(FEATURES)], shifts=shifts)


def cross_validated(some: Sequence[Row], start: Calibration, folds: int = 5) -> Floats:
    """The confidence of each row by a fit that has seen none of its article."""
    ids = sorted({_about(r) for r in some})
    fold = {id: n % folds for n, id in enumerate(np.random.default_rng(0).permutation(ids))}
    fitted = [fit([r for r in some if fold[_about(r)] != n], start) for n in range(folds)]
    return np.array([sure(r, fitted[fold[_about(r)]]) for r in some])


def _about(row: Row) -> str:
    return row.case.item.id.rpartition("-")[0] or row.case.item.id


def sure(row: Row, calibration: Calibration) -> float:
    return calibration.confidence(row.scores, row.kind, "en" if row.language == "en" else "id")


def show(some: Sequence[Row], confidence: Floats, threshold: float) -> None:
    """Figures by set and situation, and of the news by kind, style and language."""
    named: dict[str, list[int]] = {}
    for n, r in enumerate(some):
        item = r.case.item
        keys = [f"{r.case.set} {r.case.situation}"]
        if r.case.set == "news" and r.case.situation != "gone":
            asked = f"{item.style}" if item.language == "id" else "English"
            keys += [f"news · {key}" for key in (f"kind {item.kind}", f"style {asked}")]
        for key in keys:
            named.setdefault(key, []).append(n)
    for key in sorted(named):
        told = [n for n in named[key] if some[n].case.situation == "open"]
        untold = [n for n in named[key] if some[n].case.situation != "open"]
        given = confidence >= threshold
        line = f"{key:28s}"
        if told:
            measured = [judging.measured(some[n].case.item, some[n].answer) for n in told]
            f1 = np.array([m[1] if m else 0.0 for m in measured])
            hit = [some[n].answer.passages[0].article.id in some[n].case.item.article_ids for n in told]
            right = np.array([some[n].right for n in told])
            line += (
                f" told {len(told):4d}: hit@1 {np.mean(hit):.3f} right {right.mean():.3f} F1 {f1.mean():.3f} | with refusals: "
                f"refused {1 - given[told].mean():.3f} right {(right * given[told]).mean():.3f} F1 {(f1 * given[told]).mean():.3f}"
            )
        if untold:
            line += f" | untold {len(untold):4d}: refused {1 - given[untold].mean():.3f}"
        if told and untold:
            everything = told + untold
            answered = [n for n in everything if given[n]]
            wrong = 1 - np.mean([some[n].right for n in answered]) if answered else 0.0
            line += f" | wrong of given {wrong:.3f} | AUC {auc(confidence[told], confidence[untold]):.3f}"
        print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.calibrate", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--report", action="append", help="only the figures of this split of the news questions")
    parser.add_argument("--max-error", type=float, default=0.1)
    args = parser.parse_args()
    question_sets.write(args.data, args.work)

    def load() -> Finder:
        with _engine(args.work / "news") as engine:
            return findings.load(settings_in(args.work), engine.embedder)

    weights = shipped.path("reader.safetensors")
    finder = Remembered(load, args.work / f"findings-{weights.stat().st_mtime_ns}.pickle")
    calibration = Calibration.load()
    if args.report:
        some = [row for split in args.report for row in rows(finder, list(news(args.work, split)), calibration)]
        show(some, np.array([sure(r, calibration) for r in some]), calibration.threshold(args.max_error))
        finder.save()
        return
    found = list(cases(args.work))
    some = rows(finder, found, calibration)
    finder.save()
    calibration = blended(finder, found, calibration)
    some = rows(finder, found, calibration)
    finder.save()
    out_of_fold = cross_validated(some, calibration)
    judged = [n for n, r in enumerate(some) if r.case.set == "news" and r.case.situation != "gone"]
    kept = thresholds(out_of_fold[judged].tolist(), [some[n].right for n in judged], ERRORS)
    calibration = replace(fit(some, calibration), thresholds=kept)
    print("thresholds", kept)
    print(
        {name: round(w, 2) for name, w in zip(("bias", *FEATURES), calibration.weights, strict=True)},
        calibration.shifts,
    )
    show(some, out_of_fold, calibration.threshold(args.max_error))
    names = ("span", "fused", "evidence", "weights", "shifts", "thresholds")
    OUT.write_text(json.dumps({n: getattr(calibration, n) for n in names}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
