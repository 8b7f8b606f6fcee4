"""Who did what to whom, and who said it: the words of a claim may all be in its evidence and yet have changed places.

Rules, each silent where it can't see: the one whom a claim makes speak is among those who speak; whoever stands beside a
verb does the same in the evidence; whom a claim names is named in the very sentence it repeats; a rank and an age belong to
whom the article gives them. What needs understanding is left to the trained model (`index.entailment`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.mentions import RANKS, Mention, mentions
from index.sentences import sentences
from index.text import STOP_WORDS, fold, language_of
from index.wording import Wording, content, forms

_SAID = (
    r"(?:mengatakan|menyatakan|menyebut(?:kan)?|mengungkapkan|menjelaskan|menegaskan|menuturkan|menambahkan|memaparkan|mengakui|mengaku"
    r"|menilai|menaksir|memastikan|melaporkan|memperkirakan|berkata|berjanji|menjanjikan|berharap|meminta|mengingatkan|menyarankan"
    r"|says|said|stated|told|explained|added|admitted|promised|estimated|asked|reported|hoped|confirmed|argued|judged|suggested|advised)"
)
_SAYS = r"(?:kata|ujar|tutur|ucap|ungkap|jelas|tegas|imbuh|papar|sebut|menurut|dikatakan|disampaikan|dituturkan|disebut|according to|in the words of|said|says)"
_ASIDE = r"(?:\s?\([^)]*\))?(?:,[^.;“”\"]{0,90},|,)?"
_ADVERB = r"(?:(?:juga|hanya|kemudian|lalu|telah|sudah|akan|sedang|masih|kini|kembali|biasanya|justru|langsung|resmi|baru|tidak|belum|also|then|has|had|have|will)\s)*"
_AFTER = re.compile(rf"\b{_SAYS}\s(?:(?:oleh|by)\s)?(?:[a-z]+\s){{0,3}}(?:[a-z]+,\s)?$", re.IGNORECASE)
_BEFORE = re.compile(rf"^{_ASIDE}\s*{_ADVERB}{_SAID}\b", re.IGNORECASE)
_SPEAKS = re.compile(rf"\b(?:{_SAYS}(?:nya)?|{_SAID})\b", re.IGNORECASE)
_LEANS = re.compile(
    r"\b(?:ia|dia|mereka|beliau|he|she|they|his|her)\b|\b\w{3,}nya\b|\b(?:itu|ini|tersebut)\b", re.IGNORECASE
)
_ACTIVE = re.compile(rf"^{_ASIDE}\s*{_ADVERB}(me[a-z]{{4,}}|ber[a-z]{{4,}})\b")
_PASSIVE = re.compile(rf"^{_ASIDE}\s*{_ADVERB}(di[a-z]{{3,}})\b")
_BY = re.compile(
    r"\b(di[a-z]{3,})\s(?:oleh\s)?(?:[a-z]+\s){0,2}(?:[a-z]+,\s)?$|\b(di[a-z]{3,})(?:\s[a-z]+){0,3}\soleh\s$"
)
_AT = re.compile(
    r"\b(?:di|ke|dari|pada|untuk|kepada|bagi|dengan|sejak|hingga|sampai|menjadi|lewat|melalui|antara|in|at|from|of|to|for|with)\s$"
)
_PASSIVE_ENGLISH = re.compile(
    rf"^{_ASIDE}\s*(?:is|are|was|were|has been|have been|will be)\s{_ADVERB}([a-z]{{3,}}(?:ed|en|t))\b"
)
_ENGLISH_VERB = re.compile(rf"^{_ASIDE}\s*{_ADVERB}([a-z]{{3,}})\b")
_ALIKE = (
    frozenset(form for w in "mengalahkan menundukkan menaklukkan mengungguli beat defeat".split() for form in forms(w)),
)
"""Verbs that say the same of the same two."""
_ONLY_ENGLISH = frozenset("beat beats defeat defeats defeated".split())
_TO = re.compile(r"\b(me[a-z]{4,})\s(?:tuan rumah\s)?$")
_AGED = re.compile(
    r"([A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*),?\s(?:\(|berusia\s|aged?\s)?(\d{1,2})(?:\)|\s(?:tahun|years)|,)"
)
NOT_VERBS = frozenset(
    """direktur dinas dingin digital distrik menteri merdeka meter merah megah dirinya menjadi merupakan berita beras berat
    besar bersama diri menurut berusia bernama""".split()
)
"""They begin as verbs do."""
_CLOSER = 0.3
"""By so much of a claim's wording one sentence of the evidence must surpass another to be the one it repeats."""


