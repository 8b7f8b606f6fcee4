"""The bot as a whole: its parts put together, started, and stopped within ten seconds."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import threading
import time
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes

from bot.telegram import logs, menu
from bot.telegram.access import Access
from bot.telegram.answering import Answering
from bot.telegram.asking import Asked, Asking
from bot.telegram.collection import Articles
from bot.telegram.desk import Desk, ticket_of
from bot.telegram.examples import Examples
from bot.telegram.gone import Gone
from bot.telegram.handlers import Handlers
from bot.telegram.health import Health
from bot.telegram.intake import Inbox, InOrder, sender_in_private
from bot.telegram.keeping_up import KeepingUp
from bot.telegram.lanes import Lanes
from bot.telegram.listening import REFUSED, Listening
from bot.telegram.memory import Memory
from bot.telegram.metrics import Metrics
from bot.telegram.sending import Paces, Sender, seconds_of
from bot.telegram.storage import OneThread
from bot.telegram.texts import say, tongue
from index.errors import SettingsError, TanyaError
from index.settings import Settings

_log = logging.getLogger(__name__)

UPDATES = [
    Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER,
    Update.MESSAGE_REACTION,
]  # fmt: skip
TIDY_EVERY, WIPE_EVERY = 6 * 3600.0, 60.0
CONNECTIONS = 64
PATIENCE = 60.0
"""Seconds after the last good poll when /health turns red, and for which Telegram may refuse the token before the bot ends."""
CATCH_UP = 10.0
"""Seconds at most that answers wait for all that came while the bot was away."""
REFUSED_TOO_LONG = 60.0
"""Seconds for which what is sent may be refused before /health says so."""
GRACE = 3.0
"""Seconds that answers being made are given to finish when the bot is stopped. All of stopping takes ten at most."""
LATEST = 9.0
"""Seconds after which the process ends, whatever still hangs."""

os.environ.setdefault("PTB_TIMEDELTA", "1")  # times to wait as timedelta, which python-telegram-bot will soon always do


def run(engine: Asked, settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises SettingsError where the bot can't be started as it is set up."""
    token = _token(settings)
    secret = settings.telegram_webhook_secret
    logs.configure(token, secret.get_secret_value() if secret else "", texts=settings.telegram_log_texts)
    asyncio.run(_until_stopped(engine, settings))
    if any(thread.name.startswith(("tanya-fetch", "tanya-worker")) for thread in threading.enumerate()):
        # A connection that hangs can't be broken off, nor an answer that is computed: Python would wait half a minute for the
        # one, and abort where the other comes out of a library's code after its end. All is stored and closed.
        logging.shutdown()
        os._exit(0)


async def _until_stopped(engine: Asked, settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        if not stop.is_set():
            stop.set()
            # What hangs where nothing can break it off, such as a name being looked up. All that counts is committed.
            hard = threading.Timer(LATEST, os._exit, (0,))
            hard.daemon = True
            hard.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, end)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(end))
    await TelegramBot(engine, settings).serve(stop)


