"""The trained reader as a Reader: passages ranked by what was read in them, stretches with their sentences, and how sure.

How the network's score is blended with retrieval's, and how both become a probability, is fitted on development
questions by `python -m training.calibrate` and kept in `index/data/reader.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING

from index.chunking import passage_text
from index.confidence import confidence, describe
from index.evidence import Evidence, Sentence, unscored
from index.extents import Extents
from index.fitting import gives_reason, mixed, unfit
from index.question import Question
from index.reading import Read, Reading, weighed
from index.spans import made_whole
from index.types import Passage

if TYPE_CHECKING:
    from index.span_finder import Span, SpanFinder

READ_CHARACTERS = 5_000
"""Of the passages, best first: reading is what takes the time of an answer. Six chunks of news, or 17 of FacQA's passages."""
_UNREAD = -20.0
"""The log-odds of a sentence in which no stretch was likely enough to be kept."""
MIXED = 3.0
"""What it costs a stretch that is to be an amount or a day that it has one of the other sort as well: "35 meter pada Senin"."""
UNFIT = 6.0
"""What it costs a stretch that it has not the form that was asked for: "14 hari" for an age."""
GIVES_REASON, MEETING = 2.5, 5.0
"""Of reasons the network has learned little. What a sentence gains that has "karena" or the like and a third of the question's
words; and what it gains for each share of them above .6 that its surroundings have."""
OUT_OF_REACH = 8.0
"""In a passage that scores so much less than the best, where exactly an answer begins and ends is no matter."""
REASONS = 0.7
"""Log-odds by which the confidence of a reason is raised: the development questions, which ask for few, make it too timid."""
_TRIMMED = " \t\n\r,;:.\"'“”‘’"
_KEPT = 60
_SOFTENED = 2.0
"""What scores are divided by before they become probabilities: between passages they differ more than the truth does."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """`fused`: what a difference of 1 in the fused score weighs against the network's. The rest as for `confidence`."""

    fused: float
    confidence: Sequence[float]
    english: Sequence[float] | None

    @classmethod
    def shipped(cls) -> Calibration:
        text = resources.files("index").joinpath("data", "reader.json").read_text(encoding="utf-8")
        return cls(**json.loads(text))


class NeuralReader:
    """A Reader that reads question and passage together."""

    def __init__(self, finder: SpanFinder, calibration: Calibration) -> None:
        self._finder = finder
        self._calibration = calibration

    def read(self, question: Question, passages: Sequence[Passage]) -> Read:
        ranked, spans = self._ranked(question, passages)
        evidence, readings = _readings(question, ranked, spans)
        if not readings:
            return Read(tuple(ranked), evidence, (), 0.0)
        english = self._calibration.english if question.language == "en" else None
        sure = confidence(describe(question, evidence, readings), self._calibration.confidence, english)
        if question.kind == "reason":
            sure = _raised(sure, REASONS)
        return Read(tuple(ranked), evidence, readings, sure, stands_alone=True)

    def _ranked(self, question: Question, passages: Sequence[Passage]) -> tuple[list[Passage], list[list[Span]]]:
        """The passages by the network's best score blended with the fused one, each with its stretches; then the unread."""
        texts = [passage_text(p.article, p.chunk) for p in passages]
        read = _within(READ_CHARACTERS, texts)
        headers = [len(text) - len(p.text) for text, p in zip(texts, passages, strict=True)]
        found = self._finder.spans(question.text, texts[:read], headers[:read])
        best = max((p.score for p in passages), default=0.0)
        rows: list[tuple[Passage, list[Span]]] = []
        for passage, header, spans in zip(passages, headers, found, strict=False):
            prior = self._calibration.fused * (passage.score - best)
            moved = passage.chunk.start - header
            spans = [replace(s, start=s.start + moved, end=s.end + moved, score=s.score + prior) for s in spans]
            rows.append((replace(passage, score=spans[0].score if spans else _UNREAD), spans))
        rows.sort(key=lambda row: -row[0].score)
        last = rows[-1][0].score if rows else 0.0
        rows += [(replace(p, score=min(last, _UNREAD)), []) for p in passages[read:]]
        return [p for p, _ in rows], [s for _, s in rows]


