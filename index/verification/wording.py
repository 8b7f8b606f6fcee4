"""How much of one text's wording another has, across inflection and, for English, across the two languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from index.language.lexicon import look_up, skeleton
from index.language.text import STOP_WORDS, stem, words

_VOWELS = frozenset("aeiou")
# What a prefix may have swallowed: "mengalahkan" and "dikalahkan" have one root, and so have "merekam" and "terekam".
_PREFIXES = (
    ("meng", "k"), ("peng", "k"), ("meny", "s"), ("peny", "s"), ("mem", "p"), ("pem", "p"), ("men", "t"), ("pen", "t"), ("me", ""), ("pe", ""),
    ("diper", ""), ("di", ""), ("ter", ""), ("te", ""), ("ber", ""), ("per", ""),
)  # fmt: skip
_SUFFIX = re.compile(r"(?<=\w{4})(?:kan|an|i)(?:nya)?$|(?<=\w{4})nya$")


@lru_cache(maxsize=50_000)
def forms(word: str) -> frozenset[str]:
    """The stems and roots under which a folded word may be met: its own, and those of its Indonesian words."""
    bases = {word, word.removesuffix("s"), word.removesuffix("ed"), word.removesuffix("d"), word.removesuffix("ing")}
    alike = {word, *(form for base in bases for form in look_up(base))}
    return frozenset({stem(form) for form in alike} | {root for form in alike for root in _roots(form)})


def _roots(word: str) -> set[str]:
    if word.endswith("katakan"):  # "kata" is too short to be told from "katak"
        return {"kata"}
    found = set()
    for prefix, swallowed in _PREFIXES:
        rest = _SUFFIX.sub("", word.removeprefix(prefix))
        if word.startswith(prefix) and len(rest) >= 3:
            found |= {rest, swallowed + rest} if rest[0] in _VOWELS else {rest}
    return {root for root in found if len(root) >= 4}


def content(text: str) -> list[str]:
    """The folded words that carry something, figures among them, in order."""
    return [w for w in words(text) if w not in STOP_WORDS]


class Wording:
    """The stems and spellings of a text, made once and asked often."""

    __slots__ = ("shapes", "stems")

    def __init__(self, text: str) -> None:
        found = content(text)
        self.stems = frozenset(f for w in found for f in forms(w))
        self.shapes = frozenset(skeleton(w) for w in found if len(w) > 3)

    def meets(self, word: str) -> bool:
        return not forms(word).isdisjoint(self.stems) or (len(word) > 3 and skeleton(word) in self.shapes)

    def share(self, said: Iterable[str]) -> float:
        """The share of these words that are met; 1 where there are none."""
        said = list(said)
        return sum(map(self.meets, said)) / len(said) if said else 1.0
