"""The prompt where someone types: history, several lines, completion."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import has_focus
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from bot.commands import COMMANDS

_MOMENT = 0.05
"""Seconds that a prompt takes to be drawn."""
_FILTER_KEYS = ("source=", "since=", "until=", "off")


class PromptReader:
    """Reads a question of one line or more. `outlets` is asked for the names that "/filter source=" can end in."""

    def __init__(
        self, history_file: Path, outlets: Callable[[], Sequence[str]], begun: Callable[[], object] = lambda: None
    ) -> None:
        """`begun` is called when the first prompt is shown."""
        self._begun: Callable[[], object] | None = begun
        self._session: PromptSession[str] = PromptSession(
            history=_history(history_file),
            completer=CommandCompleter(outlets),
            key_bindings=_keys(),
            multiline=True,
            prompt_continuation=lambda width, _line, _wrapped: "…".rjust(width - 1) + " ",
        )

    def read(self, prompt: str) -> str | None:
        """What was typed, or None at Ctrl-D. Raises KeyboardInterrupt at Ctrl-C."""
        try:
            return self._session.prompt(prompt, pre_run=self._begin)
        except EOFError:
            return None

    def _begin(self) -> None:
        begun, self._begun = self._begun, None
        if begun:
            asyncio.get_running_loop().call_later(_MOMENT, begun)


class CommandCompleter(Completer):
    def __init__(self, outlets: Callable[[], Sequence[str]]) -> None:
        self._outlets = outlets

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        del complete_event
        text = document.text_before_cursor
        if not text.startswith("/") or "\n" in text:
            return
        name, blank, rest = text.partition(" ")
        if not blank:
            for command in COMMANDS:
                if command.name.startswith(name.lower()):
                    yield Completion(command.name, -len(name), display=command.usage, display_meta=command.help)
        elif name.lower() == "/filter":
            yield from self._filter_completions(rest)

    def _filter_completions(self, rest: str) -> Iterable[Completion]:
        if found := re.search(r"(?:^|\s)source=([^=]*)$", rest, re.IGNORECASE):
            begun = found[1]
            wanted = begun.casefold()
            for outlet in self._outlets():
                if wanted in outlet.casefold() and outlet.casefold() != wanted.strip():
                    yield Completion(outlet, -len(begun))
        begun = rest.split(" ")[-1]
        for key in _FILTER_KEYS:
            if key.startswith(begun.lower()) and key not in rest and (key != "off" or rest == begun):
                yield Completion(key, -len(begun))


def _keys() -> KeyBindings:
    """Enter asks; Alt-Enter, or Enter after a backslash, begins a new line. A pasted line end is no Enter."""
    keys = KeyBindings()

    @keys.add("enter", filter=has_focus(DEFAULT_BUFFER))
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.text_before_cursor.endswith("\\"):
            buffer.delete_before_cursor()
            buffer.newline(copy_margin=False)
        else:
            buffer.validate_and_handle()

    @keys.add("escape", "enter", filter=has_focus(DEFAULT_BUFFER))
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=False)

    return keys


def _history(path: Path) -> History:
    """The history in a file; in memory alone where the file can't be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("ab"):
            pass
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
