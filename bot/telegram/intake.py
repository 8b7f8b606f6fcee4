"""Updates on their way in: kept before Telegram is told that they came, dealt with once, in order in each chat."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from bot.telegram.delay import late, said_at
from bot.telegram.links import only_links
from bot.telegram.texts import COMMANDS
from index.errors import LedgerError

_log = logging.getLogger(__name__)

AT_ONCE = 256
"""Updates that are dealt with at the same time. None of them waits for an answer, so few ever are."""
EACH = 30
"""Of these, how many may be one person's. More are let go, so that nobody can keep the others waiting."""
_CANCEL = tuple(f"/{name}" for name in COMMANDS["cancel"])
_UNORDERED = tuple(f"/{name}" for key in ("cancel", "add") for name in COMMANDS[key])

EARLIER = 5.0
"""Seconds that taking back waits for what was said before in the chat and is not dealt with yet."""

TakeIn = Callable[[int, str], Awaitable[bool]]
DealtWith = Callable[[int], Awaitable[None]]
Raw = dict[str, Any]


class Inbox(asyncio.Queue[object]):
    """The queue between Telegram and the handlers. What is received is stored first, unless it came before.

    Polling confirms an update, and the webhook says 200, only after `receive` has returned. An update that can't be read is
    passed over: `unreadable` is told, nobody waits for it, and it isn't fetched again.
    """

    def __init__(self, take_in: TakeIn, dealt_with: DealtWith, unreadable: Callable[[Raw], None]) -> None:
        super().__init__()
        self._take_in = take_in
        self._dealt_with = dealt_with
        self._unreadable = unreadable

    async def receive(self, raw: Raw, bot: Bot) -> None:
        """`raw` is an update as Telegram's JSON has it, with a number for `update_id`."""
        raw = _whole(raw)
        if "inline_query" not in raw:
            try:
                if not await self._take_in(raw["update_id"], json.dumps(raw)):
                    return
            except LedgerError as error:
                _log.error("an update could not be stored: %s", error)
        await self._pass_on(raw, bot)

    async def receive_again(self, body: str, bot: Bot) -> None:
        """An update that was stored, and not dealt with, when the bot last stopped."""
        await self._pass_on(json.loads(body), bot)

    async def _pass_on(self, raw: Raw, bot: Bot) -> None:
        try:
            update = Update.de_json(raw, bot)
        except Exception as error:  # the library raises whatever its code runs into
            # What the error says may quote the update.
            known = {"update": raw["update_id"], "kind": kind_of(raw), "reason": type(error).__name__}
            _log.error("an update could not be read and was passed over", extra=known)
            self._unreadable(raw)
            try:
                await self._dealt_with(raw["update_id"])
            except LedgerError as refused:
                _log.error("an update could not be marked as dealt with: %s", refused)
        else:
            await self.put(update)


def kind_of(raw: Raw) -> str:
    """ "message", "callback_query", …; what it is called, and nothing of what it holds."""
    return next((name for name in raw if name in Update.ALL_TYPES), "unknown")


def sender_in_private(raw: Raw) -> tuple[int, str] | None:
    """Of a message that can't be read: who sent it in a private chat, and the language of their Telegram."""
    try:
        message = raw["message"]
        chat, person = message["chat"], message["from"]
        if chat["type"] == "private" and isinstance(chat["id"], int) and chat["id"] == person["id"]:
            return chat["id"], str(person.get("language_code") or "")
    except (KeyError, TypeError, AttributeError):
        pass
    return None


def _whole(raw: Raw) -> Raw:
    """Without halves of characters, which JSON can hold and a database can't."""
    text = json.dumps(raw, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        mended: Raw = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        return mended
    return raw


class InOrder(BaseUpdateProcessor):
    """Messages of a chat are dealt with one after the other; what takes long or is urgent passes them.

    `let_go` is given what is one too many of a person's.
    """

    def __init__(self, dealt_with: DealtWith, let_go: Callable[[Update], None]) -> None:
        super().__init__(AT_ONCE)
        self._dealt_with = dealt_with
        self._let_go = let_go
        self._in_chat: defaultdict[int, dict[asyncio.Task[Any], int]] = defaultdict(dict)
        """What is being dealt with in order, and the number of its update."""
        self._turns: dict[int, asyncio.Lock] = {}
        self._of_each: Counter[int] = Counter()
        self._running: set[asyncio.Task[Any]] = set()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        task = asyncio.current_task()
        assert task is not None
        user = update.effective_user.id if isinstance(update, Update) and update.effective_user else 0
        self._running.add(task)
        self._of_each[user] += 1
        try:
            try:
                await self._one(update, coroutine, user)
            except Exception as error:
                # Handlers have an error handler. What is left is an update that can be read and makes no sense all the same.
                _log.error("an update could not be dealt with", extra={"reason": type(error).__name__})
            if isinstance(update, Update):
                await self._dealt_with(update.update_id)
        except LedgerError as error:
            _log.error("an update could not be marked as dealt with: %s", error)
        finally:
            self._running.discard(task)
            self._of_each[user] -= 1
            if not self._of_each[user]:
                del self._of_each[user]
            if asyncio.iscoroutine(coroutine):
                coroutine.close()  # where it was never awaited; otherwise it is closed already

    async def _one(self, update: object, coroutine: Awaitable[Any], user: int) -> None:
        if self._of_each[user] <= EACH or (isinstance(update, Update) and late(said_at(update))):
            await self._in_turn(update, coroutine)
            return
        _log.warning("an update too many of one person was let go", extra={"user": user})
        if isinstance(update, Update):
            self._let_go(update)

    async def _in_turn(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = _ordered(update)
        if chat is None:
            await self._until_earlier(update)
            await coroutine
            return
        task = asyncio.current_task()
        assert task is not None
        assert isinstance(update, Update)
        self._in_chat[chat][task] = update.update_id
        try:
            async with self._turns.setdefault(chat, asyncio.Lock()):
                await coroutine
        finally:
            del self._in_chat[chat][task]
            if not self._in_chat[chat]:
                del self._in_chat[chat]

    async def _until_earlier(self, update: object) -> None:
        """Before something is taken back, what was said before it has to have been understood; so long as that takes not too
        long, for taking back is urgent."""
        message = update.message if isinstance(update, Update) else None
        if message and isinstance(update, Update) and (message.text or "").lower().startswith(_CANCEL):
            told = self._in_chat.get(message.chat.id, {})
            earlier = [task for task, number in told.items() if number < update.update_id]
            if earlier:
                await asyncio.wait(earlier, timeout=EARLIER)

    async def idle(self) -> None:
        """Wait until what has been begun is dealt with."""
        if running := list(self._running):
            await asyncio.wait(running)

    async def break_off(self, patience: float) -> None:
        """Cancel what is being dealt with; it will be dealt with anew after the next start."""
        running = list(self._running)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=patience)

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass


def _ordered(update: object) -> int | None:
    """The chat whose order an update has to keep; None where it need not."""
    message = (update.message or update.edited_message) if isinstance(update, Update) else None
    text = (message.text or "") if message else ""
    if message is None or message.document or text.lower().startswith(_UNORDERED) or only_links(text):
        return None
    return message.chat.id
