"""What the trained reader reaches on the development splits, given the passage. In the open: `training.calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.answering_data import Example, load
from index.evaluation.metrics import auc, exact, f1
from index.reader_model import ReaderModel
from index.span_finder import Span, SpanFinder

Figures = dict[str, float]


def figures(folder: Path, model: ReaderModel, tokenizer: Any) -> Figures:
    """By name: exact match and F1 of the best stretch, and how well its score tells what is answered from what isn't."""
    reader = SpanFinder(model, tokenizer)
    found: Figures = {}
    for name in ("facqa", "tydiqa_id"):
        answers = [(given(e, best(reader, e)), e.answers) for e in load(folder, f"{name}-valid")]
        found[f"{name}, exact match"] = float(np.mean([exact(answer, golds) for answer, golds in answers]))
        found[f"{name}, F1"] = float(np.mean([f1(answer, golds) for answer, golds in answers]))
    told, untold = (
        np.array([best(reader, e).score for e in load(folder, "idk_mrc-valid", answerable=a)]) for a in (True, False)
    )
    found["idk_mrc, AUC answerable against not"] = auc(told, untold)
    return found


def best(reader: SpanFinder, e: Example) -> Span:
    return reader.spans(e.question, [e.context], [0])[0][0]


def given(e: Example, span: Span) -> str:
    return e.context[span.start : span.end]
