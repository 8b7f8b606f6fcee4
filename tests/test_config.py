"""Settings as a person sees them: what is in force, where it comes from, and what means nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer.main
from conftest import SAMPLES, Tanya

import bot.cli
from index.settings import Settings, load_settings

TOKEN = "123456789:AbCdEfGhIjKlMnOp"


def test_each_setting_is_shown_with_where_it_comes_from_and_no_secret(tanya: Tanya, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f"TANYA_TOP_K=7\nTANYA_TIMEZONE=Asia/Makassar\nTANYA_TELEGRAM_TOKEN={TOKEN}\n"
        "TANYA_LLM_BASE_URL=https://ani:rahasia@llm.example/v1\nTANYA_TELEGRAM_USERS=1,2\n"
    )
    env = {"TANYA_TIMEZONE": "Asia/Jayapura", "TANYA_LLM_API_KEY": "kunci-rahasia"}
    done = tanya("config", "--json", "--data-dir", tmp_path / "lain", env=env)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["settings"]
    assert list(found) == [f"TANYA_{name.upper()}" for name in Settings.model_fields]
    assert found["TANYA_DATA_DIR"] == {"value": str(tmp_path / "lain"), "from": "option"}
    assert found["TANYA_TIMEZONE"] == {"value": "Asia/Jayapura", "from": "environment"}
    assert found["TANYA_TOP_K"] == {"value": 7, "from": ".env"}
    assert found["TANYA_MAX_ERROR"] == {"value": 0.2, "from": "default"}
    assert found["TANYA_TELEGRAM_USERS"] == {"value": [1, 2], "from": ".env"}
    assert found["TANYA_LLM_BASE_URL"]["value"] == "https://(hidden)@llm.example/v1"
    shown = tanya("config", env=env).stdout
    for secret in (TOKEN, "rahasia"):
        assert secret not in done.stdout + shown
    assert "Asia/Jayapura" in shown
    assert len(shown.splitlines()) == len(Settings.model_fields)


def test_a_variable_that_means_nothing_is_named_with_the_nearest(tanya: Tanya, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TANYA_TELEGRAM_TOKENS=x\n")
    env = {"TANYA_DATADIR": "x", "TANYA_ZZZ": "1"}
    done = tanya("config", env=env)
    assert done.returncode == 0
    assert "TANYA_DATADIR means nothing to Tanya: is TANYA_DATA_DIR meant?" in done.stderr
    assert "TANYA_TELEGRAM_TOKENS means nothing to Tanya: is TANYA_TELEGRAM_TOKEN meant?" in done.stderr
    assert "TANYA_ZZZ means nothing to Tanya: `tanya config`" in done.stderr
    unknown = json.loads(tanya("config", "--json", env=env).stdout)["unknown"]
    assert unknown == {
        "TANYA_DATADIR": "TANYA_DATA_DIR", "TANYA_ZZZ": None, "TANYA_TELEGRAM_TOKENS": "TANYA_TELEGRAM_TOKEN"
    }  # fmt: skip


@pytest.mark.slow
def test_doctor_warns_of_it_and_is_content_otherwise(tanya: Tanya, sample_ledger: Path) -> None:
    done = tanya("doctor", env={"TANYA_DATADIR": "x"})
    assert done.returncode == 0
    assert " !   settings  TANYA_DATADIR means nothing" in done.stdout
    assert "All is well." in done.stdout


def test_every_command_has_the_options_that_go_everywhere() -> None:
    for name, command in typer.main.get_command(bot.cli.app).commands.items():  # type: ignore[attr-defined]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {"--data-dir", "-q", "--quiet"} <= options, name


@pytest.mark.slow
def test_the_data_folder_is_named_before_the_command_or_after_it(tanya: Tanya, tmp_path: Path) -> None:
    folder = tmp_path / "satu"
    assert tanya("--data-dir", folder, "ingest", SAMPLES).returncode == 0
    assert (folder / "ledger.db").exists()
    assert not (tmp_path / "data").exists()
    for args in (["list", "--data-dir", folder], ["--data-dir", folder, "list"], [f"--data-dir={folder}", "list"]):
        assert len(tanya(*args).stdout.splitlines()) == 19
    question = "Berapa panjang tanggul Sungai Cilaras yang jebol?"
    assert "35 meter" in tanya("ask", question, "--data-dir", folder).stdout


@pytest.mark.slow
def test_quiet_leaves_nothing_on_standard_error_but_what_went_wrong(tanya: Tanya, sample_ledger: Path) -> None:
    assert "and more" in tanya("list", "--limit", "2").stderr
    for args in (["list", "--limit", "2", "-q"], ["-q", "list", "--limit", "2"], ["export", "--quiet"]):
        done = tanya(*args)
        assert done.returncode == 0
        assert done.stdout
        assert done.stderr == ""
    assert "tidak-ada" in tanya("show", "tidak-ada", "-q").stderr


def test_a_tilde_is_the_persons_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As .env.example has it; no shell reads a .env."""
    (tmp_path / ".env").write_text("TANYA_DATA_DIR=~/berita\nTANYA_SOURCES=~/s.toml\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = load_settings()
    assert (settings.data_dir, settings.sources) == (tmp_path / "berita", tmp_path / "s.toml")
