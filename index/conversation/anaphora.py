"""Where a question leaves something unsaid: the pronoun or "-nya" whose referent the question itself does not have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.language.names import PLACES, TITLES, Name, names
from index.language.text import STOP_WORDS, fold

Wanted = Literal["person", "place", "seat", "thing", "any", "several", "event"]
"""What can fill a gap. A "seat" has a governor, a population: a place first, else an organisation. An "event" has no
name to put in its place; the last question's words tell it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """`[start:end]` of the question, to be replaced by `before` + name + `after`."""

    start: int
    end: int
    wanted: Wanted
    before: str = ""
    after: str = ""
    inline: bool = False
    """Whether the last question's words read well in its place: "apa penyebab" + "tanggul Cilaras jebol"."""
    noun: str = ""
    """What the name has to be called by: "jembatan itu" can be Jembatan Merapi, and no other thing."""

    def filled(self, name: str) -> str:
        return self.before + name + self.after


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


CONNECTIVES = re.compile(
    r"(?:(?:(?:ya|ok|oke|okay|so|baik|well)\b[\s,]*)?(?:lalu|terus|trus|dan|kalau|kalo|lantas|kemudian|tapi|sedangkan|sementara|and|then|but"
    r"|(?:what|how) about|(?:bagaimana|gimana)(?: dengan| kalau| kalo)|(?:so|ok|oke|okay)\b(?=,))\b[\s,]*)+",
    re.IGNORECASE,
)
QUESTION_WORDS = _set(
    """siapa siapakah apa apakah kapan kapankah mana manakah dimana dimanakah kemana kenapa kenapakah mengapa mengapakah
    bagaimana bagaimanakah gimana berapa berapakah knp who whom whose what when where why how which is are was were did
    does do has have had will can could"""
)
PREPOSITIONS = _set("di ke dari pada untuk oleh dengan tentang in at from on for to by about with")
# Words that ask for nothing by themselves: "kapan tepatnya terjadi?" has no more to search for than "kapan?".
FILLERS = _set(
    """terjadi tepatnya persisnya demikian begitu pasti gitu selanjutnya berikutnya lengkapnya jelasnya sebenarnya
    sebetulnya sih dong kok nih deh ya ok oke tolong jam pukul tanggal hari bulan tahun orang nama lama jauh besar sering
    exactly else happen happened happening happens occur occurred please day year month date time name people long often
    old far big come much tall wide really precisely next lanjut panjang tinggi lebar luas jumlah berat"""
)
TODAY = re.compile(
    r"\b(?:hari|minggu|pekan|bulan|tahun|pagi|siang|sore|malam) ini\b|\b(?:today|this (?:week|month|year))\b"
)

