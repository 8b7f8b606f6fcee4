"""A conversation whose slow answer is given up by Ctrl-C, in a process of its own: `python ctrl_c.py`. It prints what the person
sees, then what the engine was told. A signal to the tests' own process could strike whatever runs there."""

from __future__ import annotations

import os
import signal
import threading

from slow_engine import SlowEngine

from bot.commands import Conversation
from bot.repl import converse
from bot.worker import Worker


class ScriptedReader:
    """Hands out lines, and sets the event that stands before a line just before handing it out."""

    def __init__(self, *steps: str | threading.Event) -> None:
        self._steps = iter(steps)

    def read(self, prompt: str) -> str | None:
        del prompt
        for step in self._steps:
            if isinstance(step, str):
                return step
            step.set()
        return None


if __name__ == "__main__":
    engine = SlowEngine()

    def press_ctrl_c() -> None:
        engine.begun.wait(30)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press_ctrl_c).start()
    # The slow answer comes in after it was given up, and before the last question is asked.
    reader = ScriptedReader("kapan panen?", "jawab lambat", engine.release, "berapa hasilnya?")
    with Worker() as worker:
        status = converse(Conversation(engine), reader, worker, interactive=True)
    print(status, engine.given_up.is_set(), engine.seen[-1])
