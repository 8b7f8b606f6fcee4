"""Names in short texts, told by their capitals, with a guess at what kind of thing each one is.

No gazetteer and no model: a title, a generic noun ("Jembatan", "Bridge"), the preposition before it, or the compass in
it. Enough to tell whom "dia" can mean in the question before; not meant for more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.language.text import STOP_WORDS, fold

Sort = Literal["person", "place", "organisation", "thing", "full", "word"]
"""What a name stands for. "full" is two words or more without a sign of their kind, "word" a single such word."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `[start:end]` of the text it was found in.

    Not `sure` where it merely opens a sentence; `led` in by a preposition of place ("di", "in").
    """

    text: str
    start: int
    end: int
    sort: Sort
    sure: bool = True
    led: bool = False


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set(
    """presiden wakil menteri menko gubernur bupati wali walikota camat lurah ketua kepala direktur dirut jenderal
    sekretaris sekjen kapolda kapolres kapolri panglima komandan kolonel mayor letnan kapten komisaris hakim jaksa
    dokter dr profesor prof haji h pak bu bapak ibu raja ratu pangeran sultan paus pelatih juru anggota perdana
    pemimpin president minister governor secretary chairman chairwoman director general colonel captain ceo mr mrs ms
    king queen prince princess pope coach judge justice senator prime"""
)
PLACES = _set(
    """kota kabupaten provinsi kecamatan desa kelurahan kampung dusun pulau kepulauan gunung sungai danau selat teluk
    laut jalan jl negara ibukota daerah wilayah kawasan pantai city river lake island islands mount mountain province
    regency district street village country town"""
)
_ORGANISATIONS = _set(
    """kementerian pt cv bank universitas institut partai badan dewan komisi dinas polda polres polri tni yayasan
    mahkamah pengadilan lembaga komite persatuan asosiasi majelis fraksi klub harian koran kantor kedutaan serikat
    koperasi perusahaan ministry company inc ltd university party agency commission council committee court association
    foundation corporation group club post times news tribune embassy bank fc"""
)
_THINGS = _set(
    """jembatan bendungan bandara pelabuhan stasiun proyek undang-undang uu peraturan program festival piala operasi
    kapal kereta tol gedung pasar masjid gereja candi stadion museum taman waduk satelit film rumah liga kebun perjanjian
    bridge dam airport port station project act festival cup operation ship train building market mosque church temple
    stadium museum park road railway league satellite treaty agreement"""
)
# The places an Indonesian paper names most without saying what they are; a person's pronoun never means one of them.
_WELL_KNOWN = _set(
    """indonesia jakarta jawa sumatra sumatera kalimantan sulawesi papua bali lombok maluku aceh bandung surabaya medan
    semarang yogyakarta makassar palembang batam malaysia singapura singapore thailand filipina vietnam myanmar tiongkok
    china cina jepang japan korea taiwan india pakistan rusia russia ukraina ukraine amerika america inggris england
    britain prancis france jerman germany italia italy spanyol spain belanda turki turkey iran irak iraq israel palestina
    palestine gaza mesir egypt australia eropa europe asia afrika africa moskow moscow washington beijing tokyo london
    pyongyang seoul kyiv asean pbb"""
)
_COMPASS = _set("utara selatan barat timur tengah tenggara north south east west northern southern eastern western")
_CALENDAR = _set(
    """senin selasa rabu kamis jumat sabtu minggu ahad januari februari maret april mei juni juli agustus september
    oktober november desember monday tuesday wednesday thursday friday saturday sunday january february march may june
    july august october december wib wita wit"""
)
_INSIDE = _set("bin binti van von de da del of")
_OPENERS = _set(
    """sebutkan jelaskan ceritakan tolong coba benarkah adakah mohon berikan apakah gimana nama judul explain describe
    name list give mention please say show find"""
)
_SIGNS: tuple[tuple[frozenset[str], Sort], ...] = (
    (PLACES, "place"),
    (_ORGANISATIONS, "organisation"),
    (_THINGS, "thing"),
)
_AT = _set("di ke in at near")

_TOKEN = re.compile(r"\w+(?:[’'.-]\w+)*")
_OPENS_SENTENCE = re.compile(r"(?:^|[.?!:;\n(\"“])\s*$")


def names(text: str) -> tuple[Name, ...]:
    """The names of a text in order. A text typed in capitals throughout has none that could be told."""
    tokens = list(_TOKEN.finditer(text))
    if text.isupper() and len(tokens) > 2:
        return ()
    capital = [_is_capital(token, text) for token in tokens]
    found: list[Name] = []
    first = 0
    while first < len(tokens):
        if not capital[first]:
            first += 1
            continue
        last = first
        while (further := _goes_on(tokens, capital, last, text)) is not None:
            last = further
        found.append(_name(tokens[first : last + 1], text))
        first = last + 1
    return tuple(found)


def _goes_on(tokens: list[re.Match[str]], capital: list[bool], last: int, text: str) -> int | None:
    """The token that carries on the name whose last token this is, over "of" or "bin" if need be, or None."""
    for i in range(last + 1, min(last + 3, len(tokens))):
        between = text[tokens[i - 1].end() : tokens[i].start()]
        initial = between.strip() == "." and len(tokens[i - 1].group()) <= 2  # "H. Budi", "Dr. Sari"
        if not (between.isspace() or initial):
            return None
        if capital[i]:
            return i
        if tokens[i].group() not in _INSIDE:
            return None
    return None


def _is_capital(token: re.Match[str], text: str) -> bool:
    word, folded = token.group(), fold(token.group())
    if not word[0].isupper() or folded in _CALENDAR:
        return False
    opens = bool(_OPENS_SENTENCE.search(text[: token.start()]))
    if opens and folded.endswith("nya") and len(folded) > 5:
        return False
    # An acronym is a name even where a stop word is spelt alike: "IA" is not, but "WHO" and "IT" are.
    if folded.removesuffix("kah") in STOP_WORDS | _OPENERS:
        return word.isupper() and len(word) > 2 and not opens
    return True


def _name(run: list[re.Match[str]], text: str) -> Name:
    start, end = run[0].start(), run[-1].end()
    opens = bool(_OPENS_SENTENCE.search(text[:start]))
    alone = len(run) == 1
    before = _TOKEN.findall(text[:start])[-1:]
    led = bool(before) and fold(before[0]) in _AT and text[:start].endswith(" ")
    sort = _sort([fold(t.group()) for t in run], run[0].group().isupper() and alone, led)
    return Name(text[start:end], start, end, sort, not (opens and alone and sort == "word"), led)


def _sort(parts: list[str], upper: bool, led: bool) -> Sort:
    first, last = parts[0], parts[-1]
    if first in TITLES:
        return "person"
    for signs, sort in _SIGNS:
        if first in signs or last in signs:
            return sort
    if first in _WELL_KNOWN or last in _COMPASS or first in _COMPASS:
        return "place"
    if upper and len(first) > 1:
        return "organisation"
    if led:
        return "place"
    return "full" if len(parts) > 1 else "word"
