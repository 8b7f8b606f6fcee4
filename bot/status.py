"""`tanya status`: what there is, in numbers."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import typer

from index.errors import ProjectionError
from index.settings import Settings
from index.storage.store import Store
from ingest.faults import in_lines
from ingest.texts import moment

_SHOWN = 20
"""Failures that the overview names."""


def print_status(store: Store, settings: Settings, *, as_json: bool) -> None:
    """Reads only; Chroma is opened if no other process has it, and is left as it is."""
    found = _status(store, settings)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    span = f", {found['oldest']} to {found['newest']}" if found["oldest"] else ""
    typer.echo(f"articles   {found['articles']} in {found['chunks']} chunks{span}")
    outlets = [f"{outlet['source'] or 'without a name'} ({outlet['articles']})" for outlet in found["outlets"]]
    typer.echo(f"outlets    {', '.join(outlets) or '-'}")
    typer.echo(f"ledger     {found['ledger']} ({found['ledger_bytes'] / 2**20:.1f} MB)")
    typer.echo(f"chroma     {found['chroma']}")
    typer.echo(f"embedding  {', '.join(found['identities']) or found['identity']}")
    if found["stale"]:
        typer.echo(
            f"           {found['stale']} articles embedded otherwise than the settings say: run `tanya reindex`"
        )
    for source in found["sources"]:
        told = source["error"] or f"{source['found']} new or changed"
        typer.echo(f"{source['kind']:<11}{source['address']}: {told}, {moment(source['checked_at'])}")
    if found["removed"]:
        typer.echo(
            f"removed    {len(found['removed'])}, which `tanya ingest` leaves out; `tanya ingest --again` brings them back"
        )
    if found["corrected"]:
        typer.echo(
            f"corrected  {found['corrected']} articles say that they put something right: `tanya show ID` has both"
        )
    for gone in found["gone"]:
        typer.echo(f"gone       {gone['article']} no longer says “{gone['quote']}”, which an answer cited")
    if found["failures"]:
        typer.echo(f"failed     {len(found['failures'])}; `tanya status --failed` says when each is tried again")
        lines = in_lines((failure["origin"], failure["reason"]) for failure in found["failures"])
        for line in lines[:_SHOWN]:
            typer.echo(f"           {line}")
        if len(lines) > _SHOWN:
            typer.echo(f"           … and {len(lines) - _SHOWN} more: `tanya status --failed`")


def print_failures(store: Store, *, as_json: bool) -> None:
    """Every failure, with whether and when it is tried again; lasting ones last."""
    failures = sorted(store.ledger.failures.all(), key=lambda f: (f.lasting, f.origin))
    if as_json:
        typer.echo(json.dumps([asdict(failure) for failure in failures], ensure_ascii=False))
        return
    for f in failures:
        later = f"from {moment(f.again_at)}" if f.again_at else "with the next `tanya ingest`"
        again = "not by itself" if f.lasting else later
        typer.echo(f"{f.origin}: {f.reason}\n    tried {f.tries}×, last {moment(f.at)}; again {again}")
    if not failures:
        typer.echo("Nothing failed.")


def _status(store: Store, settings: Settings) -> dict[str, Any]:
    ledger = store.ledger
    articles, chunks = ledger.count()
    oldest, newest = ledger.articles.days()
    return {
        "articles": articles,
        "chunks": chunks,
        "oldest": oldest,
        "newest": newest,
        "outlets": [{"source": source, "articles": count} for source, count in ledger.articles.outlets()],
        "ledger": str(ledger.path),
        "ledger_bytes": ledger.path.stat().st_size,
        "chroma": _chroma(store, settings, chunks),
        "identity": store.identity,
        "identities": ledger.articles.identities(),
        "stale": len(ledger.articles.stale(store.identity)),
        "sources": [asdict(state) for state in ledger.sources.all()],
        "removed": [asdict(removed) for removed in ledger.removals.all()],
        "corrected": len({article for article, _, _ in ledger.versions.corrected()}),
        "gone": [asdict(gone) for gone in ledger.cited.gone()],
        "failures": [{"origin": f.origin, "reason": f.reason, "at": f.at} for f in ledger.failures.all()],
    }


def _chroma(store: Store, settings: Settings, chunks: int) -> str:
    where = settings.chroma_url or str(settings.data_dir / "chroma")
    if not settings.chroma_url and not (settings.data_dir / "chroma").exists():
        return f"{where}, not made yet"
    try:
        projection = store.own()
    except ProjectionError as error:
        return str(error)
    if projection is None:
        return f"{where}, open in another process (a running bot or REPL)"
    if projection.behind():
        return f"{where}, {projection.count()} of {chunks} chunks; the next question or ingest brings it up to date"
    return f"{where}, {projection.count()} chunks, up to date"