def misattributed(claim: str, evidence: Sequence[str]) -> str | None:
    """What has changed places in the claim, or None. `evidence`: the cited stretches."""
    told = [s for text in evidence for s in sentences(text)]
    return (
        _speaker(claim, evidence)
        or _doer(claim, told)
        or _elsewhere(claim, told)
        or _rank(claim, evidence)
        or _age(claim, evidence)
    )


def speakers(text: str) -> list[Mention]:
    """The names that are made to speak; of "kata kepala dinas X, Budi" both."""
    found = mentions(text)
    speak = [bool(_AFTER.search(text[: m.start]) or _BEFORE.match(text[m.end :])) for m in found]
    for i, (one, other) in enumerate(pairwise(found)):
        speak[i + 1] |= speak[i] and text[one.end : other.start] == ", "
    return [m for m, speaks in zip(found, speak, strict=True) if speaks]


def _speaker(claim: str, evidence: Sequence[str]) -> str | None:
    told = {w for text in evidence for m in speakers(text) for w in m.words}
    if not told:
        return None
    named = {w for text in evidence for m in mentions(text) for w in m.words if w not in RANKS}
    said = [(m, _own(m)) for m in speakers(claim)]
    for mention, own in said:
        # Offices speak too; only one who is named elsewhere in the evidence can have changed places.
        if not told & set(own) and set(own) & named:
            return f"{mention.text} is not the one who says so"
    if said and not any(set(own) & (told | named) or set(own) <= set(RANKS) for _, own in said):
        return f"{said[0][0].text} is not the one who says so"
    return None


@dataclass(frozen=True, slots=True)
class _Deed:
    stems: frozenset[str]
    """Of the verb."""
    agent: frozenset[str] = frozenset()
    patient: frozenset[str] = frozenset()


def _doer(claim: str, evidence: Sequence[str]) -> str | None:
    told = [deed for s in evidence for deed in _deeds(s)]
    for deed in _deeds(claim):
        same = [d for d in told if d.stems & deed.stems]
        agents = frozenset().union(*(d.agent for d in same))
        patients = frozenset().union(*(d.patient for d in same))
        if deed.agent and ((agents and not deed.agent & agents) or (deed.agent & patients and not deed.agent & agents)):
            return "who does it has changed"
        if deed.patient and deed.patient & agents and not deed.patient & patients:
            return "to whom it is done has changed"
    return None


def _deeds(sentence: str) -> Iterator[_Deed]:
    """Verbs with the name right beside them, as agent or as patient by the verb's voice."""
    english = language_of(sentence) == "en"
    for m in mentions(sentence):
        if set(m.words) <= set(RANKS):
            continue
        own, after, before = frozenset(_own(m)), sentence[m.end :], sentence[: m.start]
        verb = _ACTIVE.match(after) or _english_verb(after, english)
        if verb and verb[1] not in NOT_VERBS and not _AT.search(before):
            yield _Deed(_deed(verb[1]), agent=own)
            # The subject goes on: "… menjuarai Piala setelah menundukkan …".
            for further in re.finditer(r"\b(?:setelah|dan|lalu|serta|usai|dengan)\s(me[a-z]{4,})\b", after):
                yield _Deed(_deed(further[1]), agent=own)
        elif (verb := _PASSIVE.match(after) or _PASSIVE_ENGLISH.match(after)) and verb[1] not in NOT_VERBS:
            yield _Deed(_deed(verb[1]), patient=own)
        if _AT.search(before):
            continue
        if (verb := _BY.search(before)) and (verb[1] or verb[2]) not in NOT_VERBS:
            yield _Deed(_deed(verb[1] or verb[2]), agent=own)
        elif (verb := _TO.search(before)) and verb[1] not in NOT_VERBS:
            yield _Deed(_deed(verb[1]), patient=own)


