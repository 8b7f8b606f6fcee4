"""Serves a case's files as the web would: statuses, redirects and packings out of its serve.json."""

from __future__ import annotations

import gzip
import json
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Site:
    """`asked` holds the paths that were asked for."""

    base: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(case: Path) -> Iterator[Site]:
    rules: dict[str, dict[str, Any]] = {}
    if (case / "serve.json").exists():
        rules = json.loads((case / "serve.json").read_text(encoding="utf-8"))
    site = Site("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            bare, _, query = self.path.partition("?")
            rule = rules.get(self.path) or (rules.get(f"{bare}?*") if query else None) or {}
            name = rule.get("file", bare.lstrip("/") or "index.html")
            file = case / "site" / name
            body = file.read_bytes() if file.is_file() else str(rule.get("body", "")).encode()
            body = body.replace(b"{BASE}", site.base.encode()).replace(b"{PATH}", self.path.encode())
            kinds = {".html": "text/html; charset=utf-8", ".xml": "application/xml"}
            kind = rule.get("type") or kinds.get(file.suffix) or mimetypes.guess_type(name)[0]
            if rule.get("gzip"):
                body = gzip.compress(body)
            self.send_response(rule.get("status", 200 if file.is_file() else 404))
            if location := rule.get("location"):
                self.send_header("Location", location.replace("{BASE}", site.base))
            self.send_header("Content-Type", kind or "application/octet-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
