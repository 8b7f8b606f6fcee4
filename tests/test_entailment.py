"""The entailment check: what it is trained on, how it is kept, and what the verifier makes of it."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flood import NUSA

from index import bundled, entailment
from index.embedding import SentenceTransformerEmbedder
from index.errors import ModelError
from index.packing import Numbered
from index.sentences import sentence_spans
from index.settings import Settings
from index.verify import Claim, holds, verify
from training import perturb
from training.nli_data import pairs, validation

SENTENCE = "Gubernur Ratna Mahendra meresmikan Jembatan Lerang pada 4 Juni 2025 bersama 250 warga."


class Judge:
    """An Entailment that believes nothing with a word in it that was given."""

    threshold = 0.5

    def __init__(self, word: str) -> None:
        self._word = word
        self.asked: list[tuple[str, str]] = []

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.asked += pairs
        return [0.1 if self._word in sentence else 0.9 for _, sentence in pairs]


def claim(text: str) -> Claim:
    start, end = sentence_spans(NUSA.body)[0]
    return Claim(text, (Numbered("1.1", NUSA, start, end),))


def test_a_sentence_that_the_model_does_not_believe_fails_that_check() -> None:
    [believed, doubted] = verify(
        [claim("Tanggul Sungai Arga jebol."), claim("Tanggul di Desa Kemuning jebol.")], Judge("Kemuning")
    )
    assert (believed[-1].name, believed[-1].passed, believed[-1].detail) == ("entailment", True, "0.90")
    assert doubted[-1].passed is False
    assert holds(believed)
    assert not holds(doubted)


def test_the_model_is_asked_only_about_what_the_rules_let_through() -> None:
    judge = Judge("–")
    verify([claim("Tanggul Sungai Arga jebol 99 meter."), claim("Tanggul Sungai Arga jebol.")], judge)
    assert [sentence for _, sentence in judge.asked] == ["Tanggul Sungai Arga jebol."]
    assert judge.asked[0][0].startswith("Tanggul Sungai Arga di Desa Kemuning jebol")


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (perturb.number, "Ratna Mahendra"),
        (perturb.name, "250 warga"),
        (perturb.negation, "250 warga"),
        (perturb.roles, "4 Juni 2025"),
    ],
    ids=["number", "name", "negation", "roles"],
)
def test_a_true_sentence_is_made_false_in_one_place(change: perturb.Perturb, kept: str) -> None:
    changed = change(SENTENCE, ["Budi Santoso"], random.Random(1))
    assert changed is not None
    assert changed != SENTENCE
    assert kept in changed


def test_names_of_a_list_are_not_exchanged() -> None:
    assert perturb.roles("Acara itu dihadiri Ratna Mahendra dan Budi Santoso.", [], random.Random(1)) is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def write(name: str, rows: Sequence[dict[str, Any]]) -> None:
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)

    premises = [f"Gubernur Ratna Mahendra meresmikan {n} jembatan di Kota Lerang pada 2025." for n in range(2, 60)]
    rows = [
        {"premise": p, "hypothesis": h, "label": label}
        for p in premises
        for h, label in (
            ("Ratna Mahendra meresmikan jembatan di Kota Lerang.", "entailment"),
            ("Jembatan itu panjang.", "neutral"),
            ("Jembatan itu dirobohkan.", "contradiction"),
        )
    ]
    body = " ".join(
        f"Pada hari ke-{n} Budi Santoso menemui Wali Kota Sari Wulan di Balai Kota Lerang." for n in range(1, 10)
    )
    write("indonli-train", rows)
    write("indonli-val", rows[:6])
    write("news_clickid", [{"body": body}] * 20)
    return tmp_path


def test_no_premise_is_both_learned_from_and_held_out(folder: Path) -> None:
    learned, held = pairs(folder)
    assert learned
    assert not {p.evidence for p in learned if p.kind == "indonli"} & {p.evidence for p in held if p.kind == "indonli"}


def test_every_kind_of_change_is_among_the_pairs_and_none_is_true(folder: Path) -> None:
    learned, _ = pairs(folder)
    assert {"roles", "indonli", "news"} <= {p.kind for p in learned}
    for pair in learned:
        if pair.kind not in ("indonli", "news"):
            assert pair.label == 2
            assert pair.sentence not in pair.evidence


def test_validation_pairs_keep_their_labels(folder: Path) -> None:
    assert [p.label for p in validation(folder)] == [0, 1, 2, 0, 1, 2]


def test_what_is_shipped_tells_what_the_evidence_bears_out(
    settings: Settings, embedder: SentenceTransformerEmbedder
) -> None:
    model = entailment.load(settings, embedder)
    assert model is not None
    follows, denies, adds = model.probabilities(
        [
            (NUSA.body, sentence)
            for sentence in (
                "Ribuan orang mengungsi karena banjir.",
                "Tidak ada orang yang mengungsi.",
                "Para pengungsi dijamu makan malam oleh gubernur.",
            )
        ]
    )
    assert follows > model.threshold
    assert follows > max(denies, adds)


def test_without_weights_there_is_no_model(
    settings: Settings, embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(entailment, "weights", lambda: tmp_path / "none.safetensors")
    assert entailment.load(settings, embedder) is None


def test_broken_weights_are_told_of(
    settings: Settings, embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"no weights")
    monkeypatch.setattr(entailment, "weights", lambda: broken)
    with pytest.raises(ModelError, match="reinstall"):
        entailment.load(settings, embedder)


@pytest.mark.slow
def test_a_model_learns_a_handful_of_pairs_and_is_the_same_after_packing(
    folder: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch
    from transformers import AutoTokenizer

    from index.entailment import TrainedEntailment
    from index.entailment_model import fresh, load
    from index.reader_model import changes
    from training import entailment as training
    from training import fit

    if torch.get_num_threads() > 2:
        torch.set_num_threads(1)
    model_folder = bundled.unpacked_model(settings.cache_dir)
    tokenizer = AutoTokenizer.from_pretrained(model_folder)
    learned = [p for p in pairs(folder)[0] if p.kind == "indonli"][:24]
    rows = training.rows_of(tokenizer, learned)
    base = fit.base_model(model_folder)
    model = fresh(base)
    before = training.loss_of(model, rows).item()
    fit.train(model, [rows] * 24, training.loss_of, fit.Checkpoint(tmp_path / "c.pt"), rate=4 * training.RATE)
    after = training.loss_of(model, rows).item()
    assert after < 0.7 * before
    file = tmp_path / "entailment.safetensors"
    training.save(changes(model, base), file, threshold=0.25, seconds=60)
    assert file.stat().st_size < training.MOST_BYTES
    loaded, threshold = load(fit.base_model(model_folder, torch.bfloat16), file)
    assert threshold == 0.25
    found = TrainedEntailment(loaded, tokenizer, threshold).probabilities([(p.evidence, p.sentence) for p in learned])
    true = [p for p, pair in zip(found, learned, strict=True) if pair.label == 0]
    false = [p for p, pair in zip(found, learned, strict=True) if pair.label == 2]
    assert min(true) > max(false)
