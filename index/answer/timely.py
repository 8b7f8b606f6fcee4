"""The answer to a question that carries a time: from what was published in its window, or tells of a day in it.

    When → passages of the window and others that tell of its days → read → what is of another time left out → Answer

What lies outside the window is never the answer; the nearest of it is offered where nothing inside answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from index.answer.citation import label
from index.answer.extractive import cite, composed, quoted, refusal
from index.answer.phrases import TOLD_THEN
from index.language.sentences import sentence_spans
from index.language.text import language_of
from index.question.when import When, in_days
from index.reader.evidence_days import ArticleDays, published_in
from index.reader.newer import newest_first, up_to_date
from index.reader.reader import Quote, Read, Reader, Reading
from index.retrieval.matter import Matter
from index.retrieval.retriever import Retriever
from index.types import Answer, Article, Filters, Inferred, Language, Passage

CHARACTERS = 8_000
"""That are read of a window's passages: they are few."""
CHARACTERS_OF_LATEST = 12_000
"""The same where the newest is wanted, which may be far down."""
TELLS = {1.0: 2.5, 0.8: 1.5}
"""Log-odds that evidence is ahead by which tells of a day in the window, or whose article opens with one, of what only isn't
against it."""
OPENS = 1.0
"""The same for an article that is of the window as a whole."""
LOST = 1.0
"""Log-odds that a passage falls behind whose likeliest answer is of another time."""
ELSEWHERE = 3.0
"""Log-odds that a passage falls behind whose article lacks the question's names."""
EASED, EASED_FOR_LATEST = 0.4, 0.6
"""What of the usual confidence is enough where an article has the question's names and is of the window, or is the newest."""
TOLD = -8.0
"""Log-odds that a passage of the window answers, from which its sentence is shown where no answer is sure."""
NEAR = 0.05
"""How far a passage may be behind the best one anywhere and still be of the same matter, where the question has no names."""
AS_GOOD = 0.03
"""The same, for the newest to be as relevant."""
MARGIN = 3.0
"""Log-odds behind the best answer within which answers are equally relevant, and the newest is wanted."""


