"""What is counted: that a question for people is not answered with boats, nor one for an area with a length.

A few sorts of things that news counts. Of what is in none of them nothing is said.
"""

from __future__ import annotations

import re

from index.amounts import amounts
from index.question import Question
from index.text import fold

_WORDS = {
    "people": """orang warga jiwa penduduk penumpang siswa murid mahasiswa pelajar pegawai karyawan personel pengungsi pengunjung
    penonton pemain tentara prajurit polisi buruh pekerja pemilih guru dokter perawat nelayan petani wisatawan turis pasien atlet
    relawan tahanan santri tersangka pria wanita lelaki perempuan bocah nakhoda penyelam""",
    "vessels": "kapal perahu feri",
    "vehicles": "mobil motor bus truk kendaraan gerbong kereta",
    "aircraft": "pesawat helikopter",
    "buildings": "rumah gedung bangunan masjid gereja hotel puskesmas",
    "animals": "sapi kambing ayam kerbau ikan gajah harimau",
    "regions": "desa kecamatan kabupaten kota provinsi negara kelurahan",
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
_WORDY = 6
"""Words of a stretch that describes rather than counts."""


def other_than_asked(question: Question, sentence: str, start: int, end: int) -> bool:
    """Whether every figure of the stretch `[start:end]` counts another sort of thing than the question does."""
    asked = _asked(question)
    if asked is None:
        return False
    following = _NEXT.match(sentence, end)
    text = sentence[start : following.end() if following else end]
    if len(text.split()) > _WORDY:
        return False
    told = [_SORTS.get(a.unit or a.noun or "") for a in amounts(text)]
    meant = {asked} | _ALSO.get(asked, frozenset())
    return bool(told) and all(sort is not None and sort not in meant for sort in told)


def _asked(question: Question) -> str | None:
    if question.kind != "number":
        return None
    nouns = [question.focus or ""] if question.language == "en" else _ASKED.findall(fold(question.text))
    return next((sort for noun in nouns if (sort := _SORTS.get(noun))), None)
