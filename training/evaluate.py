"""What the trained reader reaches on the development splits: on the passage that answers, and in the open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.answering_data import CachedEmbedder, Example, Pool, load
from index.evaluation.metrics import auc, exact, f1
from index.reader_model import ReaderModel
from index.span_finder import Span, SpanFinder

DEPTH = 20
Figures = dict[str, float]


def figures(folder: Path, model: ReaderModel, tokenizer: Any, embedder: CachedEmbedder) -> Figures:
    """By name, each of them printed as soon as it is there."""
    reader = SpanFinder(model, tokenizer)
    found: Figures = {}
    for name in ("facqa", "tydiqa_id"):
        examples = load(folder, f"{name}-valid")
        _add(found, f"{name} gold passage", [(given(e, best(reader, e)), e) for e in examples])
        pool = Pool([e.context for part in ("train", "valid") for e in load(folder, f"{name}-{part}")], embedder)
        fused, read, answers = [], [], []
        for e in examples:
            passages = [p.article.body for p in pool.search(e.question, DEPTH)]
            spans = reader.spans(e.question, passages, [0] * len(passages))
            order = sorted(range(len(passages)), key=lambda i: -spans[i][0].score)
            fused.append(passages[0] == e.context)
            read.append(passages[order[0]] == e.context)
            top = spans[order[0]][0]
            answers.append((passages[order[0]][top.start : top.end], e))
        found[f"{name} hit@1, fused"] = float(np.mean(fused))
        found[f"{name} hit@1, reranked"] = float(np.mean(read))
        print(f"{name} hit@1 fused {np.mean(fused):.3f} reranked {np.mean(read):.3f}", flush=True)
        _add(found, f"{name} open", answers)
    told, untold = (load(folder, "idk_mrc-valid", answerable=a) for a in (True, False))
    found["idk_mrc AUC"] = auc(*(np.array([best(reader, e).score for e in examples]) for examples in (told, untold)))
    print(f"idk_mrc AUC {found['idk_mrc AUC']:.3f}", flush=True)
    return found


def best(reader: SpanFinder, e: Example) -> Span:
    return reader.spans(e.question, [e.context], [0])[0][0]


def given(e: Example, span: Span) -> str:
    return e.context[span.start : span.end]


def _add(found: Figures, name: str, answers: Sequence[tuple[str, Example]]) -> None:
    found[f"{name}, EM"] = float(np.mean([exact(a, e.answers) for a, e in answers]))
    found[f"{name}, F1"] = float(np.mean([f1(a, e.answers) for a, e in answers]))
    print(f"{name} EM {found[f'{name}, EM']:.3f} F1 {found[f'{name}, F1']:.3f}", flush=True)
