"""A text that somebody was shown, held against the sample articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.answer.checking import claims
from index.answer.phrases import CLAIM_NOT_TOLD, CLAIM_TOLD, IN_THE_TEXT
from index.conversation.acts import asks_whether_true
from index.engine import Engine
from index.settings import Settings


@pytest.fixture
def engine(settings: Settings, sample_ledger: Path) -> Iterator[Engine]:
    with Engine(settings) as engine:
        yield engine


def test_what_the_articles_tell_is_called_so_with_its_sentence(engine: Engine) -> None:
    answer = engine.extract(
        "bener nggak nih?", shown="Info grup sebelah 🙏 tanggul Sungai Cilaras jebol 35 meter. Sebarkan!"
    )
    assert answer.text.startswith(CLAIM_TOLD["told"]["id"])
    assert "35 meter" in answer.citations[0].quote


def test_what_they_tell_otherwise_is_said_with_the_sentence_that_does(engine: Engine) -> None:
    answer = engine.extract("hoax bukan?", shown="Tanggul Sungai Cilaras jebol sepanjang 80 meter")
    assert answer.text.startswith(CLAIM_TOLD["otherwise"]["id"])
    assert any("35 meter" in c.quote for c in answer.citations)


@pytest.mark.parametrize(
    "spoilt",
    [
        "The Cilaras dike broke over a length of 80 metres.",
        "PS Girisunya juara Piala Nusa Lintang, menang 3-2 atas Tirtamaya United",
        "Gunung Sangkala meletus 5 Juni 2025",
    ],
)
def test_what_is_told_otherwise_is_never_called_true(engine: Engine, spoilt: str) -> None:
    answer = engine.extract("is this true?", shown=spoilt)
    assert not answer.text.startswith(tuple(CLAIM_TOLD["told"].values()))


def test_what_no_article_is_about_is_not_told(engine: Engine) -> None:
    answer = engine.extract("hoax ga?", shown="Stasiun radio Mercubuana akan ditutup dan diganti restoran sushi.")
    assert answer.abstained
    assert answer.text == CLAIM_NOT_TOLD["id"]


def test_a_question_about_a_text_is_answered_from_what_the_text_is_about(engine: Engine) -> None:
    shown = "Waduh, Gunung Sangkala meletus lagi kemarin pagi, abunya sampai ke sini"
    answer = engine.extract("tinggi kolom abunya berapa?", shown=shown)
    assert answer.answer_span == "2.300 meter"


def test_nothing_of_the_text_is_in_the_answer(engine: Engine) -> None:
    shown = "Kata Pak Zulhamdani tanggul Sungai Cilaras jebol 35 meter"
    for asked in ("benarkah?", "kapan jebolnya?"):
        answer = engine.extract(asked, shown=shown)
        assert answer.question == asked
        assert "Zulhamdani" not in f"{answer.text} {answer.standalone_question} {answer.as_dict()}"


def test_a_text_is_checked_sentence_by_sentence_without_its_noise() -> None:
    text = "🚨 Sebarkan!! Tanggul Cilaras jebol tadi malam https://x.example/1 @tanya. Warga Kalimurni mengungsi ke balai desa #pray"
    found = list(claims(text))
    assert "Warga Kalimurni mengungsi ke balai desa" in found
    assert not any("http" in c or "@" in c or "🚨" in c for c in found)


@pytest.mark.parametrize(
    ("asked", "whether"),
    [
        ("bener nggak nih?", True),
        ("ada beritanya?", True),
        ("yakin di sana?", True),
        ("jadi berapa?", False),
        ("when was this?", False),
    ],
)
def test_whether_it_is_true_is_asked_where_no_question_word_asks_for_something(asked: str, whether: bool) -> None:
    assert asks_whether_true(asked, 0.2) is whether


def test_what_only_the_text_itself_tells_is_told_from_it_and_cites_nothing(engine: Engine) -> None:
    shown = (
        "Persiraja Lamuri kalahkan Wira Kencana 2-1 di Stadion Harapan Baru, Sabtu malam.\n\n"
        "Gelandang Wira Kencana, Thiago Melquior, mendapat kartu merah pada menit ke-70.\n\nPelatih Persiraja, Bagus Tirta, puas. "
        "Penonton mencapai 12.000 orang."
    )
    answer = engine.extract("siapa yang mendapat kartu merah?", shown=shown)
    assert answer.text.startswith(IN_THE_TEXT["id"])
    assert answer.answer_span == "Thiago Melquior"
    assert not answer.citations and not answer.passages


@pytest.mark.parametrize(
    ("asked", "head"),
    [
        ("bener nggak sih tanggul Cilaras jebolnya 80 meter?", "otherwise"),
        ("benarkah tanggul Sungai Cilaras jebol 35 meter?", None),
    ],
)
def test_a_claim_that_is_typed_is_checked_where_it_is_no_question_that_is_answered(
    engine: Engine, asked: str, head: str | None
) -> None:
    answer = engine.extract(asked)
    assert not answer.abstained
    assert head is None or answer.text.startswith(CLAIM_TOLD[head]["id"])
    assert any("35 meter" in c.quote for c in answer.citations)
