"""What Tanya must reach, measured: `python -m benchmarks DATA_FOLDER`. README.md, beside this file, says what each means."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import TanyaError
from index.settings import Settings

NEWS, NEWS_ARTICLES = "news_clickid", 21_929
"""The dump that throughput and latency are measured on, and how many articles it has."""
ENGLISH = Path(__file__).parent / "data" / "facqa_valid_en.jsonl"
"""The validation questions of FacQA in English, by the same ids."""
MAX_BYTES = 10 * 2**20
"""Of a document that a benchmark reads."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said. Every measure keeps its own state in temporary folders, all but `state`."""

    data: Path
    """Holds the question sets and the news as `<name>.jsonl.gz`."""
    state: Path
    """A TANYA_DATA_DIR: throughput leaves its ledger there, latency and startup ask it."""
    articles: int = NEWS_ARTICLES
    """How many articles of the news throughput takes."""
    kills: int = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `met` is None where there is no bar, or where too little was measured to tell."""

    measure: str
    figure: str
    bar: str = ""
    met: bool | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    """The figure as numbers, for `--json`."""


def records(folder: Path, name: str, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """The records of `<name>.jsonl.gz`, the first `limit` of them. Raises TanyaError where the file is missing."""
    path = folder / f"{name}.jsonl.gz"
    if not path.is_file():
        raise TanyaError(f"{path} is missing: give the folder that holds the data sets.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, itertools.islice(lines, limit))


def english_questions() -> dict[str, str]:
    """The English question for each id of FacQA's validation set."""
    with ENGLISH.open(encoding="utf-8") as lines:
        return {row["id"]: row["question"] for row in map(json.loads, lines)}


def tells(articles: int) -> bool:
    """Whether so many articles are enough to hold a figure against a bar that is set for all of the news."""
    return articles >= 0.9 * NEWS_ARTICLES


def settings_in(folder: Path) -> Settings:
    """The settings as they are, but with all state in this folder, and Chroma in it too."""
    return Settings(data_dir=folder, chroma_url=None)
