"""The trained reader: windows of tokens, weights in few bits, stretches with their sentences, and what it says of them."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from test_answering import BRIDGE, FERRY, FLOOD_A, FLOOD_B, article, passages

from index import bundled, reader_model, span_finder
from index.answering import SentenceSelector
from index.embedding import SentenceTransformerEmbedder
from index.engine import Engine
from index.errors import ModelError
from index.neural_reader import Calibration, NeuralReader
from index.question import analyse
from index.settings import Settings
from index.span_finder import Span, SpanFinder
from index.types import Answer, Article
from index.windows import MAX_TOKENS, windows
from index.word_reader import WordReader


@pytest.fixture(scope="module")
def finder(embedder: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> SpanFinder:
    from conftest import settings_in

    return span_finder.load(settings_in(tmp_path_factory.mktemp("reader")), embedder)


@pytest.fixture(scope="module")
def selector(finder: SpanFinder) -> SentenceSelector:
    return SentenceSelector(NeuralReader(finder, Calibration.shipped()))


def ask(selector: SentenceSelector, question: str, *articles: Article, sure: float = 0.0) -> Answer:
    found = passages(*(articles or (BRIDGE, FLOOD_A, FLOOD_B, FERRY)))
    return selector.answer(question, found, min_confidence=sure)


# ── Windows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def tokenizer(embedder: SentenceTransformerEmbedder) -> object:
    from conftest import settings_in
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(bundled.unpacked_model(settings_in(Path("x")).cache_dir))


def test_every_character_of_a_long_passage_is_in_a_window_and_the_header_in_none(tokenizer: object) -> None:
    header, body = "Judul berita (Harian Nusa)\n", "Air sungai meluap ke jalan desa pada malam hari. " * 60
    found = windows(tokenizer, "Apa yang meluap?", [header + body], [len(header)])[0]
    assert len(found) > 2
    covered = {place for w in found for start, end in w.offsets for place in range(start, end)}
    assert not covered & set(range(len(header) - 1))
    missing = {header[:0] + (header + body)[i] for i in range(len(header), len(header + body)) if i not in covered}
    assert missing <= {" "}
    assert all(len(w.ids) <= MAX_TOKENS and len(w.offsets) == w.last - w.first + 1 for w in found)


def test_a_question_without_end_leaves_room_for_the_passage(tokenizer: object) -> None:
    found = windows(tokenizer, "mengapa " * 2000, ["Air meluap."], [0])
    assert len(found) == 1
    assert len(found[0]) == 1


# ── Weights ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_weights_in_four_bits_come_back_nearly_as_they_were() -> None:
    import torch

    torch.manual_seed(0)
    change = torch.randn(64, 96) * 0.01
    back = reader_model.unpacked(reader_model.packed("w", change), "w", change.shape)
    assert ((back - change).norm() / change.norm()).item() < 0.12
    small = torch.randn(7)
    assert torch.allclose(reader_model.unpacked(reader_model.packed("b", small), "b", small.shape), small, atol=1e-2)


def test_the_reader_lives_in_the_memory_of_the_embedder(
    embedder: SentenceTransformerEmbedder, finder: SpanFinder
) -> None:
    own = finder._model.bert.embeddings.word_embeddings.weight
    assert own.data_ptr() == embedder.encoder().embeddings.word_embeddings.weight.data_ptr()


def test_reading_leaves_the_embedder_as_it_was(embedder: SentenceTransformerEmbedder, finder: SpanFinder) -> None:
    before = embedder.passages(["Air sungai meluap."])
    finder.spans("Apa yang meluap?", ["Air sungai meluap."], [0])
    assert (embedder.passages(["Air sungai meluap."]) == before).all()


# ── Stretches ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stretch_is_found_in_its_text_and_the_right_text_scores_best(finder: SpanFinder) -> None:
    texts = [a.body for a in (FERRY, BRIDGE, FLOOD_A)]
    found = finder.spans("Berapa panjang Jembatan Lerang?", texts, [0, 0, 0])
    best = max(range(3), key=lambda i: found[i][0].score)
    span = found[best][0]
    assert "412 meter" in texts[best][span.start : span.end]
    assert all(list(spans) == sorted(spans, key=lambda s: -s.score) for spans in found)


def test_nothing_to_read_is_nothing_found(finder: SpanFinder) -> None:
    assert finder.spans("Siapa?", [], []) == []
    assert finder.spans("Siapa?", ["", "   "], [0, 0]) == [[], []]


def test_an_answer_late_in_a_long_passage_is_found(finder: SpanFinder) -> None:
    body = "Pasar desa ramai sejak pagi dan pedagang menata sayur di lapak masing-masing. " * 40
    text = body + "Ketua panitia lomba perahu adalah Sulastri Wening. " + body
    span = finder.spans("Siapa ketua panitia lomba perahu?", [text], [0])[0][0]
    assert text[span.start : span.end] == "Sulastri Wening"


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("Siapa Gubernur Wirasena?", "Ratna Mahendra"),
        ("Berapa panjang Jembatan Lerang?", "412 meter"),
        ("Kapan Jembatan Lerang diresmikan?", "4 Juni 2025"),
        ("Berapa harga tiket feri ke Pulau Sembilu?", "Rp45.000"),
        ("How much did the Lerang Bridge cost?", "Rp1,2 triliun"),
        ("Where will the market be moved?", "Desa Sukarame"),
        ("Apa nama perusahaan yang mengoperasikan feri baru?", "Samudra Jaya"),
    ],
)
def test_the_answer_is_cited_with_its_sentence(selector: SentenceSelector, question: str, span: str) -> None:
    answer = ask(selector, question)
    assert span in (answer.answer_span or "")
    assert all(span in c.quote for c in answer.citations[:1])
    for c in answer.citations:
        article = next(a for a in (BRIDGE, FLOOD_A, FLOOD_B, FERRY) if a.id == c.article_id)
        assert article.body[c.start : c.end] == c.quote


@pytest.mark.parametrize(
    "question",
    [
        "Siapa juara lomba perahu di Samarinda?",
        "Berapa harga beras di pasar Kota Tirtasari?",
        "Who won the football world cup in 1998?",
        "Apa resep rendang?",
    ],
)
def test_what_the_articles_do_not_tell_is_refused(selector: SentenceSelector, question: str) -> None:
    assert ask(selector, question, sure=0.45).abstained


def test_the_passages_come_back_in_the_order_of_the_reader(selector: SentenceSelector) -> None:
    answer = ask(selector, "Berapa harga tiket feri ke Pulau Sembilu?")
    assert answer.passages[0].article.id == FERRY.id
    assert {p.article.id for p in answer.passages} == {a.id for a in (BRIDGE, FLOOD_A, FLOOD_B, FERRY)}
    scores = [p.score for p in answer.passages]
    assert scores == sorted(scores, reverse=True)


class Scripted:
    """A finder that finds what it is told to: the rules around the network are tested, not the network."""

    def __init__(self, *stretches: tuple[str, float]) -> None:
        self._stretches = stretches

    def spans(self, question: str, texts: Sequence[str], headers: Sequence[int]) -> list[list[Span]]:
        del question, headers
        return [
            sorted(
                (Span(t.find(s), t.find(s) + len(s), score) for s, score in self._stretches if s in t),
                key=lambda span: -span.score,
            )
            for t in texts
        ]


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        (" 412 meter itu", "412 meter itu"),
        (
            '"Kami berjanji akan merawat jembatan ini setiap bulan.',
            "Kami berjanji akan merawat jembatan ini setiap bulan",
        ),
        ("Ratna Mahendra, ", "Ratna Mahendra"),
    ],
)
def test_a_stretch_is_shown_without_the_marks_around_it(found: str, kept: str) -> None:
    reader = NeuralReader(Scripted((found, 5.0)), Calibration.shipped())  # type: ignore[arg-type]
    read = reader.read(analyse("Apa isinya?"), passages(BRIDGE))
    assert read.readings[0].text == kept


def test_a_bracket_that_is_opened_is_closed() -> None:
    told = article("hujan", "Hujan Reda", "Warga menginap sejak Senin (9/6/2025) di balai desa.", "Kabar Timur", 10)
    reader = NeuralReader(Scripted(("Senin (9/6/2025", 5.0)), Calibration.shipped())  # type: ignore[arg-type]
    read = reader.read(analyse("Sejak kapan warga menginap?"), passages(told))
    assert read.readings[0].text == "Senin (9/6/2025)"


def test_who_holds_another_office_is_not_named_elsewhere_either() -> None:
    body = "Wakil Gubernur Wirasena Bima Satria datang. Warga menyambut Bima Satria. Gubernur Ratna Mahendra pulang."
    told = article("kunjungan", "Kunjungan ke Desa", body, "Kabar Timur", 10)
    reader = NeuralReader(Scripted(("Bima Satria", 9.0), ("Ratna Mahendra", 1.0)), Calibration.shipped())  # type: ignore[arg-type]
    asked = "Siapa gubernur Wirasena?"
    assert [r.text for r in reader.read(analyse(asked), passages(told)).readings] == ["Ratna Mahendra"]
    assert reader.read(analyse("Siapa wakil gubernur Wirasena?"), passages(told)).readings[0].text == "Bima Satria"


def test_readings_of_one_question_share_one_probability() -> None:
    reader = NeuralReader(Scripted(("412 meter", 9.0), ("tiga tahun", 5.0), ("Rp45.000", -9.0)), Calibration.shipped())  # type: ignore[arg-type]
    read = reader.read(analyse("Berapa?"), passages(FERRY, BRIDGE))
    assert sum(r.probability for r in read.readings) == pytest.approx(1)
    assert [r.text for r in read.readings] == ["412 meter", "tiga tahun", "Rp45.000"]
    assert read.passages[0].article.id == BRIDGE.id


# ── Where it is absent ───────────────────────────────────────────────────────────────────────────────────────────────


def test_without_its_weights_tanya_says_so_once_and_goes_on(
    settings: Settings,
    embedder: SentenceTransformerEmbedder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = tmp_path / "data"
    broken.mkdir()
    for text in (None, b"not weights"):
        if text:
            (broken / "reader.safetensors").write_bytes(text)
        monkeypatch.setattr(span_finder, "_weights", lambda: broken / "reader.safetensors")
        with pytest.raises(ModelError, match="trained reader can't be loaded"):
            span_finder.load(settings, embedder)
        engine = Engine(settings, embedder)
        with caplog.at_level(logging.WARNING):
            assert isinstance(engine.reader, WordReader)
            assert isinstance(engine.reader, WordReader)
        assert len(caplog.records) == 1
        assert "reinstall Tanya" in caplog.records[0].getMessage()
        caplog.clear()
    shutil.rmtree(broken)


def test_it_can_be_done_without_by_setting(settings: Settings, embedder: SentenceTransformerEmbedder) -> None:
    chosen = settings.model_copy(update={"reader": "words"})
    assert isinstance(Engine(chosen, embedder).reader, WordReader)
