"""The ledger's SQLite file: a connection for each thread, whole transactions, and SQLite's refusals in plain words."""

from __future__ import annotations

import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Sized
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar
from weakref import WeakSet

from index.errors import LedgerError

VERSION = 3
_SCRIPTS = ("schema.sql", "schema_2.sql", "schema_3.sql")
"""The migrations in order; a ledger of version n has had the first n."""


_PATIENCE_MS = 60_000
"""How long a thread waits for another that writes."""
_LAST_WORDS = 1.0
"""Seconds that closing waits for another thread's statement."""


class _Held:
    """A thread's connection. It closes with the thread; left alone it would wait for the garbage collector.

    `in_use`: held while a statement runs. Python crashes where a connection is closed in another thread meanwhile.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.in_use = threading.RLock()

    def close(self) -> None:
        """What is still in use after a moment closes with its thread, or with the process."""
        if self.in_use.acquire(timeout=_LAST_WORDS):
            try:
                self.connection.close()
            finally:
                self.in_use.release()

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """One file in WAL mode, so that many read while one writes. Raises LedgerError for whatever SQLite refuses.

    Only its owner may read it: it may hold what people asked.
    """

    pragmas: ClassVar[tuple[str, ...]] = (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "cache_size = -8192",
    )

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._held: WeakSet[_Held] = WeakSet()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"The folder {path.parent} can't be made ({error.strerror}): set TANYA_DATA_DIR to a folder that can be written."
            ) from None
        _keep_private(path)
        try:
            with self._guard():
                self._migrate()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        for held in list(self._held):
            held.close()
        self._held.clear()
        self._local = threading.local()

    def check(self) -> str:
        """What SQLite's own check finds: "ok", or the first thing that is wrong."""
        return str(self.row("PRAGMA quick_check(1)")[0])

    def rows(self, sql: str, *values: Any) -> list[Any]:
        with self._guard(), self._connection() as db:
            return db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> Any:
        with self._guard(), self._connection() as db:
            return db.execute(sql, values).fetchone()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is done with the connection is committed together, or nothing of it."""
        with self._guard(), self._connection() as db:
            try:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    with suppress(sqlite3.Error):
                        db.execute("ROLLBACK")
                raise

    @contextmanager
    def patience(self, milliseconds: int) -> Iterator[None]:
        """How long this thread waits for another that writes, for once."""
        self.row(f"PRAGMA busy_timeout = {milliseconds}")
        try:
            yield
        finally:
            self.row(f"PRAGMA busy_timeout = {_PATIENCE_MS}")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """This thread's, while it is used."""
        held = self._own()
        with held.in_use:
            yield held.connection

    @property
    def _db(self) -> sqlite3.Connection:
        return self._own().connection

    def _own(self) -> _Held:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            held = _Held(
                sqlite3.connect(self.path, timeout=_PATIENCE_MS / 1000, isolation_level=None, check_same_thread=False)
            )
            for pragma in self.pragmas:
                held.connection.execute(f"PRAGMA {pragma}")
            self._held.add(held)
            self._local.held = held
        return held

    def _migrate(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise LedgerError(f"The ledger {self.path} was made by a newer Tanya: update with `pip install -U tanya`.")
        if version == VERSION:
            return
        with self.transaction() as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()  # another process may have been faster
            for number in range(version + 1, VERSION + 1):
                for statement in statements(files("index").joinpath(_SCRIPTS[number - 1]).read_text("utf-8")):
                    db.execute(statement)
                if number == 1:
                    db.execute("INSERT INTO meta VALUES ('id', ?)", (uuid.uuid4().hex[:12],))
                db.execute(f"PRAGMA user_version = {number}")

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LedgerError(_advice(self.path, error)) from error
        except UnicodeEncodeError as error:
            raise LedgerError(
                f"{error.object!r} has half a character in it: only whole ones can be stored or found."
            ) from None


def _keep_private(path: Path) -> None:
    """SQLite gives the files beside it the same mode. Whatever is wrong with the file, opening it says better.

    A file that is there is never opened here: closing it again would give up the locks that this process has on it.
    SEE: https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with suppress(OSError):
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)


def _advice(path: Path, error: sqlite3.Error) -> str:
    # Errors of Python's own module ("Cannot operate on a closed database") carry no name of SQLite's.
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL":
        return f"The disk that holds {path} is full: free some space and run the command again; nothing that was there is lost."
    if name.startswith("SQLITE_IOERR"):
        return (
            f"The disk that holds {path} can't be read or written ({error}): check that it is there and not full, then run "
            "the command again; what was committed before is not lost."
        )
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return f"{path} is damaged ({error}): move it away and ingest again, or put back a copy."
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"{path} can't be written: check its permissions, or set TANYA_DATA_DIR to a folder that can be."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{path} has been locked by another process for a minute: wait until that is done, then run the command again."
    return f"The ledger {path} refused: {error}."


def utc_now(later: timedelta = timedelta()) -> str:
    """The time as the ledger keeps it, in ISO 8601 to the second; or what it will be so much later."""
    return (datetime.now(UTC) + later).isoformat(timespec="seconds")


def placeholders(values: Sized) -> str:
    """For `IN (…)` and `VALUES (…)`: "?, ?, ?"."""
    return ", ".join("?" * len(values))


UNDER = "(file = ? OR (file > ? AND file < ?))"


def under(path: str) -> tuple[str, str, str]:
    """What `UNDER` asks of a file: to be this one, or to lie below this folder."""
    below = path.rstrip("/")
    return path, f"{below}/", f"{below}0"  # "0" comes after "/": between them are the names that begin with "folder/"


def statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
