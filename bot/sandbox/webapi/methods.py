"""The one table of methods: what isn't in it is unknown."""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.webapi import (
    authorization,
    bookmarks,
    channels,
    chat,
    checks,
    conversations,
    files,
    people,
    pins,
    reactions,
    scheduling,
    usergroups,
    views,
)
from bot.sandbox.webapi.call import Method, Where

ByKind = Mapping[str, tuple[str, ...]]

# Any one of the scopes is enough, for the kind of conversation that is asked about.
_READ: ByKind = {
    "channel": ("channels:read",),
    "group": ("groups:read",),
    "im": ("im:read",),
    "mpim": ("mpim:read",),
}
_HISTORY: ByKind = {
    "channel": ("channels:history",),
    "group": ("groups:history",),
    "im": ("im:history",),
    "mpim": ("mpim:history",),
}
_MANAGE: ByKind = {
    "channel": ("channels:manage", "channels:write"),
    "group": ("groups:write",),
    "im": ("im:write",),
    "mpim": ("mpim:write",),
}
_INVITE: ByKind = {
    "channel": ("channels:write.invites", "channels:manage"),
    "group": ("groups:write.invites", "groups:write"),
    "im": ("im:write",),
    "mpim": ("mpim:write",),
}
_TOPIC: ByKind = {
    "channel": ("channels:write.topic", "channels:manage"),
    "group": ("groups:write.topic", "groups:write"),
    "im": ("im:write.topic", "im:write"),
    "mpim": ("mpim:write.topic", "mpim:write"),
}
_KICK: ByKind = {"channel": ("channels:manage",), "group": ("groups:write",)}


def _any(by_kind: ByKind) -> tuple[str, ...]:
    return tuple(scope for scopes in by_kind.values() for scope in scopes)


_WRITE = ("chat:write",)
_USERS = ("users:read",)
_CHANNELS = frozenset({"channel", "group"})
_ROOMS = frozenset({"channel", "group", "mpim"})
_DIRECT = frozenset({"im", "mpim"})

_ANYWHERE = Where()
_MEMBER = Where(outside="not_in_channel")
_IN_CHANNEL = Where(outside="not_in_channel", archived="is_archived", kinds=_CHANNELS)
_BOOKMARKED = Where("channel_id", outside="access_denied", archived="permission_denied")

