"""What stands on the two sides of a verb, of a comparison, of two figures; and whether a claim has exchanged the sides.

`index.roles` sees names and what they do. Here it is plain words: "rembesan" and "hantaman kayu", "65 persen" and "35
persen". A claim fails where what it puts on one side stands on the other in the cited sentence, and the other way round:
"Perajin menolong nelayan" of evidence that says "Perajin ditolong nelayan". Words the evidence lacks prove nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.moments import moments
from index.roles import NOT_VERBS
from index.sentences import sentences
from index.wording import content, forms

Stems = frozenset[str]
_VERB = re.compile(
    r"\b(?:(?P<active>me[a-z]{4,}|ber[a-z]{4,})|(?P<passive>di[a-z]{4,})|(?:kami|kita|saya|ia|dia|mereka)\s(?P<bare>[a-z]{3,}(?:kan|i)))\b"
)
_NO_DEEDS = NOT_VERBS | frozenset(
    """mereka merek media medan medali metode mesin meski meskipun melalui mengenai menjelang berbagai berikut berikutnya
    bersih betul benar dirut dimana disana disini diantara diduga dijadwalkan berlangsung dibandingkan direncanakan memang
    mencurigakan menarik mengejutkan memadai mengatakan menyatakan diberitakan dilaporkan berdasarkan""".split()
)
_PREPOSITIONS = (
    r"pada|di|ke|dari|untuk|dengan|sampai|selama|dalam|saat|akibat|bagi|atas|per|kepada|tentang|sebagai|menjadi|sekitar|melalui|lewat"
    r"|sebesar|senilai|oleh"
)
_PREPOSITION = re.compile(
    rf"\b(?:{_PREPOSITIONS}|setelah|sebelum|karena|sejak|hingga|ketika|agar|bahwa)\b.*", re.IGNORECASE | re.DOTALL
)
_ADVERB = re.compile(r"\b(?:selama ini|sampai kini|hingga kini|saat ini|pada awalnya)\b", re.IGNORECASE)
_SOURCE_OF = re.compile(r"^\s*(?:menurut|kata|ujar)\b", re.IGNORECASE)
_LINKS = (
    r"sedangkan|sementara|tetapi|namun|padahal|sehingga|lalu|kemudian|bahwa|setelah|sebelum|karena|ketika|agar|jika|bila|meski|meskipun"
    r"|walau|walaupun|usai|seusai|sejak|hingga|dengan|sambil|sembari|seraya|untuk"
)
_LISTED = re.compile(rf"[;:.!?“”\"]|,?\s\b(?:{_LINKS})\b|,\s(?:sisanya|serta)\b")
"""Before the first verb "dan" joins doers, not clauses."""
_CLAUSE = re.compile(rf"{_LISTED.pattern}|,?\s\bdan\b")
_SHARE = re.compile(r"[,;]|\b(?:dan|sedangkan|padahal|sementara)\b")
"""Between what one figure is told of and what the next is."""
_ANTECEDENT = re.compile(rf"(?:^|.*\b(?:{_PREPOSITIONS})\s)(.*?),?\syang\s*(?:\w+\s*)?$", re.DOTALL | re.IGNORECASE)
_IS = re.compile(r"\b(?:sebagai|menjadi|adalah|merupakan)\s*$", re.IGNORECASE)
_BY = re.compile(r"\boleh\s([^;.]+)")
_TO = re.compile(r"\bkepada\s([^,;.]+(?:,\s[A-Z][^,;.]+)?)")
_FROM = re.compile(r"\bdari\s([^,;.]+)")
_COMPARED = re.compile(r"^(.*?)\blebih\s(\w+)\s(?:daripada|dari|dibanding(?:kan)?)\s(.*)$", re.DOTALL)
_FIGURE = re.compile(r"(?<![\w.,])(?:Rp)?(\d+(?:[.,]\d+)*)")
_POINT = re.compile(r"(?<=\d),(?=\d)")
_UNITS = frozenset("persen juta miliar triliun ribu rupiah rp meter kilometer km".split())
_GIVING = frozenset(
    root
    for w in """dijanjikan diberikan diberi ditawarkan dibayarkan dikirimkan diajarkan diwajibkan dijadikan
    dinamakan disebut dikenal dinyatakan dianggap dinilai ditetapkan""".split()
    for root in forms(w)
)
"""Of these what stands right after the passive is no doer."""
_MUTUAL = frozenset(
    root
    for w in "berbatasan bertemu bertanding bersaing berhadapan bekerja berdamai menikah".split()
    for root in forms(w)
)
"""What one does with another the other does with the one."""
_CLEARLY = 2
"""By so many words the exchanged reading must fit better than the other."""


def exchanged(claim: str, evidence: Sequence[str]) -> str | None:
    """What has changed sides in the claim, or None. `evidence`: the cited stretches."""
    said = [s for text in evidence for s in sentences(text)]
    return _doer(claim, said) or _compared(claim, said) or _figures(claim, said)


# ── Verbs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb and the plain words about it; empty where none can be told."""

    verb: Stems
    agent: Stems
    patient: Stems
    receiver: Stems
    source: Stems


