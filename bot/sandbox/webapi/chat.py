"""`chat.*`: posting, editing, deleting."""

from __future__ import annotations

from collections.abc import Iterable

from bot.sandbox import content
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.content import MOST_UPDATED, Content
from bot.sandbox.records import Channel, Message
from bot.sandbox.webapi.call import Call
from bot.sandbox.wire import SlackError


def post_message(call: Call) -> Json:
    channel = target(call)
    demand_posting(call, channel)
    said = content.read(call.args)
    if said.is_empty:
        raise SlackError("no_text")
    thread_ts = thread(call, channel)
    extra = _disguise(call)
    if thread_ts and call.flag("reply_broadcast"):
        extra |= {"subtype": "thread_broadcast"}
    message = call.platform.messages.say_as_bot(call.app, channel, said, thread_ts=thread_ts, **extra)
    shown = channel.shown(message, with_metadata=True)
    return said.warned({"ok": True, "channel": channel.id, "ts": message.ts, "message": shown})


def me_message(call: Call) -> Json:
    """What `/me` does: a text without blocks, in italics."""
    channel = call.conversation()
    said = content.read({"text": call.args["text"]}, most_text=MOST_UPDATED)
    message = call.platform.messages.say_as_bot(call.app, channel, said, subtype="me_message")
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def update(call: Call) -> Json:
    channel = call.conversation()
    message = _own_message(call, channel, call.text("ts"), "cant_update_message")
    said = content.read(call.args, most_text=MOST_UPDATED)
    if call.flag("reply_broadcast"):
        _demand_broadcastable(said, message)
        call.platform.messages.broadcast(channel, message)
    else:
        _demand_something(said, message)
        call.platform.messages.edit(channel, message, said, call.app.bot_user_id)
    shown = channel.shown(message, with_metadata=True)
    return {
        "ok": True,
        "channel": channel.id,
        "ts": message.ts,
        "text": shown.get("text", ""),
        "message": shown,
    }


def delete(call: Call) -> Json:
    channel = call.conversation()
    message = _own_message(call, channel, call.text("ts"), "cant_delete_message")
    call.platform.messages.delete(channel, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    channel = call.conversation()
    demand_posting(call, channel)
    reader = call.platform.workspace.users.get(call.text("user"))
    if reader is None or reader.deleted or reader.id not in channel.members:
        raise SlackError("user_not_in_channel")
    said = content.read(call.args, most_text=MOST_UPDATED)
    if said.is_empty:
        raise SlackError("no_text")
    if any(attachment.get("blocks") for attachment in said.attachments or ()):
        raise SlackError("invalid_attachments")
    thread_ts = thread(call, channel)
    message = call.platform.messages.say_as_bot(
        call.app, channel, said, thread_ts=thread_ts, only_for=reader.id, **_disguise(call)
    )
    return {"ok": True, "message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    channel = call.conversation()
    message = channel.messages.get(call.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"{call.platform.address}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def target(call: Call) -> Channel:
    """Where a post goes: a conversation, or the app's DM when a person's id is given."""
    wanted = call.text("channel")
    workspace = call.platform.workspace
    if wanted[:1] in ("U", "W"):
        person = workspace.users.get(wanted)
        if person is None or person.deleted or person.is_bot:
            raise SlackError("channel_not_found")
        return workspace.open_dm(wanted, call.app.bot_user_id)
    if wanted in workspace.channels:
        return call.visible_channel(wanted)
    named = workspace.channel_named(wanted)
    return call.visible_channel(named.id if named else "")


def demand_posting(call: Call, channel: Channel) -> None:
    """The rules of who may post where, in the order in which Slack is seen to apply them."""
    if channel.is_dm:
        person = call.platform.workspace.users[channel.person or ""]
        if person.deleted:
            raise SlackError("channel_not_found")
        if not call.app.manifest.messages_tab:
            raise SlackError("messages_tab_disabled")
        return
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.app.bot_user_id not in channel.members and not call.app.has_scope("chat:write.public"):
        raise SlackError("not_in_channel")


def thread(call: Call, channel: Channel) -> str | None:
    """The parent to answer to. A reply can't be answered, nor something that isn't there."""
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return None
    root = channel.messages.get(thread_ts)
    if root is None or root.is_reply or root.body.get("subtype") == "tombstone":
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def _disguise(call: Call) -> Json:
    """Another name or picture, which needs a scope of its own."""
    worn = {key: call.text(key) for key in ("username", "icon_emoji", "icon_url") if call.args.get(key)}
    if worn:
        call.demand_scope("chat:write.customize")
    return worn


def _own_message(call: Call, channel: Channel, ts: str, complaint: str) -> Message:
    message = channel.messages.get(ts)
    if message is None or message.body.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    if message.author != call.app.bot_user_id:
        raise SlackError(complaint)
    return message


def _demand_something(said: Content, message: Message) -> None:
    """An update has to say something, and has to leave something to see."""
    if said.says_nothing:
        raise SlackError("no_text")
    if said.text == "" and not said.blocks and not said.attachments:
        raise SlackError("no_text")
    if said.blocks == [] and said.text is None and not message.body.get("text"):
        raise SlackError("no_text")
    if said.blocks and _has_rich_text(message.body.get("blocks", ())) and not _has_rich_text(said.blocks):
        raise SlackError("block_mismatch")


def _has_rich_text(blocks: Iterable[Json]) -> bool:
    return any(block["type"] == "rich_text" for block in blocks)


def _demand_broadcastable(said: Content, message: Message) -> None:
    """An old reply can be shown in the channel too, but not changed in the same call."""
    if not said.says_nothing:
        raise SlackError("no_dual_broadcast_content_update")
    if not message.is_reply:
        raise SlackError("cant_broadcast_message")
