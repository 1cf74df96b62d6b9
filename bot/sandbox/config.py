"""What a workspace is made from: a mapping, as the JSON file on the command line holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.sandbox import tour
from bot.sandbox.blockkit.engine import Json, anything, boolean, number, record, string
from bot.sandbox.records import NO_DND
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

_FLAGS = ("is_admin", "is_owner", "is_restricted", "is_ultra_restricted", "deleted")
_WORDS = ("real_name", "display_name", "title", "email", "locale", "status_text", "status_emoji")
_USER_FIELDS = record(
    {},
    {
        **dict.fromkeys(_WORDS, string()),
        **dict.fromkeys(_FLAGS, boolean),
        "tz": anything,
        "dnd": record(
            {"dnd_enabled": boolean}, dict.fromkeys(("next_dnd_start_ts", "next_dnd_end_ts"), number)
        ),
    },
)


@dataclass(frozen=True, slots=True)
class Timings:
    """Slack's patience in seconds, and how often a kept state is written; tests shorten it."""

    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    response_url_seconds: float = 1800.0
    retry_delays: Sequence[float] = (0.0, 60.0, 300.0)
    save_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Config:
    team: Json
    users: list[Json]
    channels: list[Json]
    manifest: Json | None = None
    request_url: str | None = None
    rate_limits: Any = "slack"
    timings: Timings = field(default_factory=Timings)
    tour: Json | None = None


def read(source: Mapping[str, Any]) -> Config:
    """The configuration; `Refused` says what is wrong with it."""
    known = {"team", "users", "channels", "manifest", "request_url", "rate_limits", "timings", "tour"}
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
        tour=tour.read(
            merged.get("tour"),
            people={user["name"] for user in merged["users"]},
            channels={channel["name"] for channel in merged["channels"]},
        ),
    )


def user_fields(source: Mapping[str, Any]) -> dict[str, Any]:
    """The settable fields of a person; an unknown one or an unknown zone is refused."""
    fields = {key: value for key, value in source.items() if key != "name"}
    problems = _USER_FIELDS(fields)
    if problems:
        raise Refused("invalid_user", "; ".join(str(problem) for problem in problems))
    if fields.get("tz") is not None:
        try:
            ZoneInfo(fields["tz"])
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
            raise Refused("invalid_user", f"{fields['tz']!r} is no time zone.") from error
    if "dnd" in fields:
        fields["dnd"] = {**NO_DND, **fields["dnd"]}
    return fields
