"""Paths in, documents out: every article the paths hold, found but not yet read, and every problem on the way.

A document's fingerprint tells whether it has changed since it was last taken in. Only a changed one is parsed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from index.errors import SourceError
from index.types import Article
from ingest import archives, exports
from ingest.decode import decode
from ingest.dumps import Record, records
from ingest.walk import File, files, reason

READERS = 4
"""The version of the readers. Raise it when they understand more: every article is then read again."""

_PLAIN = (".txt", ".text")
_MARKDOWN = (".md", ".markdown")
_HTML = (".html", ".htm", ".xhtml")
_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_JSON = (".json", ".json.gz")
_MAIL = (".eml", ".mht", ".mhtml")
_OFFICE = (".pdf", ".docx", ".odt", ".rtf", ".epub")
_REFUSED = (".doc", ".pages", ".wpd")
_ARTICLES = _PLAIN + _MARKDOWN + _HTML + _MAIL + _OFFICE
_EXPORTS = exports.TABLES + exports.XML + exports.MAILBOXES
_WANTED = frozenset(_ARTICLES + _LINES + _JSON + _EXPORTS + archives.ENDINGS)


def kinds() -> tuple[str, ...]:
    """The endings of the files that can be read."""
    return tuple(sorted(_WANTED))


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it lies in its source, not yet understood."""

    origin: str
    """The file's absolute path, with ":12" for line 12 of a dump, or the twelfth article of a JSON array."""
    file: str
    """Absolute path of the file that holds it."""
    fingerprint: str
    """32 hex digits over its bytes and all else that its article depends on."""
    parse: Callable[[], Article]
    """Raises SourceError."""
    from_web: bool = False
    """Several addresses may hold one article, and whoever fetched them is told what became of each."""
    since: date | None = None
    """An article from before that day is left out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document from the web."""

    document: Document
    article: str | None = None
    """The id under which it is safely in the ledger; None where it isn't, or a person doesn't want it."""
    new: bool = False
    """Or changed."""
    left_out: date | None = None
    """The day it is from, where that is too early."""
    error: SourceError | None = None


def documents(paths: Iterable[Path], *, zone: ZoneInfo, max_bytes: int) -> Iterator[Document | SourceError]:
    """Every article in these files and folders, in order, each problem in its place. Nothing is raised.

    `zone` is that of dates without one. A file or record above `max_bytes` is a problem; dumps may be of any size.
    """
    for file in files(paths, _WANTED):
        if isinstance(file, SourceError):
            yield file
        elif file.size == 0:
            yield SourceError(file.name, "it is empty; put the article in, or remove it")
        elif file.path.name.lower().endswith(_LINES + _JSON):
            yield from _dump(file, zone, max_bytes)
        elif file.path.name.lower().endswith(_EXPORTS):
            yield from _export(file, zone)
        elif archives.is_archive(file.name):
            yield from _archive(file, zone, max_bytes)
        else:
            yield _single(file, zone, max_bytes)


def _dump(file: File, zone: ZoneInfo, max_bytes: int) -> Iterator[Document | SourceError]:
    name = file.name
    lines = file.path.name.lower().endswith(_LINES)
    found = None if lines or name.lower().endswith(".gz") else exports.wrapped(file.path, name)
    yield from _records(found or records(file.path, name, lines=lines, max_bytes=max_bytes), name, zone)


def _export(file: File, zone: ZoneInfo) -> Iterator[Document | SourceError]:
    name, ending = file.name, file.path.suffix.lower()
    if ending in exports.MAILBOXES:
        for place, raw in exports.mailbox(file.path):
            digest = _seed(zone)
            digest.update(b".mbox\0" + raw)
            yield Document(
                name + place, name, digest.hexdigest(), partial(_read_bytes, ".eml", raw, name + place, zone)
            )
        return
    yield from _records((exports.xml if ending in exports.XML else exports.table)(file.path, name), name, zone)


