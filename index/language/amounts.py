"""Figures as they are meant, whatever they look like: "Rp1,2 triliun" and "1.2 trillion rupiah", "20 persen" and "20%".

Indonesian writes 4.200,5 where English writes 4,200.5. Which of the two a figure follows is told by its form where it
can be, else by the language of the text; a figure that may be either keeps both values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.language.text import fold
from index.types import Language

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
_NO_FIGURE = re.compile(
    r"\b(?:salah satu|satu sama lain|satu per satu|satu-satunya|satu pun|one of|one another|no one|the one|dua kali lipat|pertama kali|for the first time)\b"
)
_ONE = re.compile(
    r"\b(?:seorang|sebuah|seekor|sebanyak satu|sekali|seunit|sebulan|setahun|sehari|sepekan|semalam|an?)\b"
)
_BASE = {
    "km": ("m", 1000), "cm": ("m", 0.01), "mm": ("m", 0.001), "t": ("g", 10**6), "kg": ("g", 1000), "minute": ("second", 60),
    "hour": ("second", 3600), "day": ("second", 86_400), "week": ("second", 7 * 86_400), "year": ("month", 12),
}  # fmt: skip
"""What a unit is a multiple of."""


@dataclass(frozen=True, slots=True)
class Amount:
    """`values`: what the figure may mean, mostly one. `unit`: "m", "%", "rupiah", …; None where none is known."""

    text: str
    values: frozenset[float]
    unit: str | None

    @property
    def sizes(self) -> frozenset[tuple[float, str | None]]:
        """The same in the unit that others are multiples of: 1.5 km is 1,500 m."""
        base, times = _BASE.get(self.unit or "", (self.unit, 1))
        return frozenset((round(v * times, 6), base) for v in self.values)

    @property
    def counts(self) -> bool:
        """Whether it is written in words, and neither an order nor one or two: those are said of what nobody counted."""
        in_words = not any(c.isdigit() for c in self.text)
        return in_words and self.text.split()[0] not in _ORDINALS and self.values.isdisjoint((1.0, 2.0))


def amounts(text: str, language: Language = "id") -> list[Amount]:
    """The figures of a text in order. Dates and clock times are to be taken out before where they shall not count."""
    low = fold(text).replace("–", "-")
    low = _NO_FIGURE.sub(lambda m: " " * len(m.group()), low)
    found = []
    for m in _AMOUNT.finditer(low):
        if values := _values(m, language):
            unit = _UNITS.get(m["unit"] or "") or (_UNITS.get(m["money"].strip(" .")) if m["money"] else None)
            found.append(Amount(m.group().strip(), values, unit))
    return found


class Told:
    """The figures of a text, asked whether another figure is among them."""

    def __init__(self, text: str) -> None:
        self._found = amounts(text)
        self._values = {v for a in self._found for v in a.values} | ({1.0} if _ONE.search(fold(text)) else set())
        self._values |= {round(v / 100, 6) for a in self._found if a.unit == "%" for v in a.values}
        self._sizes = {size for a in self._found for size in a.sizes}

    def has(self, claimed: Amount) -> bool:
        """Whatever it is said of."""
        return bool(claimed.values & self._values or claimed.sizes & self._sizes)

    def measures_otherwise(self, claimed: Amount) -> bool:
        """Whether the figure is there, and each time of another unit: "enam tahun" for "enam bulan"."""
        if claimed.unit is None or claimed.sizes & self._sizes:
            return False
        same = [a for a in self._found if a.values & claimed.values]
        return bool(same) and all(a.unit for a in same)


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
