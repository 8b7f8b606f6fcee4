"""The trained network at work: question and passage read together, for all that the reader has to know of them.

An extractive reader as in SQuAD 2.0: the answer's first and last token are found by two logits for each token, and the
first token of all stands for "not here". Beside it further outputs of the same network: whether the passage answers, yes or
no, what kind of answer is wanted, the parts of a list, and of each sentence whether it is evidence.
SEE: Devlin et al. 2019, https://arxiv.org/abs/1810.04805, section 4.3
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import shipped
from index.embedding import models
from index.embedding.embedder import Embedder
from index.embedding.models import Network
from index.embedding.tokens import Tokenizer
from index.reader.reader_model import BEGINS, END, EVIDENCE, GOES_ON, KIND, OUTPUTS, OUTSIDE, START, TOLD, YES
from index.reader.windows import Window, windows
from index.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

LONGEST = 60
"""Tokens of an answer at most."""
KEPT = 20
"""Stretches that are kept of each passage."""
_FIGURE_GOES_ON = re.compile(r"\d[.,/]\d")
"""No stretch ends or begins at the point of "116.024", or within "7/9/2019"."""


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to be read: the first `header` characters are title, outlet and date; `sentences` are places behind them."""

    text: str
    header: int
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `[start:end]`, and how the network rates them, in log-odds."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What the network found in one passage. Log-odds throughout."""

    told: float
    """That the passage answers."""
    yes: float
    """That the answer to a yes/no question is yes."""
    kinds: tuple[float, ...]
    """One for each of KINDS: their softmax is how likely each kind is wanted."""
    spans: tuple[Stretch, ...]
    """The likeliest answers, best first; the score is a stretch's logits less those of "not here"."""
    items: tuple[Stretch, ...]
    """The parts of a list, in their order."""
    sentences: tuple[Stretch, ...]
    """All of them, in their order; the score says whether one is evidence."""


class Finder:
    """Reads with a network."""

    def __init__(self, model: Network, tokenizer: Tokenizer) -> None:
        self._model = model
        self._tokenizer = tokenizer

    def find(self, question: str, texts: Sequence[Text]) -> list[Finding | None]:
        """What is found in each text; None where there is nothing to read. Places are in the text, header included."""
        if not texts:
            return []
        cut = windows(self._tokenizer, question, [t.text for t in texts], [t.header for t in texts])
        rows = [(n, w) for n, found in enumerate(cut) for w in found]
        parts: list[list[Finding]] = [[] for _ in texts]
        outputs = self._model.outputs([w.ids for _, w in rows]) if rows else ()
        for (n, w), x in zip(rows, outputs, strict=True):
            parts[n].append(_finding(texts[n], w, x[: len(w.ids)]))
        merged = [_merged(found) if found else None for found in parts]
        return [found if found and found.spans else None for found in merged]


def _finding(text: Text, w: Window, x: Floats) -> Finding:
    """What is found in one window. `x`: its outputs, shape (tokens, OUTPUTS)."""
    return Finding(
        told=float(x[0, TOLD]),
        yes=float(x[0, YES]),
        kinds=tuple(map(float, x[0, KIND])),
        spans=tuple(_spans(text.text, w, x[:, START], x[:, END])),
        items=tuple(_items(text.text, w, x[w.first : w.last + 1])),
        sentences=tuple(_sentences(text, w, x[w.first : w.last + 1, EVIDENCE])),
    )


def _merged(found: Sequence[Finding]) -> Finding:
    """Of a passage's windows the one that answers most surely speaks for all, save that every stretch counts."""
    best = max(found, key=lambda f: f.told)
    spans: dict[tuple[int, int], Stretch] = {}
    sentences: dict[tuple[int, int], Stretch] = {}
    for f in found:
        for kept, some in ((spans, f.spans), (sentences, f.sentences)):
            for s in some:
                if (s.start, s.end) not in kept or kept[s.start, s.end].score < s.score:
                    kept[s.start, s.end] = s
    ranked = sorted(spans.values(), key=lambda s: -s.score)[:KEPT]
    return Finding(best.told, best.yes, best.kinds, tuple(ranked), best.items, tuple(sorted(sentences.values(), key=lambda s: s.start)))  # fmt: skip


