"""Questions as people type them, in plain spelling: "brp org yg ngungsi gara2 banjir" is "berapa orang yang mengungsi
gara-gara banjir".

A table (`index/data/informal.tsv`) has abbreviations, colloquial forms and frequent slips; doubled words, drawn-out letters
and words that the collection has in nearly the same spelling are found by rule. What the table doesn't know and the
collection has is left alone, and so is every word with a capital: it may be a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from index import shipped
from index.language.text import STOP_WORDS, fold

Counts = Callable[[Sequence[str]], Mapping[str, int]]
"""How often the collection has each of some folded words; those it doesn't have are left out."""

_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|\s+|.", re.UNICODE | re.DOTALL)
SIGNS = "[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]"
"""Emoji, as a pattern: they say nothing that is searched for, and put the reader off."""
_SIGNS = re.compile(f"{SIGNS}+")
_DOUBLED = re.compile(r"([a-z]{2,})2(nya|an|ku|mu)?")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_ITS = re.compile(r"([a-z]{3,})ny(?:e+|a{2,})?")
""" "-nya" as it is typed: "korbannye", "totalny"."""
_PARTED_ITS = re.compile(r"(?<=[a-z]) nya\b")
_SCALED = re.compile(r"(\d+(?:[.,]\d+)?)(rb|ribu|jt|juta|m|miliar|t|triliun)")
_SCALES = {"rb": "ribu", "jt": "juta", "m": "miliar", "t": "triliun"}
_JOINED = re.compile(r"(di|ke)([a-z]{4,})")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 5
"""Letters of a word that may be a slip of the pen: shorter ones are too near to each other."""
_COMMON = 3
"""Passages that must have a word for it to be what was meant by another."""


@cache
def _table() -> dict[str, str]:
    lines = (line.split("\t") for line in shipped.text("informal.tsv").splitlines() if "\t" in line and line[0] != "#")
    return {informal: plain.strip() for informal, plain in lines}


def plain(text: str) -> str:
    """The question in plain spelling; as it was, but for white space, where there is nothing to mend."""
    text = _SIGNS.sub(" ", text)
    shouted = text.isupper()
    parts = [*_TOKEN.findall(text), ""]
    tokens = [
        part if (part, after) == ("dr", ".") else _plain_word(part.lower() if shouted else part)
        for part, after in pairwise(parts)
    ]
    return _PARTED_ITS.sub("nya", " ".join("".join(tokens).split()))


def mended(text: str, counts: Counts) -> str:
    """With words that the collection doesn't have, but has with one letter less, more, other, or two of them swapped, put
    so. For the search by words alone: what is read stays what was asked."""
    tokens = _TOKEN.findall(text)
    asked = [token for token in tokens if _may_slip(token)]
    known = counts([fold(word) for word in asked]) if asked else {}
    return "".join(_nearest(t, counts) if _may_slip(t) and fold(t) not in known else t for t in tokens)


def _nearest(word: str, counts: Counts) -> str:
    if (joined := _JOINED.fullmatch(word)) and counts([joined[2]]):
        return f"{joined[1]} {joined[2]}"
    near = [w for w in _neighbours(fold(word)) if len(w) >= _SHORTEST and w not in STOP_WORDS]
    found = {w: n for w, n in counts(near).items() if n >= _COMMON}
    return max(found, key=lambda w: found[w]) if found else word


def _plain_word(token: str) -> str:
    if scaled := _SCALED.fullmatch(token):
        return f"{scaled[1]} {_SCALES.get(scaled[2], scaled[2])}"
    if not token.islower():
        return token
    table = _table()
    if token in table:
        return table[token]
    if doubled := _DOUBLED.fullmatch(token):
        word = table.get(doubled[1], doubled[1])
        return f"{word}-{word}{doubled[2] or ''}"
    short = _DRAWN_OUT.sub(r"\1", token)
    if short in table:
        return table[short]
    if its := _ITS.fullmatch(short):
        return table.get(its[1], its[1]) + "nya"
    return short


def _may_slip(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and word.islower() and fold(word) not in STOP_WORDS


def _neighbours(word: str) -> Iterator[str]:
    """SEE: Norvig, "How to Write a Spelling Corrector", https://norvig.com/spell-correct.html"""
    for i in range(len(word) + 1):
        a, b = word[:i], word[i:]
        if b:
            yield a + b[1:]
        if len(b) > 1:
            yield a + b[1] + b[0] + b[2:]
        for c in _LETTERS:
            if b:
                yield a + c + b[1:]
            yield a + c + b
