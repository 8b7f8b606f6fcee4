"""The bot itself, run for a test in a thread of its own against a `TelegramServer`."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

from telegram_server import TOKEN, TelegramServer

from bot.telegram.app import TelegramBot
from bot.telegram.sending import Pace, Paces
from index.settings import Settings

QUICK = Paces(Pace(1000, 0.001), Pace(1000, 0.001), Pace(1000, 0.001))
"""No test of what is said needs to wait for how fast it may be."""


def settings_for(server: TelegramServer, folder: Path, **given: Any) -> Settings:
    known = {"telegram_token": TOKEN, "telegram_api_url": server.url, "data_dir": folder, **given}
    return Settings(_env_file=None, **known)  # type: ignore[call-arg]


class RunningBot:
    """`with RunningBot(engine, settings):` the bot serves; leaving stops it as SIGTERM would."""

    def __init__(self, engine: Any, settings: Settings, **given: Any) -> None:
        self.engine = engine
        self._settings = settings
        self._given = {"paces": QUICK, **given}
        self._ready = threading.Event()
        self._error: BaseException | None = None

    def __enter__(self) -> RunningBot:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop and wait for the end, which is to come within ten seconds."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the bot did not stop within ten seconds"
        if self._error:
            raise self._error

    def join(self, seconds: float) -> None:
        """Wait until it ends by itself; raises what it ended with."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "the bot did not end"
        if self._error:
            raise self._error

    @property
    def metrics(self) -> str:
        return self.bot.metrics.text()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._error = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.bot = TelegramBot(self.engine, self._settings, **self._given)
        self._ready.set()
        await self.bot.serve(self._stop)
