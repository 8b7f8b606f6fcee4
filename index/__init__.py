"""What is known and how it is asked. Knows nothing of files on disk, feeds, terminals or Telegram; docs/architecture.md has its rooms.

    from index import Engine, load_settings

    with Engine(load_settings()) as engine:
        answer = engine.ask("Berapa panjang tanggul yang jebol?")
        print(answer.text, [citation.quote for citation in answer.citations])

These names are for those who use Tanya as a library. Each is loaded when it is first asked for: importing costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.engine import Engine
    from index.errors import TanyaError
    from index.settings import Settings, load_settings
    from index.types import Answer, Article, Citation, Filters, Passage, Turn

__all__ = [
    "Answer",
    "Article",
    "Citation",
    "Engine",
    "Filters",
    "Passage",
    "Settings",
    "TanyaError",
    "Turn",
    "load_settings",
]

_HOMES = ("index.types", "index.errors", "index.settings", "index.engine")


if not TYPE_CHECKING:  # or a type checker would find any name here

    def __getattr__(name: str) -> object:
        if name in __all__:
            for home in map(import_module, _HOMES):  # the cheapest first
                if name in vars(home):
                    return vars(home)[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
