"""An OpenAI-compatible endpoint that says what a test tells it to, over HTTP on loopback.

    with Endpoint(Reply("Tanggul jebol. [1.1]")) as endpoint: … endpoint.url …

Replies are used in turn, the last for all further requests; a function of the request may take the place of each.
"""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

_LIMIT_S = 20
"""No reply holds a request longer: a test that went wrong ends all the same."""


@dataclass(frozen=True)
class Reply:
    """`text` is sent a word at a time; bytes as they are, in the content of one event. `then`: how the stream ends."""

    text: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    then: Literal["end", "silence", "die"] = "end"
    usage: bool = True
    first: Literal["now", "never"] = "now"
    """Whether anything at all is sent."""
    error: str = "an error of the script"


Script = Reply | Callable[[dict[str, Any]], Reply]


class Endpoint:
    """`requests` are the bodies that came; `gone` is set once a client has closed the line before the reply's end."""

    def __init__(self, *replies: Script) -> None:
        self.replies: list[Script] = list(replies)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.gone = threading.Event()
        self._lock = threading.Lock()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                endpoint._answer(self, body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Endpoint:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def prompts(self) -> list[str]:
        """The messages of each request, one after the other."""
        return ["\n".join(m["content"] for m in body["messages"]) for body in self.requests]

    def _answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        with self._lock:
            self.requests.append(body)
            self.headers.append(dict(handler.headers))
            script = self.replies[min(len(self.requests), len(self.replies)) - 1]
        reply = script if isinstance(script, Reply) else script(body)
        try:
            self._send(handler, body, reply)
        except OSError:
            self.gone.set()

    def _send(self, handler: BaseHTTPRequestHandler, body: dict[str, Any], reply: Reply) -> None:
        handler.close_connection = True
        if reply.status != 200:
            told = json.dumps({"error": {"message": reply.error, "code": reply.status}}).encode()
            handler.send_response(reply.status)
            for name, value in {**reply.headers, "content-type": "application/json"}.items():
                handler.send_header(name, value)
            handler.send_header("content-length", str(len(told)))
            handler.end_headers()
            handler.wfile.write(told)
            return
        if reply.first == "never":
            self._hold(handler)
            return
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("transfer-encoding", "chunked")
        handler.end_headers()
        for piece in _pieces(reply.text):
            _chunk(handler, piece)
        if reply.then == "silence":
            self._hold(handler)
            return
        if reply.then == "die":
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        if reply.usage:
            words = len(reply.text.split())
            told = sum(len(m["content"].split()) for m in body["messages"])
            usage = {"prompt_tokens": told, "completion_tokens": words, "total_tokens": told + words}
            _chunk(handler, _event({"choices": [], "usage": usage}))
        _chunk(handler, b"data: [DONE]\n\n")
        handler.wfile.write(b"0\r\n\r\n")

    def _hold(self, handler: BaseHTTPRequestHandler) -> None:
        """Say nothing until the client goes away."""
        handler.wfile.flush()
        readable, _, _ = select.select([handler.connection], [], [], _LIMIT_S)
        if readable and not handler.connection.recv(1):
            self.gone.set()


def _pieces(text: str | bytes) -> Sequence[bytes]:
    if isinstance(text, bytes):
        before, after = _event(_delta("\x1a")).split(b"\\u001a")
        return [before + text + after]
    words = text.split(" ")
    return [_event(_delta(word if n == 0 else f" {word}")) for n, word in enumerate(words)]


def _delta(text: str) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]}


def _event(told: Mapping[str, Any]) -> bytes:
    whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", **told}
    return b"data: " + json.dumps(whole).encode() + b"\n\n"


def _chunk(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    handler.wfile.flush()
