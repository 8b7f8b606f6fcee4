"""An answer as text for a terminal, or for the pipe behind it.

Articles are data here too: their words are never read as markup, and nothing in them that steers a terminal gets
through. Without a terminal there is neither colour nor wrapping, so that the text can be searched; addresses are never
broken anywhere, so that they can be copied.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from index.answer.citation import label, link, web_address
from index.question.when import in_days
from index.types import Answer, Article, Citation, Language
from ingest.telling import watched
from ingest.texts import say

_ADDED = re.compile(r"\(([^()]+)\)\??$")
_FEW = 4
_ABOUT = frozenset(("soal", "tentang", "mengenai", "about"))
_UNWRAPPED = 1_000_000
_PIPED_TABLE = 140
_ROOM_FOR_TEXT = 30
_INDENT = 4
_NOTHING: Mapping[int, str] = MappingProxyType({})

_LABELS: dict[Language, dict[str, str]] = {
    "id": {
        "sources": "Sumber:", "nearest": "Artikel terdekat:", "about": "soal", "by": "oleh {}", "understood": "Dipahami sebagai: {}", "other": "Atau maksudnya: {}", "time": "Waktu: {} ({})",
        "derived": "(judul dari kalimat pembuka)", "nothing": "Tidak ada yang ditemukan.", "no_sources": "Jawaban itu tanpa sumber.",
        "gone": "Kalimat ini sudah tidak ada lagi di artikel itu.", "removed": "Artikel ini sudah dihapus dari koleksi.",
        "photo": "Foto: {}", "score": "nilai", "dense": "makna", "lexical": "kata", "passage": "bagian", "outlet": "media",
        "written": "Model bahasa: {}", "fallback": "Disusun dari kalimat artikel, tanpa model bahasa: {}",
        "verified": "terbukti", "repaired": "diperbaiki", "unverified": "belum terbukti", "dropped": "dibuang", "write": "menulis",
        "date": "tanggal", "text": "teks", "total": "seluruhnya", "embed": "menyandi", "retrieve": "mencari", "answer": "menjawab",
    },
    "en": {
        "sources": "Sources:", "nearest": "Nearest articles:", "about": "about", "by": "by {}", "understood": "Understood as: {}", "other": "Or did you mean: {}", "time": "Time: {} ({})",
        "derived": "(title taken from the lead)", "nothing": "Nothing was found.", "no_sources": "That answer has no sources.",
        "gone": "That sentence is no longer in the article.", "removed": "That article has been removed from the collection.",
        "photo": "Photo: {}", "score": "score", "dense": "dense", "lexical": "lexical", "passage": "passage", "outlet": "outlet",
        "written": "Language model: {}", "fallback": "Put together from the articles, without the language model: {}",
        "verified": "verified", "repaired": "repaired", "unverified": "unverified", "dropped": "dropped", "write": "write",
        "date": "date", "text": "text", "total": "total", "embed": "embed", "retrieve": "retrieve", "answer": "answer",
    },
}  # fmt: skip

# Escape and its kin, and the marks that turn the reading direction: all that could make a terminal show another text.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def print_answer(answer: Answer) -> None:
    """Print an answer with its sources."""
    show(render_answer(answer))


def show(text: str, file: TextIO | None = None) -> None:
    """Print what a function here rendered. A letter that the stream's encoding lacks becomes "?"."""
    file = file or sys.stdout
    encoding = getattr(file, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=file, flush=True)


@contextmanager
def waiting() -> Iterator[Callable[[str], None]]:
    """A sign of what is going on, on standard error and only where someone watches; it can be changed."""
    if not watched():
        yield lambda _: None
        return
    with Console(stderr=True).status(say("reading")) as status:
        yield status.update


def understood(answer: Answer) -> str | None:
    """The question as it was understood, where it isn't as it was typed."""
    asked = answer.standalone_question
    return reworded(asked, answer) if asked and asked != answer.question else None


def reworded(asked: str, answer: Answer, *, whole: bool = False) -> str:
    """A question as a person would say it: what was added in brackets for the search stands behind it, "kapan itu, soal tanggul
    Cilaras?"; its first few words, unless the `whole` is wanted, for they are enough to see which matter is meant."""
    found = _ADDED.search(asked)
    if not found or found[0].rstrip("?") in answer.question:
        return asked
    added, before = found[1].split(), asked[: found.start()].rstrip(" ?.!,")
    about = "" if added[0].lower() in _ABOUT else f"{_say(answer)['about']} "
    few = len(added) if whole else _FEW
    return f"{before}, {about}{' '.join(added[:few])}{' …' if len(added) > few else ''}?"


