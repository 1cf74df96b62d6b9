"""A parent that is itself or below itself, A needs B needs A, twelve levels.

Branches that are moved: tests/outcomes/test_registering.py.
"""

from bot.needs import queries as needs
from bot.outcomes.model import Outcome
from tests.bad_input.conftest import Office
from tests.support.slack import Client


def chooses(person: Client, name: str, found: Outcome) -> None:
    """Searches by number, and takes it if it is offered."""
    block = next(one for one in person.modal["blocks"] if one.get("block_id") == name)
    action = block["element"]["action_id"]
    place = {"user": person.id, "view_id": person.modal["id"], "block_id": name, "action_id": action}
    offered = person.slack.post("options", {**place, "query": f"O-{found.number}"})["options"]
    assert [one["value"] for one in offered] == [found.id]
    person.slack.post("input", {**place, "value": found.id})


def offered(person: Client, name: str, found: Outcome) -> list[str]:
    block = next(one for one in person.modal["blocks"] if one.get("block_id") == name)
    action = block["element"]["action_id"]
    place = {"user": person.id, "view_id": person.modal["id"], "block_id": name, "action_id": action}
    answer = person.slack.post("options", {**place, "query": f"O-{found.number}"})
    return [one["value"] for one in answer["options"]]


def test_itself_is_not_offered_as_its_parent(office: Office, alice: Client) -> None:
    made = office.outcome()
    alice.types(f"/outcome edit O-{made.number}", "support")
    assert offered(alice, "parent", made) == []


def test_a_descendant_as_parent_is_refused_with_the_loop_named(office: Office, alice: Client) -> None:
    top = office.outcome()
    middle = office.outcome(under=top)
    leaf = office.outcome(under=middle)
    alice.types(f"/outcome edit O-{top.number}", "support")
    chooses(alice, "parent", leaf)
    errors = alice.submits(reason="Because")
    loop = f"O-{top.number} → O-{middle.number} → O-{leaf.number} → O-{top.number}"
    assert errors == {"parent": f"That would go round in a circle: {loop}. Choose another one."}
    assert office.again(top).parent_id is None


def says_need(person: Client, consumer: Outcome, provider: Outcome) -> dict[str, str]:
    line = f"/outcome needs O-{consumer.number} its list by 26 November needs O-{provider.number}"
    person.types(line, "support")
    return person.submits()


def test_a_needs_b_needs_a_is_refused_with_the_loop_named(office: Office, alice: Client) -> None:
    one, other = office.outcome(), office.outcome()
    assert says_need(alice, one, other) == {}
    alice.closes()
    errors = says_need(alice, other, one)
    [(field, said)] = errors.items()
    assert field == "provider_outcome"
    assert f"O-{one.number}" in said
    assert f"O-{other.number}" in said
    assert "circle" in said
    with office.session() as session:
        assert not needs.of_consumer(session, other.id)


def test_an_outcome_that_needs_itself_is_refused(office: Office, alice: Client) -> None:
    one = office.outcome()
    errors = says_need(alice, one, one)
    assert "circle" in errors["provider_outcome"]


def test_of_twelve_levels_the_eleventh_is_refused_and_the_limit_told(office: Office, alice: Client) -> None:
    chain = [office.outcome()]
    for _ in range(9):
        chain.append(office.outcome(under=chain[-1]))
    alice.types(f"/outcome One more level <@{alice.id}> by 1 December under O-{chain[-1].number}", "support")
    errors = alice.submits(done="It is there")
    assert errors == {
        "parent": "That would be level 11, and 10 are the most. Make it part of something further up."
    }
    assert office.titled("One more level") == []
