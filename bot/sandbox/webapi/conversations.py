"""`conversations.*`: what the bot can see of channels and DMs."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.records import Channel, Message, User
from bot.sandbox.webapi.call import Call, page
from bot.sandbox.wire import SlackError

MOST_TOGETHER = 8
_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


def list_all(call: Call) -> Json:
    """All conversations that the bot can see."""
    bot = call.app.bot_user_id
    return _list(call, lambda channel: not channel.is_private or bot in channel.members)


def of_user(call: Call) -> Json:
    """Those that a person is in, as far as the bot can see them."""
    bot = call.app.bot_user_id
    member = call.person(call.text("user") or bot).id
    return _list(
        call,
        lambda channel: member in channel.members and (not channel.is_private or bot in channel.members),
    )


def _list(call: Call, is_listed: Callable[[Channel], bool]) -> Json:
    types = call.words("types") or ["public_channel"]
    if not set(types) <= set(_KINDS):
        raise SlackError("invalid_types")
    for kind in types:
        call.demand_scope(_SCOPES[kind])
    kinds = {_KINDS[kind] for kind in types}
    without_archived = call.flag("exclude_archived")
    listed = [
        channel
        for channel in call.platform.workspace.channels.values()
        if channel.kind in kinds and is_listed(channel) and not (without_archived and channel.is_archived)
    ]
    found, cursor = page(call, listed)
    shown = [channel.as_json(for_user=call.app.bot_user_id) for channel in found]
    return {"ok": True, "channels": shown, "response_metadata": {"next_cursor": cursor}}


def info(call: Call) -> Json:
    channel = call.conversation()
    shown = channel.as_json(for_user=call.app.bot_user_id)
    if not call.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"ok": True, "channel": shown}


def members(call: Call) -> Json:
    channel = call.conversation()
    found, cursor = page(call, list(channel.members))
    return {"ok": True, "members": list(found), "response_metadata": {"next_cursor": cursor}}


def open_dm(call: Call) -> Json:
    people = call.words("users")
    if not call.text("channel") and not people:
        raise SlackError("users_list_not_supplied")
    call.demand_scope("mpim:write" if len(people) > 1 else "im:write")
    if call.text("channel"):
        channel = call.visible_channel(call.text("channel"))
        if channel.kind not in ("im", "mpim"):
            raise SlackError("method_not_supported_for_channel_type")
        return _opened(call, channel, already=True)
    if len(people) > MOST_TOGETHER:
        raise SlackError("too_many_users")
    for user_id in people:
        _demand_reachable(call.person(user_id))
    return _opened_with(call, people)


def _demand_reachable(user: User) -> None:
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot:
        raise SlackError("invalid_user_combination")


def _opened_with(call: Call, people: list[str]) -> Json:
    workspace, bot = call.platform.workspace, call.app.bot_user_id
    count = len(workspace.channels)
    if len(people) == 1:
        channel = workspace.open_dm(people[0], bot)
    else:
        channel = workspace.open_group_dm([*people, bot])
    already = len(workspace.channels) == count
    if not already:
        call.platform.stream.publish("workspace")
    return _opened(call, channel, already=already)


def _opened(call: Call, channel: Channel, *, already: bool) -> Json:
    shown = channel.as_json(for_user=call.app.bot_user_id) if call.flag("return_im") else {"id": channel.id}
    answer: Json = {"ok": True, "channel": shown}
    return {**answer, "no_op": True, "already_open": True} if already else answer


def join(call: Call) -> Json:
    channel = call.conversation()
    answer: Json = {"ok": True}
    if call.app.bot_user_id in channel.members:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    call.platform.join(channel, call.app.bot_user_id)
    return {**answer, "channel": channel.as_json(for_user=call.app.bot_user_id)}


def history(call: Call) -> Json:
    channel = call.conversation()
    shown_here = [
        message
        for message in reversed(channel.messages.values())
        if not message.is_reply or message.body.get("subtype") == "thread_broadcast"
    ]
    found, cursor = page(call, _between(call, shown_here))
    answer = _messages(call, channel, list(found), cursor)
    return {**answer, "pin_count": len(channel.pins)}


def replies(call: Call) -> Json:
    channel = call.conversation()
    thread = channel.thread(call.text("ts"))
    if not thread or thread[0].is_reply:
        raise SlackError("thread_not_found")
    within = [thread[0], *_between(call, thread[1:])]
    found, cursor = page(call, within)
    return _messages(call, channel, list(found), cursor)


def _messages(call: Call, channel: Channel, found: list[Message], cursor: str) -> Json:
    with_metadata = call.flag("include_all_metadata")
    shown = [channel.shown(message, with_metadata=with_metadata) for message in found]
    answer: Json = {"ok": True, "messages": shown, "has_more": bool(cursor)}
    return {**answer, "response_metadata": {"next_cursor": cursor}} if cursor else answer


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = _moment(call, "oldest", 0.0), _moment(call, "latest", float("inf"))
    if call.flag("inclusive"):
        return [message for message in messages if oldest <= float(message.ts) <= latest]
    return [message for message in messages if oldest < float(message.ts) < latest]


def _moment(call: Call, name: str, default: float) -> float:
    text = call.text(name)
    if not text or text == "now":
        return default
    try:
        return float(text)
    except ValueError as error:
        raise SlackError(f"invalid_ts_{name}") from error
