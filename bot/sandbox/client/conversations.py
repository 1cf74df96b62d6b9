"""Reading and typing: conversations, unread marks, Home."""

from __future__ import annotations

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.client import files
from bot.sandbox.client.payloads import message_seen_by, usable
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel, Message
from bot.sandbox.wire import Refused, absent


def show(
    platform: Platform,
    user: str,
    channel_id: str,
    thread_ts: str | None,
    *,
    limit: int | None = None,
    oldest: str | None = None,
) -> Json:
    """A channel as this person sees it, or one thread of it.

    With `limit` or `oldest` its newest part: all from `oldest` on, and at most `limit` messages before that.
    """
    workspace = platform.workspace
    workspace.user(user)
    channel = workspace.channel_for(channel_id, user)
    if thread_ts:
        found = channel.thread(thread_ts)
        if not found:
            raise absent("thread_not_found", f"There is no thread {thread_ts}.")
    else:
        found = [one for one in channel.messages.values() if not one.is_reply or _is_broadcast(one)]
    mine = [one for one in channel.ephemerals.values() if one.only_for == user and _belongs(one, thread_ts)]
    ordered = sorted([*found, *mine], key=lambda message: float(message.ts))
    start = _start(ordered, limit, oldest)
    return {
        "messages": [_shown(platform, user, channel, message) for message in ordered[start:]],
        "has_earlier": start > 0,
        "first_unread": next((one.ts for one in ordered if workspace.is_unread(user, one)), None),
    }


def _start(ordered: list[Message], limit: int | None, oldest: str | None) -> int:
    """Where the part that is asked for begins; without a limit and an oldest at the beginning."""
    if limit is None and oldest is None:
        return 0
    known = next((at for at, one in enumerate(ordered) if oldest and one.ts >= oldest), len(ordered))
    return max(0, known - (limit or 0))


def _is_broadcast(message: Message) -> bool:
    return message.body.get("subtype") == "thread_broadcast"


def _belongs(message: Message, thread_ts: str | None) -> bool:
    return message.thread_ts == thread_ts if thread_ts else message.thread_ts is None


def _shown(platform: Platform, user: str, channel: Channel, message: Message) -> Json:
    return {
        "reply_count": 0,
        "latest_reply": None,
        **channel.shown(message, with_metadata=True),
        "business_time": message.business_time,
        "is_ephemeral": message.only_for is not None,
        "unread": platform.workspace.is_unread(user, message),
    }


def everybodys_unread(platform: Platform) -> Json:
    """The marks of everybody who could sign in, by user id."""
    active = [user.id for user in platform.workspace.people() if not user.deleted]
    return {"users": {user: unread(platform, user)["channels"] for user in active}}


def unread(platform: Platform, user: str) -> Json:
    workspace = platform.workspace
    workspace.user(user)
    counts: Json = {}
    for channel in workspace.channels.values():
        if user in channel.members:
            count, mentions = workspace.unread(user, channel)
            if count:
                counts[channel.id] = {"unread": count, "mentions": mentions}
    return {"channels": counts}


def mark(platform: Platform, user: str, order: Json) -> Json:
    channel = platform.workspace.channel_for(str(order.get("channel", "")), user)
    platform.workspace.mark(user, channel.id, str(order.get("ts", "")))
    platform.stream.publish("unread", user=user, channel=channel.id)
    return {}


async def say(platform: Platform, user: str, order: Json) -> Json:
    """A person types a message."""
    platform.workspace.active_user(user)
    channel = platform.workspace.channel_for(str(order.get("channel", "")), user)
    text, handed = str(order.get("text", "")), files.taken(platform, user, order.get("files"))
    if not text.strip() and not handed:
        raise Refused("no_text", "There is nothing to send.")
    _demand_writable(platform, user, channel)
    thread_ts = str(order.get("thread_ts") or "")
    if thread_ts and (thread_ts not in channel.messages or channel.messages[thread_ts].is_reply):
        raise absent("thread_not_found", f"There is no thread {thread_ts}.")
    message = platform.messages.say_as_person(channel, user, text, thread_ts=thread_ts or None, files=handed)
    await platform.events.settled()
    return {"ts": message.ts}


async def edit(platform: Platform, user: str, order: Json) -> Json:
    """A person changes the words of a message of theirs."""
    channel, message = _own(platform, user, order)
    text = str(order.get("text", ""))
    if not text.strip():
        raise Refused("no_text", "There is nothing left of it. Delete it instead.")
    platform.messages.edit_as_person(channel, message, text)
    await platform.events.settled()
    return {}


async def delete(platform: Platform, user: str, order: Json) -> Json:
    """A person takes a message of theirs away."""
    channel, message = _own(platform, user, order)
    platform.messages.delete(channel, message)
    await platform.events.settled()
    return {}


def _own(platform: Platform, user: str, order: Json) -> tuple[Channel, Message]:
    platform.workspace.active_user(user)
    ts = str(order.get("message_ts", ""))
    channel, message = message_seen_by(platform.workspace, user, str(order.get("channel", "")), ts)
    if message.author != user:
        raise Refused("not_yours", "People can change their own messages only.")
    return channel, message


async def reload(platform: Platform, user: str, _: Json) -> Json:
    """A person opens their client anew: what only they could see is gone, as Slack keeps it nowhere."""
    platform.workspace.user(user)
    platform.messages.forget_ephemerals(user)
    return {}


def _demand_writable(platform: Platform, user: str, channel: Channel) -> None:
    if user not in channel.members:
        raise Refused("not_in_channel", "This person is not a member of the channel.")
    if channel.is_archived:
        raise Refused("is_archived", "The channel is archived.")
    if channel.is_dm:
        manifest = platform.installed.manifest
        if not manifest.messages_tab or manifest.messages_read_only:
            raise Refused("dm_read_only", "Sending messages to this app has been turned off in its manifest.")


async def open_home(platform: Platform, user: str, order: Json) -> Json:
    """A person opens the app: its Home page, or its messages."""
    app = usable(platform)
    platform.workspace.active_user(user)
    tab = order.get("tab", "home")
    if tab not in ("home", "messages"):
        raise Refused("invalid_tab", "The tabs are home and messages.")
    if tab == "home" and not app.manifest.home_tab:
        raise absent("no_home_tab", "The app's manifest has no Home tab.")
    dm = platform.workspace.open_dm(user, app.bot_user_id)
    event: Json = {"type": "app_home_opened", "user": user, "channel": dm.id, "tab": tab}
    event["event_ts"] = platform.workspace.timestamps.new()
    known = platform.views.homes.get(user)
    if tab == "home" and known is not None:
        event["view"] = known.as_json()
    platform.events.emit(event, user=user)
    await platform.events.settled()
    return home(platform, user)


def home(platform: Platform, user: str) -> Json:
    platform.workspace.user(user)
    view = platform.views.homes.get(user)
    return {"view": view.as_json() if view else None}