METHODS: Mapping[str, Method] = {
    "api.test": Method(checks.api_test, "t4", token="any"),
    "apps.connections.open": Method(authorization.connections_open, "t3", token="app"),
    "apps.uninstall": Method(
        authorization.uninstall, "t1", required=("client_id", "client_secret"), json=False
    ),
    "auth.revoke": Method(authorization.auth_revoke, "t3", json=False),
    "auth.teams.list": Method(authorization.teams_list, "t2", json=False, page=(100, 1000)),
    "auth.test": Method(authorization.auth_test, "hundreds"),
    "blocks.validate": Method(checks.validate, "t4", token="any"),
    "bookmarks.add": Method(
        bookmarks.add, "t2", ("bookmarks:write",), ("channel_id", "title", "type"), where=_BOOKMARKED
    ),
    "bookmarks.edit": Method(
        bookmarks.edit, "t2", ("bookmarks:write",), ("channel_id", "bookmark_id"), where=_BOOKMARKED
    ),
    "bookmarks.list": Method(
        bookmarks.list_all,
        "t3",
        ("bookmarks:read",),
        ("channel_id",),
        where=Where("channel_id", outside="access_denied"),
    ),
    "bookmarks.remove": Method(
        bookmarks.remove, "t2", ("bookmarks:write",), ("channel_id", "bookmark_id"), where=_BOOKMARKED
    ),
    "bots.info": Method(authorization.bots_info, "t3", _USERS, json=False),
    "chat.delete": Method(chat.delete, "t3", _WRITE, ("channel", "ts"), where=_ANYWHERE),
    "chat.deleteScheduledMessage": Method(
        scheduling.delete, "t3", _WRITE, ("channel", "scheduled_message_id"), where=_ANYWHERE
    ),
    "chat.getPermalink": Method(
        chat.get_permalink, "hundreds", (), ("channel", "message_ts"), json=False, where=_ANYWHERE
    ),
    "chat.meMessage": Method(
        chat.me_message,
        "t3",
        _WRITE,
        ("channel", "text"),
        where=Where(outside="not_in_channel", archived="is_archived"),
    ),
    "chat.postEphemeral": Method(
        chat.post_ephemeral, "t4", _WRITE, ("channel", "user"), where=Where(archived="is_archived")
    ),
    "chat.postMessage": Method(chat.post_message, "posting", _WRITE, ("channel",), per_channel=True),
    "chat.scheduleMessage": Method(scheduling.schedule, "t3", _WRITE, ("channel", "post_at")),
    "chat.scheduledMessages.list": Method(scheduling.list_all, "t3", page=(100, 1000)),
    "chat.update": Method(chat.update, "t3", _WRITE, ("channel", "ts"), where=Where(archived="is_inactive")),
    "conversations.archive": Method(
        channels.archive,
        "t2",
        _any(_MANAGE),
        ("channel",),
        by_kind=_MANAGE,
        where=Where(outside="not_in_channel", archived="already_archived", kinds=_ROOMS),
    ),
    "conversations.close": Method(
        channels.close, "t2", _any(_MANAGE), ("channel",), by_kind=_MANAGE, where=Where(kinds=_DIRECT)
    ),
    "conversations.create": Method(channels.create, "t2", _any(_MANAGE), needs_team=True),
    "conversations.history": Method(
        conversations.history,
        "t3",
        _any(_HISTORY),
        ("channel",),
        by_kind=_HISTORY,
        where=_MEMBER,
        page=(100, 999),
    ),
    "conversations.info": Method(
        conversations.info,
        "t3",
        _any(_READ),
        ("channel",),
        json=False,
        by_kind=_READ,
        where=_ANYWHERE,
    ),
    "conversations.invite": Method(
        channels.invite, "t3", _any(_INVITE), ("channel", "users"), by_kind=_INVITE, where=_IN_CHANNEL
    ),
    "conversations.join": Method(
        conversations.join,
        "t3",
        ("channels:join",),
        ("channel",),
        where=Where(archived="is_archived", kinds=frozenset({"channel"})),
    ),
    "conversations.kick": Method(
        channels.kick,
        "t3",
        _any(_KICK),
        ("channel", "user"),
        by_kind=_KICK,
        where=Where(outside="not_in_channel", kinds=_CHANNELS),
    ),
    "conversations.leave": Method(
        channels.leave,
        "t3",
        _any(_MANAGE),
        ("channel",),
        by_kind=_MANAGE,
        where=Where(archived="is_archived", kinds=_ROOMS),
    ),
    "conversations.list": Method(
        conversations.list_all, "t2", _any(_READ), json=False, needs_team=True, page=(100, 1000)
    ),
    "conversations.mark": Method(
        channels.mark, "t3", _any(_MANAGE), ("channel", "ts"), by_kind=_MANAGE, where=_MEMBER
    ),
    "conversations.members": Method(
        conversations.members,
        "t4",
        _any(_READ),
        ("channel",),
        json=False,
        by_kind=_READ,
        where=_ANYWHERE,
        page=(100, 1000),
    ),
    "conversations.open": Method(
        conversations.open_dm, "t3", ("channels:manage", "groups:write", "im:write", "mpim:write")
    ),
    "conversations.rename": Method(
        channels.rename, "t2", _any(_MANAGE), ("channel", "name"), by_kind=_MANAGE, where=_IN_CHANNEL
    ),
    "conversations.replies": Method(
        conversations.replies,
        "t3",
        _any(_HISTORY),
        ("channel", "ts"),
        json=False,
        by_kind=_HISTORY,
        where=_MEMBER,
        page=(1000, 1000),
    ),
    "conversations.setPurpose": Method(
        channels.set_purpose, "t2", _any(_TOPIC), ("channel",), by_kind=_TOPIC, where=_IN_CHANNEL
    ),
    "conversations.setTopic": Method(
        channels.set_topic, "t2", _any(_TOPIC), ("channel",), by_kind=_TOPIC, where=_IN_CHANNEL
    ),
    "conversations.unarchive": Method(
        channels.unarchive, "t2", _any(_MANAGE), ("channel",), by_kind=_MANAGE, where=Where(kinds=_ROOMS)
    ),
    "dnd.info": Method(people.dnd_info, "t3", ("dnd:read",), json=False),
    "dnd.teamInfo": Method(people.dnd_team_info, "t2", ("dnd:read",), ("users",), json=False),
    "emoji.list": Method(people.emoji_list, "t2", ("emoji:read",), json=False),
    "files.completeUploadExternal": Method(files.complete_upload, "t4", ("files:write",), ("files",)),
    "files.delete": Method(files.delete, "t3", ("files:write",), ("file",)),
    "files.getUploadURLExternal": Method(
        files.get_upload_url, "t4", ("files:write",), ("filename", "length"), json=False
    ),
    "files.info": Method(files.info, "t4", ("files:read",), ("file",), json=False),
    "files.list": Method(files.list_all, "t3", ("files:read",), json=False, needs_team=True),
    "oauth.v2.access": Method(authorization.oauth_access, "hundreds", json=False, token="none"),
    "pins.add": Method(
        pins.add,
        "t2",
        ("pins:write",),
        ("channel",),
        where=Where(outside="not_in_channel", archived="restricted_action"),
    ),
    "pins.list": Method(pins.list_all, "t2", ("pins:read",), ("channel",), json=False, where=_MEMBER),
    "pins.remove": Method(
        pins.remove,
        "t2",
        ("pins:write",),
        ("channel",),
        where=Where(outside="not_in_channel", archived="restricted_action"),
    ),
    "reactions.add": Method(
        reactions.add,
        "t3",
        ("reactions:write",),
        ("name",),
        where=Where(outside="not_in_channel", archived="is_archived"),
    ),
    "reactions.get": Method(reactions.get, "t3", ("reactions:read",), json=False, where=_MEMBER),
    "reactions.list": Method(reactions.list_all, "t2", ("reactions:read",), json=False, page=(100, 1000)),
    "reactions.remove": Method(
        reactions.remove,
        "t2",
        ("reactions:write",),
        ("name",),
        where=Where(outside="not_in_channel", archived="is_archived"),
    ),
    "team.info": Method(authorization.team_info, "t3", ("team:read",)),
    "usergroups.create": Method(usergroups.create, "t2", ("usergroups:write",), ("name",), needs_team=True),
    "usergroups.disable": Method(usergroups.disable, "t2", ("usergroups:write",), ("usergroup",)),
    "usergroups.enable": Method(usergroups.enable, "t2", ("usergroups:write",), ("usergroup",)),
    "usergroups.list": Method(usergroups.list_all, "t2", ("usergroups:read",), json=False, needs_team=True),
    "usergroups.update": Method(usergroups.update, "t2", ("usergroups:write",), ("usergroup",)),
    "usergroups.users.list": Method(
        usergroups.users_list, "t2", ("usergroups:read",), ("usergroup",), json=False
    ),
    "usergroups.users.update": Method(
        usergroups.users_update, "t2", ("usergroups:write",), ("usergroup", "users")
    ),
    "users.conversations": Method(
        conversations.of_user, "t3", _any(_READ), json=False, needs_team=True, page=(100, 999)
    ),
    "users.getPresence": Method(people.presence, "t3", _USERS, json=False),
    "users.info": Method(people.users_info, "t4", _USERS, ("user",), json=False),
    "users.list": Method(people.users_list, "t2", _USERS, json=False, needs_team=True, page=(0, 1000)),
    "users.lookupByEmail": Method(
        people.lookup_by_email, "t3", ("users:read.email",), ("email",), json=False, needs_team=True
    ),
    "users.profile.get": Method(people.profile, "t4", ("users.profile:read",), json=False),
    "views.open": Method(views.open_view, "t4", (), ("view",)),
    "views.publish": Method(views.publish, "t4", (), ("user_id", "view")),
    "views.push": Method(views.push, "t4", (), ("view",)),
    "views.update": Method(views.update, "t4", (), ("view",)),
}
