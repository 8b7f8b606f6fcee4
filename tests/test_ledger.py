"""The ledger: an article is wholly there or wholly absent, and whatever SQLite refuses is one sentence."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from entries import DIMENSION, IDENTITY, LINES, article, entry, ids_of, jakarta, unsound, vector

from index.errors import LedgerError
from index.retrieval.bm25 import Query
from index.storage.ledger import Entry, Ledger
from index.types import Filters


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    opened = Ledger(path)
    yield opened
    opened.close()


def found(ledger: Ledger, word: str, filters: Filters = Filters()) -> list[str]:
    """Ids of the chunks in which the word stands."""
    return [hit.chunk.id for hit in ledger.chunks.hits(ledger.chunks.match(f'"{word}"', 100, filters)).values()]


def matching(ledger: Ledger, filters: Filters) -> set[str]:
    """Ids of the articles that the filters let through, which must be the same to every kind of search."""
    listed = {a.id for a in ledger.articles.newest(filters)}
    assert {hit.article.id for hit in ledger.chunks.hits(ledger.chunks.keys(filters).tolist()).values()} == listed
    assert {chunk_id.rpartition("#")[0] for chunk_id in found(ledger, "alinea", filters)} == listed
    return listed


# Whole or not at all


def test_an_article_comes_back_as_it_went_in(ledger: Ledger) -> None:
    whole = article(
        "a1", title="Gempa “kecil”, kata BMKG", author="Rini Sasmita", published_at=jakarta("2025-06-05", "23:30", "+09:00"),
        url="https://harian.example/gempa?x=1&y=2", place="Tirtamaya", caption="Warga\tberlari 😀", credit="Foto: Toha",
        reporter="rs/ab", title_derived=True,
    )  # fmt: skip
    bare = article("a2", title="", source=None, body="Satu kalimat saja.\r\n\u2028Dan satu lagi…\0")
    ledger.put([entry(whole), entry(bare)])
    assert ledger.articles.get("a1") == whole
    assert ledger.articles.get("a2") == bare
    assert ledger.count() == (2, sum(len(entry(a).chunks) for a in (whole, bare)))


def test_vectors_come_back_as_they_went_in_but_for_half_precision(ledger: Ledger) -> None:
    made = entry(lines=3)
    ledger.put([made])
    stored = np.stack([np.frombuffer(raw, np.float16) for _, raw in ledger.chunks.of("jembatan")])
    assert np.allclose(stored, made.embeddings, atol=1e-3)
    keys, raw = ledger.chunks.vectors(0)
    assert np.array_equal(np.frombuffer(raw, np.float16).reshape(len(keys), DIMENSION), stored)
    assert ledger.chunks.vectors(0, DIMENSION + 1) == ([], b"")


def test_nothing_of_a_broken_transaction_stays(ledger: Ledger, path: Path) -> None:
    ledger.put([entry("lama")])
    before = (ledger.count(), ledger.operations.newest())

    def breaks() -> Iterator[Entry]:
        yield entry("baru")
        yield entry(article("lama", lines=9))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ledger.put(breaks())
    assert (ledger.count(), ledger.operations.newest()) == before
    assert ledger.articles.get("baru") is None
    assert ledger.articles.get("lama") == article("lama")
    ledger.put([entry("baru")])
    assert not unsound(path)


def test_an_article_with_a_vector_too_few_is_not_taken(ledger: Ledger, path: Path) -> None:
    good = entry("pincang")
    with pytest.raises(ValueError):
        ledger.put([Entry(good.article, good.chunks, good.embeddings[1:], good.file, good.fingerprint, good.identity)])
    assert ledger.count() == (0, 0)
    assert not unsound(path)


def test_nothing_of_a_transaction_stays_whose_process_is_killed_in_the_middle(ledger: Ledger, path: Path) -> None:
    ledger.put([entry("lama")])
    code = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).parent / "support")!r})
from pathlib import Path
from entries import article, entry
from index.storage.ledger import Ledger

def entries():
    yield entry(article("lama", lines=50))
    yield from (entry(f"baru-{{n}}", lines=50) for n in range(20))
    print("in the middle", flush=True)
    time.sleep(60)

Ledger(Path({str(path)!r})).put(entries())
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        os.kill(child.pid, signal.SIGKILL)
    assert [a.id for a in Ledger(path).articles.newest()] == ["lama"]
    assert ledger.articles.get("lama") == article("lama")
    ledger.put([entry("baru")])
    assert not unsound(path)


def test_an_article_that_changed_is_replaced_whole(ledger: Ledger, path: Path) -> None:
    ledger.put([entry(article("a", lines=6)), entry("b")])
    old_keys = set(ledger.chunks.keys_of(sorted(ids_of(entry(article("a", lines=6))))).values())
    changed = article("a", title="Pasar terbakar", body="Api melalap lima kios di Pasar Wetan pada Selasa dini hari.")
    ledger.put([entry(changed)])
    assert ledger.articles.get("a") == changed
    assert ledger.chunks.ids() == {"a#0"} | ids_of(entry("b"))
    assert found(ledger, "kios") == ["a#0"]
    assert {i.rpartition("#")[0] for i in found(ledger, "rakit")} == {"b"}
    assert not ledger.chunks.hits(sorted(old_keys))
    assert not ledger.chunks.vectors_of(sorted(old_keys))
    assert [(o.article, o.chunks) for o in ledger.operations.after(0, 10)] == [("b", 4), ("a", 6)]
    assert not unsound(path)


def test_what_is_removed_is_found_no_more_and_leaves_an_operation(ledger: Ledger, path: Path) -> None:
    ledger.put([entry("a", lines=3), entry("b", lines=2)])
    seq, keys = ledger.operations.newest(), ledger.chunks.keys().tolist()
    assert ledger.remove(["a"]) == 1
    assert ledger.articles.get("a") is None
    assert ledger.articles.record(id="a") is None
    assert ledger.chunks.of("a") == []
    assert {i.rpartition("#")[0] for i in found(ledger, "alinea")} == {"b"}
    assert {hit.article.id for hit in ledger.chunks.hits(keys).values()} == {"b"}
    assert len(ledger.chunks.vectors_of(keys)) == len(ledger.chunks.words_of(keys)) == 2
    assert ledger.chunks.keys_of(["a#0", "b#0"]).keys() == {"b#0"}
    (operation,) = ledger.operations.after(seq, 10)
    assert (operation.article, operation.chunks) == ("a", 3)
    assert not unsound(path)


def test_unknown_ids_are_told_apart_from_known_ones_and_twice_is_once(ledger: Ledger) -> None:
    ledger.put([entry("a")])
    assert ledger.remove(["tidak-ada", "a", "a"]) == 1
    assert ledger.remove(["a"]) == 0
    assert ledger.articles.get("tidak-ada") is None
    assert ledger.articles.record(fingerprint="tidak ada") is None
    assert ledger.chunks.keys_of(["tidak-ada#0", "a#7", "tanpa-pagar", "a#", "#"]) == {}
    assert ledger.chunks.hits([99, 100]) == {}


def test_the_last_of_two_articles_with_one_id_stands(ledger: Ledger, path: Path) -> None:
    ledger.put([entry(article("a", lines=5)), entry(article("a", lines=2))])
    assert ledger.articles.get("a") == article("a", lines=2)
    assert ledger.count() == (1, 2)
    assert not unsound(path)


@pytest.mark.parametrize(
    "strange",
    [
        "a#1",
        "#",
        "a#0#0",
        "😀 berita",
        "spasi  dua ",
        "kutip ' \" ` ; --",
        "a/b\\c%_?*",
        "x" * 500,
        "é",
        "e\u0301",
        "0",
    ],
)
def test_an_id_may_be_any_text(ledger: Ledger, strange: str) -> None:
    made = entry(strange)
    ledger.put([entry("a"), made])
    assert ledger.articles.get(strange) == made.article
    assert (
        ledger.chunks.keys_of([*sorted(ids_of(made))]).keys()
        == ids_of(made)
        == {c.id for c, _ in ledger.chunks.of(strange)}
    )
    assert ledger.chunks.ids() == ids_of(made) | ids_of(entry("a"))
    assert ledger.remove([strange]) == 1
    assert ledger.chunks.ids() == ids_of(entry("a"))


# Filters


@pytest.mark.parametrize("name", ["Harian Seruni", "HARIAN SERUNI", "harian seruni"])
def test_an_outlet_is_found_without_regard_to_case(ledger: Ledger, name: str) -> None:
    ledger.put([entry(article("s", source="Harian Seruni")), entry(article("n", source="Harian Nusa"))])
    ledger.put([entry(article("t", source=None))])
    assert matching(ledger, Filters(source=name)) == {"s"}
    assert matching(ledger, Filters()) == {"s", "n", "t"}


@pytest.mark.parametrize("name", ["Зоря", "ЗОРЯ", "зоря"])
def test_case_means_nothing_in_other_alphabets_either(ledger: Ledger, name: str) -> None:
    ledger.put([entry(article("z", source="Зоря")), entry(article("n", source="Harian Nusa"))])
    assert matching(ledger, Filters(source=name)) == {"z"}
    assert matching(ledger, Filters(source="Зорі")) == set()


def test_a_day_is_the_day_in_the_zone_of_the_article(ledger: Ledger) -> None:
    east = jakarta("2025-06-05", "00:30", "+09:00")  # the evening before in Jakarta and in UTC
    west = jakarta("2025-06-05", "23:59", "+07:00")
    ledger.put([entry(article("timur", published_at=east)), entry(article("barat", published_at=west))])
    ledger.put([entry(article("esok", published_at=jakarta("2025-06-06", "00:00"))), entry(article("entah"))])
    fifth = date(2025, 6, 5)
    assert matching(ledger, Filters(since=fifth, until=fifth)) == {"timur", "barat"}
    assert matching(ledger, Filters(since=date(2025, 6, 6))) == {"esok"}
    assert matching(ledger, Filters(until=date(2025, 6, 4))) == set()
    assert matching(ledger, Filters(until=date.max)) == {"timur", "barat", "esok"}
    assert matching(ledger, Filters("harian nusa", fifth, fifth)) == {"timur", "barat"}
    assert ledger.articles.days() == ("2025-06-05", "2025-06-06")


def test_articles_are_listed_with_the_newest_first_and_those_without_a_date_last(ledger: Ledger) -> None:
    days = {"a": "2025-06-01", "b": "2025-06-03", "c": "2025-06-02"}
    ledger.put([entry("x"), *(entry(article(i, published_at=jakarta(day))) for i, day in days.items())])
    assert [a.id for a in ledger.articles.newest()] == ["b", "c", "a", "x"]
    assert [a.id for a in ledger.articles.newest(limit=2)] == ["b", "c"]
    assert [a.id for a in ledger.articles.newest(Filters(until=date(2025, 6, 2)))] == ["c", "a"]


# Words


@pytest.mark.parametrize("odd", [
    '"', '""', "'", "*", "a*", "^awal", "NEAR(a b)", "raw : x", "a AND NOT b", "OR", "-", "(", "a)(b", "\\", "rp1,2", "10.000",
    "a_b", "😀", "日本語", "ẞtraße", "𝐀", "\0", ";--", "%", "x" * 5000, "½ ② Ⅷ",
])  # fmt: skip
def test_no_question_is_too_odd_to_be_searched_for(ledger: Ledger, odd: str) -> None:
    ledger.put([entry(), entry(article("ganjil", body=f"Seorang warga menulis {odd} di dinding balai desa."))])
    for question in (odd, f"Siapa menulis {odd}?", f'"{odd}" jembatan', f"jembatan\n{odd}\n"):
        keys = Query.of(question, ledger).candidates(ledger, 10, Filters())
        assert set(keys) <= set(ledger.chunks.keys().tolist())


@pytest.mark.parametrize("word", ["rp1,2", "jembatan", "a_b", "2025.06"])
def test_a_word_is_found_as_one_with_its_inner_points(ledger: Ledger, word: str) -> None:
    ledger.put(
        [entry(article("a", body=f"Kode {word.upper()} tertulis di sana.")), entry(article("b", body="a b 1 2 06 rp1"))]
    )
    assert found(ledger, word) == (["a#0"] if word != "jembatan" else ["a#0", "b#0"])  # it stands in both titles
    raw, _ = ledger.chunks.frequencies([word, "tidakada"])
    assert raw == {word: 1 if word != "jembatan" else 2}


def test_the_title_is_searched_with_every_chunk_unless_it_only_repeats_the_lead(ledger: Ledger) -> None:
    ledger.put([entry(article("a", title="Rekor durian", lines=3))])
    ledger.put([entry(article("b", title="Rekor durian", title_derived=True, lines=3))])
    assert {i.rpartition("#")[0] for i in found(ledger, "durian")} == {"a"}
    assert len(found(ledger, "durian")) == 3


# What else it knows


def test_articles_are_known_by_the_file_they_came_from(ledger: Ledger) -> None:
    for file in ("/berita/a.txt", "/berita/b/c.txt", "/berita2/d.txt", "/berita", "/berit%/e.txt"):
        ledger.put([entry(article(file), file=file)])
    assert {r.id for r in ledger.articles.records_under("/berita")} == {"/berita/a.txt", "/berita/b/c.txt", "/berita"}
    assert {r.id for r in ledger.articles.records_under("/berita/")} == {"/berita/a.txt", "/berita/b/c.txt"}
    assert {r.id for r in ledger.articles.records_under("/berita/a.txt")} == {"/berita/a.txt"}
    assert len(list(ledger.articles.records_under("/"))) == 5
    ledger.moved("/berita/a.txt", origin="/lain/a.txt", file="/lain/a.txt", fingerprint="lain")
    record = ledger.articles.record(fingerprint="lain")
    assert record is not None
    assert (record.id, record.file) == ("/berita/a.txt", "/lain/a.txt")
    assert ledger.operations.newest() == 5  # the vectors stayed the same: nothing for the projection to do


def test_failures_are_replaced_below_the_paths_that_were_read_again(ledger: Ledger) -> None:
    ledger.failures.replace_under([], [("/a/x.txt", "/a/x.txt", "kosong"), ("/b/y.jsonl:3", "/b/y.jsonl", "rusak")])
    ledger.failures.replace_under(["/a"], [("/a/z.txt", "/a/z.txt", "biner")])
    assert [(f.origin, f.reason) for f in ledger.failures.all()] == [("/a/z.txt", "biner"), ("/b/y.jsonl:3", "rusak")]
    ledger.put([entry(article("z", origin="/a/z.txt"))])
    assert [f.origin for f in ledger.failures.all()] == ["/b/y.jsonl:3"]


def test_it_knows_what_was_embedded_with_what(ledger: Ledger) -> None:
    assert ledger.articles.identities() == []
    ledger.put([entry("a", identity="m2"), entry("b", identity="m1"), entry("c", identity="m2")])
    assert ledger.articles.identities() == ["m1", "m2"]
    assert ledger.articles.stale("m1") == ["a", "c"]
    assert ledger.articles.stale(IDENTITY) == ["a", "b", "c"]


# Many at once


def test_many_threads_read_while_one_writes(ledger: Ledger, path: Path) -> None:
    """Whatever a reader sees is of one piece: a chunk lies in its article, a found key leads to its words."""
    done = threading.Event()
    problems: list[str] = []

    def read() -> None:
        while not done.is_set():
            try:
                keys = ledger.chunks.match('"alinea"', 30)
                bodies = [(h.article.body, h.chunk) for h in ledger.chunks.hits(keys).values()]
                problems.extend(f"{c} is not in {body!r}" for body, c in bodies if not body[c.start : c.end].strip())
                known, raw = ledger.chunks.vectors(0)
                if len(raw) != len(known) * 2 * DIMENSION:
                    problems.append(f"{len(known)} keys, {len(raw)} bytes")
            except Exception as error:
                problems.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for n in range(40):
        ledger.put([entry(article(f"a{n % 7}", lines=1 + n % 5)), entry(f"b{n % 3}")])
        if n % 4 == 0:
            ledger.remove([f"a{n % 7}"])
    done.set()
    for reader in readers:
        reader.join(30)
    assert not problems
    assert not unsound(path)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files as Linux shows them")
def test_a_thread_that_ends_leaves_no_connection_open(ledger: Ledger, path: Path) -> None:
    def open_files() -> int:
        names = (link.readlink().name for link in Path("/proc/self/fd").iterdir() if link.is_symlink())
        return sum(name.startswith(path.name) for name in names)

    before = open_files()
    for _ in range(20):
        thread = threading.Thread(target=ledger.count)
        thread.start()
        thread.join()
    assert open_files() <= before + 3
    ledger.close()
    assert open_files() == 0


def test_processes_that_make_the_same_ledger_at_once_make_one(path: Path) -> None:
    code = f"from pathlib import Path; from index.storage.ledger import Ledger; print(Ledger(Path({str(path)!r})).id)"
    made = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(6)]
    ids = {process.communicate(timeout=60)[0] for process in made}
    assert [process.returncode for process in made] == [0] * 6
    assert len(ids) == 1


# What SQLite refuses


def sentence(error: pytest.ExceptionInfo[LedgerError], *words: str) -> None:
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert all(word in text for word in words), text


def test_a_ledger_of_a_newer_version_says_to_update(path: Path) -> None:
    Ledger(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError) as error:
        Ledger(path)
    sentence(error, str(path), "newer", "pip install -U tanya")


def test_a_file_that_is_no_ledger_says_to_move_it_away(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"bukan basis data " * 500)
    with pytest.raises(LedgerError) as error:
        Ledger(path)
    sentence(error, str(path), "damaged", "move it away")
    assert path.read_bytes().startswith(b"bukan")


def test_a_ledger_with_damaged_pages_says_so(path: Path) -> None:
    ledger = Ledger(path)
    ledger.put([entry(f"a{n}", lines=10) for n in range(30)])
    ledger.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    with pytest.raises(LedgerError) as error:
        damaged = Ledger(path)
        assert damaged.check() != "ok"
        list(damaged.articles.newest())
    sentence(error, str(path), "damaged", "put back a copy")


def test_a_ledger_put_back_from_a_copy_is_read_again(ledger: Ledger, path: Path) -> None:
    ledger.put([entry("a")])
    ledger.close()
    shutil.copy(path, path.with_suffix(".copy"))
    path.write_bytes(b"rusak")
    with pytest.raises(LedgerError):
        Ledger(path)
    shutil.move(path.with_suffix(".copy"), path)
    assert Ledger(path).articles.get("a") == article("a")


@pytest.mark.parametrize("where", ["itself", "above"])
def test_a_data_folder_that_is_a_file_says_to_choose_another(tmp_path: Path, where: str) -> None:
    (tmp_path / "berkas").write_text("x")
    folder = tmp_path / "berkas" if where == "itself" else tmp_path / "berkas" / "data"
    with pytest.raises(LedgerError) as error:
        Ledger(folder / "ledger.db")
    sentence(error, str(folder), "TANYA_DATA_DIR")


def test_a_ledger_that_is_a_folder_says_that_it_cannot_be_written(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(LedgerError) as error:
        Ledger(path)
    sentence(error, str(path), "can't be written", "TANYA_DATA_DIR")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_data_folder_that_may_not_be_written_says_so(path: Path) -> None:
    path.parent.mkdir(mode=0o500)
    with pytest.raises(LedgerError) as error:
        Ledger(path)
    sentence(error, str(path), "can't be written", "TANYA_DATA_DIR")


def test_a_full_disk_says_so_and_loses_nothing(ledger: Ledger, path: Path) -> None:
    ledger.put([entry("lama")])
    (pages,) = ledger.database._db.execute("PRAGMA page_count").fetchone()
    ledger.database._db.execute(f"PRAGMA max_page_count = {pages + 4}")  # SQLite's own way to be full
    with pytest.raises(LedgerError) as error:
        ledger.put([entry(article("lama", lines=2)), *(entry(f"a{n}", lines=40) for n in range(20))])
    sentence(error, str(path), "full", "free some space")
    assert ledger.articles.get("lama") == article("lama")
    assert ledger.count()[0] == 1
    ledger.database._db.execute("PRAGMA max_page_count = 1000000")
    ledger.put([entry(f"a{n}", lines=40) for n in range(20)])
    assert ledger.count()[0] == 21
    assert not unsound(path)


def test_a_limit_on_the_size_of_files_is_a_sentence_too(path: Path) -> None:
    """As on a quota: writes fail below SQLite, with an error that is none of its own."""
    code = f"""
