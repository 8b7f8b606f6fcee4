"""Fetching from strangers: nothing they answer reaches what it must not, or costs more than its limits."""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hostile import Server, answer, redirect, serving
from killed import DrawnEmbedder, opened
from traps import external_subset, feed, sitemap_index, traps

from index.errors import FetchError
from index.settings import Settings
from ingest.addresses import Hosts, is_public
from ingest.fetching import Fetcher, Limits
from ingest.web import take_in

pytestmark = pytest.mark.usefixtures("limited")
STORY = "<p>Gubernur Nusa Lintang membuka Jembatan Sela sepanjang 1,2 kilometer pada Rabu, kata {}.</p>"


@pytest.fixture
def canary() -> Iterator[Server]:
    """A server that nobody allowed: whoever reaches it has broken in."""
    with serving() as found:
        found.page("/", STORY.format("rahasia"))
        yield found


def settings_for(tmp_path: Path, *servers: Server, hosts: str = "127.0.0.1", **more: object) -> Settings:
    allowed = ",".join(f"{host}:{server.port}" for server in servers for host in hosts.split())
    given = {"data_dir": tmp_path / "data", "allow_hosts": allowed, "fetch_pause": 0, **more}
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


def fetcher(settings: Settings, resolve: object = None, **limits: object) -> Fetcher:
    given: dict[str, object] = {"max_bytes": 1_000_000, "seconds": 1.0, "tries": 1, "backoff": 0.01, **limits}
    more = {"resolve": resolve} if resolve else {}
    return Fetcher(settings, limits=Limits(**given), **more)  # type: ignore[arg-type]


