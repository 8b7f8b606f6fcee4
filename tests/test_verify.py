"""What a sentence must share with what it cites: figures, dates, names, negations, quotes and parts, in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from flood import NUSA

from index.answer.phrases import NOT_FOUND
from index.generation.claims import claims, is_refusal
from index.language import amounts, moments
from index.language.moments import Moment
from index.language.morphology import inflected
from index.language.opposites import OPPOSITES
from index.language.sentences import sentence_spans
from index.language.text import language_of
from index.verification.cited import Numbered
from index.verification.entailment import Judgement
from index.verification.mentions import known, mentions
from index.verification.negation import turned, unheard
from index.verification.opposed import opposed
from index.verification.verify import Claim, evidence_of, holds, verify


class Believer:
    """An Entailment that believes everything, so that the rules are seen alone."""

    def threshold(self, lost: float) -> float:
        return lost

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        return [Judgement(1.0)] * len(pairs)


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────

SAME_FIGURES = [
    ("Rp1,2 triliun", "1.2 trillion rupiah"), ("20 persen", "20%"), ("4.200 orang", "4,200 people"), ("Rp15.200", "Rp15,200"),
    ("dua puluh lima desa", "25 villages"), ("sebelas ibu", "eleven mothers"), ("kedelapan", "eighth"), ("setengah", "half"),
    ("1,8 meter", "1.8 metres"), ("seratus dua puluh", "120"), ("12 ribu", "12,000"), ("dua pertiga", "two thirds"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "said"), SAME_FIGURES)
def test_one_figure_is_itself_in_both_languages(told: str, said: str) -> None:
    [claimed] = amounts.amounts(said, "en")
    assert amounts.Told(told).has(claimed)


@pytest.mark.parametrize(
    ("told", "said"), [("1,5 ton", "1.500 kilogram"), ("90 menit", "1,5 jam"), ("sebuah jembatan", "1 jembatan")]
)
def test_a_figure_may_be_told_in_another_unit(told: str, said: str) -> None:
    [claimed] = amounts.amounts(said)
    assert amounts.Told(told).has(claimed)


@pytest.mark.parametrize(
    ("told", "said"),
    [("4.200 orang", "4,2 orang"), ("Rp6,2 miliar", "Rp6,2 juta"), ("1,8 meter", "18 meter"), ("35 m", "36 m")],
)
def test_another_figure_is_not_there(told: str, said: str) -> None:
    [claimed] = amounts.amounts(said)
    assert not amounts.Told(told).has(claimed)


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
    assert moments.moments("pukul 4 sore").clocks == moments.moments("pukul 16.00").clocks == {(16, 0)}
    assert moments.moments("the rate is now at 5.25 percent").clocks == frozenset()
    assert moments.moments("pukul 21.40").clocks == moments.moments("at 9:40 p.m.").clocks == {(21, 40)}
    assert moments.moments("around 9:40").clocks == {(9, 40)}
    assert moments.moments("blowing at 9 to 37 km per hour").clocks == frozenset()


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
        ("Ratna tidak menyetujui rencana itu.", "Ratna menyetujui rencana itu."),
        ("Ratna menyetujui rencana itu.", "Ratna tidak menyetujui rencana itu."),
        ("Warga tak mengungsi ke balai desa.", "Warga mengungsi ke balai desa."),
        ("The residents did not flee the village.", "Warga mengungsi dari desa itu."),
    ],
)
def test_a_word_that_is_denied_on_one_side_alone_is_seen(claim: str, evidence: str) -> None:
    assert turned(claim, evidence) or unheard(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Ratna tidak menolak rencana itu.", "Ratna menyetujui rencana itu."),
        ("Tidak lebih dari 14 orang datang.", "Tidak lebih banyak dari 14 orang datang."),
        ("Damar menerima hasil itu dan tidak akan menggugat.", "Damar menerima hasil itu dan tidak akan menggugat."),
        ("Bantuan itu gratis.", "Bantuan itu tanpa biaya."),
        ("Not only villages were flooded.", "Tidak hanya desa yang terendam."),
        ("Ratna tidak bertemu wali kota.", "Ratna batal hadir dalam pertemuan dengan wali kota."),
    ],
)
def test_a_negation_that_says_the_same_in_other_words_is_let_through(claim: str, evidence: str) -> None:
    assert not turned(claim, evidence)
    assert not unheard(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Neraca dagang Lerang mencatat surplus.", "Neraca dagang Lerang mencatat defisit."),
        ("Lerang mengekspor garam ke Malaysia.", "Lerang mengimpor garam dari Malaysia."),
        ("Koperasi Arga didirikan tahun lalu.", "Koperasi Arga dibubarkan tahun lalu."),
        ("Damar dilantik bupati sebagai kepala dinas.", "Damar dipecat bupati dari jabatan kepala dinas."),
        ("Dua nelayan tewas dihantam ombak.", "Dua nelayan luka dihantam ombak."),
        ("Jembatan Lerang adalah jembatan tertua di provinsi itu.", "Jembatan Lerang adalah jembatan termuda di provinsi itu."),
        ("Harga garam turun di pasar Lerang.", "Harga garam di pasar Lerang naik."),
        ("The price of salt fell in Lerang.", "Harga garam di Lerang meningkat."),
        ("The regent rejected the plan.", "Bupati menyetujui rencana itu."),
        ("Jalan itu sudah dibuka warga.", "Jalan itu belum dibuka warga."),
        ("Lomba dayung digelar pekan depan di Arga.", "Lomba dayung digelar pekan lalu di Arga."),
        ("Warga makan sebelum tanggul jebol.", "Warga makan setelah tanggul jebol."),
        ("Sejumlah desa terendam banjir Arga.", "Semua desa terendam banjir Arga."),
    ],
)  # fmt: skip
def test_the_other_of_two_things_that_exclude_each_other_is_seen(claim: str, evidence: str) -> None:
    assert opposed(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Harga garam naik.", "Harga garam meningkat dan tidak pernah turun."),
        ("Ratna tidak menolak rencana itu.", "Ratna menyetujui rencana itu."),
        ("Warga makan sebelum tanggul jebol.", "Tanggul jebol setelah warga makan."),
        ("Sesudah warga makan, tanggul jebol.", "Warga makan sebelum tanggul jebol."),
        ("Harga garam naik.", "Ratna turun dari mobil lalu membeli beras."),
        ("Tidak semua desa terendam.", "Beberapa desa tidak terendam."),
        ("Harga beras naik, harga garam turun.", "Harga garam turun sedangkan harga beras naik."),
    ],
)  # fmt: skip
def test_what_is_denied_or_turned_round_twice_or_said_of_something_else_is_no_contrary(
    claim: str, evidence: str
) -> None:
    assert opposed(claim, evidence) is None


@pytest.mark.parametrize("n", range(len(OPPOSITES)))
def test_no_word_stands_on_two_sides_of_a_row(n: int) -> None:
    for one, other in combinations(OPPOSITES[n], 2):
        assert not words_of(one) & words_of(other)


def words_of(side: tuple[str, ...]) -> set[str]:
    return {form for entry in side for form in (inflected(entry[:-1]) if entry.endswith("+") else (entry,))}


@pytest.mark.parametrize(
    ("root", "form"),
    [
        ("tolak", "ditolak"), ("tolak", "penolakan"), ("pecat", "memecat"), ("sanggah", "menyanggah"), ("kurang", "pengurangan"),
        ("ekspor", "mengekspornya"), ("larang", "melarang"), ("stop", "stopped"), ("increase", "increasing"), ("deny", "denies"),
    ],
)  # fmt: skip
def test_a_root_is_met_in_its_forms(root: str, form: str) -> None:
    assert form in inflected(root)


# ── Scope and counts ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "told"),
    [("enam bulan", "enam tahun"), ("3 jam", "3 menit"), ("two weeks", "dua bulan"), ("Rp5 juta", "5 juta dolar")],
)
def test_a_figure_of_another_unit_is_another_figure(said: str, told: str) -> None:
    [claimed] = amounts.amounts(said, "en" if "week" in said else "id")
    assert amounts.Told(told).measures_otherwise(claimed)


@pytest.mark.parametrize(("said", "told"), [("setengah", "50 persen"), ("60 menit", "1 jam"), ("enam bulan", "enam")])
def test_the_same_in_another_unit_or_without_one_is_the_same(said: str, told: str) -> None:
    [claimed] = amounts.amounts(said)
    figures = amounts.Told(told)
    assert figures.has(claimed)
    assert not figures.measures_otherwise(claimed)


def checks_of(text: str, evidence: str) -> dict[str, bool]:
    article = replace(NUSA, body=evidence)
    [checks] = verify([Claim(text, (Numbered("1.1", article, 0, len(evidence)),))], Believer())
    return {c.name: c.passed for c in checks}


@pytest.mark.parametrize(
    ("text", "evidence", "check"),
    [
        ("Semua desa di Lerang terendam.", "Desa Kemuning di Lerang terendam.", "scope"),
        ("Only the village of Kemuning was flooded.", "Desa Kemuning terendam.", "scope"),
        ("Tujuh desa terendam.", "Desa Kemuning dan Desa Arga terendam.", "counts"),
        ("Dana itu turun di Lerang.", "Dana itu naik di Lerang.", "opposites"),
        ("Bupati tidak menaikkan pajak.", "Bupati menaikkan pajak.", "negation"),
        ("Damar dihukum enam tahun.", "Damar dihukum enam bulan.", "numbers"),
        ("Presiden akan mengunjungi pengungsi.", "Tanggul Arga jebol.", "words"),
    ],
)
def test_a_doubt_fails_a_sentence_of_which_the_network_is_not_sure(text: str, evidence: str, check: str) -> None:
    found = checks_of(text, evidence)
    assert found.pop(check) is False
    assert all(found.values())


def test_a_doubt_is_outweighed_by_a_network_that_is_sure() -> None:
    class Sure(Believer):
        def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
            return [Judgement(9.0)] * len(pairs)

    body = "Bupati menaikkan pajak."
    cited = (Numbered("1.1", replace(NUSA, body=body), 0, len(body)),)
    [checks] = verify([Claim("Bupati tidak menaikkan pajak.", cited)], Sure())
    assert holds(checks)


def test_what_is_cited_by_two_neighbours_is_told_once() -> None:
    spans = sentence_spans(NUSA.body)
    cited = tuple(Numbered(f"1.{n}", NUSA, a, b) for n, (a, b) in enumerate(spans, 1))
    text = evidence_of(Claim("", cited)).text
    assert all(text.count(NUSA.body[a:b]) == NUSA.body.count(NUSA.body[a:b]) for a, b in spans)


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
        [Claim(told, (sentence,)), Claim("Tanggul Arga jebol pada 11 Maret 2025.", (sentence,))], Believer()
    )
    assert holds(reported), reported
    assert not holds(mistaken)


@pytest.mark.parametrize(
    "text",
    [
        "Sebanyak 36 meter tanggul Sungai Arga jebol.", "Tanggul Sungai Arga jebol pada 11 Maret 2025.", "“Tanggul itu roboh seketika,” kata warga.",
        "Tanggul Sungai Arga jebol, lihat www.penipu.example.",
    ],
)  # fmt: skip
def test_what_is_nowhere_in_the_evidence_fails_whatever_the_network_says(text: str) -> None:
    spans = sentence_spans(NUSA.body)
    [checks] = verify([Claim(text, (Numbered("1.1", NUSA, *spans[0]),))], Believer())
    assert not holds(checks)
    assert "entailment" not in {c.name for c in checks}


def test_a_translated_quotation_is_the_networks_to_judge() -> None:
    spans = sentence_spans(NUSA.body)
    [checks] = verify(
        [Claim("“The dike broke at once,” residents said.", (Numbered("1.1", NUSA, *spans[0]),))], Believer()
    )
    assert holds(checks)
