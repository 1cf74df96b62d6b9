"""One call of the Web API: who asks, what for, and what the arguments are."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel, Message, User
from bot.sandbox.slack import Slack
from bot.sandbox.views import Views
from bot.sandbox.wire import SlackError, invalid_arguments

T = TypeVar("T")
_TRUE = frozenset({"1", "true"})
ANY_KIND = frozenset({"channel", "group", "im", "mpim"})


@dataclass(frozen=True, slots=True)
class Where:
    """What has to hold of the conversation that a method is about.

    `kinds`: it is one of these. `outside` and `archived`: the errors, if any, when the bot isn't in it, and
    when it is archived.
    """

    argument: str = "channel"
    outside: str = ""
    archived: str = ""
    kinds: frozenset[str] = ANY_KIND


@dataclass(frozen=True, slots=True)
class Method:
    """`scopes`: any one of them is needed. `token`: the kind it takes. `tier`: its budget of calls.

    `by_kind`: the scopes, any one, that a conversation of this kind takes, where that makes a difference.
    `needs_team`: with an organization's token, `team_id` has to say which workspace is meant.
    `page`: how many items come unless `limit` says otherwise (0: all of them), and the most it may say.
    """

    handle: Handler
    tier: str
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    json: bool = True
    token: str = "bot"
    per_channel: bool = False
    needs_team: bool = False
    where: Where | None = None
    by_kind: Mapping[str, tuple[str, ...]] | None = None
    page: tuple[int, int] | None = None


@dataclass(slots=True)
class Call:
    slack: Slack
    platform: Platform
    app: App
    method: Method
    args: Mapping[str, Any]

    @property
    def views(self) -> Views:
        """The modals and Home pages of the app that calls."""
        return self.platform.views_of(self.app)

    def text(self, name: str) -> str:
        """A text argument, empty when it wasn't given."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.args.get(name)
        return default if value is None or value == "" else str(value).lower() in _TRUE

    def number(self, name: str, default: int) -> int:
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise invalid_arguments([f"must provide an integer [json-pointer:/{name}]"]) from error

    def words(self, name: str) -> list[str]:
        """A list argument: an array, or words with commas between them. Each comes once."""
        value = self.args.get(name)
        parts = value if type(value) is list else self.text(name).strip("[]").split(",")
        return list(dict.fromkeys(word for part in parts if (word := str(part).strip(' "'))))

    def demand_scope(self, *any_of: str) -> None:
        if not self.app.has_scope(*any_of):
            raise missing_scope(self.app, any_of)

    def visible_channel(self, channel_id: str) -> Channel:
        """A conversation the bot can see: public, or one it is in."""
        channel = self.platform.workspace.channels.get(channel_id)
        if channel is None or (channel.is_private and self.app.bot_user_id not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def conversation(self) -> Channel:
        """The conversation that the method is about; raises what keeps the app from doing it there."""
        where = self.method.where
        assert where is not None
        channel = self.visible_channel(self.text(where.argument))
        if channel.kind not in where.kinds:
            raise SlackError("method_not_supported_for_channel_type")
        if self.method.by_kind is not None:
            self.demand_scope(*self.method.by_kind[channel.kind])
        if where.archived and channel.is_archived:
            raise SlackError(where.archived)
        if where.outside and self.app.bot_user_id not in channel.members:
            raise SlackError(where.outside)
        return channel

    def message(self, channel: Channel, argument: str = "timestamp") -> Message:
        """The message of this conversation that an argument names by its timestamp."""
        ts = self.text(argument)
        if not ts:
            raise SlackError("no_item_specified")
        message = channel.messages.get(ts)
        if message is None:
            raise SlackError("message_not_found" if _is_timestamp(ts) else "bad_timestamp")
        return message

    def person(self, user_id: str, error: str = "user_not_found") -> User:
        user = self.platform.workspace.users.get(user_id)
        if user is None:
            raise SlackError(error)
        return user

    def moment(self) -> int:
        """Now, in seconds since 1970."""
        return int(float(self.platform.workspace.timestamps.new()))


Handler = Callable[[Call], Json]


def missing_scope(app: App, any_of: Sequence[str]) -> SlackError:
    return SlackError("missing_scope", needed=",".join(any_of), provided=",".join(app.scopes))


def page(call: Call, items: Sequence[T]) -> tuple[Sequence[T], str]:
    """One page of `items` and the cursor of the next one, empty on the last."""
    assert call.method.page is not None
    default, most = call.method.page
    limit = _limit(call, default)
    if not (0 < limit <= most or (limit == default == 0)):
        raise SlackError("invalid_limit")
    start = _position(call.text("cursor"), len(items))
    end = start + limit if limit else len(items)
    return items[start:end], _cursor(end) if end < len(items) else ""


def _limit(call: Call, default: int) -> int:
    try:
        return call.number("limit", default)
    except SlackError as error:
        raise SlackError("invalid_limit") from error


def _is_timestamp(ts: str) -> bool:
    seconds, point, fraction = ts.partition(".")
    return bool(point) and seconds.isdecimal() and fraction.isdecimal()


def _cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str, most: int) -> int:
    if not cursor:
        return 0
    try:
        word, position = base64.b64decode(cursor, validate=True).decode().split(":")
        if word == "next" and 0 <= int(position) <= most:
            return int(position)
    except (binascii.Error, ValueError, UnicodeDecodeError):
        pass
    raise SlackError("invalid_cursor")
