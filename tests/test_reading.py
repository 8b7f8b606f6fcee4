"""The reader: windows of tokens, weights in few bits, what the network finds in a passage, and what the reader makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from test_answering import BRIDGE, FERRY, FLOOD_A, article, passages

from index.embedding import deltas, tokens
from index.embedding.embedder import Embedder
from index.embedding.tokens import Tokenizer
from index.engine import Engine
from index.errors import ModelError
from index.language.sentences import sentence_spans
from index.reader import findings
from index.reader.confidence import FEATURES, Calibration
from index.reader.findings import Finder, Finding, Stretch, Text
from index.reader.reader import Reader
from index.reader.reader_model import KINDS
from index.reader.windows import MAX_TOKENS, windows
from index.settings import Settings

FLAT = Calibration(0.2, 40.0, 0.5, [0.0, 1.0, *[0.0] * (len(FEATURES) - 1)], {}, [])


@pytest.fixture(scope="module")
def finder(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Finder:
    from conftest import settings_in

    return findings.load(settings_in(tmp_path_factory.mktemp("reader")), embedder)


def whole(text: str) -> Text:
    """A text without a header."""
    return Text(text, 0, tuple(sentence_spans(text)))


# ── Windows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    from conftest import settings_in

    return tokens.bundled(settings_in(Path("x")).cache_dir)


def test_every_character_of_a_long_passage_is_in_a_window_and_the_header_in_none(tokenizer: Tokenizer) -> None:
    header, body = "Judul berita (Harian Nusa)\n", "Air sungai meluap ke jalan desa pada malam hari. " * 60
    found = windows(tokenizer, "Apa yang meluap?", [header + body], [len(header)])[0]
    assert len(found) > 2
    covered = {place for w in found for start, end in w.offsets for place in range(start, end)}
    assert not covered & set(range(len(header) - 1))
    missing = {header[:0] + (header + body)[i] for i in range(len(header), len(header + body)) if i not in covered}
    assert missing <= {" "}
    assert all(len(w.ids) <= MAX_TOKENS and len(w.offsets) == w.last - w.first + 1 for w in found)


def test_a_question_without_end_leaves_room_for_the_passage(tokenizer: Tokenizer) -> None:
    found = windows(tokenizer, "mengapa " * 2000, ["Air meluap."], [0])
    assert len(found) == 1
    assert len(found[0]) == 1


# ── Weights ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_weights_in_four_bits_come_back_nearly_as_they_were() -> None:
    draw = np.random.default_rng(0)
    change = draw.standard_normal((64, 96), np.float32) * np.float32(0.01)
    back = deltas.unpacked(deltas.packed("w", change), "w", *change.shape)
    assert np.linalg.norm(back - change) / np.linalg.norm(change) < 0.12
    small = draw.standard_normal(7, np.float32)
    assert np.allclose(deltas.unpacked(deltas.packed("b", small), "b", *small.shape), small, atol=1e-2)


def test_reading_leaves_the_embedder_as_it_was(embedder: Embedder, finder: Finder) -> None:
    before = embedder.passages(["Air sungai meluap."])
    finder.find("Apa yang meluap?", [whole("Air sungai meluap.")])
    assert (embedder.passages(["Air sungai meluap."]) == before).all()


# ── What the network finds ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_stretch_is_found_in_its_text_and_the_right_text_answers_most_surely(finder: Finder) -> None:
    texts = [whole(a.body) for a in (FERRY, BRIDGE, FLOOD_A)]
    found = [f for f in finder.find("Berapa panjang Jembatan Lerang?", texts) if f]
    best = max(range(3), key=lambda i: found[i].told)
    span = found[best].spans[0]
    assert "412 meter" in texts[best].text[span.start : span.end]
    assert all(list(f.spans) == sorted(f.spans, key=lambda s: -s.score) for f in found)
    evidence = max(found[best].sentences, key=lambda s: s.score)
    assert evidence.start <= span.start < evidence.end


def test_nothing_to_read_is_nothing_found(finder: Finder) -> None:
    assert finder.find("Siapa?", []) == []
    assert finder.find("Siapa?", [whole(""), whole("   ")]) == [None, None]


def test_an_answer_late_in_a_long_passage_is_found(finder: Finder) -> None:
    body = "Pasar desa ramai sejak pagi dan pedagang menata sayur di lapak masing-masing. " * 40
    text = whole(body + "Ketua panitia lomba perahu adalah Sulastri Wening. " + body)
    [found] = finder.find("Siapa ketua panitia lomba perahu?", [text])
    assert found is not None
    assert text.text[found.spans[0].start : found.spans[0].end] == "Sulastri Wening"
    assert len(found.sentences) == len(text.sentences)


def test_the_parts_of_a_list_are_found_each(finder: Finder) -> None:
    text = whole("Tiga desa terendam banjir, yakni Kalimurni, Sukaranti, dan Tirtamaya. Warga mengungsi ke balai desa.")
    [found] = finder.find("Desa mana saja yang terendam banjir?", [text])
    assert found is not None
    assert [text.text[s.start : s.end] for s in found.items] == ["Kalimurni", "Sukaranti", "Tirtamaya"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Siapa yang meresmikan Jembatan Lerang?", "fact"),
        ("Siapa saja yang meresmikan Jembatan Lerang?", "list"),
        ("apakah jalan lama sudah ditutup?", "yesno"),
        ("emang bener jembatan lerang udah dibuka?", "yesno"),
        ("Mengapa jalan lama ditutup?", "reason"),
    ],
)
def test_the_kind_of_answer_is_understood(finder: Finder, question: str, kind: str) -> None:
    [found] = finder.find(question, [whole(BRIDGE.body)])
    assert found is not None
    assert KINDS[max(range(len(KINDS)), key=lambda i: found.kinds[i])] == kind


# ── What the reader makes of it ──────────────────────────────────────────────────────────────────────────────────────


class Scripted:
    """A finder that finds what it is told to: what is made of the network's findings is tested, not the network."""

    def __init__(self, spans: Mapping[str, float], told: Mapping[str, float] | None = None, kind: str = "fact") -> None:
        self._spans, self._told, self._kind = spans, told or {}, kind

    def find(self, question: str, texts: Sequence[Text]) -> list[Finding | None]:
        del question
        return [self._found(t) for t in texts]

    def _found(self, t: Text) -> Finding | None:
        at = [(t.text.find(s), s, score) for s, score in self._spans.items() if s in t.text]
        spans = sorted((Stretch(i, i + len(s), score) for i, s, score in at), key=lambda s: -s.score)
        if not spans:
            return None
        told = max((score for part, score in self._told.items() if part in t.text), default=0.0)
        sentences = tuple(Stretch(a, b, 0.0) for a, b in t.sentences)
        return Finding(told, 0.0, tuple(5.0 * (k == self._kind) for k in KINDS), tuple(spans), (), sentences)


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
def test_a_stretch_is_given_without_the_marks_around_it(found: str, kept: str) -> None:
    read = Reader(Scripted({found: 5.0}), FLAT).read("Apa isinya?", "id", passages(BRIDGE))  # type: ignore[arg-type]
    assert read.readings[0].spans[0].text == kept


