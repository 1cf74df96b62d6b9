"""The workspace: who and what is in it. Plain state, asked and changed by everything else."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

from bot.sandbox.ids import Ids, Timestamps
from bot.sandbox.items import File, Scheduled, UserGroup
from bot.sandbox.records import Channel, Message, Team, User
from bot.sandbox.wire import Refused, absent

SLACKBOT = "USLACKBOT"


class Workspace:
    def __init__(self, team: Team, ids: Ids, timestamps: Timestamps):
        self.ids = ids
        self.timestamps = timestamps
        self.team = team
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.last_read: dict[tuple[str, str], str] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.files: dict[str, File] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.bot_user_id: str | None = None
        self._dms: dict[tuple[str, str], Channel] = {}
        self.users[SLACKBOT] = User(SLACKBOT, "slackbot", "Slackbot", self.team.id, tz="America/Los_Angeles")

    def go_on(self, team: Team, users: Iterable[User], channels: Iterable[Channel]) -> None:
        """Has these people and conversations, and no others."""
        self.team = team
        self.users = {user.id: user for user in users}
        self.channels = {channel.id: channel for channel in channels}
        for channel in self.channels.values():
            person = channel.person
            for bot in (one for one in channel.members if person and one != person):
                self._dms[person or "", bot] = channel

    def add_user(self, name: str, real_name: str, **fields: Any) -> User:
        if any(user.name == name for user in self.users.values()):
            raise Refused("name_taken", f"There is somebody called {name} already.")
        fields.setdefault("email", f"{name}@{self.team.domain}.example")
        user = User(self.ids.new("U"), name, real_name, self.team.id, updated=int(time.time()), **fields)
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, members: list[str], *, is_private: bool = False) -> Channel:
        if any(channel.name == name and not channel.is_dm for channel in self.channels.values()):
            raise Refused("name_taken", f"There is a channel called #{name} already.")
        kind = "group" if is_private else "channel"
        channel = Channel(self.ids.new("C"), name, kind, int(time.time()), dict.fromkeys(members))
        channel.creator = members[0] if members else ""
        self.channels[channel.id] = channel
        return channel

    def change_id(self, channel: Channel) -> str:
        """Gives the channel another id; nobody finds it under the old one, which is returned."""
        old, channel.id = channel.id, self.ids.new("C")
        self.channels = {one.id: one for one in self.channels.values()}
        for message in (*channel.messages.values(), *channel.ephemerals.values()):
            message.channel = channel.id
        for user, place in list(self.last_read):
            if place == old:
                self.last_read[user, channel.id] = self.last_read.pop((user, old))
        return old

    def dm_of(self, user_id: str) -> Channel | None:
        """The person's conversation with the app, if it has been opened."""
        return self._dms.get((user_id, self.bot_user_id or ""))

    def open_dm(self, user_id: str, bot_user_id: str) -> Channel:
        """The person's conversation with this bot, opened if need be."""
        known = self._dms.get((user_id, bot_user_id))
        if known:
            return known
        channel = Channel(
            self.ids.new("D"), "", "im", int(time.time()), dict.fromkeys((user_id, bot_user_id))
        )
        channel.person = user_id
        self.channels[channel.id] = channel
        self._dms[user_id, bot_user_id] = channel
        return channel

    def open_group_dm(self, members: list[str]) -> Channel:
        """The conversation of exactly these people, opened if need be."""
        wanted = set(members)
        for channel in self.channels.values():
            if channel.kind == "mpim" and set(channel.members) == wanted:
                return channel
        names = "--".join(sorted(self.users[member].name for member in members))
        channel = Channel(
            self.ids.new("C"), f"mpdm-{names}-1", "mpim", int(time.time()), dict.fromkeys(members)
        )
        self.channels[channel.id] = channel
        return channel

    def people(self) -> Iterator[User]:
        """Humans: neither bots nor Slackbot."""
        return (user for user in self.users.values() if not user.is_bot and user.id != SLACKBOT)

    def user(self, user_id: str) -> User:
        """A person who can click; `Refused` when there is none with this id."""
        user = self.users.get(user_id)
        if user is None or user.is_bot or user.id == SLACKBOT:
            raise absent("user_not_found", f"There is no person with the id {user_id!r}.")
        return user

    def active_user(self, user_id: str) -> User:
        user = self.user(user_id)
        if user.deleted:
            raise Refused("user_deactivated", f"{user.real_name} is deactivated and can't do anything.")
        return user

    def channel_for(self, channel_id: str, user_id: str) -> Channel:
        """A conversation that this person can see; `Refused` otherwise."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.is_private and user_id not in channel.members):
            raise absent("channel_not_found", f"{channel_id!r} is no conversation that this person can see.")
        return channel

    def user_named(self, name: str) -> User:
        for user in self.users.values():
            if user.name == name:
                return user
        raise absent("user_not_found", f"There is nobody called {name!r}.")

    def channel_named(self, name: str) -> Channel | None:
        wanted = name.removeprefix("#")
        return next((one for one in self.channels.values() if one.name == wanted and not one.is_dm), None)

    def unread(self, user_id: str, channel: Channel) -> tuple[int, int]:
        """How many messages this person has not seen here, and how many of them are addressed to them."""
        seen = self.last_read.get((user_id, channel.id), "")
        unread = mentions = 0
        for message in reversed(channel.messages.values()):
            if message.ts <= seen:
                break
            if message.author == user_id:
                continue
            addressed = channel.is_dm or f"<@{user_id}" in str(message.body.get("text"))
            if addressed or not message.is_reply or self._follows(user_id, channel, message):
                unread += 1
                mentions += addressed
        return unread, mentions

    def is_unread(self, user_id: str, message: Message) -> bool:
        return message.author != user_id and message.ts > self.last_read.get((user_id, message.channel), "")

    def _follows(self, user_id: str, channel: Channel, reply: Message) -> bool:
        thread = channel.thread(reply.thread_ts or "")
        return any(one.author == user_id or f"<@{user_id}" in str(one.body.get("text")) for one in thread)

    def mark(self, user_id: str, channel_id: str, ts: str) -> None:
        key = (user_id, channel_id)
        self.last_read[key] = max(ts, self.last_read.get(key, ""))

    def link_names(self, text: str, *, labelled: bool = False) -> str:
        """`@name` and `#name` as Slack writes them in a message or (labelled) in an escaped command."""

        def person(match: re.Match[str]) -> str:
            found = next((user for user in self.users.values() if user.name == match[1]), None)
            if found is None:
                return match[0]
            return f"<@{found.id}|{found.name}>" if labelled else f"<@{found.id}>"

        def channel(match: re.Match[str]) -> str:
            found = self.channel_named(match[1])
            if found is None:
                return match[0]
            return f"<#{found.id}|{'' if found.is_private else found.name}>"

        text = re.sub(r"(?<![\w<])@([\w.-]*\w)", person, text)
        return re.sub(r"(?<![\w<])#([\w-]+)", channel, text)


_LINK = re.compile(
    r"(<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel|!everyone)(?:\|[^<>]*)?>)"
)


def escape(text: str) -> str:
    """What a person typed, as Slack stores it: `&`, `<` and `>` escaped, mentions left alone."""
    parts = _LINK.split(text)
    for index in range(0, len(parts), 2):
        parts[index] = parts[index].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(parts)


_BARE_URL = re.compile(r"(?<![<|\w/])(https?://[^\s<>|]+)")


def linked(text: str) -> str:
    """A message's text with its bare addresses as Slack stores them, in angle brackets."""
    return _BARE_URL.sub(r"<\1>", text) if "://" in text else text


def rich_text(text: str) -> list[dict[str, Any]]:
    """The block that Slack's own editor makes of a typed text (already escaped)."""
    elements: list[dict[str, Any]] = []
    for index, part in enumerate(_LINK.split(text)):
        if not part:
            continue
        target = part.strip("<>").split("|")[0]
        if index % 2 == 0:
            plain = part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            elements.append({"type": "text", "text": plain})
        elif target[0] == "@":
            elements.append({"type": "user", "user_id": target[1:]})
        elif target[0] == "#":
            elements.append({"type": "channel", "channel_id": target[1:]})
        else:
            elements.append({"type": "broadcast", "range": target[1:]})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}]
