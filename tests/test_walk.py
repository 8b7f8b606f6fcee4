"""From paths to documents: every article once, every problem said once, nothing raised, nothing read in vain."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from index.errors import PassedOverError, SourceError
from ingest import dumps
from ingest.documents import Document, documents

ZONE = ZoneInfo("Asia/Jakarta")
STORY = "Gubernur Nusa Lintang membuka Jembatan Sela pada Rabu."


def found(*paths: Path, max_bytes: int = 10**6, zone: ZoneInfo = ZONE) -> list[Document | SourceError]:
    return list(documents(paths, zone=zone, max_bytes=max_bytes))


def one(path: Path, max_bytes: int = 10**6) -> Document:
    (document,) = found(path, max_bytes=max_bytes)
    assert isinstance(document, Document), document
    return document


def problem(path: Path, max_bytes: int = 10**6) -> SourceError:
    (error,) = found(path, max_bytes=max_bytes)
    assert isinstance(error, SourceError), error
    return error


def origins(items: list[Document | SourceError]) -> list[str]:
    return [item.origin for item in items]


def dump(path: Path, *records: object) -> Path:
    text = "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


# Which files


def test_folders_are_walked_in_order_without_what_is_hidden_or_of_another_kind(tmp_path: Path) -> None:
    for name in ("b/2.md", "b/10.TXT", "a.html", ".git/x.txt", ".sembunyi.txt", "foto.jpg", "z.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"body": STORY}) if name.endswith("jsonl") else STORY)
    assert origins(found(tmp_path)) == [
        str(tmp_path / name) for name in ("a.html", "b/10.TXT", "b/2.md")
    ] + [f"{tmp_path}/z.jsonl:1", str(tmp_path)]  # fmt: skip
    passed = found(tmp_path)[-1]
    assert isinstance(passed, PassedOverError)
    assert passed.reason.endswith("1 .jpg")


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(STORY)
    assert origins(found(file, tmp_path, tmp_path / "x" / "..", tmp_path)) == [str(file)]


def test_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert one(Path("../a.txt")).file == str(tmp_path / "a.txt")


def test_a_named_file_of_unknown_kind_is_tried_as_text(tmp_path: Path) -> None:
    (tmp_path / "artikel").write_text(STORY)
    assert one(tmp_path / "artikel").parse().body == STORY
    (tmp_path / "artikel.doc").write_bytes(b"\xd0\xcf\x11\xe0\0\xff\xfe")
    with pytest.raises(SourceError, match=r"save it as \.docx"):
        one(tmp_path / "artikel.doc").parse()


def test_links_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    (tmp_path / "berita").mkdir()
    (tmp_path / "berita" / "a.txt").write_text(STORY)
    (tmp_path / "berita" / "lingkar").symlink_to(tmp_path / "berita")
    (tmp_path / "berita" / "ular.txt").symlink_to(tmp_path / "berita" / "ular.txt")
    items = found(tmp_path / "berita")
    assert isinstance(items[0], Document)
    reasons = {Path(e.origin).name: e.reason for e in items if isinstance(e, SourceError)}
    assert "leads back" in reasons["lingkar"]
    assert "leads to itself" in reasons["ular.txt"]
    (tmp_path / "tautan").symlink_to(tmp_path / "berita" / "a.txt")
    assert one(tmp_path / "tautan").parse().body == STORY


@pytest.mark.parametrize("kosong", [True, False], ids=["empty", "nothing to read"])
def test_a_folder_without_articles_says_so(tmp_path: Path, kosong: bool) -> None:
    if not kosong:
        (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8")
    assert "no articles in this folder" in problem(tmp_path).reason


def test_what_is_no_file_at_all_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.txt")
    assert "no regular file" in problem(tmp_path / "pipa.txt").reason
    assert "no such file" in problem(tmp_path / "tiada.txt").reason
    (tmp_path / "a.txt").write_text(STORY)
    assert "not a folder" in problem(tmp_path / "a.txt" / "b.txt").reason
    assert "no path" in problem(Path("a\0b")).reason


@contextmanager
def as_nobody() -> Iterator[Path]:
    """A folder of an ordinary user; root may read everything, so root becomes one for a while."""
    with tempfile.TemporaryDirectory() as name:
        folder, root = Path(name), os.geteuid() == 0
        folder.chmod(0o755)
        if root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)


def test_what_may_not_be_read_is_said_and_the_rest_goes_on() -> None:
    with as_nobody() as folder:
        for name in ("a.txt", "b.txt", "c.jsonl"):
            (folder / name).write_text(STORY)
        (folder / "d").mkdir()
        for name in ("a.txt", "c.jsonl", "d"):
            (folder / name).chmod(0)
        items = found(folder)
        (folder / "d").chmod(0o700)
    reasons = {Path(e.origin).name: e.reason for e in items if isinstance(e, SourceError)}
    assert set(reasons) == {"a.txt", "c.jsonl", "d"}
    assert all("permissions" in reason for reason in reasons.values())
    assert [Path(d.origin).name for d in items if isinstance(d, Document)] == ["b.txt"]


def test_a_name_that_is_no_utf8_can_still_be_printed_and_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/berita\xff.txt"))
    try:
        path.write_text(STORY)
    except OSError:
        pytest.skip("this file system takes no such names")
    document = one(path)
    document.origin.encode()
    document.parse().id.encode()


# What is in them


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_unicode_is_read_with_or_without_bom(tmp_path: Path, encoding: str) -> None:
    text = "Harga naik 5 €, “tetapi” turun lagi.\r\nBesok."
    bom = b"\xfe\xff" if encoding == "utf-16-be" else b""
    (tmp_path / "a.txt").write_bytes(bom + text.encode(encoding))
    assert one(tmp_path / "a.txt").parse().body == text.replace("\r\n", "\n")
    record = json.dumps({"body": text}, ensure_ascii=False) + "\n"
    (tmp_path / "a.jsonl").write_bytes(bom + (record * 2).encode(encoding))
    first, second = (d.parse() for d in found(tmp_path / "a.jsonl") if isinstance(d, Document))
    assert first.body == second.body == text


def test_a_page_may_declare_its_charset(tmp_path: Path) -> None:
    page = '<html><head><meta charset="{}"></head><body><p>Harga “naik” 5 €.</p></body></html>'
    for charset, encoding in (("windows-1252", "cp1252"), ("iso-8859-1", "cp1252"), ("utf-8", "utf-8")):
        (tmp_path / "a.html").write_bytes(page.format(charset).encode(encoding))
        assert one(tmp_path / "a.html").parse().body == "Harga “naik” 5 €."


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("klingon", "utf-8"), ("base64", "utf-8"), ("klingon", "cp1252"), ("iso-8859-1", "utf-8"), ("utf-8", "cp1252"),
        ("us-ascii", "cp1252"), ("utf-16", "utf-8"),
    ],
)  # fmt: skip
def test_a_page_is_read_as_browsers_read_it_whatever_it_is_called(tmp_path: Path, declared: str, encoding: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>Harga “naik” 5 €.</p></body></html>'
    (tmp_path / "a.html").write_bytes(page.encode(encoding))
    assert one(tmp_path / "a.html").parse().body == "Harga “naik” 5 €."


def test_gb2312_is_gbk_and_one_bad_byte_is_a_replacement_character(tmp_path: Path) -> None:
    page = '<html><head><meta charset="gb2312"></head><body><p>镕基在雅加达讲话。</p></body></html>'
    (tmp_path / "a.html").write_bytes(page.encode("gbk"))
    assert one(tmp_path / "a.html").parse().body == "镕基在雅加达讲话。"
    (tmp_path / "b.txt").write_bytes("Harga “naik” 5 €.".encode() + b" Lalu \xff turun.")
    assert one(tmp_path / "b.txt").parse().body == "Harga “naik” 5 €. Lalu \ufffd turun."
    (tmp_path / "c.txt").write_bytes("Harga “naik” 5 €.".encode("cp1252"))
    assert one(tmp_path / "c.txt").parse().body == "Harga “naik” 5 €."


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\t\n", "nothing but white space"),
        (b"teks\0biner", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\xff", "binary"),
        (b"\xff\xfea", "binary"),
    ],
)
def test_what_is_no_text_says_what_to_do(tmp_path: Path, raw: bytes, reason: str) -> None:
    (tmp_path / "a.txt").write_bytes(raw)
    (tmp_path / "b.txt").write_text(STORY)
    error, document = found(tmp_path)
    assert isinstance(error, SourceError)
    assert reason in error.reason
    assert isinstance(document, Document)


def test_a_file_too_large_for_an_article_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "besar.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "200 MB" in problem(path).reason
    assert "no article" not in problem(path).reason


# Dumps


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz", "a.ndjson.gz", "A.JSONL.GZ"])
def test_each_line_of_a_dump_is_an_article_known_by_its_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    text = f'{{"id": "a", "body": "{STORY}"}}\n\n  {{"id": "b", "body": "{STORY}"}}'.encode()
    path.write_bytes(gzip.compress(text) if name.lower().endswith("gz") else text)
    items = found(path)
    assert origins(items) == [f"{path}:1", f"{path}:3"]
    assert [d.parse().id for d in items if isinstance(d, Document)] == ["a", "b"]
    assert {d.file for d in items if isinstance(d, Document)} == {str(path)}


def test_a_broken_line_fails_alone_and_only_when_it_is_parsed(tmp_path: Path) -> None:
    path = dump(tmp_path / "a.jsonl", {"body": STORY}, '{"body": ', {"body": STORY})
    items = [d for d in found(path) if isinstance(d, Document)]
    assert len(items) == 3
    assert items[0].parse().body == items[2].parse().body == STORY
    with pytest.raises(SourceError, match="not valid JSON") as caught:
        items[1].parse()
    assert caught.value.origin == f"{path}:2"


def test_a_line_too_long_is_passed_over(tmp_path: Path) -> None:
    path = dump(tmp_path / "a.jsonl", {"body": "x" * 300_000}, {"body": STORY}, {"body": "x" * 300_000})
    first, second, third = found(path, max_bytes=1000)
    assert isinstance(first, SourceError)
    assert isinstance(third, SourceError)
    assert (first.origin, third.origin) == (f"{path}:1", f"{path}:3")
    assert "larger than" in first.reason
    assert isinstance(second, Document)
    assert second.parse().body == STORY


@pytest.mark.parametrize("damage", ["cut", "flipped", "trailing"])
def test_a_damaged_archive_gives_what_came_before(tmp_path: Path, damage: str) -> None:
    # Each record is larger than what is unpacked at a time, and hard to compress.
    records = [{"id": n, "body": os.urandom(20_000).hex()} for n in range(4)]
    raw = gzip.compress("".join(json.dumps(r) + "\n" for r in records).encode())
    middle = len(raw) * 5 // 8
    damaged = {
        "cut": raw[:middle],
        "flipped": raw[:-6] + bytes(6),
        "trailing": raw + b"bukan gzip",
    }[damage]
    (tmp_path / "a.jsonl.gz").write_bytes(damaged)
    *before, last = found(tmp_path / "a.jsonl.gz")
    assert isinstance(last, SourceError)
    assert "cut off or damaged" in last.reason
    assert [d.parse().id for d in before if isinstance(d, Document)] == ["0", "1", "2", "3"][
        : 2 if damage == "cut" else 4
    ]


def test_an_archive_or_dump_without_records_says_so(tmp_path: Path) -> None:
    assert "no articles in it" in problem(dump(tmp_path / "a.jsonl", "", "")).reason
    assert "no articles in it" in problem(dump(tmp_path / "a.jsonl.gz")).reason
    assert "no articles in it" in problem(dump(tmp_path / "a.json", "[]")).reason


def test_a_dump_is_never_whole_in_memory(tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.json"):
        lines = [json.dumps({"id": n, "body": "Jembatan " * 2000}) for n in range(1000)]
        text = "\n".join(lines) if name.startswith("a") else f"[{','.join(lines)}]"
        (tmp_path / name).write_bytes(gzip.compress(text.encode(), 1) if name.endswith("gz") else text.encode())
        del lines, text
        tracemalloc.start()
        count = sum(isinstance(d, Document) for d in documents([tmp_path / name], zone=ZONE, max_bytes=10**6))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 1000
        assert peak < 2_000_000  # of 18 MB


# JSON documents


def test_a_json_file_holds_one_article_or_an_array_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"title": "Satu", "body": STORY}, indent=2))
    single = one(path)
    assert single.origin == str(path)
    assert single.parse().id.startswith("a-")
    path.write_text(json.dumps([{"id": 1, "body": STORY}, {"id": 2, "body": STORY}], indent=2))
    items = found(path)
    assert origins(items) == [f"{path}:1", f"{path}:2"]
    assert [d.parse().id for d in items if isinstance(d, Document)] == ["1", "2"]


@pytest.mark.parametrize("block", [1, 2, 3, 7, 64])
def test_an_array_is_cut_right_wherever_the_blocks_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    records: list[dict[str, object]] = [
        {"body": 'kutip " kurung ] } koma , garis \\', "tags": [["a"], {"b": "]"}]},
        {"body": "\\\\", "x": {}},
        {"body": "é“", "title": "Satu, dua"},
    ]
    monkeypatch.setattr(dumps, "_BLOCK", block)
    for text in (json.dumps(records), "\n".join(map(json.dumps, records))):
        (tmp_path / "a.json").write_text(text)
        items = found(tmp_path / "a.json")
        assert [d.parse().body for d in items if isinstance(d, Document)] == [r["body"] for r in records]


def test_an_array_goes_on_after_a_bad_or_huge_element_and_tells_of_its_missing_end(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'[{{"body": x}}, {{"body": "{"x" * 9000}"}}, {{"body": "{STORY}"}}, ')
    bad, huge, good, end = found(path, max_bytes=1000)
    assert isinstance(huge, SourceError)
    assert huge.origin == f"{path}:2"
    for broken in (bad, end):
        assert isinstance(broken, Document)
        with pytest.raises(SourceError, match="not valid JSON"):
            broken.parse()
    assert isinstance(good, Document)
    assert good.parse().body == STORY


# Fingerprints


def test_a_fingerprint_changes_with_all_the_article_depends_on_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STORY)
    before = one(path).fingerprint
    assert one(path).fingerprint == before
    os.utime(path, (0, 0))
    assert one(path).fingerprint == before
    (other,) = found(path, zone=ZoneInfo("Asia/Jayapura"))
    assert isinstance(other, Document)
    assert other.fingerprint != before
    (tmp_path / "b.txt").write_text(STORY)
    assert one(tmp_path / "b.txt").fingerprint != before, "its id comes from its path"
    path.write_text(STORY + ".")
    assert one(path).fingerprint != before


def test_a_record_keeps_its_fingerprint_when_its_dump_grows_or_moves(tmp_path: Path) -> None:
    record = {"body": STORY}
    (before,) = found(dump(tmp_path / "a.jsonl", record))
    _, after = found(dump(tmp_path / "b.jsonl.gz", {"body": "lain"}, record))
    assert isinstance(before, Document)
    assert isinstance(after, Document)
    assert before.fingerprint == after.fingerprint
