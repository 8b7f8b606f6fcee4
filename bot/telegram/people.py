"""What is known of those who ask: what they spent, and what they thought of answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from bot.telegram.storage import BotDatabase

MINUTE = 60.0
_DAY = 86_400.0
_TOLD_FOR = _DAY

Spent = Literal["ok", "too fast", "day over"]


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is stored about a person."""

    questions: int
    feedback: int
    spent: int


def nobody(user: int) -> int:
    """What stands for a person in the count of today's questions after all that is kept of them was deleted: it tells nobody
    who they are, and no new budget comes of deleting. Negative, as no person's number is."""
    digest = hashlib.blake2b(str(user).encode(), digest_size=7, person=b"tanya-nobody").digest()
    return -int.from_bytes(digest, "big")


class People:
    def __init__(self, database: BotDatabase) -> None:
        self._database = database

    def spend(
        self, user: int, now: float, midnight: float, per_minute: int, per_day: int, *, quick: bool = True
    ) -> Spent:
        """Count a question if the person may ask one more. One that is not `quick` counts for the day alone.

        `now` is when it was asked, which may be hours ago.
        """
        with self._database.transaction() as db:
            (today,) = db.execute(
                "SELECT count(*) FROM bot_spending WHERE user IN (?, ?) AND at >= ? AND at < ?",
                (user, nobody(user), midnight, midnight + _DAY),
            ).fetchone()
            (lately,) = db.execute(
                "SELECT count(*) FROM bot_spending WHERE user = ? AND at > ? AND at <= ? AND quick",
                (user, now - MINUTE, now),
            ).fetchone()
            if today >= per_day:
                return "day over"
            if quick and lately >= per_minute:
                return "too fast"
            db.execute("INSERT INTO bot_spending VALUES (?, ?, ?)", (user, now, quick))
        return "ok"

    def tell_stranger(self, who: int, now: float) -> bool:
        """Whether it is time to tell a stranger, or a strange group, that the bot isn't for them: once a day."""
        with self._database.transaction() as db:
            told = db.execute(
                """INSERT INTO bot_strangers VALUES (?1, ?2)
                   ON CONFLICT (id) DO UPDATE SET told_at = ?2 WHERE told_at < ?2 - ?3""",
                (who, now, _TOLD_FOR),
            )
            return told.rowcount > 0

    def judge(self, question_id: str, user: int, good: bool, reason: str | None, now: float) -> None:
        """Keep what a person thinks of an answer; the last word counts."""
        with self._database.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO bot_feedback SELECT id, ?, ?, ?, ? FROM bot_questions WHERE id = ?",
                (user, good, reason, now, question_id),
            )

    def ratings(self, question_id: str) -> tuple[int, int]:
        """How many think the answer good, and how many bad."""
        good, bad = self._database.row(
            "SELECT coalesce(sum(good), 0), coalesce(sum(NOT good), 0) FROM bot_feedback WHERE question = ?",
            question_id,
        )
        return good, bad

    def unjudge(self, question_id: str, user: int) -> None:
        """Somebody takes back what they thought of an answer."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM bot_feedback WHERE question = ? AND user = ?", (question_id, user))

    def kept(self, user: int) -> Kept:
        def count(table: str) -> int:
            return int(self._database.row(f"SELECT count(*) FROM {table} WHERE user = ?", user)[0])

        return Kept(count("bot_questions"), count("bot_feedback"), count("bot_spending"))

    def asked_since(self, moment: float) -> tuple[int, int, int]:
        """Of the questions since then: how many there are, how many were refused, how many failed."""
        asked, refused, failed = self._database.row(
            """SELECT count(*), coalesce(sum(json_extract(answer, '$.abstained')), 0), coalesce(sum(state = 'failed'), 0)
               FROM bot_questions WHERE asked_at >= ?""",
            moment,
        )
        return asked, refused, failed
