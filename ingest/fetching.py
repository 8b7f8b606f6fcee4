"""One address in, its bytes out, politely and safely; or one error that says why not, and whether to ask again later.

Every hop of a redirect is looked at anew: its scheme, its port, the address behind its name (`ingest.connection`), and
its robots.txt. What comes back is limited in time, in bytes over the wire and in bytes once unpacked.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

from index.errors import FetchError
from ingest.addresses import Hosts, Resolve, resolve
from ingest.pacing import Pace
from ingest.responses import Fetched, body_of, fetched_from, int_or_zero, status_error, too_large

if TYPE_CHECKING:
    import httpx

    from index.settings import Settings
    from ingest.connection import Budget

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.8,*/*;q=0.5"
_SCHEMES = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GIVEN_UP = 6
"""Times in a row that a host may give no answer; after that the rest of its pages is left for another run."""
_HEADERS = 1 << 18
"""Bytes over the wire that all the headers of an address may have together."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may cost. Times are in seconds."""

    max_bytes: int
    """Of a body, once it is unpacked; as much may come over the wire."""
    seconds: float = 30
    """From the look-up of its name to its last byte, redirects included; waiting for one's turn is not counted."""
    redirects: int = 5
    tries: int = 3
    backoff: float = 1.0
    """Before the second try; doubled before each further one."""
    longest_wait: float = 30
    """That a Retry-After or Crawl-delay is heeded within a run; what asks for more is left for a later run."""


