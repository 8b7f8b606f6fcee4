"""What people think of answers, by button or by reaction, and the sign of it under the answer."""

from __future__ import annotations

import time
from typing import Any

from telegram import ReactionTypeEmoji, Update

from bot.telegram.desk import Desk, who
from bot.telegram.keyboards import Keyboard, under_answer
from bot.telegram.memory import Question

_GOOD, _BAD = frozenset("👍❤🔥👏💯🙏👌🏆😍🥰"), frozenset("👎💩🤬🤮")


class Rating:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def judge(self, question: Question, user: int, *, good: bool, reason: str | None = None) -> None:
        memory = self._desk.memory
        await self._desk.in_thread(lambda: memory.people.judge(question.id, user, good, reason, time.time()))
        if reason is None:
            self._desk.metrics.feedback(good)

    async def show(self, question: Question, more: Keyboard = ()) -> None:
        """Bring the buttons under an answer up to date, with `more` below them."""
        desk = self._desk
        messages = await desk.in_thread(lambda: desk.memory.questions.messages(question.id))
        if not question.stored or not messages:
            return
        ratings = await desk.in_thread(lambda: desk.memory.people.ratings(question.id))
        keyboard = (*under_answer(question.id, question.stored, ratings), *more)
        await desk.sender.set_buttons(question.place.chat, messages[-1], keyboard)

    async def reacted(self, update: Update, _: Any) -> None:
        """A thumb, or what is as good as one, set on an answer or taken off it."""
        change, desk = update.message_reaction, self._desk
        person = who(update, desk.access)
        if change is None or person is None or not desk.access.may_ask(person.id, change.chat.id):
            return
        chat, message = change.chat.id, change.message_id
        question = await desk.in_thread(lambda: desk.memory.questions.answered_in(chat, message))
        if question is None or question.stored is None:
            return
        before, now = _thumb(change.old_reaction), _thumb(change.new_reaction)
        if now == before:
            return
        if now is None:
            await desk.in_thread(lambda: desk.memory.people.unjudge(question.id, person.id))
        else:
            await self.judge(question, person.id, good=now)
        await self.show(question)


def _thumb(reactions: Any) -> bool | None:
    """Whether reactions are good or bad; None where they are neither."""
    signs = {r.emoji.rstrip("\ufe0f") for r in reactions if isinstance(r, ReactionTypeEmoji)}
    if signs & _BAD:
        return False
    return True if signs & _GOOD else None
