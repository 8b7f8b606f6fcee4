"""The files in a zip or tar archive, read where they lie: nothing is ever unpacked to the disk.

So a member called "../../etc/passwd" is only an odd name, and a link in an archive leads nowhere. What an archive may
cost is limited member by member as it is read, whatever its own headers say.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from index.errors import EmptySourceError, SourceError

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")

_MOST_MEMBERS = 100_000
_MOST_BYTES = 2 * 2**30
"""Over all members, once they are unpacked."""
_RATIO = 200
"""So many bytes may come out of one: HTML packs to a tenth, a bomb to a thousandth."""
_LONGEST_READ = 64 * 2**20
"""Bytes that a tar archive may ask for at once."""
_SMALL = 1 << 20
"""Bytes below which a member is unpacked whatever its ratio."""


@dataclass(frozen=True, slots=True)
class Member:
    """`name` is the path within the archive, "/" between its parts."""

    name: str
    raw: bytes


def is_archive(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def members(path: Path, name: str, *, wanted: tuple[str, ...], max_bytes: int) -> Iterator[Member | SourceError]:
    """The members whose names end with one of `wanted`, each problem in its place. Nothing is raised.

    `name` is what errors call the archive. A member above `max_bytes` is a problem of its own, and so is one that is
    packed as only bombs are; an archive that would cost too much as a whole ends with an error.
    """
    count = 0
    try:
        found = _zip(path, name, wanted, max_bytes) if zipfile.is_zipfile(path) else _tar(path, name, wanted, max_bytes)
        for item in found:
            count += 1
            yield item
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ):
        yield SourceError(name, f"this archive is damaged, or locked, after member {count}; fetch it again")
    except OSError as error:
        yield SourceError(name, f"it can't be read any further ({error.strerror or error}); fetch it again")
    else:
        if not count:
            yield EmptySourceError(name, "there are no articles in this archive; check that it is the right one")


def _zip(path: Path, name: str, wanted: tuple[str, ...], max_bytes: int) -> Iterator[Member | SourceError]:
    left = _MOST_BYTES
    with zipfile.ZipFile(path) as archive:
        if len(archive.infolist()) > _MOST_MEMBERS:
            yield SourceError(name, f"it has more than {_MOST_MEMBERS} members; unpack it to a folder first")
            return
        for info in archive.infolist():
            if (
                info.is_dir()
                or (info.external_attr >> 16) & 0o170000 == 0o120000
                or not _is_wanted(info.filename, wanted)
            ):
                continue
            origin = f"{name}!/{_printable(info.filename)}"
            if info.flag_bits & 1:
                yield SourceError(origin, "it is locked with a password; unpack it to a folder first")
                continue
            limit = max_bytes if info.file_size <= _SMALL else min(max_bytes, _RATIO * max(1, info.compress_size))
            with archive.open(info) as stream:
                raw = stream.read(limit + 1)
            left -= len(raw)
            yield _member(origin, info.filename, raw, limit)
            if left < 0:
                yield _too_much(name)
                return


def _tar(path: Path, name: str, wanted: tuple[str, ...], max_bytes: int) -> Iterator[Member | SourceError]:
    limit = min(_MOST_BYTES, max(_SMALL * 64, path.stat().st_size * _RATIO))
    met = 0
    with _unpacked(path) as plain, tarfile.open(fileobj=_Limited(plain, limit), mode="r:") as archive:
        for info in archive:
            met += 1
            # To get past a member is to unpack it: one that can only be a bomb ends the reading before that.
            if met > _MOST_MEMBERS or info.offset_data + info.size > limit:
                yield _too_much(name)
                return
            if not info.isreg() or not _is_wanted(info.name, wanted):
                continue
            origin = f"{name}!/{_printable(info.name)}"
            stream = archive.extractfile(info) if info.size <= max_bytes else None
            raw = stream.read(max_bytes + 1) if stream else b""
            yield _member(origin, info.name, raw, max_bytes if stream else -1)


def _unpacked(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        head = file.read(6)
    if head.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.open(path))
    if head.startswith(b"BZh"):
        return cast(IO[bytes], bz2.open(path))
    if head.startswith(b"\xfd7zXZ\0"):
        return cast(IO[bytes], lzma.open(path))
    return path.open("rb")


class _Limited(io.RawIOBase):
    """A stream that ends with an error where more is asked of it than an archive may cost: its own headers may be bombs."""

    def __init__(self, inner: IO[bytes], limit: int) -> None:
        self._inner, self._limit = inner, limit

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _LONGEST_READ or self._inner.tell() + size > self._limit + _LONGEST_READ:
            raise tarfile.ReadError("more than an archive may cost")
        return self._inner.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence != 0 or offset > self._limit + _LONGEST_READ:
            raise tarfile.ReadError("more than an archive may cost")
        return self._inner.seek(offset)

    def tell(self) -> int:
        return self._inner.tell()

    def seekable(self) -> bool:
        return True


def _member(origin: str, name: str, raw: bytes, limit: int) -> Member | SourceError:
    if len(raw) > limit:
        return SourceError(
            origin, "it is larger than one article may be, or packed as only a bomb is; unpack it yourself"
        )
    return Member(_printable(name), raw)


def _too_much(name: str) -> SourceError:
    return SourceError(
        name, "this archive unpacks to far more than it says; unpack it to a folder yourself, if you trust it"
    )


def _is_wanted(name: str, wanted: tuple[str, ...]) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return name.lower().endswith(wanted) and not any(
        part.startswith((".", "__MACOSX")) and part != ".." for part in parts
    )


def _printable(name: str) -> str:
    name = "".join(c if c.isprintable() else "\ufffd" for c in name).encode("utf-8", "replace").decode()
    return name.replace("\\", "/")[:500]
