"""When something was said, which after a day without the bot is not when it hears of it."""

from __future__ import annotations

import time

from telegram import Update

from bot.telegram.texts import say

LATE = 600.0
"""Seconds after which an answer comes with a word on the delay, and a question is late."""
_ABSURD = 7 * 86_400.0
"""Telegram keeps an update for a day. What seems to be much older comes from a clock that is wrong."""


def said_at(update: Update) -> float:
    """When an update's message was sent or edited, in seconds since 1970; now, where nothing tells."""
    now = time.time()
    message = update.edited_message or update.message
    date = (message.edit_date or message.date) if message else None
    return min(now, date.timestamp()) if date and now - date.timestamp() < _ABSURD else now


def late(at: float) -> bool:
    return time.time() - at > LATE


def told(at: float, language: str) -> str | None:
    """A word on how late the answer to what was asked then is; None where it is in time."""
    if not late(at):
        return None
    minutes = int((time.time() - at) / 60)
    return (
        say("late_hours", language, hours=minutes // 60) if minutes >= 120 else say("late", language, minutes=minutes)
    )
