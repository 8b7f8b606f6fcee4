"""The log: a JSON object a line on standard error. The token never appears in it, whoever writes there."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

_USUAL = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """What was given as `extra` becomes fields of its own. `secrets` are left out, also of tracebacks."""

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._secrets = [s for s in secrets if s]

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info and record.exc_info[0]:
            line["error"] = self.formatException(record.exc_info)
        text = json.dumps(line, ensure_ascii=False, default=str)
        for secret in self._secrets:
            text = text.replace(secret, "<secret>")
        return text


def configure(*secrets: str, stream: TextIO | None = None) -> None:
    """Log to standard error. `secrets` is what must not be in it: the token, the webhook's secret."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(*secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # These name every request, with its address and so the token, or every connection.
    for name in ("httpx", "httpcore", "tornado.access", "telegram.ext.Updater", "telegram.ext.Application"):
        logging.getLogger(name).setLevel(logging.WARNING)
