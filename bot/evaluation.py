"""`tanya eval`: ask the questions of a data set, print the figures, keep them, compare them with earlier ones."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.evaluation_page import page
from index.engine import Engine
from index.errors import TanyaError
from index.evaluation import dataset
from index.evaluation.dataset import Item
from index.evaluation.report import GROUPED, LOWER_IS_BETTER, RANKING, Difference, Report, compare, outcomes_of, report
from index.evaluation.run import outcomes
from index.settings import Settings


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the figures go besides the terminal."""

    json: Path | None = None
    html: Path | None = None
    compare: Path | None = None


def evaluate(engine: Engine, settings: Settings, path: Path, outputs: Outputs, top_k: int | None) -> None:
    """Raises TanyaError where the data set, the report to compare with or an output can't be used; before any question
    is asked, as far as that can be known."""
    items = dataset.load(path)
    earlier = outcomes_of(outputs.compare) if outputs.compare else None
    for file in (outputs.json, outputs.html):
        if file and not file.absolute().parent.is_dir():
            raise TanyaError(f"{file} can't be written (there is no folder {file.parent}): choose another file.")
    _warn_of_unknown(engine, items)
    engine.warm_up()
    found = report(
        [
            *track(
                outcomes(engine, items, top_k=top_k), "asking", len(items), console=Console(stderr=True), transient=True
            )
        ],
        _about(engine, settings, path, items, top_k),
    )
    differences = compare(found, earlier) if earlier is not None else {}
    show(found, differences)
    _write(outputs.json, found.as_json)
    _write(outputs.html, lambda: page(found, differences))


def show(found: Report, differences: Mapping[str, Difference]) -> None:
    """The tables on standard output; in a pipe as wide as they are."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140, highlight=False)
    about = found.about
    console.print(
        f"{about['questions']} questions, {about['unanswerable']} of them without an answer; "
        f"{about['articles']} articles; at most {about['max_error']:.0%} of the answers wrong: answered from a confidence of {about['min_confidence']:g}"
    )
    for table in (
        _rankings(found), _answers(found), _groups(found), _times(found), _differences(differences),
    ):  # fmt: skip
        if table.row_count:
            console.print(table)


def _rankings(found: Report) -> Table:
    table = _table("right article found", *RANKING)
    for stage, figures in found.rankings().items():
        table.add_row(stage, *map(str, figures))
    return table


def _answers(found: Report) -> Table:
    table = _table("answers", "figure", "of")
    for name, figure in found.answers().items():
        table.add_row(name, str(figure), str(figure.n))
    if found.reliability:
        table.add_row("calibration error of confidence", f"{found.calibration_error:.3f}", "")
    return table


def _groups(found: Report) -> Table:
    table = _table("by kind, style, language", *GROUPED)
    for group, figures in found.groups.items():
        table.add_row(
            group, *(f"{figures[name].value:.3f} of {figures[name].n}" if name in figures else "" for name in GROUPED)
        )
    return table


def _times(found: Report) -> Table:
    table = _table("milliseconds", "median", "95 %")
    for stage, times in found.times.items():
        table.add_row(stage, f"{times.median:.0f}", f"{times.p95:.0f}")
    return table


def _differences(differences: Mapping[str, Difference]) -> Table:
    table = _table("compared", "here", "there", "difference (95 %)", "p", "")
    for name, d in differences.items():
        better = (d.here < d.there) == (name in LOWER_IS_BETTER)
        verdict = "" if d.p >= 0.05 or d.here == d.there else "better" if better else "worse"
        change = f"{d.here - d.there:+.3f} ({d.low:+.3f} to {d.high:+.3f})"
        table.add_row(name, f"{d.here:.3f}", f"{d.there:.3f}", change, f"{d.p:.3f}", verdict)
    return table


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left")
    for n, head in enumerate(heads):
        table.add_column(head, justify="right" if n else "left", no_wrap=True)
    return table


def _about(engine: Engine, settings: Settings, path: Path, items: list[Item], top_k: int | None) -> dict[str, Any]:
    return {
        "dataset": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "questions": len(items),
        "unanswerable": sum(not item.answerable for item in items),
        "articles": engine.store.ledger.count()[0],
        "identity": engine.store.identity,
        "top_k": top_k or settings.top_k,
        "max_error": settings.max_error,
        "min_confidence": engine.min_confidence,
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _warn_of_unknown(engine: Engine, items: Iterable[Item]) -> None:
    """A data set made for other articles gives figures that mean nothing."""
    named = {id for item in items for id in item.article_ids}
    unknown = [id for id in sorted(named) if engine.article(id) is None]
    if named and len(unknown) == len(named):
        raise TanyaError(
            f"None of the {len(named)} articles that the data set names was taken in: `tanya ingest` them first, with these ids."
        )
    if unknown:
        typer.echo(f"{len(unknown)} of {len(named)} articles that the data set names were not taken in.", err=True)


def _write(file: Path | None, made: Any) -> None:
    if file is None:
        return
    try:
        file.write_text(made(), encoding="utf-8")
    except OSError as error:
        raise TanyaError(f"{file} can't be written ({error.strerror}): choose another file.") from None
