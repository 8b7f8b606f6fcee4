"""What every handler needs: the bot's parts in one place, and who is asking."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from telegram import Message, Update

from bot.telegram.access import Access, midnight
from bot.telegram.asking import Asking
from bot.telegram.collection import Articles
from bot.telegram.delay import late, said_at
from bot.telegram.examples import Examples
from bot.telegram.gone import Gone
from bot.telegram.keeping_up import KeepingUp
from bot.telegram.keyboards import Keyboard
from bot.telegram.lanes import Lanes, Ticket
from bot.telegram.markup import Part, unformatted
from bot.telegram.memory import Asking as NewQuestion
from bot.telegram.memory import Memory, Place, Question
from bot.telegram.metrics import Metrics
from bot.telegram.sending import Sender, UndeliverableError
from bot.telegram.storage import OneThread
from bot.telegram.texts import say, tongue
from index.language.text import language_of
from index.settings import Settings

if TYPE_CHECKING:
    from index.types import Language

LONGEST_QUESTION = 1000
_PATIENCE = 20.0
WAITING, WAITING_IN_ALL = 5, 60
"""Questions that may wait in one chat or topic, of each person and of all; more are asked to come later."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who sent an update, from where. `place` is None where there is no chat, as of an inline query."""

    id: int
    language: Language
    admin: bool
    place: Place | None
    private: bool
    chosen: Language | None = None
    """The language they chose to be spoken to in; `language` is that one, or their Telegram's."""

    def speaking(self, text: str) -> Person:
        """The person as one who has typed this, and is spoken to in its language unless they chose one; a word tells nothing."""
        return (
            self
            if self.chosen or len(text.split()) < 2
            else replace(self, language=language_of(text, default=self.language))
        )


