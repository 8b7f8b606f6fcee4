"""The bot in a process of its own, to be stopped or killed: `python telegram_process.py DATA_DIR API_URL [SETTING=VALUE…]`.

It asks the scripted engine; all else is as `tanya bot` runs it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from telegram_engine import ScriptedEngine
from telegram_server import TOKEN, TelegramServer

from bot.telegram.app import run
from index.settings import Settings


@contextmanager
def bot_process(server: TelegramServer, folder: Path, log: IO[str], **given: object) -> Iterator[subprocess.Popen[str]]:
    """Killed when the block is left, if it is still there."""
    polls = server.polls
    settings = [f"{name}={value}" for name, value in given.items()]
    command = [sys.executable, __file__, str(folder), server.url, *settings]
    with subprocess.Popen(command, stderr=log, text=True) as process:
        try:
            server.wait(
                lambda: server.polls > polls or server.webhook.get("url") or process.poll() is not None,
                60,
                "the bot's start",
            )
            yield process
        finally:
            process.kill()


if __name__ == "__main__":
    folder, url, *given = sys.argv[1:]
    more = dict(pair.split("=", 1) for pair in given)
    settings = Settings(_env_file=None, telegram_token=TOKEN, telegram_api_url=url, data_dir=Path(folder), **more)  # type: ignore
    run(ScriptedEngine(settings), settings)
