"""What a site asks of programs in its robots.txt, read once a run. SEE: https://www.rfc-editor.org/rfc/rfc9309"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import FetchError

if TYPE_CHECKING:
    import httpx

_LONGEST = 500 * 1024
"""Bytes of a robots.txt that are read; the standard asks for no more."""


@dataclass(frozen=True, slots=True)
class Rule:
    allowed: bool
    delay: float = 0.0
    """Seconds between two requests that the site asks for."""


class Robots:
    """`fetch` is given the address of a robots.txt, how many bytes of it count, and on behalf of which address it is
    asked for; it returns the bytes, or None where there is none."""

    def __init__(self, agent: str, fetch: Callable[[str, int, str], bytes | None]) -> None:
        self._agent, self._fetch = agent, fetch
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def rule(self, target: httpx.URL, asked: str) -> Rule:
        """Raises FetchError while the site can't say: what it doesn't allow for sure isn't done."""
        site = f"{target.scheme}://{target.netloc.decode('ascii')}"
        with self._lock:
            known = self._known.setdefault(site, _Known())
        with known.lock:
            if known.failure:
                failure = known.failure
                raise FetchError(asked, failure.reason, lasting=failure.lasting, retry_after=failure.retry_after)
            if not known.read:
                try:
                    raw = self._fetch(f"{site}/robots.txt", _LONGEST, asked)
                except FetchError as error:
                    known.failure = error if error.lasting else None
                    raise
                known.rules, known.read = _parsed(raw), True
            rules = known.rules
        if rules is None or target.path == "/robots.txt":
            return Rule(True)
        return Rule(bool(rules.can_fetch(str(target), self._agent)), float(rules.crawl_delay(self._agent) or 0))


class _Known:
    __slots__ = ("failure", "lock", "read", "rules")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.read = False
        self.rules: Any = None
        self.failure: FetchError | None = None


def _parsed(raw: bytes | None) -> Any:
    """The rules, None where everything is allowed."""
    if not raw or b"\0" in raw:
        return None
    from protego import Protego

    try:
        return Protego.parse(raw.decode("utf-8", "replace").lstrip("\ufeff"))
    except Exception:  # a parser that stumbles over a stranger's file: what can't be read forbids nothing
        return None