def test_a_bracket_that_is_opened_is_closed() -> None:
    told = article("hujan", "Hujan Reda", "Warga menginap sejak Senin (9/6/2025) di balai desa.", "Kabar Timur", 10)
    read = Reader(Scripted({"Senin (9/6/2025": 5.0}), FLAT).read("Sejak kapan?", "id", passages(told))  # type: ignore[arg-type]
    assert read.readings[0].spans[0].text == "Senin (9/6/2025)"


def test_passages_are_ranked_by_whether_they_answer_and_come_back_all() -> None:
    scripted = Scripted({"412 meter": 9.0, "Rp45.000": 1.0}, {"412 meter": 3.0, "Rp45.000": -2.0})
    read = Reader(scripted, FLAT).read("Berapa?", "id", passages(FERRY, FLOOD_A, BRIDGE))  # type: ignore[arg-type]
    assert [r.passage.article.id for r in read.readings] == [BRIDGE.id, FERRY.id]
    assert {p.article.id for p in read.passages} == {BRIDGE.id, FERRY.id, FLOOD_A.id}
    scores = [p.score for p in read.passages]
    assert scores == sorted(scores, reverse=True)


def test_of_many_passages_only_what_time_allows_is_read() -> None:
    long = [article(f"a{n}", "Judul", "Pasar desa ramai sejak pagi. " * 60, "Kabar Timur", 10) for n in range(6)]
    read = Reader(Scripted({"Pasar desa": 5.0}), FLAT).read("Apa?", "id", passages(*long))  # type: ignore[arg-type]
    assert 1 <= len(read.readings) < 6
    assert len(read.passages) == 6


def test_nothing_retrieved_is_nothing_read() -> None:
    read = Reader(Scripted({}), FLAT).read("Apa?", "id", [])  # type: ignore[arg-type]
    assert (read.readings, read.confidence) == ((), 0.0)


# ── Where it is absent ───────────────────────────────────────────────────────────────────────────────────────────────


def test_without_its_weights_tanya_says_what_to_do(
    settings: Settings, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in (None, b"not weights"):
        if text:
            (tmp_path / "reader.safetensors").write_bytes(text)
        monkeypatch.setattr(findings, "_weights", lambda: tmp_path / "reader.safetensors")
        with pytest.raises(ModelError, match=r"trained reader can't be loaded .* reinstall Tanya"):
            _ = Engine(settings, embedder).reader
