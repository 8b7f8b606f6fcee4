"""What a page says of its article where it says several things: the headline that is printed, the writer of this story."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest

from index.errors import ListPageError
from index.types import Article
from ingest.dates import parse_date
from ingest.readers import html

JAKARTA = ZoneInfo("Asia/Jakarta")
STORY = "".join(
    f"<p>Nelayan Muara Sela menambatkan perahu ke dermaga nomor {n} sejak subuh karena angin kencang belum juga reda.</p>"
    for n in range(1, 8)
)


def read(body: str, *, head: str = "", data: dict[str, object] | None = None) -> Article:
    """The article on a page of Kabar Muara; `data` is its JSON-LD."""
    described = {"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "Kabar Muara"}, **(data or {})}
    page = (
        f"<html><head>{head}<script type='application/ld+json'>{json.dumps(described)}</script></head>"
        f"<body>{body}</body></html>"
    )
    return html.read(page, origin="p.html", path=None, zone=JAKARTA, page="https://muara.example/laut/perahu-1")


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("heading", "data", "shared", "right"),
    [
        pytest.param(
            "<h1>Perahu Nelayan Sela Bertahan di Dermaga</h1>",
            "Angin Kencang, Nelayan Sela Tidak Melaut Hari Ini",
            "Perahu Nelayan Sela Bertahan di Dermaga",
            "Perahu Nelayan Sela Bertahan di Dermaga",
            id="the-one-for-search-engines-is-not-printed",
        ),
        pytest.param(
            "<ol><li><h1>Angin kencang Muara Sela: perahu tidak melaut</h1></li></ol><h2>Sepekan Tanpa Ikan Segar</h2>",
            "Angin kencang Muara Sela: perahu tidak melaut",
            "Sepekan Tanpa Ikan Segar",
            "Sepekan Tanpa Ikan Segar",
            id="one-in-the-breadcrumb-and-one-above-the-story",
        ),
        pytest.param(
            "<h1><span>Cuaca Muara Sela:</span> <span>Sepekan Tanpa Ikan Segar</span></h1>",
            "Cuaca Muara Sela: Sepekan Tanpa Ikan Segar",
            "Sepekan Tanpa Ikan Segar",
            "Sepekan Tanpa Ikan Segar",
            id="the-kicker-is-no-part-of-it",
        ),
        pytest.param(
            "<h1>Sepekan Tanpa Ikan Segar</h1>",
            "Harga Ikan",
            "Sepekan Tanpa Ikan Segar - Kabar Muara",
            "Sepekan Tanpa Ikan Segar",
            id="the-outlet-is-no-part-of-it",
        ),
        pytest.param(
            "<h1>Sepekan Tanpa &quot;Ikan Segar&quot; di Sela</h1>",
            "Harga Ikan",
            "Sepekan Tanpa ",
            'Sepekan Tanpa "Ikan Segar" di Sela',
            id="a-quotation-mark-cut-the-attribute",
        ),
    ],
)
def test_the_title_is_the_one_that_stands_above_the_story(heading: str, data: str, shared: str, right: str) -> None:
    head = f"<title>{data}</title>{og(shared)}" + og(shared).replace("og:", "twitter:")
    assert read(f"{heading}{STORY}", head=head, data={"headline": data}).title == right


def test_the_outlets_motto_is_no_part_of_the_title_and_none_of_its_name() -> None:
    site = "Kabar Muara | Cepat dan Tepercaya"
    named = f'<meta property="og:site_name" content="{site}">{og(f"Sepekan Tanpa Ikan Segar ~ {site}")}'
    page = f"<html><head>{named}</head><body><h3>Sepekan Tanpa Ikan Segar</h3>{STORY}</body></html>"
    article = html.read(page, origin="p.html", path=None, zone=JAKARTA)
    assert (article.title, article.source) == ("Sepekan Tanpa Ikan Segar", "Kabar Muara")


def test_a_subheading_that_the_page_marks_as_its_headline_is_none() -> None:
    page = (
        "<div itemscope itemtype='https://schema.org/NewsArticle'><h1>Sepekan Tanpa Ikan Segar</h1>"
        f"<h1 itemprop='headline'>Pedagang pasar ikut mengeluh</h1>{STORY}</div>"
    )
    article = html.read(
        f"<html><head>{og('Sepekan Tanpa Ikan Segar')}</head><body>{page}</body></html>",
        origin="p.html", path=None, zone=JAKARTA, page="https://muara.example/laut/perahu-1",
    )  # fmt: skip
    assert article.title == "Sepekan Tanpa Ikan Segar"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        (
            "<div>Von: <a href='/a/1'>Mira Kesuma</a>, <a href='/a/2'>Tomo Hadiran</a></div>",
            "Mira Kesuma, Tomo Hadiran",
        ),
        ("<div>Kamis | Von <span class='authorname'>Mira Kesuma</span></div>", "Mira Kesuma"),
    ],
)
def test_a_writer_is_named_by_a_label_or_by_what_the_element_is_called(line: str, author: str) -> None:
    assert read(f"<h1>Sepekan Tanpa Ikan Segar</h1>{line}{STORY}").author == author


def test_the_writer_of_another_story_is_not_this_ones() -> None:
    teaser = "<a href='/lain-2'><h3>Kapal Bantuan Tiba di Sela</h3><p>Muatannya beras dan obat.</p><h6>By Mira Kesuma</h6></a>"
    assert read(f"<h1>Sepekan Tanpa Ikan Segar</h1>{STORY}<ul><li>{teaser}</li></ul>").author is None


def test_names_joined_in_other_languages_are_several() -> None:
    data = {"author": {"@type": "Person", "name": "Mira Kesuma e Tomo Hadiran"}}
    assert read(f"<h1>Sepekan Tanpa Ikan Segar</h1>{STORY}", data=data).author == "Mira Kesuma, Tomo Hadiran"


def test_what_is_checked_in_a_fact_check_is_dated() -> None:
    page = (
        '<script type="application/ld+json">{"@graph": [{"@type": "ClaimReview", "datePublished": "2026-05-13 15:44",'
        '"url": "https://muara.example/laut/perahu-1", "itemReviewed": {"@type": "Claim", "datePublished": "2026-05-07"}}]}'
        "</script>"
    )
    article = html.read(
        f"<html><head>{page}</head><body><h1>Sepekan Tanpa Ikan Segar</h1>{STORY}</body></html>",
        origin="p.html", path=None, zone=JAKARTA, page="https://muara.example/laut/perahu-1",
    )  # fmt: skip
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-05-13T15:44:00+07:00"


def test_a_date_as_unix_and_java_write_it_is_read() -> None:
    moment = parse_date("Fri Apr 28 19:20:36 CEST 2023", JAKARTA)
    assert moment is not None
    assert moment.isoformat() == "2023-04-28T19:20:36+02:00"


@pytest.mark.parametrize("wrapped", ["self.__next_f.push([1,{}])", 'window.__STATE__ = {{"isi": {}}};'])
def test_a_story_that_stands_only_in_a_scripts_code_is_read(wrapped: str) -> None:
    markup = json.dumps(f"<div>{STORY}</div>").replace("<", "\\u003c")
    page = f"<html><head>{og('Sepekan Tanpa Ikan Segar')}</head><body><div id='app'></div><script>{wrapped.format(markup)}</script></body></html>"
    article = html.read(page, origin="p.html", path=None, zone=JAKARTA)
    assert len(article.body.split("\n\n")) == 7
    assert article.body.startswith("Nelayan Muara Sela menambatkan perahu ke dermaga nomor 1")


def test_a_date_keeps_the_seconds_that_the_page_prints_without() -> None:
    page = (
        '<html><head><meta name="publishdate" content="2025/06/26 12:31:07"></head><body><h1>Sepekan Tanpa Ikan Segar</h1>'
        f"<div>Kamis, 26 Jun 2025 12:31 WIB</div>{STORY}</body></html>"
    )
    article = html.read(page, origin="p.html", path=None, zone=ZoneInfo("Asia/Makassar"))
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2025-06-26T12:31:07+07:00"


def test_an_abbreviation_that_is_marked_as_the_day_tells_the_time_too() -> None:
    day = "<abbr itemprop='datePublished' title='2025-06-26T06:10:00+07:00'>Juni 26, 2025</abbr>"
    page = f"<html><body><h1>Sepekan Tanpa Ikan Segar</h1>{STORY}<span>di {day}</span></body></html>"
    article = html.read(page, origin="p.html", path=None, zone=JAKARTA)
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2025-06-26T06:10:00+07:00"


def test_who_wrote_edited_and_photographed_stands_below_and_is_no_text() -> None:
    credits = "<p>Reporter: Mira Kesuma<br>Editor: Tomo Hadiran<br>Fotografer: Jaka Lesmana</p>"
    article = read(f"<h1>Sepekan Tanpa Ikan Segar</h1>{STORY}{credits}")
    assert (article.author, article.editor) == ("Mira Kesuma", "Tomo Hadiran")
    assert article.body.endswith("belum juga reda.")


def test_a_line_with_the_day_and_the_number_of_readers_is_no_paragraph() -> None:
    line = "Kamis, 26 Juni 2025 - 12:31 WIB Dibaca: 1.207 kali"
    text = STORY.replace("<p>", "").replace("</p>", "<br><br>")
    article = html.read(
        f"<html><body><h1>Sepekan Tanpa Ikan Segar</h1><table><tr><td>{line}<br><br>{text}</td></tr></table></body></html>",
        origin="p.html", path=None, zone=JAKARTA,
    )  # fmt: skip
    assert article.body.startswith("Nelayan Muara Sela")
    assert len(article.body.split("\n\n")) == 7


def test_a_list_of_picture_albums_is_a_list() -> None:
    albums = "".join(
        f"<figure><a href='/foto/{n}'><img src='/{n}.jpg'></a><figcaption><h3><a href='/foto/{n}'>Perahu hias nomor {n} di Sela</a>"
        f"</h3><p>Warga menonton {n} perahu hias yang melintas di muara sejak pagi sampai malam hari.</p></figcaption></figure>"
        for n in range(1, 9)
    )
    page = (
        f"<html><body><main><h1>Galeri</h1><p>Bidikan pewarta foto kami setiap hari.</p>{albums}</main></body></html>"
    )
    with pytest.raises(ListPageError, match="8 articles"):
        html.read(page, origin="p.html", path=None, zone=JAKARTA)
