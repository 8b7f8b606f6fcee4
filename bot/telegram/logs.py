"""The log: a JSON object a line on standard error. The token never appears in it, whoever writes there.

Nor does what people ask, unless the settings say so: an error's message may quote it, so of an error only its kind and the
way to it are logged. Tanya's own errors are sentences about the collection and are kept. Of what libraries say only the
sentence itself is: what they fill in may be what Telegram sent.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from index.errors import TanyaError

_LIBRARIES = ("telegram", "tornado", "asyncio", "httpx", "httpcore", "apscheduler")
_USUAL = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """What was given as `extra` becomes fields of its own. `secrets` are left out, also of tracebacks."""

    def __init__(self, *secrets: str, texts: bool = False) -> None:
        super().__init__()
        self._texts = texts
        self._secrets = [s for s in secrets if s]

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info and record.exc_info[0]:
            line["error"] = self._told(record.exc_info[1])
        text = json.dumps(line, ensure_ascii=False, default=str)
        for secret in self._secrets:
            text = text.replace(secret, "<secret>")
        return text

    def _told(self, error: BaseException | None) -> str:
        """The traceback; without the messages of errors where texts are not to be logged."""
        if error is None:
            return ""
        if self._texts:
            return "".join(traceback.format_exception(error))
        message = f": {error}" if isinstance(error, TanyaError) else ""
        frames = "".join(traceback.format_tb(error.__traceback__))
        own = f"{frames}{type(error).__name__}{message}"
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return f"{self._told(cause)}\n{own}" if cause else own


def _event(record: logging.LogRecord) -> str:
    if (record.name or "").partition(".")[0] in _LIBRARIES:
        return str(record.msg).partition("\n")[0]
    return record.getMessage()


def configure(*secrets: str, texts: bool = False, stream: TextIO | None = None) -> None:
    """Log to standard error. `secrets` is what must not be in it: the token, the webhook's secret."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(*secrets, texts=texts))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # These name every request, with its address and so the token, or every connection.
    for name in ("httpx", "httpcore", "tornado.access", "telegram.ext.Updater", "telegram.ext.Application"):
        logging.getLogger(name).setLevel(logging.WARNING)
