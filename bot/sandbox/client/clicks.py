"""Buttons, selects and fields: block_actions and block_suggestion, from messages, modals and Home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json, array, record
from bot.sandbox.blockkit.objects import CHOICE, OPTION_GROUP
from bot.sandbox.client import files
from bot.sandbox.client.payloads import (
    base,
    channel_name,
    deliver,
    demand_on_top,
    message_seen_by,
    usable,
    view_seen_by,
)
from bot.sandbox.delivery.answers import Delivery
from bot.sandbox.element_state import STATEFUL, TYPED, Values, chosen, find, values_of
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel, Message
from bot.sandbox.views import View
from bot.sandbox.wire import Refused

_OPTIONS = record({"options": array(CHOICE, most=100)})
_GROUPS = record({"option_groups": array(OPTION_GROUP, most=100)})


@dataclass(slots=True)
class Place:
    """Where a person acts: in a message, or in a view."""

    user: str
    view: View | None = None
    channel: Channel | None = None
    message: Message | None = None

    @property
    def id(self) -> str:
        return (
            self.view.id if self.view else f"{self.message.channel}/{self.message.ts}" if self.message else ""
        )

    @property
    def blocks(self) -> list[Json]:
        if self.view is not None:
            return self.view.blocks
        assert self.message is not None
        blocks: list[Json] = self.message.body.get("blocks", [])
        nested = [one.get("blocks", []) for one in self.message.body.get("attachments", [])]
        return [*blocks, *(block for some in nested for block in some)]

    def attachment_of(self, block_id: str) -> int | None:
        """The number of the attachment that this block is in, from one; None when it's in none."""
        attachments = self.message.body.get("attachments", []) if self.message else []
        for number, attachment in enumerate(attachments, start=1):
            if any(block.get("block_id") == block_id for block in attachment.get("blocks", [])):
                return number
        return None


def place(platform: Platform, user: str, order: Json) -> Place:
    """The message or view named in a client call, if this person can act there."""
    platform.workspace.active_user(user)
    if order.get("view_id"):
        view = view_seen_by(platform, user, str(order["view_id"]))
        demand_on_top(platform, view)
        return Place(user, view=view)
    ts = str(order.get("message_ts", ""))
    channel, message = message_seen_by(platform.workspace, user, str(order.get("channel", "")), ts)
    return Place(user, channel=channel, message=message)


async def act(platform: Platform, user: str, order: Json) -> Json:
    """A person uses an element: its value is kept, and the bot is told."""
    app = usable(platform)
    where = place(platform, user, order)
    block, element = find(where.blocks, str(order.get("block_id")), str(order.get("action_id")))
    if block["type"] == "input" and not block.get("dispatch_action"):
        _keep(platform, where, block, element, order.get("value"))
        return {}
    action = _action(platform, where, block, element, order.get("value"))
    await _send(platform, app, where, action)
    return {}


async def enter(platform: Platform, user: str, order: Json) -> Json:
    """A person fills in a field; the bot hears of it only where the block dispatches its actions."""
    where = place(platform, user, order)
    block, element = find(where.blocks, str(order.get("block_id")), str(order.get("action_id")))
    if element["type"] not in STATEFUL:
        raise Refused("not_an_input", f"Nothing can be entered into a {element['type']}.")
    if block["type"] != "input" or block.get("dispatch_action"):
        await _send(
            platform, usable(platform), where, _action(platform, where, block, element, order.get("value"))
        )
        return {}
    _keep(platform, where, block, element, order.get("value"))
    return {}


def _state(platform: Platform, where: Place) -> Values:
    if where.view is not None:
        return where.view.values
    kept = platform.choices.get((where.user, where.id))
    values = platform.choices[(where.user, where.id)] = values_of(where.blocks, kept)
    return values


def _keep(platform: Platform, where: Place, block: Json, element: Json, value: Any) -> Json:
    """Stores what was chosen and returns the element's state."""
    offered = platform.offered.get((where.id, block["block_id"], element["action_id"]), ())
    if element["type"] == "file_input":
        value = files.taken(platform, where.user, value)
    state = chosen(element, value, offered)
    _state(platform, where).setdefault(block["block_id"], {})[element["action_id"]] = state
    if where.view is not None:
        platform.stream.publish("modal", user=where.user)
    return state


