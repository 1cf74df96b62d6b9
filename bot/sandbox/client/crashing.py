"""The app's process, as a visitor sees and crashes it, and what is found in the workspace afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.platform import Platform
from bot.sandbox.records import Message
from bot.sandbox.tour import steps
from bot.sandbox.wire import Refused, absent


def shown(platform: Platform) -> Json:
    process = platform.process
    return {
        "can_crash": process is not None,
        "is_up": process is not None and process.is_up,
        "crashes": len(platform.crashes),
    }


def crash(platform: Platform) -> Json:
    if platform.process is None:
        raise absent("no_process", "The app was started by somebody else, who alone can crash it.")
    platform.process.crash()
    platform.crashes.append(platform.clock.now())
    platform.stream.publish("process")
    return shown(platform)


def count(platform: Platform, number: int) -> Json:
    """How what this step of the tour counts stands in the conversations with the app.

    `there`: the people who have it; `twice`: what somebody has more than once.
    """
    asked = dict(enumerate(steps(platform.tour.story or {"chapters": []}), 1)).get(number, {}).get("count")
    if asked is None:
        raise Refused("nothing_to_count", "That step of the tour counts nothing.")
    since = datetime.fromisoformat(asked["since"])
    found = [sum(1 for _ in _said(platform, name, asked["message"], since)) for name in asked["for"]]
    return {
        "people": len(found),
        "there": sum(1 for one in found if one),
        "twice": sum(one - 1 for one in found if one > 1),
        "is_up": platform.process is None or platform.process.is_up,
        "is_crashed": any(one >= since.timestamp() for one in platform.crashes),
    }


def _said(platform: Platform, name: str, words: Iterable[str], since: datetime) -> Iterator[Message]:
    """What the app has said to this person since then (business time) with any of these words."""
    workspace = platform.workspace
    channel = workspace.dm_of(workspace.user_named(name).id)
    for message in channel.messages.values() if channel else ():
        if message.author != workspace.bot_user_id or message.business_time is None:
            continue
        is_new = datetime.fromisoformat(message.business_time) >= since
        if is_new and any(one in _words_of(message) for one in words):
            yield message


def _words_of(message: Message) -> str:
    return json.dumps([message.body.get(part) for part in ("text", "blocks")], ensure_ascii=False)
