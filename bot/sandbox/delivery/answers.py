"""What came back from the bot, or why nothing did."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from bot.sandbox.blockkit.engine import Json


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing on its way to the bot. `kind` is Socket Mode's: events_api, interactive, slash_commands.

    `id` is the envelope's over Socket Mode. `misdeed` is "forge" or "stale" for one that is signed badly.
    """

    kind: str
    name: str
    payload: Json
    user: str | None = None
    command: str | None = None
    attempt: int = 0
    reason: str = ""
    options: bool = False
    misdeed: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def again(self, **changes: Any) -> Delivery:
        """The same in another envelope."""
        return replace(self, id=str(uuid.uuid4()), **changes)


@dataclass(frozen=True, slots=True)
class Answer:
    """The bot's acknowledgement. `body` is its JSON, its text, or None when it said nothing."""

    body: Any = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """No acknowledgement. `reason` is one of Slack's retry reasons."""

    reason: str
    detail: str = ""
    status: int = 0
    no_retry: bool = field(default=False)


Outcome = Answer | Failure
