"""Working time: whose day it is, when it opens, and which round a day belongs to.

Instants are aware UTC; a local day or time always travels with its zone. No clock is read here.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import assert_never
from zoneinfo import ZoneInfo, reset_tzpath

import holidays

MONDAY_TO_FRIDAY = frozenset(range(5))
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)


# Zones


def use_packaged_zones() -> None:
    """From now on zones come from the pinned `tzdata` package. Call once, when the process starts.

    By default the system's data is found first, and many systems carry data that is years old.
    """
    reset_tzpath(to=[])
    ZoneInfo.clear_cache()


def zone(name: str | None, *fallbacks: str | None) -> ZoneInfo:
    """The first of these IANA names that exists, else UTC. Never raises: a bad name must not stop a sweep."""
    for candidate in (name, *fallbacks):
        found = _zone_or_none(candidate) if candidate else None
        if found is not None:
            return found
    return ZoneInfo("UTC")


def zone_data_version() -> str:
    """The release of the IANA database that `use_packaged_zones` chooses: "2026f"."""
    return _zone_table("tzdata.zi")[0].removeprefix("# version ")


def is_zone(name: str) -> bool:
    """Whether the installed data knows this IANA name."""
    return _zone_or_none(name) is not None


def _zone_or_none(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        # Besides "not found", a name may be malformed, a folder of the package ("America"), or too long.
        return None


def at_local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which clocks in `zone` show `at` on `day`.

    A time that clocks jump over is shifted forward by the length of the jump; of a time that they show twice,
    the first counts (RFC 5545, section 3.3.5; PEP 495, fold=0).
    """
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date that calendars in `zone` show at this instant."""
    return instant.astimezone(zone).date()


# Working hours


@dataclass(frozen=True)
class WorkingHours:
    """One person's or one team's working week.

    `days` counts from Monday = 0. `free_days` are local dates: public holidays and days of one's own.
    An `end` that isn't later than `start` belongs to the next morning: a night shift counts for the day on
    which it begins.
    """

    zone: str
    days: frozenset[int] = MONDAY_TO_FRIDAY
    start: time = time(9)
    end: time = time(17, 30)
    free_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError(f"A working week has one to seven days, Monday = 0; got {sorted(self.days)}")


@dataclass(frozen=True)
class _Shift:
    """The working hours that begin on one local day, as instants. `closes` is no longer inside."""

    day: date
    opens: datetime
    closes: datetime


def is_working_day(hours: WorkingHours, day: date) -> bool:
    return day.weekday() in hours.days and day not in hours.free_days


def is_working(hours: WorkingHours, instant: datetime) -> bool:
    """Whether the instant is inside working hours: the opening minute is, the closing minute no longer."""
    return next(_shifts_from(hours, instant)).opens <= instant


def next_opening(hours: WorkingHours, instant: datetime) -> datetime:
    """The instant itself when inside working hours, else the next time that they begin."""
    return max(instant, next(_shifts_from(hours, instant)).opens)


def add_working_time(hours: WorkingHours, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant by which `amount` of working time has passed since `start`.

    That can be a closing time. Outside working hours nothing passes, so that no time at all, added to a
    Sunday, ends at Monday's opening. `amount` must not be negative.
    """
    if amount < timedelta():
        raise ValueError("Working time is added, never taken away")
    at, left = start, amount
    shifts = _shifts_from(hours, start)
    while True:
        shift = next(shifts)
        at = max(at, shift.opens)
        if at + left <= shift.closes:
            return at + left
        left -= max(shift.closes - at, timedelta())
        at = max(at, shift.closes)


def working_time_between(hours: WorkingHours, first: datetime, last: datetime) -> timedelta:
    """How much working time passes from `first` to `last`; nothing when `last` comes first."""
    total, at = timedelta(), first
    for shift in _shifts_from(hours, first):
        if shift.opens >= last:
            break
        at = max(at, shift.opens)
        total += max(min(shift.closes, last) - at, timedelta())
        at = max(at, shift.closes)
    return total


