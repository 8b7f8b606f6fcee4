"""What is wrong with one file is told in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Tanya

from ingest.faults import in_lines


def test_eleven_failures_of_one_file_are_one_line() -> None:
    failures = [(f"/b/dump.jsonl:{n}", f"it has no text ({n})") for n in range(1, 12)]
    assert in_lines([*failures[:5], ("/b/rusak.txt", "it is empty"), *failures[5:]]) == [
        "/b/dump.jsonl: 11 articles failed: line 1: it has no text (1); line 2: it has no text (2); line 3: it has no text (3); …",
        "/b/rusak.txt: it is empty",
    ]


def test_one_is_told_as_it_is_and_addresses_stand_for_themselves() -> None:
    assert in_lines([("/b/dump.jsonl:7", "x"), ("http://a.example:8000", "y"), ("http://a.example:80", "z")]) == [
        "/b/dump.jsonl:7: x", "http://a.example:8000: y", "http://a.example:80: z",
    ]  # fmt: skip
    assert in_lines([("/b/p.zip!/a.html", "x"), ("/b/p.zip!/b.html", "y")]) == [
        "/b/p.zip: 2 articles failed: a.html: x; b.html: y"
    ]


@pytest.mark.slow
def test_ingest_and_status_say_it_so(tanya: Tanya, tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"a{n}", "title": "x"}) for n in range(11)]
    (tmp_path / "dump.jsonl").write_text(
        "\n".join([*lines, json.dumps({"id": "b", "text": "Kabar baik dari Seruni."})])
    )
    done = tanya("ingest", tmp_path / "dump.jsonl")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "11 articles failed: line 1:" in done.stderr
    status = tanya("status").stdout
    assert status.count("dump.jsonl") == 1
    assert len(json.loads(tanya("status", "--failed", "--json").stdout)) == 11
    told = tanya("status", "--failed").stdout
    assert told.startswith('11 × it has no text; give the record a "body" or "text" field\n')
    assert told.count("it has no text") == 1
    indonesian = tanya("status", "--failed", env={"TANYA_LANGUAGE": "id"}).stdout
    assert indonesian.startswith('11 × tidak ada teksnya; tambahkan "body" atau "text" di barisnya\n')
    assert "1 kali dicoba" in indonesian