def _doer(claim: str, evidence: Sequence[str]) -> str | None:
    said, known = _stems(claim), frozenset().union(*map(_stems, evidence))
    told = [deed for s in evidence for deed in _deeds(s)]
    for deed in _deeds(claim):
        same = [other for other in told if other.verb & deed.verb]
        same = [other for other in same if other.patient & deed.patient] or same
        if not same or deed.verb & (_GIVING | _MUTUAL):
            continue
        if all(_swapped(deed.agent, other.agent, said, known) for other in same):
            return "who does it has changed"
        if all(deed.patient & o.agent and _swapped(deed.patient, o.patient, said, known) for o in same):
            return "to whom it is done has changed"
        if all(deed.agent & o.receiver and not deed.agent & (o.agent | o.patient) for o in same):
            return "who gives and who receives have changed places"
        if all(deed.source & o.receiver and not deed.source & o.source for o in same):
            return "where it comes from and where it goes have changed places"
    return None


def _swapped(claimed: Stems, told: Stems, said: Stems, known: Stems) -> bool:
    """Whether each side has what the other text has elsewhere. `said`, `known`: all the stems of claim and evidence."""
    ours, theirs = claimed - told, told - claimed
    return bool(claimed and told and ours) and ours <= known and bool(theirs & (said - claimed))


def _deeds(sentence: str) -> Iterator[_Deed]:
    sentence = _ADVERB.sub("", sentence)
    verbs = [m for m in _VERB.finditer(sentence) if m.group() not in _NO_DEEDS]
    subject: Stems = frozenset()
    for n, m in enumerate(verbs):
        before = sentence[verbs[n - 1].end() if n else 0 : m.start()]
        after = sentence[m.end() : verbs[n + 1].start() if n + 1 < len(verbs) else len(sentence)]
        subject = (_subject(before) if n else _noun(_LISTED.split(before)[-1])) or subject
        rest = _CLAUSE.split(after)[0]
        by, to, source = _BY.search(_LISTED.split(after)[0]), _TO.search(rest), _FROM.search(rest)
        if m["active"]:
            agent, patient = subject, _noun(_first(rest))
        else:
            agent, patient = _noun(by[1]) if by else _noun(_first(rest)) if m["passive"] else frozenset(), subject
        yield _Deed(
            forms(m[m.lastgroup or 0]), agent, patient,
            _stems(to[1]) if to else frozenset(), _noun(source[1]) if source else frozenset(),
        )  # fmt: skip


def _subject(before: str) -> Stems:
    """Of what stands between the verb before and this one."""
    clause = _CLAUSE.split(before)[-1]
    relative = _ANTECEDENT.match(clause)
    if not relative:
        return _noun(clause)
    return frozenset() if _IS.search(clause[: relative.start(1)]) else _noun(relative[1])


def _first(text: str) -> str:
    """Up to the first comma."""
    return text.split(",")[0]


def _noun(text: str) -> Stems:
    """The stems of what is named before a preposition begins something else; of each part between commas."""
    parts = [part for part in text.split(",") if not _SOURCE_OF.match(part)]
    return frozenset().union(*(_stems(_PREPOSITION.sub("", part)) for part in parts))


def _stems(text: str) -> Stems:
    return frozenset().union(*(forms(w) for w in content(text)))


# ── Comparisons ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _compared(claim: str, evidence: Sequence[str]) -> str | None:
    if not (ours := _COMPARED.match(claim)):
        return None
    for s in evidence:
        theirs = _COMPARED.match(s)
        if theirs and forms(ours[2].lower()) & forms(theirs[2].lower()):
            (left, right), (one, other) = [(_noun(m[1]), _noun(_first(m[3]))) for m in (ours, theirs)]
            if len(left & other) + len(right & one) > len(left & one) + len(right & other):
                return "what is compared has changed places"
    return None


# ── Figures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _figures(claim: str, evidence: Sequence[str]) -> str | None:
    ours = _told_of(claim)
    for s in evidence:
        theirs = _told_of(s)
        both = [f for f in ours if f in theirs]
        for i, one in enumerate(both):
            for other in both[i + 1 :]:
                kept = len(ours[one] & theirs[one]) + len(ours[other] & theirs[other])
                crossed = len(ours[one] & theirs[other]) + len(ours[other] & theirs[one])
                if crossed >= kept + _CLEARLY:
                    return f"{one} and {other} have changed places"
    return None


def _told_of(sentence: str) -> dict[str, Stems]:
    """Each figure with the words about it: those of its part of the sentence that stand nearer to it than to another."""
    found: dict[str, Stems] = {}
    for part in _SHARE.split(_POINT.sub(".", moments(sentence).rest)):
        figures = list(_FIGURE.finditer(part))
        for n, m in enumerate(figures):
            begin = (figures[n - 1].end() + m.start()) // 2 if n else 0
            stop = (m.end() + figures[n + 1].start()) // 2 if n + 1 < len(figures) else len(part)
            words = content(part[begin : m.start()] + " " + part[m.end() : stop])
            if m[1] not in found:
                found[m[1]] = frozenset(_root(w) for w in words if not w[0].isdigit() and w not in _UNITS)
    return found


def _root(word: str) -> str:
    return min(forms(word), key=lambda form: (len(form), form))
