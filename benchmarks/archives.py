"""What the benchmarks that ask a small archive have in common: a folder's articles ingested, its lines, answers compared."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from benchmarks import settings_in
from index.engine import Engine
from ingest.pipeline import Run


class Asked(Protocol):
    """An outcome: of which kind of question, in which language."""

    @property
    def kind(self) -> str: ...

    @property
    def language(self) -> str: ...


O = TypeVar("O", bound=Asked)  # noqa: E741  # an outcome


def parsed(name: str, about: str | None, arguments: Sequence[str] | None) -> argparse.Namespace:
    """`folders` and `show` of the command line of `python -m benchmarks.<name>`."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--show", action="store_true", help="print everything that went wrong")
    return parser.parse_args(arguments)


@contextmanager
def asking(folder: Path) -> Iterator[Engine]:
    """An engine over the folder's articles, and over nothing else."""
    with tempfile.TemporaryDirectory() as state:
        settings = settings_in(Path(state))
        with Engine(settings, remembers=False) as engine:
            Run(engine.store, engine.embedder, settings).ingest([folder / "articles.jsonl"])
            yield engine


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def name_of(article_id: str) -> str:
    """The id as the folder's file has it."""
    return article_id.rpartition(":")[2]


def groups(outcomes: Sequence[O]) -> list[tuple[str, list[O]]]:
    """The outcomes by kind, then by language."""
    by_kind = [(kind, [o for o in outcomes if o.kind == kind]) for kind in Counter(o.kind for o in outcomes)]
    return [*by_kind, *((language, [o for o in outcomes if o.language == language]) for language in ("id", "en"))]
