"""A question and the text that it is about: a message replied to, one forwarded to the bot, a picture's caption, an article
that somebody pasted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message

from bot.smalltalk import small_talk
from bot.telegram.texts import say
from index.language.text import language_of, words

LONGEST_TYPED = 1000
"""Characters from which on a message is a text that somebody pasted, and the question is one line of it."""
_ASKS = re.compile(
    r"\?|^\W*(?:apa|apakah|siapa|siapakah|kapan|di ?mana|ke ?mana|dari ?mana|mengapa|kenapa|knp|bagaimana|gimana|gmn|berapa|brp"
    r"|benarkah|betulkah|adakah|who|what|when|where|why|how|which|whose|is|are|was|were|did|does|do|has|have|can|will)\b"
    r"|\b(?:apa|siapa|kapan|(?:di|ke) ?mana|berapa|brp|kenapa|gimana)(?: (?:ya|sih|nih|min|dong|kak|itu|ini))*\W*$",
    re.IGNORECASE,
)
_LAST_SENTENCE = re.compile(r"(?:^|(?<=[.!?…”\"])\s+)([^.!?…]{2,300}\?)[?!\s]*$")
_GOES_ON = re.compile(r"[.!?…]\s+\S")
_FIRST_SENTENCE = re.compile(r"^([^.!?…\n]{2,80}\?+)\s+(?=\S)")

_CORE = frozenset(
    """bener benar betul beneran benaran benarkah betulkah benernya bnr bnrn hoax hoaks hoak hoaxs fakta faktanya valid asli palsu
    cek check periksa verifikasi konfirmasi true fake real legit serius correct accurate""".split()
)
_AROUND = frozenset(
    """ini itu ga gak gk nggak ngga enggak tidak tdk kah sih nih dong ya yah apa apakah atau bukan tuh min kak bang tolong coba mohon
    bantu bantuin bisa kabar kabarnya berita beritanya info infonya informasi informasinya pesan yang yg ada sudah udah di is
    this it that the a an really or not news story please pls can you could fact facts so claim message""".split()
)


@dataclass(frozen=True, slots=True)
class Put:
    """What is asked, and the text that it is asked about. An empty question is none."""

    question: str
    shown: str | None = None


def checks(text: str) -> bool:
    """Whether somebody only wants to know if something is true: "bener nggak nih?", "hoax?", "is this true?"."""
    found = words(text)
    return bool(found) and bool(_CORE & set(found)) and set(found) <= _CORE | _AROUND


def put(typed: str, message: Message, bot_id: int) -> Put:
    """What a message puts to the bot. `typed` is its text or caption without mention and command."""
    other = _other(message, bot_id)
    talk = small_talk(typed) if typed and not (other and checks(typed)) else None
    if other and (not typed or (talk and talk.kind == "nothing")):
        return parted(other)  # "@bot", or "@bot ?", under somebody's question passes it on
    if message.forward_origin or message.caption or len(typed) > LONGEST_TYPED:
        return parted(typed) if typed else Put("")
    if other and not talk:
        return Put(typed, other)
    found = parted(typed) if "\n" in typed else None
    return found if found and found.shown and checks(found.question) else Put(typed)


def parted(text: str) -> Put:
    """A text and the question that it ends or begins with; where it has none, whether it is true is the question."""
    text = text.strip()
    if "\n" not in text and len(text) <= LONGEST_TYPED and _ASKS.search(text) and not _GOES_ON.search(text):
        return Put(text)
    last = text.splitlines()[-1].strip()
    if last.endswith("?") or checks(last):
        before = text[: len(text) - len(last)]
        if found := _LAST_SENTENCE.search(last):
            before, last = before + last[: found.start()], found[1].strip()
        return Put(last, before.strip() or None)
    first = text.splitlines()[0].strip()
    if first.endswith("?") or checks(first):
        return Put(first, text[len(first) :].strip() or None)
    if (opening := _FIRST_SENTENCE.match(text)) and checks(opening[1]):
        return Put(opening[1], text[opening.end() :])
    return Put(say("is_this_true", language_of(text)), text)


def _other(message: Message, bot_id: int) -> str | None:
    """What somebody else's message says that this one replies to, or the part of it that was picked out."""
    picked = (message.quote.text.strip() if message.quote else "") or None
    replied = message.reply_to_message
    if replied is None:
        return picked if message.external_reply else None
    if (replied.from_user and replied.from_user.id == bot_id) or replied.forum_topic_created:
        return None
    return picked or (replied.text or replied.caption or "").strip() or None
