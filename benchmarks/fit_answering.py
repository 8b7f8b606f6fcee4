"""Fit the weights of answering without an LLM, and report them on held-out questions.

    python -m benchmarks.fit_answering DATA [--cache vectors.npz] [--report]

DATA holds `facqa`, `tydiqa_id` and `idk_mrc` as `<name>-train.jsonl.gz` and `<name>-valid.jsonl.gz` (question, context,
answers, answer_starts, answerable). Fits on train, writes `index/data/answering.json`, reports on valid; `--report` skips
the fit. About 15 minutes on one core with the vectors cached.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.answering_data import CachedEmbedder, Example, Pool, load
from benchmarks.regression import Choices, logistic
from index import confidence, evidence, reading, shipped, span_features
from index.embedding import SentenceTransformerEmbedder
from index.evaluation.metrics import auc, exact, f1, normalised
from index.question import analyse
from index.sentences import sentences
from index.settings import load_settings
from index.word_reader import WordReader, weights

OUT = shipped.path("answering.json")
# Where there is no fit yet, sentences are ranked by these: the signs are plain, the sizes a guess.
START = [-3, 2, 1.5, 0, -1, 1.5, -0.5, 0.3, -0.5, 0.5, 1, 0, 0, -1]
ENGLISH = Path(__file__).parent / "english_questions.json"
RARE = 10
"""A span feature seen in fewer candidates is dropped."""


def fit_sentences(examples: Sequence[Example], pool: Pool, embedder: CachedEmbedder) -> list[float]:
    features, labels = [], []
    for e in examples:
        found = evidence.gather(analyse(e.question), pool.search(e.question, 12, keep=e.context), embedder, START)
        for s in found.sentences:
            holds = s.passage.text == e.context and s.start <= e.start < s.end
            # Another passage with the same words may well answer too: it teaches nothing.
            if holds or normalised(e.answers[0]) not in normalised(s.text):
                features.append(s.features)
                labels.append(float(holds))
    return logistic(features, labels, [1.0] * len(labels), 2e-4)


def fit_spans(
    examples: Sequence[Example], pool: Pool, embedder: CachedEmbedder, sentence: list[float], l2: float
) -> dict[str, float]:
    """A conditional log-linear model: the stretches that equal the gold answer, or come nearest, against all others."""
    draw = random.Random(1)
    choices = Choices()
    for e in examples:
        asked = analyse(e.question)
        found = evidence.gather(asked, pool.search(e.question, 12, keep=e.context), embedder, sentence)
        described, overlap = [], []
        for s, c, features in span_features.describe(asked, found):
            match = f1(s.text[c.start : c.end], e.answers)
            inside = s.passage.text == e.context and s.start <= e.start < s.end
            if inside or match in (0.0, 1.0) or match < 0.5:
                described.append(features)
                overlap.append(match if inside or match == 1.0 else 0.0)
        if not overlap or max(overlap) < 0.6:
            continue
        good = [i for i, m in enumerate(overlap) if m > 0.3]
        others = [i for i, m in enumerate(overlap) if m <= 0.3]
        kept = good + draw.sample(others, min(len(others), 80))
        target = np.array([overlap[i] ** 6 if overlap[i] >= 0.6 else 0.0 for i in kept])
        # News is what will be asked about; an encyclopaedia's questions help, but count half.
        weight = 1.0 if e.id.startswith("facqa") else 0.5
        choices.add([described[i] for i in kept], list(target / target.sum() * weight))
    return choices.fit(l2, RARE, 0.04)


class Reads:
    """Questions read against passages, as `SentenceSelector` does it, with tables given by hand."""

    def __init__(self, embedder: CachedEmbedder, tables: Mapping[str, Any]) -> None:
        self._reader = WordReader(embedder, tables)

    def __call__(self, question: str, passages: Sequence[Any]) -> tuple[Sequence[reading.Reading], tuple[float, ...]]:
        asked = analyse(question)
        read = self._reader.read(asked, passages)
        return read.readings, confidence.describe(asked, read.evidence, read.readings) if read.readings else ()


def judged(
    read: Reads, sets: Mapping[str, Sequence[Example]], unanswerable: Sequence[Example], pools: Mapping[str, Pool]
) -> Iterator[tuple[str, tuple[float, ...], float]]:
    """(situation, features, label): in the open, with the gold passage gone, asked what is not told, on other matters."""
    for name, examples in sets.items():
        other = next(n for n in sets if n != name)
        for e in examples:
            for situation, passages in (
                ("open", pools["all"].search(e.question)),
                ("gone", pools["all"].search(e.question, without=pools["all"].containing(e.answers[0]))),
                ("elsewhere", pools[other].search(e.question)),
            ):
                readings, features = read(e.question, passages)
                if features:
                    holds = normalised(e.answers[0]) in normalised(readings[0].sentence.text)
                    if situation == "open" or not holds:
                        yield f"{situation} {name}", features, float(holds)
    for e in unanswerable:
        _, features = read(
            e.question, pools["all"].search(e.question, keep=e.context if e.context in pools["all"].contexts else None)
        )
        if features:
            yield "untold idk_mrc", features, 0.0


SHARE = {"open": 1.0, "gone": 0.1, "elsewhere": 0.12, "untold": 0.1}
"""What each situation weighs in the fit of the confidence, whatever its number of questions."""


def fit_confidence(rows: Sequence[tuple[str, tuple[float, ...], float]]) -> list[float]:
    count = {key: sum(r[0].split()[0] == key for r in rows) for key in SHARE}
    sample = [SHARE[r[0].split()[0]] / count[r[0].split()[0]] for r in rows]
    return logistic([r[1] for r in rows], [r[2] for r in rows], sample, 3e-4)


def in_english(examples: Sequence[Example]) -> list[Example]:
    """The FacQA questions that `english_questions.json` asks in English. Too few to hold any out: what is reported of them is what was fitted."""
    asked: dict[str, str] = json.loads(ENGLISH.read_text(encoding="utf-8"))
    return [replace(e, question=asked[e.id]) for e in examples if e.id in asked]


def fit_scale(rows: Sequence[tuple[str, tuple[float, ...], float]], table: Sequence[float]) -> list[float]:
    """Shift and slope of the log-odds (Platt), and what a word that is not met costs beyond."""
    z = [[table[0] + float(np.dot(table[1:], features)), features[-1]] for _, features, _ in rows]
    # Three numbers from a few questions: they had better err towards refusing.
    share = SHARE | {"gone": 0.4, "elsewhere": 0.8}
    count = {key: max(1, sum(r[0].split()[0] == key for r in rows)) for key in share}
    return logistic(z, [r[2] for r in rows], [share[r[0].split()[0]] / count[r[0].split()[0]] for r in rows], 1e-2)


def report(folder: Path, embedder: CachedEmbedder) -> None:
    tables = weights()
    read = Reads(embedder, tables)
    sets = {name: load(folder, f"{name}-valid") for name in ("facqa", "tydiqa_id")}
    untold = load(folder, "idk_mrc-valid", answerable=False)
    pools = {name: Pool([e.context for e in examples], embedder) for name, examples in sets.items()}
    for name, examples in sets.items():
        for mode in ("gold", "open"):
            same, overlap, hit = [], [], []
            for e in examples:
                readings, _ = read(
                    e.question, pools[name].search(e.question, only=e.context if mode == "gold" else None)
                )
                given = readings[0].text if readings else ""
                same.append(exact(given, e.answers))
                overlap.append(f1(given, e.answers))
                hit.append(
                    bool(readings) and any(normalised(a) in normalised(readings[0].sentence.text) for a in e.answers)
                )
            print(
                f"{name:10s} {mode:5s} n={len(examples)} EM {np.mean(same):.3f} F1 {np.mean(overlap):.3f} sentence {np.mean(hit):.3f}"
            )
    pools["all"] = Pool(
        [e.context for examples in sets.values() for e in examples] + [e.context for e in untold], embedder
    )
    english: dict[str, list[tuple[float, float]]] = {}
    rows = [(s, confidence.confidence(f, tables["confidence"]), y) for s, f, y in judged(read, sets, untold, pools)]
    for situation in sorted({r[0] for r in rows}):
        p, y = np.array([(r[1], r[2]) for r in rows if r[0] == situation]).T
        line = f"{situation:20s} n={len(p)} answered {np.mean(p >= 0.5):.3f}"
        if situation.startswith("open"):
            line += f" of those right {np.mean(y[p >= 0.5]):.3f}; right but refused {np.mean((p < 0.5) & (y > 0)):.3f}; mean confidence {p.mean():.3f}, right {y.mean():.3f}"
        print(line)
    train = {name: load(folder, f"{name}-train") for name in sets}
    pools = {name: Pool([e.context for e in examples], embedder) for name, examples in train.items()}
    pools["all"] = Pool([e.context for examples in train.values() for e in examples], embedder)
    for situation, features, right in judged(read, {"facqa": in_english(train["facqa"]), "tydiqa_id": []}, [], pools):
        english.setdefault(situation.split()[0], []).append(
            (confidence.confidence(features, tables["confidence"], tables["english"]), right)
        )
    for situation, scored in english.items():
        p, y = np.array(scored).T
        print(
            f"english {situation:10s} n={len(p)} answered {np.mean(p >= 0.5):.3f} right {y.mean():.3f} of those answered {y[p >= 0.5].mean() if (p >= 0.5).any() else 0:.3f}"
        )
    told = load(folder, "idk_mrc-valid")
    single = Pool([e.context for e in told + untold], embedder)
    scores = []
    for examples in (told, untold):
        described = [read(e.question, single.search(e.question, only=e.context))[1] for e in examples]
        scores.append([confidence.confidence(f, tables["confidence"]) if f else 0.0 for f in described])
    print(
        f"idk_mrc, gold passage: AUC {auc(*map(np.array, scores)):.3f}; answered {np.mean(np.array(scores[0]) >= 0.5):.3f} of told, {np.mean(np.array(scores[1]) >= 0.5):.3f} of untold"
    )


def fit(folder: Path, embedder: CachedEmbedder, l2: float, tydi: int) -> None:
    began = time.monotonic()
    draw = random.Random(0)
    facqa, tydiqa = load(folder, "facqa-train"), load(folder, "tydiqa_id-train")
    draw.shuffle(facqa)
    draw.shuffle(tydiqa)
    # The confidence is fitted on questions the spans were not fitted on, or it would trust them too much.
    held = {"facqa": facqa[1540:], "tydiqa_id": tydiqa[-350:]}
    spans = facqa[:1540] + tydiqa[: min(tydi, len(tydiqa) - 350)]
    untold = draw.sample(load(folder, "idk_mrc-train", answerable=False), 500)
    pool = Pool([e.context for e in facqa + tydiqa], embedder)
    embedder.passages([s for c in pool.contexts for s in sentences(c)])
    embedder.save()
    tables: dict[str, Any] = {"sentence": fit_sentences(spans, pool, embedder)}
    print(
        f"{time.monotonic() - began:.0f} s  sentences:",
        dict(zip(("bias", *evidence.FEATURES), tables["sentence"], strict=True)),
        flush=True,
    )
    tables["span"] = fit_spans(spans, pool, embedder, tables["sentence"], l2)
    print(f"{time.monotonic() - began:.0f} s  spans: {len(tables['span'])} features", flush=True)
    pools = {
        "all": pool,
        **{
            name: Pool([e.context for e in examples], embedder)
            for name, examples in (("facqa", facqa), ("tydiqa_id", tydiqa))
        },
    }
    rows = list(judged(Reads(embedder, tables), held, untold, pools))
    tables["confidence"] = fit_confidence(rows)
    print(
        f"{time.monotonic() - began:.0f} s  confidence:",
        dict(zip(("bias", *confidence.FEATURES), tables["confidence"], strict=True)),
        flush=True,
    )
    english = list(judged(Reads(embedder, tables), {"facqa": in_english(facqa), "tydiqa_id": []}, [], pools))
    tables["english"] = fit_scale(english, tables["confidence"])
    print("english:", tables["english"])
    OUT.write_text(
        json.dumps(tables, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8"
    )
    shipped.table.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="file that keeps the vectors between runs")
    parser.add_argument("--report", action="store_true", help="report on the weights there are, fit none")
    parser.add_argument("--l2", type=float, default=0.001)
    parser.add_argument("--tydi", type=int, default=1500, help="TyDiQA questions that the spans are fitted on")
    args = parser.parse_args()
    embedder = CachedEmbedder(SentenceTransformerEmbedder(load_settings()), args.cache)
    if not args.report:
        fit(args.data, embedder, args.l2, args.tydi)
    report(args.data, embedder)
    embedder.save()


if __name__ == "__main__":
    main()
