"""`python -m training DATA_FOLDER WORK_FOLDER`: examples, training, what is shipped, its figures and its model card."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import AutoModel, AutoTokenizer

from benchmarks.answering_data import CachedEmbedder, Pool
from index import bundled, shipped
from index.embedding import SentenceTransformerEmbedder, quiet_libraries
from index.reader_model import changes, fresh, load
from index.settings import load_settings
from training import card, data, evaluate, fit
from training.windows import targets_of

SHIPPED = shipped.path("reader.safetensors")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("data", type=Path, help="holds the data sets as <name>.jsonl.gz")
    parser.add_argument("work", type=Path, help="keeps vectors and checkpoints, to go on from where it was stopped")
    parser.add_argument(
        "--evaluate", action="store_true", help="only measure the reader that is there, and write its card"
    )
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    quiet_libraries()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    folder = bundled.unpacked_model(load_settings().cache_dir)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    if not args.evaluate:
        train(args.data, args.work, folder, tokenizer)
    bert = AutoModel.from_pretrained(folder, dtype=torch.bfloat16, add_pooling_layer=False)
    figures = evaluate.figures(args.data, load(bert, SHIPPED), tokenizer)
    for name, value in figures.items():
        print(f"{name}: {value:.3f}")
    with safe_open(str(SHIPPED), "pt") as opened:
        card.write(SHIPPED.with_suffix(".md"), args.data, figures, opened.metadata())


def train(data_folder: Path, work: Path, bundled_model: Path, tokenizer: Any) -> None:
    """From examples to what is shipped. Goes on from the checkpoint in `work`, if there is one."""
    began = time.monotonic()
    embedder = CachedEmbedder(SentenceTransformerEmbedder(load_settings()), work / "vectors.npz")
    groups = data.groups(data_folder, lambda contexts: Pool(contexts, embedder))
    embedder.save()
    targets = targets_of(groups, tokenizer)
    plan = fit.batches(targets, fit.longest, len)
    windows = [t for group in targets for t in group]
    print(
        f"{time.monotonic() - began:.0f} s: {len(groups)} groups, {len(windows)} windows, {sum(t.start > 0 for t in windows)} "
        f"with an answer, {sum(len(t.ids) for t in windows)} tokens, {len(plan)} steps",
        flush=True,
    )
    base = fit.base_model(bundled_model)
    torch.manual_seed(0)
    model = fresh(base)
    spent = fit.train(model, plan, fit.loss_of, fit.Checkpoint(work / "checkpoint.pt"), rate=fit.RATE)
    save_file(changes(model, base), SHIPPED, metadata={"steps": str(len(plan)), "minutes": f"{spent / 60:.0f}"})


if __name__ == "__main__":
    main()
