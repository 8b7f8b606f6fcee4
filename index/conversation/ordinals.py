"""Which of several is meant: "yang kedua", "nomor 3", "the last one"."""

from __future__ import annotations

import re

from index.language.text import fold

_WORDS = {
    "pertama": 0, "kesatu": 0, "satu": 0, "first": 0, "one": 0,
    "kedua": 1, "dua": 1, "second": 1, "two": 1,
    "ketiga": 2, "tiga": 2, "third": 2, "three": 2,
    "keempat": 3, "empat": 3, "fourth": 3, "four": 3,
    "kelima": 4, "lima": 4, "fifth": 4, "five": 4,
    "terakhir": -1, "last": -1,
}  # fmt: skip
_NTH = re.compile(
    rf"\b(?:yang|yg|nomor|no\.?|number|poin|point|ke|the|sumber|source|artikel|article|berita|orang)[ -]?(?P<word>{'|'.join(_WORDS)}|[1-9])\b"
    rf"|\b(?P<bare>pertama|kedua|ketiga|keempat|kelima|terakhir|first|second|third|fourth|fifth|last)\b"
)


def ordinal(text: str) -> int | None:
    """The place in a list, from 0; -1 is the last. None where no place is named."""
    if not (found := _NTH.search(fold(text))):
        return None
    word = found["word"] or found["bare"]
    return int(word) - 1 if word.isdigit() else _WORDS[word]


def put_in(text: str, item: str) -> str:
    """The text with `item` in the place of its ordinal; where nothing else is asked, what `item` is."""
    found = _NTH.search(fold(text))
    if not found or len(fold(text)) != len(text):
        return item
    rest = f"{text[: found.start()]}{item}{text[found.end() :]}".strip(" ?")
    return f"{rest}?"


def without_ordinal(text: str) -> str:
    """What else a text says."""
    return _NTH.sub(" ", fold(text))
