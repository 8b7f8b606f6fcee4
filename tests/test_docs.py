"""The documents are true: every setting, command and link in them is real."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

import bot.cli
import index
from index.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")


def test_env_example_lists_every_setting_and_no_other():
    listed = re.findall(r"^# (TANYA_\w+)=", EXAMPLE, re.MULTILINE)
    assert listed == [f"TANYA_{name.upper()}" for name in Settings.model_fields]


def test_env_example_shows_the_defaults():
    shown = dict(re.findall(r"^# TANYA_(\w+)=(.*)$", EXAMPLE, re.MULTILINE))
    for name, field in Settings.model_fields.items():
        if not field.default_factory and field.default is not None:
            assert shown[name.upper()] == str(field.default)


def test_readme_names_every_command():
    for name in typer.main.get_command(bot.cli.app).commands:
        assert f"tanya {name}" in README, name


def test_every_command_and_option_in_the_readme_exists():
    commands = typer.main.get_command(bot.cli.app).commands
    for line in re.findall(r"^(?:\$ )?tanya (.+)$", README, re.MULTILINE):
        verb, *rest = line.split("#")[0].split()
        assert verb in commands, line
        known = {option for parameter in commands[verb].params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known, line


def test_every_setting_in_the_readme_exists():
    known = {f"TANYA_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"TANYA_[A-Z_]+", README)) <= known


def test_files_that_the_documents_link_to_exist():
    for document in (ROOT / "README.md", ROOT / "docs/decisions.md", ROOT / "CHANGELOG.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_path_in_the_architecture_exists():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = text[text.index("## Where do I change") :]
    assert len([line for line in table.splitlines() if line.startswith("| ")]) >= 22
    for path in re.findall(r"`((?:index|ingest|bot|training|tests)/[\w./-]+|\.env\.example)`", text):
        assert (ROOT / path).exists(), path


def test_every_room_says_what_it_is_for():
    for room in (ROOT / "index").iterdir():
        if (room / "__init__.py").exists() and room.name != "__pycache__":
            assert (room / "__init__.py").read_text(encoding="utf-8").startswith('"""'), room


def test_whoever_uses_tanya_as_a_library_finds_each_name_and_loads_none_before():
    assert [name for name in index.__all__ if getattr(index, name).__name__ != name] == []
    with pytest.raises(AttributeError, match="tidak_ada"):
        _ = index.tidak_ada
    code = "import sys, index; sys.exit('index.engine' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
