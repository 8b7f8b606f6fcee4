"""An answer while it is being written: shown dim and for the moment only, for nothing in it has been checked yet.

On a terminal the words appear as they come and vanish when the checked answer takes their place. Elsewhere, in a pipe or a
file, nothing is shown that can't be taken back.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from bot.render import plain
from index.generation.claims import readable
from index.types import Answer, Delta

_WAITING = "…"


class Events(Protocol):
    """An answer on its way: deltas, if a language model writes it, and last the Answer, which counts."""

    def __iter__(self) -> Iterator[Delta | Answer]: ...

    def close(self) -> None:
        """Give it up; from any thread."""
        ...


class Draft:
    """Takes the words in any thread."""

    def __init__(self, live: Live | None) -> None:
        self._live = live
        self._text = ""

    def add(self, text: str) -> None:
        self._text += text
        if self._live:
            self._live.update(self._shown())

    def _shown(self) -> Text:
        """The last lines that fit: what is taller than the terminal could not be wiped away again."""
        assert self._live
        console = self._live.console
        lines = Text(plain(readable(self._text)) or _WAITING, "dim").wrap(console, console.width)
        return Text("\n").join(list(lines)[-max(1, console.height - 2) :])


@contextmanager
def drafting(file: TextIO | None = None) -> Iterator[Draft]:
    """A draft on `file`, standard output if not given; gone at the end."""
    file = file or sys.stdout
    if not file.isatty():
        yield Draft(None)
        return
    console = Console(file=file, markup=False, highlight=False, emoji=False)
    with Live(Text(_WAITING, "dim"), console=console, transient=True, refresh_per_second=12) as live:
        yield Draft(live)


def last_of(events: Iterable[Delta | Answer], draft: Draft) -> Answer:
    """Show the deltas; the answer that comes at the end."""
    answer: Answer | None = None
    for event in events:
        if isinstance(event, Delta):
            draft.add(event.text)
        else:
            answer = event
    assert answer is not None
    return answer
