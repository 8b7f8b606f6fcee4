"""A follow-up made to stand alone: "siapa yang menemuinya?" after a turn about Sergei Shoigu asks who met him.

Rules for Indonesian and English, no model. A follow-up leaves a gap: a pronoun or "-nya" whose referent the question
itself does not have, or all that an ellipsis leaves out ("lalu kapan?", "dan di Surabaya?"). The gap is filled from the
turns before: with the name that fits it, else with the last question's content words, in brackets where they would not
read well. What the turns before cited is never taken along: the new question is searched and judged anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from index.conversation.anaphora import (
    CONNECTIVES,
    FILLERS,
    PREPOSITIONS,
    QUESTION_WORDS,
    TODAY,
    Gap,
    Wanted,
    find_gap,
    is_content,
    tokens,
)
from index.language.names import TITLES, Name, Sort, names
from index.language.text import content_words, fold
from index.question.kinds import Kind, kind_of
from index.types import Turn

TURNS_BACK = 3
TOPIC_WORDS = 8
_TOPICS_BACK, _SHORT_SPAN = 4, 6

# Which sorts of names fill a gap, those of the same group in the order they come in.
_FITTING: dict[Wanted, tuple[tuple[Sort, ...], ...]] = {
    "person": (("person", "full", "word"),),
    "place": (("place",), ("word",)),
    "seat": (("place",), ("organisation",), ("thing",), ("word", "full")),
    "thing": (("thing",), ("organisation",)),
    "any": (("person", "full", "word"), ("thing",), ("organisation",)),
    "several": (("organisation",),),
    "event": (),
}
# Spans that name something. The span of a "why" or of a quotation may have names too, but is not about them.
_NAMING: frozenset[Kind] = frozenset({"person", "organisation", "place", "thing"})
_LONGEST_SPAN = 12
_WHO_IS = re.compile(r"(?:siapa(?:kah)?(?: itu)?|who (?:is|was)) ([^?]+)", re.IGNORECASE)
_MORE = re.compile(r"\b(?:siapa|apa|mana|who|what|where) (?:lagi|else)\b", re.IGNORECASE)
_CALLED: frozenset[Sort] = frozenset({"person", "full", "word"})


def standalone(question: str, history: Sequence[Turn]) -> str | None:
    """`question` completed from the last turns of `history` (oldest first), or None where it stands alone already."""
    asked = " ".join(question.split())
    turns = list(reversed(history[-TURNS_BACK:]))
    if not turns or not asked:
        return None
    if gap := find_gap(asked):
        name = _referent(gap, asked, turns) or (_topic(asked, turns[0]) if gap.inline else None)
        return asked[: gap.start] + gap.filled(name) + asked[gap.end :] if name else with_topic(asked, turns[0])
    if bare := _bare(asked):
        topic = _topic(bare, turns[0])
        return topic and f"{bare} {topic}?"
    rest = _after_connective(asked)
    if rest is None:
        return with_topic(asked, turns[0]) if _MORE.search(asked) and not names(asked) else None
    return swapped(rest, turns[0].question) or with_topic(asked, turns[0])


def _bare(asked: str) -> str | None:
    """What is left of "lalu kapan?", "kenapa?", "tahun berapa?": a question word with nothing to ask about, or None."""
    found = CONNECTIVES.match(asked)
    rest = (asked[found.end() :] if found else asked).strip(" ,?!.")
    words = [fold(t.group()) for t in tokens(rest)]
    bare = (
        len(words) <= 6
        and any(w in QUESTION_WORDS for w in words)
        and not names(rest)
        and not TODAY.search(fold(rest))
        and not any(is_content(w) for w in words)
    )
    return rest if bare else None


def _after_connective(asked: str) -> str | None:
    """What follows "dan", "lalu", "what about" where that is too little for a question; None where it is enough."""
    found = CONNECTIVES.match(asked)
    rest = (asked[found.end() :] if found else asked).strip(" ,?!.")
    words = [fold(t.group()) for t in tokens(rest)]
    asks = any(w in QUESTION_WORDS for w in words)
    if not words or len(words) > 6 or TODAY.search(fold(rest)):
        return None
    if not found:
        return rest if words[0] in PREPOSITIONS and not asks and len(words) <= 4 else None
    told = [w for w in words if is_content(w)]
    if asks:
        return rest if len(told) <= 2 and not names(rest) else None
    return rest if len(told) <= 4 else None


def swapped(rest: str, before: str) -> str | None:
    """The question before with one part of it exchanged: "harga beras di Jakarta?", "dan di Surabaya?"."""
    if any(fold(t.group()) in QUESTION_WORDS for t in tokens(rest)):
        return None
    if (year := re.fullmatch(r"(?:(?:pada|tahun|in|di)\s+)*((?:19|20)\d\d)", rest, re.IGNORECASE)) is not None:
        old_year = re.search(r"\b(?:19|20)\d\d\b", before)
        return old_year and before[: old_year.start()] + year[1] + before[old_year.end() :]
    word = rest.split()[0]
    if fold(word) in PREPOSITIONS and len(rest.split()) > 1:
        slot = _slot(before, fold(word))
        return slot and before[: slot[0]] + rest[len(word) :].strip() + before[slot[1] :]
    new, old = names(f"dan {rest}"), [n for n in names(before) if n.sure]
    if len(new) == 1 and new[0].text == rest:
        sort = new[0].sort
        alike = [
            n for n in old if n.sort == sort or (n.sort in _CALLED and sort in _CALLED) or (n.led and sort == "word")
        ]
        if len(alike) == 1:
            return before[: alike[0].start] + rest + before[alike[0].end :]
    return None


def _slot(before: str, preposition: str) -> tuple[int, int] | None:
    """Where the place or time stands that `preposition` leads in: the name right after it, or up to three words."""
    words = tokens(before)
    for i, token in enumerate(words[:-1]):
        if fold(token.group()) != preposition or not is_content(fold(words[i + 1].group())):
            continue
        start = end = words[i + 1].start()
        for name in names(before):
            if name.start == start:
                return start, name.end
        for following in words[i + 1 : i + 4]:
            if not is_content(fold(following.group())) or before[end : following.start()].strip():
                break
            end = following.end()
        return start, end
    return None


def _referent(gap: Gap, asked: str, turns: list[Turn]) -> str | None:
    """The name that the gap stands for: the latest that fits, and that the question does not have already."""
    wanted = gap.wanted
    for turn in turns:
        if wanted == "several" and (pair := _pair(turn)):
            return pair
        for candidates in _candidates(turn, wanted):
            new = [n for n in candidates if n.text.casefold() not in asked.casefold() and gap.noun in fold(n.text)]
            groups = _FITTING[wanted]
            if wanted == "thing" and _asks_of_the_name_alone(turn.question):
                groups = (*groups, ("place", "full", "word", "person"))
            for group in groups:
                for sure in (True, False):
                    if fitting := [n for n in new if n.sort in group and n.sure is sure]:
                        return fitting[0].text
    return None


def _candidates(turn: Turn, wanted: Wanted) -> Iterator[list[Name]]:
    """The names of a turn in the order of trust: the answer's, where it named something, then the question's."""
    kind, answer = kind_of(turn.question), turn.answer
    if lower := _who_in_lower_case(turn.question):
        yield [lower]
    if not answer.abstained and kind in _NAMING and (kind != "place" or wanted in ("place", "seat", "thing")):
        span = answer.answer_span
        if span and len(span.split()) <= _LONGEST_SPAN:
            yield [_as_asked(n, span, kind) for n in _without_titles(span)]
        elif not span and kind == "person":
            # No span was cut out, so the sentence answers as a whole: who it names and the question didn't.
            asked = turn.question.casefold()
            first = [n for n in _without_titles(answer.text) if n.sort in ("person", "full")]
            yield [n for n in first if n.text.casefold() not in asked][:1]
    yield list(_without_titles(turn.question))


def _who_in_lower_case(question: str) -> Name | None:
    """The person of "siapa sari wulandari?", which has no capitals to tell the name by."""
    found = _WHO_IS.match(question)
    if not found or not question[found.start(1) :].islower():
        return None
    words = [fold(t.group()) for t in tokens(found[1])]
    if not 1 <= len(words) <= 4 or words[0] in TITLES or not all(map(is_content, words)):
        return None
    return Name(found[1].strip(), found.start(1), found.end(1), "person")


def _without_titles(text: str) -> list[Name]:
    """The names of a text; of "Sekretaris Dewan Keamanan, Sari Wulan" the person, not the office before the comma."""
    found = names(text)
    return [
        name
        for name, after in zip_longest(found, found[1:])
        if not (name.sort == "person" and after and after.sort == "full" and text[name.end : after.start] == ", ")
    ]


def _as_asked(name: Name, span: str, kind: Kind) -> Name:
    """A name that is the whole span is of the sort the question asked for, and no accident of a sentence's start."""
    whole = span.strip(" .,;:!?\"'“”") == name.text
    if not whole or name.sort not in ("full", "word"):
        return name
    sorts: dict[Kind, Sort] = {"person": "person", "place": "place", "organisation": "organisation"}
    return Name(name.text, name.start, name.end, sorts.get(kind, name.sort))


