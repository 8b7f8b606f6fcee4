"""The feeds, sitemaps and folders that are kept up with."""

from __future__ import annotations

from dataclasses import dataclass

from index.storage.database import Database, utc_now


@dataclass(frozen=True, slots=True)
class SourceState:
    """A feed, sitemap or folder as it was last gone through."""

    address: str
    kind: str
    etag: str | None = None
    modified: str | None = None
    checked_at: str = ""
    found: int = 0
    error: str | None = None


class Sources:
    """The part of the ledger that knows where articles come from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, address: str) -> SourceState | None:
        sql = "SELECT address, kind, etag, modified, checked_at, found, error FROM sources WHERE address = ?"
        row = self._database.row(sql, address)
        return SourceState(*row) if row else None

    def all(self) -> list[SourceState]:
        sql = "SELECT address, kind, etag, modified, checked_at, found, error FROM sources ORDER BY address"
        return [SourceState(*row) for row in self._database.rows(sql)]

    def checked(self, state: SourceState) -> None:
        """Remember a source as it was just gone through, to its end."""
        with self._database.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO sources (address, kind, etag, modified, checked_at, found, error) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (state.address, state.kind, state.etag, state.modified, utc_now(), state.found, state.error),
            )
