"""The answer to a question that carries a time: from what was published in its window, or tells of a day in it.

    When → passages of the window and others that tell of its days → read → what is of another time left out → Answer

What lies outside the window is never the answer; the nearest of it is offered where nothing inside answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from index.answering import composed, refusal
from index.evidence_days import SLACK, ArticleDays
from index.newer import newest_first, up_to_date
from index.reading import Read, Reader, Reading
from index.retrieval import Retriever
from index.text import Language, language_of
from index.types import Answer, Filters, Inferred, Passage
from index.when import When

CHARACTERS = 8_000
"""That are read of a question's passages: those of the window are few, and of the newest one must be among them."""
TELLS = 1.5
"""Log-odds that evidence is ahead by which tells of a day in the window, of what only isn't against it."""
LOST = 1.0
"""Log-odds that a passage falls behind whose likeliest answer is of another time."""
EASED = 0.4
"""What of the usual confidence is enough for evidence of a window: it leaves few sentences to take the wrong one from."""
MARGIN = 3.0
"""Log-odds behind the best answer within which answers are equally relevant, and the newest is wanted."""


@dataclass(frozen=True, slots=True)
class Timely:
    """Answers from a retriever's passages with a reader."""

    retriever: Retriever
    reader: Reader

    def answer(
        self, timed: When, *, filters: Filters, top_k: int, spelled: str | None, needed: float, hint: str, now: datetime | None
    ) -> tuple[Answer, Mapping[str, float]]:
        """The answer and the timings of retrieval. `hint`: the question as it was typed; `needed`: the usual confidence."""
        window = timed.inferred
        language = language_of(timed.asked)
        spoken = language_of(hint, default=language)
        found = self.retriever.retrieve(timed.asked, top_k=top_k, filters=filters, spelled=spelled)
        passages = known_by(now, found.passages)
        if not window.is_window:
            read = self.reader.read(timed.asked, language, passages, CHARACTERS)
            read = self.reader.narrowed(read, newest_first(read.readings, MARGIN), language)
            return _told(timed.asked, spoken, read, needed, ()), found.timings_ms
        inside = self.retriever.retrieve(timed.asked, top_k=top_k, filters=_published(filters, window), spelled=spelled)
        days: dict[str, ArticleDays] = {}
        for p in passages:
            days.setdefault(p.article.id, ArticleDays(p.article))
        both = {p.id: p for p in (*known_by(now, inside.passages), *passages)}
        for p in both.values():
            days.setdefault(p.article.id, ArticleDays(p.article))
        fitting = [p for p in both.values() if days[p.article.id].may_fit(window, p.chunk.start, p.chunk.end)]
        fitting.sort(key=lambda p: -p.score)
        read = self.reader.read(timed.asked, language, fitting, CHARACTERS)
        kept = [k for r in read.readings if (k := _of_the_window(r, window, days[r.passage.article.id]))]
        kept.sort(key=lambda r: -r.passage.score)
        if window.latest:
            kept = newest_first(kept, MARGIN)
        read = self.reader.narrowed(replace(read, passages=tuple(r.passage for r in kept)), kept, language)
        others = tuple(p for p in passages if p.id not in {q.id for q in read.passages})
        return _told(timed.asked, spoken, read, needed * EASED, others), found.timings_ms


def known_by(now: datetime | None, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Those that were published by then; all where it isn't set."""
    if now is None:
        return tuple(passages)
    return tuple(p for p in passages if p.article.published_at is None or p.article.published_at <= now)


def _told(question: str, language: Language, read: Read, needed: float, others: Sequence[Passage]) -> Answer:
    if not read.readings or read.confidence < needed:
        answer = refusal(question, language, others or read.passages, read.confidence)
        return replace(answer, passages=read.passages)
    if read.kind == "fact":
        read = replace(read, readings=tuple(up_to_date(read.readings)))
    return composed(question, language, read)


def _published(filters: Filters, window: Inferred) -> Filters:
    """The filters, with publishing in the window and a day after it."""
    until = window.until and window.until + SLACK
    return replace(
        filters,
        since=max(filter(None, (filters.since, window.since)), default=None),
        until=min(filter(None, (filters.until, until)), default=None),
    )


def _of_the_window(r: Reading, window: Inferred, days: ArticleDays) -> Reading | None:
    """A reading with what it found in sentences of the window; None where nothing is."""
    fits = {(s.start, s.end): days.within(window, s.start, s.end) for s in r.sentences}
    sentences = tuple(s for s in r.sentences if fits[s.start, s.end] is not None)
    spans = tuple(q for q in r.spans if (s := r.sentence_of(q)) in sentences or s is q)
    items = tuple(q for q in r.items if r.sentence_of(q) in sentences)
    if not spans or not sentences:
        return None
    fit = fits.get((r.sentence_of(spans[0]).start, r.sentence_of(spans[0]).end)) or 0.5
    moved = (TELLS if fit == 1.0 else 0.0) - (LOST if spans[0] is not r.spans[0] else 0.0)
    passage = replace(r.passage, score=r.passage.score + moved)
    return replace(r, passage=passage, told=r.told + moved, spans=spans, items=items, sentences=sentences)

