"""Training the reader: what may be learned from, what the windows say, and that a stopped training goes on."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.answering_data import Pool
from index import bundled
from index.embedding import SentenceTransformerEmbedder
from index.settings import Settings
from training import data, extents, fit
from training.data import Example
from training.windows import targets_of

NEWS = "Pasar ramai sejak pagi. " + "Pedagang menata sayur di lapak dan pembeli menawar harga. " * 60


def record(id: str, question: str, context: str, answer: str | None) -> dict[str, Any]:
    told = answer is not None
    return {
        "id": id, "question": question, "context": context, "answers": [answer] if told else [],
        "answer_starts": [context.index(answer)] if told else [], "answerable": told,
    }  # fmt: skip


def write(folder: Path, sets: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    for name, rows in sets.items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


BRIDGE = "Jembatan Lerang diresmikan pada Rabu, 4 Juni 2025, oleh Gubernur Ratna Mahendra."
FERRY = "Feri baru ke Pulau Sembilu mulai berlayar pada Agustus dengan tiket Rp45.000."
HELD_OUT = "Bendungan Arga selesai dibangun pada Maret 2024 setelah lima tahun."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    facqa = [
        record("f1", "Siapa yang meresmikan Jembatan Lerang?", BRIDGE, "Ratna Mahendra"),
        record("f2", "Kapan Bendungan Arga selesai?", HELD_OUT, "Maret 2024"),
        record("f3", "Berapa harga tiket feri ke Pulau Sembilu?", FERRY, "Rp45.000"),
    ]
    idk = [record("i1", "Siapa arsitek Jembatan Lerang?", BRIDGE, None)] * 2
    held_out = [record("v1", "Berapa lama Bendungan Arga dibangun?", HELD_OUT.upper(), "LIMA TAHUN")]
    some = [
        record(f"s{n}", f"Pertanyaan {n}?", BRIDGE if n % 2 else FERRY, None if n % 2 else "Agustus") for n in range(8)
    ]
    return write(
        tmp_path,
        {
            "facqa-train": facqa, "tydiqa_id-train": [], "idk_mrc-train": idk, "squad_id_mt": some,
            "facqa-valid": held_out, "tydiqa_id-valid": [], "idk_mrc-valid": [],
            "news_clickid": [{"body": NEWS}] * 5000,
        },
    )  # fmt: skip


@pytest.fixture
def groups(folder: Path, embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch) -> list[data.Group]:
    sample = data.random.Random.sample
    # The small sets of this test have fewer than are drawn from the real ones.
    monkeypatch.setattr(data.random.Random, "sample", lambda self, some, n: sample(self, some, min(n, len(some))))
    return data.groups(folder, lambda contexts: Pool(contexts, embedder))


def test_no_passage_of_a_development_split_is_learned_from(groups: list[data.Group]) -> None:
    assert groups
    assert not [e for group in groups for e in group if "Bendungan" in e.text]


def test_a_question_is_learned_once_from_a_passage(groups: list[data.Group]) -> None:
    assert sum(e.question.startswith("Siapa arsitek") for group in groups for e in group) == 1


def test_the_passage_that_answers_comes_first_and_the_others_lack_the_answer(groups: list[data.Group]) -> None:
    several = [group for group in groups if len(group) > 1]
    assert several
    for first, *others in several:
        answer = first.text[first.start : first.end]
        assert answer in ("Ratna Mahendra", "Rp45.000")
        assert all(o.start == -1 and answer not in o.text and o.question == first.question for o in others)


def test_an_answer_keeps_its_place_behind_a_header_and_amid_other_text(groups: list[data.Group]) -> None:
    told = [e for group in groups for e in group if e.start >= 0]
    assert {e.text[e.start : e.end] for e in told} == {"Ratna Mahendra", "Rp45.000", "Agustus"}
    assert any(len(e.text) > 500 for e in told)


# ── The ends of answers ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_stretch_that_answers_is_described_first_and_others_overlap_it_or_lie_elsewhere() -> None:
    start = BRIDGE.index("Ratna")
    e = Example("Siapa yang meresmikan Jembatan Lerang?", BRIDGE + " " + FERRY, start, start + len("Ratna Mahendra"))
    first, *others = extents.stretches(e, random.Random(0))
    assert {"person|first=ratna", "person|last=mahendra", "person|before=gubernur", "person|form=name"} <= set(first)
    assert any("tears name before" in features for features in others)
    assert any("person|first=ratna" in features and "person|last=ratna" in features for features in others)
    assert any("person|last=sembilu" in features for features in others)


def test_an_answer_that_runs_into_the_next_sentence_teaches_nothing_of_ends() -> None:
    text = BRIDGE + " " + FERRY
    e = Example("Apa yang terjadi?", text, text.index("Gubernur"), text.index("Sembilu"))
    assert list(extents.stretches(e, random.Random(0))) == []


@pytest.fixture
def folder_of_model(settings: Settings) -> Path:
    return bundled.unpacked_model(settings.cache_dir)


def test_a_target_points_at_the_tokens_of_the_answer(folder_of_model: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder_of_model)
    header = "Jembatan Lerang (Harian Nusa)\n"
    e = Example("Siapa?", header + BRIDGE, 0, 0, len(header))
    start = e.text.index("Ratna")
    told = Example("Siapa?", e.text, start, start + len("Ratna Mahendra"), len(header))
    [(target, null)] = targets_of([(told, Example("Siapa?", FERRY, -1, -1))], tokenizer)
    assert tokenizer.decode(target.ids[target.start : target.end + 1]) == "Ratna Mahendra"
    assert tokenizer.decode(target.ids[target.first : target.last + 1]) == BRIDGE
    assert (null.start, null.end) == (0, 0)


@pytest.mark.slow
def test_a_training_that_was_stopped_goes_on_to_the_same_end(
    folder_of_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch
    from transformers import AutoTokenizer

    from index import reader_model

    tokenizer = AutoTokenizer.from_pretrained(folder_of_model)
    start = BRIDGE.index("Ratna")
    group = (Example("Siapa?", BRIDGE, start, start + 14), Example("Siapa?", FERRY, -1, -1))
    plan = [[target] for target in targets_of([group] * 4, tokenizer)]
    monkeypatch.setattr(fit, "CHECKPOINT_STEPS", 2)

    def trained(
        file: Path, loss_of: Callable[..., torch.Tensor] = fit.loss_of
    ) -> tuple[reader_model.ReaderModel, float]:
        torch.manual_seed(0)
        model = reader_model.fresh(fit.base_model(folder_of_model))
        before = fit.loss_of(model, plan[0]).item()
        fit.train(model, plan, loss_of, fit.Checkpoint(file), rate=fit.RATE)
        return model, before - fit.loss_of(model, plan[0]).item()

    whole, gained = trained(tmp_path / "whole.pt")
    assert gained > 0
    steps = iter(range(3))

    class StopError(Exception):
        pass

    def stops(*given: Any) -> torch.Tensor:
        if next(steps, None) is None:
            raise StopError
        return fit.loss_of(*given)

    with pytest.raises(StopError):
        trained(tmp_path / "parts.pt", stops)
    again, _ = trained(tmp_path / "parts.pt")
    for name, weight in reader_model.layers_of(whole).items():
        assert torch.allclose(weight, reader_model.layers_of(again)[name], atol=1e-6), name
