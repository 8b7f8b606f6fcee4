"""What admins may do: take articles in from documents and links, remove them, see how the bot is."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from telegram import Document, Message, Update
from telegram.error import TelegramError

from bot.telegram.access import midnight
from bot.telegram.desk import Desk, Person
from bot.telegram.keyboards import remove
from bot.telegram.links import links, only_links
from bot.telegram.markup import Block, Run, packed, paragraph, shortened
from bot.telegram.rounds import Round
from bot.telegram.texts import say
from bot.worker import Worker
from index.errors import SourceError, TanyaError
from ingest.pipeline import Summary
from ingest.reasons import reason_told

_log = logging.getLogger(__name__)

LIMIT_MB = 20
"""What Telegram hands to bots. SEE: https://core.telegram.org/bots/api#getfile"""
_LISTED, _FOLDED = 5, 60
"""Failures that are told at once, and those that can be unfolded below."""

Work = Callable[[Callable[[int], None]], Summary]


class Admin:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._worker = Worker()
        self._turn = asyncio.Lock()

    def close(self) -> None:
        self._worker.end()

    async def document(self, update: Update, _: Any) -> None:
        """A document that an admin sends, in a private chat."""
        message = update.message
        document = message.document if message else None
        if message is None or document is None or not (person := await self._desk.admit(update, admins_only=True)):
            return
        name = document.file_name or "dokumen"
        if (size := document.file_size or 0) > LIMIT_MB * 2**20:
            said = say("too_big", person.language, name=name, size=size / 2**20, limit=LIMIT_MB)
            await self._desk.reply(update, said)
        elif not self._desk.articles.readable(name):
            said = say("wrong_kind", person.language, name=name, kinds=self._desk.articles.kinds())
            await self._desk.reply(update, said)
        elif (data := await self._downloaded(update, person, document, name)) is not None:
            path = await self._desk.with_articles(lambda: self._desk.articles.place_for(name, data))
            await self._take_in(update, person, name, lambda progress: self._desk.articles.ingest(path, progress))

    async def add(self, update: Update, _: Any) -> None:
        """/tambah URL …, or a message that is nothing but links."""
        message = update.message
        if message is None or not (person := await self._desk.admit(update, admins_only=True)):
            return
        urls = links(message.text or "")
        if not urls:
            await self._desk.reply(update, say("add_how", person.language))
        for url in urls:
            await self._take_in(update, person, url, partial(self._desk.articles.ingest_url, url))

    def is_link(self, message: Message) -> bool:
        """Whether an admin sent links and nothing else."""
        user = message.from_user
        return bool(user and self._desk.access.is_admin(user.id) and only_links(message.text or ""))

    async def remove(self, update: Update, _: Any) -> None:
        message = update.message
        if message is None or not (person := await self._desk.admit(update, admins_only=True)):
            return
        wanted = (message.text or "").partition(" ")[2].strip()
        article = await self._desk.with_articles(lambda: self._desk.articles.article(wanted)) if wanted else None
        if article is None:
            said = say("unknown_article", person.language, id=wanted) if wanted else say("remove_how", person.language)
            await self._desk.reply(update, said)
        elif keyboard := remove(article, person.language):
            await self._desk.reply(update, say("sure_remove", person.language, title=article.title), keyboard)
        else:
            # No button holds so long an id, and whoever types all of it is sure.
            await self._desk.with_articles(lambda: self._desk.articles.remove(wanted))
            self._desk.gone.wake()
            await self._desk.reply(update, say("removed", person.language, title=article.title))

    async def status(self, update: Update, _: Any) -> None:
        if not (person := await self._desk.admit(update, admins_only=True)):
            return
        desk = self._desk
        there = await desk.with_articles(desk.articles.holdings)
        since = midnight(desk.settings, time.time())
        asked, refused, broken = await desk.in_thread(lambda: desk.memory.people.asked_since(since))
        said = say(
            "status", person.language, articles=there.articles, chunks=there.chunks, oldest=there.oldest or "–",
            newest=there.newest or "–", outlets=", ".join(there.outlets[:20]) or "–", failures=there.failures, asked=asked,
            refused=refused, broken=broken, waiting=desk.lanes.count(),
            since=f"{datetime.fromtimestamp(desk.since, desk.settings.zone):%Y-%m-%d %H:%M}",
        )  # fmt: skip
        last = await desk.in_thread(desk.memory.rounds.last)
        sources = _round_told(last, desk, person.language)
        await desk.reply(update, f"{said}\n{sources}" if sources else said)

    async def _downloaded(self, update: Update, person: Person, document: Document, name: str) -> bytes | None:
        try:
            file = await document.get_file()
            return bytes(await file.download_as_bytearray())
        except TelegramError as error:
            await self._failed(update, person, name, error)
            return None

    async def _take_in(self, update: Update, person: Person, name: str, work: Work) -> None:
        """Do the work in a thread of its own, one after the other, with its progress and its end in one message."""
        desk, message = self._desk, update.effective_message
        name = shortened(name, 200)
        shown = await desk.reply(update, say("taking_in", person.language, name=name))
        if shown is None or message is None:
            return
        loop, chat = asyncio.get_running_loop(), message.chat.id
        showing: set[asyncio.Task[bool]] = set()

        def show(done: int) -> None:
            if done and not showing:
                text = say("progress", person.language, name=name, done=done)
                task = loop.create_task(desk.sender.show(chat, shown, text))
                showing.add(task)
                task.add_done_callback(showing.discard)

        def progress(done: int) -> None:
            loop.call_soon_threadsafe(show, done)

        try:
            async with self._turn:
                summary = await asyncio.wrap_future(self._worker.start(lambda: work(progress)))
        except TanyaError as error:
            told = [paragraph(say("not_taken_in", person.language, reason=_why(error, person.language)))]
        except Exception as error:
            code = secrets.token_hex(3)
            _log.exception("taking in failed", extra={"code": code}, exc_info=error)
            told = [paragraph(say("broken", person.language, code=code))]
        else:
            told = _told(summary, name, person.language, str(desk.articles.documents))
        desk.gone.wake()
        await asyncio.gather(*showing, return_exceptions=True)
        await desk.sender.deliver(chat, packed(told)[0], edit=shown)

    async def _failed(self, update: Update, person: Person, name: str, error: Exception) -> None:
        code = secrets.token_hex(3)
        _log.error("a document could not be fetched", extra={"code": code, "reason": type(error).__name__})
        text = f"{say('failed_all', person.language, name=name)} {say('broken', person.language, code=code)}"
        await self._desk.reply(update, text)


