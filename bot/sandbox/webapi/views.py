"""`views.*`: opening, pushing, changing and publishing."""

from __future__ import annotations

from typing import Any

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.triggers import Trigger
from bot.sandbox.views import View
from bot.sandbox.webapi.call import Call
from bot.sandbox.wire import SlackError, invalid_arguments, load

_OTHER_ROOT = (
    "must match the `type` of the root view whose stack we're pushing onto [json-pointer:/view/type]"
)


def open_view(call: Call) -> Json:
    source = call.views.check(_view(call), "modal")
    trigger = _trigger(call)
    view = call.views.open(call.app, trigger.user, source)
    return _spend(trigger, view)


def push(call: Call) -> Json:
    views = call.views
    source = views.check(_view(call))
    trigger = _trigger(call)
    origin = views.find(trigger.view_id or "")
    if origin is None:
        raise SlackError("not_found")
    if source["type"] != origin.source["type"] or source["type"] != "modal":
        raise invalid_arguments([_OTHER_ROOT])
    return _spend(trigger, views.push(call.app, trigger.user, source))


def update(call: Call) -> Json:
    views = call.views
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if bool(view_id) == bool(external_id):
        raise invalid_arguments(["must define either `view_id` or `external_id`"])
    source = views.check(_view(call))
    view = views.find(view_id) if view_id else views.find_external(external_id)
    if view is None:
        raise SlackError("not_found")
    _demand_hash(call, view)
    views.update(view, source)
    return {"ok": True, "view": view.as_json()}


def publish(call: Call) -> Json:
    platform = call.platform
    reader = platform.workspace.users.get(call.text("user_id"))
    if reader is None or reader.is_bot or reader.deleted:
        raise invalid_arguments(["must be a valid user [json-pointer:/user_id]"])
    if not call.app.manifest.home_tab:
        raise SlackError("not_enabled")
    source = call.views.check(_view(call), "home")
    known = call.views.homes.get(reader.id)
    if known is not None:
        _demand_hash(call, known)
    return {"ok": True, "view": call.views.publish(call.app, reader.id, source).as_json()}


def _view(call: Call) -> Any:
    """The view that was sent; what can't be read as JSON is a text, and no view."""
    view = call.args["view"]
    if type(view) is not str:
        return view
    try:
        return load(view)
    except ValueError:
        return view


def _trigger(call: Call) -> Trigger:
    trigger_id, pointer = call.text("trigger_id"), call.text("interactivity_pointer")
    if bool(trigger_id) == bool(pointer):
        raise invalid_arguments(["must define either `trigger_id` or `interactivity_pointer`"])
    if call.app is not call.platform.app:
        # Whatever people do here, the other app is not told of it.
        raise SlackError("invalid_trigger_id")
    return call.platform.triggers.look_up(trigger_id or pointer)


def _spend(trigger: Trigger, view: View) -> Json:
    trigger.used = True
    return {"ok": True, "view": view.as_json()}


def _demand_hash(call: Call, view: View) -> None:
    if call.text("hash") not in ("", view.hash):
        raise SlackError("hash_conflict")
