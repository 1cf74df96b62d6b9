"""Who is asked next, how long they have, and what silence may not decide."""

from datetime import UTC, date, datetime, time

import pytest

from bot.asks.rules import chain, clock, states, words
from bot.asks.rules.chain import Known, Place, Seat
from bot.asks.rules.clock import FURTHER_UP, ORDINARY, URGENT
from bot.asks.rules.states import AskState, Passed
from bot.core.calendar import WorkingHours

LONDON = WorkingHours("Europe/London", start=time(9), end=time(17))
PRIYA = Place("cx", "priya", ("nadia", "lena"))


def london(text: str) -> datetime:
    """ "20 16:00" in November 2026, where London is on UTC."""
    return datetime.strptime(f"2026-11-{text} +0000", "%Y-%m-%d %H:%M %z").astimezone(UTC)


@pytest.mark.parametrize(
    ("place", "known", "expected"),
    [
        (PRIYA, Known(), Seat("cx", "priya")),
        (PRIYA, Known(away=frozenset({"priya"})), Seat("cx", "nadia", for_id="priya")),
        (PRIYA, Known(gone=frozenset({"priya"})), Seat("cx", "nadia", for_id="priya")),
        (PRIYA, Known(away=frozenset({"priya", "nadia"})), Seat("cx", "lena", for_id="priya")),
        (
            PRIYA,
            Known(away=frozenset({"priya"}), asked=frozenset({"nadia"}), own=frozenset({"lena"})),
            Seat("cx", "priya", passed=Passed.AWAY),
        ),
        (Place("cx", "priya"), Known(gone=frozenset({"priya"})), Seat("cx", "priya", passed=Passed.GONE)),
        (Place("cx", None), Known(), Seat("cx", None, passed=Passed.NOBODY_LEADS)),
        (PRIYA, Known(own=frozenset({"priya"})), Seat("cx", "priya", passed=Passed.OWN)),
        (PRIYA, Known(asked=frozenset({"priya"})), Seat("cx", "priya", passed=Passed.ASKED_ALREADY)),
    ],
)
def test_a_seat_is_taken_by_who_leads_or_speaks_for_them(place: Place, known: Known, expected: Seat) -> None:
    assert chain.seat(place, known) == expected


def test_the_way_up_ends_with_the_first_who_can_be_asked() -> None:
    known = Known(own=frozenset({"ana"}), away=frozenset({"priya"}))
    way = chain.way_up([Place("support", "ana"), Place("x", None), PRIYA, Place("root", "lena")], known)
    assert [(one.person_id, one.passed) for one in way] == [
        ("ana", Passed.OWN),
        (None, Passed.NOBODY_LEADS),
        ("nadia", None),
    ]


def test_on_top_nobody_is_asked_at_the_end() -> None:
    way = chain.way_up([Place("root", "lena")], Known(asked=frozenset({"lena"})))
    assert [one.passed for one in way] == [Passed.ASKED_ALREADY]


@pytest.mark.parametrize(
    ("leaders_before", "is_urgent", "expected"),
    [
        (0, False, ORDINARY),
        (1, False, FURTHER_UP),
        (5, False, FURTHER_UP),
        (0, True, URGENT),
        (3, True, URGENT),
    ],
)
def test_limits_grow_with_the_second_leader_and_shrink_when_it_is_urgent(
    leaders_before: int, is_urgent: bool, expected: clock.Limits
) -> None:
    assert clock.limits(leaders_before, is_urgent=is_urgent) == expected


@pytest.mark.parametrize(
    ("span", "start", "ends"),
    [
        (ORDINARY.take, "20 16:00", "23 16:00"),
        (ORDINARY.answer, "20 16:00", "24 16:00"),
        (FURTHER_UP.answer, "18 09:00", "23 09:00"),
        # Four working hours: one is left on Friday.
        (URGENT.take, "20 16:00", "23 12:00"),
        (URGENT.answer, "20 16:00", "23 16:00"),
    ],
)
def test_time_is_the_addressees_working_time(span: clock.Span, start: str, ends: str) -> None:
    assert span.after(LONDON, london(start)) == london(ends)


@pytest.mark.parametrize(
    ("began", "ends", "warned"),
    [
        # Eight hours: at half of them.
        ("18 10:00", "19 10:00", "18 14:00"),
        # Four hours: two are left.
        ("18 10:00", "18 14:00", "18 12:00"),
        # Half of three hours would leave less than two.
        ("18 10:00", "18 13:00", "18 11:00"),
        # Half of it falls on a closing time, where nobody reads it: the next morning.
        ("18 09:00", "20 09:00", "19 09:00"),
        # There is no such moment.
        ("18 10:00", "18 12:00", None),
    ],
)
def test_the_notice_beforehand_leaves_two_hours(began: str, ends: str, warned: str | None) -> None:
    found = clock.warn_at(LONDON, london(began), london(ends))
    assert found == (london(warned) if warned else None)


def test_a_night_shift_closes_the_next_morning() -> None:
    nights = WorkingHours("Europe/London", start=time(22), end=time(6))
    assert clock.closing(nights, date(2026, 11, 18)) == london("19 06:00")
    assert clock.closing(LONDON, date(2026, 11, 18)) == london("18 17:00")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("go on without phone numbers", None),
        ("ship it without the second screen", None),
        ("move the date to January", words.PROMISED),
        ("postpone the deadline by a week", words.PROMISED),
        ("take a later date", words.PROMISED),
        ("buy the licence myself", words.MONEY),
        ("spend €300 on it", words.MONEY),
        ("we must skip the review", words.MUST),
        ("let people work at night", words.MUST),
        ("hire somebody", words.MUST),
    ],
)
def test_silence_decides_neither_money_nor_dates_nor_boundaries(text: str, problem: str | None) -> None:
    assert words.otherwise_problem(text, ("No night shifts", None, "Hiring")) == problem


def test_going_on_ends_it_and_only_an_answer_can_be_not_enough() -> None:
    assert states.may_become(AskState.ANSWERED, AskState.ASKED)
    assert states.may_become(AskState.WENT_AHEAD, AskState.ANSWERED)
    assert not states.may_become(AskState.SETTLED, AskState.ANSWERED)
    assert not states.may_become(AskState.ANSWERED, AskState.PROMISED)
