"""Articles as the bot shows them: from the beginning, or around the sentence that an answer cites."""

from __future__ import annotations

from telegram import Update

from bot.telegram.carrying import wanted_articles
from bot.telegram.desk import Desk, Person
from bot.telegram.messages import article_parts
from index.types import Article, Language


async def opened(desk: Desk, update: Update, person: Person, parameter: str) -> bool:
    """Show the article that a start parameter leads to. False where it leads to none."""
    for wanted in wanted_articles(parameter):
        article = await desk.with_articles(lambda wanted=wanted: desk.articles.wanted(wanted))  # type: ignore[misc]
        if article:
            await show(desk, update, article, person.language, wanted.start if parameter[:2] in ("a_", "h_") else None)
            return True
    return False


async def show(desk: Desk, update: Update, article: Article, language: Language, at: int | None = None) -> None:
    for part in article_parts(article, language, at=at):
        await desk.reply(update, part)
