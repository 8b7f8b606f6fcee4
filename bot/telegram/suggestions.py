"""What to ask next, offered only where the articles that were found have something to say to it.

No model writes these: "when" is offered where the cited sentence has a date, "where" where it names a place, "who said so"
where it has a speaker, and another article where it shares words with the question. Otherwise nothing is, nor what is seen in
the answer already; the cited sentence is folded away below it, unless it is all of the answer.
"""

from __future__ import annotations

import re

from bot.render import reworded
from bot.telegram.messages import told
from bot.telegram.stored import Suggestion
from bot.telegram.texts import say
from index.language.names import names
from index.language.text import content_words
from index.question.kinds import Kind, content, kind_of
from index.types import Answer, Article

MOST = 3
_SHARED = 2
"""Words that an article's title shares with the question and the quotes before it is offered."""
_EVENTS: frozenset[Kind] = frozenset({"number", "reason", "manner", "place", "date", "year", "time", "yes_no"})
"""Questions that are about something that happened."""
_DATED = re.compile(
    r"\(\d{1,2}/\d{1,2}(?:/\d{2,4})?\)|\b\d{1,2} (?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|"
    r"november|desember|january|february|march|may|june|july|august|october|december)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:kata|ujar|tutur|ucap|jelas|menurut|mengatakan|menyebut|said|according to|told)\b", re.IGNORECASE
)


def suggestions(answer: Answer) -> tuple[Suggestion, ...]:
    """Up to three: what a follow-up may have meant as well, then what to ask next; under a refusal the articles that come
    nearest to it."""
    other = [Suggestion(reworded(answer.other_reading, answer, whole=True))] if answer.other_reading else []
    if answer.abstained:
        return tuple([*other, *(_article(a) for a in answer.nearest)][:MOST])
    asked = answer.standalone_question or answer.question
    kind = kind_of(asked)
    quotes = " ".join(c.quote for c in answer.citations)
    seen = " ".join(told(answer))
    found: list[Suggestion] = []
    if kind in _EVENTS and content(asked):
        if kind not in ("date", "year", "time") and _DATED.search(quotes) and not _DATED.search(seen):
            found.append(Suggestion(say("follow_when", answer.language)))
        if kind != "place" and _places(quotes) and not _places(seen):
            found.append(Suggestion(say("follow_where", answer.language)))
    if (
        kind not in ("person", "quote", "definition")
        and len(found) < MOST - 1
        and _SAID.search(quotes)
        and not _SAID.search(seen)
    ):
        found.append(Suggestion(say("follow_who", answer.language)))
    others = _other_articles(answer)
    return tuple([*other, *found[: MOST - 1 if others else MOST], *others[:1]][:MOST])


def _places(text: str) -> bool:
    return any(n.sort == "place" and n.sure for n in names(text))


def _other_articles(answer: Answer) -> list[Suggestion]:
    """Articles that were retrieved too and are not cited, on the same matter, best first."""
    cited = {c.article_id for c in answer.citations}
    matter = set(content_words(answer.standalone_question or answer.question))
    matter.update(w for c in answer.citations for w in content_words(c.title))
    articles = {p.article.id: p.article for p in answer.passages if p.near and p.article.id not in cited}
    return [
        _article(a)
        for a in articles.values()
        if not a.title_derived and len(matter & set(content_words(a.title))) >= _SHARED
    ]


def _article(article: Article) -> Suggestion:
    return Suggestion(" ".join(article.title.split()), article.id)
