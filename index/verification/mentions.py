"""The names in a text, word by word, and what else a name may be called where the article says so.

Finer than `index.language.names`, which guesses what a name stands for: here it only matters that nobody is named whom the cited
words don't name. "Yoga" and "Yoga Prasnadi", "BPBD" and its full name are one, if the article joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.language.lexicon import look_up, skeleton, vocabulary
from index.language.text import STOP_WORDS, fold, stem

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_STARTS = re.compile(r"(?:^|[.!?:;\n“\"(–—-]\s*|[“\"])$")
_LINKS = frozenset("of the bin binti de van von dan".split())
_PLAIN = frozenset(
    """senin selasa rabu kamis jumat sabtu minggu ahad januari februari maret april mei juni juli agustus september oktober
    november desember monday tuesday wednesday thursday friday saturday sunday january february march may june july august
    october december rp idr i menurut sebanyak sekitar pihak pemerintah warga sumber artikel berita kedua ketiga dua tiga
    empat lima enam tujuh delapan sembilan sepuluh seorang sebuah sejak selama dahulu dulu kini sekarang kemudian akhirnya
    sebelumnya selanjutnya setidaknya total jumlah harga biaya nilai acara kegiatan program proyek tim hasil
    wib wita wit two three four five six seven eight nine ten eleven twelve according meanwhile however its their his""".split()
)
"""Words with a capital that name nobody."""
RANKS = {
    "kepala": "head chief", "bupati": "regent", "gubernur": "governor", "wali": "mayor", "kota": "mayor city", "ketua": "chair chairman chairwoman chairperson head leader",
    "direktur": "director", "utama": "president chief main", "sekretaris": "secretary", "daerah": "regional district area",
    "menteri": "minister", "presiden": "president", "jaksa": "prosecutor", "hakim": "judge", "pelatih": "coach", "kapten": "captain",
    "wasit": "referee", "ekonom": "economist", "profesor": "professor", "dinas": "agency office department service", "badan": "agency body board",
    "kantor": "office", "pos": "post station", "balai": "agency office hall center centre", "komisi": "commission committee", "desa": "village", "kecamatan": "district",
    "kabupaten": "regency district", "sungai": "river", "gunung": "mount mountain", "pulau": "island", "selat": "strait", "danau": "lake",
    "pelabuhan": "port harbour harbor", "universitas": "university", "stadion": "stadium", "pasar": "market", "induk": "main wholesale central",
    "yayasan": "foundation", "jurnal": "journal", "partai": "party", "rumah": "hospital house", "sakit": "hospital", "umum": "general public",
    "penanggulangan": "disaster management mitigation", "bencana": "disaster", "perdagangan": "trade", "perhubungan": "transport transportation",
    "pendidikan": "education", "kesehatan": "health", "sosial": "social affairs", "pariwisata": "tourism", "pertanian": "agriculture agricultural",
    "perumahan": "housing", "pembangunan": "development", "pengadilan": "court", "negeri": "district state", "pemilihan": "election elections electoral",
    "bandar": "airport", "udara": "airport air", "sekolah": "school", "festival": "festival", "seribu": "thousand", "lentera": "lanterns lantern",
    "piala": "cup", "pengelolaan": "management", "pemantauan": "monitoring observation", "pusat": "centre center", "pengamatan": "observation", "api": "volcano volcanic",
    "kapal": "ship vessel", "feri": "ferry", "teluk": "bay", "tim": "team", "ahli": "expert experts", "mahkamah": "court", "pencarian": "search", "pertolongan": "rescue",
    "cuaca": "weather", "konservasi": "conservation", "kelas": "class classroom", "terapung": "floating", "liga": "league", "antarpulau": "interisland inter-island",
    "provinsi": "province provincial", "pemerintah": "government", "nelayan": "fishermen fishers", "kelompok": "group", "bukit": "hill", "istana": "palace",
    "kedutaan": "embassy", "besar": "ambassador great", "keamanan": "security", "dewan": "council", "utara": "north", "selatan": "south", "timur": "east", "barat": "west",
    "balai desa": "village hall", "palang": "cross", "kemanusiaan": "humanitarian", "dapur": "kitchen", "rapat": "meeting", "gedung": "building hall", "terminal": "terminal",
    "waspada": "alert caution", "siaga": "standby", "katak": "frog", "lumut": "moss", "penyelamatan": "rescue", "gelanggang": "sports", "olahraga": "sports", "kesenian": "arts",
}  # fmt: skip
"""Ranks, offices and kinds of place, and how English calls them: those words may be translated, names may not."""
_ENGLISH_OF = frozenset(w for words in RANKS.values() for w in words.split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of capitalised words at `[start:end]`; `words` folded, without links such as "of". Not `sure` of one word that
    merely opens a sentence."""

    text: str
    start: int
    end: int
    words: tuple[str, ...]
    sure: bool


