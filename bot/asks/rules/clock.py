"""How long somebody has, in their own working time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core import calendar
from bot.core.calendar import WorkingHours

NOTICE = timedelta(hours=2)
"""The least working time between the notice beforehand and the next one being asked."""


@dataclass(frozen=True)
class Span:
    """Working days (the same time of day, so many later), or working hours when `days` is 0."""

    days: int = 0
    hours: int = 0

    def after(self, hours: WorkingHours, start: datetime) -> datetime:
        if self.days:
            return calendar.add_working_days(hours, start, self.days)
        return calendar.add_working_time(hours, start, timedelta(hours=self.hours))


@dataclass(frozen=True)
class Limits:
    """`take`: say who gets it and by when, or ask back. `answer`: the answer itself."""

    take: Span
    answer: Span


ORDINARY = Limits(Span(days=1), Span(days=2))
FURTHER_UP = Limits(Span(days=2), Span(days=3))
URGENT = Limits(Span(hours=4), Span(days=1))


def limits(leaders_before: int, *, is_urgent: bool) -> Limits:
    """How long the next one has; `leaders_before` counts the leaders who were asked before."""
    if is_urgent:
        return URGENT
    return FURTHER_UP if leaders_before else ORDINARY


def start(hours: WorkingHours, told: datetime) -> datetime:
    """When the clock of somebody starts who was told at that moment."""
    return calendar.next_opening(hours, told)


def warn_at(hours: WorkingHours, began: datetime, ends: datetime) -> datetime | None:
    """When to say that the next one will be asked: at half the time, at least two working hours before,
    inside working hours; None when there is no such moment."""
    whole = calendar.working_time_between(hours, began, ends)
    lead = max(whole / 2, NOTICE)
    if lead >= whole:
        return None
    found = calendar.next_opening(hours, calendar.add_working_time(hours, began, whole - lead))
    return found if calendar.working_time_between(hours, found, ends) >= NOTICE else None


def closing(hours: WorkingHours, day: date) -> datetime:
    """The end of that day's working hours, were it a working day."""
    overnight = timedelta(days=1 if hours.end <= hours.start else 0)
    return calendar.at_local(day + overnight, hours.end, calendar.zone(hours.zone))
