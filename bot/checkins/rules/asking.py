"""What is asked in which order, and what one tap may answer."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.outcomes.rules.lifecycle import Status

SHOWN = 5
"""Outcomes that a prompt shows at once."""

FAR_AWAY = timedelta(days=14)
"""*All on track* covers only what is due later than this."""


@dataclass(frozen=True)
class Asked:
    """What decides about the order: `number` is the outcome's."""

    number: int
    due: date | None
    is_flagged: bool


def order(asked: Asked) -> tuple[bool, bool, date, int]:
    """A sorting key: flagged ones first, then the soonest due, those without a date last."""
    return not asked.is_flagged, asked.due is None, asked.due or date.max, asked.number


def is_covered(*, due: date | None, is_flagged: bool, status: Status | None, today: date) -> bool:
    """Whether one tap for all may call it on track.

    Not what is due soon, has a flag, or was in trouble the last time: that deserves a look of its own.
    """
    in_trouble = status in (Status.AT_RISK, Status.BLOCKED)
    return due is not None and due - today > FAR_AWAY and not is_flagged and not in_trouble


def asks_leader(*, leader: str | None, helper: str | None, is_chosen: bool) -> bool:
    """Whether the leader is asked at once: by choice, or because nobody here is waited on. Arguments are ids.

    A leader who is waited on is asked as that already.
    """
    return leader is not None and leader != helper and (is_chosen or helper is None)
