"""From passages to the sentences worth reading: what each has of the question's words, and how likely it answers.

A sentence is judged with what stands around it: its neighbours and its article's title lend it words, as a reader would.
The weights of the score are fitted on development data (`benchmarks/fit_answering.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.lexicon import skeleton
from index.question import Kind, Question
from index.sentences import sentence_spans
from index.spans import Unit, units_of
from index.text import STOP_WORDS, stem, words
from index.types import Passage

if TYPE_CHECKING:
    from index.embedding import Embedder

EMBEDDED = 12
"""Sentences that are compared by vector, those with most of the question's words first. This is where the time of an
answer goes; 28 of them found the right sentence no oftener on the development questions."""
_EMBEDDED_CHARS = 320
"""As much of a sentence as is embedded: one that runs on would cost as much as three."""

FORMS: dict[Kind, frozenset[str]] = {
    "person": frozenset({"name", "title"}),
    "organisation": frozenset({"name", "title"}),
    "place": frozenset({"name"}),
    "date": frozenset({"date", "year"}),
    "year": frozenset({"date", "year"}),
    "duration": frozenset({"number"}),
    "number": frozenset({"number", "money", "percent", "year"}),
    "money": frozenset({"money", "number"}),
    "percent": frozenset({"percent"}),
    "age": frozenset({"number"}),
    "time": frozenset({"date"}),
}
"""The types of unit (see `index.spans`) that can answer a kind of question; other kinds take anything."""


CUES: dict[Kind, frozenset[str]] = {
    "expansion": frozenset({"(", "singkatan", "kepanjangan"}),
    "quote": frozenset(
        """\" “ ” kata ujar ucap tutur jelas ungkap tegas katanya ujarnya ucapnya tuturnya jelasnya ungkapnya tegasnya
        mengatakan menyatakan menyebut mengungkapkan menjelaskan menegaskan menuturkan menambahkan berjanji menjanjikan
        menilai mengaku menurut""".split()
    ),
    "reason": frozenset(
        """karena sebab akibat akibatnya lantaran dipicu disebabkan menyebabkan penyebab penyebabnya alasan alasannya
        gara-gara buntut dikarenakan untuk agar demi supaya""".split()
    ),
}
"""Words one of which a sentence that answers such a kind is likely to have."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence `[start:end]` of its article's body, as a reader of one question sees it."""

    passage: Passage
    rank: int
    """Of its passage, from 0."""
    place: int
    """Among the sentences of its passage, from 0."""
    start: int
    end: int
    text: str
    met: frozenset[int]
    """Which of the question's terms are in the sentence itself."""
    near: frozenset[int]
    """Which are in it, in its neighbours or in the title."""
    whole: frozenset[int]
    """Which are anywhere in its passage or title."""
    cosine: float | None = None
    logit: float = 0.0
    """How likely it holds the answer, as log-odds."""
    features: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences, likeliest first, and what each term of the question weighs."""

    sentences: tuple[Sentence, ...]
    weights: tuple[float, ...]
    others: tuple[Sentence, ...] = ()
    """The rest of what was retrieved: not weighed, but it may say otherwise."""

    def coverage(self, met: frozenset[int]) -> float:
        """The share, 0 to 1, of the question's weight that these terms carry."""
        total = sum(self.weights)
        return sum(self.weights[i] for i in met) / total if total else 0.0

    def missing(self, question: Question, met: frozenset[int]) -> int:
        """How many names and numbers of the question are not among the met terms."""
        return sum((t.name or t.word[0].isdigit()) and i not in met for i, t in enumerate(question.terms))


def terms_in(question: Question, word: str) -> frozenset[int]:
    """Which of the question's terms one folded word meets, by form, by stem or, across languages, by spelling."""
    stemmed, shape = stem(word), skeleton(word) if question.language == "en" and len(word) > 3 else ""
    return frozenset(
        i for i, t in enumerate(question.terms) if word in t.forms or stemmed in t.stems or shape in t.skeletons
    )


class Vocabulary:
    """The words, stems and skeletons of a stretch of text, made once and asked often."""

    __slots__ = ("shapes", "stems", "words")

    def __init__(self, text: str, *, shapes: bool) -> None:
        found = [w for w in words(text) if w not in STOP_WORDS]
        self.words = frozenset(found)
        self.stems = frozenset(map(stem, found))
        self.shapes = frozenset(skeleton(w) for w in found if len(w) > 3) if shapes else frozenset[str]()

    def meets(self, question: Question) -> frozenset[int]:
        return frozenset(
            i
            for i, t in enumerate(question.terms)
            if not t.forms.isdisjoint(self.words)
            or not t.stems.isdisjoint(self.stems)
            or not t.skeletons.isdisjoint(self.shapes)
        )


