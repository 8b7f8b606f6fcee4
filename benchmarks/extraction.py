"""`python -m benchmarks.extraction FUNDUS TRAFILATURA`: the text and the fields of pages that others collected, beside
trafilatura alone in the same run.

FUNDUS is fundus' tests/resources/parser/test_data, TRAFILATURA trafilatura's tests. Printed by halves: the first was
looked at while the reader was written, the second only measured. The weights of `ingest/data/story.json` are fitted on
both; `--crossed NEWS` fits them on the one and measures the other.
"""

from __future__ import annotations

import argparse
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.page_sets import Right, cases, fundus, trafilatura
from index.errors import SourceError
from index.types import Article
from ingest.people import person

Extract = Callable[[Right], Article | str | None]
ZONE = ZoneInfo("Asia/Jakarta")
_WORD = re.compile(r"\w+")


def tanya(page: Right) -> Article | None:
    from ingest.readers import html

    try:
        return html.read(page.html, origin=page.address, path=None, zone=ZONE, page=page.address)
    except SourceError:
        return None


def alone(page: Right) -> str | None:
    import trafilatura as library

    found: str | None = library.extract(page.html, include_comments=False)
    return found


def with_fields(page: Right) -> str | None:
    """trafilatura with the title, date and author that it looks for when asked: the work that Tanya's reader does."""
    import trafilatura as library

    found: str | None = library.extract(page.html, include_comments=False, with_metadata=True, output_format="json")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    parser.add_argument("fundus", type=Path)
    parser.add_argument("trafilatura", type=Path)
    parser.add_argument(
        "--crossed", type=Path, metavar="NEWS", help="fit the weights on the other half and on NEWS first"
    )
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    news, web = list(fundus(args.fundus)), list(trafilatura(args.trafilatura))
    print(
        "| pages | half | extractor | F1 | precision | recall | stories lost | ms a page |\n|---|---|---|---|---|---|---|---|"
    )
    for half in (0, 1):
        if args.crossed:
            _fit_on([*(page for page in (*news, *web) if page.half != half), *_cases()], args.crossed)
        for name, extract in (("tanya", tanya), ("trafilatura", alone), ("trafilatura with fields", with_fields)):
            _row("fundus", half, name, extract, [page for page in news if page.half == half], _by_shingles)
            _row("trafilatura's", half, name, extract, [page for page in web if page.half == half], _by_pieces)
    for half in (0, 1):
        some = [page for page in news if page.half == half]
        marks = list(map(_fields, some))
        shares = [sum(column) / len(some) for column in zip(*marks, strict=True)]
        people = [authors for _, _, authors, persons in marks if persons]
        print(
            f"half {half}: title {shares[0]:.3f}, date {shares[1]:.3f}, authors {shares[2]:.3f} of {len(some)};"
            f" {sum(people) / len(people):.3f} of the {len(people)} whose authors are all persons"
        )


def _row(
    pages: str,
    half: int,
    name: str,
    extract: Extract,
    some: Sequence[Right],
    score: Callable[..., tuple[float, float, float, int]],
) -> None:
    extract(some[0])  # the first one loads what is loaded once
    began = time.process_time()
    texts = [_text(extract(page)) for page in some]
    spent = (time.process_time() - began) / len(some) * 1000
    if name.endswith("fields"):
        print(f"| {pages} | {half} | {name} | | | | | {spent:.1f} |")
        return
    f1, precision, recall, lost = score(some, texts)
    print(f"| {pages} | {half} | {name} | {f1:.4f} | {precision:.4f} | {recall:.4f} | {lost} | {spent:.1f} |")


def _text(found: Article | str | None) -> str:
    return found.body if isinstance(found, Article) else found or ""


def _by_shingles(pages: Sequence[Right], texts: Sequence[str]) -> tuple[float, float, float, int]:
    """Means over the pages of F1, precision and recall of four words in a row; a story is lost below .1."""
    found = [_overlap(text, "\n".join(page.text)) for page, text in zip(pages, texts, strict=True)]
    f1, precision, recall = (sum(scores) / len(found) for scores in zip(*found, strict=True))
    return f1, precision, recall, sum(score[0] < 0.1 for score in found)


def _by_pieces(pages: Sequence[Right], texts: Sequence[str]) -> tuple[float, float, float, int]:
    """As trafilatura's own evaluation counts: pieces that are held and mustn't be, over all pages."""
    true = false = missed = lost = 0
    for page, text in zip(pages, texts, strict=True):
        plain = " ".join(text.split())
        held = sum(" ".join(piece.split()) in plain for piece in page.held)
        true += held
        missed += len(page.held) - held
        false += sum(" ".join(piece.split()) in plain for piece in page.foreign)
        lost += not text
    precision, recall = true / (true + false), true / (true + missed)
    return 2 * precision * recall / (precision + recall), precision, recall, lost


def _overlap(text: str, right: str) -> tuple[float, float, float]:
    ours, theirs = shingles(text), shingles(right)
    common = sum((ours & theirs).values())
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / sum(ours.values()), common / sum(theirs.values())
    return 2 * precision * recall / (precision + recall), precision, recall


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Four words in a row, counted."""
    words = _WORD.findall(text.lower())
    return (
        Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
        if len(words) > 3
        else Counter([tuple(words)])
    )


def _fields(page: Right) -> tuple[bool, bool, bool, bool]:
    """Whether title, day and authors are as fundus has them, and whether it calls no outlet or agency an author."""
    article, right = tanya(page), page.fields or {}
    when = datetime.fromisoformat(right["publishing_date"]) if right.get("publishing_date") else None
    title = article is not None and _bare(article.title) == _bare(right["title"])
    if article is None or article.published_at is None or when is None:
        day = article is not None and article.published_at is None and when is None
    else:
        here = article.published_at
        day = when.date() in (here.date(), here.astimezone(when.tzinfo).date() if when.tzinfo else here.date())
    named = right.get("authors") or []
    authors = _bare(article.author or "" if article else "") == _bare("".join(named))
    outlets = [article.source or ""] if article else []
    return title, day, authors, all(person(name, outlets) for name in named)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _cases() -> list[Right]:
    rooms = Path(__file__).parents[1] / "tests" / "cases"
    return [page for room in ("pages", "mixed", "files") for page in cases(rooms / room)]


def _fit_on(pages: Sequence[Right], news: Path) -> None:
    from ingest.readers import story, wording
    from training.story import fitted

    bias, weights, words = fitted(pages, news)
    story._weights = lambda: (bias, weights)  # type: ignore[assignment]
    wording.use(words)


if __name__ == "__main__":
    main()
