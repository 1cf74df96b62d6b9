"""The one table of methods: what isn't in it is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.sandbox.webapi import chat, checks, conversations, people, views
from bot.sandbox.webapi.call import Handler


@dataclass(frozen=True, slots=True)
class Method:
    """`scopes`: any one of them is needed. `token`: the kind it takes. `tier`: its budget of calls.

    `needs_team`: with an organization's token, `team_id` has to say which workspace is meant.
    """

    handle: Handler
    tier: str
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    json: bool = True
    token: str = "bot"
    per_channel: bool = False
    needs_team: bool = False


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_OPEN = ("channels:manage", "groups:write", "im:write", "mpim:write")
_WRITE = ("chat:write",)
_USERS = ("users:read",)

METHODS: Mapping[str, Method] = {
    "api.test": Method(checks.api_test, "t4", token="any"),
    "apps.connections.open": Method(checks.connections_open, "t3", token="app"),
    "auth.test": Method(people.auth_test, "hundreds"),
    "blocks.validate": Method(checks.validate, "t4", token="any"),
    "bots.info": Method(people.bots_info, "t3", _USERS, json=False),
    "chat.delete": Method(chat.delete, "t3", _WRITE, ("channel", "ts")),
    "chat.getPermalink": Method(chat.get_permalink, "hundreds", (), ("channel", "message_ts"), json=False),
    "chat.postEphemeral": Method(chat.post_ephemeral, "t4", _WRITE, ("channel", "user")),
    "chat.postMessage": Method(chat.post_message, "posting", _WRITE, ("channel",), per_channel=True),
    "chat.update": Method(chat.update, "t3", _WRITE, ("channel", "ts")),
    "conversations.history": Method(conversations.history, "t3", _HISTORY, ("channel",)),
    "conversations.info": Method(conversations.info, "t3", _READ, ("channel",), json=False),
    "conversations.join": Method(conversations.join, "t3", ("channels:join",), ("channel",)),
    "conversations.list": Method(conversations.list_all, "t2", _READ, json=False, needs_team=True),
    "conversations.members": Method(conversations.members, "t4", _READ, ("channel",), json=False),
    "conversations.open": Method(conversations.open_dm, "t3", _OPEN),
    "conversations.replies": Method(conversations.replies, "t3", _HISTORY, ("channel", "ts"), json=False),
    "dnd.info": Method(people.dnd_info, "t3", ("dnd:read",), json=False),
    "dnd.teamInfo": Method(people.dnd_team_info, "t2", ("dnd:read",), ("users",), json=False),
    "team.info": Method(people.team_info, "t3", ("team:read",)),
    "users.info": Method(people.users_info, "t4", _USERS, ("user",), json=False),
    "users.list": Method(people.users_list, "t2", _USERS, json=False, needs_team=True),
    "views.open": Method(views.open_view, "t4", (), ("view",)),
    "views.publish": Method(views.publish, "t4", (), ("user_id", "view")),
    "views.push": Method(views.push, "t4", (), ("view",)),
    "views.update": Method(views.update, "t4", (), ("view",)),
}
