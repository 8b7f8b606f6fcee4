"""Stretches of a sentence that could answer on their own: names, dates, amounts, quoted titles, clauses.

A sentence is cut into units that may not be torn (a whole name, a date with all its parts, a number with its scale); a
candidate is a run of units within one clause. So an answer is never half a name or a date without its month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.text import STOP_WORDS, fold, stem, words

MONTH = (
    r"(?:Januari|Februari|Pebruari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Nopember|Desember"
    r"|January|February|March|May|June|July|August|October|December|Jan|Feb|Mar|Apr|Jun|Jul|Agu|Ags|Sep|Sept|Okt|Nov|Des)"
)
_DAY = r"(?:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu|Ahad)(?:\s(?:pagi|siang|sore|malam|dini hari))?"
_YEAR = r"(?:1\d{3}|20\d\d)(?!\d|[.,]\d)"
_NUM = r"\d+(?:[.,]\d+)*"
_SPELLED = (
    r"(?:(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|seratus|seribu|sejuta|setengah|puluhan"
    r"|ratusan|ribuan|jutaan|miliaran|belasan)(?:\s(?:belas|puluh|ratus|ribu|juta|miliar|satu|dua|tiga|empat|lima|enam"
    r"|tujuh|delapan|sembilan))*)"
)
_SCALE = r"(?:ratus|ribu|juta|miliar|milyar|triliun|trilyun|million|billion)"
_CURRENCY = r"(?:rupiah|dol+ar(?:\s(?:AS|Amerika(?:\sSerikat)?|Singapura|Australia|Hong ?Kong|Kanada))?|euro|yen|yuan|won|ringgit|baht|peso|poundsterling|pounds?|riyal|dinar|dirham|franc|rubel|rupee)"
_INITIALS = r"(?:(?:[A-Z]\.)+)"
_CAP = r"(?:(?!Rp\.?\s?\d)[A-Z][\w’'\-/&]*\w|[A-Z]\b\.?)"
_LINKS = "of the and in for on bin binti ibn van von der den de del da dos el al la le zu zur".split()
_LINK = f"(?:{'|'.join(_LINKS)})"
_NAME = rf"(?:{_INITIALS}\s?)?{_CAP}(?:\s(?:{_INITIALS}\s?|(?:{_LINK}\s){{1,2}}(?=[A-Z]))?(?:{_CAP}|\d{{1,4}}(?![\d.,]|\s(?:persen|{_SCALE}|{MONTH}))))*"

# Earlier lines win where two would start at the same place.
_UNITS = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in {
            "money": rf"(?:(?:Rp|IDR|US\$|AS\$|USD|\$|€|£|¥|S\$|A\$)\.?\s?{_NUM}(?:[,.]-)?(?:\s{_SCALE})*(?:\s{_CURRENCY})?|{_NUM}(?:\s{_SCALE})*\s{_CURRENCY}\b|{_SPELLED}(?:\s{_SCALE})*\s{_CURRENCY}\b)",
            "percent": rf"(?:{_NUM}|{_SPELLED})\s?(?:persen\b|%|prosen\b)",
            "date": (
                rf"(?:{_DAY}(?:\s(?:kemarin|lalu|besok))?,?\s?)?(?:\(?\d{{1,2}}(?:\s?[-–/]\s?\d{{1,2}})?[\s-]{MONTH}(?:[\s,-]+{_YEAR})?\)?"
                rf"|\(\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\)|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}})"
                rf"|{_DAY}\b(?!\s(?:lalu\s)?[A-Z])|\b{MONTH}\s{_YEAR}|\b{MONTH}\s\d{{1,2}},\s{_YEAR}|\babad\s(?:ke-?\s?)?(?:\d+|[IVX]+)(?:\s(?:SM|Masehi|M))?\b"
                rf"|\b\d{{1,2}}[.:]\d\d\s(?:WIB|WITA|WIT|GMT)\b|\b(?:pukul|jam)\s\d{{1,2}}(?:[.:]\d\d)?(?:\s(?:WIB|WITA|WIT|GMT))?|\b{_YEAR}-an|\b(?:19|20)?\d0-an\b"
                rf"|\b{MONTH}\b(?:\stahun\s(?:lalu|ini|depan))?(?!\s[A-Z])"
                r"|\b(?:tahun|bulan|pekan|minggu|hari)\s(?:lalu|depan|ini)\b|\b(?:kemarin|lusa|besok)\b"
            ),
            "year": rf"\b{_YEAR}(?:\s?[-–]\s?{_YEAR})?(?:\s(?:SM|Masehi))?(?!\s?(?:{_SCALE}|km|meter|orang|unit|ha|m|kg|ton|jiwa|hektar|hektare)\b)",
            "number": rf"{_NUM}(?:\s?[-–]\s?{_NUM})?(?:\s{_SCALE}\b)*|\b(?:{_SPELLED})(?:\s{_SCALE})*\b",
            "title": r"“[^“”]{2,80}”|\"[^\"]{2,80}\"|‘[^‘’]{2,60}’",
            "name": _NAME,
            "word": r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\w+",
            "mark": r"[^\w\s]",
        }.items()
    )
)
_RANKS = frozenset(
    """presiden wakil menteri perdana ketua umum gubernur bupati walikota wali kota direktur utama jenderal kepala sekretaris
    komisaris kolonel letnan mayor kapten sersan brigjen letjen mayjen marsekal laksamana komjen irjen kombes akbp kompol
    dr dr. drs drs. ir ir. prof prof. h h. hj hj. kh k.h. haji ustaz ustadz kiai pangeran raja ratu kaisar sultan sri paus
    pastor uskup pelatih kapten juru bicara jubir komandan panglima kapolri kapolda kapolres jaksa agung hakim deputi
    duta besar dubes sekjen dirjen dirut sir lord mr mr. mrs. ms. pak bu bapak ibu nyonya tuan santo st. nabi pm ceo
    bintang aktor aktris penyanyi pemain anggota mantan eks president minister chairman general""".split()
)
_PLACE_KINDS = frozenset("kota kabupaten provinsi propinsi desa kecamatan kelurahan pulau kepulauan".split())
_CUES = frozenset(
    """adalah ialah merupakan yaitu yakni karena akibat sebab untuk agar supaya dengan bahwa oleh berarti sebagai
    disebabkan dikarenakan lantaran guna artinya menjadi tentang mengenai""".split()
)
_HEDGES = frozenset("lebih kurang sekitar hampir antara kira-kira sekurangnya setidaknya minimal maksimal".split())
_LEADS_IN = frozenset(
    "sebesar sebanyak sejumlah seluas sepanjang setinggi senilai seharga mencapai selama bernama berjudul bernilai".split()
)
"""They announce the answer and are no part of it."""
_MAX_UNITS = 7
_JOINS = {"-", "–", "/", "&", "'", "’", "°", "²", "%"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a sentence that is kept whole, with the offsets within the sentence. `type` is a group of `_UNITS`."""

    text: str
    type: str
    start: int
    end: int
    low: str

    @property
    def stops(self) -> bool:
        return self.type == "word" and self.low in STOP_WORDS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch `[start:end]` of its sentence. `first` and `last` are the outermost units it touches."""

    start: int
    end: int
    first: int
    last: int
    form: str
    """What it is made of: "name", "date", "money", …, "number+word", "words", "clause", "tail" (a name less its title)."""


def units_of(sentence: str) -> list[Unit]:
    """Cut a sentence into units. A capital that only opens the sentence makes no name of a function word."""
    found: list[Unit] = []
    for m in _UNITS.finditer(sentence):
        kind = m.lastgroup or "word"
        start, text = m.start(), m.group()
        if kind == "name":
            head = text.split()[0]
            while text and fold(head) in STOP_WORDS and len(head) > 1 and (start == 0 or not head.isupper()):
                found.append(Unit(head, "word", start, start + len(head), fold(head)))
                rest = sentence[start + len(head) : m.end()]
                start += len(head) + len(rest) - len(rest.lstrip())
                text = rest.strip()
                head = text.split()[0] if text else ""
            if not text:
                continue
            if text[-1] == "." and not re.search(r"\b[A-Z]\.$", text):
                text = text[:-1]
        elif kind == "date" and text.endswith(")") and "(" not in text:
            text = text[:-1]
        found.append(Unit(text, kind, start, start + len(text), fold(text)))
    return found


def candidates(sentence: str, units: list[Unit], asked: frozenset[str]) -> Iterator[Candidate]:
    """Every stretch worth weighing, each once. `asked`: the folded words of the question, where a title may part from a name."""
    seen: set[tuple[int, int]] = set()
    for c in _all(sentence, units, asked):
        if c.end > c.start and (c.start, c.end) not in seen:
            seen.add((c.start, c.end))
            yield c


def _all(sentence: str, units: list[Unit], asked: frozenset[str]) -> Iterator[Candidate]:
    for i, unit in enumerate(units):
        if unit.type == "mark":
            continue
        yield from _within(unit, i, asked)
        if unit.low in _LEADS_IN:
            continue
        if not unit.stops or unit.low in _HEDGES:
            yield from _runs(units, i)
        if i and units[i - 1].low in _CUES:
            yield from _clauses(sentence, units, i)


def _runs(units: list[Unit], i: int) -> Iterator[Candidate]:
    """Runs of whole units from `units[i]` on, within a clause; one comma may join names, one bracket may close one."""
    commas = 0
    for j in range(i, min(len(units), i + _MAX_UNITS)):
        unit = units[j]
        if unit.type == "mark":
            if unit.text == "," and commas < 3 and j > i and units[i].type in ("name", "word"):
                commas += 1
                continue
            if (
                unit.text == "("
                and j + 2 < len(units)
                and units[j + 2].text == ")"
                and units[j + 1].type == "name"
                and j > i
            ):
                yield Candidate(units[i].start, units[j + 2].end, i, j + 2, "name+acronym")
            if unit.text in _JOINS:
                continue
            return
        if unit.stops:
            continue
        yield Candidate(units[i].start, unit.end, i, j, _form(units[i : j + 1]))


def _form(run: list[Unit]) -> str:
    if len(run) == 1:
        return run[0].type
    types = [u.type for u in run]
    if types[0] in ("number", "year") and set(types[1:]) <= {"word", "mark"}:
        return "number+word" if len(run) == 2 else "number+words"
    if set(types) <= {"name", "mark"}:
        return "names"
    if set(types) <= {"word", "mark"}:
        return "words"
    if set(types) <= {"date", "year", "mark"}:
        return "dates"
    return f"{types[0]}…{types[-1]}"


def _within(unit: Unit, i: int, asked: frozenset[str]) -> Iterator[Candidate]:
    """The parts of one unit that stand on their own: a name less its title, a date less its weekday, a title unquoted."""
    if unit.type == "title":
        yield Candidate(unit.start + 1, unit.end - 1, i, i, "title")
    elif unit.type == "date":
        for pattern, form in _DATE_PARTS:
            for found in pattern.finditer(unit.text):
                yield Candidate(unit.start + found.start("it"), unit.start + found.end("it"), i, i, form)
    elif unit.type == "name":
        parts = [(m.start(), m.end(), fold(m.group()).strip(".,'’")) for m in re.finditer(r"[^\s/]+", unit.text)]
        for first in range(len(parts)):
            if first and not _tears(unit.text, parts[first - 1], asked):
                continue
            for last in range(first, len(parts)):
                if last + 1 < len(parts) and not (parts[last + 1][2] in asked or parts[last + 1][2] in _RANKS):
                    continue
                whole = last - first + 1 == len(parts)
                if not whole and parts[first][2] not in _LINKS and parts[last][2] not in _LINKS:
                    form = "head" if first == 0 else "tail" if last + 1 == len(parts) else "middle"
                    yield Candidate(unit.start + parts[first][0], unit.start + parts[last][1], i, i, form)


_DATE_PARTS = (
    (re.compile(rf"(?P<it>\d{{1,2}}\s{MONTH}(?:\s{_YEAR})?)"), "day+month"),
    (re.compile(rf"(?P<it>{MONTH}\s{_YEAR})"), "month+year"),
    (re.compile(rf"(?P<it>{_YEAR})"), "year"),
    (re.compile(r"\((?P<it>[^)]*)\)"), "date"),
    (re.compile(r"(?P<it>\d{1,2}[.:]\d\d(?:\s(?:WIB|WITA|WIT))?)"), "clock"),
)


def _tears(name: str, before: tuple[int, int, str], asked: frozenset[str]) -> bool:
    """Whether a run of capitals may be parted after this word: a rank, a kind of place, an acronym, or asked for."""
    start, end, word = before
    return word in _RANKS or word in _PLACE_KINDS or word in asked or (end - start >= 2 and name[start:end].isupper())


def _clauses(sentence: str, units: list[Unit], i: int) -> Iterator[Candidate]:
    """What follows "adalah", "karena", "untuk" …, up to each place where a clause may end."""
    for j in range(i + 1, len(units)):
        closes = units[j].type == "mark" and units[j].text in ",;.:()—–"
        if closes or units[j].low in (
            "yang",
            "dan",
            "karena",
            "sehingga",
            "pada",
            "tetapi",
            "namun",
            "untuk",
            "dengan",
            "saat",
            "ketika",
            "di",
        ):
            yield Candidate(units[i].start, units[j - 1].end, i, j - 1, "clause")
        if j - i > 40:
            return
    end = len(sentence.rstrip(' .!?"”'))
    if units[i].start < end:
        yield Candidate(units[i].start, end, i, len(units) - 1, "clause")


_WEEKDAY_BEFORE = re.compile(rf"\b{_DAY}(?:\s(?:kemarin|lalu|besok))?,?\s?\(?$")
_HEDGE_BEFORE = re.compile(
    r"\b(?:lebih dari|kurang dari|tidak kurang dari|tak kurang dari|sekitar|hampir|sedikitnya|setidaknya|sekurang-kurangnya"
    r"|paling sedikit|maksimal|minimal|kira-kira|lebih kurang)\s$",
    re.IGNORECASE,
)


# "4 tahun| 6 bulan", "1.700| sampai 2.100 meter", "12.000| karung pasir": what an amount is an amount of.
_GOES_ON = re.compile(
    rf"(?<=tahun)\s\d+\sbulan\b|(?<=jam)\s\d+\smenit\b"
    rf"|(?<=\d)\s(?:sampai|hingga)\s{_NUM}(?:\s{_SCALE})*(?:\s(?!yang|dan|di|pada|atau|dari|dalam|untuk)[a-z]+)?"
    r"|(?<=\d)\s(?:orang|warga|jiwa|rumah|unit|buah|ekor|kali|ton|kilogram|kg|liter|meter|kilometer|km|hektare|hektar|siswa"
    r"|penumpang|pengunjung|pengungsi|korban|keluarga|kepala keluarga|kamar|tempat tidur|kursi|suara|gol|poin|karung|butir"
    r"|lembar|kasus|desa|kecamatan|kabupaten|negara|perusahaan|tenaga kerja|pegawai|anggota|personel|tahun|bulan|pekan|hari"
    r"|jam|menit|detik|derajat|watt|megawatt|halaman)\b"
)


_YEAR_AFTER = re.compile(r"\s(?:1[5-9]|20)\d\d\b")


def made_whole(sentence: str, start: int, end: int) -> tuple[int, int]:
    """A date with the weekday before it and the year behind it, an amount with its "lebih dari" and what it counts: what is left off would change what is said."""
    if re.search(rf"\b{MONTH}$", sentence[start:end]) and (year := _YEAR_AFTER.match(sentence, end)):
        end = year.end()
    first = sentence[start:end].split()[0] if sentence[start:end].strip() else ""
    if re.match(rf"\d{{1,2}}(?:\s{MONTH}|/\d)", sentence[start:end]):
        before = _WEEKDAY_BEFORE.search(sentence[:start])
        closes = before is not None and before.group().endswith("(") and sentence[end : end + 1] == ")"
        if before and (closes or not before.group().endswith("(")):
            return before.start(), end + closes
    elif re.match(r"(?:Rp|US\$|\$|\d)", first) or re.fullmatch(_SPELLED, first):
        goes_on = _GOES_ON.match(sentence, end)
        hedge = _HEDGE_BEFORE.search(sentence[:start])
        return hedge.start() if hedge else start, goes_on.end() if goes_on else end
    return start, end


def stems_of(text: str) -> frozenset[str]:
    """The stems of a stretch, function words left out."""
    return frozenset(stem(w) for w in words(text) if w not in STOP_WORDS)
