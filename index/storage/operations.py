"""What a projection has to catch up on: at most one operation an article, the newest."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from index.storage.database import Database


@dataclass(frozen=True, slots=True)
class Operation:
    """Article `article` changed or went away; the most chunks it ever had is `chunks`."""

    article: str
    seq: int
    chunks: int


class Operations:
    """The part of the ledger that numbers what changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> int:
        """The number of the newest operation; 0 where there is none."""
        return int(self._database.row("SELECT coalesce(max(seq), 0) FROM operations")[0])

    def after(self, seq: int, limit: int = -1) -> list[Operation]:
        sql = "SELECT article, seq, chunks FROM operations WHERE seq > ? ORDER BY seq LIMIT ?"
        return [Operation(*row) for row in self._database.rows(sql, seq, limit)]

    def note(self, db: sqlite3.Connection, article_id: str, chunks: int) -> None:
        db.execute(
            """INSERT INTO operations VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM operations), ?2)
               ON CONFLICT (article) DO UPDATE SET seq = excluded.seq, chunks = max(chunks, excluded.chunks)""",
            (article_id, chunks),
        )
