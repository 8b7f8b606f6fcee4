"""The reader: passages ranked by what the network found in them, the answer with its evidence, and how sure.

How the network's scores are blended with retrieval's and how both become a probability is fitted by
`python -m training.calibrate` and kept in `index/data/reader.json`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.embedding.chunking import passage_text
from index.language.sentences import sentence_spans
from index.reader.confidence import Calibration, Scores
from index.reader.findings import Finder, Finding, Stretch, Text
from index.reader.reader_model import KINDS, Kind
from index.types import Language, Passage

READ_CHARACTERS = 5_000
"""Of the passages, best first: reading is what takes the time of an answer. Six chunks of news, or 17 of FacQA's passages."""
UNREAD = -20.0
"""What a passage scores that was not read."""
EVIDENT = 0.0
"""Log-odds from which a sentence is evidence."""
_TRIMMED = " \t\n\r,;:.\"'“”‘’"


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch `[start:end]` of its article's body, with the log-odds that it answers or is evidence."""

    passage: Passage
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        return self.passage.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network found in one passage, in places of its article's body."""

    passage: Passage
    told: float
    """Log-odds that the passage answers."""
    yes: float
    spans: tuple[Quote, ...]
    """The likeliest answers, best first, by their own score and that of their sentence."""
    items: tuple[Quote, ...]
    sentences: tuple[Quote, ...]

    def evidence(self, most: int) -> tuple[Quote, ...]:
        """The sentences that bear the answer out, in their order: the best one, and others that surely do."""
        best = sorted(self.sentences, key=lambda s: -s.score)
        kept = [s for n, s in enumerate(best[:most]) if n == 0 or s.score > EVIDENT]
        return tuple(sorted(kept, key=lambda s: s.start))

    def sentence_of(self, span: Quote) -> Quote:
        """The sentence in which a stretch begins."""
        return next((s for s in self.sentences if s.start <= span.start < s.end), span)


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of a question's passages."""

    passages: tuple[Passage, ...]
    """Best first, by the reader's own judgement; `score` is what it ranked them by."""
    readings: tuple[Reading, ...]
    """Of the passages that were read, best first; empty where there was nothing to read."""
    kind: Kind
    """What kind of answer is wanted."""
    confidence: float
    """Probability, 0 to 1, that the first reading answers."""
    scores: Scores | None = None
    """What the confidence is made of; None where there was nothing to read."""


class Reader:
    """Reads question and passages together."""

    def __init__(self, finder: Finder, calibration: Calibration) -> None:
        self._finder = finder
        self.calibration = calibration

    def read(
        self, question: str, language: Language, passages: Sequence[Passage], characters: int = READ_CHARACTERS
    ) -> Read:
        """`passages` as retrieved, best first; so many characters of them are read."""
        texts = [_text(p) for p in passages]
        count = _within(characters, [t.text for t in texts])
        found = self._finder.find(question, texts[:count])
        weights = self.calibration
        best = max((p.score for p in passages), default=0.0)
        rows: list[tuple[float, Reading, Finding]] = []
        unread = list(passages[count:])
        for passage, text, finding in zip(passages, texts, found, strict=False):
            if finding is None:
                unread.append(passage)
                continue
            reading = _reading(passage, text.header, finding, weights.evidence)
            score = finding.told + weights.span * reading.spans[0].score + weights.fused * (passage.score - best)
            ranked = replace(passage, score=score)
            rows.append((score, _moved(reading, ranked), finding))
        rows.sort(key=lambda row: -row[0])
        last = rows[-1][0] if rows else 0.0
        order = (*(r.passage for _, r, _ in rows), *(replace(p, score=min(last, UNREAD)) for p in unread))
        readings = tuple(r for _, r, _ in rows)
        if not readings:
            return Read(order, (), "fact", 0.0)
        kinds = _likely(rows[0][2].kinds)
        kind = KINDS[kinds.index(max(kinds))]
        scores = Scores.of(readings, max(kinds))
        return Read(order, readings, kind, weights.confidence(scores, kind, language), scores)

    def narrowed(self, read: Read, readings: Sequence[Reading], language: Language) -> Read:
        """What was made of the passages with only these readings of them, best first."""
        if not readings or read.scores is None:
            return replace(read, readings=(), confidence=0.0)
        scores = Scores.of(readings, read.scores.kind)
        sure = self.calibration.confidence(scores, read.kind, language)
        return replace(read, readings=tuple(readings), confidence=sure, scores=scores)


def _text(passage: Passage) -> Text:
    whole = passage_text(passage.article, passage.chunk)
    header = len(whole) - (passage.chunk.end - passage.chunk.start)
    moved = header - passage.chunk.start
    spans = sentence_spans(passage.article.body, passage.chunk.start, passage.chunk.end)
    return Text(whole, header, tuple((a + moved, b + moved) for a, b in spans))


def _reading(passage: Passage, header: int, found: Finding, evidence: float) -> Reading:
    """`evidence`: what a sentence's log-odds weigh in the choice of a stretch within it."""
    body, moved = passage.article.body, passage.chunk.start - header

    def quotes(stretches: Sequence[Stretch]) -> list[Quote]:
        return [Quote(passage, s.start + moved, s.end + moved, s.score) for s in stretches]

    sentences = quotes(found.sentences)
    spans: dict[tuple[int, int], Quote] = {}
    for q in quotes(found.spans):
        sentence = next((s for s in sentences if s.start <= q.start < s.end), None)
        # A stretch that runs on into the next sentence says what that one is about too.
        start, end = trimmed(body, q.start, min(q.end, sentence.end) if sentence else q.end)
        if sentence and start < end and (start, end) not in spans:
            spans[start, end] = Quote(passage, start, end, q.score + evidence * sentence.score)
    ranked = tuple(sorted(spans.values(), key=lambda q: -q.score)) or tuple(quotes(found.spans[:1]))
    items = [
        replace(q, start=a, end=b) for q in quotes(found.items) for a, b in [trimmed(body, q.start, q.end)] if a < b
    ]
    return Reading(passage, found.told, found.yes, ranked, tuple(items), tuple(sentences))


def _moved(reading: Reading, passage: Passage) -> Reading:
    """The same reading of a passage that has another score by now."""
    some = (reading.spans, reading.items, reading.sentences)
    spans, items, sentences = (tuple(replace(q, passage=passage) for q in quotes) for quotes in some)
    return replace(reading, passage=passage, spans=spans, items=items, sentences=sentences)


def _likely(logits: Sequence[float]) -> list[float]:
    top = max(logits)
    odds = [math.exp(x - top) for x in logits]
    return [o / sum(odds) for o in odds]


def _within(characters: int, texts: Sequence[str]) -> int:
    """How many of the texts, from the first, are read: one at least, and no more than these characters hold."""
    total = 0
    for n, text in enumerate(texts):
        total += len(text)
        if total > characters:
            return max(1, n)
    return len(texts)


def trimmed(body: str, start: int, end: int) -> tuple[int, int]:
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
