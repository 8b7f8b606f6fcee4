"""`python -m training.story FUNDUS TRAFILATURA NEWS CASES…`: the weights by which `ingest.readers.story` chooses a page's
blocks, and those of `ingest.readers.wording`, which is one of its signs.

A logistic regression over the signs of every block: is it of the story? By fundus' pages the whole text says so; by
trafilatura's, and those of rooms of tests/cases, only the blocks that hold a piece that must or mustn't be there. See `benchmarks.page_sets`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.extraction import ZONE, shingles
from benchmarks.page_sets import Right, cases, fundus, trafilatura
from benchmarks.regression import logistic
from ingest.readers import marks, story, tree
from ingest.readers import wording as reading
from ingest.readers.blocks import Block
from ingest.readers.html import visible
from ingest.readers.story import Signs
from training import wording

OUT = Path(__file__).parents[1] / "ingest" / "data"
_PAGE = 100.0
"""Weight of a news page, shared by its blocks by their length; a piece of the open web weighs 2."""
_PIECE = 2.0
_LONGEST = 400
"""Characters above which a block weighs no more."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.story", description=__doc__)
    parser.add_argument("fundus", type=Path)
    parser.add_argument("trafilatura", type=Path)
    parser.add_argument("news", type=Path)
    parser.add_argument("cases", type=Path, nargs="*")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = [
        *fundus(args.fundus),
        *trafilatura(args.trafilatura),
        *(page for room in args.cases for page in cases(room)),
    ]
    bias, weights, words = fitted(pages, args.news)
    table = {"bias": bias, "weights": weights._asdict()}
    (OUT / "story.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    (OUT / "wording.f32").write_bytes(words.tobytes())


def fitted(pages: Sequence[Right], news: Path) -> tuple[float, Signs, array[float]]:
    """Bias and weights that tell the blocks of these pages' stories from the others best, and the wording's.

    Of each page the wording is judged by weights that were fitted without it: on what it has learned it would seem surer
    than it is.
    """
    lines = [*wording.load(), *wording.sentences(news)]

    def words(some: Iterable[Right]) -> array[float]:
        return array("f", wording.fitted([*lines, *wording.prose(some)]))

    rows = []
    for fold in (0, 1):
        reading.use(words(page for page in pages if _fold(page) != fold))
        rows += [row for page in pages if _fold(page) == fold for row in _rows(page)]
    signs, labels, sample = zip(*rows, strict=True)
    bias, *weights = logistic(signs, labels, sample, l2=1 / sum(sample))
    return round(bias, 3), Signs(*(round(weight, 3) for weight in weights)), words(pages)


def _fold(page: Right) -> int:
    return hashlib.md5(page.key.encode()).digest()[1] % 2


def _rows(page: Right) -> Iterator[tuple[Signs, float, float]]:
    try:
        root = tree.parse(page.html)
    except ValueError:
        return
    said = marks.read(root, ZONE, page=page.address, now=None)
    blocks, _, told = visible(root, said)
    signs = story.signs_of(blocks, story.by_trafilatura(root, blocks), told)
    labels = list(_by_text(page, blocks) if page.text else _by_pieces(page, blocks))
    sizes = [min(len(block.bare), _LONGEST) if page.text else 1 for block in blocks]
    whole = sum(sizes) or 1
    for one, label, size in zip(signs, labels, sizes, strict=True):
        if one and label is not None:
            yield one, label, _PAGE * size / whole if page.text else _PIECE


def _by_text(page: Right, blocks: Sequence[Block]) -> Iterator[float]:
    paragraphs = {tree.bare(text) for text in page.text}
    flat, known = "".join(map(tree.bare, page.text)), set(shingles("\n".join(page.text)))
    for block in blocks:
        if block.bare in paragraphs or (len(block.bare) >= 25 and block.bare in flat):
            yield 1.0
        elif len(block.bare) < 25:
            yield 0.0
        else:
            own = shingles(block.text)
            yield float(sum(count for shingle, count in own.items() if shingle in known) > sum(own.values()) / 2)


def _by_pieces(page: Right, blocks: Sequence[Block]) -> Iterator[float | None]:
    held, foreign = [tree.bare(piece) for piece in page.held], [tree.bare(piece) for piece in page.foreign]
    for block in blocks:
        right, wrong = any(piece in block.bare for piece in held), any(piece in block.bare for piece in foreign)
        yield None if right == wrong else float(right)


if __name__ == "__main__":
    main()
