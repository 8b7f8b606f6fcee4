"""The answer without a language model: the sentences that say it, the shortest stretch first, or an honest refusal.

Every word but the few of `index.answer.phrases` stands in an article, and every sentence is followed by the number of its
citation. Sources that differ are shown side by side; what several say alike is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from index.answer.citation import label
from index.answer.phrases import NO, NOT_FOUND, SOURCES_DIFFER, YES
from index.answer.resolving import EASED, resolved, surely_dated
from index.language.quotations import explained, widen
from index.language.text import language_of
from index.reader.conflicts import agreeing, differing
from index.reader.newer import up_to_date
from index.reader.reader import Quote, Read, Reader, Reading
from index.retrieval.relevance import on_the_matter
from index.types import Answer, Citation, Language, Passage

_SENTENCES = {"how": 4, "list": 4, "reason": 2, "says": 2, "yesno": 2}
"""How many sentences of evidence each kind of answer may cite; others cite the one that the answer stands in."""
_NEAREST = 3
_NEARLY_ALL = 0.7
"""A stretch that is so much of its sentence would only say it twice."""


class SentenceSelector:
    """Says nothing but what stands in the articles, where its reader found it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def answer(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        min_confidence: float,
        hint: str | None = None,
        read_as: str | None = None,
    ) -> Answer:
        """`passages` best first; `question` stands alone; `hint` is the wording as typed, where it was a follow-up, and
        `read_as` the same with what was said before it."""
        # A follow-up completed from the turn before may have lost the language it was typed in.
        language = language_of(question)
        spoken = language_of(hint, default=language) if hint else language
        read = self._reader.read(read_as or question, language, passages)
        if surely_dated(question, read):
            min_confidence *= EASED
        if not read.readings or read.confidence < min_confidence:
            return refusal(question, spoken, read.passages, read.confidence)
        return composed(question, spoken, up_to_date(question, read))


def refusal(question: str, language: Language, passages: Sequence[Passage], sure: float = 0.0) -> Answer:
    """The one refusal there is per language, with the articles that come nearest, if any come near."""
    near = {p.article.id: p.article for p in passages if p.near}.values()
    return Answer(
        question=question,
        text=NOT_FOUND[language],
        answer_span=None,
        abstained=True,
        confidence=sure,
        passages=tuple(passages),
        nearest=tuple(islice((a for a in near if on_the_matter(question, a)), _NEAREST)),
        language=language,
    )


def composed(question: str, language: Language, read: Read) -> Answer:
    """The answer in the form that its kind asks for."""
    first = read.readings[0]
    span: str | None = first.spans[0].text
    items: tuple[str, ...] = ()
    if read.kind == "list" and len(parts := _parts(read.readings)) > 1:
        cited = cited_once(_holding(read.readings, parts))
        lines = [f"{'; '.join(flat(p.text) for p in parts)} {_marks(cited)}", *quoted(cited)]
        span, items = _stretch(parts), tuple(flat(p.text) for p in parts)
    elif read.kind == "yesno":
        cited = cited_once(first.evidence(_SENTENCES["yesno"]))
        lines = [f"{(YES if first.yes > 0 else NO)[language]} {_marks(cited)}", *quoted(cited)]
        span = None
    elif read.kind == "how":
        cited = cited_once(first.evidence(_SENTENCES["how"]), explains=True)
        lines, span = quoted(cited), None
    elif read.kind in ("reason", "says"):
        told = {first.sentence_of(first.spans[0]), *first.evidence(_SENTENCES[read.kind])}
        cited = cited_once(sorted(told, key=lambda q: q.start), explains=True)
        lines = quoted(cited)
    elif len(rivals := differing(read.readings)) > 1:
        cited = [cite(r.sentence_of(r.spans[0]), n) for n, r in enumerate(rivals, 1)]
        told_by = [
            f"– {flat(r.spans[0].text)} ({label(c, language)}) [{c.number}]" for r, c in zip(rivals, cited, strict=True)
        ]
        lines = [SOURCES_DIFFER[language] + "\n" + "\n".join(told_by), *quoted(cited)]
    else:
        cited = [cite(r.sentence_of(r.spans[0]), n) for n, r in enumerate(agreeing(read.readings), 1)]
        short = len(flat(first.spans[0].text)) < _NEARLY_ALL * len(cited[0].quote)
        said = flat(first.spans[0].text)
        if day := resolved(question, first.spans[0], first.sentence_of(first.spans[0]), language):
            said, short = f"{said} ({day})", True
        lines = [f"{said} {_marks(cited)}"] if short else []
        lines.append(f"{flat(cited[0].quote)} {'[1]' if short else _marks(cited)}")
    return Answer(
        question=question,
        text="\n\n".join(lines),
        answer_span=span,
        abstained=False,
        confidence=read.confidence,
        citations=tuple(cited),
        passages=read.passages,
        language=language,
        items=items,
    )


def _parts(readings: Sequence[Reading]) -> list[Quote]:
    """The parts of a list, in their order, each once: of the first passage and of others of its article that answer."""
    first = readings[0]
    found: dict[str, Quote] = {}
    for r in readings:
        if r is first or (r.passage.article.id == first.passage.article.id and r.told > 0):
            for item in r.items:
                found.setdefault(flat(item.text).casefold(), item)
    return sorted(found.values(), key=lambda q: q.start)


def _holding(readings: Sequence[Reading], parts: Sequence[Quote]) -> list[Quote]:
    """The sentences that the parts stand in."""
    of = {r.passage.id: r for r in readings}
    found = {of[p.passage.id].sentence_of(p): None for p in parts}
    return list(found)[: _SENTENCES["list"]]


def _stretch(parts: Sequence[Quote]) -> str | None:
    """From the first part of a list to its last, where they stand in one sentence; None where they are scattered."""
    start, end = parts[0].start, parts[-1].end
    body = parts[0].passage.article.body
    return body[start:end] if end - start < 400 and not any(c in body[start:end] for c in ".!?\n") else None


def cited_once(quotes: Iterable[Quote], *, explains: bool = False) -> list[Citation]:
    """A citation for each sentence; those that widened into each other, once."""
    found: list[Citation] = []
    for q in quotes:
        c = cite(q, len(found) + 1, explains=explains)
        if not any(c.article_id == d.article_id and c.start < d.end and d.start < c.end for d in found):
            found.append(c)
    return found


def _marks(cited: Sequence[Citation]) -> str:
    return "".join(f"[{c.number}]" for c in cited)


def quoted(cited: Sequence[Citation]) -> list[str]:
    """Each sentence with its number."""
    return [f"{flat(c.quote)} [{c.number}]" for c in cited]


def cite(s: Quote, number: int, *, explains: bool = False) -> Citation:
    """The sentence as a citation, widened until it can be read on its own; and, where it explains, to where it has done so."""
    article = s.passage.article
    start, end = widen(article.body, s.start, s.end)
    if explains:
        end = explained(article.body, start, end)
    return Citation.of(article, number, start, end)


def flat(text: str) -> str:
    """On one line: a quote may run across a paragraph."""
    return " ".join(text.split())
