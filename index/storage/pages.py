"""The web addresses that were fetched, and what they held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.storage.database import Database, placeholders, utc_now


@dataclass(frozen=True, slots=True)
class PageState:
    """A web address as it was last fetched. `article` is the id of what it holds."""

    url: str
    article: str | None = None
    outlet: str | None = None
    etag: str | None = None
    modified: str | None = None
    stamp: str | None = None
    """What the feed or sitemap said of it: another stamp means that it may have changed."""
    left_out: str | None = None
    """The day it is from, as an ISO date, where that was too early to be taken in."""


class Pages:
    """The part of the ledger that knows web addresses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, url: str) -> PageState | None:
        sql = "SELECT url, article, outlet, etag, modified, stamp, left_out FROM pages WHERE url = ?"
        row = self._database.row(sql, url)
        return PageState(*row) if row else None

    def stamps(self, urls: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
        """Of those addresses that were fetched before: what their list said of them then, and the day of those that
        were left out."""
        found: dict[str, tuple[str | None, str | None]] = {}
        wanted = list(urls)
        for i in range(0, len(wanted), 500):
            part = wanted[i : i + 500]
            rows = self._database.rows(
                f"SELECT url, stamp, left_out FROM pages WHERE url IN ({placeholders(part)})", *part
            )
            found.update((url, (stamp, left_out)) for url, stamp, left_out in rows)
        return found

    def addresses(self, article_id: str) -> list[tuple[str, str | None]]:
        """Every address that holds the article, with the outlet that printed it there."""
        return [
            (u, o)
            for u, o in self._database.rows("SELECT url, outlet FROM pages WHERE article = ? ORDER BY url", article_id)
        ]

    def visit(self, state: PageState) -> None:
        """Remember a page as it was just fetched; what failed there before is forgiven."""
        with self._database.transaction() as db:
            db.execute(
                """INSERT OR REPLACE INTO pages (url, article, outlet, etag, modified, stamp, left_out, fetched_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    state.url,
                    state.article,
                    state.outlet,
                    state.etag,
                    state.modified,
                    state.stamp,
                    state.left_out,
                    utc_now(),
                ),
            )
            db.execute("DELETE FROM failures WHERE origin = ?", (state.url,))
