"""Which week a digest is of, and when it goes. No clock is read here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, pairwise

from bot.core import calendar
from bot.core.calendar import ONE_DAY, ONE_WEEK, Cadence, WorkingHours

LATE = timedelta(hours=2)
"""What goes later than this after its time was held up, and waits for working hours."""


@dataclass(frozen=True)
class Beat:
    """On which day of the week (Monday = 0), when, and where."""

    weekday: int
    at: time
    zone: str


@dataclass(frozen=True)
class Slot:
    """A week ("2026-W47") and the instant at which its digest goes."""

    period: str
    at: datetime


def week(day: date) -> str:
    """The key of the week (ISO 8601) in which the day is."""
    return calendar.period_key(Cadence.WEEKLY, day, day)


def number(period: str) -> int:
    """The week's number, as people say it."""
    return int(period.rpartition("W")[2])


def next_slot(beat: Beat, now: datetime, last: str | None) -> Slot:
    """The first slot of a team that is still to come. `last` is the week of its last digest."""
    return next(slot for slot in _slots(beat, now) if slot.at > now and _is_new(slot, last))


def next_slot_of_person(beat: Beat, hours: WorkingHours, now: datetime, last: str | None) -> Slot:
    """The first slot of a person that is still to come, moved to their next working day where it must be.

    `hours` are their working hours without the days away. Who is back only when the next week's digest is
    due gets that one.
    """
    for slot, following in pairwise(_slots(beat, now)):
        moved = on_working_day(hours, slot.at)
        if moved > now and moved < following.at and _is_new(slot, last):
            return Slot(slot.period, moved)
    raise AssertionError("there is always a later week")


def newest(beat: Beat, now: datetime) -> str:
    """The last week whose time has come: what is due since long ago is told once, as this one."""
    return [slot for slot in _slots_around(beat, now) if slot.at <= now][-1].period


def on_working_day(hours: WorkingHours, moment: datetime) -> datetime:
    """The same time of day on that day or the next working day, within working hours."""
    place = calendar.zone(hours.zone)
    local = moment.astimezone(place)
    day = local.date()
    if not calendar.is_working_day(hours, day):
        day = calendar.nth_working_day_after(hours, day, 1)
    return calendar.next_opening(hours, calendar.at_local(day, local.time(), place))


def held_up(hours: WorkingHours, due: datetime, now: datetime) -> datetime | None:
    """When something goes that missed its time by much; None: now."""
    opening = calendar.next_opening(hours, now)
    return opening if now - due > LATE and opening > now else None


def ends(moment: datetime, zone: str) -> datetime:
    """When the week of that moment is over in the zone."""
    day = calendar.local_day(moment, calendar.zone(zone))
    monday = calendar.period_first_day(Cadence.WEEKLY, day, day) + ONE_WEEK
    return calendar.at_local(monday, time(0), calendar.zone(zone))


def _is_new(slot: Slot, last: str | None) -> bool:
    return last is None or slot.period > last


def _slots(beat: Beat, now: datetime) -> Iterator[Slot]:
    """From the week before on, without end: what was due then may still be to come for somebody away."""
    first = _monday(beat, now) - ONE_WEEK
    return (_slot(beat, first + n * ONE_WEEK) for n in count())


def _slots_around(beat: Beat, now: datetime) -> list[Slot]:
    first = _monday(beat, now) - ONE_WEEK
    return [_slot(beat, first + n * ONE_WEEK) for n in range(2)]


def _slot(beat: Beat, monday: date) -> Slot:
    day = monday + beat.weekday * ONE_DAY
    return Slot(week(day), calendar.at_local(day, beat.at, calendar.zone(beat.zone)))


def _monday(beat: Beat, now: datetime) -> date:
    day = calendar.local_day(now, calendar.zone(beat.zone))
    return calendar.period_first_day(Cadence.WEEKLY, day, day)
