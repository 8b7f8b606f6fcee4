"""Version 2 of the ledger: made out of version 1, it knows copies, earlier texts and corrections."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from entries import article, entry, jakarta, unsound, vector

from index.language.text import stem, words
from index.retrieval.near_duplicates import fold_twins
from index.storage import minhash
from index.storage.database import VERSION
from index.storage.ledger import Ledger
from index.storage.versions import correction_in
from index.types import Article, Chunk, Passage

pytestmark = pytest.mark.usefixtures("limited")
TEXT = (
    "Gubernur Nusa Lintang membuka Jembatan Sela sepanjang satu koma dua kilometer pada Rabu pagi di hadapan ribuan warga. "
    "Jembatan itu menghubungkan dua kecamatan yang selama puluhan tahun hanya dapat dicapai dengan perahu kayu. "
    "Biaya pembangunannya berasal dari anggaran provinsi dan sumbangan para perantau yang tinggal di seberang lautan."
)


@pytest.fixture
def version_1(tmp_path: Path) -> Path:
    """A ledger as version 1 made it, written with SQLite alone: two articles that tell the same, and a failure."""
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as db:
        db.executescript(files("index").joinpath("schema.sql").read_text("utf-8"))
        db.execute("INSERT INTO meta VALUES ('id', 'lama')")
        for key, name in enumerate(("a", "b"), 1):
            made = Article(name, f"Jembatan {name}", f"{TEXT} ({name})", f"/{name}.txt", source="Harian Nusa")
            db.execute(
                """INSERT INTO articles (key, id, title, title_derived, source, origin, file, content_hash, fingerprint, identity,
                                         ingested_at, body) VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, 'model; potongan', '2025-06-05', ?)""",
                (
                    key,
                    name,
                    made.title,
                    made.source,
                    made.origin,
                    made.origin,
                    made.content_hash,
                    f"bytes {name}",
                    made.body,
                ),
            )
            raw = vector(made.body).astype("float16").tobytes()
            db.execute(
                "INSERT INTO chunks (key, article, n, start, stop, embedding) VALUES (?, ?, 0, 0, ?, ?)",
                (key, key, len(made.body), raw),
            )
            found = words(f"{made.title} {made.body}")
            db.execute(
                "INSERT INTO words (rowid, raw, stems) VALUES (?, ?, ?)",
                (key, " ".join(found), " ".join(map(stem, found))),
            )
            db.execute("INSERT INTO operations VALUES (?, ?, 1)", (name, key))
        db.execute("INSERT INTO failures VALUES ('/rusak.txt', '/rusak.txt', 'it is empty', '2025-06-05')")
        db.execute("PRAGMA user_version = 1")
    db.close()
    return path


def test_a_ledger_of_version_1_is_brought_up_to_date_and_loses_nothing(version_1: Path) -> None:
    ledger = Ledger(version_1)
    assert ledger.id == "lama"
    assert {a.id: (a.body, a.updated_at, a.editor) for a in ledger.articles.newest()} == {
        n: (f"{TEXT} ({n})", None, None) for n in "ab"
    }
    (failure,) = ledger.failures.all()
    assert (failure.origin, failure.lasting, failure.tries, failure.again_at) == ("/rusak.txt", False, 1, None)
    assert ledger.near_duplicates.regroup() == 2
    assert len(set(ledger.near_duplicates.stories("ab").values())) == 1
    assert ledger.near_duplicates.regroup() == 0
    made = article("a", body=TEXT.replace("Rabu", "Kamis"))
    ledger.put([entry(made)])
    assert [version.body for version in ledger.versions.of("a")] == [f"{TEXT} (a)"]
    ledger.close()
    assert not unsound(version_1)
    assert sqlite3.connect(version_1).execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_what_version_1_hashed_has_the_same_hash_now() -> None:
    """Otherwise a new version of Tanya would embed everything anew."""
    known = Article("a", "Jembatan", "Jembatan Sela dibuka.", "/a.txt", source="Harian Nusa")
    assert known.content_hash == "028907257f9009ce1579d6a8697e4690"
    assert replace(known, editor="Okta Suralaga").content_hash != known.content_hash


@pytest.mark.parametrize(
    ("body", "correction"),
    [
        (f"{TEXT}\n\nRalat: panjangnya 1,5 kilometer.", "Ralat: panjangnya 1,5 kilometer."),
        (f"Koreksi redaksi: judul artikel ini keliru.\n\n{TEXT}", "Koreksi redaksi: judul artikel ini keliru."),
        (f"{TEXT}\n*Catatan Redaksi: artikel diperbarui.", "*Catatan Redaksi: artikel diperbarui."),
        (f"{TEXT}\n\nArtikel ini telah diralat pada Kamis.", "Artikel ini telah diralat pada Kamis."),
        (f"{TEXT} Menteri meralat ucapannya.", None),
        ("Koreksi harga saham berlanjut pada Rabu.", None),
        ("Ralat menteri atas ucapannya menuai kritik.", None),
    ],
)
def test_corrections_are_recognised(body: str, correction: str | None) -> None:
    assert correction_in("Jembatan", body) == correction


def test_a_title_that_says_ralat_is_a_correction_too() -> None:
    assert correction_in("RALAT: Jembatan Sela Dibuka", TEXT) == "RALAT: Jembatan Sela Dibuka"


def test_a_change_of_what_surrounds_the_text_alone_makes_no_version(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.put([entry(article("a", body=TEXT))])
    ledger.put([entry(article("a", body=TEXT, author="Rahmi Tanjung"))])
    assert ledger.versions.of("a") == []
    ledger.close()


def test_copies_are_told_by_their_words_alone(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.put([entry(article("a", body=TEXT))])
    assert ledger.near_duplicates.same_text(TEXT.upper().replace(",", " –").replace(".", "!\n\n")) == "a"
    assert ledger.near_duplicates.same_text(TEXT + " Lagi.") is None
    ledger.remove(["a"])
    assert ledger.near_duplicates.same_text(TEXT) is None
    ledger.close()


def test_a_story_joins_what_is_nearly_the_same_within_days_and_nothing_else(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    near = TEXT.replace("ribuan", "ratusan").replace("anggaran", "dana").replace("perahu kayu", "sampan")
    other = " ".join(reversed(TEXT.split()))
    made = {
        "a": (TEXT, "2025-06-05"), "b": (near, "2025-06-06"), "c": (near, "2025-07-06"), "d": (other, "2025-06-05"),
    }  # fmt: skip
    for name, (body, day) in made.items():
        ledger.put([entry(article(name, body=body, published_at=jakarta(day), source=f"Harian {name}"))])
    told = ledger.near_duplicates.stories("abcd")
    assert told["a"] == told["b"]
    assert len(set(told.values())) == 3
    ledger.put(
        [entry(article("e", body=f"{near} Sungai itu lebar.", published_at=jakarta("2025-06-05"), source="Harian a"))]
    )
    ledger.remove(["b"])
    ledger.put(
        [entry(article("e", body=f"{near} Sungai itu dalam.", published_at=jakarta("2025-06-05"), source="Harian a"))]
    )
    assert ledger.near_duplicates.stories("ae")["e"] != told["a"], (
        "what an outlet tells again with changes is news of its own"
    )
    ledger.put([entry(article("b", body=near, published_at=jakarta("2025-06-05")))])
    ledger.put([entry(article("b", body=other, published_at=jakarta("2025-06-05")))])
    told = ledger.near_duplicates.stories("abcd")
    assert told["b"] == told["d"] != told["a"]
    ledger.close()


def test_short_texts_have_no_near_copies() -> None:
    assert minhash.hash_and_signature("Harga beras naik.") == (minhash.text_hash("Harga beras naik!"), None)
    assert minhash.hash_and_signature(TEXT)[1] is not None


def _passage(name: str, body: str, score: float, source: str, hour: int) -> Passage:
    when = jakarta("2025-06-05") + timedelta(hours=hour)
    assert isinstance(when, datetime)
    return Passage(article(name, body=body, source=source, published_at=when), Chunk(name, 0, 0, len(body)), score)


def test_passages_of_one_story_count_once_and_the_agency_stands_for_it() -> None:
    swapped = [word if n % 7 else "lain" for n, word in enumerate(TEXT.split())]
    early, late = _passage("a", TEXT, 0.9, "Kabar Nusa", 0), _passage("b", " ".join(swapped), 0.8, "ANTARA", 3)
    assert [p.twins for p in fold_twins([early, late])] == [(), ()]
    folded = fold_twins([early, late], {"a": "a", "b": "a"})
    assert (folded[0].article.id, folded[0].twins) == ("b", ("a#0",))
    plain = fold_twins([_passage("c", TEXT, 0.9, "Radar", 5), _passage("d", TEXT, 0.8, "Warta", 1)])
    assert (plain[0].article.id, plain[0].twins) == ("d", ("c#0",))
