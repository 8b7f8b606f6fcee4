"""Whether a passage has anything to do with a question: what comes nearest to "halo" is only some article.

The figures were chosen on the sample articles with twenty questions about them and thirty about anything else; see
docs/decisions.md.
"""

from __future__ import annotations

import math
import re
from difflib import get_close_matches

from index.language.lexicon import look_up, skeleton
from index.language.moments import MONTH, WEEKDAY
from index.language.text import STOP_WORDS, fold, language_of, stem, words
from index.question.kinds import content
from index.types import Article

_FLOOR = 0.87
"""Of the cosine and the shared words together."""
_WORDS = 0.037
"""What BM25, in units of the rarest word's weight, adds to a cosine there."""
_MOST_WORDS, _RARE = 0.6, 0.8
"""A passage that has so much of the question, in words that weigh so much, is near whatever the cosine: a question in another
language than the article has a low one."""
_NAMED = re.compile(r"(?<![.?!:]\s)(?<=\s)[A-Z][\w’'-]*")
"""Words with a capital that open no sentence."""
_RUN = re.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)+")
_PLACED = re.compile(r"\b(?:di|ke) ([^\W\d_]{4,})")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ALIKE = 0.84
"""How near a name's spelling must come to one of the article's."""
_OPENING = 400
"""Characters that tell an article's language."""
_FEW = 3
"""Words of a question that is no more than what it asks about."""


def near(cosine: float, bm25: float, together: float, chunks: int) -> bool:
    """`together` is the share of the question that stands in one place, `chunks` how many the ledger has."""
    weight = bm25 / math.log(2 + chunks)
    if not weight:
        return False
    return cosine + _WORDS * weight >= _FLOOR or (together >= _MOST_WORDS and weight >= _RARE)


def on_the_matter(question: str, article: Article) -> bool:
    """Whether an article that comes near a question has what it names: "Siapa Presiden AS?" is not about any president, nor
    "banjir di Bekasi" about a flood elsewhere; and one word out of a sentence is no matter."""
    told = set(words(f"{article.title} {article.body} {article.source or ''}"))
    if article.published_at:
        told.add(str(article.published_at.year))
    translated = language_of(question) != language_of(article.body[:_OPENING])
    missing = [name for name in named_in(question) if not _has(name, told)]
    if missing and not (translated and all(_beside_one_told(name, question, told) for name in missing)):
        return False
    about = content(question)
    return len(about) > 1 or len(words(question)) <= _FEW or any(w[:1].isupper() for w in question.split()[1:])


def _beside_one_told(name: str, question: str, told: set[str]) -> bool:
    """Whether a name of several words is known by another of them: "Floating Class" where "Kelas Terapung" is told of."""
    run = next((m.group() for m in _RUN.finditer(question) if name in words(m.group())), "")
    return any(_has(w, told) for w in words(run) if w != name)


def named_in(question: str) -> set[str]:
    """What a question names, folded: words with a capital, where not all have one; words after "di" and "ke"; years."""
    spelled = question.split()
    shouted = question.isupper() or sum(w[:1].isupper() for w in spelled) > max(3, 0.8 * len(spelled))
    capital = set() if shouted else {fold(w) for w in _NAMED.findall(question)}
    placed = {fold(w) for w in _PLACED.findall(question)}
    short = {w for w in capital if w.upper() in question}
    found = capital - (STOP_WORDS - short) | (placed - STOP_WORDS)
    return {n for n in found if not n.isdigit() and n not in MONTH and n not in WEEKDAY} | set(_YEAR.findall(question))


def _has(name: str, told: set[str]) -> bool:
    """Whether a name, a translation of it or nearly its spelling is among words."""
    forms = {name, stem(name), *look_up(name)}
    if forms & told or skeleton(name) in {skeleton(w) for w in told if w[:2] == name[:2]}:
        return True
    return len(name) > _FEW and bool(get_close_matches(name, [w for w in told if w[:1] == name[:1]], 1, _ALIKE))
