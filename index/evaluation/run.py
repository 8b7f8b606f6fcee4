"""Ask every question of a data set, and keep what is needed to judge the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.engine import Engine
from index.evaluation import judging
from index.evaluation.dataset import Item
from index.evaluation.metrics import distinct, ranks_of
from index.types import Answer

STAGES = ("lexical", "dense", "fused", "reranked")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question. Measures that the data set says nothing for are None."""

    id: str
    question: str
    answerable: bool
    gold: tuple[str, ...]
    relevant: int
    """How many articles answer it, as the data set knows."""
    ranks: Mapping[str, tuple[int, ...]]
    """By stage: where the relevant articles were found, from 1; each article counts where its first passage stands."""
    answer: str
    span: str | None
    abstained: bool
    confidence: float
    exact: float | None
    """EM and F1 of the answer's span, 0 where it abstained or gave none."""
    f1: float | None
    cited: float | None
    """1 where an answer stands in a cited sentence."""
    right: float | None
    """Whether the answer, had it been given, is what was asked for; see `index.evaluation.judging`."""
    timings_ms: Mapping[str, float]
    kind: str = ""
    language: str = ""
    style: str = ""
    precision: float | None = None
    recall: float | None = None
    """Of the citations of an answer that was given, how many are evidence; and how much of the evidence is cited."""


def outcomes(engine: Engine, items: Iterable[Item], *, top_k: int | None = None) -> Iterator[Outcome]:
    """One by one, in order. Raises what `Engine.ask` raises."""
    for item in items:
        yield outcome(item, engine.ask(item.question, top_k=top_k), _rankings(engine, item) if item.article_ids else {})


def outcome(item: Item, answer: Answer, rankings: Mapping[str, Sequence[str]]) -> Outcome:
    """Judge one answer. `rankings`: by stage before reranking, article ids, best first."""
    given = answer.answer_span if not answer.abstained else None
    known = bool(item.answers or item.evidence)
    both = judging.measured(item, answer) if item.answerable else None
    found = {**rankings, "reranked": distinct(p.article.id for p in answer.passages)} if item.article_ids else {}
    return Outcome(
        id=item.id,
        question=item.question,
        answerable=item.answerable,
        gold=item.answers,
        relevant=len(set(item.article_ids)),
        ranks={stage: ranks_of(item.article_ids, ids) for stage, ids in found.items()},
        answer=answer.text,
        span=given,
        abstained=answer.abstained,
        confidence=answer.confidence,
        exact=both[0] if both else None,
        f1=both[1] if both else None,
        cited=judging.cited(item, answer) if known else None,
        right=judging.right(item, answer),
        timings_ms=answer.timings_ms,
        kind=item.kind,
        language=item.language,
        style=item.style,
        precision=judging.precision(item, answer) if item.answerable else None,
        recall=judging.recall(item, answer) if item.answerable and not answer.abstained else None,
    )


def _rankings(engine: Engine, item: Item) -> dict[str, list[str]]:
    found = engine.retriever.retrieve(item.question, top_k=1).rankings
    hits = engine.store.ledger.chunks.hits(list({key for keys in found.values() for key in keys}))
    return {stage: distinct(hits[key].article.id for key in keys if key in hits) for stage, keys in found.items()}
