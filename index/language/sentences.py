"""Where a sentence of news ends: Indonesian first, English as well, by rules that can be read.

A full stop ends a sentence when white space and something that can begin one follow it, and the word before it is no
abbreviation that leads on ("dr.", "Jl.", "B. J."). The rules know what news is made of: quotes with their attribution,
sums ("Rp1,2 triliun"), dates, degrees, domains, lists, datelines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.language.text import STOP_WORDS

LONGEST = 1000
"""Characters. A longer "sentence" is a table, a list or a page that lost its full stops; it is cut into pieces."""

_PARAGRAPH = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WORD = re.compile(r"[^\W_]")

# A run of stops with what closes after it, then white space or, where someone forgot it, a capital. The look-behind and
# the possessive quantifiers keep this linear on a line of nothing but full stops.
_STOP = re.compile(
    r"""(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>["'”’»)\]}]*+)
        (?: (?P<comma>,?)(?=\s|\Z) | (?P<glued>)(?=["“‘(\[]?[A-Z]) )
      | (?P<cjk>[。！？]++[”’」』）]*+)""",
    re.VERBOSE,
)
_TOKEN_BEFORE = re.compile(r"""[^\s"'“”‘’(\[,;:]+\Z""")
_NEXT = re.compile(r"""["'“”‘’«(\[\s]*(\w+)""")
# `siap. " kata Budi`: between two spaces a quote mark closes when a small letter follows or a quote is open.
_LONE_QUOTE = re.compile(r"""(["“”])(?=\s+(\S)|\s*()\Z)""")
_DASH_CAPITAL = re.compile(r"[-–—]+\s+[A-Z]")
_BRAND = re.compile(r"[a-z]{1,2}-?[A-Z]")  # eKTP, iPhone, e-KTP
_ATTRIBUTION = re.compile(
    r"""(?:kata|ujar|tutur|ucap|imbuh|tambah|jelas|terang|ungkap|papar|tegas|tandas|sambung|lanjut|pungkas|cetus|sebut|
    tulis|tanya|jawab|seru|kilah|beber|katanya|said|says|told|asked|added)(?:nya)?\b""",
    re.VERBOSE,
)
_LIST_MARK = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\Z")
_ROMAN_OR_DIGIT = re.compile(r"\d|[IVXLC]+\b")
_GLUED_WORD = re.compile(r"""["“‘(\[]?(\w+)(?![.=/@\w])""")
_DOMAIN_ENDS = frozenset("co com id net org tv io ai go ac sch my sg uk us me news info js biz".split())

# They lead on to a name, an address or a sum: nothing ends here.
_LEADS_ON = frozenset(
    """dr Dr DR drg Drg drh Drh Prof prof PROF Ir ir Hj HJ KH Kh K.H H.M HM H.R TGH Tgk Ust Pdt Drs drs Dra dra Mr Mrs
    Ms Mx St Jl jl Jln jln JL Gg Kec kec Kab kab Kel kel Ds Tn Ny Sdr Sdri Bpk Muh Moh Mohd Mhd Muhd Abd Rp PT CV
    UD Fa Yth Gen Col Lt Sgt Capt Sen Rep Gov Pres Brig Maj Adm Rev Hon Jend Jen Letjen Mayjen Brigjen Irjen Komjen
    Kol Letkol Kapt Kompol Ipda Iptu Aiptu Bripka Brigpol Rd Rr Tb Gn vs Vs a.n A.n d.a u.p c.q s.d S.d e.g i.e cf
    WS BJ Ph Pol Inf Kav Purn Alm alm Almh Gub Kep Prov""".split()
)
# They lead on to a number; before anything else they end the sentence like any word ("No. Ia menolak.").
_LEADS_TO_NUMBER = frozenset(
    """no nos nomor hlm hal vol pp ps fig art tgl thn th telp tel rt rw jan feb mar apr jun jul aug agt agu agust sep
    sept oct okt nov nop dec des""".split()
)
# Four letters and more, and yet no whole words.
_SHORTENED = frozenset("prof telp prov dept govt univ approx misc incl excl resp kapt brig capt".split())
# They may end a sentence or stand within one; what follows decides.
_EITHER = frozenset("Tbk tbk TBK Jr Sr Inc Corp Ltd Co Bros Bhd Sdn Dept Univ Mt Ft Sp al Jkt".split())
# A letter after one of these is a name of its own ("Grup B."), not somebody's initial.
_LETTERED = frozenset(
    """grup group liga serie seri series kelas class tipe type blok block vitamin hepatitis golongan zona zone gedung
    sektor sector terminal pot pool plan rencana opsi option pasal huruf paket jalur tim team varian model divisi
    kategori category kelompok poin butir lantai gate pintu influenza formula pulau nilai""".split()
)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of `text[start:end]`, in order and without overlap.

    Offsets are code points into `text`. Spans are trimmed of white space and never cross a line break. Together they
    cover every character that is not white space, except a dateline at the very beginning of `text`, which belongs to
    no sentence. None is longer than `LONGEST`.
    """
    end = len(text) if end is None else min(end, len(text))
    start = max(start, dateline_end(text), 0)
    return [piece for line in _PARAGRAPH.finditer(text, start, end) for piece in _of_line(text, *line.span())]


def sentences(text: str) -> list[str]:
    """The sentences of `text` themselves."""
    return [text[a:b] for a, b in sentence_spans(text)]


def _of_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin, last, has_word, checked = start, None, False, start
    for boundary in _boundaries(text, start, end):
        # Stops and symbols alone are no sentence: they go with what follows, or at the end with what came before.
        has_word = has_word or _WORD.search(text, checked, boundary) is not None
        checked = boundary
        if has_word:
            if last:
                yield from _cut(text, *last)
            last, begin, has_word = (begin, boundary), boundary, False
    if last and not _WORD.search(text, begin, end):
        last, begin = (last[0], end), end
    if last:
        yield from _cut(text, *last)
    if begin < end:
        yield from _cut(text, begin, end)


def _boundaries(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets within one line after which a new sentence begins; the end of the line itself is left out."""
    begin = counted = start
    quotes = 0
    for m in _STOP.finditer(text, start, end):
        at = m.start()
        quotes += text.count('"', counted, at)
        counted = at
        if m["cjk"]:
            boundary = m.end()
        elif m["glued"] is not None:
            boundary = _glued_boundary(text, begin, m, closes=quotes % 2 == 1)
        else:
            boundary = _spaced_boundary(text, begin, end, m, closes=quotes % 2 == 1)
        if begin < boundary < end:
            yield boundary
            begin = boundary


def _spaced_boundary(text: str, begin: int, end: int, m: re.Match[str], closes: bool) -> int:
    """The boundary at a stop that white space follows, or -1."""
    after = m.end()
    following = _skip_space(text, after, end)
    if following == end:
        return -1
    # `siap. " kata Budi`: a quote mark between two spaces closes when one is open.
    lone = _LONE_QUOTE.match(text, following, end)
    if lone and (lone[1] == "”" or (lone[2] or "").islower() or (closes and '"' not in m["close"])):
        after = lone.end(1)
        following = _skip_space(text, after, end)
    if following == end:
        return -1
    first = text[following]
    if first in ".!?…,;:" or (first in "-–—" and not _DASH_CAPITAL.match(text, following)):
        return -1
    token_match = _TOKEN_BEFORE.search(text, max(begin, m.start() - 40), m.start())
    token = token_match[0] if token_match else ""
    whole_word = len(token) > 3 and token.isalpha() and token[1:].islower() and token.lower() not in _SHORTENED
    if first.islower() and not _BRAND.match(text, following):
        # Careless prose ("di luar negeri. tapi ia"), unless a quote has just closed: then its attribution follows.
        careless = m["stop"] == "." and whole_word and after == m.end("stop")
        return after if careless and not _ATTRIBUTION.match(text, following) else -1
    # `di sana., Selama` is what a lost link leaves behind; `"Apa?", Budi bertanya` goes on.
    if m["comma"] and (m["stop"] != "." or m["close"] or not whole_word):
        return -1
    if m["stop"] != "." or token_match is None:
        return after
    return after if _ends(text, begin, token_match, following) else -1


def _ends(text: str, begin: int, token_match: re.Match[str], following: int) -> bool:
    """Whether the full stop after the token ends the sentence that began at `begin`; no lower case follows."""
    token, at = token_match[0], token_match.start()
    if len(token) <= 5 and token_match.end() - begin <= 8 and _LIST_MARK.match(text, begin, token_match.end()):
        return False
    if token in _LEADS_ON:
        return False
    if token.lower() in _LEADS_TO_NUMBER:
        return not _ROMAN_OR_DIGIT.match(text, following)
    if token.isdigit():
        return len(token) > 2 or text[max(begin, at - 2) : at].strip() not in (":", ";")
    if len(token) == 1 and token.isalpha():
        before = text[max(begin, at - 20) : at].split()
        return bool(before and before[-1].lower().strip("\"'“‘(") in _LETTERED) or _starts(text, following)
    inner = token.split(".")
    if len(inner) > 1 and inner[-1].lower() not in _DOMAIN_ENDS and all(0 < len(p) <= 4 and p.isalpha() for p in inner):
        return _starts(text, following)
    if token in _EITHER:
        return _starts(text, following)
    return True


def _starts(text: str, at: int) -> bool:
    """Whether what stands at `at` begins a sentence even after an abbreviation: a quote, or a capitalised small word."""
    if text[at] in "([":
        return False
    if text[at] in "\"“‘'«":
        return True
    m = _NEXT.match(text, at)
    return bool(m and len(m[1]) > 1 and m[1].lower() in STOP_WORDS)


def _glued_boundary(text: str, begin: int, m: re.Match[str], closes: bool) -> int:
    """The boundary at a stop with a capital right after it ("hari ini.Ia"), or -1: domains, initials, degrees."""
    before = _TOKEN_BEFORE.search(text, max(begin, m.start() - 40), m.start())
    word = _GLUED_WORD.match(text, m.end())
    if not word or len(word[1]) < 2 or word[1].lower() in _DOMAIN_ENDS:
        return -1
    if before:
        token = before[0]
        if token in _LEADS_ON or token in _EITHER or "." in token or "/" in token or "@" in token:
            return -1
        # "KPK.Ia" ends a sentence, "EVOS.AOV" is a name.
        acronym = len(token) > 2 and token.isupper() and word[1][1].islower()
        if not (m["close"] or acronym or (token[-1].islower() and len(token) > 1) or token[-1].isdigit()):
            return -1
    # `ini."Kami siap`: the mark opens the next quote unless one is open.
    if m["close"] == '"' and not closes:
        return m.start() + len(m["stop"])
    return m.end()


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span trimmed, in pieces of at most `LONGEST`: after a semicolon, a comma, a space, or where it must be."""
    start = _skip_space(text, start, end)
    end = _skip_space_back(text, end, start)
    while end - start > LONGEST:
        share = -(-(end - start) // -(-(end - start) // LONGEST))
        # Near the even share, so that no crumb is left over; the mark itself stays with the piece before it.
        low, high = start + share // 2, min(start + share + 100, start + LONGEST)
        at = next((i for mark in ("; ", ", ", " ") if (i := text.rfind(mark, low, high) + 1)), high)
        yield start, _skip_space_back(text, at, start)
        start = _skip_space(text, at, end)
    if start < end:
        yield start, end


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _skip_space_back(text: str, at: int, start: int) -> int:
    while at > start and text[at - 1].isspace():
        at -= 1
    return at


# Datelines. A place, an outlet, an agency or a date: capitalised words, domains, brackets, never a verb.
_NAME = r"(?:[A-Z][\w.'’/-]*|[a-z]+[A-Z][\w.]*|[a-z]+\.(?:com|co\.id|id|net))"
_NAMES = rf"{_NAME}(?:[ ]{_NAME}){{0,3}}"
_DAY = r"\d{1,2}(?:/\d{1,2}(?:/\d{2,4})?|[ ]\w+(?:[ ]\d{4})?)"
_DAY_EN = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?[ ]\d{1,2}"
_PART = rf"(?:{_DAY_EN}|{_NAMES}|{_DAY})"
_DATELINE = re.compile(
    rf"""\s*(?P<parts>
            {_PART}(?:[ ]?[,|][ ]?{_PART}){{0,3}}(?:,?[ ]?\([^()\n]{{2,40}}\)\.?)?
          | [a-z]+(?:[ ][a-z]+)?,[ ][a-z]+(?=[ ]-[ ])     # "bogor, kompas - Warga": a drop cap that was lost
        )
        (?:\s*(?:—|–|--)\s*|\s+-\s*|\.-\s*|(?P<colon>:)\s+)(?=["'“‘(]?[A-Z0-9])""",
    re.VERBOSE,
)
_NO_PLACE = re.compile(
    r"""(?:foto|video|baca|catatan|sumber|penulis|editor|reporter|oleh|update|breaking|tanya|jawab|pertanyaan|jawaban|
    photo|source|by|note|question|answer|opini|kolom|infografis|live|langsung|q|a|simak|lihat|tips|judul|
    ketua|presiden|wakil|menteri|menko|gubernur|bupati|kapol\w+|polri|polisi|tni|pemerintah|pengamat|president|minister)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def dateline_end(text: str) -> int:
    """Where the text proper begins: after "Pyongyang: ", "JAKARTA, NUSA — ", "Jakarta (ANTARA) - "; 0 without a dateline.

    A name before a colon or a dash looks like a place; a headline such as "Avengers: Endgame" at the very beginning of
    a text is mistaken for one (3 of 21,929 articles without headlines in them).
    """
    m = _DATELINE.match(text, 0, 160)
    if not m or len(m["parts"]) > 80 or _NO_PLACE.match(m["parts"]):
        return 0
    words = m["parts"].split()
    # Four names in a row are as likely a person or a title as a place; "KPK:" speaks.
    if not re.search(r"[,(|.]", m["parts"]) and len(words) > 3:
        return 0
    if m["colon"] and any(word.isupper() and len(word) < 5 for word in words):
        return 0
    return m.end()
