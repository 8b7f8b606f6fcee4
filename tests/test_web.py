"""Articles from the web: what pages say, what feeds list, what changes, and what is the same in many places."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from entries import unsound
from hostile import Request, Server, answer
from killed import DrawnEmbedder, opened
from limits import time_limit
from newsroom import (
    OUTLETS,
    WIB,
    Outlet,
    Story,
    agency,
    daily,
    english_marks,
    live,
    microdata,
    outlet_of,
    paged,
    portal,
    weekly,
)
from newsroom import stories as drawn

from index.errors import FetchError, LedgerError
from index.language.text import words
from index.settings import Settings
from index.storage.store import Store
from index.types import Article
from ingest.feeds import read_listing
from ingest.fetching import Fetcher, Limits
from ingest.furniture import is_furniture
from ingest.pipeline import Summary
from ingest.readers import html
from ingest.web import take_in

pytestmark = pytest.mark.usefixtures("limited")


@pytest.fixture
def settings(tmp_path: Path, server: Server) -> Settings:
    hosts = ",".join(f"{host}:{server.port}" for host in ("127.0.0.1", *(outlet.host for outlet in OUTLETS)))
    return Settings(_env_file=None, data_dir=tmp_path / "data", allow_hosts=hosts, fetch_pause=0)  # type: ignore[call-arg]


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with opened(settings) as found:
        yield found


def ingest(store: Store, settings: Settings, *urls: str, since: date | None = None) -> Summary:
    limits = Limits(max_bytes=2_000_000, seconds=5, tries=1)
    fetcher = Fetcher(settings, limits=limits, resolve=lambda *_: ["127.0.0.1"])
    return take_in(urls, store, DrawnEmbedder(), settings, since=since, fetcher=fetcher)


def counts(summary: Summary) -> tuple[int, int, int, int, int]:
    return summary.added, summary.changed, summary.unchanged, summary.copies, len(summary.failed)


def address(server: Server, outlet: Outlet, story: Story) -> str:
    return f"http://{outlet.host}:{server.port}{outlet.path(story)}"


def publish(server: Server, story: Story, outlet: Outlet | None = None) -> str:
    """Put a story on its outlet's site, or on that of another. Returns its address."""
    outlet = outlet or outlet_of(story)
    url = address(server, outlet, story)
    for query in ("", "?page=2"):
        server.page(outlet.path(story) + query, outlet.render(story, outlet, url + query))
    return url


