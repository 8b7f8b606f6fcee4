"""News pages that others collected, with what is right for each: fundus' test pages and trafilatura's evaluation.

https://github.com/flairNLP/fundus (tests/resources/parser/test_data: publishers of today, title, date, authors and body by
fundus' own parsers) and https://github.com/adbar/trafilatura (tests: what must be in the text, and what must not).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.decode import decode


@dataclass(frozen=True, slots=True)
class Right:
    """A page and what is right of it; either the whole text, or pieces of it."""

    key: str
    """The publisher, by which the pages are halved."""
    address: str
    html: str
    text: tuple[str, ...] = ()
    """The paragraphs of the story."""
    held: tuple[str, ...] = ()
    """Pieces that the story holds."""
    foreign: tuple[str, ...] = ()
    """Pieces that are none of it."""
    fields: dict[str, Any] | None = None
    """"title", "authors" and "publishing_date", where the set has them."""

    @property
    def half(self) -> int:
        """0 for what was looked at, 1 for what is only measured."""
        return hashlib.md5(self.key.encode()).digest()[0] % 2


def fundus(folder: Path) -> Iterator[Right]:
    """The pages below tests/resources/parser/test_data, each with the version of its publisher's parser that fits."""
    for country in sorted(path for path in folder.iterdir() if (path / "meta.info").is_file()):
        info = json.loads((country / "meta.info").read_text(encoding="utf-8"))
        pages: dict[str, list[tuple[str, str, str]]] = {}
        for name, about in info.items():
            if (country / name).is_file():
                publisher = re.sub(r"_\d{4}_\d\d_\d\d.*", "", name)
                html = decode(gzip.decompress((country / name).read_bytes()), name, html=True)
                pages.setdefault(publisher, []).append((about["crawl_date"], about["url"], html))
        for publisher, found in sorted(pages.items()):
            versions = json.loads((country / f"{publisher}.json").read_text(encoding="utf-8"))
            for right in versions.values():
                body = right["body"]
                text = [*body["summary"], *(p for s in body["sections"] for p in [*s["headline"], *s["paragraphs"]])]
                probes = [p[:40] for p in text if len(p) > 40][:12]
                _, address, html = max(sorted(found), key=lambda page: sum(probe in page[2] for probe in probes))
                yield Right(publisher, address, html, text=tuple(text), fields=right)


def cases(folder: Path) -> Iterator[Right]:
    """The pages of a room of tests/cases that are one article."""
    for name, given in sorted(json.loads((folder / "urls.json").read_text(encoding="utf-8")).items()):
        right = json.loads((folder / name / "expect.json").read_text(encoding="utf-8"))
        page = folder / name / "site" / given[0].removeprefix("@site").lstrip("/")
        if (
            len(given) == 1
            and right.get("body_has")
            and right.get("count", 1) == 1
            and page.suffix in (".html", ".htm")
            and page.is_file()
        ):
            text = decode(page.read_bytes(), name, html=True)
            held, foreign = tuple(right["body_has"]), tuple(right.get("body_lacks", []))
            yield Right(name, f"https://{name}.example{given[0]}", text, held=held, foreign=foreign)


def trafilatura(folder: Path) -> Iterator[Right]:
    """The annotated pages of the folder tests."""
    for address, about in json.loads((folder / "evaldata.json").read_text(encoding="utf-8")).items():
        place = next(path for sub in ("cache", "eval") if (path := folder / sub / about["file"]).is_file())
        html = decode(place.read_bytes(), about["file"], html=True)
        yield Right(urlsplit(address).netloc, address, html, held=tuple(about["with"]), foreign=tuple(about["without"]))
