"""What the trained reader reaches on the development splits, given the passage. In the open: `training.calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.answering_data import Example, load
from index.confidence import Calibration
from index.evaluation.metrics import auc, exact, f1
from index.findings import Finder
from index.reader_model import ReaderModel
from index.reading import Read, Reader
from index.text import language_of
from index.types import Article, Chunk, Passage

Figures = dict[str, float]


def figures(folder: Path, model: ReaderModel, tokenizer: Any) -> Figures:
    """By name: exact match and F1 of `answer_span`, and how well the network tells what is answered from what isn't."""
    reader = Reader(Finder(model, tokenizer), Calibration.load())
    found: Figures = {}
    for name in ("facqa", "tydiqa_id"):
        answers = [(given(reader, e), e.answers) for e in load(folder, f"{name}-valid")]
        found[f"{name}, exact match"] = float(np.mean([exact(answer, golds) for answer, golds in answers]))
        found[f"{name}, F1"] = float(np.mean([f1(answer, golds) for answer, golds in answers]))
    told, untold = (
        np.array([score(reader, e) for e in load(folder, "idk_mrc-valid", answerable=a)]) for a in (True, False)
    )
    found["idk_mrc, AUC answerable against not"] = auc(told, untold)
    return found


def given(reader: Reader, e: Example) -> str:
    """The stretch that the reader answers with from the example's passage alone."""
    readings = read(reader, e).readings
    return readings[0].spans[0].text if readings else ""


def score(reader: Reader, e: Example) -> float:
    return read(reader, e).readings[0].told


def read(reader: Reader, e: Example) -> Read:
    article = Article(e.id, "", e.context, "given")
    passage = Passage(article, Chunk(article.id, 0, 0, len(e.context)), 0.0)
    return reader.read(e.question, language_of(e.question), [passage])
