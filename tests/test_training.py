"""Training the reader: what may be learned from, what the windows say, and that a stopped training goes on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.embedding import bundled, tokens
from index.embedding.tokens import Tokenizer
from index.reader.reader_model import KINDS, OUTPUTS
from index.settings import Settings
from training import conversations, data, encoder, examples, fit, questions, reader
from training.batches import UNKNOWN
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


NEWS_BODY = (
    "Tanggul Arda jebol pada Senin malam. Tiga desa terendam: Kalimurni, Sukaranti dan Tirtamaya. "
    "Pompa dipasang di hilir, lalu air disedot ke sungai. Bupati membantah ada korban."
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data sets and news questions of a few lines each."""
    facqa = [
        record("f1", "Siapa yang meresmikan Jembatan Lerang?", BRIDGE, "Ratna Mahendra"),
        record("f2", "Kapan Bendungan Arga selesai?", HELD_OUT, "Maret 2024"),
        record("f3", "Berapa harga tiket feri ke Pulau Sembilu?", FERRY, "Rp45.000"),
    ]
    idk = [record("i1", "Siapa arsitek Jembatan Lerang?", BRIDGE, None)] * 2
    held_out = [record("v1", "Berapa lama Bendungan Arga dibangun?", HELD_OUT.upper(), "LIMA TAHUN")]
    news = [
        {"id": f"n{n}", "title": "Tanggul Arda", "date": "2019-09-10", "source": "Harian Nusa", "body": body}
        for n, body in enumerate([NEWS_BODY, NEWS, FERRY])
    ]
    place = lambda text: [NEWS_BODY.index(text), NEWS_BODY.index(text) + len(text)]  # noqa: E731
    known = {"article_id": "n0", "lang": "id", "style": "chat", "answerable": True, "body": questions.digest(NEWS_BODY)}
    asked = [
        {
            **known, "id": "q1", "kind": "list", "question": "desa mana aja yg terendam tanggul arda",
            "answers": [place("Kalimurni"), place("Sukaranti"), place("Tirtamaya")], "evidence": [place("Tiga desa terendam: Kalimurni, Sukaranti dan Tirtamaya.")],
        },
        {
            **known, "id": "q2", "kind": "how", "question": "gimana air tanggul arda dibuang",
            "evidence": [place("Pompa dipasang di hilir, lalu air disedot ke sungai.")],
        },
        {
            **known, "id": "q3", "kind": "yesno", "question": "ada korban di tanggul arda?", "yes": False,
            "evidence": [place("Bupati membantah ada korban.")],
        },
        {**known, "id": "q4", "kind": "fact", "question": "siapa bupatinya", "answerable": False, "why": "namanya tidak ada"},
    ]  # fmt: skip
    kept = tmp_path / "questions"
    kept.mkdir()
    for split in questions.SPLITS:
        rows = asked if split == "train" else []
        (kept / f"{split}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    monkeypatch.setattr(questions, "FOLDER", kept)
    talked = {
        "id": "w0-000", "article_id": "n0", "lang": "id", "body": questions.digest(NEWS_BODY),
        "turns": [
            {
                "ask": "desa mana yang terendam", "full": "Desa mana yang terendam?", "kind": "list", "answerable": True,
                "answers": [place("Kalimurni"), place("Sukaranti")],
                "evidence": [place("Tiga desa terendam: Kalimurni, Sukaranti dan Tirtamaya.")],
            },
            {
                "ask": "ada korban?", "full": "Apakah ada korban banjir Arda?", "kind": "yesno", "answerable": True, "yes": False,
                "answers": [], "evidence": [place("Bupati membantah ada korban.")],
            },
            {"ask": "umurnya?", "full": "Berapa umur bupatinya?", "kind": "fact", "answerable": False, "why": "tidak ada"},
        ],
    }  # fmt: skip
    for split in conversations.SPLITS:
        file = kept / f"talk-{split}.jsonl"
        file.write_text(json.dumps(talked) + "\n" if split == "train" else "", encoding="utf-8")
    monkeypatch.setattr(conversations, "file_of", lambda split: kept / f"talk-{split}.jsonl")
    return write(
        tmp_path,
        {
            "facqa-train": facqa, "tydiqa_id-train": [], "idk_mrc-train": idk, "squad_id_mt": [], "tydiqa_en_sw-train": [],
            "facqa-valid": held_out, "tydiqa_id-valid": [], "idk_mrc-valid": [], "news_clickid": news,
            "indonli-train": [
                {"premise": FERRY, "hypothesis": "Feri itu gratis.", "label": "contradiction"},
                {"premise": FERRY, "hypothesis": "Kapal itu merah.", "label": "neutral"},
            ],
        },
    )  # fmt: skip


@pytest.fixture
def groups(folder: Path) -> list[data.Group]:
    return [group for some in data.groups(folder).values() for group in some]


def test_no_passage_of_a_development_split_is_learned_from(groups: list[data.Group]) -> None:
    assert groups
    assert not [e for group in groups for e in group if "Bendungan" in e.text]


def test_a_question_is_learned_once_from_a_passage(groups: list[data.Group]) -> None:
    assert sum(e.question.startswith("Siapa arsitek") for group in groups for e in group) == 1


def test_the_passage_that_answers_comes_first_and_the_others_lack_the_answer(groups: list[data.Group]) -> None:
    several = [group for group in groups if len(group) > 1 and group[0].told]
    assert several
    for first, *others in several:
        answers = [first.text[a:b] for a, b in first.answers]
        assert all(not o.told and o.question == first.question for o in others)
        assert not any(a in o.text for a in answers for o in others)


def test_each_kind_of_news_question_says_what_there_is_to_find(groups: list[data.Group]) -> None:
    first = {group[0].question: group[0] for group in groups}
    listed = first["desa mana aja yg terendam tanggul arda"]
    assert [listed.text[a:b] for a, b in listed.answers] == ["Kalimurni", "Sukaranti", "Tirtamaya"]
    how = first["gimana air tanggul arda dibuang"]
    assert (how.told, how.answers) == (True, ())
    assert [how.text[a:b] for a, b in how.evidence] == ["Pompa dipasang di hilir, lalu air disedot ke sungai."]
    assert first["ada korban di tanggul arda?"].yes is False
    assert not first["siapa bupatinya"].told
    assert all(e.text.startswith("Tanggul Arda (Harian Nusa, 10 September 2019)") for e in (listed, how))


def test_a_turn_is_learned_with_what_was_said_before_it(groups: list[data.Group]) -> None:
    after = [group[0] for group in groups if group[0].question.startswith(("ada korban? « ", "umurnya? « "))]
    assert {e.told for e in after} == {True, False}
    told = next(e for e in after if e.told)
    assert told.yes is False
    assert [told.text[a:b] for a, b in told.evidence] == ["Bupati membantah ada korban."]
    assert "desa mana yang terendam" in told.question.casefold()


def test_the_questions_are_asked_of_the_very_text_they_were_written_for(folder: Path) -> None:
    assert len(questions.load("train", {"n0": NEWS_BODY})) == 4
    assert questions.load("train", {}) == []
    with pytest.raises(ValueError, match="not the one that was asked about"):
        questions.load("train", {"n0": NEWS_BODY + "!"})


@pytest.fixture
def folder_of_model(settings: Settings) -> Path:
    return bundled.unpacked_model(settings.cache_dir)


@pytest.fixture
def tokenizer(settings: Settings) -> Tokenizer:
    return tokens.bundled(settings.cache_dir)


@pytest.fixture
def text_of(folder_of_model: Path) -> Callable[[Sequence[int]], str]:
    from transformers import AutoTokenizer

    decode: Callable[[Sequence[int]], str] = AutoTokenizer.from_pretrained(folder_of_model).decode
    return decode


def test_a_target_points_at_the_tokens_of_the_answer(
    tokenizer: Tokenizer, text_of: Callable[[Sequence[int]], str]
) -> None:
    header = "Jembatan Lerang (Harian Nusa)\n"
    text = header + BRIDGE
    start = text.index("Ratna")
    told = Example("Siapa?", text, len(header), True, "fact", ((start, start + 14),), ((len(header), len(text)),))
    [(target, null)] = targets_of([(told, Example("Siapa?", FERRY))], tokenizer)
    [(first, last)] = target.spans
    assert text_of(target.ids[first : last + 1]) == "Ratna Mahendra"
    assert text_of(target.ids[target.first : target.last + 1]) == BRIDGE
    assert target.sentences == ((target.first, target.last, True),)
    assert (target.kind, target.yes, target.items) == (KINDS.index("fact"), UNKNOWN, ())
    assert (null.told, null.spans, null.kind) == (False, (), UNKNOWN)
    assert not any(yes for *_, yes in null.sentences)


def test_the_targets_of_lists_sentences_and_yes_or_no(
    groups: list[data.Group], tokenizer: Tokenizer, text_of: Callable[[Sequence[int]], str]
) -> None:
    alone = [group for group in groups if " « " not in group[0].question]
    targets = [t for group in targets_of(alone, tokenizer) for t in group if t.told]
    read = lambda t, place: text_of(t.ids[place[0] : place[1] + 1])  # noqa: E731
    [listed] = [t for t in targets if t.items]
    assert [read(listed, p) for p in listed.items] == ["Kalimurni", "Sukaranti", "Tirtamaya"]
    [how] = [t for t in targets if t.kind == KINDS.index("how")]
    assert [read(how, p) for p in how.spans] == ["Pompa dipasang di hilir, lalu air disedot ke sungai."]
    assert [t.yes for t in targets if t.yes != UNKNOWN] == [0, 0]  # ours, and what contradicts a claim of IndoNLI


@pytest.fixture
def work(groups: list[data.Group], tokenizer: Tokenizer, tmp_path: Path) -> Path:
    """Examples and encoder as they travel."""
    targets = targets_of(groups, tokenizer)
    called = encoder.pruned({i for group in targets for t in group for i in t.ids}, tmp_path / "encoder.bin")
    examples.save(tmp_path / "reader.xz", {"news": targets}, called)
    return tmp_path


def test_what_travels_is_what_there_was(
    groups: list[data.Group], tokenizer: Tokenizer, work: Path, folder_of_model: Path
) -> None:
    """The same batch by the encoder that has a few tokens, and the same network's outputs by the whole one."""
    import torch
    from transformers import AutoModel

    from index.embedding import network

    learned = examples.load(work / "reader.xz")
    targets = targets_of(groups, tokenizer)
    assert len(learned) == len(targets)
    first = next(n for n, group in enumerate(targets) if group[0].items)
    batch = learned.batch([list(learned.group(first))])
    listed = targets[first][0]
    assert batch.told.tolist() == [float(t.told) for t in targets[first]]
    assert [n for n, x in enumerate(batch.items[0].tolist()) if x == 1] == [a for a, _ in listed.items]
    assert batch.body[0].nonzero()[[0, -1], 0].tolist() == [listed.first, listed.last]
    torch.manual_seed(0)
    small = network.fresh(encoder.load(work / "encoder.bin", dropout=0.0, attention="eager"), OUTPUTS)
    small.bert.eval()
    whole = network.fresh(
        AutoModel.from_pretrained(folder_of_model, dtype=torch.float32, add_pooling_layer=False), OUTPUTS
    )
    whole.head.load_state_dict(small.head.state_dict())
    whole.bert.eval()
    with torch.inference_mode():
        outputs = small.head(small.bert(input_ids=batch.ids, attention_mask=batch.real.long()).last_hidden_state)
        expected = whole.logits([t.ids for t in targets[first]])
    assert torch.allclose(outputs[0, : len(listed.ids)], expected[0, : len(listed.ids)], atol=1e-3)


def test_a_pass_draws_what_stands_beside_an_answer(work: Path) -> None:
    learned = examples.load(work / "reader.xz")
    drawn = learned.drawn(0)
    assert drawn == learned.drawn(0)
    assert all(learned.told(group[0]) for group in drawn if len(group) > 1)
    assert max(map(len, drawn)) <= 1 + examples.DRAWN
    batches = learned.batches(400, 0)
    assert sorted(n for batch in batches for group in batch for n in group) == sorted(
        n for group in drawn for n in group
    )


@pytest.mark.slow
def test_a_training_that_was_stopped_goes_on_to_the_same_end(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from index.embedding import network

    learned = examples.load(work / "reader.xz")
    batch = learned.batch([list(learned.group(n)) for n in range(len(learned))])
    monkeypatch.setattr(fit, "CHECKPOINT_SECONDS", 0.0)

    def trained(name: str, loss_of: Callable[..., torch.Tensor] = reader.loss_of) -> tuple[network.Network, float]:
        torch.manual_seed(0)
        model = network.fresh(encoder.load(work / "encoder.bin", dropout=0.0, attention="eager"), OUTPUTS)
        before = reader.loss_of(model, batch).item()
        fit.train(
            model, lambda _: [batch], loss_of, fit.Checkpoint(work / name), fit.Limits(4), rate=reader.RATE, faster=reader.FASTER
        )  # fmt: skip
        return model, before - reader.loss_of(model, batch).item()

    whole, gained = trained("whole.pt")
    assert gained > 0
    steps = iter(range(3))

    class StopError(Exception):
        pass

    def stops(*given: Any) -> torch.Tensor:
        if next(steps, None) is None:
            raise StopError
        return reader.loss_of(*given)

    with pytest.raises(StopError):
        trained("parts.pt", stops)
    again, _ = trained("parts.pt")
    for name, weight in network.layers_of(whole).items():
        assert torch.allclose(weight, network.layers_of(again)[name], atol=1e-6), name
