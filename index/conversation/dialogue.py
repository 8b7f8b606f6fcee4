"""A turn of a conversation answered in the light of the turns before it.

What the turn does is told by a classifier (`index.conversation.acts`). What asks about the last answer itself (its sources, who said so, more
of it, an item of it) is answered from what that answer cited. For any other is searched what may complete it
(`index.conversation.followup`), and the reader reads it with what was said before it (`index.question.said`), the articles
spoken of among what is found; what may stand alone is read so too, and the likelier answer is taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.answer.citation import label
from index.answer.extractive import SentenceSelector, flat, quoted
from index.answer.phrases import NO_MORE, REPORTED_BY
from index.conversation.acts import LIKELY, Act
from index.conversation.correction import corrected
from index.conversation.followup import standalone, with_topic, with_topics
from index.conversation.ordinals import ordinal, put_in, without_ordinal
from index.language.names import names
from index.language.sentences import sentence_spans
from index.question.kinds import content
from index.question.said import Said, with_what_was_said
from index.storage.ledger import Ledger
from index.types import Answer, Article, Citation, Language, Passage, Turn

PERHAPS = 0.25
"""From here on a reading is worth trying."""
TURNS_BACK = 3
"""Of the conversation, what is spoken of."""
FILLED, AS_TYPED, CORRECTED = 1.0, -1.0, 2.0
"""How likely a reading is before it is searched: completed by what was said before, as it was typed, with what it puts
right or the item that it means. In log-odds, as the next three."""
WORDINGS = 3
"""With which a completed turn is searched at most."""
ALONE = 3.0
"""What is added to the turn as typed where it surely stands alone."""
NAMED = 0.8
"""How probably a turn stands alone that has a name, and nothing that points back."""
NEARNESS = 1.5
"""What is added where the answer stands in an article that is spoken of. All chosen on the development conversations."""
STRANGE = 2.0
"""What is taken away where a turn that can't stand alone is answered, as it was typed, from an article that nobody spoke of."""
EASED = 0.65
"""What of the usual confidence is enough in an article that is spoken of already."""
CLOSE = 2.0
"""A reading that is behind by no more is offered beside the one that is answered."""
SETTLED = 4.0
"""From here on no other reading is tried."""
_WHO_SAID: dict[Language, str] = {"id": "Siapa yang mengatakan “{}”?", "en": "Who said “{}”?"}
_SAID, _DENSE = 200, 0.85
"""Characters of a quote that its speaker is asked for with, and the cosine that its passage counts with."""
_SENTENCES = 3
"""Sentences that "tell me more" gets."""


_CUE = re.compile(
    r"(?:(?:ok(?:e|ay)?|oh(?: ya)?|eh|btw|by the way|nah|anyway|now|sekarang|(?:aku|saya|gue|gw) mau tanya|ganti topik|topik lain|lain lagi|satu lagi|pertanyaan lain"
    r"|(?:new|another|different) (?:question|topic)|one more(?: thing| question)?|(?:kalau|kalo|terus|trus)? ?(?:soal|tentang))[,.:;\s]+)+(?=\w+ \w+ \w+)",
    re.IGNORECASE,
)
"""What changes the topic, and is no part of the question."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation adds to a question."""

    near: tuple[str, ...] = ()
    """Ids of the articles spoken of, to look into besides."""
    also: tuple[str, ...] = ()
    """Other wordings to search with."""
    read_as: str | None = None
    """The turn as it was typed, with what was said before it, as the reader reads it; None where the question stands alone."""
    ease: float = 1.0
    """What of the usual confidence is enough."""


NO_CONTEXT = Context()