def rss(*items: tuple[str, str], etag: str = "", base: Server | None = None) -> bytes:
    listed = "".join(f"<item><title>x</title><link>{url}</link><pubDate>{when}</pubDate></item>" for url, when in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar</title>{listed}</channel></rss>'.encode()


def serve_feed(server: Server, path: str, *items: tuple[str, str]) -> str:
    """A feed that answers 304 to whoever has it already."""
    raw = rss(*items)
    etag = f'"{hash(raw)}"'

    def script(request: Request) -> list[bytes]:
        if request.headers.get("if-none-match") == etag:
            return [answer(304)]
        return [answer(200, raw, kind="application/rss+xml", head=f"ETag: {etag}\r\n")]

    server.scripts[path] = script
    return server.at(path)


WHEN = "Thu, 05 Jun 2025 08:00:00 +0700"
LATER = "Thu, 05 Jun 2025 11:00:00 +0700"


# Pages


def expected(story: Story, outlet: Outlet) -> dict[str, object]:
    """What a reader of the page would say of it; fields that its outlet doesn't print are left out."""
    printed: dict[str, object] = {"title": story.title, "published_at": story.published, "source": outlet.name}
    if outlet.names_author:
        printed["author"] = story.author
    if outlet.dateline and "{" in outlet.dateline:
        printed["place"] = story.place
    if outlet.render in (agency, daily, microdata):
        printed["editor"] = story.editor
    if outlet.render in (portal, daily, weekly, paged, english_marks, live):
        printed["section"] = story.section
    if outlet.render in (portal, agency, daily, weekly, microdata, english_marks):
        printed |= {"caption": story.caption, "credit": story.photographer}
    if outlet.render in (portal, paged, microdata, live):
        printed["updated_at"] = story.updated
    return printed


def token_f1(found: str, wanted: str) -> float:
    a, b = Counter(words(found)), Counter(words(wanted))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def test_sixty_pages_of_ten_outlets_are_understood(store: Store, settings: Settings, server: Server) -> None:
    listed = drawn()
    urls = [publish(server, story) for story in listed]
    feed = serve_feed(server, "/rss.xml", *((url, WHEN) for url in urls))
    assert counts(ingest(store, settings, feed)) == (60, 0, 0, 0, 0)
    by_address = {article.origin: article for article in store.ledger.articles.newest()}
    right = wrong = 0
    for story, url in zip(listed, urls, strict=True):
        outlet, article = outlet_of(story), by_address[url]
        for name, value in expected(story, outlet).items():
            right += getattr(article, name) == value
            wrong += getattr(article, name) != value
        heading = ["Yang sudah diketahui"] if outlet.render is live else []
        assert token_f1(article.body, " ".join([*outlet.body(story), *heading])) >= 0.97, article.body
        assert not any(is_furniture(paragraph) for paragraph in article.body.split("\n\n"))
        assert all(paragraph in article.body for paragraph in outlet.body(story)), outlet.name
        assert article.url == url.partition("?")[0]
    assert right / (right + wrong) >= 0.95


@pytest.mark.parametrize(
    "paragraph",
    [
        "Baca juga: Kapal Kayu Kembali Berlayar", "ADVERTISEMENT", "SCROLL TO CONTINUE WITH CONTENT", "[Gambas:Video 20detik]",
        "Simak Video: Detik-detik Perahu Melaju", "Lihat juga Video 'Suasana Pasar':", "Pilihan Editor: Warga Menanam Pohon",
        "Ikuti berita terbaru kami di Google News.", "Yuk, gabung di kanal WhatsApp kami!", "Halaman Selanjutnya",
        "Artikel ini telah tayang di Kabar Nusa dengan judul Jembatan Dibuka", "Copyright © LAYAR 2025", "Halaman 2 dari 3",
        "Dilarang keras mengambil konten tanpa izin.", "Cek Berita dan Artikel yang lain di Google News",
    ],
)  # fmt: skip
def test_furniture_is_told(paragraph: str) -> None:
    assert is_furniture(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Simak baik-baik, pesan gubernur kepada warga yang hadir di alun-alun.",
        "Video yang beredar menunjukkan perahu itu terbalik di muara.",
        "Bagikan beras itu kepada warga, perintah bupati.",
        "Iklan rokok dilarang di sepanjang jalan protokol mulai bulan depan.",
        "Editor buku itu, Sekar Lanjari, menolak berkomentar.",
        "Warga mengikuti lomba perahu di Sungai Sela.",
        "Baca Al-Quran bersama digelar di masjid agung, Jumat malam.",
        "Komentar gubernur itu memicu unjuk rasa di tiga kota.",
    ],
)
def test_prose_that_begins_like_furniture_stays(paragraph: str) -> None:
    assert not is_furniture(paragraph)


def page(body: str, head: str = "", **known: object) -> Article:
    text = f"<html><head>{head}</head><body><h1>Jembatan Sela Dibuka</h1>{body}</body></html>"
    url = "http://www.kabarnusa.example/daerah/jembatan"
    return html.read(text, origin=url, path=None, zone=WIB, page=url, **known)  # type: ignore[arg-type]


PROSE = "<p>Gubernur Nusa Lintang membuka Jembatan Sela pada Rabu, kata juru bicaranya.</p>"


