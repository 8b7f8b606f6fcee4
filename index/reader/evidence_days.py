"""When what an article tells took place: the days that a sentence names, counted from its article's own day.

A sentence that names none is of the day that its article opens with ("…, Selasa (3/6/2025)"), for that is how news is told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from index.language.days import Told, days_told
from index.language.sentences import sentence_spans
from index.types import Article, Filters, Inferred

SLACK = timedelta(days=1)
"""What happened in the evening is in tomorrow's paper."""
_OPENING = 2
"""Sentences that an article opens with."""
_COARSE = 7
"""Days from which what is told is too vague to be elsewhere, while it overlaps."""
_SINCE = re.compile(r"\b(?:sejak|semenjak|since)\s+(?:\w+\s+)?$", re.IGNORECASE)


def published_in(window: Inferred, filters: Filters) -> Filters:
    """The filters, with publishing in the window and a day after it."""
    until = window.until and window.until + SLACK
    return replace(
        filters,
        since=max(filter(None, (filters.since, window.since)), default=None),
        until=min(filter(None, (filters.until, until)), default=None),
    )


class ArticleDays:
    """The days that one article tells of."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._known: dict[tuple[int, int], tuple[Told, ...]] = {}

    @property
    def published(self) -> date | None:
        return self._article.published_at and self._article.published_at.date()

    def told(self, start: int, end: int) -> tuple[Told, ...]:
        """What the stretch `[start:end]` of the body says about days; nothing where the article has no day itself."""
        if self.published is None:
            return ()
        if (start, end) not in self._known:
            text = self._article.body[start:end]
            self._known[start, end] = tuple(self._lasting(text, t) for t in days_told(text, self.published))
        return self._known[start, end]

    def _lasting(self, text: str, told: Told) -> Told:
        """ "sejak Sabtu" goes on until the article's day."""
        assert self.published
        if _SINCE.search(text[: told.start]) and told.until < self.published:
            return Told(told.start, told.end, told.since, self.published, told.exact)
        return told

    @cached_property
    def opening(self) -> tuple[Told, ...]:
        """What its first sentences say."""
        spans = sentence_spans(self._article.body)[:_OPENING]
        return self.told(spans[0][0], spans[-1][1]) if spans else ()

    def opens_in(self, window: Inferred) -> bool:
        """Whether what it opens with is of the window; by its own day where it names none."""
        published = self.published
        if published is None:
            return False
        judged = _judged(self.opening, window, published)
        return window.has(published, published) if judged is None else judged

    def within(self, window: Inferred, start: int, end: int, around: tuple[int, int] | None = None) -> float | None:
        """How well the stretch `[start:end]` of the body fits into a window: 1 where it tells of a day in it, 0.8 where its
        article opens with one, 0.5 or less where nothing speaks against it, None where it is of another time. `around`: the passage that it stands in."""
        published = self.published
        if published is None:
            return self._undated(window, start, end)
        own = _judged(self.told(start, end), window, published)
        if own is not None:
            return 1.0 if own else None
        near = window.has(published, published) or window.has(published - SLACK, published - SLACK)
        if not near:
            return 0.5 if around and window.is_long and self._speaks_of(window, *around) else None
        opens = _judged(self.opening, window, published)
        if opens is not None:
            return 0.8 if opens else None
        return 0.5 if window.has(published, published) else 0.4

    def _undated(self, window: Inferred, start: int, end: int) -> float | None:
        """The same where the article has no day: only a date in it can tell, or nothing is asked more exactly than by years."""
        day = window.until or window.since
        told = [t for t in days_told(self._article.body[start:end], day) if t.exact] if day else []
        if any(_inside(t, window) for t in told):
            return 1.0
        return 0.5 if window.is_long and not told else None

    def _speaks_of(self, window: Inferred, start: int, end: int) -> bool:
        """Whether a stretch names a day of the window, or its year."""
        text = self._article.body[start:end]
        years = {str(d.year) for d in (window.since, window.until) if d}
        return any(y in text for y in years) or any(_inside(t, window) for t in self.told(start, end))

    def may_fit(self, window: Inferred, start: int, end: int) -> bool:
        """Whether a passage has anything that could fit: it is of the window's days or tells of one of them."""
        published = self.published
        if published is None:
            return self._undated(window, start, end) is not None
        if window.is_long and self._speaks_of(window, start, end):
            return True
        if window.has(published, published) or window.has(published - SLACK, published - SLACK):
            return True
        return any(_inside(t, window) for t in self.told(start, end))


def _inside(told: Told, window: Inferred) -> bool:
    return window.has(told.since, told.until) and (told.days <= _COARSE or _contains(window, told))


def _contains(window: Inferred, told: Told) -> bool:
    return (window.since is None or told.since >= window.since) and (window.until is None or told.until <= window.until)


def _judged(told: tuple[Told, ...], window: Inferred, published: date) -> bool | None:
    """Whether days told lie in the window; None where they say nothing for or against it. What lies ahead of the article
    ("mulai 17 Juni") says when something will be, and nothing of when it is told."""
    if any(_inside(t, window) for t in told):
        return True
    past = [t for t in told if t.since <= published and not window.has(t.since, t.until)]
    return False if past else None
