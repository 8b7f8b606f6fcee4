"""From documents to the ledger: what is new is parsed, cut, embedded and committed; what is known costs a look-up.

Articles are embedded in groups, sorted by length; while one group is embedded, the group before it is committed in one
transaction and the next is read. Whatever stops a run, the articles committed so far are whole and the next run goes on
from there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from index.embedding.chunking import chunk, passage_text
from index.embedding.embedder import Embedder
from index.errors import EmptySourceError, PassedOverError, SourceError
from index.settings import Settings
from index.storage.ledger import Entry
from index.storage.minhash import text_hash
from index.storage.store import Store
from index.types import Article, Chunk
from ingest.documents import Document, Outcome, documents
from ingest.faults import file_of
from ingest.walk import absolute

GROUP = 256
"""Chunks that are embedded together, for two or three seconds. More sorts better by length, less loses less work when the
run is killed, and tells sooner how far it is."""

Progress = Callable[[int], None]
"""Called with the number of documents that are done: committed, known, or failed."""


@dataclass(slots=True)
class Summary:
    """What a run did. `failed` has a pair of origin and reason for each article or file that could not be taken in."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    copies: int = 0
    """Pages that print, word for word, an article that is there already; it has one more address. And files that are
    copies of another."""
    kept_out: int = 0
    """What a person removed earlier."""
    failed: list[SourceError] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def faults(self) -> list[SourceError]:
        """What failed, without what was only passed over."""
        return [error for error in self.failed if not isinstance(error, PassedOverError)]

    @property
    def done(self) -> int:
        return self.added + self.changed + self.unchanged + self.copies + self.kept_out + len(self.faults)


@dataclass(frozen=True, slots=True)
class _Ready:
    """An article that waits to be embedded."""

    article: Article
    chunks: Sequence[Chunk]
    file: str
    fingerprint: str
    is_new: bool = False
    document: Document | None = None


class _Embedding:
    """A group's entries for the ledger, embedded beside whatever is done meanwhile."""

    def __init__(self, group: Sequence[_Ready], embedder: Embedder, identity: str) -> None:
        self.group = group
        self._error: BaseException | None = None
        self._entries: list[Entry] = []

        def embed() -> None:
            try:
                self._entries = _embedded(group, embedder, identity)
            except BaseException as error:  # it is raised where the entries are asked for
                self._error = error

        self._thread = threading.Thread(target=embed)
        self._thread.start()

    def entries(self) -> list[Entry]:
        self._thread.join()
        if self._error:
            raise self._error
        return self._entries


