"""What counts as right, by kind of question: the yardstick of `tanya eval`."""

from __future__ import annotations

import pytest

from index.evaluation import judging
from index.evaluation.dataset import Item
from index.types import Answer, Citation


def answer(text: str, span: str | None = None, quotes: tuple[str, ...] = (), items: tuple[str, ...] = ()) -> Answer:
    cited = tuple(Citation(n, "a", "a", None, None, None, None, q, 0, len(q)) for n, q in enumerate(quotes, 1))
    return Answer("?", text, span, abstained=not quotes, confidence=0.9, citations=cited, items=items)


FLED = "Sebanyak 120 warga mengungsi."


@pytest.mark.parametrize(
    ("kind", "golds", "given", "right"),
    [
        ("fact", ("120 warga",), answer("120 [1]", "120", (FLED,)), 1),
        ("fact", ("120 warga",), answer("Senin [1]", "Senin", (FLED,)), 0),
        ("", ("120 warga",), answer("", None, (FLED,)), 1),
        ("reason", ("hujan deras",), answer("", None, ("Banjir itu akibat hujan deras.",)), 1),
        ("yesno", ("tidak",), answer("Tidak [1]\n\n…", None, (FLED,)), 1),
        ("yesno", ("tidak",), answer("Ya [1]\n\n…", None, (FLED,)), 0),
        (
            "list",
            ("Ani", "Budi", "Cici"),
            answer("Budi; Ani; Cici", None, ("Ani, Budi, Cici",), ("Budi", "Ani", "Cici")),
            1,
        ),
        ("list", ("Ani", "Budi", "Cici"), answer("Budi", None, ("Ani, Budi, Cici",), ("Budi",)), 0),
    ],
)
def test_each_kind_is_right_in_its_own_way(kind: str, golds: tuple[str, ...], given: Answer, right: float) -> None:
    assert judging.right(Item("1", "?", (), golds, kind=kind), given) == right


def test_an_answer_to_what_is_not_told_is_wrong_and_what_is_not_known_is_not_judged() -> None:
    given = answer("120 [1]", "120", (FLED,))
    assert judging.right(Item("1", "?", answerable=False), given) == 0
    assert judging.right(Item("1", "?"), given) is None


def test_citations_are_held_against_the_evidence() -> None:
    item = Item("1", "Bagaimana?", kind="how", evidence=("Pompa dipasang.", "Air disedot."))
    given = answer("", None, ("Pompa dipasang. Warga menonton.", "Hujan turun."))
    assert judging.recall(item, given) == 0.5
    assert judging.precision(item, given) == 0.5
    assert judging.right(item, given) == 1
    assert judging.measured(item, given) == (0.5, 0.5)
