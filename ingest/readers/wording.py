"""How a line is worded: like a story's, or like what a page says of itself (offers, calls, credits, rules)?

A logistic regression over hashed words and pairs of words, fitted on lines that people wrote for it, in Indonesian and
English (`training/lines`, `python -m training.wording`). A sign among others: it never decides alone.
SEE: Weinberger et al. 2009, Feature Hashing for Large Scale Multitask Learning, https://arxiv.org/abs/0902.2206
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from zlib import crc32

SIZE = 1 << 14
"""Places that words and pairs share."""
LONGEST = 400
"""Characters of a line that are looked at."""
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")


def log_odds(line: str) -> float:
    """That it is the page's and not the story's, natural logarithm, about -6 to 6."""
    weights = _weights()
    places = list(features(line))
    odds: float = weights[0] + sum(weights[place] for place in places) / len(places) ** 0.5
    return odds


def features(line: str) -> Iterator[int]:
    """Places from 1 to SIZE: words, pairs of words, how it begins and ends. Names are all alike, and so are figures."""
    words = ["^"]
    for n, match in enumerate(_TOKEN.finditer(line[:LONGEST])):
        token = match[0]
        if token[0].isdigit():
            words.append("0" * min(len(token), 4))
        elif n and token[0].isupper() and len(token) > 1 and not token.isupper():
            words.append("X")
        else:
            words.append(token.lower())
    words.append("$")
    for a, b in pairwise(words):
        yield _place(b)
        yield _place(f"{a} {b}")
    yield _place(f"long {min(len(words) // 4, 12)}")


@lru_cache(1 << 15)
def _place(feature: str) -> int:
    return 1 + crc32(feature.encode()) % SIZE


_known: list[array[float]] = []


def use(weights: array[float]) -> None:
    """Judge by these from now on: the bias, then a weight for each place."""
    _known[:] = [weights]


def _weights() -> array[float]:
    if not _known:
        found = array("f")
        found.frombytes((resources.files("ingest") / "data" / "wording.f32").read_bytes())
        use(found)
    return _known[0]
