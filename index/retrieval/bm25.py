"""Lexical search: which chunks share the question's words, by BM25 over raw Indonesian words and their stems.

SQLite's FTS5 finds the candidates; they are scored here, because FTS5 fixes k1 and b at values made for long documents,
and because a word and its stem, or an English word and its translations, are one thing that is asked for, not several.

BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with Lucene's idf.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.language.lexicon import look_up
from index.language.text import content_words, language_of, stem
from index.storage.ledger import Ledger
from index.types import Filters

K1, B = 0.9, 0.4
STEM_WEIGHT = 0.7
"""What a match of the stem alone counts against one of the word itself."""
TRANSLATION_WEIGHT = 0.8
"""What a match of an English word's translation counts against one of the word itself."""
WINDOW = 25
"""Words that count as standing together: about a sentence."""
_POSTINGS = 8_000
"""Rows that finding candidates may touch: the rarest words first, and the rarest always. More takes longer than it finds."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked for, in the forms it may take: (form, is a stem, weight)."""

    forms: tuple[tuple[str, bool, float], ...]


def terms_of(question: str) -> list[Term]:
    """What a question asks for, its stop words left out, in order, each once."""
    english = language_of(question) == "en"
    found: dict[str, Term] = {}
    for word in content_words(question):
        forms = [(word, False, 1.0), (stem(word), True, STEM_WEIGHT)]
        for translated in look_up(word) if english else ():
            forms += [
                (translated, False, TRANSLATION_WEIGHT),
                (stem(translated), True, TRANSLATION_WEIGHT * STEM_WEIGHT),
            ]
        found.setdefault(word, Term(tuple(forms)))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Match:
    """How the words of a chunk match a question."""

    bm25: float
    together: float
    """Share of the question's terms, weighted by idf, that stand within WINDOW words of each other: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question's terms with their frequencies in the ledger, ready to find candidates and to score them."""

    terms: Sequence[Term]
    raw: Mapping[str, int]
    stems: Mapping[str, int]
    chunks: int

    @classmethod
    def of(cls, question: str, ledger: Ledger) -> Query:
        terms = terms_of(question)
        raw, stems = ledger.chunks.frequencies({form for term in terms for form, _, _ in term.forms})
        return cls(terms, raw, stems, ledger.count()[1])

    def candidates(self, ledger: Ledger, limit: int, filters: Filters) -> list[int]:
        """Keys of up to `limit` chunks that share the rarest of the words, best first."""
        known = {
            (form, is_stem): count
            for term in self.terms
            for form, is_stem, _ in term.forms
            if (count := (self.stems if is_stem else self.raw).get(form, 0))
        }
        rare: set[tuple[str, bool]] = set()
        touched = 0
        for form, count in sorted(known.items(), key=lambda item: item[1]):
            if rare and touched + count > _POSTINGS:
                break
            rare.add(form)
            touched += count
        columns = []
        for name, stems in (("raw", False), ("stems", True)):
            if forms := sorted(f'"{form}"' for form, is_stem in rare if is_stem == stems):
                columns.append(f"{name} : ({' OR '.join(forms)})")
        return ledger.chunks.match(" OR ".join(columns), limit, filters) if columns else []

    def matches(self, ledger: Ledger, keys: Sequence[int]) -> dict[int, Match]:
        """How well the words of each of these chunks match."""
        found = ledger.chunks.words_of(keys)
        mean = sum(len(raw) for raw, _ in found.values()) / max(len(found), 1)
        weights = [max((self._idf(form, is_stem) for form, is_stem, _ in term.forms), default=0) for term in self.terms]
        return {
            key: Match(self._bm25(raw, stems, mean), self._together(stems, weights))
            for key, (raw, stems) in found.items()
        }

    def _bm25(self, raw: list[str], stems: list[str], mean: float) -> float:
        """A term counts with the best of its forms."""
        damping = K1 * (1 - B + B * len(raw) / mean)
        score = 0.0
        for term in self.terms:
            best = 0.0
            for form, is_stem, weight in term.forms:
                if count := (stems if is_stem else raw).count(form):
                    best = max(best, weight * self._idf(form, is_stem) * count * (K1 + 1) / (count + damping))
            score += best
        return score

    def _together(self, stems: list[str], weights: Sequence[float]) -> float:
        """The best window of WINDOW words: the share of the question's terms in it, weighted by idf."""
        places = [{form for form, is_stem, _ in term.forms if is_stem} for term in self.terms]
        wanted = set().union(*places)
        seen = [
            (at, n)
            for at, word in enumerate(stems)
            if word in wanted
            for n, forms in enumerate(places)
            if word in forms
        ]
        counts = [0] * len(self.terms)
        best = inside = 0.0
        first = 0
        for at, n in seen:
            counts[n] += 1
            inside += weights[n] * (counts[n] == 1)
            while seen[first][0] <= at - WINDOW:
                left = seen[first][1]
                counts[left] -= 1
                inside -= weights[left] * (counts[left] == 0)
                first += 1
            best = max(best, inside)
        return best / (sum(weights) or 1.0)

    def _idf(self, form: str, is_stem: bool) -> float:
        """Lucene's. A form that is nowhere in the ledger weighs most: a name that no article has."""
        count = (self.stems if is_stem else self.raw).get(form, 0)
        return math.log(1 + (self.chunks - count + 0.5) / (count + 0.5))