class Ask(Protocol):
    """Searches and reads."""

    def __call__(self, reading: str, context: Context, /) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, and the question that it was understood as; None where the turn stands as it was typed."""

    answer: Answer
    understood: str | None = None


class Dialogue:
    """Answers turns from a ledger."""

    def __init__(self, ledger: Ledger, answerer: SentenceSelector) -> None:
        self._ledger = ledger
        self._answerer = answerer

    def about_the_last(
        self, turn: str, acts: Mapping[Act, float], history: Sequence[Turn], language: Language
    ) -> Answer | None:
        """The answer to a turn that asks about the last answer itself; None for any other turn, and where there is nothing
        to say: then it is a question like others."""
        act = max(acts, key=lambda a: acts[a])
        answers = [t.answer for t in reversed(history)]
        last = next((a for a in answers if a.citations), answers[0])
        if acts[act] < LIKELY or not (last.citations or last.nearest):
            return None
        if act == "sources" or (act == "check" and last.citations):
            return _sources(turn, last, language)
        if act == "speaker" and last.citations:
            return self._speaker(turn, last, language)
        if act == "more" and last.citations:
            return self._more(turn, history, language)
        if act == "nth" and (n := ordinal(turn)) is not None:
            return self._nth(turn, n, history[-1], language)
        return None

    def follow(self, turn: str, acts: Mapping[Act, float], history: Sequence[Turn], ask: Ask) -> Told:
        """The answer to the reading of a turn that the articles answer best; a refusal where they answer none."""
        near, alone = spoken_of(history), stands_alone(turn, acts, history)
        tried: list[tuple[float, Reading, Answer]] = []
        for reading in readings(turn, acts, history, alone):
            answer = ask(reading.text, Context(near, reading.also, reading.read_as))
            cited_near = _article_of(answer) in near
            likely = (
                _log_odds(answer.confidence)
                + reading.prior
                + (NEARNESS if cited_near else 0.0) * (1 - alone) * (1 - acts["correction"])
            )
            if reading.text == turn and not cited_near and alone < LIKELY:
                likely -= STRANGE
            tried.append((likely, reading, answer))
            if likely > SETTLED:
                break
        tried.sort(key=lambda t: -t[0])
        likely, taken, answer = tried[0]
        puts_right = acts["correction"] > PERHAPS  # the article spoken of may be the very one that isn't meant
        if answer.abstained and taken.text != turn and not puts_right and _article_of(answer) in near:
            answer = ask(taken.text, Context(near, taken.also, taken.read_as, EASED))
        if answer.abstained and alone >= PERHAPS:
            # Nothing of another matter is to be near to a new one.
            taken, answer = next(((r, a) for _, r, a in tried if r.text == turn), (taken, answer))
        other = next((r.text for odds, r, a in tried[1:] if odds > likely - CLOSE and _differs(a, answer)), None)
        return Told(replace(answer, other_reading=other), None if taken.text == turn else taken.text)

    def _speaker(self, turn: str, last: Answer, language: Language) -> Answer:
        """Who said what the last answer cites, read from the passage that it stands in; where nobody is named there, the
        sources."""
        c = last.citations[0]
        article = self._ledger.articles.get(c.article_id)
        chunks = [
            chunk for chunk, _ in self._ledger.chunks.of(c.article_id) if chunk.start < c.end and c.start < chunk.end
        ]
        if article is None or not chunks:
            return _sources(turn, last, language)
        asked = _WHO_SAID[language].format(" ".join(c.quote.split())[:_SAID])
        told = self._answerer.answer(
            asked, [Passage(article, chunk, 0.0, _DENSE) for chunk in chunks], min_confidence=0.0, hint=turn
        )
        named = told.answer_span and any(n.sort in ("person", "full") for n in names(told.answer_span))
        return (
            replace(told, confidence=last.confidence)
            if named and not told.abstained
            else _sources(turn, last, language)
        )

    def _more(self, turn: str, history: Sequence[Turn], language: Language) -> Answer | None:
        """What the article goes on with, after the sentences that were cited already."""
        last = next(t.answer for t in reversed(history) if t.answer.citations)
        article = self._ledger.articles.get(last.citations[0].article_id)
        if article is None:
            return None
        told = [c for t in history for c in t.answer.citations if c.article_id == article.id]
        at = max(c.end for c in last.citations if c.article_id == article.id)
        spans = [s for s in sentence_spans(article.body) if not any(c.start < s[1] and s[0] < c.end for c in told)]
        further = [s for s in spans if s[0] >= at][:_SENTENCES] or spans[:_SENTENCES]
        if not further:
            return Answer(turn, NO_MORE[language], None, abstained=True, confidence=1.0, language=language)
        return _quoting(turn, [(article, *s) for s in further], language)

    def _nth(self, turn: str, n: int, last: Turn, language: Language) -> Answer | None:
        """The item of a list, or the source, that "the second" means, counted from 0; from the end where `n` is negative."""
        answer = last.answer
        if -len(answer.items) <= n < len(answer.items):
            return _item(turn, answer, answer.items[n], language) if not content(without_ordinal(turn)) else None
        cited = answer.citations
        if len(cited) > 1 and -len(cited) <= n < len(cited):
            c = cited[n]
            article = self._ledger.articles.get(c.article_id)
            if article is None:
                return None
            further = [s for s in sentence_spans(article.body) if s[0] >= c.end][: _SENTENCES - 1]
            return _quoting(turn, [(article, c.start, c.end), *((article, *s) for s in further)], language)
        return None


def spoken_of(history: Sequence[Turn]) -> tuple[str, ...]:
    """Ids of the articles that the last turns cited, the latest first."""
    cited = (c.article_id for t in reversed(history[-TURNS_BACK:]) for c in t.answer.citations)
    return tuple(dict.fromkeys(cited))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a turn may ask, and how likely it is beside others before they are searched, in log-odds."""

    text: str
    """A question that stands alone."""
    prior: float
    also: tuple[str, ...] = ()
    """Other wordings to search with."""
    read_as: str | None = None
    """What the reader reads in the place of `text`."""


