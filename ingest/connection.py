"""Connections that go to checked addresses alone, and never cost more time or bytes than was set aside for them.

httpx asks for a connection by name; here the name is looked up once, each address that comes back is checked, and the
one connected to is that very number, so that a name which means another machine a moment later gains nothing. What is
read is counted as it leaves the socket, whatever layer above has asked for it: a header that arrives a byte at a time
ends at the same moment as a body that never ends.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from ingest.addresses import Hosts, Resolve, is_public, resolve_within

_SLICE = 0.5
"""Seconds that a read waits before it looks whether the run was broken off."""


class RefusedError(Exception):
    """Nothing was connected to: every address of this host is one that strangers may not send us to."""


class StoppedError(Exception):
    """The run is being broken off."""


class ExhaustedError(Exception):
    """More came over the wire than was set aside."""


@dataclass(slots=True)
class Budget:
    """What one address may still cost: seconds of speaking to servers, bytes over the wire."""

    time_left: float
    bytes_left: int
    until: float = 0.0
    """While it is being spent: when the time runs out, on the monotonic clock."""

    def seconds(self) -> float:
        return self.until - time.monotonic()

    @contextmanager
    def spending(self) -> Iterator[None]:
        """All that this thread reads and connects to within the block is paid from this budget."""
        self.until = time.monotonic() + self.time_left
        token = _budget.set(self)
        try:
            yield
        finally:
            _budget.reset(token)
            self.time_left = self.seconds()


_budget: ContextVar[Budget] = ContextVar("budget")


class GuardedTransport(httpx.HTTPTransport):
    """httpx over connections that are checked. `stop` ends all that waits."""

    def __init__(self, hosts: Hosts, resolve: Resolve, stop: threading.Event) -> None:
        super().__init__(trust_env=False)
        # httpx has no public way to give it another network backend, httpcore has: the pool is what differs.
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=32,
            max_keepalive_connections=16,
            keepalive_expiry=15,
            network_backend=_Backend(hosts, resolve, stop),
        )


class _Backend(httpcore.NetworkBackend):
    def __init__(self, hosts: Hosts, resolve: Resolve, stop: threading.Event) -> None:
        self._inner = httpcore.SyncBackend()
        self._hosts, self._resolve, self._stop = hosts, resolve, stop

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        budget = _budget.get()
        if self._stop.is_set():
            raise StoppedError
        try:
            found = resolve_within(min(timeout or budget.seconds(), budget.seconds()), self._resolve, host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from None
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} is not known ({error})") from None
        trusted = self._hosts.allow(host, port)
        good = [address for address in found if trusted or is_public(address)]
        if not good:
            raise RefusedError(host)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in good[:4]:
            left = min(timeout or budget.seconds(), budget.seconds())
            if left <= 0:
                raise httpcore.ConnectTimeout(f"no connection to {host} in time")
            try:
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _Stream(stream, self._stop)
        raise failure

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise RefusedError("a local socket")

    def sleep(self, seconds: float) -> None:
        self._stop.wait(seconds)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, stop: threading.Event) -> None:
        self._inner, self._stop = inner, stop

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        budget = _budget.get()
        until = time.monotonic() + min(timeout or budget.seconds(), budget.seconds())
        while True:
            if self._stop.is_set():
                raise StoppedError
            left = until - time.monotonic()
            if left <= 0:
                raise httpcore.ReadTimeout("it took too long")
            try:
                data = self._inner.read(max_bytes, min(_SLICE, left))
            except httpcore.ReadTimeout:
                continue
            budget.bytes_left -= len(data)
            if budget.bytes_left < 0:
                raise ExhaustedError
            return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = _budget.get().seconds()
        self._inner.write(buffer, max(0.001, min(timeout or left, left)))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _budget.get().seconds()
        inner = self._inner.start_tls(ssl_context, server_hostname, max(0.001, min(timeout or left, left)))
        return _Stream(inner, self._stop)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
