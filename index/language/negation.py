"""What denies, in Indonesian and English: "tidak" and its like, what looks like them and denies nothing, and verbs that deny of themselves."""

from __future__ import annotations

import re

from index.language.text import fold

NEGATORS = frozenset(
    """tidak tak bukan bukanlah belum tanpa jangan tiada nggak ngga gak ga enggak tidaklah takkan not no never without none nobody neither
    nor cannot nothing""".split()
)
DENYING = frozenset(
    """batal gagal absen menolak ditolak membantah dibantah menyangkal mustahil nihil nol kecuali selain luput refuse refused refuses reject
    rejected rejects deny denied denies fail failed fails lack lacked lacks unlike cancelled canceled zero urung enggan berhenti
    menghentikan dihentikan dilarang melarang hilang mencegah stop stopped banned barred prohibited prevent prevented hanya cuma only
    mengurungkan ditunda closed ditutup gratis free""".split()
)
"""Beside them a negation may come and go in a paraphrase."""
_DENIES_NOTHING = re.compile(
    r"\btidak (?:hanya|cuma|saja|(?:lebih|kurang) (?:\w+ )?(?:dari|daripada)|sampai)\b|\bbukan (?:hanya|cuma|saja)\b|\btak (?:hanya|kurang dari|terduga)\b|\bnot only\b"
    r"|\bno (?:more|less|fewer) than\b|\bnot (?:more|less) than\b|\bno later than\b|\btidak .{0,12}melainkan\b"
)


def plain(text: str) -> str:
    """Folded, "didn't" as "did not", and without what denies nothing: "tidak hanya", "not more than"."""
    low = re.sub(r"\b(\w+)n't\b", r"\1 not", fold(text).replace("’", "'"))
    return _DENIES_NOTHING.sub(lambda m: " " * len(m.group()), low)
