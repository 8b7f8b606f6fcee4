"""Words that leave no exception: "semua", "hanya", "always", "exactly"."""

from __future__ import annotations

import itertools

from index.language.negation import plain
from index.language.text import words

ABSOLUTES = frozenset(
    """semua semuanya seluruh seluruhnya setiap selalu senantiasa satu-satunya hanya cuma semata-mata sepenuhnya pasti tepat persis mayoritas
    all every everyone always only never entirely completely solely whole entire exclusively exactly precisely most""".split()
)
LIKE_ABSOLUTES = frozenset(
    """segala segenap semata seluruhnya masing-masing per tiap saja baru sekaligus total penuh bulat mutlak sekadar sebatas keduanya kedua
    ketiganya sebagian besar kebanyakan just each both fully altogether""".split()
)
"""What one of them may stand for in other words."""


def absolute(text: str) -> list[str]:
    """Those that a text has, in order; "tidak hanya" and "at most" are none."""
    low = plain(text).replace("at most", " ")
    return [w for w in words_with_hyphens(low) if w in ABSOLUTES]


def bears(text: str) -> bool:
    """Whether anything in a text leaves no exception."""
    found = set(words_with_hyphens(text))
    return not found.isdisjoint(ABSOLUTES | LIKE_ABSOLUTES)


def words_with_hyphens(text: str) -> list[str]:
    """ "satu-satunya" is one."""
    found = words(text)
    return [*found, *(f"{a}-{b}" for a, b in itertools.pairwise(found))]
