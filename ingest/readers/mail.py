"""Articles as mail (`.eml`) and as a browser saves a page whole (`.mht`, `.mhtml`): MIME, by the standard library."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from index.errors import SourceError
from index.types import Article
from ingest.build import build_article, tidy
from ingest.decode import decode
from ingest.news import find_signoff
from ingest.readers import html

_QUOTED_FROM = re.compile(r"^>(?=From )", re.MULTILINE)
"""What a mailbox writes for a line that begins as its messages do."""


def read(raw: bytes, *, origin: str, path: str, zone: ZoneInfo) -> Article:
    """The article in a message. Raises SourceError where it has no text, or is no message."""
    try:
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        page, text = message.get_body(("html",)), message.get_body(("plain",))
        saved = str(message.get("Snapshot-Content-Location") or (page and page.get("Content-Location")) or "")
        fields = {"title": str(message.get("Subject") or ""), "date": str(message.get("Date") or "")}
        name, _ = parseaddr(str(message.get("From") or ""))
        fields["author"] = name
        if page and saved.startswith(("http://", "https://")):
            return html.read(_text(page, origin), origin=origin, path=path, zone=zone, page=saved)
        body = _QUOTED_FROM.sub("", _text(text, origin)).strip() if text else ""
    except SourceError:
        raise
    except Exception:  # the library's own ways of failing on what is no mail at all
        raise SourceError(origin, "this message is damaged, or none; save the article as text") from None
    if not body and page:
        body = html.prose(_text(page, origin))
    if signoff := find_signoff(body):
        body = body[: signoff.start]
        fields["reporter"] = signoff.reporter or ""
    found = {key: tidy(value) for key, value in fields.items() if value and value.strip()}
    return build_article(body, found, origin=origin, zone=zone, path=path)


def _text(part: MIMEPart, origin: str) -> str:
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return decode(raw, origin, html=part.get_content_subtype() == "html", charset=part.get_content_charset())
