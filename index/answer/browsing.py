"""Requests for articles instead of an answer: "ada berita apa soal …", "berapa artikel tentang …", "ringkas …".

They get the stories that are about the matter, each once however many print it, dated, with its first sentence to open it at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.answer.citation import label
from index.answer.extractive import flat
from index.answer.phrases import FOUND_ABOUT, NONE, NOTHING_ABOUT, OUTLETS
from index.language.sentences import sentence_spans
from index.language.text import content_words, language_of, stem
from index.storage.ledger import Ledger
from index.types import Answer, Article, Citation, Filters, Language

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
_FILLERS = r"(?:ada|adakah|apa|apakah|any|some|what|what['’]?s|is|are|was|were|there|show me|give me|cari|carikan|tampilkan|daftar|the|in|do you have|yang|saja|lagi|latest|recent|newest|terbaru|terkini|terakhir|perkembangan)"
_TRAILING = r"(?: (?:apa|apa saja|ada|tidak|ada apa|ada tidak|saja|bagaimana|gimana|please|dong|ya|sih|apa ya))*"
_TOLD_OF = r"(?:berita|kabar|artikel|liputan|news|articles?|stories|updates?|perkembangan|developments?)"
_TIMED = (
    re.compile(
        rf"^(?:{_FILLERS} )*{_TOLD_OF}(?: {_FILLERS})*(?: {_ABOUT}\b)?(?P<about>.*?){_TRAILING}$", re.IGNORECASE
    ),
    re.compile(
        r"^(?:ada (?:kejadian|peristiwa|insiden)(?: apa)?(?: saja)?|(?:kejadian|peristiwa) apa(?: saja)?(?: yang)?(?: terjadi)?"
        r"|apa(?: saja)?(?: yang)? terjadi|what(?:['’]?s| has| did)? happen(?:ed|ing)?|ada apa)"
        r"(?: (?:di|pada|dengan|saat|dalam|ke|in|at|to|with|during|on))?\b(?P<about>.*)$",
        re.IGNORECASE,
    ),
)
_ASKS = re.compile(
    r"\b(?:apa|siapa|berapa|kapan|mana|mengapa|kenapa|bagaimana|who|what|when|where|why|how|which|report(?:ed)?|say|said|melaporkan|menulis|memuat)\b",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(
    rf"^(?:(?:yang|that|which|isi|terbit|tayang|dimuat|published|{_NEWS}|{_ABOUT}|(?:mem|me)(?:uat|bahas|nyebut|nyinggung)|mention(?:s|ing)?|ada|are there) ?\b)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What articles are asked for. "summary" and "event" get what they tell, not only what they are called."""

    kind: Literal["list", "count", "summary", "event"]
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


def timed_request(question: str) -> Request | None:
    """The same for a question that carries a time, and has been freed of its words: then news are asked for in whichever order,
    and "what happened" asks for what was told."""
    asked = question.strip(" ?!.")
    if found := request(asked):
        return found
    for pattern in _TIMED:
        if (found_ := pattern.match(asked)) and not _ASKS.search(found_["about"] or ""):
            about = _LEADS_IN.sub("", (found_["about"] or "").strip())
            kind: Literal["list", "event"] = "event" if pattern is _TIMED[-1] else "list"
            return Request(kind, about if content_words(about) else "")
    return None


def spoken(question: str, language: Language) -> Language:
    """The language of a request, which may have no stop word to tell it by."""
    return language_of(question, default="en") if _ENGLISH.search(question) else language


def answered(
    asked: Request, question: str, language: Language, ledger: Ledger, filters: Filters, days: str = ""
) -> Answer:
    """The articles that have every word of the matter; where none has, an answer that says so and abstains."""
    language = spoken(question, language)
    if asked.about:
        found = about(asked.about, ledger, filters)
        count = len(found)
    else:
        found, count = list(ledger.articles.newest(filters, _MOST)), ledger.articles.count(filters)
    return listed(asked, found, count, question, language, ledger, days)


def listed(
    asked: Request,
    found: Sequence[Article],
    count: int,
    question: str,
    language: Language,
    ledger: Ledger,
    days: str = "",
    *,
    newest: bool = False,
) -> Answer:
    """These articles as stories: what most outlets print first, unless the `newest` is wanted; `days` says of when they are."""
    if not found:
        text = NOTHING_ABOUT[language].format(asked.about) if asked.about else NONE[language]
        text = f"{text[:-1]} ({days})." if days else text
        return Answer(question, text, None, abstained=True, confidence=0.0, language=language)
    stories = _stories(found, ledger, newest=newest)[:SHOWN]
    cited = [_cite(story[0], n) for n, story in enumerate(stories, 1)]
    lines = [f"– {_line(asked, c, story, language)} [{c.number}]" for c, story in zip(cited, stories, strict=True)]
    head = " · ".join(filter(None, (FOUND_ABOUT[language].format(count), asked.about, days)))
    return Answer(
        question, "\n".join([f"{head}:", *lines]), None, abstained=False, confidence=1.0, citations=tuple(cited),
        language=language,
    )  # fmt: skip


def _line(asked: Request, c: Citation, story: Sequence[Article], language: Language) -> str:
    """A story by its title, or where it is to be told by its first sentence; with outlet, day, and how many print it."""
    outlets = len({a.source for a in story})
    told_by = label(c, language) + (f"; {OUTLETS[language].format(outlets)}" if outlets > 1 else "")
    return f"{flat(c.quote if asked.kind in ('summary', 'event') else c.title)} ({told_by})"


def _stories(found: Sequence[Article], ledger: Ledger, *, newest: bool) -> list[list[Article]]:
    """The articles by story, near-copies together with the first of them at the head."""
    told = ledger.near_duplicates.stories(a.id for a in found)
    stories: dict[str, list[Article]] = {}
    for a in found:
        stories.setdefault(told.get(a.id, a.id), []).append(a)
    groups = [sorted(story, key=_when) for story in stories.values()]
    groups.sort(key=lambda story: -_when(story[0]))
    return groups if newest else sorted(groups, key=lambda story: -len({a.source for a in story}))


def about(matter: str, ledger: Ledger, filters: Filters) -> list[Article]:
    """The articles with a passage that has all the words, in whichever form; the newest first."""
    words = dict.fromkeys(stem(w) for w in content_words(matter))
    keys = ledger.chunks.match("stems : (" + " AND ".join(f'"{w}"' for w in words) + ")", _MOST, filters)
    found = {hit.article.id: hit.article for hit in ledger.chunks.hits(keys).values()}
    return sorted(found.values(), key=lambda a: -_when(a))


def _when(article: Article) -> float:
    return article.published_at.timestamp() if article.published_at else 0.0


def _cite(article: Article, number: int) -> Citation:
    spans: Sequence[tuple[int, int]] = sentence_spans(article.body) or [(0, len(article.body))]
    start, end = spans[0]
    return Citation.of(article, number, start, end)
