"""What a language model has been used for today, kept in the data folder so that every process counts into the same."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from index.errors import BudgetError


class Budget:
    """Tokens of a day. Nothing is written, and nothing refused, without a limit."""

    def __init__(self, folder: Path, limit: int | None, zone: ZoneInfo) -> None:
        self._file = folder / "llm_usage.json"
        self._limit = limit
        self._zone = zone

    def check(self) -> None:
        """Raises BudgetError where the day's tokens are used up."""
        if self._limit is not None and self._spent() >= self._limit:
            raise BudgetError(
                f"Today's {self._limit} tokens of the language model are used up: raise TANYA_LLM_DAILY_TOKENS, or wait for "
                "tomorrow."
            )

    def spend(self, tokens: int) -> None:
        """A folder that can't be written to costs the count, never the answer."""
        if self._limit is None:
            return
        from filelock import FileLock, Timeout

        with suppress(OSError, Timeout):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._file.with_suffix(".lock"), timeout=2):
                fresh = self._file.with_suffix(".tmp")
                fresh.write_text(json.dumps({"day": self._today(), "tokens": self._spent() + tokens}), encoding="utf-8")
                fresh.replace(self._file)

    def _spent(self) -> int:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            return int(kept["tokens"]) if kept["day"] == self._today() else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _today(self) -> str:
        return f"{datetime.now(self._zone):%Y-%m-%d}"
