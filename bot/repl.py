"""The REPL: questions and commands in turn, at a prompt or out of a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from typing import Protocol, TextIO

from bot.commands import Asked, Conversation, filters_in_words, find_command
from bot.live import drafting
from bot.render import show
from bot.smalltalk import small_talk
from bot.telegram import texts
from bot.worker import Worker
from index import signals
from index.errors import TanyaError
from index.settings import Settings
from index.types import Filters
from ingest.telling import tell
from ingest.texts import say, told

_INTERRUPTED = 130
_EVERYTHING = Filters()


class Reader(Protocol):
    """Where lines come from. Raises KeyboardInterrupt for a line given up."""

    def read(self, prompt: str) -> str | None:
        """The next question or command, or None when there is no more."""
        ...


def run_repl(
    engine: Asked,
    settings: Settings,
    filters: Filters = _EVERYTHING,
    top_k: int | None = None,
    *,
    interactive: bool | None = None,
) -> int:
    """Answer until /quit, Ctrl-D or the end of the pipe; returns the exit status.

    `interactive` is whether someone types; if not given, whether standard input and output are both a terminal.
    What goes wrong with one line is said in one sentence on standard error, and the next line is read.
    """
    if interactive is None:
        interactive = bool(sys.stdin) and sys.stdin.isatty() and sys.stdout.isatty()
    talk = Conversation(engine, filters, top_k)
    with Worker() as worker:
        if not interactive:
            return converse(talk, PipedReader(sys.stdin), worker, interactive=False)
        from bot.prompt import PromptReader

        show(say("hello"))
        load = partial(worker.start, partial(_prepare, talk))  # once the prompt is there: it is what is waited for
        reader = PromptReader(settings.data_dir / "repl_history", lambda: talk.outlets, load)
        return converse(talk, reader, worker, interactive=True)


class PipedReader:
    """Lines of a pipe. A line that ends with a backslash goes on in the next."""

    def __init__(self, file: TextIO | None) -> None:
        if file is not None and hasattr(file, "reconfigure"):
            file.reconfigure(errors="replace")  # what isn't UTF-8 shall not end the conversation
        self._lines: Iterator[str] = iter(file or ())

    def read(self, prompt: str) -> str | None:
        del prompt  # nobody sees it
        held = ""
        for line in self._lines:
            text = line.rstrip("\n").removeprefix("\ufeff")
            if not text.endswith("\\"):
                return held + text
            held += text[:-1] + "\n"
        return held or None


def converse(talk: Conversation, reader: Reader, worker: Worker, *, interactive: bool) -> int:
    """Read, answer, show, until there is nothing more to read. Returns the exit status."""
    while True:
        try:
            line = reader.read(_prompt(talk.filters))
        except KeyboardInterrupt:
            if not interactive:
                return _INTERRUPTED
            signals.forgive()
            continue
        if line is None:
            return 0
        asked = " ".join(line.split())
        if not asked:
            continue
        try:
            if asked.startswith("/"):
                command, rest = find_command(asked)
                run = partial(command.run, talk, rest)
                said = worker.run(run) if command.asks_engine else run()
                if said is None:
                    return 0
                show(said + "\n")
            elif talking := small_talk(asked):
                show(texts.say(f"repl_{talking.kind}", talking.language or "id") + "\n")
            else:
                with drafting() as draft:
                    answer = worker.run(partial(talk.ask, asked, draft))
                show(talk.remember(answer) + "\n")
                if notice := talk.news():
                    tell(notice)
        except KeyboardInterrupt:
            talk.give_up()
            if not interactive:
                return _INTERRUPTED
            signals.forgive()
            show(say("cancelled"))
        except TanyaError as error:
            _complain(told(error))
        except BrokenPipeError:
            raise
        except Exception as error:
            # A conversation is not worth losing over one question.
            _complain(say("unforeseen", what=f"{type(error).__name__}: {error}"))


def _prepare(talk: Conversation) -> None:
    """Have the outlets at hand for completion and the model loaded while the first question is still being typed.

    What goes wrong here is not lost: the first question meets it again, and says so.
    """
    talk.outlets = talk.engine.sources()
    talk.engine.warm_up()


def _prompt(filters: Filters) -> str:
    words = filters_in_words(filters)
    return f"tanya [{words}]> " if words else "tanya> "


def _complain(sentence: str) -> None:
    show(" ".join(sentence.split()), sys.stderr)
