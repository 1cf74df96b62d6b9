"""Order, one tap for all, whom a block asks, and how long something has been so, on values."""

from datetime import date, timedelta

import pytest

from bot.checkins.rules import asking, runs
from bot.checkins.rules.asking import Asked
from bot.checkins.rules.runs import Turn
from bot.checkins.rules.states import Answer
from bot.outcomes.rules.lifecycle import Status

TODAY = date(2026, 11, 18)


def test_flagged_ones_come_first_then_the_soonest_due_then_those_without_a_date() -> None:
    listed = [
        Asked(1, None, False),
        Asked(2, date(2026, 12, 1), False),
        Asked(3, date(2026, 11, 20), False),
        Asked(4, date(2027, 1, 1), True),
    ]
    assert [one.number for one in sorted(listed, key=asking.order)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("due_in", "is_flagged", "status", "expected"),
    [
        (15, False, None, True),
        (15, False, Status.ON_TRACK, True),
        (14, False, None, False),
        (15, True, None, False),
        (15, False, Status.AT_RISK, False),
        (15, False, Status.BLOCKED, False),
        (None, False, None, False),
    ],
)
def test_one_tap_covers_only_what_is_far_away_and_without_any_sign(
    due_in: int | None, is_flagged: bool, status: Status | None, expected: bool
) -> None:
    due = TODAY + timedelta(days=due_in) if due_in is not None else None
    assert asking.is_covered(due=due, is_flagged=is_flagged, status=status, today=TODAY) is expected


@pytest.mark.parametrize(
    ("leader", "helper", "is_chosen", "expected"),
    [
        ("ana", "omar", False, False),
        ("ana", "omar", True, True),
        ("ana", None, False, True),
        ("ana", "ana", True, False),
        (None, "omar", True, False),
        (None, None, False, False),
    ],
)
def test_whether_the_leader_is_asked_at_once(
    leader: str | None, helper: str | None, is_chosen: bool, expected: bool
) -> None:
    assert asking.asks_leader(leader=leader, helper=helper, is_chosen=is_chosen) is expected


def turns(text: str) -> list[Turn]:
    """Latest first: s silent, r at risk, g on track, w waiting in the open round, a away."""
    made = {
        "s": Turn(None, True, True),
        "r": Turn(Answer.AT_RISK, False, True),
        "g": Turn(Answer.ON_TRACK, False, True),
        "w": Turn(None, False, False),
        "a": Turn(None, False, True),
    }
    return [made[letter] for letter in text]


@pytest.mark.parametrize(
    ("past", "silent", "at_risk"),
    [
        ("", 0, 0),
        ("s", 1, 0),
        ("ssg", 2, 0),
        ("wss", 2, 0),
        ("sasg", 2, 0),
        ("gss", 0, 0),
        ("rrg", 0, 2),
        ("wrr", 0, 2),
        ("rar", 0, 2),
        ("rsr", 0, 1),
        ("srr", 1, 0),
    ],
)
def test_how_many_rounds_running(past: str, silent: int, at_risk: int) -> None:
    assert (runs.silent(turns(past)), runs.at_risk(turns(past))) == (silent, at_risk)
