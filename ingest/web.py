"""Articles from the web: pages, feeds and sitemaps, by their addresses.

One thread decides and writes, a few others fetch, at most one at a time from each host. Each page is noted as fetched
only once its article is safely in the ledger, each list only once all of its pages are: a run that is killed leaves
nothing half done, and the next one goes on where it was.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from urllib.parse import urlsplit

from index.embedding.embedder import Embedder
from index.errors import FetchError, ListPageError, SourceError
from index.settings import Settings
from index.storage.pages import PageState
from index.storage.sources import SourceState
from index.storage.store import Store
from index.types import Article
from ingest import feeds
from ingest.addresses import host_of
from ingest.documents import Document, Outcome
from ingest.fetching import Fetcher
from ingest.pages import Page, feeds_of, parse_page, whole_page
from ingest.people import person
from ingest.pipeline import Progress, Run, Summary
from ingest.responses import Fetched

WORKERS = 8
_COMMIT_CHUNKS, _COMMIT_SECONDS = 256, 15.0
"""Fetching is slow: what is there is committed long before a whole group is."""
_MOST = 100_000
"""Addresses that a run goes to."""
_LISTS = 200
"""Sitemaps that one index may lead to in a run."""


def is_address(text: str) -> bool:
    """Whether what a person typed is a web address rather than a path."""
    return text.lower().startswith(("http://", "https://"))


def take_in(
    urls: Sequence[str],
    store: Store,
    embedder: Embedder,
    settings: Settings,
    on_progress: Progress = lambda _: None,
    *,
    since: date | None = None,
    fetcher: Fetcher | None = None,
    summary: Summary | None = None,
    lists: bool = True,
    again: bool = False,
) -> Summary:
    """Take in the pages at these addresses, and what the feeds and sitemaps among them list and isn't known yet.

    `since` leaves out what was published before that day. Raises IdentityError, LedgerError and ProjectionError; what
    can't be fetched is in the summary's `failed`, stays visible in the ledger, and stops nothing. `summary`, if given,
    is right at any moment, also when this is broken off. Without `lists` a feed or sitemap is refused: for addresses that
    come from people who may ask for one page but not for fifty thousand. A `fetcher` is closed at the end. `again`: what was
    removed is wanted after all.
    """
    run = Run(store, embedder, settings, on_progress, summary, again=again)
    with fetcher or Fetcher(settings) as fetching:
        unwanted = store.ledger.removals.addresses() if again else set()
        crawl = Crawl(run, store, settings, fetching, since=since, lists=lists, wanted_again=unwanted)
        crawl.ingest(urls)
    return run.summary


@dataclass(frozen=True, slots=True)
class _Task:
    url: str
    source: str
    """The list it is from; its own address where a person named it."""
    stamp: str | None = None
    named: bool = False
    depth: int = 0
    item: feeds.Item | None = None
    """What a feed says of the article."""


@dataclass(slots=True)
class _Progressing:
    """A list whose pages are under way."""

    state: SourceState
    left: int = 0
    found: int = 0


@dataclass(slots=True)
class Crawl:
    """`ingest` may be broken off at any moment; `run.summary` is right then too."""

    run: Run
    store: Store
    settings: Settings
    fetcher: Fetcher
    since: date | None = None
    lists: bool = True
    wanted_again: Collection[str] = ()
    """Addresses of what was removed and is to be taken in after all."""
    _queues: dict[str, deque[_Task]] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)
    _open: dict[str, _Progressing] = field(default_factory=dict)
    _taken: dict[str, tuple[_Task, Page | None]] = field(default_factory=dict)
    """What was given to the run and isn't settled yet, by its address; without a page where a list had it."""
    _committed_at: float = 0.0

    def ingest(self, urls: Iterable[str]) -> Summary:
        began = time.perf_counter()
        self.store.check_identity()
        self._committed_at = time.monotonic()
        for url in urls:
            address = url.strip().partition("#")[0]
            self._add(_Task(address, address, named=True))
        pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="tanya-fetch")
        try:
            self._work(pool)
            self.run.finish()
        finally:
            self.fetcher.close()
            pool.shutdown(wait=True, cancel_futures=True)
            self.run.summary.seconds += time.perf_counter() - began
        return self.run.summary

    def _work(self, pool: ThreadPoolExecutor) -> None:
        busy: dict[Future[Fetched | Page], tuple[str, _Task]] = {}
        while self._queues or busy:
            taken = {host for host, _ in busy.values()}
            for host in [host for host in self._queues if host not in taken][: WORKERS - len(busy)]:
                queue = self._queues[host]
                task = queue.popleft()
                if not queue:
                    del self._queues[host]
                busy[pool.submit(self._fetch, task, self.store.ledger.pages.get(task.url))] = (host, task)
            done, _ = wait(busy, timeout=0.5, return_when=FIRST_COMPLETED)  # a limit lets Ctrl-C through everywhere
            for future in done:
                _, task = busy.pop(future)
                self._receive(task, future)
                self._settle()
            if self.run.waiting >= _COMMIT_CHUNKS or (
                self.run.waiting and time.monotonic() - self._committed_at > _COMMIT_SECONDS
            ):
                self._flush()
            self.run.report()
        self._flush()

    def _flush(self) -> None:
        self.run.flush()
        self._committed_at = time.monotonic()
        self._settle()

    def _fetch(self, task: _Task, known: PageState | None) -> Fetched | Page:
        """In a thread of its own: the bytes of a list, or a page with all its parts. Raises FetchError."""
        listed = self.store.ledger.sources.get(task.url) if task.named or task.depth else None
        if listed and self.wanted_again:  # its list is needed whole
            listed = replace(listed, etag=None, modified=None)
        # What was removed, or never taken in, is wanted whole.
        state: SourceState | PageState = listed or (known if known and known.article else PageState(task.url))
        fetched = self.fetcher.get(
            task.url,
            etag=state.etag,
            modified=state.modified,
            max_bytes=_allowance(task, self.fetcher),
        )
        if fetched.unchanged or feeds.kind_of(fetched.raw):
            return fetched
        return whole_page(fetched, self.fetcher)

    def _receive(self, task: _Task, future: Future[Fetched | Page]) -> None:
        try:
            found = future.result()
            if isinstance(found, Page):
                self._take(task, found)
            elif found.unchanged and not self.store.ledger.sources.get(task.url):
                self.run.summary.unchanged += 1
                if known := self.store.ledger.pages.get(task.url):
                    self.store.ledger.pages.visit(replace(known, stamp=task.stamp or known.stamp))
                self._finished(task, found=False)
            else:
                self._list(task, found)
        except FetchError as error:
            if not (error.lasting and self._take_from_list(task)):
                self._fail(task, error)

    # Lists

    def _list(self, task: _Task, fetched: Fetched) -> None:
        ledger = self.store.ledger
        if not self.lists:
            reason = "it is a feed or sitemap, not an article; add it to the list of sources instead"
            raise FetchError(task.url, reason, lasting=True)
        if not task.named and not task.depth:  # or a list of lists of lists could lead on for ever
            raise FetchError(task.url, "it is another feed or sitemap, not an article; name it by itself", lasting=True)
        listing, items, state = self._listing(task, fetched)
        progress = self._open[task.url] = _Progressing(state)
        ledger.failures.forgive(task.url)
        known = ledger.pages.stamps(item.url for item in items)
        due = [feeds.Item(url) for url in ledger.failures.due(task.url)]
        fresh = [item for item in items if self._is_fresh(item, known.get(item.url))]
        resting = ledger.failures.resting(item.url for item in fresh)
        self.run.summary.unchanged += len(items) - len(fresh)
        for item in [*(i for i in fresh if i.url not in resting), *due]:
            progress.left += self._add(
                _Task(item.url, task.url, item.stamp, item=item if listing.kind == "feed" else None)
            )
        if len(self._met) >= _MOST:
            progress.state = replace(state, etag=None, modified=None)  # the rest is for another run
        for inner in listing.lists[:_LISTS] if task.depth < 2 else ():
            if self._is_recent(inner.when) and len(self._open) < _LISTS:
                progress.left += self._add(_Task(inner.url, task.url, inner.stamp, depth=task.depth + 1))
        self._finished(task, found=False)
        self._close(task.url)

    def _listing(self, task: _Task, fetched: Fetched) -> tuple[feeds.Listing, list[feeds.Item], SourceState]:
        """What a list has, what of it is wanted by its day, and what is to be remembered of the list."""
        before = self.store.ledger.sources.get(task.url)
        if fetched.unchanged and before:
            listing = feeds.Listing(before.kind, ())
            state = replace(before, error=None)
        else:
            listing = feeds.read_listing(fetched.raw, url=fetched.url, zone=self.settings.zone)
            state = SourceState(task.url, listing.kind, fetched.etag, fetched.modified)
        items = [item for item in listing.items if self._is_recent(item.when)]
        if listing.lists or len(items) < len(listing.items):
            # An index says nothing of its lists' own state, and what was left out this time may be wanted the next.
            state = replace(state, etag=None, modified=None)
        return listing, items, state

    def _is_fresh(self, item: feeds.Item, known: tuple[str | None, str | None] | None) -> bool:
        """Whether it was never fetched, may have changed since, or was left out and now is not."""
        if known is None or known[0] != item.stamp or item.url in self.wanted_again:
            return True
        return known[1] is not None and (self.since is None or known[1] >= self.since.isoformat())

    def _finished(self, task: _Task, *, found: bool) -> None:
        """One page of a list is dealt with; after the last, the list itself is."""
        if (progress := self._open.get(task.source)) and task.source != task.url:
            progress.left -= 1
            progress.found += found
            self._close(task.source)

    def _close(self, source: str) -> None:
        progress = self._open[source]
        if progress.left <= 0:
            self.store.ledger.sources.checked(replace(progress.state, found=progress.found))

    # Pages

    def _take(self, task: _Task, page: Page) -> None:
        digest = hashlib.blake2b(f"web\0{self.settings.zone.key}\0{page.first.url}\0".encode(), digest_size=16)
        for part in page.parts:
            digest.update(part.raw)
        parse = partial(self._parse, page, task.item)
        self._taken[task.url] = task, page
        self.run.take(Document(task.url, task.source, digest.hexdigest(), parse, from_web=True, since=self.since))

    def _parse(self, page: Page, item: feeds.Item | None) -> Article:
        try:
            article = parse_page(page, self.settings.zone)
            if item is None:
                return article
            # What the page doesn't say, its feed may.
            author = article.author or person(item.author, [article.source or ""]) or None
            return replace(article, author=author, published_at=article.published_at or item.when)
        except SourceError:
            raise
        except Exception as error:  # a reader that trips over a stranger's page: no reason to stop the run
            reason = f"it can't be made sense of ({type(error).__name__}); save the article as text"
            raise SourceError(page.first.asked, reason) from error

    def _settle(self) -> None:
        """Note what became of the pages that were given to the run."""
        while outcomes := self.run.outcomes():  # a page that fails may be taken from its list, which is settled next
            for outcome in outcomes:
                task, page = self._taken.pop(outcome.document.origin)
                if outcome.error:
                    self._unusable(task, page, outcome.error)
                else:
                    self._visited(task, page, outcome)

    def _visited(self, task: _Task, page: Page | None, outcome: Outcome) -> None:
        state = PageState(task.url, outcome.article, stamp=task.stamp)
        if outcome.left_out:
            state = replace(state, left_out=outcome.left_out.isoformat())
            if progress := self._open.get(task.source):  # what is left out this time may be wanted the next
                progress.state = replace(progress.state, etag=None, modified=None)
        elif page:
            state = replace(state, outlet=page.outlet, etag=page.first.etag, modified=page.first.modified)
        else:
            state = replace(state, outlet=host_of(task.url))
        self.store.ledger.pages.visit(state)
        self._finished(task, found=outcome.new)

    def _unusable(self, task: _Task, page: Page | None, error: SourceError) -> None:
        if page and task.named and self.lists and isinstance(error, ListPageError) and self._follow(page):
            self._finished(task, found=False)
        elif page is None or not self._take_from_list(task):
            self._fail(task, error)

    def _follow(self, page: Page) -> bool:
        """Take the feed that a front page names in its place."""
        address = next(iter(feeds_of(page)), None)
        if address:
            self._add(_Task(address, address, named=True))
        return address is not None

    def _take_from_list(self, task: _Task) -> bool:
        """Take the article as the list has it, where its page can't be had."""
        item = task.item
        if item is None or item.story is None:
            return False
        digest = hashlib.blake2b(f"item\0{self.settings.zone.key}\0{item.url}\0".encode(), digest_size=16)
        digest.update(item.story.markup.encode("utf-8", "surrogatepass"))
        parse = partial(feeds.article_of, item, self.settings.zone)
        self._taken[task.url] = task, None
        self.run.take(Document(task.url, task.source, digest.hexdigest(), parse, from_web=True))
        return True

    def _fail(self, task: _Task, error: SourceError) -> None:
        """Keep a failure visible. What is wrong with the page itself is wrong until it changes."""
        lasting = error.lasting if isinstance(error, FetchError) else True
        after = error.retry_after if isinstance(error, FetchError) else None
        error = FetchError(task.url, error.reason, lasting=lasting)
        self.run.take(error)
        self.store.ledger.failures.add(
            task.url, task.source, error.reason, lasting=lasting, retry_after=after, stamp=task.stamp
        )
        if before := self.store.ledger.sources.get(task.url):
            self.store.ledger.sources.checked(replace(before, error=error.reason))
        self._finished(task, found=False)

    def _add(self, task: _Task) -> bool:
        """Queue a task, each address once a run: a list that leads back to itself ends here."""
        if task.url in self._met or len(self._met) >= _MOST:
            return False
        self._met.add(task.url)
        try:
            host = urlsplit(task.url).hostname or ""
        except ValueError:
            host = ""
        self._queues.setdefault(host, deque()).append(task)
        return True

    def _is_recent(self, when: datetime | None) -> bool:
        return self.since is None or when is None or when.date() >= self.since


def _allowance(task: _Task, fetcher: Fetcher) -> int | None:
    """A list may be larger than a page; what a person named may be either."""
    return max(feeds.MAX_BYTES, fetcher.limits.max_bytes) if task.named or task.depth else None
