"""The training itself: all layers of the encoder, no dropout, one pass. It can be stopped and goes on where it was."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, pad
from transformers import AutoModel

from index.reader_model import ReaderModel, Trained, layers_of
from training.windows import Target

BATCH = 32
"""Windows of a step."""
RATE = 1.5e-4
WARM_UP = 0.06
RANKING = 0.5
"""What it weighs that the passage which answers scores above those beside it, against finding the answer's ends."""
STEPS = 1300
"""Steps at most: what two slow cores do within the hour and a half that a training may take."""
CHECKPOINT_STEPS = 50
HIDDEN = -1e4
Batch = list[tuple[Target, ...]]
M = TypeVar("M", bound=Trained)
B = TypeVar("B")
E = TypeVar("E")


def batches(
    examples: Sequence[E], length: Callable[[E], int], windows: Callable[[E], int] = lambda _: 1, seed: int = 0
) -> list[list[E]]:
    """Examples of like length together, for what is padded is paid for; the order of the batches is drawn.

    `windows`: how many of a step's windows an example takes.
    """
    draw = random.Random(seed)
    order = draw.sample(examples, len(examples))
    found: list[list[E]] = []
    for at in range(0, len(order), BATCH * 40):
        batch: list[E] = []
        for example in sorted(order[at : at + BATCH * 40], key=length):
            if batch and sum(map(windows, batch)) + windows(example) > BATCH:
                found.append(batch)
                batch = []
            batch.append(example)
        found.append(batch)
    draw.shuffle(found)
    return found[:STEPS]


def longest(group: tuple[Target, ...]) -> int:
    """Tokens of a group's longest window."""
    return max(len(t.ids) for t in group)


def loss_of(model: ReaderModel, batch: Batch) -> Tensor:
    """Cross-entropy of start and end, null at the first token; and, within a group, of the score against the others'."""
    rows = [t for group in batch for t in group]
    start, end = _logits(model, rows)
    place = torch.arange(start.shape[1])[None, :]
    first, last = torch.tensor([[t.first] for t in rows]), torch.tensor([[t.last] for t in rows])
    outside = (place < first) | (place > last)
    allowed = ~outside
    allowed[:, 0] = True
    gold = torch.tensor([[t.start, t.end] for t in rows])
    logits = [x.masked_fill(~allowed, HIDDEN) for x in (start, end)]
    spans = sum(cross_entropy(x, gold[:, n]) for n, x in enumerate(logits)) / 2
    score = sum(x.masked_fill(outside, HIDDEN).logsumexp(1) - x[:, 0] for x in (start, end))
    ranked = [at for at in _ranges(batch) if len(at) > 1]
    if not ranked:
        return spans
    ranking = torch.stack([cross_entropy(score[at.start : at.stop][None], torch.tensor([0])) for at in ranked]).mean()
    return spans + RANKING * ranking


def _logits(model: ReaderModel, rows: Sequence[Target]) -> tuple[Tensor, Tensor]:
    """In two halves by length: the passages beside a short one may be long."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    halves = [half for half in (order[: len(order) // 2], order[len(order) // 2 :]) if half]
    longest = max(len(t.ids) for t in rows)
    found = []
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for half in halves:
            logits = torch.stack(model.logits([rows[i].ids for i in half]))
            found.append(pad(logits, (0, longest - logits.shape[2]), value=HIDDEN))
    start, end = torch.cat(found, 1)[:, torch.tensor([i for half in halves for i in half]).argsort()]
    return start, end


def _ranges(batch: Batch) -> list[range]:
    ends, at = [], 0
    for group in batch:
        ends.append(range(at, at + len(group)))
        at += len(group)
    return ends


def base_model(folder: Path, dtype: torch.dtype = torch.float32) -> Any:
    """The bundled model in `folder` as both networks are trained on it: without dropout, attention as CPUs do it fastest."""
    return AutoModel.from_pretrained(
        folder, dtype=dtype, attn_implementation="eager", add_pooling_layer=False, hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a training that was stopped goes on from."""

    file: Path

    def load(self, model: Trained, optimizer: torch.optim.Optimizer) -> tuple[int, float]:
        """The steps that were done, and the seconds they took."""
        if not self.file.exists():
            return 0, 0.0
        kept = torch.load(self.file, weights_only=True)
        model.bert.encoder.load_state_dict(kept["layers"])
        model.head.load_state_dict(kept["head"])
        optimizer.load_state_dict(kept["optimizer"])
        return int(kept["step"]), float(kept["seconds"])

    def save(self, model: Trained, optimizer: torch.optim.Optimizer, step: int, seconds: float) -> None:
        fresh = self.file.with_suffix(".tmp")
        torch.save(
            {
                "layers": model.bert.encoder.state_dict(), "head": model.head.state_dict(),
                "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds,
            },
            fresh,
        )  # fmt: skip
        fresh.replace(self.file)


def train(
    model: M,
    plan: Sequence[B],
    loss_of: Callable[[M, B], Tensor],
    checkpoint: Checkpoint,
    *,
    rate: float,
    faster: float = 1.0,
) -> float:
    """Train `model` in place, a batch of `plan` a step, in float32. The seconds it took, those before a stop included.

    `faster`: how many times the layers' learning rate the head's is.
    """
    model.bert.embeddings.requires_grad_(False)
    model.bert.train()  # its dropout is 0
    weights = [*layers_of(model).values(), *model.head.parameters()]
    rates = [(layers_of(model).values(), rate), (model.head.parameters(), rate * faster)]
    optimizer = torch.optim.AdamW(
        [{"params": [*some], "lr": most, "most": most} for some, most in rates], weight_decay=0.01
    )
    done, before = checkpoint.load(model, optimizer)
    began, smooth = time.monotonic(), None
    for step, batch in enumerate(plan[done:], done):
        for group in optimizer.param_groups:
            group["lr"] = group["most"] * min(1, (step + 1) / (WARM_UP * len(plan))) * (len(plan) - step) / len(plan)
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        smooth = loss.item() if smooth is None else 0.98 * smooth + 0.02 * loss.item()
        spent = time.monotonic() - began
        if (step + 1) % 25 == 0:
            left = spent / (step + 1 - done) * (len(plan) - step - 1)
            print(
                f"step {step + 1} of {len(plan)}, loss {smooth:.3f}, {spent / 60:.1f} min, {left / 60:.0f} left",
                flush=True,
            )
        if (step + 1) % CHECKPOINT_STEPS == 0 or step + 1 == len(plan):
            checkpoint.save(model, optimizer, step + 1, before + spent)
    return before + time.monotonic() - began
