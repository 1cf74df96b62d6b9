"""What a workspace holds beside people and messages: user groups, files, what is to be posted later."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.blockkit.engine import Json


@dataclass(slots=True)
class UserGroup:
    id: str
    team_id: str
    name: str
    handle: str
    created: int
    creator: str
    description: str = ""
    users: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    updated: int = 0
    updater: str = ""
    disabled: int = 0  # when it was disabled, or 0

    def as_json(self, *, with_users: bool = False, with_count: bool = False) -> Json:
        shown: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": self.description,
            "handle": self.handle,
            "is_external": False,
            "date_create": self.created,
            "date_update": self.updated,
            "date_delete": self.disabled,
            "auto_type": None,
            "created_by": self.creator,
            "updated_by": self.updater,
            "deleted_by": None,
            "prefs": {"channels": self.channels, "groups": []},
        }
        if with_users:
            shown["users"] = self.users
        if with_users or with_count:
            shown["user_count"] = len(self.users)
        return shown


@dataclass(slots=True)
class File:
    """An uploaded file. `content` is its bytes in base64; `shared_in` the conversations that show it."""

    id: str
    name: str
    title: str
    mimetype: str
    size: int
    user: str
    created: int
    url: str
    alt_text: str = ""
    content: str = ""
    shared_in: list[str] = field(default_factory=list)

    def as_json(self) -> Json:
        shown: Json = {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2],
            "user": self.user,
            "mode": "hosted",
            "editable": False,
            "is_external": False,
            "is_public": False,
            "size": self.size,
            "url_private": self.url,
            "url_private_download": self.url,
            "channels": self.shared_in,
        }
        return {**shown, "alt_txt": self.alt_text} if self.alt_text else shown


@dataclass(slots=True)
class Scheduled:
    """A message that the app wants posted at `post_at`, in seconds since 1970 of business time."""

    id: str
    channel: str
    post_at: int
    created: int
    author: str
    args: Json
    thread_ts: str | None = None

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "channel_id": self.channel,
            "post_at": self.post_at,
            "date_created": self.created,
            "text": str(self.args.get("text") or ""),
        }