def test_a_page_may_not_speak_for_another_site() -> None:
    forged = '<link rel="canonical" href="http://harianseruni.example/daerah/jembatan">'
    assert page(PROSE, forged).url == "http://www.kabarnusa.example/daerah/jembatan"
    assert page(PROSE, forged).id.startswith("kabarnusa.example-")
    own = '<link rel="canonical" href="http://m.kabarnusa.example/daerah/jembatan-sela">'
    assert page(PROSE, own).url == "http://m.kabarnusa.example/daerah/jembatan-sela"
    assert page(PROSE, '<link rel="canonical" href="/">').url == "http://www.kabarnusa.example/daerah/jembatan"


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("Kamis, 05 Juni 2025 15:06 WIB", "2025-06-05T15:06+07:00"),
        ("Kamis, 05 Jun 2025 15:06 WITA", "2025-06-05T15:06+08:00"),
        ("5 Juni 2025 | 15.06 WIT", "2025-06-05T15:06+09:00"),
        ("2 jam lalu", "2025-06-05T08:00+07:00"),
        ("30 menit yang lalu", "2025-06-05T09:30+07:00"),
        ("Kemarin, 15:06 WIB", "2025-06-04T15:06+07:00"),
        ("Hari ini, 09.15 WITA", "2025-06-05T09:15+08:00"),
    ],
)
def test_times_are_read_with_their_zone_and_relative_ones_by_when_the_page_was_read(said: str, when: str) -> None:
    now = datetime(2025, 6, 5, 10, 0, tzinfo=WIB)
    assert page(f"<div class='date'>{said}</div>{PROSE}", now=now).published_at == datetime.fromisoformat(when)


def test_a_live_blog_keeps_its_entries_with_their_times() -> None:
    entries = [
        {"@type": "BlogPosting", "headline": "Air surut", "datePublished": "2025-06-05T14:05:00+07:00", "articleBody": "Warga pulang."},
        {"@type": "BlogPosting", "headline": "Air naik", "datePublished": "2025-06-05T09:30:00+07:00", "articleBody": "Tanggul jebol."},
    ]  # fmt: skip
    data = {"@type": "LiveBlogPosting", "headline": "Banjir Sela", "liveBlogUpdate": entries}
    article = page(PROSE, f'<script type="application/ld+json">{json.dumps(data)}</script>')
    assert article.body == "09.30 WIB — Air naik\n\nTanggul jebol.\n\n14.05 WIB — Air surut\n\nWarga pulang."


@pytest.mark.parametrize(
    ("link", "further"),
    [
        ("/a/berita?page=2", "http://a.example/a/berita?page=2"),
        ("http://a.example/a/berita/2", "http://a.example/a/berita/2"),
        ("/a/berita?page=3", None),
        ("/a/lain?page=2", None),
        ("http://b.example/a/berita?page=2", None),
        ("/2", None),
    ],
)
def test_only_the_next_part_of_the_same_article_is_its_next_page(link: str, further: str | None) -> None:
    assert html.next_page(f'<a href="{link}">2</a>', "http://a.example/a/berita") == further


def test_an_article_over_several_pages_is_one_and_half_of_it_is_none(
    store: Store, settings: Settings, server: Server
) -> None:
    story = next(story for story in drawn() if outlet_of(story).render is paged)
    url = publish(server, story)
    whole = server.scripts[outlet_of(story).path(story) + "?page=2"]
    server.scripts[outlet_of(story).path(story) + "?page=2"] = lambda _: [answer(503)]
    assert counts(ingest(store, settings, url)) == (0, 0, 0, 0, 1)
    server.scripts[outlet_of(story).path(story) + "?page=2"] = whole
    assert counts(ingest(store, settings, url)) == (1, 0, 0, 0, 0)
    (article,) = store.ledger.articles.newest()
    assert article.body.split("\n\n") == outlet_of(story).body(story)
    assert store.ledger.failures.all() == []


# Feeds and sitemaps


