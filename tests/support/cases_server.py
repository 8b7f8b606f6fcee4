"""Serves a case's files as the web would: statuses, redirects and packings out of its serve.json."""

from __future__ import annotations

import gzip
import json
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hostile
from hostile import Request, Server, answer

_KINDS = {".html": "text/html; charset=utf-8", ".xml": "application/xml"}


@contextmanager
def serving(case: Path) -> Iterator[Server]:
    rules: dict[str, dict[str, Any]] = {}
    if (case / "serve.json").exists():
        rules = json.loads((case / "serve.json").read_text(encoding="utf-8"))
    with hostile.serving() as server:
        base = server.at("").encode()

        def found(request: Request) -> list[bytes]:
            bare, _, query = request.path.partition("?")
            rule = rules.get(request.path) or (rules.get(f"{bare}?*") if query else None) or {}
            name = rule.get("file", bare.lstrip("/") or "index.html")
            file = case / "site" / name
            body = file.read_bytes() if file.is_file() else str(rule.get("body", "")).encode()
            body = body.replace(b"{BASE}", base).replace(b"{PATH}", request.path.encode())
            kind = rule.get("type") or _KINDS.get(file.suffix) or mimetypes.guess_type(name)[0]
            location = rule.get("location", "").replace("{BASE}", base.decode())
            return [
                answer(
                    rule.get("status", 200 if file.is_file() else 404),
                    gzip.compress(body) if rule.get("gzip") else body,
                    kind=kind or "application/octet-stream",
                    head=f"Location: {location}\r\n" if location else "",
                )
            ]

        server.otherwise = found
        yield server