# Where a name may lead


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.255.0.9 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 0.1.2.3 224.0.0.1 255.255.255.255
    240.0.0.1 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 192.88.99.1 ::1 :: fe80::1 fe80::1%lo fec0::1 fc00::1
    fd12::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1::
    2002:a00:1:: 2001:0:7f00:1::80ff:fffe 2001:db8::1 3fff::1 100::1 5f00::1 localhost 127.1""".split(),
)  # fmt: skip
def test_no_address_of_a_machine_or_network_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::"]
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    """127.0.0.1 localhost localhost. LOCALHOST 127.1 0x7f.0.0.1 0x7f000001 2130706433 017700000001 0177.0.0.1 0.0.0.0 0 [::1]
    [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [0:0:0:0:0:0:0:1] ①②⑦.⓪.⓪.① 127。0。0。1 ⓛⓞⓒⓐⓛⓗⓞⓢⓣ 127.0.0.1%2f user@127.0.0.1""".split(),
)  # fmt: skip
def test_no_spelling_of_this_machine_is_fetched(tmp_path: Path, canary: Server, host: str) -> None:
    with fetcher(settings_for(tmp_path)) as fetching, pytest.raises(FetchError):
        fetching.get(f"http://{host}:{canary.port}/")
    assert not canary.seen


def test_a_name_that_means_this_machine_is_not_fetched(tmp_path: Path, canary: Server) -> None:
    with (
        fetcher(settings_for(tmp_path), lambda *_: ["10.0.0.1", "::1", "127.0.0.1"]) as fetching,
        pytest.raises(FetchError, match="TANYA_ALLOW_HOSTS") as caught,
    ):
        fetching.get(f"http://kabarnusa.example:{canary.port}/")
    assert caught.value.lasting
    assert not canary.seen


def test_a_name_that_changes_its_meaning_gains_nothing(tmp_path: Path, server: Server, canary: Server) -> None:
    """What is connected to is the very address that was checked: one look-up a connection, no second one in between."""
    server.page("/a", "satu")
    asked: list[str] = []

    def rebinding(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else ["127.0.0.2"]

    with serving("127.0.0.2") as other:
        allowed = settings_for(tmp_path, server, hosts="berubah.example")
        with fetcher(allowed, rebinding) as fetching:
            assert fetching.get(server.at("/a", "berubah.example")).raw == b"satu"
        assert len(asked) == len(server.seen) == 2  # robots.txt and the page closed their connections
        assert not other.seen
    asked.clear()
    with (
        fetcher(settings_for(tmp_path), rebinding, tries=4) as fetching,
        pytest.raises(FetchError, match="not on the internet"),
    ):
        fetching.get(f"http://berubah.example:{canary.port}/")
    assert not canary.seen


def test_an_allowed_host_is_allowed_by_its_name_and_port_alone(tmp_path: Path, server: Server, canary: Server) -> None:
    hosts = Hosts.of("Intranet.example, 127.0.0.1:8000, [::1]:80")
    assert hosts.allow("intranet.example", 1234)
    assert hosts.allow("127.0.0.1", 8000)
    assert hosts.allow("::1", 80)
    assert not hosts.allow("127.0.0.1", 8001)
    assert not hosts.allow("a.intranet.example", 80)
    server.page("/a", "satu")
    server.scripts["/b"] = redirect(canary.at("/"))
    with fetcher(settings_for(tmp_path, server)) as fetching:
        assert fetching.get(server.at("/a")).raw == b"satu"
        with pytest.raises(FetchError, match="not on the internet"):
            fetching.get(server.at("/b"))
    assert not canary.seen


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "http://", "http://a.example:22/", "http://[::1", "http://a\0b/"]
)
def test_what_is_no_web_address_is_refused_at_once(tmp_path: Path, url: str) -> None:
    with fetcher(settings_for(tmp_path)) as fetching, pytest.raises(FetchError) as caught:
        fetching.get(url)
    assert caught.value.lasting


# What a server may answer


def test_forty_traps_reach_nothing_and_cost_their_limits_and_the_rest_of_the_run_completes(
    tmp_path: Path, server: Server, canary: Server
) -> None:
    secret = tmp_path / "rahasia.txt"
    secret.write_text("kata sandi")
    inner = canary.at("/")
    set_up = traps(inner, str(secret), server.at(""))
    for path, (script, _) in set_up.items():
        server.scripts[path] = script
    server.scripts["/umpan"] = feed(
        inner, "http://localhost/", "http://169.254.169.254/", "javascript:alert(1)", "file:///etc/passwd"
    )
    server.scripts["/dtd"] = external_subset(inner)
    server.scripts["/lingkar-1"] = sitemap_index(server.at("/lingkar-2"), server.at("/lingkar-1"))
    server.scripts["/lingkar-2"] = sitemap_index(server.at("/lingkar-1"), server.at("/lingkar-2"))
    assert len(set_up) + 4 >= 40
    good = [server.at(f"/baik-{n}") for n in range(3)]
    for n in range(3):
        server.page(f"/baik-{n}", f"<article><h1>Jembatan {n}</h1>{STORY.format(f'warga {n}')}</article>")
    # One host a trap, so that they are sprung at once; each is given its own second.
    names = [f"jebakan{n}.example" for n in range(len(set_up))]
    settings = settings_for(tmp_path, server, hosts=" ".join(["127.0.0.1", *names]))
    urls = [good[0], *(server.at(path, name) for path, name in zip(set_up, names, strict=True)), good[1]]
    urls += [server.at(path) for path in ("/umpan", "/dtd", "/lingkar-1")] + [good[2]]
    tracemalloc.start()
    began = time.monotonic()
    with opened(settings) as store:
        resolved = lambda host, _: ["127.0.0.1" if host in ("127.0.0.1", *names) else "10.9.9.9"]  # noqa: E731
        summary = take_in(urls, store, DrawnEmbedder(), settings, fetcher=fetcher(settings, resolved))
        titles = {article.title for article in store.ledger.articles.newest()}
        failures = {failure.origin: failure for failure in store.ledger.failures.all()}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert titles == {"Jembatan 0", "Jembatan 1", "Jembatan 2"}
    assert summary.added == 3
    assert not canary.seen
    reasons = {error.origin: error.reason for error in summary.failed}
    for (path, (_, word)), name in zip(set_up.items(), names, strict=True):
        assert re.search(word, reasons.get(server.at(path, name), "was taken in")), path
    assert "kata sandi" not in str(summary.failed)
    assert {inner, "http://localhost/", "http://169.254.169.254/"} <= set(failures)
    assert not failures[server.at("/badan-lambat", names[list(set_up).index("/badan-lambat")])].lasting
    assert failures[inner].lasting
    assert server.sent < 60_000_000, "of more than ten gigabytes"
    assert peak < 400_000_000  # a list may have 50 MB, and is there twice while it is read
    assert time.monotonic() - began < 200  # the traps would hold it for hours


def test_a_trap_is_sprung_within_its_time(tmp_path: Path, server: Server) -> None:
    from traps import silent, slow_body, slow_headers

    server.scripts = {"/a": slow_headers, "/b": slow_body, "/c": silent}
    with fetcher(settings_for(tmp_path, server), seconds=0.4) as fetching:
        for path in server.scripts:
            began = time.monotonic()
            with pytest.raises(FetchError) as caught:
                fetching.get(server.at(path))
            assert time.monotonic() - began < 30  # they would hold it for ever
            assert not caught.value.lasting


# Politeness


def test_robots_are_heeded_and_read_once(tmp_path: Path, server: Server) -> None:
    server.page(
        "/robots.txt",
        "User-agent: *\nDisallow: /privat\n\nUser-agent: Tanya\nDisallow: /tanya\nAllow: /tanya/boleh",
        kind="text/plain",
    )
    for path in ("/a", "/privat", "/tanya/x", "/tanya/boleh"):
        server.page(path, "satu")
    with fetcher(settings_for(tmp_path, server)) as fetching:
        fetching.get(server.at("/a"))
        fetching.get(server.at("/tanya/boleh"))
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetching.get(server.at("/tanya/x"))
    assert [request.path for request in server.seen].count("/robots.txt") == 1
    assert server.paths() == ["/a", "/tanya/boleh"]


def test_robots_that_cannot_be_read_forbid_for_now_and_their_absence_allows(tmp_path: Path, server: Server) -> None:
    server.page("/a", "satu")
    with fetcher(settings_for(tmp_path, server)) as fetching:
        assert fetching.get(server.at("/a")).raw == b"satu"
    server.scripts["/robots.txt"] = lambda _: [answer(503)]
    with fetcher(settings_for(tmp_path, server)) as fetching, pytest.raises(FetchError) as caught:
        fetching.get(server.at("/a"))
    assert not caught.value.lasting


def test_whoever_asks_says_who_they_are_and_how_to_reach_them(tmp_path: Path, server: Server) -> None:
    server.page("/a", "satu")
    with fetcher(settings_for(tmp_path, server, contact="redaksi@kabarnusa.example")) as fetching:
        fetching.get(server.at("/a"))
    agents = {request.headers["user-agent"] for request in server.seen}
    assert len(agents) == 1
    assert agents.pop().startswith("Tanya/")
    assert all("redaksi@kabarnusa.example" in request.headers["user-agent"] for request in server.seen)


def test_requests_to_one_host_come_one_at_a_time_with_a_pause(tmp_path: Path, server: Server) -> None:
    moments: list[float] = []

    def noted(_: object) -> list[bytes]:
        moments.append(time.monotonic())
        return [answer(200, STORY.format(len(moments)).encode())]

    for n in range(4):
        server.scripts[f"/{n}"] = noted
    settings = settings_for(tmp_path, server, fetch_pause=0.2)
    with opened(settings) as store:
        take_in([server.at(f"/{n}") for n in range(4)], store, DrawnEmbedder(), settings, fetcher=fetcher(settings))
    assert all(b - a >= 0.19 for a, b in pairwise(moments))


def test_what_may_pass_is_tried_again_and_what_will_not_is_not(tmp_path: Path, server: Server) -> None:
    answers = iter([answer(503), answer(429, head="Retry-After: 0\r\n"), answer(200, b"satu")])
    server.scripts["/a"] = lambda _: [next(answers)]
    with fetcher(settings_for(tmp_path, server), tries=3) as fetching:
        assert fetching.get(server.at("/a")).raw == b"satu"
        with pytest.raises(FetchError, match="404") as caught:
            fetching.get(server.at("/tiada"))
    assert caught.value.lasting
    assert server.paths() == ["/a", "/a", "/a", "/tiada"]


def test_a_long_retry_after_is_left_for_a_later_run(tmp_path: Path, server: Server) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    server.scripts["/a"] = lambda _: [answer(503, head=f"Retry-After: {when}\r\n")]
    with fetcher(settings_for(tmp_path, server), tries=3) as fetching, pytest.raises(FetchError) as caught:
        fetching.get(server.at("/a"))
    assert server.paths() == ["/a"]
    assert 7000 < (caught.value.retry_after or 0) <= 7200


def test_a_host_that_is_down_is_given_up_after_a_few_pages(tmp_path: Path) -> None:
    with serving() as server:
        settings = settings_for(tmp_path, server)
        urls = [server.at(f"/{n}") for n in range(30)]
    with opened(settings) as store:
        summary = take_in(urls, store, DrawnEmbedder(), settings, fetcher=fetcher(settings, backoff=0.05, tries=2))
        failures = store.ledger.failures.all()
    assert len(summary.failed) == len(failures) == 30
    assert not any(failure.lasting for failure in failures)
    assert summary.seconds < 60  # 30 pages, each with its tries and pauses, would take longer


def test_cookies_are_not_kept(tmp_path: Path, server: Server) -> None:
    server.page("/a", "satu", head="Set-Cookie: jejak=1\r\n")
    with fetcher(settings_for(tmp_path, server)) as fetching:
        fetching.get(server.at("/a"))
        fetching.get(server.at("/a"))
    assert not any("cookie" in request.headers for request in server.seen)
