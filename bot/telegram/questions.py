"""Questions: typed in a private chat, by mention, reply or command in a group, edited later, or taken back."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update

from bot.smalltalk import small_talk
from bot.telegram.delay import late, said_at
from bot.telegram.desk import LONGEST_QUESTION, Desk, Person, place_of, ticket_of
from bot.telegram.manners import Manners
from bot.telegram.memory import Asking, Question
from bot.telegram.mentions import mentioned, without_mention
from bot.telegram.shown import Put, put
from bot.telegram.texts import COMMANDS, say

_ALBUMS = 100
"""Albums that are remembered, so that each is answered once, however many pictures it has."""


class Questions:
    """Handlers. `username` and `bot_id` are the bot's own."""

    def __init__(self, desk: Desk, manners: Manners, username: str, bot_id: int) -> None:
        self._desk = desk
        self._manners = manners
        self._username = username
        self._bot_id = bot_id
        self._albums: dict[str, None] = {}

    async def message(self, update: Update, _: Any) -> None:
        """Any text or caption that is no command."""
        message = update.message
        if message is None or message.via_bot or (asked := self._asked(message)) is None:
            return
        self._first_of_album(message)
        if person := await self._desk.admit(update):
            await self._ask(update, person, message, asked)

    async def command(self, update: Update, _: Any) -> None:
        """/tanya …, or /tanya in reply to a message that asks."""
        message = update.message
        if message and (person := await self._desk.admit(update)):
            typed = without_mention(_after_command(message.text), self._username)
            await self._ask(update, person, message, put(typed, message, self._bot_id))

    async def edited(self, update: Update, _: Any) -> None:
        """A question worded anew is answered anew, in the messages its answer lies in; one that was none, or refused, is asked
        now."""
        message = update.edited_message
        if message is None or message.via_bot or (asked := self._asked(message, edited=True)) is None:
            return
        desk, text = self._desk, asked.question
        before = await desk.in_thread(lambda: desk.memory.questions.asked_by(message.chat.id, message.message_id))
        if before and before.text == text and (not asked.shown or message.reply_to_message):
            return
        command = before is None and _other_command(message.text or "")
        if command and message.chat.type != "private":
            return
        person = await desk.admit(update)
        if person is None:
            return
        if command:
            await desk.reply(update, say("edited_command", person.language))
            return
        if before is None or not text:
            await self._ask(update, person, message, asked)
            return
        person = person.speaking(text)
        if len(text) > LONGEST_QUESTION:
            await desk.reply(update, say("long_question", person.language, limit=LONGEST_QUESTION))
            return
        at = said_at(update)
        if refused := await desk.spend(person, at=at):
            await desk.refuse(update, person, refused)
            return
        await desk.in_thread(lambda: desk.memory.questions.ask_anew(before.id, text, at, asked.shown))
        desk.metrics.add("questions")
        desk.lanes.put_anew(ticket_of(before))

    async def cancel(self, update: Update, _: Any) -> None:
        """Passes the queue. A person takes back their own, an admin anyone's; only what was asked before.

        Live that is the answer being made. Of what came together, hours late, it is the last question before this.
        """
        person = await self._desk.recognised(update)
        message = update.message
        if person is None or message is None:
            return
        taken_back = self._desk.lanes.take_back(
            place_of(message), None if person.admin else person.id, before=message.message_id,
            last=late(said_at(update)),
        )  # fmt: skip
        if not taken_back and await self._desk.admit(update):
            await self._desk.reply(update, say("nothing_to_cancel", person.language))

    async def new(self, update: Update, _: Any) -> None:
        if (person := await self._desk.admit(update)) and person.place:
            place = person.place
            await self._desk.in_thread(lambda: self._desk.memory.questions.forget(place))
            await self._desk.reply(update, say("forgotten", person.language))

    async def other(self, update: Update, _: Any) -> None:
        """A photo without a caption, a sticker, a voice in a private chat."""
        message = update.message
        if message and self._first_of_album(message) and (person := await self._desk.admit(update)):
            await self._desk.reply(update, say("only_text", person.language))

    async def moved(self, update: Update, _: Any) -> None:
        """A group became a supergroup; both are told."""
        message = update.message
        if message and (new := message.migrate_to_chat_id):
            await self._desk.moved(message.chat.id, new)
        elif message and (old := message.migrate_from_chat_id):
            await self._desk.moved(old, message.chat.id)

    async def _ask(self, update: Update, person: Person, message: Message, asked: Put) -> None:
        if not asked.question:
            await self._desk.reply(update, say("empty_question", person.language))
            return
        if not asked.shown and (talk := small_talk(asked.question)):
            await self._manners.small_talk(update, person, talk)
            return
        desk, person = self._desk, person.speaking(asked.question)
        about = await self._about(message, asked)
        if about and asked.shown:
            if about.text in asked.shown:
                asked = Put(asked.question)  # a reply to a question is one to its answer
            else:
                about = None  # the message was a text that had been shown before: this asks about it too
        mine = message.reply_to_message and self._is_mine(message.reply_to_message)
        quote = message.quote.text if message.quote and about and mine else None
        asking = Asking(
            place_of(message), person.id, message.message_id, asked.question, person.language, about.id if about else None,
            quote, asked.shown,
        )  # fmt: skip
        await desk.take_in(update, person, asking)

    async def _about(self, message: Message, asked: Put) -> Question | None:
        """The question whose answer a message replies to, or which it asks about."""
        replied, memory, chat = message.reply_to_message, self._desk.memory, message.chat.id
        if replied is None:
            return None
        number = replied.message_id
        if self._is_mine(replied):
            return await self._desk.in_thread(lambda: memory.questions.answered_in(chat, number))
        question = await self._desk.in_thread(lambda: memory.questions.asked_by(chat, number)) if asked.shown else None
        return question if question and question.stored else None

    def _asked(self, message: Message, *, edited: bool = False) -> Put | None:
        """What a message asks of the bot: all of it in a private chat, in a group only what is said to the bot."""
        text = (message.text or message.caption or "").strip()
        if message.is_automatic_forward:
            return None  # a post of the channel that the group belongs to
        if edited and text.startswith("/"):
            return put(without_mention(_after_command(text), self._username), message, self._bot_id)
        if message.chat.type == "private":
            return put(text, message, self._bot_id) if text else None
        replied = message.reply_to_message
        to_me = bool(replied and self._is_mine(replied) and not _begins_topic(replied))
        if not to_me and not mentioned(message, self._username, self._bot_id):
            return None
        return put(without_mention(text, self._username), message, self._bot_id)

    def _is_mine(self, message: Message) -> bool:
        return bool(message.from_user and message.from_user.id == self._bot_id)

    def _first_of_album(self, message: Message) -> bool:
        """Whether it is a message of its own, or the first of its album to be dealt with."""
        album = message.media_group_id
        if album is None:
            return True
        first = album not in self._albums
        self._albums[album] = None
        while len(self._albums) > _ALBUMS:
            del self._albums[next(iter(self._albums))]
        return first


def _after_command(text: str | None) -> str:
    return "".join((text or "").split(maxsplit=1)[1:])


def _other_command(text: str) -> bool:
    """Whether a text is a command that asks nothing."""
    name = text.split(maxsplit=1)[0].partition("@")[0].lower() if text.strip() else ""
    return name.startswith("/") and name[1:] not in COMMANDS["ask"]


def _begins_topic(message: Message) -> bool:
    """Every message in a topic counts as a reply to the one that opened it."""
    return message.forum_topic_created is not None
