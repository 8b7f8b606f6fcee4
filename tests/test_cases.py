"""Two hundred and ninety-two pages, feeds and files that fail readers, by people who saw no code of ours; `cases/` holds them.

Each case is a folder: README says what is right and why, `site/` holds the files, `serve.json` how they are served,
`expect.json` what the ledger must hold afterwards.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from cases_server import serving
from word_embedder import WordEmbedder

from index.settings import Settings
from index.storage.store import Store, identity_of
from ingest.pipeline import Summary
from ingest.sources import Source, keep_up

ROOM = Path(__file__).parent / "cases"
NOT_YET = {
    "c-div-among-teasers": "two of forty teasers come along",
    "c-weaving-gallery": "captions alone, with what stands around the pictures",
    "c-dam-live": "a box and a pick of the week read like entries",
    "articles-are-teasers": "two of the ten teasers around the story come along",
    "d-waktu-relatif": '"3 jam yang lalu" is reckoned from the hour of reading, right or not',
    "liveblog-divs": "a box that asks for pictures reads like an entry",
    "newsletter-amid-english": "a box that sells a product reads like the text",
    "tag-topic": "a description of two paragraphs above the posts of a tag",
    "content-encoding-gzip-br": "Brotli that was not asked for is refused, with a sentence",
    "doc-word97": "Word 97 is refused, with a sentence that says how to save it",
    "docx-redline": "a moved paragraph and a comment in it",
    "f-php-tables-2003": "the headline stands in a cell like any other, and the page is called like its outlet",
    "f-amended-and-pull-quote": "a pull quote that repeats a part of a sentence",
    "rtf-wire-copy": "a header of the page comes along",
}
"""What is not done, and why."""


def cases() -> Iterator[object]:
    for room in ("pages", "files", "mixed"):
        for name, given in sorted(json.loads((ROOM / room / "urls.json").read_text(encoding="utf-8")).items()):
            why = NOT_YET.get(name)
            marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
            yield pytest.param(ROOM / room / name, given, id=name, marks=marks)


@pytest.mark.parametrize(("case", "given"), list(cases()))
def test_a_case_comes_out_right(case: Path, given: list[str], tmp_path: Path, settings: Settings) -> None:
    expected = json.loads((case / "expect.json").read_text(encoding="utf-8"))
    summary = Summary()
    if (case / "links.json").exists():
        case = _with_links(case, tmp_path / "case")
    with serving(case) as server:
        base = server.at("")
        known = settings.model_copy(
            update={"data_dir": tmp_path, "allow_hosts": base.removeprefix("http://"), "fetch_pause": 0.0}
        )
        embedder = WordEmbedder()
        with Store(known, identity_of(embedder)) as store:
            keep_up(_sources(case, given, base), store, embedder, known, lambda _: None, summary=summary)
            articles = list(store.ledger.articles.newest(limit=50))
    asked = [request.path for request in server.seen]
    failures = " ".join(f"{error.origin} {error.reason}" for error in summary.failed)
    assert len(articles) == expected.get("count", len(articles)), failures
    assert articles or expected.get("count") == 0, failures
    for article in articles:
        plain = " ".join(article.body.split())
        for text in expected.get("body_has", []):
            assert " ".join(text.split()) in plain
        for text in expected.get("body_lacks", []):
            assert text not in article.body
        for pattern in expected.get("regex", []):
            assert re.search(pattern, article.body)
        if "paras" in expected:
            assert len(article.body.split("\n\n")) == expected["paras"]
        dates = expected.get("date_in", [expected["date"]] if "date" in expected else [])
        if dates:
            assert article.published_at in [datetime.fromisoformat(when) if when else None for when in dates]
        for name in ("author", "source"):
            if name in expected:
                assert getattr(article, name) == expected[name]
    if "titles" in expected:
        assert sorted(article.title for article in articles) == sorted(expected["titles"])
    if "urls" in expected:
        assert sorted(article.url or "" for article in articles) == expected["urls"]
    assert expected.get("mentions", "") in failures
    assert not set(expected.get("not_asked", [])) & set(asked)


def _sources(case: Path, given: list[str], base: str) -> list[Source]:
    """What is to be taken in: addresses below `base`, files and folders of the case."""
    sources: list[Source] = []
    since = None
    words = iter(given)
    for word in words:
        if word == "--since":
            since = date.fromisoformat(next(words))
        elif word.startswith("@"):
            sources.append(Source(path=case / word[1:]))
        else:
            sources.append(Source(url=base + word, since=since))
    return sources


def _with_links(case: Path, copy: Path) -> Path:
    """The case with the links between its folders, which lead in a circle and so aren't in the repository."""
    shutil.copytree(case, copy, symlinks=True)
    for place, to in json.loads((case / "links.json").read_text(encoding="utf-8")).items():
        (copy / "site" / place).symlink_to(to)
    return copy
