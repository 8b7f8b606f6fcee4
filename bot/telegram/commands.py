"""The commands that look around: introduction, help, what is indexed, search, what is kept about a person."""

from __future__ import annotations

import re
from typing import Any

from telegram import Update
from telegram.ext import ContextTypes

from bot.telegram.buttons import listing
from bot.telegram.desk import Desk, Person
from bot.telegram.keyboards import about_me
from bot.telegram.memory import ANSWERS_KEPT, DAY, TURN_AGE, TURNS_KEPT
from bot.telegram.messages import article_parts, list_part, search_part
from bot.telegram.texts import say
from index.errors import TanyaError
from index.settings import Settings
from index.types import Filters
from ingest.dates import parse_date
from ingest.outlets import named_outlet

_KEYS = {
    "source": ("media", "sumber", "outlet", "source"),
    "since": ("sejak", "dari", "since", "from"),
    "until": ("sampai", "hingga", "until", "to"),
}
_KEY = re.compile(rf"(?:^|\s)({'|'.join(k for keys in _KEYS.values() for k in keys)})\s*[=:]\s*", re.IGNORECASE)


class NotUnderstoodError(Exception):
    """A filter that can't be understood: the key of the text that says so, and its values."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class Commands:
    def __init__(self, desk: Desk, username: str, name: str) -> None:
        self._desk = desk
        self._username = username
        self._name = name

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The introduction; /start with an article's id, as a link to the bot has it, shows how that article begins."""
        if not (person := await self._desk.admit(update)):
            return
        if context.args:
            wanted = context.args[0]
            article = await self._desk.with_articles(lambda: self._desk.articles.article(wanted))
            if article:
                for part in article_parts(article, person.language):
                    await self._desk.reply(update, part)
                return
        there = await self._desk.with_articles(self._desk.articles.holdings)
        said = say(
            "welcome", person.language, name=self._name, username=self._username, articles=there.articles,
            outlets=len(there.outlets),
        )  # fmt: skip
        await self._desk.reply(update, said)

    async def help(self, update: Update, _: Any) -> None:
        if person := await self._desk.admit(update):
            said = say("help", person.language, username=self._username)
            if person.admin and person.private:
                said += "\n\n" + say("help_admin", person.language)
            await self._desk.reply(update, said)

    async def sources(self, update: Update, _: Any) -> None:
        if person := await self._desk.admit(update):
            part, keyboard = await listing(self._desk, person, 0)
            await self._desk.reply(update, part, keyboard)

    async def search(self, update: Update, _: Any) -> None:
        """What is retrieved for some words; without words, the newest that the filters let through."""
        if not (person := await self._desk.admit(update)):
            return
        there = await self._desk.with_articles(self._desk.articles.holdings)
        text = (update.message.text or "").partition(" ")[2] if update.message else ""
        try:
            words, filters = understood(text, there.outlets, self._desk.settings)
        except NotUnderstoodError as error:
            await self._desk.reply(update, say(error.key, person.language, **error.values))
            return
        if not words and not filters:
            await self._desk.reply(update, say("search_how", person.language))
        elif not there.articles:
            await self._desk.reply(update, say("no_articles", person.language))
        elif not words:
            articles = await self._desk.with_articles(lambda: self._desk.articles.newest(filters))
            head = say("nearest" if articles else "nothing_found", person.language)
            await self._desk.reply(update, list_part(head, articles, person.language))
        else:
            await self._search(update, person, words, filters)

    async def _search(self, update: Update, person: Person, words: str, filters: Filters) -> None:
        if refused := await self._desk.spend(person):
            await self._desk.refuse(update, person, refused)
            return
        found = await self._desk.asking.search(words, filters)
        await self._desk.reply(update, search_part(found, person.language))

    async def privacy(self, update: Update, _: Any) -> None:
        if person := await self._desk.admit(update):
            kept = await self._desk.in_thread(lambda: self._desk.memory.kept(person.id))
            said = say(
                "privacy", person.language, questions=kept.questions, feedback=kept.feedback,
                days=int(ANSWERS_KEPT / DAY), turns=TURNS_KEPT, hours=int(TURN_AGE / 3600),
            )  # fmt: skip
            await self._desk.reply(update, said, about_me(person.id, person.language) if person.private else ())


def understood(text: str, outlets: tuple[str, ...], settings: Settings) -> tuple[str, Filters]:
    """The words to search for, and the filters among them: "banjir media=Harian Nusa sejak=2025-03-01".

    An outlet may be named by a part of its name. Raises NotUnderstoodError.
    """
    words, *rest = _KEY.split(text)
    given: dict[str, str] = {}
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        key = next(key for key, names in _KEYS.items() if name.lower() in names)
        given[key] = value.strip(" \"'“”,;")
    days = {}
    for key in ("since", "until"):
        if value := given.get(key):
            try:
                moment = parse_date(value, settings.zone)
            except (TanyaError, ValueError):
                moment = None
            if moment is None:
                raise NotUnderstoodError("no_date", value=value[:80])
            days[key] = moment.date()
    filters = Filters(_outlet(given.get("source"), outlets), days.get("since"), days.get("until"))
    if filters.since and filters.until and filters.since > filters.until:
        raise NotUnderstoodError("dates_turned")
    return " ".join(words.split()), filters


def _outlet(name: str | None, outlets: tuple[str, ...]) -> str | None:
    if not name:
        return None
    found = named_outlet(name, outlets)
    if isinstance(found, str):
        return found
    raise NotUnderstoodError("no_outlet", value=name[:80], outlets=", ".join(found[:5]) or "–")
