"""The bundled encoder, and the networks trained on it, run by OpenVINO. OpenVINO's own types stay in this file.

The graph is written down here, operation by operation, from the weights as they lie in the package: a third of a second from
nothing to the first vector, without torch and without anything kept in a cache. Word embeddings, three quarters of the weights, are
no part of it: the rows of a text's tokens are taken from the mapped file and go in as numbers. Matrices are given in 8 bits,
128 weights of a row to a scale, and what they are multiplied with is brought to 8 bits in the same groups where the
processor multiplies such (VNNI); all else is computed in bfloat16 or float32, as the processor does.
SEE: Devlin et al. 2019, https://arxiv.org/abs/1810.04805; Wang et al. 2022 (E5), https://arxiv.org/abs/2212.03533
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13 as op

from index.embedding import deltas, packed
from index.embedding.packed import Pack
from index.embedding.tokens import BEGIN, END, PAD, Tokenizer
from index.errors import ModelError, first_line

GROUP = 128
"""Weights of a row that share a scale; with 384, a whole row, vectors lose twice as much, with 32 nothing is won in speed."""
LONGEST = 512
"""Tokens of a text, those that stand for its ends included; what is longer is cut."""
_TEXTS, _WINDOWS = 4, 2
"""Rows of a batch: more are not computed faster, and take more memory."""
_STEP = 8
"""Lengths are rounded up to a multiple: each new shape costs OpenVINO memory and a moment."""
_MASKED = 1e4
_LEAST = 1e-7
"""Of a scale: a group of noughts has one too."""
Floats = NDArray[np.float32]


class _Compiled:
    """A graph that takes rows of token ids, batches of like-long ones. Safe to be used by several threads.

    `hint`: THROUGHPUT where there is much to compute, several batches at once; LATENCY where one batch after the other is
    done sooner, as with the handful of windows of a question.
    """

    def __init__(self, pack: Pack, graph: ov.Model, hint: str) -> None:
        self._pack = pack
        settings = {"PERFORMANCE_HINT": hint, "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP}
        self.model = ov.Core().compile_model(graph, "CPU", settings)
        self._queue = ov.AsyncInferQueue(self.model)
        self._turn = threading.Lock()
        pack.give_back()

    def run(self, rows: Sequence[Sequence[int]], batch: int, keep: Callable[[list[int], Floats], None]) -> None:
        """`keep` is given the places of a batch's rows and what the graph says of them, batch after batch in any order."""
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        with self._turn:
            self._queue.set_callback(lambda request, places: keep(places, request.get_output_tensor(0).data))
            for at in range(0, len(order), batch):
                places = order[at : at + batch]
                self._queue.start_async(_inputs(self._pack, [rows[i] for i in places]), places)
            self._queue.wait_all()


class Encoder:
    """Texts to vectors: the mean of the last layer over a text's tokens."""

    def __init__(self, pack: Pack, tokenizer: Callable[[], Tokenizer]) -> None:
        """`tokenizer` loads what cuts the texts."""
        self._width = pack.sizes["hidden"]
        self._graph = _Compiled(pack, _graph(pack, packed.layers(pack), None), "THROUGHPUT")
        self._tokenizer = tokenizer()

    @property
    def precision(self) -> str:
        """What it computes in on this processor: "bfloat16" or "float32"."""
        name = str(self._graph.model.get_property("INFERENCE_PRECISION_HINT").to_string())
        return {"bf16": "bfloat16", "f32": "float32"}.get(name, name)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Of unit length, shape (len(texts), hidden)."""
        rows = [[BEGIN, *ids[: LONGEST - 2], END] for ids in self._tokenizer.ids(texts)]
        found = np.empty((len(rows), self._width), np.float32)

        def keep(places: list[int], vectors: Floats) -> None:
            found[places] = vectors

        self._graph.run(rows, _TEXTS, keep)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found


class Network:
    """A trained network: all its outputs of each token."""

    def __init__(self, pack: Pack, file: Path, outputs: int) -> None:
        """Raises what safetensors and numpy raise where the file is absent, broken or made for other layers."""
        from safetensors.numpy import load_file

        changes = load_file(str(file))
        trained = {
            name: base + deltas.unpacked(changes, name, *base.shape) for name, base in packed.layers(pack).items()
        }
        head = changes["head.weight"].reshape(outputs, -1), changes["head.bias"].reshape(outputs)
        self._outputs = outputs
        self._graph = _Compiled(pack, _graph(pack, trained, head), "LATENCY")

    def outputs(self, ids: Sequence[Sequence[int]]) -> Floats:
        """Shape (len(ids), the longest, outputs); behind a row's own tokens is nothing of worth."""
        longest = max(map(len, ids))
        found = np.zeros((len(ids), longest, self._outputs), np.float32)

        def keep(places: list[int], outputs: Floats) -> None:
            length = min(longest, outputs.shape[1])
            found[places, :length] = outputs[:, :length]

        self._graph.run(ids, _WINDOWS, keep)
        return found


