"""Which machines may be spoken to. An address out of a page is a stranger's word for where to connect, so what counts is
the number that is connected to, not how the name was spelled: 127.1, 0x7f000001 and ::ffff:127.0.0.1 are one machine.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urljoin, urlsplit

Resolve = Callable[[str, int], Sequence[str]]
"""From a name and a port to numeric addresses, best first. Raises OSError where the name is not known."""

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, long out of use, and some systems still send it to IPv4
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")  # RFC 2765
_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out for use on the internet
# Reserved for protocols and documentation; Python's own list of them grows with its version.
_SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
_SPECIAL_6 = (IPv6Network("2001::/23"), IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"))


@dataclass(frozen=True, slots=True)
class Hosts:
    """Names and addresses that a person trusts although they are not public: "intranet.example, 127.0.0.1:8000"."""

    entries: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Hosts:
        return cls(frozenset(part.strip().lower().rstrip(".") for part in text.split(",") if part.strip()))

    def allow(self, host: str, port: int) -> bool:
        host = host.lower().strip("[]").rstrip(".")
        return bool({host, f"{host}:{port}", f"[{host}]:{port}"} & self.entries)


def host_of(url: str) -> str:
    """The host without "www.": what an outlet is called that doesn't say its name; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def web_address(base: str, link: str) -> str | None:
    """Where a link on the page `base` leads, without its fragment; None where that is nowhere on the web."""
    try:
        address = urljoin(base, link.strip()).partition("#")[0]
    except ValueError:
        return None
    return address if link.strip() and address.startswith(("http://", "https://")) else None


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the open internet: not private, loopback, link-local, shared or reserved.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is only as public as what it carries.
    """
    try:
        number = ip_address(address)
    except ValueError:
        return False
    if isinstance(number, IPv4Address):
        special = number.is_multicast or number.is_reserved or any(number in network for network in _SPECIAL)
        return number.is_global and not special
    if number.scope_id is not None:
        return False
    if carried := _carried(number):
        return all(is_public(str(inner)) for inner in carried)
    return number.is_global and number in _UNICAST and not any(number in network for network in _SPECIAL_6)


def _carried(number: IPv6Address) -> list[IPv4Address]:
    if number.ipv4_mapped:
        return [number.ipv4_mapped]
    if number.sixtofour:
        return [number.sixtofour]
    if number.teredo:
        return list(number.teredo)
    if number in _NAT64 or number in _COMPATIBLE or number in _TRANSLATED:
        return [IPv4Address(int(number) & 0xFFFFFFFF)]
    return []


def resolve(host: str, port: int) -> list[str]:
    """What this machine's resolver answers, in its order, each address once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def resolve_within(seconds: float, ask: Resolve, host: str, port: int) -> Sequence[str]:
    """What `ask` answers within so long. Raises OSError, TimeoutError among them: a resolver knows no time limit."""
    answer: Future[Sequence[str]] = Future()

    def run() -> None:
        try:
            answer.set_result(ask(host, port))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, name="tanya-resolver", daemon=True).start()
    try:
        return answer.result(max(0.0, seconds))
    except FutureTimeoutError:
        raise TimeoutError(f"{host} was not found in time") from None
