"""Files of more kinds: archives that are never unpacked to the disk, mail, saved pages, PDF, DOCX; watched folders."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import threading
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from killed import DrawnEmbedder, opened

from index.errors import SettingsError, SourceError
from index.settings import Settings
from index.types import Article
from ingest.documents import Document, documents
from ingest.sources import Source, keep_up, read_sources
from ingest.watch import changes

pytestmark = pytest.mark.usefixtures("limited")
ZONE = ZoneInfo("Asia/Jakarta")
STORY = "Lembayung: Gubernur Nusa Lintang membuka Jembatan Sela sepanjang 1,2 kilometer pada Rabu, 4 Juni 2025."
PAGE = f"<html><body><article><h1>Jembatan Sela Dibuka</h1><p>{STORY}</p></article></body></html>"


def found(*paths: Path, max_bytes: int = 10**6) -> list[Document | SourceError]:
    return list(documents(paths, zone=ZONE, max_bytes=max_bytes))


def articles(*paths: Path) -> list[Article]:
    return [item.parse() for item in found(*paths) if isinstance(item, Document)]


def problems(*paths: Path, max_bytes: int = 10**6) -> dict[str, str]:
    return {e.origin: e.reason for e in found(*paths, max_bytes=max_bytes) if isinstance(e, SourceError)}


def zipped(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix != ".tar" else "w") as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return path


def member(
    name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, link
    return info, content


# Archives


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz"])
def test_the_articles_in_an_archive_are_known_by_their_place_in_it(tmp_path: Path, name: str) -> None:
    if name.endswith("zip"):
        path = zipped(
            tmp_path / name, **{"daerah/a.html": PAGE, "b.txt": STORY, "foto.jpg": b"\xff\xd8", ".x/c.txt": "x"}
        )
    else:
        path = tarred(
            tmp_path / name,
            member("daerah/a.html", PAGE.encode()),
            member("b.txt", STORY.encode()),
            member("foto.jpg", b"\xff"),
        )
    items = found(tmp_path)
    assert [item.origin for item in items] == [f"{path}!/daerah/a.html", f"{path}!/b.txt"]
    assert {item.file for item in items if isinstance(item, Document)} == {str(path)}
    assert {article.body for article in articles(path)} == {STORY}


def test_no_member_leads_out_of_its_archive(tmp_path: Path) -> None:
    (tmp_path / "rahasia.txt").write_text("Kata sandi gubernur ada di sini.")
    folder = tmp_path / "berita"
    folder.mkdir()
    zipped(folder / "a.zip", **{"../../../tmp/jebol.txt": STORY, "/etc/jebol.txt": STORY, "C:\\jebol.txt": STORY})
    tarred(
        folder / "b.tar",
        member("../jebol.txt", STORY.encode()),
        member("tautan.txt", kind=tarfile.SYMTYPE, link=str(tmp_path / "rahasia.txt")),
        member("keras.txt", kind=tarfile.LNKTYPE, link="../rahasia.txt"),
        member("pipa.txt", kind=tarfile.FIFOTYPE),
        member("alat.txt", kind=tarfile.CHRTYPE),
    )
    link = zipfile.ZipInfo("tautan.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr(link, str(tmp_path / "rahasia.txt"))
    bodies = [article.body for article in articles(folder)]
    assert bodies == [STORY] * 4, "odd names are only names, links are nothing"
    assert not Path("/tmp/jebol.txt").exists()
    assert not Path("/etc/jebol.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["berita", "rahasia.txt"]


def test_bombs_cost_their_limit_and_their_neighbours_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"bom.txt": b"a" * 300_000_000, "b.txt": STORY})
    assert "bomb" in problems(path)[f"{path}!/bom.txt"]
    assert [article.body for article in articles(path)] == [STORY]
    packed = tarred(tmp_path / "b.tgz", member("bom.txt", b"a" * 300_000_000), member("b.txt", STORY.encode()))
    assert all("bomb" in reason or "far more" in reason for reason in problems(packed).values())
    assert problems(packed)


def test_a_zip_that_lies_about_its_sizes_is_caught_as_it_is_read(tmp_path: Path) -> None:
    raw = bytearray(zipped(tmp_path / "a.zip", **{"bom.txt": b"a" * 30_000_000}).read_bytes())
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (100).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(raw)
    assert problems(tmp_path / "a.zip")
    assert articles(tmp_path / "a.zip") == [] or all(
        len(article.body) <= 100 for article in articles(tmp_path / "a.zip")
    )


def test_a_tar_whose_own_headers_are_bombs_ends_before_they_go_off(tmp_path: Path) -> None:
    huge = tarfile.TarInfo("foto.jpg")
    huge.size = 1 << 40
    (tmp_path / "a.tgz").write_bytes(gzip.compress(huge.tobuf() + bytes(5 << 20)))
    extended = tarfile.TarInfo("pax")
    extended.size, extended.type = 1 << 32, tarfile.XHDTYPE
    (tmp_path / "b.tgz").write_bytes(gzip.compress(extended.tobuf(tarfile.USTAR_FORMAT) + bytes(5 << 20)))
    for path in (tmp_path / "a.tgz", tmp_path / "b.tgz"):
        (reason,) = problems(path).values()
        assert "far more" in reason or "damaged" in reason


@pytest.mark.parametrize("damage", ["cut", "garbage", "locked", "empty"])
def test_a_damaged_archive_is_one_sentence(tmp_path: Path, damage: str) -> None:
    path = zipped(tmp_path / "a.zip", **{"a.txt": STORY * 50})
    raw = bytearray(path.read_bytes())
    if damage == "locked":
        raw[6] |= 1
        raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(
        {
            "cut": bytes(raw[:100]),
            "garbage": os.urandom(5000),
            "locked": bytes(raw),
            "empty": b"PK\x05\x06" + bytes(18),
        }[damage]
    )
    (reason,) = problems(path).values()
    assert ";" in reason
    assert "\n" not in reason


def test_a_name_with_a_nul_or_half_a_character_can_be_printed_and_stored(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", member("a\x07\x1b[2J.txt", STORY.encode()), member("b\udcff.txt", STORY.encode()))
    for item in found(path):
        assert item.origin.isprintable()
        item.origin.encode()


def test_an_archive_that_shrinks_loses_its_articles_when_pruned(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "data")  # type: ignore[call-arg]
    path = zipped(
        tmp_path / "a.zip", **{"a.txt": STORY, "b.txt": "Banjir merendam tiga desa di Tirtamaya.", "c.txt": b"\0\xff"}
    )
    with opened(settings) as store:
        sources = [Source(path=path, prune=True)]
        assert keep_up(sources, store, DrawnEmbedder(), settings).added == 2
        assert [failure.origin for failure in store.ledger.failures.all()] == [f"{path}!/c.txt"]
        zipped(path, **{"a.txt": STORY})
        summary = keep_up(sources, store, DrawnEmbedder(), settings)
        assert (summary.unchanged, summary.removed) == (1, 1)
        assert store.ledger.failures.all() == []


# Mail, saved pages, office


def test_a_page_saved_whole_and_a_message_are_articles(tmp_path: Path) -> None:
    (tmp_path / "a.mhtml").write_bytes(
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://kabarnusa.example/j\r\nSubject: Jembatan\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n'
        b"Content-Location: https://kabarnusa.example/j\r\n\r\n"
        + PAGE.encode()
        + b"\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    (tmp_path / "b.eml").write_bytes(
        f"From: Rahmi Tanjung <rahmi@kabarnusa.example>\r\nSubject: =?utf-8?q?Jembatan_Sela_Dibuka?=\r\nDate: Thu, 05 Jun 2025 15:06:00 +0700\r\n"
        f'Content-Type: text/plain; charset="windows-1252"\r\n\r\n{STORY}\r\n'.encode()
    )
    saved, message = articles(tmp_path)
    assert (saved.title, saved.url, saved.body) == ("Jembatan Sela Dibuka", "https://kabarnusa.example/j", STORY)
    assert (message.title, message.author, message.body) == ("Jembatan Sela Dibuka", "Rahmi Tanjung", STORY)
    assert message.published_at == datetime(2025, 6, 5, 15, 6, tzinfo=ZONE)


def _pdf(*lines: str) -> bytes:
    """The least that is a PDF: one page, one font, a line of text below the other."""
    text = " ".join(f"({line.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj 0 -14 Td" for line in lines)
    stream = f"BT /F1 12 Tf 50 750 Td {text} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    raw, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return raw + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(raw),
    )


def test_a_pdf_and_a_docx_are_read_as_plain_text_is(tmp_path: Path) -> None:
    from docx import Document as Docx

    (tmp_path / "a.pdf").write_bytes(_pdf("Jembatan Sela Dibuka", "Rahmi Tanjung - 5 Juni 2025 15:06", STORY))
    made = Docx()
    for line in ("Jembatan Sela Dibuka", "Rahmi Tanjung • 5 Juni 2025 15:06", STORY, "Warga senang."):
        made.add_paragraph(line)
    made.save(str(tmp_path / "b.docx"))
    pdf, docx = articles(tmp_path)
    for article in (pdf, docx):
        assert (article.title, article.author, article.place) == ("Jembatan Sela Dibuka", "Rahmi Tanjung", "Lembayung")
        assert article.published_at == datetime(2025, 6, 5, 15, 6, tzinfo=ZONE)
        assert article.body.startswith(STORY)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.pdf", b"%PDF-1.7\n\xff\xff"),
        ("a.docx", b"PK\x03\x04 bukan"),
        ("a.docx", b""),
        ("a.eml", b"\0\0\0"),
        ("a.pdf", _pdf("")),
    ],
)
def test_a_damaged_document_is_one_sentence(tmp_path: Path, name: str, raw: bytes) -> None:
    (tmp_path / name).write_bytes(raw)
    (item,) = found(tmp_path / name)
    if isinstance(item, Document):
        with pytest.raises(SourceError) as caught:
            item.parse()
        item = caught.value
    assert "\n" not in item.reason


# The list of sources, watched folders


def test_the_list_of_sources_is_read_and_each_mistake_named(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(
        '[[source]]\nurl = "https://kabarnusa.example/rss"\nsince = 2025-06-01\n[[source]]\npath = "berita"\nprune = true\n'
    )
    url, folder = read_sources(path)
    assert (url.url, str(url.since)) == ("https://kabarnusa.example/rss", "2025-06-01")
    assert (folder.path, folder.prune) == (tmp_path / "berita", True)
    for text, word in {
        "": "lists nothing",
        "[[source": "can't be read",
        "[[source]]\nprune = true": "source 1 must have either",
        '[[source]]\nurl = "x"\npath = "y"': "source 1 must have either",
        '[[source]]\nurl = "ftp://a.example"': "no web address",
        '[[source]]\npath = "a"\nprune = "ya"': "prune",
        '[[source]]\npath = "a"\nkunci = 1': "means nothing",
    }.items():
        path.write_text(text)
        with pytest.raises(SettingsError, match=word):
            read_sources(path)
    with pytest.raises(SettingsError, match="no list of sources"):
        read_sources(tmp_path / "tiada.toml")


def test_what_is_put_into_a_watched_folder_is_seen(tmp_path: Path) -> None:
    stop = threading.Event()
    seen = changes([tmp_path], stop)
    writing = threading.Event()

    def write() -> None:
        n = 0
        while not writing.wait(0.2):  # the watch may begin at any moment
            n += 1
            (tmp_path / "a.txt").write_text(f"{STORY} {n}")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert (tmp_path / "a.txt").resolve() in {path.resolve() for path in next(seen)}
    finally:
        writing.set()
        stop.set()
        thread.join(10)
    with pytest.raises(SourceError, match="to watch"):
        next(changes([tmp_path / "tiada"]))


def test_a_record_of_a_dump_may_say_who_edited_it_and_when_it_was_updated(tmp_path: Path) -> None:
    record = {"body": STORY, "editor": "Okta Suralaga", "updated_at": "2025-06-05T16:00:00+07:00", "kanal": "Daerah"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    (article,) = articles(tmp_path / "a.jsonl")
    assert (article.editor, article.section) == ("Okta Suralaga", "Daerah")
    assert article.updated_at == datetime(2025, 6, 5, 16, 0, tzinfo=ZONE)
