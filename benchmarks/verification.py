"""How well sentences are verified: `python -m benchmarks.verification`. Needs no data folder: all of it is in the repository.

Of sentences that are true to what they cite, how many are lost; of spoilt ones, by kind, how many are caught; and how long
an answer of five sentences takes.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.spoiling import SPOILS
from index.engine import Engine
from index.errors import SourceError
from index.language.sentences import sentence_spans
from index.language.text import fold
from index.settings import load_settings
from index.types import Article
from index.verification.cited import Numbered
from index.verification.entailment import Entailment
from index.verification.mentions import RANKS, mentions
from index.verification.verify import Claim, evidence_of, holds, verify
from ingest.documents import documents

DATA = Path(__file__).parent / "data"
SAMPLES = Path(__file__).parent.parent / "ingest" / "samples"
MOST_OF_A_KIND = {"numbers": 70, "dates": 50, "names": 60, "negation": 45, "quotes": 25}
"""Generated; those written by hand come on top."""


@dataclass(frozen=True, slots=True)
class Case:
    kind: str
    """"faithful", or what was spoilt."""
    claim: Claim


@cache
def sample_articles() -> tuple[tuple[str, Article], ...]:
    """The sample articles with the name each goes by in the data: the file's, or its own id."""
    found = []
    for document in documents([SAMPLES], zone=ZoneInfo("Asia/Jakarta"), max_bytes=10**7):
        assert not isinstance(document, SourceError), document
        article = document.parse()
        found.append((article.id if ".jsonl" in document.origin else Path(document.file).stem, article))
    return tuple(found)


def faithful() -> list[Case]:
    rows = [line.split(" | ", 2) for line in _lines("verification_faithful.txt")]
    return [Case("faithful", _claim(*row)) for row in rows]


def spoilt() -> list[Case]:
    by_hand = [line.split(" | ", 3) for line in _lines("verification_spoilt.txt")]
    return [*(Case(kind, _claim(*row)) for kind, *row in by_hand), *_generated()]


def _generated() -> list[Case]:
    made: list[Case] = []
    for kind, spoil in SPOILS.items():
        of_kind = []
        for n, case in enumerate(faithful()):
            draw = random.Random(f"{kind} {n}")
            article = case.claim.cited[0].article
            names = [
                m.text for m in mentions(article.body) if m.sure and 1 < len(m.words) < 4 and m.words[0] not in RANKS
            ]
            text = spoil(case.claim.text, evidence_of(case.claim).text, names, draw)
            if text and fold(text) != fold(case.claim.text):
                of_kind.append(Case(kind, Claim(text, case.claim.cited)))
        made += random.Random(kind).sample(of_kind, min(len(of_kind), MOST_OF_A_KIND[kind]))
    return made


def _lines(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _claim(key: str, words: str, text: str) -> Claim:
    articles = [a for name, a in sample_articles() if name.startswith(key)]
    cited = []
    for phrase in words.split(" && "):
        found = [s for a in articles for s in _sentences(a) if phrase.casefold() in s.text.casefold()]
        if not found:
            raise ValueError(f"no sentence of {key} has {phrase!r}")
        cited.append(found[0])
    return Claim(text, tuple(cited))


def _sentences(article: Article) -> list[Numbered]:
    return [Numbered(f"1.{n}", article, a, b) for n, (a, b) in enumerate(sentence_spans(article.body), 1)]


def measure(entailment: Entailment, *, verbose: bool = False) -> dict[str, tuple[int, int]]:
    """By kind, of how many sentences how many failed a check."""
    cases = [*faithful(), *spoilt()]
    checked = verify([c.claim for c in cases], entailment)
    total: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for case, checks in zip(cases, checked, strict=True):
        total[case.kind] += 1
        failed[case.kind] += not holds(checks)
        if verbose and holds(checks) == (case.kind != "faithful"):
            why = "; ".join(f"{c.name}: {c.detail}" for c in checks if c.passed is False)
            print(f"{case.kind}: {case.claim.text}  [{why}]", file=sys.stderr)
    return {kind: (failed[kind], total[kind]) for kind in total}


def milliseconds(entailment: Entailment, rounds: int = 20) -> float:
    """Median time of verifying an answer of five sentences."""
    cases = faithful()
    taken = []
    for n in range(rounds):
        five = [c.claim for c in cases[5 * n : 5 * n + 5]]
        began = time.perf_counter()
        verify(five, entailment)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verification", description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print each sentence that is judged wrongly")
    args = parser.parse_args(arguments)
    model = Engine(load_settings()).entailment
    found = measure(model, verbose=args.wrong)
    lost, n = found.pop("faithful")
    caught, m = sum(c for c, _ in found.values()), sum(t for _, t in found.values())
    print("| sentences | of | share |\n| --- | --- | --- |")
    print(f"| faithful, lost | {lost} of {n} | {lost / n:.3f} |")
    print(f"| spoilt, caught | {caught} of {m} | {caught / m:.3f} |")
    for kind, (c, t) in sorted(found.items()):
        print(f"| – {kind} | {c} of {t} | {c / t:.3f} |")
    print(f"\nfive sentences: {milliseconds(model):.0f} ms")


if __name__ == "__main__":
    main()