@dataclass(frozen=True, slots=True)
class Timely:
    """Answers from a retriever's passages with a reader."""

    retriever: Retriever
    reader: Reader

    def answer(
        self,
        timed: When,
        *,
        filters: Filters,
        top_k: int,
        spelled: str | None,
        needed: float,
        hint: str,
        now: datetime | None,
        read_as: str | None = None,
    ) -> tuple[Answer, Mapping[str, float]]:
        """The answer and the timings of retrieval. `hint`: the question as it was typed, `read_as`: the same with what was
        said before it; `needed`: the usual confidence."""
        window, asked = timed.inferred, timed.asked
        read_as = read_as or asked
        language = language_of(asked)
        spoken = language_of(hint, default=language)
        found = self.retriever.retrieve(asked, top_k=top_k, filters=filters, spelled=spelled)
        passages = known_by(now, found.passages)
        matter = Matter(timed.matter, passages)
        if window.is_window:
            near = self.retriever.retrieve(asked, top_k=top_k, filters=published_in(window, filters), spelled=spelled)
            read = self._of_the_window(read_as, language, window, matter, (*known_by(now, near.passages), *passages))
        else:
            read = self.reader.read(read_as, language, passages, CHARACTERS_OF_LATEST)
        if window.latest:
            read = newest_first(read, MARGIN)
        read = up_to_date(asked, self.reader.narrowed(read, read.readings, language))
        if not read.readings:
            return replace(refusal(asked, spoken, passages), passages=()), found.timings_ms
        first = read.readings[0].passage
        newest = None if window.is_window else _newest(matter, passages)
        eased = 1.0
        if window.is_window:
            eased = EASED if not window.is_long and matter.fits(first, NEAR) else 1.0
        elif newest and matter.named(first.article) and not _is_older(first.article, newest):
            eased = EASED_FOR_LATEST
        if read.confidence >= needed * eased:
            return composed(asked, spoken, read), found.timings_ms
        if shown := self._shown(asked, spoken, matter, read, window, newest):
            return shown, found.timings_ms
        others = tuple(p for p in passages if p.id not in {q.id for q in read.passages})
        answer = refusal(asked, spoken, others or passages, read.confidence)
        return replace(answer, passages=read.passages), found.timings_ms

    def _of_the_window(
        self, asked: str, language: Language, window: Inferred, matter: Matter, passages: Sequence[Passage]
    ) -> Read:
        """What is read in passages that may be of the window, without what is of another time."""
        days: dict[str, ArticleDays] = {}
        for p in passages:
            days.setdefault(p.article.id, ArticleDays(p.article))
        once = {p.id: p for p in passages}.values()
        fitting = [p for p in once if days[p.article.id].may_fit(window, p.chunk.start, p.chunk.end)]
        fitting.sort(key=lambda p: -p.score)
        read = self.reader.read(asked, language, fitting, CHARACTERS)
        kept = [k for r in read.readings if (k := _of_the_window(r, window, days[r.passage.article.id], matter))]
        kept.sort(key=lambda r: -r.passage.score)
        return replace(read, readings=tuple(kept), passages=tuple(r.passage for r in kept))

    def _shown(
        self, asked: str, language: Language, matter: Matter, read: Read, window: Inferred, newest: Article | None
    ) -> Answer | None:
        """Where no answer is sure: what the article of the window, or the newest, opens with, and the sentence that answers
        likeliest. None where it isn't surely of the matter."""
        best = read.readings[0]
        if window.since and window.until and window.is_long:
            return None  # of a whole year no article is surely the one
        if window.is_window:
            article = best.passage.article
            if best.told < TOLD or not matter.fits(best.passage, NEAR) or (matter.names and not matter.opens(article)):
                return None
            if not ArticleDays(article).opens_in(window):
                return None
        elif newest is None:
            return None
        else:
            article = newest
        sentences = [Quote(best.passage, *s, 0.0) for s in sentence_spans(article.body)[:2]]
        quotes = [replace(q, passage=replace(best.passage, article=article)) for q in sentences]
        if best.passage.article.id == article.id:
            quotes = [*quotes[:1], best.sentence_of(best.spans[0])]
        quotes = [q for n, q in enumerate(quotes) if q.start not in [o.start for o in quotes[:n]]]
        cited = tuple(cite(q, n) for n, q in enumerate(quotes, 1))
        head = TOLD_THEN[language].format(in_days(window, language) or label(article, language))
        text = "\n\n".join([head, *quoted(cited)])
        return Answer(
            asked, text, None, abstained=False, confidence=read.confidence, citations=cited, passages=read.passages,
            language=language,
        )  # fmt: skip


def known_by(now: datetime | None, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Those that were published by then; all where it isn't set."""
    if now is None:
        return tuple(passages)
    return tuple(p for p in passages if p.article.published_at is None or p.article.published_at <= now)


def _newest(matter: Matter, passages: Sequence[Passage]) -> Article | None:
    """The newest article that is about the matter, as far as any is: that has most of its words, or is nearly the best match;
    none that has only its names."""
    about = [p for p in passages if matter.names and matter.opens(p.article) and p.article.published_at]
    most = max((matter.shared(p.article) for p in about), default=0)
    if matter.rest and not most:
        return None
    found = [p.article for p in about if matter.fits_well(p, AS_GOOD) or matter.shared(p.article) >= most]
    return max(found, key=lambda a: a.published_at.timestamp() if a.published_at else 0.0) if found else None


def _is_older(article: Article, other: Article) -> bool:
    return bool(article.published_at and other.published_at and article.published_at < other.published_at)


def _of_the_window(r: Reading, window: Inferred, days: ArticleDays, matter: Matter) -> Reading | None:
    """A reading with what it found in sentences of the window; None where nothing is."""
    around = (r.passage.chunk.start, r.passage.chunk.end)
    fits = {(s.start, s.end): days.within(window, s.start, s.end, around) for s in r.sentences}
    sentences = tuple(s for s in r.sentences if fits[s.start, s.end] is not None)
    spans = tuple(q for q in r.spans if r.sentence_of(q) in sentences)
    items = tuple(q for q in r.items if r.sentence_of(q) in sentences)
    if not spans:
        return None
    sentence = r.sentence_of(spans[0])
    moved = TELLS.get(fits[sentence.start, sentence.end] or 0.0, 0.0)
    moved += OPENS if days.opens_in(window) else 0.0
    moved -= LOST if spans[0] is not r.spans[0] else 0.0
    moved -= 0.0 if matter.named(r.passage.article) else ELSEWHERE
    passage = replace(r.passage, score=r.passage.score + moved)
    return replace(r, passage=passage, spans=spans, items=items, sentences=sentences)
