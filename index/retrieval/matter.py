"""Whether an article is about what a question is about: it has the names that the question has.

A question typed in lower case shows no names; the articles do, which write them with a capital.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.language.lexicon import look_up
from index.language.text import fold, language_of, stem, words
from index.question.kinds import content
from index.types import Article, Passage

_MOSTLY = 0.8
"""Share of a word's places within sentences where it has a capital, from which it is a name."""
_TELLING = 3
_OPENING = 400
"""Characters that an article opens with."""
_WORD = re.compile(r"(?<=[a-z,;:–-] )[^\W\d_][\w’'-]*")
"""Words that don't open a sentence."""


class Matter:
    """What a question is about. `passages` are what was found for it anywhere: they show which of its words are names."""

    def __init__(self, question: str, passages: Sequence[Passage]) -> None:
        asked = content(question)
        self._language = language_of(question)
        seen: dict[str, list[bool]] = {w: [] for w in asked}
        for p in passages:
            for m in _WORD.finditer(p.text):
                if (w := fold(m.group())) in seen:
                    seen[w].append(m.group()[0].isupper())
        self.names = tuple(w for w, capital in seen.items() if capital and sum(capital) >= _MOSTLY * len(capital))
        self._others = tuple(w for w in asked if w not in self.names)
        self._scores = {p.id: p.score for p in passages}
        self._best = max(self._scores.values(), default=0.0)

    def fits(self, passage: Passage, near: float) -> bool:
        """Whether the passage's article has all names; where the question has none, whether the passage matches about as
        well (within `near`) as the best one anywhere does."""
        if not self.names:
            return self.fits_well(passage, near)
        return self.named(passage.article) and self.speaks(passage.article)

    def speaks(self, article: Article) -> bool:
        """Whether the article has a third of the question's other words, where there are enough to tell; in another language
        nothing can be told by its words."""
        if self.rest < _TELLING or language_of(article.body[:_OPENING]) != self._language:
            return True
        return _TELLING * self.shared(article) >= self.rest

    def fits_well(self, passage: Passage, near: float) -> bool:
        """Whether the passage matches about as well as the best one anywhere does."""
        return self._scores.get(passage.id, 0.0) >= self._best - near

    def named(self, article: Article) -> bool:
        """Whether the article has every name of the question."""
        told = set(words(f"{article.title} {article.body}"))
        return all(n in told for n in self.names)

    def opens(self, article: Article) -> bool:
        """Whether its title or its first sentences have the question's names, or its words where it has no names: it is about
        that, and doesn't only mention it."""
        told = words(article.title + " " + article.body[:_OPENING])
        if self.names:
            return all(n in told for n in self.names)
        stems = {stem(w) for w in told}
        return all(_has(w, stems) for w in self._others)

    def shared(self, article: Article) -> int:
        """How many of the question's other words the article has, in any form or translated."""
        told = {stem(w) for w in words(f"{article.title} {article.body}")}
        return sum(_has(w, told) for w in self._others)

    @property
    def rest(self) -> int:
        return len(self._others)


def _has(word: str, stems: set[str]) -> bool:
    """Whether the word, or a translation of it, is among stems."""
    return any(stem(form) in stems for form in (word, *look_up(word)))
