"""Where a sentence tells of the contrary: who lost when it is asked who won, of 2018 for 2019, "tidak suka" for "suka".

Such a sentence has nearly all the question's words, and the network takes it for an answer too often.
"""

from __future__ import annotations

import re

from index.evidence import Sentence
from index.exclusive import FATE, asked, sides
from index.offices import names_body, office
from index.question import Question
from index.text import fold, stem, words

_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_CENTURY = re.compile(r"\babad(?: ke)?[ -]*(\d+|[ivx]+)\b")
_VICTIMS = frozenset("korban jiwa jenazah mayat jasad maut".split())
"""Whatever has become of them."""
_NOT = frozenset("tidak bukan belum tak tanpa never not".split())
_BETWEEN = frozenset("dapat bisa akan pernah terlalu boleh mau ingin sedang harus can will do did be was is".split())
"""What may stand between the negation and what it negates."""


def contradicts(question: Question, s: Sentence) -> bool:
    """Whether a sentence, or the passage it stands in, tells of the contrary of what is asked."""
    return (
        _tells_the_opposite(question, s)
        or _tells_of_nobody_so(question, s)
        or _tells_of_another_year(question, s)
        or _tells_of_another_body(question, s)
        or _negates(question, s.text)
    )


def _tells_the_opposite(question: Question, s: Sentence) -> bool:
    """One word of a pair is asked for; the passage doesn't have it and the sentence has the other."""
    here, around = {group for group, _ in sides(words(s.text))}, sides(words(_around(s)))
    return any(side not in around and group in here for group, side in asked(question).items())


def _tells_of_nobody_so(question: Question, s: Sentence) -> bool:
    """How many have died is asked of a passage in which nobody has."""
    if question.kind != "number" or (fate := asked(question).get(FATE)) is None:
        return False
    told = words(_around(s))
    return fate not in sides(told) and _VICTIMS.isdisjoint(told)


def _tells_of_another_year(question: Question, s: Sentence) -> bool:
    published = s.passage.article.published_at
    text = f"{_around(s)} {published.year if published else ''}"
    return _differ(_YEAR, question.text, text) or _differ(_CENTURY, fold(question.text), fold(text))


def _tells_of_another_body(question: Question, s: Sentence) -> bool:
    wanted = office(question)
    return wanted is not None and not names_body(question, wanted, s)


def _around(s: Sentence) -> str:
    return f"{s.passage.article.title} {s.passage.text}"


def _differ(pattern: re.Pattern[str], asked: str, told: str) -> bool:
    wanted, found = set(pattern.findall(asked)), set(pattern.findall(told))
    return bool(wanted and found) and wanted.isdisjoint(found)


def _negates(question: Question, sentence: str) -> bool:
    """One says "tidak X" and the other says X, and neither says both."""
    asked_not, asked_so = _negated(question, question.text)
    told_not, told_so = _negated(question, sentence)
    return bool((asked_so - asked_not) & (told_not - told_so) or (asked_not - asked_so) & (told_so - told_not))


def _negated(question: Question, text: str) -> tuple[set[int], set[int]]:
    """Which of the question's terms, names aside, a text has with a negation before them, and which without."""
    negated, plain = set[int](), set[int]()
    told = words(text)
    not_ = _NOT.difference(*(words(name) for name in question.names))  # "Kim Hyun-Tak"
    for at, word in enumerate(told):
        before = [w for w in told[max(0, at - 2) : at] if w not in _BETWEEN]
        (negated if before and before[-1] in not_ else plain).update(_met(question, word))
    return negated, plain


def _met(question: Question, word: str) -> set[int]:
    """Which terms a word meets that a negation says something of: no names, and no "ada", which "tidak" only begins with."""
    stemmed = stem(word)
    if stemmed == "ada":
        return set()
    return {i for i, t in enumerate(question.terms) if not t.name and (word in t.forms or stemmed in t.stems)}
