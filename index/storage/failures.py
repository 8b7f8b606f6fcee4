"""What could not be taken in, with the time before which it isn't tried again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from index.storage.database import UNDER, Database, under, utc_now

_FIRST_BACKOFF = timedelta(minutes=10)
_LONGEST_BACKOFF = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be taken in. `file` is the file or source it belongs to; times are ISO 8601 in UTC."""

    origin: str
    file: str
    reason: str
    at: str
    lasting: bool = False
    tries: int = 1
    again_at: str | None = None


class Failures:
    """The part of the ledger that knows what went wrong."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Failure]:
        rows = self._database.rows(
            "SELECT origin, file, reason, at, lasting, tries, again_at FROM failures ORDER BY origin"
        )
        return [Failure(o, f, r, at, bool(lasting), tries, again) for o, f, r, at, lasting, tries, again in rows]

    def add(
        self,
        origin: str,
        source: str,
        reason: str,
        *,
        lasting: bool,
        retry_after: float | None = None,
        stamp: str | None = None,
    ) -> None:
        """Remember that an address could not be taken in. What may pass is tried again later, each time later still;
        what won't, once its list has another `stamp` for it."""
        with self._database.transaction() as db:
            row = db.execute("SELECT tries FROM failures WHERE origin = ?", (origin,)).fetchone()
            tries = (row[0] if row else 0) + 1
            wait = min(_FIRST_BACKOFF * 2 ** min(tries - 1, 12), _LONGEST_BACKOFF)
            if retry_after:
                wait = max(wait, min(timedelta(seconds=retry_after), _LONGEST_BACKOFF))
            again = None if lasting else utc_now(wait)
            db.execute(
                """INSERT OR REPLACE INTO failures (origin, file, reason, at, lasting, tries, again_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?)""",
                (origin, source, reason, utc_now(), lasting, tries, again),
            )
            if lasting and origin != source:
                db.execute(
                    """INSERT INTO pages (url, stamp, fetched_at) VALUES (?, ?, ?)
                       ON CONFLICT (url) DO UPDATE SET stamp = excluded.stamp""",
                    (origin, stamp, utc_now()),
                )

    def forgive(self, origin: str) -> None:
        """It works after all."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM failures WHERE origin = ?", (origin,))

    def due(self, source: str) -> list[str]:
        """Addresses of a source that failed for a while, and may be tried again now."""
        sql = (
            "SELECT origin FROM failures WHERE file = ? AND origin <> file AND again_at <= ? ORDER BY again_at, origin"
        )
        return [row[0] for row in self._database.rows(sql, source, utc_now())]

    def resting(self, origins: Iterable[str]) -> set[str]:
        """Those that failed not long enough ago to be tried again."""
        rows = self._database.rows("SELECT origin FROM failures WHERE again_at > ?", utc_now())
        return {origin for (origin,) in rows}.intersection(origins)

    def replace_under(self, paths: Iterable[str], failures: Iterable[tuple[str, str, str]]) -> None:
        """Replace what is known to be wrong at or below `paths` by `failures`: origin, file and reason of each."""
        with self._database.transaction() as db:
            for path in paths:
                db.execute(f"DELETE FROM failures WHERE {UNDER}", under(path))
            rows = [(*failure, utc_now()) for failure in failures]
            db.executemany("INSERT OR REPLACE INTO failures (origin, file, reason, at) VALUES (?, ?, ?, ?)", rows)
