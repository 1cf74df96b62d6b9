"""`usergroups.*`: groups that can be mentioned, and who is in them."""

from __future__ import annotations

import re

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.items import UserGroup
from bot.sandbox.webapi.call import Call
from bot.sandbox.wire import SlackError

LONGEST_DESCRIPTION = 140


def list_all(call: Call) -> Json:
    shown = [
        _shown(call, group)
        for group in call.platform.workspace.usergroups.values()
        if call.flag("include_disabled") or not group.disabled
    ]
    return {"ok": True, "usergroups": shown}


def create(call: Call) -> Json:
    workspace = call.platform.workspace
    name = _free_name(call, None)
    handle = _free_handle(call, None) or re.sub(r"[^\w-]+", "-", name.lower())
    now = call.moment()
    bot = call.app.bot_user_id
    group = UserGroup(workspace.ids.new("S"), workspace.team.id, name, handle, now, bot, updated=now)
    _describe(call, group)
    workspace.usergroups[group.id] = group
    return _changed(call, group)


def update(call: Call) -> Json:
    group = _group(call)
    group.name = _free_name(call, group) or group.name
    group.handle = _free_handle(call, group) or group.handle
    _describe(call, group)
    return _changed(call, group)


def _describe(call: Call, group: UserGroup) -> None:
    if len(call.text("description")) > LONGEST_DESCRIPTION:
        raise SlackError("description_too_long")
    if "description" in call.args:
        group.description = call.text("description")
    if "channels" in call.args:
        channels = call.words("channels")
        if not set(channels) <= set(call.platform.workspace.channels):
            raise SlackError("invalid_channel_provided")
        group.channels = channels


def _free_name(call: Call, group: UserGroup | None) -> str:
    name = call.text("name").strip()
    if any(one.name == name for one in _others(call, group)):
        raise SlackError("name_already_exists")
    return name


def _free_handle(call: Call, group: UserGroup | None) -> str:
    handle = call.text("handle").removeprefix("@")
    if handle and not re.fullmatch(r"[a-z0-9._-]{1,21}", handle):
        raise SlackError("bad_handle")
    if handle in ("here", "channel", "everyone"):
        raise SlackError("forbidden_handle")
    if handle and any(one.handle == handle for one in _others(call, group)):
        raise SlackError("handle_already_exists")
    return handle


def _others(call: Call, group: UserGroup | None) -> list[UserGroup]:
    return [one for one in call.platform.workspace.usergroups.values() if one is not group]


def enable(call: Call) -> Json:
    group = _group(call)
    group.disabled = 0
    return _changed(call, group)


def disable(call: Call) -> Json:
    group = _group(call)
    group.disabled = call.moment()
    return _changed(call, group)


def users_list(call: Call) -> Json:
    group = _group(call)
    if group.disabled and not call.flag("include_disabled"):
        raise SlackError("no_such_subteam")
    return {"ok": True, "users": group.users}


def users_update(call: Call) -> Json:
    """Puts exactly these people into the group, and tells the app who came and who went."""
    group = _group(call)
    users = call.words("users")
    if not users:
        raise SlackError("no_users_provided")
    known = call.platform.workspace.users
    if not all(user in known and not known[user].deleted for user in users):
        raise SlackError("invalid_users")
    before, group.users = group.users, users
    added = [user for user in users if user not in before]
    removed = [user for user in before if user not in users]
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": group.team_id,
        "date_previous_update": group.updated,
        "date_update": call.moment(),
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
    }
    call.platform.events.emit(event)
    return _changed(call, group)


def _group(call: Call) -> UserGroup:
    group = call.platform.workspace.usergroups.get(call.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return group


def _changed(call: Call, group: UserGroup) -> Json:
    group.updated, group.updater = call.moment(), call.app.bot_user_id
    call.platform.stream.publish("workspace")
    return {"ok": True, "usergroup": _shown(call, group)}


def _shown(call: Call, group: UserGroup) -> Json:
    return group.as_json(with_users=call.flag("include_users"), with_count=call.flag("include_count"))
