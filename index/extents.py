"""Where an answer begins and ends, judged by readable features, beside the network that found it.

The network knows the region of an answer better than its ends: "Presiden Soekarno" or "Soekarno", "1" or "1 Oktober 1992".
A log-linear model over the words at and around both ends, over what they tear and how far the question's words are, says
how well a stretch suits; what the word reader's own features (`span_features`) say of it counts besides. The weights
("person|before=oleh") are package data, fitted by `python -m training.extents`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import shipped
from index.evidence import Evidence, Sentence
from index.question import Question
from index.span_features import Describer, bucket
from index.spans import units_of
from index.text import STOP_WORDS, fold, stem

OWN, WORDS, UNKNOWN = 0.4, 0.2, -1.0
"""What a point of this model and one of the word reader's weigh against a log-odd of the network's; and what the word reader is
taken to say of a stretch that is no candidate of its own. Chosen on the development splits."""
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+(?:[-’'][^\W\d_]+)*|[^\w\s]")
_FAR = 99


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a figure or a mark `[start:end]` of its sentence. `asked`: whether the question has it too."""

    start: int
    end: int
    word: str
    """Folded; "#" for a figure."""
    shape: str
    """ "#" a figure, "AA" capitals, "Aa" capitalised, "of" a function word, "a" another word; a mark is its own."""
    asked: bool


