"""Whether an article is about what a question is about: it has the names that the question has.

A question typed in lower case shows no names; the articles do, which write them with a capital.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexicon import look_up
from index.question import content
from index.text import fold, stem, words
from index.types import Article, Passage

_MOSTLY = 0.8
"""Share of a word's places within sentences where it has a capital, from which it is a name."""
_OPENING = 400
"""Characters that an article opens with."""
_WORD = re.compile(r"(?<=[a-z,;:–-] )[^\W\d_][\w’'-]*")
"""Words that don't open a sentence."""


class Matter:
    """What a question is about. `passages` are what was found for it anywhere: they show which of its words are names."""

    def __init__(self, question: str, passages: Sequence[Passage]) -> None:
        asked = content(question)
        seen: dict[str, list[bool]] = {w: [] for w in asked}
        for p in passages:
            for m in _WORD.finditer(p.text):
                if (w := fold(m.group())) in seen:
                    seen[w].append(m.group()[0].isupper())
        self.names = tuple(w for w, capital in seen.items() if capital and sum(capital) >= _MOSTLY * len(capital))
        self._others = tuple(w for w in asked if w not in self.names)
        self._best = max((p.score for p in passages), default=0.0)

    def fits(self, passage: Passage, near: float) -> bool:
        """Whether the passage's article has all names; where the question has none, whether the passage matches about as
        well (within `near`) as the best one anywhere does."""
        if not self.names:
            return passage.score >= self._best - near
        return self.named(passage.article)

    def named(self, article: Article) -> bool:
        """Whether the article has every name of the question."""
        told = set(words(f"{article.title} {article.body}"))
        return all(n in told for n in self.names)

    def opens(self, article: Article) -> bool:
        """Whether its title or its first sentences have a name of the question: it is about that, and doesn't only mention it."""
        told = set(words(article.title + " " + article.body[: _OPENING]))
        return all(n in told for n in self.names)

    def shared(self, article: Article) -> int:
        """How many of the question's other words the article has, in any form or translated."""
        told = {stem(w) for w in words(f"{article.title} {article.body}")}
        return sum(any(stem(form) in told for form in (w, *look_up(w))) for w in self._others)

    @property
    def rest(self) -> int:
        return len(self._others)
