"""One call of the Web API: who asks, and what the arguments are."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel
from bot.sandbox.views import Views
from bot.sandbox.wire import SlackError, invalid_arguments

T = TypeVar("T")
_TRUE = frozenset({"1", "true"})


@dataclass(slots=True)
class Call:
    platform: Platform
    app: App
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

    def demand_scope(self, *any_of: str) -> None:
        if not self.app.has_scope(*any_of):
            raise missing_scope(self.app, any_of)

    def demand_scope_for(self, channel: Channel, action: str) -> None:
        """`conversations.*` need the scope of the kind of conversation they are asked about."""
        prefix = {"channel": "channels", "group": "groups", "im": "im"}[channel.kind]
        self.demand_scope(f"{prefix}:{action}")

    def visible_channel(self, channel_id: str) -> Channel:
        """A conversation the bot can see: public, or one it is in."""
        channel = self.platform.workspace.channels.get(channel_id)
        if channel is None or (channel.is_private and self.app.bot_user_id not in channel.members):
            raise SlackError("channel_not_found")
        return channel


Handler = Callable[[Call], Json]


def missing_scope(app: App, any_of: Sequence[str]) -> SlackError:
    return SlackError("missing_scope", needed=",".join(any_of), provided=",".join(app.scopes))


def page(call: Call, items: Sequence[T], *, default: int, most: int) -> tuple[Sequence[T], str]:
    """One page of `items` and the cursor of the next one, empty on the last. `default` 0 means all."""
    limit = call.number("limit", default)
    if limit < 0 or limit > most:
        raise SlackError("invalid_limit")
    start = _position(call.text("cursor"), len(items))
    end = start + limit if limit else len(items)
    return items[start:end], _cursor(end) if end < len(items) else ""


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
