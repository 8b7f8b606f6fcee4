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


class Rounds(BotDatabase):
    def last_round(self) -> Round | None:
        row = self.row("SELECT began_at, ended_at, added, changed, removed, failed, reason FROM bot_round")
        return Round(*row) if row else None

    def note_round(self, made: Round) -> None:
        """Called when it begins, and again when it has ended."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO bot_round VALUES (1, ?, ?, ?, ?, ?, ?, ?)", astuple(made))
