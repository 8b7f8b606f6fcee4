"""Questions that carry a time, asked of articles in which the time matters: matches, arrests, a quake, a fire, prices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from conftest import Tanya, settings_in

from bot.commands import Conversation, find_command
from bot.render import render_answer
from index.answer.phrases import NOT_FOUND
from index.embedding.embedder import Embedder
from index.engine import Engine
from index.question.when import with_days
from index.types import Answer, Filters, Turn
from ingest.pipeline import Run

_ARTICLES = [
    ("laga1", "Harimau Selat Menang atas Elang Rawa", "Nusa", "2025-06-02T08:00:00+07:00",
     "Harimau Selat mengalahkan Elang Rawa 2-1 di Stadion Cendana, Minggu (1/6/2025). Gol kemenangan dicetak Rano Siregar."),
    ("laga2", "Harimau Selat Ditahan Banteng Karst", "Nusa", "2025-06-09T08:00:00+07:00",
     "Harimau Selat bermain imbang 1-1 melawan Banteng Karst di Stadion Cendana, Minggu (8/6/2025). Gol penyama dicetak Tito Lubis."),
    ("laga3", "Harimau Selat Kalah dari Badak Lembah", "Nusa", "2025-06-16T08:00:00+07:00",
     "Harimau Selat kalah 0-3 dari Badak Lembah di Stadion Cendana, Minggu (15/6/2025). Pelatih Harimau Selat meminta maaf."),
    ("tangkap1", "Pencuri Motor Ditangkap di Karang Biru", "Timur", "2025-06-04T10:00:00+07:00",
     "Polisi menangkap Dadang Suherman di Karang Biru kemarin karena mencuri sepeda motor. Ia ditahan di kantor polisi."),
    ("tangkap2", "Pengedar Uang Palsu Ditangkap di Karang Biru", "Timur", "2025-06-17T10:00:00+07:00",
     "Polisi menangkap Yayat Ruhiyat di Karang Biru, Senin (16/6/2025), karena mengedarkan uang palsu."),
    ("api1", "Pasar Wetan Terbakar", "Nusa", "2025-06-05T07:00:00+07:00",
     "Kebakaran melanda Pasar Wetan pada Rabu (4/6/2025) malam. Sebanyak 140 kios terbakar, kata petugas pemadam."),
    ("api2", "Kios yang Terbakar di Pasar Wetan 96", "Timur", "2025-06-07T09:00:00+07:00",
     "Dinas perdagangan meralat jumlah kios yang terbakar di Pasar Wetan. Angka yang benar 96 kios, bukan 140."),
    ("beras1", "Harga Beras di Pasar Legi Rp14.000", "Nusa", "2025-05-20T09:00:00+07:00",
     "Harga beras medium di Pasar Legi Rp14.000 per kilogram, Selasa (20/5/2025)."),
    ("beras2", "Harga Beras di Pasar Legi Naik", "Nusa", "2025-06-17T09:00:00+07:00",
     "Harga beras medium di Pasar Legi naik menjadi Rp15.200 per kilogram, Selasa (17/6/2025)."),
]  # fmt: skip
NOW = "2025-06-18T09:00:00+07:00"


@pytest.fixture(scope="module")
def _taken_in(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    folder = tmp_path_factory.mktemp("times")
    source = folder / "articles.jsonl"
    rows = [
        {"id": i, "title": title, "source": outlet, "published": day, "text": text}
        for i, title, outlet, day, text in _ARTICLES
    ]
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    settings = settings_in(folder / "data")
    with Engine(settings, embedder) as engine:
        summary = Run(engine.store, embedder, settings).ingest([source])
    assert not summary.failed
    return folder / "data"


@pytest.fixture
def engine(_taken_in: Path, embedder: Embedder) -> Iterator[Engine]:
    with Engine(settings_in(_taken_in), embedder) as engine:
        engine.now = datetime.fromisoformat(NOW)
        yield engine


def cited(answer: Answer) -> list[str]:
    return [c.article_id.rpartition(":")[2] for c in answer.citations]


@pytest.mark.parametrize(
    ("question", "said", "article"),
    [
        ("Harimau Selat minggu lalu main lawan siapa?", "Badak Lembah", "laga3"),
        ("harimau selat tgl 8 juni main lawan siapa", "Banteng Karst", "laga2"),
        ("Siapa yang ditangkap di Karang Biru Senin kemarin?", "Yayat Ruhiyat", "tangkap2"),
        ("Siapa yang ditangkap di Karang Biru pada 3 Juni?", "Dadang Suherman", "tangkap1"),
        ("Who was arrested in Karang Biru on June 3?", "Dadang Suherman", "tangkap1"),
    ],
)
def test_an_event_is_answered_from_its_own_days(engine: Engine, question: str, said: str, article: str) -> None:
    answer = engine.ask(question)
    assert not answer.abstained
    assert said in answer.text and cited(answer)[0] == article
    assert answer.inferred_filters is not None and answer.inferred_filters.is_window


@pytest.mark.parametrize(
    "question",
    [
        "Siapa yang ditangkap di Karang Biru kemarin malam?",
        "harimau selat main lawan siapa bulan mei",
        "Berapa kios yang terbakar di Pasar Wetan pada bulan April?",
    ],
)
def test_an_empty_window_is_never_answered_from_another_time(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.abstained and answer.text == NOT_FOUND["id"]
    assert answer.nearest  # what lies nearest is offered as such


def test_the_time_can_be_taken_away(engine: Engine) -> None:
    question = "Siapa yang ditangkap di Karang Biru kemarin malam?"
    assert engine.ask(question).abstained
    answer = engine.ask(question, filters=Filters(reads_time=False))
    assert not answer.abstained and answer.inferred_filters is None


def test_the_newest_of_what_is_equally_relevant_comes_first(engine: Engine) -> None:
    answer = engine.ask("Sekarang harga beras medium di Pasar Legi berapa?")
    assert answer.answer_span is not None and "15.200" in answer.answer_span
    assert "14.000" not in answer.text


def test_the_newest_article_that_shares_a_name_alone_is_not_shown(engine: Engine) -> None:
    answer = engine.ask("Berapa tarif bus di Karang Biru sekarang?")
    assert answer.abstained
    assert answer.text == NOT_FOUND["id"]


def test_what_is_newer_than_now_is_not_there_yet(engine: Engine) -> None:
    engine.now = datetime.fromisoformat("2025-06-01T09:00:00+07:00")
    answer = engine.ask("Sekarang harga beras medium di Pasar Legi berapa?")
    assert answer.answer_span is not None and "14.000" in answer.answer_span
    assert {c.published_at < engine.now for c in answer.citations if c.published_at} == {True}


def test_a_figure_that_was_corrected_is_not_the_answer(engine: Engine) -> None:
    answer = engine.ask("Berapa kios yang terbakar di Pasar Wetan?")
    assert answer.answer_span == "96 kios"
    assert cited(answer)[0] == "api2"
    engine.now = datetime.fromisoformat("2025-06-06T09:00:00+07:00")  # before the correction
    assert "140" in (engine.ask("Berapa kios yang terbakar di Pasar Wetan?").answer_span or "")


def test_a_kapan_is_answered_with_the_day_that_kemarin_was(engine: Engine) -> None:
    answer = engine.ask("Kapan polisi menangkap Dadang Suherman?")
    assert "kemarin (3 Juni 2025)" in answer.text
    assert "3 Juni" not in answer.citations[0].quote  # the quote is the article's own words


def test_news_of_a_window_are_listed_each_story_once(engine: Engine) -> None:
    answer = engine.ask("ada berita apa kemarin?")
    assert set(cited(answer)) == {"tangkap2", "beras2"}
    assert answer.text.startswith("2 artikel · 17 Juni 2025:")
    assert cited(engine.ask("berita soal harga beras bulan Mei")) == ["beras1"]
    assert cited(engine.ask("any news since June about the Pasar Wetan fire?")) == ["api2", "api1"]
    assert engine.ask("berapa artikel tentang Harimau Selat bulan ini?").text.startswith("3 artikel")
    assert engine.ask("ada berita apa soal gempa kemarin?").abstained


def test_what_happened_is_told_in_the_sentence_that_tells_it(engine: Engine) -> None:
    answer = engine.ask("apa yang terjadi di Pasar Wetan 4 Juni?")
    assert "Kebakaran melanda Pasar Wetan" in answer.text
    assert "api1" in cited(answer)


def test_the_filters_of_the_person_and_the_window_both_hold(engine: Engine) -> None:
    assert cited(engine.ask("ada berita apa kemarin?", filters=Filters(source="Timur"))) == ["tangkap2"]
    assert engine.ask("ada berita apa kemarin?", filters=Filters(since=datetime(2025, 6, 18).date())).abstained


def test_a_question_without_a_time_infers_nothing(engine: Engine) -> None:
    answer = engine.ask("Siapa yang mengedarkan uang palsu di Karang Biru?")
    assert "Yayat Ruhiyat" in answer.text
    assert answer.inferred_filters is None and "inferred_filters" not in answer.as_dict()


def test_a_language_model_is_told_the_days(engine: Engine) -> None:
    answer = engine.ask("Harimau Selat minggu lalu main lawan siapa?")
    told = with_days(answer.question, answer.inferred_filters, "id")
    assert told == "Harimau Selat minggu lalu main lawan siapa? (minggu lalu: 9–15 Juni 2025)"
    assert "laga1" not in {p.article.id.rpartition(":")[2] for p in answer.passages}


# ── As people see it ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_answer_is_shown_with_the_time_that_was_understood(engine: Engine) -> None:
    shown = render_answer(engine.ask("Harimau Selat minggu lalu main lawan siapa?"))
    assert shown.startswith("Waktu: minggu lalu (9–15 Juni 2025)\n")


def test_the_repl_shows_the_time_and_takes_it_away(engine: Engine) -> None:
    talk = Conversation(engine)
    question = "Siapa yang ditangkap di Karang Biru kemarin malam?"
    talk.turns.append(Turn(question, engine.ask(question)))

    def typed(line: str) -> str:
        command, rest = find_command(line)
        return command.run(talk, rest) or ""

    assert "kemarin malam" in typed("/filter") and "since=2025-06-17 until=2025-06-17" in typed("/filter")
    assert typed("/filter time=off") == "Filter: time=off"
    assert not engine.ask(question, filters=talk.filters).abstained
    assert typed("/filter time=on") == "No filter: all articles are searched."


def test_the_command_says_in_json_what_it_understood(_taken_in: Path, tanya: Tanya) -> None:
    env = {"TANYA_DATA_DIR": str(_taken_in), "TANYA_NOW": NOW}
    done = tanya("ask", "--json", "harimau selat minggu lalu main lawan siapa", env=env)
    assert done.returncode == 0, done.stderr
    understood = json.loads(done.stdout)["inferred_filters"]
    assert understood == {"since": "2025-06-09", "until": "2025-06-15", "words": "minggu lalu", "latest": False}
    done = tanya("ask", "--json", "--any-time", "harimau selat minggu lalu main lawan siapa", env=env)
    assert "inferred_filters" not in json.loads(done.stdout)


def test_a_now_that_is_no_time_is_named(tanya: Tanya) -> None:
    done = tanya("ask", "siapa?", env={"TANYA_NOW": "besok sore"})
    assert done.returncode == 1 and "TANYA_NOW" in done.stderr and "Traceback" not in done.stderr
