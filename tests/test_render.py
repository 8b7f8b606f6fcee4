"""Answers as a person sees them, at a terminal and in a pipe."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.render import (
    plain,
    print_answer,
    render_answer,
    render_article,
    render_sources,
    render_timings,
    render_why,
    show,
)
from index.types import Answer, Article, Chunk, Citation, Passage

BODY = (
    "Jembatan Seruni dibuka pada Kamis.\n\nBiaya pembangunannya Rp72 miliar, kata Wali Kota Sari Wulandari. "
    "Tarif [bold]tidak[/bold] dipungut."
)
ARTICLE = Article(
    id="a1",
    title="Jembatan Seruni Dibuka",
    body=BODY,
    origin="a.txt",
    source="Harian Nusa",
    author="Dewi Lestari",
    published_at=datetime(2025, 6, 5, 15, 6, tzinfo=ZoneInfo("Asia/Jakarta")),
    url="https://nusa.example/kota/jembatan-seruni-dibuka?halaman=1",
    caption="Warga di atas Jembatan Seruni.",
    credit="Bima Prakoso",
)
QUOTE = "Biaya pembangunannya Rp72 miliar, kata Wali Kota Sari Wulandari."


def cite(quote: str = QUOTE, article: Article = ARTICLE) -> Citation:
    start = article.body.index(quote)
    return Citation(
        1, article.id, article.title, article.source, article.author, article.published_at, article.url, quote,
        start, start + len(quote),
    )  # fmt: skip


ANSWER = Answer(
    question="Berapa biaya Jembatan Seruni?",
    text="Rp72 miliar, kata Wali Kota Sari Wulandari. [1]",
    answer_span="Rp72 miliar",
    abstained=False,
    confidence=0.8,
    citations=(cite(),),
    passages=(Passage(ARTICLE, Chunk("a1", 0, 0, len(BODY)), 0.8123, 0.8765, 12.5),),
    timings_ms={"embed": 9.2, "retrieve": 14.4, "answer": 31, "total": 54.6},
)
REFUSED = Answer(
    "Siapa juara liga?", "Artikel yang ada tidak menjawabnya.", None, True, 0.1, nearest=(ARTICLE,), passages=()
)
LINK = (
    "https://nusa.example/kota/jembatan-seruni-dibuka?halaman=1"
    "#:~:text=Biaya%20pembangunannya%20Rp72%20miliar%2C,Wali%20Kota%20Sari%20Wulandari."
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LINES", "30")
    return Terminal()


def without_ansi(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text)


def test_an_answer_in_a_pipe_is_the_answer_then_its_sources() -> None:
    assert render_answer(ANSWER, io.StringIO()) == (
        "Rp72 miliar, kata Wali Kota Sari Wulandari. [1]\n"
        "\n"
        "Sumber:\n"
        "[1] Harian Nusa, 5 Juni 2025 · oleh Dewi Lestari\n"
        "    Jembatan Seruni Dibuka\n"
        f"    “{QUOTE}”\n"
        f"    {LINK}"
    )


def test_labels_are_in_the_language_of_the_answer() -> None:
    shown = render_answer(replace(ANSWER, language="en"), io.StringIO())
    assert "Sources:\n[1] Harian Nusa, 5 June 2025 · by Dewi Lestari" in shown
    assert "Nearest articles:" in render_answer(replace(REFUSED, language="en"), io.StringIO())


def test_a_refusal_is_followed_by_the_nearest_articles() -> None:
    shown = render_answer(REFUSED, io.StringIO())
    assert shown.startswith("Artikel yang ada tidak menjawabnya.\n\nArtikel terdekat:\n[1] Harian Nusa, 5 Juni 2025")
    assert shown.endswith("jembatan-seruni-dibuka?halaman=1")


def test_a_refusal_with_nothing_near_is_the_refusal_alone() -> None:
    assert render_answer(replace(REFUSED, nearest=()), io.StringIO()) == "Artikel yang ada tidak menjawabnya."


def test_a_completed_follow_up_says_how_it_was_understood() -> None:
    shown = render_answer(
        replace(ANSWER, standalone_question="Berapa biaya Jembatan Seruni?", question="berapa biayanya?"), io.StringIO()
    )
    assert shown.startswith("Dipahami sebagai: Berapa biaya Jembatan Seruni?\n")


@pytest.mark.parametrize(
    ("question", "understood", "shown"),
    [
        ("kapan itu", "kapan itu (tanggul Sungai Cilaras)", "kapan itu, soal tanggul Sungai Cilaras?"),
        ("jadi apa?", "jadi apa? (soal bos pt bangun tirta kencana ditangkap)?", "jadi apa, soal bos pt bangun …?"),
        ("apa itu (KLB)", "apa itu KLB (KLB)", "apa itu KLB (KLB)"),
    ],
)
def test_words_that_were_added_for_the_search_are_said_as_a_person_would(
    question: str, understood: str, shown: str
) -> None:
    answer = replace(ANSWER, question=question, standalone_question=understood)
    assert render_answer(answer, io.StringIO()).startswith(f"Dipahami sebagai: {shown}\n")


def test_a_derived_title_says_so() -> None:
    derived = replace(ARTICLE, title_derived=True)
    answer = replace(ANSWER, passages=(replace(ANSWER.passages[0], article=derived),))
    assert "    Jembatan Seruni Dibuka (judul dari kalimat pembuka)\n" in render_answer(answer, io.StringIO())


def test_missing_details_are_left_out() -> None:
    bare = replace(ANSWER.citations[0], author=None, source=None, published_at=None, url=None)
    shown = render_answer(replace(ANSWER, citations=(bare,)), io.StringIO())
    assert "[1] media tidak disebutkan\n    Jembatan Seruni Dibuka\n    “Biaya" in shown
    assert "None" not in shown


def test_at_a_terminal_text_is_wrapped_to_its_width_and_addresses_stay_whole(terminal: Terminal) -> None:
    long = replace(ANSWER, text="Kata demi kata. " * 20 + "[1]")
    lines = without_ansi(render_answer(long, terminal)).split("\n")
    assert all(len(line) <= 60 for line in lines if "http" not in line)
    assert [line.strip() for line in lines if "http" in line] == [LINK]


def test_at_a_terminal_the_address_is_a_hyperlink_too(terminal: Terminal) -> None:
    assert re.search(r"\x1b\]8;[^;]*;" + re.escape(LINK), render_answer(ANSWER, terminal))


@pytest.mark.parametrize("render", [render_answer, render_sources, render_why])
def test_nothing_but_text_reaches_a_pipe(render: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert callable(render)
    assert "\x1b" not in render(ANSWER, io.StringIO())


def test_a_dumb_terminal_gets_no_colour(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in render_answer(ANSWER, terminal)
    assert f">>> {QUOTE} <<<" in render_article(
        ARTICLE, [(ANSWER.citations[0].start, ANSWER.citations[0].end)], file=terminal
    ).replace("\n", " ")


def test_words_of_an_article_are_never_markup(terminal: Terminal) -> None:
    odd = "Tarif [bold]tidak[/bold] dipungut."
    answer = replace(ANSWER, text=f"[red]{odd} :smile:[/red] [link=x]", citations=(cite(odd),))
    for file in (io.StringIO(), terminal):
        shown = without_ansi(render_answer(answer, file))
        assert f"[red]{odd} :smile:[/red]" in shown
        assert f"“{odd}”" in shown


def test_an_article_cannot_steer_the_terminal(terminal: Terminal) -> None:
    evil = "\x1b]0;judul\x07\x1b[2Jhapus\x9b31m \u202eterbalik\r\nbaris"
    answer = replace(ANSWER, text=evil, citations=(replace(ANSWER.citations[0], quote=evil, title=evil, source=evil),))
    for file in (io.StringIO(), terminal):
        shown = without_ansi(render_answer(answer, file))
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert plain(evil) == "]0;judul[2Jhapus31m terbalik\nbaris"


def test_why_lists_what_was_retrieved_with_its_scores() -> None:
    rows = render_why(ANSWER, io.StringIO()).split("\n")
    assert rows[0].split() == ["#", "bagian", "nilai", "makna", "kata", "media", "tanggal", "teks"]
    assert re.match(
        r"1\s+a1#0\s+0\.812\s+0\.876\s+12\.50\s+Harian Nusa\s+2025-06-05\s+Jembatan Seruni dibuka", rows[1].strip()
    )


def test_why_says_when_no_vector_was_compared_and_when_nothing_was_found() -> None:
    passage = replace(ANSWER.passages[0], dense=None)
    assert " – " in render_why(replace(ANSWER, passages=(passage,)), io.StringIO())
    assert render_why(REFUSED, io.StringIO()) == "Tidak ada yang ditemukan."


def test_why_fits_a_terminal(terminal: Terminal) -> None:
    lines = without_ansi(render_why(ANSWER, terminal)).split("\n")
    assert all(len(line) <= 60 for line in lines)
    assert "Jembatan Seruni dibuka pada Kamis." in lines[-1] or lines[-1].endswith("…")


def test_timings_are_one_line() -> None:
    assert render_timings(ANSWER) == "menyandi 9 ms · mencari 14 ms · menjawab 31 ms · seluruhnya 55 ms"
    assert render_timings(replace(ANSWER, language="en")) == "embed 9 ms · retrieve 14 ms · answer 31 ms · total 55 ms"


def test_an_article_is_shown_whole_with_the_quote_marked() -> None:
    citation = ANSWER.citations[0]
    shown = render_article(ARTICLE, [(citation.start, citation.end)], file=io.StringIO())
    assert shown.startswith("Jembatan Seruni Dibuka\nHarian Nusa, 5 Juni 2025 · oleh Dewi Lestari\n")
    assert "Warga di atas Jembatan Seruni. Foto: Bima Prakoso" in shown
    assert f"\n\n>>> {QUOTE} <<< Tarif [bold]tidak[/bold]" in shown
    assert shown.endswith(ARTICLE.url or "")


def test_marks_that_overlap_or_lie_outside_lose_no_text() -> None:
    shown = render_article(ARTICLE, [(0, 8), (4, 12), (5_000, 6_000)], file=io.StringIO())
    assert shown.replace(">>> ", "").replace(" <<<", "").count("Jembatan Seruni dibuka pada Kamis.") == 1


def test_at_a_terminal_the_quote_is_marked_by_colour(terminal: Terminal) -> None:
    shown = render_article(ARTICLE, [(0, 8)], file=terminal)
    assert ">>>" not in shown
    assert re.search(r"\x1b\[[0-9;]*m" + BODY[:8], shown)


def test_letters_that_a_stream_cannot_write_become_question_marks() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    show("“Café”", stream)
    stream.seek(0)
    assert stream.read() == "?Caf??\n"


def test_an_answer_is_printed_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(ANSWER)
    assert capsys.readouterr().out == render_answer(ANSWER, io.StringIO()) + "\n"
