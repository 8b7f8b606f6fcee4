"""The news questions: a line each, by article, with the places of answer and evidence; the articles' text is not here.

    {"id", "article_id", "question", "lang", "style", "kind", "answerable",
     "answers": [[start, end], …], "evidence": [[start, end], …], "yes": true | false, "body": "9f2c…"}

Places are half-open character offsets into the body of the article in CLICK-ID, whose digest is `body`. `yes` stands on
yes/no questions alone; of a question that is not answerable there are no places, and `why` says what the article tells instead.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SPLITS = ("train", "contrasts", "calibration", "development", "test", "users")
"""By article. "contrasts" are learned from too: of each article what is of one sort, in twos, threes and fours. "calibration" is what the confidence is fitted on; "development" may be looked at; "test" and "users" (asked as
one asks who has not read the article) are for reporting alone."""
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `answers` and `evidence` are places in the article's body; both are empty where it doesn't tell."""

    id: str
    article_id: str
    question: str
    lang: str
    style: str
    """formal, paraphrase or chat."""
    kind: str
    """fact, reason, how, list, yesno, says, compare, change or definition; of what isn't told, what was asked for."""
    answerable: bool
    answers: tuple[Place, ...] = ()
    evidence: tuple[Place, ...] = ()
    yes: bool | None = None


def load(split: str, bodies: Mapping[str, str]) -> list[Asked]:
    """The questions of a split whose article is in `bodies`, by article id. Raises ValueError where a body is another one."""
    return list(_read(FOLDER / f"{split}.jsonl", bodies))


def _read(file: Path, bodies: Mapping[str, str]) -> Iterator[Asked]:
    for line in file.read_text("utf-8").splitlines():
        r: dict[str, Any] = json.loads(line)
        body = bodies.get(r["article_id"])
        if body is None:
            continue
        if digest(body) != r["body"]:
            raise ValueError(f"{r['id']}: the body of {r['article_id']} is not the one that was asked about")
        yield Asked(
            r["id"], r["article_id"], r["question"], r["lang"], r["style"], r["kind"], r["answerable"],
            _places(r, "answers"), _places(r, "evidence"), r.get("yes"),
        )  # fmt: skip


def _places(r: Mapping[str, Any], name: str) -> tuple[Place, ...]:
    return tuple((start, end) for start, end in r.get(name, ()))


def digest(body: str) -> str:
    return hashlib.blake2b(body.encode(), digest_size=6).hexdigest()