def test_a_feed_brings_what_is_new_and_asks_for_nothing_twice(store: Store, settings: Settings, server: Server) -> None:
    first, second, third = (publish(server, story) for story in drawn(3))
    feed = serve_feed(server, "/rss.xml", (first, WHEN), (second, WHEN))
    assert counts(ingest(store, settings, feed)) == (2, 0, 0, 0, 0)
    before = len(server.paths())
    assert counts(ingest(store, settings, feed)) == (0, 0, 0, 0, 0)
    assert server.paths()[before:] == ["/rss.xml"]
    serve_feed(server, "/rss.xml", (third, WHEN), (first, LATER), (second, WHEN))
    before = len(server.paths())
    assert counts(ingest(store, settings, feed)) == (1, 0, 2, 0, 0)
    assert len(server.paths()[before:]) == 3, "the feed, what is new, and what says that it changed"
    (state,) = store.ledger.sources.all()
    assert (state.kind, state.found, state.error) == ("feed", 1, None)


def test_a_thousand_known_items_fetch_no_page(store: Store, settings: Settings, server: Server) -> None:
    from index.storage.pages import PageState

    urls = [server.at(f"/{n}") for n in range(1000)]
    for url in urls:
        store.ledger.pages.visit(PageState(url, "artikel", stamp=WHEN))
    raw = rss(*((url, WHEN) for url in urls))
    server.scripts["/rss.xml"] = lambda _: [answer(200, raw, kind="application/rss+xml")]
    assert counts(ingest(store, settings, server.at("/rss.xml"))) == (0, 0, 1000, 0, 0)
    assert server.paths() == ["/rss.xml"]


def test_an_atom_feed_and_a_page_named_by_a_person_work_as_well(
    store: Store, settings: Settings, server: Server
) -> None:
    first, second = (publish(server, story) for story in drawn(2))
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{first}"/><updated>2025-06-05T08:00:00Z</updated></entry></feed>'
    server.page("/atom", atom, kind="application/atom+xml")
    assert counts(ingest(store, settings, server.at("/atom"), second)) == (2, 0, 0, 0, 0)


def test_a_page_that_says_it_has_not_changed_is_not_read_again(
    store: Store, settings: Settings, server: Server
) -> None:
    def script(request: Request) -> list[bytes]:
        if request.headers.get("if-modified-since"):
            return [answer(304)]
        return [
            answer(200, f"<article>{PROSE}</article>".encode(), head="Last-Modified: Thu, 05 Jun 2025 08:00:00 GMT\r\n")
        ]

    server.scripts["/a"] = script
    assert counts(ingest(store, settings, server.at("/a"))) == (1, 0, 0, 0, 0)
    assert counts(ingest(store, settings, server.at("/a"))) == (0, 0, 1, 0, 0)


def test_a_sitemap_index_leads_to_packed_news_sitemaps(store: Store, settings: Settings, server: Server) -> None:
    listed = [
        story for story in drawn(6) if story.number in (0, 1, 4, 5)
    ]  # two of the first of June, two of the second
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    for n in range(2):
        urls = "".join(
            f"<url><loc>{publish(server, story)}</loc><news:news><news:publication_date>{story.published.isoformat()}"
            "</news:publication_date></news:news></url>"
            for story in listed[n::2]
        )
        raw = gzip.compress(f"<?xml version='1.0'?><urlset {space}>{urls}</urlset>".encode())
        server.page(f"/berita-{n}.xml.gz", raw, kind="application/x-gzip")
    inner = "".join(f"<sitemap><loc>{server.at(f'/berita-{n}.xml.gz')}</loc></sitemap>" for n in range(2))
    server.page("/sitemap.xml", f"<sitemapindex {space}>{inner}</sitemapindex>", kind="text/xml")
    assert counts(ingest(store, settings, server.at("/sitemap.xml"), since=date(2025, 6, 2))) == (2, 0, 0, 0, 0)
    assert counts(ingest(store, settings, server.at("/sitemap.xml"))) == (2, 0, 2, 0, 0), (
        "nothing that was left out is lost"
    )


def test_redirects_and_trackers_end_at_one_article(store: Store, settings: Settings, server: Server) -> None:
    url = publish(server, drawn(1)[0])
    server.scripts["/klik"] = lambda _: [answer(301, head=f"Location: {url}\r\n")]
    server.scripts[url.partition(f":{server.port}")[2] + "?utm_source=rss"] = server.scripts[
        url.partition(f":{server.port}")[2]
    ]
    summary = ingest(store, settings, server.at("/klik"), f"{url}?utm_source=rss", url)
    assert (summary.added, summary.unchanged, len(summary.failed)) == (1, 2, 0)
    (article,) = store.ledger.articles.newest()
    assert article.url == url
    assert len(store.ledger.pages.addresses(article.id)) == 3


