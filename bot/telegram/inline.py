"""Inline mode: "@bot question" in any chat gives the answer and its sources, to be inserted there."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.smalltalk import small_talk
from bot.telegram.asking import StalledError
from bot.telegram.desk import Desk, Person
from bot.telegram.messages import inline_parts
from bot.telegram.texts import say, tongue
from index.errors import TanyaError

_log = logging.getLogger(__name__)

SETTLE = 0.7
"""Seconds without another letter before a query is taken for a question."""
TYPING = 60.0
"""Seconds within which a query that goes on with the one before is the same question still being typed."""
_SHORTEST, _RESULTS, _KEEP = 6, 5, 60
_PLAIN_START = "inline"


@dataclass(frozen=True, slots=True)
class _Typed:
    text: str
    at: float


class Inline:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._latest: dict[int, str] = {}
        self._typed: dict[int, _Typed] = {}
        """What each person has lately spent one of the day's questions on."""

    async def query(self, update: Update, _: Any) -> None:
        query = update.inline_query
        if query is None:
            return
        person = await self._desk.admit(update)
        if person is None:
            await _show(query, [], say("inline_closed", tongue(query.from_user.language_code)))
            return
        self._latest[person.id] = query.id
        try:
            await self._answer(query, person.speaking(query.query))
        finally:
            if self._latest.get(person.id) == query.id:
                del self._latest[person.id]

    async def _answer(self, query: InlineQuery, person: Person) -> None:
        text = query.query.strip()
        if len(text) < _SHORTEST or len(text.split()) < 2 or small_talk(text):
            await _show(query, [], say("inline_hint", person.language))
            return
        await asyncio.sleep(SETTLE)
        if self._latest.get(person.id) != query.id:
            return  # more was typed: the next query has it
        if not self._still_typing(person.id, text) and await self._desk.spend(person, quick=False):
            del self._typed[person.id]
            limit = self._desk.settings.telegram_per_day
            await _show(query, [], say("day_over", person.language, limit=limit)[:64])
            return
        try:
            answer = await self._desk.asking.extract(text)
        except (TanyaError, StalledError) as error:
            _log.error("an inline query failed", extra={"reason": str(error) or type(error).__name__})
            await _show(query, [], say("inline_hint", person.language))
            return
        desk = self._desk
        carried = await desk.in_thread(lambda: desk.memory.carried.parameter_for(person.id, text, time.time()))
        found = [_result(n, *part) for n, part in enumerate(inline_parts(answer, desk.sender.opener)[:_RESULTS])]
        hint = say("inline_none" if answer.abstained else "inline_go_on", person.language)
        await _show(query, found, hint, carried)

    def _still_typing(self, user: int, text: str) -> bool:
        """Whether this only goes on with what the person typed a moment ago, or takes some of it back. Notes it."""
        now, said = time.monotonic(), text.casefold()
        self._typed = {known: typed for known, typed in self._typed.items() if now - typed.at < TYPING}
        before = self._typed.get(user)
        self._typed[user] = _Typed(said, now)
        return before is not None and (said.startswith(before.text) or before.text.startswith(said))


def _result(n: int, title: str, description: str, part: Any) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        part.html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(str(n), title or "…", content, description=description)


async def _show(
    query: InlineQuery, results: list[InlineQueryResultArticle], hint: str | None = None, start: str = _PLAIN_START
) -> None:
    """An old query can't be answered any more, and a failure shows nobody anything: the next letter asks again."""
    button = InlineQueryResultsButton(hint[:64], start_parameter=start) if hint else None
    with suppress(TelegramError):
        await query.answer(results, cache_time=_KEEP if results else 1, is_personal=True, button=button)