def _spans(text: str, w: Window, start: Floats, end: Floats) -> list[Stretch]:
    """The likeliest stretches of whole words: a token that begins within a word can't begin an answer."""
    n = w.last - w.first + 1
    null = float(start[0] + end[0])
    begins = np.array([_begins_word(text, a, b) for a, b in w.offsets])
    ends = np.array([_ends_word(text, a, b) for a, b in w.offsets])
    first = np.where(begins, start[w.first : w.last + 1], -np.inf)
    last = np.where(ends, end[w.first : w.last + 1], -np.inf)
    padded = np.r_[last, np.full(LONGEST, -np.inf)]
    # scores[i, length - 1]: from token i, that many tokens
    scores = first[:, None] + np.lib.stride_tricks.sliding_window_view(padded, LONGEST)[:n]
    best = np.argpartition(-scores, min(KEPT, scores.size - 1), axis=None)[:KEPT]
    best = best[np.argsort(-scores.ravel()[best])]
    return [
        Stretch(_past_spaces(text, w.offsets[i][0]), w.offsets[i + length][1], float(scores[i, length]) - null)
        for i, length in zip(*np.unravel_index(best, scores.shape), strict=True)
        if np.isfinite(scores[i, length])
    ]


def _items(text: str, w: Window, x: Floats) -> list[Stretch]:
    """The parts of a list: from a token that begins one to the last that goes on with it, out to the ends of its words."""
    label = x[:, OUTSIDE : GOES_ON + 1].argmax(1) + OUTSIDE
    found: list[Stretch] = []
    at = 0
    while at < len(label):
        if label[at] == OUTSIDE:
            at += 1
            continue
        last = at
        while last + 1 < len(label) and label[last + 1] == GOES_ON:
            last += 1
        while at and not _begins_word(text, *w.offsets[at]) and text[w.offsets[at][0]].isalnum():
            at -= 1
        start, end = _past_spaces(text, w.offsets[at][0]), w.offsets[last][1]
        while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
            end += 1
        if start < end and (not found or start >= found[-1].end):
            found.append(Stretch(start, end, float(x[at, BEGINS] - x[at, OUTSIDE])))
        at = last + 1
    return found


def _sentences(text: Text, w: Window, evidence: Floats) -> list[Stretch]:
    """Each sentence of the window, by the mean of its tokens."""
    found = []
    ends = np.array([b for _, b in w.offsets])
    starts = np.array([a for a, _ in w.offsets])
    for start, end in text.sentences:
        inside = (ends > start) & (starts < end)
        if inside.any():
            found.append(Stretch(start, end, float(evidence[inside].mean())))
    return found


def _past_spaces(text: str, at: int) -> int:
    """A token takes the space before it along."""
    while text[at : at + 1].isspace():
        at += 1
    return at


def _begins_word(text: str, a: int, b: int) -> bool:
    token = text[a:b].lstrip()
    at = b - len(token)
    if not token or not (token[0].isalnum() or token[0] in "$€£") or (at and text[at - 1].isalnum()):
        return False
    return at < 2 or not _FIGURE_GOES_ON.match(text, at - 2)


def _ends_word(text: str, a: int, b: int) -> bool:
    token = text[a:b].rstrip()
    at = a + len(token)
    if not token or not (token[-1].isalnum() or token[-1] in "%)") or text[at : at + 1].isalnum():
        return False
    return not _FIGURE_GOES_ON.match(text, at - 1)


def _weights() -> Path:
    return shipped.path("reader.safetensors")


def load(settings: Settings, embedder: Embedder) -> Finder:
    """The network that comes with Tanya, on the bundled model, in whose memory it lives where the embedder has loaded it.

    Raises ModelError where its weights are absent or broken.
    """
    return Finder(*models.network("The trained reader", _weights(), OUTPUTS, settings, embedder))
