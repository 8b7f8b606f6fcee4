"""/health and /metrics on the loopback address, for whatever watches over the bot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.metrics import Metrics
from index.errors import SettingsError

HOST = "127.0.0.1"


class Health:
    """`well` says what state the bot is in: "ok", or why it isn't. `missing` names what it does without meanwhile, with
    what is wrong with it: people are answered all the same."""

    def __init__(
        self, metrics: Metrics, well: Callable[[], str], missing: Callable[[], Mapping[str, str]] = dict
    ) -> None:
        given = {"metrics": metrics, "well": well}
        told = {**given, "missing": missing}
        self._server = HTTPServer(
            Application([("/health", _Health, told), ("/metrics", _Metrics, given)], log_function=_quiet)
        )

    def start(self, port: int) -> None:
        """Raises SettingsError where the port is taken."""
        try:
            self._server.listen(port, HOST)
        except OSError as error:
            raise SettingsError(
                f"TANYA_TELEGRAM_HEALTH_PORT={port} can't be listened on ({error.strerror}): choose another port."
            ) from None

    def stop(self) -> None:
        self._server.stop()


class _Handler(RequestHandler):
    def initialize(self, metrics: Metrics, well: Callable[[], str]) -> None:
        self.metrics, self.well = metrics, well

    def set_default_headers(self) -> None:
        self.clear_header("Server")


class _Health(_Handler):
    def initialize(  # type: ignore[override]
        self, metrics: Metrics, well: Callable[[], str], missing: Callable[[], Mapping[str, str]]
    ) -> None:
        super().initialize(metrics, well)
        self.missing = missing

    def get(self) -> None:
        state = self.well()
        self.set_status(200 if state == "ok" else 503)
        self.write({"status": state, "waiting": self.metrics.waiting(), **self.missing()})


class _Metrics(_Handler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(self.metrics.text())


def _quiet(_: RequestHandler) -> None:
    """Who looks every few seconds need not be logged."""
