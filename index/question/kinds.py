"""What kind of answer a question expects, for what a conversation makes of it: follow-ups and suggestions.

Rules over the question words of Indonesian ("siapa", "tahun berapa", "di mana", "apa nama …") and English. A question
typed all in lower case is understood the same, save that its names can't be told from its other words.
"""

from __future__ import annotations

import re
from typing import Literal

from index.language.lexicon import look_up
from index.language.names import TITLES
from index.language.text import STOP_WORDS, fold, language_of, words
from index.types import Language

Kind = Literal[
    "person", "organisation", "place", "date", "year", "duration", "number", "money", "percent", "age", "quote",
    "time", "reason", "manner", "definition", "expansion", "yes_no", "thing",
]  # fmt: skip


ORGANISATION = frozenset(
    """partai perusahaan klub badan lembaga organisasi kelompok departemen kementerian universitas bank media tim
    yayasan institusi instansi kesatuan pabrik maskapai komisi dewan band grup redaksi kedutaan asosiasi serikat
    sekolah kampus stasiun penerbit agensi operator pt kantor dinas""".split()
)
_PLACE = frozenset(
    """negara kota provinsi propinsi pulau daerah kabupaten desa kecamatan kelurahan gunung sungai ibukota benua wilayah
    stadion tempat lokasi letak kawasan pantai danau selat laut bandara pelabuhan jalan gedung museum kampung distrik
    kepulauan asal pusat""".split()
)
_PERSON = frozenset(
    """presiden menteri ketua gubernur bupati walikota direktur pendiri penulis pengarang penemu pencipta pemimpin raja
    ratu kaisar sultan pelatih pemain pemenang juara istri suami ayah ibu anak tokoh sutradara produser kepala wakil
    sekretaris juru pejabat orang penyanyi aktor aktris pemeran komandan panglima kapolri hakim jaksa pengacara
    tersangka terdakwa korban pelaku pembuat manajer pilot dokter peneliti pakar pengamat dosen rektor atlet petinju
    pembalap penyair pelukis duta redaktur editor plt dirjen kasat humas manager""".split()
)
_MONEY = frozenset(
    "harga biaya anggaran gaji denda dana uang ongkos tarif kerugian pendapatan laba omzet upah utang modal bayaran".split()
)
_MEASURED = r"(?:tahun|bulan|minggu|pekan|hari|jam|menit|detik|abad|dekade)"
_VERBAL = re.compile(
    r"\b(?:akan|sudah|telah|pernah|masih|bisa|dapat|boleh|ada|benar|betul|sedang|harus|perlu|ikut|setuju|jadi"
    r"|(?:me[mn]?|ber|di|ter)[a-z]{3,})\b"
)
_NOT_VERBAL = frozenset(
    "dimaksud disebut merupakan beras meter terhadap tersebut mereka terakhir terbesar terkecil".split()
)

