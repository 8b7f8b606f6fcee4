"""The records of a dump, one after another, as raw bytes. Nothing is decoded, and no dump is ever whole in memory."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import EmptySourceError, SourceError

_BLOCK = 1 << 16
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_GZIP = b"\x1f\x8b"
# All that matters to where a JSON value ends: quotes, what hides them, and what opens, closes and parts.
_TOKEN = re.compile(rb'["\\\[\]{},]')


@dataclass(frozen=True, slots=True)
class Record:
    """`place` tells it from the others: ":12" is line 12, or the twelfth of a JSON array, "" the only one."""

    place: str
    raw: bytes


def records(path: Path, name: str, *, lines: bool, max_bytes: int) -> Iterator[Record | SourceError]:
    """The records in a file, gzipped or not: its lines, or else the values of a JSON document or array.

    `name` is what errors call the file. A record above `max_bytes` is passed over with an error, the others go on; a
    damaged archive ends with one, after all that could be read before it.
    """
    count = 0
    try:
        with path.open("rb") as file, _unpacked(file) as stream:
            found = _lines(stream, name, max_bytes) if lines else _values(stream, name, max_bytes)
            for item in found:
                count += 1
                yield item
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield SourceError(
            name, f"its gzip is cut off or damaged after record {count}; all before it was read: fetch the file again"
        )
    except UnicodeError:
        yield SourceError(name, f"it is not the UTF-16 it says it is, after record {count}; save it as UTF-8")
    except OSError as error:
        yield SourceError(
            name, f"it can't be read any further ({error.strerror or error}); check the disk or the permissions"
        )
    else:
        if not count:
            yield EmptySourceError(name, "there are no articles in it; add some, or leave it out")


def _unpacked(file: io.BufferedReader) -> io.BufferedIOBase:
    """What is in the file, whatever its name says: gzip and UTF-16 are told by their first bytes."""
    stream: io.BufferedReader | gzip.GzipFile = file
    if file.peek(2)[:2] == _GZIP:
        stream = gzip.GzipFile(fileobj=file)
    if stream.peek(2)[:2] in _UTF16:
        return io.BufferedReader(_AsUtf8(io.TextIOWrapper(stream, encoding="utf-16", newline="\n")))
    return stream


class _AsUtf8(io.RawIOBase):
    """A text stream as UTF-8 bytes."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text, self._left = text, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._left:
            self._left = self._text.read(_BLOCK).encode("utf-8", "surrogatepass")
        taken, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _lines(stream: io.BufferedIOBase, name: str, max_bytes: int) -> Iterator[Record | SourceError]:
    number = 0
    while line := stream.readline(max_bytes + 1):
        number += 1
        if len(line) > max_bytes and not line.endswith(b"\n"):
            while rest := stream.readline(_BLOCK):  # let the remainder go, a block at a time
                if rest.endswith(b"\n"):
                    break
            yield _too_large(f"{name}:{number}", max_bytes)
        elif line := line.strip():
            yield Record(f":{number}", line)


def _values(stream: io.BufferedIOBase, name: str, max_bytes: int) -> Iterator[Record | SourceError]:
    """The elements of a JSON array, or the values of a document one after another (usually a single one)."""
    number = 0
    held: bytes | None = None
    for raw in _split(stream, max_bytes):
        if number:
            yield _record(held, f":{number}", name, max_bytes)
        held, number = raw, number + 1
    if number:  # one that turns out to be the only one needs no number
        yield _record(held, f":{number}" if number > 1 else "", name, max_bytes)


def _record(raw: bytes | None, place: str, name: str, max_bytes: int) -> Record | SourceError:
    return _too_large(name + place, max_bytes) if raw is None else Record(place, raw)


def _split(stream: io.BufferedIOBase, max_bytes: int) -> Iterator[bytes | None]:
    """The bytes of each value, unjudged; None for one that is larger than `max_bytes`."""
    brackets, value = _Brackets(), _Value(max_bytes)
    while block := stream.read(_BLOCK):
        start = 0
        for end, resume in brackets.cuts(block):
            value.add(block[start:end])
            if value:
                yield value.take()
            start = resume
        value.add(block[start:])
    if value or brackets.depth:  # what was never closed shows up as a value that is no JSON
        yield value.take()


class _Value:
    """What has been read of one value. True once there is more in it than white space."""

    def __init__(self, max_bytes: int) -> None:
        self._max, self._bytes, self._too_large = max_bytes, bytearray(), False

    def add(self, part: bytes) -> None:
        self._bytes += part if self._bytes else part.lstrip()
        if len(self._bytes) > self._max:
            self._too_large = True
            del self._bytes[1:]

    def __bool__(self) -> bool:
        return bool(self._bytes)

    def take(self) -> bytes | None:
        taken = None if self._too_large else bytes(self._bytes).rstrip()
        self._bytes, self._too_large = bytearray(), False
        return taken


class _Brackets:
    """Finds where values end by quotes and brackets alone, block after block."""

    def __init__(self) -> None:
        self.depth = 0
        self._array: bool | None = None  # whether the values are elements of an array; None between documents
        self._in_string = False
        self._skip = 0  # bytes of the next block that a backslash at the end of the last one hides

    def cuts(self, block: bytes) -> Iterator[tuple[int, int]]:
        """Pairs of where a value ends and where the next may start."""
        position, self._skip = self._skip, 0
        while match := _TOKEN.search(block, position):
            at, position = match.start(), match.end()
            token = match[0]
            if self._in_string:
                if token == b"\\":
                    position = at + 2
                    self._skip = max(0, position - len(block))
                elif token == b'"':
                    self._in_string = False
            elif token == b'"':
                self._in_string = True
            elif token in b"[{":
                self.depth += 1
                if self._array is None:
                    self._array = token == b"["
                    if self._array:
                        yield at, at + 1
            elif token in b"]}":
                self.depth = max(0, self.depth - 1)
                if self.depth == 0:
                    # An array's own bracket belongs to no value, an object's is its last byte.
                    yield (at, at + 1) if self._array else (at + 1, at + 1)
                    self._array = None
            elif token == b"," and self._array and self.depth == 1:
                yield at, at + 1


def _too_large(origin: str, max_bytes: int) -> SourceError:
    return SourceError(
        origin,
        f"it is larger than the {max_bytes / 1e6:g} MB one article may have; shorten it, or raise TANYA_MAX_ARTICLE_MB",
    )
