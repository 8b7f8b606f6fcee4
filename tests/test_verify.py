"""What a sentence must share with what it cites: figures, dates, names, negations, quotes and parts, in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from flood import NUSA

from index.answer.phrases import NOT_FOUND
from index.generation.claims import claims, is_refusal
from index.language import amounts, moments
from index.language.moments import Moment
from index.language.sentences import sentence_spans
from index.language.text import language_of
from index.verification.cited import Numbered
from index.verification.entailment import Judgement
from index.verification.mentions import known, mentions
from index.verification.negation import conflict
from index.verification.verify import Claim, holds, verify


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
