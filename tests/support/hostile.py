"""A server over loopback that answers in bytes of one's own choosing: what the web does, and what it shouldn't.

Each path has a script, a function that is given the request and yields the bytes of the answer; what it has sent is
counted, so that a test can tell what an endless answer has cost.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[["Request"], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    host: str
    headers: dict[str, str]


@dataclass(slots=True)
class Server:
    """`scripts` by path; `seen` has every request in order. A path without a script is for `otherwise`, which gives 404."""

    socket: socket.socket
    scripts: dict[str, Script] = field(default_factory=dict)
    seen: list[Request] = field(default_factory=list)
    otherwise: Script = field(default_factory=lambda: _missing)
    sent: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [request.path for request in self.seen if request.path != "/robots.txt"]

    def page(self, path: str, body: str | bytes, *, kind: str = "text/html; charset=utf-8", head: str = "") -> None:
        raw = body.encode() if isinstance(body, str) else body
        self.scripts[path] = lambda _: [answer(200, raw, kind=kind, head=head)]

    def _serve(self) -> None:
        while not self.closing.is_set():
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(20)
            raw = b""
            while b"\r\n\r\n" not in raw:
                part = connection.recv(65536)
                if not part:
                    return
                raw += part
            lines = raw.decode("latin-1").split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:]) if k}
            request = Request(lines[0].split(" ")[1], headers.get("host", ""), headers)
            self.seen.append(request)
            for part in self.scripts.get(request.path, self.otherwise)(request):
                connection.sendall(part)
                self.sent += len(part)
                if self.closing.is_set():
                    return


def answer(status: int, body: bytes = b"", *, kind: str = "text/html; charset=utf-8", head: str = "") -> bytes:
    """One whole answer; `head` has further header lines, each with its line end."""
    lines = (
        f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{head}\r\n"
    )
    return lines.encode("latin-1") + body


def redirect(to: str) -> Script:
    return lambda _: [answer(302, head=f"Location: {to}\r\n")]


def _missing(_: Request) -> list[bytes]:
    return [answer(404, b"tidak ada")]


@contextmanager
def serving(host: str = "127.0.0.1") -> Iterator[Server]:
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        server = Server(listening)
        threading.Thread(target=server._serve, daemon=True).start()
        try:
            yield server
        finally:
            server.closing.set()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
