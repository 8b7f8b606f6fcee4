"""The verbs that tend the collection: ingest, list, show, remove, reindex."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from difflib import unified_diff
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index import signals
from index.errors import ProjectionError, TanyaError
from index.types import Article, Filters
from ingest.exporting import article_markdown, as_dict
from ingest.faults import in_lines
from ingest.telling import tell, watched
from ingest.texts import counted, moment, name_of, say

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder
    from index.settings import Settings
    from index.storage.store import Store
    from index.storage.versions import Version
    from ingest.pipeline import Progress, Summary
    from ingest.sources import Source as Listed

_SHORTEST = 3  # letters of an id that are enough to ask for it by


class Form(StrEnum):
    """What an export can be written as."""

    jsonl = "jsonl"
    csv = "csv"
    md = "md"


class View(StrEnum):
    """How one thing is shown."""

    text = "text"
    json = "json"
    md = "md"


Source = Annotated[str | None, typer.Option(help="Only articles of this outlet.")]
Since = Annotated[
    str | None,
    typer.Option(metavar="DATE", help='Only articles published on or after this day: 2025-06-04, "4 Juni 2025".'),
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles published on or before this day.")]
As = Annotated[View, typer.Option("-f", "--format", help="As text, as JSON, or as Markdown.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    for verb in (ingest, list_, show, export, remove, reindex):
        app.command(verb.__name__.rstrip("_"), rich_help_panel="Articles")(verb)


def ingest(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH|URL…",
            help="Files, folders, dumps, archives; pages, feeds, sitemaps. Without any, the sources in sources.toml.",
            show_default=False,
        ),
    ] = None,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Also remove the articles that came from these paths and are no longer there."),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="From addresses, take only what was published on or after this day."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also take in what `tanya remove` took out.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: take in what changes below these paths until Ctrl-C.")
    ] = False,
) -> None:
    """Take articles in. What is known already costs nothing, what changed is replaced whole."""
    from ingest.sources import Source
    from ingest.web import is_address

    with opened() as (_, _, settings):
        days = _days(settings, since, "--since")
    named = [
        Source(url=w, since=days and days[0]) if is_address(w) else Source(path=Path(w), prune=prune)
        for w in what or ()
    ]
    folders = [source.path for source in named if source.path]
    if watch and not folders:
        raise typer.BadParameter(say("watch_what"), param_hint="--watch")
    summary = _take_in(named, again=again)
    if watch:
        _keep_watching(folders, prune=prune)
    elif summary.faults:
        raise typer.Exit(1)


def _take_in(named: Sequence[Listed], *, again: bool = False) -> Summary:
    """Go through these sources, or those of the list where none are named, and report."""
    from ingest.pipeline import Summary, documents_under
    from ingest.sources import keep_up, read_sources, sources_file

    summary = Summary()
    with opened() as (store, embedder, settings):
        sources = list(named) or read_sources(sources_file(settings))
        paths = [source.path for source in sources if source.path]
        # How many pages there will be on the web, no one knows before.
        count = (
            None if any(source.url for source in sources) else lambda: sum(1 for _ in documents_under(paths, settings))
        )
        try:
            with signals.saying(say("stopped_taking_in")), _progress(count) as progress:
                keep_up(sources, store, embedder, settings, progress, summary=summary, again=again)
        except (KeyboardInterrupt, SystemExit, ProjectionError) as error:
            _report(summary)
            if isinstance(error, ProjectionError):
                tell(say("not_finished"))
            raise
    _report(summary)
    return summary


def _keep_watching(folders: Sequence[Path], *, prune: bool) -> None:
    from ingest.sources import Source
    from ingest.watch import changes

    tell(say("watching"))
    for _ in changes(folders):
        _take_in([Source(path=folder, prune=prune) for folder in folders])


def list_(
    source: Source = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what was taken in, the newest first."""
    with opened() as (store, _, settings):
        filters = known_outlet(store, filters_of(settings, source, since, until))
        articles = list(store.ledger.articles.newest(filters, limit + 1))
    if as_json:
        for article in articles[:limit]:
            typer.echo(json.dumps(as_dict(article), ensure_ascii=False))
        return
    for article in articles[:limit]:
        day = article.published_at.strftime("%Y-%m-%d") if article.published_at else "          "
        typer.echo("  ".join((day, article.id, article.source or "-", article.title)))
    if len(articles) > limit:
        tell(say("more", limit=limit * 10))
    if not articles:
        tell(say("no_such" if filters else "none_yet"))


