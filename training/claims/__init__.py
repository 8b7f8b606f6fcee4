"""Sentences about news, by hand: faithful ones and spoilt twins, each with the sentences of its article that it cites.

    {"id", "article_id", "lang", "evidence": [[start, end], …], "faithful": ["…", …], "spoilt": [["role", "…"], …], "body": "9f2c…"}

Places are half-open character offsets into the body of the article in CLICK-ID, whose digest is `body`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from training.questions import Place, digest

FOLDER = Path(__file__).parent
SPLITS = ("train", "development", "test")
"""By article, and by writer: who wrote the last two wrote none of the first."""
KINDS = (
    "number", "date", "name", "role", "negation", "quotation", "scope", "cause", "order", "opposite", "overclaim", "addition",
    "elsewhere", "speaker",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Twins:
    """Sentences that cite the same stretches of an article's body."""

    id: str
    article_id: str
    lang: str
    evidence: tuple[Place, ...]
    faithful: tuple[str, ...]
    spoilt: tuple[tuple[str, str], ...]
    """Kind and sentence."""


def load(split: str, bodies: Mapping[str, str]) -> list[Twins]:
    """The twins of a split whose article is in `bodies`, by article id. Raises ValueError where a body is another one."""
    return list(_read(FOLDER / f"{split}.jsonl", bodies))


def _read(file: Path, bodies: Mapping[str, str]) -> Iterator[Twins]:
    for line in file.read_text("utf-8").splitlines():
        r = json.loads(line)
        body = bodies.get(r["article_id"])
        if body is None:
            continue
        if digest(body) != r["body"]:
            raise ValueError(f"{r['id']}: the body of {r['article_id']} is not the one that was written about")
        yield Twins(
            r["id"], r["article_id"], r["lang"], tuple((a, b) for a, b in r["evidence"]), tuple(r["faithful"]),
            tuple((kind, text) for kind, text in r["spoilt"]),
        )  # fmt: skip
