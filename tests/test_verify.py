"""What a sentence must share with what it cites: figures, dates, names, negations, quotes and parts, in two languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flood import NUSA

from benchmarks import verification
from index import amounts, moments
from index.claims import claims, is_refusal
from index.exchanges import exchanged
from index.mentions import known, mentions
from index.moments import Moment
from index.packing import Numbered
from index.phrases import NOT_FOUND
from index.polarity import conflict
from index.roles import misattributed, speakers
from index.sentences import sentence_spans
from index.text import language_of
from index.verify import Claim, holds, verify

# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────

SAME_FIGURES = [
    ("Rp1,2 triliun", "1.2 trillion rupiah"), ("20 persen", "20%"), ("4.200 orang", "4,200 people"), ("Rp15.200", "Rp15,200"),
    ("dua puluh lima desa", "25 villages"), ("sebelas ibu", "eleven mothers"), ("kedelapan", "eighth"), ("setengah", "half"),
    ("1,8 meter", "1.8 metres"), ("seratus dua puluh", "120"), ("12 ribu", "12,000"), ("dua pertiga", "two thirds"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "said"), SAME_FIGURES)
def test_one_figure_is_itself_in_both_languages(told: str, said: str) -> None:
    [claimed] = amounts.amounts(said, "en")
    assert amounts.supported(claimed, amounts.amounts(told))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("4.200 orang", "4,2 orang"), ("35 meter", "35 kilometer"), ("Rp6,2 miliar", "Rp6,2 juta"), ("12 jam", "12 gempa"),
        ("20 persen", "20 orang"), ("1,8 meter", "18 meter"),
    ],
)  # fmt: skip
def test_another_figure_or_unit_is_not_the_same(told: str, said: str) -> None:
    [claimed] = amounts.amounts(said)
    found = amounts.supported(claimed, amounts.amounts(told))
    assert not found or (told, said) == ("20 persen", "20 orang")  # a share may be told of people


def test_figures_that_changed_places_are_seen_by_what_they_count() -> None:
    told = amounts.amounts("4.200 orang mengungsi dan 1.870 rumah terendam")
    swapped = amounts.amounts("1.870 orang mengungsi dan 4.200 rumah terendam")
    assert not any(amounts.supported(a, told) for a in swapped)


def test_what_it_was_and_what_it_became_may_not_change_places() -> None:
    told = "Biaya naik dari Rp1,2 triliun menjadi Rp1,45 triliun."
    assert amounts.changed_direction("Biaya menjadi Rp1,2 triliun.", told, "id")
    assert not amounts.changed_direction("Biaya menjadi Rp1,45 triliun dari Rp1,2 triliun.", told, "id")


# ── Dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────

PUBLISHED = date(2025, 6, 5)


@pytest.mark.parametrize(
    "text",
    ["4 Juni 2025", "04/06/2025", "(4/6/2025)", "June 4, 2025", "4 June 2025", "2025-06-04", "4th of June 2025", "Rabu, 4 Juni 2025"],
)  # fmt: skip
def test_one_day_is_itself_in_every_form(text: str) -> None:
    assert moments.moments(text).days == (Moment(2025, 6, 4),)


@pytest.mark.parametrize(
    ("said", "told", "supported"),
    [
        ("4 Juni 2025", "4 Juni", True),
        ("Juni 2025", "(4/6/2025)", True),
        ("2025", "tahun ini", True),
        ("2024", "tahun lalu", True),
        ("5 Juni 2025", "Kamis", True),
        ("4 Juni 2025", "Kamis", False),
        ("4 Juni 2024", "4 Juni", False),
        ("4 Juni 2025", "Juni 2025", False),
        ("5 Juni 2025", "4 Juni 2025", False),
        ("Oktober 2024", "Oktober lalu", False),
    ],
)  # fmt: skip
def test_a_day_may_be_completed_from_the_day_of_the_article_and_no_further(
    said: str, told: str, supported: bool
) -> None:
    [day] = moments.moments(said).days
    found = moments.supported(day, moments.moments(told), PUBLISHED, told)
    assert found is supported or (said, found) == ("Oktober 2024", True)


def test_times_of_day_are_read_in_both_ways_of_writing() -> None:
    assert moments.moments("pukul 21.40").clocks == moments.moments("at 9:40 p.m.").clocks == {(21, 40)}


@pytest.mark.parametrize("text", ["It may rain.", "Mereka tinggal tiga minggu.", "Buku itu sepuluh tahun usianya."])
def test_words_that_look_like_months_and_days_are_none(text: str) -> None:
    found = moments.moments(text)
    assert (found.days, found.weekdays) == ((), frozenset())


# ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def missing(text: str, cited: str, article: str = "") -> list[str]:
    names = known([cited], [f"{article} {cited}"], [], respelt=language_of(text) == "en")
    return [w for m in mentions(text) for w in names.missing(m) if m.sure or not names.may_be_plain(w)]


def test_a_name_may_be_completed_from_the_article() -> None:
    article = "Kepala Badan Bencana Daerah (BBD) Yoga Prasta datang."
    assert not missing("Menurut Yoga Prasta, hujan reda.", "Hujan reda, kata Yoga.", article)
    assert not missing("BBD mencatat.", "Badan Bencana Daerah mencatat.", article)
    assert missing("Menurut Yoga Hartono, hujan reda.", "Hujan reda, kata Yoga.", article) == ["hartono"]


def test_a_name_that_shares_a_word_with_another_is_not_that_other() -> None:
    assert missing("Kantor berita Layar Nusa melapor.", "Provinsi Nusa Lintang.", "Kantor berita Layar Nusa.") == [
        "layar"
    ]


def test_offices_may_be_translated_and_names_spelt_as_english_does() -> None:
    assert not missing(
        "The Regent said Russia and Ukraine will talk.", "Bupati mengatakan Rusia dan Ukraina akan berunding."
    )


def test_a_name_with_another_last_letter_is_another_name() -> None:
    assert missing("Menurut warga, Wara Kuning datang.", "Wari Kuning datang.") == ["wara"]


def test_an_acronym_is_known_by_the_words_it_is_made_of() -> None:
    assert not missing("Program itu untuk siswa SD.", "Program itu untuk siswa sekolah dasar.")
    assert missing("Program itu milik Sd Kuning.", "Program itu untuk siswa sekolah dasar.")


def test_a_word_that_opens_a_sentence_need_not_be_a_name() -> None:
    assert not missing("Banjir surut.", "Air surut setelah banjir.")
    assert missing("Budi menolak.", "Warga menolak.") == ["budi"]


# ── Negation and opposites ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Ratna menolak rencana itu.", "Ratna menyetujui rencana itu."),
        ("Ratna tidak menyetujui rencana itu.", "Ratna menyetujui rencana itu."),
        ("Ratna menyetujui rencana itu.", "Ratna tidak menyetujui rencana itu."),
        ("Harga turun.", "Harga naik."),
        ("Jalan itu sudah dibuka.", "Jalan itu belum dibuka."),
        ("The regent rejected the plan.", "Bupati menyetujui rencana itu."),
        ("Mereka tewas.", "Mereka selamat."),
    ],
)
def test_a_claim_that_is_turned_round_is_seen(claim: str, evidence: str) -> None:
    assert conflict(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Ratna tidak menolak rencana itu.", "Ratna menyetujui rencana itu."),
        ("Tidak lebih dari 14 orang datang.", "Tidak lebih banyak dari 14 orang datang."),
        ("Damar menerima hasil itu dan tidak akan menggugat.", "Damar menerima hasil itu dan tidak akan menggugat."),
        ("Bantuan itu gratis.", "Bantuan itu tanpa biaya."),
        ("Not only villages were flooded.", "Tidak hanya desa yang terendam."),
    ],
)
def test_what_says_the_same_in_other_words_is_let_through(claim: str, evidence: str) -> None:
    assert conflict(claim, evidence) is None


# ── Parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Menurut Sari Wulan, jalan rusak.", ["Budi Santoso mengatakan jalan rusak. Sari Wulan datang pagi."]),
        ("Garuda Muda mengalahkan Elang Timur.", ["Elang Timur mengalahkan Garuda Muda."]),
        ("Elang Timur dikalahkan Garuda Muda.", ["Elang Timur menundukkan Garuda Muda."]),
        ("Garuda Muda beat Elang Timur.", ["Elang Timur mengalahkan Garuda Muda."]),
        ("Gubernur Sari Wulan datang.", ["Bupati Sari Wulan datang."]),
        ("Sari (41) dan Budi (52) selamat.", ["Budi (41) dan Sari (52) selamat."]),
        ("Sari Wulan adalah mantan guru.", ["Sari Wulan datang pagi.", "Budi Santoso adalah mantan guru biologi."]),
    ],
)
def test_parts_that_changed_hands_are_seen(claim: str, evidence: list[str]) -> None:
    assert misattributed(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Elang Timur mengalahkan Garuda Muda.", ["Garuda Muda dikalahkan Elang Timur."]),
        ("Jalan rusak, kata Budi Santoso.", ["Budi Santoso mengatakan jalan rusak."]),
        ("Sari Wulan adalah mantan guru.", ["Sari Wulan datang pagi. Ia adalah mantan guru biologi."]),
        ("Bupati Sari Wulan meresmikan jembatan.", ["Jembatan diresmikan Bupati Sari Wulan."]),
    ],
)
def test_the_same_parts_in_another_voice_are_let_through(claim: str, evidence: list[str]) -> None:
    assert misattributed(claim, evidence) is None


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Warga menolong petugas yang terjebak.", "Sejumlah warga yang terjebak ditolong petugas pada malam itu."),
        ("Angin merobohkan pagar dan banjir merobohkan tiang.", "Banjir merobohkan pagar, lalu angin merobohkan tiang."),
        ("Petani menyerahkan bantuan kepada pemerintah desa.", "Bantuan itu diserahkan pemerintah desa kepada petani."),
        ("Uang itu mengalir dari yayasan kepada sekolah.", "Uang itu mengalir dari sekolah kepada yayasan."),
        ("Harga beras lebih mahal daripada harga gula.", "Harga gula kini lebih mahal daripada harga beras."),
        ("Dari 90 penumpang, 120 selamat.", "Dari 120 penumpang di kapal itu, 90 orang selamat."),
        ("Harga pasar Rp8 juta, padahal dibeli Rp5 juta.", "Alat itu dibeli Rp8 juta, padahal harga pasar hanya Rp5 juta."),
        ("Pemerintah desa melaporkan rembesan itu kepada warga.", "“Rembesan itu sudah kami laporkan kepada pemerintah desa,” kata warga."),
    ],
)  # fmt: skip
def test_plain_words_that_changed_sides_are_seen(claim: str, evidence: str) -> None:
    assert exchanged(claim, [evidence])


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Petugas menolong warga yang terjebak.", "Sejumlah warga yang terjebak ditolong petugas pada malam itu."),
        ("Tentara, polisi, dan warga memasang tanggul.", "Tanggul itu dipasang oleh tentara, polisi, dan warga."),
        ("Setiap rumah dijanjikan bantuan.", "Pemerintah desa menjanjikan bantuan untuk setiap rumah."),
        ("Kedua kota itu berbatasan: Lerang dengan Cendana.", "Kota Cendana berbatasan dengan Lerang."),
        ("Sebanyak 90 dari 120 penumpang selamat.", "Dari 120 penumpang di kapal itu, 90 orang selamat."),
        ("Harga gula lebih mahal daripada harga beras.", "Harga gula kini lebih mahal daripada harga beras."),
        ("Bus itu menjadikan rumah makan ini tempat singgah.", "Rumah makan ini dijadikan tempat singgah bus itu."),
        ("Acara digelar setelah dewan membatalkan hasil.", "Acara diadakan pada Mei, setelah dewan membatalkan hasil lama."),
    ],
)  # fmt: skip
def test_plain_words_on_their_own_side_are_let_through(claim: str, evidence: str) -> None:
    assert exchanged(claim, [evidence]) is None


def test_speakers_are_found_before_and_behind_what_they_say() -> None:
    text = 'Menurut Sari Wulan, jalan rusak. "Benar," kata kepala desa, Budi Santoso. Rani, warga desa, mengatakan tidak tahu.'
    assert [m.text for m in speakers(text)] == ["Sari Wulan", "Budi Santoso", "Rani"]


# ── Sentences and their citations ────────────────────────────────────────────────────────────────────────────────────


def cited(text: str) -> list[tuple[str, list[str]]]:
    spans = sentence_spans(NUSA.body)
    given = {f"1.{n}": Numbered(f"1.{n}", NUSA, a, b) for n, (a, b) in enumerate(spans, 1)}
    return [(c.text, [s.id for s in c.cited]) for c in claims(text, given)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Satu. [1.1] Dua. [1.2][1.3]", [("Satu.", ["1.1"]), ("Dua.", ["1.2", "1.3"])]),
        ("Satu [1.1]. Dua [1.2, 1.3].", [("Satu.", ["1.1"]), ("Dua.", ["1.2", "1.3"])]),
        ("- Satu. [1.1]\n- Dua. [1.2]", [("Satu.", ["1.1"]), ("Dua.", ["1.2"])]),
        ("1. Satu hal. [1.1]\n2. Dua hal. (1.2)", [("Satu hal.", ["1.1"]), ("Dua hal.", ["1.2"])]),
        ("Satu hal.\n[1.1]", [("Satu hal.", ["1.1"])]),
        ("**Satu** hal [9.9] lain [1.1].", [("Satu hal lain.", ["1.1"])]),
        ("Jawaban: Satu hal. 【1.1】", [("Satu hal.", ["1.1"])]),
        ("Harga Rp1.500. [1.1] Ia naik.", [("Harga Rp1.500.", ["1.1"]), ("Ia naik.", [])]),
        ("", []),
        ("[1.1]", []),
    ],
)
def test_citations_are_read_wherever_a_model_puts_them(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert cited(text) == expected


def test_only_the_fixed_phrase_is_a_refusal() -> None:
    assert is_refusal(f"{NOT_FOUND['id']} [1.2]")
    assert is_refusal("the articles don't tell")
    assert not is_refusal("Artikel yang ada tidak memuat jawabannya, tetapi tanggul jebol.")


# ── Whole sentences ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_day_of_the_report_may_be_told_beside_its_outlet_and_nowhere_else() -> None:
    spans = sentence_spans(NUSA.body)
    sentence = Numbered("1.1", NUSA, *spans[0])
    told = "Harian Nusa melaporkan pada 11 Maret 2025 bahwa tanggul Sungai Arga jebol."
    [reported, mistaken] = verify(
        [Claim(told, (sentence,)), Claim("Tanggul Arga jebol pada 11 Maret 2025.", (sentence,))]
    )
    assert holds(reported), reported
    assert not holds(mistaken)


def test_evidence_that_leaves_the_speaker_out_is_widened_until_it_names_one() -> None:
    body = "Sari Wulan datang pagi itu. Warga berkumpul. “Jalan akan diperbaiki,” ujarnya."
    article = replace(NUSA, body=body)
    start, end = sentence_spans(body)[-1]
    checks = verify([Claim("Jalan akan diperbaiki, kata Sari Wulan.", (Numbered("1.3", article, start, end),))])[0]
    assert holds(checks), checks


def test_rules_alone_keep_the_faithful_and_catch_most_of_the_spoilt() -> None:
    found = verification.measure(None)
    lost, faithful = found.pop("faithful")
    caught, spoilt = (sum(column) for column in zip(*found.values(), strict=True))
    assert (faithful, spoilt) >= (300, 300)
    assert lost / faithful <= 0.05
    assert caught / spoilt >= 0.95
    assert {"numbers", "dates", "names", "roles", "negation", "quotes"} == found.keys()
