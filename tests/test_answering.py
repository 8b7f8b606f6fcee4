"""An answer without a language model: short, in the articles' own words, with its citations, or an honest refusal."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from index.answer.extractive import SentenceSelector
from index.answer.phrases import NOT_FOUND, SOURCES_DIFFER
from index.embedding.embedder import Embedder
from index.language.quotations import widen
from index.reader import findings
from index.reader.confidence import Calibration
from index.reader.reader import Reader
from index.types import Answer, Article, Chunk, Passage

WIB = ZoneInfo("Asia/Jakarta")


def article(name: str, title: str, body: str, source: str, day: int) -> Article:
    return Article(name, title, body, f"{name}.txt", source=source, published_at=datetime(2025, 6, day, 9, tzinfo=WIB))


BRIDGE = article(
    "jembatan",
    "Jembatan Lerang Dibuka untuk Umum",
    "Gubernur Wirasena, Ratna Mahendra, meresmikan Jembatan Lerang pada Rabu, 4 Juni 2025. Jembatan sepanjang 412 meter "
    "itu dibangun selama tiga tahun dengan biaya Rp1,2 triliun.\n"
    '"Kami berjanji akan merawat jembatan ini setiap bulan. Warga tidak perlu membayar," kata Ratna.\n'
    "Jalan lama ditutup karena tebing di sisi selatan terus longsor. Ia menambahkan bahwa pasar akan dipindahkan ke Desa "
    "Sukarame.",
    "Harian Nusa",
    4,
)
FLOOD_A = article(
    "banjir-a",
    "Banjir Rendam Kota Kalitirta",
    "Banjir merendam Kota Kalitirta sejak Senin malam. Sebanyak 120 warga Kalitirta mengungsi akibat banjir itu.",
    "Harian Nusa",
    10,
)
FLOOD_B = article(
    "banjir-b",
    "Warga Kalitirta Mengungsi",
    "Hujan deras turun dua hari. Sebanyak 150 warga Kalitirta mengungsi akibat banjir itu, kata petugas.",
    "Kabar Timur",
    11,
)
FERRY = article(
    "feri",
    "Feri Baru ke Pulau Sembilu",
    "Perusahaan pelayaran Samudra Jaya mengoperasikan feri baru menuju Pulau Sembilu mulai Agustus. Tiketnya dijual Rp45.000.",
    "Kabar Timur",
    12,
)


def passages(*articles: Article) -> list[Passage]:
    return [
        Passage(a, Chunk(a.id, 0, 0, len(a.body)), score=0.95 - 0.01 * n, dense=0.87 - 0.01 * n, lexical=12.0 - n)
        for n, a in enumerate(articles)
    ]


@pytest.fixture(scope="module")
def selector(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> SentenceSelector:
    from conftest import settings_in

    finder = findings.load(settings_in(tmp_path_factory.mktemp("reader")), embedder)
    return SentenceSelector(Reader(finder, Calibration.load()))


def ask(selector: SentenceSelector, question: str, *articles: Article, sure: float = 0.0) -> Answer:
    found = selector.answer(question, passages(*articles), min_confidence=sure)
    for number, c in enumerate(found.citations, 1):
        (body,) = (a.body for a in articles if a.id == c.article_id)
        assert (c.number, c.quote) == (number, body[c.start : c.end])
        assert f"[{number}]" in found.text
    return found


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("Siapa yang meresmikan Jembatan Lerang?", "Ratna Mahendra"),
        ("Kapan Jembatan Lerang diresmikan?", "Rabu, 4 Juni 2025"),
        ("Berapa biaya Jembatan Lerang?", "Rp1,2 triliun"),
        ("berapa panjang jembatan lerang?", "412 meter"),
        ("Who opened the Lerang bridge?", "Ratna Mahendra"),
    ],
)
def test_the_shortest_stretch_comes_first_and_whole(selector: SentenceSelector, question: str, span: str) -> None:
    found = ask(selector, question, BRIDGE, FERRY)
    assert found.answer_span and found.answer_span in span
    assert found.text.startswith(f"{span} [1]\n\n")
    assert span in found.citations[0].quote


def test_the_evidence_behind_an_answer_is_passed_through_in_order(selector: SentenceSelector) -> None:
    found = ask(selector, "Siapa yang meresmikan Jembatan Lerang?", BRIDGE, FERRY)
    assert [p.article.id for p in found.passages] == ["jembatan", "feri"]
    assert (found.mode, found.language, found.nearest) == ("extractive", "id", ())


def test_a_quotation_keeps_its_speaker(selector: SentenceSelector) -> None:
    found = ask(selector, "Apa yang dijanjikan Ratna tentang jembatan?", BRIDGE)
    assert "kata Ratna" in found.citations[0].quote


def test_a_reason_is_answered_with_the_sentence_that_gives_it(selector: SentenceSelector) -> None:
    found = ask(selector, "Mengapa jalan lama ditutup?", BRIDGE, FERRY)
    assert "tebing di sisi selatan terus longsor" in found.citations[0].quote


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Apakah jalan lama sudah ditutup?", "Ya"),
        ("Apakah warga harus membayar untuk lewat Jembatan Lerang?", "Tidak"),
        ("Did the governor open the Lerang bridge?", "Yes"),
    ],
)
def test_a_yes_no_question_is_answered_so_with_the_sentence_that_decides_it(
    selector: SentenceSelector, question: str, answer: str
) -> None:
    found = ask(selector, question, BRIDGE)
    assert found.answer_span is None
    assert found.text.startswith(f"{answer} [1]")


def test_a_list_has_each_of_its_parts_and_the_sentence_they_stand_in(selector: SentenceSelector) -> None:
    body = "Tiga desa terendam banjir, yakni Kalimurni, Sukaranti, dan Tirtamaya. Warga mengungsi ke balai desa."
    found = ask(
        selector, "Desa mana saja yang terendam banjir?", article("desa", "Desa Terendam", body, "Kabar Timur", 10)
    )
    assert found.items == ("Kalimurni", "Sukaranti", "Tirtamaya")
    assert found.text.startswith("Kalimurni; Sukaranti; Tirtamaya [1]\n\n")
    assert found.answer_span == "Kalimurni, Sukaranti, dan Tirtamaya"


def test_sources_that_differ_stand_side_by_side_with_outlet_and_date(selector: SentenceSelector) -> None:
    found = ask(selector, "Berapa warga Kalitirta yang mengungsi akibat banjir?", FLOOD_A, FLOOD_B)
    assert found.text.startswith(SOURCES_DIFFER["id"])
    assert "120 warga" in found.text and "(Harian Nusa, 10 Juni 2025) [" in found.text
    assert "150 warga" in found.text and "(Kabar Timur, 11 Juni 2025) [" in found.text
    assert len(found.citations) == 2


def test_outlets_that_count_the_saved_do_not_contradict_one_that_counts_the_seats(selector: SentenceSelector) -> None:
    told = "Dari 187 orang di feri Lerang, 183 orang selamat dan empat orang hilang."
    one = article("feri-a", "Feri Lerang Tenggelam", told, "Harian Nusa", 10)
    same = article("feri-b", "Feri Lerang Karam", f"Hujan deras turun. {told}", "Kabar Timur", 10)
    seats = article("feri-c", "Feri Lerang Laik", "Feri Lerang berizin mengangkut 200 orang.", "Warta Laut", 10)
    found = ask(selector, "Berapa orang di feri Lerang yang selamat?", one, same, seats)
    assert "183 orang" in found.text
    assert SOURCES_DIFFER["id"] not in found.text


def test_what_two_outlets_say_alike_is_said_once_with_both_citations(selector: SentenceSelector) -> None:
    same = article("banjir-c", FLOOD_B.title, FLOOD_A.body, "Kabar Timur", 11)
    found = ask(selector, "Berapa warga Kalitirta yang mengungsi akibat banjir?", FLOOD_A, same)
    assert "[1][2]" in found.text
    assert {c.article_id for c in found.citations} == {"banjir-a", "banjir-c"}


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Siapa pemenang lomba dayung Danau Kembar tahun 2019?", "id"),
        ("Berapa tinggi Gunung Arjasa?", "id"),
        ("Who painted the ceiling of the Virelli chapel?", "en"),
    ],
)
def test_a_question_on_another_matter_is_refused_in_its_language(
    selector: SentenceSelector, question: str, language: str
) -> None:
    found = ask(selector, question, BRIDGE, FERRY, FLOOD_A, FLOOD_B, sure=0.5)
    assert found.abstained
    assert found.text == NOT_FOUND["en" if language == "en" else "id"]
    assert (found.citations, found.answer_span) == ((), None)
    assert found.nearest == ()  # none has what the question names


def test_nothing_retrieved_means_an_honest_refusal(selector: SentenceSelector) -> None:
    found = selector.answer("Siapa yang meresmikan Jembatan Lerang?", [], min_confidence=0.0)
    assert found.abstained
    assert found.confidence == 0.0


@pytest.mark.parametrize("question", ["", "?", "apa", "🙂", "a" * 5000])
def test_no_question_is_too_odd_to_be_answered_or_refused(selector: SentenceSelector, question: str) -> None:
    assert 0 <= selector.answer(question, passages(BRIDGE), min_confidence=0.5).confidence <= 1


def test_a_sentence_that_leans_on_the_one_before_takes_it_in() -> None:
    body = "Ratna Mahendra membuka rapat. Ia menolak usul itu. Rapat bubar."
    start = body.index("Ia")
    assert (
        body[slice(*widen(body, start, start + len("Ia menolak usul itu.")))]
        == "Ratna Mahendra membuka rapat. Ia menolak usul itu."
    )


def test_a_bare_part_of_a_quotation_takes_in_who_spoke() -> None:
    body = '"Kami menolak. Usul itu terlambat," ujar Ratna. Rapat bubar.'
    end = body.index(" Usul")
    assert body[slice(*widen(body, 0, end))] == '"Kami menolak. Usul itu terlambat," ujar Ratna.'


def test_a_sentence_that_stands_alone_is_left_as_it_is() -> None:
    body = "Ratna Mahendra membuka rapat. Rapat bubar pukul tiga."
    start = body.index("Rapat bubar")
    assert widen(body, start, len(body)) == (start, len(body))


def test_sources_that_round_the_same_figure_or_name_the_same_day_do_not_differ(selector: SentenceSelector) -> None:
    same = article("banjir-d", FLOOD_B.title, FLOOD_B.body.replace("150", "120"), "Kabar Timur", 11)
    assert not ask(selector, "Berapa warga Kalitirta yang mengungsi akibat banjir?", FLOOD_A, same).text.startswith(
        SOURCES_DIFFER["id"]
    )
