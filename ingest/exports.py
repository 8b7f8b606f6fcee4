"""What other programs export: tables (CSV, TSV, XLSX), WordPress, Telegram, agencies' XML, mailboxes. One record an article.

A record is a JSON object with the names that a dump's records have, so that one reader understands them all.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import EmptySourceError, SourceError
from ingest.build import BODY_FIELDS, FIELDS, field_name, tidy
from ingest.decode import decode
from ingest.dumps import Record
from ingest.xml import local
from ingest.xml import parse as parse_xml

if TYPE_CHECKING:
    from lxml import etree

TABLES = (".csv", ".tsv", ".xlsx")
XML = (".xml",)
MAILBOXES = (".mbox",)
_MOST_BYTES = 500 * 2**20
_TOO_LARGE = "it is larger than 500 MB; export a part of it"
_HEAD = 4096  # bytes that tell what a JSON document is
_FIRST = 20  # records that tell whether they are articles
_MOST_ROWS = 1_000_000
_LEAST = 40
"""Characters of a message that may be a piece of news."""
_ADDRESS = re.compile(r"https?://\S+$")
_OPENED = re.compile(r"^(?:Oleh|By)\s*:?\s+", re.IGNORECASE)
_SHORTCODE = re.compile(
    r"\[caption[^\]]*\].*?\[/caption\]|\[/?[a-z_-]+(?:\s[^\]\n]{0,300})?\]|<!--.*?-->", re.DOTALL | re.IGNORECASE
)

Found = Iterator[Record | SourceError]


def table(path: Path, name: str) -> Found:
    """The rows of a table whose first row names its columns."""
    if path.stat().st_size > _MOST_BYTES:
        yield SourceError(name, _TOO_LARGE)
        return
    try:
        rows = _sheets(path) if path.suffix.lower() == ".xlsx" else _rows(path, name)
        count = 0
        for place, header, values in rows:
            record = {column: value for column, value in zip(header, values, strict=False) if value not in (None, "")}
            if record:
                count += 1
                yield _record(place, record)
    except _NoColumnsError as error:
        yield SourceError(name, str(error))
        return
    except (csv.Error, zipfile.BadZipFile, KeyError, ValueError, OSError):
        yield SourceError(name, "this table is damaged or can't be read; save it as CSV in UTF-8")
        return
    if not count:
        yield EmptySourceError(name, "there are no articles in it; add some, or leave it out")


class _NoColumnsError(Exception):
    pass


def _rows(path: Path, name: str) -> Iterator[tuple[str, list[str], list[Any]]]:
    text = decode(path.read_bytes(), name)
    head = text[:65_536]
    first = head.partition("\n")[0]
    delimiter = max("\t;,|", key=first.count) if path.suffix.lower() == ".csv" else "\t"
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    header = _header(next(reader, []))
    for row in reader:
        yield f":{reader.line_num}", header, row


def _sheets(path: Path) -> Iterator[tuple[str, list[str], list[Any]]]:
    import openpyxl

    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
            raise ValueError("it unpacks to more than any table holds")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    named = False
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        try:
            header = _header([str(value or "") for value in next(rows, ())])
        except _NoColumnsError:
            continue
        named = True
        for number, row in enumerate(rows, 2):
            yield f":{sheet.title}!{number}", header, [_plain(value) for value in row]
            if number > _MOST_ROWS:
                break
    if not named:
        raise _NoColumnsError(_NO_COLUMNS)


_NO_COLUMNS = "no column is called body, text or isi; name the columns in its first row (title, date, body …)"


def _header(cells: list[str]) -> list[str]:
    names = [field_name(cell) for cell in cells]
    if not any(name in BODY_FIELDS for name in names):
        raise _NoColumnsError(_NO_COLUMNS)
    return names


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # or a datetime, which is one
        return value.isoformat()
    return value if value is None or isinstance(value, str) else str(value)


def wrapped(path: Path, name: str) -> Found | None:
    """The records of a JSON document that holds them in a list: a chat that Telegram Desktop exported (result.json), or
    an interface's answer ({"status": "ok", "data": [{"judul": …}]}). None for any other."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not re.match(rb"\s*\{", head) or not re.search(rb'"\w+"\s*:\s*\[\s*\{', head):
        return None
    if path.stat().st_size > _MOST_BYTES:
        return iter([SourceError(name, _TOO_LARGE)])
    try:
        whole = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None  # several documents one after another, or none
    if not isinstance(whole, dict) or any(field_name(key) in BODY_FIELDS for key in whole):
        return None
    if b'"messages"' in head and b'"type"' in head:
        return _messages(whole, name)
    lists = [value for value in whole.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    records = [record for record in max(lists, key=len, default=[]) if isinstance(record, dict)]
    if not any(field_name(key) in BODY_FIELDS for record in records[:_FIRST] for key in record):
        return None
    return (
        Record(f":{n}", json.dumps(_without_key(record), ensure_ascii=False).encode("utf-8", "surrogatepass"))
        for n, record in enumerate(records, 1)
    )


def _without_key(record: dict[str, Any]) -> dict[str, Any]:
    """A record without its number in somebody's database, where it has an address to be known by."""
    has_address = any(FIELDS.get(field_name(name)) == "url" and value for name, value in record.items())
    return {name: value for name, value in record.items() if not (has_address and field_name(name) == "id")}


def _messages(chat: dict[str, Any], name: str) -> Found:
    count = 0
    for message in chat["messages"]:
        if not isinstance(message, dict) or message.get("type") != "message":
            continue
        text = _said(message.get("text")).strip()
        if len(text) < _LEAST:
            continue
        count += 1
        title, _, rest = text.partition("\n")
        record = {"id": None, "source": str(chat.get("name") or ""), "author": message.get("author")}
        record["date"] = message.get("date_unixtime") or message.get("date")
        if rest.strip() and len(title) <= 200:
            record |= {"title": title.strip(), "body": rest.strip()}
        else:
            record["body"] = text
        yield _record(f":{message.get('id', count)}", record)
    if not count:
        yield EmptySourceError(name, "there are no messages with text in it; leave it out")


def _said(text: Any) -> str:
    if isinstance(text, list):
        return "".join(_said(part) for part in text)
    if isinstance(text, dict):
        return _said(text.get("text"))
    return text if isinstance(text, str) else ""


def xml(path: Path, name: str) -> Found:
    """The articles of a WordPress export, a NITF or NewsML-G2 document, or a feed that was saved."""
    if path.stat().st_size > _MOST_BYTES:
        yield SourceError(name, _TOO_LARGE)
        return
    try:
        root = parse_xml(path.read_bytes().lstrip())
    except (ValueError, OSError):
        yield SourceError(name, "its XML can't be made sense of; save the articles as text")
        return
    kind = local(root)
    if kind == "rss":
        found = _posts(root)
    elif kind == "nitf":
        found = iter([_nitf(root)])
    elif kind in ("newsMessage", "newsItem", "NewsML"):
        found = _items(root)
    else:
        yield SourceError(name, f"it is XML of another kind ({kind}); WordPress's export, NITF and NewsML-G2 are read")
        return
    records = [record for record in found if record.get("body")]
    if not records:
        yield EmptySourceError(name, "there are no articles in it; leave it out")
    for number, record in enumerate(records, 1):
        yield _record(f":{number}" if len(records) > 1 else "", record)


def _posts(root: etree._Element) -> Iterator[dict[str, Any]]:
    """The published posts of a WordPress export, or the items of a feed with their full text."""
    channel = next(_each(root, "channel"), root)
    outlet = _text(channel, "title")
    people = {_text(one, "author_login"): _text(one, "author_display_name") for one in _each(channel, "author")}
    for item in _each(channel, "item"):
        kind, state = _text(item, "post_type"), _text(item, "status")
        if kind not in ("", "post") or state not in ("", "publish"):
            continue
        markup = next((one.text or "" for one in item if one.tag.endswith("}encoded") and "excerpt" not in one.tag), "")
        if not kind and len(markup) < 300:
            continue  # a feed's teaser
        gmt = _text(item, "post_date_gmt")
        author = _text(item, "creator")
        yield {
            "title": _text(item, "title"),
            "url": _text(item, "link"),
            "author": people.get(author) or author,
            "date": f"{gmt}Z"
            if gmt and not gmt.startswith("0000")
            else _text(item, "post_date") or _text(item, "pubDate"),
            "source": outlet,
            "body": _prose(_paragraphs(_SHORTCODE.sub("", markup))),
        }


def _paragraphs(markup: str) -> str:
    """WordPress stores what was typed: a blank line is a paragraph's end where there is no markup for it."""
    if re.search(r"<(?:p|div)\b", markup, re.IGNORECASE):
        return markup
    return "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", markup.replace("\r\n", "\n")))


def _nitf(root: etree._Element) -> dict[str, Any]:
    body = next(_each(root, "body"), root)
    published = next(_each(root, "pubdata"), None)
    issued = next((one.get("norm") for one in _each(root, "date.issue")), None)
    byline = next(_each(body, "byline"), None)
    by = (_first(byline, "person") if byline is not None else "") or _first(body, "byttl", "person", "byline")
    content = next((one for one in body if local(one) == "body.content"), None)
    parts = [] if content is None else [one for one in content.iter() if local(one) in ("p", "hl2", "li")]
    return {
        "title": _first(body, "hl1") or _first(root, "title"),
        "author": _OPENED.sub("", by),
        "date": _norm_date(issued or (None if published is None else published.get("date.publication"))),
        "source": (None if published is None else published.get("name")) or _first(body, "distributor"),
        "place": _first(body, "location"),
        "body": "\n\n".join(text for one in parts if (text := _inner(one)) and not _beside(one)),
    }


def _items(root: etree._Element) -> Iterator[dict[str, Any]]:
    """The text items of a NewsML-G2 message."""
    for item in [root] if local(root) == "newsItem" else _each(root, "newsItem"):
        kind = next(_each(item, "itemClass"), None)
        if kind is not None and not (kind.get("qcode") or "").endswith("text"):
            continue
        inner = next(_each(item, "inlineXML"), None)
        if inner is None or not len(inner):
            continue
        nitf = _nitf(inner[0]) if local(inner[0]) == "nitf" else {}
        meta = next(_each(item, "contentMeta"), item)
        named = (_inner(one) for made in _each(meta, "creator") for one in _each(made, "name"))
        by = _first(meta, "by") or next(named, "")
        yield {
            "title": _first(meta, "headline") or nitf.get("title"),
            "author": _OPENED.sub("", by or nitf.get("author") or ""),
            "date": _first(meta, "contentCreated") or _first(item, "versionCreated") or nitf.get("date"),
            "source": nitf.get("source"),
            "place": nitf.get("place"),
            "body": nitf.get("body") or _prose(_markup(inner[0])),
        }


def mailbox(path: Path) -> Iterator[tuple[str, bytes]]:
    """Each message of an mbox, with its number."""
    import mailbox as library

    box = library.mbox(str(path), create=False)
    for number, key in enumerate(box.keys(), 1):
        yield f":{number}", box.get_bytes(key)


def _prose(markup: str) -> str:
    from ingest.readers.html import prose

    return prose(markup)


def _record(place: str, record: dict[str, Any]) -> Record:
    known = {name: value for name, value in record.items() if value and (name in BODY_FIELDS or FIELDS.get(name))}
    return Record(place, json.dumps(known, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _markup(tag: etree._Element) -> str:
    from lxml import etree

    return str(etree.tostring(tag, encoding="unicode"))


def _each(tag: etree._Element, name: str) -> Iterator[etree._Element]:
    return (one for one in tag.iter() if local(one) == name)


def _text(tag: etree._Element, name: str) -> str:
    return next((tidy(one.text or "") for one in tag if local(one) == name), "")


def _inner(tag: etree._Element) -> str:
    return tidy("".join(tag.itertext()))


def _first(tag: etree._Element, *names: str) -> str:
    """The text of the first element of one of these names, the first name's before the second's; "" where there is none."""
    return next((text for name in names for one in _each(tag, name) if (text := _inner(one))), "")


def _beside(tag: etree._Element) -> bool:
    return any(local(above) in ("media", "media-caption", "fn", "note") for above in tag.iterancestors())


def _norm_date(text: str | None) -> str:
    """NITF writes 20250604T150600+0700."""
    match = re.fullmatch(r"(\d{8})T(\d{2})(\d{2})(\d{2})(Z|[+-]\d{2}:?\d{2})?", text or "")
    if not match:
        return text or ""
    moment = datetime.strptime("".join(match.groups()[:4]), "%Y%m%d%H%M%S")
    if match[5]:
        return moment.isoformat() + match[5]
    return moment.isoformat()


def addresses_alone(lines: Iterable[str]) -> bool:
    """Whether a text is a list of addresses and nothing else."""
    filled = [line.strip() for line in lines if line.strip()]
    return len(filled) > 1 and sum(
        bool(_ADDRESS.search(line)) and len(line.split()) < 4 for line in filled
    ) > 0.7 * len(filled)
