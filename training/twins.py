"""What the verifier is trained on, in arrays: sentences with their evidence, those about the same place together.

twins by hand      faithful sentences and spoilt ones, with what they cite; and now and then with a sentence more around it
IndoNLI            premises with their hypotheses
"""

from __future__ import annotations

import difflib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.entailment_model import LABELS, Row, encoded
from index.sentences import sentence_spans
from training import claims
from training.claims import Twins
from training.data import NEWS, records
from training.questions import Place
from training.ragged import Ragged
from training.verifier import SPOILT

ALIKE = 0.5
"""From which likeness on a spoilt sentence says by its difference from a faithful one what is wrong with it."""
AROUND = 0.35
"""How often the evidence has a sentence more than is cited."""


@dataclass(frozen=True, slots=True)
class Pair:
    """`label` is a place in LABELS, or SPOILT. `wrong` are places in the sentence; None where nobody knows them."""

    evidence: str
    sentence: str
    label: int
    wrong: tuple[Place, ...] | None = None
    kind: str = ""
    lang: str = "id"


Group = tuple[Pair, ...]
"""Sentences that may be held against each other, the borne out before the others."""


def ours(folder: Path, split: str, seed: int = 0) -> list[Group]:
    """The twins of a split. In training also with wider evidence, and faithful sentences beside a neighbour of theirs."""
    bodies = {r["id"]: r["body"] for r in records(folder, NEWS)}
    draw = random.Random(seed)
    chance = draw if split == "train" else None
    return [_group(t, bodies[t.article_id], chance) for t in claims.load(split, bodies)]


def _group(t: Twins, body: str, draw: random.Random | None) -> Group:
    sentences = sentence_spans(body)
    cited = [n for n, (a, b) in enumerate(sentences) if any(a < stop and start < b for start, stop in t.evidence)]
    evidence = " ".join(" ".join(body[a:b].split()) for a, b in t.evidence)
    group = [Pair(evidence, s, 0, (), "faithful", t.lang) for s in t.faithful]
    group += [Pair(evidence, s, SPOILT, wrong(s, t.faithful), kind, t.lang) for kind, s in t.spoilt]
    near = [n for n in (cited[0] - 1, cited[-1] + 1) if 0 <= n < len(sentences)]
    if draw is None or not near:
        return tuple(group)
    beside = " ".join(body[slice(*sentences[draw.choice(near)])].split())
    if draw.random() < AROUND and not {"addition", "elsewhere"} & {kind for kind, _ in t.spoilt}:
        wider = f"{beside} {evidence}" if draw.random() < 0.5 else f"{evidence} {beside}"
        group = [Pair(wider, p.sentence, p.label, p.wrong, p.kind, p.lang) for p in group]
    else:
        group.append(Pair(beside, draw.choice(t.faithful), SPOILT, None, "elsewhere", t.lang))
    return tuple(group)


def wrong(spoilt: str, faithful: Sequence[str]) -> tuple[Place, ...] | None:
    """What stands in a spoilt sentence and not in the faithful one that is most like it; where something was taken away the
    words on both sides. None where no faithful one is like it."""
    words = list(re.finditer(r"\S+", spoilt))
    said = [w.group().strip(',.;:"“”') for w in words]
    best: difflib.SequenceMatcher[str] | None = None
    for f in faithful:
        match = difflib.SequenceMatcher(None, [w.strip(',.;:"“”') for w in f.split()], said, autojunk=False)
        if best is None or match.ratio() > best.ratio():
            best = match
    if best is None or best.ratio() < ALIKE:
        return None
    found = []
    for tag, _, _, a, b in best.get_opcodes():
        if tag == "delete":
            a, b = max(0, a - 1), min(len(words), a + 1)
        if tag != "equal" and a < b:
            found.append((words[a].start(), words[b - 1].end()))
    return tuple(found)


def indonli(folder: Path, split: str) -> list[Group]:
    by_premise: dict[str, list[Pair]] = {}
    for r in records(folder, f"indonli-{split}"):
        label = LABELS.index(r["label"])
        by_premise.setdefault(r["premise"], []).append(Pair(r["premise"], r["hypothesis"], label, None, "indonli"))
    return [tuple(sorted(some, key=lambda p: p.label)) for some in by_premise.values()]


def arrays(tokenizer: Any, ours: Sequence[Group], indonli: Sequence[Group]) -> dict[str, Any]:
    """Of groups, with token ids as the tokenizer has them."""
    groups = [*ours, *indonli]
    rows = [p for group in groups for p in group]
    encoded_rows = encoded(tokenizer, [(p.evidence, p.sentence) for p in rows])
    facts = [(p.label, row.first, p.wrong is not None) for p, row in zip(rows, encoded_rows, strict=True)]
    wrong = Ragged.of((list(_tokens(row, p.wrong or ())) for p, row in zip(rows, encoded_rows, strict=True)), np.int16)
    return {
        "ids": Ragged.of((row.ids for row in encoded_rows), np.int32),
        "facts": np.array(facts, np.int16),
        "wrong": Ragged(wrong.flat.reshape(-1, 2), wrong.starts),
        "groups": np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64),
        "ours": np.array([True] * len(ours) + [False] * len(indonli)),
    }


def _tokens(row: Row, places: Sequence[Place]) -> Iterator[tuple[int, int]]:
    for start, end in places:
        inside = [row.first + i for i, (a, b) in enumerate(row.offsets) if a < end and start < b]
        if inside:
            yield inside[0], inside[-1]


def renamed(arrays: dict[str, Any], token: NDArray[Any]) -> dict[str, Any]:
    """With `token[i]`, what the token i is called in the encoder that is trained."""
    ids = arrays["ids"]
    return arrays | {"ids": Ragged(token[ids.flat].astype(np.uint16), ids.starts)}
