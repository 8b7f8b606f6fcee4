"""Questions: typed in a private chat, by mention, reply or command in a group, edited later, or taken back."""

from __future__ import annotations

from typing import Any

from telegram import Message, MessageEntity, Update

from bot.telegram.delay import late, said_at
from bot.telegram.desk import LONGEST_QUESTION, Desk, Person, place_of, ticket_of, who
from bot.telegram.memory import Asking
from bot.telegram.texts import COMMANDS, say


class Questions:
    """Handlers. `username` and `bot_id` are the bot's own."""

    def __init__(self, desk: Desk, username: str, bot_id: int) -> None:
        self._desk = desk
        self._username = username
        self._bot_id = bot_id

    async def message(self, update: Update, _: Any) -> None:
        """Any text that is no command."""
        message = update.message
        if message is None or message.via_bot or (text := self._asked(message)) is None:
            return
        if person := await self._desk.admit(update):
            await self._ask(update, person, message, text)

    async def command(self, update: Update, _: Any) -> None:
        """/tanya …, or /tanya in reply to a message that asks."""
        message = update.message
        if message is None or not (person := await self._desk.admit(update)):
            return
        rest = self._without_mention(_after_command(message.text))
        await self._ask(update, person, message, rest or _replied_text(message, self._bot_id))

    async def edited(self, update: Update, _: Any) -> None:
        """A question worded anew is answered anew, in the messages its answer lies in; one that was refused is asked now."""
        message = update.edited_message
        if message is None or message.via_bot or (text := self._asked(message, edited=True)) is None:
            return
        desk = self._desk
        before = await desk.in_thread(lambda: desk.memory.asked_by(message.chat.id, message.message_id))
        if before and before.text == text:
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
            await self._ask(update, person, message, text)
            return
        if len(text) > LONGEST_QUESTION:
            await desk.reply(update, say("long_question", person.language, limit=LONGEST_QUESTION))
            return
        at = said_at(update)
        if refused := await desk.spend(person, at=at):
            await desk.refuse(update, person, refused)
            return
        await desk.in_thread(lambda: desk.memory.ask_anew(before.id, text, at))
        desk.metrics.add("questions")
        desk.lanes.put_anew(ticket_of(before))

    async def cancel(self, update: Update, _: Any) -> None:
        """Passes the queue. A person takes back their own, an admin anyone's; only what was asked before.

        Live that is the answer being made. Of what came together, hours late, it is the last question before this.
        """
        person = who(update, self._desk.access)
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
            await self._desk.in_thread(lambda: self._desk.memory.forget(place))
            await self._desk.reply(update, say("forgotten", person.language))

    async def other(self, update: Update, _: Any) -> None:
        """A photo, a sticker, a voice in a private chat."""
        if update.message and (person := await self._desk.admit(update)):
            await self._desk.reply(update, say("only_text", person.language))

    async def moved(self, update: Update, _: Any) -> None:
        """A group became a supergroup; both are told."""
        message = update.message
        if message and (new := message.migrate_to_chat_id):
            await self._desk.moved(message.chat.id, new)
        elif message and (old := message.migrate_from_chat_id):
            await self._desk.moved(old, message.chat.id)

    async def _ask(self, update: Update, person: Person, message: Message, text: str) -> None:
        if not text:
            await self._desk.reply(update, say("empty_question", person.language))
            return
        desk, replied = self._desk, message.reply_to_message
        about = None
        if replied and replied.from_user and replied.from_user.id == self._bot_id:
            chat, number = message.chat.id, replied.message_id
            about = await desk.in_thread(lambda: desk.memory.answered_in(chat, number))
        quote = message.quote.text if message.quote and about else None
        asking = Asking(
            place_of(message), person.id, message.message_id, text, person.language, about.id if about else None, quote
        )
        await desk.take_in(update, person, asking)

    def _asked(self, message: Message, *, edited: bool = False) -> str | None:
        """What a message asks of the bot: all of it in a private chat, in a group only what is said to the bot."""
        text = message.text or ""
        if edited and text.startswith("/"):
            return self._without_mention(_after_command(text))
        if message.chat.type == "private":
            return text.strip() or None
        replied = message.reply_to_message
        to_me = bool(
            replied and replied.from_user and replied.from_user.id == self._bot_id and not _begins_topic(replied)
        )
        if not to_me and not self._mentioned(message):
            return None
        return self._without_mention(text) or _replied_text(message, self._bot_id)

    def _mentioned(self, message: Message) -> bool:
        mine = f"@{self._username}".casefold()
        entities = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
        return any(
            (e.user and e.user.id == self._bot_id) or (e.type == MessageEntity.MENTION and text.casefold() == mine)
            for e, text in entities.items()
        )

    def _without_mention(self, text: str) -> str:
        mine = f"@{self._username}".casefold()
        return " ".join(word for word in text.split() if word.rstrip(",:").casefold() != mine)


def _after_command(text: str | None) -> str:
    return "".join((text or "").split(maxsplit=1)[1:])


def _other_command(text: str) -> bool:
    """Whether a text is a command that asks nothing."""
    command = text.split(maxsplit=1)[0].partition("@")[0].lower() if text.strip() else ""
    return command.startswith("/") and command[1:] not in COMMANDS["ask"]


def _replied_text(message: Message, bot_id: int) -> str:
    """What the message replies to, where that is somebody else's: "@bot" under a question passes it on."""
    replied = message.reply_to_message
    if replied is None or (replied.from_user and replied.from_user.id == bot_id):
        return ""
    return (message.quote.text if message.quote else replied.text or "").strip()


def _begins_topic(message: Message) -> bool:
    """Every message in a topic counts as a reply to the one that opened it."""
    return message.forum_topic_created is not None
