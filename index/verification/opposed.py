"""Whether a sentence says one of two things that exclude each other where its evidence has only the other.

Only where both are said of the same matter, which the words beside them tell, and neither is denied. "A setelah B" and "B sebelum A" are
one, and so are "A mengalahkan B" and "B kalah dari A": where the words around have changed sides as well, nothing is turned round.
"""

from __future__ import annotations

import re

from index.language.morphology import shared
from index.language.negation import NEGATORS, plain
from index.language.opposites import Met, met
from index.language.text import STOP_WORDS

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_CLAUSE = re.compile(r"[.,;:!?()“”\"]")
_CLAIM_REACH, _EVIDENCE_REACH = 4, 6
"""Words on either side that tell what is spoken of."""
_DENIED_WITHIN = 3


def opposed(claim: str, evidence: str) -> str | None:
    """What the sentence has for its contrary in the evidence, in words, or None."""
    said, told = plain(claim), plain(evidence)
    here, there = met(said), met(told)
    known = {(m.row, m.side) for m in there}
    for m in here:
        if (m.row, m.side) in known or _denied(said, m):
            continue
        others = [o for o in there if o.row == m.row]
        if others and not any(_denied(told, o) for o in others) and any(_same_matter(said, m, told, o) for o in others):
            return f"says “{m.text}”, the evidence “{others[0].text}”"
    return None


def _denied(text: str, m: Met) -> bool:
    clause = _CLAUSE.split(text[: m.start])[-1]
    return not NEGATORS.isdisjoint(_WORD.findall(clause)[-_DENIED_WITHIN:])


def _same_matter(said: str, m: Met, told: str, o: Met) -> bool:
    before, after = _beside(said, m, _CLAIM_REACH)
    left, right = _beside(told, o, _EVIDENCE_REACH)
    straight = shared(before, left) + shared(after, right)
    crossed = shared(before, right) + shared(after, left)
    return straight + crossed > 0 and (not m.turns or straight > crossed)


def _beside(text: str, m: Met, reach: int) -> tuple[list[str], list[str]]:
    """The words that carry something before and after; of what opens a sentence, those of its second clause count as before."""
    start = max((text.rfind(mark, 0, m.start) for mark in (". ", "\n")), default=-1) + 1
    before = _content(text[start : m.start])[-reach:]
    rest = text[m.end :]
    if not before and m.turns:
        first, _, second = rest.partition(",")
        return _content(second)[:reach], _content(first)[:reach]
    return before, _content(rest[:120])[:reach]


def _content(text: str) -> list[str]:
    return [w for w in _WORD.findall(text) if w not in STOP_WORDS]