def test_what_was_removed_by_hand_is_not_brought_back_by_its_feed(
    store: Store, settings: Settings, server: Server
) -> None:
    url = publish(server, drawn(1)[0])
    feed = serve_feed(server, "/rss.xml", (url, WHEN))
    ingest(store, settings, feed)
    (article,) = store.ledger.articles.newest()
    store.ledger.remove([article.id])
    serve_feed(server, "/rss.xml", (url, WHEN), (publish(server, drawn(2)[1]), WHEN))
    assert counts(ingest(store, settings, feed)) == (1, 0, 1, 0, 0)


def test_who_may_ask_for_a_page_may_not_ask_for_a_list(store: Store, settings: Settings, server: Server) -> None:
    url = publish(server, drawn(1)[0])
    feed = serve_feed(server, "/rss.xml", (publish(server, drawn(2)[1]), WHEN))
    summary = take_in(
        [feed, url],
        store,
        DrawnEmbedder(),
        settings,
        fetcher=Fetcher(settings, resolve=lambda *_: ["127.0.0.1"]),
        lists=False,
    )
    assert counts(summary) == (1, 0, 0, 0, 1)


@pytest.mark.parametrize(
    "raw",
    [
        b"<urlset>" + b"<a>" * 200_000, b"<?x ?>" * 50_000, b"<!---->" * 50_000, b"<!-- -->" * 5_000 + b"<html>", b"<rss>" + b"<a " * 50_000,
        b"<rss>" + b"<!DOCTYPE [" * 20_000, b"\x1f\x8b" + bytes(100), b"<rss>" + b"&" * 100_000, b"<urlset><url><loc>\0</loc></url></urlset>",
    ],
    ids=range(9),
)  # fmt: skip
def test_a_list_made_to_wear_its_reader_out_does_not(raw: bytes) -> None:
    with time_limit(120), pytest.raises(FetchError):
        read_listing(raw, url="http://a.example/rss", zone=WIB)


def test_lists_that_lead_to_lists_end_there(store: Store, settings: Settings, server: Server) -> None:
    other = serve_feed(server, "/b.xml", (server.at("/a.xml"), WHEN), (publish(server, drawn(1)[0]), WHEN))
    feed = serve_feed(server, "/a.xml", (other, WHEN), (server.at("/a.xml"), WHEN))
    summary = ingest(store, settings, feed)
    assert [error.origin for error in summary.failed] == [other]
    assert server.paths() == ["/a.xml", "/b.xml"]


def test_pages_too_old_are_fetched_once_and_again_only_when_they_are_wanted(
    store: Store, settings: Settings, server: Server
) -> None:
    url = publish(server, drawn(1)[0])
    listed = f"<urlset><url><loc>{url}</loc></url></urlset>"  # without a date: only the page itself can say
    server.page("/sitemap.xml", listed, kind="text/xml")
    assert counts(ingest(store, settings, server.at("/sitemap.xml"), since=date(2025, 7, 1))) == (0, 0, 1, 0, 0)
    before = len(server.paths())
    assert counts(ingest(store, settings, server.at("/sitemap.xml"), since=date(2025, 7, 1))) == (0, 0, 1, 0, 0)
    assert server.paths()[before:] == ["/sitemap.xml"]
    assert counts(ingest(store, settings, server.at("/sitemap.xml"))) == (1, 0, 0, 0, 0)


