"""Words: how text is folded, which words carry nothing, what a word's stem is, which language a question is in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import Stemmer

from index.types import Language

# Combining marks: accents on Latin, Greek and Cyrillic letters, points of Hebrew and Arabic, and those for any script.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_WORD = re.compile(r"\w+(?:[.,]\d+)*", re.UNICODE)

STOP_WORDS_ID = frozenset(
    """ada adalah akan aku anda antara apa apabila apakah atas atau bagai bagaimana bagaimanakah bagi bahwa banyak baru
    beberapa begitu belum berapa berapakah bila bisa boleh buat bukan dalam dan dapat dari daripada demi dengan di dia
    dimana dimanakah guna hanya harus hingga ia ialah ingin ini itu itulah jadi jangan jika juga kalau kali kami kamu
    kapan kapankah karena kata ke kemana kenapa kenapakah kepada ketika kini kita lagi lain lalu lebih maka makin mana
    manakah masih masing mau maupun melainkan melalui memang mengapa mengapakah menjadi menurut mereka merupakan mesti
    meski meskipun namun nya oleh pada para per pernah pula pun saat saja sambil sampai sang saya sebab sebagai
    sebagaimana sebelum sebuah secara sedang sedangkan sehingga sejak selain selalu selama seluruh semua sempat seorang
    seperti serta sesuatu setelah setiap siapa siapakah si suatu sudah supaya tanpa tapi telah tentang terhadap tersebut
    tetapi tetap tiap tidak untuk usai walau walaupun yaitu yakni yang disebut bernama""".split()
)

STOP_WORDS_EN = frozenset(
    """a about after all also am an and any are as at be because been before being between both but by can could did do
    does doing during each for from further get got had has have having he her here hers him his how i if in into is it
    its itself just many me more most much my no nor not of off on once only or other our out over own same she should
    so some such than that the their them then there these they this those to too under until up was we were what when
    where whether which while who whom whose why will with would you your s t tell""".split()
)

STOP_WORDS = STOP_WORDS_ID | STOP_WORDS_EN

# Words that only one of the two languages uses, weighed alike: enough to tell them apart in one short question.
_ONLY_ID = STOP_WORDS_ID - STOP_WORDS_EN
_ONLY_EN = STOP_WORDS_EN - STOP_WORDS_ID


def fold(text: str) -> str:
    """Lower case, compatibility forms made plain, accents off: two spellings of one word become the same."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def words(text: str) -> list[str]:
    """The folded words of a text in order. Numbers keep their inner points and commas: "1,2", "10.000"."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball stem of an Indonesian word. It over-stems (menteri → teri), so never use it alone."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("indonesian")


def content_words(text: str) -> list[str]:
    """The words of a question or sentence without stop words of either language, in order, repeats kept."""
    return [w for w in words(text) if w not in STOP_WORDS and (len(w) > 1 or w.isdigit())]


def language_of(text: str, default: Language = "id") -> Language:
    """Indonesian or English, by their function words; `default` where neither shows."""
    found = words(text)
    id_, en = sum(w in _ONLY_ID for w in found), sum(w in _ONLY_EN for w in found)
    if id_ == en:
        return default
    return "en" if en > id_ else "id"
