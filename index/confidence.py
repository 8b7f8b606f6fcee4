"""How probable it is that the cited sentence answers: a logistic regression over what was met, missed and read.

Its weights are fitted on questions with and without an answer in the passages (`benchmarks/fit_answering.py`). Fewer
words meet across languages, so the log-odds of an English question are scaled as fitted on English questions (Platt).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from index.contradiction import contradicts
from index.evidence import FORMS, Evidence, Sentence, answers_kind
from index.question import Question
from index.reading import Reading
from index.spans import units_of
from index.text import stem, words

_NEGATION = re.compile(
    r"\b(?:tidak|bukan|belum|tanpa|selain|kecuali|jangan|gagal|batal|tak|not|never|without|except)\b", re.IGNORECASE
)

FEATURES = (
    "logit", "own coverage", "near coverage", "whole coverage", "missing names here", "missing names anywhere",
    "missing words anywhere", "cosine", "dense", "best dense", "probability", "margin", "score", "fits kind", "open kind",
    "negation differs", "rank", "runner-up", "terms", "mass", "lead met",
    "end met", "focus met", "contradicted", "words unmet",
)  # fmt: skip


def describe(question: Question, evidence: Evidence, readings: Sequence[Reading]) -> tuple[float, ...]:
    """One number for each of FEATURES, all of the order of one. `readings` is not empty; the first one is answered with."""
    reading, s = readings[0], readings[0].sentence
    others = [e.logit for e in evidence.sentences if e.start != s.start or e.passage.article.id != s.passage.article.id]
    anywhere = frozenset[int]().union(*(e.whole for e in evidence.sentences))
    if question.kind in ("reason", "manner"):  # the whole sentence is shown: where in it the answer ends is no matter
        likely, rivals = reading.mass, [r.mass for r in readings[1:] if r.sentence is not s]
    else:
        likely, rivals = reading.probability, [r.probability for r in readings[1:] if r.text != reading.text]
    whole = evidence.coverage(s.whole)
    cosine = ((s.cosine or 0.8) - 0.85) * 20
    return (
        s.logit / 4,
        evidence.coverage(s.met),
        evidence.coverage(s.near),
        whole,
        min(2, evidence.missing(question, s.whole)) / 2,
        min(2, evidence.missing(question, anywhere)) / 2,
        1 - evidence.coverage(anywhere),
        cosine,
        ((s.passage.dense or 0.8) - 0.85) * 20,
        (max(e.passage.dense or 0.8 for e in evidence.sentences) - 0.85) * 20,
        likely,
        likely - (rivals[0] if rivals else 0.0),
        reading.score / 10,
        float(answers_kind(question, units_of(s.text))),
        float(question.kind not in FORMS),
        float(bool(_NEGATION.search(s.text)) != question.negated),
        1 / (1 + s.rank),
        (s.logit - max(others)) / 4 if others else 1.0,
        min(12, len(question.terms)) / 6 - 1,
        reading.mass,
        float(0 in s.near),
        float(len(question.terms) - 1 in s.near),
        float(question.focus is None or any(stem(w) == stem(question.focus) for w in words(s.passage.text))),
        float(contradicts(question, s)),
        unmet(question, s),
    )


def unmet(question: Question, s: Sentence) -> float:
    """The share of the question's words, names aside, that its passage lacks though it could have them in its language."""
    plain = [i for i, t in enumerate(question.terms) if not t.name and (question.language == "id" or len(t.forms) > 1)]
    return sum(i not in s.whole for i in plain) / len(plain) if plain else 0.0


def confidence(features: Sequence[float], weights: Sequence[float], english: Sequence[float] | None = None) -> float:
    """A probability, 0 to 1. `weights`: one per feature, the bias first. `english`: shift, slope, and cost of words unmet."""
    z = weights[0] + sum(w * f for w, f in zip(weights[1:], features, strict=True))
    if english:
        z = english[0] + english[1] * z + english[2] * features[-1]
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
