"""The training itself: layers of the encoder and the head, no dropout. It can be stopped and goes on where it was."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, pad
from transformers import AutoModel

from index.reader_model import (
    BEGINS,
    END,
    EVIDENCE,
    GOES_ON,
    KIND,
    OUTSIDE,
    START,
    TOLD,
    YES,
    ReaderModel,
    Trained,
    layers_of,
)  # fmt: skip
from training.windows import UNKNOWN, Target

BATCH = 32
"""Windows of a step."""
RATE = 1.5e-4
FASTER = 5.0
"""How many times the layers' learning rate the head's is, whose rows begin by chance."""
WARM_UP = 0.06
RANKING = 0.5
"""What it weighs that the passage which answers scores above those beside it, against finding the answer's ends."""
TELLING, ITEMS, ANSWERED, ASKED_FOR = 0.5, 1.0, 1.5, 1.0
"""What the other outputs weigh: told or not, the parts of a list, yes or no, the kind of answer."""
STEPS = 1300
"""Steps at most: what two slow cores do within the hour and a half that a training may take."""
MEMORY = 0.995
"""How much of the averaged weights each step keeps; they are what is shipped (Polyak and Juditsky 1992)."""
CHECKPOINT_STEPS = 50
HIDDEN = -1e4
Batch = list[tuple[Target, ...]]
M = TypeVar("M", bound=Trained)
B = TypeVar("B")
E = TypeVar("E")