def render_answer(answer: Answer, file: TextIO | None = None) -> str:
    """The answer, then its numbered sources; of a refusal the nearest articles. Wrapped to the width of `file`."""
    page = _Page(file)
    if asked := understood(answer):
        page.add(Text(_say(answer)["understood"].format(plain(asked)), "dim"))
    if answer.inferred_filters and (days := in_days(answer.inferred_filters, answer.language)):
        page.add(Text(_say(answer)["time"].format(one_line(answer.inferred_filters.words), days), "dim"))
    text = Text(plain(answer.text))
    if answer.answer_span:
        text.highlight_words([plain(answer.answer_span)], "bold")
    text.highlight_regex(r"\[\d+\]", "cyan")
    page.add(text)
    if answer.other_reading:
        page.add(Text(_say(answer)["other"].format(plain(reworded(answer.other_reading, answer))), "dim"))
    if answer.fallback:
        page.add(Text(_say(answer)["fallback"].format(plain(answer.fallback)), "dim"))
    if answer.citations or answer.nearest:
        page.add(Text())
        _add_sources(page, answer)
    return page.text()


def render_sources(answer: Answer, file: TextIO | None = None, *, lost: Mapping[int, str] = _NOTHING) -> str:
    """The sources of an answer again, or a sentence that says it has none.

    `lost` has the numbers of the citations that can't be read any more: "gone" from their article, or "removed" with it.
    """
    page = _Page(file)
    if answer.citations or answer.nearest:
        _add_sources(page, answer, lost)
    else:
        page.add(Text(_say(answer)["no_sources"]))
    return page.text()


def render_article(
    article: Article, quotes: Iterable[tuple[int, int]] = (), language: Language = "id", file: TextIO | None = None
) -> str:
    """A whole article. `quotes` are `[start:end]` in its body, marked by colour, or by ">>> <<<" where there is none."""
    page, say = _Page(file), _LABELS[language]
    page.add(Text(plain(article.title), "bold"))
    if article.title_derived:
        page.add(Text(say["derived"], "dim"))
    page.add(Text(byline(article, language), "dim"))
    if article.caption or article.credit:
        credit = say["photo"].format(article.credit) if article.credit else None
        page.add(Text(plain(" ".join(filter(None, (article.caption, credit)))), "dim italic"))
    body, at = Text(), 0
    for start, end in sorted(quotes):
        if at <= start < end <= len(article.body):
            body.append(plain(article.body[at:start]))
            quote = plain(article.body[start:end])
            body.append(quote if page.coloured else f">>> {quote} <<<", "black on yellow")
            at = end
    body.append(plain(article.body[at:]))
    page.add(Text())
    page.add(body)
    if url := web_address(article.url):
        page.add(Text())
        page.add_link(url)
    return page.text()


def render_why(answer: Answer, file: TextIO | None = None) -> str:
    """What was retrieved for an answer, best first, with the scores that ranked it."""
    page, say = _Page(file), _say(answer)
    if answer.standalone_question:
        page.add(Text(say["understood"].format(plain(answer.standalone_question)), "dim"))
    _add_checks(page, answer)
    if not answer.passages:
        page.add(Text(say["nothing"]))
        return page.text()
    heads = ("#", *(say[name] for name in ("passage", "score", "dense", "lexical", "outlet", "date", "text")))
    rows = [
        (
            str(rank),
            plain(passage.id),
            f"{passage.score:.3f}",
            "–" if passage.dense is None else f"{passage.dense:.3f}",
            f"{passage.lexical:.2f}",
            one_line(passage.article.source or "–"),
            f"{passage.article.published_at:%Y-%m-%d}" if passage.article.published_at else "–",
            one_line(passage.text[:_PIPED_TABLE]),
        )
        for rank, passage in enumerate(answer.passages, 1)
    ]
    page.add_table(heads, rows)
    return page.text()


def _add_checks(page: _Page, answer: Answer) -> None:
    """What a language model cost, and of each sentence it wrote how it ended and what it failed."""
    say = _say(answer)
    if answer.usage:
        used = answer.usage
        cost = "" if used.cost is None else f", {used.cost:.5f}"
        figures = f"{used.model}, {used.calls} ×, {used.prompt_tokens} + {used.completion_tokens} token{cost}"
        page.add(Text(say["written"].format(plain(figures)), "dim"))
    for sentence in answer.sentences:
        wrong = "; ".join(f"{c.name}: {c.detail}" for c in sentence.checks if not c.passed)
        ended = say[sentence.status] + (f" ({wrong})" if wrong else "")
        page.add(Text(f"– {one_line(sentence.text)} → {one_line(ended)}", "dim"))


