"""A turn that puts right what was understood: "bukan, maksud saya yang di Bogor", "not rice, sugar"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.conversation.anaphora import QUESTION_WORDS
from index.conversation.followup import standalone, swapped, with_topic
from index.language.text import fold, words
from index.types import Answer, Turn

_MEANT = re.compile(
    r"\b(?:maksud(?:ku|nya| saya| aku| gue| gw)?|(?:yang|yg) (?:saya|ku|aku|gue)? ?(?:maksud|tanya)(?:kan)?(?: itu)?"
    r"|(?:i|we) (?:mean|meant|was asking about|asked about|am asking about)|i'm asking about|ralat|koreksi|correction)\b[\s:,]*",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"^(?:(?:eh|lho|loh|oh|ah|oops|sorry|sori|maaf|no|nope|ga|gak|nggak|enggak|tidak|bukan(?: itu| gitu| begitu| dia| yang itu)?|salah(?: orang)?"
    r"|not (?:that|him|her|it)(?: one)?|wrong (?:one|name|person)|that's not what i asked|actually)\b[\s,.;:–-]*)+",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    r"\b(?:bukan|not) (?P<wrong>[\w .-]{2,40}?)(?:,? (?:tapi|tetapi|melainkan|but)|,) (?P<meant>.+)$|^(?P<meant2>.+?), (?:bukan|not) (?P<wrong2>[\w .-]{2,40})$",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\b(?:di|dari|in|at|from|of)\s+\w", re.IGNORECASE)
_YANG = re.compile(r"^(?:yang|yg|the (?:other )?one|the)\s+", re.IGNORECASE)


def corrected(turn: str, history: Sequence[Turn]) -> Iterator[str]:
    """What the last question may be with what the turn puts in its place, likeliest first."""
    before = history[-1].question
    asked = turn.strip(" ?!.")
    if found := _NOT_BUT.search(asked):
        wrong, meant = found["wrong"] or found["wrong2"], found["meant"] or found["meant2"]
        meant = _YANG.sub("", _MEANT.sub("", meant)).strip(" ,")
        at = fold(before).find(fold(wrong).strip())
        if at >= 0:
            yield before[:at] + meant.removesuffix("nya") + before[at + len(wrong.strip()) :]
    else:
        parts = _MEANT.split(asked, maxsplit=1)
        meant = parts[1] if len(parts) > 1 and parts[1].strip() else _DENIED.sub("", parts[0])
    meant = meant.strip(" ,")
    if not meant:
        return
    matter, _, asked_of_it = meant.partition(". ")
    if asked_of_it:  # "bukan, maksud saya feri yang terbakar. penumpangnya berapa"
        about = Turn(_YANG.sub("", matter), Answer(matter, "", None, abstained=True, confidence=0.0))
        yield standalone(asked_of_it, [about]) or with_topic(asked_of_it, about) or asked_of_it
    if any(w in QUESTION_WORDS for w in words(meant)):
        yield standalone(meant, history) or with_topic(meant, history[-1]) or meant
        return
    bare = _YANG.sub("", meant)
    where = _WHERE.search(bare)
    for part in dict.fromkeys((bare, bare[where.start() :] if where else bare)):
        if changed := swapped(part, before):
            yield changed
    yield f"{before.rstrip(' ?!.')} ({bare})?"
    yield with_topic(bare, history[-1]) or bare
