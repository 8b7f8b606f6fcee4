"""What a person sees: answers, sources and lists as messages that are within Telegram's limits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.render import one_line, plain, understood
from bot.telegram.carrying import Opener
from bot.telegram.markup import LIMIT, Block, Part, Run, fits, packed, paragraph, pieces, rendered, shortened
from bot.telegram.stored import Lost
from bot.telegram.texts import say
from index.answer.citation import label, link, web_address
from index.generation.claims import readable
from index.language.sentences import sentence_spans
from index.question.when import in_days
from index.types import Answer, Article, Citation, Language, Passage

_QUOTE, _LONG_QUOTE = 600, 3000
"""UTF-16 units of a quote under an answer, and in the list of sources."""
_LEAD, _CONTEXT = 700, 1200
_LONGEST_LINK = 1000
_NAMED, _LONGEST_NAME = 3, 120
"""Articles that a sentence names before it counts the others, and UTF-16 units of an outlet or title in it."""
_MARK = re.compile(r"\[(\d{1,3})\]")
_QUOTED = re.compile(r"(.*\S)\s*((?:\[\d{1,3}\])+)$", re.DOTALL)


def answer_parts(
    answer: Answer, *, asked: str | None = None, note: str | None = None, opener: Opener | None = None
) -> list[Part]:
    """The answer with its [n] linked, the sentences it rests on folded away below; each part has those it cites.

    `asked` is shown above it where nobody typed the question, `note` where there is something to know beforehand. `opener`
    has addresses for articles that have none of their own, here and below.
    """
    cited = {c.number: c for c in answer.citations}
    body = _body(answer, cited, opener)
    if note:
        body.insert(0, paragraph(note))
    if asked:
        body.insert(0, paragraph(f"❓ {shortened(one_line(asked), 500)}"))
    if answer.abstained and answer.nearest:
        head = Block((Run(say("nearest", answer.language) + ":", "b"),))
        return packed([*body, head, *(_item(n, a, answer.language, opener) for n, a in enumerate(answer.nearest, 1))])
    parts: list[list[Block]] = []
    at: list[Block] = []
    for block in (piece for long in body for piece in pieces(long, LIMIT // 2)):
        if at and not fits([*at, block, *_notes([*at, block], cited, answer.language)]):
            parts.append(at)
            at = []
        at.append(block)
    return [rendered([*blocks, *_fitting_notes(blocks, cited, answer.language)]) for blocks in (*parts, at) if blocks]


def window(answer: Answer) -> str | None:
    """The days that the question's words were taken for, where they narrowed the search."""
    inferred = answer.inferred_filters
    days = in_days(inferred, answer.language) if inferred else ""
    return f"🗓 {one_line(inferred.words)}: {days}" if inferred and days else None


