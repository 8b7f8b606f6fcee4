"""What happens when a button is pressed. Everything is found by the short id it carries, also after a restart.

What a press carries can be made up. So a button does only what its own message is for, and for whom that is.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.telegram.access import midnight
from bot.telegram.collection import PAGE
from bot.telegram.desk import Desk, Person, place_of
from bot.telegram.keyboards import REASONS, Keyboard, pages, reasons, sure_delete
from bot.telegram.languages import named_language
from bot.telegram.markup import Part, unformatted
from bot.telegram.memory import Asking, Question
from bot.telegram.messages import list_part, lost_sentence, source_parts
from bot.telegram.opening import show
from bot.telegram.rating import Rating
from bot.telegram.sending import UndeliverableError
from bot.telegram.stored import Lost
from bot.telegram.texts import say, tongue

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed a button under which message. `rest` is what the button carries behind its letter."""

    update: Update
    person: Person
    message: Message
    rest: str


_OF_ANSWER = frozenset("sudrqa")
"""Buttons under an answer; the others are never under one."""
_DOUBLE = 10.0
"""Seconds within which the same suggestion pressed again by the same person is a double tap."""
_PATIENCE_MS = 2000
"""Milliseconds that a deletion waits for those who read the file."""

_Action = Callable[[Press], Awaitable[str | None]]


_SLOW = frozenset("sqphexta")
"""Buttons that stop turning before their work begins; the others have something to say on the button itself."""


