"""Answers and articles as Markdown: read by a real parser, they are what was said, letter for letter."""

from __future__ import annotations

import re

import pytest
from conftest import Tanya
from markdown_it import MarkdownIt

from bot.markdown import answer_markdown
from index.language.markdown import escaped
from index.types import Answer, Article, Citation
from ingest.exporting import article_markdown

EVIL = "*Bintang* _garis_ `kode` <b>tebal</b> [tautan](https://jahat.example) ![x](y) | ~~coret~~ \\ &amp; [^1]"


def shown(markdown: str) -> str:
    """What a reader sees, without the tags."""
    import html

    return html.unescape(
        re.sub(r"<[^>]*>", "", MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown))
    )


@pytest.mark.parametrize(
    "text", [EVIL, "# bukan judul", "> bukan kutipan", "- bukan daftar", "1. bukan daftar", "+ x", "a\n===", "a\n---"]
)
def test_what_is_escaped_is_shown_as_it_is(text: str) -> None:
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(escaped(text))
    assert not re.search(r"<(?!p>|/p>|br)", html), html
    assert " ".join(shown(escaped(text)).split()) == " ".join(text.split())


def test_an_answers_citations_are_footnotes_that_open_the_page_at_the_sentence() -> None:
    cited = Citation(
        1, "a", f"Tanggul {EVIL}", "Harian Nusa", "Sari", None, "https://nusa.example/a_(1)", "Jebol 35 meter.", 0, 15
    )
    text = answer_markdown(Answer("Berapa?", "35 meter [1]\n\nKatanya [2].", "35 meter", False, 0.9, (cited,)))
    answer, other, note = text.split("\n\n")
    assert answer == "35 meter [^1]"
    assert other == r"Katanya \[2\]."
    assert note.startswith("[^1]: [Tanggul ")
    assert "](https://nusa.example/a_%281%29#:~:text=Jebol%2035%20meter.)" in note
    assert note.endswith("“Jebol 35 meter.”")
    assert "Harian Nusa · oleh Sari" in note


def test_a_refusal_lists_the_nearest() -> None:
    near = (Article("a", "Panen [raya]", "x", "x", url="https://nusa.example/a"), Article("b", "Banjir", "x", "x"))
    text = answer_markdown(Answer("Siapa?", "Artikel tidak menyebutkannya.", None, True, 0.1, nearest=near))
    assert "- [Panen \\[raya\\]](https://nusa.example/a). " in text
    assert "- Banjir. " in text


def test_an_article_is_a_section() -> None:
    text = article_markdown(
        Article("a", "Judul *satu*", "Alinea satu.\n\n# Alinea dua.\nBaris.", "x", source="Harian Nusa")
    )
    html = MarkdownIt("commonmark").render(text)
    assert "<h1>Judul *satu*</h1>" in html
    assert html.count("<h1>") == 1
    assert "<p># Alinea dua.<br />\nBaris.</p>" in html


@pytest.mark.slow
def test_ask_and_show_are_printed_in_each_form(tanya: Tanya, sample_ledger) -> None:
    question = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
    assert tanya("ask", "-f", "md", question).stdout.startswith("35 meter [^1]\n")
    assert tanya("ask", "-f", "json", question).stdout[:6] == tanya("ask", "--json", question).stdout[:6] == '{"id":'
    assert tanya("ask", "-f", "md", "Siapa presiden Prancis?").returncode == 3
    assert tanya("show", "-f", "md", "kabar-pesisir-20250409-beras").stdout.startswith("# ")
    assert tanya("show", "-f", "json", "kabar-pesisir-20250409-beras").stdout.startswith("{")
    assert tanya("show", "--json", "-f", "md", "kabar-pesisir-20250409-beras").returncode == 2
    assert tanya("ask", "-f", "html", question).returncode == 2
