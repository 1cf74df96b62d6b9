"""`conversations.*`: making and changing channels, and who is in them."""

from __future__ import annotations

import re

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.records import Channel, User
from bot.sandbox.webapi.call import Call
from bot.sandbox.wire import SlackError, invalid_arguments

LONGEST_NAME = 80
MOST_CHARACTERS = 250
MOST_INVITED = 100


def create(call: Call) -> Json:
    is_private = call.flag("is_private")
    call.demand_scope(*(("groups:write",) if is_private else ("channels:manage", "channels:write")))
    name = _name(call)
    bot = call.app.bot_user_id
    channel = call.platform.workspace.add_channel(name, [], is_private=is_private)
    channel.creator = bot
    call.platform.join(channel, bot)
    return _shown(call, channel)


def _name(call: Call) -> str:
    """The new name; raises what Slack answers to one that is taken or can't be one."""
    name = call.text("name").removeprefix("#")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    if not re.search(r"\w", name):
        raise SlackError("invalid_name_punctuation")
    if name != name.lower() or re.search(r"[^\w-]", name):
        raise SlackError("invalid_name_specials")
    if call.platform.workspace.channel_named(name) is not None:
        raise SlackError("name_taken")
    return name


def invite(call: Call) -> Json:
    channel = call.conversation()
    invited = call.words("users")
    if not invited:
        raise SlackError("no_user")
    errors: list[Json] = [
        {"user": user_id, "ok": False, "error": error}
        for user_id in invited
        if (error := _obstacle(call, channel, user_id))
    ]
    if len(invited) > MOST_INVITED or (errors and not call.flag("force")):
        raise SlackError(errors[0]["error"] if errors else "too_many_users", errors=errors)
    refused = {one["user"] for one in errors}
    for user_id in (one for one in invited if one not in refused):
        call.platform.join(channel, user_id, call.app.bot_user_id)
    return {**_shown(call, channel), **({"errors": errors} if errors else {})}


def _obstacle(call: Call, channel: Channel, user_id: str) -> str | None:
    """Why this person can't be invited."""
    workspace = call.platform.workspace
    user = workspace.users.get(user_id)
    if user is None or user.deleted:
        return "user_not_found"
    if user_id == call.app.bot_user_id:
        return "cant_invite_self"
    if user_id in channel.members:
        return "already_in_channel"
    if user.is_ultra_restricted and any(_is_channel_of(user, one) for one in workspace.channels.values()):
        return "ura_max_channels"
    return None


def _is_channel_of(user: User, channel: Channel) -> bool:
    return channel.kind in ("channel", "group") and user.id in channel.members


def kick(call: Call) -> Json:
    channel = call.conversation()
    user = call.person(call.text("user"))
    if user.id == call.app.bot_user_id:
        raise SlackError("cant_kick_self")
    if channel.name == "general":
        raise SlackError("cant_kick_from_general")
    if user.id not in channel.members:
        raise SlackError("not_in_channel")
    call.platform.leave(channel, user.id)
    return {"ok": True, "errors": {}}


def leave(call: Call) -> Json:
    channel = call.conversation()
    if channel.name == "general":
        raise SlackError("cant_leave_general")
    if call.app.bot_user_id not in channel.members:
        return {"ok": True, "not_in_channel": True}
    if channel.is_private and len(channel.members) == 1:
        raise SlackError("last_member")
    call.platform.leave(channel, call.app.bot_user_id)
    return {"ok": True}


def close(call: Call) -> Json:
    """A direct message is only put out of sight; it is there again as soon as somebody writes."""
    call.conversation()
    return {"ok": True}


def archive(call: Call) -> Json:
    channel = call.conversation()
    if channel.name == "general":
        raise SlackError("cant_archive_general")
    call.platform.set_archived(channel, True, call.app.bot_user_id)
    return {"ok": True}


def unarchive(call: Call) -> Json:
    channel = call.conversation()
    if not channel.is_archived:
        raise SlackError("not_archived")
    call.platform.set_archived(channel, False, call.app.bot_user_id)
    return {"ok": True}


def rename(call: Call) -> Json:
    channel = call.conversation()
    if channel.creator != call.app.bot_user_id:
        # Others' channels are an admin's to rename, and a bot is none.
        raise SlackError("not_authorized")
    call.platform.rename(channel, _name(call))
    return _shown(call, channel)


def set_topic(call: Call) -> Json:
    channel = call.conversation()
    channel.topic = _said(call, "topic")
    return _changed(call, channel)


def set_purpose(call: Call) -> Json:
    channel = call.conversation()
    channel.purpose = _said(call, "purpose")
    return _changed(call, channel)


def _said(call: Call, name: str) -> Json:
    if call.args.get(name) is None:
        raise invalid_arguments([f"missing required field: {name}"])
    value = call.text(name)
    if len(value) > MOST_CHARACTERS:
        raise SlackError("too_long")
    return {"value": value, "creator": call.app.bot_user_id, "last_set": call.moment()}


def mark(call: Call) -> Json:
    channel = call.conversation()
    ts = call.text("ts")
    if not re.fullmatch(r"\d+\.\d+", ts):
        raise SlackError("invalid_timestamp")
    call.platform.workspace.mark(call.app.bot_user_id, channel.id, ts)
    return {"ok": True}


def _changed(call: Call, channel: Channel) -> Json:
    call.platform.stream.publish("workspace")
    return _shown(call, channel)


def _shown(call: Call, channel: Channel) -> Json:
    return {"ok": True, "channel": channel.as_json(for_user=call.app.bot_user_id)}