def batches(
    examples: Sequence[E],
    length: Callable[[E], int],
    windows: Callable[[E], int] = lambda _: 1,
    seed: int = 0,
    steps: int = STEPS,
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
    return found[:steps]


def longest(group: tuple[Target, ...]) -> int:
    """Tokens of a group's longest window."""
    return max(len(t.ids) for t in group)


def loss_of(model: ReaderModel, batch: Batch) -> Tensor:
    """What is asked of the network, each as a cross-entropy: where the answer begins and ends, null at the first token;
    whether it is told; which sentences are evidence; the parts of a list; yes or no; the kind of answer; and, within a
    group, that the passage which answers scores above the others."""
    rows = [t for group in batch for t in group]
    logits = _logits(model, rows)
    place = torch.arange(logits.shape[1])[None, :]
    first, last = torch.tensor([[t.first] for t in rows]), torch.tensor([[t.last] for t in rows])
    inside = (place >= first) & (place <= last)
    told = torch.tensor([float(t.told) for t in rows])
    losses = [
        _spans(logits, rows, inside),
        TELLING * binary_cross_entropy_with_logits(logits[:, 0, TOLD], told),
        _evidence(logits, rows),
        ITEMS * _items(logits, rows, inside),
        ANSWERED * _yes(logits, rows),
        ASKED_FOR * _kinds(logits, rows),
    ]
    ranked = [at for at in _ranges(batch) if len(at) > 1 and rows[at.start].told]
    if ranked:
        spans = sum(logits[:, :, n].masked_fill(~inside, HIDDEN).logsumexp(1) - logits[:, 0, n] for n in (START, END))
        losses += [RANKING * _ranking(score, ranked) for score in (spans, logits[:, 0, TOLD])]
    return torch.stack(losses).sum()


def _spans(logits: Tensor, rows: Sequence[Target], inside: Tensor) -> Tensor:
    """Any of the spans will do: their probabilities are added up."""
    allowed = inside.clone()
    allowed[:, 0] = True
    loss = torch.tensor(0.0)
    for end, output in enumerate((START, END)):
        gold = torch.zeros_like(allowed)
        for n, t in enumerate(rows):
            gold[n, [span[end] for span in t.spans] or [0]] = True
        likely = logits[:, :, output].masked_fill(~allowed, HIDDEN).log_softmax(1)
        loss = loss - likely.masked_fill(~gold, HIDDEN).logsumexp(1).mean() / 2
    return loss


def _evidence(logits: Tensor, rows: Sequence[Target]) -> Tensor:
    """A sentence's logit is the mean of its tokens'."""
    found = [(n, a, b, yes) for n, t in enumerate(rows) for a, b, yes in t.sentences]
    row, start, end = (torch.tensor([x[i] for x in found]) for i in range(3))
    sums = pad(logits[:, :, EVIDENCE].cumsum(1), (1, 0))
    mean = (sums[row, end + 1] - sums[row, start]) / (end + 1 - start)
    return binary_cross_entropy_with_logits(mean, torch.tensor([float(yes) for *_, yes in found]))


def _items(logits: Tensor, rows: Sequence[Target], inside: Tensor) -> Tensor:
    some = [n for n, t in enumerate(rows) if t.items]
    if not some:
        return torch.tensor(0.0)
    gold = torch.zeros(len(some), logits.shape[1], dtype=torch.long)
    for at, n in enumerate(some):
        for a, b in rows[n].items:
            gold[at, a] = BEGINS - OUTSIDE
            gold[at, a + 1 : b + 1] = GOES_ON - OUTSIDE
    return cross_entropy(logits[some][:, :, OUTSIDE : GOES_ON + 1][inside[some]], gold[inside[some]])


def _yes(logits: Tensor, rows: Sequence[Target]) -> Tensor:
    some = [n for n, t in enumerate(rows) if t.yes != UNKNOWN]
    if not some:
        return torch.tensor(0.0)
    return binary_cross_entropy_with_logits(logits[some, 0, YES], torch.tensor([float(rows[n].yes) for n in some]))


def _kinds(logits: Tensor, rows: Sequence[Target]) -> Tensor:
    kinds = torch.tensor([t.kind for t in rows])
    return (
        cross_entropy(logits[:, 0, KIND][kinds != UNKNOWN], kinds[kinds != UNKNOWN])
        if (kinds != UNKNOWN).any()
        else torch.tensor(0.0)
    )


def _ranking(score: Tensor, groups: Sequence[range]) -> Tensor:
    first = torch.tensor([0])
    return torch.stack([cross_entropy(score[at.start : at.stop][None], first) for at in groups]).mean()


def _logits(model: ReaderModel, rows: Sequence[Target]) -> Tensor:
    """In two halves by length: the passages beside a short one may be long."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    halves = [half for half in (order[: len(order) // 2], order[len(order) // 2 :]) if half]
    longest = max(len(t.ids) for t in rows)
    found = []
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for half in halves:
            logits = model.logits([rows[i].ids for i in half])
            found.append(pad(logits, (0, 0, 0, longest - logits.shape[1]), value=0.0))
    return torch.cat(found)[torch.tensor([i for half in halves for i in half]).argsort()]


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

    def load(self, model: Trained, optimizer: torch.optim.Optimizer) -> tuple[int, float, list[Tensor]]:
        """The steps that were done, the seconds they took, and the average of the weights so far."""
        if not self.file.exists():
            return 0, 0.0, []
        kept = torch.load(self.file, weights_only=True)
        model.bert.encoder.load_state_dict(kept["layers"])
        model.head.load_state_dict(kept["head"])
        optimizer.load_state_dict(kept["optimizer"])
        return int(kept["step"]), float(kept["seconds"]), kept["average"]

    def save(
        self, model: Trained, optimizer: torch.optim.Optimizer, average: list[Tensor], step: int, seconds: float
    ) -> None:
        fresh = self.file.with_suffix(".tmp")
        torch.save(
            {
                "layers": model.bert.encoder.state_dict(), "head": model.head.state_dict(),
                "optimizer": optimizer.state_dict(), "average": average, "step": step, "seconds": seconds,
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
    frozen: int = 0,
) -> float:
    """Train `model` in place, a batch of `plan` a step, in float32. The seconds it took, those before a stop included.

    `faster`: how many times the layers' learning rate the head's is. `frozen`: how many layers stay as they are, from the
    lowest. What `model` ends as is the running average of the steps.
    """
    model.bert.embeddings.requires_grad_(False)
    for layer in model.bert.encoder.layer[:frozen]:
        layer.requires_grad_(False)
    model.bert.train()  # its dropout is 0
    learned = [w for w in layers_of(model).values() if w.requires_grad]
    weights = [*learned, *model.head.parameters()]
    rates = [(learned, rate), (list(model.head.parameters()), rate * faster)]
    optimizer = torch.optim.AdamW(
        [{"params": [*some], "lr": most, "most": most} for some, most in rates], weight_decay=0.01
    )
    done, before, average = checkpoint.load(model, optimizer)
    average = average or [w.detach().clone() for w in weights]
    began, smooth = time.monotonic(), None
    for step, batch in enumerate(plan[done:], done):
        for group in optimizer.param_groups:
            group["lr"] = group["most"] * min(1, (step + 1) / (WARM_UP * len(plan))) * (len(plan) - step) / len(plan)
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        kept = min(MEMORY, (step + 1) / (step + 10))
        for mean, weight in zip(average, weights, strict=True):
            mean.lerp_(weight.detach(), 1 - kept)
        smooth = loss.item() if smooth is None else 0.98 * smooth + 0.02 * loss.item()
        spent = time.monotonic() - began
        if (step + 1) % 25 == 0:
            left = spent / (step + 1 - done) * (len(plan) - step - 1)
            print(
                f"step {step + 1} of {len(plan)}, loss {smooth:.3f}, {spent / 60:.1f} min, {left / 60:.0f} left",
                flush=True,
            )
        if (step + 1) % CHECKPOINT_STEPS == 0 or step + 1 == len(plan):
            checkpoint.save(model, optimizer, average, step + 1, before + spent)
    with torch.no_grad():
        for mean, weight in zip(average, weights, strict=True):
            weight.copy_(mean)
    return before + time.monotonic() - began
