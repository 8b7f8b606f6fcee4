"""Requests for articles of a window: "ada berita apa kemarin?", "news since June about the port", "what happened last night?".

What is of the window is told by the day of publishing; for "what happened", and where nothing was published in it, by the
day that an article opens with.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from index.answer import browsing
from index.answer.browsing import Request
from index.question.when import When, in_days
from index.reader.evidence_days import ArticleDays, published_in
from index.retrieval.matter import Matter
from index.retrieval.retriever import Retriever
from index.storage.ledger import Ledger
from index.types import Answer, Article, Filters, Inferred, Language

_ALIKE = 0.03
"""How far a passage's cosine may be behind that of the best passage about the matter and still be taken to be about it."""
_FOUND = 60


def answered(
    asked: Request,
    timed: When,
    question: str,
    language: Language,
    retriever: Retriever,
    ledger: Ledger,
    filters: Filters,
    now: datetime | None,
) -> Answer:
    """The articles of the window that are about the matter; where there are none, an answer that says so, with the nearest."""
    window = timed.inferred
    near = published_in(window, filters)
    if asked.about:
        known = _about(asked.about, retriever, ledger, filters, near)
    else:
        known = list(ledger.articles.newest(near, 2000))
    known = [a for a in known if now is None or a.published_at is None or a.published_at <= now]
    found = [a for a in known if _of(asked, window, a)] if window.is_window else known
    if asked.kind != "event" and not found:
        found = [a for a in known if ArticleDays(a).opens_in(window)]
    days = in_days(window, language)
    answer = browsing.listed(asked, found, len(found), question, language, ledger, days, newest=window.latest)
    if answer.abstained and asked.about:
        outside = _about(asked.about, retriever, ledger, filters, filters)
        outside.sort(key=lambda a: _away(a, window))
        answer = replace(answer, nearest=tuple(outside[:3]))
    return answer


def _of(asked: Request, window: Inferred, article: Article) -> bool:
    if asked.kind == "event":
        return ArticleDays(article).opens_in(window)
    day = article.published_at and article.published_at.date()
    return day is not None and window.has(day, day)


def _about(matter: str, retriever: Retriever, ledger: Ledger, filters: Filters, near: Filters) -> list[Article]:
    """The articles about a matter: that have its names where it has some, else its words, else nearly its meaning; newest first."""
    everywhere = retriever.retrieve(matter, top_k=_FOUND, filters=filters).passages
    inside = everywhere if near == filters else retriever.retrieve(matter, top_k=_FOUND, filters=near).passages
    about = Matter(matter, everywhere)
    articles = {p.article.id: p.article for p in inside}
    if about.names:
        named = [
            a for a in articles.values() if about.named(a) and (not about.rest or about.shared(a) or about.opens(a))
        ]
        found = [a for a in named if about.opens(a)] or named
    else:
        found = browsing.about(matter, ledger, near)
        if not found:
            best = max((p.dense or 0.0 for p in everywhere if p.lexical > 0), default=1.0)
            found = list({p.article.id: p.article for p in inside if (p.dense or 0.0) >= best - _ALIKE}.values())
        found = [a for a in found if about.opens(a)] or found
    return sorted(found, key=lambda a: -(a.published_at.timestamp() if a.published_at else 0.0))


def _away(article: Article, window: Inferred) -> float:
    """Days between an article and the window."""
    if article.published_at is None:
        return 1e6
    day = article.published_at.date()
    edge = window.since if window.since and day < window.since else window.until
    return abs((day - edge).days) if edge else 0.0
