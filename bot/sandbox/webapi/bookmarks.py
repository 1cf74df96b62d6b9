"""`bookmarks.*`: links at the top of a channel."""

from __future__ import annotations

import re

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.records import Channel
from bot.sandbox.webapi.call import Call
from bot.sandbox.wire import SlackError, invalid_arguments

MOST_BOOKMARKS = 100
_LONGEST = {"title": 256, "link": 2048}


def add(call: Call) -> Json:
    channel = call.conversation()
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    now = call.moment()
    bookmark: Json = {
        "id": call.platform.workspace.ids.new("Bk"),
        "channel_id": channel.id,
        "title": "",
        "link": "",
        "emoji": "",
        "icon_url": None,
        "type": "link",
        "date_created": now,
        "date_updated": now,
        "rank": str(len(channel.bookmarks)),
        "last_updated_by_user_id": call.app.bot_user_id,
        "app_id": call.app.id,
    }
    bookmark |= _fields(call)
    _demand_link(bookmark["link"])
    channel.bookmarks.append(bookmark)
    return {"ok": True, "bookmark": bookmark}


def edit(call: Call) -> Json:
    channel = call.conversation()
    bookmark = _bookmark(call, channel)
    changes = _fields(call)
    if "link" in changes:
        _demand_link(changes["link"])
    bookmark |= {**changes, "date_updated": call.moment()}
    bookmark["last_updated_by_user_id"] = call.app.bot_user_id
    return {"ok": True, "bookmark": bookmark}


def remove(call: Call) -> Json:
    channel = call.conversation()
    channel.bookmarks.remove(_bookmark(call, channel))
    return {"ok": True}


def list_all(call: Call) -> Json:
    return {"ok": True, "bookmarks": call.conversation().bookmarks}


def _bookmark(call: Call, channel: Channel) -> Json:
    wanted = call.text("bookmark_id")
    found = next((one for one in channel.bookmarks if one["id"] == wanted), None)
    if found is None:
        raise SlackError("not_found")
    return found


def _fields(call: Call) -> Json:
    """What is given of title, link and emoji."""
    for name, most in _LONGEST.items():
        if len(call.text(name)) > most:
            raise invalid_arguments([f"must be less than {most + 1} characters [json-pointer:/{name}]"])
    emoji = call.text("emoji")
    if emoji and not re.fullmatch(r":[a-z0-9_+'-]+:", emoji):
        raise SlackError("invalid_emoji")
    return {name: call.text(name) for name in ("title", "link", "emoji") if call.text(name)}


def _demand_link(link: str) -> None:
    if not re.match(r"https?://\S+$", link):
        raise SlackError("invalid_link")
