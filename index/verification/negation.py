"""Whether a sentence denies what its evidence affirms, affirms what it denies, or says the opposite.

A negation reaches the first content words after it. Pairs of opposites ("menyetujui", "menolak") are a list: fuzzy
matching and vectors call them the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.language.text import STOP_WORDS, fold
from index.verification.wording import Wording, content, forms

_NEGATORS = frozenset(
    """tidak tak bukan bukanlah belum tanpa jangan tiada nggak gak enggak tidaklah not no never without none nobody neither nor
    cannot nothing""".split()
)
_DENYING = frozenset(
    """batal gagal absen menolak ditolak membantah dibantah menyangkal mustahil nihil nol kecuali selain luput refuse refused refuses reject
    rejected rejects deny denied denies fail failed fails lack lacked lacks unlike cancelled canceled zero urung enggan berhenti
    menghentikan dihentikan dilarang melarang hilang mencegah stop stopped banned barred prohibited prevent prevented hanya cuma only
    mengurungkan ditunda closed ditutup gratis free""".split()
)
"""Words that deny of themselves: beside them a negation may come and go in a paraphrase."""
_NO_NEGATION = re.compile(
    r"\btidak (?:hanya|cuma|saja|(?:lebih|kurang) (?:\w+ )?(?:dari|daripada)|sampai)\b|\bbukan (?:hanya|cuma|saja)\b|\btak (?:hanya|kurang dari|terduga)\b|\bnot only\b"
    r"|\bno (?:more|less|fewer) than\b|\bnot (?:more|less) than\b|\bno later than\b|\btidak .{0,12}melainkan\b"
)
_NOT_SAID = re.compile(
    r"\b(?:tidak|belum|tak|not|never)\s(mengatakan|menyatakan|menyebut(?:kan)?|mengungkapkan|menjelaskan|menegaskan|memastikan|menilai|berjanji"
    r"|say|said|state|stated|promise|promised|confirm|confirmed)\b",
    re.IGNORECASE,
)
_REACH = 2
_REPEATS = 0.6
"""The share of a clause's words that a clause of the evidence must have to be the one that is repeated."""
_CLAUSE = re.compile(
    r"[,;:.!?“”\"()\n]+(?=\s|$)|\b(?:tetapi|tapi|namun|sedangkan|padahal|melainkan|karena|sehingga|meski(?:pun)?|agar|dan|serta|but|while|and|because|although)\b",
    re.IGNORECASE,
)
_OPPOSITES: tuple[tuple[str, str], ...] = (
    ("naik meningkat bertambah melonjak kenaikan tertinggi tinggi increase increased rise rose higher rising grew", "turun menurun berkurang anjlok merosot penurunan terendah rendah decrease decreased fall fell lower falling dropped"),
    ("menerima menyetujui setuju mendukung terima dukung accept accepted agree agreed approve approved support supported", "menolak menentang tolak membantah reject rejected refuse refused oppose opposed denied deny"),
    ("menang memenangi menjuarai mengalahkan menundukkan memenangkan kemenangan won win wins beat beats defeated", "kalah dikalahkan ditundukkan kekalahan lost lose loses"),
    ("membuka dibuka pembukaan open opened opens", "menutup ditutup penutupan close closed closes"),
    ("selamat survived safe rescued", "tewas meninggal menewaskan died dead killed"),
    ("mulai dimulai memulai bermula started begin began begins start", "selesai berakhir rampung mengakhiri ditutup ended finished finish completed"),
    ("sebelum sebelumnya before", "sesudah setelah sehabis after"),
    ("masuk memasuki enter entered", "keluar meninggalkan leave left exit"),
    ("lebih more", "kurang less fewer"),
    ("banyak terbanyak sebagian besar many most mostly", "sedikit tersedikit few least"),
    ("besar terbesar membesar large largest bigger bigger", "kecil terkecil mengecil small smallest smaller"),
    ("cepat lekas fast faster quickly", "lambat lamban slow slower slowly"),
    ("murah lebih murah cheap cheaper", "mahal expensive costlier pricier"),
    ("ringan lighter light", "berat heavier heavy"),
    ("timur east eastern", "barat west western"),
    ("utara north northern", "selatan south southern"),
    ("kiri left", "kanan right"),
    ("laki-laki pria jantan male man men", "perempuan wanita betina female woman women"),
    ("menyerahkan diserahkan memberikan memberi give gave donated", "mengambil diambil merampas take took"),
    ("melanjutkan dilanjutkan meneruskan continue continued resumed", "menghentikan dihentikan berhenti stop stopped halted"),
    ("ada memiliki mempunyai punya has have", "nihil tanpa"),
    ("pertama first", "terakhir last"),
    ("mengizinkan diizinkan boleh allow allowed may permitted", "melarang dilarang larangan forbid forbidden banned prohibited"),
    ("surut receded", "pasang meluap overflowed"),
    ("memperpanjang diperpanjang extended", "memperpendek diperpendek mempersingkat shortened"),
    ("menaikkan dinaikkan raised raise", "menurunkan diturunkan mengurangi lowered lower cut"),
    ("maju forward", "mundur backward"),
    ("kuat strong", "lemah rapuh weak"),
    ("mudah easy", "sulit sukar difficult hard"),
    ("sehat healthy", "sakit sick ill"),
    ("untung laba profit gain", "rugi kerugian loss losses"),
    ("mengaku mengakui mengungkap admitted admits admit", "menyangkal membantah denied denies deny"),
    ("memberatkan aggravating", "meringankan mitigating"),
    ("datang tiba berangkat arrive arrived", "pergi depart departed"),
    ("memasang dipasang installed", "membongkar dibongkar dismantled"),
    ("terbuka luas", "tertutup"),
    ("menambah ditambah menambahkan added add", "mengurangi dikurangi reduced reduce"),
    ("baru new", "lama tua old"),
    ("awal early beginning", "akhir late end"),
    ("pulang kembali return returned", "mengungsi fled evacuated"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Polarity:
    """Stems of the words a text affirms and denies; `negators`: how many negations it has."""

    words: frozenset[str]
    affirmed: frozenset[str]
    denied: frozenset[str]
    first_denied: frozenset[str]
    """Of each negation the nearest content word alone."""
    negators: int
    denies_itself: bool


def polarity(text: str) -> Polarity:
    low = fold(text).replace("’", "'")
    low = re.sub(r"\b(\w+)n't\b", r"\1 not", low)
    low = _NO_NEGATION.sub(" ", low)
    tokens = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.;,:!?]", low)
    affirmed: set[str] = set()
    denied: set[str] = set()
    first: set[str] = set()
    reach = negators = 0
    fresh = False
    for token in tokens:
        if not token[0].isalpha():
            reach = 0 if token != "," else reach
            continue
        if token in _NEGATORS:
            reach, fresh, negators = _REACH, True, negators + 1
            continue
        if token in STOP_WORDS:
            continue
        if reach:
            denied |= _stems(token)
            if fresh:
                first |= _stems(token)
            reach, fresh = reach - 1, False
        else:
            affirmed |= _stems(token)
    words = frozenset(t for t in tokens if t[0].isalpha())
    return Polarity(words, frozenset(affirmed), frozenset(denied), frozenset(first), negators, bool(words & _DENYING))


def conflict(claim: str, evidence: str) -> str | None:
    """What of the claim is turned round, or None. `evidence`: the cited stretches, one after the other."""
    said, told = polarity(claim), polarity(evidence)
    return _negated(said, told) or _opposed(said, told) or _unsaid(claim, evidence) or _by_clause(claim, evidence)


def _unsaid(claim: str, evidence: str) -> str | None:
    """ "X tidak mengatakan …" of one who says it."""
    denied, told = _NOT_SAID.search(claim), _NOT_SAID.search(evidence)
    return f"denies “{denied[1]}”" if denied and not told else None


def _by_clause(claim: str, evidence: str) -> str | None:
    """Clause by clause: the one of the evidence that a clause repeats is negated where it is, and not where it isn't."""
    told = [(clause, Wording(clause)) for clause in _clauses(evidence)]
    for clause in _clauses(claim):
        said = [w for w in content(clause) if w not in _NEGATORS]
        if len(said) < 2 or not told:
            continue
        share, best = max(((wording.share(said), text) for text, wording in told), key=lambda pair: pair[0])
        mine, theirs = polarity(clause), polarity(best)
        if share < _REPEATS or bool(mine.negators) == bool(theirs.negators):
            continue
        if mine.denies_itself or theirs.denies_itself or _opposite_words(mine, theirs):
            continue
        return f"“{clause.strip()}” and the evidence differ in a negation"
    return None


def _clauses(text: str) -> list[str]:
    return [part for part in _CLAUSE.split(text) if part and part.strip()]


def _opposite_words(one: Polarity, other: Polarity) -> bool:
    return any((one.words & a and other.words & b) or (one.words & b and other.words & a) for a, b in _sides())


def _negated(said: Polarity, told: Polarity) -> str | None:
    if turned := {w for w in said.first_denied if w in told.affirmed and w not in told.denied}:
        return f"denies “{min(turned)}”"
    if turned := {
        w for w in told.first_denied if w in said.affirmed and w not in told.affirmed and w not in said.denied
    }:
        return f"affirms “{min(turned)}”"
    if said.negators and not told.negators and not told.denies_itself and not said.denies_itself:
        return "denies what nothing cited denies"
    return None


def _opposed(said: Polarity, told: Polarity) -> str | None:
    # "tidak menolak" and "menyetujui" are the same: a negation on one side turns the word after it round.
    turned = said.denied | told.denied if said.negators + told.negators == 1 else frozenset()
    for one, other in _sides():
        for mine, theirs in ((one, other), (other, one)):
            claimed = said.words & mine
            if claimed and told.words & theirs and not told.words & mine and not said.words & theirs:
                word = min(claimed)
                if turned.isdisjoint(_stems(word)):
                    return f"says “{word}”, the evidence the opposite"
    return None


def _sides() -> list[tuple[frozenset[str], frozenset[str]]]:
    return [(frozenset(a.split()), frozenset(b.split())) for a, b in _OPPOSITES]


def _stems(word: str) -> frozenset[str]:
    return forms(word)
