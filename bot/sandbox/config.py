"""What a workspace is made from: a mapping, as the JSON file on the command line holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.wire import Refused

DEFAULT: Mapping[str, Any] = {
    "team": {"name": "Sandbox", "domain": "sandbox"},
    "users": [
        {
            "name": "alice",
            "real_name": "Alice Meyer",
            "title": "Engineer",
            "tz": "Europe/Berlin",
            "is_owner": True,
        },
        {"name": "bob", "real_name": "Bob Okafor", "title": "Engineer", "tz": "Europe/London"},
        {"name": "lena", "real_name": "Lena Fischer", "title": "Lead", "tz": "America/New_York"},
        {"name": "charlie", "real_name": "Charlie Dubois", "title": "Contractor", "tz": "Asia/Tokyo"},
    ],
    "channels": [
        {"name": "general", "members": ["alice", "bob", "lena", "charlie"]},
        {"name": "team", "members": ["alice", "bob", "lena"]},
        {"name": "leads", "members": ["lena"], "is_private": True},
    ],
}

USER_FIELDS = frozenset(
    {
        "real_name", "title", "tz", "email", "locale", "is_admin", "is_owner", "is_restricted",
        "is_ultra_restricted", "deleted", "status_text", "status_emoji", "dnd",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timings:
    """Slack's patience in seconds; tests shorten it."""

    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    response_url_seconds: float = 1800.0
    retry_delays: Sequence[float] = (0.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Config:
    team: Json
    users: list[Json]
    channels: list[Json]
    manifest: Json | None = None
    request_url: str | None = None
    rate_limits: Any = "slack"
    timings: Timings = field(default_factory=Timings)


def read(source: Mapping[str, Any]) -> Config:
    """The configuration; `Refused` says what is wrong with it."""
    known = {"team", "users", "channels", "manifest", "request_url", "rate_limits", "timings"}
    unknown = set(source) - known
    if unknown:
        raise Refused("invalid_config", f"Unknown settings: {', '.join(sorted(unknown))}.")
    merged = {**DEFAULT, **source}
    try:
        timings = Timings(**merged.get("timings", {}))
    except TypeError as error:
        raise Refused("invalid_config", f"timings: {error}") from error
    return Config(
        team={**DEFAULT["team"], **merged["team"]},
        users=list(merged["users"]),
        channels=list(merged["channels"]),
        manifest=merged.get("manifest"),
        request_url=merged.get("request_url"),
        rate_limits=merged.get("rate_limits", "slack"),
        timings=timings,
    )


def user_fields(source: Mapping[str, Any]) -> dict[str, Any]:
    """The settable fields of a person; an unknown one or an unknown zone is refused."""
    fields = {key: value for key, value in source.items() if key != "name"}
    unknown = set(fields) - USER_FIELDS
    if unknown:
        raise Refused("invalid_user", f"Unknown fields of a user: {', '.join(sorted(unknown))}.")
    if fields.get("tz") is not None:
        try:
            ZoneInfo(fields["tz"])
        except (ZoneInfoNotFoundError, ValueError, TypeError) as error:
            raise Refused("invalid_user", f"{fields['tz']!r} is no time zone.") from error
    return fields
