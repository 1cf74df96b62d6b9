"""What a workspace is made from: a mapping, as the JSON file on the command line holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.sandbox import tour
from bot.sandbox.blockkit.engine import (
    Check,
    Json,
    Problem,
    Problems,
    anything,
    array,
    boolean,
    matching,
    number,
    record,
    string,
)
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
    connection_seconds: float = 3600.0
    ping_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Config:
    team: Json
    users: list[Json]
    channels: list[Json]
    workspaces: list[Json] = field(default_factory=list)
    enterprise: Json | None = None
    manifest: Json | None = None
    other_app: Json | None = None
    request_url: str | None = None
    rate_limits: Any = "slack"
    timings: Timings = field(default_factory=Timings)
    tour: Json | None = None


def _named(value: Any) -> Problems:
    """A person: a name, and what `user_fields` takes."""
    if type(value) is not dict:
        return [Problem("must provide an object")]
    return record({"name": string(least=1)})({"name": value["name"]} if "name" in value else {})


def _seconds(value: Any) -> Problems:
    return number(value) or ([Problem("must not be negative")] if value < 0 else None)


_USERS = array(_named)
_CHANNELS = array(record({"name": string(least=1)}, {"members": array(string()), "is_private": boolean}))
_WORKSPACE = record(
    {"team": record({"name": string(least=1), "domain": matching(r"[a-z0-9-]+", "must be a host name")})},
    {"users": _USERS, "channels": _CHANNELS, "is_installed": boolean},
)
_CHECKED: Mapping[str, Check] = {
    "team": record({}, {"name": string(least=1), "domain": string(least=1)}),
    "users": _USERS,
    "channels": _CHANNELS,
    "workspaces": array(_WORKSPACE),
    "enterprise": record({"name": string(least=1)}),
    "request_url": string(least=1),
    "timings": record(
        {},
        {
            **dict.fromkeys((one.name for one in fields(Timings)), _seconds),
            "retry_delays": array(_seconds),
        },
    ),
}
_PARTS = record({}, _CHECKED)


def read(source: Mapping[str, Any]) -> Config:
    """The configuration; `Refused` says what is wrong with it."""
    if not isinstance(source, Mapping):
        raise Refused("invalid_config", "The configuration is a JSON object.")
    unknown = set(source) - {one.name for one in fields(Config)}
    if unknown:
        raise Refused("invalid_config", f"Unknown settings: {', '.join(sorted(unknown))}.")
    given = {key: value for key, value in source.items() if value is not None}
    problems = _PARTS({key: value for key, value in given.items() if key in _CHECKED})
    if problems:
        raise Refused("invalid_config", "; ".join(str(problem) for problem in problems))
    merged = {**DEFAULT, **given}
    return Config(
        team={**DEFAULT["team"], **merged["team"]},
        users=list(merged["users"]),
        channels=list(merged["channels"]),
        workspaces=list(merged.get("workspaces", ())),
        enterprise=merged.get("enterprise"),
        manifest=merged.get("manifest"),
        other_app=merged.get("other_app"),
        request_url=merged.get("request_url"),
        rate_limits=merged.get("rate_limits", "slack"),
        timings=Timings(**merged.get("timings", {})),
        tour=tour.read(
            merged.get("tour"),
            people={user["name"] for user in merged["users"]},
            channels={channel["name"] for channel in merged["channels"]},
        ),
    )


def user_fields(source: Mapping[str, Any]) -> dict[str, Any]:
    """The settable fields of a person; an unknown one or an unknown zone is refused."""
    given = {key: value for key, value in source.items() if key != "name"}
    problems = _USER_FIELDS(given)
    if problems:
        raise Refused("invalid_user", "; ".join(str(problem) for problem in problems))
    if given.get("tz") is not None:
        try:
            ZoneInfo(given["tz"])
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
            raise Refused("invalid_user", f"{given['tz']!r} is no time zone.") from error
    if "dnd" in given:
        given["dnd"] = {**NO_DND, **given["dnd"]}
    return given
