"""One record of a dump: `id? url? title? source? author? published_at|date? time? body|text`, and what FIELDS knows.

The body is kept exactly as it is given, whitespace and all: offsets point into it.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

from index.errors import SourceError
from index.types import Article
from ingest.build import BODY_FIELDS, FIELDS, build_article, field_name, tidy

_EXTRA = ("updated", "editor", "section")
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|li|blockquote|figure)\b[^>]*>", re.IGNORECASE)


def read(raw: bytes, *, origin: str, path: str | None, zone: ZoneInfo) -> Article:
    """The article in a record's bytes. Raises SourceError where they are no JSON object, or a value is of a wrong type.

    `path` is the file's, if this record is all that is in it.
    """
    record = _as_posted(_record(raw, origin))
    body: Any = None
    fields: dict[str, str] = {}
    for name, value in record.items():
        if value is None or value == "":
            continue
        key = field_name(name)
        if key in BODY_FIELDS:
            body = _body(body, value, key, origin)
        elif field := FIELDS.get(key):
            text = _text(value, field, name, origin)
            if text and text.casefold() not in ("none", "null"):
                fields.setdefault(field, text)
    if body is None:
        raise SourceError(origin, 'it has no text; give the record a "body" or "text" field')
    if "author" not in fields and len(fields.get("reporter", "").split()) > 1:
        fields["author"] = fields["reporter"]
    if _MARKUP.search(body):
        from ingest.readers.html import prose

        body = prose(body)
    return build_article(body, fields, origin=origin, zone=zone, path=path)


def _record(raw: bytes, origin: str) -> dict[str, Any]:
    try:
        record = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SourceError(origin, "it is not UTF-8; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:]
        raise SourceError(origin, f"it is not valid JSON ({what}, column {error.colno}); mend or remove it") from None
    except (ValueError, RecursionError):
        raise SourceError(
            origin, "it is JSON beyond all measure (a huge number, or nested too deep); mend or remove it"
        ) from None
    if not isinstance(record, dict):
        raise SourceError(origin, f'it is {_kind(record)}, not an article; write it as {{"title": …, "body": …}}')
    return record


def _as_posted(record: dict[str, Any]) -> dict[str, Any]:
    """A post as WordPress' REST API gives it (https://developer.wordpress.org/rest-api/reference/posts/), as a record;
    any other as it is."""
    content = record.get("content")
    if not (isinstance(content, dict) and isinstance(body := content.get("rendered"), str)):
        return record
    title, gmt, embedded = record.get("title"), record.get("date_gmt"), record.get("_embedded")
    headline = title.get("rendered") if isinstance(title, dict) else title
    authors = embedded.get("author") if isinstance(embedded, dict) else None
    return {
        "title": re.sub(r"<[^>]{1,300}>", "", html.unescape(headline)) if isinstance(headline, str) else None,
        "url": record.get("link"),
        "date": f"{gmt}Z" if gmt else record.get("date"),
        "author": [one["name"] for one in authors if isinstance(one, dict) and "name" in one] if authors else None,
        "body": body,
    }


def _body(so_far: str | None, value: Any, name: str, origin: str) -> str:
    if not isinstance(value, str):
        raise SourceError(origin, f'"{name}" must be text and is {_kind(value)}; mend or remove the record')
    return value if so_far is None or name == "body" else so_far


def _text(value: Any, field: str, name: str, origin: str) -> str:
    """A field as text; an object by its name. Ids and dates may be numbers; authors, and whatever else names people, may be a list. What only
    adds to an article is left out where it is of another type."""
    if isinstance(value, dict) and isinstance(named := value.get("name") or value.get("nama"), str):
        value = named
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and field in ("id", "date", "updated"):
        return str(value)
    if isinstance(value, list) and field in ("author", "reporter", *_EXTRA) and all(isinstance(v, str) for v in value):
        return tidy(", ".join(value))
    if field in _EXTRA:
        return ""
    raise SourceError(origin, f'"{name}" must be text and is {_kind(value)}; mend or remove the record')


def _kind(value: Any) -> str:
    kinds = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
        str: "a string",
    }
    return kinds.get(type(value), "nothing")
