"""Links that open a page at the cited sentence, and the names citations go by."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from index.answer.citation import label, link, text_fragment, web_address
from index.language.calendar import day
from index.types import Citation

URL = "https://nusa.example/berita/1"


def fragment_parts(address: str) -> list[str]:
    """What a browser reads out of the address: the directive's parts, decoded after the commas are split."""
    return [unquote(part) for part in address.split(":~:text=")[1].split(",")]


def opens_at(page: str, address: str) -> str:
    """The text a browser would mark: the first words, then the last words after them, each inside one line."""
    parts = fragment_parts(address)
    start = page.index(parts[0])
    assert "\n" not in parts[0]
    assert "\n" not in parts[-1]
    if len(parts) == 1:
        return parts[0]
    end = page.index(parts[1], start + len(parts[0])) + len(parts[1])
    return page[start:end]


def cite(quote: str = "Air mulai surut.", **changed: object) -> Citation:
    values: dict[str, object] = {
        "number": 1, "article_id": "a", "title": "Banjir surut", "source": "Harian Nusa", "author": None,
        "published_at": datetime(2025, 6, 5, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta")), "url": URL, "quote": quote,
        "start": 0, "end": len(quote),
    }  # fmt: skip
    return Citation(**(values | changed))  # type: ignore[arg-type]


def test_a_short_quote_is_in_the_link_whole() -> None:
    assert text_fragment(URL, "Air mulai surut.") == f"{URL}#:~:text=Air%20mulai%20surut."


def test_a_long_quote_is_given_by_its_first_and_last_words() -> None:
    quote = "Warga Desa Karang Jati mulai kembali ke rumah pada Kamis pagi, kata kepala desa itu."
    parts = fragment_parts(text_fragment(URL, quote))
    assert len(parts) == 2
    assert all(len(part.split()) >= 4 for part in parts)
    assert quote.startswith(parts[0]) and quote.endswith(parts[1])


@pytest.mark.parametrize(
    "quote",
    [
        "Air mulai surut.",
        "Warga Desa Karang Jati mulai kembali ke rumah pada Kamis pagi, kata kepala desa itu.",
        "“Kami pulang,” kata Sari.\n\nIa menunggu tiga hari di balai desa sebelum jalan dibuka kembali.",
        "Satu.\nDua.\n\nTiga.",
        "Ia ada di sana dan di sini dan di mana pun ia ada di sana dan di sini dan di mana pun",
        "Harga naik Rp1,2 triliun—tertinggi—menurut tim A&B, lalu turun 5 % pada hari-hari sesudahnya, lapor TV-7.",
    ],
    ids=["short", "long", "two paragraphs", "short paragraphs", "repeated words", "punctuation"],
)
def test_the_link_marks_exactly_the_quote(quote: str) -> None:
    page = f"Sebuah berita lain lebih dulu.\n\n{quote}\n\nDan sesudahnya ada lagi di mana pun."
    assert opens_at(page, text_fragment(URL, quote)) == quote


def test_a_quote_across_paragraphs_never_puts_two_paragraphs_into_one_part() -> None:
    assert fragment_parts(text_fragment(URL, "Kabar baik.\n\nIa pulang.")) == ["Kabar baik.", "Ia pulang."]


def test_the_last_words_grow_until_they_are_found_only_at_the_end() -> None:
    quote = "Pada hari Senin harga beras naik di kota itu dan kemudian turun lagi sampai harga beras naik di kota itu"
    assert opens_at(quote, text_fragment(URL, quote)) == quote


def test_dash_comma_and_ampersand_are_encoded_because_the_directive_uses_them() -> None:
    address = text_fragment(URL, "hari-hari A&B, 50%")
    assert address.endswith(":~:text=hari%2Dhari%20A%26B%2C%2050%25")


def test_letters_beyond_ascii_are_encoded_as_utf8() -> None:
    assert text_fragment(URL, "“Café”").endswith("text=%E2%80%9CCaf%C3%A9%E2%80%9D")


def test_an_address_with_a_fragment_keeps_it() -> None:
    assert text_fragment(f"{URL}#isi", "Ya.") == f"{URL}#isi:~:text=Ya."
    assert text_fragment(f"{URL}#:~:text=Tidak.", "Ya.") == f"{URL}#:~:text=Tidak.&text=Ya."


def test_an_empty_quote_leaves_the_address_alone() -> None:
    assert text_fragment(URL, " \n ") == URL


def test_line_breaks_and_tabs_inside_a_sentence_become_one_blank() -> None:
    assert fragment_parts(text_fragment(URL, "Air \t mulai  surut.")) == ["Air mulai surut."]


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "berita.txt", "http://", "https://[rusak"])
def test_what_a_browser_cannot_open_is_no_link(url: str | None) -> None:
    assert link(cite(url=url)) is None


def test_control_characters_in_an_address_never_reach_the_terminal() -> None:
    assert web_address("https://nusa.example/a\x1b]8;;\x07 b\u202e") == "https://nusa.example/a%1B]8;;%07%20b%E2%80%AE"


def test_a_label_names_outlet_and_day_in_the_language_asked_for() -> None:
    assert label(cite()) == "Harian Nusa, 5 Juni 2025"
    assert label(cite(), "en") == "Harian Nusa, 5 June 2025"


def test_a_label_makes_do_with_what_the_article_has() -> None:
    assert label(cite(published_at=None)) == "Harian Nusa"
    assert label(cite(source=None, url="https://www.nusa.example/1")) == "nusa.example, 5 Juni 2025"
    assert label(cite(source=None, url=None, published_at=None)) == "media tidak disebutkan"


def test_every_month_has_its_name() -> None:
    assert [day(date(2025, month, 1)) for month in (1, 8, 12)] == [
        "1 Januari 2025",
        "1 Agustus 2025",
        "1 Desember 2025",
    ]
    assert day(datetime(2024, 2, 29, tzinfo=UTC), "en") == "29 February 2024"
