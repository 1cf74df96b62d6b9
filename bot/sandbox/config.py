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


def read(source: Mapping[str, Any]) -> Config:
    """The configuration; `Refused` says what is wrong with it."""
    unknown = set(source) - {one.name for one in fields(Config)}
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
        workspaces=[_workspace(one) for one in merged.get("workspaces", ())],
        enterprise=_enterprise(merged.get("enterprise")),
        manifest=merged.get("manifest"),
        other_app=merged.get("other_app"),
        request_url=merged.get("request_url"),
        rate_limits=merged.get("rate_limits", "slack"),
        timings=timings,
        tour=tour.read(
            merged.get("tour"),
            people={user["name"] for user in merged["users"]},
            channels={channel["name"] for channel in merged["channels"]},
        ),
    )


_WORKSPACE = record(
    {"team": record({"name": string(least=1), "domain": matching(r"[a-z0-9-]+", "must be a host name")})},
    {"users": array(anything), "channels": array(anything), "is_installed": boolean},
)
_ENTERPRISE = record({"name": string(least=1)})


def _workspace(source: Any) -> Json:
    return _checked(source, _WORKSPACE, "workspaces")


def _enterprise(source: Any) -> Json | None:
    return None if source is None else _checked(source, _ENTERPRISE, "enterprise")


def _checked(source: Any, check: Check, name: str) -> Json:
    problems = check(source)
    if problems:
        raise Refused("invalid_config", f"{name}: " + "; ".join(str(problem) for problem in problems))
    checked: Json = source
    return checked


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