def test_what_failed_for_good_is_tried_once_its_list_says_that_it_changed(
    store: Store, settings: Settings, server: Server
) -> None:
    server.scripts["/a"] = lambda _: [answer(404)]
    feed = serve_feed(server, "/rss.xml", (server.at("/a"), WHEN))
    assert len(ingest(store, settings, feed).failed) == 1
    server.page("/a", f"<article>{PROSE}</article>")
    serve_feed(server, "/rss.xml", (server.at("/a"), WHEN), (server.at("/b"), WHEN))
    ingest(store, settings, feed)
    assert store.ledger.count()[0] == 0
    serve_feed(server, "/rss.xml", (server.at("/a"), LATER))
    assert counts(ingest(store, settings, feed)) == (1, 0, 0, 0, 0)
    assert server.at("/a") not in {failure.origin for failure in store.ledger.failures.all()}


def test_what_a_person_removed_and_names_again_is_taken_in_again(
    store: Store, settings: Settings, server: Server
) -> None:
    def script(request: Request) -> list[bytes]:
        has_it = "if-none-match" in request.headers
        return [answer(304)] if has_it else [answer(200, f"<article>{PROSE}</article>".encode(), head='ETag: "a"\r\n')]

    server.scripts["/a"] = script
    ingest(store, settings, server.at("/a"))
    (article,) = store.ledger.articles.newest()
    store.ledger.remove([article.id])
    assert counts(ingest(store, settings, server.at("/a"))) == (1, 0, 0, 0, 0)


# Failures


def test_failures_stay_visible_and_are_tried_again_when_their_time_has_come(
    store: Store, settings: Settings, server: Server
) -> None:
    good, late = (publish(server, story) for story in drawn(2))
    path = late.partition(f":{server.port}")[2]
    whole = server.scripts[path]
    server.scripts[path] = lambda _: [answer(503)]
    gone = server.at("/tiada")
    feed = serve_feed(server, "/rss.xml", (good, WHEN), (late, WHEN), (gone, WHEN))
    assert counts(ingest(store, settings, feed)) == (1, 0, 0, 0, 2)
    kept = {failure.origin: failure for failure in store.ledger.failures.all()}
    assert kept[gone].lasting
    assert not kept[late].lasting
    wait = datetime.fromisoformat(str(kept[late].again_at)) - datetime.now(UTC)
    assert timedelta(minutes=9) < wait <= timedelta(minutes=10)
    before = len(server.paths())
    assert counts(ingest(store, settings, feed)) == (0, 0, 0, 0, 0)
    assert server.paths()[before:] == ["/rss.xml"], "neither is tried before its time"
    server.scripts[path] = whole
    with store.ledger.database.transaction() as db:
        db.execute("UPDATE failures SET again_at = '2025-01-01T00:00:00+00:00' WHERE origin = ?", (late,))
    assert counts(ingest(store, settings, feed)) == (1, 0, 0, 0, 0)
    assert [failure.origin for failure in store.ledger.failures.all()] == [gone]


def test_each_failure_doubles_the_wait(store: Store) -> None:
    waits = []
    for _ in range(4):
        store.ledger.failures.add("http://a.example/", "http://a.example/rss", "tidak menjawab", lasting=False)
        (failure,) = store.ledger.failures.all()
        waits.append(datetime.fromisoformat(str(failure.again_at)) - datetime.fromisoformat(failure.at))
    assert [wait.total_seconds() / 60 for wait in waits] == [10, 20, 40, 80]


def test_a_feed_that_fails_says_so_in_its_state_and_keeps_its_past(
    store: Store, settings: Settings, server: Server
) -> None:
    feed = serve_feed(server, "/rss.xml", (publish(server, drawn(1)[0]), WHEN))
    ingest(store, settings, feed)
    server.scripts["/rss.xml"] = lambda _: [answer(500)]
    assert len(ingest(store, settings, feed).failed) == 1
    (state,) = store.ledger.sources.all()
    assert "500" in str(state.error)
    assert store.ledger.count()[0] == 1


# Copies, versions and corrections


