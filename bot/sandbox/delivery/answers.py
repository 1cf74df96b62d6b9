"""What came back from the bot, or why nothing did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.blockkit.engine import Json


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing on its way to the bot. `kind` is Socket Mode's: events_api, interactive, slash_commands."""

    kind: str
    name: str
    payload: Json
    user: str | None = None
    command: str | None = None
    attempt: int = 0
    reason: str = ""
    options: bool = False


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
