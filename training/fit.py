"""The training itself: layers of the encoder and the head, on an accelerator where there is one. It can be stopped and goes
on where it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor

from index.embedding.network import Network, layers_of

WARM_UP = 0.04
"""The part of a training in which the rate rises."""
MEMORY = 0.998
"""How much of the averaged weights each step keeps; they are what is shipped (Polyak and Juditsky 1992)."""
CHECKPOINT_SECONDS = 120.0
TOLD_EVERY = 50
"""Steps between two lines of how it goes."""
B = TypeVar("B")


def device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a training that was stopped goes on from."""

    file: Path

    def load(self, model: Network, optimizer: torch.optim.Optimizer) -> tuple[int, float, list[Tensor]]:
        """The steps that were done, the seconds they took, and the average of the weights so far."""
        if not self.file.exists():
            return 0, 0.0, []
        kept = torch.load(self.file, weights_only=True, map_location=device())
        model.bert.encoder.load_state_dict(kept["layers"])
        model.head.load_state_dict(kept["head"])
        optimizer.load_state_dict(kept["optimizer"])
        return int(kept["step"]), float(kept["seconds"]), kept["average"]

    def save(
        self, model: Network, optimizer: torch.optim.Optimizer, average: list[Tensor], step: int, seconds: float
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


@dataclass(frozen=True, slots=True)
class Limits:
    """When a training ends: after so many steps, or after so many seconds if that is sooner."""

    steps: int
    seconds: float = float("inf")

    def gone(self, step: int, seconds: float) -> float:
        """The part that is over, 0 to 1."""
        return min(1.0, max(step / self.steps, seconds / self.seconds))


def train(
    model: Network,
    passes: Callable[[int], list[B]],
    loss_of: Callable[[Network, B], Tensor],
    checkpoint: Checkpoint,
    limits: Limits,
    *,
    rate: float,
    faster: float = 1.0,
    frozen: int = 0,
) -> tuple[int, float]:
    """Train `model` in place, a batch a step, in float32. The steps it took, and the seconds, those before a stop included.

    `passes(n)` makes the batches of the n-th pass. `faster`: how many times the layers' learning rate the head's is. `frozen`:
    how many layers stay as they are, from the lowest. What `model` ends as is the running average of the steps.
    """
    model.bert.embeddings.requires_grad_(False)
    for layer in model.bert.encoder.layer[:frozen]:
        layer.requires_grad_(False)
    model.bert.train()
    learned = [w for w in layers_of(model).values() if w.requires_grad]
    weights = [*learned, *model.head.parameters()]
    rates = [(learned, rate), (list(model.head.parameters()), rate * faster)]
    optimizer = torch.optim.AdamW(
        [{"params": [*some], "lr": most, "most": most} for some, most in rates], weight_decay=0.01,
        fused=weights[0].is_cuda,
    )  # fmt: skip
    step, before, average = checkpoint.load(model, optimizer)
    average = average or [w.detach().clone() for w in weights]
    began = saved = time.monotonic()
    smooth: Tensor | None = None
    for batch in _after(step, passes):
        spent = before + time.monotonic() - began
        gone = limits.gone(step, spent)
        if gone >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = group["most"] * min(1.0, (gone + 1e-3) / WARM_UP) * (1 - gone)
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        kept = min(MEMORY, step / (step + 9))
        torch._foreach_lerp_(average, [w.detach() for w in weights], 1 - kept)
        smooth = loss.detach() if smooth is None else smooth.lerp(loss.detach(), 0.02)
        if step % TOLD_EVERY == 0:
            print(f"step {step}, loss {smooth.item():.3f}, {spent / 60:.1f} min, {gone:.0%}", flush=True)
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            checkpoint.save(model, optimizer, average, step, spent)
            saved = time.monotonic()
    spent = before + time.monotonic() - began
    checkpoint.save(model, optimizer, average, step, spent)
    with torch.no_grad():
        for mean, weight in zip(average, weights, strict=True):
            weight.copy_(mean)
    model.bert.eval()
    return step, spent


def _after(step: int, passes: Callable[[int], list[B]]) -> Iterator[B]:
    """The batches of one pass after the other, without the first `step`."""
    n = 0
    while True:
        made = passes(n)
        yield from made[min(step, len(made)) :]
        step -= min(step, len(made))
        n += 1
