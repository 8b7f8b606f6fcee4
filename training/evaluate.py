"""What the shipped networks reach, by themselves. In the open, with retrieval and refusals: `training.calibrate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.answering_data import Example, load
from index.embedding import models
from index.evaluation.metrics import auc, exact, f1
from index.language.text import language_of
from index.reader import findings
from index.reader.confidence import Calibration
from index.reader.reader import Read, Reader
from index.settings import Settings
from index.types import Article, Chunk, Passage
from index.verification import entailment
from index.verification.entailment import TrainedEntailment
from training import claims, twins

Figures = dict[str, str]
SHARES = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2)
"""Shares of faithful sentences that may be given up, for which there is a threshold."""


def reader(folder: Path, settings: Settings) -> Figures:
    """By name: exact match and F1 of `answer_span`, and how well the network tells what is answered from what isn't."""
    reads = Reader(findings.load(settings, models.embedder(settings)), Calibration.load())
    found: Figures = {}
    for name in ("facqa", "tydiqa_id"):
        answers = [(given(reads, e), e.answers) for e in load(folder, f"{name}-valid")]
        found[f"{name}, exact match"] = f"{np.mean([exact(answer, golds) for answer, golds in answers]):.3f}"
        found[f"{name}, F1"] = f"{np.mean([f1(answer, golds) for answer, golds in answers]):.3f}"
    told, untold = (
        np.array([score(reads, e) for e in load(folder, "idk_mrc-valid", answerable=a)]) for a in (True, False)
    )
    found["idk_mrc, AUC answerable against not"] = f"{auc(told, untold):.3f}"
    return found


def given(reads: Reader, e: Example) -> str:
    """The stretch that the reader answers with from the example's passage alone."""
    readings = read(reads, e).readings
    return readings[0].spans[0].text if readings else ""


def score(reads: Reader, e: Example) -> float:
    return read(reads, e).readings[0].told


def read(reads: Reader, e: Example) -> Read:
    article = Article(e.id, "", e.context, "given")
    passage = Passage(article, Chunk(article.id, 0, 0, len(e.context)), 0.0)
    return reads.read(e.question, language_of(e.question), [passage])


def verifier(folder: Path, settings: Settings) -> tuple[Figures, list[tuple[float, float]]]:
    """Its figures on the sentences of "test", and thresholds from those of "development"."""
    judge = entailment.load(settings, models.embedder(settings))
    known = supports(judge, twins.ours(folder, "development"))
    faithful = [support for pair, support in known if pair.label == 0]
    thresholds = [(share, round(float(np.quantile(faithful, share)), 3)) for share in SHARES]
    least = dict(thresholds)[0.05]
    found: Figures = {}
    for split, judged in (("development", known), ("test", supports(judge, twins.ours(folder, "test")))):
        lost = [s < least for p, s in judged if p.label == 0]
        found[f"{split}: faithful lost at the default"] = _share(lost)
        found[f"{split}: AUC"] = (
            f"{auc(*(np.array([s for p, s in judged if (p.label == 0) == a]) for a in (True, False))):.3f}"
        )
        for name, some in (
            ("spoilt", [x for x in judged if x[0].label]), ("English", [x for x in judged if x[0].label and x[0].lang == "en"]),
            *((kind, [x for x in judged if x[0].kind == kind]) for kind in claims.KINDS),
        ):  # fmt: skip
            found[f"{split}: {name} caught"] = _share([s < least for _, s in some])
        found[f"{split}: English faithful lost"] = _share(
            [s < least for p, s in judged if p.label == 0 and p.lang == "en"]
        )
    nli = supports(judge, twins.indonli(folder, "val"))
    found["IndoNLI validation, entailment against the rest, accuracy"] = _share(
        [(s > 0) == (p.label == 0) for p, s in nli]
    )
    return found, thresholds


def supports(judge: TrainedEntailment, groups: Sequence[twins.Group]) -> list[tuple[twins.Pair, float]]:
    rows = [p for group in groups for p in group]
    found = judge.judge([(p.evidence, p.sentence) for p in rows])
    return [(p, j.support) for p, j in zip(rows, found, strict=True)]


def _share(some: Sequence[bool]) -> str:
    return f"{np.mean(some):.3f} of {len(some)}" if some else "–"
