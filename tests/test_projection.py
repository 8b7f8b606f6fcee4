"""Chroma mirrors the ledger: it catches up, has one owner, and is made anew when it can't be trusted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from entries import IDENTITY, article, entry, ids_of

from index.errors import ProjectionError
from index.settings import Settings
from index.storage.ledger import Ledger
from index.storage.projection import Projection


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    opened = Ledger(settings.data_dir / "ledger.db")
    yield opened
    opened.close()


@contextmanager
def owned(ledger: Ledger, settings: Settings, identity: str = IDENTITY) -> Iterator[Projection]:
    projection = Projection.own(ledger, settings, identity)
    assert projection is not None, "another process owns it"
    with projection:
        yield projection


@contextmanager
def elsewhere(settings: Settings, then: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process that owns the projection, has caught up, does `then`, and waits to be killed."""
    code = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).parent / "support")!r})
from pathlib import Path
from entries import IDENTITY, article, entry
from index.storage.ledger import Ledger
from index.storage.projection import Projection
from index.settings import Settings

settings = Settings(data_dir=Path({str(settings.data_dir)!r}))
ledger = Ledger(settings.data_dir / "ledger.db")
projection = Projection.own(ledger, settings, IDENTITY)
print("own" if projection else "None", flush=True)
if projection:
    projection.catch_up()
    {then or "pass"}
    print("ready", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def line(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def is_mirror(projection: Projection, ledger: Ledger) -> bool:
    """Every chunk is there, and found by its own vector."""
    import numpy as np

    assert projection.ids() == ledger.chunks.ids()
    assert projection.count() == len(ledger.chunks.ids())
    for found in list(ledger.articles.newest())[:5]:
        for chunk, raw in ledger.chunks.of(found.id)[:3]:
            nearest = projection.search(np.frombuffer(raw, np.float16).astype(np.float32), 3)
            assert nearest[0][1] == pytest.approx(1, abs=1e-3)
            assert chunk.id in {chunk_id for chunk_id, cosine in nearest if cosine > 0.999}
    return not projection.behind()


def made(settings: Settings) -> set[str]:
    """Names the index's folders in Chroma: another one means that it was made anew."""
    return {path.name for path in (settings.data_dir / "chroma").iterdir() if path.is_dir()}


def marker(settings: Settings) -> Path:
    return settings.data_dir / "chroma.writing"


# Catching up


def test_it_follows_what_is_added_changed_and_removed(ledger: Ledger, settings: Settings) -> None:
    with owned(ledger, settings) as projection:
        assert projection.catch_up()
        assert is_mirror(projection, ledger)
        ledger.put([entry("a", lines=4), entry("b", lines=2), entry("c")])
        assert projection.behind()
        assert projection.catch_up()
        assert is_mirror(projection, ledger)
        ledger.put([entry("a", lines=1), entry("b", lines=7)])
        ledger.remove(["c"])
        projection.catch_up()
        assert is_mirror(projection, ledger)
        assert projection.ids() == ids_of(entry("a", lines=1)) | ids_of(entry("b", lines=7))
        ledger.put([entry("c", lines=2)])
        ledger.remove(["a", "b"])
        projection.catch_up()
        assert is_mirror(projection, ledger)
        ledger.remove(["c"])
        projection.catch_up()
        assert is_mirror(projection, ledger)
        assert projection.search(entry("a").embeddings[0], 5) == []


def test_a_changed_vector_takes_the_place_of_the_old_one(ledger: Ledger, settings: Settings) -> None:
    old, new = entry(article("a", body="Banjir surut.")), entry(article("a", body="Jalan dibuka lagi."))
    with owned(ledger, settings) as projection:
        for one in (old, new):
            ledger.put([one, entry("b")])
            projection.catch_up()
        ((nearest, cosine),) = projection.search(new.embeddings[0], 1)
        assert nearest == "a#0"
        assert cosine == pytest.approx(1, abs=1e-3)
        assert all(cosine < 0.99 for _, cosine in projection.search(old.embeddings[0], 5))


def test_it_goes_on_where_it_was_when_it_is_opened_again(ledger: Ledger, settings: Settings) -> None:
    ledger.put([entry("a"), entry("b")])
    with owned(ledger, settings) as projection:
        projection.catch_up()
    ledger.remove(["a"])
    ledger.put([entry("c", lines=3)])
    with owned(ledger, settings) as projection:
        assert projection.watermark == 2
        assert projection.ids() == ids_of(entry("a")) | ids_of(entry("b"))
        projection.catch_up()
        assert is_mirror(projection, ledger)


def test_it_catches_up_a_little_at_a_time_when_someone_waits(ledger: Ledger, settings: Settings) -> None:
    ledger.put([entry(f"a{n}", lines=1) for n in range(400)])
    with owned(ledger, settings) as projection:
        assert not projection.catch_up(0)
        assert 0 < projection.count() < 400
        steps = 1
        while not projection.catch_up(0):
            steps += 1
        assert steps < 10
        assert is_mirror(projection, ledger)


def test_applying_an_operation_again_does_no_harm(ledger: Ledger, settings: Settings) -> None:
    """As after a kill between the change and the note of it."""
    ledger.put([entry("a", lines=6), entry("b"), entry("c")])
    with owned(ledger, settings) as projection:
        projection.catch_up()
        ledger.put([entry("a", lines=2)])
        ledger.remove(["b"])
        projection.catch_up()
        projection._note(0, 0)
        projection.catch_up()
        assert is_mirror(projection, ledger)


@pytest.mark.parametrize("strange", ["a#1", "😀 berita", "kutip ' \" ; --", "x" * 500, "garis\nbaru", "e\u0301"])
def test_an_id_may_be_any_text(ledger: Ledger, settings: Settings, strange: str) -> None:
    ledger.put([entry("a"), entry(strange, lines=3)])
    with owned(ledger, settings) as projection:
        projection.catch_up()
        assert is_mirror(projection, ledger)
        ledger.put([entry(strange, lines=1)])
        projection.catch_up()
        assert is_mirror(projection, ledger)
        ledger.remove([strange])
        projection.catch_up()
        assert projection.ids() == ids_of(entry("a"))


# One owner


def test_only_one_process_owns_it(ledger: Ledger, settings: Settings) -> None:
    ledger.put([entry("a")])
    with elsewhere(settings) as other:
        assert line(other) == "own"
        assert Projection.own(ledger, settings, IDENTITY) is None
        assert line(other) == "ready"
        assert Projection.own(ledger, settings, IDENTITY) is None
    with owned(ledger, settings) as projection:
        assert is_mirror(projection, ledger)
        with elsewhere(settings) as other:
            assert line(other) == "None"
        assert Projection.own(ledger, settings, IDENTITY) is None  # nor a second time in the same process
    with elsewhere(settings) as other:
        assert line(other) == "own"


def test_it_is_free_once_another_thread_has_closed_it(ledger: Ledger, settings: Settings) -> None:
    opened: list[Projection | None] = []
    thread = threading.Thread(target=lambda: opened.append(Projection.own(ledger, settings, IDENTITY)))
    thread.start()
    thread.join()
    assert opened[0] is not None
    opened[0].close()
    with owned(ledger, settings) as projection:
        assert projection.catch_up()


# What a killed process leaves


def test_a_sound_index_of_a_killed_owner_is_kept(ledger: Ledger, settings: Settings) -> None:
    ledger.put([entry("a", lines=5), entry("b")])
    with elsewhere(settings, "ledger.put([entry('c')]); projection.catch_up()") as other:
        assert [line(other), line(other)] == ["own", "ready"]
        os.kill(other.pid, signal.SIGKILL)
    before = made(settings)
    assert marker(settings).exists()
    with owned(ledger, settings) as projection:
        assert not marker(settings).exists()
        assert projection.watermark == ledger.operations.newest() == 3
        assert is_mirror(projection, ledger)
        assert made(settings) == before


def damage(settings: Settings, name: str, how: str) -> None:
    (file,) = (settings.data_dir / "chroma").rglob(name)
    size = file.stat().st_size
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(bytes(size) if how == "zeros" else os.urandom(size))


@pytest.mark.parametrize(
    ("name", "how"),
    [("data_level0.bin", "noise"), ("index_metadata.pickle", "gone"), ("chroma.sqlite3", "zeros")],
    ids=["crashes its reader", "has no vectors", "is no database"],
)
def test_a_broken_index_of_a_killed_owner_is_made_anew(ledger: Ledger, settings: Settings, name: str, how: str) -> None:
    """From the ledger, nothing is embedded. The first of these would take with it the process that searches it."""
    ledger.put([entry(f"a{n}", lines=40) for n in range(30)])
    with owned(ledger, settings) as projection:
        projection.catch_up()
    before = made(settings)
    damage(settings, name, how)
    marker(settings).touch()
    with owned(ledger, settings) as projection:
        assert projection.catch_up()
        assert made(settings) != before
        assert is_mirror(projection, ledger)
    assert not marker(settings).exists()


def test_a_folder_that_chroma_cannot_open_is_made_anew(ledger: Ledger, settings: Settings) -> None:
    ledger.put([entry("a"), entry("b")])
    with owned(ledger, settings) as projection:
        projection.catch_up()
    damage(settings, "chroma.sqlite3", "noise")
    with owned(ledger, settings) as projection:
        assert projection.catch_up()
        assert is_mirror(projection, ledger)


def test_a_folder_that_is_gone_is_made_anew(ledger: Ledger, settings: Settings) -> None:
    ledger.put([entry("a"), entry("b")])
    with owned(ledger, settings) as projection:
        projection.catch_up()
    shutil.rmtree(settings.data_dir / "chroma")
    with owned(ledger, settings) as projection:
        assert projection.catch_up()
        assert is_mirror(projection, ledger)


# What it can't be compared with


def test_vectors_of_another_model_are_thrown_away_once_the_ledger_has_the_new_ones(
    ledger: Ledger, settings: Settings
) -> None:
    ledger.put([entry("a"), entry("b")])
    with owned(ledger, settings) as projection:
        projection.catch_up()
    ledger.put([entry(name, identity="model lain; potongan", dimension=16) for name in ("a", "b")])
    with owned(ledger, settings, "model lain; potongan") as projection:
        assert projection.watermark == 0
        assert projection.catch_up()
        assert is_mirror(projection, ledger)


def test_an_index_is_left_alone_by_who_is_set_to_another_model_than_the_ledger(
    ledger: Ledger, settings: Settings
) -> None:
    """`tanya status` with a setting mistyped must not cost the index."""
    ledger.put([entry("a"), entry("b")])
    with owned(ledger, settings) as projection:
        projection.catch_up()
    ledger.remove(["b"])
    with owned(ledger, settings, "salah ketik; potongan") as projection:
        assert not projection.catch_up()
        assert projection.ids() == ids_of(entry("a")) | ids_of(entry("b"))
    with owned(ledger, settings) as projection:
        assert projection.watermark == 2
        assert projection.catch_up()
        assert is_mirror(projection, ledger)


def test_nothing_is_applied_while_the_ledger_is_between_two_models(ledger: Ledger, settings: Settings) -> None:
    ledger.put([entry("a"), entry("b")])
    with owned(ledger, settings) as projection:
        projection.catch_up()
        ledger.put([entry("a", identity="model lain; potongan", dimension=16)])
        assert not projection.catch_up()
        assert projection.ids() == ids_of(entry("a")) | ids_of(entry("b"))


@pytest.mark.parametrize("later", [0, 5], ids=["with fewer operations", "with more operations"])
def test_an_older_ledger_put_back_gets_an_index_of_its_own(ledger: Ledger, settings: Settings, later: int) -> None:
    ledger.put([entry("a")])
    ledger.close()
    copy = shutil.copy(ledger.path, ledger.path.with_suffix(".copy"))
    ledger.put([entry("b"), entry("c")])
    with owned(ledger, settings) as projection:
        projection.catch_up()
    ledger.close()
    shutil.move(copy, ledger.path)
    ledger.put([entry(f"d{n}", lines=1) for n in range(later)])
    with owned(ledger, settings) as projection:
        assert projection.catch_up()
        assert is_mirror(projection, ledger)


def test_it_is_made_anew_when_the_dead_outnumber_the_living(ledger: Ledger, settings: Settings) -> None:
    """Chroma never reclaims what was deleted. What the ledger removed long ago is not counted again after that."""
    ledger.put([entry(f"a{n}", lines=40) for n in range(32)])
    with owned(ledger, settings) as projection:
        projection.catch_up()
        before = made(settings)
        ledger.remove([f"a{n}" for n in range(10)])
        projection.catch_up()
        assert made(settings) == before
        ledger.remove([f"a{n}" for n in range(10, 30)])
        projection.catch_up()
        after = made(settings)
        assert after != before
        assert is_mirror(projection, ledger)
        ledger.put([entry("a1", lines=40)])
        ledger.remove(["a1"])
        ledger.remove(["a30"])
        projection.catch_up()
        assert made(settings) == after
        assert is_mirror(projection, ledger)


def test_what_is_replaced_counts_among_the_dead(ledger: Ledger, settings: Settings) -> None:
    """A changed chunk is deleted before it is put again: moved within Chroma's graph, some get lost to every search."""
    with owned(ledger, settings) as projection:
        collections = []
        for version in range(3):
            ledger.put([entry(article(f"a{n}", body=f"Kabar {version}.\n\nDari desa {n}.")) for n in range(600)])
            projection.catch_up()
            collections.append(made(settings))
        assert collections[0] == collections[1] != collections[2]
        assert is_mirror(projection, ledger)


def test_rebuilding_needs_the_ledger_alone(ledger: Ledger, settings: Settings) -> None:
    ledger.put([entry(f"a{n}") for n in range(10)])
    with owned(ledger, settings) as projection:
        projection.catch_up()
        before = made(settings)
        projection.rebuild()
        assert made(settings) != before
        assert is_mirror(projection, ledger)


# What Chroma or the disk refuses


@pytest.mark.parametrize("taken", ["chroma.lock", "chroma"])
def test_a_name_that_is_taken_by_something_else_is_one_sentence(ledger: Ledger, settings: Settings, taken: str) -> None:
    path = settings.data_dir / taken
    path.mkdir() if taken == "chroma.lock" else path.write_text("bukan folder")
    with pytest.raises(ProjectionError) as error:
        Projection.own(ledger, settings, IDENTITY)
    assert str(settings.data_dir) in str(error.value)
    assert "\n" not in str(error.value)
    path.rmdir() if taken == "chroma.lock" else path.unlink()
    with owned(ledger, settings) as projection:
        assert projection.catch_up()


def test_a_disk_that_takes_no_more_is_one_sentence_and_the_ledger_keeps_what_it_has(
    ledger: Ledger, settings: Settings
) -> None:
    ledger.put([entry(f"a{n}", lines=40) for n in range(30)])
    code = f"""
import resource
from pathlib import Path
from index.errors import ProjectionError
from index.storage.ledger import Ledger
from index.storage.projection import Projection
from index.settings import Settings

settings = Settings(data_dir=Path({str(settings.data_dir)!r}))
projection = Projection.own(Ledger(settings.data_dir / "ledger.db"), settings, {IDENTITY!r})
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    projection.catch_up()
except ProjectionError as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert str(settings.data_dir) in ran.stdout
    assert ran.stdout.count("\n") == 1
    assert ledger.count() == (30, 1200)
    with owned(ledger, settings) as projection:
        assert projection.catch_up()
        assert is_mirror(projection, ledger)
