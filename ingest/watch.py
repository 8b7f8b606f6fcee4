"""Folders that are watched: what is put there is taken in a moment later."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import SourceError

_QUIET = 1_600
"""Milliseconds in which changes are gathered: a file is often written in several steps."""


def changes(paths: Sequence[Path], stop: threading.Event | None = None) -> Iterator[set[Path]]:
    """The files that changed below these paths, each time some did, until Ctrl-C or `stop`. Raises SourceError."""
    from watchfiles import watch

    for path in paths:
        if not path.exists():
            raise SourceError(str(path), "there is no such file or folder to watch; check the path")
    try:
        for found in watch(*paths, debounce=_QUIET, step=200, stop_event=stop, raise_interrupt=True, recursive=True):
            yield {Path(name) for _, name in found}
    except OSError as error:
        raise SourceError(str(paths[0]), f"it can't be watched ({error}); run `tanya ingest` on it instead") from None
