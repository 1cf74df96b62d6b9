"""Days that have passed, do not exist, are doubtful, too far away or free.

Everything that dates may be typed as: tests/core/test_dates.py. The owner's free day taken with its button:
tests/outcomes/test_conversation.py. Their holidays and days away: tests/outcomes/test_registering.py.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.bad_input.conftest import Office
from tests.support.slack import Client

WHAT = "The archive is sorted"


def write(alice: Client, day: str) -> None:
    alice.types(f"/outcome {WHAT} <@{alice.id}> by {day}", "support")


def chosen(alice: Client) -> str | None:
    block = next(one for one in alice.modal["blocks"] if one.get("block_id") == "due")
    found: str | None = block["element"].get("initial_date")
    return found


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("yesterday", "Tue 17 Nov 2026 has passed. Choose today or a later day."),
        ("3 November 2026", "Tue 3 Nov 2026 has passed. Choose today or a later day."),
        ("30 February", "February"),
        ("31 December 9999", "That is more than 5 years away."),
    ],
)
def test_a_day_that_cannot_be_leaves_the_field_empty_and_says_why(alice: Client, day: str, said: str) -> None:
    write(alice, day)
    assert chosen(alice) is None
    assert said in alice.modal_text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-17", "has passed"),
        ("9999-12-31", "more than 5 years away"),
        ("1999-01-01", "has passed"),
    ],
)
def test_a_day_chosen_in_the_form_is_marked(office: Office, alice: Client, day: str, said: str) -> None:
    write(alice, "15 December")
    errors = alice.submits(due=day)
    assert set(errors) == {"due"}
    assert said in errors["due"]
    assert office.titled(WHAT) == []


def test_an_outcome_under_another_needs_a_day(office: Office, alice: Client) -> None:
    goal = office.outcome("Papers are found at once")
    alice.types(f"/outcome {WHAT} <@{alice.id}> under O-{goal.number}", "support")
    assert set(alice.submits(done="Nothing lies about")) >= {"due"}


@pytest.fixture
def friday(office: Office) -> Iterator[None]:
    before = office.story.now
    office.story.bot.set_clock(datetime(2026, 11, 20, 10, tzinfo=UTC))
    yield
    office.story.bot.set_clock(before)


@pytest.mark.usefixtures("friday")
@pytest.mark.parametrize("day", ["Friday", "next Friday"])
def test_on_a_friday_the_form_shows_that_the_one_in_a_week_was_understood(alice: Client, day: str) -> None:
    write(alice, day)
    assert chosen(alice) == "2026-11-27"


def test_what_could_be_another_day_is_asked_about_in_the_form(office: Office, alice: Client) -> None:
    write(alice, "next Friday")
    assert chosen(alice) == "2026-11-27"
    assert "Is Fri 27 Nov 2026 the day you mean? I read it from “next Friday”." in alice.modal_text
    assert office.titled(WHAT) == []


def test_a_day_free_for_the_owner_is_said_with_a_better_one(alice: Client) -> None:
    write(alice, "12 December")
    assert chosen(alice) == "2026-12-12"
    assert "Sat 12 Dec is not a working day for Alice. Fri 11 Dec?" in alice.modal_text
    alice.clicks("Take Fri 11 Dec")
    assert chosen(alice) == "2026-12-11"
