"""Which handler gets which update."""

from __future__ import annotations

from typing import Any

from telegram import Bot, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from bot.telegram.admin import Admin
from bot.telegram.buttons import Buttons
from bot.telegram.commands import Commands
from bot.telegram.desk import Desk
from bot.telegram.inline import Inline
from bot.telegram.manners import Manners
from bot.telegram.questions import Questions
from bot.telegram.rating import Rating
from bot.telegram.texts import COMMANDS

_NEW = filters.UpdateType.MESSAGE & ~filters.IS_AUTOMATIC_FORWARD
"""What a linked channel posts is nobody's question."""
_EDITED = filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION)
_PRIVATE = filters.ChatType.PRIVATE & _NEW


class Handlers:
    def __init__(self, desk: Desk, bot: Bot) -> None:
        self._desk = desk
        self._manners = Manners(desk, bot.username, bot.first_name)
        self._questions = Questions(desk, self._manners, bot.username, bot.id)
        self._commands = Commands(desk, self._manners, bot.username)
        self._rating = Rating(desk)
        self._buttons, self._inline, self._admin = Buttons(desk), Inline(desk), Admin(desk)

    def close(self) -> None:
        self._admin.close()

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        questions, commands, admin = self._questions, self._commands, self._admin
        handled = {
            "start": commands.start, "help": commands.help, "ask": questions.command, "search": commands.search,
            "sources": commands.sources, "new": questions.new, "cancel": questions.cancel, "privacy": commands.privacy,
            "language": commands.language,
            "add": admin.add, "remove": admin.remove, "status": admin.status,
        }  # fmt: skip
        for key, callback in handled.items():
            for_admins = key in ("add", "remove", "status")
            application.add_handler(CommandHandler(set(COMMANDS[key]), callback, _PRIVATE if for_admins else _NEW))
        application.add_handler(CallbackQueryHandler(self._buttons.pressed))
        application.add_handler(InlineQueryHandler(self._inline.query))
        application.add_handler(MessageHandler(_EDITED, questions.edited))
        application.add_handler(ChatMemberHandler(self._manners.added, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_handler(MessageReactionHandler(self._rating.reacted))
        application.add_handler(MessageHandler(filters.COMMAND & _PRIVATE, commands.help))
        application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND & _NEW, self._text))
        application.add_handler(MessageHandler(filters.Document.ALL & _PRIVATE, self._document))
        application.add_handler(MessageHandler(filters.CAPTION & _NEW, questions.message))
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE & _NEW, questions.moved))
        application.add_handler(MessageHandler(_PRIVATE & ~filters.StatusUpdate.ALL, questions.other))

    async def _document(self, update: Update, context: Any) -> None:
        """An admin's is taken in; with somebody else's it is the words above it that count."""
        message, user = update.message, update.effective_user
        if message and message.caption and user and not self._desk.access.is_admin(user.id):
            await self._questions.message(update, context)
        else:
            await self._admin.document(update, context)

    async def _text(self, update: Update, context: Any) -> None:
        message = update.message
        if message and message.chat.type == "private" and self._admin.is_link(message):
            await self._admin.add(update, context)
        else:
            await self._questions.message(update, context)
