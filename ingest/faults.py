"""What could not be taken in, for a person: all that is wrong with one file is one line."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.archives import is_archive
from ingest.reasons import reason_told
from ingest.texts import say

_NAMED = 3


def file_of(origin: str) -> str:
    """The file that an origin such as "/news/dump.jsonl:12" or "/news/pages.zip!/a.html" is in."""
    archive, inside, _ = origin.partition("!/")
    if inside and is_archive(archive):
        return archive
    path, _, line = origin.rpartition(":")
    return path if path and line.isdigit() and "://" not in origin else origin


def in_lines(failures: Iterable[tuple[str, str]]) -> list[str]:
    """A line for each file of pairs of origin and reason, in order and in the reader's language: of several failures their
    number and the first."""
    files: dict[str, list[tuple[str, str]]] = {}
    for origin, reason in failures:
        files.setdefault(file_of(origin), []).append((origin, reason_told(reason)))
    return [_line(file, found) for file, found in files.items()]


def _line(file: str, found: list[tuple[str, str]]) -> str:
    if len(found) == 1:
        return "{}: {}".format(*found[0])
    first = "; ".join(f"{_within(origin, file)}{reason.rstrip('.')}" for origin, reason in found[:_NAMED])
    more = "; …" if len(found) > _NAMED else ""
    return say("failed_in", file=file, count=len(found), first=f"{first}{more}")


def _within(origin: str, file: str) -> str:
    place = origin.removeprefix(file)
    return (
        f"{say('line', number=place[1:])}: "
        if place.startswith(":")
        else f"{place.removeprefix('!/')}: "
        if place
        else ""
    )
