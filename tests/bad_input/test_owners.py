"""No owner, two owners, a group, a bot, a guest, somebody who left, a handle that matches two.

Confirmers, helpers and teams that cannot be: tests/outcomes/test_registering.py and
tests/people/test_team_form.py.
"""

from collections.abc import Iterator

import pytest

from tests.bad_input.conftest import Office
from tests.support.slack import Client

WHAT = "Nobody waits for an answer"


@pytest.fixture(scope="module")
def gone(the_office: Office) -> str:
    return leaves(the_office, comes(the_office, "gone", "Gus Gone"))


@pytest.fixture
def two_danas(office: Office) -> Iterator[None]:
    second = comes(office, "dana2", "Dana Cole")
    yield
    leaves(office, second)


def comes(office: Office, name: str, real_name: str) -> str:
    order = {"name": name, "real_name": real_name, "display_name": real_name.split(" ")[0]}
    made: str = office.story.slack.post("users", order)["user"]["id"]
    return made


def leaves(office: Office, id: str) -> str:
    office.story.slack.post(f"users/{id}", {"deleted": True}, "PATCH")
    return id


def write(alice: Client, line: str) -> None:
    """A line whose form is open now; nothing is chosen that was not certain."""
    alice.types(f"/outcome {line}", "support")


def chosen(alice: Client) -> str | None:
    block = next(one for one in alice.modal["blocks"] if one.get("block_id") == "owner")
    found: str | None = block["element"].get("initial_user")
    return found


def test_no_owner_marks_the_field(office: Office, alice: Client) -> None:
    write(alice, f"{WHAT} by 15 December")
    assert chosen(alice) is None
    assert set(alice.submits()) == {"owner"}
    assert office.titled(WHAT) == []


def test_two_owners_are_both_named_and_none_is_taken(office: Office, alice: Client) -> None:
    write(alice, f"{WHAT} <@{office.users['dana']}> <@{office.users['bob']}> by 15 December")
    assert chosen(alice) is None
    assert "More than one is named: Dana, Bob. Exactly one person answers for it" in alice.modal_text
    assert set(alice.submits()) == {"owner"}


@pytest.mark.parametrize("group", ["<!subteam^S0LEADS|@leads>", "<!subteam^S0LEADS>", "<!here>"])
def test_a_group_cannot_answer_for_it(alice: Client, group: str) -> None:
    write(alice, f"{WHAT} {group} by 15 December")
    assert chosen(alice) is None
    assert "A group cannot answer for it. Choose the one person from it who does." in alice.modal_text


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("throughline", "is an app. Name a person who can answer for it."),
        ("charlie", "is a guest here and can help, but not own."),
        ("gone", "account is deactivated. Name somebody who is here."),
    ],
)
def test_who_cannot_own_is_not_taken_from_a_line_and_is_marked_in_the_form(
    office: Office, alice: Client, gone: str, name: str, reason: str
) -> None:
    id = {**office.users, "gone": gone}[name]
    write(alice, f"{WHAT} <@{id}> by 15 December")
    assert chosen(alice) is None
    assert reason in alice.modal_text
    errors = alice.submits(owner=id)
    assert set(errors) == {"owner"}
    assert reason in errors["owner"]
    assert office.titled(WHAT) == []


def test_who_leaves_while_the_form_is_open_is_marked(office: Office, alice: Client) -> None:
    kofi = office.users["kofi"]
    write(alice, f"{WHAT} <@{kofi}> by 15 December")
    assert chosen(alice) == kofi
    leaves(office, kofi)
    assert "deactivated" in alice.submits()["owner"]


@pytest.mark.usefixtures("two_danas")
def test_of_two_who_match_a_handle_none_is_guessed(alice: Client) -> None:
    write(alice, f"{WHAT} @Dana by 15 December")
    assert chosen(alice) is None
    assert "More than one person could be @Dana: Dana Levi, Dana Cole." in alice.modal_text


def test_a_handle_that_matches_nobody_is_said(alice: Client) -> None:
    write(alice, f"{WHAT} @nobody.at.all by 15 December")
    assert chosen(alice) is None
    assert "I know nobody called @nobody.at.all. Choose the person here." in alice.modal_text
