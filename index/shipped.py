"""What comes with the package: the files of `index/data`."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any


def path(name: str) -> Path:
    """Where the file is, or would be."""
    return Path(str(resources.files("index").joinpath("data", name)))


def text(name: str) -> str:
    return path(name).read_text(encoding="utf-8")


@cache
def table(name: str) -> Any:
    """The JSON of a file, read once."""
    return json.loads(text(name))
