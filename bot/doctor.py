"""`tanya doctor`: look at every part, say what is wrong and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import typer

from bot.config import complaints
from index.embedding import models
from index.embedding.embedder import Embedder
from index.errors import TanyaError
from index.settings import Settings, load_settings
from index.storage.ledger import Ledger
from index.storage.store import Store, identity_of

_LOW_DISK = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `text` says what is so, and where it is wrong, what to do."""

    part: str
    well: bool
    text: str
    minor: bool = False
    """It stops nothing, and is said all the same."""


def examine() -> int:
    """Print a line for each part. Returns the exit code: 0 if all is well, 1 if anything isn't."""
    well = True
    for finding in _findings():
        well &= finding.well
        mark = "BAD" if not finding.well else " ! " if finding.minor else "ok "
        typer.echo(f"{mark}  {finding.part:<9} {finding.text}")
    typer.echo("All is well." if well else "Mend what is marked BAD, from the top down; each line says how.")
    return 0 if well else 1


def _findings() -> Iterator[Finding]:
    try:
        settings = load_settings()
    except TanyaError as error:
        yield Finding("settings", False, str(error))
        return
    yield Finding("settings", True, f"data in {settings.data_dir}")
    for complaint in complaints():
        yield Finding("settings", True, complaint, minor=True)
    embedder = models.embedder(settings)
    yield _looked_at("disk", lambda: _disk(settings))
    yield _looked_at("model", lambda: _model(embedder))
    if settings.has_llm:
        yield _looked_at("llm", lambda: _language_model(settings))
    try:
        store = Store(settings, identity_of(embedder))
    except TanyaError as error:
        yield Finding("ledger", False, str(error))
        return
    with store:
        yield _looked_at("ledger", lambda: _ledger(store.ledger))
        yield _looked_at("identity", lambda: _identity(store))
        yield _looked_at("chroma", lambda: _chroma(store))


def _looked_at(part: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part, True, look())
    except TanyaError as error:
        return Finding(part, False, str(error))


def _disk(settings: Settings) -> str:
    existing = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < _LOW_DISK:
        raise TanyaError(
            f"Only {free / 2**20:.0f} MB are free in {existing}: make room before the next `tanya ingest`."
        )
    return f"{free / 2**30:.0f} GB free"


def _model(embedder: Embedder) -> str:
    similar, other = embedder.passages(["Harga beras naik di pasar.", "Kapal feri tenggelam di selat."])
    question = embedder.queries(["Bagaimana harga beras?"])[0]
    if not similar @ question > other @ question:
        raise TanyaError(
            f"The model {embedder.name} can't tell rice from a ferry: remove the folder in TANYA_CACHE_DIR, or choose another "
            "model with TANYA_EMBED_MODEL."
        )
    return f"{embedder.name}, {embedder.dimension} dimensions, {models.engine_of(embedder)}"


def _language_model(settings: Settings) -> str:
    """Has it write a word: what a question would meet is met here."""
    import asyncio

    from index.generation.language_model import Message, Meter, written
    from index.generation.llm import OpenAIEndpoint

    model = OpenAIEndpoint(settings)
    asked = [Message("user", "Jawab dengan satu kata: siap.")]
    asyncio.run(written(model, asked, Meter(model.name), max_tokens=settings.llm_answer_tokens))
    return f"{model.name} at {settings.llm_base_url} answers"


def _ledger(ledger: Ledger) -> str:
    if (found := ledger.database.check()) != "ok":
        raise TanyaError(f"{ledger.path} is damaged ({found}): move it away and ingest again, or put back a copy.")
    articles, chunks = ledger.count()
    failed = len(ledger.failures.all())
    return f"{articles} articles, {chunks} chunks" + (f", {failed} failed (see `tanya status`)" if failed else "")


def _identity(store: Store) -> str:
    store.check_identity()
    return store.identity


def _chroma(store: Store) -> str:
    projection = store.own()
    if projection is None:
        return "open in another process (a running bot or REPL), which keeps it up to date"
    projection.catch_up()
    missing = store.ledger.chunks.ids() ^ projection.ids()
    if missing:
        raise TanyaError(f"Chroma and the ledger differ in {len(missing)} chunks: run `tanya reindex`.")
    return f"{projection.count()} chunks, the same as the ledger's"
