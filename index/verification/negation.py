"""Whether a sentence denies what its evidence affirms, or affirms what it denies.

Of a negation counts the first word after it that carries something; that the same is spoken of, the words beside that word tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.language.morphology import forms, shared
from index.language.negation import DENYING, NEGATORS, plain
from index.language.text import STOP_WORDS

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.;,:!?]")
_VERB = re.compile(r"(?:me|di|ber|ter)[a-z]{3,}")
_CLAIM_REACH, _EVIDENCE_REACH = 4, 6
"""Words on either side that tell what is spoken of."""
_DENIED_ALIKE, _AFFIRMED_ALIKE = 0.25, 0.5
"""The share of those that the evidence must have: where the sentence denies, and where it affirms what was denied."""


@dataclass(frozen=True, slots=True)
class Polarity:
    """The words of a text that carry something, in order, and how near before each a negation stands: 2 for the first after it,
    1 for the second, else 0. `negates`: whether it has any; `denies`: whether it has a verb that denies of itself."""

    words: tuple[str, ...]
    denied: tuple[int, ...]
    negates: bool
    denies: bool

    def beside(self, at: int, reach: int) -> list[str]:
        """The words around a word, without it."""
        return [*self.words[max(0, at - reach) : at], *self.words[at + 1 : at + reach + 1]]


def polarity(text: str) -> Polarity:
    tokens = _TOKEN.findall(plain(text))
    found = list(_words(tokens))
    negates, denies = (not some.isdisjoint(tokens) for some in (NEGATORS, DENYING))
    return Polarity(tuple(w for w, _ in found), tuple(n for _, n in found), negates, denies)


def _words(tokens: Sequence[str]) -> Iterator[tuple[str, int]]:
    reach = 0
    for token, following in pairwise([*tokens, ""]):
        if token in NEGATORS:
            reach = 2
        elif not token[0].isalpha():
            reach = reach if token == "," and following else 0
        elif token not in STOP_WORDS:
            yield token, reach
            reach = max(0, reach - 1)


def unheard(claim: str, evidence: str) -> str | None:
    """What is wrong with a sentence that denies where nothing cited denies anything."""
    said, told = polarity(claim), polarity(evidence)
    alone = said.negates and not (told.negates or told.denies or said.denies)
    return "denies what nothing cited denies" if alone else None


def turned(claim: str, evidence: str) -> str | None:
    """Which word is denied here and affirmed there, or None. `evidence`: the cited stretches, one after the other."""
    said, told = polarity(claim), polarity(evidence)
    for at in _first_denied(said):
        met = [n for n, word in enumerate(told.words) if _one(said.words[at], word)]
        if not any(told.denied[n] for n in met) and _alike(said, [at], told, met) >= _DENIED_ALIKE:
            return f"denies “{said.words[at]}”"
    for at in [] if said.denies else _first_denied(told):
        word = told.words[at]
        affirmed = any(not near and _one(word, w) for w, near in zip(told.words, told.denied, strict=True))
        met = [n for n, w in enumerate(said.words) if _one(word, w)]
        denied = any(said.denied[n] for n in met)
        if not affirmed and not denied and _alike(said, met, told, [at]) >= _AFFIRMED_ALIKE:
            return f"affirms “{word}”"
    return None


def _first_denied(text: Polarity) -> list[int]:
    return [at for at, near in enumerate(text.denied) if near == 2]


def _one(word: str, other: str) -> bool:
    """Whether two words are one, or forms of one verb: "bertemu" isn't "pertemuan"."""
    verbs = bool(_VERB.match(word)) == bool(_VERB.match(other))
    return word == other or (verbs and not forms(word).isdisjoint(forms(other)))


def _alike(said: Polarity, here: Sequence[int], told: Polarity, there: Sequence[int]) -> float:
    """The greatest share of what stands beside a word of the claim that stands beside one of the evidence as well."""
    found = [0.0]
    for at in here:
        beside = said.beside(at, _CLAIM_REACH)
        found += [shared(beside, told.beside(n, _EVIDENCE_REACH)) / max(1, len(beside)) for n in there]
    return max(found)
