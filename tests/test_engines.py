"""OpenVINO against torch, the reference; what is cut into tokens; and what a command imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import SAMPLES, settings_in

from index.embedding import models, packed, tokens
from index.embedding.embedder import Embedder
from index.errors import ModelError
from index.language.sentences import sentence_spans
from index.reader import findings
from index.reader.findings import Text
from index.settings import Settings
from index.verification import entailment

TEXTS = [path.read_text(encoding="utf-8")[:900] for path in sorted(SAMPLES.glob("*.txt"))][:12]
ODD = [
    "", " ", "  dua  spasi ", "Café te\u0301 ½ ﬁ ﷺ ｶﾞ", "\n\nbaris\tbaru\u200b", "😀 emoji \ufe0f", "①②③ ™ … “kutip”",
    "<s> bukan tanda </s>", "한국 日本語 العربية", "a" * 3000,
]  # fmt: skip


@pytest.fixture(scope="module")
def torch_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_in(tmp_path_factory.mktemp("torch")).model_copy(update={"engine": "torch"})


@pytest.fixture(scope="module")
def reference(torch_settings: Settings) -> Embedder:
    return models.embedder(torch_settings)


def test_both_engines_give_vectors_that_may_stand_in_one_ledger(embedder: Embedder, reference: Embedder) -> None:
    assert embedder.name == reference.name
    for ours, theirs in (
        (embedder.passages(TEXTS), reference.passages(TEXTS)),
        (embedder.queries(["Siapa?", "Berapa panjang tanggul yang jebol?"]), reference.queries(["Siapa?", "Berapa panjang tanggul yang jebol?"])),
    ):  # fmt: skip
        assert (np.sum(ours * theirs, axis=1) > 0.999).all()


def test_both_engines_find_the_same_stretches(
    embedder: Embedder, reference: Embedder, settings: Settings, torch_settings: Settings
) -> None:
    texts = [Text(text, 0, tuple(sentence_spans(text))) for text in TEXTS[:4]]
    ours, theirs = (findings.load(s, e) for s, e in ((settings, embedder), (torch_settings, reference)))
    for question in ("Di mana kejadiannya?", "Berapa orang?"):
        for a, b in zip(ours.find(question, texts), theirs.find(question, texts), strict=True):
            assert a and b
            assert abs(a.told - b.told) < 0.5
            near = {(s.start, s.end) for s in b.spans[:3]}
            assert (a.spans[0].start, a.spans[0].end) in near
            assert max(abs(x.score - y.score) for x, y in zip(a.sentences, b.sentences, strict=True)) < 1.0


def test_both_engines_judge_alike(
    embedder: Embedder, reference: Embedder, settings: Settings, torch_settings: Settings
) -> None:
    pairs = [(text[:300], sentence) for text in TEXTS[:4] for sentence in (text[:120], "Tidak ada yang terjadi.")]
    ours, theirs = (entailment.load(s, e).judge(pairs) for s, e in ((settings, embedder), (torch_settings, reference)))
    assert max(abs(a.support - b.support) for a, b in zip(ours, theirs, strict=True)) < 1.0


def test_tokens_are_those_of_transformers_and_stand_where_they_say(settings: Settings) -> None:
    from transformers import AutoTokenizer

    from index.embedding import bundled

    theirs = AutoTokenizer.from_pretrained(bundled.unpacked_model(settings.cache_dir))
    ours = tokens.bundled(settings.cache_dir)
    plain = [text for text in (*TEXTS, *ODD) if "<" not in text]  # theirs takes "<s>" in a text for what begins one
    expected = theirs(plain, add_special_tokens=False)["input_ids"]
    cut = ours.cut(plain)
    assert [list(one.ids) for one in cut] == expected
    assert ours.ids(plain) == expected
    for text, one in zip(plain, cut, strict=True):
        assert all(0 <= a <= b <= len(text) for a, b in one.offsets)
        assert [a for a, _ in one.offsets] == sorted(a for a, _ in one.offsets)
    assert not {tokens.BEGIN, tokens.END} & set(ours.ids(["<s> bukan tanda </s>"])[0])


def test_a_tokenizer_whose_file_was_cut_short_is_made_again(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.spm"
    whole = tokens._load(file)
    for left in (b"", file.read_bytes()[:1000], b"bukan"):
        file.write_bytes(left)
        assert tokens._load(file).encode("Air meluap.") == whole.encode("Air meluap.")
        assert file.stat().st_size > 4_000_000
    (tmp_path / "berkas").write_text("x")
    assert tokens._load(tmp_path / "berkas" / "v.spm").encode("Air meluap.") == whole.encode("Air meluap.")


def test_a_broken_file_of_weights_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "e5.bin"
    file.write_bytes(b"bukan bobot" * 100)
    with pytest.raises(ModelError, match="reinstall"):
        packed.Pack(file)


@pytest.mark.parametrize("command", ["ask Apa?", "repl", "ingest {samples}", "list", "status", "--help"])
def test_no_command_imports_torch_or_what_only_a_setting_needs(command: str, tmp_path: Path) -> None:
    """What a person waits for at each start. `tanya bot` needs a token before it imports anything."""
    arguments = [part.format(samples=SAMPLES) for part in command.split()]
    code = f"""
import sys
sys.argv = ["tanya", *{arguments!r}]
from bot.cli import main
try:
    main()
except SystemExit:
    pass
print([name for name in ("torch", "transformers", "sentence_transformers", "llama_index", "tokenizers") if name in sys.modules], file=sys.stderr)
"""
    env = {"TANYA_DATA_DIR": str(tmp_path / "data"), "PATH": "", "HOME": str(Path.home())}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120, input="", cwd=Path(__file__).parent.parent)  # fmt: skip
    assert ran.stderr.endswith("[]\n"), ran.stderr