def export(
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where they go; standard output if not given.")
    ] = None,
    source: Source = None,
    since: Since = None,
    until: Until = None,
    form: Annotated[Form, typer.Option("-f", "--format", help="One article a line, a row, or a section.")] = Form.jsonl,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write articles out, oldest first: as JSON lines that `tanya ingest` takes in again, as a table, or as Markdown."""
    from ingest.exporting import write

    if output and output.exists() and not force:
        raise TanyaError(say("export_there", path=output))
    with opened() as (store, _, settings):
        filters = known_outlet(store, filters_of(settings, source, since, until))
        articles = store.ledger.articles.newest(filters)
        try:
            with output.open("w", encoding="utf-8", newline="") if output else nullcontext(sys.stdout) as file:
                count = write(sorted(articles, key=_when), form.value, file)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise TanyaError(say("no_writing", path=output, reason=error.strerror)) from None
    tell(say("exported", count=count))


def _when(article: Article) -> str:
    return article.published_at.astimezone(UTC).isoformat() if article.published_at else ""


def show(
    article_id: Annotated[
        str, typer.Argument(metavar="ID", help="The id, or what it alone begins with.", show_default=False)
    ],
    form: As = View.text,
    as_json: AsJson = False,
    with_versions: Annotated[
        bool, typer.Option("--versions", help="Also what each change took away and put in.")
    ] = False,
) -> None:
    """Show one article whole, with all that is known about it."""
    with opened() as (store, _, _):
        article_id = _named(store, article_id)
        article = store.ledger.articles.get(article_id)
        addresses = [url for url, _ in store.ledger.pages.addresses(article_id)]
        versions = store.ledger.versions.of(article_id)
        gone = _removed(store, article_id)
    if article is None:
        raise TanyaError(gone or say("no_article", id=article_id))
    if view(form, as_json) is View.md:
        typer.echo(article_markdown(article), nl=False)
        return
    if as_json or form is View.json:
        earlier = [
            {f: getattr(v, f) for f in ("title", "taken_in_at", "replaced_at", "correction", "body")} for v in versions
        ]
        more = {"addresses": addresses, "versions": earlier}
        typer.echo(json.dumps({**as_dict(article), "body": article.body, **more}, ensure_ascii=False))
        return
    _print_known(article, addresses, versions)
    typer.echo(f"\n{article.body}")
    if with_versions:
        _print_changes(article, versions)


def _print_known(article: Article, addresses: Sequence[str], versions: Sequence[Version]) -> None:
    known = as_dict(article)
    known["title"] = f"{article.title} {say('derived')}" if article.title_derived else article.title
    del known["title_derived"]
    lines = [(name, value) for name, value in known.items() if value is not None]
    lines += [("also at", url) for url in addresses if url != article.url]
    for version in versions:
        what = f": {version.correction}" if version.correction else ""
        lines.append(("changed", f"{moment(version.replaced_at)}{what}"))
    for name, value in lines:
        typer.echo(f"{name_of(name) + ':':<14}{value}")


def _print_changes(article: Article, versions: Sequence[Version]) -> None:
    """What each change took away and put in."""
    bodies = [*((moment(v.replaced_at), v.body) for v in versions), ("", article.body)]
    for (when, before), (_, after) in pairwise(bodies):
        typer.echo(f"\n{say('changed_at', when=when)}")
        for line in unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0):
            if not line.startswith(("---", "+++", "@@")) and line.strip("+- "):
                typer.echo(line)


def view(form: View, as_json: bool) -> View:
    """`--json` is short for `-f json`. Raises typer.BadParameter where they contradict each other."""
    if as_json and form is View.md:
        raise typer.BadParameter(say("json_or_md"), param_hint="-f")
    return View.json if as_json else form


def _named(store: Store, beginning: str) -> str:
    """The id that begins so, where only one does; else what was given. Raises TanyaError where several do."""
    if store.ledger.articles.record(id=beginning) or len(beginning) < _SHORTEST:
        return beginning
    found = [one.id for one in store.ledger.articles.newest() if one.id.startswith(beginning)]
    if len(found) > 1:
        raise TanyaError(say("several_begin", count=len(found), beginning=beginning, ids=", ".join(found[:3])))
    return found[0] if found else beginning


def _removed(store: Store, article_id: str) -> str | None:
    """What is to be said of an article that was removed."""
    found = next((one for one in store.ledger.removals.all() if one.article == article_id), None)
    if found is None:
        return None
    return say("was_removed", id=article_id, day=moment(found.at)[:10], origin=found.origin)


def remove(article_ids: Annotated[list[str], typer.Argument(metavar="ID…", show_default=False)]) -> None:
    """Remove articles: nothing is answered from them any more, and `tanya ingest` leaves them out; `--again` brings them back."""
    with opened() as (store, _, _):
        article_ids = [_named(store, i) for i in article_ids]
        unknown = [i for i in article_ids if store.ledger.articles.record(id=i) is None]
        removed = store.ledger.remove([i for i in article_ids if i not in unknown], keep_out=True)
        store.project()
    typer.echo(say("removed", count=removed))
    if removed:
        tell(say("kept_out_now"))
    if unknown:
        raise TanyaError(say("no_article", id=", ".join(unknown)))


def reindex() -> None:
    """Make the Chroma index anew from the ledger. Embeds again only what another model, or another way of cutting, made."""
    from ingest.pipeline import reembed

    with opened() as (store, embedder, _):
        if stale := len(store.ledger.articles.stale(store.identity)):
            tell(say("embedding_anew", count=stale))
            with signals.saying(say("stopped_taking_in")), _progress(lambda: stale) as progress:
                reembed(store, embedder, progress)
        projection = store.own()
        if projection is None:
            raise ProjectionError(say("chroma_open"))
        with signals.saying(say("stopped_reindexing")):
            projection.rebuild()
        typer.echo(say("reindexed", chunks=projection.count(), articles=store.ledger.count()[0]))


@contextmanager
def opened() -> Iterator[tuple[Store, Embedder, Settings]]:
    """The store, the embedder (not loaded yet) and the settings, for one command."""
    from index.embedding import models
    from index.settings import load_settings
    from index.storage.store import Store, identity_of

    settings = load_settings()
    embedder = models.embedder(settings)
    with Store(settings, identity_of(embedder)) as store:
        yield store, embedder, settings
        if store.away:
            tell(f"tanya: {store.away}")


def filters_of(settings: Settings, source: str | None, since: str | None, until: str | None) -> Filters:
    """Raises typer.BadParameter for a date that is none, and for days that leave nothing between them."""
    first, last = _days(settings, since, "--since"), _days(settings, until, "--until")
    if first and last and first[0] > last[1]:
        raise typer.BadParameter(say("day_after", since=since, until=until), param_hint="--since")
    return Filters(source, first and first[0], last and last[1])


def known_outlet(store: Store, filters: Filters) -> Filters:
    """The filters with the outlet's name as the articles have it. Raises typer.BadParameter that names the nearest where no
    article is of that outlet."""
    from ingest.outlets import named_outlet, there_are

    if filters.source is None:
        return filters
    found = named_outlet(filters.source, [name for name, _ in store.ledger.articles.outlets() if name])
    if isinstance(found, str):
        return replace(filters, source=found)
    raise typer.BadParameter(say("no_outlet", name=filters.source, there=there_are(found)), param_hint="--source")


def _days(settings: Settings, text: str | None, option: str) -> tuple[date, date] | None:
    from ingest.dates import period

    if text is None:
        return None
    found = period(text, settings.asked_at or datetime.now(settings.zone))
    if found is None:
        raise typer.BadParameter(say("no_day", text=text), param_hint=option)
    return found


@contextmanager
def _progress(count: Callable[[], int] | None) -> Iterator[Progress]:
    """A progress bar, towards `count` where that can be known, where standard error is a terminal; elsewhere silence, and nothing is counted."""
    if not watched():
        yield lambda _: signals.check()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    began = time.monotonic()

    def advance(done: int) -> None:
        signals.check()
        bar.update(task, completed=done, rate=f"{done / max(time.monotonic() - began, 0.1):.0f}/s" if done else "")

    columns = (
        TextColumn(say("articles_bar")), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=count() if count else None, rate="")
        yield advance


def _report(summary: Summary) -> None:
    names = ["added", "changed", "unchanged", "removed"]
    names += [name for name in ("copies", "kept_out") if getattr(summary, name)]
    counts = ", ".join(f"{getattr(summary, name)} {counted(name)}" for name in names)
    typer.echo(say("took_in", counts=counts, failed=len(summary.faults), seconds=summary.seconds))
    if summary.kept_out:
        tell(say("kept_out"))
    for line in in_lines((error.origin, error.reason) for error in summary.failed):
        typer.echo(f"  {line}", err=True)
