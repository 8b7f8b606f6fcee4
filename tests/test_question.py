"""A question is understood by its question words, in Indonesian and in English, however it is typed."""

from __future__ import annotations

import pytest

from index.question.kinds import content, kind_of


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
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    "question", ["Siapa juara lomba dayung?", "siapa juara lomba dayung", "SIAPAKAH JUARA LOMBA DAYUNG?"]
)
def test_the_case_of_typing_does_not_change_what_is_asked(question: str) -> None:
    assert kind_of(question) == "person"
    assert content(question)[-2:] == ["lomba", "dayung"]


def test_a_question_without_words_is_still_a_question() -> None:
    assert content("?") == []
    assert kind_of("   ") == "thing"
