"""Hearing from Telegram, by polling or by a webhook. Each update is handed on as it came, unread.

The library's own listener reads a hundred updates at once: one that it can't read stops them all, and is fetched for ever.
Nor does it know of a token that is refused for a moment only. So requests are the library's here, and the rest is not.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
import warnings
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeGuard, TypeVar
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import BadRequest, Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.sending import seconds_of
from index.errors import SettingsError
from index.settings import Settings

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

Raw = dict[str, Any]
"""An update as Telegram's JSON has it; its `update_id` is a number."""
Receive = Callable[[Raw], Awaitable[None]]

POLL_FOR = 10
"""Seconds that Telegram waits for something to happen before it answers a poll."""
_AT_ONCE = 100
"""Updates that Telegram gives at most."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0
_QUIET = 1.0
"""Seconds without a call after which the webhook has brought what came while the bot was away."""
_LOOK_EVERY = 25.0
"""Seconds after which it is looked whether the webhook is still ours."""
_LARGEST = 2 * 2**20
"""Bytes of an update. Telegram's are a tenth of this."""
REFUSED = "Telegram refuses the bot's token: copy it anew from @BotFather into TANYA_TELEGRAM_TOKEN."

# Bot.get_updates reads all that came in one go, which is what must not be.
warnings.filterwarnings("ignore", r"Please use 'Bot\.getUpdates'", PTBUserWarning)


