"""Sending as Telegram's limits allow: what is only on the way may be dropped, what is final never is.

Each chat has one budget for what is sent to it, and one thing is sent to it at a time, in order. A chat that is told to
wait (429) waits alone. What Telegram may or may not have received is sent again, so an answer is always put into a message
whose number is known, by editing it: doing that twice changes nothing.
SEE: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.telegram.carrying import Opener
from bot.telegram.keyboards import Keyboard
from bot.telegram.markup import Part
from bot.telegram.metrics import Metrics

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
Sent = Callable[[int], Awaitable[None]]
"""Told the number of a message as soon as it has been sent."""

_LAST_WORDS = 3.0
"""Seconds that a cancelled sender waits for the request that is on its way, to learn the message's number."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""What python-telegram-bot met where a request can't have reached Telegram."""


class UndeliverableError(Exception):
    """The chat can't be written to: the bot was blocked or put out, or the chat is gone."""


class UncertainError(Exception):
    """Telegram may have taken a message that must not be sent twice."""


@dataclass(frozen=True, slots=True)
class Pace:
    """So many messages at once, and then one in `seconds`."""

    burst: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Paces:
    """Telegram allows about one a second in a chat, with short bursts, 20 a minute in a group, and 30 a second in all."""

    private: Pace = Pace(2, 1.7)
    group: Pace = Pace(4, 3.8)
    all_chats: Pace = Pace(25, 1 / 25)


