"""What a hostile server answers, by name: each is a script for `hostile.Server`. None of them ever ends by itself
unless its harm lies in how it ends."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator

from hostile import Request, Script, answer, redirect

_COSTLY = "larger than|in time|seconds|broke off"  # whichever limit is met first
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_CHUNK = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"


def _packed(size: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    block = b"\0" * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def endless_stream(_: Request) -> Iterator[bytes]:
    yield _OK + b"Transfer-Encoding: chunked\r\n\r\n"
    for _n in range(160_000):  # ten gigabytes
        yield _CHUNK


def endless_headers(_: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for n in range(1_000_000):
        yield f"X-{n}: {'a' * 500}\r\n".encode()


def slow_headers(_: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-Slow: "
    for _n in range(600):
        time.sleep(0.05)
        yield b"a"


def slow_body(_: Request) -> Iterator[bytes]:
    yield _OK + b"Content-Length: 100000\r\n\r\n<p>"
    for _n in range(600):
        time.sleep(0.05)
        yield b"a"


def silent(_: Request) -> Iterator[bytes]:
    time.sleep(15)
    yield b""


def bomb(size_mb: int, coding: str) -> Script:
    raw = _packed(size_mb << 20, {"gzip": 31, "deflate": 15}[coding])
    return lambda _: [answer(200, raw, head=f"Content-Encoding: {coding}\r\n")]


def laughs(kind: str) -> Script:
    """A billion laughs, in a feed or sitemap."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    root, inner = (
        ("rss", "<channel><title>&l9;</title></channel>") if kind == "rss" else ("urlset", "<url><loc>&l9;</loc></url>")
    )
    text = f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "ha">{entities}]><{root}>{inner}</{root}>'
    return lambda _: [answer(200, text.encode(), kind="application/xml")]


def external_entity(path: str, encoding: str = "utf-8") -> Script:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE urlset [<!ENTITY x SYSTEM "file://{path}">]>'
        "<urlset><url><loc>http://a.example/&x;</loc></url></urlset>"
    )
    return lambda _: [answer(200, text.encode(encoding), kind="application/xml")]


def external_subset(url: str) -> Script:
    text = f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{url}"><rss version="2.0"><channel><title>x</title></channel></rss>'
    return lambda _: [answer(200, text.encode(), kind="application/rss+xml")]


def sitemap_index(*urls: str) -> Script:
    text = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return lambda _: [answer(200, f"<sitemapindex>{text}</sitemapindex>".encode(), kind="application/xml")]


def feed(*urls: str) -> Script:
    text = "".join(f"<item><link>{url}</link></item>" for url in urls)
    raw = f'<rss version="2.0"><channel><title>x</title>{text}</channel></rss>'.encode()
    return lambda _: [answer(200, raw, kind="application/rss+xml")]


def packed_sitemap(size_mb: int) -> Script:
    raw = gzip.compress(b"<urlset>" + b" " * (size_mb << 20))
    return lambda _: [answer(200, raw, kind="application/gzip")]


def traps(canary: str, secret: str, base: str) -> dict[str, tuple[Script, str]]:
    """By path: what is answered there, and a pattern of why it is refused.

    `canary` is an address that must not be reached, `secret` a file that must not be read, `base` where all this is.
    """
    story = "<p>Gubernur Nusa Lintang membuka Jembatan Sela sepanjang 1,2 kilometer pada Rabu.</p>"
    deep = "<div>" * 50_000 + story
    return {
        "/ke-dalam": (redirect(canary), "not on the internet"),
        "/ke-berkas": (redirect(f"file://{secret}"), "only those are fetched"),
        "/ke-gopher": (redirect("gopher://127.0.0.1:70/x"), "only those are fetched"),
        "/ke-data": (redirect("data:text/html,<p>x</p>"), "no address"),
        "/ke-metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "not on the internet"),
        "/ke-dirinya": (redirect("/ke-dirinya"), "redirects more than"),
        "/ke-kata-sandi": (redirect(canary.replace("//", "//a:b@")), "name or password"),
        "/ke-entah": (redirect("http://[::1"), "no address"),
        "/ke-nul": (redirect("http://a.example/%00\x01\x02"), "no address"),
        "/ke-surat": (redirect("http://kabarnusa.example:25/"), "port 25"),
        "/bom-gzip": (bomb(256, "gzip"), _COSTLY),
        "/bom-deflate": (bomb(256, "deflate"), _COSTLY),
        "/bom-ganda": (lambda _: [answer(200, gzip.compress(gzip.compress(b"x")), head="Content-Encoding: gzip, gzip\r\n")], "packed as"),
        "/brotli": (lambda _: [answer(200, b"\x1b\x00", head="Content-Encoding: br\r\n")], "packed as"),
        "/gzip-bohong": (lambda _: [answer(200, story.encode(), head="Content-Encoding: gzip\r\n")], "damaged or not"),
        "/gzip-putus": (lambda _: [answer(200, gzip.compress(story.encode())[:40], head="Content-Encoding: gzip\r\n")], "damaged or not"),
        "/arus": (endless_stream, _COSTLY),
        "/ukuran": (lambda _: [_OK + b"Content-Length: 10000000000\r\n\r\n"], "larger than"),
        "/kepala-arus": (endless_headers, _COSTLY),
        "/kepala-lambat": (slow_headers, "seconds"),
        "/badan-lambat": (slow_body, "seconds"),
        "/diam": (silent, "seconds"),
        "/putus": (lambda _: [_OK + b"Content-Length: 500\r\n\r\n<p>"], "broke off"),
        "/bukan-http": (lambda _: [b"SSH-2.0-OpenSSH_9\r\n\r\n"], "broke off"),
        "/gambar": (lambda _: [answer(200, b"\x89PNG\r\n\x1a\n", kind="image/png")], "image/png"),
        "/program": (lambda _: [answer(200, b"MZ\0\0", kind="application/octet-stream")], "not an article"),
        "/biner": (lambda _: [answer(200, b"<p>\0\0\xff</p>")], "binary"),
        "/dalam": (lambda _: [answer(200, deep.encode())], "no article text"),
        "/kosong": (lambda _: [answer(200, b"")], "no article text"),
        "/tawa-rss": (laughs("rss"), "entities"),
        "/tawa-sitemap": (laughs("urlset"), "entities"),
        "/xxe": (external_entity(secret), "entities"),
        "/xxe-utf16": (external_entity(secret, "utf-16"), "entities"),
        "/peta-bom": (packed_sitemap(100), _COSTLY),
        "/pdf-bohong": (lambda _: [answer(200, b"%PDF-1.7\n" + b"\xff" * 100, kind="application/pdf")], "PDF is damaged"),
        "/tunggu": (lambda _: [answer(429, head="Retry-After: 86400\r\n")], "429"),
    }  # fmt: skip
