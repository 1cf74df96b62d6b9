"""A weekly time in every zone of the IANA database for four years: some 625,000 instants, in seconds."""

import zoneinfo
from datetime import date, datetime, time, timedelta

import pytest

from bot.core import calendar
from bot.core.calendar import Cadence

pytestmark = pytest.mark.usefixtures("packaged_zones")

FIRST, LAST = date(2026, 1, 1), date(2029, 12, 31)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Sunday's small hours, where most clocks change, both sides of midnight, and an ordinary Monday morning.
RULES = ((6, time(2, 30)), (6, time(1, 30)), (4, time(0, 0)), (5, time(23, 30)), (0, time(9, 0)))


def days_of(weekday: int) -> list[date]:
    """The days of a weekly round that falls on that weekday."""
    day = FIRST + (weekday - FIRST.weekday()) % 7 * DAY
    found = []
    while day <= LAST:
        found.append(day)
        day = calendar.next_round_day(Cadence.WEEKLY, weekday, day, found[0])
    return found


def check_weekly(name: str, days: list[date], at: time) -> int:
    """How many instants there were, each in its own week and none early."""
    place = calendar.zone(name)
    before = None
    for day in days:
        instant = calendar.at_local(day, at, place)
        shown = instant.astimezone(place).replace(tzinfo=None)
        late = shown - datetime.combine(day, at)
        assert timedelta() <= late <= 2 * HOUR, (name, instant)
        assert shown.date().isocalendar()[:2] == day.isocalendar()[:2], (name, instant)
        assert before is None or 7 * DAY - 4 * HOUR <= instant - before <= 7 * DAY + 4 * HOUR, (name, instant)
        before = instant
    return len(days)


def test_in_every_zone_a_weekly_time_comes_once_a_week_and_never_early() -> None:
    zones = sorted(zoneinfo.available_timezones())
    checked = sum(
        check_weekly(name, days, at) for weekday, at in RULES for days in [days_of(weekday)] for name in zones
    )
    assert checked == len(zones) * sum(len(days_of(weekday)) for weekday, _ in RULES)
    assert checked > 600_000
