"""Articles made up for tests, ready for the ledger, and a look at whether a ledger is sound.

The vectors are no model's: each is drawn from its text, so that the same text has the same vector everywhere.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embedding.chunking import chunk
from index.storage.ledger import Entry
from index.types import Article, Chunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSION = 32
IDENTITY = "model; potongan"
LINES = (
    "Wali Kota Sendangwangi meresmikan jembatan gantung di Desa Lembahjati.",
    "Jembatan itu menghubungkan dua dusun yang dulu terpisah Sungai Kalimerah.",
    "Biaya pembangunannya Rp1,2 miliar, kata kepala dinas pekerjaan umum.",
    "Warga berharap anak-anak tidak lagi menyeberang dengan rakit bambu.",
)


def vector(text: str, dimension: int = DIMENSION) -> NDArray[np.float32]:
    """Of unit length."""
    import numpy as np

    seed = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
    drawn = np.random.default_rng(seed).normal(size=dimension).astype(np.float32)
    return drawn / np.float32(np.linalg.norm(drawn))


def article(article_id: str = "jembatan", *, lines: int = 4, body: str | None = None, **known: Any) -> Article:
    """`lines` paragraphs, each of which becomes a chunk of its own."""
    own = hashlib.blake2b(article_id.encode(), digest_size=3).hexdigest()
    text = body or "\n\n".join(f"{LINES[n % len(LINES)]} Ini alinea nomor {n} ({own})." for n in range(lines))
    given = {"title": "Jembatan diresmikan", "source": "Harian Nusa", "origin": f"/berita/{article_id}.txt", **known}
    return Article(article_id, body=text, **given)


def entry(
    made: Article | str = "jembatan",
    *,
    lines: int = 4,
    identity: str = IDENTITY,
    file: str | None = None,
    dimension: int = DIMENSION,
) -> Entry:
    import numpy as np

    if isinstance(made, str):
        made = article(made, lines=lines)
    chunks = chunk(made, 130)
    vectors = [vector(made.body[c.start : c.end], dimension) for c in chunks]
    embeddings = np.stack(vectors) if vectors else np.empty((0, dimension), np.float32)
    return Entry(made, chunks, embeddings, file or made.origin, f"bytes of {made.content_hash}", identity)


def jakarta(day: str, time: str = "12:00", zone: str = "+07:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}:00{zone}")


def ids_of(made: Entry) -> set[str]:
    return {c.id for c in made.chunks}


def unsound(path: Path) -> list[str]:
    """What is wrong with the ledger in this file, seen with SQLite alone; nothing if every article is whole."""
    from index.language.text import words

    found = []
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        for article_id, key, title, derived, body in db.execute(
            "SELECT id, key, title, title_derived, body FROM articles"
        ):
            rows = db.execute(
                "SELECT key, n, start, stop, length(embedding) FROM chunks WHERE article = ? ORDER BY n", (key,)
            ).fetchall()
            if not rows or [row[1] for row in rows] != list(range(len(rows))):
                found.append(f"{article_id}: the chunks are {[row[1] for row in rows]}")
            if body[rows[-1][3] :].strip():
                found.append(f"{article_id}: text after the last chunk")
            for chunk_key, n, start, stop, size in rows:
                expected = " ".join(words(f"{'' if derived else title} {body[start:stop]}"))
                indexed = db.execute("SELECT raw FROM words WHERE rowid = ?", (chunk_key,)).fetchone()
                if not size or indexed != (expected,):
                    found.append(f"{Chunk(article_id, n, start, stop).id}: {size} bytes of vector, words {indexed}")
            if not db.execute("SELECT 1 FROM operations WHERE article = ?", (article_id,)).fetchone():
                found.append(f"{article_id}: no operation")
        for what, sql in {
            "chunks without article": "SELECT count(*) FROM chunks WHERE article NOT IN (SELECT key FROM articles)",
            "words without chunk": "SELECT count(*) FROM words WHERE rowid NOT IN (SELECT key FROM chunks)",
        }.items():
            if count := db.execute(sql).fetchone()[0]:
                found.append(f"{count} {what}")
        if (check := db.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            found.append(check)
    finally:
        db.close()
    return found
