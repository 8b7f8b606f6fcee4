"""The articles of the ledger, and what is known of them without reading their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from index.storage.database import UNDER, Database, placeholders, under
from index.types import Article, Filters

ARTICLE_FIELDS = tuple(f.name for f in fields(Article))
ARTICLE_COLUMNS = ", ".join(f"a.{name}" for name in ARTICLE_FIELDS)


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an article without reading it."""

    id: str
    file: str
    content_hash: str
    fingerprint: str
    identity: str


class Articles:
    """The part of the ledger that knows the articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ids(self) -> list[str]:
        """Ids of all articles."""
        return [row[0] for row in self._database.rows("SELECT id FROM articles")]

    def get(self, article_id: str) -> Article | None:
        row = self._database.row(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE id = ?", article_id)
        return article_of(row) if row else None

    def count(self, filters: Filters) -> int:
        """How many the filters leave."""
        where, values = condition(self._database, filters)
        (count,) = self._database.row(f"SELECT count(*) FROM articles a WHERE {where}", *values)
        return int(count)

    def newest(self, filters: Filters = Filters(), limit: int = -1) -> Iterator[Article]:
        """The newest first, those without a date last."""
        where, values = condition(self._database, filters)
        # The keys are sorted first: sorting whole articles would carry their texts along.
        sorting = "ORDER BY a.published_at IS NULL, a.published_at DESC, a.id"
        keys = self._database.rows(f"SELECT a.key FROM articles a WHERE {where} {sorting} LIMIT ?", *values, limit)
        for (key,) in keys:
            if row := self._database.row(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE key = ?", key):
                yield article_of(row)

    def outlets(self) -> list[tuple[str | None, int]]:
        """Outlets and how many articles each has, the largest first."""
        sql = "SELECT source, count(*) FROM articles GROUP BY source ORDER BY 2 DESC, 1"
        return [(source, count) for source, count in self._database.rows(sql)]

    def days(self) -> tuple[str | None, str | None]:
        """The first and the last day that an article was published on, as ISO dates."""
        first, last = self._database.row(
            "SELECT (SELECT min(published_at) FROM articles), (SELECT max(published_at) FROM articles)"
        )
        return first and first[:10], last and last[:10]

    def record(self, *, id: str = "", fingerprint: str = "") -> Record | None:
        """Look an article up by its id or by the bytes it was read from."""
        column, value = ("id", id) if id else ("fingerprint", fingerprint)
        row = self._database.row(
            f"SELECT id, file, content_hash, fingerprint, identity FROM articles WHERE {column} = ?", value
        )
        return Record(*row) if row else None

    def records_under(self, folder: str) -> Iterator[Record]:
        """Articles whose file is this one or lies below this folder."""
        sql = f"SELECT id, file, content_hash, fingerprint, identity FROM articles WHERE {UNDER}"
        yield from (Record(*row) for row in self._database.rows(sql, *under(folder)))

    def identities(self) -> list[str]:
        """What the articles were embedded with; more than one while a change of model is under way."""
        # One step of the index for each, where DISTINCT would go through all articles: this is asked with each question.
        sql = """WITH RECURSIVE found (identity) AS (
                     SELECT min(identity) FROM articles
                     UNION ALL SELECT (SELECT min(identity) FROM articles a WHERE a.identity > found.identity) FROM found
                     WHERE found.identity IS NOT NULL)
                 SELECT identity FROM found WHERE identity IS NOT NULL"""
        return [row[0] for row in self._database.rows(sql)]

    def stale(self, identity: str) -> list[str]:
        """Ids of the articles that were embedded with another model or cut in another way."""
        return [
            row[0] for row in self._database.rows("SELECT id FROM articles WHERE identity <> ? ORDER BY key", identity)
        ]


def condition(database: Database, filters: Filters) -> tuple[str, list[str]]:
    """SQL over `articles a`. A day is the day in the zone the article was published in: `published_at` begins with
    it, so comparing the texts compares the days."""
    parts, values = ["1"], []
    if filters.source:
        names = [filters.source]
        if not filters.source.isascii():  # SQLite's NOCASE knows only the 26 letters
            wanted = filters.source.casefold()
            known = (row[0] for row in database.rows("SELECT DISTINCT source FROM articles"))
            names = [name for name in known if name and name.casefold() == wanted]
        parts.append(f"a.source COLLATE NOCASE IN ({placeholders(names)})")
        values += names
    if filters.since:
        parts.append("a.published_at >= ?")
        values.append(filters.since.isoformat())
    if filters.until:
        parts.append("a.published_at <= ?")
        values.append(f"{filters.until.isoformat()}~")  # sorts after every time of that day
    return " AND ".join(parts), values


def article_of(row: Sequence[Any]) -> Article:
    """An article out of a row of ARTICLE_COLUMNS."""
    values = dict(zip(ARTICLE_FIELDS, row, strict=True))
    values["title_derived"] = bool(values["title_derived"])
    for name in ("published_at", "updated_at"):
        values[name] = values[name] and datetime.fromisoformat(values[name])
    return Article(**values)
