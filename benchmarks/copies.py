"""Grouping near-copies: how many pairs are found, how many found are right, and how fast. `python -m benchmarks.copies`

5,000 articles of drawn text, of which 1,200 are copies of others with 0 to 15 % of their words changed; two fifths of
the copies are of 80 stories that many print. All use the same stock phrases, as reports do. What is counted are pairs: of those put into one story, those that are copies; of those that are copies, those
put into one story.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from index.storage.ledger import Ledger
from index.types import Article

ARTICLES, PLANTED = 5_000, 1_200
_STOCK = (
    "menurut keterangan resmi yang diterima di jakarta", "kata kepala dinas kepada wartawan di lokasi kejadian",
    "hal itu disampaikan dalam konferensi pers", "hingga berita ini diturunkan belum ada keterangan lebih lanjut",
    "pemerintah daerah berjanji akan menindaklanjuti laporan warga", "peristiwa itu terjadi pada pagi hari",
    "pihak kepolisian masih menyelidiki penyebabnya", "warga diminta tetap tenang dan tidak mudah percaya kabar bohong",
    "anggaran yang disiapkan mencapai miliaran rupiah", "acara itu dihadiri sejumlah pejabat dan tokoh masyarakat",
)  # fmt: skip
_ONSETS, _VOWELS, _CODAS = (
    "b c d g h j k l m n p r s t w y".split(),
    "a i u e o".split(),
    ["", "", "n", "k", "r", "ng", "t"],
)


def _vocabulary(draw: random.Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = draw.choice((2, 2, 3))
        found["".join(draw.choice(_ONSETS) + draw.choice(_VOWELS) + draw.choice(_CODAS) for _ in range(syllables))] = (
            None
        )
    return list(found)


def _original(draw: random.Random, vocabulary: list[str], weights: list[float]) -> list[str]:
    text: list[str] = []
    for _ in range(draw.randint(10, 30)):
        text += draw.choices(vocabulary, cum_weights=weights, k=draw.randint(6, 16))
        if draw.random() < 0.35:
            text += draw.choice(_STOCK).split()
    return text


def _copy(draw: random.Random, text: list[str], vocabulary: list[str]) -> list[str]:
    rate = draw.uniform(0, 0.15)
    return [draw.choice(vocabulary) if draw.random() < rate else word for word in text]


def drawn(seed: int) -> tuple[list[Article], dict[str, int]]:
    """The articles in a drawn order, and by id the number of the original that each tells."""
    draw = random.Random(seed)
    vocabulary = _vocabulary(draw, 8_000)
    # As words are spread in any language.
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))
    originals = [_original(draw, vocabulary, weights) for _ in range(ARTICLES - PLANTED)]
    # Some stories are printed by many, most copies are the only one.
    told = [draw.randrange(len(originals)) if draw.random() < 0.6 else draw.randrange(80) for _ in range(PLANTED)]
    texts = [*enumerate(originals), *((number, _copy(draw, originals[number], vocabulary)) for number in told)]
    draw.shuffle(texts)
    day = datetime(2025, 6, 5, tzinfo=UTC)
    articles, truth = [], {}
    for n, (number, text) in enumerate(texts):
        article_id = f"a{n}"
        truth[article_id] = number
        when = day + timedelta(hours=draw.randint(0, 48))
        outlet = f"Harian {draw.randrange(40)}"
        articles.append(Article(article_id, f"Berita {n}", " ".join(text), f"/{n}", source=outlet, published_at=when))
    return articles, truth


def pairs(labels: Counter[object]) -> int:
    return sum(count * (count - 1) // 2 for count in labels.values())


def measure(seed: int) -> tuple[float, float, float]:
    """Precision, recall, and articles grouped a second, by the ledger itself."""
    articles, truth = drawn(seed)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "ledger.db")
        with ledger.database.transaction() as db:
            db.executemany(
                """INSERT INTO articles (id, title, title_derived, source, published_at, origin, file, content_hash, fingerprint, identity,
                                         ingested_at, body) VALUES (?, ?, 0, ?, ?, ?, ?, '', '', '', '', ?)""",
                [
                    (a.id, a.title, a.source, a.published_at and a.published_at.isoformat(), a.origin, a.origin, a.body)
                    for a in articles
                ],
            )
        ledger.near_duplicates.regroup()  # nothing is timed that is only loaded once
        with ledger.database.transaction() as db:
            db.execute("DELETE FROM texts")
            db.execute("DELETE FROM bands")
        began = time.perf_counter()
        ledger.near_duplicates.regroup()
        seconds = time.perf_counter() - began
        stories = ledger.near_duplicates.stories(truth)
        ledger.close()
    together = pairs(Counter(stories.values()))
    copies = pairs(Counter(truth.values()))
    right = pairs(Counter((stories[a], truth[a]) for a in truth))
    return right / together, right / copies, len(articles) / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    for seed in parser.parse_args().seeds:
        precision, recall, speed = measure(seed)
        print(f"seed {seed}: precision {precision:.4f}, recall {recall:.4f}, {speed:,.0f} articles/s")


if __name__ == "__main__":
    main()