def add_working_days(hours: WorkingHours, start: datetime, n: int) -> datetime:
    """The same local time of day, `n` working days later.

    One working day after Friday 16:00 is Monday 16:00, however long the person's day is. Outside working
    hours the count begins at the next opening.
    """
    if n < 0:
        raise ValueError("Working days are added, never taken away")
    place = zone(hours.zone)
    begin = next_opening(hours, start)
    shift_day = next(_shifts_from(hours, begin)).day
    local = begin.astimezone(place)
    past_midnight = local.date() - shift_day
    return at_local(nth_working_day_after(hours, shift_day, n) + past_midnight, local.time(), place)


def working_days_between(hours: WorkingHours, first: date, last: date) -> int:
    """Working days to spare from `first` to `last`: those after the earlier date, up to and with the later.

    From a Friday to the next Tuesday there are two. Negative when `last` is before `first`.
    """
    if last < first:
        return -working_days_between(hours, last, first)
    days = (first + n * ONE_DAY for n in range(1, (last - first).days + 1))
    return sum(is_working_day(hours, day) for day in days)


def nth_working_day_after(hours: WorkingHours, day: date, n: int) -> date:
    """The `n`-th working day after `day`; before it when `n` is negative; `day` itself for 0."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(hours, day)
    return day


class NoDay(StrEnum):
    """Why a person is left out of a round."""

    ALL_FREE = "all free"
    TOO_LITTLE_TIME = "too little time"


def place_on_working_day(
    hours: WorkingHours,
    day: date,
    at: time,
    *,
    opens: date,
    closes: datetime,
    keep: timedelta = timedelta(hours=4),
) -> date | NoDay:
    """The day on which this person is asked when the round's day is `day`, or why there is none.

    A working day stays. A free day gives way to the next working day if, from `at` on, that leaves `keep` of
    working time until the round `closes`; else to the last working day before it, not before `opens` (the
    first day of the period, or today); else nobody is asked.
    """
    if is_working_day(hours, day):
        return day
    later = nth_working_day_after(hours, day, 1)
    time_left = working_time_between(hours, at_local(later, at, zone(hours.zone)), closes)
    if time_left >= keep:
        return later
    earlier = nth_working_day_after(hours, day, -1)
    if earlier >= opens:
        return earlier
    return NoDay.TOO_LITTLE_TIME if time_left else NoDay.ALL_FREE


def _shifts_from(hours: WorkingHours, instant: datetime) -> Iterator[_Shift]:
    """Every shift that isn't over at `instant`, earliest first, without end."""
    place = zone(hours.zone)
    overnight = ONE_DAY if hours.end <= hours.start else timedelta()
    day = local_day(instant, place) - ONE_DAY
    while True:
        if is_working_day(hours, day):
            closes = at_local(day + overnight, hours.end, place)
            if closes > instant:
                yield _Shift(day, at_local(day, hours.start, place), closes)
        day += ONE_DAY


# Free days


def public_holidays(country: str, region: str | None, years: Collection[int]) -> Mapping[date, str]:
    """The public holidays of a country (ISO 3166 code) and its region, with their names, English where known.

    Of a region that isn't known the country's are returned; of a country that isn't known, none.
    """
    return _public_holidays(country.upper(), region or None, frozenset(years))


@lru_cache(maxsize=512)
def _public_holidays(country: str, region: str | None, years: frozenset[int]) -> Mapping[date, str]:
    for subdivision in (region, None):
        try:
            found = holidays.country_holidays(country, subdiv=subdivision, years=years, language="en_US")
        except NotImplementedError:
            continue
        return MappingProxyType(dict(sorted(found.items())))
    return MappingProxyType({})


@cache
def countries_with_holidays() -> Mapping[str, tuple[str, ...]]:
    """The two-letter codes of the countries whose holidays are known, each with the codes of its regions."""
    known = holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(regions) for country, regions in sorted(known.items())}


