"""All that is stored about one person: written out for them, and deleted so that nothing of it is left in the file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.telegram.people import nobody
from bot.telegram.storage import BotDatabase

_THEIRS = """EXISTS (SELECT 1 FROM json_each(body)
                     WHERE CASE type WHEN 'object' THEN json_extract(value, '$.from.id') END = ?)"""
"""Of an update's body: whether it came from a person."""


class About:
    def __init__(self, database: BotDatabase) -> None:
        self._database = database
        self.to_be_wiped = True
        """Whether something was deleted since the last `wipe`, as far as is known: an earlier start may have left it so."""

    def all(self, user: int) -> dict[str, Any]:
        """Everything, as JSON can hold it. Times are in ISO 8601."""
        asked = self._database.rows(
            """SELECT id, chat, text, language, quote, shown, state, asked_at, answer FROM bot_questions WHERE user = ?
               ORDER BY seq""",
            user,
        )
        judged = self._database.rows(
            "SELECT question, good, reason, at FROM bot_feedback WHERE user = ? ORDER BY at", user
        )
        return {
            "telegram_id": user,
            "questions": [
                {
                    "id": id_, "chat": chat, "asked_at": _iso(at), "text": text, "language": language, "quote": quote,
                    "about_text": shown,
                    "state": state, "answer": json.loads(answer) if answer else None,
                }
                for id_, chat, text, language, quote, shown, state, at, answer in asked
            ],
            "ratings": [
                {"question": question, "good": bool(good), "reason": reason, "at": _iso(at)}
                for question, good, reason, at in judged
            ],
            "language_chosen": next(iter(self._database.rows("SELECT language FROM bot_languages WHERE user = ?", user)), [None])[0],
            "typed_in_other_chats": [
                {"text": text, "at": _iso(at)}
                for text, at in self._database.rows("SELECT text, at FROM bot_carried WHERE user = ?", user)
            ],
            "asked_at": self._times("SELECT at FROM bot_spending WHERE user = ? ORDER BY at", user),
            "told_that_it_is_closed_at": self._times("SELECT told_at FROM bot_strangers WHERE id = ?", user),
            "conversations_begun_anew": [
                {"topic": thread, "after_question": seq}
                for thread, seq in self._database.rows("SELECT thread, seq FROM bot_forgotten WHERE chat = ?", user)
            ],
            "messages_not_dealt_with": [
                json.loads(body)
                for (body,) in self._database.rows(f"SELECT body FROM bot_updates WHERE body IS NOT NULL AND {_THEIRS}", user)
            ],
        }  # fmt: skip

    def unanswered(self, user: int) -> list[tuple[int, int]]:
        """The chats and numbers of the messages in which answers to this person were to come."""
        sql = """SELECT m.chat, m.message FROM bot_messages m JOIN bot_questions q ON q.id = m.question
                 WHERE q.user = ? AND q.state IN ('waiting', 'made')"""
        return [(chat, message) for chat, message in self._database.rows(sql, user)]

    def delete(self, user: int, midnight: float) -> None:
        """Delete all that is stored about a person. How many questions they asked today stays counted until midnight, under
        no number of theirs.

        What they sent and nobody has dealt with yet goes too, so it never is.
        """
        self.to_be_wiped = True
        with self._database.transaction() as db:
            db.execute("DELETE FROM bot_questions WHERE user = ?", (user,))
            db.execute("DELETE FROM bot_feedback WHERE user = ?", (user,))
            db.execute("DELETE FROM bot_spending WHERE user = ? AND at < ?", (user, midnight))
            db.execute("UPDATE bot_spending SET user = ? WHERE user = ?", (nobody(user), user))
            db.execute("DELETE FROM bot_strangers WHERE id = ?", (user,))
            db.execute("DELETE FROM bot_languages WHERE user = ?", (user,))
            db.execute("DELETE FROM bot_carried WHERE user = ?", (user,))
            db.execute("DELETE FROM bot_forgotten WHERE chat = ?", (user,))
            db.execute(f"UPDATE bot_updates SET body = NULL WHERE body IS NOT NULL AND {_THEIRS}", (user,))

    def wipe(self, patience_ms: int = 0) -> bool:
        """Write the log into the file and empty it, so that what was deleted is nowhere. False while someone reads."""
        with self._database.patience(patience_ms):
            busy, _, _ = self._database.row("PRAGMA wal_checkpoint(TRUNCATE)")
        self.to_be_wiped = bool(busy)
        return not busy

    def _times(self, sql: str, *values: Any) -> Sequence[str]:
        return [_iso(at) for (at,) in self._database.rows(sql, *values)]


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
