"""Inline mode: "@bot question" in any chat gives the answer and its sources, to be inserted there."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
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

from bot.telegram.asking import StalledError
from bot.telegram.desk import Desk, Person
from bot.telegram.messages import inline_parts
from bot.telegram.texts import say, tongue
from index.errors import TanyaError

_log = logging.getLogger(__name__)

SETTLE = 0.7
"""Seconds without another letter before a query is taken for a question."""
_SHORTEST, _RESULTS, _KEEP = 6, 5, 60


class Inline:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._latest: dict[int, str] = {}

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
            await self._answer(query, person)
        finally:
            if self._latest.get(person.id) == query.id:
                del self._latest[person.id]

    async def _answer(self, query: InlineQuery, person: Person) -> None:
        text = query.query.strip()
        if len(text) < _SHORTEST or len(text.split()) < 2:
            await _show(query, [], say("inline_hint", person.language))
            return
        await asyncio.sleep(SETTLE)
        if self._latest.get(person.id) != query.id:
            return  # more was typed: the next query has it
        if await self._desk.spend(person, quick=False):
            limit = self._desk.settings.telegram_per_day
            await _show(query, [], say("day_over", person.language, limit=limit)[:64])
            return
        try:
            answer = await self._desk.asking.extract(text)
        except (TanyaError, StalledError) as error:
            _log.error("an inline query failed", extra={"reason": str(error) or type(error).__name__})
            await _show(query, [], say("inline_hint", person.language))
            return
        await _show(query, [_result(n, *found) for n, found in enumerate(inline_parts(answer)[:_RESULTS])])


def _result(n: int, title: str, description: str, part: Any) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        part.html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(str(n), title or "…", content, description=description)


async def _show(query: InlineQuery, results: list[InlineQueryResultArticle], hint: str | None = None) -> None:
    """An old query can't be answered any more, and a failure shows nobody anything: the next letter asks again."""
    button = InlineQueryResultsButton(hint[:64], start_parameter="inline") if hint else None
    with suppress(TelegramError):
        await query.answer(results, cache_time=_KEEP if results else 1, is_personal=True, button=button)
