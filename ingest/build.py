"""One article out of what a reader found: the same ids, dates, titles and datelines whatever the format was."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from index.errors import SourceError
from index.types import Article
from ingest.dates import known_date, parse_date
from ingest.news import find_dateline, find_signoff, lead_title

FIELDS = {
    alias: field
    for field, aliases in {
        "id": "id",
        "title": "title judul headline",
        "date": "date published_at tanggal published datepublished publish_date date_publish waktu terbit waktu_terbit"
        " tanggal_terbit tgl pubdate published_date created_at",
        "time": "time jam",
        "source": "source sumber outlet media publisher",
        "author": "author penulis byline oleh by authors",
        "reporter": "reporter pewarta wartawan",
        "url": "url link tautan permalink",
        "place": "place dateline tempat lokasi",
        "caption": "caption keterangan_foto",
        "credit": "credit kredit foto photo",
        "updated": "updated updated_at date_modified datemodified diperbarui",
        "editor": "editor penyunting redaktur",
        "section": "section kanal rubrik kicker",
    }.items()
    for alias in aliases.split()
}
"""What a header block, front matter and records may call a field, and what it is called here."""

BODY_FIELDS = frozenset(
    "body text content isi konten maintext article_body articlebody isi_berita isi_artikel naskah story full_text"
    " konten_html content_html body_html html".split()
)
"""What records may call the text."""


def field_name(name: str) -> str:
    """A column's or property's name as it stands in FIELDS: "Tanggal Terbit" is "tanggal", "link-foto" stays what it is."""
    words = re.findall(r"\w+", name.casefold().replace("-", "_").replace("_", " "))
    whole = "_".join(words)
    known = whole in FIELDS or whole in BODY_FIELDS or not words or _PICTURES & set(words[1:])
    return words[0] if not known and (words[0] in FIELDS or words[0] in BODY_FIELDS) else whole


_PICTURES = frozenset("foto gambar image img thumbnail video".split())


_SURROGATE = re.compile("[\ud800-\udfff]")


def build_article(
    body: str,
    fields: Mapping[str, str],
    *,
    origin: str,
    zone: ZoneInfo,
    path: str | None,
    lenient: bool = False,
) -> Article:
    """The article with this body, which is kept as it is. `fields` has the values of FIELDS, cleaned by `tidy`.

    Without an id it gets one: from the URL, else from the `path` of the file that is the article, else, where `path`
    is None, from its content. Raises SourceError where there is no text. `lenient` is explained at `find_dateline`.
    """
    body = whole_characters(body)
    if not body.strip():
        raise SourceError(origin, "there is no article text in it; add the text, or leave this article out")
    dateline, signoff = find_dateline(body, lenient=lenient), find_signoff(body)
    title, date = fields.get("title"), fields.get("date")
    moment = None
    if date and (time := fields.get("time")):
        moment = known_date(f"{date} {time}", zone)
    if date and moment is None:
        moment = parse_date(date, zone)
    return Article(
        id=fields.get("id") or _id(body, fields, path),
        title=title or lead_title(body),
        title_derived=not title,
        body=body,
        origin=origin,
        source=fields.get("source") or (dateline.source if dateline else None),
        author=fields.get("author"),
        published_at=moment,
        url=fields.get("url"),
        place=fields.get("place") or (dateline.place if dateline else None),
        caption=fields.get("caption"),
        credit=fields.get("credit"),
        reporter=fields.get("reporter") or (signoff.reporter if signoff else None),
        updated_at=parse_date(updated, zone) if (updated := fields.get("updated")) else None,
        editor=fields.get("editor"),
        section=fields.get("section"),
    )


def _id(body: str, fields: Mapping[str, str], path: str | None) -> str:
    if url := fields.get("url"):
        try:
            host = urlsplit(url).hostname
        except ValueError:
            host = None
        return f"{(host or 'url').removeprefix('www.')}-{_hex(url, 10)}"
    if path:
        return f"{_slug(Path(Path(path).name.removesuffix('.gz')).stem) or 'artikel'}-{_hex(path, 6)}"
    title, date = fields.get("title"), fields.get("date")
    return f"artikel-{_hex(f'{title} {date}' if title and date else body, 16)}"


def _hex(text: str, length: int) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()[:length]


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")[:60]


def tidy(value: str) -> str:
    """A field's value on one line, without space around it."""
    return " ".join(whole_characters(value).split())


def whole_characters(text: str) -> str:
    """The text with each half character (a lone surrogate, as a cut emoji leaves in JSON) made U+FFFD, one for one.

    No database or terminal can write a half; offsets stay as they are.
    """
    return _SURROGATE.sub("\ufffd", text)