def _raised(probability: float, by: float) -> float:
    """The probability whose log-odds are so much higher."""
    odds = probability / max(1e-9, 1 - probability) * math.exp(by)
    return odds / (1 + odds)


def _within(characters: int, texts: Sequence[str]) -> int:
    """How many of the texts, from the first, are read: one at least, and no more than these characters hold."""
    total = 0
    for n, text in enumerate(texts):
        total += len(text)
        if n and total > characters:
            return n
    return len(texts)


def _readings(
    question: Question, passages: Sequence[Passage], spans: Sequence[Sequence[Span]]
) -> tuple[Evidence, list[Reading]]:
    """`spans`: of each passage, in places of its article's body."""
    evidence = unscored(question, passages)
    of_passage: dict[str, list[Sentence]] = {}
    for s in evidence.sentences:
        of_passage.setdefault(s.passage.id, []).append(s)
    extents = Extents(question, evidence)
    found: dict[tuple[str, int, int], tuple[Sentence, float]] = {}
    for passage, some in zip(passages, spans, strict=True):
        near = passage.score > passages[0].score - OUT_OF_REACH
        for s, start, end, score in _suited(extents if near else None, of_passage.get(passage.id, ()), some):
            key = (passage.article.id, start, end)
            score += _fitness(question, evidence, s, start, end)
            if key not in found or found[key][1] < score:
                found[key] = (s, score)
    logits: dict[int, float] = {}
    for s, score in found.values():
        logits[id(s)] = max(score, logits.get(id(s), _UNREAD))
    scored = {id(s): replace(s, logit=logits.get(id(s), _UNREAD)) for s in evidence.sentences}
    ranked = sorted(scored.values(), key=lambda s: -s.logit)
    readings = weighed([(scored[id(s)], start, end, score) for (_, start, end), (s, score) in found.items()], _SOFTENED)
    return Evidence(tuple(ranked), evidence.weights), readings[:_KEPT]


def _suited(
    extents: Extents | None, sentences: Sequence[Sentence], spans: Sequence[Span]
) -> Iterator[tuple[Sentence, int, int, float]]:
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


def _stretches(s: Sentence, spans: Sequence[Span]) -> dict[tuple[int, int], float]:
    """What the network found in one sentence, trimmed: the score of each stretch."""
    found: dict[tuple[int, int], float] = {}
    for span in spans:
        if s.start <= span.start < s.end:
            start, end = _trimmed(s.passage.article.body, span.start, min(span.end, s.end))
            if start < end:
                found[start, end] = max(span.score, found.get((start, end), span.score))
    return found


def _fitness(question: Question, evidence: Evidence, s: Sentence, start: int, end: int) -> float:
    """What the form of a stretch `[start:end]`, and of its sentence, adds to the network's score."""
    if question.kind == "reason":
        told = gives_reason(s.text) and evidence.coverage(s.met) > 0.3
        return GIVES_REASON * told + MEETING * max(0.0, evidence.coverage(s.near) - 0.6)
    text = s.text[start - s.start : end - s.start]
    first, last = made_whole(s.text, start - s.start, end - s.start)
    return -MIXED * mixed(question, text) - UNFIT * unfit(question, s.text[first:last])


def _trimmed(body: str, start: int, end: int) -> tuple[int, int]:
    """Without the marks around it; a bracket or quotation mark stays where its other half is inside."""
    while start < end and body[start] in _TRIMMED:
        start += 1
    while start < end and body[end - 1] in _TRIMMED and not _abbreviates(body[start:end]):
        end -= 1
    if end - start > 1 and body[start] == "(" and ")" not in body[start:end]:
        start += 1
    if end - start > 1 and body[end - 1] == ")" and "(" not in body[start:end]:
        end -= 1
    return start, end


def _abbreviates(text: str) -> bool:
    """Whether its last full stop belongs to it: "S.H.", "Tbk.", "Jr."."""
    return text.endswith(".") and (text[:-1].rpartition(".")[2][-2:].isupper() or text.endswith(("Tbk.", "Jr.", "Sr.")))