# "-nya" that refers to nothing: adverbs, and words that merely end so.
_FIXED = _set(
    """hanya tanya bertanya ditanya menanya punya kenya sonya tanya adanya akhirnya awalnya mulanya biasanya misalnya
    sebenarnya sebetulnya sesungguhnya seharusnya semestinya sebaiknya selayaknya sewajarnya sepertinya tampaknya
    nampaknya kelihatannya rupanya umumnya khususnya lazimnya pastinya tentunya kiranya agaknya rasanya kabarnya
    konon katanya artinya maksudnya intinya pokoknya faktanya masalahnya soalnya makanya untungnya sayangnya anehnya
    uniknya menariknya celakanya parahnya idealnya nantinya selanjutnya berikutnya sebelumnya sesudahnya setelahnya
    selamanya selebihnya selengkapnya lengkapnya sepenuhnya seluruhnya semuanya setidaknya sedikitnya sekurangnya
    sekurang-kurangnya setidak-tidaknya sebanyak-banyaknya sebesar-besarnya secepatnya secepat-cepatnya sebanyaknya
    sedianya layaknya tepatnya persisnya jelasnya diantaranya antaranya satu-satunya seterusnya sehari-harinya
    kesemuanya olehnya sebaliknya sekiranya andainya seandainya kalaunya bilamananya pertamanya sejujurnya jujurnya
    rencananya bulannya tahunnya harinya minggunya jamnya kalinya singkatnya pendeknya ringkasnya mestinya harusnya kayaknya bukannya maunya lagi-laginya gara-garanya sebisanya"""
)
# After "apa" these do ask about something: "apa katanya?", "apa maksudnya?".
_ASKED = _set("katanya artinya maksudnya masalahnya intinya olehnya")
# Bases that "-nya" turns into a noun with its own complement: "naiknya harga beras".
_NOMINAL = _set(
    """naik turun jatuh runtuh hilang tewas meninggal lahir kurang lemah kuat banyak tinggi rendah penting besar kecil
    lama mahal murah gagal muncul keluar masuk datang kembali perlu mundur mulai habis pecah rusak longgar sulit mudah
    meningkat menurun melemah menguat membaik memburuk meluas menyebar meletus menghilang melonjak merosot"""
)
# Nouns in "me-" that look like verbs.
_NOUNS_IN_ME = _set("menteri meja media mesin metode merek medali mediator mentor menu mertua medan member memo mebel")
_PERSONAL = _set(
    """usia umur istri suami anak ayah ibu adik kakak keluarga jabatan karier karir kata ucap ujar tutur agama gelar
    pendapat tanggapan komentar profesi pekerjaan pernyataan nama julukan hobi pesan janji diri wafat kelahiran"""
)
_SEATED = _set("penduduk luas letak ibukota populasi warga kota markas kantor pemerintah") | TITLES
_OF_THINGS = _set(
    """biaya anggaran harga nilai panjang lebar kapasitas jadwal isi lokasi tempat durasi target dana tarif tema rute
    pembangunan fungsi manfaat luasan pemilik nasabah pelanggan"""
)
# What has no owner but a happening: "apa dampaknya?" asks about all that the last question was about.
_OF_EVENTS = _set(
    """penyebab sebab alasan tujuan hasil dampak akibat korban kerugian waktu tanggal pelaku motif kronologi pemenang
    skor peserta penyelenggara syarat jumlah sumber rincian detail cara proses acara"""
)
_OWNERS: tuple[tuple[frozenset[str], Wanted], ...] = (
    (_PERSONAL, "person"),
    (_OF_THINGS, "thing"),
    (_OF_EVENTS, "event"),
    (_SEATED, "seat"),
)
_TIMES = _set(
    "hari minggu pekan bulan tahun saat kali pagi siang sore malam abad dekade musim semester waktu ketika momen sekarang dekat terakhir baru-baru akhir-akhir belakangan dewasa"
)
_TIMES_EN = _set("week month year morning afternoon evening night weekend season time century decade")
_ANYONE = _set("orang pria wanita tokoh lelaki laki-laki perempuan pejabat man woman person")
_AUXILIARIES = _set("is are was were did does do has have had will would can could should may might")
_BEFORE_THAT = _AUXILIARIES | _set("about after before of for to in at with by on from during like since until")
_JOINTS = _set(
    "dan serta tapi tetapi lalu sebelum setelah sesudah ketika saat jika kalau and but before after when while if"
)
_TO_OBJECT = PREPOSITIONS | _set("kepada bersama terhadap bertemu mengenai bagi atas")
_OPINIONS = _set("true possible likely necessary important safe legal")
_GOING = _set(
    "go goes going went gone travel travels travelled traveled come comes came fly flies flew sent send moved move"
)
_TOKEN = re.compile(r"\w+(?:-\w+)*")
_PRONOUNS: dict[str, Wanted] = {
    "dia": "person", "ia": "person", "beliau": "person", "he": "person", "she": "person", "him": "person",
    "his": "person", "her": "person", "dirinya": "person", "himself": "person", "herself": "person",
    "it": "thing", "its": "thing", "mereka": "several", "they": "several", "them": "several", "their": "several",
    "keduanya": "several", "sana": "place", "situ": "place", "there": "place", "tsb": "event",
    "that": "event", "this": "event", "those": "event", "these": "event", "itu": "event", "tersebut": "event",
    "ini": "event",
}  # fmt: skip


_POINTING = _set("itu tersebut tsb ini")
_CAUSES = _set("penyebab sebab akibat dampak alasan karena soal tentang mengenai sejak setelah sebelum terancam")


def tokens(text: str) -> list[re.Match[str]]:
    """The words of a text with their offsets. "he's" is two; "anak-anaknya" and "Jong-un" are one."""
    return list(_TOKEN.finditer(text))


def find_gap(asked: str) -> Gap | None:
    """The first gap of a question, or None where all that it refers to is in it."""
    words = tokens(asked)
    folded = [fold(t.group()) for t in words]
    named = [n for n in names(asked) if n.sure]
    for i, token in enumerate(words):
        if folded[i] in _POINTING and any(n.end == words[i - 1].end() for n in named if i):
            continue  # "Kota Makassar itu": the name is what it points at
        gap, is_object = (
            _nya(asked, words, folded, named, i) if folded[i].endswith("nya") else _pronoun(words, folded, i)
        )
        if gap and (is_object or not _within(gap.wanted, token.start(), folded[:i], named)):
            return gap
    return None


def _within(wanted: Wanted, start: int, before: list[str], named: list[Name]) -> bool:
    """Whether what stands before in the same question can be meant. Of an object the subject can not."""
    for name in named:
        if name.end > start:
            break
        if wanted in ("any", "several", "event", "seat") or (wanted == "place") == (name.sort == "place"):
            return True
        if wanted == "thing" and name.sort not in ("person", "full"):
            return True
    joint = max((i for i, word in enumerate(before) if word in _JOINTS and i > 0), default=0)
    told = [w for w in before if is_content(w)]
    return len(told) >= 4 or len([w for w in before[:joint] if is_content(w)]) >= 2


