"""Who did what to whom, and who said it: the words of a claim may all be in its evidence and yet have changed places.

Three rules, each silent where it can't see: the one whom a claim makes speak is among those who speak in the evidence; a
verb that joins the same two names joins them in the same direction; a rank stands before a name that the article gives
that rank. What needs understanding is left to the trained model (`index.entailment`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.lexicon import look_up
from index.mentions import RANKS, Mention, mentions
from index.sentences import sentence_spans
from index.text import STOP_WORDS, fold, stem

_SAID = (
    r"(?:mengatakan|menyatakan|menyebut(?:kan)?|mengungkapkan|menjelaskan|menegaskan|menuturkan|menambahkan|memaparkan|mengakui|mengaku"
    r"|menilai|menaksir|memastikan|melaporkan|memperkirakan|berkata|berjanji|menjanjikan|berharap|meminta|mengingatkan|menyarankan"
    r"|says|said|stated|told|explained|added|admitted|promised|estimated|asked|reported|hoped|confirmed|argued|judged|suggested|advised)"
)
_SAYS = r"(?:kata|ujar|tutur|ucap|ungkap|jelas|tegas|imbuh|papar|sebut|menurut|dikatakan|disampaikan|dituturkan|disebut|according to|in the words of)"
_AFTER = re.compile(rf"\b{_SAYS}(?:\s(?:oleh|by))?\s*$", re.IGNORECASE)
_BEFORE = re.compile(
    rf"^(?:,[^.;“”\"]{{0,60}},|\s?\([^)]*\))?\s*(?:(?:juga|hanya|kemudian|lalu|also|then|has|had|telah|sudah)\s)?{_SAID}\b",
    re.IGNORECASE,
)
_PASSIVE_EN = re.compile(r"\bby\s(?:the\s)?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PASSIVE_ID = re.compile(r"^(?:di[a-z]{3,}|ter[a-z]{4,})$")
_ACTIVE_ID = re.compile(r"^(?:me[a-z]{4,}|ber[a-z]{4,})$")
_NOT_VERBS = frozenset(
    "dirinya direktur dinas dingin digital distrik disebut menteri merdeka meter berita besar beras bersama berat merah megah di dia diri menjadi merupakan adalah ialah terdakwa tersebut termasuk terhadap".split()
)


def misattributed(claim: str, evidence: Sequence[str]) -> str | None:
    """What has changed places in the claim, or None. `evidence`: the cited stretches."""
    return _speaker(claim, evidence) or _direction(claim, evidence) or _rank(claim, evidence)


def _speaker(claim: str, evidence: Sequence[str]) -> str | None:
    told = [m for text in evidence for m in speakers(text)]
    words = {w for m in told for w in m.words}
    if not words:
        return None
    named = _people(evidence)
    for said in speakers(claim):
        own = [w for w in said.words if w not in RANKS]
        # Offices and outlets speak too; only a person who is named elsewhere in the evidence can have changed places.
        if own and not words & set(own) and set(own) & named:
            return f"{said.text} is not the one who says so"
    return None


def speakers(text: str) -> list[Mention]:
    """The names that are made to speak."""
    return [m for m in mentions(text) if _AFTER.search(text[: m.start]) or _BEFORE.match(text[m.end :])]


def _people(evidence: Sequence[str]) -> set[str]:
    return {w for text in evidence for m in mentions(text) for w in m.words if w not in RANKS}


def _direction(claim: str, evidence: Sequence[str]) -> str | None:
    claimed = list(_deeds(claim))
    if not claimed:
        return None
    told = [deed for text in evidence for deed in _deeds(text)]
    for verb, agent, patient in claimed:
        for stems, told_agent, told_patient in told:
            if not verb & stems:
                continue
            same = agent & told_agent or patient & told_patient
            crossed = agent & told_patient and patient & told_agent
            if crossed and not same:
                return "who does it and to whom it is done have changed places"
    return None


def _deeds(text: str) -> Iterator[tuple[frozenset[str], frozenset[str], frozenset[str]]]:
    """Verb, agent and patient where one verb stands between two names of one sentence, as stems and folded words."""
    for start, end in sentence_spans(f"- {text}"):
        sentence = f"- {text}"[start:end]
        found = mentions(sentence)
        for one, other in pairwise(found):
            between = sentence[one.end : other.start]
            if len(between) > 120:
                continue
            verbs = [w for w in map(fold, _WORD.findall(between)) if w not in _NOT_VERBS]
            passive = any(_PASSIVE_ID.match(w) for w in verbs) or bool(_PASSIVE_EN.search(between))
            stems = frozenset(
                s for w in verbs if w not in STOP_WORDS for s in _verb_stems(w) if _verbal(w) or look_up(w)
            )
            left, right = frozenset(_own(one)), frozenset(_own(other))
            if stems and left and right:
                yield (stems, right, left) if passive else (stems, left, right)


def _own(mention: Mention) -> list[str]:
    return [w for w in mention.words if w not in RANKS] or list(mention.words)


def _verbal(word: str) -> bool:
    return bool(_PASSIVE_ID.match(word) or _ACTIVE_ID.match(word))


def _verb_stems(word: str) -> set[str]:
    english = {
        form
        for base in (word, word.removesuffix("ed"), word.removesuffix("d"), word.removesuffix("s"))
        for form in look_up(base)
    }
    return {stem(word), *map(stem, english)}


_OFFICES = {
    "bupati": "regent", "gubernur": "governor", "wali kota": "mayor", "presiden": "president", "menteri": "minister",
    "jaksa": "prosecutor", "hakim": "judge", "pelatih": "coach", "wasit": "referee", "ekonom": "economist", "nakhoda": "captain",
    "kapten": "captain", "sekretaris daerah": "regional secretary", "direktur": "director", "ketua": "chair", "kepala": "head",
}  # fmt: skip


def _rank(claim: str, evidence: Sequence[str]) -> str | None:
    told = [pair for text in evidence for pair in _ranked(text)]
    for office, name in _ranked(claim):
        offices = {o for o, n in told if n & name}
        if offices and office not in offices and any(o == office for o, _ in told):
            return f"{office} is another's office"
    return None


def _ranked(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Offices with the name that ends the run of capitals they begin, or that follows it after a comma."""
    found = mentions(text)
    for i, m in enumerate(found):
        low = " ".join(m.words)
        office = next((o for o, e in _OFFICES.items() if re.match(rf"(?:mantan |wakil )?(?:{o}|{e})\b", low)), None)
        if office is None:
            continue
        name = _own(m)[-2:]
        if i + 1 < len(found) and text[m.end : found[i + 1].start] == ", ":
            name = _own(found[i + 1])
        if name:
            yield office, frozenset(name)
