"""The trained network at work: question and passage read together, for where the answer stands and whether it is there.

An extractive reader as in SQuAD 2.0: the answer's first and last token are found by two logits for each token, and the
first token of all stands for "not here". A passage's score is the best stretch's logits less those of "not here".
SEE: Devlin et al. 2019, https://arxiv.org/abs/1810.04805, section 4.3
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import shipped
from index.embedding import Embedder, bundled_encoder
from index.errors import ModelError, first_line
from index.settings import Settings
from index.windows import Window, windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.reader_model import ReaderModel


LONGEST = 40
"""Tokens of an answer at most."""
KEPT = 20
"""Stretches that are kept of each passage."""
BATCH = 8
_FIGURE_GOES_ON = re.compile(r"\d[.,/]\d")
"""No stretch ends or begins at the point of "116.024", or within "7/9/2019"."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `[start:end]` of the text that was read. `score`: its logits less those of "not here"."""

    start: int
    end: int
    score: float


class SpanFinder:
    """Reads with a network. `tokenizer` is transformers' own for the bundled model."""

    def __init__(self, model: ReaderModel, tokenizer: Any) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._reading = threading.Lock()  # a tokenizer keeps its settings in itself

    def spans(self, question: str, texts: Sequence[str], headers: Sequence[int]) -> list[list[Span]]:
        """The likeliest stretches of each text, best first; none of an empty one. `headers` as for `windows`."""
        import torch

        if not texts:
            return []
        with self._reading:
            cut = windows(self._tokenizer, question, texts, headers)
        rows = [(text, w) for text, found in enumerate(cut) for w in found]
        rows.sort(key=lambda row: len(row[1].ids))
        spans: list[dict[tuple[int, int], Span]] = [{} for _ in texts]
        with torch.inference_mode():
            for at in range(0, len(rows), BATCH):
                some = rows[at : at + BATCH]
                start, end = (x.numpy() for x in self._model.logits([w.ids for _, w in some]))
                for (text, w), s, e in zip(some, start, end, strict=True):
                    for span in _best(texts[text], w, s, e):
                        known = spans[text].get((span.start, span.end))
                        if known is None or known.score < span.score:
                            spans[text][span.start, span.end] = span
        return [sorted(found.values(), key=lambda span: -span.score)[:KEPT] for found in spans]


def _best(text: str, w: Window, start: NDArray[np.float32], end: NDArray[np.float32]) -> list[Span]:
    """The likeliest stretches of whole words: a token that begins within a word can't begin an answer."""
    import numpy as np

    n = w.last - w.first + 1
    null = float(start[0] + end[0])
    begins = np.array([_begins_word(text, a, b) for a, b in w.offsets])
    ends = np.array([_ends_word(text, a, b) for a, b in w.offsets])
    first = np.where(begins, start[w.first : w.last + 1], -np.inf)
    last = np.where(ends, end[w.first : w.last + 1], -np.inf)
    padded = np.r_[last, np.full(LONGEST, -np.inf)]
    # scores[i, length - 1]: from token i, that many tokens
    scores = first[:, None] + np.lib.stride_tricks.sliding_window_view(padded, LONGEST)[:n]
    best = np.argsort(-scores, axis=None)[:KEPT]
    return [
        Span(_past_spaces(text, w.offsets[i][0]), w.offsets[i + length][1], float(scores[i, length]) - null)
        for i, length in zip(*np.unravel_index(best, scores.shape), strict=True)
        if np.isfinite(scores[i, length])
    ]


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


def load(settings: Settings, embedder: Embedder) -> SpanFinder:
    """The network that comes with Tanya, on the bundled model, in whose memory it lives where the embedder has loaded it.

    Raises ModelError where its weights are absent or broken.
    """
    from index import reader_model

    try:
        encoder, tokenizer = bundled_encoder(settings, embedder)
        return SpanFinder(reader_model.load(encoder, _weights()), tokenizer)
    except ModelError:  # of the model beneath, which says itself what to do
        raise
    except Exception as error:  # safetensors, torch and transformers raise all kinds
        raise ModelError(
            f"The trained reader can't be loaded ({first_line(error)}): reinstall Tanya, "
            "or set TANYA_READER=words to do without it."
        ) from None