def _action(platform: Platform, where: Place, block: Json, element: Json, value: Any) -> Json:
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": platform.workspace.timestamps.new(),
    }
    if element["type"] in STATEFUL:
        action |= _keep(platform, where, block, element, value)
        initial = STATEFUL[element["type"]].initial
        shown = [key for key in ("placeholder", initial) if key in element and element["type"] not in TYPED]
        return {**action, **{key: element[key] for key in shown}}
    if element["type"] == "overflow":
        option = next((one for one in element["options"] if one["value"] == value), None)
        if option is None:
            raise Refused("no_such_option", f"{value!r} is not in this menu.")
        return {**action, "selected_option": option}
    if element["type"] == "feedback_buttons":
        return action | _verdict(element, value)
    if element["type"] in ("image", "workflow_button"):
        raise Refused("not_interactive", f"The app hears nothing of a click on a {element['type']}.")
    shown = [key for key in ("text", "value", "style", "url") if key in element]
    return {**action, **{key: element[key] for key in shown}}


def _verdict(element: Json, value: Any) -> Json:
    for button in (element["positive_button"], element["negative_button"]):
        if button["value"] == value:
            return {"text": button["text"], "value": value}
    raise Refused("no_such_option", f"{value!r} is neither of the two buttons.")


async def _send(platform: Platform, app: App, where: Place, action: Json) -> None:
    payload = {**base(platform, app, "block_actions", where.user), **_container(where, action["block_id"])}
    view_id = where.view.id if where.view else None
    payload["trigger_id"] = platform.triggers.issue(where.user, view_id=view_id)
    if where.channel is not None and where.message is not None:
        payload |= _of_message(platform, where, where.channel, where.message)
    payload["actions"] = [action]
    await deliver(platform, app, Delivery("interactive", action["action_id"], payload, user=where.user))


def _container(where: Place, block_id: str) -> Json:
    if where.view is not None:
        return {"container": {"type": "view", "view_id": where.view.id}, "view": where.view.as_json()}
    assert where.message is not None
    container: Json = {
        "type": "message",
        "message_ts": where.message.ts,
        "channel_id": where.message.channel,
        "is_ephemeral": where.message.only_for is not None,
    }
    attachment = where.attachment_of(block_id)
    if attachment is not None:
        container |= {"type": "message_attachment", "attachment_id": attachment, "is_app_unfurl": False}
    if where.message.thread_ts:
        container["thread_ts"] = where.message.thread_ts
    return {"container": container}


def _of_message(platform: Platform, where: Place, channel: Channel, message: Message) -> Json:
    """What only actions in messages carry. Of an ephemeral message Slack sends no copy."""
    url = platform.urls.issue(
        "actions",
        platform.workspace.team.id,
        where.user,
        channel.id,
        message_ts=message.ts,
        thread_ts=message.thread_ts,
    )
    fields: Json = {
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": _state(platform, where)},
        "response_url": url,
    }
    return fields if message.only_for else {**fields, "message": channel.shown(message)}


async def suggest(platform: Platform, user: str, order: Json) -> Json:
    """Asks the bot for the options of an external select and remembers what it offered."""
    app = usable(platform)
    where = place(platform, user, order)
    block, element = find(where.blocks, str(order.get("block_id")), str(order.get("action_id")))
    query = str(order.get("query", ""))
    if element["type"] not in ("external_select", "multi_external_select"):
        raise Refused("not_external", "Only an external select asks the app for its options.")
    if len(query) < element.get("min_query_length", 3):
        return {"options": []}
    payload = {**base(platform, app, "block_suggestion", user), **_container(where, block["block_id"])}
    payload |= {"action_id": element["action_id"], "block_id": block["block_id"], "value": query}
    if where.channel is not None and where.message is not None:
        payload |= {"channel": {"id": where.channel.id, "name": channel_name(where.channel)}}
        payload |= {"message": where.channel.shown(where.message)}
    delivery = Delivery("interactive", element["action_id"], payload, user=user, options=True)
    answer = await deliver(platform, app, delivery)
    offered = _offered(answer)
    # What was offered before stays: of several choices some may come from an earlier search.
    key = (where.id, block["block_id"], element["action_id"])
    platform.offered[key] = [*offered, *(one for one in platform.offered.get(key, ()) if one not in offered)]
    return {key: answer[key] for key in ("options", "option_groups") if key in answer}


def _offered(answer: Any) -> list[Json]:
    """The options in an answer; a person sees nothing of an answer that Slack wouldn't show."""
    problems = (_GROUPS if type(answer) is dict and "option_groups" in answer else _OPTIONS)(answer)
    if problems:
        lines = "; ".join(str(problem) for problem in problems)
        raise Refused("invalid_options", f"The app's options can't be shown: {lines}")
    groups = answer.get("option_groups", [{"options": answer.get("options", [])}])
    return [option for group in groups for option in group["options"]]
