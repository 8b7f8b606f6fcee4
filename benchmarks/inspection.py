"""What must be true of a state folder, whatever was killed in it: each finding is a sentence about what is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from index.embedding.chunking import chunk, passage_text
from index.storage.ledger import Ledger
from index.storage.projection import collection_name
from index.types import Article

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from numpy.typing import NDArray

Vectors = Mapping[str, "NDArray[np.float32]"]
"""What each text of a passage is embedded as, by the text."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """`kept` is how many articles the ledger has of each of the versions that were asked for."""

    faults: Sequence[str]
    kept: Sequence[int]


def inspect_ledger(state: Path, versions: Sequence[Mapping[str, Article]], vectors: Vectors) -> Inspection:
    """Each article must be that of one of the versions, with all its chunks, words and vectors, or not be there."""
    faults: list[str] = []
    kept = [0] * len(versions)
    with closing(Ledger(state / "ledger.db")) as ledger:
        if (found := ledger.database.check()) != "ok":
            faults.append(f"SQLite finds: {found}")
        for article in ledger.articles.newest():
            faults += _faults_of(article, ledger, vectors)
            originals = [version.get(article.id) for version in versions]
            same = [o is not None and o.content_hash == article.content_hash for o in originals]
            kept = [count + is_it for count, is_it in zip(kept, same, strict=True)]
            if not any(same):
                faults.append(f"{article.id} is of no version that was ingested")
        chunks = ledger.count()[1]
    with closing(sqlite3.connect(state / "ledger.db")) as db:
        (indexed,) = db.execute("SELECT count(*) FROM words").fetchone()
        if indexed != chunks:
            faults.append(f"the words of {indexed} chunks are indexed, and there are {chunks}")
        try:
            db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            faults.append(f"the index of words is broken: {error}")
    return Inspection(faults, kept)


def _faults_of(article: Article, ledger: Ledger, vectors: Vectors) -> Iterator[str]:
    import numpy as np

    stored = ledger.chunks.of(article.id)
    if [part for part, _ in stored] != chunk(article):
        yield f"{article.id} has not the chunks it is cut into"
    keys = ledger.chunks.keys_of([part.id for part, _ in stored])
    if len(ledger.chunks.words_of(list(keys.values()))) != len(stored):
        yield f"{article.id} has chunks without words"
    for part, raw in stored:
        wanted = vectors.get(passage_text(article, part))
        # The texts that share a batch change the last bits of a vector, so equality would ask too much.
        if wanted is None or _cosine(np.frombuffer(raw, np.float16).astype(np.float32), wanted) < 0.999:
            yield f"{part.id} has the vector of another text"


def inspect_chroma(state: Path) -> list[str]:
    """Chroma must have the ids and vectors that the ledger has, and find each vector when it is searched for."""
    import chromadb
    import numpy as np
    from chromadb.config import Settings

    with closing(Ledger(state / "ledger.db")) as ledger:
        name, ids = collection_name(ledger), ledger.chunks.ids()
        owned = ledger.chunks.keys_of(list(ids))
        raw = ledger.chunks.vectors_of(list(owned.values()))
    vectors = {id: np.frombuffer(raw[key], np.float16).astype(np.float32) for id, key in owned.items()}
    client = cast(
        "Client", chromadb.PersistentClient(str(state / "chroma"), settings=Settings(anonymized_telemetry=False))
    )
    try:
        collection = client.get_collection(name, embedding_function=None)
        held = collection.get(include=["embeddings"])
        if set(held["ids"]) != ids or len(held["ids"]) != len(ids):
            return [f"Chroma lacks {len(ids - set(held['ids']))} ids and has {len(set(held['ids']) - ids)} too many"]
        faults = [
            f"Chroma has another vector for {id}"
            for id, vector in zip(held["ids"], np.asarray(held["embeddings"], np.float32), strict=True)
            if _cosine(vector, vectors[id]) < 0.9999
        ]
        asked = list(vectors)
        found = collection.query(
            query_embeddings=np.stack([vectors[id] for id in asked]), n_results=min(5, len(asked)), include=[]
        )
        return faults + [
            f"Chroma doesn't find {id}" for id, near in zip(asked, found["ids"], strict=True) if id not in near
        ]
    finally:
        client.close()


def _cosine(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    import numpy as np

    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
