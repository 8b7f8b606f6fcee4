"""Ingest as a whole: real files in, real vectors, a real ledger and a real Chroma out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.embedding.embedder import Embedder
from index.errors import IdentityError, SourceError
from index.settings import Settings
from index.storage.store import Store, identity_of
from ingest.pipeline import Run, Summary, reembed

BANJIR = "Banjir merendam tiga desa di Kabupaten Tirtamaya. Sebanyak 40 rumah rusak, kata Bupati Ratna Kusumaningdyah."
BERAS = "Harga beras di Pasar Lembayung naik menjadi Rp15.400 per kilogram. Pedagang menyebut pasokan berkurang."


@pytest.fixture
def store(settings: Settings, embedder: Embedder) -> Iterator[Store]:
    with Store(settings, identity_of(embedder)) as store:
        yield store


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "berita"
    folder.mkdir()
    (folder / "banjir.txt").write_text(BANJIR, encoding="utf-8")
    (folder / "beras.txt").write_text(BERAS, encoding="utf-8")
    return folder


def run(store: Store, embedder: Embedder, settings: Settings, *paths: Path, prune: bool = False) -> Summary:
    return Run(store, embedder, settings).ingest(paths, prune=prune)


def counts(summary: Summary) -> tuple[int, int, int, int, int]:
    return summary.added, summary.changed, summary.unchanged, summary.removed, len(summary.failed)


def reasons(failed: list[SourceError]) -> str:
    return " ".join(str(error) for error in failed)


def dump(path: Path, *records: object) -> Path:
    text = "".join(r if isinstance(r, str) else json.dumps(r) + "\n" for r in records)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def assert_chroma_equals_ledger(store: Store) -> None:
    projection = store.own()
    assert projection is not None
    assert projection.ids() == store.ledger.chunks.ids()


def test_new_articles_are_added_and_are_in_chroma_at_once(store, embedder, settings, news):
    assert counts(run(store, embedder, settings, news)) == (2, 0, 0, 0, 0)
    assert {a.body for a in store.ledger.articles.newest()} == {BANJIR, BERAS}
    assert_chroma_equals_ledger(store)


def test_the_same_again_changes_nothing_and_loads_no_model(store, embedder, settings, news):
    run(store, embedder, settings, news)
    before = store.ledger.operations.newest()
    assert counts(run(store, _NeverAsked(embedder.name), settings, news)) == (0, 0, 2, 0, 0)
    assert store.ledger.operations.newest() == before


def test_a_changed_article_replaces_the_old_one_whole(store, embedder, settings, news):
    run(store, embedder, settings, news)
    (news / "banjir.txt").write_text(BANJIR.replace("40 rumah", "55 rumah"), encoding="utf-8")
    assert counts(run(store, embedder, settings, news)) == (0, 1, 1, 0, 0)
    bodies = [a.body for a in store.ledger.articles.newest()]
    assert len(bodies) == 2
    assert not any("40 rumah" in body for body in bodies)
    assert store.ledger.chunks.match('"40"', 10) == []
    assert_chroma_equals_ledger(store)


def test_an_article_that_grows_and_shrinks_leaves_no_chunk_behind(store, embedder, settings, tmp_path):
    file = tmp_path / "panjang.txt"
    for repeat in (30, 2, 60, 1):
        file.write_text("\n\n".join(f"{BANJIR} Alinea ke-{n}." for n in range(repeat)), encoding="utf-8")
        run(store, embedder, settings, file)
        assert store.ledger.count()[0] == 1
        assert_chroma_equals_ledger(store)


def test_prune_removes_what_vanished_from_the_folder_and_nothing_else(store, embedder, settings, news, tmp_path):
    other = tmp_path / "lain"
    other.mkdir()
    (other / "feri.txt").write_text("Feri tenggelam di Selat Pamintang. Semua penumpang selamat.", encoding="utf-8")
    run(store, embedder, settings, news, other)
    (news / "beras.txt").unlink()
    (other / "feri.txt").unlink()
    assert counts(run(store, embedder, settings, news)) == (0, 0, 1, 0, 0)
    assert counts(run(store, embedder, settings, news, prune=True)) == (0, 0, 1, 1, 0)
    assert sorted(a.body[:4] for a in store.ledger.articles.newest()) == ["Banj", "Feri"]
    assert_chroma_equals_ledger(store)


def test_prune_does_not_touch_a_folder_whose_name_begins_the_same(store, embedder, settings, news, tmp_path):
    sibling = tmp_path / "berita-lama"
    sibling.mkdir()
    (sibling / "lama.txt").write_text("Gempa mengguncang Girisunya. Tidak ada korban.", encoding="utf-8")
    run(store, embedder, settings, news, sibling)
    (sibling / "lama.txt").unlink()
    assert run(store, embedder, settings, news, prune=True).removed == 0


def test_prune_removes_the_last_article_of_a_folder(store, embedder, settings, news):
    run(store, embedder, settings, news)
    for file in news.iterdir():
        file.unlink()
    assert run(store, embedder, settings, news, prune=True).removed == 2
    assert store.ledger.count() == (0, 0)


def test_prune_keeps_what_it_could_not_read(store, embedder, settings, news):
    run(store, embedder, settings, news)
    (news / "beras.txt").write_bytes(b"\x00\x01\x02")
    summary = run(store, embedder, settings, news, prune=True)
    assert counts(summary) == (0, 0, 1, 0, 1)
    assert BERAS in {a.body for a in store.ledger.articles.newest()}


def test_prune_removes_the_records_that_left_a_dump(store, embedder, settings, tmp_path):
    file = dump(tmp_path / "arsip.jsonl", {"id": 1, "text": BANJIR}, {"id": 2, "text": BERAS})
    run(store, embedder, settings, file)
    dump(file, {"id": 2, "text": BERAS})
    assert counts(run(store, embedder, settings, file, prune=True)) == (0, 0, 1, 1, 0)


def test_a_path_that_does_not_exist_fails_alone_and_prunes_nothing(store, embedder, settings, news, tmp_path):
    run(store, embedder, settings, news)
    missing = tmp_path / "tidak-ada"
    summary = run(store, embedder, settings, missing, news, prune=True)
    assert counts(summary) == (0, 0, 2, 0, 1)
    assert str(missing) in reasons(summary.failed)


def test_a_dump_keeps_its_bodies_to_the_letter(store, embedder, settings, tmp_path):
    body = "  JAKARTA, NUSA -- Spasi  ganda,\r\nbaris baru dan “kutipan”.\t"
    run(store, embedder, settings, dump(tmp_path / "a.jsonl.gz", {"id": "x", "body": body}))
    article = store.ledger.articles.get("x")
    assert article is not None
    assert article.body == body


def test_a_broken_line_is_named_and_the_others_go_on(store, embedder, settings, tmp_path):
    file = dump(tmp_path / "a.jsonl", {"id": 1, "text": BANJIR}, '{"id": 2, "text": \n', {"id": 3, "text": BERAS})
    summary = run(store, embedder, settings, file)
    assert counts(summary) == (2, 0, 0, 0, 1)
    assert f"{file}:2" in reasons(summary.failed)


def test_failures_stay_visible_until_the_file_is_mended(store, embedder, settings, news):
    (news / "rusak.txt").write_bytes(b"\x00\xff")
    run(store, embedder, settings, news)
    assert [Path(f.file).name for f in store.ledger.failures.all()] == ["rusak.txt"]
    (news / "rusak.txt").write_text("Sudah diperbaiki. Isinya kini bisa dibaca.", encoding="utf-8")
    assert run(store, embedder, settings, news).added == 1
    assert store.ledger.failures.all() == []


def test_one_id_for_two_articles_is_a_failure_that_names_the_first(store, embedder, settings, tmp_path):
    file = dump(tmp_path / "a.jsonl", {"id": 7, "text": BANJIR}, {"id": 7, "text": BERAS}, {"id": 7, "text": BANJIR})
    summary = run(store, embedder, settings, file)
    assert (summary.added, len(summary.failed)) == (1, 1)
    assert f"{file}:1" in reasons(summary.failed)
    article = store.ledger.articles.get("7")
    assert article is not None
    assert article.body == BANJIR


def test_an_article_that_moved_is_unchanged_and_belongs_to_its_new_file(store, embedder, settings, tmp_path):
    old, new = tmp_path / "lama", tmp_path / "baru"
    old.mkdir(), new.mkdir()
    dump(old / "a.jsonl", {"id": 1, "text": BANJIR})
    run(store, embedder, settings, old)
    (old / "a.jsonl").rename(new / "a.jsonl")
    assert counts(run(store, embedder, settings, new)) == (0, 0, 1, 0, 0)
    assert run(store, embedder, settings, old, prune=True).removed == 0


def test_another_model_is_refused_before_anything_is_read(store, embedder, settings, news):
    run(store, embedder, settings, news)
    with Store(settings, "model lain; sentences-800-v1") as other, pytest.raises(IdentityError, match="tanya reindex"):
        run(other, embedder, settings, news)


def test_reembedding_makes_the_ledger_one_again(store, embedder, settings, news):
    run(store, embedder, settings, news)
    store.close()
    with Store(settings, "model lain; sentences-800-v1") as other:
        assert reembed(other, embedder) == 2
        other.check_identity()
        other.project()
        assert_chroma_equals_ledger(other)
        assert {a.body for a in other.ledger.articles.newest()} == {BANJIR, BERAS}


class _NeverAsked:
    """An embedder that must not be needed."""

    dimension = 384

    def __init__(self, name: str) -> None:
        self.name = name

    def queries(self, texts):
        raise AssertionError(f"embedded {texts}")

    passages = queries
