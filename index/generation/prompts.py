"""The prompts of `index/data/prompts.toml`, filled in. Their version stands there; a test keeps texts and version together."""

from __future__ import annotations

import tomllib
from functools import cache
from string import Template
from typing import Any, Literal

from index import shipped
from index.answer.phrases import NOT_FOUND
from index.generation.language_model import Message
from index.types import Language

Task = Literal["answer", "repair", "rewrite"]


def messages(task: Task, language: Language, **values: str) -> list[Message]:
    """System and user message of a task. What is filled in is not itself searched for places to fill."""
    text = _prompts()[language][task]
    known = {"refusal": NOT_FOUND[language], **values}
    return [
        Message("system", Template(text["system"].strip()).substitute(known)),
        Message("user", Template(text["user"].strip()).substitute(known)),
    ]


def version() -> int:
    return int(_prompts()["version"])


@cache
def _prompts() -> dict[str, Any]:
    return tomllib.loads(shipped.text("prompts.toml"))