@dataclass(slots=True)
class Desk:
    settings: Settings
    access: Access
    memory: Memory
    in_thread: OneThread
    """For the memory; `with_articles` is for the ledger, which an ingest may hold for seconds."""
    with_articles: OneThread
    articles: Articles
    sender: Sender
    asking: Asking
    lanes: Lanes
    metrics: Metrics
    gone: Gone
    keeping_up: KeepingUp
    examples: Examples
    since: float = field(default_factory=time.time)
    _refused: dict[tuple[int, str], float] = field(default_factory=dict)
    """When each person was last told so, by `time.monotonic`."""

    async def admit(self, update: Update, *, admins_only: bool = False) -> Person | None:
        """Who it is, if they may; a stranger is told so once a day, and costs nothing else."""
        person = await self.recognised(update)
        if person is None:
            return None
        chat = person.place.chat if person.place else None
        if self.access.may_ask(person.id, chat) and (person.admin or not admins_only):
            return person
        self.metrics.add("strangers")
        if admins_only and self.access.may_ask(person.id, chat):
            await self.reply(update, say("admins_only", person.language))
            return None
        told = person.id if person.private or chat is None else chat
        can_be_told = person.place is not None and update.callback_query is None
        if can_be_told and await self.in_thread(lambda: self.memory.people.tell_stranger(told, time.time())):
            key = "stranger" if person.private else "strange_group"
            await self.reply(update, say(key, person.language, user=person.id, chat=chat))
        return None

    async def recognised(self, update: Update) -> Person | None:
        """Who sent an update, and which language they chose; None for what no person sent."""
        person = who(update, self.access)
        chosen = await self.in_thread(lambda: self.memory.languages.of(person.id)) if person else None
        return replace(person, language=chosen, chosen=chosen) if person and chosen else person

    async def reply(
        self, update: Update, text: str | Part, keyboard: Keyboard = (), *, quoting: bool = False
    ) -> int | None:
        """Answer a message in its place; returns the number of what was sent, None if the chat can't be written to.

        `quoting` shows in a private chat too which message is meant.
        """
        message = update.effective_message
        if message is None or message.chat is None:
            return None
        part = unformatted(text) if isinstance(text, str) else text
        private = message.chat.type == "private"
        try:
            return await self.sender.deliver(
                message.chat.id, part, reply_to=None if private and not quoting else message.message_id,
                thread=place_of(message).thread, keyboard=keyboard,
            )  # fmt: skip
        except UndeliverableError:
            self.metrics.add("undeliverable")
            return None

    async def moved(self, old: int, new: int) -> None:
        """A group became a supergroup: it stays as allowed as it was, and what was asked there goes along."""
        self.access.note_moved(old, new)
        self.lanes.moved(old, new)
        await self.in_thread(lambda: self.memory.moved(old, new))

    async def spend(self, person: Person, *, quick: bool = True, at: float | None = None) -> str | None:
        """Count a question, asked now or then. What to say where the person has asked enough; None where they may go on.

        Who asked hours ago, while the bot was away, was not too fast for it.
        """
        if person.admin:
            return None
        s, asked = self.settings, at or time.time()
        quick = quick and not late(asked)
        spent = await self.in_thread(
            lambda: self.memory.people.spend(
                person.id, asked, midnight(s, asked), s.telegram_per_minute, s.telegram_per_day, quick=quick
            )
        )
        if spent == "ok":
            return None
        self.metrics.add("refused")
        limit = s.telegram_per_day if spent == "day over" else s.telegram_per_minute
        return say(spent.replace(" ", "_"), person.language, limit=limit)

    async def refuse(self, update: Update, person: Person, sentence: str) -> None:
        """Say that a person has asked enough: to each question in a private chat, in a group not to many in a row."""
        if person.private or self._may_tell(person.id, sentence):
            await self.reply(update, sentence, quoting=True)

    async def let_go(self, update: Update) -> None:
        """So many messages came at once that this one was not looked at."""
        person = who(update, self.access)
        if person and person.private and not update.callback_query and self._may_tell(person.id, "too_many"):
            await self.reply(update, say("too_many", person.language))

    async def only_text(self, user: int, language: str) -> None:
        """Something came in a private chat that could not even be read."""
        if self.access.may_ask(user, user) and self._may_tell(user, "only_text"):
            with suppress(UndeliverableError):
                await self.sender.deliver(user, unformatted(say("only_text", tongue(language))))

    def _may_tell(self, user: int, sentence: str) -> bool:
        now, told = time.monotonic(), (user, sentence)
        if now - self._refused.get(told, -_PATIENCE) < _PATIENCE:
            return False
        self._refused[told] = now
        return True

    async def take_in(self, update: Update, person: Person, asking: NewQuestion) -> None:
        """Queue a question, unless the message has asked before, the person has asked enough, or too many wait."""
        if await self.in_thread(lambda: self.memory.questions.asked_by(asking.place.chat, asking.message)):
            return
        if len(asking.text) > LONGEST_QUESTION:
            await self.reply(update, say("long_question", person.language, limit=LONGEST_QUESTION))
            return
        at = said_at(update)
        mine, all_ = self.lanes.count(asking.place, person.id), self.lanes.count(asking.place)
        if (mine >= WAITING or all_ >= WAITING_IN_ALL) and not late(at):
            count = mine if mine >= WAITING else all_
            await self.reply(update, say("queue_full", person.language, count=count), quoting=True)
            return
        if refused := await self.spend(person, at=at):
            await self.refuse(update, person, refused)
            return
        if question := await self.in_thread(lambda: self.memory.questions.ask(asking, at)):
            self.metrics.add("questions")
            self.lanes.put(ticket_of(question))


def who(update: Update, access: Access) -> Person | None:
    """None for what no person sent: channels, other bots."""
    user, chat, message = update.effective_user, update.effective_chat, update.effective_message
    if user is None or (user.is_bot and not (message and message.sender_chat)):
        return None
    return Person(
        user.id,
        tongue(user.language_code),
        access.is_admin(user.id),
        place_of(message) if isinstance(message, Message) else Place(chat.id) if chat else None,
        chat is not None and chat.type == "private",
    )


def place_of(message: Message) -> Place:
    """In a group without topics a thread number only says which message began the thread."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, topic or 0)


def ticket_of(question: Question) -> Ticket:
    return Ticket(question.id, question.place, question.user, question.message)