class Fetcher:
    """Safe to use from many threads. Close it to break off whatever is under way.

    `resolve` looks names up; the tests give one that lies.
    """

    def __init__(self, settings: Settings, *, limits: Limits | None = None, resolve: Resolve = resolve) -> None:
        import httpx

        from ingest.connection import GuardedTransport
        from ingest.robots import Robots

        self.limits = limits or Limits(int(settings.max_article_mb * 2**20), settings.fetch_seconds)
        self.agent = _agent(settings.contact)
        self._stop = threading.Event()
        self._down: dict[str, int] = {}
        """By host, how many times in a row it gave no answer at all."""
        self._pace = Pace(settings.fetch_pause, self._stop)
        self._robots = Robots(self.agent, self._robots_text)
        self._client = httpx.Client(
            transport=GuardedTransport(Hosts.of(settings.allow_hosts), resolve, self._stop),
            headers={"User-Agent": self.agent, "Accept": ACCEPT, "Accept-Language": "id,en;q=0.7"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # each page is asked for by a stranger
            trust_env=False,  # a proxy would look names up itself, out of our sight
        )

    def get(
        self, url: str, *, etag: str | None = None, modified: str | None = None, max_bytes: int | None = None
    ) -> Fetched:
        """Fetch an address, trying again where that may help. Raises FetchError."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        wait, host = self.limits.backoff, _target(url, url).host
        for attempt in range(1, self.limits.tries + 1):
            if self._down.get(host, 0) >= _GIVEN_UP:
                raise FetchError(
                    url, f"{host} has not answered {_GIVEN_UP} times in this run; a later one will try again"
                )
            try:
                found = self._follow(url, headers, max_bytes or self.limits.max_bytes)
                self._down.pop(host, None)
                return found
            except FetchError as error:
                if error.status or error.lasting:
                    self._down.pop(host, None)
                else:
                    self._down[host] = self._down.get(host, 0) + 1
                pause = max(wait, error.retry_after or 0)
                if error.lasting or attempt == self.limits.tries or pause > self.limits.longest_wait:
                    raise
                if self._stop.wait(pause):
                    raise
                wait *= 2
        raise AssertionError("tries is at least 1")

    def close(self) -> None:
        self._stop.set()
        self._client.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _follow(self, asked: str, headers: dict[str, str], max_bytes: int, *, polite: bool = True) -> Fetched:
        from ingest.connection import Budget

        budget = Budget(self.limits.seconds, abs(max_bytes) + _HEADERS)
        url = asked
        for _ in range(self.limits.redirects + 1):
            target = _target(url, asked)
            if polite:
                self._heed_robots(target, asked)
            found = self._once(target, asked, headers, max_bytes, budget)
            if isinstance(found, Fetched):
                return found
            url = found
        raise FetchError(
            asked, f"it redirects more than {self.limits.redirects} times; check the address", lasting=True
        )

    def _heed_robots(self, target: httpx.URL, asked: str) -> None:
        rule = self._robots.rule(target, asked)
        if not rule.allowed:
            raise FetchError(
                asked, f"the robots.txt of {target.host} asks programs to leave it alone; save the page yourself",
                lasting=True,
            )  # fmt: skip
        if rule.delay:
            self._pace.slow_down(target.host, min(rule.delay, self.limits.longest_wait))

    def _robots_text(self, url: str, max_bytes: int, asked: str) -> bytes | None:
        """What a robots.txt says, as much of it as counts; None where there is none. Raises FetchError."""
        try:
            return self._follow(url, {}, -max_bytes, polite=False).raw
        except FetchError as error:
            if error.status and 400 <= error.status < 500 and error.status != 429:
                return None
            raise FetchError(asked, error.reason, lasting=error.lasting, retry_after=error.retry_after) from None

    def _once(
        self, target: httpx.URL, asked: str, headers: dict[str, str], max_bytes: int, budget: Budget
    ) -> Fetched | str:
        """One hop: what it gave, or where it leads. A negative `max_bytes` cuts there instead of failing."""
        import httpx

        from ingest.connection import ExhaustedError, RefusedError, StoppedError

        # gzip and deflate are what we unpack ourselves, a block at a time; no server may choose another.
        sent = {**headers, "Accept-Encoding": "gzip, deflate"}
        try:
            with (
                self._pace.turn(target.host),
                budget.spending(),
                self._client.stream(
                    "GET", target, headers=sent, timeout=self.limits.seconds, follow_redirects=False
                ) as r,
            ):
                if r.status_code in _REDIRECTS and (location := r.headers.get("location")):
                    return str(target.join(_printable(location)))
                if r.status_code == 304 and headers:
                    return fetched_from(asked, target, r, b"")
                if r.status_code != 200:
                    raise status_error(asked, r)
                if max_bytes > 0 and int_or_zero(r.headers.get("content-length")) > max_bytes:
                    raise too_large(asked, max_bytes)
                raw = body_of(r, asked, max_bytes, until=budget.until)
                return fetched_from(asked, target, r, raw)
        except RefusedError:
            raise FetchError(
                asked, f"{target.host} is an address within a machine or network, not on the internet; where you trust it, "
                f"add {target.host} to TANYA_ALLOW_HOSTS", lasting=True,
            ) from None  # fmt: skip
        except ExhaustedError:
            raise too_large(asked, abs(max_bytes)) from None
        except StoppedError:
            raise FetchError(asked, "the run was broken off before it was fetched; run it again") from None
        except httpx.TimeoutException:
            raise FetchError(
                asked, f"it did not answer whole within {self.limits.seconds:g} seconds; it will be tried again"
            ) from None
        except (httpx.InvalidURL, httpx.RemoteProtocolError) as error:
            if isinstance(error, httpx.RemoteProtocolError) and "location" not in str(error):
                raise FetchError(asked, f"{target.host} broke off ({error}); it will be tried again") from None
            raise FetchError(
                asked, "it redirects to something that is no address; check it in a browser", lasting=True
            ) from None
        except (httpx.RequestError, httpx.StreamError, OSError, RuntimeError) as error:
            why = str(error) or type(error).__name__
            raise FetchError(
                asked, f"{target.host} can't be reached or broke off ({why}); it will be tried again"
            ) from None


def _target(url: str, asked: str) -> httpx.URL:
    """The address, if it is one we may try. Raises FetchError."""
    import httpx

    try:
        target = httpx.URL(url)
        host, port = target.host, target.port or _SCHEMES.get(target.scheme, 0)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise FetchError(
            _printable(asked), "it is no address that can be fetched; check it in a browser", lasting=True
        ) from None
    if target.scheme not in _SCHEMES or not host:
        raise FetchError(
            asked, f"{_printable(url)[:80]!r} is no http or https address; only those are fetched", lasting=True
        )
    if target.userinfo:
        raise FetchError(asked, "it has a name or password before the @; give the address without", lasting=True)
    if port < 1024 and port not in _SCHEMES.values():
        raise FetchError(asked, f"port {port} is no web server's; check the address", lasting=True)
    return target.copy_with(fragment=None)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else f"%{ord(c) & 0xFF:02X}" for c in text)


def _agent(contact: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("tanya")
    except PackageNotFoundError:
        number = "0"
    who = f" (+{_printable(contact)})" if contact.isascii() and contact else ""
    return f"Tanya/{number}{who}"
