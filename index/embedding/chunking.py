"""Cut an article into chunks, the stretches that are embedded and searched, and say what is embedded for each.

A greedy filling to 800 characters leaves crumbs: an article of 1,000 becomes 800 + 200, and a passage of one sentence
matches anything. Here the cuts of an article are chosen together, so that its chunks come out near the target and near
each other: the least sum of squared distances from the target, found by dynamic programming in linear time.
"""

from __future__ import annotations

from itertools import pairwise

from index.language.calendar import day
from index.language.sentences import sentence_spans
from index.types import Article, Chunk

CHUNKING = "sentences-800-v1"
"""The identity stored beside the embeddings: bump it with every change after which an article would be cut at another
place or embedded with other words, that is in `chunk`, `passage_text`, `sentence_spans` or `dateline_end`. What was
embedded before then asks for a new ingest instead of being mixed with what comes after."""

TARGET = 800
"""Characters, about 170 tokens of multilingual-e5: room for title and date within its 512, and few topics in one vector."""
_LAST = 1.25  # how far the last chunk may exceed the target, so that a short rest needs no chunk of its own
_SHORT = 40  # characters; a shorter line or sentence is a subheading or an exclamation and stays with what follows
_MID_PARAGRAPH = 0.05  # the cost of a cut within a paragraph, on the scale on which an empty chunk costs 1

Span = tuple[int, int]


def chunk(article: Article, target: int = TARGET) -> list[Chunk]:
    """The chunks of an article in order: trimmed, without overlap, together covering every sentence.

    A chunk is at most `target` characters long, the last one 1.25 × `target`; longer only where it is one single
    sentence. A paragraph that fits into a chunk is not cut. The first chunk keeps the dateline, for it says where. A
    body of white space alone has no chunks. `start` and `end` point into `article.body`.
    """
    units = _units(article.body, target)
    return [
        Chunk(article.id, n, units[first][0], units[last - 1][1])
        for n, (first, last) in enumerate(_partition(article.body, units, target))
    ]


def passage_text(article: Article, chunk: Chunk) -> str:
    """What is embedded: "title (outlet, 5 Juni 2025)", a line break, the chunk's text. What is missing is left out.

    A derived title is left out as well, since it only repeats the lead. The day is that of the article's own zone.
    """
    title = "" if article.title_derived else " ".join(article.title.split())
    published = day(article.published_at) if article.published_at else None
    facts = ", ".join(filter(None, [article.source, published]))
    head = f"{title} ({facts})" if title and facts else title or facts
    text = article.body[chunk.start : chunk.end]
    return f"{head}\n{text}" if head else text


def _units(body: str, target: int) -> list[Span]:
    """What is never cut: paragraphs that fit into a chunk; of the others, their sentences."""
    spans = sentence_spans(body)
    if not spans:
        return []
    spans[0] = (len(body) - len(body.lstrip()), spans[0][1])
    units: list[Span] = []
    for paragraph in _paragraphs(body, spans):
        whole = (paragraph[0][0], paragraph[-1][1])
        for start, end in [whole] if whole[1] - whole[0] <= target else paragraph:
            if units and units[-1][1] - units[-1][0] < _SHORT and end - units[-1][0] <= target:
                units[-1] = (units[-1][0], end)
            else:
                units.append((start, end))
    return units


def _paragraphs(body: str, spans: list[Span]) -> list[list[Span]]:
    paragraphs = [spans[:1]]
    for before, span in pairwise(spans):
        if _breaks_line(body, before[1], span[0]):
            paragraphs.append([span])
        else:
            paragraphs[-1].append(span)
    return paragraphs


def _breaks_line(body: str, end: int, start: int) -> bool:
    """Whether a new paragraph begins between two sentences, by the line breaks that `str.splitlines` knows."""
    return len(f"{body[end:start]}.".splitlines()) > 1


def _partition(body: str, units: list[Span], target: int) -> list[tuple[int, int]]:
    """Runs of units, half-open, with the least total cost. A unit longer than the target is a chunk by itself."""
    count = len(units)
    cost = [0.0] + [float("inf")] * count  # of the best way to cut the first n units
    cut_before = [0] * (count + 1)
    for last in range(1, count + 1):
        end = units[last - 1][1]
        longest = target * _LAST if last == count else target
        at_paragraph = last == count or _breaks_line(body, end, units[last][0])
        for first in range(last - 1, -1, -1):
            length = end - units[first][0]
            if length > longest and first < last - 1:
                break
            total = cost[first] + (length / target - 1) ** 2 + (0 if at_paragraph else _MID_PARAGRAPH)
            if total < cost[last]:
                cost[last], cut_before[last] = total, first
    runs = []
    last = count
    while last:
        runs.append((cut_before[last], last))
        last = cut_before[last]
    return runs[::-1]
