"""Where each setting comes from, and which `TANYA_` variables mean nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from index.settings import Settings, given

Origin = Literal["default", ".env", "environment", "option"]
_HIDDEN = "(hidden)"


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting as it is in force. Of a secret `value` says no more than that there is one."""

    variable: str
    value: Any
    origin: Origin


def effective(settings: Settings) -> list[Effective]:
    """Every setting, in the order of `.env.example`."""
    places: tuple[tuple[Origin, Mapping[str, object]], ...] = (
        ("option", {_variable(name): 1 for name in given()}), ("environment", _environment()), (".env", _file()),
    )  # fmt: skip
    found = []
    for name in Settings.model_fields:
        variable = _variable(name)
        origin: Origin = next((origin for origin, known in places if variable in known), "default")
        found.append(Effective(variable, _shown(getattr(settings, name)), origin))
    return found


def unknown() -> dict[str, str | None]:
    """Variables in the environment or in .env that no setting reads, with the nearest that one does."""
    known = [_variable(name) for name in Settings.model_fields]
    found = dict.fromkeys([*_environment(), *_file()])
    return {
        variable: next(iter(get_close_matches(variable, known, n=1, cutoff=0.7)), None)
        for variable in found
        if variable.startswith("TANYA_") and variable not in known
    }


def _variable(name: str) -> str:
    return f"TANYA_{name}".upper()


def _environment() -> Mapping[str, object]:
    return {name.upper(): value for name, value in os.environ.items()}


def _file() -> Mapping[str, object]:
    from dotenv import dotenv_values

    path = Path(str(Settings.model_config.get("env_file")))
    return {name.upper(): value for name, value in dotenv_values(path).items()} if path.is_file() else {}


def _shown(value: object) -> object:
    if isinstance(value, SecretStr):
        return _HIDDEN
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, str) and "@" in value and (parts := urlsplit(value)).password:
        return value.replace(parts.netloc, f"{_HIDDEN}@{parts.netloc.rpartition('@')[2]}")
    return value