def readings(turn: str, acts: Mapping[Act, float], history: Sequence[Turn], alone: float) -> Iterator[Reading]:
    """What a turn may ask, likeliest first: a question of its own, or one that what was said before completes. `alone`: how
    probably it needs nothing of the turns before."""
    typed = Reading(turn, AS_TYPED + ALONE * alone)
    if cue := _CUE.match(turn):
        yield Reading(turn[cue.end() :], typed.prior)
    if alone > LIKELY:
        yield typed
    if acts["nth"] > LIKELY and (item := named(turn, history[-1])):
        yield Reading(item, CORRECTED)
    put_right = tuple(corrected(turn, history)) if acts["correction"] > PERHAPS else ()
    yield from (Reading(text, CORRECTED - n) for n, text in enumerate(put_right))
    wordings = tuple(dict.fromkeys(filter(None, (*put_right, *_wordings(turn, history)))))
    if wordings:
        yield Reading(wordings[0], FILLED, wordings[1:WORDINGS], with_what_was_said(turn, said(history)))
    if PERHAPS < alone <= LIKELY or not wordings:
        yield typed


def _wordings(turn: str, history: Sequence[Turn]) -> Iterator[str | None]:
    """What may be searched for a turn that leans on those before, likeliest first."""
    answered = [t for t in history if not t.answer.abstained]
    matters = answered or history  # what was refused may have been misunderstood
    yield standalone(turn, matters) or with_topic(turn, matters[-1])
    yield with_topics(turn, matters)
    yield standalone(turn, history)


def said(history: Sequence[Turn]) -> tuple[Said, ...]:
    """The turns as the reader reads them: as they were typed, with what was answered in short."""
    return tuple(Said(t.answer.question, _in_short(t.answer)) for t in history)


def _in_short(answer: Answer) -> str | None:
    if answer.abstained:
        return None
    first = answer.text.partition("\n")[0]
    short = ", ".join(answer.items) or answer.answer_span or re.sub(r" ?\[\d+\]", "", first)
    return short if short != answer.question else None


def stands_alone(turn: str, acts: Mapping[Act, float], history: Sequence[Turn]) -> float:
    """How probably a turn needs nothing of those before it: by its wording, and by whether it names what it is about."""
    has_names = any(name.sure for name in names(turn)) and standalone(turn, history) is None
    return max(acts["alone"], NAMED if has_names else 0.0) * (1 - acts["correction"])


def named(turn: str, last: Turn) -> str | None:
    """The turn with the item of the last answer's list that its "yang kedua" means in its place."""
    items = last.answer.items
    place = ordinal(turn)
    if place is None or not -len(items) <= place < len(items):
        return None
    return put_in(turn, items[place])


def _differs(other: Answer, answer: Answer) -> bool:
    """Whether another reading has an answer of its own."""
    return not other.abstained and (answer.abstained or other.answer_span != answer.answer_span)


def _article_of(answer: Answer) -> str | None:
    """The article that an answer cites first, or that came nearest to one."""
    if answer.citations:
        return answer.citations[0].article_id
    return answer.passages[0].article.id if answer.passages else None


def _log_odds(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def _sources(turn: str, last: Answer, language: Language) -> Answer:
    """The sources of an answer, named, with the sentences they were cited for; of a refusal, the articles that came nearest."""
    seen: dict[str, Citation] = {}
    for c in last.citations:
        seen.setdefault(c.article_id, c)
    cited = tuple(replace(c, number=n) for n, c in enumerate(seen.values(), 1))
    if not cited:
        return Answer(
            turn,
            REPORTED_BY["none"][language],
            None,
            abstained=True,
            confidence=1.0,
            nearest=last.nearest,
            language=language,
        )
    lines = [f"– {flat(c.title)} ({label(c, language)}) [{c.number}]" for c in cited]
    text = "\n".join([REPORTED_BY["some"][language], *lines])
    return Answer(turn, text, None, abstained=False, confidence=last.confidence, citations=cited, language=language)


def _item(turn: str, listed: Answer, item: str, language: Language) -> Answer | None:
    """One item of a list with the sentence that it stands in."""
    c = next((c for c in listed.citations if item.casefold() in " ".join(c.quote.split()).casefold()), None)
    if c is None:
        return None
    c = replace(c, number=1)
    text = f"{item} [1]\n\n{flat(c.quote)} [1]"
    return Answer(turn, text, item, abstained=False, confidence=listed.confidence, citations=(c,), language=language)


def _quoting(turn: str, stretches: Sequence[tuple[Article, int, int]], language: Language) -> Answer:
    cited = tuple(Citation.of(article, n, start, end) for n, (article, start, end) in enumerate(stretches, 1))
    text = "\n\n".join(quoted(cited))
    return Answer(turn, text, None, abstained=False, confidence=1.0, citations=cited, language=language)
