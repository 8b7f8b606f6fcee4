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
    ("berita tiga hari terakhir", "2025-06-16", "2025-06-18"),
    ("berita sepekan terakhir", "2025-06-12", "2025-06-18"),
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
    ("any floods in the past two weeks?", "2025-06-05", "2025-06-18"),
    ("What was announced last month?", "2025-05-01", "2025-05-31"),
    ("prices in early June", "2025-06-01", "2025-06-10"),
    # quarters and halves
    ("ekonomi tumbuh berapa di kuartal II 2025", "2025-04-01", "2025-06-30"),
    ("laba bank itu triwulan pertama berapa", "2025-01-01", "2025-03-31"),
    ("laba kuartal IV-2024", "2024-10-01", "2024-12-31"),
    ("laba kuartal keempat", "2024-10-01", "2024-12-31"),
    ("realisasi investasi TW II/2024", "2024-04-01", "2024-06-30"),
    ("investasi semester satu tahun lalu", "2024-01-01", "2024-06-30"),
    ("investasi pada semester II-2024 berapa", "2024-07-01", "2024-12-31"),
    ("investasi paruh pertama 2025", "2025-01-01", "2025-06-30"),
    ("ekspor kuartal lalu", "2025-01-01", "2025-03-31"),
    ("ekspor semester ini", "2025-01-01", "2025-06-30"),
    ("Q3 2024 results", "2024-07-01", "2024-09-30"),
    ("what was the profit in Q1", "2025-01-01", "2025-03-31"),
    ("profit in 3Q24", "2024-07-01", "2024-09-30"),
    ("How many arrivals in the first half of 2025?", "2025-01-01", "2025-06-30"),
    ("exports in the second half of last year", "2024-07-01", "2024-12-31"),
    ("the third quarter of 2024 exports", "2024-07-01", "2024-09-30"),
    ("first-quarter profit of the bank", "2025-01-01", "2025-03-31"),
    ("exports last quarter", "2025-01-01", "2025-03-31"),
    ("banjir paruh pertama Mei", "2025-05-01", "2025-05-15"),
    # from one to another
    ("dari maret s/d mei harga gabah gimana", "2025-03-01", "2025-05-31"),
    ("harga gabah Maret-Mei 2025", "2025-03-01", "2025-05-31"),
    ("harga gabah Maret - Mei 2024", "2024-03-01", "2024-05-31"),
    ("harga gabah antara Januari dan April", "2025-01-01", "2025-04-30"),
    ("harga gabah November sampai Februari 2025", "2024-11-01", "2025-02-28"),
    ("harga gabah dari Oktober 2024 hingga Maret", "2024-10-01", "2025-03-31"),
    ("harga gabah Januari 2024 sampai Maret 2025", "2024-01-01", "2025-03-31"),
    ("harga gabah Maret sampai Mei tahun lalu", "2024-03-01", "2024-05-31"),
    ("How many bridges collapsed from 2021 to 2023?", "2021-01-01", "2023-12-31"),
    ("berapa gempa antara 2019 dan 2021", "2019-01-01", "2021-12-31"),
    ("berapa gempa selama tahun 2019-2021", "2019-01-01", "2021-12-31"),
    ("dari tanggal 20 sampe 25 februari ada apa", "2025-02-20", "2025-02-25"),
    ("ada apa tanggal 10 sampai 15", "2025-06-10", "2025-06-15"),
    ("ada apa tanggal 10-15 bulan lalu", "2025-05-10", "2025-05-15"),
    ("from 28 May until 3 June, any quakes?", "2025-05-28", "2025-06-03"),
    ("sejak awal tahun sampai sekarang berapa kasus DBD", "2025-01-01", "2025-06-18"),
    ("kasus DBD dari Januari sampai hari ini", "2025-01-01", "2025-06-18"),
    ("how many fires so far this year", "2025-01-01", "2025-06-18"),
    ("berapa kebakaran tahun ini sampai sekarang", "2025-01-01", "2025-06-18"),
    # in another year, in a decade, a part of something
    ("gempa 28-05-2025 di mana", "2025-05-28", "2025-05-28"),
    ("gempa 28.05.2025 di mana", "2025-05-28", "2025-05-28"),
    ("juli thn lalu kenapa bandara tutup", "2024-07-01", "2024-07-31"),
    ("gempa 3 juli tahun lalu di mana", "2024-07-03", "2024-07-03"),
    ("gempa tanggal 3 bulan lalu di mana", "2025-05-03", "2025-05-03"),
    ("the mine collapse in September last year", "2024-09-01", "2024-09-30"),
    ("last year's March floods", "2024-03-01", "2024-03-31"),
    ("siapa ketua klub itu tahun 90an", "1990-01-01", "1999-12-31"),
    ("who owned the club in the 1980s", "1980-01-01", "1989-12-31"),
    ("pertengahan tahun lalu ada demo apa", "2024-05-01", "2024-08-31"),
    ("merger akhir 2024", "2024-10-01", "2024-12-31"),
    ("dua minggu pertama Mei ada apa", "2025-05-01", "2025-05-14"),
    ("the last ten days of May", "2025-05-22", "2025-05-31"),
    ("sabtu minggu kmrn ada acara apa", "2025-06-14", "2025-06-15"),
    ("Sabtu-Minggu ini ada acara apa", "2025-06-21", "2025-06-22"),
    ("beberapa hari lalu siapa yang ditangkap", "2025-06-11", "2025-06-17"),
    ("tujuh belas Mei ada apa", "2025-05-17", "2025-05-17"),
    ("Kemarin Bupati Andi ke mana?", "2025-06-17", "2025-06-17"),
    ("harga beras sejak tahun 2023", "2023-01-01", None),
    ("ekspor tiga bulan pertama 2025", "2025-01-01", "2025-03-31"),
    ("exports in the first three months of 2025", "2025-01-01", "2025-03-31"),
    ("minggu kedua bulan lalu ada apa", "2025-05-08", "2025-05-14"),
    ("first week of last month", "2025-05-01", "2025-05-07"),
    ("seminggu ini ada berita apa", "2025-06-12", "2025-06-18"),
    ("dua hari ini ada gempa di mana", "2025-06-17", "2025-06-18"),
    ("48 jam terakhir ada gempa di mana", "2025-06-16", "2025-06-18"),
    ("dari senin sampai rabu kemarin ada apa", "2025-06-09", "2025-06-11"),
    ("what happened Monday to Wednesday last week", "2025-06-09", "2025-06-11"),
    ("inflasi 05/2025", "2025-05-01", "2025-05-31"),
    ("siapa yang dilantik 20 Juni lalu", "2024-06-20", "2024-06-20"),
    # feasts
    ("kecelakaan selama nataru kemarin", "2024-12-24", "2025-01-01"),
    ("ada kecelakaan apa di malam takbiran kemarin", "2025-03-30", "2025-03-30"),
    ("hari kedua lebaran kemarin ke mana presiden", "2025-04-01", "2025-04-01"),
    ("tiga hari sebelum natal tahun lalu", "2024-12-22", "2024-12-22"),
    ("10 hari terakhir ramadan tahun lalu", "2024-03-31", "2024-04-09"),
    ("lebaran kemarin harga daging berapa", "2025-03-31", "2025-04-01"),
    ("Lebaran kemarin Bupati Andi ke mana?", "2025-03-31", "2025-04-01"),
    ("berapa pemudik lebaran tahun lalu", "2024-03-31", "2024-04-21"),
    ("harga daging H-3 lebaran tahun ini", "2025-03-28", "2025-03-28"),
    ("harga daging menjelang idul adha kemarin", "2025-05-23", "2025-06-05"),
    ("siapa khatib saat Idul Adha 2024", "2024-06-17", "2024-06-17"),
    ("natal tahun lalu ada kejadian apa di gereja itu", "2024-12-25", "2024-12-25"),
    ("ada kecelakaan apa malam tahun baru", "2024-12-31", "2024-12-31"),
    ("ada kecelakaan apa malam tahun baru 2024", "2023-12-31", "2023-12-31"),
    ("17 Agustus kemarin siapa pembawa bendera", "2024-08-17", "2024-08-17"),
    ("agustusan tahun lalu siapa yang menang panjat pinang", "2024-08-17", "2024-08-17"),
    ("pas nyepi kemarin siapa yang ditegur pecalang", "2025-03-29", "2025-03-29"),
    ("setelah lebaran kemarin berapa pendatang baru", "2025-04-02", None),
    ("harga beras selama Ramadan", "2025-03-01", "2025-03-30"),
    ("harga beras awal puasa tahun lalu", "2024-03-12", "2024-03-20"),
    ("berapa pengunjung vihara pada Waisak 2024", "2024-05-23", "2024-05-23"),
    ("imlek kemarin ada barongsai di mana", "2025-01-29", "2025-01-29"),
    ("what happened last Christmas?", "2024-12-25", "2024-12-25"),
    ("Who was injured on New Year's Eve?", "2024-12-31", "2024-12-31"),
    ("meat prices during Eid last year", "2024-04-10", "2024-04-11"),
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
        "kenapa RS 12 Desember di Banyuraja disegel",
        "Siapa rektor Universitas Sebelas Juni?",
        "Kapan konser Kuartal di Bandung?",
        "Siapa vokalis Kuartal?",
        "Di mana Stadion 10 November?",
        "Berapa korban kebakaran di Jalan 17 Agustus?",
        "Siapa kiper tim U-23?",
        "Berapa murid kelas 3 SMP itu?",
        "Siapa mahasiswa semester 1 yang tewas?",
        "Berapa harga Audi Q3 itu?",
        "Siapa gubernur periode 2019-2024?",
        "Siapa juara liga musim 2024/2025?",
        "Kapan Lebaran 2026?",
        "THR Lebaran 2026 berapa?",
        "Siapa nama bayi yang lahir di kota Natal?",
        "Siapa yang lolos ke quarter-final?",
        "Who scored in the second half?",
        "Berapa kakek berusia 90-an tahun itu?",
        "Apa isi Pasal 27 ayat 2?",
        "Apa isi UU Nomor 12 Tahun 2011?",
        "Siapa Ibu Hari?",
    ],
)
def test_what_only_looks_like_a_time_is_none(question: str) -> None:
    assert when(question, NOW) is None


def test_before_a_feast_is_before_the_one_that_comes() -> None:
    read = when("harga daging menjelang Lebaran", date(2025, 3, 25))
    assert read is not None
    assert (read.inferred.since, read.inferred.until) == (date(2025, 3, 17), date(2025, 3, 30))


def test_a_year_that_the_table_of_feasts_lacks_gives_no_window() -> None:
    assert when("harga daging saat Lebaran 1950", NOW) is None


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
