"""A process with a Store of its own, for tests with two of them: `python store_process.py DATA_DIR [CHROMA_URL]`.

Reads one JSON list a line and answers with one: ["put", id, lines], ["remove", id], ["project"], ["nearest", id, k] (the
ids of the chunks nearest to the first chunk of such an article), ["owns"], ["by_chroma"] (whether a question would be
answered by Chroma).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from entries import IDENTITY, entry

from index.settings import Settings
from index.storage.store import Store
from index.types import Filters


def nearest(store: Store, article_id: str, k: int = 3, filters: Filters = Filters()) -> list[str]:
    found = store.nearest(entry(article_id, lines=1).embeddings[0], k, filters)
    hits = store.ledger.chunks.hits([key for key, _ in found])
    return [hits[key].chunk.id for key, _ in found]


def answer(store: Store, verb: str, *given: Any) -> Any:
    match verb:
        case "put":
            store.write([entry(given[0], lines=given[1])])
        case "remove":
            store.ledger.remove(given)
        case "project":
            return store.project()
        case "nearest":
            return nearest(store, *given)
        case "owns":
            return store.own() is not None
        case "by_chroma":
            return store._from_chroma(entry("a").embeddings[0], 1) is not None
    return None


class Other:
    """The other process, seen from the test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def __call__(self, *request: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(request), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


@contextmanager
def other_process(settings: Settings) -> Iterator[Other]:
    command = [sys.executable, __file__, str(settings.data_dir), *filter(None, [settings.chroma_url])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Other(process)
        finally:
            process.kill()


if __name__ == "__main__":
    url = sys.argv[2] if len(sys.argv) > 2 else None
    with Store(Settings(data_dir=Path(sys.argv[1]), chroma_url=url), IDENTITY) as opened:
        for line in sys.stdin:
            print(json.dumps(answer(opened, *json.loads(line))), flush=True)
