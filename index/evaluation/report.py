"""From outcomes to figures: estimates by name, curves, times; and the difference between two reports."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.evaluation import metrics
from index.evaluation.dataset import DatasetError
from index.evaluation.metrics import Estimate
from index.evaluation.run import STAGES, Outcome

FORMAT = 2
RANKING = ("hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10")
"""Figures of a ranking. Each stage has its own: "hit@1 dense"."""


def _value(x: float | None) -> float:
    return math.nan if x is None else x


def _measures() -> dict[str, Callable[[Outcome], float | None]]:
    """Every figure that is a mean over questions."""
    found: dict[str, Callable[[Outcome], float | None]] = {}
    for stage in STAGES:
        for k in (1, 5, 10):
            found[f"hit@{k} {stage}"] = lambda o, s=stage, k=k: metrics.hit(o.ranks[s], k) if s in o.ranks else None  # type: ignore[misc]
        found[f"MRR@10 {stage}"] = lambda o, s=stage: metrics.reciprocal_rank(o.ranks[s]) if s in o.ranks else None  # type: ignore[misc]
        found[f"nDCG@10 {stage}"] = lambda o, s=stage: metrics.ndcg(o.ranks[s], o.relevant) if s in o.ranks else None  # type: ignore[misc]
    return found | {
        "exact match": lambda o: o.exact if o.answerable else None,
        "F1": lambda o: o.f1 if o.answerable else None,
        "cited sentence holds the answer": lambda o: o.cited if o.answerable else None,
        "false answers": lambda o: None if o.answerable else float(not o.abstained),
        "false refusals": lambda o: float(o.abstained) if o.answerable else None,
        "right of those answered": lambda o: None if o.abstained else o.right,
        "citation precision": lambda o: o.precision,
        "citation recall": lambda o: o.recall,
    }


MEASURES = _measures()
AUC = "AUC answerable against not"
GROUPED = ("F1", "false refusals", "false answers", "right of those answered", "citation precision", "citation recall")
"""Figures that are given for each kind of question, style and language as well."""
LOWER_IS_BETTER = frozenset({"false answers", "false refusals"})


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one stage."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Report:
    """All that `--json` keeps; `about` says what was measured with what."""

    about: Mapping[str, Any]
    figures: Mapping[str, Estimate]
    risk_coverage: Sequence[tuple[float, float, float]]
    reliability: Sequence[metrics.Bin]
    calibration_error: float
    times: Mapping[str, Times]
    outcomes: Sequence[Outcome] = field(repr=False)
    groups: Mapping[str, Mapping[str, Estimate]] = field(default_factory=dict)
    """GROUPED by "kind list", "style chat", "language en" …, as far as the data set names them."""

    def rankings(self) -> dict[str, list[Estimate]]:
        """By stage, in the order of RANKING; none where the data set names no articles."""
        ranked = [stage for stage in STAGES if f"{RANKING[0]} {stage}" in self.figures]
        return {stage: [self.figures[f"{name} {stage}"] for name in RANKING] for stage in ranked}

    def answers(self) -> dict[str, Estimate]:
        """All other figures, by name."""
        return {name: figure for name, figure in self.figures.items() if name.split()[0] not in RANKING}

    def as_json(self) -> str:
        return (
            json.dumps({"format": FORMAT, **_plain(asdict(self))}, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
        )


def report(found: Sequence[Outcome], about: Mapping[str, Any]) -> Report:
    """Figures without a question behind them are left out."""
    figures = {name: _estimate(values) for name in MEASURES if len(values := _known(found, name))}
    answerable = np.array([o.answerable for o in found])
    confidence = np.array([o.confidence for o in found])
    if answerable.any() and not answerable.all():
        figures[AUC] = metrics.estimate(lambda at: _auc(answerable[at], confidence[at]), len(found))
    judged = [(o.confidence, o.right) for o in found if o.right is not None]
    sure, right = np.array([c for c, _ in judged]), np.array([r for _, r in judged], dtype=float)
    if any(o.right for o in found):
        bins = metrics.reliability(sure, right)
        curve = metrics.risk_coverage(sure, right)
    else:
        bins, curve = [], []
    stages = list(dict.fromkeys(name for o in found for name in o.timings_ms))
    times = {name: _times([o.timings_ms[name] for o in found if name in o.timings_ms]) for name in stages}
    error = metrics.calibration_error(bins)
    return Report(about, figures, curve, bins, error, times, tuple(found), _groups(found))


def _groups(found: Sequence[Outcome]) -> dict[str, dict[str, Estimate]]:
    members: dict[str, list[Outcome]] = {}
    for name in ("kind", "style", "language"):
        for value in sorted({getattr(o, name) for o in found} - {""}):
            members[f"{name} {value}"] = [o for o in found if getattr(o, name) == value]
    return {
        group: {name: _estimate(values) for name in GROUPED if len(values := _known(some, name))}
        for group, some in members.items()
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """This report less the other on the questions they share. `p`: two-sided, from the paired bootstrap."""

    here: float
    there: float
    low: float
    high: float
    p: float
    n: int


def compare(here: Report, there: Sequence[Outcome]) -> dict[str, Difference]:
    """By figure, those that both have. Raises DatasetError where no question is in both."""
    others = {o.id: o for o in there}
    mine = [o for o in here.outcomes if o.id in others]
    theirs = [others[o.id] for o in mine]
    if not mine:
        raise DatasetError("The two reports share no question id: compare reports on the same data set.")
    found = {}
    for name, measure in MEASURES.items():
        pairs = [(measure(a), measure(b)) for a, b in zip(mine, theirs, strict=True)]
        a, b = np.array([(_value(x), _value(y)) for x, y in pairs]).T
        both = ~np.isnan(a) & ~np.isnan(b)
        if both.any():
            found[name] = _difference(_mean_of(a[both]), _mean_of(b[both]), int(both.sum()))
    answerable = np.array([o.answerable for o in mine])
    if answerable.any() and not answerable.all():
        a, b = np.array([[x.confidence, y.confidence] for x, y in zip(mine, theirs, strict=True)]).T
        found[AUC] = _difference(
            lambda at: _auc(answerable[at], a[at]), lambda at: _auc(answerable[at], b[at]), len(mine)
        )
    return found


def outcomes_of(path: Path) -> list[Outcome]:
    """The outcomes that an earlier `--json` kept. Raises DatasetError where the file is none of these."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["format"] != FORMAT:
            raise ValueError
        return [
            Outcome(**{**row, "gold": tuple(row["gold"]), "ranks": {s: tuple(r) for s, r in row["ranks"].items()}})
            for row in kept["outcomes"]
        ]
    except OSError as error:
        raise DatasetError(f"{path} can't be read ({error.strerror}): give what `tanya eval --json` wrote.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DatasetError(f"{path} is no report of `tanya eval --json`: make one and compare with that.") from None


def _known(found: Sequence[Outcome], name: str) -> metrics.Floats:
    values = [value for o in found if (value := MEASURES[name](o)) is not None]
    return np.array(values, dtype=np.float64)


def _mean_of(values: metrics.Floats) -> Callable[[NDArray[np.intp]], float]:
    return lambda at: float(values[at].mean())


def _estimate(values: metrics.Floats) -> Estimate:
    return metrics.estimate(_mean_of(values), len(values))


def _auc(answerable: NDArray[np.bool_], confidence: metrics.Floats) -> float:
    return metrics.auc(confidence[answerable], confidence[~answerable])


def _difference(
    here: Callable[[NDArray[np.intp]], float], there: Callable[[NDArray[np.intp]], float], n: int
) -> Difference:
    drawn = metrics.bootstrap(lambda at: here(at) - there(at), n)
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    p = min(1.0, 2 * min(float((drawn <= 0).mean()), float((drawn >= 0).mean())))
    everything = np.arange(n)
    return Difference(here(everything), there(everything), float(low), float(high), p, n)


def _times(values: Sequence[float]) -> Times:
    return Times(float(np.percentile(values, 50)), float(np.percentile(values, 95)))


def _plain(value: Any) -> Any:
    """As JSON has it: nan becomes null, floats keep six digits."""
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    if isinstance(value, Mapping):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
