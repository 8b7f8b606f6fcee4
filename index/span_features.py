"""What is seen of a candidate answer: its form, the words beside it, how near the question's words stand.

Features are readable names with a value: "person|prev=oleh" says that a person is asked for and "oleh" precedes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence

from index.evidence import Evidence, Sentence, answers_kind, terms_in
from index.question import Kind, Question
from index.spans import MONTH, Candidate, candidates, units_of
from index.text import STOP_WORDS, fold, stem, words

READ = 6
"""Sentences whose candidates are weighed: the answer is in a later one in 3 % of the development questions."""

Features = list[tuple[str, float]]
_BUCKETS = ((1, "1"), (2, "2"), (3, "3"), (5, "4-5"), (8, "6-8"), (14, "9-14"))


class Describer:
    """Describes candidates of one question's evidence."""

    def __init__(self, question: Question, evidence: Evidence) -> None:
        self._question, self._evidence = question, evidence
        self._asked = frozenset(words(question.text))
        self._seen = _seen_as(evidence)
        self._meets: dict[str, frozenset[int]] = {}

    def of(self, s: Sentence, wanted: Container[tuple[int, int]] | None = None) -> Iterator[tuple[Candidate, Features]]:
        """Each candidate of a sentence with its features; of those at the places `wanted`, where these are given.

        A candidate the question itself contains is none.
        """
        question = self._question
        units = units_of(s.text)
        where = [frozenset[int]().union(*(self._met(w) for w in _telling(u.text))) for u in units]
        for c in candidates(s.text, units, self._asked):
            if wanted is not None and (c.start, c.end) not in wanted:
                continue
            text = s.text[c.start : c.end]
            told = _telling(text)
            known = sum(self.asks(w) for w in told) / len(told) if told else 1.0
            sorts = self._seen.get(fold(text), set())
            if known == 1.0 or not suits(question.kind, text, c.form):
                continue
            if question.kind == "person" and "only place" in sorts:
                continue
            features = _local(question, self._evidence, s, where, c, known)
            if c.form in ("name", "names", "tail", "head", "middle", "bare place"):
                features += [(f"{question.kind}|seen as {sort}", 1.0) for sort in sorted(sorts - {"only place"})]
            if spells_out(question, s.text, c.start, c.end):
                features.append(("expansion|beside the acronym", 1.0))
            yield c, features

    def asks(self, word: str) -> bool:
        """Whether the question has this folded word, in some form."""
        return word in self._asked or bool(self._met(word))

    def _met(self, word: str) -> frozenset[int]:
        if word not in self._meets:
            self._meets[word] = terms_in(self._question, word)
        return self._meets[word]


def describe(question: Question, evidence: Evidence) -> Iterator[tuple[Sentence, Candidate, Features]]:
    """Each candidate of the READ likeliest sentences with its features."""
    describer = Describer(question, evidence)
    for order, s in enumerate(_to_read(question, evidence)):
        for c, features in describer.of(s):
            yield s, c, [("logit", s.logit / 4), (f"order={order}", 1.0), *features]


_AFTER_PLACE = re.compile(
    r"\b(?:di|ke|dari)(?: (?:kota|kabupaten|provinsi|negara|pulau|desa|kecamatan|wilayah|kawasan))? ((?:[A-Z][\w'’-]*)(?: [A-Z][\w'’-]*)*)"
)
_AFTER_RANK = re.compile(
    r"\b(?:[Pp]residen|[Mm]enteri|[Kk]etua|[Dd]irektur|[Gg]ubernur|[Bb]upati|[Pp]elatih|Dr\.?|Prof\.?|Ir\.?|[Pp]engamat|[Pp]emimpin|[Pp]emain|[Aa]ktor"
    r"|[Aa]ktris|[Pp]enyanyi|[Bb]ernama|[Kk]ata|[Uu]jar|[Uu]cap|[Tt]utur)(?: [A-Z][\w'’-]*| of){0,3}?,? ((?:[A-Z][\w'’-]*)(?: [A-Z][\w'’-]*)*)"
)


