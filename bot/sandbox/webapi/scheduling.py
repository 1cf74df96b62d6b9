"""`chat.scheduleMessage` and what belongs to it: messages that are posted later."""

from __future__ import annotations

from bot.sandbox import content
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.items import Scheduled
from bot.sandbox.webapi import chat
from bot.sandbox.webapi.call import Call, page
from bot.sandbox.wire import SlackError

FARTHEST_SECONDS = 120 * 24 * 3600
WINDOW_SECONDS = 300
MOST_IN_WINDOW = 30


def schedule(call: Call) -> Json:
    channel = chat.target(call)
    chat.demand_posting(call, channel)
    said = content.read(call.args, most_text=content.MOST_UPDATED)
    if said.is_empty:
        raise SlackError("no_text")
    post_at = _time(call)
    workspace = call.platform.workspace
    window = post_at // WINDOW_SECONDS
    waiting = [one for one in workspace.scheduled.values() if one.channel == channel.id]
    if sum(one.post_at // WINDOW_SECONDS == window for one in waiting) >= MOST_IN_WINDOW:
        raise SlackError("restricted_too_many")
    kept = {key: value for key, value in call.args.items() if key in _SAID}
    planned = Scheduled(
        workspace.ids.new("Q"),
        channel.id,
        post_at,
        int(call.platform.clock.now()),
        call.app.bot_user_id,
        kept,
        chat.thread(call, channel),
    )
    workspace.scheduled[planned.id] = planned
    call.platform.stream.publish("scheduled")
    message = {"text": said.text or "", "type": "delayed_message", "bot_id": call.app.bot_id}
    # Slack writes the time as text here, though it takes a number.
    return {
        "ok": True,
        "channel": channel.id,
        "scheduled_message_id": planned.id,
        "post_at": str(post_at),
        "message": message,
    }


_SAID = frozenset({"text", "blocks", "attachments", "markdown_text", "metadata"})


def _time(call: Call) -> int:
    try:
        post_at = call.number("post_at", 0)
    except SlackError as error:
        raise SlackError("invalid_time") from error
    ahead = post_at - call.platform.clock.now()
    if ahead <= 0:
        raise SlackError("time_in_past")
    if ahead > FARTHEST_SECONDS:
        raise SlackError("time_too_far")
    return post_at


def delete(call: Call) -> Json:
    channel = call.conversation()
    planned = call.platform.workspace.scheduled.get(call.text("scheduled_message_id"))
    if planned is None or planned.channel != channel.id or planned.author != call.app.bot_user_id:
        raise SlackError("invalid_scheduled_message_id")
    del call.platform.workspace.scheduled[planned.id]
    call.platform.stream.publish("scheduled")
    return {"ok": True}


def list_all(call: Call) -> Json:
    workspace = call.platform.workspace
    channel = call.text("channel")
    if channel and channel not in workspace.channels:
        raise SlackError("invalid_channel")
    oldest, latest = call.number("oldest", 0), call.number("latest", 2**40)
    mine = [
        one
        for one in sorted(workspace.scheduled.values(), key=lambda one: one.post_at)
        if one.author == call.app.bot_user_id and channel in ("", one.channel)
    ]
    found, cursor = page(call, [one for one in mine if oldest <= one.post_at <= latest])
    shown = [one.as_json() for one in found]
    return {"ok": True, "scheduled_messages": shown, "response_metadata": {"next_cursor": cursor}}