def test_exact_copies_are_one_article_with_several_addresses(store: Store, settings: Settings, server: Server) -> None:
    for path in ("/a", "/b", "/c"):
        server.page(path, f"<article><h1>Jembatan di {path}</h1>{PROSE.replace('Rabu, kata', 'Rabu – kata')}</article>")
    assert counts(ingest(store, settings, server.at("/a"), server.at("/b"))) == (1, 0, 0, 1, 0)
    assert counts(ingest(store, settings, server.at("/c"))) == (0, 0, 0, 1, 0)
    (article,) = store.ledger.articles.newest()
    assert {url for url, _ in store.ledger.pages.addresses(article.id)} == {
        server.at(path) for path in ("/a", "/b", "/c")
    }
    server.page(
        "/c",
        "<article><h1>Lain</h1><p>Kini halaman ini memuat kabar yang sama sekali lain tentang panen padi.</p></article>",
    )
    assert counts(ingest(store, settings, server.at("/c"))) == (1, 0, 0, 0, 0)
    assert {url for url, _ in store.ledger.pages.addresses(article.id)} == {server.at("/a"), server.at("/b")}


def test_near_copies_are_one_story_whichever_comes_first(store: Store, settings: Settings, server: Server) -> None:
    story = drawn(1)[0]
    changed = tuple(p.replace("warga", "penduduk").replace("mengatakan", "menyatakan") for p in story.paragraphs)
    copy = replace(story, number=1, paragraphs=changed, published=story.published + timedelta(hours=3))
    far = replace(copy, number=2, published=story.published + timedelta(days=30))
    other = drawn(9)[6]
    urls = [publish(server, s, outlet) for s, outlet in zip((story, copy, far, other), OUTLETS[:4], strict=True)]
    assert ingest(store, settings, *urls).added == 4
    ids = {article.origin: article.id for article in store.ledger.articles.newest()}
    told = store.ledger.near_duplicates.stories(ids.values())
    assert told[ids[urls[0]]] == told[ids[urls[1]]]
    assert len(set(told.values())) == 3, "what is told again a month later is another story"


def test_an_article_that_changes_keeps_its_earlier_version_and_its_correction(
    store: Store, settings: Settings, server: Server
) -> None:
    from index.types import Citation

    def put(body: str) -> None:
        server.page("/a", f"<article><h1>Jembatan Sela Dibuka</h1>{body}</article>")

    put("<p>Jembatan Sela sepanjang 1,2 kilometer dibuka pada Rabu. Gubernur hadir di sana.</p>")
    ingest(store, settings, server.at("/a"))
    (article,) = store.ledger.articles.newest()
    quotes = ["Jembatan Sela sepanjang 1,2 kilometer dibuka pada Rabu.", "Gubernur hadir di sana."]
    cited = [
        Citation(n, article.id, article.title, None, None, None, None, quote, 0, 1) for n, quote in enumerate(quotes)
    ]
    store.ledger.cited.remember(cited)
    assert store.ledger.cited.gone() == []
    put(
        "<p>Jembatan Sela sepanjang 1,5 kilometer dibuka pada Rabu. Gubernur hadir di sana.</p><p>Ralat: panjang jembatan 1,5 kilometer, bukan 1,2 kilometer.</p>"
    )
    assert counts(ingest(store, settings, server.at("/a"))) == (0, 1, 0, 0, 0)
    (version,) = store.ledger.versions.of(article.id)
    assert "1,2 kilometer" in version.body
    assert version.correction == "Ralat: panjang jembatan 1,5 kilometer, bukan 1,2 kilometer."
    assert [gone.quote for gone in store.ledger.cited.gone()] == [quotes[0]]
    assert [c.quote for c in store.ledger.cited.no_longer_said(cited)] == [quotes[0]]
    assert counts(ingest(store, settings, server.at("/a")))[2] == 1
    assert len(store.ledger.versions.of(article.id)) == 1
    put("<p>Jembatan Sela sepanjang 1,2 kilometer dibuka pada Rabu. Gubernur hadir di sana.</p>")
    ingest(store, settings, server.at("/a"))
    assert store.ledger.cited.gone() == [], "it says so again"
    store.ledger.remove([article.id])
    assert len(store.ledger.cited.gone()) == 2
    assert store.ledger.versions.of(article.id) == []


# Broken off


