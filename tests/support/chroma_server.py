"""A real Chroma server, started and stopped; and one that answers in whatever bad way it is told to."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def serving(port: int, folder: Path) -> Iterator[str]:
    """A Chroma server of its own, killed when the block is left."""
    url = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--host", "127.0.0.1", "--port", str(port), "--path"]
    with subprocess.Popen([*command, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=5).close()
                    break
                except OSError:
                    assert server.poll() is None, "chroma run has ended"
                    time.sleep(0.1)
            yield url
        finally:
            server.kill()


@contextmanager
def ailing(port: int, answer: bytes) -> Iterator[str]:
    """Answers every request with these bytes; with none it never answers at all."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        held: list[socket.socket] = []

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    held.append(connection)
                    if answer:
                        connection.recv(65536)
                        connection.sendall(answer)
                        connection.close()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            for connection in held:
                connection.close()


BROKEN = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
SILENT = b""
