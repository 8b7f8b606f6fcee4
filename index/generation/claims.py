"""What a language model wrote, cut into sentences with the ids they cite: "… jebol [1.2][2.1]. …" or "… jebol. [1.2] …"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from index.answer.phrases import NOT_FOUND
from index.language.sentences import sentence_spans
from index.language.text import fold
from index.verification.cited import Numbered
from index.verification.verify import Claim

_MARK = re.compile(
    r"\s*[\[【(]\s*(?:kalimat |sentence )?(\d+\.\d+(?:\s*(?:[,;]|dan|and|&)\s*\d+\.\d+)*)\s*[\]】)]|\s*[\[【](\d+(?:\s*[,;]\s*\d+)*)[\]】]"
)
_BEGUN = re.compile(r"\s*(?:[\[【(][\d.,;\s]*|<[a-z]*)\Z", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
_PREFACE = re.compile(r"^\s*(?:jawaban|answer)\s*:\s*", re.IGNORECASE)


def without_thoughts(text: str) -> str:
    """What a model says aloud: some write what they think between <think> marks first."""
    return _THOUGHT.sub("", text)


def readable(draft: str) -> str:
    """What a person may see of a text that is still being written: no thoughts, and no numbers of sentences, which mean
    nothing outside the prompt; not even the beginning of one."""
    return _BEGUN.sub("", _MARK.sub("", without_thoughts(draft))).strip()


def claims(written: str, sentences: Mapping[str, Numbered]) -> list[Claim]:
    """The sentences in order. An id that was not given cites nothing; "[2]" alone names no sentence and is dropped too."""
    found: list[Claim] = []
    for line in without_thoughts(written).splitlines():
        plain, marks = _unmarked(_PREFACE.sub("", _BULLET.sub("", _EMPHASIS.sub(r"\2", line))))
        if not re.search(r"\w", plain):
            # Citations on a line of their own belong to what came before.
            if marks and found:
                found[-1] = _with(found[-1], [i for _, ids in marks for i in ids], sentences)
            continue
        spans = sentence_spans(plain)
        # A sentence splitter of news leaves a dateline out; here every word has to be answered for.
        spans = [(0, spans[0][1]), *spans[1:]] if spans else [(0, len(plain))]
        cited: list[list[str]] = [[] for _ in spans]
        starts = [start for start, _ in spans]
        for at, ids in marks:
            cited[max(0, bisect_left(starts, at) - 1)] += ids
        for (start, end), ids in zip(spans, cited, strict=True):
            found.append(_with(Claim(plain[start:end].strip(), ()), ids, sentences))
    return found


def is_refusal(text: str) -> bool:
    """Whether a text is the fixed refusal of either language and nothing else."""
    return _letters(text) in {_letters(phrase) for phrase in NOT_FOUND.values()}


def _with(claim: Claim, ids: list[str], sentences: Mapping[str, Numbered]) -> Claim:
    known = {s.id: s for s in claim.cited} | {i: sentences[i] for i in ids if i in sentences}
    return Claim(claim.text, tuple(known.values()))


def _unmarked(line: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """The line without citation marks, and where each stood in what is left."""
    kept, marks, at = "", [], 0
    for m in _MARK.finditer(line):
        kept += line[at : m.start()]
        at = m.end()
        marks.append((len(kept), re.findall(r"\d+\.\d+", m[1] or "")))
    return kept + line[at:], marks


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(_MARK.sub(" ", text))).strip()
