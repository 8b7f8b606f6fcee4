"""Whether a stretch of text has the form that a question asks for: an amount, a day, a length of time, an age.

The reader knows what answers look like, but not so well that it would rather say nothing than "14 hari" for an age.
"""

from __future__ import annotations

import re

from index.evidence import FORMS
from index.question import ORGANISATION, Question
from index.spans import units_of
from index.text import fold

_AMOUNT, _DAY = frozenset({"number", "money", "percent"}), frozenset({"date", "year"})
_COUNTED = re.compile(
    r"\d|%|\b(?:nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|\w+ (?:belas|puluh|ratus|ribu|juta)"
    r"|seratus|seribu|ratusan|ribuan|puluhan|jutaan|belasan|lusinan|selusin|setengah|separuh|sepertiga|seperempat|tunggal|sepasang"
    r"|seorang|sebuah|sekali|ke(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)|semua|seluruh|none|no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|half|dozens?|hundreds?|thousands?|millions?|both|all)\b"
)
_TIME_UNIT = (
    r"(?:detik|menit|jam|hari|malam|minggu|pekan|bulan|tahun|abad|dekade|windu|musim|hour|minute|second|day|night|week|month|year"
    r"|decade|centur(?:y|ie))s?"
)
_LASTING = re.compile(
    rf"\b{_TIME_UNIT}\b|\bse(?:jam|hari|malam|minggu|pekan|bulan|tahun|abad)\b|\d+[.:]\d+|\b\d{{4}}\b"
)
_OFTEN = re.compile(r"\b(?:kali|times)\b")
_WHEN = re.compile(
    rf"\d|\b(?:{_TIME_UNIT}|senin|selasa|rabu|kamis|jumat|sabtu|ahad|januari|februari|maret|april|mei|juni|juli|agustus|september"
    r"|oktober|november|desember|kemarin|besok|lusa|tadi|sekarang|kini|lalu|pagi|siang|sore|dini|zaman|masa|era|awal|akhir|usai|setelah"
    r"|sebelum|sejak|ketika|saat|[a-z]+day|january|february|march|may|june|july|august|october|december|morning|evening|today)\b"
)
_BECAUSE = re.compile(
    r"(\b(?:bukan|tidak|tanpa|not|tak)\W+)?\b(?:karena|dikarenakan|sebab|penyebab(?:nya)?|disebabkan|menyebabkan|mengakibatkan|akibat(?:nya)?|lantaran|dipicu|gara-gara"
    r"|buntut|alasan(?:nya)?|because|caused)\b"
)
_HUMAN = re.compile(
    r"^siapa(?:kah)? (?:yang )?(?:memimpin|mengetuai|mengepalai|menjabat|melatih|menakhodai)\b|\b(?:dipimpin|diketuai|dikepalai|dilatih) (?:oleh )?siapa"
    r"|^siapa(?:kah)?(?: nama)? (?:presiden|perdana menteri|menteri|ketua|gubernur|bupati|wali ?kota|direktur|pemimpin|pelatih|kepala|wakil"
    r"|sekretaris|komandan|panglima|kapten|rektor|manajer|hakim|jaksa|istri|suami|ayah|ibu)\b"
    r"|^who (?:leads?|led|heads?|headed|chairs?|chaired|coaches|coached)\b"
    r"|^who (?:is|was) the (?:president|prime minister|minister|chair\w*|governor|mayor|regent|director|leader|coach|head|captain|rector)\b"
)
"""Who leads, and who holds an office, is no organisation; who builds, founds or owns may well be one."""
_KIND_OF_BODY = frozenset(
    "maskapai bank universitas partai klub band media stasiun sekolah kampus penerbit yayasan kedutaan".split()
)
"""What no "Dewan …" or "Kementerian …" is."""
_SHORT = frozenset({"number", "money", "percent", "age", "year", "time", "date"})
_RAMBLING = 8
"""Words of an amount or a day at most: of FacQA's 626 one has more."""
_SAYING = 3
"""Words at least of what somebody said."""
_AGED_ELSE = re.compile(
    r"\d{4}|/|\b(?:hari|malam|jam|menit|detik|kali|orang|meter|kilometer|persen|rupiah|days?|hours?|times)\b"
)


def mixed(question: Question, text: str) -> bool:
    """Whether a stretch that is to be an amount has a day in it, or the other way round: "35 meter pada Senin"."""
    forms = FORMS.get(question.kind, frozenset())
    other = _DAY if forms & _AMOUNT and question.kind != "year" else _AMOUNT if forms & _DAY else frozenset()
    types = {unit.type for unit in units_of(text)} if other else set()
    return bool(types & other) and bool(types & forms - other)


def rambles(question: Question, text: str) -> bool:
    """Whether a stretch that is to be an amount or a day goes on about other things."""
    return question.kind in _SHORT and len(text.split()) > _RAMBLING


def unfit(question: Question, text: str) -> bool:
    """Whether a stretch can't be what is asked for: no figure where one is, a length of time where things are counted."""
    told = fold(text)
    match question.kind:
        case "number" | "money" | "percent":
            return not _COUNTED.search(told) or (
                question.kind == "number"
                and _only_lasts(told)
                and not re.search(rf"\b{_TIME_UNIT}\b", fold(question.text))
            )
        case "duration":
            return not _LASTING.search(told) or bool(_OFTEN.search(told))
        case "age":
            return not _COUNTED.search(told) or bool(_AGED_ELSE.search(told))
        case "quote":
            return len(told.split()) < _SAYING or all(u.type == "name" or u.stops for u in units_of(text))
        case "date" | "year" | "time":
            return not _WHEN.search(told)
        case "person":
            return told.partition(" ")[0] in ORGANISATION and bool(_HUMAN.search(fold(question.text)))
        case "organisation":
            head = told.partition(" ")[0]
            return question.focus in _KIND_OF_BODY and head in ORGANISATION and head != question.focus
        case _:
            return False


def gives_reason(sentence: str) -> bool:
    """Whether a sentence says of itself that it tells why, and not that it is otherwise ("bukan karena …")."""
    return any(not m[1] for m in _BECAUSE.finditer(fold(sentence)))


def _only_lasts(told: str) -> bool:
    """ "22 tahun", "tiga hari"; not "7 orang dalam 3 hari"."""
    return bool(re.fullmatch(rf"(?:[\w.,%-]+ ){{0,3}}{_TIME_UNIT}", told))
