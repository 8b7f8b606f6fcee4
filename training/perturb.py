"""True sentences made false in one place: another figure, another name, a negation more or less, two names exchanged.

Not the rules of benchmarks/spoiling.py, on whose sentences the result is measured.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from index.language.names import names

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_COUNTS = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh puluhan ratusan ribuan".split()
_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
_DENIALS = re.compile(r"\b(?:tidak|belum|bukan|tak)\s", re.IGNORECASE)
_BEFORE_VERB = re.compile(
    r"\s(?=(?:me[mn]\w{4,}|di(?!a\b|ri\b|nas)\w{4,}|ber\w{4,}|akan\s|telah\s|sudah\s|adalah\s|merupakan\s|memiliki\s|menjadi\s))"
)
_ALIKE = re.compile(r"^\s*(?:,|dan|atau|serta|bersama|dengan|maupun|-|/|&)?\s*$")
_OPPOSITES = [
    pair.split("/")
    for pair in """naik/turun meningkat/menurun menang/kalah menerima/menolak membuka/menutup dibuka/ditutup mendukung/menentang
    lebih/kurang pertama/terakhir sebelum/sesudah besar/kecil tinggi/rendah banyak/sedikit utara/selatan timur/barat
    mengizinkan/melarang hidup/meninggal selamat/tewas membeli/menjual datang/pergi masuk/keluar tertinggi/terendah""".split()
]

Perturb = Callable[[str, Sequence[str], random.Random], str | None]
"""Takes a sentence, names and figures from elsewhere and a source of chance; None where it finds nothing to change."""


def number(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    if found := list(_NUMBER.finditer(text)):
        m = draw.choice(found)
        old = m.group()
        told = [o for o in others if o[0].isdigit() and o not in text]
        if told and draw.random() < 0.6:
            new = draw.choice(told)
        elif old.isdigit() and draw.random() < 0.5:
            new = str(max(1, int(old) + draw.choice([-3, -2, -1, 1, 2, 3, 5, 10])))
        else:
            at = draw.choice([i for i, c in enumerate(old) if c.isdigit()])
            new = old[:at] + str((int(old[at]) + draw.randint(1, 9)) % 10) + old[at + 1 :]
        return text[: m.start()] + new + text[m.end() :] if new != old else None
    for options in (_MONTHS, _COUNTS):
        if m := re.search(rf"\b(?:{'|'.join(options)})\b", text):
            return text[: m.start()] + draw.choice([o for o in options if o != m.group()]) + text[m.end() :]
    return None


def name(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    found = [n for n in names(text) if n.sure or " " in n.text]
    strange = [o for o in others if o not in text and not o[0].isdigit()]
    if not found or not strange:
        return None
    n = draw.choice(found)
    return text[: n.start] + draw.choice(strange) + text[n.end :]


def negation(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    del others
    if m := _DENIALS.search(text):
        return text[: m.start()] + text[m.end() :]
    for pair in draw.sample(_OPPOSITES, len(_OPPOSITES)):
        for one, other in (pair, pair[::-1]):
            if m := re.search(rf"\b{one}\b", text):
                return text[: m.start()] + other + text[m.end() :]
    found = list(_BEFORE_VERB.finditer(text))
    if not found:
        return None
    m = draw.choice(found[:3])
    return f"{text[: m.start()]} tidak {text[m.end() :]}"


def roles(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Two names that a verb or a preposition stands between; a mere list may be in any order."""
    del others
    found = [n for n in names(text) if n.sure or " " in n.text]
    pairs = [
        (a, b)
        for a, b in pairwise(found)
        if not _ALIKE.match(text[a.end : b.start]) and a.text not in b.text and b.text not in a.text
    ]
    if not pairs:
        return None
    a, b = draw.choice(pairs)
    return text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :]


PERTURBATIONS: tuple[Perturb, ...] = (number, name, negation, roles)
