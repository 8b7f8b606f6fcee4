"""Articles written out: JSON lines that `tanya ingest` takes in again, a table, or Markdown."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from typing import Any, TextIO

from index.types import Article

FIELDS = (
    "id",
    "title",
    "source",
    "author",
    "published_at",
    "url",
    "place",
    "section",
    "editor",
    "caption",
    "credit",
    "updated_at",
)


def write(articles: Iterable[Article], form: str, file: TextIO) -> int:
    """As "jsonl", "csv" or "md". Returns how many."""
    count = 0
    table = csv.writer(file) if form == "csv" else None
    if table:
        table.writerow([*FIELDS, "body"])
    for article in articles:
        known = _known(article)
        if table:
            table.writerow([*(known.get(name, "") for name in FIELDS), article.body])
        elif form == "md":
            file.write(_markdown(article, known))
        else:
            file.write(json.dumps({**known, "body": article.body}, ensure_ascii=False) + "\n")
        count += 1
    return count


def _known(article: Article) -> dict[str, Any]:
    found = {name: getattr(article, name) for name in FIELDS}
    found |= {name: found[name].isoformat() for name in ("published_at", "updated_at") if found[name]}
    if article.title_derived:
        del found["title"]  # it is a part of the text
    return {name: value for name, value in found.items() if value}


def _markdown(article: Article, known: dict[str, Any]) -> str:
    about = " · ".join(str(known[name]) for name in ("source", "published_at", "author", "url") if name in known)
    return f"## {article.title}\n\n{about}\n\n{article.body}\n\n"
