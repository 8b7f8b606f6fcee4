"""The bot's own tables in the ledger's SQLite file, brought to their newest form when it is opened."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from index.errors import LedgerError
from index.storage.database import Database, statements

_T = TypeVar("_T")

_SCRIPTS = ("schema.sql", "schema_2.sql", "schema_3.sql", "schema_4.sql", "schema_5.sql")
"""The migrations in order; tables of version n have had the first n."""
VERSION = len(_SCRIPTS)
"""Counted in `meta` under a name of its own: the ledger's tables have their own version, and change at other times."""


class BotDatabase(Database):
    """Opens the ledger's file, made anew where it isn't there. Raises LedgerError for whatever SQLite refuses."""

    pragmas = (*Database.pragmas, "secure_delete = ON")  # what a person wants deleted is not left in a free page

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        try:
            with self.transaction() as db:
                self._bring_up(db)
        except BaseException:
            self.close()
            raise

    def _bring_up(self, db: sqlite3.Connection) -> None:
        row = db.execute("SELECT value FROM meta WHERE name = 'bot_version'").fetchone()
        version = int(row[0]) if row else 0
        if version > VERSION:
            raise LedgerError(
                f"The bot's tables in {self.path} were made by a newer Tanya: update with `pip install -U tanya`."
            )
        for script in _SCRIPTS[version:]:
            for statement in statements(files("bot.telegram").joinpath(script).read_text("utf-8")):
                db.execute(statement)
        if version < VERSION:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('bot_version', ?)", (str(VERSION),))


class OneThread:
    """Runs short jobs in a thread of their own, one after the other, so that a locked database doesn't hold up the rest."""

    def __init__(self, name: str) -> None:
        self._threads = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def __call__(self, job: Callable[[], _T]) -> _T:
        # Work that was begun is finished even where whoever asked for it has been cancelled.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._threads, job))

    def close(self) -> None:
        self._threads.shutdown(wait=True)
