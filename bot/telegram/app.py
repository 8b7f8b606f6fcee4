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
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
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
from bot.telegram.intake import Inbox, InOrder
from bot.telegram.keeping_up import KeepingUp
from bot.telegram.lanes import Lanes
from bot.telegram.memory import Memory
from bot.telegram.metrics import Metrics
from bot.telegram.sending import Paces, Sender
from bot.telegram.storage import OneThread
from bot.telegram.texts import say, tongue
from index.errors import SettingsError
from index.settings import Settings

_log = logging.getLogger(__name__)

UPDATES = [
    Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER,
    Update.MESSAGE_REACTION,
]  # fmt: skip
TIDY_EVERY = 6 * 3600.0
CONNECTIONS = 64
_UNREACHABLE_FOR = 60.0
"""Seconds for which one failed poll counts; while Telegram is away they come at least every thirty."""
GRACE = 3.0
"""Seconds that answers being made are given to finish when the bot is stopped. All of stopping takes ten at most."""

os.environ.setdefault("PTB_TIMEDELTA", "1")  # times to wait as timedelta, which python-telegram-bot will soon always do


def run(engine: Asked, settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises SettingsError where the bot can't be started as it is set up."""
    token = _token(settings)
    secret = settings.telegram_webhook_secret
    logs.configure(token, secret.get_secret_value() if secret else "", texts=settings.telegram_log_texts)
    asyncio.run(_until_stopped(engine, settings))
    if any(thread.name.startswith("tanya-fetch") for thread in threading.enumerate()):
        # A connection that hangs can't be broken off. All is stored and closed; Python would wait half a minute for it.
        os._exit(0)


async def _until_stopped(engine: Asked, settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    await TelegramBot(engine, settings).serve(stop)


class TelegramBot:
    """`read_timeout` is how many seconds Telegram has to answer a request, `paces` how fast it may be sent to."""

    def __init__(
        self, engine: Asked, settings: Settings, *, read_timeout: float = 15.0, paces: Paces = Paces()
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._memory = Memory(settings.data_dir / "ledger.db")
        self._in_thread, self._with_articles = OneThread("tanya-memory"), OneThread("tanya-articles")
        self.metrics = Metrics()
        self._processor = InOrder(self._dealt_with)
        self._inbox = Inbox(self._take_in)
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            Application.builder()
            .token(_token(settings))
            .base_url(settings.telegram_api_url.rstrip("/") + "/bot")
            .base_file_url(settings.telegram_api_url.rstrip("/") + "/file/bot")
            .update_queue(self._inbox)
            .concurrent_updates(self._processor)
            .connection_pool_size(CONNECTIONS)
            .pool_timeout(60)
            .read_timeout(read_timeout)
            .job_queue(None)
            .build()
        )
        sender = Sender(self.application.bot, self.metrics, paces)
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
        self._examples = Examples(self._asking, self._memory, self._in_thread, articles, self._with_articles)
        self._lanes = Lanes(self._answering.answer, self._answering.took_back)
        self.metrics.waiting = self._lanes.count
        self._desk = Desk(
            settings, access, self._memory, self._in_thread, self._with_articles, articles, sender, self._asking,
            self._lanes, self.metrics, self._gone, self._keeping_up, self._examples,
        )  # fmt: skip
        self._state = "starting"
        self._unreachable_at = -_UNREACHABLE_FOR
        self._background: set[asyncio.Task[Any]] = set()

    async def serve(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set. Raises SettingsError, and LedgerError where the ledger can't be opened."""
        health = Health(self.metrics, self._well)
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
                if await _unless(stop, self._listen()):
                    self._state = "ok"
                    _log.info(
                        "ready: %s", self._desk.access.in_words(), extra={"username": self.application.bot.username}
                    )
                    self._in_background(self._gone.run())
                    self._in_background(self._keeping_up.run())
                    self._in_background(self._examples.run())
                    await stop.wait()
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
                raise SettingsError(
                    "Telegram refuses the bot's token: copy it anew from @BotFather into TANYA_TELEGRAM_TOKEN."
                ) from None
            except NetworkError as error:
                _log.warning("Telegram can't be reached; trying again", extra={"reason": type(error).__name__})
                await asyncio.sleep(pause)
                pause = min(2 * pause, 30)

    async def _listen(self) -> None:
        updater, s = self.application.updater, self._settings
        assert updater is not None
        if s.telegram_webhook_url and s.telegram_webhook_secret:
            path = urlsplit(s.telegram_webhook_url).path.strip("/")
            try:
                await updater.start_webhook(
                    s.telegram_webhook_listen, s.telegram_webhook_port, path, webhook_url=s.telegram_webhook_url,
                    secret_token=s.telegram_webhook_secret.get_secret_value(), allowed_updates=UPDATES, bootstrap_retries=-1,
                )  # fmt: skip
            except OSError as error:
                raise SettingsError(
                    f"The webhook can't listen on {s.telegram_webhook_listen}:{s.telegram_webhook_port} ({error.strerror}): "
                    "choose another TANYA_TELEGRAM_WEBHOOK_PORT."
                ) from None
        else:
            await updater.start_polling(
                allowed_updates=UPDATES, bootstrap_retries=-1, error_callback=self._polling_failed
            )

    async def _take_up(self) -> None:
        """Go on with what a bot that was killed left behind: questions first, for they came first."""
        for question in await self._in_thread(self._memory.open_questions):
            self._lanes.put(ticket_of(question))
        for body in await self._in_thread(self._memory.left_over):
            await self._inbox.put_again(body, self.application.bot)

    async def _keep_tidy(self) -> None:
        while True:
            await self._in_thread(lambda: self._memory.tidy(time.time()))
            await asyncio.sleep(TIDY_EVERY)

    async def _stop(self) -> None:
        """Stop listening, let answers finish for a moment, then leave the rest for the next start."""
        updater = self.application.updater
        if updater and updater.running:
            await _within(2, updater.stop())
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

    async def _take_in(self, update_id: int, body: str) -> bool:
        return await self._in_thread(lambda: self._memory.take_in(update_id, body, time.time()))

    async def _dealt_with(self, update_id: int) -> None:
        await self._in_thread(lambda: self._memory.dealt_with(update_id))

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A handler broke: one plain sentence for the person, the rest under the same code for the log."""
        code = secrets.token_hex(3)
        _log.error("a handler failed", exc_info=context.error, extra={"code": code})
        if isinstance(update, Update) and update.effective_user and not update.inline_query:
            language = tongue(update.effective_user.language_code)
            await self._desk.reply(update, say("broken", language, code=code))

    def _polling_failed(self, error: TelegramError) -> None:
        self._unreachable_at = time.monotonic()
        if isinstance(error, Conflict):
            _log.error("another process polls with this token, or a webhook is set: stop the other one")
        else:
            _log.warning("polling failed; trying again", extra={"reason": type(error).__name__})

    def _well(self) -> str:
        """What /health says."""
        unreachable = time.monotonic() - self._unreachable_at < _UNREACHABLE_FOR
        return "telegram can't be reached" if self._state == "ok" and unreachable else self._state

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
