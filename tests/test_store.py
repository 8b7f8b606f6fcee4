"""Ledger and Chroma as one: what is found is what the ledger has now, whoever else has them open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from chroma_server import free_port, serving
from conftest import SAMPLES, Tanya
from entries import IDENTITY, article, entry, ids_of, jakarta, unsound
from store_process import nearest, other_process

from index.embedding.embedder import Embedder
from index.errors import IdentityError, SettingsError
from index.settings import Settings, load_settings
from index.storage import chroma
from index.storage.store import Store, identity_of
from index.types import Filters


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store(settings, IDENTITY) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(free_port(), tmp_path_factory.mktemp("server")) as url:
        yield url


def with_url(settings: Settings, url: str) -> Settings:
    return settings.model_copy(update={"chroma_url": url})


def mirrored(store: Store) -> bool:
    projection = store.own()
    assert projection is not None
    assert projection.ids() == store.ledger.chunks.ids()
    return not projection.behind()


# One process


def test_a_question_does_not_wait_for_another_thread_that_brings_chroma_up_to_date(store: Store) -> None:
    store.write([entry("a"), entry("b")])
    with store._turn:
        assert nearest(store, "b", 1) == ["b#0"]
    assert mirrored(store)


def test_what_is_written_is_found_and_what_is_removed_is_not(store: Store) -> None:
    store.write([entry("a"), entry("b"), entry("c")])
    assert nearest(store, "b", 1) == ["b#0"]
    assert mirrored(store)
    store.ledger.remove(["b"])
    assert nearest(store, "b", 1) != ["b#0"]
    assert not {i for i in nearest(store, "b", 50) if i.startswith("b")}
    store.write([entry("b", lines=1)])
    assert nearest(store, "b", 1) == ["b#0"]
    assert len(nearest(store, "b", 50)) == 9


def test_an_empty_store_finds_nothing(store: Store) -> None:
    assert nearest(store, "a") == []
    assert nearest(store, "a", filters=Filters("Harian Nusa")) == []


def test_filtered_questions_find_the_nearest_of_what_the_filters_let_through(store: Store) -> None:
    day = [jakarta(f"2025-06-{n:02}") for n in range(1, 21)]
    outlets = ["Harian Nusa", "Kabar Tirta"]
    made = [entry(article(f"a{n}", source=outlets[n % 2], published_at=day[n])) for n in range(20)]
    store.write(made)
    asked = entry("a7").embeddings[0]
    for filters, numbers in (
        (Filters("kabar tirta"), range(1, 20, 2)),
        (Filters(since=date(2025, 6, 5), until=date(2025, 6, 9)), range(4, 9)),
        (Filters("harian nusa", date(2025, 6, 15)), range(14, 20, 2)),
        (Filters("tidak ada"), range(0)),
    ):
        allowed = [made[n] for n in numbers]
        scored = {c.id: float(v @ asked) for e in allowed for c, v in zip(e.chunks, e.embeddings, strict=True)}
        best = sorted(scored, key=lambda i: -scored[i])[:5]
        found = store.nearest(asked, 5, filters)
        hits = store.ledger.chunks.hits([key for key, _ in found])
        assert [hits[key].chunk.id for key, _ in found] == best
        assert [cosine for _, cosine in found] == pytest.approx([scored[i] for i in best], abs=2e-3)


def test_chroma_and_the_ledger_give_the_same_cosines(store: Store) -> None:
    store.write([entry(f"a{n}") for n in range(30)])
    asked = entry("a3").embeddings[1]
    by_chroma = store.nearest(asked, 10, Filters())
    exactly = store._exact.search(asked, 10)
    assert [key for key, _ in by_chroma] == [key for key, _ in exactly]
    assert [c for _, c in by_chroma] == pytest.approx([c for _, c in exactly], abs=1e-3)


def test_many_threads_ask_while_one_writes(store: Store, settings: Settings) -> None:
    store.write([entry("tetap", lines=3)])
    done = threading.Event()
    problems: list[str] = []

    def ask(filters: Filters) -> None:
        while not done.is_set():
            try:
                if (found := nearest(store, "tetap", 1, filters)) != ["tetap#0"]:
                    problems.append(f"found {found}")
            except Exception as error:
                problems.append(repr(error))

    threads = [threading.Thread(target=ask, args=(f,)) for f in (Filters(), Filters(), Filters("harian nusa"))]
    for thread in threads:
        thread.start()
    for n in range(25):
        store.write([entry(f"a{n % 6}", lines=1 + n % 4)])
        store.ledger.remove([f"a{(n + 3) % 6}"])
    done.set()
    for thread in threads:
        thread.join(30)
    assert not problems
    store.project()
    assert mirrored(store)
    assert not unsound(settings.data_dir / "ledger.db")


def test_another_model_than_the_ledger_has_says_to_reindex(store: Store, settings: Settings) -> None:
    store.check_identity()
    store.write([entry("a")])
    store.check_identity()
    with (
        Store(settings, "model lain; potongan") as wrong,
        pytest.raises(IdentityError, match=r"tanya reindex.*TANYA_EMBED_MODEL") as error,
    ):
        wrong.check_identity()
    assert IDENTITY in str(error.value)
    store.ledger.put([entry("b", identity="model lain; potongan")])
    with pytest.raises(IdentityError):
        store.check_identity()


def test_an_index_that_breaks_is_noticed_by_the_question_and_made_anew(settings: Settings) -> None:
    with Store(settings, IDENTITY) as store:
        store.write([entry(f"a{n}", lines=40) for n in range(30)])
    (file,) = (settings.data_dir / "chroma").rglob("header.bin")
    file.write_bytes(bytes(file.stat().st_size))
    with Store(settings, IDENTITY) as store:
        assert nearest(store, "a7", 1) == ["a7#0"]
        assert store.project()
        assert mirrored(store)
        assert store._from_chroma(entry("a7").embeddings[0], 1) is not None


# Two processes and a folder


def test_beside_an_owner_one_writes_to_the_ledger_and_searches_exactly(store: Store, settings: Settings) -> None:
    with other_process(settings) as other:
        other("put", "a", 4)
        assert other("owns")
        store.write([entry("b")])
        assert store.own() is None
        assert store.project() is False
        assert nearest(store, "a", 1) == ["a#0"]
        assert nearest(store, "b", 1) == ["b#0"]
        assert other("nearest", "b", 1) == ["b#0"]  # the owner sees it at its next question
        assert other("by_chroma")
        store.ledger.remove(["a"])
        assert set(nearest(store, "a", 9)) == ids_of(entry("b"))
        assert set(other("nearest", "a", 9)) == ids_of(entry("b"))
        store.write([entry("b", lines=1)])
        assert nearest(store, "a", 9) == other("nearest", "a", 9) == ["b#0"]
        other.process.kill()
        other.process.wait()
        assert nearest(store, "b", 1) == ["b#0"]
        assert mirrored(store)  # the next one owns it


# A server


def test_two_processes_share_a_server(settings: Settings, server: str) -> None:
    shared = with_url(settings, server)
    with Store(shared, IDENTITY) as store, other_process(shared) as other:
        store.write([entry("a"), entry("b")])
        assert store.own() is not None
        assert not other("owns")
        assert nearest(store, "a", 1) == other("nearest", "a", 1) == ["a#0"]
        assert other("by_chroma")
        other("put", "c", 4)
        assert not other("by_chroma")  # the server is behind the ledger: who may not write to it searches the ledger
        assert other("nearest", "c", 1) == ["c#0"]
        assert nearest(store, "c", 1) == ["c#0"]
        assert other("by_chroma")
        assert other("nearest", "c", 1) == ["c#0"]
        other("remove", "a")
        assert set(other("nearest", "a", 20)) == ids_of(entry("b")) | ids_of(entry("c"))
        assert set(nearest(store, "a", 20)) == ids_of(entry("b")) | ids_of(entry("c"))
        assert mirrored(store)
        assert not (settings.data_dir / "chroma").exists()


def test_ledgers_on_one_server_do_not_mix(settings: Settings, server: str, tmp_path: Path) -> None:
    one = with_url(settings, server)
    two = one.model_copy(update={"data_dir": tmp_path / "lain"})
    with Store(one, IDENTITY) as first, Store(two, IDENTITY) as second:
        first.write([entry("a")])
        second.write([entry("b")])
        assert nearest(first, "b", 20) == nearest(first, "b", 20)
        assert set(nearest(first, "b", 20)) == ids_of(entry("a"))
        assert set(nearest(second, "a", 20)) == ids_of(entry("b"))


def test_a_collection_that_was_lost_on_the_server_is_filled_again(settings: Settings, server: str) -> None:
    shared = with_url(settings, server)
    with Store(shared, IDENTITY) as store, other_process(shared) as other:
        store.write([entry("a"), entry("b")])
        assert other("nearest", "b", 1) == ["b#0"]
        lost = chroma.Collection(server, f"tanya-{store.ledger.id}")
        lost.drop()
        lost.close()
        assert other("nearest", "b", 1) == ["b#0"]
        assert nearest(store, "b", 1) == ["b#0"]
        assert mirrored(store)


@pytest.mark.parametrize(
    "url", ["localhost:8000", "http://", "ftp://127.0.0.1", "http://127.0.0.1:99999", "bukan alamat"]
)
def test_an_address_that_is_none_says_which_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TANYA_CHROMA_URL", url)
    with pytest.raises(SettingsError, match=r"TANYA_CHROMA_URL.*no address"):
        load_settings()


# From the command line


def test_commands_say_in_one_sentence_what_is_wrong_with_chroma_or_the_model(sample_ledger: Path, tanya: Tanya) -> None:
    for args, env, named in (
        (["remove", "tidak-ada"], {"TANYA_CHROMA_URL": "localhost:8000"}, "TANYA_CHROMA_URL"),
        (["ask", "Apa yang jebol?"], {"TANYA_EMBED_MODEL": "model/lain"}, "tanya reindex"),
        (["ingest", str(SAMPLES)], {"TANYA_EMBED_MODEL": "model/lain"}, "tanya reindex"),
    ):
        ran = tanya(*args, env=env)
        assert ran.returncode == 1
        assert ran.stderr.startswith("tanya: ")
        assert ran.stderr.count("\n") == 1
        assert named in ran.stderr
    assert "up to date" in tanya("status").stdout


def test_a_samples_ledger_finds_by_meaning(sample_ledger: Path, settings: Settings, embedder: Embedder) -> None:
    """Real vectors through all of it: the nearest passage to a sentence of an article is in that article."""
    assert sample_ledger == settings.data_dir
    with Store(settings, identity_of(embedder)) as store:
        assert mirrored(store)
        wanted = next(a for a in store.ledger.articles.newest() if "tanggul" in a.title.lower())
        (vector,) = embedder.queries([wanted.title])
        by_chroma = store.nearest(vector, 5, Filters())
        exactly = store._exact.search(vector, 5)
        assert [key for key, _ in by_chroma] == [key for key, _ in exactly]
        assert np.allclose([c for _, c in by_chroma], [c for _, c in exactly], atol=1e-3)
        assert "tanggul" in store.ledger.chunks.hits([by_chroma[0][0]])[by_chroma[0][0]].article.body.lower()
