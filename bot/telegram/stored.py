"""Answers as they are kept: what a follow-up, a button or the evaluation needs of one, without the passages' text."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from index.types import Answer, Article, Citation, Inferred, Turn

_PLAIN = ("question", "text", "answer_span", "abstained", "confidence", "mode", "language", "standalone_question")
_OF_ARTICLE = ("id", "title", "title_derived", "source", "author", "url")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A button under an answer: a question to ask next, or, with `article`, an article whose beginning is shown."""

    text: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    answer: Answer
    """Without passages; the nearest articles without their bodies."""
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def turn(self) -> Turn:
        return Turn(self.answer.standalone_question or self.answer.question, self.answer)


@dataclass(frozen=True, slots=True)
class Lost:
    """Of what an answer cited: sentences that their articles no longer have, and those whose articles were removed."""

    dropped: tuple[Citation, ...] = ()
    removed: tuple[Citation, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.dropped or self.removed)


def stored(answer: Answer, suggestions: tuple[Suggestion, ...] = ()) -> Stored:
    """What is left of an answer when it is kept: reading `dumped` gives the same again."""
    nearest = tuple(
        replace(a, body="", origin="", place=None, caption=None, credit=None, reporter=None) for a in answer.nearest
    )
    return Stored(replace(answer, passages=(), nearest=nearest, timings_ms={}), suggestions)


def dumped(kept: Stored) -> str:
    answer = kept.answer
    inferred = answer.inferred_filters
    return json.dumps(
        {
            **{name: getattr(answer, name) for name in _PLAIN},
            "citations": [{**asdict(c), "published_at": _iso(c.published_at)} for c in answer.citations],
            "nearest": [
                {**{name: getattr(a, name) for name in _OF_ARTICLE}, "published_at": _iso(a.published_at)}
                for a in answer.nearest
            ],
            "items": list(answer.items),
            "inferred": inferred and inferred.as_dict(),
            "suggestions": [[s.text, s.article] for s in kept.suggestions],
        },
        ensure_ascii=False,
    )


def loaded(text: str) -> Stored:
    known = json.loads(text)
    answer = Answer(
        **{name: known[name] for name in _PLAIN},
        citations=tuple(Citation(**_dated(c)) for c in known["citations"]),
        nearest=tuple(Article(body="", origin="", **_dated(a)) for a in known["nearest"]),
        items=tuple(known.get("items", ())),
        inferred_filters=_inferred(known.get("inferred")),
    )
    return Stored(answer, tuple(Suggestion(text, article) for text, article in known["suggestions"]))


def _inferred(known: dict[str, Any] | None) -> Inferred | None:
    if known is None:
        return None
    since, until = (known[day] and date.fromisoformat(known[day]) for day in ("since", "until"))
    return Inferred(since, until, known["words"], known["latest"])


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _dated(known: dict[str, Any]) -> dict[str, Any]:
    at = known["published_at"]
    return {**known, "published_at": datetime.fromisoformat(at) if at else None}
