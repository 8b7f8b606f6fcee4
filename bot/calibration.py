"""`tanya calibrate`: the confidence fitted to questions of one's own and to the ratings in Telegram."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import track

from index.engine import Engine
from index.errors import TanyaError
from index.evaluation import dataset
from index.evaluation.calibration import keep, ratings, recalibrated
from index.evaluation.run import outcomes
from index.reader.confidence import Calibration
from index.settings import Settings


def calibrate(settings: Settings, files: list[Path], *, with_ratings: bool) -> None:
    """Raises TanyaError where a data set can't be used or too little is known."""
    items = [item for file in files for item in dataset.load(file)]
    database = settings.data_dir / "ledger.db"
    rated = ratings(database) if with_ratings else []
    # Nothing is refused here: what would have been refused has to be judged as well.
    with Engine(settings.model_copy(update={"max_error": 1.0}), remembers=False) as engine:
        asked = track(outcomes(engine, items), "asking", len(items), console=Console(stderr=True), transient=True)
        judged = [(o.confidence, o.right) for o in asked if o.right is not None]
    found = recalibrated([*judged, *rated], Calibration.load(settings.data_dir))
    try:
        file = keep(found, settings.data_dir)
    except OSError as error:
        raise TanyaError(f"The calibration can't be written to {settings.data_dir} ({error.strerror}).") from None
    kept = dict(found.thresholds)
    promised = [error for error in kept if error <= settings.max_error]
    typer.echo(f"{found.answers} judged answers, {found.right:.0%} of them right; kept in {file}.")
    if promised:
        typer.echo(
            f"With TANYA_MAX_ERROR={settings.max_error:g} answers are given from a confidence of {kept[promised[-1]]:g}."
        )
    else:
        typer.echo(
            f"No confidence keeps the share of wrong answers at {settings.max_error:g} on these questions: every question "
            f"will be refused until TANYA_MAX_ERROR is {min(kept, default=1.0):g} or more, or more of them are judged."
        )
