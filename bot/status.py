"""`tanya status`: what there is, in numbers."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import typer

from index.errors import ProjectionError
from index.settings import Settings
from index.storage.crawl_state import Failure
from index.storage.store import Store
from ingest.faults import in_lines
from ingest.reasons import by_reason, kind_of_reason, reason_told
from ingest.texts import moment, row, say

_SHOWN = 20
"""Failures that the overview names."""


def print_status(store: Store, settings: Settings, *, as_json: bool) -> None:
    """Reads only; Chroma is opened if no other process has it, and is left as it is."""
    found = _status(store, settings)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    span = say("status_span", oldest=found["oldest"], newest=found["newest"]) if found["oldest"] else ""
    _row("articles", say("status_articles", articles=found["articles"], chunks=found["chunks"]) + span)
    outlets = [f"{outlet['source'] or say('status_nameless')} ({outlet['articles']})" for outlet in found["outlets"]]
    _row("outlets", ", ".join(outlets) or "-")
    _row("ledger", f"{found['ledger']} ({found['ledger_bytes'] / 2**20:.1f} MB)")
    _row("chroma", found["chroma"])
    _row("embedding", ", ".join(found["identities"]) or found["identity"])
    if found["stale"]:
        _row("", say("status_stale", count=found["stale"]))
    for source in found["sources"]:
        told = reason_told(source["error"]) if source["error"] else say("status_found", count=source["found"])
        _row(source["kind"], f"{source['address']}: {told}, {moment(source['checked_at'])}")
    if found["removed"]:
        _row("removed", say("status_removed", count=len(found["removed"])))
    if found["corrected"]:
        _row("corrected", say("status_corrected", count=found["corrected"]))
    for gone in found["gone"]:
        _row("gone", say("status_gone", article=gone["article"], quote=gone["quote"]))
    if found["failures"]:
        _row("failed", say("status_failed", count=len(found["failures"])))
        lines = in_lines((failure["origin"], failure["reason"]) for failure in found["failures"])
        for line in lines[:_SHOWN]:
            _row("", line)
        if len(lines) > _SHOWN:
            _row("", say("status_more", count=len(lines) - _SHOWN))


def _row(name: str, told: str) -> None:
    typer.echo(f"{row(name):<11}{told}")


def print_failures(store: Store, *, as_json: bool) -> None:
    """Every failure, those alike together, the most of a kind first; with whether and when each is tried again."""
    failures = sorted(store.ledger.failures(), key=lambda f: (f.lasting, f.origin))
    if as_json:
        typer.echo(json.dumps([asdict(failure) for failure in failures], ensure_ascii=False))
        return
    for places in by_reason(f.reason for f in failures):
        alike = [failures[n] for n in places]
        one = len({f.reason for f in alike}) == 1
        typer.echo(
            f"{len(alike)} × {reason_told(alike[0].reason) if one else reason_told(kind_of_reason(alike[0].reason)).replace('{}', '…')}"
        )
        for f in alike:
            own = "" if one else f"{reason_told(f.reason)}; "
            typer.echo(f"    {f.origin}\n        {own}{_tries(f)}")
    if not failures:
        typer.echo(say("none_failed"))


def _tries(f: Failure) -> str:
    later = say("again_from", when=moment(f.again_at)) if f.again_at else say("again_next")
    again = say("again_never") if f.lasting else later
    return say("failed_times", tries=f.tries, last=moment(f.at), again=again)


def _status(store: Store, settings: Settings) -> dict[str, Any]:
    ledger = store.ledger
    articles, chunks = ledger.count()
    oldest, newest = ledger.days()
    return {
        "articles": articles,
        "chunks": chunks,
        "oldest": oldest,
        "newest": newest,
        "outlets": [{"source": source, "articles": count} for source, count in ledger.sources()],
        "ledger": str(ledger.path),
        "ledger_bytes": ledger.path.stat().st_size,
        "chroma": _chroma(store, settings, chunks),
        "identity": store.identity,
        "identities": ledger.identities(),
        "stale": len(ledger.stale(store.identity)),
        "sources": [asdict(state) for state in ledger.source_states()],
        "removed": [asdict(removed) for removed in ledger.removed()],
        "corrected": len({article for article, _, _ in ledger.corrected()}),
        "gone": [asdict(gone) for gone in ledger.gone()],
        "failures": [{"origin": f.origin, "reason": f.reason, "at": f.at} for f in ledger.failures()],
    }


def _chroma(store: Store, settings: Settings, chunks: int) -> str:
    where = settings.chroma_url or str(settings.data_dir / "chroma")
    if not settings.chroma_url and not (settings.data_dir / "chroma").exists():
        return say("chroma_none", where=where)
    try:
        projection = store.own()
    except ProjectionError as error:
        return str(error)
    if projection is None:
        return say("chroma_taken", where=where)
    if projection.behind():
        return say("chroma_behind", where=where, count=projection.count(), chunks=chunks)
    return say("chroma_good", where=where, count=projection.count())