class Budget:
    """A bucket of tokens that fills steadily."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._full_at = 0.0
        """When the bucket will be full, by `time.monotonic`."""

    def wait(self) -> float:
        """Seconds until something may be sent."""
        room = (self._pace.burst - 1) * self._pace.seconds
        return max(0.0, self._full_at - time.monotonic() - room)

    def take(self) -> None:
        self._full_at = max(self._full_at, time.monotonic()) + self._pace.seconds

    def hold(self, seconds: float) -> None:
        """Nothing may be sent for so long."""
        room = (self._pace.burst - 1) * self._pace.seconds
        self._full_at = max(self._full_at, time.monotonic() + seconds + room)


@dataclass(slots=True)
class _Chat:
    budget: Budget
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    now_called: int | None = None
    """The id that the chat has now, where it moved."""


class Sender:
    """`moved` is told the old and the new id of a group that became a supergroup."""

    def __init__(
        self,
        bot: Bot,
        metrics: Metrics,
        paces: Paces = Paces(),
        moved: Callable[[int, int], Awaitable[None]] | None = None,
    ) -> None:
        self._bot = bot
        self._moved = moved
        self._metrics = metrics
        self._chats: dict[int, _Chat] = {}
        self._paces = paces
        self._all = Budget(paces.all_chats)
        self._refused_at: float | None = None
        """Since when what is sent is refused as the token's would be, by `time.monotonic`."""

    @property
    def opener(self) -> Opener:
        """Addresses at which this bot shows articles."""
        return Opener(self._bot.username)

    async def deliver(
        self,
        chat: int,
        part: Part,
        *,
        edit: int | None = None,
        reply_to: int | None = None,
        thread: int = 0,
        keyboard: Keyboard = (),
        sent: Sent | None = None,
        once: bool = False,
    ) -> int:
        """Put a part into the message `edit`, or send it; returns the message's number.

        Tries until it is there; with `once` only until it may be, and raises UncertainError then. Raises
        UndeliverableError where it can't ever be.
        """
        html = True
        while True:
            text, mode = (part.html, ParseMode.HTML) if html else (part.plain, None)
            given: dict[str, Any] = {
                "text": text, "parse_mode": mode, "reply_markup": _markup(keyboard), "link_preview_options": _NO_PREVIEW
            }  # fmt: skip
            try:
                if edit is not None:
                    await self._surely(chat, partial(self._bot.edit_message_text, message_id=edit, **given))
                    return edit
                if reply_to:
                    given["reply_parameters"] = ReplyParameters(reply_to, allow_sending_without_reply=True)
                send = partial(self._send, sent, message_thread_id=thread or None, **given)
                return await self._surely(chat, send, once=once)
            except ChatMigrated:
                edit = reply_to = None  # these numbers mean other messages there
            except BadRequest as error:
                reason = str(error).lower()
                if "not modified" in reason and edit is not None:
                    return edit
                if html and ("entit" in reason or "parse" in reason):
                    _log.warning("a part was refused as HTML and goes out as plain text", extra={"reason": str(error)})
                    html = False
                elif edit is not None:
                    edit = None  # it was deleted, or is too old to be changed
                elif thread and "thread" in reason:
                    thread = 0
                else:
                    raise UndeliverableError(str(error)) from None

    async def show(self, chat: int, message: int, text: str) -> bool:
        """Show how far an answer is by editing `message`, if there is room for it now. False if it was dropped."""
        state = self._chat(chat)
        if state.turn.locked() or state.budget.wait() or self._all.wait():
            return False
        async with state.turn:
            state.budget.take()
            self._all.take()
            return await self._try(
                state, lambda: self._bot.edit_message_text(text, chat, message, link_preview_options=_NO_PREVIEW)
            )

    def pause(self, chat: int) -> float:
        """Seconds after which it is worth trying `show` again."""
        return max(_SHORTEST_PAUSE, self._chat(chat).budget.wait(), self._all.wait())

    async def typing(self, chat: int, thread: int = 0) -> None:
        """Say "typing…" in a private chat, if it may be written to now. In a group it would cost as much as a message."""
        state = self._chat(chat)
        if chat > 0 and not state.turn.locked() and not state.budget.wait():
            await self._try(
                state, lambda: self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=thread or None)
            )

    async def set_buttons(self, chat: int, message: int, keyboard: Keyboard) -> None:
        with suppress(BadRequest, ChatMigrated):  # "not modified", or the message is gone
            change = partial(self._bot.edit_message_reply_markup, message_id=message, reply_markup=_markup(keyboard))
            await self._surely(chat, change)

    async def delete(self, chat: int, message: int) -> None:
        with suppress(BadRequest, ChatMigrated):
            await self._surely(chat, partial(self._bot.delete_message, message_id=message))

    async def document(self, chat: int, name: str, data: bytes, caption: str) -> None:
        """Raises UndeliverableError."""
        try:
            await self._surely(chat, partial(self._bot.send_document, document=data, filename=name, caption=caption))
        except (BadRequest, ChatMigrated) as error:
            raise UndeliverableError(str(error)) from None

    async def _send(self, sent: Sent | None, chat_id: int, **given: Any) -> int:
        message = await self._bot.send_message(chat_id, **given)
        if sent:
            await sent(message.message_id)
        return message.message_id

    async def _surely(self, chat: int, call: Callable[..., Awaitable[_T]], *, once: bool = False) -> _T:
        """Call until Telegram has taken it, or with `once` may have. Raises BadRequest, ChatMigrated (and the next call goes to
        the new chat), UndeliverableError, or UncertainError."""
        state, pause = self._chat(chat), 1.0
        async with state.turn:
            while True:
                while wait := max(state.budget.wait(), self._all.wait()):
                    await asyncio.sleep(wait)
                state.budget.take()
                self._all.take()
                try:
                    return await _to_its_end(self._heard(state, call(chat_id=state.now_called or chat)))
                except RetryAfter:
                    continue
                except ChatMigrated as error:
                    state.now_called = error.new_chat_id
                    if self._moved:
                        await self._moved(chat, error.new_chat_id)
                    raise
                except Forbidden as error:
                    raise UndeliverableError(str(error)) from None
                except BadRequest:
                    raise
                except TelegramError as error:
                    if isinstance(error, InvalidToken) and self._refused_at is None:
                        self._refused_at = time.monotonic()
                    # Also a token that is refused: that is so for a moment, or the bot ends and the next start goes on.
                    self._metrics.add("network_errors")
                    if once and not (isinstance(error, InvalidToken) or isinstance(error.__cause__, _NEVER_LEFT)):
                        raise UncertainError(str(error)) from None
                    _log.warning("Telegram can't be reached; trying again", extra={"reason": type(error).__name__})
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE)

    @property
    def refused_for(self) -> float:
        """Seconds for which nothing that was sent has been taken, because Telegram refuses the token."""
        return time.monotonic() - self._refused_at if self._refused_at is not None else 0.0

    async def _try(self, state: _Chat, call: Callable[[], Awaitable[object]]) -> bool:
        """Call once; whatever is wrong, what comes later will show it."""
        try:
            await _to_its_end(self._heard(state, call()))
        except RetryAfter:
            self._metrics.add("frames_dropped")
            return False
        except TelegramError:
            return False
        return True

    async def _heard(self, state: _Chat, request: Awaitable[_T]) -> _T:
        """Make a request. How long Telegram asks to wait is noted also where nobody waits for the outcome any more."""
        try:
            taken = await request
            self._refused_at = None
            return taken
        except RetryAfter as error:
            seconds = seconds_of(error)
            state.budget.hold(seconds + 0.1)
            self._metrics.add("flood_waits")
            _log.warning("Telegram asks to wait", extra={"seconds": seconds})
            raise

    def _chat(self, chat: int) -> _Chat:
        return self._chats.setdefault(chat, _Chat(Budget(self._paces.private if chat > 0 else self._paces.group)))


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def _to_its_end(request: Awaitable[_T]) -> _T:
    """A request that is on its way is heard out, even by one who is cancelled: a message may come of it."""
    running = asyncio.ensure_future(request)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        if not running.cancelled():
            await asyncio.wait([running], timeout=_LAST_WORDS)
            running.cancel()
        raise


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(b.text, callback_data=b.data) for b in row] for row in keyboard])


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
