"""Whether a message speaks to the bot by name, and what it says besides."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity


def mentioned(message: Message, username: str, bot_id: int) -> bool:
    """In a text or in the caption of a picture or document."""
    mine = f"@{username}".casefold()
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    entities = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    return any(
        (e.user and e.user.id == bot_id) or (e.type == MessageEntity.MENTION and text.casefold() == mine)
        for e, text in entities.items()
    )


def without_mention(text: str, username: str) -> str:
    """What is said besides the bot's name, with its own punctuation: "Siapa ketuanya, @bot?" is "Siapa ketuanya?"."""
    name = rf"@{re.escape(username)}\b"
    text = re.sub(rf"[(\[]\s*{name}\s*[)\]]|{name}", "\0", text, flags=re.IGNORECASE)
    text = re.sub(r"\A\s*\0(?:\s*\0)*[ \t]*[,:;.–—-]?\s*", "", text)
    text = re.sub(r"[ \t]*[,:;–—-]?\s*\0\s*(?=[?!.…]*\s*\Z)", "", text)
    text = re.sub(r"[ \t]*[,:;–—-]?[ \t]*\0(?=[?!.…\n])", "", text)
    text = re.sub(r"[ \t]*,?[ \t]*\0[ \t]*,[ \t]*", ", ", text)
    return re.sub(r"[ \t]*\0[ \t]*", " ", text).strip()