def _pair(turn: Turn) -> str | None:
    """Two names that the answer or the question joins: "Sari Wulan dan Budi Santoso"."""
    for text in (turn.answer.answer_span or "", turn.question):
        found = names(text)
        for one, other in pairwise(found):
            if re.fullmatch(r" (?:dan|and|&) ", text[one.end : other.start]):
                return text[one.start : other.end]
    return None


def _asks_of_the_name_alone(question: str) -> bool:
    named = {w for name in names(question) for w in content_words(name.text)}
    return bool(named) and all(w in named or w in FILLERS for w in content_words(question))


def with_topic(asked: str, turn: Turn) -> str | None:
    """The follow-up with the words of the question before in brackets; None where there are none to add."""
    topic = _topic(asked, turn)
    return topic and f"{asked} ({topic})"


def _topic(asked: str, turn: Turn) -> str | None:
    """The content words of a turn's question that `asked` doesn't have, in order; None where there are none."""
    texts = [turn.question]
    span, kind = turn.answer.answer_span, kind_of(turn.question)
    if span and not turn.answer.abstained:
        if kind == "thing" and len(span.split()) <= 4:
            texts.insert(0, span)  # "Apa yang terjadi di Karang Jati?" "Banjir." "Kapan?": the flood is the topic now
        elif kind in ("person", "organisation") and len(span.split()) <= _LONGEST_SPAN:
            texts[:0] = [n.text for n in _without_titles(span)]
    have = {fold(t.group()) for t in tokens(asked)}
    topic: dict[str, str] = {}
    for text in texts:
        for token in tokens(text):
            word = fold(token.group())
            if is_content(word) and word not in have:
                topic.setdefault(word, token.group())
    return " ".join(list(topic.values())[:TOPIC_WORDS]) or None


def with_topics(asked: str, history: Sequence[Turn]) -> str | None:
    """The follow-up with what the last turns were about in brackets, the latest first: of each its answer, where that is
    short, and its question."""
    have = {fold(t.group()) for t in tokens(asked)}
    topic: dict[str, str] = {}
    for turn in reversed(history[-_TOPICS_BACK:]):
        span = turn.answer.answer_span
        short = span if span and not turn.answer.abstained and len(span.split()) <= _SHORT_SPAN else ""
        for token in (t for text in (short, turn.question) for t in tokens(text)):
            word = fold(token.group())
            if is_content(word) and word not in have:
                topic.setdefault(word, token.group())
    words = " ".join(list(topic.values())[:TOPIC_WORDS])
    return f"{asked.rstrip(' ?.!')} ({words})?" if words else None
