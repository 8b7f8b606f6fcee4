"""Options that every command has, before its name or after it: where the data lies, and silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.help_texts import asks_for_help, put_into_indonesian
from bot.usage import translated
from ingest import telling
from ingest.texts import language


def _placed(folder: Path | None) -> Path | None:
    if folder is not None:
        from index.settings import give

        give("data_dir", folder)
    return folder


def _hushed(quiet: bool) -> bool:
    if quiet:
        telling.hush()
    return quiet


DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        help="Where the articles and all else lie, instead of TANYA_DATA_DIR.",
        callback=_placed,
        is_eager=True,
        show_default=False,
        rich_help_panel="Everywhere",
    ),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "-q",
        "--quiet",
        help="Nothing on standard error but what went wrong.",
        callback=_hushed,
        is_eager=True,
        rich_help_panel="Everywhere",
    ),
]


class Commands(TyperGroup):
    """Gives each command the options as well; `tanya ask --data-dir DIR` is `tanya --data-dir DIR ask`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        lender = typer.Typer(add_completion=False)

        @lender.command()
        def _(data_dir: DataDir = None, quiet: Quiet = False) -> None: ...

        lent = [p for p in typer.main.get_command(lender).params if p.name in ("data_dir", "quiet")]
        for option in lent:
            option.expose_value = False
        for command in self.commands.values():
            command.params += lent

    def make_context(self, info_name: Any, args: list[str], *given: Any, **more: Any) -> Any:
        if asks_for_help(args) and language() == "id":
            put_into_indonesian(self)
        with _in_the_readers_language():
            return super().make_context(info_name, args, *given, **more)

    def invoke(self, ctx: Any) -> Any:
        with _in_the_readers_language():
            return super().invoke(ctx)


@contextmanager
def _in_the_readers_language() -> Iterator[None]:
    """What is typed wrongly is told in it; looked up only then."""
    try:
        yield
    except Exception as error:
        if hasattr(error, "format_message") and language() == "id":
            translated(error)
            if context := getattr(error, "ctx", None):
                put_into_indonesian(context.command)
            with suppress(ImportError):  # where rich is missing, there is no box to put a word on
                from typer import rich_utils

                rich_utils.ERRORS_PANEL_TITLE = "Keliru"
                rich_utils.RICH_HELP = "[blue]{command_path} {help_option}[/] menjelaskan cara memakainya."
        raise
