"""What is known of the web: which addresses were fetched and what they held, which sources are kept up with, and what
failed, with the time before which it isn't tried again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from index.storage.database import placeholders, utc_now
from index.storage.versions import Editions

_FIRST_BACKOFF = timedelta(minutes=10)
_LONGEST_BACKOFF = timedelta(days=2)


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


class Visits(Editions):
    """The part of the ledger that knows the web."""

    def page(self, url: str) -> PageState | None:
        sql = "SELECT url, article, outlet, etag, modified, stamp, left_out FROM pages WHERE url = ?"
        row = self._one(sql, url)
        return PageState(*row) if row else None

    def stamps(self, urls: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
        """Of those addresses that were fetched before: what their list said of them then, and the day of those that
        were left out."""
        found: dict[str, tuple[str | None, str | None]] = {}
        wanted = list(urls)
        for i in range(0, len(wanted), 500):
            part = wanted[i : i + 500]
            rows = self._all(f"SELECT url, stamp, left_out FROM pages WHERE url IN ({placeholders(part)})", *part)
            found.update((url, (stamp, left_out)) for url, stamp, left_out in rows)
        return found

    def addresses(self, article_id: str) -> list[tuple[str, str | None]]:
        """Every address that holds the article, with the outlet that printed it there."""
        return [
            (u, o) for u, o in self._all("SELECT url, outlet FROM pages WHERE article = ? ORDER BY url", article_id)
        ]

    def visit(self, state: PageState) -> None:
        """Remember a page as it was just fetched; what failed there before is forgiven."""
        with self._transaction() as db:
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

    def source(self, address: str) -> SourceState | None:
        sql = "SELECT address, kind, etag, modified, checked_at, found, error FROM sources WHERE address = ?"
        row = self._one(sql, address)
        return SourceState(*row) if row else None

    def source_states(self) -> list[SourceState]:
        sql = "SELECT address, kind, etag, modified, checked_at, found, error FROM sources ORDER BY address"
        return [SourceState(*row) for row in self._all(sql)]

    def checked(self, state: SourceState) -> None:
        """Remember a source as it was just gone through, to its end."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO sources (address, kind, etag, modified, checked_at, found, error) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (state.address, state.kind, state.etag, state.modified, utc_now(), state.found, state.error),
            )

    def failures(self) -> list[Failure]:
        rows = self._all("SELECT origin, file, reason, at, lasting, tries, again_at FROM failures ORDER BY origin")
        return [Failure(o, f, r, at, bool(lasting), tries, again) for o, f, r, at, lasting, tries, again in rows]

    def fail(
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
        with self._transaction() as db:
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
        with self._transaction() as db:
            db.execute("DELETE FROM failures WHERE origin = ?", (origin,))

    def due(self, source: str) -> list[str]:
        """Addresses of a source that failed for a while, and may be tried again now."""
        sql = (
            "SELECT origin FROM failures WHERE file = ? AND origin <> file AND again_at <= ? ORDER BY again_at, origin"
        )
        return [row[0] for row in self._all(sql, source, utc_now())]

    def resting(self, origins: Iterable[str]) -> set[str]:
        """Those that failed not long enough ago to be tried again."""
        rows = self._all("SELECT origin FROM failures WHERE again_at > ?", utc_now())
        return {origin for (origin,) in rows}.intersection(origins)
