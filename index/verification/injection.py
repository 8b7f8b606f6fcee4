"""Sentences of an article that speak to a language model instead of to a reader.

They are withheld from the model, and nothing it writes may rest on them; the rest of the article is read like any other.
The rules look for what such a sentence must do: turn against instructions, give the reader a role of a machine, pose as
the system, dictate the answer, or ask for a link to be shown. A report that quotes such words loses that one sentence.
"""

from __future__ import annotations

import re

from index.language.text import fold

_MODEL = r"(?:ai|a\.i\.|llm|gpt|chatgpt|chatbot|bot|asisten|assistant|model bahasa|language model|kecerdasan buatan|mesin penjawab|sistem tanya jawab)"
_ORDERS = r"(?:instruksi|perintah|arahan|petunjuk|aturan|prompt|pesan sistem|instructions?|directions?|rules?|guidelines|commands?)"
_DEFY = r"(?:abaikan|lupakan|hiraukan|jangan (?:ikuti|patuhi|hiraukan)|langgar|tinggalkan|batalkan|hapus|kesampingkan|ignore|disregard|forget|override|bypass|don't follow|do not follow)"
_ANSWER = r"(?:jawab(?:lah|an(?:mu|nya)?)?|balas(?:lah)?|katakan(?:lah)?|tulis(?:lah|kan)?|sampaikan|cantumkan|tampilkan|sertakan|sebutkan|reply|respond|answer|say|write|output|print|include|show|display|append)"
_PATTERNS = (
    rf"\b{_DEFY}\b.{{0,60}}\b{_ORDERS}\b",
    rf"\b{_DEFY}\b.{{0,40}}\b(?:di atas|sebelumnya|above|previous|prior|sumber lain|artikel lain|other (?:sources|articles))\b",
    r"^\W*(?:system|sistem|assistant|asisten|user|developer|pengembang|admin(?:istrator)?|root)\s*(?:message|prompt|pesan)?\s*[:>\]]",
    r"<\|?\s*/?\s*(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id)",
    r"\[/?(?:inst|system|sys)\]|<</?sys>>|###\s*(?:system|instruction|instruksi|sistem)",
    r"\b(?:system prompt|prompt sistem|developer mode|mode pengembang|jailbreak|dan mode)\b",
    rf"\b(?:kamu|anda|engkau|kau|you) (?:sekarang |kini |now )?(?:adalah|ialah|are|are now|harus berperan|berperan|must act|act) (?:sebagai |as |an? )*{_MODEL}\b",
    rf"\b(?:kepada|untuk|bagi|wahai|hai|hei|dear|attention|to|note to|catatan untuk|pesan untuk) (?:semua |seluruh |setiap |any |all |the )*{_MODEL}\b",
    rf"\b(?:jika|bila|kalau|apabila|if) (?:kamu|anda|engkau|you)(?: adalah| are)?(?: sebuah| an?)? {_MODEL}\b",
    rf"\b{_ANSWER}\b.{{0,30}}\b(?:setiap|semua|seluruh|apa pun|every|all|any) (?:pertanyaan|question|jawaban|answer|query)",
    r"\b(?:dalam|pada|di|di akhir|sebelum|in|at the end of|to|into) (?:setiap |semua |seluruh |every |your |the )?(?:jawaban(?:mu| anda)?|tanggapan(?:mu| anda)?|answers?|responses?)\b.{0,80}(?:https?:|www\.|tautan|link|url|kata|kalimat|tulis|write|say|include)",
    rf"\b{_ANSWER}\b.{{0,60}}\b(?:dalam|pada|di|di akhir|in|at the end of|to|into) (?:setiap |semua |seluruh |every |your |the )?(?:jawaban(?:mu| anda)|tanggapan(?:mu| anda)|(?:your |every )?(?:answers?|responses?))\b",
    rf"\b{_ANSWER}\b.{{0,80}}(?:https?://|www\.)",
    r"\b(?:klik|kunjungi|buka|click|visit|go to)\b.{0,40}(?:https?://|www\.|\w+\.(?:com|net|org|example|xyz|id)\b)",
    r"\b(?:jangan|do not|don't|never)\b.{0,30}\b(?:mengutip|menyebut sumber|kutip|cite|sumber|sources)\b.{0,40}\b(?:jawab|answer|ini|this)",
    r"\b(?:instruksi|perintah|arahan|instructions?) (?:baru|berikut|ini|rahasia|new|following|secret)\b.{0,10}[:：]",
    r"!\[[^\]]*\]\(|\]\(\s*(?:https?|data|javascript):",
    r"\b(?:bocorkan|ungkapkan|ulangi|reveal|repeat|leak|print)\b.{0,40}\b(?:prompt|instruksi|instructions|kunci api|api key|kata sandi|password)\b",
)  # fmt: skip
_SPEAKS_TO_MODEL = re.compile("|".join(f"(?:{p})" for p in _PATTERNS), re.IGNORECASE)

# Zero-width, reading-direction and tag characters: text that a person doesn't see and a model reads.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def speaks_to_model(sentence: str) -> bool:
    """Whether a sentence gives orders to what reads it. Spaced, accented and unseen letters are made plain first."""
    plain = " ".join(fold(UNSEEN.sub("", sentence)).split())
    return bool(_SPEAKS_TO_MODEL.search(plain) or _SPEAKS_TO_MODEL.search(_unspaced(plain)))


def _unspaced(text: str) -> str:
    """ "a b a i k a n" as "abaikan"."""
    return re.sub(r"\b(?:\w[ .\-_]){4,}\w\b", lambda m: re.sub(r"[ .\-_]", "", m.group()), text)
