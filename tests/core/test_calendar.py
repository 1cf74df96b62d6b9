"""Zones and working time. Edge cases first."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
import tzdata
from hypothesis import given, strategies as st

from bot.core import calendar
from bot.core.calendar import NoDay, WorkingHours

pytestmark = pytest.mark.usefixtures("packaged_zones")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


# Zones


@pytest.mark.parametrize(
    ("name", "local", "expected"),
    [
        pytest.param("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30", id="gap"),
        pytest.param("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", id="fold"),
        pytest.param("Europe/London", "2026-03-29T01:30", "2026-03-29T01:30", id="gap in London"),
        pytest.param("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30", id="fold in London"),
        pytest.param("Europe/Dublin", "2026-03-29T01:30", "2026-03-29T01:30", id="negative summer time"),
        pytest.param("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45", id="half an hour's gap"),
        pytest.param("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45", id="half an hour's fold"),
        pytest.param("Antarctica/Troll", "2026-03-29T02:00", "2026-03-29T02:00", id="two hours' gap"),
        pytest.param("Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00", id="gap at midnight"),
        pytest.param("Asia/Beirut", "2026-03-29T00:30", "2026-03-28T22:30", id="gap after midnight"),
        pytest.param(
            "America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00", id="once a gap at midnight"
        ),
        pytest.param(
            "America/Sao_Paulo", "2026-11-01T09:00", "2026-11-01T12:00", id="no summer time any more"
        ),
        pytest.param("America/Nuuk", "2026-03-28T23:30", "2026-03-29T01:30", id="gap before midnight"),
        pytest.param("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30", id="fold for Ramadan"),
        pytest.param("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:30", id="gap after Ramadan"),
        pytest.param("Africa/Casablanca", "2026-11-23T09:00", "2026-11-23T09:00", id="new rule of 2026"),
        pytest.param(
            "America/Winnipeg", "2026-11-23T09:00", "2026-11-23T14:00", id="no winter time any more"
        ),
        pytest.param("Asia/Kathmandu", "2026-03-08T09:00", "2026-03-08T03:15", id="quarter of an hour"),
        pytest.param("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T19:00", id="a day that never was"),
    ],
)
def test_a_local_time_becomes_one_instant(name: str, local: str, expected: str) -> None:
    wanted = datetime.fromisoformat(local)
    instant = calendar.at_local(wanted.date(), wanted.time(), calendar.zone(name))
    assert instant == utc(expected)
    assert instant.tzinfo is UTC


def test_a_time_marked_as_the_second_of_a_fold_still_takes_the_first() -> None:
    place = calendar.zone("America/New_York")
    assert calendar.at_local(day("2026-11-01"), time(1, 30, fold=1), place) == utc("2026-11-01T05:30")


def test_zones_come_from_the_package_and_not_from_the_system() -> None:
    loaded_before = zoneinfo.ZoneInfo("Europe/Berlin")
    calendar.use_packaged_zones()
    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo("Europe/Berlin") is not loaded_before
    assert calendar.zone_data_version() == tzdata.IANA_VERSION


@pytest.mark.parametrize(
    "bad",
    [None, "", "Mars/Phobos", "America", "../UTC", "/etc/localtime", "zone.tab", "\0", "x" * 5000, "\ud800"],
)
def test_a_bad_zone_falls_back_and_never_raises(bad: str | None) -> None:
    assert calendar.zone(bad, "nowhere", "Asia/Tokyo", "Europe/Paris").key == "Asia/Tokyo"
    assert calendar.zone(bad).key == "UTC"
    assert not calendar.is_zone(bad or "")


def test_the_local_day_is_the_one_on_the_wall_there() -> None:
    late_evening = utc("2026-11-18T22:00")
    assert calendar.local_day(late_evening, calendar.zone("Asia/Tokyo")) == day("2026-11-19")
    assert calendar.local_day(late_evening, calendar.zone("America/Chicago")) == day("2026-11-18")


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Amsterdam", "NL"),
        ("Asia/Calcutta", "IN"),
        ("US/Pacific", "US"),
        ("Japan", "JP"),
        ("EST", None),
        ("UTC", None),
        ("Etc/GMT+5", None),
        ("Mars/Phobos", None),
    ],
)
def test_a_zone_suggests_a_country(name: str, country: str | None) -> None:
    assert calendar.country_of_zone(name) == country


# Working hours

# November 2026: the 16th is a Monday.
BERLIN = WorkingHours("Europe/Berlin")
PART_TIME = WorkingHours("Europe/Berlin", days=frozenset({0, 2}), start=time(13), end=time(16))
TEL_AVIV = WorkingHours("Asia/Jerusalem", days=frozenset({6, 0, 1, 2, 3}))
NIGHT = WorkingHours("Europe/Berlin", start=time(22), end=time(6))
HOLIDAY_MONDAY = WorkingHours("Europe/Berlin", free_days=frozenset({day("2026-11-23")}))
EVERY_HOUR = WorkingHours("Europe/Berlin", days=frozenset(range(7)), start=time(0), end=time(0))
ALL = [BERLIN, PART_TIME, TEL_AVIV, NIGHT, HOLIDAY_MONDAY, EVERY_HOUR]


@pytest.mark.parametrize("days", [frozenset[int](), frozenset({7}), frozenset({-1, 0})])
def test_a_week_without_days_or_with_an_eighth_is_refused(days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="one to seven days"):
        WorkingHours("UTC", days=days)


@pytest.mark.parametrize(
    ("hours", "instant", "expected"),
    [
        (BERLIN, "2026-11-18T07:59", False),
        (BERLIN, "2026-11-18T08:00", True),
        (BERLIN, "2026-11-18T16:29", True),
        (BERLIN, "2026-11-18T16:30", False),
        (BERLIN, "2026-11-21T10:00", False),
        (TEL_AVIV, "2026-11-20T10:00", False),
        (TEL_AVIV, "2026-11-22T10:00", True),
        (HOLIDAY_MONDAY, "2026-11-23T10:00", False),
        (NIGHT, "2026-11-20T22:00", True),
        (NIGHT, "2026-11-21T04:59", True),
        (NIGHT, "2026-11-21T05:00", False),
        (NIGHT, "2026-11-22T22:00", False),
        (EVERY_HOUR, "2026-11-22T23:00", True),
    ],
)
def test_working_hours_begin_on_the_minute_and_end_before_it(
    hours: WorkingHours, instant: str, expected: bool
) -> None:
    assert calendar.is_working(hours, utc(instant)) is expected


@pytest.mark.parametrize(
    ("hours", "instant", "expected"),
    [
        pytest.param(BERLIN, "2026-11-18T10:00", "2026-11-18T10:00", id="inside: now"),
        pytest.param(BERLIN, "2026-11-18T05:00", "2026-11-18T08:00", id="early: today"),
        pytest.param(BERLIN, "2026-11-18T16:30", "2026-11-19T08:00", id="at the end: tomorrow"),
        pytest.param(BERLIN, "2026-11-20T20:00", "2026-11-23T08:00", id="Friday evening: Monday"),
        pytest.param(HOLIDAY_MONDAY, "2026-11-20T20:00", "2026-11-24T08:00", id="before a holiday: Tuesday"),
        pytest.param(TEL_AVIV, "2026-11-19T20:00", "2026-11-22T07:00", id="Thursday evening: Sunday"),
        pytest.param(NIGHT, "2026-11-21T04:00", "2026-11-21T04:00", id="inside a night"),
        pytest.param(NIGHT, "2026-11-21T05:00", "2026-11-23T21:00", id="after the week's last night"),
        pytest.param(BERLIN, "2026-03-27T20:00", "2026-03-30T07:00", id="across the change to summer time"),
    ],
)
def test_the_next_opening(hours: WorkingHours, instant: str, expected: str) -> None:
    assert calendar.next_opening(hours, utc(instant)) == utc(expected)


@pytest.mark.parametrize(
    ("hours", "start", "amount", "expected"),
    [
        pytest.param(BERLIN, "2026-11-18T09:00", 4 * HOUR, "2026-11-18T13:00", id="within a day"),
        pytest.param(BERLIN, "2026-11-20T15:00", 4 * HOUR, "2026-11-23T10:30", id="across a weekend"),
        pytest.param(HOLIDAY_MONDAY, "2026-11-20T15:00", 4 * HOUR, "2026-11-24T10:30", id="and a holiday"),
        pytest.param(BERLIN, "2026-11-20T15:00", 1.5 * HOUR, "2026-11-20T16:30", id="ends with the day"),
        pytest.param(BERLIN, "2026-11-22T15:00", 0 * HOUR, "2026-11-23T08:00", id="nothing, on a Sunday"),
        pytest.param(BERLIN, "2026-11-22T15:00", 1 * HOUR, "2026-11-23T09:00", id="an hour, on a Sunday"),
        pytest.param(PART_TIME, "2026-11-18T14:00", 4 * HOUR, "2026-11-23T15:00", id="short days"),
        pytest.param(NIGHT, "2026-10-23T20:00", 9 * HOUR, "2026-10-26T22:00", id="a night of eight hours"),
        pytest.param(BERLIN, "2026-11-18T09:00", 85 * HOUR, "2026-12-02T09:00", id="ten days"),
    ],
)
def test_working_time_passes_inside_working_hours_only(
    hours: WorkingHours, start: str, amount: timedelta, expected: str
) -> None:
    assert calendar.add_working_time(hours, utc(start), amount) == utc(expected)


def test_the_night_in_which_clocks_go_forward_is_an_hour_shorter() -> None:
    saturday_night = WorkingHours("Europe/Berlin", days=frozenset({5}), start=time(22), end=time(6))
    start = utc("2026-03-28T21:00")
    assert calendar.add_working_time(saturday_night, start, 7 * HOUR) == utc("2026-03-29T04:00")
    assert calendar.working_time_between(saturday_night, start, start + DAY) == 7 * HOUR


def test_working_time_is_never_taken_away() -> None:
    with pytest.raises(ValueError, match="never taken away"):
        calendar.add_working_time(BERLIN, utc("2026-11-18T09:00"), -HOUR)
    with pytest.raises(ValueError, match="never taken away"):
        calendar.add_working_days(BERLIN, utc("2026-11-18T09:00"), -1)


@pytest.mark.parametrize(
    ("hours", "first", "last", "expected"),
    [
        (BERLIN, "2026-11-18T09:00", "2026-11-18T11:00", 2 * HOUR),
        (BERLIN, "2026-11-20T15:30", "2026-11-23T09:00", 2 * HOUR),
        (BERLIN, "2026-11-21T10:00", "2026-11-22T10:00", 0 * HOUR),
        (BERLIN, "2026-11-18T11:00", "2026-11-18T09:00", 0 * HOUR),
        (BERLIN, "2026-11-18T09:00", "2026-11-18T09:00", 0 * HOUR),
        (BERLIN, "2026-11-16T00:00", "2026-11-23T00:00", 42.5 * HOUR),
        (NIGHT, "2026-11-18T23:00", "2026-11-19T23:00", 8 * HOUR),
    ],
)
def test_working_time_between_two_instants(
    hours: WorkingHours, first: str, last: str, expected: timedelta
) -> None:
    assert calendar.working_time_between(hours, utc(first), utc(last)) == expected


def test_a_day_that_never_was_is_not_worked_twice() -> None:
    apia = WorkingHours("Pacific/Apia", days=frozenset(range(7)))
    thursday_to_saturday = utc("2011-12-29T10:00"), utc("2011-12-31T10:00")
    assert calendar.working_time_between(apia, *thursday_to_saturday) == 17 * HOUR
    assert calendar.add_working_time(apia, utc("2011-12-29T19:00"), 17 * HOUR) == utc("2011-12-31T03:30")


instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis wants them naive)


@given(st.sampled_from(ALL), instants, st.timedeltas(timedelta(seconds=1), 200 * HOUR))
def test_as_much_working_time_lies_between_as_was_added(
    hours: WorkingHours, start: datetime, amount: timedelta
) -> None:
    end = calendar.add_working_time(hours, start, amount)
    assert calendar.working_time_between(hours, start, end) == amount
    assert calendar.working_time_between(hours, start, end - timedelta(seconds=1)) < amount


@given(st.sampled_from(ALL), instants)
def test_an_opening_is_inside_working_hours_and_nothing_before_it_is(
    hours: WorkingHours, start: datetime
) -> None:
    opening = calendar.next_opening(hours, start)
    assert calendar.is_working(hours, opening)
    assert calendar.working_time_between(hours, start, opening) == timedelta()


# Working days


@pytest.mark.parametrize(
    ("hours", "start", "n", "expected"),
    [
        pytest.param(BERLIN, "2026-11-18T09:02", 1, "2026-11-19T09:02", id="the same time tomorrow"),
        pytest.param(BERLIN, "2026-11-20T15:00", 1, "2026-11-23T15:00", id="Friday 16:00: Monday 16:00"),
        pytest.param(HOLIDAY_MONDAY, "2026-11-20T15:00", 1, "2026-11-24T15:00", id="not on a holiday"),
        pytest.param(BERLIN, "2026-11-20T18:00", 1, "2026-11-24T08:00", id="too late: counted from Monday"),
        pytest.param(BERLIN, "2026-11-22T18:00", 0, "2026-11-23T08:00", id="none: the next opening"),
        pytest.param(BERLIN, "2026-03-27T09:00", 1, "2026-03-30T08:00", id="the same clock in summer time"),
        pytest.param(TEL_AVIV, "2026-11-19T08:00", 2, "2026-11-23T08:00", id="Thursday and two: Monday"),
        pytest.param(NIGHT, "2026-11-21T01:00", 1, "2026-11-24T01:00", id="Friday's night: Monday's night"),
        pytest.param(PART_TIME, "2026-11-18T12:30", 2, "2026-11-25T12:30", id="two short days"),
    ],
)
def test_a_working_day_later_is_the_same_time_of_day(
    hours: WorkingHours, start: str, n: int, expected: str
) -> None:
    assert calendar.add_working_days(hours, utc(start), n) == utc(expected)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param("2026-12-11", "2026-12-15", 2, id="Friday to Tuesday"),
        pytest.param("2026-12-11", "2026-12-11", 0, id="the same day"),
        pytest.param("2026-12-15", "2026-12-11", -2, id="too late"),
        pytest.param("2026-12-11", "2026-12-13", 0, id="only a weekend"),
        pytest.param("2026-12-12", "2026-12-14", 1, id="Saturday to Monday"),
        pytest.param("2026-11-20", "2026-11-24", 1, id="around a holiday"),
        pytest.param("2026-11-16", "2027-11-16", 260, id="a year with a holiday"),
    ],
)
def test_days_to_spare_are_working_days_with_a_sign(first: str, last: str, expected: int) -> None:
    assert calendar.working_days_between(HOLIDAY_MONDAY, day(first), day(last)) == expected


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-11-18", 1, "2026-11-19"),
        ("2026-11-20", 1, "2026-11-24"),
        ("2026-11-21", 1, "2026-11-24"),
        ("2026-11-18", 5, "2026-11-26"),
        ("2026-11-24", -1, "2026-11-20"),
        ("2026-11-21", 0, "2026-11-21"),
    ],
)
def test_the_nth_working_day(start: str, n: int, expected: str) -> None:
    assert calendar.nth_working_day_after(HOLIDAY_MONDAY, day(start), n) == day(expected)


@given(st.sampled_from(ALL), st.dates(day("2026-01-01"), day("2027-12-31")), st.integers(1, 30))
def test_n_working_days_later_there_are_n_working_days_between(
    hours: WorkingHours, start: date, n: int
) -> None:
    later = calendar.nth_working_day_after(hours, start, n)
    assert calendar.is_working_day(hours, later)
    assert calendar.working_days_between(hours, start, later) == n
    assert calendar.working_days_between(hours, later, start) == -n


# A round of week 47: Wednesday 18 November 10:00, open until Friday 09:00 in Berlin.


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        pytest.param([], "2026-11-18", id="works on the day"),
        pytest.param([18], "2026-11-19", id="the next working day leaves enough"),
        pytest.param([18, 19], "2026-11-17", id="the next one doesn't: the one before"),
        pytest.param([17, 18, 19], "2026-11-16", id="further back"),
        pytest.param([16, 17, 18, 19, 20], NoDay.ALL_FREE, id="away all week"),
        pytest.param([16, 17, 18, 19], NoDay.ALL_FREE, id="back on Friday, when it has closed"),
    ],
)
def test_who_is_free_that_day_is_asked_on_another_one(free: list[int], expected: str) -> None:
    hours = WorkingHours("Europe/Berlin", free_days=frozenset(date(2026, 11, number) for number in free))
    placed = calendar.place_on_working_day(
        hours, day("2026-11-18"), time(10), opens=day("2026-11-16"), closes=utc("2026-11-20T08:00")
    )
    assert placed == (expected if isinstance(expected, NoDay) else day(expected))


def test_with_too_little_time_left_and_no_day_before_nobody_is_asked() -> None:
    hours = WorkingHours("Europe/Berlin", free_days=frozenset({day("2026-11-17"), day("2026-11-18")}))
    placed = calendar.place_on_working_day(
        hours, day("2026-11-18"), time(10), opens=day("2026-11-17"), closes=utc("2026-11-19T12:59")
    )
    assert placed is NoDay.TOO_LITTLE_TIME


def test_four_hours_are_enough_to_the_minute() -> None:
    hours = WorkingHours("Europe/Berlin", free_days=frozenset({day("2026-11-18")}))
    placed = calendar.place_on_working_day(
        hours, day("2026-11-18"), time(10), opens=day("2026-11-18"), closes=utc("2026-11-19T13:00")
    )
    assert placed == day("2026-11-19")


# Free days


def test_public_holidays_are_those_of_the_region_by_name() -> None:
    bavaria = calendar.public_holidays("de", "BY", [2026, 2027])
    berlin = calendar.public_holidays("DE", "BE", [2026])
    assert bavaria[day("2026-01-06")] == "Epiphany"
    assert bavaria[day("2027-01-06")] == "Epiphany"
    assert day("2026-01-06") not in berlin
    assert list(bavaria) == sorted(bavaria)


def test_of_an_unknown_region_the_country_counts_and_of_an_unknown_country_nothing() -> None:
    country = calendar.public_holidays("DE", None, [2026])
    assert calendar.public_holidays("DE", "Atlantis", [2026]) == country
    assert calendar.public_holidays("DE", "", [2026]) == country
    assert day("2026-12-25") in country
    assert calendar.public_holidays("ZZ", None, [2026]) == {}
    assert calendar.public_holidays("", None, [2026]) == {}


def test_countries_are_listed_once_with_their_regions() -> None:
    known = calendar.countries_with_holidays()
    assert "BY" in known["DE"]
    assert all(len(code) == 2 for code in known)
