"""Which words are forms of one: "menaikkan", "dinaikkan" and "kenaikan" of "naik", "rejects" of "reject".

Two ways: `inflected` makes the forms of a root that is known, and is exact; `forms` guesses the roots of a word that isn't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from index.language.lexicon import look_up
from index.language.text import stem

_VOWELS = frozenset("aeiou")
_NASAL = {
    **dict.fromkeys("aeioughk", "ng"), **dict.fromkeys("bfvp", "m"), **dict.fromkeys("dcjzt", "n"), "s": "ny",
}  # fmt: skip
"""What "me-" and "pe-" add before a root that begins so."""
_SWALLOWED = frozenset("kpts")
_SUFFIXES = ("", "kan", "i", "an", "nya", "kannya", "annya", "inya", "lah", "kah")
_BEFORE = ("", "di", "ter", "ber", "per", "ke", "se", "memper", "diper")


@lru_cache(maxsize=2000)
def inflected(root: str) -> frozenset[str]:
    """What an Indonesian root or an English verb or noun can look like; some of it no word at all, which does no harm."""
    first = root[0]
    nasal = _NASAL.get(first, "") + (root[1:] if first in _SWALLOWED else root)
    heads = (*(before + root for before in _BEFORE), "me" + nasal, "pe" + nasal)
    return frozenset(head + suffix for head, suffix in product(heads, _SUFFIXES)) | _english(root)


def _english(word: str) -> frozenset[str]:
    if word.endswith("e"):
        return frozenset({word, f"{word}s", f"{word}d", f"{word[:-1]}ing"})
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return frozenset({word, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"})
    doubled = word + word[-1]
    return frozenset({word, *(w + end for w in (word, doubled) for end in ("ed", "ing")), f"{word}s", f"{word}es"})


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


def shared(some: Iterable[str], others: Iterable[str]) -> int:
    """How many of some words are among others, in any form."""
    known = {form for word in others for form in forms(word)}
    return sum(not forms(word).isdisjoint(known) for word in some)


def _roots(word: str) -> set[str]:
    if word.endswith("katakan"):  # "kata" is too short to be told from "katak"
        return {"kata"}
    found = set()
    for prefix, swallowed in _PREFIXES:
        rest = _SUFFIX.sub("", word.removeprefix(prefix))
        if word.startswith(prefix) and len(rest) >= 3:
            found |= {rest, swallowed + rest} if rest[0] in _VOWELS else {rest}
    return {root for root in found if len(root) >= 4}