# The first rule that matches wins; each is tried on the folded question with "-kah" taken off its question words.
_RULES: tuple[tuple[str, Kind], ...] = (
    (r"^(?:apa|benar|apa benar|ada|bisa) (?!yang\b|nama\b|judul\b|jenis\b)(?:\S+ ){1,6}?(?:sudah|telah|akan|masih|pernah|bisa|dapat|boleh|sedang|benar|tahu|harus|jadi)\b(?!.*\byang mana\b)", "yes_no"),
    (r"\b(?:pukul|jam) berapa\b|\bwhat time\b", "time"),
    (r"\b(?:kepanjangan|singkatan dari|stands? for|abbreviation|acronym)\b", "expansion"),
    (r"\b(?:apa|apa saja) (?:kata|ujar|ucap|komentar|pernyataan|tanggapan|pendapat|janji|pesan|klaim)\b", "quote"),
    (r"\bapa(?: saja)? yang (?:di)?(?:kata|ujar|ucap|sampai|nyata|janji|tegas|ungkap|klaim|tulis)(?:kan)?\b", "quote"),
    (r"\bkata \w+(?: \w+){0,3} apa$", "quote"),
    (r"\bwhat (?:did|does|do|has|had) .+ (?:say|said|promise|promised|claim|claimed|tell|told|state|declare|announce|comment)\b", "quote"),
    (r"\bwhat (?:was|is|were) .+ (?:statement|comment|promise|response|reaction)\b", "quote"),
    (r"^(?:di ?mana|ke ?mana|dari ?mana|dari mana|where)\b", "place"),
    (r"\b(?:mengapa|kenapa|karena apa|sebab apa|apa sebab|why|what caused)\b|\b(?:apa|what)\b(?! nama)(?: \w+){0,3} (?:alasan|penyebab|menyebabkan|reasons?|cause)\b", "reason"),
    (r"\b(?:berapa (?:umur|usia)|(?:umur|usia)\w* berapa|how old|what age)\b|\b(?:umur|usia)\w* .*\bberapa\b", "age"),
    (r"\b(?:berapa persen|persentase|prosentase|what percent(?:age)?|how many percent)\b", "percent"),
    (r"\b(?:tahun (?:berapa|apa|mana)|(?:what|which) year)\b", "year"),
    (rf"\b(?:berapa lama|lama(?:nya)? .* berapa|berapa {_MEASURED}|how long|how many (?:years|months|weeks|days|hours|minutes))\b", "duration"),
    (r"\b(?:kapan|bilamana|tanggal (?:berapa|apa)|berapa tanggal|hari apa|bulan (?:apa|berapa)|abad (?:ke )?berapa|(?:what|which) (?:date|day|month|century)|when (?:did|do|does|is|are|was|were|will|has|have|had)|(?:since|until|by) when)\b|^when\b", "date"),
    (rf"\bberapa (?:besar |banyak |jumlah |nilai )?(?:{'|'.join(sorted(_MONEY))}|rupiah|dolar|dollar)\b|\bhow much (?:money|did .+ cost|does .+ cost|.*\b(?:paid|pay|spent|spend|worth|cost|costs|price))\b", "money"),
    (rf"\b(?:{'|'.join(sorted(_MONEY))})\w* .*\bberapa\b|\b(?:price|cost|budget|fine) of\b|\bwhat .*\b(?:price|cost|budget)\b", "money"),
    (r"\b(?:berapa|how (?:many|much|far|tall|big|large|high|fast|wide|deep))\b", "number"),
    (r"\b(?:di ?mana|ke ?mana|dari ?mana|where)\b", "place"),
    (r"\b(?:apa itu|pengertian|definisi|artinya|apa arti|arti dari|makna|apa maksud|yang dimaksud|what is meant|meaning of|definition|define|what does .+ mean)\b", "definition"),
    (r"\b(?:siapa|who|whom|whose)\b", "person"),
    (r"\b(?:bagaimana|how)\b", "manner"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), kind) for pattern, kind in _RULES)
_KAH = re.compile(
    r"\b(?!langkah|ber(?:kah|langkah)|me(?:nikah|kah|langkah)|makkah|pernikah|nikah|rekah|tingkah)(\w{3,})kah\b"
)
"""The question particle, on whatever word it stands: "siapakah", "jeniskah"."""
_AUXILIARY = re.compile(r"^(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\b")
_FOCUS = (
    re.compile(r"^(?:(?:di|dari|ke|pada|dalam|oleh|untuk|dengan|menurut) )?(?!nama\b)(\w+)(?: \w+){0,2} (?:apa|mana|berapa)\b"),
    re.compile(r"\b(?:apa|siapa) (?:nama|judul|jenis) (\w+)"),
    re.compile(r"\b(\w+) (?:apa|mana|berapa)\b(?! yang lalu)"),
    re.compile(r"\b(?<!di )(?<!dari )(?<!ke )(?:siapa|apa|berapa|mana)(?: saja)? (?!yang\b|nama\b|itu\b)(\w+)"),
    re.compile(r"\b(?:what|which)(?: is| was| are| were)?(?: the)?(?: name of)?(?: the)? (?!did\b|does\b|is\b|was\b)(\w+)"),
    re.compile(r"\bwho(?: is| was| are| were)(?: the)? (\w+)"),
    re.compile(r"\bhow many (\w+)"),
)  # fmt: skip
_NO_FOCUS = STOP_WORDS | frozenset("nama judul jenis tahun tanggal pada name names much many".split())
_QUOTED = re.compile(r"[\"“‘']([^\"“”‘’']{2,80})[\"”’'](?!\w)")
_NAME = re.compile(
    r"(?:[A-Z][\w’'.-]*|\d+)(?:\s+(?:(?:of|the|bin|binti|van|von|de|al|el|da|der)\s+)?(?:[A-Z][\w’'.-]*|\d+))*"
)