def streamed(text: str) -> str:
    """What is shown of an answer while it is being made: its end, if it is long, without formatting."""
    text = plain(readable(text))
    return (shortened(text, LIMIT) if len(text) <= LIMIT else "…" + text[-LIMIT // 2 :]) + " ▌"


def source_parts(
    answer: Answer, gone: Collection[str], *, note: str | None = None, opener: Opener | None = None
) -> list[Part]:
    """All sources with outlet, date, title and sentence; of articles that are `gone` from the ledger only that.

    `note` is shown above them.
    """
    language = answer.language
    if not answer.citations and not answer.nearest:
        return packed([paragraph(say("no_sources", language))])
    blocks = [Block((Run(say("sources" if answer.citations else "nearest", language), "b"),))]
    if note:
        blocks.append(paragraph(note))
    for c in answer.citations:
        if c.article_id in gone:
            blocks.append(paragraph(f"[{c.number}] {one_line(label(c, language))}: {say('article_gone', language)}."))
            continue
        author = [Run(" · " + say("by", language, author=one_line(c.author)))] if c.author else []
        quote = shortened(plain(c.quote), _LONG_QUOTE)
        runs = [Run(f"[{c.number}] {one_line(label(c, language))}"), *author, Run("\n")]
        own = opener.address(c.article_id, c.start) if opener and not _link(c) else None
        runs.append(Run(_title(c), "b", own))
        blocks.append(Block((*runs, Run("\n“"), Run(quote, "i", own or _link(c)), Run("”"))))
    blocks += [_item(n, a, language, opener, gone=a.id in gone) for n, a in enumerate(answer.nearest, 1)]
    return packed(blocks)


def lost_sentence(lost: Lost, language: Language, *, earlier: bool = False) -> str:
    """What an answer cited and can no longer be read, in one sentence; of removed articles only the outlet and the day.

    `earlier` where it stands above another answer. `lost` has something in it.
    """
    if lost.dropped:
        key = "sentence_gone" if len(lost.dropped) == 1 else "sentences_gone"
        where = [
            f"{_outlet(c, language)} (“{shortened(one_line(c.title) or '…', _LONGEST_NAME)}”)" for c in lost.dropped
        ]
    else:
        key, where = "cited_removed", [_outlet(c, language) for c in lost.removed]
    said = say(key, language, where=_listed(list(dict.fromkeys(where)), language))
    return "⚠️ " + (say("earlier", language, said=said[0].lower() + said[1:]) if earlier else said)


def article_parts(article: Article, language: Language, *, at: int | None = None) -> list[Part]:
    """How an article begins, or the sentence that stands `at` this place with what is around it; and where the rest is."""
    head = Block((Run(_title(article), "b"), Run("\n" + one_line(label(article, language)))))
    lead = paragraph(shortened(plain(article.body).strip(), _LEAD))
    blocks = [head, lead if at is None else _around(article.body, at)]
    if (url := web_address(article.url)) and len(url) <= _LONGEST_LINK:
        blocks.append(paragraph(say("more", language, url=url)))
    return packed(blocks)


def list_part(
    head: str,
    articles: Sequence[Article],
    language: Language,
    first: int = 1,
    *,
    ids: bool = False,
    opener: Opener | None = None,
) -> Part:
    """A page of articles. `ids` shows admins what to call them."""
    items = [_item(n, a, language, opener, ids=ids) for n, a in enumerate(articles, first)]
    kept: list[Block] = [paragraph(head)]
    for item in items:
        if not fits([*kept, item]):
            break
        kept.append(item)
    return rendered(kept)


def search_part(
    passages: Sequence[Passage], language: Language, limit: int = 8, *, opener: Opener | None = None
) -> Part:
    """The articles that were found, best first, each with the beginning of the passage that was."""
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(passage.article.id, passage)
    blocks: list[Block] = []
    for n, passage in enumerate(list(best.values())[:limit], 1):
        text = shortened(one_line(passage.text), 200)
        block = Block((*_item(n, passage.article, language, opener).runs, Run("\n"), Run(text, "i")))
        if not fits([*blocks, block]):
            break
        blocks.append(block)
    return rendered(blocks or [paragraph(say("nothing_found", language))])


def inline_parts(answer: Answer, opener: Opener | None = None) -> list[tuple[str, str, Part]]:
    """What can be inserted in another chat: title, description and message of each; the answer first, then its sources."""
    found: list[tuple[str, str, Part]] = []
    if not answer.abstained:
        found.append(
            (
                one_line(answer.answer_span or answer.text)[:120],
                one_line(answer.text)[:200],
                answer_parts(answer, opener=opener)[0],
            )
        )
        for c in answer.citations:
            quote = Block((Run("“"), Run(shortened(plain(c.quote), _LONG_QUOTE), "", _link(c, opener)), Run("”")))
            said = rendered([quote, paragraph(f"{one_line(label(c, answer.language))}: {_title(c)}")])
            found.append((one_line(c.quote)[:120], one_line(label(c, answer.language))[:200], said))
    found += [
        (_title(a)[:120], one_line(label(a, answer.language))[:200], rendered([_item(1, a, answer.language, opener)]))
        for a in answer.nearest
    ]
    return found


def told(answer: Answer) -> list[str]:
    """The paragraphs that are seen at once. One that only repeats a quote is left to the notes, which stand under what cites
    it; where nothing else does, it is seen."""
    paragraphs = [p for p in re.split(r"\n\s*\n", plain(answer.text).strip()) if p.strip()]
    quotes = {one_line(c.quote) for c in answer.citations}
    kept = [p for p in paragraphs if not ((m := _QUOTED.match(p)) and one_line(m[1]) in quotes)]
    return kept if any(_MARK.search(p) for p in kept) or not quotes else paragraphs


def _body(answer: Answer, cited: Mapping[int, Citation], opener: Opener | None) -> list[Block]:
    """The text of the answer."""
    blocks = [_cited(p, answer, cited, opener) for p in told(answer)]
    if asked := understood(answer):
        said = say("understood", answer.language, question=shortened(one_line(asked), 500))
        blocks.insert(0, Block((Run(said, "i"),)))
    return blocks or [paragraph("…")]


def _cited(text: str, answer: Answer, cited: Mapping[int, Citation], opener: Opener | None) -> Block:
    """A paragraph with links for its citations and the shortest answer in bold. An unknown [n] stays text."""
    runs: list[Run] = []
    numbers: list[int] = []
    at = 0
    for mark in _MARK.finditer(text):
        citation = cited.get(int(mark[1]))
        if citation is None:
            continue
        runs += [Run(text[at : mark.start()]), Run(mark[0], "", _link(citation, opener))]
        numbers.append(citation.number)
        at = mark.end()
    runs.append(Run(text[at:]))
    span = plain(answer.answer_span or "")
    return Block(tuple(_emphasised([r for r in runs if r.text], span)), tuple(dict.fromkeys(numbers)))


def _emphasised(runs: list[Run], span: str) -> Iterator[Run]:
    for run in runs:
        before, found, after = run.text.partition(span) if span and not run.url else (run.text, "", "")
        if found:
            yield from (r for r in (Run(before), Run(found, "b"), Run(after)) if r.text)
            span = ""
        else:
            yield run


def _notes(
    blocks: Sequence[Block], cited: Mapping[int, Citation], language: Language, room: int = _QUOTE
) -> list[Block]:
    numbers = dict.fromkeys(n for block in blocks for n in block.cites)
    return [_note(cited[n], language, room) for n in numbers]


def _fitting_notes(blocks: Sequence[Block], cited: Mapping[int, Citation], language: Language) -> list[Block]:
    """The notes of these blocks, shorter where many have to share what room there is."""
    for room in (_QUOTE, 300, 120, 40):
        notes = _notes(blocks, cited, language, room)
        if fits([*blocks, *notes]):
            return notes
    while notes and not fits([*blocks, *notes]):
        notes.pop()
    return notes


def _note(citation: Citation, language: Language, room: int) -> Block:
    head = f"[{citation.number}] {shortened(one_line(label(citation, language)), 120)}: “"
    return Block((Run(head), Run(shortened(one_line(citation.quote), room)), Run("”")), quoted=True)


def _outlet(citation: Citation, language: Language) -> str:
    return shortened(one_line(label(citation, language)), _LONGEST_NAME)


def _listed(names: list[str], language: Language) -> str:
    """ "A", "A dan B", "A; B; C dan 2 lainnya"."""
    if (rest := len(names) - _NAMED) > 0:
        names[_NAMED:] = [say("others", language, count=rest)]
    *first, last = names
    return f" {say('and', language)} ".join(filter(None, ("; ".join(first), last)))


def _item(
    n: int, article: Article, language: Language, opener: Opener | None = None, *, gone: bool = False, ids: bool = False
) -> Block:
    byline = one_line(label(article, language))
    if gone:
        return paragraph(f"{n}. {byline}: {say('article_gone', language)}.")
    url = web_address(article.url)
    own = opener.address(article.id) if opener else None
    title = Run(_title(article), "", url if url and len(url) <= _LONGEST_LINK else own)
    shown = (Run("\n"), Run(shortened(article.id, 200), "code")) if ids else ()
    return Block((Run(f"{n}. "), title, Run(f"\n{byline}"), *shown))


def _title(cited: Citation | Article) -> str:
    return shortened(one_line(cited.title) or "…", 300)


def _link(citation: Citation, opener: Opener | None = None) -> str | None:
    """The address of the sentence; of the page where that is too long for a message; the bot's own, or none, where even that
    is."""
    for url in (link(citation), web_address(citation.url)):
        if url and len(url) <= _LONGEST_LINK:
            return url
    return opener.address(citation.article_id, citation.start) if opener else None


def _around(body: str, at: int) -> Block:
    """The sentence that stands at a place, in bold, with what comes before and after; from the beginning where none does."""
    spans = sentence_spans(body)
    start, end = next(((s, e) for s, e in spans if s <= at < e), spans[0] if spans else (0, min(len(body), _LEAD)))
    first = next((s for s, _ in spans if s >= start - _CONTEXT), 0) if start > _CONTEXT else 0
    last = next((e for _, e in reversed(spans) if e <= end + _CONTEXT), end)
    last = max(last, end) if len(body) > end + _CONTEXT else len(body)
    before, after = plain(body[first:start]).lstrip(), plain(body[end:last]).rstrip()
    return Block((
        Run(("… " if first else "") + before), Run(plain(body[start:end]), "b"), Run(after + (" …" if last < len(body) else "")),
    ))  # fmt: skip
