"""Examples as windows of tokens with the places of what is to be found in them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.language.sentences import sentence_spans
from index.reader.reader_model import KINDS
from index.reader.windows import Window, windows
from training.batches import UNKNOWN
from training.data import Example, Group
from training.questions import Place


@dataclass(frozen=True, slots=True)
class Target:
    """Token ids, of which `[first, last]` are the passage's body. Places are of tokens, both ends inclusive.

    `spans` may answer, any of them; `items` are the parts of a list; `sentences` all that are there, with whether each is
    evidence. `kind` and `yes` are UNKNOWN where nobody said.
    """

    ids: tuple[int, ...]
    first: int
    last: int
    told: bool
    kind: int
    spans: tuple[Place, ...] = ()
    items: tuple[Place, ...] = ()
    sentences: tuple[tuple[int, int, bool], ...] = ()
    yes: int = UNKNOWN


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
            if not e.told:
                kept.append(draw.choice(found))
                continue
            holding = [t for t in found if t.told]
            without = [t for t in found if not t.told]
            if not holding:  # the answer is longer than a window: then there is nothing to hold the others against
                break
            kept.append(holding[0])
            if without and draw.random() < 0.2:
                made.append((draw.choice(without),))
        if kept:
            made.append(tuple(kept))
    return made


def _targets(e: Example, tokenizer: Any) -> Iterator[Target]:
    kind = KINDS.index(e.kind) if e.kind else UNKNOWN
    sentences = sentence_spans(e.text, e.header)
    for w in windows(tokenizer, e.question, [e.text], [e.header])[0]:
        answers = [p for place in e.answers if (p := _tokens(w, place))]
        evidence = [p for place in e.evidence if (p := _tokens(w, place))]
        spans = answers if e.answers else [(evidence[0][0], _run_end(evidence))] if evidence else []
        here = [
            (p, any(p[0] <= b and a <= p[1] for a, b in evidence)) for s in sentences if (p := _tokens(w, s, cut=True))
        ]
        told = bool(spans)
        yield Target(
            w.ids, w.first, w.last, told, kind, tuple(spans),
            tuple(answers) if told and e.kind == "list" else (),
            tuple((a, b, told and yes) for (a, b), yes in here),
            UNKNOWN if e.yes is None or not told else int(e.yes),
        )  # fmt: skip


def _run_end(evidence: Sequence[Place]) -> int:
    """Where the sentences end that follow the first one without a gap."""
    end = evidence[0][1]
    for start, stop in evidence[1:]:
        if start > end + 1:
            break
        end = stop
    return end


def _tokens(w: Window, place: Place, *, cut: bool = False) -> Place | None:
    """The tokens that hold these characters; None where the window doesn't have all, or with `cut` any, of them."""
    start, end = place
    if cut:
        start, end = max(start, w.offsets[0][0]), min(end, w.offsets[-1][1])
    if start >= end or w.offsets[0][0] > start or w.offsets[-1][1] < end:
        return None
    first = next(i for i, (_, stop) in enumerate(w.offsets) if stop > start)
    last = max(i for i, (begin, _) in enumerate(w.offsets) if begin < end)
    return (w.first + first, w.first + last) if first <= last else None
