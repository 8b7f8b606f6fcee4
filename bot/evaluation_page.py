"""The figures of `tanya eval` as one HTML page that needs nothing but itself: tables, plots as SVG, the answers that erred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from index.evaluation.report import GROUPED, RANKING, Difference, Report
from index.evaluation.run import Outcome

_SIDE = 260
_MARGIN = 36
_ERRORS_SHOWN = 100
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse } td, th { padding: .2rem .8rem .2rem 0; text-align: right; vertical-align: top }
td:first-child, th:first-child, .text td { text-align: left } tr + tr td { border-top: 1px solid #e3e7ec }
.quiet { color: #66707c } figure { display: inline-block; margin: 0 1.5rem 1rem 0 } figcaption { font-size: .85rem }
svg text { font: 11px system-ui, sans-serif; fill: #66707c }
"""


def page(found: Report, differences: Mapping[str, Difference]) -> str:
    """The whole page."""
    about = found.about
    parts = [
        f"<h1>{_e(about['dataset'])}</h1>",
        f"<p>{about['questions']} questions, {about['unanswerable']} without an answer, asked of {about['articles']} articles "
        f"on {_e(about['at'])}. Intervals are 95 %, bootstrap over questions.</p>",
        "<h2>Right article found</h2>", _stages(found),
        "<h2>Answers</h2>", _answers(found),
        "<h2>By kind, style and language</h2>", _groups(found),
        "<h2>When it answers, and how sure it is</h2>", _plots(found),
        "<h2>Milliseconds</h2>", _rows(("stage", "median", "95 %"), ((s, f"{t.median:.0f}", f"{t.p95:.0f}") for s, t in found.times.items())),
    ]  # fmt: skip
    if differences:
        rows = (
            (name, f"{d.here:.3f}", f"{d.there:.3f}", f"{d.here - d.there:+.3f} ({d.low:+.3f} to {d.high:+.3f})", f"{d.p:.3f}")
            for name, d in differences.items()
        )  # fmt: skip
        parts += ["<h2>Compared</h2>", _rows(("figure", "here", "there", "difference", "p"), rows)]
    parts += ["<h2>What went wrong</h2>", _errors(found.outcomes)]
    settings = ", ".join(f"{_e(name)} {_e(value)}" for name, value in about.items())
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{_e(about["dataset"])} · Tanya</title>'
        f'<style>{_STYLE}</style></head><body>\n{body}\n<p class="quiet">{settings}</p>\n</body></html>\n'
    )


def _e(value: object) -> str:
    return escape(str(value))


def _rows(heads: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "") -> str:
    head = "".join(f"<th>{_e(h)}</th>" for h in heads)
    body = "".join("<tr>" + "".join(f"<td>{_e(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table class="{kind}"><tr>{head}</tr>{body}</table>'


def _stages(found: Report) -> str:
    rows = [(stage, *map(str, figures)) for stage, figures in found.rankings().items()]
    return _rows(("stage", *RANKING), rows) if rows else '<p class="quiet">The data set names no articles.</p>'


def _answers(found: Report) -> str:
    rows = [(name, str(figure), str(figure.n)) for name, figure in found.answers().items()]
    return _rows(("measure", "figure", "questions"), rows)


def _groups(found: Report) -> str:
    rows = [
        (group, *(f"{figures[name].value:.3f} of {figures[name].n}" if name in figures else "" for name in GROUPED))
        for group, figures in found.groups.items()
    ]
    return _rows(("questions", *GROUPED), rows) if rows else '<p class="quiet">The data set names no kinds.</p>'


def _plots(found: Report) -> str:
    if not found.reliability:
        return '<p class="quiet">The data set has no answers to judge by.</p>'
    risk = _line([(coverage, risk) for _, coverage, risk in found.risk_coverage])
    chosen = found.about["min_confidence"]
    at = [(c, r) for threshold, c, r in found.risk_coverage if threshold >= chosen]
    if at:
        risk += _dot(*at[-1], 5)
    most = max(b.n for b in found.reliability)
    dots = "".join(_dot(b.confidence, b.right, 3 + 6 * b.n / most) for b in found.reliability)
    diagonal = _line([(0, 0), (1, 1)], "#c3cad3")
    return _plot(
        f"Risk and coverage: the share wrong of those answered, by the share answered. The dot is the threshold, {chosen:g}.",
        "answered", "wrong", risk,
    ) + _plot(
        f"Reliability: the share right by confidence; calibration error {found.calibration_error:.3f}.",
        "confidence", "right", diagonal + dots,
    )  # fmt: skip


def _plot(caption: str, across: str, up: str, inside: str) -> str:
    size, end = _SIDE + 2 * _MARGIN, _MARGIN + _SIDE
    ticks = "".join(
        f'<text x="{_x(v):.0f}" y="{end + 14}" text-anchor="middle">{v:g}</text>'
        f'<text x="{_MARGIN - 6}" y="{_y(v) + 4:.0f}" text-anchor="end">{v:g}</text>'
        for v in (0, 0.25, 0.5, 0.75, 1)
    )
    frame = f'<rect x="{_MARGIN}" y="{_MARGIN}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#c3cad3"/>'
    names = f'<text x="{end}" y="{end + 28}" text-anchor="end">{_e(across)}</text><text x="4" y="{_MARGIN - 12}">{_e(up)}</text>'
    return (
        f'<figure><svg width="{size}" height="{size}" viewBox="0 0 {size} {size}" role="img">{frame}{ticks}{names}{inside}</svg>'
        f'<figcaption style="max-width:{size}px">{_e(caption)}</figcaption></figure>'
    )


def _x(value: float) -> float:
    return _MARGIN + _SIDE * value


def _y(value: float) -> float:
    return _MARGIN + _SIDE * (1 - value)


def _line(points: Sequence[tuple[float, float]], colour: str = "#2458c5") -> str:
    path = " ".join(f"{_x(a):.1f},{_y(b):.1f}" for a, b in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def _dot(a: float, b: float, radius: float) -> str:
    return f'<circle cx="{_x(a):.1f}" cy="{_y(b):.1f}" r="{radius:.1f}" fill="#2458c5" fill-opacity=".75"/>'


def _errors(found: Sequence[Outcome]) -> str:
    """For each kind of question the answers that are wrong, the surest first, then refusals of what could be answered."""
    kinds = sorted({o.kind for o in found})
    parts = [_errors_of([o for o in found if o.kind == kind], f"<h3>{_e(kind)}</h3>" if kind else "") for kind in kinds]
    return "".join(parts) or '<p class="quiet">Nothing.</p>'


def _errors_of(found: Sequence[Outcome], head: str) -> str:
    wrong = sorted((o for o in found if not o.abstained and o.right == 0), key=lambda o: -o.confidence)
    refused = [o for o in found if o.abstained and o.answerable]
    rows = [
        (
            o.question,
            "refused" if o.abstained else o.span or o.answer[:200],
            " | ".join(o.gold) if o.answerable else "(nothing)",
            f"{o.confidence:.2f}",
        )
        for o in [*wrong, *refused][:_ERRORS_SHOWN]
    ]
    if not rows:
        return ""
    left = len(wrong) + len(refused) - len(rows)
    more = f'<p class="quiet">and {left} more.</p>' if left else ""
    return head + _rows(("question", "answer", "expected", "confidence"), rows, "text") + more
