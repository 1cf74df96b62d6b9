"""At risk without what has to change; blocked without on what.

In a check-in: tests/checkins/test_answering.py. All that a report may lack: tests/outcomes/test_reporting.py.
"""

import pytest

from bot.outcomes.model import Outcome
from tests.bad_input.conftest import Office
from tests.support.slack import Client


@pytest.fixture
def made(office: Office) -> Outcome:
    return office.outcome()


@pytest.mark.parametrize("note", ["", "   ", "\n"])
def test_at_risk_without_what_has_to_change_marks_the_field(
    office: Office, alice: Client, made: Outcome, note: str
) -> None:
    alice.types(f"/outcome status O-{made.number} at risk", "support")
    errors = alice.submits(note=note)
    assert set(errors) == {"note"}
    assert office.again(made).status is None
    assert alice.submits(note="Two more people") == {}
    assert office.again(made).status == "at_risk"


@pytest.mark.parametrize("note", ["", "  "])
def test_blocked_without_on_what_and_until_when_marks_the_fields(
    office: Office, alice: Client, made: Outcome, note: str
) -> None:
    alice.types(f"/outcome status O-{made.number} blocked", "support")
    assert set(alice.submits(note=note)) >= {"needed_by"}
    assert set(alice.submits(note=note, needed_by="2026-11-26")) == {"note"}
    assert set(alice.submits(note="Legal's yes", needed_by="2026-11-01")) == {"needed_by"}
    assert office.again(made).status is None
    assert alice.submits(needed_by="2026-11-26") == {}
    assert office.again(made).status == "blocked"


def test_blocked_by_oneself_or_by_an_app_marks_who(office: Office, alice: Client, made: Outcome) -> None:
    alice.types(f"/outcome status O-{made.number} blocked", "support")
    alice.fills(note="A word", needed_by="2026-11-26")
    for who, said in ((alice.id, "somebody else"), (office.users["throughline"], "is an app")):
        errors = alice.submits(waiting_for=who)
        assert set(errors) == {"waiting_for"}
        assert said in errors["waiting_for"]
