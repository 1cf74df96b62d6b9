"""Which period a day belongs to, and when the next round is due."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from bot.core import calendar
from bot.core.calendar import Cadence

WEDNESDAY = 2
# Week 47 of a year that has a week 53.
FIRST_ROUND = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("cadence", "day", "key"),
    [
        (Cadence.DAILY, "2026-11-19", "2026-11-19"),
        (Cadence.WEEKLY, "2026-11-18", "2026-W47"),
        (Cadence.WEEKLY, "2026-11-22", "2026-W47"),
        (Cadence.WEEKLY, "2026-11-23", "2026-W48"),
        (Cadence.WEEKLY, "2026-12-31", "2026-W53"),
        (Cadence.WEEKLY, "2027-01-01", "2026-W53"),
        (Cadence.WEEKLY, "2027-01-04", "2027-W01"),
        (Cadence.TWO_WEEKLY, "2026-11-16", "2026-W47"),
        (Cadence.TWO_WEEKLY, "2026-11-29", "2026-W47"),
        (Cadence.TWO_WEEKLY, "2026-11-30", "2026-W49"),
        (Cadence.TWO_WEEKLY, "2026-12-30", "2026-W53"),
        (Cadence.TWO_WEEKLY, "2027-01-10", "2026-W53"),
        (Cadence.TWO_WEEKLY, "2027-01-13", "2027-W02"),
        (Cadence.TWO_WEEKLY, "2026-11-15", "2026-W45"),
        (Cadence.MONTHLY, "2026-11-30", "2026-11"),
        (Cadence.MONTHLY, "2027-01-01", "2027-01"),
    ],
)
def test_the_key_of_a_period(cadence: Cadence, day: str, key: str) -> None:
    assert calendar.period_key(cadence, date.fromisoformat(day), FIRST_ROUND) == key


@pytest.mark.parametrize(
    ("cadence", "day", "first"),
    [
        (Cadence.DAILY, "2026-11-19", "2026-11-19"),
        (Cadence.WEEKLY, "2026-11-22", "2026-11-16"),
        (Cadence.TWO_WEEKLY, "2026-11-29", "2026-11-16"),
        (Cadence.MONTHLY, "2026-11-30", "2026-11-01"),
    ],
)
def test_the_first_day_of_a_period(cadence: Cadence, day: str, first: str) -> None:
    found = calendar.period_first_day(cadence, date.fromisoformat(day), FIRST_ROUND)
    assert found == date.fromisoformat(first)


@pytest.mark.parametrize(
    ("cadence", "after", "expected"),
    [
        pytest.param(Cadence.WEEKLY, "2026-11-01", "2026-11-18", id="never before the first"),
        pytest.param(Cadence.WEEKLY, "2026-11-18", "2026-11-25", id="a week later"),
        pytest.param(Cadence.WEEKLY, "2026-11-24", "2026-11-25", id="tomorrow"),
        pytest.param(Cadence.TWO_WEEKLY, "2026-11-18", "2026-12-02", id="two weeks later"),
        pytest.param(Cadence.TWO_WEEKLY, "2026-11-25", "2026-12-02", id="from the week between"),
        pytest.param(Cadence.TWO_WEEKLY, "2026-12-30", "2027-01-13", id="across week 53"),
        pytest.param(Cadence.MONTHLY, "2026-11-18", "2026-12-02", id="the next month's first Wednesday"),
        pytest.param(Cadence.MONTHLY, "2026-12-01", "2026-12-02", id="this month's"),
        pytest.param(Cadence.MONTHLY, "2026-12-02", "2027-01-06", id="across the year"),
        pytest.param(Cadence.DAILY, "2026-11-18", "2026-11-19", id="tomorrow, daily"),
        pytest.param(Cadence.DAILY, "2026-11-20", "2026-11-23", id="not at the weekend"),
    ],
)
def test_the_next_round(cadence: Cadence, after: str, expected: str) -> None:
    found = calendar.next_round_day(cadence, WEDNESDAY, date.fromisoformat(after), FIRST_ROUND)
    assert found == date.fromisoformat(expected)


def test_a_daily_round_takes_the_days_that_the_team_works() -> None:
    sunday_to_thursday = frozenset({6, 0, 1, 2, 3})
    after_thursday = calendar.next_round_day(
        Cadence.DAILY, WEDNESDAY, date(2026, 11, 19), FIRST_ROUND, sunday_to_thursday
    )
    assert after_thursday == date(2026, 11, 22)


def test_a_first_round_on_another_weekday_keeps_its_fortnight() -> None:
    friday = date(2026, 11, 20)
    assert calendar.next_round_day(Cadence.TWO_WEEKLY, WEDNESDAY, friday, friday) == date(2026, 12, 2)


@given(
    st.sampled_from(Cadence),
    st.integers(0, 6),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_every_round_has_a_period_of_its_own_and_none_is_left_out(
    cadence: Cadence, weekday: int, first: date
) -> None:
    rounds = [first]
    for _ in range(60):
        rounds.append(calendar.next_round_day(cadence, weekday, rounds[-1], first))
    keys = [calendar.period_key(cadence, day, first) for day in rounds]
    longest = {Cadence.DAILY: 3, Cadence.WEEKLY: 13, Cadence.TWO_WEEKLY: 20, Cadence.MONTHLY: 61}
    # "Check in now" puts the first round on any day, so that the second may still be in its period.
    assert len(set(keys[1:])) == len(keys[1:])
    assert all(a < b <= a + timedelta(days=longest[cadence]) for a, b in pairwise(rounds))
