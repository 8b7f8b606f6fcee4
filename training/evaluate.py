"""What the trained reader reaches on the development splits, given the passage. In the open: `training.calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.answering_data import Example, load
from index.evaluation.metrics import auc, exact, f1
from index.neural_reader import Calibration, NeuralReader
from index.question import analyse
from index.reader_model import ReaderModel
from index.span_finder import SpanFinder
from index.types import Article, Chunk, Passage

Figures = dict[str, float]


def figures(folder: Path, model: ReaderModel, tokenizer: Any) -> Figures:
    """By name: exact match and F1 of `answer_span`, and how well the score tells what is answered from what isn't."""
    finder = SpanFinder(model, tokenizer)
    reader = NeuralReader(finder, Calibration.shipped())
    found: Figures = {}
    for name in ("facqa", "tydiqa_id"):
        answers = [(given(reader, e), e.answers) for e in load(folder, f"{name}-valid")]
        found[f"{name}, exact match"] = float(np.mean([exact(answer, golds) for answer, golds in answers]))
        found[f"{name}, F1"] = float(np.mean([f1(answer, golds) for answer, golds in answers]))
    told, untold = (
        np.array([score(finder, e) for e in load(folder, "idk_mrc-valid", answerable=a)]) for a in (True, False)
    )
    found["idk_mrc, AUC answerable against not"] = auc(told, untold)
    return found


def given(reader: NeuralReader, e: Example) -> str:
    """The stretch that the reader answers with from the example's passage alone."""
    article = Article(e.id, "", e.context, "given")
    read = reader.read(analyse(e.question), [Passage(article, Chunk(article.id, 0, 0, len(e.context)), 0.0)])
    return read.readings[0].text if read.readings else ""


def score(finder: SpanFinder, e: Example) -> float:
    return finder.spans(e.question, [e.context], [0])[0][0].score
