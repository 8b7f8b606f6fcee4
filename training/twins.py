"""What the verifier is trained on, in arrays: sentences with their evidence, those about the same place together.

twins by hand      faithful sentences and spoilt ones, with what they cite; and now and then with a sentence more around it
questions          our own, each with its answer for a sentence, and with another answer of the article for a spoilt one
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

from index.language.names import names
from index.language.sentences import sentence_spans
from index.verification.entailment_model import LABELS, Row, encoded
from training import claims, perturb, questions
from training.batches import starts
from training.claims import Twins
from training.data import NEWS, records
from training.questions import Asked, Place
from training.ragged import Ragged
from training.verifier import SPOILT

ALIKE = 0.5
"""From which likeness on a spoilt sentence says by its difference from a faithful one what is wrong with it."""
ASKED_KINDS = ("fact", "compare", "change")
"""Questions that a name, a figure or a time answers."""
FAR = 0.3
"""How often a question whose evidence has no other answer gets one from elsewhere in its article."""
CHANGED = 0.6
"""How often a faithful sentence is changed in one place besides: a figure, a name, a negation, two names exchanged."""
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
    some = claims.load(split, bodies)
    others = [bodies[t.article_id][slice(*t.evidence[0])] for t in some]
    return [_group(t, bodies[t.article_id], others, chance) for t in some]


def _group(t: Twins, body: str, others: Sequence[str], draw: random.Random | None) -> Group:
    sentences = sentence_spans(body)
    cited = [n for n, (a, b) in enumerate(sentences) if any(a < stop and start < b for start, stop in t.evidence)]
    evidence = " ".join(" ".join(body[a:b].split()) for a, b in t.evidence)
    group = [Pair(evidence, s, 0, (), "faithful", t.lang) for s in t.faithful]
    group += [Pair(evidence, s, SPOILT, wrong(s, t.faithful), kind, t.lang) for kind, s in t.spoilt]
    if draw is not None:
        group += _changed(t, body, evidence, draw)
        far = [n for n in range(len(sentences)) if n not in cited]
        elsewhere = body[slice(*sentences[draw.choice(far)])] if far and draw.random() < 0.5 else draw.choice(others)
        group.append(Pair(" ".join(elsewhere.split()), draw.choice(t.faithful), SPOILT, None, "strange", t.lang))
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


def _changed(t: Twins, body: str, evidence: str, draw: random.Random) -> Iterator[Pair]:
    others = [n.text for n in names(body) if " " in n.text] + re.findall(r"(?<![\w.,])\d+(?:[.,]\d+)*", evidence)
    for s in t.faithful:
        if draw.random() < CHANGED:
            made = [p(s, others, draw) for p in draw.sample(perturb.PERTURBATIONS, len(perturb.PERTURBATIONS))]
            for text in [text for text in made if text and text != s and text not in evidence][:1]:
                yield Pair(evidence, text, SPOILT, wrong(text, [s]), "changed", t.lang)


def asked(folder: Path, seed: int = 0) -> list[Group]:
    """The training questions with their answer as one sentence, cited rightly; with what answers other questions about the same
    place; and the right one beside another sentence that has such an answer."""
    bodies = {r["id"]: r["body"] for r in records(folder, NEWS)}
    draw = random.Random(seed)
    by_article: dict[str, list[Asked]] = {}
    for q in questions.load("train", bodies):
        if q.kind in ASKED_KINDS and len(q.answers) == 1 and len(q.evidence) == 1:
            by_article.setdefault(q.article_id, []).append(q)
    found = []
    for id, some in by_article.items():
        body = bodies[id]
        told = {q.id: " ".join(body[slice(*q.answers[0])].split()) for q in some}
        for q in some:
            evidence = " ".join(body[slice(*q.evidence[0])].split())
            near = [told[o.id] for o in some if o is not q and _alike(told[o.id], told[q.id])]
            here = [t for t in near if t in evidence]
            far = draw.sample(near, min(1, len(near))) if not here and draw.random() < FAR else []
            wrong = list(dict.fromkeys([*here[:3], *far]))
            if wrong:
                group = [Pair(evidence, f"{q.question} {told[q.id]}", 0, None, "asked", q.lang)]
                found.append(
                    (*group, *(Pair(evidence, f"{q.question} {t}", SPOILT, None, "asked", q.lang) for t in wrong))
                )
    return found


def _alike(one: str, other: str) -> bool:
    """Whether two answers are of a sort, both figures or both names, and neither is part of the other."""
    one, other = one.casefold(), other.casefold()
    figures = any(c.isdigit() for c in one) == any(c.isdigit() for c in other)
    return figures and one not in other and other not in one and len(one.split()) < 8 and len(other.split()) < 8


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
        "groups": starts(groups),
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