def _english_verb(after: str, english: bool) -> re.Match[str] | None:
    """Of a sentence of two names and a verb nobody can tell the language but by the verb."""
    verb = _ENGLISH_VERB.match(after)
    return verb if verb and (english or verb[1] in _ONLY_ENGLISH) else None


def _deed(verb: str) -> frozenset[str]:
    stems = forms(verb)
    return stems.union(*(group for group in _ALIKE if group & stems))


def _elsewhere(claim: str, evidence: Sequence[str]) -> str | None:
    """The claim repeats one sentence, and names somebody whom only another one names."""
    named = [m for m in mentions(claim) if not set(m.words) <= set(RANKS)]
    if not named or len(evidence) < 2:
        return None
    own = {w for m in named for w in m.words}
    said = [w for w in content(claim) if w not in own and not _SPEAKS.fullmatch(w)]
    if len(said) < 2:
        return None
    shares = [Wording(s).share(said) for s in evidence]
    best = max(range(len(evidence)), key=lambda i: shares[i])
    people = [set(_own(m)) for m in mentions(evidence[best]) if m.sure or len(m.words) > 1]
    # A sentence that names nobody, or leans on another for whom it means, may be completed from its neighbours.
    if not people or (_LEANS.search(evidence[best]) and not speakers(evidence[best])):
        return None
    for m in named:
        mine = set(_own(m))
        if any(mine & theirs for theirs in people):
            continue
        others = [i for i, s in enumerate(evidence) if mine & set(content(s))]
        if others and all(shares[best] - shares[i] >= _CLOSER for i in others) and _leads(m, claim):
            return f"{m.text} is named elsewhere than where it is told"
    return None


def _leads(mention: Mention, claim: str) -> bool:
    """Whether a name is the subject or the speaker, not one that fills in a place or a date."""
    return (
        mention.start == 0
        or mention in speakers(claim)
        or bool(re.fullmatch(r"\W*[A-Z]\w+,?\s", claim[: mention.start]))
    )


def _own(mention: Mention) -> list[str]:
    return [w for w in mention.words if w not in RANKS] or list(mention.words)


_OFFICES = {
    "bupati": "regent", "gubernur": "governor", "wali kota": "mayor", "presiden": "president", "menteri": "minister",
    "jaksa": "prosecutor", "hakim": "judge", "pelatih": "coach", "wasit": "referee", "ekonom": "economist", "nakhoda": "captain",
    "sekretaris": "secretary", "direktur": "director", "ketua": "chair(?:man|woman)?", "kepala": "head",
}  # fmt: skip


def _rank(claim: str, evidence: Sequence[str]) -> str | None:
    found = _anothers(claim, evidence, _ranked)
    return f"{found[0]} is another's office" if found else None


def _anothers(
    claim: str, evidence: Sequence[str], pairs: Callable[[str], Iterable[tuple[str, frozenset[str]]]]
) -> tuple[str, frozenset[str]] | None:
    """What the claim gives a name that the evidence knows with something else; and the name. `pairs` finds both in a text."""
    told = [pair for text in evidence for pair in pairs(text)]
    for given, name in pairs(claim):
        known = {g for g, n in told if n & name}
        if known and given not in known:
            return given, name
    return None


def _ranked(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Offices with the name that ends the run of capitals they begin, or that follows it after a comma."""
    found = mentions(text)
    for i, m in enumerate(found):
        low = " ".join(m.words)
        office = next((o for o, e in _OFFICES.items() if re.match(rf"(?:mantan |wakil )?(?:{o}|{e})\b", low)), None)
        if office is None:
            continue
        name = [w for w in m.words if w not in RANKS][-2:]
        if i + 1 < len(found) and text[m.end : found[i + 1].start] == ", ":
            name = _own(found[i + 1])
        if name:
            yield office, frozenset(name)


def _age(claim: str, evidence: Sequence[str]) -> str | None:
    found = _anothers(claim, evidence, _aged)
    return f"{found[0]} is not the age of {' '.join(sorted(found[1]))}" if found else None


def _aged(text: str) -> list[tuple[str, frozenset[str]]]:
    return [(m[2], frozenset(w for w in map(fold, m[1].split()) if w not in STOP_WORDS)) for m in _AGED.finditer(text)]
