"""The language that the bot's own texts are in: the one a person chose, else their question's, else their Telegram's."""

from __future__ import annotations

from dataclasses import replace

from bot.telegram.storage import BotDatabase
from bot.telegram.texts import LANGUAGES
from index.answer.phrases import CLAIM_NOT_TOLD, NO_MORE, NOT_FOUND
from index.types import Answer, Language


class Languages:
    def __init__(self, database: BotDatabase) -> None:
        self._database = database

    def of(self, user: int) -> Language | None:
        """The language that a person chose; None where they chose none."""
        row = self._database.row("SELECT language FROM bot_languages WHERE user = ?", user)
        return next((known for known in LANGUAGES if row and row[0] == known), None)

    def choose(self, user: int, language: Language | None) -> None:
        """None takes the choice back."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM bot_languages WHERE user = ?", (user,))
            if language:
                db.execute("INSERT INTO bot_languages VALUES (?, ?)", (user, language))


def named_language(text: str) -> Language | None:
    """The language that somebody names: "Inggris", "en", "bahasa Indonesia"."""
    words = set(text.casefold().split())
    if words & {"id", "indonesia", "indonesian", "indo"}:
        return "id"
    return "en" if words & {"en", "inggris", "english", "eng"} else None


def in_language(answer: Answer, language: Language) -> Answer:
    """The answer for somebody who chose a language: what is Tanya's own in it. The articles' words stay theirs."""
    own = next((p for p in (NOT_FOUND, CLAIM_NOT_TOLD, NO_MORE) if answer.text in p.values()), None)
    return replace(answer, language=language, text=own[language] if own else answer.text)
