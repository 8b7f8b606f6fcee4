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

from index.embedding import bundled
from index.embedding.embedder import Embedder
from index.errors import ModelError
from index.language.sentences import sentence_spans
from index.settings import Settings
from index.verification import entailment
from index.verification.cited import Numbered
from index.verification.entailment import Judgement
from index.verification.verify import Claim, holds, verify
from training import claims, fit, pairs, perturb, questions, twins, verifier
from training.questions import digest

SENTENCE = "Gubernur Ratna Mahendra meresmikan Jembatan Lerang pada 4 Juni 2025 bersama 250 warga."


class Judge:
    """An Entailment that believes nothing with a word in it that was given."""

    def __init__(self, word: str) -> None:
        self._word = word
        self.asked: list[tuple[str, str]] = []

    def threshold(self, lost: float) -> float:
        return 1.0 - lost

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        self.asked += pairs
        return [Judgement(-2.0, (self._word,)) if self._word in sentence else Judgement(2.0) for _, sentence in pairs]


def claim(text: str) -> Claim:
    start, end = sentence_spans(NUSA.body)[0]
    return Claim(text, (Numbered("1.1", NUSA, start, end),))


def test_a_sentence_that_the_model_does_not_believe_fails_that_check() -> None:
    [believed, doubted] = verify(
        [claim("Tanggul Sungai Arga jebol."), claim("Tanggul di Desa Kemuning jebol.")], Judge("Kemuning")
    )
    assert (believed[-1].name, believed[-1].passed) == ("entailment", True)
    assert "“Kemuning” is not borne out" in doubted[-1].detail
    assert doubted[-1].passed is False
    assert holds(believed)
    assert not holds(doubted)


def test_the_model_is_asked_only_about_what_the_rules_let_through() -> None:
    judge = Judge("–")
    verify([claim("Tanggul Sungai Arga jebol 99 meter."), claim("Tanggul Sungai Arga jebol.")], judge)
    assert [sentence for _, sentence in judge.asked] == ["Tanggul Sungai Arga jebol."]
    assert judge.asked[0][0].startswith("Tanggul Sungai Arga di Desa Kemuning jebol")


