"""`python -m training STEP …`: from what was written by hand to the networks that are shipped, step by step.

examples DATA WORK            all that is learned from as arrays, small enough to travel to a machine with an accelerator
fit WORK NETWORK NAME         train; there or here
average WORK NETWORK NAME …   of several trainings the average or one of them, whichever is ahead on what was held out
ship DATA WORK NETWORK        pack it, measure what is packed, write its card
card DATA NETWORK             measure what is shipped, and of the verifier find the thresholds
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import save_file
from transformers import AutoModel

from index import shipped
from index.embedding import bundled, tokens
from index.embedding.network import Network, changes, fresh
from index.embedding.sentence_transformer import quiet_libraries
from index.reader import reader_model
from index.settings import load_settings
from index.verification import entailment_model
from training import encoder, examples, fit, pairs, ragged, reader, verifier

ENCODER = "encoder.bin"
QUICK = 10
"""Batches of what was held out that are looked at where there is no accelerator."""


@dataclass(frozen=True, slots=True)
class Task:
    """What the steps need to know of a network."""

    file: str
    outputs: int
    load: Callable[[Path], Any]
    loss_of: Callable[[Any, Any], torch.Tensor]
    figures: Callable[..., dict[str, float]]
    rate: float
    faster: float
    beside: tuple[str, ...] = ()
    """What else was held out, and is measured beside it."""


TASKS = {
    "reader": Task(
        "reader.safetensors", reader_model.OUTPUTS, examples.load, reader.loss_of, reader.figures, reader.RATE, reader.FASTER,
        ("talk",),
    ),
    "verifier": Task(
        "entailment.safetensors", entailment_model.OUTPUTS, pairs.load, verifier.loss_of, verifier.figures, verifier.RATE,
        verifier.FASTER,
    ),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(required=True)

    def step(run: Callable[[argparse.Namespace], None], *places: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = steps.add_parser(run.__name__.lstrip("_"))
        made.set_defaults(run=run)
        for place in places:
            made.add_argument(place, **PLACES[place])
        return made

    step(_examples, "data", "work")
    made = step(_fit, "work", "network", "name")
    made.add_argument("--init", type=Path, help="layers to begin from, packed or whole, instead of the bundled ones")
    made.add_argument("--steps", type=int, default=10_000, help="steps at most")
    made.add_argument("--minutes", type=float, default=90.0, help="minutes at most")
    made.add_argument("--tokens", type=int, default=24_000 if torch.cuda.is_available() else 6_000, help="of a step")
    made.add_argument("--dropout", type=float, default=0.1 if torch.cuda.is_available() else 0.0)
    made.add_argument("--frozen", type=int, default=0, help="layers that stay as they are, from the lowest")
    made.add_argument("--rate", type=float, help="the layers' learning rate")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--share", nargs=2, action="append", default=[], metavar=("SET", "PART"),
                      help="of a set's questions, how many a pass takes; for a short training that goes on from another")  # fmt: skip
    made = step(_average, "work", "network")
    made.add_argument("names", nargs="+", help="trainings in WORK, or files of layers, packed or whole")
    made.add_argument(
        "--parts", type=float, nargs="+", help="what each counts, together 1; alike where nothing is said"
    )
    step(_ship, "data", "work", "network")
    step(_card, "data", "network")
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    args.run(args)


PLACES: dict[str, dict[str, Any]] = {
    "data": {"type": Path, "help": "holds the data sets as <name>.jsonl.gz"},
    "work": {"type": Path, "help": "keeps arrays, checkpoints and what was trained"},
    "network": {"choices": TASKS},
    "name": {"help": "of what comes out, and of the checkpoint to go on from"},
}


def _examples(args: argparse.Namespace) -> None:
    from training import data, twins
    from training.windows import targets_of

    args.work.mkdir(parents=True, exist_ok=True)
    tokenizer = tokens.bundled(load_settings().cache_dir)
    sets = {name: targets_of(groups, tokenizer) for name, groups in data.groups(args.data).items()}
    held = {data.OURS: targets_of(data.held_out(args.data), tokenizer)}
    talk = {data.TALK: targets_of(data.held_out_talk(args.data), tokenizer)}
    cited = {
        "verifier": twins.arrays(
            tokenizer, twins.ours(args.data, "train"), [*twins.asked(args.data), *twins.indonli(args.data, "train")]
        ),
        "verifier.held_out": twins.arrays(tokenizer, twins.ours(args.data, "development"), []),
    }
    met = {
        i for some in (sets, held, talk) for groups in some.values() for group in groups for t in group for i in t.ids
    }
    met |= {int(i) for kept in cited.values() for i in kept["ids"].flat}
    called = encoder.pruned(met, args.work / ENCODER)
    examples.save(args.work / "reader.xz", sets, called)
    examples.save(args.work / "reader.held_out.xz", held, called)
    examples.save(args.work / "reader.talk.xz", talk, called)
    for name, kept in cited.items():
        ragged.save(args.work / f"{name}.xz", twins.renamed(kept, called))
        print(f"{name}: {int(kept['ours'].sum())} groups of ours, {len(kept['facts'])} pairs")
    for name, groups in (*sets.items(), ("held out", held[data.OURS]), ("held out of conversations", talk[data.TALK])):
        print(f"{name}: {len(groups)} questions, {sum(map(len, groups))} windows")


class Passes:
    """The batches of each pass, made when their turn has come."""

    def __init__(self, learned: Any, tokens: int, seed: int) -> None:
        self._learned, self._tokens, self._seed = learned, tokens, seed

    def __call__(self, n: int) -> list[Callable[[], Any]]:
        made = self._learned.batches(self._tokens, self._seed * 1000 + n)
        return [lambda some=some: self._learned.batch(some) for some in made]


def _fit(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    task, where = TASKS[args.network], fit.device()
    learned = task.load(args.work / f"{args.network}.xz")
    if args.share:
        learned.shares = {**learned.shares, **{name: float(part) for name, part in args.share}}
    model = _begun(task, _encoder(args.work, args.dropout), args.init, where)
    rate = args.rate or task.rate
    steps, seconds = fit.train(
        model, Passes(learned, args.tokens, args.seed), lambda m, batch: task.loss_of(m, batch().to(where)),
        fit.Checkpoint(args.work / f"{args.name}.pt"), fit.Limits(args.steps, args.minutes * 60), rate=rate,
        faster=task.faster, frozen=args.frozen,
    )  # fmt: skip
    facts = {
        "steps": str(steps), "minutes": f"{seconds / 60:.1f}", "rate": f"{rate:g}", "seed": str(args.seed),
        "tokens": str(args.tokens), "dropout": f"{args.dropout:g}", "frozen": str(args.frozen),
        "device": torch.cuda.get_device_name() if where.type == "cuda" else f"{os.cpu_count()} cores",
        "from": args.init.name if args.init else "the bundled layers",
        **({"shares": ", ".join(f"{name} {part}" for name, part in args.share)} if args.share else {}),
    }  # fmt: skip
    whole = {name: w.half().cpu().contiguous() for name, w in _weights(model).items()}
    save_file(whole, args.work / f"{args.name}.safetensors", facts)
    print(args.name, _measured(args, model), flush=True)


def _average(args: argparse.Namespace) -> None:
    task = TASKS[args.network]
    files = [Path(n) if n.endswith(".safetensors") else args.work / f"{n}.safetensors" for n in args.names]
    parts = args.parts or [1 / len(files)] * len(files)
    models = [_begun(task, _encoder(args.work, 0.0), file, fit.device()) for file in files]
    tables = [_weights(model) for model in models]
    mean = {n: sum(part * table[n] for part, table in zip(parts, tables, strict=True)) for n in tables[0]}
    facts = {"trainings": json.dumps([_facts(file) for file in files])}
    averaged = args.work / f"{args.network}.mean.safetensors"
    save_file({name: w.half().cpu().contiguous() for name, w in mean.items()}, averaged, facts)
    models.append(_begun(task, _encoder(args.work, 0.0), averaged, fit.device()))
    loss: dict[Path, float] = {}
    for file, model in zip((*files, averaged), models, strict=True):
        found = _measured(args, model)
        print(file.stem, found, flush=True)
        loss[file] = found["loss"]
    best = min(loss, key=lambda file: loss[file])
    _trained(args).write_bytes(best.read_bytes())
    print(f"{best.stem} is the best")


def _weights(model: Network) -> dict[str, torch.Tensor]:
    """Of the layers and the head, by name, as they are kept in a file."""
    head = {f"head.{name}": w for name, w in model.head.state_dict().items()}
    return {name: w.detach() for name, w in {**model.bert.encoder.state_dict(), **head}.items()}


def _ship(args: argparse.Namespace) -> None:
    base = AutoModel.from_pretrained(_bundled(), dtype=torch.float32, add_pooling_layer=False)
    task = TASKS[args.network]
    model = _begun(task, base, _trained(args), torch.device("cpu"))
    out = shipped.path(task.file)
    save_arrays(changes(model, base), out, metadata=_facts(_trained(args)))
    _card(args)


def _card(args: argparse.Namespace) -> None:
    from training import card, evaluate

    if args.network == "reader":
        figures = evaluate.reader(args.data, load_settings())
    else:
        figures, thresholds = evaluate.verifier(args.data, load_settings())
        table = json.dumps({"thresholds": thresholds})
        shipped.path("entailment.json").write_text(table + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name}: {value}")
    out = shipped.path(TASKS[args.network].file)
    card.write(args.network, out, args.data, _facts(out), figures)


def _bundled() -> Path:
    quiet_libraries()
    return bundled.unpacked_model(load_settings().cache_dir)


def _measured(args: argparse.Namespace, model: Any) -> dict[str, float]:
    task = TASKS[args.network]
    model.bert.eval()
    most = None if fit.device().type == "cuda" else QUICK
    found = task.figures(model, task.load(args.work / f"{args.network}.held_out.xz"), most=most)
    for name in task.beside:
        figures = task.figures(model, task.load(args.work / f"{args.network}.{name}.xz"), most=most)
        found |= {f"{name}: {figure}": value for figure, value in figures.items()}
    return found


def _encoder(work: Path, dropout: float) -> Any:
    return encoder.load(work / ENCODER, dropout=dropout, attention="sdpa" if torch.cuda.is_available() else "eager")


def _begun(task: Task, bert: Any, file: Path | None, where: torch.device) -> Network:
    """On `bert`, with what a file has where there is one."""
    model = fresh(bert, task.outputs)
    if file:
        encoder.begin_from(model, file)
    return Network(model.bert.to(where), model.head.to(where))


def _trained(args: argparse.Namespace) -> Path:
    work: Path = args.work
    return work / f"{args.network}.trained.safetensors"


def _facts(file: Path) -> dict[str, str]:
    with safe_open(str(file), "pt") as opened:
        return dict(opened.metadata() or {})


if __name__ == "__main__":
    main()