def _pronoun(words: list[re.Match[str]], folded: list[str], i: int) -> tuple[Gap | None, bool]:
    """The gap a pronoun leaves, and whether it is an object, which the subject of the same clause can't be."""
    none = (None, False)
    word, before, after = folded[i], folded[i - 1] if i else "", folded[i + 1] if i + 1 < len(folded) else ""
    wanted = _PRONOUNS.get(word)
    if wanted is None or (words[i].group().isupper() and len(word) > 1 and not all(w.group().isupper() for w in words)):
        return none
    start, end = words[i].start(), words[i].end()
    ends = not is_content(after)
    if word in _POINTING:
        # "pertemuan itu" points back, whoever is named before it, unless the question has that noun already.
        noun_is_new = is_content(before) and before not in _TIMES and before not in folded[: i - 1]
        return _demonstrative(words, folded, i), noun_is_new and sum(map(is_content, folded[:i])) <= 4
    if word in ("this", "that", "these", "those"):
        if (
            after in _TIMES_EN
            or (before and after and before not in _BEFORE_THAT)
            or (word == "that" and after in _PRONOUNS)
        ):
            return none
        return Gap(start, end, "event"), False
    if word == "there":
        if before in _AUXILIARIES or after in _AUXILIARIES | {"any", "be", "been"}:
            return none
        return Gap(start, end, "place", "to " if before in _GOING else "in "), False
    if word in ("sana", "situ"):
        return (Gap(start, end, "place"), False) if before in ("di", "ke", "dari") else none
    if word == "it" and (after in _OPINIONS or folded[i + 1 : i + 3] in (["take", "to"], ["takes", "to"])):
        return none
    possessive = word in ("his", "its", "their") or (word == "her" and not ends)
    is_object = not possessive and (
        word in ("him", "them", "himself", "herself")
        or before in _TO_OBJECT
        or (before.startswith("me") and before not in _NOUNS_IN_ME)
        or (word in ("it", "her") and ends and before not in _AUXILIARIES | {""})
    )
    if word in ("himself", "herself", "dirinya"):
        is_object = False
    return Gap(start, end, wanted, after="'s" if possessive else ""), is_object


def _demonstrative(words: list[re.Match[str]], folded: list[str], i: int) -> Gap | None:
    """ "itu" by itself or after its noun: "kapan itu terjadi?", "jembatan itu", "menteri tersebut"."""
    noun = folded[i - 1] if i else ""
    told_after = any(is_content(w) for w in folded[i + 1 :])
    if noun in ("apa", "siapa", "apakah", "siapakah", "mana") and told_after:
        return None  # "apa itu inflasi?" defines, it does not point back
    if folded[i] == "ini" and (noun in _TIMES or noun.isdigit() or not is_content(noun)):
        return None
    start, end = words[i].start(), words[i].end()
    if noun in _ANYONE:
        return Gap(words[i - 1].start(), end, "person")
    if noun in TITLES:
        return Gap(start, end, "person")
    if noun in PLACES or noun == "tempat":
        return Gap(words[i - 1].start(), end, "place")
    if noun in _TIMES or noun.isdigit():
        return Gap(start, end, "event")
    if not is_content(noun):
        return Gap(start, end, "event", inline=noun in QUESTION_WORDS)
    return Gap(words[i - 1].start(), end, "thing", noun=noun)


def _nya(
    asked: str, words: list[re.Match[str]], folded: list[str], named: list[Name], i: int
) -> tuple[Gap | None, bool]:
    """The gap that "-nya" leaves: an object ("menemuinya", "dengannya") or an owner ("usianya", "presidennya")."""
    none = (None, False)
    word, before, after = folded[i], folded[i - 1] if i else "", folded[i + 1] if i + 1 < len(folded) else ""
    if word in _PRONOUNS:
        return _pronoun(words, folded, i)
    asks = before in ("apa", "apakah") or (not before and after == "apa")
    if len(word) < 6 or (word in _FIXED and not (word in _ASKED and asks)):
        return none
    if words[i].group()[-4] == "-":
        return none  # "edisi 2005-nya"
    if i and words[i].group()[0].isupper() and not asked.isupper():
        return none  # a name: "Kenya", "Catalunya"
    if i + 1 < len(words) and any(n.start == words[i + 1].start() for n in named):
        return none  # "ketuanya KPK", "tewasnya Sari Wulan": the complement follows
    base = word.removesuffix("nya")
    if is_content(after) and (base in _NOMINAL or before in _CAUSES or re.match(r"(?:ter|ber|di)\w{3}", base)):
        return none
    is_object = base in _TO_OBJECT or (base.startswith("me") and base not in _NOUNS_IN_ME)
    if not is_object and i > 1 and "yang" in folded[i - 2 : i] and not re.match(r"di\w{4}", base):
        return none  # "candi yang kondisinya baik": the noun before "yang" owns it; but "apa yang disiapkannya?" asks
    wanted: Wanted = "any"
    for heads, kind in _OWNERS:
        if base in heads:
            wanted = kind
            break
    stem = words[i].group()[:-3]
    return Gap(words[i].start(), words[i].end(), wanted, f"{stem} ", inline=True), is_object


def is_content(word: str) -> bool:
    """Whether a folded word gives a search something to look for."""
    told = len(word) > 1 or word.isdigit()
    return told and word not in STOP_WORDS and word not in FILLERS and word not in QUESTION_WORDS
