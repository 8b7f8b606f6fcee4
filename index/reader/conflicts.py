"""Several outlets on one matter: who says the same, and who says otherwise.

Sources that differ are never blended: a reader is shown each with its outlet and date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.language.amounts import amounts
from index.language.text import STOP_WORDS, fold, stem, words
from index.reader.reader import Quote, Reading
from index.types import Article

_MOST = 3
_CLOSE = 4.0
"""Log-odds that another passage may be behind the first and still be taken to answer the same."""
_LEAST = -1.5
"""Log-odds that a passage answers, below which it is taken to speak of something else."""
_ALIKE = 0.3
"""Share of stems that two sentences, their titles with them, must have in common, the answers aside."""
_DAYS_APART = 4
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_SPELLED = {
    w: str(n)
    for n, w in enumerate("nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split())
} | {"seorang": "1", "milyar": "miliar", "trilyun": "triliun", "%": "persen"}  # fmt: skip
_SCALES = frozenset("ratus ribu juta miliar triliun persen".split())
_MONTHS = frozenset("januari februari maret april mei juni juli agustus september oktober november desember".split())
_DAYS = frozenset("senin selasa rabu kamis jumat sabtu minggu ahad".split())


def agreeing(readings: Sequence[Reading]) -> list[Reading]:
    """The first reading, and one from each other article that gives the same answer about as surely."""
    first = readings[0]
    wanted = stems_of(first.spans[0].text)
    return [first, *(r for r in _others(readings) if stems_of(r.spans[0].text) == wanted)][:_MOST]


def differing(readings: Sequence[Reading]) -> list[Reading]:
    """The first reading and those of other articles that give another figure for the same; alone where none does."""
    found = [readings[0]]
    for other in _others(readings):
        if len(found) < _MOST and all(
            _same_days(r.passage.article, other.passage.article)
            and differ(r.spans[0].text, other.spans[0].text)
            and not _says(other.sentence_of(other.spans[0]).text, r.spans[0].text)
            and same_matter(r, other)
            for r in found
        ):
            found.append(other)
    return found


def _others(readings: Sequence[Reading]) -> list[Reading]:
    """The best reading of each other article, where it answers nearly as surely as the first does."""
    first = readings[0]
    best: dict[str, Reading] = {}
    for r in readings:
        best.setdefault(r.passage.article.id, r)
    return [r for r in best.values() if r is not first and r.told > max(_LEAST, first.told - _CLOSE)]


def _same_days(one: Article, other: Article) -> bool:
    """Later reports of the same matter are news, not contradiction."""
    if one.published_at is None or other.published_at is None:
        return False
    return abs((one.published_at - other.published_at).total_seconds()) <= _DAYS_APART * 86_400


def differ(one: str, other: str) -> bool:
    """Whether two answers can't both be right: "Rabu" and "Rabu, 4 Juni 2025" can, "12 orang" and "15 orang" can't."""
    if _values(one) & _values(other):  # "Rp 26.500.000.000", "Rp26,5 miliar"
        return False
    a, b = _figures(one), _figures(other)
    return bool(a and b) and not (a <= b or b <= a)


def _says(sentence: str, answer: str) -> bool:
    """Whether a sentence has another's answer as well, so that it contradicts nobody."""
    return fold(answer) in fold(sentence)


def _values(text: str) -> frozenset[float]:
    return frozenset(value for amount in amounts(text) for value in amount.values)


def _figures(text: str) -> frozenset[str]:
    """The figures, days and months by which two answers differ in a way that can be told without understanding."""
    found = []
    for token in _FIGURE.findall(fold(text).replace("%", " persen")):
        token = _SPELLED.get(token, token)
        if token[0].isdigit():
            found.append(token.lstrip("0") or "0")
        elif token in _SCALES | _MONTHS | _DAYS:
            found.append(token)
    return frozenset(found)


def same_matter(one: Reading, other: Reading) -> bool:
    a, b = (_about(r.sentence_of(r.spans[0]), r.spans[0]) for r in (one, other))
    return len(a & b) >= _ALIKE * max(1, min(len(a), len(b)))


def _about(sentence: Quote, answer: Quote) -> frozenset[str]:
    return stems_of(f"{sentence.passage.article.title} {sentence.text}") - stems_of(answer.text)


def stems_of(text: str) -> frozenset[str]:
    """The stems of a stretch, function words left out."""
    return frozenset(stem(w) for w in words(text) if w not in STOP_WORDS)
