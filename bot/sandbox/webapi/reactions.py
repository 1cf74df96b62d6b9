"""`reactions.*`: emoji under messages."""

from __future__ import annotations

import re

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.records import Channel, Message
from bot.sandbox.webapi.call import Call, page
from bot.sandbox.wire import SlackError

MOST_EMOJI = 23
_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def add(call: Call) -> Json:
    channel, message, name = _what(call)
    if message.only_for is not None or message.body.get("subtype") == "tombstone":
        raise SlackError("not_reactable")
    reactions: list[Json] = message.body.setdefault("reactions", [])
    known = next((one for one in reactions if one["name"] == name), None)
    if known is None:
        if len(reactions) >= MOST_EMOJI:
            raise SlackError("too_many_emoji")
        known = {"name": name, "users": [], "count": 0}
        reactions.append(known)
    if call.app.bot_user_id in known["users"]:
        raise SlackError("already_reacted")
    known["users"].append(call.app.bot_user_id)
    known["count"] += 1
    return _changed(call, channel, message, name, "reaction_added")


def remove(call: Call) -> Json:
    channel, message, name = _what(call)
    reactions: list[Json] = message.body.get("reactions", [])
    known = next((one for one in reactions if one["name"] == name), None)
    if known is None or call.app.bot_user_id not in known["users"]:
        raise SlackError("no_reaction")
    known["users"].remove(call.app.bot_user_id)
    known["count"] -= 1
    if not known["count"]:
        reactions.remove(known)
    if not reactions:
        del message.body["reactions"]
    return _changed(call, channel, message, name, "reaction_removed")


def get(call: Call) -> Json:
    if not call.text("channel"):
        raise SlackError("no_item_specified")
    channel = call.conversation()
    return {"ok": True, **_item(channel, call.message(channel))}


def list_all(call: Call) -> Json:
    """What a person, or the bot itself, has reacted to."""
    user = call.person(call.text("user") or call.app.bot_user_id).id
    bot = call.app.bot_user_id
    reacted = [
        _item(channel, message)
        for channel in call.platform.workspace.channels.values()
        if bot in channel.members
        for message in channel.messages.values()
        if any(user in one["users"] for one in message.body.get("reactions", ()))
    ]
    found, cursor = page(call, reacted)
    return {"ok": True, "items": list(found), "response_metadata": {"next_cursor": cursor}}


def _what(call: Call) -> tuple[Channel, Message, str]:
    if not call.text("channel"):
        raise SlackError("no_item_specified")
    channel = call.conversation()
    name = call.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return channel, call.message(channel), name


def _item(channel: Channel, message: Message) -> Json:
    return {"type": "message", "channel": channel.id, "message": channel.shown(message)}


def _changed(call: Call, channel: Channel, message: Message, name: str, event: str) -> Json:
    platform = call.platform
    platform.stream.publish("message", channel=channel.id)
    if platform.workspace.bot_user_id in channel.members:
        item = {"type": "message", "channel": channel.id, "ts": message.ts}
        who = {"user": call.app.bot_user_id, "item_user": message.author}
        moment = platform.workspace.timestamps.new()
        platform.events.emit({"type": event, **who, "reaction": name, "item": item, "event_ts": moment})
    return {"ok": True}