def mentions(text: str) -> list[Mention]:
    """The names of a text in order."""
    tokens = [m for m in _TOKEN.finditer(text) if not m.group()[0].isdigit()]
    found: list[Mention] = []
    run: list[re.Match[str]] = []

    def close() -> None:
        while run and fold(run[-1].group()) in _LINKS | _PLAIN:
            run.pop()
        if run:
            words = tuple(w for t in run if (w := fold(t.group()).strip(".")) not in _LINKS)
            opens = bool(_STARTS.search(text[: run[0].start()]))
            start, end = run[0].start(), run[-1].end()
            found.append(Mention(text[start:end], start, end, words, not (opens and len(run) == 1)))
        run.clear()

    for token in tokens:
        word, low = token.group(), fold(token.group())
        between = text[run[-1].end() : token.start()] if run else ""
        # "H. Budi", "B.J. Habibie": after a whole word a full stop ends the name.
        if run and not (between.isspace() or (between.strip() == "." and len(run[-1].group()) <= 3)):
            close()
        opens = bool(_STARTS.search(text[: token.start()]))
        capital = word[0].isupper() and low not in _PLAIN and not (low in STOP_WORDS and (opens or not word.isupper()))
        if capital or (run and low in _LINKS - {"dan"}):
            run.append(token)
        else:
            close()
    close()
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What may be named: `words` by the cited stretch itself and what the article calls the same; `plain` are the words
    that the article writes small somewhere."""

    words: frozenset[str]
    shapes: frozenset[str]
    plain: frozenset[str]
    initials: frozenset[str] = frozenset()
    """What two to five words of the cited stretch in a row begin with: "sd" of "sekolah dasar"."""

    def missing(self, mention: Mention) -> list[str]:
        """The words of a name that nothing cited has."""
        return [w for w in mention.words if not self._has(w) and not (w in self.initials and w.upper() in mention.text)]

    def may_be_plain(self, word: str) -> bool:
        """Whether a word that opens a sentence need not be a name at all."""
        return word in self.plain or word in STOP_WORDS or bool(look_up(word)) or word in vocabulary() or _derived(word)

    def _has(self, word: str) -> bool:
        if (
            word in self.words
            or skeleton(word) in self.shapes
            or word.removesuffix("'s").removesuffix("’s") in self.words
        ):
            return True
        if word in _ENGLISH_OF:
            return any(word in RANKS[i].split() for i in self.words if i in RANKS) or word in self.plain
        return any(form in self.words for form in look_up(word))


def known(
    cited: Sequence[str], article_texts: Iterable[str], outlets: Iterable[str], *, respelt: bool = False
) -> Known:
    """`cited`: the stretches of evidence; `article_texts`: titles and bodies they are from, for aliases. `respelt` lets
    "Russia" stand for "Rusia": in an English text alone, for "Sari" and "Sara" look the same then."""
    words = {w for text in cited for w in _words(text)}
    words |= {w for name in outlets for w in _words(name)}
    whole = list(article_texts)
    named = [frozenset(w for w in m.words if w not in RANKS) for text in cited for m in mentions(text)]
    for text in whole:
        for full, short in _acronyms(text):
            if short in words:
                words |= set(full)
            elif set(full) <= words:
                words.add(short)
        for m in mentions(text):
            # "Yoga" is part of "Kepala BPBD Yoga Prasnadi"; "Nusa Lintang" is no part of "Layar Nusa".
            people = {w for w in m.words if w not in RANKS}
            if len(people) > 1 and any(n and n <= people for n in named):
                words |= set(m.words)
    small = frozenset(fold(t.group()) for text in whole for t in _TOKEN.finditer(text) if t.group()[0].islower())
    heads = ["".join(w[0] for w in re.findall(r"[^\W\d_]+", fold(text))) for text in cited]
    initials = frozenset(h[i : i + n] for h in heads for i in range(len(h)) for n in range(2, 6))
    shapes = frozenset(skeleton(w) for w in words if len(w) > 3) if respelt else frozenset[str]()
    return Known(frozenset(words), shapes, small, initials)


def _words(text: str) -> list[str]:
    """Folded; a compound counts whole and in parts."""
    found = []
    for m in _TOKEN.finditer(text):
        word = fold(m.group()).strip(".")
        found += [word, *re.split(r"[-’'.]", word)]
        if word.endswith("nya"):
            found.append(word[:-3])
    return found


def _acronyms(text: str) -> list[tuple[tuple[str, ...], str]]:
    """ "Komisi Pemilihan Umum (KPU)" as its words and "kpu"."""
    found = []
    for m in re.finditer(r"((?:[A-Z][\w-]+\s){2,8})\(([A-Z]{2,8})\)", text):
        words = m[1].split()
        found.append((tuple(fold(w) for w in words[-len(m[2]) :]), fold(m[2])))
    return found


def _derived(word: str) -> bool:
    """Whether a word looks like one that Indonesian forms with an affix: "pengungsi", "kerugian", "dibangun"."""
    affixed = re.match(r"(?:me[mn]|peng|pem|pen|ber|ter|di|ke.+an$|se.+nya$)", word) or word.endswith(
        ("nya", "kan", "ing", "ed")
    )
    return len(word) > 5 and bool(affixed) and stem(word) != word
