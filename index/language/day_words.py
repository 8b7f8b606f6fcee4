"""The words for days, weeks, months and years in patterns, of which the forms of `index.language.days` are made."""

from __future__ import annotations

from index.language.day_meanings import NUMBER
from index.language.moments import MONTH, WEEKDAY

M = rf"(?P<m>{'|'.join(sorted(MONTH, key=len, reverse=True))})"
W = rf"(?P<w>{'|'.join(sorted(set(WEEKDAY) - {'minggu'}, key=len, reverse=True))})"
Y = r"(?P<y>(?:19|20)\d\d)"
N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(NUMBER, key=len, reverse=True))})"
DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
PART = r"(?:dini hari|pagi|siang|sore|petang|malam|subuh|morning|afternoon|evening|night|noon)"
BACK, ON = r"(?:lalu|kemarin|silam|kmrn)", r"(?:depan|besok|mendatang)"
UNIT = r"(?P<u>hari|minggu|pekan|bulan|tahun|days?|weeks?|months?|years?)"
ONE = r"(?P<u>hari|minggu|pekan|bulan|tahun|jam|menit)"
WORDED = r"(?:(?:on|of|the|hari|pada) )*"
NAMED_WEEKDAY = rf"(?:{W}|(?P<sunday>minggu))"
BESIDE = rf"(?:(?:hari )?(?:{'|'.join(sorted(WEEKDAY, key=len, reverse=True))})(?: {PART})?,? (?:(?:tanggal|tgl)\.? )?\(?|\()?"
"""What may stand before a date and say the same: "Selasa (3/6)"."""
PAST = rf"(?: (?:yang )?(?P<past>{BACK})\b)?"
"""What may stand behind a date and says that it is over: "3 Juni lalu"."""
FROM = r"(?:(?:dari|mulai|sejak|antara|from|between|starting) (?:(?:tanggal|tgl|bulan|tahun|the) )?)?"
TO = r"(?:\s?[-–—]\s?| (?:sampai(?: dengan)?|s[./]?d\.?|hingga|dan|to|until|till|through|and) (?:(?:tanggal|tgl|bulan|tahun) )?)"
"""What stands between the first and the last of a range; `FROM` may stand before it."""
YEAR = (
    rf"(?:(?:tahun )?{Y}(?!\d)|(?:pada )?tahun (?P<yw>lalu|kemarin|silam|sebelumnya|ini|depan)"
    r"|(?P<yw2>last|this|next|the) year)"
)
"""A year by its number or counted from this one; `year_of` reads it."""


def again(pattern: str, mark: str, *names: str) -> str:
    """The pattern with another name for each of its groups, to stand twice in one form."""
    for name in names:
        pattern = pattern.replace(f"<{name}>", f"<{name}{mark}>")
    return pattern
