"""Whose name a stretch is, by what stands right before it: the chief's or the deputy's, this country's coach or another's.

Rules that are silent where they can't see: between the office and the name nothing may stand but what belongs to a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.evidence import Sentence, terms_in
from index.exclusive import differ
from index.mentions import RANKS
from index.question import Question
from index.text import fold, stem, words

_OFFICES = frozenset(
    """presiden menteri ketua gubernur bupati walikota wali direktur pelatih kepala sekretaris komandan panglima raja ratu sultan
    kapten rektor duta kapolda kapolri kapolres kapolsek kajati kajari dirjen dirut sekjen sekda manajer juru camat lurah kades""".split()
)
"""What is held of a body; a writer's "Inggris" only says where he is from."""
_DESKS = frozenset(
    "kabid kasubdit kasat kanit kasubag kabag humas komisioner anggota staf advokat pengacara pengamat peneliti pakar".split()
)
""" "Kabid Humas Polda Metro Jaya" is not its chief."""
_ALTERED = "wakil deputi mantan eks bekas calon asisten former vice".split()
"""Who is this of an office doesn't hold it."""
_TITLE = r"(?:[A-Z(][\w.’'&/()-]*|(?:umum|utama|bicara|jenderal|kota|tim|timnas|nasional|klub|dan|bidang)\b),?"
_REACH = 80
_PLAIN = frozenset("tim nasional timnas klub dan bidang pt tbk".split())
_PLACES = {
    "dki": "jakarta", "jabar": "jawa barat", "jateng": "jawa tengah", "jatim": "jawa timur", "sumut": "sumatera utara",
    "sumbar": "sumatera barat", "sumsel": "sumatera selatan", "kalbar": "kalimantan barat", "kalsel": "kalimantan selatan",
    "kaltim": "kalimantan timur", "kalteng": "kalimantan tengah", "kaltara": "kalimantan utara", "sulsel": "sulawesi selatan",
    "sulut": "sulawesi utara", "sulteng": "sulawesi tengah", "sultra": "sulawesi tenggara", "sulbar": "sulawesi barat",
    "ntt": "nusa tenggara timur", "ntb": "nusa tenggara barat", "diy": "yogyakarta", "babel": "bangka belitung",
    "kepri": "kepulauan riau", "ri": "indonesia", "as": "amerika serikat",
}  # fmt: skip
_QUARTERS = frozenset("utara selatan timur barat tengah tenggara".split())
_KIN = frozenset(
    "suami istri isteri ayah bapak ibu anak putra putri kakak adik paman bibi kakek nenek cucu menantu".split()
)
_SPOUSES = frozenset("suami istri isteri".split())
_TOLD_BY = {
    **dict.fromkeys(_SPOUSES, _SPOUSES),
    **dict.fromkeys(("ayah", "bapak", "ibu"), frozenset("ayah bapak ibu anak putra putri".split())),
    **dict.fromkeys(("anak", "putra", "putri"), frozenset("anak putra putri ayah bapak ibu".split())),
}
""" "Putra Amangkurat" names the father, "ayah Amangkurat" as well."""
_MARRIED = frozenset(
    map(
        stem,
        "suami istri isteri menikah nikah kawin pasangan pasutri mempersunting meminang cerai bercerai janda duda".split(),
    )
)
_DIVORCED = frozenset(map(stem, "mantan eks bekas cerai bercerai perceraian berpisah janda duda".split()))

Held = Literal["this", "another", "other"]
""" "another": the same of another body, or its deputy, which rules a name out; "other": a wholly other office, beside which one may hold this as well."""


@dataclass(frozen=True, slots=True)
class Office:
    """What somebody is asked to be named by: "pelatih", and the folded words of the body it is held of."""

    name: str
    body: tuple[str, ...]
    altered: str | None = None
    """ "wakil", "mantan" or the like before it."""


def office(question: Question) -> Office | None:
    """What a question for a person asks the holder of, or the kin; None where it is neither."""
    if question.kind != "person":
        return None
    asked = words(question.text)
    name = question.focus
    altered = next((w for w in asked if w in _ALTERED), None)
    if name not in _OFFICES | _KIN:  # "Siapa Kapolda Jawa Tengah?": the capital made a name of it
        first = [w for w in asked if w not in ("siapa", "siapakah", "nama", "sih", *_ALTERED)][:1]
        name = first[0] if first and first[0] in _OFFICES | _KIN else None
    if name is None:
        return None
    found = re.search(rf"\b(?:(?i:{name})|of(?: the)?)(?P<of>(?:\s{_TITLE})+)", question.text)
    return Office(name, tuple(_expanded(words(found["of"]))) if found else (), altered)


