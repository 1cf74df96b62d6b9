"""How many promised days were kept, on values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Promise:
    """One outcome that was promised for a day. All days are of its owner's calendar.

    `claimed_on`: its owner said that it is done, and that was confirmed or not looked at yet; what was given
    back counts by the later claim. `left_on`: it was dropped or paused. `today` is the day of the counting.
    """

    promised_for: date
    today: date
    claimed_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True)
class OnTime:
    """So many of the promises whose day has come were kept."""

    kept: int
    due: int


def is_kept(promise: Promise) -> bool | None:
    """Whether it was done by its promised day; None when it does not count (yet).

    What was dropped or paused before its day leaves the count; afterwards it is a miss. What is open on its
    day may still be done on it.
    """
    if promise.promised_for > promise.today:
        return None
    if promise.claimed_on is not None:
        return promise.claimed_on <= promise.promised_for
    if promise.left_on is not None and promise.left_on < promise.promised_for:
        return None
    return False if promise.promised_for < promise.today or promise.left_on is not None else None


def on_time(promises: Iterable[Promise]) -> OnTime | None:
    """None when nothing was due: then there is nothing to count, and no share of it."""
    found = [kept for kept in map(is_kept, promises) if kept is not None]
    return OnTime(sum(found), len(found)) if found else None


def quarter_first(today: date) -> date:
    """The first day of the quarter."""
    return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
