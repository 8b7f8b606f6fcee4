"""Help in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from bot.cli import app
from bot.help_texts import IN_INDONESIAN


def said(command: Any) -> Iterator[str]:
    for what in (command, *command.params):
        for text in (getattr(what, "help", None), getattr(what, "rich_help_panel", None)):
            if isinstance(text, str):
                yield text.strip()
    for one in getattr(command, "commands", {}).values():
        yield from said(one)


def test_every_command_and_option_is_explained_in_indonesian_and_nothing_else_is() -> None:
    texts = set(said(typer.main.get_command(app)))
    assert texts - set(IN_INDONESIAN) == set()
    assert set(IN_INDONESIAN) - texts == {"Show this message and exit."}


def test_help_is_in_the_readers_language(tanya: Any) -> None:
    indonesian = {"LC_ALL": "id_ID.UTF-8", "TERMINAL_WIDTH": "160"}
    told = tanya("--help", env=indonesian).stdout
    assert "Pemakaian: tanya [OPSI] PERINTAH" in told
    assert "Masukkan artikel." in told
    assert "Take articles in." not in told
    assert "Tampilkan bantuan ini." in told
    told = tanya("help", "ask", env=indonesian).stdout
    assert "Hanya artikel dari media ini." in told
    assert "PERTANYAAN…" in told
    assert "Only articles" not in told
    told = tanya("ask", "-h", env={**indonesian, "TANYA_LANGUAGE": "en"}).stdout
    assert "Only articles of this outlet." in told
