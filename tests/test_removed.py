"""What a person removed stays out, wherever it is met again, until they ask for it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hostile import Server, answer
from killed import DrawnEmbedder, opened
from telegram_bot import RunningBot, settings_for
from telegram_engine import ScriptedEngine
from telegram_people import Person
from telegram_server import TelegramServer

from index.settings import Settings
from ingest.pipeline import Run, Summary
from ingest.sources import Source, keep_up

pytestmark = pytest.mark.usefixtures("limited")
STORY = "<article><h1>{}</h1><p>Gubernur Nusa Lintang membuka Jembatan Sela pada {}, kata juru bicaranya di Nusa.</p></article>"


def run(settings: Settings, *paths: Path, again: bool = False, prune: bool = False) -> Summary:
    with opened(settings) as store:
        return Run(store, DrawnEmbedder(), settings, again=again).ingest(paths, prune=prune)


def ids(settings: Settings) -> set[str]:
    with opened(settings) as store:
        return {article.id for article in store.ledger.articles.newest()}


def remove(settings: Settings, *article_ids: str) -> None:
    with opened(settings) as store:
        assert store.ledger.remove(article_ids, keep_out=True) == len(article_ids)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "berita"
    found.mkdir()
    (found / "satu.txt").write_text("Banjir surut di Tirtamaya\n\nWarga mulai pulang ke rumah pada Rabu.")
    (found / "dua.txt").write_text("Panen raya di Seruni\n\nPetani memanen padi di dua ratus hektare sawah.")
    lines = [
        {"id": f"d{n}", "title": f"Judul {n}", "text": f"Kabar nomor {n} dari Kabupaten Tirtamaya."} for n in range(3)
    ]
    (found / "dump.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return found


def the_id(settings: Settings, word: str) -> str:
    with opened(settings) as store:
        return next(article.id for article in store.ledger.articles.newest() if word in article.body)


def test_it_stays_out_also_when_its_file_changes_moves_or_is_copied(settings: Settings, folder: Path) -> None:
    assert run(settings, folder).added == 5
    flood = the_id(settings, "pulang")
    remove(settings, flood, "d1")
    left = ids(settings)
    for _ in range(2):
        summary = run(settings, folder)
        assert (summary.added, summary.kept_out, summary.unchanged) == (0, 2, 3)
    (folder / "satu.txt").write_text("Banjir surut di Tirtamaya\n\nWarga pulang pada Kamis, bukan Rabu.")
    lines = (folder / "dump.jsonl").read_text().splitlines()
    changed = {**json.loads(lines[1]), "text": "Kabar yang berubah sama sekali."}
    (folder / "dump.jsonl").write_text("\n".join([lines[2], lines[0], json.dumps(changed)]))
    assert run(settings, folder).kept_out == 2
    assert ids(settings) == left
    shutil.copy(folder / "satu.txt", folder / "salinan.txt")
    (folder / "satu.txt").write_text("Banjir surut di Tirtamaya\n\nWarga mulai pulang ke rumah pada Rabu.")
    (folder / "satu.txt").rename(folder / "pindah.txt")
    summary = run(settings, folder / "pindah.txt")
    assert (summary.added, summary.kept_out) == (0, 1)


def test_a_line_of_a_dump_is_no_name(settings: Settings, folder: Path) -> None:
    run(settings, folder)
    remove(settings, "d0")
    other = {"id": "lain", "title": "Lain", "text": "Sesuatu yang lain terjadi di Seruni."}
    (folder / "dump.jsonl").write_text(json.dumps(other))
    assert run(settings, folder).added == 1


def test_again_brings_it_back_for_good(settings: Settings, folder: Path) -> None:
    run(settings, folder)
    before = ids(settings)
    remove(settings, the_id(settings, "pulang"), "d1")
    assert run(settings, folder, again=True).added == 2
    assert ids(settings) == before
    assert run(settings, folder).unchanged == 5
    with opened(settings) as store:
        assert store.ledger.removals.all() == []


def test_what_only_vanished_from_its_folder_comes_back_with_it(settings: Settings, folder: Path) -> None:
    run(settings, folder)
    text = (folder / "satu.txt").read_text()
    (folder / "satu.txt").unlink()
    assert run(settings, folder, prune=True).removed == 1
    (folder / "satu.txt").write_text(text)
    assert run(settings, folder).added == 1


def test_a_feed_does_not_bring_it_back_even_changed_or_at_another_address(settings: Settings, server: Server) -> None:
    local = settings.model_copy(update={"allow_hosts": "127.0.0.1", "fetch_pause": 0.0})
    stamps = {"/a": "1", "/b": "1"}

    def feed(_: object) -> list[bytes]:
        items = "".join(f"<item><link>{server.at(path)}</link><pubDate>Wed, 0{stamp} Jan 2025 10:00:00 +0700</pubDate></item>" for path, stamp in stamps.items())  # fmt: skip
        return [answer(200, f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode(), kind="application/rss+xml")]  # fmt: skip

    server.scripts["/rss"] = feed
    server.page("/a", STORY.format("Jembatan Dibuka", "Rabu"))
    server.page("/b", STORY.format("Jembatan Ditutup", "Jumat"))
    sources = [Source(url=server.at("/rss"))]

    def round_(again: bool = False) -> Summary:
        with opened(local) as store:
            return keep_up(sources, store, DrawnEmbedder(), local, again=again)

    assert round_().added == 2
    remove(local, the_id(local, "Rabu"))
    assert round_().added == 0
    server.page("/a", STORY.format("Jembatan Dibuka Lagi", "Kamis"))
    stamps["/a"] = "2"
    summary = round_()
    assert (summary.added, summary.kept_out) == (0, 1)
    server.page("/c", STORY.format("Jembatan Dibuka", "Rabu"))
    stamps["/c"] = "3"
    summary = round_()
    assert (summary.added, summary.kept_out) == (0, 1)
    assert len(ids(local)) == 1
    assert round_(again=True).added == 1
    assert len(ids(local)) == 2
    assert round_().kept_out == 0


@pytest.mark.slow
def test_the_command_says_so_and_how_to_bring_it_back(tanya, folder: Path) -> None:
    tanya("ingest", folder)
    done = tanya("remove", "d1", "d2")
    assert done.stdout == "2 removed.\n"
    assert "--again" in done.stderr
    again = tanya("ingest", folder)
    assert again.returncode == 0
    assert "0 added, 0 changed, 3 unchanged, 0 removed, 2 kept out, 0 failed" in again.stdout
    assert "--again" in again.stderr
    assert "removed    2" in tanya("status").stdout
    assert [one["article"] for one in json.loads(tanya("status", "--json").stdout)["removed"]] == ["d1", "d2"]
    assert "was removed on" in tanya("show", "d1").stderr
    assert "2 added" in tanya("ingest", "--again", folder).stdout
    assert json.loads(tanya("status", "--json").stdout)["removed"] == []


def test_the_bot_keeping_up_leaves_it_out_and_an_admin_who_sends_it_wants_it(
    telegram: TelegramServer, articles: Path, folder: Path
) -> None:
    (articles / "sources.toml").write_text(f'[[source]]\npath = "{folder}"\n')
    settings = settings_for(telegram, articles, telegram_admins="1", keep_up_minutes=0.001)
    engine = ScriptedEngine(settings)
    with RunningBot(engine, settings):
        ledger = engine.store.ledger
        telegram.wait(lambda: ledger.articles.get("d1"), 30, "the first round")
        admin = Person(telegram, 1, "Rina")
        admin.say(admin.private(), "/hapus d1")
        admin.press(admin.private().wait_for("Hapus “Judul 1” untuk seterusnya?"), "Ya, hapus")
        telegram.wait(lambda: ledger.articles.get("d1") is None, 30, "the removal")
        (folder / "baru.txt").write_text("Kabar baru\n\nSebuah kabar yang baru datang dari Seruni.")
        telegram.wait(lambda: any("baru datang" in a.body for a in ledger.articles.newest()), 30, "another round")
        assert ledger.articles.get("d1") is None
        sent = json.dumps({"id": "d1", "title": "Judul 1", "text": "Kabar nomor 1 dari Kabupaten Tirtamaya."})
        admin.send_file(admin.private(), "kiriman.json", sent.encode())
        telegram.wait(lambda: ledger.articles.get("d1"), 30, "the article that was sent")
