"""The answer without a language model: the sentences that say it, the shortest stretch first, or an honest refusal.

Every word but the few of `index.phrases` stands in an article, and every sentence is followed by the number of its
citation. Sources that differ are shown side by side; what several say alike is said once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

from index.agreement import agreeing, differing
from index.attribution import widen
from index.citation import label
from index.confidence import confidence, describe
from index.evidence import Evidence, Sentence, gather
from index.phrases import NOT_FOUND, SOURCES_DIFFER
from index.question import Question, analyse
from index.reading import STANDS_ALONE, Reader, Reading, SpanReader
from index.span_features import spells_out
from index.text import language_of
from index.types import Answer, Article, Citation, Passage

if TYPE_CHECKING:
    from index.embedding import Embedder

SPELLED_OUT = 0.85
"""At least so sure is an acronym's expansion that stands beside it in brackets, whatever else was met."""
_LISTED = 3
"""Sentences that a question for several things may collect."""
_NEAREST = 3


class Answerer(Protocol):
    """What makes an answer of passages."""

    def answer(
        self, question: str, passages: Sequence[Passage], *, min_confidence: float, hint: str | None = None
    ) -> Answer:
        """`passages` best first; `question` stands alone; `hint` is the wording as typed, where it was a follow-up."""
        ...


class SentenceSelector:
    """The Answerer that needs nothing but the embedder. `reader` finds the spans; the default needs no model."""

    def __init__(self, embedder: Embedder, reader: Reader | None = None) -> None:
        self._embedder = embedder
        self._reader = reader

    def answer(
        self, question: str, passages: Sequence[Passage], *, min_confidence: float, hint: str | None = None
    ) -> Answer:
        # A follow-up completed from the turn before may have lost the language it was typed in.
        spoken = language_of(hint, default=language_of(question)) if hint else None
        asked = analyse(question, spoken)
        evidence, readings = self.read(asked, passages)
        sure = self._confidence(asked, evidence, readings) if readings else 0.0
        if not readings or sure < min_confidence:
            return refusal(asked, passages, sure)
        return _compose(asked, evidence, readings, passages, sure)

    def _confidence(self, asked: Question, evidence: Evidence, readings: Sequence[Reading]) -> float:
        english = weights()["english"] if asked.language == "en" else None
        sure = confidence(describe(asked, evidence, readings), weights()["confidence"], english)
        first, s = readings[0], readings[0].sentence
        if spells_out(asked, s.text, first.start - s.start, first.end - s.start):
            return max(sure, SPELLED_OUT)
        return sure

    def read(self, asked: Question, passages: Sequence[Passage]) -> tuple[Evidence, Sequence[Reading]]:
        """The sentences and what was read in them, likeliest first: what the answer and its confidence are made from."""
        evidence = gather(asked, passages, self._embedder, weights()["sentence"])
        reader = self._reader or SpanReader(weights()["span"])
        return evidence, reader.read(asked, evidence)


@cache
def weights() -> Mapping[str, Any]:
    """The fitted tables: "sentence" and "confidence" are lists (bias first), "english" scales, "span" maps a feature to its weight."""
    text = resources.files("index").joinpath("data", "answering.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def refusal(asked: Question, passages: Sequence[Passage], sure: float = 0.0) -> Answer:
    """The one refusal there is per language, with the articles that come nearest."""
    articles: dict[str, Article] = {}
    for p in passages:
        articles.setdefault(p.article.id, p.article)
    return Answer(
        question=asked.text,
        text=NOT_FOUND[asked.language],
        answer_span=None,
        abstained=True,
        confidence=sure,
        passages=tuple(passages),
        nearest=tuple(articles.values())[:_NEAREST],
        language=asked.language,
    )


def _compose(
    asked: Question, evidence: Evidence, readings: Sequence[Reading], passages: Sequence[Passage], sure: float
) -> Answer:
    first = readings[0]
    stands_alone = first.probability >= STANDS_ALONE and asked.kind not in ("yes_no", "manner") and not asked.many
    lines: list[str] = []
    if stands_alone and len(rivals := differing(asked, evidence, readings)) > 1:
        cited = [cite(r.sentence, n) for n, r in enumerate(rivals, 1)]
        told = [
            f"– {flat(r.whole)} ({label(c, asked.language)}) [{c.number}]" for r, c in zip(rivals, cited, strict=True)
        ]
        lines = [SOURCES_DIFFER[asked.language] + "\n" + "\n".join(told)]
        lines += [f"{flat(c.quote)} [{c.number}]" for c in cited]
    elif stands_alone:
        cited = [cite(r.sentence, n) for n, r in enumerate(agreeing(readings), 1)]
        marks = "".join(f"[{c.number}]" for c in cited)
        span = flat(first.text if asked.kind == "year" else first.whole)
        # A stretch that is nearly the whole sentence would only say it twice.
        if len(span) < 0.7 * len(cited[0].quote):
            lines.append(f"{span} {marks}")
        lines.append(f"{flat(cited[0].quote)} {'[1]' if lines else marks}")
    else:
        chosen = [first.sentence, *(_more(evidence, first.sentence) if asked.many else ())]
        cited = []
        for s in chosen:
            c = cite(s, len(cited) + 1)
            if not any(c.article_id == d.article_id and c.start < d.end and d.start < c.end for d in cited):
                cited.append(c)
        lines = [f"{flat(c.quote)} [{c.number}]" for c in cited]
    return Answer(
        question=asked.text,
        text="\n\n".join(lines),
        answer_span=first.text if stands_alone else None,
        abstained=False,
        confidence=sure,
        citations=tuple(cited),
        passages=tuple(passages),
        language=asked.language,
    )


def _more(evidence: Evidence, first: Sentence) -> list[Sentence]:
    """Further sentences of a list: nearly as likely, and with nearly as many of the question's words."""
    return [
        s
        for s in evidence.sentences
        if s is not first
        and s.logit > first.logit - 1.0
        and evidence.coverage(s.near) >= evidence.coverage(first.near) - 0.1
    ][: _LISTED - 1]


def cite(s: Sentence, number: int) -> Citation:
    """The sentence as a citation, widened until it can be read on its own."""
    article = s.passage.article
    start, end = widen(article.body, s.start, s.end)
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        source=article.source,
        author=article.author,
        published_at=article.published_at,
        url=article.url,
        quote=article.body[start:end],
        start=start,
        end=end,
    )


def flat(text: str) -> str:
    """On one line: a quote may run across a paragraph."""
    return " ".join(text.split())
