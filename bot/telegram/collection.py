"""The articles, as the bot shows and changes them: pages of the newest, one article, taking in, removing.

Methods block: call them in a thread.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.telegram.asking import Asked
from bot.telegram.carrying import Wanted
from bot.telegram.stored import Lost
from index.settings import Settings
from index.types import Article, Citation, Filters
from ingest import web
from ingest.documents import kinds
from ingest.pipeline import Run, Summary

PAGE = 8
PAGES = 50
"""Further back than this one searches; going through pages costs more the further it goes."""


@dataclass(frozen=True, slots=True)
class Page:
    articles: Sequence[Article]
    number: int
    """Counts from 0."""
    last: int
    total: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """What there is, in numbers."""

    articles: int
    chunks: int
    oldest: str | None
    newest: str | None
    outlets: tuple[str, ...]
    failures: int


class Articles:
    def __init__(self, engine: Asked, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings

    @property
    def documents(self) -> Path:
        """Where documents that admins send are kept."""
        return self._settings.data_dir / "telegram"

    def holdings(self) -> Holdings:
        ledger = self._engine.store.ledger
        articles, chunks = ledger.count()
        oldest, newest = ledger.articles.days()
        outlets = tuple(name for name, _ in ledger.articles.outlets() if name)
        return Holdings(articles, chunks, oldest, newest, outlets, len(ledger.failures.all()))

    def page(self, number: int) -> Page:
        """The newest articles first; a page that isn't there becomes the nearest that is."""
        ledger = self._engine.store.ledger
        total, _ = ledger.count()
        last = max(0, min(PAGES, -(-total // PAGE)) - 1)
        number = max(0, min(number, last))
        articles = list(islice(ledger.articles.newest(limit=(number + 1) * PAGE), number * PAGE, None))
        return Page(articles, number, last, total)

    def newest(self, filters: Filters, limit: int = PAGE) -> list[Article]:
        return list(self._engine.store.ledger.articles.newest(filters, limit))

    def article(self, article_id: str) -> Article | None:
        return self._engine.store.ledger.articles.get(article_id)

    def wanted(self, wanted: Wanted) -> Article | None:
        """The article that a link leads to."""
        if not wanted.by_hash:
            return self.article(wanted.article)
        found = wanted.among(self._engine.store.ledger.articles.ids())
        return self.article(found) if found else None

    def gone(self, article_ids: Collection[str]) -> set[str]:
        """Those of the articles that the ledger no longer has."""
        return {i for i in article_ids if self._engine.store.ledger.articles.record(id=i) is None}

    def lost(self, citations: Sequence[Citation]) -> Lost:
        """What of these citations can no longer be read in the articles as they are now."""
        lost = self._engine.store.ledger.cited.no_longer_said(citations)
        removed = self.gone({c.article_id for c in lost})
        return Lost(
            tuple(c for c in lost if c.article_id not in removed), tuple(c for c in lost if c.article_id in removed)
        )

    def newest_operation(self) -> int:
        """The number of what was last done to the collection."""
        return self._engine.store.ledger.operations.newest()

    def changed_since(self, seq: int) -> tuple[list[str], int]:
        """Ids of the articles that came, changed or went after this operation of the ledger; and its newest operation."""
        operations = self._engine.store.ledger.operations.after(seq)
        return [o.article for o in operations], operations[-1].seq if operations else seq

    def remove(self, article_id: str) -> Article | None:
        """The article that was removed; None where there was none. A document that nothing is left of goes with it."""
        ledger = self._engine.store.ledger
        article, record = self.article(article_id), ledger.articles.record(id=article_id)
        if article is None or record is None:
            return None
        ledger.remove([article_id], keep_out=True)
        self._engine.store.project()
        file = Path(record.file)
        if file.is_relative_to(self.documents.absolute()) and not any(ledger.articles.records_under(record.file)):
            file.unlink(missing_ok=True)
        return article

    def place_for(self, name: str, data: bytes) -> Path:
        """Write a document where it will be known again: the same bytes under the same name are the same document."""
        stem = re.sub(r"[^\w.-]+", "-", Path(name).name, flags=re.ASCII).strip(".-")[-80:] or "dokumen.txt"
        path = self.documents / hashlib.blake2b(data, digest_size=5).hexdigest() / stem
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def ingest(self, path: Path, progress: Callable[[int], None]) -> Summary:
        """Take in what an admin sent, also where it was removed before: whoever sends it wants it."""
        return Run(self._engine.store, self._engine.embedder, self._settings, progress, again=True).ingest([path])

    def ingest_url(self, url: str, progress: Callable[[int], None]) -> Summary:
        """Take in the page at an address; a feed or a sitemap is refused, for it may list fifty thousand."""
        return web.take_in(
            [url], self._engine.store, self._engine.embedder, self._settings, progress, lists=False, again=True
        )

    @staticmethod
    def readable(name: str) -> bool:
        return name.lower().endswith(kinds())

    @staticmethod
    def kinds() -> str:
        return ", ".join(kind for kind in kinds() if not kind.endswith(".gz"))
