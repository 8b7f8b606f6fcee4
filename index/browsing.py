"""Requests for articles instead of an answer: "ada berita apa soal …", "berapa artikel tentang …", "ringkas …".

They get the articles that have all words of the matter, dated, the newest first, each with its first sentence to open it at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.answering import flat
from index.citation import label
from index.ledger import Ledger
from index.phrases import FOUND_ABOUT, NOTHING_ABOUT
from index.sentences import sentence_spans
from index.text import Language, content_words, language_of, stem
from index.types import Answer, Article, Citation, Filters

SHOWN = 5
"""Articles that are listed."""
_MOST = 2000
"""Passages that are counted through."""
_NEWS = r"(?:berita|kabar|artikel|liputan|news|articles?|stories)"
_ABOUT = r"(?:soal|tentang|mengenai|seputar|terkait|perihal|about|on|regarding)"
_REQUESTS: tuple[tuple[Literal["list", "count", "summary"], re.Pattern[str]], ...] = (
    ("count", re.compile(rf"^(?:ada )?(?:berapa(?: banyak)?|how many) {_NEWS}\b(?P<about>.*)$", re.IGNORECASE)),
    (
        "list",
        re.compile(
            rf"^(?:(?:ada|apa|adakah|any|what|show me|cari|carikan|tampilkan|daftar|the|is there|are there) )*(?:saja )?{_NEWS}"
            rf"(?: (?:apa|saja|terbaru|terkini|terakhir|hari ini|yang ada|latest|recent|ada|do you have))*(?: {_ABOUT}\b(?P<about>.*))?$"
            rf"|^(?:the )?latest(?: {_NEWS})? {_ABOUT}\b(?P<about2>.*)$",
            re.IGNORECASE,
        ),
    ),
    (
        "summary",
        re.compile(
            r"^(?:tolong |coba |mohon |please )?(?:ringkas(?:kan|an)?|rangkum(?:kan|an)?|simpulkan|summari[sz]e|summary of)\b(?P<about>.*)$",
            re.IGNORECASE,
        ),
    ),
)
_NEWEST = re.compile(
    rf"(?:(?:ada|apa|adakah|any|what(?: is|\W?s)?|show me|give me|tampilkan|lihat|kasih|minta|mau|the|is there|dong) )*"
    rf"(?:(?:{_NEWS}|info|headlines?)(?: (?:apa|yang|paling)){{0,2}} (?:terbaru|terkini|teranyar|baru)"
    rf"|(?:latest|newest|recent|new)(?: {_NEWS}| headlines?)?|yang (?:paling )?(?:baru|terbaru)|terbaru|terkini)"
    r"(?: (?:apa|saja|aja|dong|ya|nih|please|there|today))*",
    re.IGNORECASE,
)
""" "Berita terbaru dong", "what's new?": the newest of all."""
_ENGLISH = re.compile(r"\b(?:news|articles?|stories|headlines?|latest|newest|recent)\b", re.IGNORECASE)
"""Words of a request that are no stop words, and tell its language all the same."""
_LEADS_IN = re.compile(
    rf"^(?:(?:yang|that|which|isi|{_NEWS}|{_ABOUT}|(?:mem|me)(?:uat|bahas|nyebut|nyinggung)|mention(?:s|ing)?|ada|are there) ?\b)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What articles are asked for. "summary" is one only where no sentence answers."""

    kind: Literal["list", "count", "summary"]
    about: str
    """The matter in the person's words; empty where the newest of all are wanted."""


def request(question: str) -> Request | None:
    """The request that a question is, None where it asks for an answer."""
    asked = question.strip(" ?!.")
    if _NEWEST.fullmatch(asked):
        return Request("list", "")
    for kind, pattern in _REQUESTS:
        if found := pattern.match(asked):
            about = _LEADS_IN.sub("", next((text for text in found.groupdict().values() if text), "").strip())
            return Request(kind, about if content_words(about) else "")
    return None


def answered(asked: Request, question: str, language: Language, ledger: Ledger, filters: Filters) -> Answer:
    """The articles that have every word of the matter; where none has, an answer that says so and abstains."""
    if _ENGLISH.search(question):
        language = language_of(question, default="en")
    if asked.about:
        found = _about(asked.about, ledger, filters)
        count = len(found)
    else:
        found, count = list(ledger.articles(filters, SHOWN)), ledger.matching(filters)
    if not found:
        text = NOTHING_ABOUT[language].format(asked.about or question)
        return Answer(question, text, None, abstained=True, confidence=0.0, language=language)
    cited = [_cite(a, n) for n, a in enumerate(found[:SHOWN], 1)]
    lines = [f"– {flat(c.title)} ({label(c, language)}) [{c.number}]" for c in cited]
    head = FOUND_ABOUT[language].format(count) + (f" · {asked.about}" if asked.about else "")
    return Answer(
        question, "\n".join([f"{head}:", *lines]), None, abstained=False, confidence=1.0, citations=tuple(cited),
        language=language,
    )  # fmt: skip


def _about(matter: str, ledger: Ledger, filters: Filters) -> list[Article]:
    """The articles with a passage that has all the words, in whichever form; the newest first."""
    words = dict.fromkeys(stem(w) for w in content_words(matter))
    keys = ledger.match("stems : (" + " AND ".join(f'"{w}"' for w in words) + ")", _MOST, filters)
    found = {hit.article.id: hit.article for hit in ledger.hits(keys).values()}
    return sorted(found.values(), key=lambda a: a.published_at.timestamp() if a.published_at else 0.0, reverse=True)


def _cite(article: Article, number: int) -> Citation:
    spans: Sequence[tuple[int, int]] = sentence_spans(article.body) or [(0, len(article.body))]
    start, end = spans[0]
    return Citation.of(article, number, start, end)
