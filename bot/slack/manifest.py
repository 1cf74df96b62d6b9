"""The app as Slack installs it, made from what is registered: what is not built is not in it."""

from collections.abc import Iterable
from typing import Any

from bot.slack.listeners import Listeners

# What each is for stands in docs/slack.md.
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
)
EVENTS_BY_LISTENER = {"message": "message.im"}


def manifest(
    listeners: Listeners, *, prefix: str = "", socket_mode: bool = True, base_url: str = ""
) -> dict[str, Any]:
    """The manifest for Slack's "From a manifest". With HTTP, `base_url` is where Slack reaches the bot."""
    url = f"{base_url.rstrip('/')}/slack/events" if base_url else "https://example.com/slack/events"
    request = {} if socket_mode else {"request_url": url}
    found: dict[str, Any] = {
        "display_information": {
            "name": "Throughline",
            "description": "From what leaders intend to what teams deliver.",
            "background_color": "#1d3b4a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "throughline", "always_online": True},
            "shortcuts": [
                {
                    "name": one.name,
                    "type": one.kind,
                    "callback_id": one.callback,
                    "description": one.description,
                }
                for one in listeners.shortcuts
            ],
            "slash_commands": list(_commands(listeners, prefix, None if socket_mode else url)),
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": sorted(_events(listeners))},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }
    if not socket_mode:
        found["settings"]["interactivity"]["message_menu_options_url"] = url
    return found


def _commands(listeners: Listeners, prefix: str, url: str | None) -> Iterable[dict[str, Any]]:
    for name, command in sorted(listeners.commands.items()):
        shown = f"/{prefix}-{name[1:]}" if prefix else name
        listed: dict[str, Any] = {
            "command": shown,
            "description": command.about,
            "usage_hint": command.usage or "help",
            "should_escape": True,
        }
        if url:
            listed["url"] = url
        yield listed


def _events(listeners: Listeners) -> Iterable[str]:
    for kind, name in listeners.entries:
        if kind == "event":
            yield EVENTS_BY_LISTENER.get(name, name)
