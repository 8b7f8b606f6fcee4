"""A question is understood by its question words, in Indonesian and in English, however it is typed."""

from __future__ import annotations

import pytest

from index.question import analyse


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Siapa yang meresmikan Jembatan Wirasena?", "person"),
        ("siapakah ketua panitia festival?", "person"),
        ("Kapan bendungan itu diresmikan?", "date"),
        ("Pada tanggal berapakah rapat digelar?", "date"),
        ("Tahun berapa pabrik itu berdiri?", "year"),
        ("Di mana kapal itu karam?", "place"),
        ("dari mana asal rombongan itu?", "place"),
        ("Negara mana yang mengirim bantuan?", "place"),
        ("Partai apa yang menolak anggaran?", "organisation"),
        ("Berapa lama pemadaman berlangsung?", "duration"),
        ("Berapa orang yang mengungsi?", "number"),
        ("Berapa harga beras di Kalitirta?", "money"),
        ("Berapa persen warga yang setuju?", "percent"),
        ("Berapa usia Rahmat Suryadi?", "age"),
        ("Apa kata Bupati tentang banjir?", "quote"),
        ("Apa yang dikatakan kepala dinas?", "quote"),
        ("Mengapa jalan itu ditutup?", "reason"),
        ("Apa penyebab kebakaran pasar?", "reason"),
        ("Bagaimana cara warga menyeberang?", "manner"),
        ("Apa yang dimaksud dengan sawah apung?", "definition"),
        ("Apa kepanjangan BPWT?", "expansion"),
        ("Apakah jembatan itu sudah dibuka?", "yes_no"),
        ("Apakah nama kapal yang karam?", "thing"),
        ("Who opened the bridge?", "person"),
        ("Which river flooded the town?", "place"),
        ("When was the dam finished?", "date"),
        ("In what year was the plant built?", "year"),
        ("Where did the ship sink?", "place"),
        ("How many people fled?", "number"),
        ("How long did the blackout last?", "duration"),
        ("How old is the mayor?", "age"),
        ("Why was the road closed?", "reason"),
        ("What did the mayor say about the flood?", "quote"),
        ("What does BPWT stand for?", "expansion"),
        ("Did the council approve the budget?", "yes_no"),
    ],
)
def test_the_question_word_tells_what_kind_of_answer_is_expected(question: str, kind: str) -> None:
    assert analyse(question).kind == kind


@pytest.mark.parametrize(
    "question", ["Siapa juara lomba dayung?", "siapa juara lomba dayung", "SIAPAKAH JUARA LOMBA DAYUNG?"]
)
def test_the_case_of_typing_does_not_change_what_is_asked(question: str) -> None:
    found = analyse(question)
    assert found.kind == "person"
    assert [t.word for t in found.terms][-2:] == ["lomba", "dayung"]


def test_names_acronyms_and_quoted_titles_are_found_but_not_the_capital_of_the_question_word() -> None:
    found = analyse("Kapan film “Angin Selatan” karya Rara Puspita diputar di TVS?")
    assert found.names == ("Angin Selatan", "Rara Puspita", "TVS")


def test_the_focus_is_the_noun_the_answer_is_one_of() -> None:
    assert analyse("Partai apa yang menolak anggaran?").focus == "partai"
    assert analyse("Di kota mana festival itu digelar?").focus == "kota"
    assert analyse("Which party rejected the budget?").focus == "partai"


def test_an_english_word_is_met_by_its_indonesian_one_and_a_name_by_its_spelling() -> None:
    terms = {t.word: t for t in analyse("When did Russia sign the agreement?").terms}
    assert "perjanjian" in terms["agreement"].forms
    assert "rusi" in terms["russia"].skeletons


def test_whoever_asks_for_several_things_may_get_several() -> None:
    assert analyse("Siapa saja yang hadir?").many
    assert not analyse("Siapa yang hadir?").many


def test_a_question_without_words_is_still_a_question() -> None:
    assert analyse("?").terms == ()
    assert analyse("   ").kind == "thing"
