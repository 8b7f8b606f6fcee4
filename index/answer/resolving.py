"""The day that answers "kapan?": "kemarin" and "Selasa (3/6)" in words that say which day, counted from the article's own."""

from __future__ import annotations

from index.language.days import days_told
from index.language.text import fold, stem, words
from index.question.kinds import content, kind_of
from index.question.when import in_days
from index.reader.evidence_days import ArticleDays
from index.reader.reader import Quote, Read
from index.retrieval.matter import Matter
from index.types import Inferred, Language

EASED = 0.5
"""What of the usual confidence is enough for a day that stands in a sentence with all that the question names: the reader is
unsure of "kemarin", for it says no day."""
_LONGEST = 31
"""Days; what is vaguer isn't made clearer."""


def surely_dated(question: str, read: Read) -> bool:
    """Whether the first answer to a "kapan" is a day, in a sentence that has the question's names and most of its other words."""
    if kind_of(question) != "date" or not read.readings:
        return False
    first = read.readings[0]
    span, sentence = first.spans[0], first.sentence_of(first.spans[0])
    published = ArticleDays(span.passage.article).published
    if published is None or not days_told(span.text, published):
        return False
    matter = Matter(question, [r.passage for r in read.readings])
    said = {stem(w) for w in words(sentence.text)}
    others = {stem(w) for w in content(question)}
    return bool(matter.names) and all(stem(n) in said for n in matter.names) and 2 * len(others & said) >= len(others)


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
