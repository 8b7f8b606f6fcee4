"""What the bot says when nothing is asked: to small talk, to /start, to a group that it has been added to."""

from __future__ import annotations

import time
from typing import Any

from telegram import ChatMember, Update

from bot.smalltalk import SmallTalk
from bot.telegram.desk import Desk, Person
from bot.telegram.keyboards import Keyboard, examples
from bot.telegram.markup import unformatted
from bot.telegram.sending import UndeliverableError
from bot.telegram.texts import say

_PRESENT = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


class Manners:
    """`username` and `name` are the bot's own."""

    def __init__(self, desk: Desk, username: str, name: str) -> None:
        self._desk = desk
        self._username = username
        self._name = name

    async def small_talk(self, update: Update, person: Person, talk: SmallTalk) -> None:
        """One short answer, with questions to begin with."""
        language = person.chosen or talk.language or person.language
        await self._say(update, language, f"talk_{talk.kind}")

    async def welcome(self, update: Update, person: Person) -> None:
        await self._say(update, person.language, "welcome")

    async def added(self, update: Update, _: Any) -> None:
        """Somebody added the bot to a group, or put it out of one."""
        change = update.my_chat_member
        if change is None or change.chat.type not in ("group", "supergroup"):
            return
        if change.new_chat_member.status not in _PRESENT or change.old_chat_member.status in _PRESENT:
            return
        desk, chat = self._desk, change.chat.id
        if not (person := await desk.recognised(update)):
            return
        if desk.access.may_ask(person.id, chat):
            said = await self._told("added", person.language)
        elif await desk.in_thread(lambda: desk.memory.people.tell_stranger(chat, time.time())):
            said = say("strange_group", person.language, chat=chat)
        else:
            return
        try:
            await desk.sender.deliver(chat, unformatted(said))
        except UndeliverableError:
            desk.metrics.add("undeliverable")

    async def _say(self, update: Update, language: str, key: str) -> None:
        said, keyboard = await self._told(key, language), await self._examples(language)
        if keyboard:
            said += "\n\n" + say("for_example", language)
        await self._desk.reply(update, said, keyboard)

    async def _told(self, key: str, language: str) -> str:
        there = await self._desk.with_articles(self._desk.articles.holdings)
        return say(
            key, language, name=self._name, username=self._username, articles=there.articles, outlets=len(there.outlets)
        )

    async def _examples(self, language: str) -> Keyboard:
        return examples(await self._desk.examples.offered("en" if language == "en" else "id"))
