"""The latest round through the list of sources, as it is remembered across restarts."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from bot.telegram.storage import BotDatabase


@dataclass(frozen=True, slots=True)
class Round:
    """`ended_at` is None while it is under way, and where it was broken off. `reason` is why all of it came to nothing."""

    began_at: float
    ended_at: float | None = None
    added: int = 0
    changed: int = 0
    removed: int = 0
    failed: int = 0
    """Pages and files that could not be taken in."""
    reason: str | None = None


class Rounds:
    def __init__(self, database: BotDatabase) -> None:
        self._database = database

    def last(self) -> Round | None:
        row = self._database.row("SELECT began_at, ended_at, added, changed, removed, failed, reason FROM bot_round")
        return Round(*row) if row else None

    def note(self, made: Round) -> None:
        """Called when it begins, and again when it has ended."""
        with self._database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO bot_round VALUES (1, ?, ?, ?, ?, ?, ?, ?)", astuple(made))
