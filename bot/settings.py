"""Everything an operator may set, from the environment. A secret may also be in the file `NAME_FILE`."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

SECRETS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL", "OPERATOR_SECRET")
DATABASES = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")


class SettingsError(Exception):
    """All mistakes at once, one line each, with what to do."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    slack_bot_token: str = Field("", description="The bot token of your app (xoxb-…).")
    slack_app_token: str = Field(
        "",
        description="The app-level token (xapp-…): set, the bot uses Socket Mode, without a public address.",
    )
    slack_signing_secret: str = Field(
        "", description="Without an app token Slack calls the bot over HTTP and signs with this."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", description="Base of the Web API, for a proxy or the local sandbox."
    )
    database_url: str = Field(
        "sqlite:///throughline.db",
        description="SQLite file or postgresql:// address. PostgreSQL for replicas.",
    )
    admins: str = Field("", description="Slack user ids of the first admins, separated by commas.")
    port: int = Field(
        3000,
        ge=0,
        le=65535,
        description="HTTP port: /healthz, /readyz, /metrics and, without an app token, Slack.",
    )
    host: str = Field("0.0.0.0", description="Address the HTTP port is bound to.")
    base_url: str = Field("", description="Public address of the bot, for the manifest.")
    posts_per_minute: int = Field(
        240,
        ge=1,
        description="How fast new messages may go out, per workspace. Learns from Slack's refusals.",
    )
    updates_per_minute: int = Field(50, ge=1, description="How fast messages may be edited, per workspace.")
    time_travel: bool = Field(
        False,
        description="Lets `POST /clock` move the bot's business time on. For rehearsals; never in earnest.",
    )
    operator_secret: str = Field("", description="Bearer secret of `/clock`.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_format: str = Field("text", description="text or json.")

    @property
    def admin_ids(self) -> tuple[str, ...]:
        return _split(self.admins)

    @property
    def uses_socket_mode(self) -> bool:
        return bool(self.slack_app_token)

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must start with https:// (http:// only for the local sandbox)")
        if not _names_a_host(value):
            raise ValueError("is not an address: it looks like https://slack.com/api/")
        return value if value.endswith("/") else value + "/"

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        # The value itself may hold a password, so that no sentence repeats it.
        try:
            kind = make_url(value).drivername
        except (ArgumentError, ValueError):
            raise ValueError(
                "is not an address of a database: sqlite:///file.db or postgresql://user:password@host/name"
            ) from None
        if kind not in DATABASES:
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator("admins")
    @classmethod
    def _are_user_ids(cls, value: str) -> str:
        for one in _split(value):
            if not re.fullmatch("[UW][A-Z0-9]+", one):
                raise ValueError(
                    f'{one} is not a Slack user id such as U0123456789 (a profile\'s "Copy member ID")'
                )
        return value

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, value: str) -> str:
        if value and not value.startswith(("xoxb-", "xoxe.xoxb-")):
            raise ValueError(
                "is not a bot token: it starts with xoxb- (OAuth & Permissions in your app's pages)"
            )
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, value: str) -> str:
        if value and not value.startswith("xapp-"):
            raise ValueError("is not an app-level token: it starts with xapp- (Basic Information)")
        return value

    @field_validator("log_format")
    @classmethod
    def _is_log_format(cls, value: str) -> str:
        if value not in ("text", "json"):
            raise ValueError("must be text or json")
        return value

    @field_validator("log_level")
    @classmethod
    def _is_log_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @model_validator(mode="after")
    def _travel_needs_a_secret(self) -> Self:
        if self.time_travel and not self.operator_secret:
            raise ValueError("TIME_TRAVEL needs OPERATOR_SECRET, so that nobody else moves your clock")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed over: `load` reads the environment, once."""
        return (init_settings,)

    def missing(self) -> list[str]:
        """What a start against Slack lacks, one line each."""
        lacks = []
        if not self.slack_bot_token:
            lacks.append("SLACK_BOT_TOKEN is not set.")
        if not self.slack_app_token and not self.slack_signing_secret:
            lacks.append("Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).")
        return lacks


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises `SettingsError` with every mistake."""
    found = _with_files(os.environ if environ is None else environ)
    values: dict[str, Any] = {}
    for name in Settings.model_fields:
        value = found.get(name.upper(), "").strip()
        if value:
            values[name] = value
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError("\n".join(_line(one) for one in error.errors())) from None


def _with_files(environ: Mapping[str, str]) -> dict[str, str]:
    found = dict(environ)
    for name in SECRETS:
        path = environ.get(f"{name}_FILE")
        if path and name not in environ:
            try:
                found[name] = Path(path).read_text().strip()
            except OSError as error:
                raise SettingsError(f"{name}_FILE: {path} cannot be read ({error.strerror}).") from None
    return found


def _split(value: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in value.split(",") if one.strip())


def _names_a_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


WORDS = {"int_parsing": "must be a whole number", "bool_parsing": "must be on or off"}


def _line(error: Any) -> str:
    name = "_".join(str(part) for part in error["loc"]).upper()
    text = error["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    text = WORDS.get(error["type"], text)
    return f"{name}: {text}" if name else text
