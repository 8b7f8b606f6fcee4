"""From the paths a person names to the files in them, in order, without going in circles."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import EmptySourceError, PassedOverError, SourceError

_PROJECT = re.compile(
    r"(?:readme|licen[cs]e|copying|changelog|changes|contributing|authors|notice|requirements[\w.-]*|package(?:-lock)?|composer|tsconfig"
    r"|robots|humans)(?:\.[a-z]{2,5})?",
    re.IGNORECASE,
)
"""Files of somebody's project that have the endings of articles and are none."""
_NO_FILE = re.compile(r"~\$|Thumbs\.db$|desktop\.ini$", re.IGNORECASE)
"""What programs leave beside the files of a person."""


@dataclass(frozen=True, slots=True)
class File:
    """A regular file. `named` where a person named it, rather than a folder it is in."""

    path: Path
    size: int
    named: bool

    @property
    def name(self) -> str:
        return printable(self.path)


def absolute(path: Path) -> Path:
    """The path from the root, "~" and ".." resolved, links left alone: the name under which a file stays known."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100  # Path.resolve would follow links


def printable(path: Path) -> str:
    """The path as text that can be printed and stored: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def files(paths: Iterable[Path], wanted: frozenset[str]) -> Iterator[File | SourceError]:
    """Each file once, folders in alphabetical order, hidden entries left out. Nothing is raised.

    In folders only names that end with one of `wanted` (lower case, ".txt") count; what a person names always does.
    """
    walk = _Walk(tuple(wanted))
    for path in map(absolute, paths):
        yield from walk.named(path)


class _Walk:
    def __init__(self, wanted: tuple[str, ...]) -> None:
        self._wanted = wanted
        self._met = 0
        """Articles' files and problems met so far, those met twice included."""
        self._files: set[Path] = set()
        self._inodes: set[tuple[int, int]] = set()  # a file by whatever name: links to it are no second one
        self._passed: Counter[str] = Counter()
        """What was passed over below the folder at hand, by kind."""
        self._folders: set[tuple[int, int]] = set()  # device and inode: the same by whatever name

    def named(self, path: Path) -> Iterator[File | SourceError]:
        status = _status(path)
        if isinstance(status, SourceError):
            yield status
        elif stat.S_ISDIR(status.st_mode):
            if _identity(status) in self._folders:
                return
            before = self._met
            self._passed.clear()
            yield from self._folder(path, status, ())
            kinds = ", ".join(f"{count} {kind}" for kind, count in self._passed.most_common())
            if kinds and self._met > before:
                yield PassedOverError(printable(path), f"passed over, for they are no articles: {kinds}")
            if self._met == before:
                endings = ", ".join(sorted(e for e in self._wanted if not e.endswith(".gz")))
                yield EmptySourceError(
                    printable(path),
                    f"there are no articles in this folder{f' (but {kinds})' if kinds else ''}; put some there that end in {endings}",
                )
        elif stat.S_ISREG(status.st_mode):
            yield from self._file(path, status, named=True)
        else:
            yield SourceError(printable(path), "it is no regular file or folder; save what it gives to a file")

    def _file(self, path: Path, status: os.stat_result, *, named: bool) -> Iterator[File]:
        self._met += 1
        if path in self._files:
            return
        self._files.add(path)
        if not named and _identity(status) in self._inodes:
            self._passed["link to a file that is there already"] += 1
        else:
            self._inodes.add(_identity(status))
            yield File(path, status.st_size, named)

    def _folder(
        self, folder: Path, status: os.stat_result, above: tuple[tuple[int, int], ...]
    ) -> Iterator[File | SourceError]:
        identity = _identity(status)
        if identity in above:
            self._met += 1
            yield SourceError(printable(folder), "this link leads back to a folder it is in; remove the link")
            return
        if identity in self._folders:
            return
        self._folders.add(identity)
        try:
            names = sorted(entry.name for entry in os.scandir(folder) if not entry.name.startswith("."))
        except OSError as error:
            self._met += 1
            yield SourceError(printable(folder), reason(error))
            return
        for name in names:
            path = folder / name
            inner = _status(path)
            if isinstance(inner, SourceError):
                self._met += 1
                yield inner
            elif stat.S_ISDIR(inner.st_mode):
                if _is_saved_with(name, names):
                    self._passed["folder of a saved page"] += 1
                else:
                    yield from self._folder(path, inner, (*above, identity))
            elif not stat.S_ISREG(inner.st_mode) or _NO_FILE.match(name):
                continue
            elif not name.lower().endswith(self._wanted) or _PROJECT.fullmatch(name):
                self._passed[Path(name).suffix.lower() or name] += 1
            else:
                yield from self._file(path, inner, named=False)


def _is_saved_with(name: str, names: list[str]) -> bool:
    """Whether a folder holds what a browser saved beside a page: "Jembatan_files" of "Jembatan.html"."""
    stem = re.sub(r"(?:_files|_fichiers|_berkas|\.files)$", "", name)
    return stem != name and any(other.startswith(stem + ".") for other in names)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _status(path: Path) -> os.stat_result | SourceError:
    try:
        return path.stat()
    except (OSError, ValueError) as error:
        return SourceError(printable(path), reason(error))


def reason(error: OSError | ValueError) -> str:
    """Why a file or folder can't be opened, and what to do about it."""
    match error:
        case FileNotFoundError():
            return "there is no such file or folder; check the path"
        case PermissionError():
            return "you may not read it; change its permissions or run as a user who may"
        case IsADirectoryError():
            return "it is a folder where a file should be; name the file"
        case NotADirectoryError():
            return "a part of this path is a file, not a folder; check the path"
        case OSError(errno=40 | 62):  # ELOOP, on Linux and on macOS
            return "it is a link that leads to itself; remove the link"
        case OSError():
            return f"it can't be read ({error.strerror or error}); check the disk"
    return "it is no path; check its characters"
