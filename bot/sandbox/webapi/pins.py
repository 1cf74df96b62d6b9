"""`pins.*`: messages pinned to their conversation."""

from __future__ import annotations

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.webapi.call import Call
from bot.sandbox.wire import SlackError

MOST_PINS = 100


def add(call: Call) -> Json:
    channel = call.conversation()
    message = call.message(channel)
    if message.body.get("subtype") == "tombstone":
        raise SlackError("not_pinnable")
    if any(pin["ts"] == message.ts for pin in channel.pins):
        raise SlackError("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")
    channel.pins.append({"ts": message.ts, "created": call.moment(), "created_by": call.app.bot_user_id})
    message.body["pinned_to"] = [channel.id]
    call.platform.stream.publish("message", channel=channel.id)
    return {"ok": True}


def remove(call: Call) -> Json:
    channel = call.conversation()
    message = call.message(channel)
    pin = next((one for one in channel.pins if one["ts"] == message.ts), None)
    if pin is None:
        raise SlackError("no_pin")
    channel.pins.remove(pin)
    message.body.pop("pinned_to", None)
    call.platform.stream.publish("message", channel=channel.id)
    return {"ok": True}


def list_all(call: Call) -> Json:
    channel = call.conversation()
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "message": channel.shown(channel.messages[pin["ts"]]),
            "created": pin["created"],
            "created_by": pin["created_by"],
        }
        for pin in reversed(channel.pins)
        if pin["ts"] in channel.messages
    ]
    return {"ok": True, "items": items}
