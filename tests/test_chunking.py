"""Chunks keep whole paragraphs and sentences, are of even size, and cover the article."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone

import pytest

from index.embedding.chunking import chunk, passage_text
from index.language.sentences import sentence_spans
from index.types import Article, Chunk

SENTENCE = "Warga Desa Lembah menanam seribu pohon di tepi sungai pada hari Minggu."  # 71 characters


def article(body: str, **more: object) -> Article:
    return Article(id="a1", title="Seribu pohon", body=body, origin="test", **more)  # type: ignore[arg-type]


def sizes(body: str, target: int = 800) -> list[int]:
    return [c.end - c.start for c in chunk(article(body), target)]


def test_a_short_article_is_one_chunk() -> None:
    assert chunk(article(f"  {SENTENCE}\n")) == [Chunk("a1", 0, 2, 2 + len(SENTENCE))]


@pytest.mark.parametrize("body", ["", "  \n\t\r\n "])
def test_an_article_of_white_space_has_no_chunks(body: str) -> None:
    assert chunk(article(body)) == []


def test_chunks_are_numbered_from_zero() -> None:
    assert [c.id for c in chunk(article(" ".join([SENTENCE] * 30)))] == ["a1#0", "a1#1", "a1#2"]


def test_a_little_more_than_the_target_stays_one_chunk() -> None:
    assert len(sizes(" ".join([SENTENCE] * 13))) == 1


@pytest.mark.parametrize("count", [15, 25, 40, 90])
def test_no_crumb_is_left_over(count: int) -> None:
    assert min(sizes(" ".join([SENTENCE] * count))) >= 400


def test_a_paragraph_that_fits_is_never_cut() -> None:
    paragraphs = [" ".join([SENTENCE] * n) for n in (6, 5, 7, 4, 8, 5, 3, 11)]
    body = "\n\n".join(paragraphs)
    for c in chunk(article(body)):
        assert all(paragraph in paragraphs for paragraph in body[c.start : c.end].split("\n\n"))


def test_a_paragraph_that_does_not_fit_is_cut_between_sentences() -> None:
    body = " ".join([SENTENCE] * 40)
    ends = {end for _, end in sentence_spans(body)}
    assert all(c.end in ends for c in chunk(article(body)))


def test_a_subheading_stays_with_the_paragraph_after_it() -> None:
    paragraph = " ".join([SENTENCE] * 9)
    body = f"{paragraph}\nMusim hujan\n{paragraph}\nMusim kemarau\n{paragraph}"
    assert [body[c.start : c.end].split("\n")[0] for c in chunk(article(body))][1:] == ["Musim hujan", "Musim kemarau"]


def test_a_sentence_longer_than_the_target_is_a_chunk_by_itself() -> None:
    long = "Warga " + "menanam " * 40 + "pohon."
    assert max(sizes(f"{SENTENCE} {long} {SENTENCE}", target=200)) == len(long)


def test_the_first_chunk_keeps_the_dateline() -> None:
    body = f"Lembah Nusa: {SENTENCE}"
    assert sentence_spans(body)[0][0] == len("Lembah Nusa: ")
    assert chunk(article(body))[0].start == 0


STRANGE = {
    "punctuation": "?!." * 3000,
    "emoji": "😀. " * 5000,
    "one word of 100,000 characters": "a" * 100_000,
    "one line of tiny sentences": "Ya. " * 20_000,
    "lines of one word": "Wira\n" * 20_000,
    "CRLF": f"{SENTENCE}\r\n\r\n" * 50,
    "NUL": "Satu\x00. " * 1000,
    "right to left": "ذهب الولد إلى السوق. ثم عاد؟ " * 100,
    "full stops": ". " * 20_000,
}


def check_promises(body: str, target: int = 800) -> None:
    chunks = chunk(article(body), target)
    spans = sentence_spans(body)
    after = 0
    for n, c in enumerate(chunks):
        assert (c.article_id, c.n) == ("a1", n)
        assert after <= c.start < c.end
        assert body[c.start : c.end] == body[c.start : c.end].strip()
        single = sum(c.start <= start < c.end for start, _ in spans) == 1
        assert single or c.end - c.start <= target * (1.25 if c is chunks[-1] else 1)
        after = c.end
    assert "".join("".join(body[c.start : c.end].split()) for c in chunks) == "".join(body.split())


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE.keys())
def test_strange_text_is_covered_in_order_without_overlap(body: str) -> None:
    check_promises(body)


def test_random_articles_are_covered_in_order_without_overlap() -> None:
    dice = random.Random(3)
    scraps = [
        SENTENCE,
        "Ya. ",
        " ",
        "\n",
        "\r\n\r\n",
        "dr. Sari ",
        "Judul\n",
        "menanam " * 30,
        '"Siap." kata Wira. ',
        "JAKARTA - ",
    ]
    for _ in range(200):
        check_promises("".join(dice.choices(scraps, k=dice.randint(1, 60))), target=dice.choice([100, 300, 800]))


JUNE_5 = datetime(2025, 6, 5, 23, 30, tzinfo=timezone(timedelta(hours=7)))


@pytest.mark.parametrize(
    ("more", "head"),
    [
        ({"source": "Harian Nusa", "published_at": JUNE_5}, "Seribu pohon (Harian Nusa, 5 Juni 2025)\n"),
        ({"source": "Harian Nusa"}, "Seribu pohon (Harian Nusa)\n"),
        ({"published_at": JUNE_5}, "Seribu pohon (5 Juni 2025)\n"),
        ({}, "Seribu pohon\n"),
        ({"title_derived": True, "source": "Harian Nusa", "published_at": JUNE_5}, "Harian Nusa, 5 Juni 2025\n"),
        ({"title_derived": True}, ""),
    ],
)
def test_a_passage_is_embedded_with_title_outlet_and_date(more: dict[str, object], head: str) -> None:
    body = " ".join([SENTENCE] * 30)
    a = article(body, **more)
    second = chunk(a)[1]
    assert passage_text(a, second) == head + body[second.start : second.end]
