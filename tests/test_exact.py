"""Exact search gives what comparing with every vector gives, whatever has changed since the last question."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from entries import DIMENSION, entry, vector

from index.storage.exact_index import ExactIndex
from index.storage.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.db")
    yield opened
    opened.close()


def compared(ledger: Ledger, text: str, k: int, keys: list[int] | None = None) -> list[int]:
    """Keys of the nearest chunks, one dot product after the other."""
    asked = vector(text)
    every, raw = ledger.chunks.vectors(0)
    vectors = np.frombuffer(raw, np.float16).astype(np.float32).reshape(len(every), DIMENSION)
    scored = [(-float(v @ asked), key) for key, v in zip(every, vectors, strict=True) if keys is None or key in keys]
    return [key for _, key in sorted(scored)[:k]]


def searched(index: ExactIndex, text: str, k: int, keys: list[int] | None = None) -> list[int]:
    found = index.search(vector(text), k, None if keys is None else np.array(keys, np.int64))
    assert [c for _, c in found] == sorted((c for _, c in found), reverse=True)
    return [key for key, _ in found]


def test_it_finds_what_comparing_with_every_vector_finds(ledger: Ledger) -> None:
    ledger.put([entry(f"a{n}", lines=1 + n % 7) for n in range(40)])
    index = ExactIndex(ledger)
    for n in range(20):
        for k in (1, 7, 1000):
            assert searched(index, f"pertanyaan {n}", k) == compared(ledger, f"pertanyaan {n}", k)


def test_its_scores_are_cosines(ledger: Ledger) -> None:
    made = entry("a")
    ledger.put([made])
    (nearest, *_) = ExactIndex(ledger).search(made.embeddings[2], 4)
    assert nearest[1] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("every", [2, 7, 60, 1000], ids=["many", "some", "few", "one"])
def test_it_searches_among_given_keys_alone(ledger: Ledger, every: int) -> None:
    ledger.put([entry(f"a{n}") for n in range(40)])
    index = ExactIndex(ledger)
    keys = ledger.chunks.keys().tolist()[::every]
    assert searched(index, "siapa", 10, keys) == compared(ledger, "siapa", 10, keys)
    assert searched(index, "siapa", 10, [*keys, 10**9]) == compared(ledger, "siapa", 10, keys)
    assert searched(index, "siapa", 10, []) == []


def test_it_follows_whatever_changes_the_ledger(ledger: Ledger) -> None:
    index = ExactIndex(ledger)
    other = Ledger(ledger.path)  # as another process has it
    assert searched(index, "siapa", 5) == []
    for n in range(12):
        other.put([entry(f"a{n}"), entry(f"a{n // 2}", lines=1 + n % 3)])
        assert searched(index, "siapa", 100) == compared(ledger, "siapa", 100)
        if n % 3 == 2:
            other.remove([f"a{n - 1}", f"a{n}"])
            assert searched(index, "siapa", 100) == compared(ledger, "siapa", 100)
    other.remove([a.id for a in other.articles.newest()])
    assert searched(index, "siapa", 5) == []
    other.put([entry("lagi")])
    assert searched(index, "siapa", 5) == compared(ledger, "siapa", 5)
    other.close()


def test_vectors_of_another_dimension_are_passed_over(ledger: Ledger) -> None:
    """As while another process embeds the articles anew with another model."""
    index = ExactIndex(ledger)
    ledger.put([entry("a"), entry("b", dimension=16)])
    of_a = set(ledger.chunks.keys_of([c.id for c in entry("a").chunks]).values())
    assert set(searched(index, "siapa", 100)) == of_a
    ledger.put([entry("a", dimension=16)])
    assert searched(index, "siapa", 100) == []
    assert len(index.search(vector("siapa", 16), 100)) == ledger.count()[1]
    ledger.put([entry("a")])
    assert len(index.search(vector("siapa", DIMENSION), 100)) == len(entry("a").chunks)


def test_threads_that_ask_at_once_get_the_same(ledger: Ledger) -> None:
    ledger.put([entry(f"a{n}") for n in range(60)])
    index, expected = ExactIndex(ledger), compared(ledger, "siapa", 20)
    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(lambda _: searched(index, "siapa", 20), range(64)))
