"""The values that pass between the rooms, in the order in which they come to be.

    source → Article → Chunk → (ledger, Chroma) → Question → Passage → Answer with Citations → message

All of them are frozen. Offsets count Unicode code points (Python's own), the end is exclusive, and they always point
into `Article.body`, which is kept exactly as it came: `article.body[c.start:c.end] == c.quote` for every citation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Language = Literal["id", "en"]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. `published_at` always carries a zone. `origin` says where it was read from."""

    id: str
    title: str
    body: str
    origin: str
    title_derived: bool = False
    """True where the article had no title of its own and the lead stands in for it."""
    source: str | None = None
    """The outlet, by the name it goes by ("Harian Nusa") or its domain ("nusa.example")."""
    author: str | None = None
    published_at: datetime | None = None
    url: str | None = None
    place: str | None = None
    """The dateline: where the report was filed from."""
    caption: str | None = None
    credit: str | None = None
    """Who took the picture that `caption` describes."""
    reporter: str | None = None
    """The name or initials in brackets that close the article."""
    updated_at: datetime | None = None
    """When the outlet says that it last changed the article; with a zone, as `published_at`."""
    editor: str | None = None
    section: str | None = None
    """The kicker above the title, or the part of the paper: "Daerah", "Ekonomi"."""

    @property
    def content_hash(self) -> str:
        """Changes when anything a reader could see changes; where the article was read from does not count."""
        seen = [
            self.title, self.body, self.title_derived, self.source, self.author,
            self.published_at and self.published_at.isoformat(), self.url, self.place, self.caption, self.credit,
            self.reporter,
        ]  # fmt: skip
        # Told by later versions of Tanya: what has none of them keeps the hash it had.
        later = [self.updated_at and self.updated_at.isoformat(), self.editor, self.section]
        seen += later if any(later) else []
        return hashlib.blake2b(json.dumps(seen, ensure_ascii=False).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of an article, cut at sentence boundaries: what is embedded and searched."""

    article_id: str
    n: int
    start: int
    end: int

    @property
    def id(self) -> str:
        return f"{self.article_id}#{self.n}"


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search. `source` matches outlet names without regard to case; the dates are both inclusive."""

    source: str | None = None
    since: date | None = None
    until: date | None = None
    reads_time: bool = True
    """Whether the time that a question's own words name narrows it too."""

    def __bool__(self) -> bool:
        return any((self.source, self.since, self.until))


@dataclass(frozen=True, slots=True)
class Inferred:
    """What the words of a question say about time: the first and last day of a window, both inclusive, None where it is open."""

    since: date | None
    until: date | None
    words: str
    """As they stand in the question."""
    latest: bool = False
    """Whether the newest is wanted."""

    @property
    def is_window(self) -> bool:
        return self.since is not None or self.until is not None

    @property
    def is_long(self) -> bool:
        """Whether it is a matter of seasons and years, of which is told long after and in more than one sentence."""
        return self.since is None or self.until is None or (self.until - self.since).days > 62

    def has(self, since: date, until: date) -> bool:
        """Whether some of these days are within the window."""
        return (self.since is None or until >= self.since) and (self.until is None or since <= self.until)

    def as_dict(self) -> dict[str, Any]:
        days = {name: day and day.isoformat() for name, day in (("since", self.since), ("until", self.until))}
        return {**days, "words": self.words, "latest": self.latest}


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found, joined with its article as the ledger holds it now."""

    article: Article
    chunk: Chunk
    score: float
    """What the ranking is by: the fused score, or the reader's once there is one."""
    dense: float | None = None
    """Cosine of question and passage; None where only the words matched and no vector was compared."""
    lexical: float = 0.0
    """BM25 over raw and stemmed words; 0 where no word matched."""
    twins: tuple[str, ...] = ()
    """Ids of passages elsewhere that say the same in nearly the same words."""
    near: bool = True
    """Whether it has enough to do with the question to be shown where nothing answers it."""

    @property
    def id(self) -> str:
        return self.chunk.id

    @property
    def text(self) -> str:
        return self.article.body[self.chunk.start : self.chunk.end]


@dataclass(frozen=True, slots=True)
class Citation:
    """The very words an answer rests on. `quote` is the article's body at `[start:end]`."""

    number: int
    article_id: str
    title: str
    source: str | None
    author: str | None
    published_at: datetime | None
    url: str | None
    quote: str
    start: int
    end: int

    @classmethod
    def of(cls, article: Article, number: int, start: int, end: int) -> Citation:
        """The stretch `[start:end]` of an article's body."""
        return cls(
            number=number, article_id=article.id, title=article.title, source=article.source, author=article.author,
            published_at=article.published_at, url=article.url, quote=article.body[start:end], start=start, end=end,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation: what was asked (as it was understood) and what came back."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer while it is being written: nothing in it has been checked yet."""

    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a sentence was checked for. Where it failed `detail` says why."""

    name: str
    passed: bool
    detail: str = ""


SentenceStatus = Literal["verified", "repaired", "unverified", "dropped"]


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence that a language model wrote, and how it ended. One that was dropped is not part of `Answer.text`."""

    text: str
    citations: tuple[int, ...]
    """Numbers of `Answer.citations`; of a dropped sentence there are none."""
    status: SentenceStatus
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language model was used for one answer. `cost` is in the currency of the prices set, None without them."""

    model: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost: float | None = None
    estimated: bool = False
    """True where the endpoint did not say, and the tokens were counted here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person gets. Where `abstained`, `text` says so, `citations` is empty and `nearest` has what comes closest."""

    question: str
    text: str
    answer_span: str | None
    """The shortest stretch of a quote that answers on its own."""
    abstained: bool
    confidence: float
    """Probability, 0 to 1, that the cited evidence answers the question."""
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    """Everything that was retrieved, best first."""
    nearest: tuple[Article, ...] = ()
    mode: str = "extractive"
    language: Language = "id"
    standalone_question: str | None = None
    """The question as it was searched for, where a follow-up had to be completed from the turn before."""
    sentences: tuple[CheckedSentence, ...] = ()
    """Of an answer that a language model wrote: every sentence, also those that were dropped."""
    usage: Usage | None = None
    fallback: str | None = None
    """Why the answer is put together from the articles although a language model is configured."""
    items: tuple[str, ...] = ()
    """The parts of an answer that is a list, in their order."""
    other_reading: str | None = None
    """What a follow-up may have meant as well, where that would be answered otherwise."""
    inferred_filters: Inferred | None = None
    """What the question was understood to say about time; None where it says nothing."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def as_dict(self, question_id: str | None = None) -> dict[str, Any]:
        """The object that `tanya ask --json` prints. What concerns a language model is in it only where one was asked."""
        understood = {"standalone_question": self.standalone_question} if self.standalone_question else {}
        understood |= {"other_reading": self.other_reading} if self.other_reading else {}
        inferred = {"inferred_filters": self.inferred_filters.as_dict()} if self.inferred_filters else {}
        written = {
            "standalone_question": self.standalone_question,
            "sentences": [_sentence_dict(s) for s in self.sentences],
            "usage": self.usage and asdict(self.usage),
            "fallback": self.fallback,
        }
        return {
            "id": question_id,
            "question": self.question,
            "answer": self.text,
            "answer_span": self.answer_span,
            "answer_items": list(self.items),
            "abstained": self.abstained,
            "mode": self.mode,
            "confidence": round(self.confidence, 4),
            **inferred,
            "citations": [
                {
                    "number": c.number, "article_id": c.article_id, "title": c.title, "source": c.source,
                    "author": c.author, "published_at": c.published_at and c.published_at.isoformat(), "url": c.url,
                    "quote": c.quote, "start": c.start, "end": c.end,
                }
                for c in self.citations
            ],
            "retrieved": [
                {"article_id": p.article.id, "passage_id": p.id, "score": round(p.score, 5)} for p in self.passages
            ],
            **(written if self.mode == "llm" or self.usage or self.fallback else understood),
            "timings_ms": {name: round(ms, 2) for name, ms in self.timings_ms.items()},
        }  # fmt: skip


def _sentence_dict(sentence: CheckedSentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "citations": list(sentence.citations),
        "status": sentence.status,
        "checks": [
            {"name": c.name, "result": "passed" if c.passed else "failed", "detail": c.detail} for c in sentence.checks
        ],
    }
