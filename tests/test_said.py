"""A turn with what was said before it, as the reader reads it."""

from __future__ import annotations

from index.question.said import Said, with_what_was_said

ARRESTED = Said("siapa yang ditangkap?", "Sari Wulandari")


def test_the_turn_comes_first_and_what_was_said_the_latest_first() -> None:
    before = [Said("ada berita apa dari Seruni?", None), ARRESTED]
    assert with_what_was_said("umurnya?", before) == (
        "umurnya? « siapa yang ditangkap? – Sari Wulandari « ada berita apa dari Seruni?"
    )


def test_of_a_long_conversation_the_last_turns_count_and_of_each_its_first_words() -> None:
    before = [Said(f"turn {n} " + "kata " * 50, "jawab " * 50) for n in range(9)]
    read = with_what_was_said("kapan?", before)
    assert [f"turn {n}" in read for n in range(9)] == [n > 5 for n in range(9)]
    assert len(read.split()) < 130


def test_nothing_was_said_before_the_first_turn() -> None:
    assert with_what_was_said("kapan?", []) == "kapan?"
