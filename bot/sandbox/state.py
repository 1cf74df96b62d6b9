"""The state of a workspace as JSON: everything that a person would miss.

Open modals, triggers, response URLs and what the inspector shows are of the moment and not in it.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from bot.sandbox import manifest as manifests
from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.config import Config
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel, Message, Team, User
from bot.sandbox.views import View

VERSION = 1


def taken(platform: Platform) -> Json:
    """The state now. It shares its parts with the workspace: to be written before anything else happens."""
    workspace = platform.workspace
    return {
        "version": VERSION,
        "ids": workspace.ids.counts,
        "last_timestamp": workspace.timestamps.last,
        "business_time": platform.clock.stamp(),
        "team": _plain(workspace.team),
        "users": [_plain(user) for user in workspace.users.values()],
        "channels": [_of_channel(channel) for channel in workspace.channels.values()],
        "bot_user_id": workspace.bot_user_id,
        "last_read": [[*key, ts] for key, ts in workspace.last_read.items()],
        "homes": [_plain(view) for view in platform.views.homes.values()],
        "choices": [[*key, values] for key, values in platform.choices.items()],
        "app": _of_app(platform.app) if platform.app else None,
        "old_tokens": platform.old_tokens,
        "tour": {"step": platform.tour.step, "is_open": platform.tour.is_open},
    }


def restore(platform: Platform, kept: Json, config: Config) -> None:
    """Puts the state into a platform that is still empty; raises what JSON of another kind leads to.

    People and channels are those of the state. A manifest and a request URL in the configuration replace the
    kept ones, as when a new version of the app is started; its keys stay.
    """
    if kept["version"] != VERSION:
        raise ValueError(f"it has version {kept['version']}, not {VERSION}")
    workspace = platform.workspace
    workspace.ids.go_on(kept["ids"])
    workspace.timestamps.go_on(kept["last_timestamp"])
    workspace.go_on(
        Team(**kept["team"]),
        [User(**user) for user in kept["users"]],
        [_channel(channel) for channel in kept["channels"]],
    )
    workspace.bot_user_id = kept["bot_user_id"]
    workspace.last_read = {(user, channel): ts for user, channel, ts in kept["last_read"]}
    platform.views.homes = {view["user"]: View(**view) for view in kept["homes"]}
    platform.choices = {(user, place): values for user, place, values in kept["choices"]}
    platform.old_tokens = dict(kept["old_tokens"])
    platform.tour.move(**kept.get("tour", {"step": 0, "is_open": True}))
    if kept["business_time"] is not None:
        platform.clock.go_on(kept["business_time"])
    _restore_app(platform, kept["app"], config)


def _restore_app(platform: Platform, kept: Json | None, config: Config) -> None:
    if kept is None:
        if config.manifest is not None:
            platform.install(config.manifest, config.request_url)
        return
    app = App(**{**kept, "manifest": manifests.read(config.manifest or kept["manifest"])})
    app.request_url = config.request_url or app.request_url
    platform.app = app
    bot = platform.workspace.users[app.bot_user_id]
    bot.name = bot.real_name = app.manifest.bot_name


def _of_app(app: App) -> Json:
    return {**_plain(app), "manifest": app.manifest.source}


def _of_channel(channel: Channel) -> Json:
    return {
        **_plain(channel),
        "messages": [_plain(message) for message in channel.messages.values()],
        "ephemerals": [_plain(message) for message in channel.ephemerals.values()],
    }


def _channel(kept: Json) -> Channel:
    changed: Json = {
        key: {one["ts"]: Message(**one) for one in kept[key]} for key in ("messages", "ephemerals")
    }
    return Channel(**{**kept, **changed})


def _plain(record: Any) -> Json:
    """A record's fields, without going into them: copying every message would take as long as writing it."""
    return {field.name: getattr(record, field.name) for field in fields(record)}
