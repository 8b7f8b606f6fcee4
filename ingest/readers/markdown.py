"""Markdown with front matter. The body is the text below it, and below the first heading where that is the title."""

from __future__ import annotations

import re
import tomllib
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from frontmatter.default_handlers import YAMLHandler

from index.errors import SourceError
from index.types import Article
from ingest.build import FIELDS, build_article, tidy

_HEADING = re.compile(
    r"\s*#[ \t]+(?P<atx>[^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)|\s*(?P<setext>[^\n#>*\-][^\n]*)\n=+[ \t]*(?:\n|\Z)"
)
_SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}|\{%.*?%\}|<!--.*?-->", re.DOTALL)
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(?P<block>.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_OPEN = re.compile(r"\s*-{3,}[ \t]*\n\s*\w+[ \t]*:")
_EMPTY = frozenset({"", "~", "null", "none"})


def read(text: str, *, origin: str, path: str, zone: ZoneInfo) -> Article:
    """The article in a Markdown file. Raises SourceError where the front matter can't be read or there is no text."""
    values, content = _front_matter(text, origin)
    fields = _fields(values)
    heading = _HEADING.match(content)
    if heading:
        title = tidy(heading["atx"] or heading["setext"])
        if fields.setdefault("title", title).casefold() == title.casefold():
            content = content[heading.end() :]
    return build_article(_plain(content), fields, origin=origin, zone=zone, path=path)


def _plain(content: str) -> str:
    """The text without Markdown's marks, a blank line between paragraphs."""
    from markdown_it import MarkdownIt

    content = _SHORTCODE.sub("", content)
    paragraphs = []
    for token in MarkdownIt("commonmark").enable("table").parse(content):
        if token.type == "inline":
            parts = (
                " " if one.type in ("softbreak", "hardbreak") else one.content
                for one in token.children or ()
                if one.type != "image"
            )
            paragraphs.append(" ".join("".join(parts).split()))
        elif token.type == "html_block":
            from ingest.readers.html import prose

            paragraphs.append(prose(token.content))
        elif token.type in ("fence", "code_block"):
            paragraphs.append(token.content.strip())
    return "\n\n".join(filter(None, paragraphs))


def _front_matter(text: str, origin: str) -> tuple[dict[str, Any], str]:
    if match := _TOML.match(text):
        try:
            return {name: _toml(value) for name, value in tomllib.loads(match["block"]).items()}, text[match.end() :]
        except tomllib.TOMLDecodeError as error:
            raise SourceError(
                origin, f"its front matter is not valid TOML ({error}); mend it between the two +++ lines"
            ) from None
    handler = YAMLHandler()
    text = text.lstrip()
    if not _OPEN.match(text):
        return {}, text  # a rule at the top is no front matter
    try:
        _, block, content = handler.FM_BOUNDARY.split(text, 2)
        # Everything as text: YAML's own idea of dates and numbers fails on 31/02 and makes 15:06 an integer.
        values = handler.load(block, Loader=yaml.BaseLoader)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f" near line {line + 1}" if line is not None else ", or its closing --- is missing"
        raise SourceError(
            origin, f"its front matter is not valid YAML{where}; mend it between the two --- lines"
        ) from None
    if not isinstance(values, dict):
        raise SourceError(origin, "its front matter is no list of fields; write one `name: value` on each line")
    return values, str(content)


def _toml(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _fields(values: dict[str, Any]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in values.items():
        field = FIELDS.get(str(name).strip().casefold().replace("-", "_").replace(" ", "_"))
        if isinstance(value, list):
            value = ", ".join(v for v in value if isinstance(v, str))
        if field and isinstance(value, str) and value.strip().casefold() not in _EMPTY:
            fields.setdefault(field, tidy(value))
    return fields
