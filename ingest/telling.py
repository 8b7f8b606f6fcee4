"""What is told to a person on standard error beside what they asked for; `--quiet` leaves it out, but not what went wrong."""

from __future__ import annotations

import sys

import typer

_quiet = False


def hush() -> None:
    """Tell nothing from now on."""
    global _quiet
    _quiet = True


def watched() -> bool:
    """Whether there is somebody to show to how far it is."""
    return not _quiet and sys.stderr.isatty()


def tell(text: str) -> None:
    if not _quiet:
        typer.echo(text, err=True)
