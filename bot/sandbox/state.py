"""The state of the workspaces as JSON: everything that a person would miss.

Open modals, triggers, response URLs and what the inspector shows are of the moment and not in it.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from bot.sandbox import manifest as manifests
from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.config import Config
from bot.sandbox.items import File, Scheduled, UserGroup
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel, Message, Team, User
from bot.sandbox.slack import Slack
from bot.sandbox.views import View

VERSION = 2


def taken(slack: Slack) -> Json:
    """The state now. It shares its parts with the workspaces: to be written before anything else happens."""
    services = slack.services
    return {
        "version": VERSION,
        "ids": services.ids.counts,
        "last_timestamp": services.timestamps.last,
        "business_time": services.clock.stamp(),
        "old_tokens": services.tokens.old,
        "workspaces": [_of_workspace(platform) for platform in slack.platforms.values()],
    }


def _of_workspace(platform: Platform) -> Json:
    workspace = platform.workspace
    return {
        "team": _plain(workspace.team),
        "users": [_plain(user) for user in workspace.users.values()],
        "channels": [_of_channel(channel) for channel in workspace.channels.values()],
        "usergroups": [_plain(group) for group in workspace.usergroups.values()],
        "files": [_plain(file) for file in workspace.files.values()],
        "scheduled": [_plain(planned) for planned in workspace.scheduled.values()],
        "bot_user_id": workspace.bot_user_id,
        "last_read": [[*key, ts] for key, ts in workspace.last_read.items()],
        "homes": [_plain(view) for view in platform.views.homes.values()],
        "choices": [[*key, values] for key, values in platform.choices.items()],
        "app": _of_app(platform.app),
        "other_app": _of_app(platform.other_app),
        "tour": {"step": platform.tour.step, "is_open": platform.tour.is_open},
    }


def restore(slack: Slack, kept: Json, config: Config) -> None:
    """Puts the state into workspaces that are still empty; raises what JSON of another kind leads to.

    People and channels are those of the state. A manifest and a request URL in the configuration replace the
    kept ones, as when a new version of the app is started; its keys stay.
    """
    if kept["version"] != VERSION:
        raise ValueError(f"it has version {kept['version']}, not {VERSION}")
    services = slack.services
    services.ids.go_on(kept["ids"])
    services.timestamps.go_on(kept["last_timestamp"])
    services.tokens.old = dict(kept["old_tokens"])
    if kept["business_time"] is not None:
        services.clock.go_on(kept["business_time"])
    if len(kept["workspaces"]) != len(slack.platforms):
        raise ValueError(f"it has {len(kept['workspaces'])} workspaces, not {len(slack.platforms)}")
    # A workspace keeps the team id that follows from its place in the configuration.
    for platform, one in zip(slack.platforms.values(), kept["workspaces"], strict=True):
        _restore_workspace(platform, one)
    _restore_apps(slack, kept["workspaces"], config)


def _restore_workspace(platform: Platform, kept: Json) -> None:
    workspace = platform.workspace
    workspace.go_on(
        Team(**kept["team"]),
        [User(**user) for user in kept["users"]],
        [_channel(channel) for channel in kept["channels"]],
    )
    workspace.usergroups = {one["id"]: UserGroup(**one) for one in kept["usergroups"]}
    workspace.files = {one["id"]: File(**one) for one in kept["files"]}
    workspace.scheduled = {one["id"]: Scheduled(**one) for one in kept["scheduled"]}
    workspace.bot_user_id = kept["bot_user_id"]
    workspace.last_read = {(user, channel): ts for user, channel, ts in kept["last_read"]}
    platform.views.homes = {view["user"]: View(**view) for view in kept["homes"]}
    platform.choices = {(user, place): values for user, place, values in kept["choices"]}
    platform.tour.move(**kept["tour"])


def _restore_apps(slack: Slack, kept: list[Json], config: Config) -> None:
    home_app = kept[0]["app"]
    if home_app is None:
        if config.manifest is not None:
            slack.install(config.manifest, config.request_url)
        return
    for platform, one in zip(slack.platforms.values(), kept, strict=True):
        if one["app"] is None:
            continue
        if one["app"]["is_org_wide"] and platform is not slack.home:
            platform.adopt(slack.home.installed, slack.home)
        else:
            platform.go_on(_app(one["app"], config.manifest, config.request_url))
        if one["other_app"] is not None:
            platform.let_other_app_in(_app(one["other_app"], config.other_app, None))


def _app(kept: Json, manifest: Any, request_url: str | None) -> App:
    read = manifests.read(manifest or kept["manifest"])
    scopes = read.scopes if manifest else tuple(kept["scopes"])
    changed = {"manifest": read, "scopes": scopes, "request_url": request_url or kept["request_url"]}
    return App(**{**kept, **changed})


def _of_app(app: App | None) -> Json | None:
    return {**_plain(app), "manifest": app.manifest.source} if app else None


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
