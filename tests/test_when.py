"""What questions say about time, in both languages and as people type them in chats."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from conftest import ROOT

from index.language.informal import plain
from index.question.when import in_days, when
from index.reader.evidence_days import ArticleDays
from index.types import Inferred

NOW = date(2025, 6, 18)  # a Wednesday

WINDOWS = [
    ("ada apa kmrn", "2025-06-17", "2025-06-17"),
    ("hasil persija minggu kmrn", "2025-06-09", "2025-06-15"),
    ("td malem gempa dimana", "2025-06-17", "2025-06-18"),
    ("tadi malam ada gempa?", "2025-06-17", "2025-06-18"),
    ("semalam siapa yang menang", "2025-06-17", "2025-06-18"),
    ("apa yang terjadi 2 hari lalu", "2025-06-16", "2025-06-16"),
    ("dua hari yang lalu siapa yang ditangkap", "2025-06-16", "2025-06-16"),
    ("berita banjir sejak Juni", "2025-06-01", None),
    ("berita banjir sejak 3 juni", "2025-06-03", None),
    ("harga beras awal bulan ini", "2025-06-01", "2025-06-10"),
    ("harga beras pertengahan Mei", "2025-05-11", "2025-05-20"),
    ("harga beras akhir bulan lalu", "2025-05-21", "2025-05-31"),
    ("siapa yang menang pekan lalu", "2025-06-09", "2025-06-15"),
    ("akhir pekan kemarin ada acara apa di Palu", "2025-06-14", "2025-06-15"),
    ("akhir pekan ini ada acara apa", "2025-06-21", "2025-06-22"),
    ("siapa yang diperiksa Senin kemarin", "2025-06-16", "2025-06-16"),
    ("rabu lalu siapa yang diperiksa", "2025-06-11", "2025-06-11"),
    ("hari minggu kemarin persija main lawan siapa", "2025-06-15", "2025-06-15"),
    ("Minggu malam persija main lawan siapa", "2025-06-15", "2025-06-15"),
    ("jumat minggu lalu ada demo apa", "2025-06-13", "2025-06-13"),
    ("gempa 3 Juni berapa magnitudonya", "2025-06-03", "2025-06-03"),
    ("gempa tgl 3 juni brp magnitudonya", "2025-06-03", "2025-06-03"),
    ("gempa tanggal 3 berapa magnitudonya", "2025-06-03", "2025-06-03"),
    ("gempa Selasa (3/6) berapa magnitudonya", "2025-06-03", "2025-06-03"),
    ("gempa 3/6/2025 berapa magnitudonya", "2025-06-03", "2025-06-03"),
    ("gempa 2025-06-03 berapa magnitudonya", "2025-06-03", "2025-06-03"),
    ("gempa 28 Desember berapa magnitudonya", "2024-12-28", "2024-12-28"),
    ("berita hari ini", "2025-06-18", "2025-06-18"),
    ("tadi pagi ada kecelakaan di mana", "2025-06-18", "2025-06-18"),
    ("berita minggu ini", "2025-06-16", "2025-06-22"),
    ("berita bulan ini", "2025-06-01", "2025-06-30"),
    ("berapa artikel soal banjir bulan Mei", "2025-05-01", "2025-05-31"),
    ("inflasi pada Mei 2025 berapa", "2025-05-01", "2025-05-31"),
    ("jumlah wisatawan tahun lalu", "2024-01-01", "2024-12-31"),
    ("jumlah wisatawan pada tahun 2019", "2019-01-01", "2019-12-31"),
    ("berita tiga hari terakhir", "2025-06-15", "2025-06-18"),
    ("berita sepekan terakhir", "2025-06-11", "2025-06-18"),
    ("berita antara 3 dan 7 Mei", "2025-05-03", "2025-05-07"),
    ("berita 3-7 Mei", "2025-05-03", "2025-05-07"),
    ("berita dari 28 Mei sampai 3 Juni", "2025-05-28", "2025-06-03"),
    ("berita sebelum Juni", None, "2025-05-31"),
    ("berita setelah 3 Juni", "2025-06-04", None),
    ("berita sampai 3 Juni", None, "2025-06-03"),
    ("siapa yang dilantik 3 Juni lalu", "2025-06-03", "2025-06-03"),
    ("siapa yang dilantik tanggal 10 juni kemarin", "2025-06-10", "2025-06-10"),
    ("kemarin hari Senin siapa yang dilantik", "2025-06-16", "2025-06-16"),
    ("Minggu tanggal 8 Juni siapa yang menang", "2025-06-08", "2025-06-08"),
    ("malam minggu kemarin ada acara apa", "2025-06-14", "2025-06-14"),
    ("harga beras minggu pertama Juni", "2025-06-01", "2025-06-07"),
    ("prices in the first week of June", "2025-06-01", "2025-06-07"),
    ("kemarin malam ada apa", "2025-06-17", "2025-06-17"),
    ("akhir Mei lalu siapa yang dilantik", "2025-05-21", "2025-05-31"),
    ("kemarin lusa siapa yang dilantik", "2025-06-16", "2025-06-16"),
    ("besok persija main di mana", "2025-06-19", "2025-06-19"),
    ("seminggu yang lalu siapa yang dilantik", "2025-06-09", "2025-06-15"),
    ("What happened in Ampana last night?", "2025-06-17", "2025-06-18"),
    ("Who was arrested yesterday?", "2025-06-17", "2025-06-17"),
    ("What did the governor say this week?", "2025-06-16", "2025-06-22"),
    ("What happened over the weekend?", "2025-06-14", "2025-06-15"),
    ("news since June about the port", "2025-06-01", None),
    ("What happened between 3 and 7 May?", "2025-05-03", "2025-05-07"),
    ("What happened from May 3 to May 7?", "2025-05-03", "2025-05-07"),
    ("Who won on Monday?", "2025-06-16", "2025-06-16"),
    ("Who won last Friday?", "2025-06-13", "2025-06-13"),
    ("How strong was the quake on June 3rd?", "2025-06-03", "2025-06-03"),
    ("How many tourists came in May?", "2025-05-01", "2025-05-31"),
    ("Who was elected three days ago?", "2025-06-15", "2025-06-15"),
    ("any floods in the past two weeks?", "2025-06-04", "2025-06-18"),
    ("What was announced last month?", "2025-05-01", "2025-05-31"),
    ("prices in early June", "2025-06-01", "2025-06-10"),
]


@pytest.mark.parametrize(("question", "since", "until"), WINDOWS, ids=[q for q, _, _ in WINDOWS])
def test_the_words_of_a_question_mean_days(question: str, since: str | None, until: str | None) -> None:
    read = when(plain(question), NOW)
    assert read is not None
    found = (read.inferred.since, read.inferred.until)
    assert found == tuple(day and date.fromisoformat(day) for day in (since, until))


@pytest.mark.parametrize(
    "question",
    [
        "Kapan banjir itu terjadi?",
        "Tahun berapa jembatan itu dibangun?",
        "Tanggal berapa pasar dibuka?",
        "Siapa korban Tragedi 12 Mei?",
        "Di mana lomba Hari Senin Bersih digelar?",
        "Berapa umur Budi, 25 tahun?",
        "Siapa yang hilang selama dua hari?",
        "Apa yang dibuka jam 10 malam?",
        "Kebakaran Pasar Minggu menghanguskan berapa kios?",
        "Siapa calon di Pemilu 2024?",
        "What may happen to the bridge?",
        "Berapa pemain yang dihukum 3 tahun?",
        "Apa isi lagu “Kemarin”?",
        "Siapa pelatih Persija?",
    ],
)
def test_what_only_looks_like_a_time_is_none(question: str) -> None:
    assert when(question, NOW) is None


def test_the_newest_is_asked_for_without_a_window() -> None:
    for question in ("berapa harga cabai sekarang", "skor terakhir persija", "the latest death toll"):
        read = when(question, NOW)
        assert read is not None and read.inferred.latest and not read.inferred.is_window
    read = when("berita dua hari terakhir", NOW)
    assert read is not None and read.inferred.is_window and not read.inferred.latest


def test_what_is_counted_from_now_is_taken_out_of_the_question_and_a_date_stays() -> None:
    read = when("persija minggu lalu main lawan siapa?", NOW)
    assert read is not None and read.asked == "persija main lawan siapa?" and read.inferred.words == "minggu lalu"
    read = when("Gempa tanggal 3 Juni kekuatannya berapa?", NOW)
    assert read is not None and read.asked == "Gempa tanggal 3 Juni kekuatannya berapa?"
    assert read.bare == "Gempa kekuatannya berapa?"


def test_a_window_is_told_in_days() -> None:
    def window(since: date | None, until: date | None) -> Inferred:
        return Inferred(since, until, "")

    assert in_days(window(date(2025, 6, 9), date(2025, 6, 15)), "id") == "9–15 Juni 2025"
    assert in_days(window(date(2025, 6, 3), date(2025, 6, 3)), "en") == "3 June 2025"
    assert in_days(window(date(2025, 5, 30), date(2025, 6, 2)), "id") == "30 Mei – 2 Juni 2025"
    assert in_days(window(date(2025, 6, 1), None), "id") == "sejak 1 Juni 2025"
    assert in_days(window(None, None), "id") == ""


def test_a_question_without_a_time_never_loads_dateparser() -> None:
    code = (
        "import sys, datetime; from index.question.when import when; when('siapa gubernur?', datetime.date.today());"
        "when('siapa yang ditangkap kemarin?', datetime.date.today()); import index.engine; print('dateparser' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def days_of(body: str) -> ArticleDays:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from index.types import Article

    return ArticleDays(
        Article("a", "Judul", body, "a.txt", published_at=datetime(2025, 6, 4, 9, tzinfo=ZoneInfo("Asia/Jakarta")))
    )


TUESDAY = Inferred(date(2025, 6, 3), date(2025, 6, 3), "kemarin")


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ("Polisi menangkap Budi, Selasa (3/6/2025).", True),
        ("Polisi menangkap Budi kemarin.", True),
        ("Polisi menangkap Budi pada Selasa malam.", True),
        ("Polisi menangkap Budi malam tadi.", True),
        ("Polisi menangkap Budi, Minggu (1/6/2025).", False),
        ("Police arrested Budi on Sunday.", False),
        ("Polisi menangkap Budi pada Mei lalu.", False),
        ("Banjir merendam rumah sejak Minggu (1/6/2025).", True),
    ],
)
def test_evidence_is_of_the_day_that_it_tells_counted_from_its_article(body: str, fits: bool) -> None:
    assert (days_of(body).within(TUESDAY, 0, len(body)) is not None) is fits


def test_a_sentence_without_a_day_is_of_the_day_that_its_article_opens_with() -> None:
    body = "Persija menang, Minggu (1/6/2025). Skornya 2-0."
    assert days_of(body).within(TUESDAY, body.index("Skor"), len(body)) is None
    sunday = Inferred(date(2025, 6, 1), date(2025, 6, 1), "")
    assert days_of(body).within(sunday, body.index("Skor"), len(body)) is None  # three days later is no report of it
    body = "Persija menang, Selasa (3/6/2025). Skornya 2-0."
    assert days_of(body).within(TUESDAY, body.index("Skor"), len(body)) is not None
