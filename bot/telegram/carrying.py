"""What a link to the bot carries: `https://t.me/bot?start=…` has 64 characters, of letters, digits, "_" and "-".

An article goes by its id and the place in it; a question goes whole where it is short, otherwise by a number under which it
is kept for a day.
SEE: https://core.telegram.org/bots/features#deep-linking
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from bot.telegram.storage import BotDatabase

LONGEST = 64
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_QUESTION, _KEPT, _ARTICLE, _HASHED = "q_", "k_", "a_", "h_"


class Carried:
    def __init__(self, database: BotDatabase) -> None:
        self._database = database

    def parameter_for(self, user: int, text: str, now: float) -> str:
        """The start parameter under which a question is found again."""
        encoded = _QUESTION + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        if len(encoded) <= LONGEST:
            return encoded
        number = secrets.token_urlsafe(9)
        with self._database.transaction() as db:
            db.execute("DELETE FROM bot_carried WHERE user = ?", (user,))  # only what was typed last can be pressed
            db.execute("INSERT INTO bot_carried VALUES (?, ?, ?, ?)", (number, user, text, now))
        return _KEPT + number

    def text_of(self, parameter: str) -> str | None:
        """The question that a start parameter carries; None where it carries none, or one that is kept no longer."""
        if parameter.startswith(_KEPT):
            row = self._database.row("SELECT text FROM bot_carried WHERE id = ?", parameter.removeprefix(_KEPT))
            return row[0] if row else None
        if not parameter.startswith(_QUESTION):
            return None
        encoded = parameter.removeprefix(_QUESTION)
        try:
            text = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        except (binascii.Error, ValueError):
            return None
        return text.strip() if text.isprintable() and text.strip() else None


@dataclass(frozen=True, slots=True)
class Opener:
    """Addresses at which the bot shows articles that have none of their own. `username` is the bot's."""

    username: str

    def address(self, article_id: str, start: int = 0) -> str:
        """Of an article, at the sentence that begins at `start`."""
        return f"https://t.me/{self.username}?start={article_parameter(article_id, start)}"


def article_parameter(article_id: str, start: int) -> str:
    """A long id, or one with other letters, goes by its hash."""
    parameter = f"{_ARTICLE}{article_id}_{start}"
    if len(parameter) <= LONGEST and _PLAIN.fullmatch(parameter):
        return parameter
    return f"{_HASHED}{hashed(article_id)}_{start}"


def hashed(article_id: str) -> str:
    return hashlib.blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article that a link leads to, by its id or by the hash of it, and where in it."""

    article: str
    start: int = 0
    by_hash: bool = False

    def among(self, ids: Iterable[str]) -> str | None:
        """The id that has the hash."""
        return next((i for i in ids if hashed(i) == self.article), None)


def wanted_articles(parameter: str) -> list[Wanted]:
    """What a start parameter may mean, the likelier first: an id may itself end like a place."""
    prefix = parameter[:2]
    if prefix not in (_ARTICLE, _HASHED):
        return [Wanted(parameter)]
    rest = parameter[2:]
    name, _, place = rest.rpartition("_")
    found = [Wanted(name, int(place), prefix == _HASHED)] if name and place.isdecimal() and len(place) < 10 else []
    return [*found, Wanted(rest, 0, prefix == _HASHED), Wanted(parameter)]
