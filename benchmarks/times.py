"""How questions that carry a time fare: `python -m benchmarks.times FOLDER… [--show]`.

A folder has `articles.jsonl` and `questions.jsonl`, as benchmarks/README.md describes them. Each question is asked at its own
`now`. Window: the days that were understood are those that the words mean. First: the first citation is of a named article.
Right: the answer has an accepted string and cites a named article. Where nothing answers: refused.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.archives import asking, groups, lines, name_of, parsed
from index.language.text import fold
from index.types import Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question; None for what doesn't apply to it."""

    kind: str
    language: str
    window: bool | None
    first: bool | None
    right: bool | None
    refused: bool | None
    """Of a question that nothing answers."""
    silent: bool
    """Whether it was refused, rightly or not."""


def main(arguments: Sequence[str] | None = None) -> int:
    args = parsed("times", __doc__, arguments)
    outcomes: list[Outcome] = []
    for folder in args.folders:
        with asking(folder) as engine:
            for asked in lines(folder / "questions.jsonl"):
                engine.now = datetime.fromisoformat(asked["now"])
                outcomes.append(_judged(asked, engine.ask(asked["ask"]), show=args.show))
    _report(outcomes)
    return 0


def right(answer: Answer, accepted: Sequence[str], articles: Sequence[str]) -> bool:
    """Whether an answer says one of the accepted strings and cites an article that proves it."""
    if answer.abstained or not any(name_of(c.article_id) in articles for c in answer.citations):
        return False
    said = _plain(" ".join([answer.text, answer.answer_span or "", *(c.quote for c in answer.citations)]))
    return any(_plain(text) in said for text in accepted)


def same_window(understood: Any, wanted: Sequence[str | None] | None, words: str, now: date) -> bool:
    """Whether the days are those that were meant. "Last week" may also be the seven days before."""
    got = (understood.since, understood.until) if understood and (understood.since or understood.until) else None
    if wanted is None:
        return got is None
    meant = tuple(day and date.fromisoformat(day) for day in wanted)
    if got == meant:
        return True
    week = any(w in fold(words) for w in ("minggu lalu", "mgg lalu", "pekan lalu", "minggu kemarin", "last week"))
    return bool(
        week and got and got[1] and now - timedelta(days=8) <= got[1] <= now and got[1] - got[0] <= timedelta(days=7)
    )


def _judged(asked: dict[str, Any], answer: Answer, *, show: bool) -> Outcome:
    now = datetime.fromisoformat(asked["now"]).date()
    understood = answer.inferred_filters
    window = same_window(understood, asked["window"], asked["ask"], now)
    none = asked["answers"] is None
    cited = [name_of(c.article_id) for c in answer.citations]
    first = None if none else bool(cited) and cited[0] in asked["articles"]
    is_right = None if none else right(answer, asked["answers"], asked["articles"])
    outcome = Outcome(
        asked["kind"], asked["language"], window, first, is_right, answer.abstained if none else None, answer.abstained
    )
    if show and not (window and (answer.abstained if none else first and is_right)):
        said = " ".join((answer.answer_span or answer.text).split())[:150]
        marks = "".join(
            m if ok else "-"
            for m, ok in zip("wfr", (window, none or first, answer.abstained if none else is_right), strict=True)
        )
        print(
            f"{asked['id']} {asked['kind']:10} {marks} {asked['now'][:10]} {asked['ask']!r} {answer.confidence:.2f}"
            f"\n      said: {'(refused) ' if answer.abstained else ''}{said} ({','.join(cited)})"
            f"\n      want: {asked['answers']} ({','.join(asked['articles'])}) · {asked['window']} ≠ {understood}"
        )
    return outcome


def _report(outcomes: Sequence[Outcome]) -> None:
    rows = [*groups(outcomes), ("all", list(outcomes))]
    print("| questions | n | right window | right article first | answered rightly | empty refused | refused at all |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, some in rows:
        figures = (_share([getattr(o, x) for o in some]) for x in ("window", "first", "right", "refused", "silent"))
        print(f"| {name} | {len(some)} | {' | '.join(figures)} |")


def _share(values: Sequence[bool | None]) -> str:
    known = [v for v in values if v is not None]
    return f"{sum(known) / len(known):.2f}" if known else "–"


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


if __name__ == "__main__":
    sys.exit(main())
