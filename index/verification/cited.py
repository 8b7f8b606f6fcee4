"""A sentence that may be cited, by its number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.language.quotations import LONGEST, widen
from index.language.sentences import sentence_spans
from index.types import Article
from index.verification.injection import speaks_to_model

_SENTENCES_BACK = 3
_NAMELESS = re.compile(
    r"\b(?:kata|ujar|tutur|ucap|ungkap|jelas|tegas|imbuh|papar)nya\b|\b[Mm]enurut (?:dia|ia|beliau)\b|\bMenurutnya\b|\b(?:ia|dia|Ia|Dia) (?:juga )?me[a-z]+"
)
_NAMED = re.compile(
    r"(?:^|[\n.”\"] )[A-Z]\w+(?: [A-Z]\w+)*(?:, [^.;“”]{0,90},)?(?: (?:juga|sudah|akan|telah|hanya))? (?:me|ber)[a-z]{4,}|\b(?:kata|ujar|tutur|menurut|Menurut) [A-Z]"
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence `[start:end]` of its article's body that the model may cite."""

    id: str
    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.article.body[self.start : self.end]

    @property
    def evidence(self) -> tuple[int, int]:
        """The stretch of the body that it is read in: wide enough to name who speaks and whom it is about."""
        body = self.article.body
        start, end = widen(body, self.start, self.end)
        start = _with_name(body, start, end)
        beside = (body[a:b] for a, b in sentence_spans(body, start, end))
        return (self.start, self.end) if any(map(speaks_to_model, beside)) else (start, end)


def _with_name(body: str, start: int, end: int) -> int:
    """Where the stretch begins once "ujarnya", "menurut dia" has the sentence before it that names who speaks."""
    for _ in range(_SENTENCES_BACK):
        said = _NAMELESS.search(body[start:end])
        if not said or _NAMED.search(body[start:end]):
            break
        before = sentence_spans(body, max(0, start - LONGEST), start)
        if not before or end - before[-1][0] > LONGEST:
            break
        start = before[-1][0]
    return start
