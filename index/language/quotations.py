"""Who said it stays with what was said: a sentence widened until it can be read on its own.

Part of a quotation takes in the neighbour that names the speaker; "Ia", "Menurutnya" or "Perjalanannya" takes in the
sentence before. The result is one contiguous stretch of the article.
"""

from __future__ import annotations

import re

from index.language.sentences import sentence_spans

LONGEST = 700
"""Characters. A quote is not widened beyond this."""
_WINDOW = 1500

_SPEECH = re.compile(
    r"\b(?:kata|ujar|ucap|tutur|jelas|ungkap|tegas|imbuh|tambah|papar|terang|sebut|tulis|lapor|tukas|tandas|sambung|lanjut|cetus"
    r"|beber|aku|seru|pungkas|nilai)(?:nya)?\b(?!-)|\b[Mm]enurut|\b(?:[Mm]engatakan|[Mm]enyatakan|[Mm]enyebut(?:kan)?|[Mm]engungkapkan"
    r"|[Mm]enjelaskan|[Mm]enegaskan|[Mm]enuturkan|[Mm]enambahkan|[Mm]elaporkan|[Mm]enulis|[Mm]emaparkan|[Bb]erkata|[Mm]engaku"
    r"|[Mm]engakui|[Dd]ikatakan|[Dd]ikutip|[Dd]ilansir)\b|\b(?:said|says|told|according|added|reported|wrote)\b"
)
_LEANS_BACK = re.compile(
    r"^[\"“'‘]?(?:(?:Bukan karena|Sebab|Pasalnya|Menurutnya|Katanya|Ujarnya|Ia|Dia|Mereka|Beliau|Keduanya|Ketiganya|Itu|Ini|He|She|They|It|His|Her|Their)\b"
    r"|(?:Namun|Tetapi|Tapi|Selain itu|Kemudian|Lalu|Sebelumnya|Karena itu|Akibatnya|But|However|Then),? (?:ia|dia|mereka|beliau|he|she|they)\b"
    r"|(?:Hal|Pria|Wanita|Perempuan|Lelaki|Negara|Acara|Kegiatan|Peristiwa|Kejadian|Insiden|Kasus|Film|Tim|Partai|Perusahaan|Lembaga"
    r"|Kunjungan|Pertemuan|Keputusan|Langkah|Korban|Pelaku|Jumlah|Angka|Alasan|Kesepakatan|Rencana) (?:itu|ini|tersebut)\b"
    r"|(?!Sebaiknya|Akhirnya|Sebelumnya|Biasanya|Umumnya|Artinya|Hanya|Banyaknya|Pentingnya|Lazimnya|Rupanya|Tampaknya|Sebenarnya"
    r"|Sayangnya|Misalnya|Setidaknya|Selanjutnya|Sepertinya|Khususnya|Utamanya|Besarnya|Terjadinya|Adanya|Surabaya|Tanya|Punya)[A-Z][a-z]{3,}nya\b)"
)


def widen(body: str, start: int, end: int) -> tuple[int, int]:
    """The stretch around the sentence `body[start:end]` that names who speaks and whom it is about.

    Adds two neighbouring sentences at most and never grows beyond LONGEST characters, unless the sentence itself does.
    """
    low = body.rfind("\n", 0, max(0, start - _WINDOW)) + 1
    spans = sentence_spans(body, low, min(len(body), end + _WINDOW))
    at = [i for i, (a, b) in enumerate(spans) if a < end and b > start]
    if not at:
        return start, end
    first, last = at[0], at[-1]
    if _is_bare_speech(body, low, start, end):
        first, last = _with_speaker(body, spans, first, last)
    elif _LEANS_BACK.match(body[start:end]) and first > 0:
        first -= 1
    wide = min(start, spans[first][0]), max(end, spans[last][1])
    return wide if wide[1] - wide[0] <= LONGEST else (start, end)


def _is_bare_speech(body: str, low: int, start: int, end: int) -> bool:
    """Whether the sentence is quoted, at its beginning at least, and says nothing of the speaker outside the marks."""
    paragraph = max(low, body.rfind("\n", 0, start) + 1)
    before = body[paragraph:start]
    inside = before.count('"') % 2 == 1 or any(before.count(o) > before.count(c) for o, c in zip("“", "”", strict=True))
    text = body[start:end]
    if not inside and text[:1] not in '"“':
        return False
    return not _SPEECH.search(_outside(text, inside))


def _outside(text: str, inside: bool) -> str:
    """What of a text stands outside quotation marks; `inside`: whether it begins within them."""
    kept = []
    for c in text:
        if c == '"':
            inside = not inside
        elif c in "“”":
            inside = c == "“"
        elif not inside:
            kept.append(c)
    return "".join(kept)


def _with_speaker(body: str, spans: list[tuple[int, int]], first: int, last: int) -> tuple[int, int]:
    """Neighbours taken in until one names the speaker: those after it in the same paragraph first, then those before."""
    for n in range(last + 1, min(len(spans), last + 3)):
        if "\n" in body[spans[n - 1][1] : spans[n][0]]:
            break
        if _SPEECH.search(body[slice(*spans[n])]):
            return first, n
    for n in range(first - 1, max(-1, first - 3), -1):
        if _SPEECH.search(body[slice(*spans[n])]):
            return n, last
    return first, last


_EXPLAINS_ON = re.compile(
    r"^[\"“]?(?:Sebab|Karena|Pasalnya|Alasannya|Penyebabnya|Akibatnya|Caranya|Hal (?:ini|itu|tersebut)|Ini karena|Itu sebabnya"
    r"|Selain itu|Kemudian|Lalu|Setelah itu|Selanjutnya|Pertama|Kedua|Ketiga|Because|That is why|The reason|This is because|Then|After that)\b"
)


def explained(body: str, start: int, end: int) -> int:
    """Where the sentences that go on explaining `body[start:end]` end: those of its paragraph that open with "Sebab",
    "Akibatnya", "Selain itu" and the like. `end` itself where none does."""
    for a, b in sentence_spans(body, end, min(len(body), start + _WINDOW)):
        if "\n" in body[end:a] or b - start > LONGEST or not _EXPLAINS_ON.match(body[a:b]):
            break
        end = b
    return end
