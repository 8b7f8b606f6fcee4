"""Faithful sentences spoilt in one place each, by rules that can be read: a figure, a date, a name, a negation, a quote.

The same sentence is always spoilt in the same way, so that two measurements can be compared.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from index.language.moments import moments
from index.language.text import fold
from index.verification.mentions import RANKS, mentions

_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
_ENGLISH = "January February March April May June July August September October November December".split()
_FIGURE = re.compile(r"(?<![\w/.,])(?:Rp)?(\d+(?:[.,]\d+)*)(?![\w/])")
_SPELLED = "dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split()
_QUOTE = re.compile(r"“([^”]+)”")
_NEGATION = re.compile(r"\b(?:tidak|belum|bukan|tanpa)\s", re.IGNORECASE)
_VERB = re.compile(r"\b(?:me(?:m|n|ng|ny|l|r)?|di|ber|ter)[a-z]{4,}\b")
_NO_VERB = frozenset(
    "desa dinas dipimpin beras besar berat bersama direktur terhadap tersebut terdakwa terakhir merupakan menjadi bernama berikutnya".split()
)

Spoil = Callable[[str, str, Sequence[str], random.Random], str | None]
"""Takes the sentence, its evidence, the names of the article and a source of chance; None where it finds nothing to spoil."""


def figure(text: str, evidence: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Another figure of the same form that the evidence doesn't have."""
    del others
    outside = _QUOTE.sub(lambda m: " " * len(m.group()), moments(text).rest)
    if found := list(_FIGURE.finditer(outside)):
        m = draw.choice(found)
        for _ in range(20):
            at = draw.choice([i for i, c in enumerate(m[1]) if c.isdigit()])
            digit = str((int(m[1][at]) + draw.randint(1, 8)) % 10)
            new = m[1][:at] + digit + m[1][at + 1 :]
            if new != m[1] and not new.startswith("0") and new not in evidence:
                return text[: m.start(1)] + new + text[m.end(1) :]
    words = list(re.finditer(r"\b(?:" + "|".join(_SPELLED) + r")\b", outside))
    if not words:
        return None
    m = draw.choice(words)
    new = draw.choice([w for w in _SPELLED if w not in fold(evidence) and w != m.group()])
    return text[: m.start()] + new + text[m.end() :]


def date(text: str, evidence: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Another day, month or year."""
    del others  # a date that the evidence has elsewhere would be no sure spoil
    for names in (_MONTHS, _ENGLISH):
        if m := re.search(rf"(?:(\d{{1,2}}) )?\b({'|'.join(names)})\b(?: (\d{{4}}))?", text):
            part = draw.choice([n for n in (1, 2, 3) if m[n]])
            if part == 2:
                new = draw.choice([w for w in names if w not in evidence and w != m[2] and w[:3] not in ("Mei", "May")])
            else:
                new = str(int(m[part]) + draw.choice([1, 2, 3, -1]))
            return text[: m.start(part)] + new + text[m.end(part) :] if new not in evidence else None
    if m := re.search(r"\b(?:19|20)\d\d\b", text):
        new = str(int(m.group()) + draw.choice([-2, -1, 1, 2]))
        return text[: m.start()] + new + text[m.end() :] if new not in evidence else None
    if m := re.search(r"\bpukul (\d\d)", text):
        return text[: m.start(1)] + f"{(int(m[1]) + draw.randint(1, 9)) % 24:02d}" + text[m.end(1) :]
    return None


def name(text: str, evidence: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Somebody, or a place, of the article whom the evidence doesn't name."""
    told = set(re.findall(r"\w+", fold(evidence)))
    found = [m for m in mentions(text) if m.words[0] not in RANKS and len(m.words) < 4]
    strange = [o for o in others if not told & set(fold(o).split()) and len(o.split()) < 4]
    if not found or not strange:
        return None
    m = draw.choice(found)
    return text[: m.start] + draw.choice(strange) + text[m.end :]


def negation(text: str, evidence: str, others: Sequence[str], draw: random.Random) -> str | None:
    """A negation taken away, or put before a verb."""
    del evidence, others
    outside = _QUOTE.sub(lambda m: " " * len(m.group()), text)
    if m := _NEGATION.search(outside):
        rest = text[: m.start()] + text[m.end() :]
        return rest[0].upper() + rest[1:]
    verbs = [m for m in _VERB.finditer(outside) if m.group() not in _NO_VERB and m.start()]
    if not verbs:
        return None
    m = draw.choice(verbs[:2])
    return text[: m.start()] + "tidak " + text[m.start() :]


def quote(text: str, evidence: str, others: Sequence[str], draw: random.Random) -> str | None:
    """A word left out of a quotation, or two that changed places."""
    del evidence, others
    m = _QUOTE.search(text)
    if m is None or len(m[1].split()) < 4:
        return None
    words = m[1].split()
    at = draw.randint(1, len(words) - 2)
    if draw.random() < 0.5:
        words[at], words[at + 1] = words[at + 1], words[at]
    else:
        del words[at]
    return text[: m.start(1)] + " ".join(words) + text[m.end(1) :]


SPOILS: dict[str, Spoil] = {"numbers": figure, "dates": date, "names": name, "negation": negation, "quotes": quote}
