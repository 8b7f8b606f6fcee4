"""Buttons. What one carries is a letter and the short id of a stored answer, so that it works after a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.examples import Example
from bot.telegram.markup import shortened
from bot.telegram.stored import Stored
from bot.telegram.texts import say
from index.types import Article

_LABEL = 60
REASONS = ("wrong", "source", "incomplete", "other")


@dataclass(frozen=True, slots=True)
class Button:
    """`data` has 64 bytes at most."""

    text: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]
Ratings = tuple[int, int]
"""How many think an answer good, and how many bad."""


def under_answer(question_id: str, kept: Stored, ratings: Ratings = (0, 0)) -> Keyboard:
    """Sources and thumbs, with a sign where somebody has judged, then what to ask next."""
    answer = kept.answer
    count = len(answer.citations)
    sources = (Button(f"📚 {say('sources', answer.language)} ({count})", f"s:{question_id}"),) if count else ()
    good, bad = ratings
    thumbs = (Button(_judged("👍", good), f"u:{question_id}"), Button(_judged("👎", bad), f"d:{question_id}"))
    rows = [(*sources, *thumbs)]
    if answer.inferred_filters and answer.inferred_filters.is_window:
        rows.append((Button(f"🗓 {say('any_time', answer.language)}", f"a:{question_id}"),))
    for n, suggestion in enumerate(kept.suggestions):
        sign = "📰" if suggestion.article else "➜"
        rows.append((Button(f"{sign} {shortened(suggestion.text, _LABEL)}", f"q:{question_id}:{n}"),))
    return tuple(rows)


def _judged(sign: str, count: int) -> str:
    return f"{sign} ✓{count}" if count > 1 else f"{sign} ✓" if count else sign


def reasons(question_id: str, language: str) -> Keyboard:
    return tuple((Button(say(f"reason_{name}", language), f"r:{question_id}:{name}"),) for name in REASONS)


def examples(offered: Sequence[Example]) -> Keyboard:
    """Questions to begin with."""
    return tuple((Button(f"➜ {shortened(example.text, _LABEL)}", f"t:{example.id}"),) for example in offered)


def languages(language: str) -> Keyboard:
    names = (Button("Bahasa Indonesia", "l:id"), Button("English", "l:en"))
    return (names, (Button(say("language_follow", language), "l:"),))


def pages(page: int, last: int, language: str) -> Keyboard:
    newer = (Button(say("newer", language), f"p:{page - 1}"),) if page > 0 else ()
    older = (Button(say("older", language), f"p:{page + 1}"),) if page < last else ()
    return ((*newer, *older),) if newer or older else ()


def about_me(user: int, language: str) -> Keyboard:
    """What is kept about a person, to be had by them and to be deleted by them."""
    return ((Button(say("export", language), f"e:{user}"),), (Button(say("delete_all", language), f"x:{user}"),))


def sure_delete(user: int, language: str) -> Keyboard:
    """Whether all that is kept about a person is really to be deleted."""
    yes, no = Button(say("yes_delete", language), f"x:{user}:yes"), Button(say("no_delete", language), f"x:{user}:no")
    return ((yes,), (no,))


def remove(article: Article, language: str) -> Keyboard:
    """Nothing to press where the article's id is too long for a button."""
    data = f"h:{article.id}"
    if len(data.encode()) > 64:
        return ()
    return ((Button(say("yes_remove", language), data), Button(say("no_keep", language), "h:")),)