class Listening:
    """`patience` is for how many seconds Telegram may be away before it counts, and may refuse the token before the bot
    ends; `read_timeout` how many it has to answer."""

    def __init__(
        self, bot: Bot, receive: Receive, settings: Settings, updates: Sequence[str], *, patience: float, read_timeout: float
    ) -> None:  # fmt: skip
        self._bot = bot
        self._receive = receive
        self._settings = settings
        self._updates = list(updates)
        self._patience = patience
        self._read_timeout = read_timeout
        self._heard_at = -patience
        self._received_at = 0.0
        self._refused_since: float | None = None
        self._server: HTTPServer | None = None
        self.caught_up = asyncio.Event()
        """Set when all has been received that came while the bot was away."""

    @property
    def hears(self) -> bool:
        """Whether Telegram has answered lately."""
        return time.monotonic() - self._heard_at < self._patience

    async def start(self) -> None:
        """Get ready to listen, however long Telegram is away. Raises SettingsError where it can't be as it is set up."""
        if self._settings.telegram_webhook_url:
            self._open()
            await self._set_webhook()
            self._received_at = time.monotonic()
        else:
            await self._surely(self._bot.delete_webhook)

    async def run(self) -> None:
        """Listen until cancelled. Raises SettingsError where Telegram goes on refusing the token."""
        if not self._settings.telegram_webhook_url:
            await self._poll()
        while time.monotonic() - self._received_at < _QUIET:
            await asyncio.sleep(0.1)
        self.caught_up.set()
        while True:
            await asyncio.sleep(min(_LOOK_EVERY, self._patience / 2))
            info = await self._surely(self._bot.get_webhook_info)
            if info.url != self._settings.telegram_webhook_url:
                _log.error("the webhook was taken away; it is set again: does another process use this token?")
                await self._set_webhook()

    def stop(self) -> None:
        if self._server:
            self._server.stop()

    async def _poll(self) -> None:
        offset = 0
        while True:
            found = await self._surely(partial(self._fetch, offset))
            for raw in found:
                if _numbered(raw):
                    await self._receive(raw)
                    offset = max(offset, raw["update_id"] + 1)
            if len(found) < _AT_ONCE:
                self.caught_up.set()
            if found and not any(map(_numbered, found)):
                _log.error("what Telegram gave are no updates")
                await asyncio.sleep(_LONGEST_PAUSE)  # it gives the same again

    async def _fetch(self, offset: int) -> list[Any]:
        wait = POLL_FOR if self.caught_up.is_set() else 0
        asked = {"offset": offset, "timeout": wait, "limit": _AT_ONCE, "allowed_updates": self._updates}
        try:
            found = await self._bot.do_api_request("getUpdates", asked, read_timeout=POLL_FOR + self._read_timeout)
        except Conflict as error:
            if "webhook" in str(error):
                await self._bot.delete_webhook()
            raise
        return found if isinstance(found, list) else []

    async def _set_webhook(self) -> None:
        s, url = self._settings, self._settings.telegram_webhook_url
        assert url and s.telegram_webhook_secret
        secret = s.telegram_webhook_secret.get_secret_value()

        async def set_() -> None:
            try:
                # One connection keeps what comes in order: what is taken back comes after it was asked.
                await self._bot.set_webhook(url, max_connections=1, secret_token=secret, allowed_updates=self._updates)
            except BadRequest as error:
                raise SettingsError(
                    f"Telegram won't call the webhook ({error}): check TANYA_TELEGRAM_WEBHOOK_URL."
                ) from None

        await self._surely(set_)

    def _open(self) -> None:
        s = self._settings
        assert s.telegram_webhook_url and s.telegram_webhook_secret
        given = {"secret": s.telegram_webhook_secret.get_secret_value(), "receive": self._called}
        path = "/" + urlsplit(s.telegram_webhook_url).path.strip("/")
        self._server = HTTPServer(
            Application([(_exactly(path) + "/?", _Webhook, given)], log_function=lambda _: None),
            max_body_size=_LARGEST, max_buffer_size=4 * _LARGEST, body_timeout=30, idle_connection_timeout=600,
        )  # fmt: skip
        try:
            self._server.listen(s.telegram_webhook_port, s.telegram_webhook_listen)
        except OSError as error:
            raise SettingsError(
                f"The webhook can't listen on {s.telegram_webhook_listen}:{s.telegram_webhook_port} ({error.strerror}): "
                "choose another TANYA_TELEGRAM_WEBHOOK_PORT."
            ) from None

    async def _called(self, raw: Raw) -> None:
        self._received_at = time.monotonic()
        await self._receive(raw)

    async def _surely(self, call: Callable[[], Awaitable[_T]]) -> _T:
        """Call until Telegram answers."""
        pause = _SHORTEST_PAUSE
        while True:
            try:
                result = await call()
            except RetryAfter as error:
                seconds = seconds_of(error)
                _log.warning("Telegram asks to wait", extra={"seconds": seconds})
                await asyncio.sleep(seconds)
                continue
            except (InvalidToken, EndPointNotFound):
                # Telegram does so for a moment now and then, with a token that is right.
                now = time.monotonic()
                self._refused_since = self._refused_since or now
                if now - self._refused_since >= self._patience:
                    raise SettingsError(REFUSED) from None
                _log.error("Telegram refuses the bot's token; trying again")
            except Conflict:
                _log.error("another process polls with this token, or a webhook is set: stop the other one")
            except TelegramError as error:
                _log.warning("Telegram can't be reached; trying again", extra={"reason": type(error).__name__})
            else:
                self._heard_at, self._refused_since = time.monotonic(), None
                return result
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


class _Webhook(RequestHandler):
    """Whoever knows the secret is Telegram, and is told 200 whatever it sent: what can't be read today can't be tomorrow."""

    SUPPORTED_METHODS = ("POST",)

    def initialize(self, secret: str, receive: Receive) -> None:
        self.secret, self.receive = secret, receive

    def set_default_headers(self) -> None:
        self.clear_header("Server")

    async def post(self) -> None:
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            self.set_status(403)
            return
        try:
            raw = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raw = None
        if _numbered(raw):
            await self.receive(raw)
        else:
            _log.warning("what came by the webhook is no update")


def _numbered(raw: object) -> TypeGuard[Raw]:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return isinstance(number, int) and 0 <= number < 2**63


def _exactly(path: str) -> str:
    """As a pattern: a path may have signs in it that mean something there."""
    return "".join(c if c.isalnum() or c in "/_-" else "\\" + c for c in path)
