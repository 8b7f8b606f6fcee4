"""Engines: what OpenVINO computes in a second beside torch and LlamaIndex's pipeline on the same weights, and whether what it
finds is as good.

All ways embed the same 256 chunks in turn, in one process, the fastest of three rounds counts. Quality is measured against torch in
float32: hit@1 by vectors alone and the reader's F1 on FacQA and TyDiQA-id, its AUC on IDK-MRC, the verifier's on its test sentences.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks import NEWS, Options, Row, records, settings_in
from benchmarks.answering_data import load
from index.embedding import bundled, models, sentence_transformer
from index.embedding.embedder import Embedder
from index.reader import findings
from index.reader.confidence import Calibration
from index.reader.reader import Reader
from index.settings import Settings
from index.verification import entailment

CHUNKS, CHARACTERS = 256, 800
_ROUNDS = 3
_CLOSE = 0.003


def measure(options: Options) -> list[Row]:
    import torch

    own = settings_in(options.state)
    reference = own.model_copy(update={"engine": "torch"})
    texts = [r["body"][:CHARACTERS] for r in records(options.data, NEWS, 2 * CHUNKS) if len(r["body"]) >= CHARACTERS][
        :CHUNKS
    ]
    ours = models.embedder(own)
    rows = [_speed("OpenVINO", lambda: ours.passages(texts), len(texts))]
    fast = sentence_transformer.computing_type()
    for kind in (fast, torch.float32):
        sentence_transformer.computing_type = lambda kind=kind: kind
        theirs = models.embedder(reference)
        rows.append(
            _speed(
                f"torch {str(kind).removeprefix('torch.')}", lambda theirs=theirs: theirs.passages(texts), len(texts)
            )
        )
    rows.append(_speed("LlamaIndex's IngestionPipeline", _pipeline(own, texts), len(texts)))
    cosines = np.sum(ours.passages(texts) * theirs.passages(texts), axis=1)
    figure = f"mean {cosines.mean():.5f}, least {cosines.min():.5f}"
    rows.append(Row("cosine to torch float32", figure, "≥ .999", bool(cosines.min() >= 0.999)))
    for name, value, right in zip(
        _MEASURES, _quality(options.data, own, ours), _quality(options.data, reference, theirs), strict=True
    ):
        values = {"openvino": value, "float32": right}
        rows.append(
            Row(name, f"{value:.4f} (float32 {right:.4f})", "≥ float32 − .003", value >= right - _CLOSE, values)
        )
    return rows


_MEASURES = ("hit@1 by vectors", "reader: F1", "reader: AUC told against not", "verifier: AUC")


def _speed(name: str, embed: Callable[[], object], count: int) -> Row:
    embed()
    times = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        embed()
        times.append(time.perf_counter() - began)
    rate = count / min(times)
    return Row(f"embedding by {name}", f"{rate:.1f} chunks/s", values={"chunks_per_s": rate})


def _pipeline(settings: Settings, texts: Sequence[str]) -> Callable[[], object]:
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    model = HuggingFaceEmbedding(str(bundled.unpacked_model(settings.cache_dir)), device="cpu")
    pipeline = IngestionPipeline(transformations=[model], disable_cache=True)
    return lambda: pipeline.run(nodes=[TextNode(text=text) for text in texts])


def _quality(data: Path, settings: Settings, embedder: Embedder) -> tuple[float, ...]:
    from training import evaluate, twins

    examples = [e for name in ("facqa", "tydiqa_id") for e in load(data, f"{name}-valid")]
    contexts = sorted({e.context for e in examples})
    nearest = (embedder.queries([e.question for e in examples]) @ embedder.passages(contexts).T).argmax(1)
    hits = [contexts[n] == e.context for n, e in zip(nearest, examples, strict=True)]
    reads = Reader(findings.load(settings, embedder), Calibration.load())
    f1 = [evaluate.f1(evaluate.given(reads, e), e.answers) for e in examples]
    told, untold = (
        np.array([evaluate.score(reads, e) for e in load(data, "idk_mrc-valid", answerable=answerable)])
        for answerable in (True, False)
    )
    judged = evaluate.supports(entailment.load(settings, embedder), twins.ours(data, "test"))
    true, false = (np.array([s for p, s in judged if (p.label == 0) == label]) for label in (True, False))
    return float(np.mean(hits)), float(np.mean(f1)), evaluate.auc(told, untold), evaluate.auc(true, false)
