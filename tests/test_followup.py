"""Follow-ups: which questions lean on the turn before, and what they become."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.conversation.followup import standalone
from index.language.names import names
from index.types import Answer, Turn


def turn(question: str, span: str | None = None, text: str = "", abstained: bool = False) -> Turn:
    return Turn(question, Answer(question, text or span or "", span, abstained, 0.9))


VISIT = turn("Siapa yang bertemu Wali Kota Karang Jati?", "Sari Wulandari")
WHEN = turn("Kapan Sari Wulandari tiba di Karang Jati?", "Rabu (4/6/2025)")
BRIDGE = turn("Kapan Jembatan Seruni diresmikan?", "5 Juni 2025")
FLOOD = turn("Kapan banjir di Karang Jati terjadi?", "Senin malam")
RICE = turn("Berapa harga beras di Karang Jati?", "Rp14.500 per kilogram")
BIO = turn("Siapa Sari Wulandari?", "direktur Balai Sungai")
EN_MET = turn("Who met Sari Wulandari in Karang Jati?", "Governor Bima Prakoso")
EN_BRIDGE = turn("When was the Seruni Bridge opened?", "5 June 2025")
EN_WHERE = turn("Where was the Seruni Festival held?", "Karang Jati")
EN_BUDGET = turn("How many students are there in Karang Jati?", "1,200")


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        # A person's pronoun takes the person.
        (VISIT, "kapan dia lahir?", "kapan Sari Wulandari lahir?"),
        (VISIT, "Di mana ia lahir?", "Di mana Sari Wulandari lahir?"),
        (VISIT, "apa jabatan beliau?", "apa jabatan Sari Wulandari?"),
        (WHEN, "apa yang dia katakan tentang Balai Sungai?", "apa yang Sari Wulandari katakan tentang Balai Sungai?"),
        (BIO, "kapan dia diangkat?", "kapan Sari Wulandari diangkat?"),
        # "-nya" as object, as owner.
        (WHEN, "siapa yang menemuinya?", "siapa yang menemui Sari Wulandari?"),
        (WHEN, "berapa usianya?", "berapa usia Sari Wulandari?"),
        (WHEN, "Usianya berapa?", "Usia Sari Wulandari berapa?"),
        (WHEN, "apa katanya?", "apa kata Sari Wulandari?"),
        (WHEN, "siapa yang datang bersamanya?", "siapa yang datang bersama Sari Wulandari?"),
        (WHEN, "apakah Bima Prakoso menemuinya?", "apakah Bima Prakoso menemui Sari Wulandari?"),
        (BRIDGE, "berapa biayanya?", "berapa biaya Jembatan Seruni?"),
        (BRIDGE, "siapa yang membangunnya?", "siapa yang membangun Jembatan Seruni?"),
        (FLOOD, "berapa korbannya?", "berapa korban banjir Karang Jati?"),
        (FLOOD, "siapa bupatinya?", "siapa bupati Karang Jati?"),
        (FLOOD, "apa yang menyebabkannya?", "apa yang menyebabkan banjir Karang Jati?"),
        (VISIT, "berapa dana yang disiapkannya?", "berapa dana yang disiapkan Sari Wulandari?"),
        # "itu", "tersebut", "sana".
        (FLOOD, "kapan itu terjadi?", "kapan banjir Karang Jati terjadi?"),
        (BRIDGE, "di mana jembatan itu?", "di mana Jembatan Seruni?"),
        (WHEN, "di mana pertemuan tersebut berlangsung?", "di mana pertemuan tersebut berlangsung? (Sari Wulandari tiba Karang Jati)"),
        (FLOOD, "siapa yang tinggal di sana?", "siapa yang tinggal di Karang Jati?"),
        (FLOOD, "apa kata Bima Prakoso tentang bencana itu?", "apa kata Bima Prakoso tentang bencana itu? (banjir Karang Jati)"),
        (BRIDGE, "apa dampaknya bagi warga?", "apa dampak Jembatan Seruni diresmikan bagi warga?"),
        (turn("siapa sari wulandari?", "direktur Balai Sungai"), "kapan dia lahir?", "kapan sari wulandari lahir?"),
        # Ellipsis.
        (VISIT, "lalu kapan?", "kapan Sari Wulandari bertemu Wali Kota Karang Jati?"),
        (FLOOD, "kenapa?", "kenapa banjir Karang Jati?"),
        (FLOOD, "berapa orang?", "berapa orang banjir Karang Jati?"),
        (RICE, "dan di Seruni?", "Berapa harga beras di Seruni?"),
        (RICE, "kalau di Seruni Barat?", "Berapa harga beras di Seruni Barat?"),
        (RICE, "di Seruni?", "Berapa harga beras di Seruni?"),
        (RICE, "dan gula?", "dan gula? (harga beras Karang Jati)"),
        (BIO, "bagaimana dengan Bima Prakoso?", "Siapa Bima Prakoso?"),
        (turn("Berapa anggaran Seruni pada 2024?"), "dan pada 2025?", "Berapa anggaran Seruni pada 2025?"),
        (turn("berapa harga beras di seruni?"), "dan di karang jati?", "berapa harga beras di karang jati?"),
        # English.
        (EN_MET, "what did he say?", "what did Governor Bima Prakoso say?"),
        (EN_MET, "How old is he?", "How old is Governor Bima Prakoso?"),
        (EN_MET, "when did it happen?", "when did it happen? (Governor Bima Prakoso met Sari Wulandari Karang Jati)"),
        (EN_MET, "What is his wife called?", "What is Governor Bima Prakoso's wife called?"),
        (EN_MET, "Did Dewi Lestari meet him?", "Did Dewi Lestari meet Governor Bima Prakoso?"),
        (EN_BRIDGE, "how much did it cost?", "how much did Seruni Bridge cost?"),
        (EN_BRIDGE, "Why?", "Why Seruni Bridge opened?"),
        (EN_WHERE, "who lives there?", "who lives in Karang Jati?"),
        (EN_WHERE, "when was that?", "when was that? (Seruni Festival held)"),
        (EN_WHERE, "Did Bima Prakoso go there?", "Did Bima Prakoso go to Karang Jati?"),
        (EN_MET, "who else came?", "who else came? (Governor Bima Prakoso met Sari Wulandari Karang Jati)"),
        (EN_MET, "And Dewi Lestari?", "Who met Dewi Lestari in Karang Jati?"),
        (EN_BUDGET, "and the budget?", "and the budget? (students Karang Jati)"),
        (EN_BUDGET, "what about in Seruni?", "How many students are there in Seruni?"),
        (EN_BUDGET, "And in Seruni?", "How many students are there in Seruni?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_completed_from_the_turn_before(before: Turn, asked: str, expected: str) -> None:
    assert standalone(asked, [before]) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "Kapan Balai Sungai didirikan?",
        "Siapa Bima Prakoso dan kapan dia lahir?",
        "Kapan Bima Prakoso menikahi istrinya?",
        "Apa itu inflasi?",
        "Apa itu PPKM?",
        "Biasanya berapa harga cabai di Seruni?",
        "Mengapa harga cabai akhirnya turun?",
        "Misalnya, kota mana yang menaikkan pajak?",
        "Apa penyebab naiknya harga cabai?",
        "Kapan terjadinya gempa Seruni?",
        "Siapa ketuanya KPU Seruni?",
        "Apa yang terjadi di Seruni hari ini?",
        "Apa berita hari ini?",
        "berapa jumlah pengungsi banjir di seruni dan di mana mereka tinggal?",
        "Apakah Kenya ikut serta?",
        "Di mana Kota Seruni itu?",
        "Apa nama candi yang kondisinya paling rusak?",
        "Berapa produksi cabai setiap bulannya?",
        "Berapa harga cabai selama 2025 ini?",
        "Apa penyebab tipisnya lapisan es?",
        "Majalah apa yang edisi 2025-nya memuat foto Seruni?",
        "Siapa yang menyelidiki kapal nelayan yang hilang di teluk sejak kemarin itu?",
        "Dan siapa Bima Prakoso?",
        "berapa harga cabai?",
        "Where is Karang Jati?",
        "Is there a bridge in Seruni?",
        "Is it true that the Seruni dam broke?",
        "Who is Bima Prakoso and when was he born?",
        "What happened in Seruni this week?",
        "What did the minister say that angered farmers?",
        "Does the IT ministry have a budget?",
        "terima kasih",
        "",
    ],
)
def test_a_question_that_has_its_own_referents_stands_alone(asked: str) -> None:
    assert standalone(asked, [WHEN]) is None


def test_the_first_question_of_a_conversation_is_left_alone() -> None:
    assert standalone("siapa yang menemuinya?", []) is None


def test_a_name_is_found_up_to_three_turns_back_and_no_further() -> None:
    without = turn("berapa harga cabai?", "Rp40.000")
    assert standalone("kapan dia lahir?", [BIO, without, without]) == "kapan Sari Wulandari lahir?"
    assert standalone("kapan dia lahir?", [BIO, without, without, without]) == "kapan dia lahir? (harga cabai)"


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    history: list[Turn] = [BIO]
    for asked in ("kapan dia lahir?", "di mana?", "siapa istrinya?"):
        completed = standalone(asked, history)
        assert completed is not None
        assert "Sari Wulandari" in completed
        history.append(turn(completed))


def test_who_answered_comes_before_whom_was_asked_about_even_without_a_span() -> None:
    before = turn("Siapa yang bertemu Bima Prakoso?", text="Sari Wulandari bertemu Bima Prakoso di Seruni. [1]")
    assert standalone("kapan dia lahir?", [before]) == "kapan Sari Wulandari lahir?"


def test_a_refused_answer_lends_no_names_but_its_question_does() -> None:
    before = turn("Apa kata Sari Wulandari?", text="Artikel tidak menyebutkan Bima Prakoso.", abstained=True)
    assert standalone("berapa usianya?", [before]) == "berapa usia Sari Wulandari?"


def test_an_office_before_a_comma_gives_way_to_the_person() -> None:
    before = turn("Siapa yang tiba?", "Sekretaris Dewan Air Seruni, Sari Wulandari")
    assert standalone("berapa usianya?", [before]) == "berapa usia Sari Wulandari?"


def test_two_names_fill_a_plural() -> None:
    before = turn("Siapa yang bertemu di Seruni?", "Sari Wulandari dan Bima Prakoso")
    assert standalone("apa yang mereka bahas?", [before]) == "apa yang Sari Wulandari dan Bima Prakoso bahas?"


def test_nothing_cited_is_carried_along() -> None:
    before = turn("Mengapa sungai meluap?", "hujan deras di hulu sejak Minggu kata Bima Prakoso", text="Hujan deras.")
    assert standalone("kapan?", [before]) == "kapan sungai meluap?"


@pytest.mark.parametrize("asked", ["???", "dan", "-nya", "nya nya nya", "itu", "🙂", "dia " * 200, "(((", "\n\n"])
def test_odd_input_never_fails(asked: str) -> None:
    for history in ([], [WHEN], [turn(""), turn("???")]):
        result = standalone(asked, history)
        assert result is None or asked.split()[0] in result or "Sari" in result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kapan Kim Sun-ja bertemu H. Bima Prakoso?", [("Kim Sun-ja", "full"), ("H. Bima Prakoso", "person")]),
        ("Apa kata Bank of Seruni di Karang Jati pada Rabu?", [("Bank of Seruni", "organisation"), ("Karang Jati", "place")]),
        ("Apakah KPU Seruni Barat siap?", [("KPU Seruni Barat", "place")]),
        ("Jembatan Seruni dan Seruni Bridge", [("Jembatan Seruni", "thing"), ("Seruni Bridge", "thing")]),
        ("SIAPA YANG DATANG KE SERUNI?", []),
        ("siapa yang datang?", []),
    ],
)  # fmt: skip
def test_names_are_told_by_their_capitals(text: str, expected: Sequence[tuple[str, str]]) -> None:
    assert [(n.text, n.sort) for n in names(text)] == list(expected)