BODY = (
    "Gubernur Ratna Mahendra meresmikan dua jembatan di Kota Lerang pada 2025. Wali Kota Sari Wulan tidak hadir. "
    "Jembatan ketiga direncanakan selesai tahun depan."
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data sets and twins of a few lines each."""

    def write(name: str, rows: Sequence[dict[str, Any]]) -> None:
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)

    write(
        "indonli-train",
        [
            {"premise": BODY, "hypothesis": h, "label": label}
            for h, label in (("Jembatan itu dirobohkan.", "contradiction"), ("Ada dua jembatan.", "entailment"))
        ],
    )
    write("news_clickid", [{"id": "n0", "body": BODY}])
    lines = [
        {
            "id": f"v{n}", "article_id": "n0", "lang": "id", "evidence": [[0, BODY.index(" Wali")]], "body": digest(BODY),
            "faithful": ["Ratna Mahendra meresmikan dua jembatan di Lerang.", "Dua jembatan diresmikan Gubernur Ratna Mahendra."],
            "spoilt": [["number", "Ratna Mahendra meresmikan tiga jembatan di Lerang."], ["negation", "Dua jembatan tidak diresmikan Gubernur Ratna Mahendra."]],
        }
        for n in range(6)
    ]  # fmt: skip
    kept = tmp_path / "claims"
    kept.mkdir()
    for split in claims.SPLITS:
        (kept / f"{split}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in lines), encoding="utf-8")
    monkeypatch.setattr(claims, "FOLDER", kept)
    return tmp_path


@pytest.mark.parametrize(
    ("spoilt", "parts"),
    [
        ("Ratna Mahendra meresmikan tiga jembatan di Lerang.", ["tiga"]),
        ("Dua jembatan tidak diresmikan Gubernur Ratna Mahendra.", ["tidak"]),
        ("Gubernur Ratna Mahendra meresmikan jembatan di Kota Lerang.", ["meresmikan jembatan"]),
        ("Cuaca hari ini cerah sekali.", None),
    ],
)
def test_what_is_wrong_is_where_a_spoilt_sentence_differs(spoilt: str, parts: list[str] | None) -> None:
    faithful = ["Dua jembatan diresmikan Gubernur Ratna Mahendra.", "Gubernur Ratna Mahendra meresmikan dua jembatan di Kota Lerang.", "Ratna Mahendra meresmikan dua jembatan di Lerang."]  # fmt: skip
    places = twins.wrong(spoilt, faithful)
    assert (None if places is None else [spoilt[a:b] for a, b in places]) == parts


def test_twins_stand_together_and_judging_leaves_the_evidence_as_it_is(folder: Path) -> None:
    learned = twins.ours(folder, "train")
    assert {p.evidence for p in twins.ours(folder, "test")[0]} == {BODY[: BODY.index(" Wali")]}
    assert {"faithful", "number", "negation", "elsewhere", "changed", "strange"} == {p.kind for g in learned for p in g}
    for group in learned:
        assert [p.label == 0 for p in group] == [True, True, *[False] * (len(group) - 2)]
    assert any("tidak hadir" in p.evidence for group in learned for p in group)


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
    changed = change(SENTENCE, ["Budi Santoso", "77"], random.Random(1))
    assert changed is not None
    assert changed != SENTENCE
    assert kept in changed


def test_names_of_a_list_are_not_exchanged() -> None:
    assert perturb.roles("Acara itu dihadiri Ratna Mahendra dan Budi Santoso.", [], random.Random(1)) is None


def test_a_question_stands_with_its_answer_and_with_what_answers_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def line(id: str, question: str, answer: str) -> dict[str, Any]:
        at = BODY.index(answer)
        return {
            "id": id, "article_id": "n0", "question": question, "lang": "id", "style": "formal", "kind": "fact", "answerable": True,
            "answers": [[at, at + len(answer)]], "evidence": [[0, BODY.index(" Wali")]], "body": digest(BODY),
        }  # fmt: skip

    rows = [
        line("q1", "Siapa yang meresmikan jembatan?", "Ratna Mahendra"),
        line("q2", "Di mana jembatan itu?", "Kota Lerang"),
    ]
    (folder / "claims" / "train.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    monkeypatch.setattr(questions, "FOLDER", folder / "claims")
    first, _ = twins.asked(folder)
    assert [(p.sentence, p.label == 0) for p in first] == [
        ("Siapa yang meresmikan jembatan? Ratna Mahendra", True),
        ("Siapa yang meresmikan jembatan? Kota Lerang", False),
    ]


def test_indonli_is_grouped_by_premise_with_what_is_entailed_first(folder: Path) -> None:
    [group] = twins.indonli(folder, "train")
    assert [p.label for p in group] == [0, 2]


def test_what_is_shipped_tells_what_the_evidence_bears_out_and_what_is_wrong(
    settings: Settings, embedder: Embedder
) -> None:
    model = entailment.load(settings, embedder)
    follows, denies, adds = model.judge(
        [
            (NUSA.body, sentence)
            for sentence in (
                "Ribuan orang mengungsi karena banjir.",
                "Tidak ada orang yang mengungsi.",
                "Ribuan orang mengungsi karena gempa bumi.",
            )
        ]
    )
    assert follows.support > model.threshold(0.05)
    assert follows.support > max(denies.support, adds.support)
    assert any("gempa" in words for words in adds.wrong)
    assert model.threshold(0.01) < model.threshold(0.05) < model.threshold(0.2)


@pytest.mark.parametrize("content", [None, b"no weights"])
def test_broken_weights_are_told_of(
    content: bytes | None,
    settings: Settings,
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    broken = tmp_path / "broken.safetensors"
    if content:
        broken.write_bytes(content)
    monkeypatch.setattr(entailment, "weights", lambda: broken)
    with pytest.raises(ModelError, match="reinstall"):
        entailment.load(settings, embedder)


@pytest.mark.slow
def test_a_model_learns_a_handful_of_pairs_and_is_the_same_after_packing(
    folder: Path, tmp_path: Path, settings: Settings
) -> None:
    import torch
    from safetensors.numpy import save_file
    from transformers import AutoModel

    from index.embedding import tokens
    from index.embedding.network import changes, fresh, load
    from index.verification.entailment import TrainedEntailment
    from index.verification.entailment_model import OUTPUTS

    model_folder = bundled.unpacked_model(settings.cache_dir)
    tokenizer = tokens.bundled(settings.cache_dir)
    groups = [group[:4] for group in twins.ours(folder, "test")]
    learned = pairs.Pairs(twins.arrays(tokenizer, groups, []))
    batch = learned.batch(learned.drawn(0))
    base = AutoModel.from_pretrained(model_folder, dtype=torch.float32, add_pooling_layer=False)
    torch.manual_seed(0)
    model = fresh(base, OUTPUTS)
    before = verifier.loss_of(model, batch).item()
    fit.train(
        model, lambda _: [batch], verifier.loss_of, fit.Checkpoint(tmp_path / "c.pt"), fit.Limits(24), rate=2 * verifier.RATE,
        faster=verifier.FASTER,
    )  # fmt: skip
    assert verifier.loss_of(model, batch).item() < 0.7 * before
    file = tmp_path / "entailment.safetensors"
    save_file(changes(model, base), file)
    loaded = load(AutoModel.from_pretrained(model_folder, dtype=torch.bfloat16, add_pooling_layer=False), file, OUTPUTS)
    rows = groups[0]
    found = TrainedEntailment(loaded, tokenizer, {}).judge([(p.evidence, p.sentence) for p in rows])
    true = [j.support for j, p in zip(found, rows, strict=True) if p.label == 0]
    false = [j.support for j, p in zip(found, rows, strict=True) if p.label != 0]
    assert min(true) > max(false)
