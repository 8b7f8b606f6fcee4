"""Every sentence that a language model wrote, checked against the very sentences it cites.

A sentence passes when each check does: it cites what was retrieved, quotes to the letter, shows no address but a cited
article's, and its figures, dates, names and negations are those of its evidence, with nobody's part taken by another; and
when a model trained for it, where there is one, says that the evidence bears it out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import amounts, moments
from index.citation import web_address
from index.entailment import Entailment
from index.exchanges import exchanged
from index.injection import speaks_to_model
from index.mentions import known, mentions
from index.packing import Numbered
from index.polarity import conflict
from index.roles import misattributed, speakers
from index.text import Language, fold, language_of
from index.types import Article, Check
from index.wording import Wording, content

SUPPORT = 0.34
"""The share of a sentence's content words that must be met in its evidence or its article's title."""
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
    articles = {s.article.id: s.article for s in claim.cited}
    found = {(s.article.id, *s.evidence): s.article.body[slice(*s.evidence)] for s in claim.cited}
    return Evidence(tuple(found.values()), tuple(articles.values()))


def verify(claims: Sequence[Claim], entailment: Entailment | None = None) -> list[tuple[Check, ...]]:
    """The checks of each claim, in order. A claim without citations has that one check, and it failed."""
    found = [_ruled(claim) for claim in claims]
    passed = [i for i, checks in enumerate(found) if all(c.passed for c in checks)]
    if entailment is None:
        skipped = Check("entailment", None, "no model for it is installed")
        return [(*checks, skipped) if i in passed else checks for i, checks in enumerate(found)]
    pairs = [(" ".join(evidence_of(claims[i]).text.split()), claims[i].text) for i in passed]
    for i, p in zip(passed, entailment.probabilities(pairs), strict=True):
        found[i] = (*found[i], Check("entailment", p >= entailment.threshold, f"{p:.2f}"))
    return found


def holds(checks: Sequence[Check]) -> bool:
    """Whether no check failed."""
    return all(c.passed is not False for c in checks)


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
        _check("quotes", _misquoted(claim.text, evidence)),
        _check("numbers", _number(outside, spoken, evidence)),
        _check("dates", _date(outside, evidence)),
        _check("names", _name(outside, spoken, evidence)),
        _check("negation", conflict(outside, evidence.text)),
        _check("roles", misattributed(claim.text, evidence.stretches) or exchanged(claim.text, evidence.stretches)),
        _check("support", _unsupported(claim.text, spoken, evidence)),
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
    for claimed in amounts.amounts(moments.moments(text).rest, spoken):
        if amounts.supported(claimed, list(told[1])):
            continue
        if claimed.values == {1.0} and amounts.says_one(evidence.text):
            continue
        years = {float(d.year) for d in told[0].days if d.year}
        if claimed.unit is None and claimed.noun is None and claimed.values & years:
            continue
        return f"“{claimed.text}” is not what is cited"
    if amounts.changed_direction(text, evidence.text, spoken):
        return "what it was and what it became have changed places"
    return None


def _date(text: str, evidence: Evidence) -> str | None:
    claimed, told = moments.moments(text), _told(evidence)[0]
    figures = {v for a in _told(evidence)[1] for v in a.values}
    for day in claimed.days:
        stated = any(
            moments.supported(day, told, a.published_at and a.published_at.date(), evidence.text)
            for a in evidence.articles
        )
        of_report = any(_of_report(day, text, a) for a in evidence.articles)
        bare_year = day.month is None and float(day.year or 0) in figures
        if not (stated or of_report or bare_year):
            return f"the date {day.day or ''}/{day.month or ''}/{day.year or ''} is not what is cited"
    if moments.contradicts_itself(claimed):
        return "the day of the week is not that of the date"
    if wrong := [w for w in claimed.weekdays if not _weekday(w, claimed, told, evidence)]:
        return f"the day of the week ({wrong[0] + 1} of 7) is not what is cited"
    if claimed.clocks - told.clocks:
        return "the time of day is not what is cited"
    return None


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


def _name(text: str, spoken: Language, evidence: Evidence) -> str | None:
    titles = [a.title for a in evidence.articles if not a.title_derived]
    known_names = known(
        [*evidence.stretches, *titles],
        [f"{a.title}\n{a.body}" for a in evidence.articles],
        [a.place for a in evidence.articles if a.place],
        respelt=spoken == "en",
    )
    outlets = {fold(a.source) for a in evidence.articles if a.source}
    reported = {m for m in speakers(text) if fold(m.text) in outlets}
    for mention in mentions(text):
        if mention in reported:
            continue
        missing = known_names.missing(mention)
        if not mention.sure:
            missing = [w for w in missing if not known_names.may_be_plain(w)]
        if missing:
            return f"“{mention.text}” is not named in what is cited"
    return None


def _unsupported(text: str, spoken: Language, evidence: Evidence) -> str | None:
    told = f"{evidence.text} {' '.join(a.title for a in evidence.articles)}"
    share = Wording(told).share(w for w in content(text) if not w[0].isdigit())
    wanted = SUPPORT if spoken == "id" else SUPPORT / 2  # the word list knows only so many words
    return None if share >= wanted else f"only {share:.0%} of its words are met in what is cited"


@lru_cache(maxsize=256)
def _told(evidence: Evidence) -> tuple[moments.Moments, tuple[amounts.Amount, ...]]:
    found = moments.moments(evidence.text)
    return found, tuple(amounts.amounts(found.rest))
