"""Whether one answer is right, and whether what it cites bears it out, as far as the data set knows."""

from __future__ import annotations

from index.answer.phrases import NO, YES
from index.evaluation.dataset import Item
from index.evaluation.metrics import exact, f1, holds, normalised
from index.types import Answer

ALIKE = 0.5
"""F1 from which a stretch is the one that was asked for."""
MOST_OF_A_LIST = 0.66
"""Share of a list's parts that must be there, and of what is given that must be one of them."""
_SHOWN_WHOLE = ("reason", "says", "how")
"""Kinds that are answered by sentences: the right one among them will do."""


def right(item: Item, answer: Answer) -> float | None:
    """1 or 0; None where the data set doesn't say. An answer to what isn't told is wrong."""
    if not item.answerable:
        return 0.0
    if not item.answers and not item.evidence:
        return None
    if item.kind == "yesno":
        return float(polarity(answer) == item.answers[0])
    if item.kind == "list":
        return float(list_f1(item, answer) >= MOST_OF_A_LIST)
    if item.kind == "how":
        return float((recall(item, answer) or 0.0) >= ALIKE)
    span = answer.answer_span or ""
    near = f1(span, item.answers) >= ALIKE or holds(span, item.answers) or any(holds(a, [span]) for a in item.answers)
    if item.kind in _SHOWN_WHOLE or not item.kind:
        near = near or cited(item, answer) > 0
    return float(bool(span or item.kind in _SHOWN_WHOLE or not item.kind) and bool(near))


def polarity(answer: Answer) -> str:
    """ "ya", "tidak", or nothing where the answer says neither."""
    first = answer.text.split(" [")[0].strip()
    return "ya" if first in YES.values() else "tidak" if first in NO.values() else ""


def list_f1(item: Item, answer: Answer) -> float:
    """F1 over the words of all parts, in any order."""
    return f1(listed(answer), [" ".join(item.answers)])


def listed(answer: Answer) -> str:
    """The parts that an answer lists, or its span."""
    return " ".join(answer.items) if answer.items else answer.answer_span or ""


def measured(item: Item, answer: Answer) -> tuple[float, float] | None:
    """Exact match and F1 of what is given; None where the data set has no answer to compare with."""
    if item.kind == "how":
        found = recall(item, answer)
        return None if found is None else (found, found)
    if not item.answers:
        return None
    if answer.abstained:
        return 0.0, 0.0
    if item.kind == "yesno":
        same = float(polarity(answer) == item.answers[0])
        return same, same
    if item.kind == "list":
        whole = float({normalised(i) for i in answer.items} == {normalised(a) for a in item.answers})
        return whole, list_f1(item, answer)
    span = answer.answer_span or ""
    return exact(span, item.answers), f1(span, item.answers)


def cited(item: Item, answer: Answer) -> float:
    """1 where a cited sentence has the answer, of a list the larger part, or, where that is what is known, is evidence."""
    if item.kind in ("yesno", "how"):
        return float(bool(recall(item, answer)))
    if item.kind == "list":
        quotes = " ".join(c.quote for c in answer.citations)
        return float(sum(holds(quotes, [a]) for a in item.answers) >= MOST_OF_A_LIST * len(item.answers))
    return max((holds(c.quote, item.answers) for c in answer.citations), default=0.0)


def recall(item: Item, answer: Answer) -> float | None:
    """The share of the evidence that is cited; None where there is none known."""
    if not item.evidence:
        return None
    return sum(any(_same(c.quote, e) for c in answer.citations) for e in item.evidence) / len(item.evidence)


def precision(item: Item, answer: Answer) -> float | None:
    """The share of the citations that are evidence; None where none is known or nothing is cited."""
    if not item.evidence or not answer.citations:
        return None
    return sum(any(_same(c.quote, e) for e in item.evidence) for c in answer.citations) / len(answer.citations)


def _same(quote: str, evidence: str) -> bool:
    a, b = normalised(quote), normalised(evidence)
    return bool(a and b) and (a in b or b in a)