def _seen_as(evidence: Evidence) -> dict[str, set[str]]:
    """What the passages' own wording makes of a name: after "di" a place, after a rank or "kata" a person.

    "pemimpin Korea Utara" is no sign of a person where "di Korea Utara" is at least as common: such a name is "only place".
    """
    counts: dict[str, Counter[str]] = {}
    for passage in {id(s.passage): s.passage for s in evidence.sentences}.values():
        for pattern, sort in ((_AFTER_PLACE, "place"), (_AFTER_RANK, "person")):
            for m in pattern.finditer(passage.text):
                counts.setdefault(fold(m.group(1)), Counter())[sort] += 1
    return {
        name: {*found, *({"only place"} if found["place"] >= max(1, found["person"]) else ())}
        for name, found in counts.items()
    }


def spells_out(question: Question, text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` and an acronym that is asked for stand beside each other, one of them in brackets."""
    if question.kind != "expansion":
        return False
    after = re.match(r"\s*[(/]\s*([\w-]+)\s*\)?", text[end:])
    before = re.search(r"([\w-]+)\s*\(\s*$", text[:start])
    acronyms = {t.word for t in question.terms}
    return any(m is not None and fold(m.group(1)) in acronyms for m in (after, before))


def _to_read(question: Question, evidence: Evidence) -> Sequence[Sentence]:
    """The READ likeliest. Where a saying or an acronym is asked for, those that have one, if any does."""
    first = evidence.sentences[:READ]
    if question.kind not in ("quote", "expansion"):
        return first
    return [s for s in first if answers_kind(question, units_of(s.text))] or first


_SPELLED = re.compile(
    r"\b(?:se(?:puluh|belas|ratus|ribu|juta|orang|kali|buah|tengah)|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|\w+an ribu|ribuan|ratusan|puluhan|jutaan)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"\d|{MONTH}|abad|tahun|Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu|kemarin|lalu|pagi|malam|sore|hari|masa|zaman|bulan"
)


_CLOCK = re.compile(r"\d{1,2}[.:]\d\d(?!\d)|(?:pukul|jam)\b")
_SAYS = re.compile(
    r"(?:ujar|kata|tutur|ucap|jelas|ungkap|tegas|imbuh|tambah|papar|lanjut|menurut)(?:nya)?\b", re.IGNORECASE
)
_TIMES = frozenset({"date", "dates", "day+month", "month+year", "clock"})
_NO_NAME = frozenset({"date", "dates", "year", "money", "percent", "day+month", "month+year", "clock", "number"})


def suits(kind: Kind, text: str, form: str) -> bool:
    """Whether a stretch can be an answer of this kind at all: no amount without a number, no date without one of time."""
    if kind in ("number", "money", "percent", "age", "duration"):
        return (
            form not in _TIMES
            and bool(re.search(r"\d", text) or _SPELLED.search(text))
            and (kind != "percent" or "%" in text or "pers" in text)
        )
    if kind in ("date", "year"):
        return not _CLOCK.match(text) and _WHEN.search(text) is not None
    if kind == "time":
        return _CLOCK.match(text) is not None
    if kind == "reason":
        return form not in _NO_NAME
    if kind == "quote":
        return not _SAYS.match(text)
    if kind in ("person", "organisation", "place"):
        # A name has a capital; what merely begins after "adalah" or "bahwa" has none, or runs on.
        named = any(w[:1].isupper() for w in text.split())
        return (
            form not in _NO_NAME
            and (named or len(text.split()) <= 3)
            and (form != "clause" or (kind == "place" and named))
        )
    return True


def _telling(text: str) -> list[str]:
    return [w for w in words(text) if w not in STOP_WORDS]


def _local(
    question: Question, evidence: Evidence, s: Sentence, where: Sequence[frozenset[int]],
    c: Candidate, known: float,
) -> Features:  # fmt: skip
    # Few ask for the hour: what is known of dates serves.
    kind, text = "date" if question.kind == "time" else question.kind, s.text
    before = _last_words(text[max(0, c.start - 40) : c.start])
    after = _first_word(text[c.end : c.end + 30])
    first, last = (
        fold(text[c.start : c.end].split()[0]).strip(".,"),
        fold(text[c.start : c.end].split()[-1]).strip(".,"),
    )
    length = bucket(len(text[c.start : c.end].split()))
    form = c.form
    names = [
        f"{kind}|form={form}",
        f"{kind}|prev={before[1]}",
        f"{kind}|prev2={before[0]} {before[1]}",
        f"{kind}|next={after}",
        f"form={form}|prev={before[1]}",
        f"form={form}|next={after}",
        f"{kind}|length={length}",
        f"form={form}|length={length}",
        f"{kind}|first={first}",
        f"{kind}|last={last}",
        f"first={first}",
        f"last={last}",
        f"{kind}|known={math.ceil(known * 3)}",
        f"form={form}|known={math.ceil(known * 3)}",
        f"{kind}|commas={min(2, text.count(',', c.start, c.end))}",
    ]
    if text[c.start : c.end].isupper():
        names.append(f"{kind}|capitals")
    if c.first == 0:
        names.append(f"{kind}|opens")
    if question.focus:
        focus, focus_stem = question.focus, stem(question.focus)
        names.append(f"focus={focus}|form={form}")
        names.append(f"focus={focus}|prev={before[1]}")
        names.append(f"focus={focus}|first={first}")
        names.append(f"focus={focus}|next={after}")
        for place, word in (
            ("first", first),
            ("last", last),
            ("prev", before[1]),
            ("prev2", before[0]),
            ("next", after),
        ):
            if stem(word) == focus_stem:
                names.append(f"focus is {place}")
                names.append(f"{kind}|focus is {place}|{form}")
    if c.first and where[c.first - 1]:
        names.append(f"{kind}|asked before")
    if c.last + 1 < len(where) and where[c.last + 1]:
        names.append(f"{kind}|asked after")
    near = 0.0
    nearest: dict[int, int] = {}
    for at, terms in enumerate(where):
        if c.first <= at <= c.last:
            continue
        distance = c.first - at if at < c.first else at - c.last
        for t in terms:
            if t not in nearest or distance < abs(nearest[t]):
                nearest[t] = distance if at > c.last else -distance
    total = sum(evidence.weights) or 1.0
    for t, distance in nearest.items():
        near += evidence.weights[t] / (1 + abs(distance) / 2) / total
    for label, t in (("lead", 0), ("end", len(question.terms) - 1)):
        if t in nearest:
            side = "<" if nearest[t] < 0 else ">"
            names.append(f"{kind}|{label}{side}{bucket(abs(nearest[t]))}")
        else:
            names.append(f"{kind}|{label} gone")
    if nearest:
        close = min(nearest.values(), key=abs)
        names.append(f"{kind}|closest{'<' if close < 0 else '>'}{bucket(abs(close))}")
    return [("near", 3 * near), (f"{kind}|near", 3 * near), *((name, 1.0) for name in names)]


def bucket(n: int) -> str:
    """A count or a distance as part of a feature's name."""
    return next((label for most, label in _BUCKETS if n <= most), "15+")


_WORD_OR_MARK = re.compile(r"\w+(?:[-’'][^\W\d_]+)*|[^\w\s]")


def _last_words(text: str) -> tuple[str, str]:
    found = ["^", "^", *_WORD_OR_MARK.findall(fold(text))]
    return _plain(found[-2]), _plain(found[-1])


def _first_word(text: str) -> str:
    found = _WORD_OR_MARK.search(fold(text))
    return _plain(found.group()) if found else "$"


def _plain(word: str) -> str:
    return "#" if word[0].isdigit() else word
