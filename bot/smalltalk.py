"""Small talk: greetings, thanks, questions about the bot itself, and what says nothing at all ("?", an emoji).

A message is small talk only where every word of it is: "halo, siapa bupati Tirtamaya?" is a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.language.text import fold
from index.types import Language

Kind = Literal["greeting", "thanks", "bye", "who", "able", "nothing"]


@dataclass(frozen=True, slots=True)
class SmallTalk:
    kind: Kind
    language: Language | None = None
    """None where the words are of no language, or of both."""


_YOU = r"(?:kamu|anda|kau|lu|lo|elu|ente|situ)"
_BOT = r"(?:bot|robot|ai|chatbot|mesin)"
# What counts most comes first: "halo, kamu siapa?" asks who the bot is.
_SAID: tuple[tuple[Kind, Language | None, str], ...] = (
    ("able", "id", rf"(?:{_YOU} |{_BOT} )?(?:ini )?(?:bisa|dapat) (?:apa|ngapain|bantu apa|jawab apa)(?: (?:aja|saja|sih))*"),
    ("able", "id", rf"apa (?:aja |saja )?yang (?:bisa|dapat) (?:{_YOU} )?(?:lakukan|kerjakan|bantu|jawab|tanyakan|ditanyakan)"),
    ("able", "id", r"(?:aku|saya|gue|gw) (?:bisa|boleh) (?:tanya|nanya|bertanya) apa(?: (?:aja|saja))?|(?:bisa|boleh) (?:tanya|nanya)(?: apa (?:aja|saja))?"),
    ("able", "id", r"(?:gimana|bagaimana|gmn) (?:cara )?(?:pakai|pake|makai|memakai|menggunakan|gunakan|kerja|guna)(?:nya)?(?: (?:bot )?ini| bot(?:nya)?)?"),
    ("able", "id", r"cara (?:pakai|pake|memakai|menggunakan|guna|kerja)(?:nya)?(?: (?:bot )?ini| bot(?:nya)?| gimana| bagaimana)*"),
    ("able", "id", rf"(?:bot )?ini (?:buat|untuk) apa|(?:buat|untuk) apa (?:bot )?ini|fungsi(?:nya|mu)?(?: {_YOU}| bot ini)? apa|apa fungsi(?:nya|mu)?(?: {_YOU}| bot ini)?"),
    ("able", "id", r"tolong(?: (?:bantu|dibantu))?|bantuan|bantu(?:in)?|menu|mulai|(?:saya |aku )?(?:butuh|minta|perlu) bantuan"),
    ("able", "en", r"(?:so )?what (?:can|do) you (?:do|know|answer)|what can i ask(?: you)?|(?:can|could) you help(?: me)?|help(?: me)?|start|how (?:do|does) (?:you|this|it|this bot) work|how (?:do i|to) use (?:you|this|it|this bot)|what (?:is this|are you|is this bot) for"),
    ("who", "id", rf"{_YOU} (?:itu |ini )?(?:siapa|apa|{_BOT}|manusia|orang)|siapa(?:kah)? (?:sih )?{_YOU}|ini (?:siapa|bot apa|apa)|bot apa (?:ini|{_YOU})|siapa ini"),
    ("who", "id", rf"(?:siapa )?nama(?:mu| {_YOU}|nya {_YOU})(?: siapa)?|apakah {_YOU} (?:{_BOT}|manusia|orang)|siapa yang (?:buat|bikin|membuat|ciptain|menciptakan)(?:mu| {_YOU}| bot ini)|perkenalkan diri(?:mu)?|kenalan (?:dulu|yuk)?"),
    ("who", "en", r"who (?:are|r) (?:you|u)|what (?:are|r) (?:you|u)|what is your name|whats your name|are you (?:a |an )?(?:bot|robot|human|real|ai|chatgpt|there)|who (?:made|built|created) you|introduce yourself"),
    ("thanks", "id", r"(?:terima ?kasih|trima ?kasih|trimakasih|mak(?:a)?sih|makaci|mksh?|trims?|tengkyu|suwun|matur (?:nuwun|suwun)|nuhun|hatur nuhun)(?: (?:banyak|infonya|ya|bantuannya|jawabannya|atas (?:info|bantuan|jawaban)nya))*"),
    ("thanks", "id", r"siap|sip+|mantap|mantul|keren|bagus|hebat|pintar|good job|jos|noted|baik(?:lah)?|pinter|wkwk\w*|ha(?:ha)+h?|he(?:he)+h?"),
    ("thanks", "en", r"(?:thank you|thank u|thanks|thankyou|thx|tysm|tq|ty|cheers)(?: (?:so much|a lot|very much|for (?:the|your) (?:info|help|answer)))?|good bot|great|nice|cool|awesome|perfect|well done|got it|lol"),
    ("thanks", None, r"ok(?:e|ay|ey|eh|i|s)?"),
    ("bye", "id", r"da(?:da)+h?|sampai (?:jumpa|nanti|besok)|selamat tidur|selamat tinggal|pamit|duluan"),
    ("bye", "en", r"(?:good ?)?bye(?: ?bye)?|see (?:you|ya)(?: later| soon)?|good ?night"),
    ("greeting", "id", r"(?:selamat )(?:pagi|siang|sore|malam|datang)|met (?:pagi|siang|sore|malam)|pagi|siang|sore|malam|apa kabar(?:nya|mu)?|permisi|punten|kulo ?nuwun|salam(?: kenal)?|as+ala(?:m|mu) ?(?:alaikum|alaykum)(?: wr wb)?|halo|hallo|hai|hei"),
    ("greeting", "en", r"good (?:morning|afternoon|evening|day)|morning|how are (?:you|u)(?: (?:doing|today))*|how do you do|whats up|sup|hello|hey|hi there|yo|greetings|nice to meet you"),
    ("greeting", None, r"hi+|helo|hola|p|ping|woi|oi|hoi"),
    ("nothing", None, r"tes+|test(?:ing)?|tes tes|coba|cek|check|hmm*|eh|oh|anu"),
)  # fmt: skip
_COMPILED = tuple((kind, language, re.compile(rf"(?:{pattern})(?= |$)")) for kind, language, pattern in _SAID)
_ADDRESS = re.compile(
    r"(?:min|mimin|admin|kak|kakak|bang|abang|bro|sis|gan|mas|mbak|pak|bu|bos|boss|bot|robot|semua(?:nya)?|guys|sob|om|tante|there|all|dear)(?= |$)"
)
_FILLING = re.compile(
    r"(?:dong|sih|deh|nih|ya+h?|yaa+|kok|kan|lah|dulu|banget|sekali|banyak|aja|saja|lagi|ini|itu|sebenarnya|sebenernya|mau|nanya|so|very|much|please|just|a|the|exactly|really)(?= |$)"
)
_THUMBS = re.compile("[👍👌🙏❤🫶🙌👏🔥💯😊🥰😁🤝]")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_NOT_A_WORD = re.compile(r"[^\w]+")


def small_talk(text: str) -> SmallTalk | None:
    """What kind of small talk a message is; None for all else, and where there is any doubt."""
    said = _NOT_A_WORD.sub(" ", _DRAWN_OUT.sub(r"\1", fold(text).replace("'", "").replace("’", ""))).strip()
    if not said.strip("_ "):
        return SmallTalk("thanks" if _THUMBS.search(text) else "nothing") if text.strip() else None
    found: list[tuple[int, SmallTalk]] = []
    addressed = False
    while said:
        length = 0
        for rank, (kind, language, pattern) in enumerate(_COMPILED):
            if (match := pattern.match(said)) and match.end() > length:
                length = match.end()
                best = (rank, SmallTalk(kind, language))
        if length:
            found.append(best)
        elif match := _ADDRESS.match(said):
            addressed, length = True, match.end()
        elif match := _FILLING.match(said):
            length = match.end()
        else:
            return None
        said = said[length:].lstrip()
    if not found:
        return SmallTalk("greeting", "id") if addressed else None
    language = next((talk.language for _, talk in sorted(found, key=lambda f: f[0]) if talk.language), None)
    return SmallTalk(min(found, key=lambda f: f[0])[1].kind, language)
