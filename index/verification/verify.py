"""Every sentence that a language model wrote, checked against the very sentences it cites.

Rules look after what is exact: it cites what was retrieved, quotes to the letter, shows no address but a cited article's, and
has no figure, date or time of day that its evidence hasn't in any form. Whether the evidence bears it out is judged by a
network that was trained for it (`index.verification.entailment`), which also says which words it doesn't. Others are mostly right and
see what the network hardly does, negations and contraries: what they find is a doubt, and counts against what the network says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.answer.citation import web_address
from index.language import absolutes, amounts, moments
from index.language.morphology import shared
from index.language.text import content_words, fold, language_of
from index.types import Article, Check, Language
from index.verification.cited import Numbered
from index.verification.entailment import Entailment, Judgement
from index.verification.injection import speaks_to_model
from index.verification.negation import turned, unheard
from index.verification.opposed import opposed

LOST = 0.05
"""The share of faithful sentences that is given up where nobody says another."""
_SHARED = 0.3
"""The share of an Indonesian sentence's words that its evidence has in some form: of 1,700 faithful ones two have less."""
_ENOUGH = 3
"""Words without which a sentence's language can't be told, nor its matter."""
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|‘([^‘’]{12,})’(?!\w)")
_ADDRESS = re.compile(
    r"(?:https?|ftp|tg|javascript|data|file|mailto):[^\s)\]>]+|www\.[^\s)\]>]+|\]\s*\([^)]*\)|<[a-z/!][^>]*>|!\[",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|id|example|xyz|io|me|info|biz|co|ru|cn|top|link|site|online|app|dev)\b(?:/\S*)?",
    re.IGNORECASE,
)
_NOISE = re.compile(r"[\s\"'“”‘’.,;:!?…()\[\]–—-]+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence without its citations, and the sentences it cites."""

    text: str
    cited: tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim may rest on: the cited stretches, each as it stands in its article."""

    stretches: tuple[str, ...]
    articles: tuple[Article, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.stretches)


def evidence_of(claim: Claim) -> Evidence:
    """What is cited more than once, as neighbours are that lean on each other, is told once."""
    articles = {s.article.id: s.article for s in claim.cited}
    found = []
    for article in articles.values():
        reach = 0
        for start, end in sorted(s.evidence for s in claim.cited if s.article.id == article.id):
            if end > reach:
                found.append(article.body[max(start, reach) : end])
            reach = max(reach, end)
    return Evidence(tuple(found), tuple(articles.values()))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule that is mostly right: `find` says what is wrong with a sentence beside its evidence, and `weight` how much of the
    network's support that takes away."""

    name: str
    find: Callable[[str, Evidence], str | None]
    weight: float


def verify(claims: Sequence[Claim], entailment: Entailment, lost: float = LOST) -> list[tuple[Check, ...]]:
    """The checks of each claim, in order. A claim without citations has that one check, and it failed.

    `lost`: the share of faithful sentences that may be given up so that spoilt ones are caught.
    """
    found = [_ruled(claim) for claim in claims]
    passed = [i for i, checks in enumerate(found) if all(c.passed for c in checks)]
    least = entailment.threshold(lost)
    for i, judgement in zip(passed, entailment.judge([asked(claims[i]) for i in passed]), strict=True):
        found[i] = (*found[i], *_judged(judgement, doubts(claims[i]), least))
    return found


def asked(claim: Claim) -> tuple[str, str]:
    """Evidence and sentence as the network reads them."""
    return " ".join(evidence_of(claim).text.split()), claim.text


def withstands(claim: Claim) -> bool:
    """Whether no exact rule speaks against a claim."""
    return holds(_ruled(claim))


def doubts(claim: Claim) -> list[tuple[Doubt, str]]:
    """What there is to doubt in a sentence, with what is wrong."""
    evidence, outside = evidence_of(claim), _QUOTED.sub(" ", claim.text)
    return [(doubt, why) for doubt in DOUBTS if (why := doubt.find(outside, evidence))]


def supported(judgement: Judgement, found: Sequence[tuple[Doubt, str]]) -> float:
    """What is left of the network's support."""
    return judgement.support - sum(doubt.weight for doubt, _ in found)


def _judged(judgement: Judgement, found: Sequence[tuple[Doubt, str]], least: float) -> tuple[Check, ...]:
    if supported(judgement, found) >= least:
        return (*(Check(doubt.name, True) for doubt in DOUBTS), Check("entailment", True))
    why = {doubt.name: why for doubt, why in found}
    named = tuple(_check(doubt.name, why.get(doubt.name)) for doubt in DOUBTS)
    if judgement.support >= least:
        return (*named, Check("entailment", True))
    words = ", ".join(f"“{words}”" for words in judgement.wrong)
    return (*named, Check("entailment", False, f"{words or 'it'} is not borne out by what is cited"))


def holds(checks: Sequence[Check]) -> bool:
    """Whether no check failed."""
    return all(c.passed for c in checks)


def _ruled(claim: Claim) -> tuple[Check, ...]:
    if not claim.cited:
        return (Check("citations", False, "cites nothing that was retrieved"),)
    evidence = evidence_of(claim)
    spoken = language_of(claim.text)
    outside = _QUOTED.sub(" ", claim.text)
    return (
        Check("citations", True),
        _check("injection", "speaks to the reader's machine" if speaks_to_model(claim.text) else None),
        _check("links", _foreign_link(claim.text, evidence)),
        _check("quotes", _misquoted(claim.text, evidence) if spoken == "id" else None),
        _check("numbers", _number(outside, spoken, evidence)),
        _check("dates", _date(outside, evidence)),
    )


def _check(name: str, fault: str | None) -> Check:
    return Check(name, fault is None, fault or "")


def _foreign_link(text: str, evidence: Evidence) -> str | None:
    own = [url for a in evidence.articles if (url := web_address(a.url))]
    for found in (*_ADDRESS.finditer(text), *_DOMAIN.finditer(text)):
        address = found.group().rstrip(".,;")
        if not any(address in url for url in own) and fold(address) not in fold(evidence.text):
            return f"“{address}” is no cited article's address"
        if _ADDRESS.match(address) and address not in own:
            return f"“{address}” is no cited article's address"
    return None


def _misquoted(text: str, evidence: Evidence) -> str | None:
    told = _bare(evidence.text)
    for m in _QUOTED.finditer(text):
        quote = next(g for g in m.groups() if g)
        if _bare(quote) and _bare(quote) not in told:
            return f"“{quote}” is not the article's wording"
    return None


def _bare(text: str) -> str:
    """Letters and figures alone, with blanks between: punctuation and quotation marks may differ."""
    return f" {_NOISE.sub(' ', text.casefold()).strip()} "


def _number(text: str, spoken: Language, evidence: Evidence) -> str | None:
    told = _told(evidence)
    claimed = amounts.amounts(moments.moments(text).rest, spoken)
    # A small number in words may count what is listed, half may be what two figures come to: no more than a doubt.
    strange = [
        a.text
        for a in claimed
        if told.figures.measures_otherwise(a) or (any(c.isdigit() for c in a.text) and not told.figures.has(a))
    ]
    return f"“{strange[0]}” is not what is cited" if strange else None


def _counted(text: str, evidence: Evidence) -> str | None:
    claimed, told = amounts.amounts(moments.moments(text).rest, language_of(text)), _told(evidence)
    strange = [a.text for a in claimed if a.counts and not told.figures.has(a)]
    return f"“{strange[0]}” is not what is cited" if strange else None


def _unrestricted(text: str, evidence: Evidence) -> str | None:
    claimed = absolutes.absolute(text)
    return f"“{claimed[0]}” is said by nothing cited" if claimed and not absolutes.bears(evidence.text) else None


def _date(text: str, evidence: Evidence) -> str | None:
    claimed, told = moments.moments(text), _told(evidence).moments
    for day in claimed.days:
        stated = any(
            moments.supported(day, told, a.published_at and a.published_at.date(), evidence.text)
            for a in evidence.articles
        )
        bare_year = day.month is None and _told(evidence).figures.has(_year(day))
        if not (stated or bare_year or any(_of_report(day, text, a) for a in evidence.articles)):
            return f"the date {day.day or ''}/{day.month or ''}/{day.year or ''} is not what is cited"
    if wrong := [w for w in claimed.weekdays if not _weekday(w, claimed, told, evidence)]:
        return f"the day of the week ({wrong[0] + 1} of 7) is not what is cited"
    if claimed.clocks - told.clocks:
        return "the time of day is not what is cited"
    return None


def _year(day: moments.Moment) -> amounts.Amount:
    return amounts.Amount(str(day.year), frozenset({float(day.year or 0)}), None)


def _weekday(weekday: int, claimed: moments.Moments, told: moments.Moments, evidence: Evidence) -> bool:
    return moments.weekday_fits(weekday, told) or any(
        _of_report(day, "", a, named=True) and a.published_at and a.published_at.weekday() == weekday
        for day in claimed.days
        for a in evidence.articles
    )


def _of_report(day: moments.Moment, text: str, article: Article, *, named: bool = False) -> bool:
    """Whether a date is that of the report, in a sentence that names the outlet."""
    when, outlet = article.published_at, article.source
    if when is None or not (named or (outlet and fold(outlet) in fold(text))):
        return False
    return (day.year or when.year, day.month or when.month, day.day or when.day) == (when.year, when.month, when.day)


@dataclass(frozen=True, slots=True)
class _Told:
    moments: moments.Moments
    figures: amounts.Told


@lru_cache(maxsize=256)
def _told(evidence: Evidence) -> _Told:
    return _Told(moments.moments(evidence.text), amounts.Told(evidence.text))


def _strange(text: str, evidence: Evidence) -> str | None:
    said = content_words(text) if language_of(text) == "id" else []
    if len(said) >= _ENOUGH and shared(said, content_words(evidence.text)) < _SHARED * len(said):
        return "has hardly a word of what is cited"
    return None


DOUBTS = (
    Doubt("opposites", lambda text, evidence: opposed(text, evidence.text), 6.0),
    Doubt("negation", lambda text, evidence: unheard(text, evidence.text) or turned(text, evidence.text), 2.0),
    Doubt("scope", _unrestricted, 4.0),
    Doubt("counts", _counted, 2.0),
    Doubt("words", _strange, 2.0),
)
"""The weights caught most of the spoilt sentences in `training/claims` where 5 % of the faithful ones are given up."""
