"""Examples as windows of tokens with the places of their answers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.windows import windows
from training.data import Example, Group


@dataclass(frozen=True, slots=True)
class Target:
    """Token ids; the answer may stand in `[first, last]`; it stands at `[start, end]`, inclusive, (0, 0) for nowhere."""

    ids: tuple[int, ...]
    first: int
    last: int
    start: int
    end: int


def targets_of(groups: Sequence[Group], tokenizer: Any, seed: int = 0) -> list[tuple[Target, ...]]:
    """One window for each example of each group: of a passage that answers, the first that has the answer; else any.

    Now and then a window without the answer, of a passage that has it elsewhere, becomes a group of its own.
    """
    draw = random.Random(seed)
    made: list[tuple[Target, ...]] = []
    for group in groups:
        kept: list[Target] = []
        for e in group:
            found = list(_targets(e, tokenizer))
            holding = [t for t in found if t.start]
            without = [t for t in found if not t.start]
            if e.start < 0:
                kept.append(draw.choice(without))
                continue
            if not holding:  # the answer is longer than a window: then there is nothing to hold the others against
                break
            kept.append(holding[0])
            if without and draw.random() < 0.2:
                made.append((draw.choice(without),))
        if kept:
            made.append(tuple(kept))
    return made


def _targets(e: Example, tokenizer: Any) -> Iterator[Target]:
    for w in windows(tokenizer, e.question, [e.text], [e.header])[0]:
        start = end = 0
        if e.start >= 0 and w.offsets[0][0] <= e.start and w.offsets[-1][1] >= e.end:
            start = w.first + next(i for i, (_, stop) in enumerate(w.offsets) if stop > e.start)
            end = w.first + max(i for i, (begin, _) in enumerate(w.offsets) if begin < e.end)
        yield Target(w.ids, w.first, w.last, start, end)