def render_timings(answer: Answer) -> str:
    """Where the time went: "embed 9 ms · retrieve 14 ms · answer 31 ms · total 54 ms"."""
    say = _say(answer)
    return " · ".join(f"{say.get(name, name)} {ms:.0f} ms" for name, ms in answer.timings_ms.items())


def plain(text: str) -> str:
    """`text` without the characters that steer a terminal; line ends are "\\n"."""
    return _STEERING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """`text` without what steers a terminal, on one line."""
    return " ".join(plain(text).split())


class _Page:
    """Lines on their way to a stream: wrapped and coloured as far as the stream can show it."""

    def __init__(self, file: TextIO | None) -> None:
        seen = file or sys.stdout
        terminal = Console(file=seen, force_terminal=seen.isatty())
        self._wraps = seen.isatty()
        self._width = max(terminal.width, 30) if self._wraps else _UNWRAPPED
        self._out = io.StringIO()
        self._console = self._made(self._width)
        self.coloured = self._console.color_system is not None and not self._console.no_color

    def _made(self, width: int) -> Console:
        # A terminal that is "dumb", and NO_COLOR, are looked after by rich itself.
        return Console(
            file=self._out, force_terminal=self._wraps, width=width, legacy_windows=False,
            markup=False, highlight=False, emoji=False,
        )  # fmt: skip

    def add(self, text: Text, indent: int = 0) -> None:
        blank = " " * indent
        for line in text.wrap(self._console, self._width - indent) or [text]:
            line.rstrip()
            self._console.print(Text(blank).append_text(line), soft_wrap=True)

    def add_link(self, url: str, indent: int = 0) -> None:
        self._console.print(Text(" " * indent).append(url, f"blue link {url}"), soft_wrap=True)

    def add_table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows whose last column is a text cut to the room left, or put below its row where hardly any is left."""
        *widths, _ = (max(map(cell_len, column)) for column in zip(heads, *rows, strict=True))
        room = (self._width if self._wraps else _PIPED_TABLE) - sum(widths) - 2 * len(widths)
        for row in (heads, *rows):
            style = "bold" if row is heads else ""
            figures = "  ".join(map(set_cell_size, row, widths))
            if room >= _ROOM_FOR_TEXT:
                self.add(Text(f"{figures}  {_cut(row[-1], room)}", style))
            else:
                self.add(Text(figures, style))
                if row is not heads:
                    self.add(Text(_cut(row[-1], self._width - _INDENT), "dim"), _INDENT)

    def text(self) -> str:
        lines: Sequence[str] = self._out.getvalue().split("\n")
        return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def _add_sources(page: _Page, answer: Answer, lost: Mapping[int, str] = _NOTHING) -> None:
    language, say = answer.language, _say(answer)
    if not answer.citations:
        page.add(Text(say["nearest"], "bold"))
        for number, article in enumerate(answer.nearest, 1):
            _add_head(page, number, article, article.title_derived, language)
            if url := web_address(article.url):
                page.add_link(url, _INDENT)
        return
    page.add(Text(say["sources"], "bold"))
    derived = {p.article.id for p in answer.passages if p.article.title_derived}
    for citation in answer.citations:
        _add_head(page, citation.number, citation, citation.article_id in derived, language)
        page.add(Text(f"“{one_line(citation.quote)}”", "italic"), _INDENT)
        if citation.number in lost:
            page.add(Text(say[lost[citation.number]], "yellow"), _INDENT)
        if url := link(citation):
            page.add_link(url, _INDENT)


def _add_head(page: _Page, number: int, cited: Citation | Article, derived: bool, language: Language) -> None:
    page.add(Text(f"[{number}]".ljust(_INDENT), "cyan").append(byline(cited, language), "default"))
    title = Text(one_line(cited.title), "bold")
    page.add(title.append(f" {_LABELS[language]['derived']}", "dim not bold") if derived else title, _INDENT)


def label_of(answer: Answer, name: str) -> str:
    """What is written over a part of an answer, in the answer's language."""
    return _say(answer)[name]


def byline(cited: Citation | Article, language: Language) -> str:
    """ "Harian Nusa, 5 Juni 2025 · oleh Sari Wulan"."""
    by = _LABELS[language]["by"].format(cited.author) if cited.author else None
    return one_line(" · ".join(filter(None, (label(cited, language), by))))


def _cut(text: str, room: int) -> str:
    return text if cell_len(text) <= room else set_cell_size(text, room - 1).rstrip() + "…"


def _say(answer: Answer) -> dict[str, str]:
    return _LABELS[answer.language]
