"""The answer without a language model: the sentences that say it, the shortest stretch first, or an honest refusal.

Every word but the few of `index.phrases` stands in an article, and every sentence is followed by the number of its
citation. Sources that differ are shown side by side; what several say alike is said once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.agreement import agreeing, differing
from index.attribution import explained, widen
from index.citation import label
from index.evidence import Evidence, Sentence
from index.phrases import NOT_FOUND, SOURCES_DIFFER
from index.question import Question, analyse
from index.reading import Read, Reader
from index.text import language_of
from index.types import Answer, Article, Citation, Passage

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
    """The Answerer that says nothing but what stands in the articles, where its reader found it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def answer(
        self, question: str, passages: Sequence[Passage], *, min_confidence: float, hint: str | None = None
    ) -> Answer:
        # A follow-up completed from the turn before may have lost the language it was typed in.
        spoken = language_of(hint, default=language_of(question)) if hint else None
        asked = analyse(question, spoken)
        read = self._reader.read(asked, passages)
        if not read.readings or read.confidence < min_confidence:
            return refusal(asked, read.passages, read.confidence)
        return _compose(asked, read)


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


def _compose(asked: Question, read: Read) -> Answer:
    evidence, readings = read.evidence, read.readings
    first = readings[0]
    stands_alone = read.stands_alone and asked.kind != "yes_no" and not asked.many
    explains = asked.kind in ("reason", "manner")
    lines: list[str] = []
    if stands_alone and len(rivals := differing(asked, evidence, readings)) > 1:
        cited = [cite(r.sentence, n) for n, r in enumerate(rivals, 1)]
        told = [
            f"– {flat(r.whole)} ({label(c, asked.language)}) [{c.number}]" for r, c in zip(rivals, cited, strict=True)
        ]
        lines = [SOURCES_DIFFER[asked.language] + "\n" + "\n".join(told)]
        lines += [f"{flat(c.quote)} [{c.number}]" for c in cited]
    elif stands_alone:
        cited = [cite(r.sentence, n, explains=explains) for n, r in enumerate(agreeing(readings), 1)]
        marks = "".join(f"[{c.number}]" for c in cited)
        span = flat(first.text if asked.kind == "year" else first.whole)
        # A stretch that is nearly the whole sentence would only say it twice; a reason torn out of its sentence says little.
        if not explains and len(span) < 0.7 * len(cited[0].quote):
            lines.append(f"{span} {marks}")
        lines.append(f"{flat(cited[0].quote)} {'[1]' if lines else marks}")
    else:
        chosen = [first.sentence, *(_more(evidence, first.sentence) if asked.many else ())]
        cited = []
        for s in chosen:
            c = cite(s, len(cited) + 1, explains=explains)
            if not any(c.article_id == d.article_id and c.start < d.end and d.start < c.end for d in cited):
                cited.append(c)
        lines = [f"{flat(c.quote)} [{c.number}]" for c in cited]
    return Answer(
        question=asked.text,
        text="\n\n".join(lines),
        answer_span=first.text if stands_alone else None,
        abstained=False,
        confidence=read.confidence,
        citations=tuple(cited),
        passages=read.passages,
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


def cite(s: Sentence, number: int, *, explains: bool = False) -> Citation:
    """The sentence as a citation, widened until it can be read on its own; and, where it explains, to where it has done so."""
    article = s.passage.article
    start, end = widen(article.body, s.start, s.end)
    if explains:
        end = explained(article.body, start, end)
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