def kind_of(text: str) -> Kind:
    """The kind of answer that a question expects."""
    asked = " ".join(text.split())
    plain = _KAH.sub(r"\1", re.sub(r"[?!]+\s*$", "", fold(asked)).strip())
    plain = re.sub(r"[,;:“”\"]", " ", plain)
    plain = re.sub(r"\s+", " ", plain)
    names = _names(asked)
    named = {w for name in names for w in words(name)}
    focus = _focus(plain, language_of(asked), named)
    return _kind(asked, plain, focus, names, content(asked))


def content(text: str) -> list[str]:
    """The words of a question that say what it is about, in order, each once."""
    return [w for w in dict.fromkeys(words(text)) if _tells(w)]


def _kind(asked: str, plain: str, focus: str | None, names: tuple[str, ...], terms: list[str]) -> Kind:
    for pattern, kind in _COMPILED:
        if pattern.search(plain):
            if kind == "yes_no" and not re.match(r"^(?:apakah|benarkah|adakah|bisakah|apa benar)\b", fold(asked)):
                continue
            if kind == "person" and focus in ORGANISATION:
                return "organisation"
            # "Siapa Budi Santoso?" asks what he is, not what he is called.
            role = bool(names) and any(w in _PERSON or w in TITLES for w in words(names[-1]))
            if (
                kind == "person"
                and names
                and not role
                and re.fullmatch(
                    r"(?:Siapa(?:kah)?(?: itu)?|Who (?:is|was)) " + re.escape(names[-1]) + r"\s*\??", asked
                )
            ):
                return "definition"
            return kind
    if _AUXILIARY.match(plain) or re.match(
        r"^(?:benarkah|adakah|bisakah|sudahkah|apa benar|apakah benar)\b", fold(asked)
    ):
        return "yes_no"
    if re.match(r"^apakah\b", fold(asked)) and focus not in ORGANISATION | _PLACE:
        verbs = [m.group() for m in _VERBAL.finditer(plain) if m.group() not in _NOT_VERBAL]
        if (
            verbs
            and not re.match(r"^apa (?:yang|nama|judul|jenis|fungsi|tujuan|isi|\w+nya)\b", plain)
            and " yang " not in plain
        ):
            return "yes_no"
    if focus in ORGANISATION:
        return "organisation"
    if focus in _PLACE:
        return "place"
    if focus in _PERSON and re.search(r"\b(?:siapa|who|nama|which)\b", plain):
        return "person"
    if re.match(r"^(?:what|apa) (?:is|are|was|were)\b", plain) and len(terms) <= 2:
        return "definition"
    return "thing"


def _focus(plain: str, language: Language, named: set[str]) -> str | None:
    for pattern in _FOCUS:
        for m in pattern.finditer(plain):
            noun = m.group(1)
            if language == "en":
                # "which news agency", "which Russian leader": the noun that tells may come second.
                following = plain[m.end() :].split()[:1]
                options = [(look_up(w) or look_up(w.removesuffix("s")))[:1] for w in (noun, *following)]
                for option in options:
                    if option and option[0] in ORGANISATION | _PLACE | _PERSON:
                        return option[0]
                if options[0] and noun not in named:
                    return options[0][0]
            if noun not in _NO_FOCUS and noun not in named and not noun.isdigit():
                return noun.removesuffix("nya")
    return None


_TOLD_BY_KIND = frozenset(
    """nama name names berapa kepanjangan singkatan dimaksud pengertian definisi artinya arti maksud makna sebutkan
    stand stands meaning mean means definition""".split()
)
"""They say what kind of answer is wanted; no article that has the answer need have them."""


def _tells(word: str) -> bool:
    bare = _KAH.sub(r"\1", word)
    return bare not in STOP_WORDS and bare not in _TOLD_BY_KIND and (len(word) > 1 or word.isdigit())


def _names(asked: str) -> tuple[str, ...]:
    quoted = [m.group(1) for m in _QUOTED.finditer(asked)]
    found: list[str] = []
    for m in _NAME.finditer(asked):
        name = m.group().strip(" .'’-")
        first = fold(name.split()[0])
        # The capital that opens a sentence makes no name of a question word.
        if _KAH.sub(r"\1", first) in STOP_WORDS or _KAH.sub(r"\1", first) in _NO_FOCUS:
            name = name[len(name.split()[0]) :].strip()
        elif m.start() == 0 and " " not in name and not name.isupper():
            continue
        if name and not name.replace(".", "").replace(",", "").isdigit():
            found.append(name)
    return tuple(dict.fromkeys([*quoted, *found]))
