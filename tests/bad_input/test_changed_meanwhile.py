"""A form submitted after the outcome changed under it.

Rules: tests/outcomes/test_changing.py. Outdated buttons: tests/checkins/test_answering.py.
"""

from tests.bad_input.conftest import Office
from tests.support.slack import Client


def shown_in(person: Client, name: str) -> str:
    block = next(one for one in person.modal["blocks"] if one.get("block_id") == name)
    found: str = block["element"].get("initial_value", "")
    return found


def typed_in(person: Client, name: str) -> str:
    """What stands in the field now, as its person sees it."""
    values = person.modal["state"]["values"][name]
    found: str = next(iter(values.values()))["value"]
    return found


def test_the_newer_version_is_shown_and_what_was_typed_stays(office: Office, alice: Client) -> None:
    made = office.outcome("The first wording", owner="alice")
    ana = office.person("ana")
    ana.types(f"/outcome edit O-{made.number}", "support")
    alice.types(f"/outcome edit O-{made.number}", "support")
    assert alice.submits(title="The second wording", reason="It was unclear") == {}
    alice.closes()

    assert ana.submits(title="What Ana typed", done="What Ana wants to see", reason="Mine is better") == {}
    assert "This was changed while you were writing." in ana.modal_text
    assert "The second wording" in ana.modal_text
    kept = {name: typed_in(ana, name) for name in ("title", "done", "reason")}
    assert kept == {"title": "What Ana typed", "done": "What Ana wants to see", "reason": "Mine is better"}
    assert office.again(made).title == "The second wording"

    assert ana.submits() == {}
    assert office.again(made).title == "What Ana typed"


def test_a_report_on_what_was_dropped_meanwhile_says_so_and_keeps_the_text(
    office: Office, alice: Client
) -> None:
    made = office.outcome()
    ana = office.person("ana")
    alice.types(f"/outcome status O-{made.number} at risk", "support")
    alice.fills(note="Two more people")
    ana.types(f"/outcome drop O-{made.number}", "support")
    assert ana.submits(why="Not needed any more") == {}
    ana.closes()
    errors = alice.submits()
    assert "dropped" in " ".join(errors.values())
    assert typed_in(alice, "note") == "Two more people"
    assert office.again(made).status is None
