"""Ctrl-C and SIGTERM, on one path: whatever is under way ends, what was committed stays, one sentence says so, and the exit
status is 130 or 143.

Python raises KeyboardInterrupt wherever it happens to be: in a finalizer, which swallows it; in the middle of an import, which
turns it into another error; in a thread that is being waited for. So what was heard is kept here, is raised again
where it was swallowed, and decides the exit status in the end, whatever came of the exception.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

_AGAIN_S = 0.05
_heard: int | None = None
_over = False
"""Whether the work is done, and only Python itself has yet to end."""
_PLAIN = "tanya: stopped."
_sentence: Callable[[], str] = _PLAIN.strip


class Terminated(SystemExit):
    """SIGTERM: the end, where Ctrl-C may only give an answer up."""


def heard() -> bool:
    """Whether the process was told to stop; what goes wrong from then on is of no interest."""
    return _heard is not None


def check() -> None:
    """For long work, between two steps: raises KeyboardInterrupt or Terminated where the signal's own exception was lost."""
    if _heard is not None:
        _raise(_heard)


def forgive() -> None:
    """Ctrl-C only gave something up, and the process goes on."""
    global _heard
    if _heard == signal.SIGINT:
        _heard = None


def say(sentence: Callable[[], str]) -> None:
    """What is told to whoever stops it; it is asked for only then."""
    global _sentence
    _sentence = sentence


@contextmanager
def saying(sentence: str) -> Iterator[None]:
    """What is told to whoever stops what is done here. It stays told when the block is left by being stopped."""
    before = _sentence
    say(lambda: sentence)
    yield
    say(before)


def obeyed(work: Callable[[], object]) -> None:
    """Do the work of a whole process. Never returns where it was told to stop."""
    global _over
    _listen()
    try:
        work()
    except BaseException:
        if not heard():
            raise
    finally:
        _over = True
    if _heard is not None:
        _end(_heard)


def _listen() -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup and a shell's background jobs have it
            signal.signal(number, _hear)
    atexit.register(_deaf)  # what is registered first is done last
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread


def _hear(number: int, _: FrameType | None) -> None:
    global _heard
    if _over:
        _end(number)
    _heard = number
    _raise(number)


def _deaf() -> None:
    """Python's last steps take the handlers away, and what comes then would kill a process that had done all it should."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _raise(number: int) -> None:
    raise Terminated(128 + number) if number == signal.SIGTERM else KeyboardInterrupt


def _unraisable(what: sys.UnraisableHookArgs) -> None:
    """A finalizer swallowed it: it is sent once more, when that is over."""
    if not isinstance(what.exc_value, KeyboardInterrupt | Terminated):
        if not heard():
            sys.__unraisablehook__(what)
        return
    number = _heard or signal.SIGINT
    with suppress(RuntimeError):  # Python itself is ending
        again = threading.Timer(_AGAIN_S, _send, (number,))
        again.daemon = True
        again.start()


def _send(number: int) -> None:
    if os.name == "posix":
        os.kill(os.getpid(), number)  # also wakes a main thread that waits for a lock
    else:
        import _thread

        _thread.interrupt_main(signal.Signals(number))


def _in_thread(what: threading.ExceptHookArgs) -> None:
    if not heard():
        threading.__excepthook__(what)


def _end(number: int) -> Any:
    """Say it and go, without waiting for other threads: all that must be closed was closed on the way here."""
    _deaf()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    try:
        sentence = _sentence()
    except Exception:  # it was stopped before it knew in which language
        sentence = _PLAIN
    with suppress(OSError, ValueError):
        print(sentence, file=sys.stderr, flush=True)
    os._exit(128 + number)
