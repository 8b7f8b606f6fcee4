"""Figures as they are meant, whatever they look like: "Rp1,2 triliun" and "1.2 trillion rupiah", "20 persen" and "20%".

Indonesian writes 4.200,5 where English writes 4,200.5. Which of the two a figure follows is told by its form where it
can be, else by the language of the text; a figure that may be either keeps both values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.lexicon import look_up
from index.text import STOP_WORDS, Language, fold, stem

_ONES = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
    "sepuluh": 10, "sebelas": 11, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "seratus": 100, "seribu": 1000, "sejuta": 1_000_000,
}  # fmt: skip
_ORDINALS = {
    "pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "kelima": 5, "keenam": 6, "ketujuh": 7, "kedelapan": 8,
    "kesembilan": 9, "kesepuluh": 10, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_SCALES = {
    "belas": None, "puluh": 10, "ratus": 100, "hundred": 100, "ribu": 1000, "thousand": 1000, "juta": 10**6, "million": 10**6,
    "miliar": 10**9, "milyar": 10**9, "billion": 10**9, "triliun": 10**12, "trilyun": 10**12, "trillion": 10**12,
}  # fmt: skip
_FRACTIONS = {
    "setengah": 0.5, "separuh": 0.5, "separuhnya": 0.5, "half": 0.5, "sepertiga": 1 / 3, "seperempat": 0.25,
    "dua pertiga": 2 / 3, "two thirds": 2 / 3, "two-thirds": 2 / 3, "tiga perempat": 0.75, "dua pertiganya": 2 / 3,
    "three quarters": 0.75, "a third": 1 / 3, "one third": 1 / 3, "a quarter": 0.25, "one-third": 1 / 3,
}  # fmt: skip
_UNITS = {
    **dict.fromkeys(("persen", "%", "percent", "prosen"), "%"),
    **dict.fromkeys(("meter", "metre", "metres", "meters", "m"), "m"),
    **dict.fromkeys(("kilometer", "kilometers", "kilometre", "kilometres", "km"), "km"),
    **dict.fromkeys(("sentimeter", "centimeter", "centimeters", "centimetre", "centimetres", "cm"), "cm"),
    **dict.fromkeys(("milimeter", "millimeter", "millimeters", "millimetre", "millimetres", "mm"), "mm"),
    **dict.fromkeys(("hektare", "hektar", "hectare", "hectares", "ha"), "ha"),
    **dict.fromkeys(("ton", "tons", "tonnes", "tonne"), "t"),
    **dict.fromkeys(("kilogram", "kilograms", "kilo", "kg"), "kg"),
    **dict.fromkeys(("gram", "grams"), "g"),
    **dict.fromkeys(("liter", "litre", "litres", "liters"), "l"),
    **dict.fromkeys(("tahun", "year", "years", "year-old", "-year-old"), "year"),
    **dict.fromkeys(("bulan", "month", "months"), "month"),
    **dict.fromkeys(("pekan", "minggu", "week", "weeks"), "week"),
    **dict.fromkeys(("hari", "day", "days"), "day"),
    **dict.fromkeys(("malam", "night", "nights"), "night"),
    **dict.fromkeys(("jam", "hour", "hours"), "hour"),
    **dict.fromkeys(("menit", "minute", "minutes"), "minute"),
    **dict.fromkeys(("detik", "second", "seconds"), "second"),
    **dict.fromkeys(("rupiah", "rp", "idr"), "rupiah"),
    **dict.fromkeys(("dolar", "dollar", "dollars", "us$", "$", "usd"), "dollar"),
}  # fmt: skip
_SMALL = "|".join(sorted((*_ONES, *_ORDINALS), key=len, reverse=True))
_BIG = "|".join(sorted(_SCALES, key=len, reverse=True))
_DIGITS = r"\d+(?:[.,]\d+)*"
_AMOUNT = re.compile(
    rf"(?<!\w)(?<!\d[.,])(?P<money>(?:rp|idr|us\$|usd|\$)\.?\s?)?(?:(?P<digits>{_DIGITS})|(?P<fraction>\b(?:{'|'.join(sorted(_FRACTIONS, key=len, reverse=True))})\b)"
    rf"|(?P<spelled>\b(?:{_SMALL})\b(?:[\s-](?:dan\s|and\s)?(?:{_SMALL}|{_BIG})\b)*))(?P<scale>(?:\s(?:{_BIG})\b)*)"
    rf"(?:[\s-]?(?P<unit>%|(?:{'|'.join(sorted((u for u in _UNITS if u[0].isalpha()), key=len, reverse=True))})\b))?"
)
_MOVE = re.compile(
    r"(?P<from>\b(?:dari|daripada|from)\s)|(?P<to>\b(?:menjadi|ke|to)\s(?:akhir\s|sekitar\s|tahun\s)?)", re.IGNORECASE
)
_LOOSE = frozenset({"%", "rupiah", "dollar"})
_NO_FIGURE = re.compile(
    r"\b(?:salah satu|satu sama lain|satu per satu|satu-satunya|satu pun|one of|one another|no one|the one|dua kali lipat|pertama kali|for the first time)\b"
)
_ONE = re.compile(
    r"\b(?:seorang|sebuah|seekor|sebanyak satu|sekali|seunit|sebulan|setahun|sehari|sepekan|semalam|an?)\b"
)
_NOUN = re.compile(r"\s*(?:\([^)]*\)\s*)?([^\W\d_]+(?:-[^\W\d_]+)*)")


@dataclass(frozen=True, slots=True)
class Amount:
    """`values`: what the figure may mean, mostly one. `unit`: "m", "%", "rupiah", …; None where none is known."""

    text: str
    values: frozenset[float]
    unit: str | None
    noun: str | None
    """The folded word after it: what is counted."""


def amounts(text: str, language: Language = "id") -> list[Amount]:
    """The figures of a text in order. Dates and clock times are to be taken out before (see `index.moments`)."""
    low = fold(text).replace("–", "-")
    low = _NO_FIGURE.sub(lambda m: " " * len(m.group()), low)
    found = []
    for m in _AMOUNT.finditer(low):
        values = _values(m, language)
        if not values:
            continue
        unit = _UNITS.get(m["unit"] or "") or (_UNITS.get(m["money"].strip(" .")) if m["money"] else None)
        noun = None if m["unit"] else _noun(low, m.end())
        found.append(Amount(m.group().strip(), values, unit, noun))
    return found


def says_one(text: str) -> bool:
    """Whether a text counts one of something without a figure: "seorang", "sebuah", "a"."""
    return bool(_ONE.search(fold(text)))


def supported(claimed: Amount, evidence: list[Amount]) -> bool:
    """Whether the evidence has the same figure, of the same unit, and not of another thing."""
    same = [e for e in evidence if _equal(claimed, e) and _alike(claimed, e)]
    if not same or claimed.noun is None:
        return bool(same)
    # "1.870 rumah" where the evidence has "4.200 rumah" and "1.870 orang": the figures changed places.
    forms = _forms(claimed.noun)
    elsewhere = any(e.noun and forms & _forms(e.noun) and not _equal(claimed, e) for e in evidence)
    here = any(e.noun is None or forms & _forms(e.noun) for e in same)
    return here or not elsewhere


def changed_direction(claim: str, evidence: str, language: Language) -> bool:
    """Whether what went "dari 30 menjadi 52" is said to have gone to 30, or from 52."""
    told, said = _moves(evidence, "id"), _moves(claim, language)
    for start, goal in said:
        for told_start, told_goal in told:
            turned = (goal is not None and goal == told_start) or (start is not None and start == told_goal)
            kept = (goal is not None and goal == told_goal) or (start is not None and start == told_start)
            if turned and not kept:
                return True
    return False


def _moves(text: str, language: Language) -> list[tuple[float | None, float | None]]:
    """The first value of what follows "dari" and of what follows "menjadi", in pairs; None for the one left out."""
    found: list[tuple[float | None, float | None]] = []
    for clause in re.split(r"[;.](?=\s)", text):
        parts: dict[str, float] = {}
        for m in _MOVE.finditer(clause):
            ahead = amounts(clause[m.end() : m.end() + 28], language)
            if ahead:
                parts.setdefault("from" if m["from"] else "to", min(ahead[0].values))
        if "to" in parts:
            found.append((parts.get("from"), parts["to"]))
    return found


def _alike(claimed: Amount, told: Amount) -> bool:
    """Whether two figures may measure the same: "12 gempa" is not "12 jam", "(41)" may be "41 tahun"."""
    if claimed.unit and told.unit:
        return claimed.unit == told.unit
    if claimed.unit:
        return told.noun is None
    return claimed.noun is None or told.unit is None or told.unit in _LOOSE


def _equal(one: Amount, other: Amount) -> bool:
    return any(abs(a - b) <= 1e-6 * max(1.0, abs(a)) for a in one.values for b in other.values)


def _forms(noun: str) -> frozenset[str]:
    return frozenset({noun, stem(noun), *look_up(noun), *map(stem, look_up(noun)), *look_up(noun.removesuffix("s"))})


def _noun(low: str, end: int) -> str | None:
    m = _NOUN.match(low, end)
    return m[1] if m and m[1] not in STOP_WORDS else None


def _values(m: re.Match[str], language: Language) -> frozenset[float]:
    scale = 1.0
    for word in m["scale"].split():
        scale *= _SCALES[word] or 1
    if m["digits"]:
        values = frozenset(_readings(m["digits"], language))
    elif m["fraction"]:
        values = frozenset({_FRACTIONS[m["fraction"]]})
    else:
        values = frozenset({_spelled(re.split(r"[\s-]+", m["spelled"]))})
    return frozenset(round(v * scale, 6) for v in values)


def _readings(digits: str, language: Language) -> Iterator[float]:
    """ "4.200" is 4200 in Indonesian; in an English text it may be 4.2 as well. "4,200" the other way round."""
    digits = digits.rstrip(".,")
    for thousands, decimal in (".,", ",."):
        own = (thousands == ".") == (language == "id")
        whole, *rest = digits.split(decimal)
        groups = whole.split(thousands)
        if len(rest) > 1 or (rest and thousands in rest[0]):
            continue
        grouped = len(groups) > 1 and all(len(g) == 3 for g in groups[1:]) and 0 < len(groups[0]) <= 3
        if len(groups) > 1 and not grouped:
            continue
        # Three digits after the other language's mark look like a group of its own: then only its own reading counts.
        if not own and rest and len(rest[0]) == 3 and language == "id":
            continue
        yield float("".join(groups) + ("." + rest[0] if rest else ""))


def _spelled(words: list[str]) -> float:
    total = current = 0.0
    for word in words:
        if word in ("dan", "and"):
            continue
        if word == "belas":
            current += 10
        elif (scale := _SCALES.get(word)) is not None:
            if scale >= 1000:
                total, current = total + (current or 1) * scale, 0
            else:
                tens = current % 10 or 1
                current = current - current % 10 + tens * scale if scale == 10 else (current or 1) * scale
        else:
            current += _ONES.get(word, _ORDINALS.get(word, 0))
    return total + current
