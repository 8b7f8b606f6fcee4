"""Whether a passage has anything to do with a question: what comes nearest to "halo" is only some article.

The figures were chosen on the sample articles with twenty questions about them and thirty about anything else; see
docs/decisions.md.
"""

from __future__ import annotations

import math

_FLOOR = 0.87
"""Of the cosine and the shared words together."""
_WORDS = 0.037
"""What BM25, in units of the rarest word's weight, adds to a cosine there."""
_MOST_WORDS, _RARE = 0.6, 0.8
"""A passage that has so much of the question, in words that weigh so much, is near whatever the cosine: a question in another
language than the article has a low one."""


def near(cosine: float, bm25: float, together: float, chunks: int) -> bool:
    """`together` is the share of the question that stands in one place, `chunks` how many the ledger has."""
    weight = bm25 / math.log(2 + chunks)
    if not weight:
        return False
    return cosine + _WORDS * weight >= _FLOOR or (together >= _MOST_WORDS and weight >= _RARE)
