"""What a server's answer says and holds: its body, unpacked within limits, or the error that its status means."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from index.errors import FetchError

if TYPE_CHECKING:
    import httpx

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. Where `status` is 304 it has not changed, and there is no body."""

    asked: str
    url: str
    """Where it was found in the end, after redirects."""
    status: int
    content_type: str
    charset: str | None
    raw: bytes = field(repr=False)
    etag: str | None = None
    modified: str | None = None
    """Last-Modified as the server wrote it, to be given back to it."""

    @property
    def unchanged(self) -> bool:
        return self.status == 304


def body_of(response: httpx.Response, asked: str, max_bytes: int, *, until: float) -> bytes:
    cut = max_bytes < 0
    limit, raw = abs(max_bytes), bytearray()
    try:
        for part in _unpacked(response, asked):
            raw += part
            if len(raw) > limit:
                if cut:
                    return bytes(raw[:limit])
                raise too_large(asked, limit)
            if time.monotonic() > until:
                raise FetchError(asked, "it did not come whole in time; it will be tried again")
    except zlib.error:
        raise FetchError(asked, "it says it is compressed, and is damaged or not; it will be tried again") from None
    return bytes(raw)


def _unpacked(response: httpx.Response, asked: str) -> Iterator[bytes]:
    """The body in blocks, none larger than a block however much it was compressed."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw(_BLOCK)
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(
            asked, f"it came packed as {coding[:40]!r}, which was not asked for; save the page yourself", lasting=True
        )
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 32 if coding != "deflate" else zlib.MAX_WBITS)
    first = True
    for raw in response.iter_raw(_BLOCK):
        if first and raw:
            first = False
            if coding == "deflate" and raw[0] & 0x0F != 8:  # some servers leave the zlib header out
                decoder = zlib.decompressobj(-zlib.MAX_WBITS)
        left = raw
        while left:
            yield decoder.decompress(left, _BLOCK)
            left = decoder.unconsumed_tail
            if decoder.eof:
                return
    if not decoder.eof:
        raise zlib.error("cut off")


def fetched_from(asked: str, target: httpx.URL, response: httpx.Response, raw: bytes) -> Fetched:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(
        asked, str(target), response.status_code, kind, response.charset_encoding, raw,
        _validator(response.headers.get("etag")), _validator(response.headers.get("last-modified")),
    )  # fmt: skip


def _validator(value: str | None) -> str | None:
    """What a server gave to be given back, if it is such that a header can hold it."""
    return value if value and len(value) <= 500 and value.isascii() and value.isprintable() else None


def status_error(asked: str, response: httpx.Response) -> FetchError:
    status = response.status_code
    after = _retry_after(response.headers.get("retry-after"))
    if status in _AGAIN:
        return FetchError(
            asked, f"the server answered {status}; it will be tried again", status=status, retry_after=after
        )
    what = {
        404: "there is no such page",
        410: "the page was taken down",
        401: "it needs a login",
        403: "the server refuses it",
    }
    return FetchError(asked, f"{what.get(status, 'the server will not give it')} ({status}); check it in a browser",
                      lasting=True, status=status)  # fmt: skip


def _retry_after(value: str | None) -> float | None:
    """Seconds, out of a number or a date."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def too_large(asked: str, max_bytes: int) -> FetchError:
    return FetchError(
        asked,
        f"it is larger than the {max_bytes / 1e6:.3g} MB it may have; save what you need of it yourself",
        lasting=True,
    )


def int_or_zero(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 20 else 0
