"""The app as its manifest describes it. What isn't in the manifest does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.blockkit.engine import (
    Check,
    Json,
    anything,
    array,
    boolean,
    enum,
    integer,
    matching,
    record,
    string,
)
from bot.sandbox.blockkit.objects import url
from bot.sandbox.wire import Refused

_NAMES = array(string(least=1, most=50), most=255)
_URL = url(500)

_FEATURES: Mapping[str, Check] = {
    "app_home": record(
        {},
        dict.fromkeys(
            ("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"), boolean
        ),
    ),
    "bot_user": record({"display_name": string(least=1, most=80)}, {"always_online": boolean}),
    "shortcuts": array(
        record(
            {
                "name": string(least=1, most=24),
                "type": enum("message", "global"),
                "callback_id": string(least=1, most=255),
                "description": string(least=1, most=150),
            }
        ),
        most=10,
    ),
    "slash_commands": array(
        record(
            {
                "command": matching(
                    r"/[^\s/]{1,31}", "must be a command like /name of at most 32 characters"
                ),
                "description": string(least=1, most=2000),
            },
            {"usage_hint": string(most=1000), "should_escape": boolean, "url": _URL},
        ),
        most=50,
    ),
    "unfurl_domains": array(string(least=1), most=5),
    "assistant_view": anything,
}
_SETTINGS: Mapping[str, Check] = {
    "event_subscriptions": record(
        {}, {"request_url": _URL, "bot_events": array(string(least=1), most=100), "user_events": anything}
    ),
    "interactivity": record({"is_enabled": boolean}, {"request_url": _URL, "message_menu_options_url": _URL}),
    "org_deploy_enabled": boolean,
    "socket_mode_enabled": boolean,
    "token_rotation_enabled": boolean,
    "is_hosted": boolean,
    "allowed_ip_address_ranges": anything,
}
_MANIFEST = record(
    {
        "display_information": record(
            {"name": string(least=1, most=35)},
            {
                "description": string(most=140),
                "long_description": string(least=175, most=4000),
                "background_color": string(least=4, most=7),
            },
        )
    },
    {
        "_metadata": record({}, {"major_version": integer(1, 2), "minor_version": integer(0, 99)}),
        "features": record({}, _FEATURES),
        "oauth_config": record(
            {},
            {
                "scopes": record(
                    {}, {"bot": _NAMES, "user": _NAMES, "bot_optional": _NAMES, "user_optional": _NAMES}
                ),
                "redirect_urls": array(string(least=1, most=2500), most=1000),
                "pkce_enabled": boolean,
                "token_management_enabled": boolean,
            },
        ),
        "settings": record({}, _SETTINGS),
    },
)

# The scopes without which Slack refuses the subscription; any one of them is enough.
EVENT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_id_changed": ("channels:read", "groups:read"),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "dnd_updated_user": ("dnd:read",),
    "group_archive": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_members_changed": ("usergroups:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "user_status_changed": ("users:read",),
}


@dataclass(frozen=True, slots=True)
class Command:
    command: str
    description: str
    usage_hint: str
    should_escape: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Shortcut:
    name: str
    kind: str  # "global" or "message"
    callback_id: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    name: str
    bot_name: str
    commands: Mapping[str, Command]
    shortcuts: Mapping[str, Shortcut]
    events: frozenset[str]
    scopes: tuple[str, ...]
    home_tab: bool
    messages_tab: bool
    messages_read_only: bool
    interactive: bool
    socket_mode: bool
    org_deploy: bool
    token_rotation: bool
    redirect_urls: tuple[str, ...]
    events_url: str | None
    interactivity_url: str | None
    options_url: str | None
    source: Json


def read(source: Any) -> Manifest:
    """The manifest, once Slack would take it; `Refused` says what is wrong with it."""
    problems = _MANIFEST(source)
    if problems:
        raise Refused("invalid_manifest", "; ".join(str(problem) for problem in problems))
    features, settings = source.get("features", {}), source.get("settings", {})
    home = features.get("app_home", {})
    events = settings.get("event_subscriptions", {})
    interactivity = settings.get("interactivity", {})
    scopes = source.get("oauth_config", {}).get("scopes", {})
    name = source["display_information"]["name"]
    manifest = Manifest(
        name=name,
        bot_name=features.get("bot_user", {}).get("display_name", name),
        commands={one["command"]: _command(one) for one in features.get("slash_commands", ())},
        shortcuts={one["callback_id"]: _shortcut(one) for one in features.get("shortcuts", ())},
        events=frozenset(events.get("bot_events", ())),
        scopes=tuple(dict.fromkeys((*scopes.get("bot", ()), *scopes.get("bot_optional", ())))),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", False),
        # Slack starts with people unable to write to the app until somebody allows it.
        messages_read_only=home.get("messages_tab_read_only_enabled", True),
        interactive=interactivity.get("is_enabled", False),
        socket_mode=settings.get("socket_mode_enabled", False),
        org_deploy=settings.get("org_deploy_enabled", False),
        token_rotation=settings.get("token_rotation_enabled", False),
        redirect_urls=tuple(source.get("oauth_config", {}).get("redirect_urls", ())),
        events_url=events.get("request_url"),
        interactivity_url=interactivity.get("request_url"),
        options_url=interactivity.get("message_menu_options_url"),
        source=source,
    )
    _demand_scopes(manifest)
    return manifest


def _demand_scopes(manifest: Manifest) -> None:
    granted = set(manifest.scopes)
    for event in sorted(manifest.events):
        needed = EVENT_SCOPES.get(event, ())
        if needed and not granted.intersection(needed):
            raise Refused("invalid_manifest", f"The event {event} needs the bot scope {' or '.join(needed)}.")
    if (manifest.commands or manifest.shortcuts) and "commands" not in granted:
        raise Refused("invalid_manifest", "Slash commands and shortcuts need the bot scope commands.")


def _command(source: Json) -> Command:
    return Command(
        source["command"],
        source["description"],
        source.get("usage_hint", ""),
        source.get("should_escape", False),
        source.get("url"),
    )


def _shortcut(source: Json) -> Shortcut:
    return Shortcut(source["name"], source["type"], source["callback_id"], source["description"])
