"""Several outlets on one matter: who says the same, and who says otherwise.

Sources that differ are never blended: a reader is shown each with its outlet and date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.amounts import amounts
from index.evidence import Evidence
from index.exclusive import FATE, asked, sides
from index.question import Kind, Question
from index.reading import Reading
from index.spans import made_whole, stems_of, units_of
from index.text import fold, words
from index.types import Article

COMPARED: frozenset[Kind] = frozenset({"date", "year", "duration", "number", "money", "percent", "age"})
"""Kinds whose answers differ in a way that can be told without understanding: by their figures, days and months."""
_MOST = 3
_CLOSE = 2.5
"""Log-odds that another sentence may be behind the first and still be taken to speak of the same."""
_ALIKE = 0.3
"""Share of stems that two sentences must have in common, the answers aside."""
_SAME_DEED = 0.25
"""Share of what the first sentence meets of the question, names aside, that another must meet to tell of the same."""
_DAYS_APART = 4
_PEOPLE = frozenset("orang warga jiwa penduduk pengungsi people residents".split())
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_SPELLED = {
    w: str(n)
    for n, w in enumerate("nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split())
} | {"seorang": "1", "milyar": "miliar", "trilyun": "triliun", "%": "persen"}  # fmt: skip
_SCALES = frozenset("ratus ribu juta miliar triliun persen".split())
_MONTHS = frozenset("januari februari maret april mei juni juli agustus september oktober november desember".split())
_DAYS = frozenset("senin selasa rabu kamis jumat sabtu minggu ahad".split())


def agreeing(readings: Sequence[Reading]) -> list[Reading]:
    """The first reading, and one from each other article that gives the same answer in as likely a sentence."""
    first = readings[0]
    found, wanted = [first], stems_of(first.text)
    for other in readings[1:]:
        article = other.sentence.passage.article.id
        if article in {r.sentence.passage.article.id for r in found} or len(found) == _MOST:
            continue
        if stems_of(other.text) == wanted and other.sentence.logit > first.sentence.logit - _CLOSE:
            found.append(other)
    return found


def differing(question: Question, evidence: Evidence, readings: Sequence[Reading]) -> list[Reading]:
    """The first reading and those of other articles that give another figure for the same; alone where none does."""
    first = readings[0]
    found = [first]
    if question.kind not in COMPARED:
        return found
    for other in readings[1:]:
        s = other.sentence
        if s.passage.article.id in {r.sentence.passage.article.id for r in found} or len(found) == _MOST:
            continue
        best = next(r for r in readings if r.sentence is s)
        if (
            best is other
            and s.logit > first.sentence.logit - _CLOSE
            and other.probability > 0.25 * first.probability
            and evidence.coverage(s.met) > evidence.coverage(first.sentence.met) - 0.15
            and evidence.coverage(s.near) > evidence.coverage(first.sentence.near) - 0.15
            and all(_differ(question.kind, r.text, other.text) and not _says(s.text, r.text) for r in found)
            and any(_same_matter(r, other) for r in found)
        ):
            found.append(other)
    for claim in _counterclaims(question, evidence, first):
        articles = {r.sentence.passage.article.id for r in found}
        if len(found) < _MOST and claim.sentence.passage.article.id not in articles:
            found.append(claim)
    return found


def _counterclaims(question: Question, evidence: Evidence, first: Reading) -> Iterator[Reading]:
    """Other articles' amounts of the same thing in the same days, however they are worded.

    The same names stand in the passage or its title, the same deed in the sentence, and what is counted is the same:
    "3.150 warga mengungsi" and "memaksa 4.200 orang mengungsi".
    """
    if question.kind not in ("number", "money", "percent"):
        return
    names = {i for i, t in enumerate(question.terms) if t.name}
    people = {i for i, t in enumerate(question.terms) if t.forms & _PEOPLE}
    figures = {i for i, t in enumerate(question.terms) if t.word[0].isdigit()}
    deed = first.sentence.met - names - people - figures  # whoever is counted is compared below
    if not deed:
        return
    counted, fate = _counted(first.whole), asked(question).get(FATE)
    for s in (*evidence.sentences, *evidence.others):
        if (
            s.passage.article.id == first.sentence.passage.article.id
            or not _same_days(s.passage.article, first.sentence.passage.article)
            or not first.sentence.whole & names <= s.whole
            or evidence.coverage(s.met & deed) < _SAME_DEED * evidence.coverage(deed)
            or (fate is not None and fate not in sides(words(s.text)))
        ):
            continue
        claims = [
            Reading(s, s.start + start, s.start + end, 0.0)
            for unit in units_of(s.text)
            if unit.type in ("number", "money", "percent")
            for start, end in [made_whole(s.text, unit.start, unit.end)]
            if _counted(s.text[start:end]) == counted
        ]
        if len(claims) == 1 and _differ(question.kind, first.whole, claims[0].whole) and not _says(s.text, first.text):
            yield claims[0]


def _counted(amount: str) -> str:
    """What an amount is an amount of: "warga" and "orang" are the same, "Rp1,2 triliun" is money."""
    if re.match(r"(?:Rp|IDR|US\$|\$)", amount):
        return "money"
    last = fold(amount).split()[-1]
    return "people" if last in _PEOPLE else "percent" if last in ("persen", "%") else last if last.isalpha() else ""


def _same_days(one: Article, other: Article) -> bool:
    """Later reports of the same matter are news, not contradiction."""
    if one.published_at is None or other.published_at is None:
        return False
    return abs((one.published_at - other.published_at).total_seconds()) <= _DAYS_APART * 86_400


def _differ(kind: Kind, one: str, other: str) -> bool:
    """Whether two answers can't both be right: "Rabu" and "Rabu, 4 Juni 2025" can, "12 orang" and "15 orang" can't."""
    if kind in ("number", "money", "percent") and _values(one) & _values(other):  # "Rp 26.500.000.000", "Rp26,5 miliar"
        return False
    a, b = _figures(kind, one), _figures(kind, other)
    return bool(a and b) and not (a <= b or b <= a)


def _says(sentence: str, answer: str) -> bool:
    """Whether a sentence has another's answer as well, so that it contradicts nobody."""
    return fold(answer) in fold(sentence)


def _values(text: str) -> frozenset[float]:
    return frozenset(value for amount in amounts(text) for value in amount.values)


def _figures(kind: Kind, text: str) -> frozenset[str]:
    found = []
    for token in _FIGURE.findall(fold(text).replace("%", " persen")):
        token = _SPELLED.get(token, token)
        if token[0].isdigit():
            found.append(token.lstrip("0") or "0")
        elif token in _SCALES or (kind == "date" and token in _MONTHS | _DAYS):
            found.append(token)
    return frozenset(found)


def _same_matter(one: Reading, other: Reading) -> bool:
    a = stems_of(one.sentence.text) - stems_of(one.text)
    b = stems_of(other.sentence.text) - stems_of(other.text)
    return len(a & b) >= _ALIKE * max(1, min(len(a), len(b)))
