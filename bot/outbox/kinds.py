"""What features register: how a kind of message is made from the facts, at the moment it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.db import Session
from bot.outbox.rules import Priority as Priority
from bot.slack.blocks import Message


@dataclass(frozen=True)
class Skip:
    """There is nothing to say (any more). `reason` is kept with the delivery."""

    reason: str


@dataclass(frozen=True)
class Kind:
    """`render(session, ref, now)` reads the facts and writes nothing; `now` is business time.

    `starts_clock`: whoever reacts to `delivered:<name>` is told when a delivery of this kind first ends
    (sent, skipped, parked or set aside), when it is sent after all, and when an edit covers more.
    `spacing`: seconds of machine time between two edits.
    `version` grows when `ref` gets another meaning: code that knows only older ones leaves the row alone.
    """

    name: str
    render: Callable[[Session, str, datetime], Message | Skip]
    priority: Priority
    starts_clock: bool = False
    spacing: float = 0.0
    version: int = 1
