"""Articles written out: JSON lines that `tanya ingest` takes in again, a table, or Markdown."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from typing import Any, TextIO

from index.answer.citation import web_address
from index.language.markdown import escaped, linked, one_line
from index.types import Article

FIELDS = (
    "id", "title", "source", "author", "published_at", "url", "place", "section", "editor", "caption", "credit", "updated_at",
)  # fmt: skip


def as_dict(article: Article) -> dict[str, Any]:
    """All that is known of an article but its text, for JSON."""
    return {
        "id": article.id, "title": article.title, "title_derived": article.title_derived, "source": article.source,
        "author": article.author, "published_at": article.published_at and article.published_at.isoformat(),
        "url": article.url, "place": article.place, "caption": article.caption, "credit": article.credit,
        "reporter": article.reporter, "updated_at": article.updated_at and article.updated_at.isoformat(),
        "editor": article.editor, "section": article.section, "origin": article.origin,
    }  # fmt: skip


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
            file.write(article_markdown(article, 2) + "\n")
        else:
            file.write(json.dumps({**known, "body": article.body}, ensure_ascii=False) + "\n")
        count += 1
    return count


def _known(article: Article) -> dict[str, Any]:
    known = as_dict(article)
    if article.title_derived:
        del known["title"]  # it is a part of the text
    return {name: value for name in FIELDS if (value := known.get(name))}


def article_markdown(article: Article, level: int = 1) -> str:
    """The article as a section: its title, what is known of it, its picture's caption, its text."""
    known = _known(article)
    about = [one_line(str(known[name])) for name in ("source", "published_at", "author") if name in known]
    if url := web_address(article.url):
        about.append(linked(one_line(url), url))
    caption = f"*{one_line(article.caption)}*\n\n" if article.caption else ""
    title = f"{'#' * level} {one_line(article.title)}"
    return "\n\n".join(filter(None, (title, " · ".join(about), f"{caption}{escaped(article.body)}"))) + "\n"
