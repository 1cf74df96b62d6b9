"""Submitting and closing modals, and what the bot's answer does to them."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.client.payloads import base, deliver, demand_on_top, usable, view_seen_by
from bot.sandbox.delivery.answers import Delivery
from bot.sandbox.element_state import chosen, find, is_blank
from bot.sandbox.platform import Platform
from bot.sandbox.views import View
from bot.sandbox.wire import Refused, SlackError

TROUBLE = "We had some trouble connecting. Try again?"
REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


async def submit(platform: Platform, user: str, order: Json) -> Json:
    """Presses Submit. The answer says whether this view closed, or what the person sees instead."""
    app = usable(platform)
    platform.workspace.active_user(user)
    view = view_seen_by(platform, user, str(order.get("view_id", "")))
    demand_on_top(platform, view)
    if view.source["type"] != "modal" or "submit" not in view.source:
        raise Refused("no_submit", "This view has no submit button.")
    _fill(platform, view, order.get("values") or {})
    mistakes = _client_mistakes(view)
    if mistakes:
        return {"closed": False, "errors": mistakes}
    payload = {
        **base(platform, app, "view_submission", user),
        "trigger_id": platform.triggers.issue(user, view_id=view.id),
        "view": view.as_json(),
        "response_urls": _response_urls(platform, view),
    }
    name = str(view.source.get("callback_id", ""))
    try:
        answer = await deliver(platform, app, Delivery("interactive", name, payload, user=user))
        return _apply(platform, app, view, answer)
    except (Refused, SlackError) as trouble:
        platform.stream.publish("modal", user=user)
        return {"closed": False, "error": TROUBLE, "reason": str(trouble)}


def _fill(platform: Platform, view: View, values: Any) -> None:
    if type(values) is not dict or any(type(actions) is not dict for actions in values.values()):
        raise Refused("invalid_values", "Values are an object of blocks, each an object of actions.")
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            _, element = find(view.blocks, block_id, action_id)
            offered = platform.offered.get((view.id, block_id, action_id), ())
            view.values.setdefault(block_id, {})[action_id] = chosen(element, value, offered)


def _client_mistakes(view: View) -> dict[str, str]:
    """What Slack's client refuses by itself, without asking the bot."""
    mistakes = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view.values.get(block["block_id"], {}).get(element["action_id"])
        if state is None:
            continue
        if is_blank(state):
            if not block.get("optional"):
                mistakes[block["block_id"]] = REQUIRED
        elif complaint := _complaint(element, state.get("value")):
            mistakes[block["block_id"]] = complaint
    return mistakes


def _complaint(element: Json, value: Any) -> str | None:
    if type(value) is not str:
        return None
    if element["type"] == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        return None if least <= len(value) <= most else f"Please use between {least} and {most} characters."
    if element["type"] == "number_input":
        return _number_complaint(element, value)
    if element["type"] == "email_text_input" and not _EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and not re.match(r"https?://\S+$", value):
        return "Please enter a valid URL."
    return None


def _number_complaint(element: Json, value: str) -> str | None:
    form = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(form, value):
        return "Please enter a valid number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _response_urls(platform: Platform, view: View) -> list[Json]:
    """One address for each select in the form that asked for one and has a conversation chosen."""
    urls = []
    for block in view.blocks:
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        state = view.values[block["block_id"]][element["action_id"]]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if channel in platform.workspace.channels:
            url = platform.urls.issue("app", view.team_id, view.user, channel)
            ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
            urls.append({**ids, "channel_id": channel, "response_url": url})
    return urls


def _apply(platform: Platform, app: App, view: View, answer: Any) -> Json:
    """Does what the acknowledgement says; raises when Slack would show its banner instead."""
    action = answer.get("response_action") if type(answer) is dict else None
    if answer is None or answer == "":
        platform.views.close(view)
        return {"closed": True}
    if action == "clear":
        platform.views.clear(view.user)
        return {"closed": True}
    if action == "errors":
        return {"closed": False, "errors": _errors(view, answer.get("errors"))}
    if action in ("update", "push"):
        source = platform.views.check(answer.get("view"), "modal")
        if action == "update":
            platform.views.update(view, source)
        else:
            platform.views.push(app, view.user, source)
        return {"closed": False}
    raise Refused("invalid_response_action", f"The app acknowledged with {answer!r}.")


def _errors(view: View, errors: Any) -> dict[str, str]:
    """Errors stand at input blocks only; anything else Slack can't show."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if type(errors) is not dict or not errors:
        raise Refused("invalid_errors", "The app answered with errors that are no object.")
    if not set(errors) <= inputs or not all(type(text) is str and text for text in errors.values()):
        raise Refused("invalid_errors", "The app answered with errors for something that is no input block.")
    return dict(errors)


async def close(platform: Platform, user: str, order: Json) -> Json:
    """Cancel closes the view on top; `all` is the x in the corner, which closes the whole stack."""
    app = platform.installed
    view = view_seen_by(platform, user, str(order.get("view_id", "")))
    demand_on_top(platform, view)
    stack = list(platform.views.stack(user))
    if view not in stack:
        raise Refused("not_a_modal", "Only a modal can be closed.")
    everything = bool(order.get("all")) or bool(view.source.get("clear_on_close"))
    told = stack[0] if everything else view
    payload = {
        **base(platform, app, "view_closed", user),
        "view": told.as_json(without_inputs=True),
        "is_cleared": everything,
    }
    if everything:
        platform.views.clear(user)
    else:
        platform.views.close(view)
    if told.source.get("notify_on_close") and not app.is_revoked:
        name = str(told.source.get("callback_id", ""))
        await platform.courier.send(app, Delivery("interactive", name, payload, user=user))
    return {}
