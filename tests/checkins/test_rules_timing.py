"""When a round is held and when one person is asked, on values."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.checkins.rules import periods, timing
from bot.checkins.rules.states import Skipped
from bot.checkins.rules.timing import Beat, Diary, Held, Slot, Window
from bot.core.calendar import Cadence, WorkingHours, at_local, zone

WEDNESDAY = date(2026, 11, 18)
MONDAY = date(2026, 11, 16)
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEN = time(10)
ALWAYS = (0, None)


def diary(
    where: str = "Europe/London", *, days: str = "01234", free: tuple[date, ...] = (), **facts: Any
) -> Diary:
    hours = WorkingHours(
        where,
        frozenset(int(digit) for digit in days),
        facts.pop("start", time(9)),
        facts.pop("end", time(17, 30)),
        frozenset(free),
    )
    return Diary(hours, **facts)


def asked(
    person: Diary, *, opens: date = MONDAY, day: date = WEDNESDAY, closes: datetime = FRIDAY, gap=ALWAYS
):
    """The local day and time at which the person is asked, or why not."""
    found = timing.ask_moment(person, Window(day, opens, closes), TEN, gap=gap)
    return found if isinstance(found, Skipped) else f"{found.astimezone(zone(person.hours.zone)):%a %d %H:%M}"


def days(*numbers: int) -> frozenset[date]:
    return frozenset(date(2026, 11, number) for number in numbers)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (diary(), "Wed 18 10:00"),
        (diary("Pacific/Auckland"), "Wed 18 10:00"),
        (diary("America/Los_Angeles"), "Wed 18 10:00"),
        (diary("Asia/Kathmandu"), "Wed 18 10:00"),
        (diary(asked_at=time(15, 45)), "Wed 18 15:45"),
        # A free day: the next working day that leaves four hours, else the one before, else not at all.
        (diary(free=(WEDNESDAY,)), "Thu 19 10:00"),
        (diary(free=(WEDNESDAY, date(2026, 11, 19))), "Tue 17 10:00"),
        (diary(free=tuple(days(16, 17, 18, 19))), Skipped.FREE),
        (diary("America/New_York", free=tuple(days(16, 17, 18)), asked_at=time(16)), Skipped.NO_TIME),
        (diary(free=tuple(days(16, 17, 18, 19, 20))), Skipped.FREE),
        (diary(days="56"), Skipped.FREE),
        (diary(days="4"), Skipped.FREE),
        (diary(days="1"), "Tue 17 10:00"),
        # Away: when they are back, never before they go.
        (diary(away=days(18)), "Thu 19 10:00"),
        (diary(away=days(18, 19)), Skipped.AWAY),
        (diary(away=days(17, 18, 19, 20)), Skipped.AWAY),
        (diary(away=days(19, 20)), "Wed 18 10:00"),
        # The team's hour, moved into one's own.
        (diary(start=time(11), end=time(19)), "Wed 18 11:00"),
        (diary(start=time(6), end=time(9, 30)), "Wed 18 06:00"),
        (diary(start=time(22), end=time(6)), "Wed 18 22:00"),
        # One's own hour is one's own choice.
        (diary(asked_at=time(7)), "Wed 18 07:00"),
    ],
)
def test_the_day_and_hour_on_which_somebody_is_asked(person: Diary, expected: object) -> None:
    assert asked(person) == expected


@pytest.mark.parametrize(
    ("last", "gap", "expected"),
    [
        (date(2026, 11, 11), (4, None), "Wed 18 10:00"),
        (date(2026, 11, 15), (4, None), "Thu 19 10:00"),
        (date(2026, 11, 16), (4, None), Skipped.TOO_SOON),
        (date(2026, 11, 7), (4, 10), "Tue 17 10:00"),
        # Two weeks without a question because of leave: nothing can mend that, the usual day stays.
        (date(2026, 11, 4), (4, 10), "Wed 18 10:00"),
        (date(2026, 11, 17), (1, None), "Wed 18 10:00"),
    ],
)
def test_the_days_between_two_questions(last: date, gap: tuple[int, int | None], expected: object) -> None:
    assert asked(diary(last=last), gap=gap) == expected


def test_a_round_that_closes_before_somebodys_hour_asks_them_the_day_before() -> None:
    closes = at_local(date(2026, 11, 18), time(9), zone("Pacific/Kiritimati"))
    assert asked(diary("Pacific/Pago_Pago"), closes=closes) == "Mon 16 10:00"
    tuesday = date(2026, 11, 17)
    assert asked(diary("Pacific/Pago_Pago"), closes=closes, opens=tuesday) == Skipped.NO_TIME


@pytest.mark.parametrize(
    ("zone_name", "day", "at", "expected"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:30"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        ("Europe/London", date(2026, 3, 29), time(1, 30), "2026-03-29T01:30"),
        ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25T00:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45"),
        ("Antarctica/Troll", date(2026, 3, 29), time(2), "2026-03-29T02:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0), "2026-04-23T22:00"),
        ("Asia/Kathmandu", date(2026, 3, 8), time(9), "2026-03-08T03:15"),
    ],
)
def test_an_hour_that_clocks_skip_or_show_twice_is_one_instant(
    zone_name: str, day: date, at: time, expected: str
) -> None:
    person = diary(zone_name, days="0123456", asked_at=at)
    found = timing.moment_on(person, day, TEN)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-18T10:00", True),
        ("2026-11-18T17:29", True),
        ("2026-11-18T17:30", False),
        ("2026-11-19T10:00", False),
    ],
)
def test_a_late_prompt_is_sent_until_the_working_day_ends(now: str, expected: bool) -> None:
    due = datetime(2026, 11, 18, 10, tzinfo=UTC)
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert timing.is_still_time(diary(), due, FRIDAY, moment) is expected


def test_a_prompt_in_the_evening_may_be_two_hours_late() -> None:
    due = datetime(2026, 11, 18, 19, tzinfo=UTC)
    assert timing.is_still_time(diary(asked_at=time(19)), due, FRIDAY, due + timedelta(minutes=119))
    assert not timing.is_still_time(diary(asked_at=time(19)), due, FRIDAY, due + timedelta(minutes=121))


def test_no_prompt_is_sent_when_its_round_has_closed() -> None:
    due = datetime(2026, 11, 18, 10, tzinfo=UTC)
    assert not timing.is_still_time(diary(), due, due + timedelta(hours=1), due + timedelta(hours=1))


@pytest.mark.parametrize(
    ("person", "asked_on", "expected"),
    [
        (diary(), WEDNESDAY, "Thu 19 10:00"),
        (diary(away=days(19)), WEDNESDAY, None),
        # The round closes at nine on Friday.
        (diary(), date(2026, 11, 19), None),
        (diary(asked_at=time(8)), date(2026, 11, 19), "Fri 20 08:00"),
        (diary("Pacific/Auckland"), date(2026, 11, 19), "Fri 20 10:00"),
    ],
)
def test_the_one_reminder_comes_on_the_next_working_day(
    person: Diary, asked_on: date, expected: str | None
) -> None:
    now = timing.moment_on(person, asked_on, TEN)
    found = timing.remind_moment(person, asked_on, TEN, FRIDAY, now)
    shown = f"{found.astimezone(zone(person.hours.zone)):%a %d %H:%M}" if found else None
    assert shown == expected


# ---- days of rounds ----


def coming(beat: Beat, last: Held, *, today: date, first: date = MONDAY, count: int = 1) -> list[Slot]:
    return list(islice(timing.slots(beat, today=today, first=first, last=last), count))


def held(day: date, cadence: Cadence = Cadence.WEEKLY, *, changed: bool = False) -> Held:
    year, week, _ = day.isocalendar()
    period = day.isoformat() if cadence is Cadence.DAILY else f"{year}-W{week:02}"
    return Held(day, period, cadence, changed)


def test_there_is_one_round_in_a_week() -> None:
    # Held at once on Monday: not again on Wednesday of the same week.
    found = coming(Beat(Cadence.WEEKLY, 2), held(MONDAY), today=MONDAY)
    assert found == [Slot(date(2026, 11, 25), "2026-W48")]


def test_a_round_held_at_once_on_a_sunday_keeps_four_days_to_the_next() -> None:
    found = coming(Beat(Cadence.WEEKLY, 2), held(date(2026, 11, 22)), today=date(2026, 11, 22))
    assert found == [Slot(date(2026, 12, 2), "2026-W49")]


def test_a_new_day_later_in_the_week_is_reached_over_a_day_in_between() -> None:
    # Mondays become Fridays: this week had its round, and next Friday would be eleven days later.
    beat, last = Beat(Cadence.WEEKLY, 4), held(MONDAY, changed=True)
    found = coming(beat, last, today=date(2026, 11, 17), count=2)
    assert found == [Slot(date(2026, 11, 26), "2026-W48"), Slot(date(2026, 12, 4), "2026-W49")]


def test_from_weekly_to_daily_there_are_four_days() -> None:
    found = coming(Beat(Cadence.DAILY, 2), held(WEDNESDAY, changed=True), today=WEDNESDAY)
    assert found == [Slot(date(2026, 11, 23), "2026-11-23")]


def test_a_daily_team_is_asked_on_the_next_day_that_somebody_works() -> None:
    friday = held(date(2026, 11, 20), Cadence.DAILY)
    today = date(2026, 11, 20)
    assert coming(Beat(Cadence.DAILY, 2), friday, today=today)[0].day == date(2026, 11, 23)
    with_sundays = Beat(Cadence.DAILY, 2, frozenset({0, 1, 2, 3, 6}))
    assert coming(with_sundays, friday, today=today)[0].day == date(2026, 11, 22)


@given(
    cadence=st.sampled_from([Cadence.WEEKLY, Cadence.TWO_WEEKLY]),
    weekday=st.integers(0, 6),
    last=st.dates(date(2026, 10, 1), date(2027, 2, 1)),
    waited=st.integers(0, 9),
    changed=st.booleans(),
)
def test_rounds_never_share_a_period_nor_crowd(
    cadence: Cadence, weekday: int, last: date, waited: int, changed: bool
) -> None:
    before = held(last, changed=changed)
    found = coming(Beat(cadence, weekday), before, today=last + timedelta(days=waited), first=last, count=6)
    assert all((slot.day - last).days >= timing.SHORTEST for slot in found)
    assert len({slot.period for slot in found} | {before.period}) == len(found) + 1
    # After the first one, which may be a day in between, the team's own weekday holds.
    assert all(slot.day.weekday() == weekday for slot in found[1:])
    assert all(one.day < other.day for one, other in pairwise(found))


@given(
    weekday=st.integers(0, 6), last=st.dates(date(2026, 10, 1), date(2027, 2, 1)), waited=st.integers(0, 4)
)
def test_a_change_never_makes_a_team_wait_for_more_than_ten_days(
    weekday: int, last: date, waited: int
) -> None:
    beat, before = Beat(Cadence.WEEKLY, weekday), held(last, changed=True)
    found = coming(beat, before, today=last + timedelta(days=waited), first=last)
    assert timing.SHORTEST <= (found[0].day - last).days <= 10


@pytest.mark.parametrize(
    ("cadence", "day", "weekday", "expected"),
    [
        (Cadence.WEEKLY, WEDNESDAY, 4, "2026-11-20T09:00"),
        (Cadence.WEEKLY, date(2026, 11, 20), 4, "2026-11-27T09:00"),
        (Cadence.TWO_WEEKLY, WEDNESDAY, 4, "2026-11-20T09:00"),
        (Cadence.MONTHLY, WEDNESDAY, 0, "2026-11-23T09:00"),
        (Cadence.DAILY, WEDNESDAY, 4, "2026-11-19T10:00"),
    ],
)
def test_when_a_round_closes(cadence: Cadence, day: date, weekday: int, expected: str) -> None:
    following = datetime(2026, 11, 19, 10, tzinfo=UTC)
    found = timing.closing(cadence, day, weekday, time(9), "UTC", following)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cadence", "period", "expected"),
    [
        (Cadence.WEEKLY, "2026-W47", "week 47"),
        (Cadence.WEEKLY, "2027-W01", "week 1"),
        (Cadence.TWO_WEEKLY, "2026-W47", "weeks 47 and 48"),
        (Cadence.TWO_WEEKLY, "2026-W53", "weeks 53 and 1"),
        (Cadence.MONTHLY, "2026-11", "November"),
        (Cadence.DAILY, "2026-11-19", "Thu 19 Nov"),
    ],
)
def test_what_people_call_the_time_of_a_round(cadence: Cadence, period: str, expected: str) -> None:
    assert periods.label(cadence, period) == expected


@pytest.mark.parametrize(
    ("now", "times", "expected"),
    [
        ("2026-11-18T10:05", 0, "Wed 18 13:05"),
        # Three hours of work later it is tomorrow.
        ("2026-11-18T16:00", 0, "Thu 19 10:30"),
        ("2026-11-18T10:05", 1, "Thu 19 10:00"),
        # On Thursday afternoon three hours would be after the closing, and so would tomorrow at ten.
        ("2026-11-19T16:00", 0, None),
        ("2026-11-19T11:00", 0, "Thu 19 14:00"),
        ("2026-11-19T11:00", 1, None),
    ],
)
def test_where_ask_me_later_moves_the_reminder(now: str, times: int, expected: str | None) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = timing.snoozed(diary(), TEN, FRIDAY, moment, times)
    assert (f"{found:%a %d %H:%M}" if found else None) == expected


def test_ask_me_later_leaves_out_the_days_away() -> None:
    moment = datetime(2026, 11, 18, 16, tzinfo=UTC)
    closes = FRIDAY + timedelta(days=1)
    found = timing.snoozed(diary(away=days(19)), TEN, closes, moment, 0)
    assert found == datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
