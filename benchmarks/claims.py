"""The whole verifier, rules and network, on sentences that it didn't learn from: `python -m benchmarks.claims DATA [--wrong KIND] [--fit]`.

The sentences are `training/claims`; DATA holds the articles that they are about (`news_clickid.jsonl.gz`). Thresholds are fitted on
"development": a share of the faithful sentences is what rules and network give up together.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from index import shipped
from index.engine import Engine
from index.settings import load_settings
from index.types import Article
from index.verification.cited import Numbered
from index.verification.entailment import Entailment
from index.verification.verify import Claim, asked, doubts, evidence_of, holds, supported, verify, withstands
from training import claims
from training.data import NEWS, records

SHARES = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2)
"""Shares of faithful sentences that may be given up, for which there is a threshold."""
ZONE = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class Case:
    kind: str
    """"faithful", or what was spoilt."""
    lang: str
    claim: Claim


def cases(folder: Path, split: str) -> list[Case]:
    articles = {r["id"]: r for r in records(folder, NEWS)}
    found = []
    for t in claims.load(split, {id: r["body"] for id, r in articles.items()}):
        article = _article(articles[t.article_id])
        cited = tuple(Numbered(f"1.{n}", article, a, b) for n, (a, b) in enumerate(t.evidence, 1))
        found += [Case("faithful", t.lang, Claim(text, cited)) for text in t.faithful]
        found += [Case(kind, t.lang, Claim(text, cited)) for kind, text in t.spoilt]
    return found


def _article(r: dict[str, Any]) -> Article:
    day = datetime.fromisoformat(f"{r['date']}T{(r.get('time') or '12:00')[:5]}").replace(tzinfo=ZONE)
    return Article(r["id"], r["title"], r["body"], "given", source=r["source"], published_at=day)


def thresholds(some: Sequence[Case], entailment: Entailment) -> list[tuple[float, float]]:
    """Of shares of faithful sentences lost, the support from which a sentence holds."""
    faithful = [case.claim for case in some if case.kind == "faithful"]
    judged = entailment.judge([asked(claim) for claim in faithful])
    left = [
        supported(judgement, doubts(claim)) if withstands(claim) else -np.inf
        for claim, judgement in zip(faithful, judged, strict=True)
    ]
    return [(share, math.floor(1000 * np.quantile(left, share, method="higher")) / 1000) for share in SHARES]


def table(name: str, some: Sequence[Case], entailment: Entailment, wrong: str | None) -> None:
    total: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for case, checks in zip(some, verify([c.claim for c in some], entailment), strict=True):
        gone = not holds(checks)
        kinds = [case.kind] if case.kind == "faithful" else [case.kind, "all spoilt"]
        kinds += [f"{kind}, English" for kind in kinds if case.lang == "en" and kind in ("faithful", "all spoilt")]
        total.update(kinds)
        failed.update(kinds if gone else ())
        if case.kind == wrong and gone == (wrong == "faithful"):
            why = "; ".join(f"{c.name}: {c.detail}" for c in checks if not c.passed)
            print(f"- {case.claim.text}\n  {' '.join(evidence_of(case.claim).text.split())}\n  {why}")
    print(f"\n| {name} | of | caught, or lost |\n| --- | --- | --- |")
    for kind in sorted(total, key=lambda k: (k in claims.KINDS, -total[k])):
        print(f"| {kind} | {total[kind]} | {failed[kind] / total[kind]:.3f} |")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.claims", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="holds the data sets as <name>.jsonl.gz")
    parser.add_argument("--fit", action="store_true", help="write the thresholds that development asks for first")
    parser.add_argument("--wrong", metavar="KIND", help="print the sentences of development that are judged wrongly")
    args = parser.parse_args(arguments)
    development = cases(args.data, "development")
    if args.fit:
        found = thresholds(development, Engine(load_settings()).entailment)
        shipped.path("entailment.json").write_text(json.dumps({"thresholds": found}) + "\n", encoding="utf-8")
        shipped.table.cache_clear()
    entailment = Engine(load_settings()).entailment
    table("development", development, entailment, args.wrong)
    table("test", cases(args.data, "test"), entailment, None)


if __name__ == "__main__":
    main()