class TelegramBot:
    """`read_timeout` is how many seconds Telegram has to answer a request, `paces` how fast it may be sent to, `patience` for
    how long it may be away."""

    def __init__(
        self,
        engine: Asked,
        settings: Settings,
        *,
        read_timeout: float = 15.0,
        paces: Paces = Paces(),
        patience: float = PATIENCE,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._memory = Memory(settings.data_dir / "ledger.db")
        self._in_thread, self._with_articles = OneThread("tanya-memory"), OneThread("tanya-articles")
        self.metrics = Metrics()
        self._processor = InOrder(self._dealt_with, self._let_go)
        self._inbox = Inbox(self._take_in, self._dealt_with, self._passed_over)
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            Application.builder()
            .token(_token(settings))
            .base_url(settings.telegram_api_url.rstrip("/") + "/bot")
            .base_file_url(settings.telegram_api_url.rstrip("/") + "/file/bot")
            .updater(None)
            .update_queue(self._inbox)
            .concurrent_updates(self._processor)
            .connection_pool_size(CONNECTIONS)
            .pool_timeout(60)
            .read_timeout(read_timeout)
            .job_queue(None)
            .build()
        )
        sender = self._sender = Sender(self.application.bot, self.metrics, paces, self._moved)
        access, articles = Access.of(settings), Articles(engine, settings)
        self._asking = Asking(engine, settings.telegram_stall_seconds)
        self._gone = Gone(access, self._memory, self._in_thread, articles, self._with_articles, sender, self.metrics)
        self._keeping_up = KeepingUp(
            self._asking, settings, self._memory, self._in_thread, self.metrics, self._gone.wake
        )
        self._answering = Answering(
            self._asking, self._memory, self._in_thread, sender, self.metrics, self._gone,
            log_texts=settings.telegram_log_texts,
        )  # fmt: skip
        self._examples = Examples(self._asking, self._memory.examples, self._in_thread, articles, self._with_articles)
        self._lanes = Lanes(self._answering.answer, self._answering.took_back)
        self.metrics.waiting = self._lanes.count
        self._desk = Desk(
            settings, access, self._memory, self._in_thread, self._with_articles, articles, sender, self._asking,
            self._lanes, self.metrics, self._gone, self._keeping_up, self._examples,
        )  # fmt: skip
        self._listening = Listening(
            self.application.bot, self._receive, settings, UPDATES, patience=patience, read_timeout=read_timeout
        )
        self._state = "starting"
        self._background: set[asyncio.Task[Any]] = set()

    async def serve(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set. Raises SettingsError, and LedgerError where the ledger can't be opened."""
        health = Health(self.metrics, self._well, self._missing)
        handlers: Handlers | None = None
        try:
            await self._with_articles(lambda: self._engine.store)
            if self._settings.telegram_health_port:
                health.start(self._settings.telegram_health_port)
            if await _unless(stop, self._connect()):
                self._in_background(self._asking.start())
                self._in_background(menu.register(self.application.bot, self._desk.access.admins))
                self._in_background(self._keep_tidy())
                handlers = Handlers(self._desk, self.application.bot)
                handlers.register(self.application)
                self.application.add_error_handler(self._failed)
                await self._take_up()
                await self.application.start()
                if await _unless(stop, self._listening.start()):
                    self._state = "ok"
                    _log.info(
                        "ready: %s", self._desk.access.in_words(), extra={"username": self.application.bot.username}
                    )
                    self._in_background(self._begin_answering())
                    self._in_background(self._gone.run())
                    self._in_background(self._keeping_up.run())
                    self._in_background(self._examples.run())
                    await _unless(stop, self._listening.run())
        finally:
            self._state = "stopping"
            await self._stop()
            if handlers:
                handlers.close()
            health.stop()

    async def _connect(self) -> None:
        pause = 1.0
        while True:
            try:
                await self.application.initialize()
                return
            except InvalidToken:
                raise SettingsError(REFUSED) from None
            except RetryAfter as error:
                await asyncio.sleep(seconds_of(error))
            except TelegramError as error:
                _log.warning("Telegram can't be reached; trying again", extra={"reason": type(error).__name__})
                await asyncio.sleep(pause)
                pause = min(2 * pause, 30)

    async def _take_up(self) -> None:
        """Go on with what a bot that was killed left behind: questions first, for they came first."""
        for old, new in await self._in_thread(self._memory.moved_chats):
            self._desk.access.note_moved(old, new)
        for question in await self._in_thread(self._memory.questions.open):
            self._lanes.put(ticket_of(question))
        for body in await self._in_thread(self._memory.updates.left_over):
            await self._inbox.receive_again(body, self.application.bot)

    async def _begin_answering(self) -> None:
        """Not before all is known that was said meanwhile: some of it may take back what was asked before."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CATCH_UP):
                await self._listening.caught_up.wait()
                while self._inbox.qsize():
                    await asyncio.sleep(0.02)
                await self._processor.idle()
        self._lanes.release()

    async def _keep_tidy(self) -> None:
        tidied_at = -TIDY_EVERY
        while True:
            try:
                if (now := time.monotonic()) - tidied_at >= TIDY_EVERY:
                    tidied_at = now
                    await self._in_thread(lambda: self._memory.tidy(time.time()))
                if self._memory.about.to_be_wiped:
                    await self._in_thread(self._memory.about.wipe)
            except TanyaError as error:
                _log.error("what is kept no longer could not be deleted: %s", error)
            await asyncio.sleep(WIPE_EVERY)

    async def _stop(self) -> None:
        """Stop listening, let answers finish for a moment, then leave the rest for the next start."""
        self._listening.stop()
        cut_off, _ = await asyncio.gather(self._lanes.stop(GRACE), self._keeping_up.stop(GRACE))
        await _within(1, *(self._answering.will_go_on(ticket) for ticket in cut_off))
        for task in self._background:
            task.cancel()
        await self._processor.break_off(1)
        if self.application.running:
            await _within(1, self.application.stop())
        await _within(1, self.application.shutdown())
        self._asking.close()
        self._in_thread.close()
        self._with_articles.close()
        self._memory.close()
        self._engine.close()
        _log.info("stopped", extra={"left_for_later": len(cut_off)})

    async def _receive(self, raw: dict[str, Any]) -> None:
        await self._inbox.receive(raw, self.application.bot)

    async def _take_in(self, update_id: int, body: str) -> bool:
        return await self._in_thread(lambda: self._memory.updates.take_in(update_id, body, time.time()))

    async def _dealt_with(self, update_id: int) -> None:
        await self._in_thread(lambda: self._memory.updates.dealt_with(update_id))

    async def _moved(self, old: int, new: int) -> None:
        await self._desk.moved(old, new)

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A handler broke: one plain sentence for the person, the rest under the same code for the log."""
        code = secrets.token_hex(3)
        _log.error("a handler failed", exc_info=context.error, extra={"code": code})
        if isinstance(update, Update) and update.effective_user and not update.inline_query:
            language = tongue(update.effective_user.language_code)
            await self._desk.reply(update, say("broken", language, code=code))

    def _let_go(self, update: Update) -> None:
        self._in_background(self._desk.let_go(update))

    def _passed_over(self, raw: dict[str, Any]) -> None:
        self.metrics.add("unreadable")
        if alone := sender_in_private(raw):
            self._in_background(self._desk.only_text(*alone))

    def _well(self) -> str:
        """What /health says."""
        if self._state == "ok" and not self._listening.hears:
            return "telegram can't be reached"
        refused = self._state == "ok" and self._sender.refused_for > REFUSED_TOO_LONG
        return "telegram refuses what is sent" if refused else self._state

    def _missing(self) -> dict[str, str]:
        """What /health says besides: without Chroma answers come from the ledger's own vectors."""
        return {"chroma": "can't be reached"} if self._engine.store.away else {}

    def _in_background(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _token(settings: Settings) -> str:
    if settings.telegram_token is None:
        raise SettingsError(
            "The bot has no token: ask @BotFather in Telegram for one (/newbot) and put TANYA_TELEGRAM_TOKEN=… into .env."
        )
    return settings.telegram_token.get_secret_value()


async def _unless(stop: asyncio.Event, work: Awaitable[None]) -> bool:
    """Do the work unless `stop` comes first. Whether it was done; raises what it raises."""
    doing, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
            return True
        return False
    finally:
        stopping.cancel()
        if not doing.done():
            doing.cancel()
            await asyncio.gather(doing, return_exceptions=True)


async def _within(seconds: float, *works: Awaitable[Any]) -> None:
    """Do what can be done in so many seconds; what goes wrong in the last moments stops nothing."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for result in await asyncio.gather(*works, return_exceptions=True):
                if isinstance(result, Exception):
                    _log.warning("while stopping: %s", type(result).__name__)