def test_a_network_that_goes_away_in_the_middle_loses_nothing(store: Store, settings: Settings, server: Server) -> None:
    listed = drawn(20)
    feed = serve_feed(server, "/rss.xml", *((publish(server, story), WHEN) for story in listed))
    kept = dict(server.scripts)

    def cut(request: Request) -> list[bytes]:
        return list(kept[request.path](request)) if request.path == "/rss.xml" or len(server.seen) < 20 else [b""]

    server.scripts = dict.fromkeys(kept, cut)
    first = ingest(store, settings, feed)
    assert 0 < first.added < 20
    assert first.added + len(first.failed) == 20
    assert not any(failure.lasting for failure in store.ledger.failures.all())
    server.scripts = kept
    with store.ledger.database.transaction() as db:
        db.execute("UPDATE failures SET again_at = '2025-01-01T00:00:00+00:00'")
    second = ingest(store, settings, feed)
    assert (first.added + second.added, len(second.failed)) == (20, 0)
    assert store.ledger.failures.all() == []
    assert not unsound(settings.data_dir / "ledger.db")


def test_a_full_disk_ends_the_run_in_one_sentence_and_the_next_completes_it(
    store: Store, settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.web._COMMIT_CHUNKS", 5)
    feed = serve_feed(server, "/rss.xml", *((publish(server, story), WHEN) for story in drawn(60)))
    (pages,) = store.ledger.database.row("PRAGMA page_count")
    store.ledger.database._db.execute(f"PRAGMA max_page_count = {pages + 30}")  # SQLite's own way to be full
    with pytest.raises(LedgerError, match="free some space"):
        ingest(store, settings, feed)
    assert not unsound(settings.data_dir / "ledger.db")
    had = store.ledger.count()[0]
    assert 0 < had < 60
    store.ledger.database._db.execute("PRAGMA max_page_count = 1000000")
    assert ingest(store, settings, feed).added == 60 - had
    assert not unsound(settings.data_dir / "ledger.db")


_CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from killed import DrawnEmbedder, opened
from index.settings import Settings
from ingest import web
from ingest.feeds import read_listing
from ingest.fetching import Fetcher, Limits
web._COMMIT_SECONDS = 0.05
settings = Settings(_env_file=None, data_dir=Path({data!r}), allow_hosts={hosts!r}, fetch_pause=0)
fetcher = Fetcher(settings, limits=Limits(2_000_000, seconds=30), resolve=lambda *_: ["127.0.0.1"])
with opened(settings) as store:
    web.take_in([{feed!r}], store, DrawnEmbedder(), settings, fetcher=fetcher)
"""


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT], ids=["kill", "ctrl-c"])
def test_a_run_that_is_broken_off_leaves_nothing_half_there_and_the_next_goes_on(
    settings: Settings, server: Server, sign: signal.Signals
) -> None:
    listed = drawn(40)
    urls = [publish(server, story) for story in listed]
    feed = serve_feed(server, "/rss.xml", *((url, WHEN) for url in urls))
    held = outlet_of(listed[30]).path(listed[30])
    whole = server.scripts[held]

    def hold(request: Request) -> list[bytes]:
        server.closing.wait(20)
        return list(whole(request))

    server.scripts[held] = hold
    code = _CHILD.format(
        tests=str(Path(__file__).parent / "support"), data=str(settings.data_dir), hosts=settings.allow_hosts, feed=feed
    )
    ledger = settings.data_dir / "ledger.db"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL, env={**os.environ}) as child:
        try:
            while not any(request.path == held for request in server.seen) or len(server.seen) < 30:
                assert child.poll() is None
            child.send_signal(sign)
            assert child.wait(10) != 0
        finally:
            child.kill()
    assert not unsound(ledger)
    server.scripts[held] = whole
    with opened(settings) as store:
        assert store.ledger.sources.all() == [], "the feed was not gone through to its end"
        had = store.ledger.count()[0]
        before = len(server.paths())
        summary = ingest(store, settings, feed)
        assert not summary.failed
        assert store.ledger.count()[0] == 40
        assert summary.added == 40 - had
        assert len(server.paths()) - before < 60
    assert not unsound(ledger)
