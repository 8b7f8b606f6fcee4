"""`python -m training DATA_FOLDER WORK_FOLDER`: examples, training, what is shipped, its figures and its model card."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoTokenizer

from index import bundled, shipped
from index.embedding import quiet_libraries
from index.reader_model import ReaderModel, changes, fresh, load
from index.settings import load_settings
from training import card, data, evaluate, fit
from training.windows import targets_of

SHIPPED = shipped.path("reader.safetensors")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("data", type=Path, help="holds the data sets as <name>.jsonl.gz")
    parser.add_argument("work", type=Path, help="keeps checkpoints, to go on from where it was stopped")
    parser.add_argument(
        "--init", type=Path, help="safetensors of trained layers to begin from, instead of the bundled ones"
    )
    parser.add_argument("--steps", type=int, default=fit.STEPS, help="steps at most")
    parser.add_argument("--frozen", type=int, default=0, help="layers that stay as they are, from the lowest")
    parser.add_argument("--rate", type=float, default=fit.RATE, help="the layers' learning rate")
    parser.add_argument("--seed", type=int, default=0)
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
        train(args, folder, tokenizer)
    bert = AutoModel.from_pretrained(folder, dtype=torch.bfloat16, add_pooling_layer=False)
    figures = evaluate.figures(args.data, load(bert, SHIPPED), tokenizer)
    for name, value in figures.items():
        print(f"{name}: {value:.3f}")
    with safe_open(str(SHIPPED), "pt") as opened:
        card.write(SHIPPED.with_suffix(".md"), args.data, figures, opened.metadata())


def train(args: argparse.Namespace, bundled_model: Path, tokenizer: Any) -> None:
    """From examples to what is shipped. Goes on from the checkpoint in the work folder, if there is one."""
    began = time.monotonic()
    targets = targets_of(data.groups(args.data, args.seed), tokenizer, args.seed)
    plan = fit.batches(targets, fit.longest, len, args.seed, args.steps)
    windows = [t for group in targets for t in group]
    print(
        f"{time.monotonic() - began:.0f} s: {len(targets)} groups, {len(windows)} windows, {sum(t.told for t in windows)} "
        f"with an answer, {sum(len(t.ids) for t in windows)} tokens, {len(plan)} steps",
        flush=True,
    )
    base = fit.base_model(bundled_model)
    torch.manual_seed(args.seed)
    model = fresh(base)
    if args.init:
        begin_from(model, args.init)
    spent = fit.train(
        model, plan, fit.loss_of, fit.Checkpoint(args.work / "checkpoint.pt"),
        rate=args.rate, faster=fit.FASTER, frozen=args.frozen,
    )  # fmt: skip
    metadata = {
        "steps": str(len(plan)), "minutes": f"{spent / 60:.0f}", "rate": f"{args.rate:g}",
        "from": args.init.name if args.init else "the bundled layers",
    }  # fmt: skip
    head = {f"head.{name}": w for name, w in model.head.state_dict().items()}
    whole = {name: w.detach().half().contiguous() for name, w in {**model.bert.encoder.state_dict(), **head}.items()}
    save_file(whole, args.work / "trained.safetensors")
    save_file(changes(model, base), SHIPPED, metadata=metadata)


def begin_from(model: ReaderModel, file: Path) -> None:
    """Take over trained layers, and of the head what the file has: the first rows."""
    known = load_file(str(file))
    with torch.no_grad():
        layers = {name.removeprefix("encoder."): w.float() for name, w in known.items() if not name.startswith("head.")}
        model.bert.encoder.load_state_dict(layers)
        rows = len(known["head.bias"])
        model.head.weight[:rows] = known["head.weight"].float()
        model.head.bias[:rows] = known["head.bias"].float()


if __name__ == "__main__":
    main()
