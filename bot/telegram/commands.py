"""The commands that look around: introduction, help, what is indexed, search, what is kept about a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from telegram import Update
from telegram.ext import ContextTypes

from bot.telegram.buttons import listing
from bot.telegram.desk import Desk, Person
from bot.telegram.keyboards import about_me, languages
from bot.telegram.languages import named_language
from bot.telegram.manners import Manners
from bot.telegram.memory import ANSWERS_KEPT, DAY, TURN_AGE, TURNS_KEPT, Asking
from bot.telegram.messages import list_part, search_part
from bot.telegram.opening import opened
from bot.telegram.texts import say
from index.settings import Settings
from index.types import Filters
from ingest.dates import period
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
    def __init__(self, desk: Desk, manners: Manners, username: str) -> None:
        self._desk = desk
        self._manners = manners
        self._username = username

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The introduction, or what a link to the bot leads to: an article at a sentence, a question typed elsewhere."""
        if not (person := await self._desk.admit(update)):
            return
        parameter = context.args[0] if context.args else ""
        asked = await self._desk.in_thread(lambda: self._desk.memory.carried.text_of(parameter)) if parameter else None
        if asked and (place := person.place):
            person = person.speaking(asked)
            # The message doesn't show the question, so it is put above its answer, as where a button asks.
            asking = Asking(place, person.id, -update.update_id, asked, person.language)
            await self._desk.take_in(update, person, asking)
        elif not parameter or not await opened(self._desk, update, person, parameter):
            await self._manners.welcome(update, person)

    async def language(self, update: Update, _: Any) -> None:
        """/bahasa, with buttons; or /bahasa Inggris at once."""
        if not (person := await self._desk.admit(update)):
            return
        text = (update.message.text or "").partition(" ")[2] if update.message else ""
        if chosen := named_language(text):
            await self._desk.in_thread(lambda: self._desk.memory.languages.choose(person.id, chosen))
            await self._desk.reply(update, say("language_set", chosen))
        else:
            await self._desk.reply(update, say("language_how", person.language), languages(person.language))

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
            head = say("newest" if articles else "nothing_found", person.language)
            opener = self._desk.sender.opener
            await self._desk.reply(update, list_part(head, articles, person.language, opener=opener))
        else:
            await self._search(update, person, words, filters)

    async def _search(self, update: Update, person: Person, words: str, filters: Filters) -> None:
        if refused := await self._desk.spend(person):
            await self._desk.refuse(update, person, refused)
            return
        found = [p for p in await self._desk.asking.search(words, filters) if p.near]
        await self._desk.reply(update, search_part(found, person.language, opener=self._desk.sender.opener))

    async def privacy(self, update: Update, _: Any) -> None:
        if person := await self._desk.admit(update):
            kept = await self._desk.in_thread(lambda: self._desk.memory.people.kept(person.id))
            said = say(
                "privacy", person.language, questions=kept.questions, feedback=kept.feedback,
                days=int(ANSWERS_KEPT / DAY), turns=TURNS_KEPT, hours=int(TURN_AGE / 3600),
            )  # fmt: skip
            said += "\n\n" + say("privacy_texts", person.language)
            await self._desk.reply(update, said, about_me(person.id, person.language) if person.private else ())


def understood(text: str, outlets: tuple[str, ...], settings: Settings) -> tuple[str, Filters]:
    """The words to search for, and the filters among them: "banjir media=Harian Nusa sejak=kemarin".

    An outlet may be named by a part of its name, a period by its name. Words that belong to neither are searched for, also
    where they come behind: "media=Harian Nusa banjir". Raises NotUnderstoodError.
    """
    words, *rest = _KEY.split(text)
    source: str | None = None
    since = until = None
    now = datetime.now(settings.zone)
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        key = next(key for key, names in _KEYS.items() if name.lower() in names)
        if not (value := value.strip(" \"'“”,;")):
            continue
        if key == "source":
            source, left = _outlet(value, outlets)
        else:
            named, left = _period(value, now)
            since, until = (named[0], until) if key == "since" else (since, named[1])
        words += f" {left}"
    filters = Filters(source, since, until)
    if since and until and since > until:
        raise NotUnderstoodError("dates_turned")
    return " ".join(words.split()), filters


def _outlet(value: str, outlets: tuple[str, ...]) -> tuple[str, str]:
    """The outlet that a value begins with, the longest name first, and the words behind it."""
    beginnings = list(_beginnings(value))
    for exactly in (True, False):
        for name, left in beginnings:
            found = named_outlet(name.strip("\"'“”,;"), outlets)
            if isinstance(found, str) and (not exactly or found.casefold() == name.strip("\"'“”,;").casefold()):
                return found, left
    near = named_outlet(value, outlets)
    raise NotUnderstoodError("no_outlet", value=value[:80], outlets=", ".join(near[:5]) or "–")


def _period(value: str, now: datetime) -> tuple[tuple[date, date], str]:
    """The first and last day that a value begins with, and the words behind."""
    for name, left in _beginnings(value, 6):
        if found := period(name.strip("\"'“”,;"), now):
            return found, left
    raise NotUnderstoodError("no_date", value=value[:80])


def _beginnings(value: str, most: int = 12) -> Iterator[tuple[str, str]]:
    """The longest first, with what is left behind each."""
    parts = value.split()
    for count in range(min(len(parts), most), 0, -1):
        yield " ".join(parts[:count]), " ".join(parts[count:])