class Buttons:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._actions: dict[str, _Action] = {
            "s": self._sources, "u": self._thumb_up, "d": self._thumb_down, "r": self._reason, "q": self._suggestion,
            "p": self._page, "x": self._delete_all, "e": self._export, "h": self._remove, "t": self._example,
            "l": self._language, "a": self._any_time,
        }  # fmt: skip
        self._rating = Rating(desk)
        self._pressed: dict[tuple[int, str], float] = {}
        """When each suggestion was pressed by whom, by `time.monotonic`."""

    async def pressed(self, update: Update, _: Any) -> None:
        query = update.callback_query
        if query is None:
            return
        language = tongue(query.from_user.language_code)
        person = await self._desk.admit(update)
        message = query.message if isinstance(query.message, Message) else None
        kind, _colon, rest = (query.data or "").partition(":")
        action = self._actions.get(kind)
        said = None
        if person is None:
            said = say("inline_closed", language)
        elif message is None or action is None:
            said = say("too_old", language)  # Telegram shows no more of messages that are very old
        elif refused := await self._not_meant(query.data or "", message, person):
            said = say(refused, language)
        else:
            if kind in _SLOW:
                await _answered(query, None)
            with suppress(UndeliverableError):
                said = await action(Press(update, person, message, rest))
            if kind in _SLOW:
                if said:
                    await self._desk.reply(update, said)
                return
        await _answered(query, said)

    async def _not_meant(self, data: str, message: Message, person: Person) -> str | None:
        """Why this button does nothing here; None where it is one of the message's own, and for this person."""
        if message.reply_markup:
            offered = {button.callback_data for row in message.reply_markup.inline_keyboard for button in row}
            if data not in offered:
                return "not_here"
        kind, _colon, rest = data.partition(":")
        memory, chat, number = self._desk.memory, message.chat.id, message.message_id
        question = await self._desk.in_thread(lambda: memory.questions.answered_in(chat, number))
        if kind in _OF_ANSWER:
            if question is None:
                return "too_old"
            return None if question.id == rest.partition(":")[0] else "not_here"
        if kind in "ex":
            meant = person.private and rest.partition(":")[0] == str(person.id) == str(chat)
        elif kind == "h":
            meant = person.private and person.admin
        else:
            meant = True
        return None if meant and question is None else "not_here"

    async def _sources(self, press: Press) -> str | None:
        """All the sources, in messages of their own; a reply to one of them is a reply to the answer."""
        question = await self._question(press.message, press.rest)
        if question is None or question.stored is None:
            return say("too_old", press.person.language)
        answer = question.stored.answer
        ids = {c.article_id for c in answer.citations} | {a.id for a in answer.nearest}
        gone = await self._desk.with_articles(lambda: self._desk.articles.gone(ids))
        lost = await self._desk.gone.lost(question)
        # Articles that were removed are named in the list itself.
        said = lost_sentence(Lost(lost.dropped), press.person.language) if lost.dropped else None

        async def note(number: int) -> None:
            await self._desk.in_thread(lambda: self._desk.memory.questions.sent(question, number, None))

        for part in source_parts(answer, gone, note=said, opener=self._desk.sender.opener):
            await self._desk.sender.deliver(
                press.message.chat.id,
                part,
                reply_to=press.message.message_id,
                thread=place_of(press.message).thread,
                sent=note,
            )
        return None

    async def _thumb_up(self, press: Press) -> str | None:
        return await self._judge(press, press.rest, good=True)

    async def _thumb_down(self, press: Press) -> str | None:
        said = await self._judge(press, press.rest, good=False)
        if press.person.private and (question := await self._question(press.message, press.rest)):
            await self._rating.show(question, reasons(question.id, press.person.language))
            return say("what_is_wrong", press.person.language)
        return said

    async def _reason(self, press: Press) -> str | None:
        question_id, _, reason = press.rest.partition(":")
        if reason not in REASONS:
            return None
        return await self._judge(press, question_id, good=False, reason=reason)

    async def _judge(self, press: Press, question_id: str, *, good: bool, reason: str | None = None) -> str:
        question = await self._question(press.message, question_id)
        if question is None:
            return say("too_old", press.person.language)
        await self._rating.judge(question, press.person.id, good=good, reason=reason)
        if good or reason or not press.person.private:
            await self._rating.show(question)
        return say("thanks", press.person.language)

    async def _suggestion(self, press: Press) -> str | None:
        """A question asked by its button, as if it had been typed in reply; or the beginning of an article."""
        question_id, _, n = press.rest.partition(":")
        question = await self._question(press.message, question_id)
        kept = question and question.stored
        if not question or not kept or not n.isdecimal() or int(n) >= len(kept.suggestions):
            return say("too_old", press.person.language)
        if self._double(press):
            return None
        chosen = kept.suggestions[int(n)]
        if chosen.article is None:
            await self._ask(press, question, chosen.text)
            return None
        article_id = chosen.article
        article = await self._desk.with_articles(lambda: self._desk.articles.article(article_id))
        if article is None:
            return say("article_gone", press.person.language).capitalize() + "."
        await show(self._desk, press.update, article, kept.answer.language)
        return None

    async def _any_time(self, press: Press) -> str | None:
        """The same question without the time that its words were taken for."""
        question = await self._question(press.message, press.rest)
        if question is None or question.stored is None:
            return say("too_old", press.person.language)
        if not self._double(press):
            await self._ask(press, question, question.stored.turn.question, any_time=True)
        return None

    async def _ask(self, press: Press, about: Question, text: str, *, any_time: bool = False) -> None:
        """No message asks this question, so the update's number stands for one: it is asked once, however often it comes."""
        asking = Asking(about.place, press.person.id, -press.update.update_id, text, press.person.language, about.id,
            any_time=any_time,
        )  # fmt: skip
        since = time.time() - _DOUBLE
        if not await self._desk.in_thread(lambda: self._desk.memory.questions.pressed(asking, since)):
            await self._desk.take_in(press.update, press.person, asking)

    def _double(self, press: Press) -> bool:
        """Whether the same person pressed the same a moment ago."""
        now, what = time.monotonic(), (press.person.id, press.rest)
        self._pressed = {known: at for known, at in self._pressed.items() if now - at < _DOUBLE}
        if what in self._pressed:
            return True
        self._pressed[what] = now
        return False

    async def _example(self, press: Press) -> str | None:
        """One of the questions to begin with."""
        text = await self._desk.in_thread(lambda: self._desk.memory.examples.text_of(press.rest))
        if text is None:
            return say("example_gone", press.person.language)
        if self._double(press):
            return None
        person = press.person.speaking(text)
        place = place_of(press.message)
        asking = Asking(place, person.id, -press.update.update_id, text, person.language)
        await self._desk.take_in(press.update, person, asking)
        return None

    async def _language(self, press: Press) -> str | None:
        chosen = named_language(press.rest)
        person = press.person
        await self._desk.in_thread(lambda: self._desk.memory.languages.choose(person.id, chosen))
        language = chosen or tongue(press.update.effective_user.language_code if press.update.effective_user else None)
        said = say("language_set" if chosen else "language_free", language)
        if person.private:
            await self._say_instead(press.message, said)
        return said

    async def _page(self, press: Press) -> str | None:
        if press.rest.isdecimal():
            part, keyboard = await listing(self._desk, press.person, int(press.rest))
            await self._desk.sender.deliver(
                press.message.chat.id, part, edit=press.message.message_id, keyboard=keyboard
            )
        return None

    async def _delete_all(self, press: Press) -> str | None:
        """Asked once more first, for it can't be undone."""
        person, (_, _, sure) = press.person, press.rest.partition(":")
        if sure == "yes":
            await self._deleted(press)
        elif sure == "no":
            await self._say_instead(press.message, say("not_deleted", person.language))
        else:
            said, chat = unformatted(say("sure_delete", person.language)), press.message.chat.id
            keyboard = sure_delete(person.id, person.language)
            await self._desk.sender.deliver(chat, said, edit=press.message.message_id, keyboard=keyboard)
        return None

    async def _deleted(self, press: Press) -> None:
        """What waits is taken back first, and the messages in which its answers were to come go too."""
        desk, user = self._desk, press.person.id
        begun = midnight(desk.settings, time.time())
        await desk.lanes.drop(user)
        orphaned = await desk.in_thread(lambda: desk.memory.about.unanswered(user))
        await desk.in_thread(lambda: desk.memory.about.delete(user, begun))
        for chat, message in orphaned:
            await desk.sender.delete(chat, message)
        if not await desk.in_thread(lambda: desk.memory.about.wipe(_PATIENCE_MS)):
            _log.warning("the write-ahead log is being read and will be emptied later")
        await self._say_instead(press.message, say("deleted_all", press.person.language))

    async def _export(self, press: Press) -> str | None:
        """All that is kept about a person, as a document to them alone."""
        about = await self._desk.in_thread(lambda: self._desk.memory.about.all(press.person.id))
        data = json.dumps(about, ensure_ascii=False, indent=1).encode()
        said = say("exported", press.person.language)
        await self._desk.sender.document(press.message.chat.id, f"tanya-{press.person.id}.json", data, said)
        return None

    async def _remove(self, press: Press) -> str | None:
        if not press.person.admin:
            return say("admins_only", press.person.language)
        if self._double(press):
            return None
        removed = await self._desk.with_articles(lambda: self._desk.articles.remove(press.rest)) if press.rest else None
        self._desk.gone.wake()
        if press.rest and removed is None:
            said = say("unknown_article", press.person.language, id=press.rest)
        else:
            said = (
                say("removed", press.person.language, title=removed.title)
                if removed
                else say("kept", press.person.language)
            )
        await self._say_instead(press.message, said)
        return None

    async def _say_instead(self, message: Message, text: str) -> None:
        await self._desk.sender.deliver(message.chat.id, unformatted(text), edit=message.message_id)

    async def _question(self, message: Message, question_id: str) -> Question | None:
        """The stored question, if it was asked in this chat: whoever makes up ids gets nothing."""
        question = await self._desk.in_thread(lambda: self._desk.memory.questions.get(question_id))
        return question if question and question.place.chat == message.chat.id else None


async def listing(desk: Desk, person: Person, number: int) -> tuple[Part, Keyboard]:
    """A page of what is indexed, with the buttons to the next and the one before."""
    page = await desk.with_articles(lambda: desk.articles.page(number))
    if not page.total:
        return unformatted(say("no_articles", person.language)), ()
    head = say("listing", person.language, articles=page.total, page=page.number + 1, pages=page.last + 1)
    ids = person.admin and person.private
    opener = desk.sender.opener
    part = list_part(head, page.articles, person.language, page.number * PAGE + 1, ids=ids, opener=opener)
    return part, pages(page.number, page.last, person.language)


async def _answered(query: CallbackQuery, text: str | None) -> None:
    """Stop the button from turning. Too late for an old press, which is nothing to worry about."""
    with suppress(TelegramError):
        await query.answer(text[:200] if text else None)
