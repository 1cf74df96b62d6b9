"""What one digest shows of an outcome, and what has become of it by the next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from bot.outcomes.rules.lifecycle import Status
from bot.outcomes.rules.states import FlagKind

ASKS_FROM = 3
"""Weeks after which an unchanged trouble asks what is to happen with it."""

_TROUBLE = {None: 0, Status.ON_TRACK: 0, Status.AT_RISK: 1, Status.BLOCKED: 2}
_WATCHED = frozenset({FlagKind.LATE, FlagKind.SECOND_LOOK})


@dataclass(frozen=True)
class Picture:
    """How an outcome stands: its status as shown, its due day, and its flags."""

    status: Status | None
    due: date | None
    flags: frozenset[FlagKind] = frozenset()

    @property
    def is_troubled(self) -> bool:
        """At risk, blocked or late. What is worth a second look is told apart from these."""
        return _TROUBLE[self.status] > 0 or FlagKind.LATE in self.flags

    @property
    def watched(self) -> tuple[Status | None, date | None, frozenset[FlagKind]]:
        """What has to be the same for a picture to be the same."""
        return self.status, self.due, self.flags & _WATCHED


class Place(Enum):
    """Where a digest tells of an outcome by name; `NONE`: it is only counted."""

    NONE = "none"
    WORSE = "worse"
    LOOK = "look"
    STILL = "still"


def shown_status(status: Status | None, flags: frozenset[FlagKind]) -> Status | None:
    """On track without a word in the last check-in is no word, never green; trouble stays what it was."""
    silent = FlagKind.NO_WORD in flags and status is Status.ON_TRACK
    return None if silent else status


def place(
    before: Picture | None, now: Picture, *, same_since: datetime, since: datetime, is_news: bool | None
) -> Place:
    """Where an outcome stands in a digest that compares with the one of `since`.

    `before` is what that one showed of it, None when it did not (then `same_since` decides what is new).
    `is_news` tells of a second look: None when there is none, else whether it says something new.
    """
    is_new = same_since > since if before is None else is_worse(before, now)
    if now.is_troubled and is_new:
        return Place.WORSE
    if is_news:
        return Place.LOOK
    return Place.STILL if now.is_troubled or is_news is not None else Place.NONE


def is_worse(before: Picture, now: Picture) -> bool:
    """Newly at risk, blocked or late, or blocked after at risk."""
    newly_late = FlagKind.LATE in now.flags and FlagKind.LATE not in before.flags
    return _TROUBLE[now.status] > _TROUBLE[before.status] or newly_late


def weeks_same(since: datetime, now: datetime) -> int:
    """For how many whole weeks something has been the same; at least one, if a digest told of it before."""
    return max((now - since) // timedelta(weeks=1), 1)


def asks(weeks: int) -> bool:
    """Whether it has been the same for so long that it asks what is to happen."""
    return weeks >= ASKS_FROM
