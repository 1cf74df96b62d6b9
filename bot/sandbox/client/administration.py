"""What an admin does: the app, the people, the channels."""

from __future__ import annotations

from bot.sandbox import config
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel, User
from bot.sandbox.wire import Refused, absent


async def overview(platform: Platform) -> Json:
    workspace = platform.workspace
    team = workspace.team
    return {
        "team": {"id": team.id, "name": team.name, "domain": team.domain},
        "users": [_person(platform, user) for user in workspace.users.values() if user.id != "USLACKBOT"],
        "channels": [shown_channel(channel) for channel in workspace.channels.values() if not channel.is_dm],
        "usergroups": [{"id": one.id, "handle": one.handle} for one in workspace.usergroups.values()],
        "app": _app(platform),
        "clock": await platform.clock.look(),
    }


def _person(platform: Platform, user: User) -> Json:
    dm = platform.workspace.dm_of(user.id) if platform.app is not None else None
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "is_restricted": user.is_restricted,
        "deleted": user.deleted,
        "dm": dm.id if dm else None,
    }


def shown_channel(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "members": list(channel.members),
    }


def _app(platform: Platform) -> Json | None:
    app = platform.app
    if app is None:
        return None
    manifest = app.manifest
    return {
        "id": app.id,
        "name": manifest.name,
        "bot_user_id": app.bot_user_id,
        "is_revoked": app.is_revoked,
        "home_tab": manifest.home_tab,
        "commands": [
            {"command": one.command, "description": one.description, "usage_hint": one.usage_hint}
            for one in manifest.commands.values()
        ],
        "shortcuts": [
            {
                "name": one.name,
                "type": one.kind,
                "callback_id": one.callback_id,
                "description": one.description,
            }
            for one in manifest.shortcuts.values()
        ],
    }


async def change_user(platform: Platform, user_id: str, order: Json) -> Json:
    user = platform.workspace.user(user_id)
    for key, value in config.user_fields(order).items():
        setattr(user, key, value)
    moment = platform.workspace.timestamps.new()
    user.updated = int(float(moment))
    event = {"user": platform.shown_user(user), "cache_ts": user.updated, "event_ts": moment}
    platform.events.emit({"type": "user_change", **event}, user=user.id)
    if {"status_text", "status_emoji"} & set(order):
        platform.events.emit({"type": "user_status_changed", **event}, user=user.id)
    if "dnd" in order:
        platform.events.emit(
            {"type": "dnd_updated_user", "user": user.id, "dnd_status": user.dnd, "event_ts": moment}
        )
    if user.deleted:
        platform.views.clear(user.id)
    platform.stream.publish("workspace")
    await platform.events.settled()
    return {"user": _person(platform, user)}


def _channel(platform: Platform, channel_id: str) -> Channel:
    channel = platform.workspace.channels.get(channel_id)
    if channel is None or channel.is_dm:
        raise absent("channel_not_found", f"There is no channel {channel_id!r}.")
    return channel


def _members(platform: Platform, order: Json) -> list[str]:
    members = order.get("members", [])
    if type(members) is not list:
        raise Refused("invalid_channel", "Members are a list of names or ids.")
    return platform.member_ids(members)


async def add_channel(platform: Platform, order: Json) -> Json:
    name = order.get("name")
    if type(name) is not str or not name:
        raise Refused("invalid_channel", "A channel needs a name.")
    members = _members(platform, order)
    channel = platform.workspace.add_channel(name, [], is_private=bool(order.get("is_private")))
    channel.creator = members[0] if members else ""
    # The bot first, so that it hears of the others, as it does when a channel is created with it.
    for member in sorted(members, key=lambda one: one != platform.workspace.bot_user_id):
        platform.join(channel, member, channel.creator)
    platform.stream.publish("workspace")
    await platform.events.settled()
    return {"channel": shown_channel(channel)}


async def change_channel(platform: Platform, channel_id: str, order: Json) -> Json:
    channel = _channel(platform, channel_id)
    unknown = set(order) - {"is_archived", "members", "remove_bot", "add_bot", "name", "new_id"}
    if unknown:
        raise Refused("invalid_channel", f"Unknown fields of a channel: {', '.join(sorted(unknown))}.")
    if order.get("name"):
        platform.rename(channel, str(order["name"]))
    if "is_archived" in order and bool(order["is_archived"]) != channel.is_archived:
        platform.set_archived(channel, bool(order["is_archived"]), channel.creator)
    _change_members(platform, channel, order)
    if order.get("new_id"):
        platform.change_id(channel)
    platform.stream.publish("workspace")
    await platform.events.settled()
    return {"channel": shown_channel(channel)}


def _change_members(platform: Platform, channel: Channel, order: Json) -> None:
    bot = platform.workspace.bot_user_id
    if "members" in order:
        wanted = _members(platform, order)
        for member in [one for one in channel.members if one not in wanted and one != bot]:
            platform.leave(channel, member)
        for member in wanted:
            platform.join(channel, member, channel.creator)
    if order.get("add_bot") and bot is not None:
        platform.join(channel, bot, channel.creator)
    if order.get("remove_bot") and bot is not None:
        platform.leave(channel, bot)