class Run:
    """One `tanya ingest`. `summary` is right at any moment, also when the run is broken off. `again`: what was removed is
    taken in as well."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        settings: Settings,
        progress: Progress = lambda _: None,
        summary: Summary | None = None,
        *,
        again: bool = False,
    ) -> None:
        self._again = again
        self._store = store
        self._ledger = store.ledger
        self._embedder = embedder
        self._settings = settings
        self._progress = progress
        self._waiting: list[_Ready] = []
        self._waiting_chunks = 0
        self._under_way: _Embedding | None = None
        self._seen: dict[str, tuple[str, str]] = {}
        self._outcomes: list[Outcome] = []
        self._texts: dict[bytes, str] = {}
        """By the hash of its words, the id of each article of the web that waits."""
        self.summary = Summary() if summary is None else summary

    def ingest(self, paths: Sequence[Path], *, prune: bool = False) -> Summary:
        """Take in every article under `paths`. With `prune`, what came from there earlier and is gone now is removed.

        Raises IdentityError before anything is read if the ledger was made with another model, LedgerError if it can't
        be written. A file that can't be read is in `summary.failed` and stops nothing.
        """
        began = time.perf_counter()
        self._store.check_identity()
        paths = [absolute(path) for path in paths]
        try:
            for found in documents_under(paths, self._settings):
                self.take(found)
                self.report()
            self.flush()
            self.report()
            self._ledger.failures.replace_under(
                [str(path) for path in paths],
                [(e.origin, _file(e), e.reason) for e in self.summary.faults if Path(_file(e)).exists()],
            )
            if prune:
                self._prune(paths)
            self.finish()
        finally:
            self.summary.seconds += time.perf_counter() - began
        return self.summary

    @property
    def done(self) -> int:
        """Documents that are dealt with."""
        return self.summary.done

    @property
    def waiting(self) -> int:
        """Chunks that are not committed yet: what a kill would lose."""
        return self._waiting_chunks + sum(len(ready.chunks) for ready in self._embedded_group())

    def report(self) -> None:
        """Tell whoever watches how far it is."""
        self._progress(self.done)

    def finish(self) -> None:
        """Commit what waits, group what was never grouped, and bring Chroma up to date."""
        self.flush()
        self._ledger.near_duplicates.regroup()
        self._store.project()

    def outcomes(self) -> list[Outcome]:
        """What became of documents from the web, of each once, in the order it was settled."""
        found, self._outcomes = self._outcomes, []
        return found

    def take(self, found: Document | SourceError) -> None:
        """Take in one document. Its article is in the ledger after `flush` at the latest."""
        if isinstance(found, SourceError):
            self.summary.failed.append(found)
        elif known := self._ledger.articles.record(fingerprint=found.fingerprint):
            self._same(found, known.id, known.content_hash, moved=known.file != found.file)
        elif not self._again and self._ledger.removals.has_bytes(found.fingerprint):
            self._keep_out(found)
        else:
            self._read(found)

    def _read(self, found: Document) -> None:
        try:
            article = found.parse()
        except SourceError as error:
            self._failed(found, error)
            return
        day = article.published_at.date() if article.published_at else None
        if day and found.since and day < found.since:
            self.summary.unchanged += 1
            self._settle(found, left_out=day)
        elif chunks := chunk(article):
            self._take_article(found, article, chunks)
        else:
            reason = "the article has no text: check that the body is not blank."
            self._failed(found, SourceError(found.origin, reason))

    def _take_article(self, found: Document, article: Article, chunks: Sequence[Chunk]) -> None:
        known = self._ledger.articles.record(id=article.id)
        if twice := self._seen.get(article.id):
            if twice[0] == article.content_hash or found.from_web:  # one page under two addresses, a moment apart
                self._unchanged(found, article.id)
            else:
                reason = f"its id {article.id!r} is that of {twice[1]} already: give each article an id of its own."
                self._failed(found, SourceError(found.origin, reason))
        elif known and known.content_hash == article.content_hash:
            self._same(found, article.id, article.content_hash, moved=True)
        elif not known and not self._again and self._ledger.removals.has_article(article, found.origin, found.file):
            self._keep_out(found)
        elif known or not self._is_copy(found, article):
            self._seen[article.id] = (article.content_hash, found.origin)
            self._waiting.append(_Ready(article, chunks, found.file, found.fingerprint, known is None, found))
            self._waiting_chunks += len(chunks)
            if self._waiting_chunks >= GROUP:
                self._hand_over()

    def _is_copy(self, found: Document, article: Article) -> bool:
        """Whether another address or file holds the same to the word; then there is no more to do."""
        whole = found.from_web or found.origin == found.file  # a record of a dump is an article of its own
        original = self._copied(article) if whole else None
        if original is None:
            return False
        self._commit_if(original)
        if found.from_web:
            self._settle(found, original, new=True)
        elif not (there := self._ledger.articles.get(original)) or not _same_but_for_its_place(article, there):
            return False
        self.summary.copies += 1
        return True

    def _copied(self, article: Article) -> str | None:
        """The article of which this one, from another address, is a copy to the word."""
        key = text_hash(article.body)
        found = self._texts.get(key) or self._ledger.near_duplicates.same_text(article.body)
        self._texts.setdefault(key, found or article.id)
        return found

    def _same(self, found: Document, article_id: str, content_hash: str, *, moved: bool) -> None:
        if moved and article_id not in self._seen:
            self._ledger.moved(article_id, origin=found.origin, file=found.file, fingerprint=found.fingerprint)
        self._seen.setdefault(article_id, (content_hash, found.origin))
        self._unchanged(found, article_id)

    def _unchanged(self, found: Document, article_id: str) -> None:
        self.summary.unchanged += 1
        if found.from_web:
            self._commit_if(article_id)
            self._settle(found, article_id)

    def _keep_out(self, found: Document) -> None:
        self.summary.kept_out += 1
        self._settle(found)

    def _failed(self, found: Document, error: SourceError) -> None:
        """Whoever looks for pages may know of another place to read the article in; so it is theirs to say that it failed."""
        if found.from_web:
            self._settle(found, error=error)
        else:
            self.summary.failed.append(error)

    def _settle(
        self,
        found: Document,
        article_id: str | None = None,
        *,
        new: bool = False,
        left_out: date | None = None,
        error: SourceError | None = None,
    ) -> None:
        if found.from_web:
            self._outcomes.append(Outcome(found, article_id, new, left_out, error))

    def flush(self) -> None:
        """Embed and commit what waits."""
        self._hand_over()
        self._commit(self._under_way)

    def _hand_over(self) -> None:
        """Begin to embed what waits, and commit what was embedded before it."""
        before = self._under_way
        if before:
            before.entries()
        if self._waiting:
            self._under_way = _Embedding(self._waiting, self._embedder, self._store.identity)
            self._waiting, self._waiting_chunks = [], 0
        self._commit(before)

    def _commit(self, embedded: _Embedding | None) -> None:
        if embedded is None:
            return
        self._store.write(embedded.entries())
        group = embedded.group
        new = sum(r.is_new for r in group)
        self.summary.added += new
        self.summary.changed += len(group) - new
        if self._under_way is embedded:
            self._under_way = None
        waiting = {ready.article.id for ready in (*self._embedded_group(), *self._waiting)}
        self._texts = {key: article for key, article in self._texts.items() if article in waiting}
        for ready in group:
            if ready.document:
                self._settle(ready.document, ready.article.id, new=True)

    def _commit_if(self, article_id: str) -> None:
        """Commit what waits, if this article is among it."""
        if any(ready.article.id == article_id for ready in (*self._embedded_group(), *self._waiting)):
            self.flush()

    def _embedded_group(self) -> Sequence[_Ready]:
        return self._under_way.group if self._under_way else ()

    def _prune(self, paths: Iterable[Path]) -> None:
        """Remove what came from below the paths and was not seen, but nothing whose file could not be read this time."""
        unread = {_file(error) for error in self.summary.failed if not isinstance(error, EmptySourceError)}
        gone = [
            record.id
            for path in paths
            if str(path) not in unread
            for record in self._ledger.articles.records_under(str(path))
            if record.id not in self._seen and not any(_within(record.file, folder) for folder in unread)
        ]
        self.summary.removed = self._ledger.remove(gone)


def _same_but_for_its_place(one: Article, other: Article) -> bool:
    """Whether two files hold the same article: a copy that a person keeps beside the first."""
    names = ("title", "source", "author", "published_at", "url")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def documents_under(paths: Iterable[Path], settings: Settings) -> Iterator[Document | SourceError]:
    """What lies under `paths`, read as the settings say; nothing is parsed yet."""
    return documents(paths, zone=settings.zone, max_bytes=int(settings.max_article_mb * 2**20))


def _embedded(ready: Sequence[_Ready], embedder: Embedder, identity: str) -> list[Entry]:
    """Entries for the ledger, all chunks embedded in one go."""
    vectors = embedder.passages([passage_text(r.article, c) for r in ready for c in r.chunks])
    entries, at = [], 0
    for r in ready:
        part = vectors[at : at + len(r.chunks)]
        entries.append(Entry(r.article, r.chunks, part, r.file, r.fingerprint, identity))
        at += len(r.chunks)
    return entries


def reembed(store: Store, embedder: Embedder, progress: Progress = lambda _: None) -> int:
    """Cut and embed anew what was embedded with another model. Returns how many articles; goes on where it was killed."""
    ledger = store.ledger
    stale = ledger.articles.stale(store.identity)
    group: list[_Ready] = []
    for done, article_id in enumerate(stale, 1):
        article, record = ledger.articles.get(article_id), ledger.articles.record(id=article_id)
        if article and record:
            group.append(_Ready(article, chunk(article), record.file, record.fingerprint))
        if sum(len(r.chunks) for r in group) >= GROUP or done == len(stale):
            ledger.put(_embedded(group, embedder, store.identity))
            group = []
        progress(done)
    return len(stale)


def _file(error: SourceError) -> str:
    return file_of(error.origin)


def _within(file: str, folder: str) -> bool:
    return file == folder or file.startswith(folder.rstrip("/") + "/")
