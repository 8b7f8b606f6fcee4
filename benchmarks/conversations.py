"""How follow-ups fare: `python -m benchmarks.conversations FOLDER… [--show]`.

A folder has `articles.jsonl` and `conversations.jsonl`, as benchmarks/README.md describes them. Each conversation is held
with the engine's own answers before it, right or wrong, as a person would. Understood: the answer cites an article that
the turn is about (or rightly says that the articles don't tell). Right: it has one of the accepted strings besides.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.archives import asking, groups, lines, name_of, parsed
from index.engine import Engine
from index.language.text import fold
from index.types import Answer, Turn


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a turn."""

    kind: str
    language: str
    understood: bool
    right: bool
    refused: bool


def main(arguments: Sequence[str] | None = None) -> int:
    args = parsed("conversations", __doc__, arguments)
    outcomes: list[Outcome] = []
    for folder in args.folders:
        with asking(folder) as engine:
            for told in lines(folder / "conversations.jsonl"):
                outcomes += _held(engine, told, show=args.show)
    _report(outcomes)
    return 0


def right(answer: Answer, accepted: Sequence[str] | None) -> bool:
    """Whether an answer says one of the accepted strings, or abstains where there are none."""
    if accepted is None or answer.abstained:
        return answer.abstained and accepted is None
    said = _plain(" ".join([answer.text, *(f"{c.title} {c.source or ''}" for c in answer.citations)]))
    return any(_plain(text) in said for text in accepted)


def about(answer: Answer, articles: Sequence[str]) -> bool:
    """Whether one of the articles is cited."""
    return any(name_of(c.article_id) in articles for c in answer.citations)


def _held(engine: Engine, told: dict[str, Any], *, show: bool) -> Iterator[Outcome]:
    history: list[Turn] = []
    for turn in told["turns"]:
        answer = engine.ask(turn["ask"], history=history)
        history.append(Turn(answer.standalone_question or answer.question, answer))
        none = turn["answers"] is None
        understood = answer.abstained if none else about(answer, turn["articles"])
        is_right = right(answer, turn["answers"]) and understood
        yield Outcome(turn["kind"], told["language"], understood, is_right, answer.abstained)
        if show:
            mark = "ok" if is_right else ("–" if answer.abstained else "??")
            cited = ",".join(c.article_id for c in answer.citations)
            said = " ".join((answer.answer_span or answer.text).split())[:150]
            print(
                f"{told['id']} {turn['kind']:10} {mark:2} {turn['ask']!r} → {answer.standalone_question!r} {answer.confidence:.2f}"
                f"\n      said: {said} ({cited})\n      want: {turn['answers']} ({turn['articles']}) · {turn.get('reading')}"
            )


def _report(outcomes: Sequence[Outcome]) -> None:
    rows = [*groups(outcomes), ("follow-ups", [o for o in outcomes if o.kind != "first"]), ("all", list(outcomes))]
    print("| turns | n | understood | right | refused |\n| --- | --- | --- | --- | --- |")
    for name, some in rows:
        if some:
            u, r, f = (sum(getattr(o, x) for o in some) for x in ("understood", "right", "refused"))
            n = len(some)
            print(f"| {name} | {n} | {u / n:.2f} | {r / n:.2f} | {f / n:.2f} |")


def _plain(text: str) -> str:
    return " ".join(fold(text).replace(",", " ").split())


if __name__ == "__main__":
    sys.exit(main())
