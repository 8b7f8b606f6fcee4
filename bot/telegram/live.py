"""An answer shown while it is being written: always the newest text, as often as the chat has room for."""

from __future__ import annotations

import asyncio

from bot.telegram.messages import streamed
from bot.telegram.sending import Sender


class Live:
    """Give `text` what has been written so far; `run` shows it until it is cancelled."""

    def __init__(self, sender: Sender, chat: int, placing: asyncio.Task[int]) -> None:
        self._sender = sender
        self._chat = chat
        self._placing = placing
        self._news = asyncio.Event()
        self._text = ""

    def write(self, text: str) -> None:
        self._text = text
        self._news.set()

    async def run(self) -> None:
        """Starts when the message to write in has been sent, which is left to whoever sends it."""
        await asyncio.wait([self._placing])
        if self._placing.cancelled() or self._placing.exception():
            return
        message = self._placing.result()
        while True:
            await self._news.wait()
            self._news.clear()
            while (text := self._text).strip():
                if await self._sender.show(self._chat, message, streamed(text)):
                    break
                await asyncio.sleep(self._sender.pause(self._chat))