def loaded(what: str, file: Path, outputs: int) -> Network:
    """A network that comes with Tanya. Raises ModelError, in which `what` names it, where its weights are absent or broken."""
    try:
        return Network(packed.opened(), file, outputs)
    except ModelError:
        raise
    except Exception as error:  # safetensors, numpy and OpenVINO raise all kinds
        raise ModelError(f"{what} can't be loaded ({first_line(error)}): reinstall Tanya.") from None


def _inputs(pack: Pack, rows: Sequence[Sequence[int]]) -> list[Floats]:
    """What goes into the graph for rows of token ids: embeddings, shape (rows, length, hidden), and mask."""
    longest = -(-max(map(len, rows)) // _STEP) * _STEP
    ids = np.full((len(rows), longest), PAD, np.int64)
    mask = np.zeros((len(rows), longest), np.float32)
    for n, row in enumerate(rows):
        ids[n, : len(row)] = row
        mask[n, : len(row)] = 1
    return [pack.words(ids), mask]


def _graph(pack: Pack, layers: Mapping[str, Floats], head: tuple[Floats, Floats] | None) -> ov.Model:
    """BERT over embedded words, with `head` on each token, or without it the mean over a text's tokens."""
    size = pack.sizes
    hidden, heads = size["hidden"], size["heads"]
    words = op.parameter([-1, -1, hidden], np.float32, name="words")
    mask = op.parameter([-1, -1], np.float32, name="mask")

    def ints(*values: int) -> ov.Node:
        return op.constant(np.array(values, np.int64))

    def half(values: Floats) -> ov.Node:
        return op.convert(op.constant(values.astype(np.float16)), np.float32)

    def matrix(values: Floats) -> ov.Node:
        groups = values.reshape(len(values), -1, GROUP)
        scale = np.maximum(np.abs(groups).max(2, keepdims=True) / 127, _LEAST).astype(np.float16)
        levels = (groups / scale).round().clip(-127, 127).astype(np.int8)
        plain = op.multiply(op.convert(op.constant(levels), np.float16), op.constant(scale))
        return op.convert(op.reshape(plain, ints(*values.shape), False), np.float32)

    def dense(x: ov.Node, weight: Floats, bias: Floats) -> ov.Node:
        return op.add(op.matmul(x, matrix(weight), False, True), op.constant(bias.astype(np.float32)))

    def norm(x: ov.Node, weight: Floats, bias: Floats) -> ov.Node:
        y = op.mvn(x, ints(-1), True, pack.epsilon, "INSIDE_SQRT")
        return op.add(op.multiply(y, op.constant(weight)), op.constant(bias))

    def split(x: ov.Node) -> ov.Node:
        return op.transpose(op.reshape(x, ints(0, 0, heads, hidden // heads), True), ints(0, 2, 1, 3))

    length = op.gather(op.shape_of(words), ints(1), ints(0))
    places = op.slice(half(pack.tensor("emb.pos", size["positions"], hidden)), ints(0), length, ints(1), ints(0))
    kind = op.constant(pack.tensor("emb.type", size["types"], hidden)[0])
    x = norm(op.add(op.add(words, places), kind), pack.tensor("emb.ln.w", hidden), pack.tensor("emb.ln.b", hidden))
    unseen = op.multiply(
        op.subtract(op.unsqueeze(mask, ints(1, 2)), op.constant(np.float32(1))), op.constant(np.float32(_MASKED))
    )
    for n in range(size["layers"]):

        def of(part: str, n: int = n) -> tuple[Floats, Floats]:
            return layers[f"layer.{n}.{part}.weight"], layers[f"layer.{n}.{part}.bias"]

        query, key, value = (split(dense(x, *of(f"attention.self.{part}"))) for part in ("query", "key", "value"))
        seen = op.scaled_dot_product_attention(query, key, value, unseen)
        seen = op.reshape(op.transpose(seen, ints(0, 2, 1, 3)), ints(0, 0, hidden), True)
        x = norm(op.add(dense(seen, *of("attention.output.dense")), x), *of("attention.output.LayerNorm"))
        inner = op.gelu(dense(x, *of("intermediate.dense")), "erf")
        x = norm(op.add(dense(inner, *of("output.dense")), x), *of("output.LayerNorm"))
    if head is not None:
        each = op.matmul(x, half(head[0]), False, True)
        return ov.Model([op.add(each, half(head[1]))], [words, mask], "network")
    counted = op.unsqueeze(mask, ints(2))
    mean = op.divide(op.reduce_sum(op.multiply(x, counted), ints(1)), op.reduce_sum(counted, ints(1)))
    return ov.Model([mean], [words, mask], "encoder")
