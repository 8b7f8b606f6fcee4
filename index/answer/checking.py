"""A text that somebody was shown, held against the articles: told, told otherwise, or not told.

The reader is asked of each sentence whether it is true, and finds what the articles have on it; the figures of both are
compared. Nothing is ever called true: the reader takes exchanged parts for the same too often, so what seems to be told is said to
be alike, and the person compares the sentence. Of the text itself nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.answer.extractive import SentenceSelector, cited_once, quoted
from index.answer.phrases import CLAIM_NOT_TOLD, CLAIM_TOLD, IN_THE_TEXT
from index.embedding.chunking import chunk
from index.language import amounts, moments
from index.language.informal import SIGNS, plain
from index.language.sentences import sentences
from index.language.text import content_words, language_of, stem, words
from index.reader.reader import EVIDENT, Quote, Read, Reader, Reading
from index.retrieval.matter import Matter
from index.retrieval.retriever import Retriever
from index.types import Answer, Article, Citation, Filters, Language, Passage, Turn

Verdict = Literal["told", "otherwise", "near"]

ON_IT = -2.1
"""Log-odds that a passage answers whether a sentence is true, from which it is on the same matter."""
TOLD = -0.5
"""From which it may be called told. Both chosen on forty messages of the development half; see docs/decisions.md."""
_OWN, _OWN_WORDS, _EASED = 0.87, 8.0, 0.6
"""The cosine and BM25 that a passage of the text itself counts with, and what of the usual confidence is enough: the text is
what the question is about."""
ALIKE = 0.6
"""The share of a text's words that must be the evidence's where a figure differs, for it to be told otherwise."""
_DENIES = 1.0
"""From which a newer article's "no" counts against an older one's "yes"."""
MOST = 4
"""Sentences of a text that are held against the articles, and articles that a text may be about."""
_FEWEST_WORDS, _ARTICLE = 3, 4
ROUGHLY = 0.15
"""How far a figure may be from the one that is said to be about it."""
_ROUGH = re.compile(
    r"\b(?:sekitar|kira-kira|kurang lebih|hampir|lebih|lebih dari|nyaris|ratusan|ribuan|about|around|roughly|nearly|almost|over|more than|some)\b|\d-an\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:membantah|dibantah|bantah|menepis|ditepis|menyangkal|disangkal|hoaks?|hoax|tidak benar|kabar bohong|keliru|menyesatkan|den(?:y|ies|ied)|false|untrue|rumou?rs?)\b",
    re.IGNORECASE,
)
"""Words of evidence that tells of a claim in order to deny it."""
_SCORE = re.compile(r"(?<![\d.,-])\d{1,2}-\d{1,2}(?![\d.,-])")
_ASKED_TO_BE = re.compile(
    r"(?:apa(?:kah)? )?(?:benar|betul)(?:kah)?(?: (?:tidak|atau tidak|enggak|bukan))?(?: (?:sih|ya|nih|itu|kalau|bahwa|katanya))*,? (.+)"
    r"|(?:is|was) it true (?:that )?(.+)|(?:fact check|cek fakta|hoaks atau fakta|hoaks bukan)[:,]? (.+)",
    re.IGNORECASE,
)
_NOISE = re.compile(rf"https?://\S+|www\.\S+|[@#]\w+|{SIGNS}+")
_TRUE: dict[Language, str] = {"id": "Apakah benar {}?", "en": "Is it true that {}?"}
_LEADS_IN = re.compile(
    r"^\W*(?:(?:(?:info|kabar|berita|fwd|forwarded|update(?: terakhir)?|breaking|diterusin|sekedar info|sekadar info|fun fact|just saw this|good news|bad news|psa)\b[^.:,]{0,40}:"
    r"|(?:info|kabar|diterusin|terusan) (?:dari )?(?:grup|group|wa|sebelah)(?: \w+){0,2}|(?:katanya|denger-denger|dengar-dengar|konon|guys|gaes|gais|waduh|ya ampun|heard(?: that)?|apparently|btw|min)\b)[\s,]*)+",
    re.IGNORECASE,
)
"""What comes before what is claimed: the reader takes it for a part of it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the articles have on a sentence."""

    text: str
    verdict: Verdict
    read: Read
    several: bool
    """Whether it is more than one sentence."""

    @property
    def reading(self) -> Reading:
        return self.read.readings[0]


class Checker:
    """Holds texts against what `retriever` finds, as `reader` reads it."""

    def __init__(self, retriever: Retriever, reader: Reader) -> None:
        self._retriever = retriever
        self._reader = reader

    def check(self, question: str, shown: str, language: Language, filters: Filters, top_k: int) -> Answer:
        """Whether the articles tell what `shown` does."""
        found = [self._checked(text, filters, top_k) for text in claims(shown)]
        alone = [c for c in found if c and not c.several]
        on_it = alone or [c for c in found if c]  # the whole counts where none of its sentences is told of by itself
        if not on_it:
            return Answer(
                question, CLAIM_NOT_TOLD[language], None, abstained=True, confidence=0.0,
                nearest=self.articles(shown, filters, top_k), language=language,
            )  # fmt: skip
        verdict: Verdict = next((v for v in _GRAVEST if any(c.verdict == v for c in on_it)), "near")
        cited = cited_once(q for c in on_it if c.verdict == verdict for q in _evidence(c.text, c.reading))
        text = "\n\n".join([CLAIM_TOLD[verdict][language], *quoted(cited)])
        sure = max(c.read.confidence for c in on_it)
        return Answer(
            question, text, None, abstained=False, confidence=sure, citations=tuple(cited), passages=on_it[0].read.passages,
            language=language,
        )  # fmt: skip

    def turn(self, shown: str, filters: Filters, top_k: int) -> Turn:
        """The text as if it had been asked and answered from the articles that it may be about, for a question that leans on it."""
        text = plain(" ".join(_without_noise(shown).split()))
        near = self.articles(shown, filters, top_k)
        cited = tuple(Citation.of(a, n, 0, 1) for n, a in enumerate(near, 1))
        return Turn(text, Answer(text, text, None, not cited, 1.0, cited, language=language_of(text)))

    def articles(self, shown: str, filters: Filters, top_k: int) -> tuple[Article, ...]:
        """The articles that have something to do with a text, best first."""
        text = plain(" ".join(_without_noise(shown).split()))
        passages = self._retriever.retrieve(text, top_k=top_k, filters=filters).passages
        return tuple({p.article.id: p.article for p in passages if p.near}.values())[:MOST]

    def _checked(self, text: str, filters: Filters, top_k: int) -> Checked | None:
        """None where no article is on the matter."""
        language = language_of(text)
        passages = self._retriever.retrieve(text, top_k=top_k, filters=filters).passages
        read = self._reader.read(_TRUE[language].format(text.rstrip(" .!?")), language, passages)
        if not read.readings or read.readings[0].told < ON_IT:
            return None
        known = Matter(text, passages).names
        verdict = _verdict(text, read.readings[0], known)
        if verdict == "told" and (newer := _newer_doubt(text, read, known)):
            return Checked(text, "near", replace(read, readings=newer), len(sentences(text)) > 1)
        return Checked(text, verdict, read, len(sentences(text)) > 1)


_GRAVEST: tuple[Verdict, ...] = ("otherwise", "told", "near")


def claims(shown: str) -> Iterator[str]:
    """The sentences of a text that say something, in plain spelling; and all of them together."""
    text = _without_noise(shown)
    found = [plain(" ".join(_LEADS_IN.sub("", s).split())) for s in sentences(text)]
    telling = [s for s in found if len(content_words(s)) >= _FEWEST_WORDS] or [plain(" ".join(text.split()))]
    whole = [plain(" ".join(text.split()))] if len(telling) > 1 else []
    yield from (s for s in [*telling[:MOST], *whole] if s)


def in_the_text(
    question: str, shown: str, answerer: SentenceSelector, min_confidence: float, language: Language
) -> Answer | None:
    """The answer that the text itself has, where the articles have none. It cites nothing: nobody keeps the text."""
    text = _without_noise(shown).strip()
    article = Article("shown", text.splitlines()[0][:200] if text else "", text, origin="")
    passages = [Passage(article, c, 0.0, _OWN, _OWN_WORDS) for c in chunk(article)] if text else []
    answer = answerer.answer(question, passages, min_confidence=_EASED * min_confidence, hint=question)
    if answer.abstained:
        return None
    said = re.sub(r" ?\[\d+\]", "", answer.text)
    return replace(answer, text=f"{IN_THE_TEXT[language]}\n\n{said}", citations=(), passages=(), language=language)


def tells_itself(shown: str) -> bool:
    """Whether a text is long enough to be asked itself first: an article rather than a message."""
    return len(sentences(shown)) >= _ARTICLE


def claim_asked(question: str) -> str | None:
    """What a question asks to be so: of "benar tidak sih tanggul itu jebol 80 meter?" what stands after the first words."""
    found = _ASKED_TO_BE.match(question.strip(" ?!."))
    claim = found and next((part for part in found.groups() if part), None)
    return claim if claim and len(content_words(claim)) >= _FEWEST_WORDS else None


def _newer_doubt(text: str, read: Read, known: Sequence[str]) -> tuple[Reading, ...]:
    """Readings with one first of a newer article that denies it; empty where there is none."""
    first = read.readings[0]
    when = first.passage.article.published_at
    for r in read.readings[1:]:
        at = r.passage.article.published_at
        if when and at and at > when and r.told > _DENIES and r.yes < 0 and _verdict(text, r, known) != "told":
            return (r, *(x for x in read.readings if x is not r))
    return ()


def _verdict(text: str, reading: Reading, known: Sequence[str]) -> Verdict:
    """`known`: words of the text that the articles write as names."""
    evidence = " ".join(q.text for q in _evidence(text, reading))
    claimed, told = amounts.amounts(moments.moments(text).rest, language_of(text)), amounts.Told(evidence)
    if _DENIED.search(evidence) and not _DENIED.search(text):
        return "otherwise"
    scores = set(_SCORE.findall(text))
    if (
        any(not (told.has(a) or (_ROUGH.search(text) and _near_to(a, evidence))) for a in claimed)
        or _other_day(text, evidence, reading)
        or (scores and not scores & set(_SCORE.findall(evidence)))
    ):
        return "otherwise" if _alike(text, evidence, reading) >= ALIKE else "near"
    if reading.told > TOLD and (reading.yes > 0 or claimed) and not _turned(known, evidence):
        return "told"
    return "near"


def _evidence(text: str, reading: Reading) -> tuple[Quote, ...]:
    """The sentences that a text is held against; where none surely is evidence, the one that has most of its words."""
    found = reading.evidence(2)
    if not found or max(q.score for q in found) > EVIDENT:
        return found
    said = {stem(w) for w in content_words(text)}
    return (max(reading.sentences, key=lambda q: (len(said & {stem(w) for w in content_words(q.text)}), q.score)),)


def _alike(text: str, evidence: str, reading: Reading) -> float:
    """The share of a text's words, figures aside, that the evidence has in any form: what differs in a figure is only told
    otherwise where the rest is the same."""
    said = {stem(w) for w in content_words(text) if not w.isdigit()}
    found = {stem(w) for w in content_words(f"{evidence} {reading.passage.article.title}")}
    return len(said & found) / max(1, len(said))


def _other_day(text: str, evidence: str, reading: Reading) -> bool:
    """Whether a text names a day that the evidence doesn't."""
    published, told = reading.passage.article.published_at, moments.moments(evidence)
    return any(
        not moments.supported(day, told, published and published.date(), evidence) for day in moments.moments(text).days
    )


def _turned(known: Sequence[str], evidence: str) -> bool:
    """Whether a name isn't in the evidence, or two stand in it the other way round: it may be of somebody else then, or who did
    it to whom may be turned."""
    low = words(evidence)
    if any(name not in low for name in known):
        return True
    places = [low.index(name) for name in known]
    return places != sorted(places)


def _near_to(claimed: amounts.Amount, evidence: str) -> bool:
    """Whether the evidence has a figure that "over", "almost" or "sekitar" may mean by this one."""
    figures = [v for a in amounts.amounts(evidence) for v in a.values]
    return any(abs(v - c) <= ROUGHLY * max(abs(c), 1e-9) for v in figures for c in claimed.values)


def _without_noise(text: str) -> str:
    return _NOISE.sub(" ", text)