def _why(error: TanyaError, language: str) -> str:
    return reason_told(error.reason, language) if isinstance(error, SourceError) else str(error)


def _told(summary: Summary, name: str, language: str, folder: str) -> list[Block]:
    """What came of it, with the reasons of the first failures and the others folded away below; where documents are kept is
    nobody's business."""
    key = "failed_all" if summary.faults and summary.done == len(summary.faults) else "summary"
    said = say(
        key, language, name=name, added=summary.added, changed=summary.changed, unchanged=summary.unchanged,
        failed=len(summary.faults), seconds=summary.seconds,
    )  # fmt: skip
    lines = [f"• {_own(error.origin, folder)}: {reason_told(error.reason, language)}" for error in summary.failed]
    folded = [Block((Run(shortened(line, 300)),), quoted=True) for line in lines[_LISTED:_FOLDED]]
    return [paragraph("\n".join([said, *lines[:_LISTED]])), *folded]


def _round_told(last: Round | None, desk: Desk, language: str) -> str | None:
    """When the list of sources was last gone through, and how that ended; None where it never is."""
    if last is None:
        return say("never_gone_through", language) if desk.keeping_up.scheduled else None
    when = f"{datetime.fromtimestamp(last.ended_at or last.began_at, desk.settings.zone):%Y-%m-%d %H:%M}"
    if last.reason:
        return say("not_gone_through", language, when=when, reason=reason_told(last.reason, language))
    if last.ended_at is None:
        return say("going_through" if desk.keeping_up.under_way else "broken_off", language, when=when)
    return say(
        "gone_through", language, when=when, added=last.added, changed=last.changed, removed=last.removed,
        failed=last.failed,
    )  # fmt: skip


def _own(origin: str, folder: str) -> str:
    return origin.removeprefix(folder).lstrip("/").partition("/")[2] or origin if origin.startswith(folder) else origin