class Tokens:
    """A sentence as the ends of stretches are looked for in it: its tokens, and the units that had better not be torn."""

    def __init__(self, question: Question, text: str, asked: Describer) -> None:
        self.text = text
        self.all = [_token(m, asked) for m in _TOKEN.finditer(text)]
        self.units = units_of(text)
        # Few ask for the hour: what is known of dates serves.
        self._kind = "date" if question.kind == "time" else question.kind
        self._focus = stem(question.focus) if question.focus else None

    def features(self, start: int, end: int) -> Iterator[str]:
        """Of the stretch of text `[start:end]`, widened to whole tokens. Each has the value 1."""
        first, last = self.at(start, end)
        first = min(first, len(self.all) - 1)
        return self.between(first, max(first, last))

    def at(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last token that the text `[start:end]` touches; the first is the greater where it touches none."""
        first = next((i for i, t in enumerate(self.all) if t.end > start), len(self.all))
        return first, max((i for i, t in enumerate(self.all) if t.start < end), default=-1)

    def between(self, first: int, last: int) -> Iterator[str]:
        """Of the stretch from the token `first` to the token `last`, inclusive."""
        kind, tokens = self._kind, self.all
        begin, stop = tokens[first], tokens[last]
        before = tokens[first - 1] if first else _OPENING
        after = tokens[last + 1] if last + 1 < len(tokens) else _CLOSING
        length = bucket(last - first + 1)
        yield f"{kind}|before={before.word}"
        yield f"{kind}|before={tokens[first - 2].word if first > 1 else '^'} {before.word}"
        yield f"before={before.word}"
        yield f"before={before.word}|first={begin.shape}"
        yield f"{kind}|{before.shape}<{begin.shape}"
        yield f"{kind}|first={begin.word}"
        yield f"first={begin.word}"
        yield f"{kind}|last={stop.word}"
        yield f"last={stop.word}"
        yield f"{kind}|after={after.word}"
        yield f"after={after.word}"
        yield f"last={stop.shape}|after={after.word}"
        yield f"{kind}|{stop.shape}>{after.shape}"
        yield f"{kind}|length={length}"
        yield f"{kind}|commas={min(3, sum(t.word == ',' for t in tokens[first : last + 1]))}"
        if last > first:
            second = tokens[first + 1]
            yield f"{kind}|first={begin.word} {second.word}"
            yield f"{kind}|shapes={begin.shape} {second.shape}"
            yield f"first={begin.word}|then={second.shape}"
        yield from self._met(first, last, before, after)
        if self._focus:
            yield from self._beside_focus(first, last, before, after, length)
        yield from self._torn(begin.start, stop.end)

    def _met(self, first: int, last: int, before: Token, after: Token) -> Iterator[str]:
        kind, tokens = self._kind, self.all
        for name, token in (("before", before), ("first", tokens[first]), ("last", tokens[last]), ("after", after)):
            if token.asked:
                yield f"{kind}|{name} asked"
        left = next((first - i for i in range(first - 1, -1, -1) if tokens[i].asked), _FAR)
        right = next((i - last for i in range(last + 1, len(tokens)) if tokens[i].asked), _FAR)
        yield f"{kind}|asked<{bucket(left)}"
        yield f"{kind}|asked>{bucket(right)}"
        yield f"{kind}|asked~{bucket(min(left, right))}"
        share = sum(t.asked for t in tokens[first : last + 1]) / (last - first + 1)
        yield f"{kind}|asked within={-int(-4 * share // 1)}"

    def _beside_focus(self, first: int, last: int, before: Token, after: Token, length: str) -> Iterator[str]:
        kind, focus = self._kind, self._focus
        begin, stop = self.all[first], self.all[last]
        for name, token in (("before", before), ("first", begin), ("last", stop), ("after", after)):
            if stem(token.word) == focus and not (name == "last" and first == last):
                yield f"{kind}|{name} is focus"
        yield f"focus={focus}|length={length}"
        yield f"focus={focus}|first={begin.shape}"
        yield f"focus={focus}|after={after.word}"

    def _torn(self, start: int, end: int) -> Iterator[str]:
        kind = self._kind
        touched = [u for u in self.units if u.start < end and u.end > start]
        for unit in touched:
            for side, torn in (("before", unit.start < start), ("after", unit.end > end)):
                if torn:
                    yield f"tears {unit.type} {side}"
                    yield f"{kind}|tears {unit.type} {side}"
        forms = [u.type for u in touched]
        yield f"{kind}|form={' '.join(forms) if len(forms) < 4 else f'{forms[0]} .. {forms[-1]}'}"
        within = self.text[start:end]
        if within.count("(") != within.count(")"):
            yield "half a bracket"
        if within.count('"') % 2:
            yield "half a quotation"


_OPENING, _CLOSING = Token(0, 0, "^", "^", False), Token(0, 0, "$", "$", False)


def _token(m: re.Match[str], asked: Describer) -> Token:
    text, low = m.group(), fold(m.group())
    word = "#" if text[0].isdigit() else low or text
    if text[0].isdigit():
        shape = "#"
    elif not text[0].isalnum():
        shape = text
    elif text.isupper() and len(text) > 1:
        shape = "AA"
    elif text[0].isupper():
        shape = "Aa"
    else:
        shape = "of" if word in STOP_WORDS else "a"
    told = text[0].isalnum() and word not in STOP_WORDS
    return Token(m.start(), m.end(), word, shape, told and asked.asks(low))


class Extents:
    """What can be said of the stretches of one question's evidence."""

    def __init__(self, question: Question, evidence: Evidence) -> None:
        self._question = question
        self._describer = Describer(question, evidence)
        self._own = shipped.table("extents.json").get
        self._words = shipped.table("answering.json")["span"].get

    def gains(self, s: Sentence, stretches: Sequence[tuple[int, int]]) -> list[float]:
        """What each stretch `[start:end]` of the article's body, all within the sentence, gains over another, in log-odds."""
        tokens = Tokens(self._question, s.text, self._describer)
        if not tokens.all:
            return [0.0] * len(stretches)
        places = [(start - s.start, end - s.start) for start, end in stretches]
        known = {
            (c.start, c.end): sum(self._words(name, 0.0) * value for name, value in features)
            for c, features in self._describer.of(s, frozenset(places))
        }
        return [
            OWN * sum(self._own(name, 0.0) for name in tokens.features(*place))
            + WORDS * max(UNKNOWN, known.get(place, UNKNOWN))
            for place in places
        ]
