"""The day that answers "kapan?": "kemarin" and "Selasa (3/6)" in words that say which day, counted from the article's own."""

from __future__ import annotations

from index.days import days_told
from index.evidence_days import ArticleDays
from index.question import kind_of
from index.reading import Quote
from index.text import Language, fold
from index.types import Inferred
from index.when import in_days

_LONGEST = 31
"""Days; what is vaguer isn't made clearer."""


def resolved(question: str, span: Quote, sentence: Quote, language: Language) -> str | None:
    """The day or days that a stretch means, where the question asks for it and the stretch doesn't say so itself."""
    if kind_of(question) not in ("date", "time"):
        return None
    days = ArticleDays(span.passage.article)
    if days.published is None:
        return None
    told = list(days_told(span.text, days.published))
    if not told:
        within = [t for t in days.told(sentence.start, sentence.end) if t.days <= _LONGEST]
        told = within[:1] if len({(t.since, t.until) for t in within}) == 1 else []
    told = [t for t in told if t.days <= _LONGEST]
    if not told:
        return None
    first, last = min(t.since for t in told), max(t.until for t in told)
    if (last - first).days > _LONGEST:
        return None
    means = in_days(Inferred(first, last, ""), language)
    return None if fold(means) in fold(span.text) else means
