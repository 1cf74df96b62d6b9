"""What a workspace holds: its people, its conversations, its messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.blockkit.engine import Json

UNSAID: Mapping[str, Any] = {"value": "", "creator": "", "last_set": 0}
NO_DND: Mapping[str, Any] = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    domain: str
    enterprise_id: str | None = None
    enterprise_name: str | None = None


@dataclass(slots=True)
class User:
    id: str
    name: str
    real_name: str
    team_id: str
    tz: str | None = "Etc/UTC"
    title: str = ""
    email: str = ""
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    display_name: str = ""
    status_text: str = ""
    status_emoji: str = ""
    updated: int = 0
    dnd: Json = field(default_factory=lambda: dict(NO_DND))

    def as_json(self, *, with_email: bool = True) -> Json:
        """The user object; a deactivated one comes without its zone, as Slack allows itself."""
        shown: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": self._profile(with_email),
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.deleted:
            return shown
        roles = {
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
        }
        return {
            **shown,
            "real_name": self.real_name,
            **self._zone(),
            **roles,
            "is_email_confirmed": not self.is_bot,
        }

    def _zone(self) -> Json:
        if self.tz is None:
            return {}
        here = datetime.now(UTC).astimezone(ZoneInfo(self.tz))
        offset = here.utcoffset()
        seconds = int(offset.total_seconds()) if offset else 0
        return {"tz": self.tz, "tz_label": here.tzname() or self.tz, "tz_offset": seconds}

    def _profile(self, with_email: bool) -> Json:
        shown: Json = {
            "title": self.title,
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.display_name or self.name,
            "display_name_normalized": self.display_name or self.name,
            "status_text": self.status_text,
            "status_emoji": self.status_emoji,
            "status_expiration": 0,
            "team": self.team_id,
        }
        if self.is_bot:
            return {**shown, "bot_id": self.bot_id, "api_app_id": self.app_id}
        return {**shown, "email": self.email} if with_email and self.email else shown


@dataclass(slots=True)
class Message:
    """One message. `body` is what Slack shows of it; the rest is what Slack knows of it."""

    ts: str
    channel: str
    author: str
    body: Json
    thread_ts: str | None = None
    metadata: Json | None = None
    only_for: str | None = None
    business_time: str | None = None
    replies: list[str] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    kind: str  # "channel", "group" (private), "im" or "mpim"
    created: int
    members: dict[str, None] = field(default_factory=dict)
    is_archived: bool = False
    creator: str = ""
    person: str | None = None  # the human side of a DM with the app
    topic: Json = field(default_factory=lambda: dict(UNSAID))
    purpose: Json = field(default_factory=lambda: dict(UNSAID))
    previous_names: list[str] = field(default_factory=list)
    pins: list[Json] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    @property
    def is_dm(self) -> bool:
        return self.kind == "im"

    def as_json(self, *, for_user: str) -> Json:
        """The conversation object as `for_user` (the bot) sees it."""
        if self.is_dm:
            return {
                "id": self.id,
                "created": self.created,
                "is_archived": False,
                "is_im": True,
                "is_org_shared": False,
                "user": self.person,
                "is_user_deleted": False,
                "priority": 0,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind in ("group", "mpim"),
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.is_private,
            "created": self.created,
            "creator": self.creator,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_member": for_user in self.members,
            "num_members": len(self.members),
            "topic": self.topic,
            "purpose": self.purpose,
            "previous_names": self.previous_names,
        }

    def thread(self, ts: str) -> list[Message]:
        """A parent and its replies, oldest first; empty when there is no such parent."""
        root = self.messages.get(ts)
        if root is None:
            return []
        return [root, *(self.messages[reply] for reply in root.replies if reply in self.messages)]

    def shown(self, message: Message, *, with_metadata: bool = False) -> Json:
        """A message as the API and the client show it, with what its thread adds."""
        body = dict(message.body)
        if message.replies:
            body |= self._thread_summary(message)
        elif message.thread_ts is not None:
            body["thread_ts"] = message.thread_ts
        if message.metadata is not None:
            body["metadata"] = (
                message.metadata if with_metadata else {"event_type": message.metadata.get("event_type", "")}
            )
        return body

    def _thread_summary(self, root: Message) -> Json:
        authors = list(dict.fromkeys(self.messages[ts].author for ts in root.replies if ts in self.messages))
        return {
            "thread_ts": root.ts,
            "reply_count": len(root.replies),
            "reply_users": authors,
            "reply_users_count": len(authors),
            "latest_reply": root.replies[-1],
            "is_locked": False,
            "subscribed": False,
        }
