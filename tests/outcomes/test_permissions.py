"""Every action as every role, and another workspace's member, who finds nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.core.db import Session
from bot.core.errors import NotAllowed, NotFound
from bot.outcomes import queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.permissions import Action, may, who_may
from bot.people import service as people
from bot.people.rules import Role
from tests.outcomes.desk import made
from tests.support.world import World, slack_user

# Alice owns in Support, wrote it down herself; Bob helps; Grace confirms.
CAST = {
    "owner": "alice",
    "contributor": "bob",
    "confirmer": "grace",
    "leader": "ana",
    "deputy": "mara",
    "leader above": "priya",
    "deputy above": "nadia",
    "root": "omar",
    "admin": "lena",
    "member": "marcus",
    "guest": "charlie",
}
ALL = set(CAST)
MEMBERS = ALL - {"guest"}
LEADERS = {"leader", "deputy", "leader above", "deputy above", "root", "admin"}

# The root's leader is the admin here, too.
AFTER_YES = {
    Action.SEE: MEMBERS,
    Action.SEE_PRIVATE: MEMBERS - {"member"},
    Action.REGISTER: MEMBERS,
    Action.SAY_NEED: MEMBERS,
    Action.ASK_OWNER: MEMBERS,
    Action.ANSWER: set(),
    Action.ANSWER_CONDITION: {"owner"},
    Action.WAIVE: LEADERS,
    Action.REASSIGN: {"owner"} | LEADERS,
    Action.REPORT: {"owner", "leader", "deputy"},
    Action.GO_ON: {"owner"},
    Action.CLAIM: {"owner"},
    Action.CONFIRM: {"confirmer"},
    Action.EDIT_PROPOSAL: {"owner"} | LEADERS,
    Action.EDIT: {"owner"} | LEADERS,
    Action.PROPOSE_CHANGE: {"owner"},
    Action.ANSWER_CHANGE: {"confirmer"},
    Action.CHANGE: LEADERS,
    Action.PAUSE: {"owner"} | LEADERS,
    Action.WITHDRAW: {"owner"} | LEADERS,
    Action.DROP: {"owner"} | LEADERS,
    Action.ASK_DECISION: {"owner", "contributor", "leader", "deputy"},
    Action.WITHDRAW_DECISION: {"owner"},
}


@dataclass
class Case:
    world: World
    outcome_id: str
    refusals: list[str] = field(default_factory=list)

    def outcome(self, session: Session) -> Outcome:
        return queries.outcome(session, self.outcome_id)

    def may(self, role: str, action: Action) -> bool:
        with self.world.session() as session:
            person = self.world.person(session, CAST[role])
            try:
                service.require(session, person, self.outcome(session), action)
            except (NotAllowed, NotFound) as refused:
                self.refusals.append(refused.text)
                return False
            return True


@pytest.fixture
def case(world: World) -> Case:
    with world.session() as session:
        world.ids["mara"] = people.keep(session, slack_user("mara"), now=world.now).id
        support = world.team(session, "support")
        people.change_team(session, support, deputy_id=world.ids["mara"], by=None, now=world.now)
        found = made(world, session, confirmer="grace", contributors=[world.ids["bob"]])
        return Case(world, found.id)


@pytest.mark.parametrize("action", Action)
def test_each_action_is_for_these_roles_and_no_others(case: Case, action: Action) -> None:
    assert {role for role in CAST if case.may(role, action)} == AFTER_YES[action]
    # Every refusal says what to do instead.
    for text in set(case.refusals) - {"O-1 is not an outcome here."}:
        assert text.count(".") >= 2, text


@pytest.mark.parametrize("action", Action)
def test_another_workspace_finds_nothing(case: Case, action: Action) -> None:
    with case.world.session("T0OTHER") as session:
        people.welcome(session, name="Other", url="https://o.slack.test/", bot_user="U", bot_id="B")
        zoe = people.keep(session, slack_user("zoe"), now=case.world.now)
        zoe.is_admin = True
        assert session.find(Outcome, case.outcome_id) is None
        with pytest.raises(NotFound, match="O-1 is not an outcome here"):
            service.seen(session, zoe, 1)
    with case.world.session() as session:
        outcome = case.outcome(session)
        session.expunge(outcome)
    with case.world.session("T0OTHER") as session, pytest.raises(NotFound):
        service.require(session, zoe, outcome, action)


def test_the_matrix_has_a_row_for_every_action() -> None:
    assert all(isinstance(who_may(action), frozenset) for action in Action)
    assert not may({Role.GUEST}, Action.SEE)
    assert not any(may({Role.GUEST}, action) for action in Action)


def test_before_the_yes_the_one_who_asked_decides_and_the_one_asked_answers(world: World) -> None:
    with world.session() as session:
        asked = made(world, session, owner="dana", by="alice")
        dana, alice = world.person(session, "dana"), world.person(session, "alice")
        assert queries.may(session, dana, asked, Action.ANSWER)
        assert not queries.may(session, dana, asked, Action.REPORT)
        assert not queries.may(session, alice, asked, Action.ANSWER)
        for action in (Action.EDIT_PROPOSAL, Action.WITHDRAW, Action.REASSIGN):
            assert queries.may(session, alice, asked, action)
            assert not queries.may(session, dana, asked, action)


def test_who_declined_is_nothing_to_it_any_more(world: World) -> None:
    with world.session() as session:
        asked = made(world, session, owner="dana", by="alice")
        service.refuse(session, asked, by=world.ids["dana"], why="No time", now=world.now)
        assert not queries.may(session, world.person(session, "dana"), asked, Action.ANSWER)


def test_who_wrote_it_down_has_no_say_after_the_yes(world: World) -> None:
    with world.session() as session:
        asked = made(world, session, owner="dana", by="alice")
        service.agree(session, asked, by=world.ids["dana"], now=world.now)
        alice = world.person(session, "alice")
        with pytest.raises(NotAllowed, match="Only Dana and the leaders above can drop it"):
            service.drop(session, asked, by=alice, why="Never mind", now=world.now)


def test_a_guest_who_helps_is_nothing_more_than_a_guest(world: World) -> None:
    with world.session() as session:
        found = made(world, session, contributors=[world.ids["charlie"]], is_private=True)
        charlie = world.person(session, "charlie")
        assert queries.roles(session, charlie, found) == {Role.GUEST}
        assert not queries.is_visible(session, charlie, found)


def acts(world: World) -> dict[str, Callable[[Session, Outcome, str], object]]:
    now = world.now
    return {
        "agree": lambda s, o, by: service.agree(s, o, by=by, now=now),
        "claim": lambda s, o, by: service.claim_done(s, o, evidence="Here", by=by, now=now),
        "confirm": lambda s, o, by: service.confirm(s, o, by=by, now=now),
        "give back": lambda s, o, by: service.give_back(s, o, why="No", by=by, now=now),
        "change": lambda s, o, by: service.change(s, o, by=by, now=now, title="Else"),
        "propose": lambda s, o, by: service.propose_change(s, o, why="So", by=by, now=now),
        "hand over": lambda s, o, by: service.hand_over(s, o, to_id=world.ids["bob"], by=by, now=now),
        "own it": lambda s, o, by: service.own_it(s, o, by=by, now=now),
        "pause": lambda s, o, by: service.pause(s, o, by=by, why="So", now=now),
        "drop": lambda s, o, by: service.drop(s, o, by=by, why="So", now=now),
        "word": lambda s, o, by: service.add_word(s, o, text="So", by=by, now=now),
        "waive": lambda s, o, by: service.waive(s, o, by=by, now=now),
    }


@pytest.mark.parametrize("name", ["agree", "claim", "confirm", "give back", "change", "propose", "hand over",
                                  "own it", "pause", "drop", "word", "waive"])  # fmt: skip
def test_every_use_case_asks_who_may(world: World, name: str) -> None:
    with world.session() as session:
        found = made(world, session)
        with pytest.raises(NotAllowed):
            acts(world)[name](session, found, world.ids["marcus"])
        found.is_private = True
        session.flush()
        with pytest.raises(NotFound):
            acts(world)[name](session, found, world.ids["marcus"])