def country_of_zone(name: str) -> str | None:
    """A guess: the country (ISO 3166 code) in which people use this zone. None for UTC and the like."""
    return _countries_of_zones().get(name)


@cache
def _countries_of_zones() -> Mapping[str, str]:
    """From two tables of the IANA database: zones by country, and old names ("L new old")."""
    rows = [line.split("\t") for line in _zone_table("zone.tab") if not line.startswith("#")]
    countries = {name: country for country, _, name, *_ in rows}
    links = [line.split() for line in _zone_table("tzdata.zi") if line.startswith("L ")]
    old_names = {old: new for _, new, old in links}
    return countries | {
        old: countries[new]
        for old, new in old_names.items()
        # "EST" has become a link to Panama: an abbreviation says nothing about the country.
        if new in countries and old not in countries and len(old) > len("EST")
    }


def _zone_table(name: str) -> list[str]:
    return resources.files("tzdata.zoneinfo").joinpath(name).read_text("utf-8").splitlines()


# Rounds


class Cadence(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    TWO_WEEKLY = "two_weekly"
    MONTHLY = "monthly"


def period_first_day(cadence: Cadence, day: date, first_round_day: date) -> date:
    """The first day of the period in which `day` is.

    Weeks begin on Monday (ISO 8601). Every second week is counted from the week of the team's first round and
    never by odd and even numbers: a year with a week 53 would turn them round.
    """
    match cadence:
        case Cadence.DAILY:
            return day
        case Cadence.WEEKLY:
            return _monday(day)
        case Cadence.TWO_WEEKLY:
            return _monday(day) - ONE_WEEK * _weeks_into_fortnight(day, first_round_day)
        case Cadence.MONTHLY:
            return day.replace(day=1)
        case _:
            assert_never(cadence)


def period_key(cadence: Cadence, day: date, first_round_day: date) -> str:
    """One key for each period: "2026-11-19", "2026-W47" (of two weeks, the first), "2026-11".

    Unique together with the team, it lets no period be asked about twice.
    """
    first = period_first_day(cadence, day, first_round_day)
    match cadence:
        case Cadence.DAILY:
            return first.isoformat()
        case Cadence.WEEKLY | Cadence.TWO_WEEKLY:
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02}"
        case Cadence.MONTHLY:
            return f"{first.year}-{first.month:02}"
        case _:
            assert_never(cadence)


def next_round_day(
    cadence: Cadence,
    weekday: int,
    after: date,
    first_round_day: date,
    days: frozenset[int] = MONDAY_TO_FRIDAY,
) -> date:
    """The first day after `after` on which a round is due, and never one before `first_round_day`.

    `weekday` counts from Monday = 0. A monthly round is on the month's first such weekday; a daily round is
    on every one of `days` and takes no notice of `weekday`. After a first round on another weekday the next
    may be in the same period: whether a period had its round is up to the caller, who knows the keys.
    """
    if after < first_round_day:
        return first_round_day
    match cadence:
        case Cadence.DAILY:
            return min(_weekday_after(after, each) for each in days)
        case Cadence.WEEKLY:
            return _weekday_after(after, weekday)
        case Cadence.TWO_WEEKLY:
            found = _weekday_after(after, weekday)
            return found + ONE_WEEK * _weeks_into_fortnight(found, first_round_day)
        case Cadence.MONTHLY:
            found = _weekday_after(after, weekday)
            while found.day > 7:
                found += ONE_WEEK
            return found
        case _:
            assert_never(cadence)


def _monday(day: date) -> date:
    return day - day.weekday() * ONE_DAY


def _weekday_after(day: date, weekday: int) -> date:
    return day + ((weekday - day.weekday() - 1) % 7 + 1) * ONE_DAY


def _weeks_into_fortnight(day: date, first_round_day: date) -> int:
    return (_monday(day) - _monday(first_round_day)).days // 7 % 2
