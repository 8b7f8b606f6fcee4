"""Questions whose answers are known: lines of `{"id", "question", "article_ids"?, "answers"?, "answerable"?, "kind"?,
"language"?, "style"?, "evidence"?}`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import TanyaError


class DatasetError(TanyaError):
    """A data set that can't be used as it is. The message names the line."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question. `article_ids`: any of them answers it; `answers`: any of them is right, of a list all are its parts, of
    a yes/no question it is "ya" or "tidak". `evidence`: sentences that bear the answer out. Each may be empty: not known."""

    id: str
    question: str
    article_ids: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    answerable: bool = True
    kind: str = ""
    """What is asked for: "fact", "list", "yesno", "how" … Figures are given for each."""
    language: str = ""
    style: str = ""
    evidence: tuple[str, ...] = ()


def load(path: Path) -> list[Item]:
    """The questions in their order. Raises DatasetError where the file or a line of it can't be used."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise DatasetError(f"{path} can't be read ({error.strerror}): give a file of JSON lines.") from None
    except UnicodeDecodeError:
        raise DatasetError(f"{path} can't be read (it is not UTF-8 text): give a file of JSON lines.") from None
    items = list(_items(path, lines))
    if not items:
        raise DatasetError(f'{path} has no questions: give lines of the form {{"id": …, "question": …}}.')
    return items


def _items(path: Path, lines: list[str]) -> Iterator[Item]:
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = _item(json.loads(line), str(number))
        except (ValueError, TypeError, AttributeError) as error:
            reason = "it is not JSON" if isinstance(error, json.JSONDecodeError) else str(error)
            raise DatasetError(
                f'{path}:{number}: not a question ({reason}): write {{"id": …, "question": …, "article_ids": […], '
                '"answers": […], "answerable": true or false}; all but the question may be left out.'
            ) from None
        if item.id in seen:
            raise DatasetError(f"{path}:{number}: the id {item.id} was there before: give each question its own.")
        seen.add(item.id)
        yield item


def _item(row: Any, default_id: str) -> Item:
    if not isinstance(row, dict):
        raise TypeError("it is not an object")
    question = row.get("question")
    if not isinstance(question, str) or not question.strip():
        raise ValueError("it has no question")
    answerable = row.get("answerable", True)
    if not isinstance(answerable, bool):
        raise TypeError("answerable is neither true nor false")
    articles, answers = _strings(row, "article_ids"), _strings(row, "answers")
    if answers and not answerable:
        raise ValueError("it has answers, and answerable is false")
    kind, language, style = (str(row.get(name) or "") for name in ("kind", "language", "style"))
    evidence = _strings(row, "evidence")
    return Item(
        str(row.get("id", default_id)), question, articles, answers, answerable, kind, language, style, evidence
    )


def _strings(row: dict[str, Any], name: str) -> tuple[str, ...]:
    found = row.get(name) or []
    if not isinstance(found, list) or not all(isinstance(value, str | int | float) for value in found):
        raise TypeError(f"{name} is not a list of texts")
    return tuple(map(str, found))