import resource, sys
sys.path.insert(0, {str(Path(__file__).parent / "support")!r})
from pathlib import Path
from entries import entry
from index.errors import LedgerError
from index.storage.ledger import Ledger

ledger = Ledger(Path({str(path)!r}))
ledger.put([entry("lama")])
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    ledger.put(entry(f"a{{n}}", lines=40) for n in range(200))
except LedgerError as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "disk" in ran.stdout
    assert str(path) in ran.stdout
    assert [a.id for a in Ledger(path).articles.newest()] == ["lama"]


def test_a_ledger_that_another_process_keeps_locked_says_to_wait(ledger: Ledger, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ledger.database._db.execute("PRAGMA busy_timeout = 20")
    with pytest.raises(LedgerError) as error:
        ledger.put([entry("a")])
    sentence(error, str(path), "locked", "wait")
    other.execute("ROLLBACK")
    ledger.put([entry("a")])
    assert ledger.count()[0] == 1
    other.close()


def test_half_a_character_is_refused_in_a_sentence(ledger: Ledger) -> None:
    for do in (lambda: ledger.articles.get("a\ud83d"), lambda: ledger.remove(["\udcff"])):
        with pytest.raises(LedgerError) as error:
            do()
        sentence(error, "half a character")
    assert ledger.count() == (0, 0)


def test_a_closed_ledger_opens_again_when_it_is_used(ledger: Ledger) -> None:
    ledger.put([entry("a")])
    ledger.close()
    assert ledger.articles.get("a") == article("a")


def test_the_vectors_of_two_texts_differ() -> None:
    """The made-up vectors that these tests rest on."""
    assert vector(LINES[0]) @ vector(LINES[0]) == pytest.approx(1)
    assert vector(LINES[0]) @ vector(LINES[1]) < 0.9
