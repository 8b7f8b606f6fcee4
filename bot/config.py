"""`tanya config`: the settings in force, and where each comes from."""

from __future__ import annotations

import json

import typer

from index.origins import effective, unknown
from index.settings import load_settings


def print_config(*, as_json: bool) -> None:
    found = effective(load_settings())
    strangers = unknown()
    if as_json:
        settings = {one.variable: {"value": one.value, "from": one.origin} for one in found}
        typer.echo(json.dumps({"settings": settings, "unknown": strangers}, ensure_ascii=False))
        return
    names = max(len(one.variable) for one in found)
    values = ["" if one.value is None else _in_words(one.value) for one in found]
    width = min(max(map(len, values)), 48)
    for one, value in zip(found, values, strict=True):
        typer.echo(f"{one.variable:<{names}}  {value:<{width}}  {one.origin}")
    for sentence in complaints():
        typer.echo(sentence, err=True)


def complaints() -> list[str]:
    """A sentence for each variable that means nothing."""
    return [
        f"{variable} means nothing to Tanya: {f'is {nearest} meant?' if nearest else '`tanya config` lists what there is.'}"
        for variable, nearest in unknown().items()
    ]


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
