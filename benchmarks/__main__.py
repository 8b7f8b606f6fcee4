"""`python -m benchmarks DATA_FOLDER`: measure what Tanya must reach and print one table, bars beside figures."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from benchmarks import NEWS_ARTICLES, Options, Row
from index.errors import TanyaError

MEASURES = ("retrieval", "engines", "throughput", "latency", "crash", "startup")
"""Modules of this package, in the order they run: latency and startup ask the ledger that throughput makes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 where every bar is met, 1 where one is missed or a measure can't be taken."""
    args = _arguments(arguments)
    rows: list[Row] = []
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        state = args.state.absolute() if args.state else Path(scratch) / "state"
        options = Options(args.data.absolute(), state, args.articles, args.kills)
        for name in MEASURES:
            if args.only and name not in args.only:
                continue
            began = time.perf_counter()
            print(f"{name} …", file=sys.stderr)
            try:
                rows += _measured(name, options)
            except TanyaError as error:
                failed = True
                print(f"{name}: {error}", file=sys.stderr)
            except (
                Exception
            ):  # a fault of Tanya's or of the benchmark: the other measures are worth having all the same
                failed = True
                traceback.print_exc()
            print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    environment = {"cores": os.cpu_count(), "threads": os.environ.get("OMP_NUM_THREADS"), "load": os.getloadavg()[0]}
    if rows:
        print(_table(rows), end="\n\n")
    print("{cores} cores, OMP_NUM_THREADS {threads}, load average at the end {load:.1f}".format_map(environment))
    if args.json:
        found = {"environment": environment, "rows": [asdict(row) for row in rows]}
        args.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(failed or any(row.met is False for row in rows))


def _measured(name: str, options: Options) -> list[Row]:
    """Each measure has a process of its own, so that none inherits another's memory, threads or open files."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        rows: list[Row] = pool.submit(import_module(f"benchmarks.{name}").measure, options).result()
    return rows


def _table(rows: Sequence[Row]) -> str:
    """As Markdown, to be pasted into docs/decisions.md."""
    verdicts = {True: "yes", False: "NO", None: "–"}
    cells = [("measure", "figure", "bar", "met"), *((r.measure, r.figure, r.bar or "–", verdicts[r.met]) for r in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(4)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("data", metavar="DATA_FOLDER", type=Path, help="holds the data sets as <name>.jsonl.gz")
    parser.add_argument("--only", metavar="NAME", nargs="+", choices=MEASURES, help=f"of {', '.join(MEASURES)}")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there as well")
    parser.add_argument("--articles", metavar="N", type=int, default=NEWS_ARTICLES, help="ingest the first N only")
    parser.add_argument("--kills", metavar="N", type=int, default=50, help="how often crash kills an ingest (50)")
    parser.add_argument(
        "--state", metavar="FOLDER", type=Path, help="keep the ledger of throughput there, and ask it (else temporary)"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
