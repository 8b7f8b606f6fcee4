"""The English → Indonesian word list, and a spelling skeleton that meets a name across the two languages."""

from __future__ import annotations

import re
from functools import cache

from index import shipped
from index.language.text import fold


@cache
def _list() -> dict[str, tuple[str, ...]]:
    """`index/data/en_id.tsv`: one English word a line, a tab, its Indonesian words. Empty where the file is missing."""
    try:
        text = shipped.text("en_id.tsv")
    except FileNotFoundError:
        return {}
    entries = (line.split("\t") for line in text.splitlines() if "\t" in line and not line.startswith("#"))
    return {fold(entry[0]): tuple(fold(entry[1]).split()) for entry in entries}


def look_up(word: str) -> tuple[str, ...]:
    """The Indonesian words for a folded English one, likeliest first; empty where the list has none."""
    return _list().get(word, ())


@cache
def vocabulary() -> frozenset[str]:
    """Every folded word of the list, of both languages."""
    return frozenset(_list()).union(*_list().values())


def skeleton(word: str) -> str:
    """What the spellings of one name share in both languages: "ukraine", "ukraina" → "ukrain"; "moscow" → "moskow"."""
    s = (
        word.replace("ph", "f")
        .replace("ck", "k")
        .replace("c", "k")
        .replace("q", "k")
        .replace("x", "ks")
        .replace("y", "i")
    )
    s = re.sub(r"(.)\1", r"\1", s)
    return re.sub(r"[aeiou]$", "", s)
