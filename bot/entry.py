"""What the command `tanya` runs: it listens for Ctrl-C first, and imports all else afterwards."""

from __future__ import annotations

from index.signals import obeyed


def main() -> None:
    obeyed(_run)


def _run() -> None:
    from bot.cli import run

    run()


if __name__ == "__main__":
    main()
