"""Which stored answers cite which articles, and which of them cite a sentence that is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.telegram.storage import BotDatabase

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Looked:
    """How far it has been looked: the newest of the ledger's operations, and of the citations that are kept here."""

    seq: int
    key: int


class Citations:
    def __init__(self, database: BotDatabase) -> None:
        self._database = database

    def looked(self) -> Looked:
        return Looked(*self._database.row("SELECT seq, key FROM bot_looked"))

    def citing(self, articles: Sequence[str], after: int) -> tuple[list[str], int]:
        """Ids of the questions whose answers cite one of these articles, or came after the key `after`; and the newest key."""
        (newest,) = self._database.row("SELECT coalesce(max(key), 0) FROM bot_cited")
        found = [row[0] for row in self._database.rows("SELECT question FROM bot_cited WHERE key > ?", after)]
        for at in range(0, len(articles), _AT_ONCE):
            some = articles[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            found += [
                row[0]
                for row in self._database.rows(f"SELECT question FROM bot_cited WHERE article IN ({marks})", *some)
            ]
        return list(dict.fromkeys(found)), max(after, newest)

    def note_gone(self, questions: Iterable[str], looked: Looked) -> None:
        """The answers to these questions cite a sentence that is gone; and it has been looked so far."""
        with self._database.transaction() as db:
            db.executemany(
                "INSERT OR IGNORE INTO bot_gone (question) SELECT id FROM bot_questions WHERE id = ?",
                [(question,) for question in questions],
            )
            db.execute("UPDATE bot_looked SET seq = ?, key = ?", (looked.seq, looked.key))

    def to_be_told(self) -> list[str]:
        """Questions whose chats have still to be told that a sentence of the answer is gone, the latest first."""
        sql = """SELECT g.question FROM bot_gone g JOIN bot_questions q ON q.id = g.question
                 WHERE g.told_at IS NULL AND q.state = 'answered' ORDER BY q.seq DESC"""
        return [row[0] for row in self._database.rows(sql)]

    def begin_telling(self, question: str, now: float) -> bool:
        """Whether the chat may be told now. Only the first who asks may: better it is never told than twice."""
        with self._database.transaction() as db:
            begun = db.execute(
                """UPDATE bot_gone SET told_at = ?2 WHERE question = ?1 AND told_at IS NULL
                   AND EXISTS (SELECT 1 FROM bot_questions WHERE id = ?1 AND state = 'answered')""",
                (question, now),
            )
            return begun.rowcount > 0

    def told(self, question: str, now: float) -> None:
        """Somebody came back to the answer and was told there and then."""
        with self._database.transaction() as db:
            db.execute(
                """INSERT INTO bot_gone (question, told_at) SELECT id, ?2 FROM bot_questions WHERE id = ?1
                   ON CONFLICT (question) DO UPDATE SET told_at = coalesce(told_at, excluded.told_at)""",
                (question, now),
            )

    def stands_again(self, question: str) -> None:
        """The sentence is back, and nobody was told that it had gone."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM bot_gone WHERE question = ? AND told_at IS NULL", (question,))

    def note(self, db: sqlite3.Connection, question: str, articles: Iterable[str]) -> None:
        """Of an answer that has just been made; what an earlier one to the same question cited no longer counts."""
        db.execute("DELETE FROM bot_cited WHERE question = ?", (question,))
        db.execute("DELETE FROM bot_gone WHERE question = ?", (question,))
        db.executemany(
            "INSERT OR IGNORE INTO bot_cited (question, article) VALUES (?, ?)",
            [(question, article) for article in articles],
        )
