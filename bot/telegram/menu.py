"""The commands as Telegram lists them: for each language, shorter in groups, longer for admins."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import RetryAfter, TelegramError

from bot.telegram.sending import seconds_of
from bot.telegram.texts import COMMANDS, FOR_ADMINS, IN_GROUPS, say

_log = logging.getLogger(__name__)

_TRIES = 3


async def register(bot: Bot, admins: Iterable[int]) -> None:
    """Tell Telegram the commands. Where it won't have them, they work all the same and are only not listed."""
    for_all = [key for key in COMMANDS if key not in FOR_ADMINS]
    scopes: list[tuple[BotCommandScope, Iterable[str]]] = [
        (BotCommandScopeDefault(), for_all),
        (BotCommandScopeAllPrivateChats(), for_all),
        (BotCommandScopeAllGroupChats(), IN_GROUPS),
        *((BotCommandScopeChat(admin), list(COMMANDS)) for admin in admins),
    ]
    for scope, keys in scopes:
        for code in (None, "id"):  # English is for all languages that have no list of their own
            language = code or "en"
            listed = [BotCommand(COMMANDS[key][language == "en"], say(f"command_{key}", language)) for key in keys]
            await _set(bot, listed, scope, code)


async def _set(bot: Bot, commands: list[BotCommand], scope: BotCommandScope, code: str | None) -> None:
    for _ in range(_TRIES):
        try:
            await bot.set_my_commands(commands, scope=scope, language_code=code)
            return
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
        except TelegramError as error:
            # An admin who never wrote to the bot has no chat to list commands in.
            _log.warning("commands were not listed", extra={"scope": scope.type, "reason": str(error)})
            return
