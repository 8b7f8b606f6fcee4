"""What is counted: that a question for people is not answered with boats, nor one for the rescued with the dead.

A few sorts of things that news counts, and a few fates of people. Of what is in none of them nothing is said.
"""

from __future__ import annotations

import re
from itertools import pairwise

from index import exclusive
from index.amounts import amounts
from index.exclusive import FATE, Side
from index.question import Question
from index.text import fold, words

_WORDS = {
    "people": """orang warga jiwa penduduk penumpang siswa murid mahasiswa pelajar pegawai karyawan personel pengungsi pengunjung
    penonton pemain tentara prajurit polisi buruh pekerja pemilih guru dokter perawat nelayan petani wisatawan turis pasien atlet
    relawan tahanan santri tersangka pria wanita lelaki perempuan bocah nakhoda penyelam""",
    "vessels": "kapal perahu feri",
    "vehicles": "mobil motor bus truk kendaraan gerbong kereta",
    "aircraft": "pesawat helikopter",
    "buildings": "rumah gedung bangunan masjid gereja hotel puskesmas",
    "animals": "sapi kambing ayam kerbau ikan gajah harimau",
    "villages": "desa kelurahan",
    "districts": "kecamatan",
    "regencies": "kabupaten kota kotamadya",
    "provinces": "provinsi",
    "countries": "negara",
    "goals": "gol",
    "points": "poin",
    "times": "kali",
    "area": "ha luas",
    "length": "m km cm mm panjang tinggi lebar jarak ketinggian kedalaman kilometer meter",
    "weight": "t kg g ton kilogram kwintal berat bobot",
    "time": "year month week day night hour minute second",
    "share": "% persen",
    "money": "rupiah dollar",
}
_SORTS = {word: sort for sort, words in _WORDS.items() for word in words.split()}
_ALSO = {"area": frozenset({"length", "share"}), "vessels": frozenset({"weight"}), "people": frozenset({"share"})}
"""What may be told of the one sort as well: an area as "4 kali 5 meter"."""
_ASKED = re.compile(r"\b(?:berapa(?:kah)?|jumlah|banyaknya)\s(?:(?:jumlah|banyak|total|buah|unit|ekor|besar)\s)*(\w+)")
_NEXT = re.compile(r"(?:[.,]\d+)*\s[^\W\d_]+")
_OF_AREA = re.compile(r"luas|m[²2]|\d\s*(?:m|meter|km|kilometer)?\s*(?:x|×|kali)\s*\d|persegi|wide|large|area")
_OFFSET = re.compile(r"\s(?:setelah|sesudah|sebelum|lalu|kemudian|yang lalu|silam|mendatang)\b")
"""After what only says when: "tiga bulan setelah ia pergi"."""
_MONEY = re.compile(
    r"\b(?:rp|idr|us|usd|aud|sgd|eur|rupiah|dol+ar|euro|yen|yuan|won|ringgit|baht|peso|pound|poundsterling|riyal|dinar|dirham|rubel|rupee"
    r"|gulden|franc|ribu|juta|miliar|milyar|triliun|trilyun|persen|million|billion|trillion)|[$€£¥%฿]"
)
_NO_AGE = re.compile(r"\b(?:(?:seperti|bak|layaknya|mirip|ibarat)\s(?:\w+\s){0,3}|selama\s|dalam\s)$", re.IGNORECASE)
"""What somebody only looks like, "seperti pria berusia 30 tahunan", and how long something has lasted."""
_WORDY = 6
"""Words of a stretch that describes rather than counts."""
_CLAUSE = re.compile(r"[,;:.](?!\d)|\b(?:dan|serta|sedangkan|sementara|namun|tetapi|and|while|but)\b")
"""What parts "12 orang tewas" from "30 luka-luka"."""


def other_than_asked(question: Question, sentence: str, start: int, end: int) -> bool:
    """Whether every figure of the stretch `[start:end]` counts another sort of thing than the question does, or people
    who fared otherwise."""
    return (
        _another_sort(question, sentence, start, end)
        or _another_fate(question, sentence, start, end)
        or _no_money(question, sentence, start, end)
        or (question.kind == "age" and bool(_NO_AGE.search(sentence[:start])))
        or (question.kind == "duration" and bool(_OFFSET.match(sentence, end)))
    )


def _another_sort(question: Question, sentence: str, start: int, end: int) -> bool:
    asked = _asked(question)
    if asked is None:
        return False
    following = _NEXT.match(sentence, end)
    text = sentence[start : following.end() if following else end]
    if len(text.split()) > _WORDY:
        return False
    told = [_SORTS.get(a.unit or a.noun or "") for a in amounts(text)]
    meant = {asked} | _ALSO.get(asked, frozenset())
    if asked == "area" and not _OF_AREA.search(fold(sentence)):
        meant.discard("length")
    return bool(told) and all(sort is not None and sort not in meant for sort in told)


def _another_fate(question: Question, sentence: str, start: int, end: int) -> bool:
    """By the words around the stretch, as far as the next comma or "dan"; and where these tell none, by whether another part
    counts whom the question asks for: "dari 187 orang di kapal, 183 selamat"."""
    if question.kind != "number" or FATE not in (wanted := exclusive.asked(question)):
        return False
    ends = [0, *(m.end() for m in _CLAUSE.finditer(sentence)), len(sentence)]
    parts = [(a, b) for a, b in pairwise(ends) if a < b]
    own = [_fates(sentence[a:b]) for a, b in parts if a < end and start < b]
    told = set[Side]().union(*own)
    if told:
        return wanted[FATE] not in told
    return any(wanted[FATE] in _fates(sentence[a:b]) and amounts(sentence[a:b]) for a, b in parts)


def _fates(text: str) -> set[Side]:
    return {side for side in exclusive.sides(words(text)) if side[0] == FATE}


def _no_money(question: Question, sentence: str, start: int, end: int) -> bool:
    """A bare "3.427" where a price is asked for: no currency, and no "juta" that would do without."""
    around = fold(sentence[max(0, start - 5) : end + 12])
    return question.kind == "money" and bool(re.search(r"\d", sentence[start:end])) and not _MONEY.search(around)


def _asked(question: Question) -> str | None:
    if question.kind != "number":
        return None
    nouns = [question.focus or ""] if question.language == "en" else _ASKED.findall(fold(question.text))
    return next((sort for noun in nouns if (sort := _SORTS.get(noun))), None)
