"""The examples a reader learns from: question, passage, where the answer stands; and passages that look right and aren't.

No passage of a development split is ever learned from, whichever set it is met in again.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.answering_data import Pool
from index.evaluation.metrics import normalised

ENGLISH = Path(__file__).parent / "english_questions.jsonl"
DEVELOPMENT = ("facqa-valid", "tydiqa_id-valid", "idk_mrc-valid")
TRAINING = ("facqa-train", "tydiqa_id-train", "idk_mrc-train", "squad_id_mt")
NOISY = {True: 2000, False: 600}
"""Questions of the machine-translated set that are taken, answerable and not: it is noisy, and long."""
LONG = 820
"""Characters of a passage as long as a chunk of news."""
_OUTLETS = "Harian Nusa|Kabar Timur|Suara Pesisir|Warta Kota Lama|Pelita Sore|Lintas Daerah|nusakini.example".split("|")
_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()


@dataclass(frozen=True, slots=True)
class Example:
    """`text[start:end]` answers, or nothing does (-1, -1). The first `header` characters are title, outlet and date."""

    question: str
    text: str
    start: int
    end: int
    header: int = 0


Group = tuple[Example, ...]
"""One question with the passage that answers, first, and passages that don't; or a single example."""


def records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def groups(folder: Path, pool_of: Callable[[Sequence[str]], Pool], seed: int = 0) -> list[Group]:
    """Everything to learn from, in a fixed order. `pool_of` makes the pool in which the hard negatives are searched."""
    draw = random.Random(seed)
    sets = examples(folder)
    pool = pool_of([e.text for name in TRAINING[:3] for _, e in sets[name]])
    filler = _Filler(folder, draw)
    english = {r["id"]: r["question"] for r in map(json.loads, ENGLISH.read_text("utf-8").splitlines())}
    made: list[Group] = []
    for name, opposed, several, lengthened in (("facqa-train", 1.0, 2, 1.0), ("tydiqa_id-train", 0.6, 1, 0.1)):
        for id, e in sets[name]:
            near = hard_negatives(pool, e) if draw.random() < opposed else []
            made.append(_group(e, draw.sample(near, min(several, len(near))), draw))
            if draw.random() < lengthened:
                made.append(_long_group(e, near, filler, draw))
            if id in english:
                asked = replace(e, question=english[id])
                made.append(_group(asked, draw.sample(near, min(1, len(near))), draw))
        # A second time, alone: these name the ends of answers best.
        made += [(_headed(e, draw),) for _, e in sets[name]]
    told = {(e.question, e.text) for name in TRAINING[:2] for _, e in sets[name]}
    for id, e in sets["idk_mrc-train"]:
        if (e.question, e.text) not in told:
            made.append((_headed(e, draw),))
        if id in english:
            made.append((_headed(replace(e, question=english[id]), draw),))
    for answerable, count in NOISY.items():
        some = [e for _, e in sets["squad_id_mt"] if (e.start >= 0) == answerable]
        made += [(_headed(e, draw),) for e in draw.sample(some, min(count, len(some)))]
    for _, e in draw.sample([*sets["facqa-train"], *sets["tydiqa_id-train"]], 500):
        made.append((_headed(Example(e.question, filler.stretch(LONG), -1, -1), draw),))
    draw.shuffle(made)
    return made


def examples(folder: Path) -> dict[str, list[tuple[str, Example]]]:
    """By set, with ids. A question that was met before with the same passage, and every passage of DEVELOPMENT, is left out."""
    held_out = {normalised(r["context"]) for name in DEVELOPMENT for r in records(folder, name)}
    seen: set[tuple[str, str]] = set()
    found: dict[str, list[tuple[str, Example]]] = {}
    for name in TRAINING:
        found[name] = []
        for r in records(folder, name):
            key = (normalised(r["question"]), normalised(r["context"]))
            if key in seen or key[1] in held_out:
                continue
            seen.add(key)
            start, answer = (r["answer_starts"] or [-1])[0], (r["answers"] or [""])[0]
            if not r["answerable"]:
                found[name].append((r["id"], Example(r["question"], r["context"], -1, -1)))
            elif start >= 0 and answer and r["context"][start : start + len(answer)] == answer:
                found[name].append((r["id"], Example(r["question"], r["context"], start, start + len(answer))))
    return found


def hard_negatives(pool: Pool, e: Example, depth: int = 8) -> list[str]:
    """The best retrieved passages that don't hold the answer's words."""
    answer = normalised(e.text[e.start : e.end])
    found = [p.article.body for p in pool.search(e.question, depth)]
    return [text for text in found if text != e.text and answer not in normalised(text)]


def _group(e: Example, others: Sequence[str], draw: random.Random) -> Group:
    return (_headed(e, draw), *(_headed(Example(e.question, text, -1, -1), draw) for text in others))


def _long_group(e: Example, near: Sequence[str], filler: _Filler, draw: random.Random) -> Group:
    """The passage amid others until it is as long as a chunk of news, and a chunk of the others alone."""
    asides = draw.sample(near, min(2, len(near))) if draw.random() < 0.5 else []
    rest = LONG - len(e.text) - sum(map(len, asides))
    pieces = [*asides, *([filler.stretch(rest)] if rest > 120 else [])]
    draw.shuffle(pieces)
    at = draw.randint(0, len(pieces))
    before = "".join(piece + "\n" for piece in pieces[:at])
    whole = before + e.text + "".join("\n" + piece for piece in pieces[at:])
    gold = Example(e.question, whole[: LONG + 400], e.start + len(before), e.end + len(before))
    if gold.end > len(gold.text):
        gold = e
    if not near:
        return (_headed(gold, draw),)
    wrong = draw.choice(near)
    around = filler.stretch(LONG - len(wrong)) if len(wrong) < LONG - 120 else ""
    texts = [wrong, around] if draw.random() < 0.5 else [around, wrong]
    return (_headed(gold, draw), _headed(Example(e.question, "\n".join(filter(None, texts)), -1, -1), draw))


def _headed(e: Example, draw: random.Random) -> Example:
    """With a title made of the lead, an outlet and a date before it, as chunks of news have them; not always."""
    if draw.random() > 0.35:
        return e
    title = " ".join(e.text.split()[: draw.randint(4, 9)]).rstrip(".,;:")
    facts = [draw.choice(_OUTLETS)] * (draw.random() < 0.6)
    if draw.random() < 0.6:
        facts.append(f"{draw.randint(1, 28)} {draw.choice(_MONTHS)} {draw.randint(2001, 2026)}")
    head = (f"{title} ({', '.join(facts)})" if facts else title) + "\n"
    moved = len(head) if e.start >= 0 else 0
    return Example(e.question, head + e.text, e.start + moved, e.end + moved, len(head))


class _Filler:
    """Stretches of real news, to stand around a passage or in its place."""

    def __init__(self, folder: Path, draw: random.Random) -> None:
        bodies = [r["body"] for r in records(folder, "news_clickid")]
        self._bodies = [b for b in draw.sample(bodies, 4000) if len(b) > 1500]
        self._draw = draw

    def stretch(self, length: int) -> str:
        """About `length` characters, from the beginning of a sentence to the end of one where there is one."""
        body = self._draw.choice(self._bodies)
        at = body.find(". ", self._draw.randint(0, len(body) // 3)) + 2
        cut = body[at : at + length]
        return cut[: cut.rfind(". ") + 1] or cut
