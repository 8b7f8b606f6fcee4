"""Reasons of failures, in the reader's language and by kind."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from conftest import ROOT

from ingest.reasons import by_reason, kind_of_reason, reason_told

_ERRORS = ("SourceError", "FetchError", "ListPageError", "EmptySourceError", "PassedOverError")


def reasons() -> Iterator[str]:
    """Each reason that the code of `ingest` gives, with something in the place of what is filled in."""
    for path in sorted((ROOT / "ingest").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            t.id: n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Assign)
            for t in n.targets
            if isinstance(t, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and len(node.args) > 1 and ast.unparse(node.func) in _ERRORS:
                yield from said(node.args[1], names)
            if isinstance(node, ast.Return) and path.name in ("no_article.py", "walk.py") and node.value:
                yield from (text for text in said(node.value, names) if ";" in text)


def said(node: ast.expr, names: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(filled(part, names) for part in node.values)
    elif isinstance(node, ast.Name) and node.id in names:
        yield from said(names[node.id], names)


def filled(part: ast.expr, names: dict[str, ast.expr]) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    if isinstance(part.value, ast.IfExp):
        return ""
    if isinstance(part.value, ast.Name) and part.value.id in ("_OPEN", "_GIVE"):
        return "".join(said(part.value, names))
    if isinstance(part.value, ast.Call) and ast.unparse(part.value).startswith("what.get"):
        return "it needs a login"
    return "7"


def test_every_reason_is_told_in_indonesian() -> None:
    found = set(reasons())
    assert len(found) > 70
    assert [reason for reason in sorted(found) if reason_told(reason, "id") == reason] == []


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("there is no such page (404); check it in a browser", "halaman itu tidak ada (404); periksa di peramban"),
        ('"title" must be text and is a list; mend or remove the record', '"title" harus berupa teks, bukan daftar; perbaiki atau hapus barisnya'),
        ("its page 2 is missing: the server answered 503; it will be tried again", "halaman 2 tidak ada: server menjawab 503; nanti dicoba lagi"),
        ("words of a version before", "words of a version before"),
    ],
)  # fmt: skip
def test_a_reason_is_told_with_what_it_names(reason: str, told: str) -> None:
    assert reason_told(reason, "id") == told
    assert reason_told(reason, "en") == reason


def test_reasons_that_differ_in_a_number_are_of_one_kind() -> None:
    some = ["the server answered 503; it will be tried again", "it is empty; put the article in, or remove it",
            "the server answered 500; it will be tried again"]  # fmt: skip
    assert kind_of_reason(some[0]) == kind_of_reason(some[2])
    assert by_reason(some) == [[0, 2], [1]]
