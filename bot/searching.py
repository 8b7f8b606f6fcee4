"""`tanya search`: articles with the passage that was found in each, without an answer."""

from __future__ import annotations

import json

import typer

from index.types import Passage

_SHOWN = 300
"""Characters of a passage."""


def print_found(passages: tuple[Passage, ...], limit: int, *, as_json: bool) -> None:
    """The best passage of each article, best first."""
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(passage.article.id, passage)
    found = list(best.values())[:limit]
    if as_json:
        typer.echo(json.dumps([_as_dict(passage) for passage in found], ensure_ascii=False))
        return
    for number, passage in enumerate(found, 1):
        article = passage.article
        day = article.published_at.strftime("%Y-%m-%d") if article.published_at else "-"
        typer.echo(f"{number}. {article.title} ({article.source or '-'}, {day})  {article.id}")
        text = " ".join(passage.text.split())
        typer.echo(f"   {text[:_SHOWN].rsplit(' ', 1)[0] + ' …' if len(text) > _SHOWN else text}")
        if article.url:
            typer.echo(f"   {article.url}")


def _as_dict(passage: Passage) -> dict[str, object]:
    article = passage.article
    return {
        "article_id": article.id, "title": article.title, "source": article.source, "url": article.url,
        "published_at": article.published_at and article.published_at.isoformat(), "start": passage.chunk.start,
        "end": passage.chunk.end, "text": passage.text, "score": round(passage.score, 4),
    }  # fmt: skip
