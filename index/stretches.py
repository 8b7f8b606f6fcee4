"""From what the network found to readings: stretches within one sentence, trimmed, and weighed by more than the network.

What weighs in: how well a stretch's ends suit the question (`index.extents`), whether it has the form that is asked for and
whether its sentence gives a reason (`index.fitting`). Passages are compared by the network and retrieval alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.counted import other_than_asked
from index.evidence import Evidence, Sentence, unscored
from index.extents import Extents
from index.fitting import gives_reason, mixed, rambles, unfit
from index.offices import Office, held, office, tells_of_kin
from index.question import Question
from index.reading import Reading, weighed
from index.spans import made_whole
from index.text import words
from index.types import Passage

if TYPE_CHECKING:
    from index.span_finder import Span

UNREAD = -20.0
"""The log-odds of a sentence in which no stretch was likely enough to be kept."""
OUT_OF_REACH = 8.0
"""In a passage that scores so much less than the best, where exactly an answer begins and ends is no matter."""
MIXED = 3.0
"""What it costs a stretch that is to be an amount or a day that it has one of the other sort as well, or runs on: "35 meter pada Senin"."""
UNFIT = 6.0
"""What it costs a stretch that it has not the form that was asked for, "14 hari" for an age, or counts boats instead of people."""
GIVES_REASON, MEETING = 2.5, 5.0
"""Of reasons the network has learned little. What a sentence gains that has "karena" or the like and a third of the question's
words; and what it gains for each share of them above .6 that its surroundings have."""
HOLDS = 4.0
"""What a name gains that stands right behind the office that is asked for: "Kapolda Jateng, Irjen Pol …"."""
_TRIMMED = " \t\n\r,;:.\"'“”‘’"
_KEPT = 60
_SOFTENED = 2.0
"""What scores are divided by before they become probabilities: between passages they differ more than the truth does."""


_Suited = tuple[Sentence, int, int, float]
"""A stretch `[start:end]` of its article's body, in its sentence, with its score."""


def readings(
    question: Question, passages: Sequence[Passage], spans: Sequence[Sequence[Span]]
) -> tuple[Evidence, list[Reading]]:
    """`passages` best first; `spans` of each, in places of its article's body, best first."""
    evidence = unscored(question, passages)
    of_passage: dict[str, list[Sentence]] = {}
    for s in evidence.sentences:
        of_passage.setdefault(s.passage.id, []).append(s)
    extents = Extents(question, evidence)
    asked = office(question)
    suited: list[_Suited] = []
    for passage, some in zip(passages, spans, strict=True):
        near = passage.score > passages[0].score - OUT_OF_REACH
        suited += _suited(extents if near else None, of_passage.get(passage.id, ()), some)
    strangers = _strangers(question, asked, suited) if asked else frozenset[str]()
    found: dict[tuple[str, int, int], tuple[Sentence, float]] = {}
    for s, start, end, score in suited:
        if not strangers.isdisjoint(words(s.passage.article.body[start:end])):
            continue
        key = (s.passage.article.id, start, end)
        score += _fitness(question, asked, evidence, s, start, end)
        if key not in found or found[key][1] < score:
            found[key] = (s, score)
    logits: dict[int, float] = {}
    for s, score in found.values():
        logits[id(s)] = max(score, logits.get(id(s), UNREAD))
    scored = {id(s): replace(s, logit=logits.get(id(s), UNREAD)) for s in evidence.sentences}
    ranked = sorted(scored.values(), key=lambda s: -s.logit)
    made = weighed([(scored[id(s)], start, end, score) for (_, start, end), (s, score) in found.items()], _SOFTENED)
    return Evidence(tuple(ranked), evidence.weights), made[:_KEPT]


def _suited(extents: Extents | None, sentences: Sequence[Sentence], spans: Sequence[Span]) -> Iterator[_Suited]:
    """Stretches of one passage's sentences, with the network's scores and what they gain by suiting the question.

    The best keeps the score of the network's best: passages are compared by the network alone.
    """
    read = [(s, scores) for s in sentences if (scores := _stretches(s, spans))]
    found = [
        (s, start, end, score + gain)
        for s, scores in read
        for ((start, end), score), gain in zip(
            scores.items(), extents.gains(s, list(scores)) if extents else [0.0] * len(scores), strict=True
        )
    ]
    best = max((score for _, scores in read for score in scores.values()), default=0.0)
    less = max((score for *_, score in found), default=0.0) - best
    yield from ((s, start, end, score - less) for s, start, end, score in found)


def _strangers(question: Question, asked: Office, suited: Sequence[_Suited]) -> frozenset[str]:
    """The words of names that some sentence gives another office than the one asked for: they don't hold it elsewhere either."""
    whole: dict[tuple[int, int], _Suited] = {}  # where a name begins is told by the best stretch that ends with it
    for s, start, end, score in suited:
        if (id(s), end) not in whole or whole[id(s), end][3] < score:
            whole[id(s), end] = (s, start, end, score)
    return frozenset(
        word
        for s, start, end, _ in whole.values()
        if held(question, asked, s.text, start - s.start, end - s.start) == "another"
        for word in words(s.passage.article.body[start:end])
    )


def _stretches(s: Sentence, spans: Sequence[Span]) -> dict[tuple[int, int], float]:
    """What the network found in one sentence, trimmed: the score of each stretch."""
    found: dict[tuple[int, int], float] = {}
    for span in spans:
        if s.start <= span.start < s.end:
            start, end = _trimmed(s.passage.article.body, span.start, min(span.end, s.end))
            if start < end:
                found[start, end] = max(span.score, found.get((start, end), span.score))
    return found


def _fitness(question: Question, asked: Office | None, evidence: Evidence, s: Sentence, start: int, end: int) -> float:
    """What the form of a stretch `[start:end]`, and of its sentence, adds to the network's score."""
    if question.kind == "reason":
        told = gives_reason(s.text) and evidence.coverage(s.met) > 0.3
        return GIVES_REASON * told + MEETING * max(0.0, evidence.coverage(s.near) - 0.6)
    text = s.text[start - s.start : end - s.start]
    first, last = made_whole(s.text, start - s.start, end - s.start)
    holds = held(question, asked, s.text, start - s.start, end - s.start) if asked else None
    amiss = (
        unfit(question, s.text[first:last])
        or other_than_asked(question, s.text, first, last)
        or (asked is not None and not tells_of_kin(asked, s.text))
        or holds == "other"
    )
    return HOLDS * (holds == "this") - MIXED * (mixed(question, text) or rambles(question, text)) - UNFIT * amiss


def _trimmed(body: str, start: int, end: int) -> tuple[int, int]:
    """Without the marks around it; a bracket or quotation mark stays where its other half is inside."""
    while start < end and body[start] in _TRIMMED:
        start += 1
    while start < end and body[end - 1] in _TRIMMED and not _abbreviates(body[start:end]):
        end -= 1
    if body.count("(", start, end) > body.count(")", start, end) and body[end : end + 1] == ")":
        end += 1
    if end - start > 1 and body[start] == "(" and ")" not in body[start:end]:
        start += 1
    if end - start > 1 and body[end - 1] == ")" and "(" not in body[start:end]:
        end -= 1
    return start, end


def _abbreviates(text: str) -> bool:
    """Whether its last full stop belongs to it: "S.H.", "Tbk.", "Jr."."""
    return text.endswith(".") and (text[:-1].rpartition(".")[2][-2:].isupper() or text.endswith(("Tbk.", "Jr.", "Sr.")))
