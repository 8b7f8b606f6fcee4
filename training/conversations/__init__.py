"""The conversations: a line each, about one article, by hand; the places of answers and evidence, not the article's text.

    {"id", "article_id", "lang", "body", "turns": [{"ask", "full", "kind", "answerable", "answers": [[start, end], …],
     "evidence": [[start, end], …], "yes": true | false}, …]}

`ask` is what was typed, mostly nothing without the turns before; `full` the same as a question that stands alone.
All else is as in `training.questions`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.questions import Asked, digest

FOLDER = Path(__file__).parent
SPLITS = ("train", "development")


@dataclass(frozen=True, slots=True)
class Turn:
    """What was typed, and the question that it means."""

    ask: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns about one article, in their order."""

    id: str
    article_id: str
    turns: tuple[Turn, ...]


def load(split: str, bodies: Mapping[str, str]) -> list[Conversation]:
    """The conversations of a split whose article is in `bodies`. Raises ValueError where a body is another one."""
    lines = file_of(split).read_text("utf-8").splitlines()
    return list(_read(map(json.loads, lines), bodies))


def file_of(split: str) -> Path:
    return FOLDER / f"{split}.jsonl"


def _read(records: Iterator[dict[str, Any]], bodies: Mapping[str, str]) -> Iterator[Conversation]:
    for r in records:
        body = bodies.get(r["article_id"])
        if body is None:
            continue
        if digest(body) != r["body"]:
            raise ValueError(f"{r['id']}: the body of {r['article_id']} is not the one that was talked about")
        turns = (Turn(t["ask"], _asked(r, n, t)) for n, t in enumerate(r["turns"]))
        yield Conversation(r["id"], r["article_id"], tuple(turns))


def _asked(r: Mapping[str, Any], n: int, t: Mapping[str, Any]) -> Asked:
    answers, evidence = (tuple((start, end) for start, end in t.get(name, ())) for name in ("answers", "evidence"))
    return Asked(
        f"{r['id']}-{n}", r["article_id"], t["full"], r["lang"], "chat", t["kind"], t["answerable"], answers, evidence, t.get("yes")
    )  # fmt: skip