def _records(found: Iterator[Record | SourceError], name: str, zone: ZoneInfo) -> Iterator[Document | SourceError]:
    seed = _seed(zone)
    for record in found:
        if isinstance(record, SourceError):
            yield record
            continue
        digest = seed.copy()
        path = None if record.place else name
        digest.update((path or "").encode() + b"\0" + record.raw)
        origin = name + record.place
        yield Document(origin, name, digest.hexdigest(), partial(_read_record, record.raw, origin, path, zone))


def _single(file: File, zone: ZoneInfo, max_bytes: int) -> Document | SourceError:
    name = file.name
    if file.size > max_bytes:
        return SourceError(
            name,
            f"it has {file.size / 1e6:.0f} MB, and one article may have {max_bytes / 1e6:g}; "
            "split it, make it a .jsonl dump, or raise TANYA_MAX_ARTICLE_MB",
        )
    try:
        with file.path.open("rb") as stream:
            raw = stream.read(max_bytes + 1)
    except OSError as error:
        return SourceError(name, reason(error))
    return _article(raw, file.path.suffix.lower(), name, name, zone)


def _archive(file: File, zone: ZoneInfo, max_bytes: int) -> Iterator[Document | SourceError]:
    for member in archives.members(file.path, file.name, wanted=_ARTICLES, max_bytes=max_bytes):
        if isinstance(member, SourceError):
            yield member
        else:
            suffix = PurePosixPath(member.name).suffix.lower()
            yield _article(member.raw, suffix, f"{file.name}!/{member.name}", file.name, zone)


def _article(raw: bytes, suffix: str, origin: str, file: str, zone: ZoneInfo) -> Document | SourceError:
    """One article in its bytes. `origin` is where they lie: the file, or the file and the member of it."""
    digest = _seed(zone)
    digest.update(f"{suffix}\0{origin}\0".encode() + raw)
    if suffix in _MAIL + _OFFICE + _REFUSED:
        return Document(origin, file, digest.hexdigest(), partial(_read_bytes, suffix, raw, origin, zone))
    try:
        text = decode(raw, origin, html=suffix in _HTML)
    except SourceError as error:
        if suffix in (*_PLAIN, *_MARKDOWN, *_HTML):
            return error
        kinds = ", ".join(sorted(_WANTED))
        return SourceError(origin, f"it is no text that Tanya can read; save it as one of {kinds}")
    if suffix in _PLAIN and exports.addresses_alone(text.split("\n")):
        return SourceError(
            origin, "it is a list of addresses, not an article; take them in with `tanya ingest ADDRESS …`"
        )
    if not text.strip():
        return SourceError(origin, "there is nothing but white space in it; put the article in, or remove it")
    return Document(origin, file, digest.hexdigest(), partial(_read_text, suffix, text, origin, zone))


def _seed(zone: ZoneInfo) -> hashlib.blake2b:
    return hashlib.blake2b(f"{READERS}\0{zone.key}\0".encode(), digest_size=16)


# The readers are imported when the first document is parsed: `tanya --help` needs neither lxml nor YAML.


def _read_record(raw: bytes, origin: str, path: str | None, zone: ZoneInfo) -> Article:
    from ingest.readers import jsonl

    return jsonl.read(raw, origin=origin, path=path, zone=zone)


def _read_text(suffix: str, text: str, name: str, zone: ZoneInfo) -> Article:
    from ingest.readers import html, markdown, plain

    read = html.read if suffix in _HTML else markdown.read if suffix in _MARKDOWN else plain.read
    return read(text, origin=name, path=name, zone=zone)


def _read_bytes(suffix: str, raw: bytes, name: str, zone: ZoneInfo) -> Article:
    from ingest.readers import mail, office

    if suffix in _MAIL:
        return mail.read(raw, origin=name, path=name, zone=zone)
    return office.read(raw, suffix[1:], origin=name, path=name, zone=zone)