def held(question: Question, asked: Office, sentence: str, start: int, end: int) -> Held | None:
    """Whether who is named at `[start:end]` holds the office that is asked for or another one; None where that isn't told."""
    before = sentence[max(0, start - _REACH) : start]
    if asked.name in _TOLD_BY:
        return "another" if _is_other_kin(asked.name, before) else None
    if asked.name not in _OFFICES:
        return None
    title = (
        rf"(?:(?i:(?P<altered>{'|'.join(_ALTERED)})) )?(?i:{asked.name})"
        rf"(?P<of>(?:\s{_TITLE})*)(?P<past>,?\speriode\s[\d–-]+,?)?"
    )
    behind = rf"(?:,|(?:\s\w+){{0,3}}\s(?:sebagai|selaku|menjadi|adalah))\s{title}"
    found = re.search(rf"\b{title},?\s$", before) or re.match(behind, sentence[end : end + _REACH])
    if not found:
        other = re.search(rf"\b\w+(?:\s{_TITLE})*\s$", before)
        return "other" if other and not (_OFFICES | _DESKS).isdisjoint(words(other.group())) else None
    past = found["past"]
    if (found["altered"] and fold(found["altered"]) != asked.altered) or (
        past and past.split()[-1].strip(",") not in question.text
    ):
        return "another"
    return _of(question, asked, found["of"])


def names_body(question: Question, asked: Office, s: Sentence) -> bool:
    """Whether a sentence, its neighbours or the title have the body whose office is asked for; True where none is, or one's own
    country, which goes without saying."""
    wanted = _named(asked.body)
    if asked.name not in _OFFICES or not wanted or "indonesia" in wanted:
        return True
    near = {form for i in s.near for form in question.terms[i].forms}
    near.update(_expanded(words(f"{s.passage.article.title} {s.text}")))
    return not near.isdisjoint(wanted) or _initials(asked.body) in near


def tells_of_kin(asked: Office, sentence: str) -> bool:
    """Whether a sentence can tell who is married to whom; True where that isn't asked."""
    telling = _DIVORCED if asked.altered in ("mantan", "eks", "bekas", "former") else _MARRIED
    return asked.name not in _SPOUSES or not telling.isdisjoint(stem(w) for w in words(sentence))


def _is_other_kin(asked: str, before: str) -> bool:
    """ "Anak bungsu pedangdut Elvy" where the husband is asked for."""
    near = re.findall(r"[^\W\d_]+|,", before)[-4:]
    kin = {w for w in map(fold, near) if w in _KIN}
    return bool(kin) and "," not in near and kin.isdisjoint(_TOLD_BY[asked])


def _of(question: Question, asked: Office, of: str) -> Held | None:
    """By the body that stands between the office and the name: up to the comma, where there is one."""
    body = of.rpartition(",")[0] or of
    told = _expanded(words(body))
    if not told or not asked.body or body.count("(") != body.count(")"):
        return None
    if _initials(asked.body) in told or _initials(told) in asked.body:
        return "this"
    if differ(told, asked.body) or _QUARTERS.intersection(asked.body) - set(
        told
    ):  # "Korea Selatan", or "Nusa", for "Korea Utara"
        return "another"
    theirs, wanted = _named(told), _named(asked.body)
    if not theirs or not wanted:
        return None
    if set(wanted) <= set(theirs):
        return "this"
    if any(w in words(question.text) or terms_in(question, w) for w in theirs) or theirs[0][:3] == wanted[0][:3]:
        return None
    letters = body.strip().isupper()  # which may stand for anything, unless the question has letters too
    return None if letters and " ".join(asked.body).upper() not in question.text else "another"


def _expanded(body: Sequence[str]) -> list[str]:
    return [part for word in body for part in _PLACES.get(word, word).split()]


def _named(body: Sequence[str]) -> list[str]:
    """Without ranks, kinds of body, and figures: "U-16" tells no country's team."""
    return [w for w in body if w not in RANKS and w not in _PLAIN and len(w) > 1 and not w.isdigit()]


def _initials(body: Sequence[str]) -> str:
    return "".join(w[0] for w in body)