def gather(question: Question, passages: Sequence[Passage], embedder: Embedder, weights: Sequence[float]) -> Evidence:
    """Cut the passages into sentences and score them. `weights`: one per feature, the bias first."""
    evidence = unscored(question, passages)
    ranked = sorted(evidence.sentences, key=lambda s: -_first_look(evidence, s))
    first, others = ranked[:EMBEDDED], ranked[EMBEDDED:]
    if not first:
        return evidence
    asked = embedder.queries([question.text])[0]
    cosines = embedder.passages([s.text[:_EMBEDDED_CHARS] for s in first]) @ asked
    top = float(cosines.max())
    scored = []
    for s, cosine in zip(first, cosines, strict=True):
        features = _features(question, evidence, replace(s, cosine=float(cosine)), top)
        logit = weights[0] + sum(w * f for w, f in zip(weights[1:], features, strict=True))
        scored.append(replace(s, cosine=float(cosine), logit=logit, features=features))
    scored.sort(key=lambda s: -s.logit)
    return Evidence(tuple(scored), evidence.weights, tuple(others))


def unscored(question: Question, passages: Sequence[Passage]) -> Evidence:
    """Cut the passages into sentences, in their order, and see what each has of the question."""
    found = _sentences(question, passages)
    return Evidence(tuple(found), _term_weights(question, found))


def _sentences(question: Question, passages: Sequence[Passage]) -> list[Sentence]:
    shapes = question.language == "en"
    seen: set[tuple[str, int]] = set()
    found = []
    for rank, passage in enumerate(passages):
        body = passage.article.body
        spans = sentence_spans(body, passage.chunk.start, passage.chunk.end)
        met = [Vocabulary(body[a:b], shapes=shapes).meets(question) for a, b in spans]
        titled = Vocabulary(passage.article.title, shapes=shapes).meets(question)
        whole = titled.union(*met)
        for i, (a, b) in enumerate(spans):
            if (passage.article.id, a) in seen:
                continue
            seen.add((passage.article.id, a))
            near = titled.union(*met[max(0, i - 1) : i + 2])
            found.append(Sentence(passage, rank, i, a, b, body[a:b], met[i], near, whole))
    return found


def _term_weights(question: Question, found: Sequence[Sentence]) -> tuple[float, ...]:
    """Rarer among the sentences weighs more, as in BM25; a term that is nowhere weighs most; names and numbers, half more."""
    n = len(found)
    weights = []
    for i, term in enumerate(question.terms):
        df = sum(i in s.met for s in found)
        weight = math.log(1 + (n - df + 0.5) / (df + 0.5)) + 0.3
        # A word that the word list doesn't know can hardly be met across languages; only a name can.
        if question.language == "en" and not term.name and len(term.forms) == 1 and df == 0:
            weight *= 0.4
        weights.append(weight * (1.5 if term.name or term.word[0].isdigit() else 1.0))
    return tuple(weights)


def _first_look(evidence: Evidence, s: Sentence) -> float:
    return evidence.coverage(s.met) + 0.6 * evidence.coverage(s.near) - 0.05 * s.rank - 0.01 * s.place


FEATURES = (
    "own coverage", "near coverage", "title and neighbours", "missing names", "cosine", "below best cosine",
    "dense", "below best passage", "rank", "fits kind", "open kind", "length", "question",
)  # fmt: skip


def _features(question: Question, evidence: Evidence, s: Sentence, top: float) -> tuple[float, ...]:
    """One number for each of FEATURES, all of the order of one. BM25 is left out: its size depends on the collection's."""
    own, near = evidence.coverage(s.met), evidence.coverage(s.near)
    best = evidence.sentences[0].passage.score
    fits = answers_kind(question, units_of(s.text))
    cosine = s.cosine or 0.0
    return (
        own,
        near,
        near - own,
        min(2, evidence.missing(question, s.near)) / 2,
        (cosine - 0.82) * 20,
        (top - cosine) * 20,
        ((s.passage.dense or 0.8) - 0.82) * 20,
        min(3.0, (best - s.passage.score) * 20),
        1 / (1 + s.rank),
        float(fits) if question.kind in FORMS or question.kind in CUES else 0.5,
        float(question.kind not in FORMS and question.kind not in CUES),
        math.log(1 + len(s.text)) / 5 - 1,
        float(s.text.rstrip("\"”'").endswith("?")),
    )


def answers_kind(question: Question, units: Sequence[Unit]) -> bool:
    """Whether some unit is of a type that can answer, and is not what the question already says."""
    if question.kind in CUES:
        return not CUES[question.kind].isdisjoint(u.low for u in units)
    forms = FORMS.get(question.kind)
    if forms is None:
        return True
    asked = {f for t in question.terms for f in t.forms}
    return any(u.type in forms and not set(words(u.text)) <= asked for u in units)
