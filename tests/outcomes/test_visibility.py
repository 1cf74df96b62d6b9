"""What is for its people only is found by nobody else, in no list, search, tree or card."""

import pytest

from bot.core.db import Session
from bot.core.errors import NotFound
from bot.outcomes import queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.queries import Wanted, Which
from tests.outcomes.desk import made
from tests.support.world import World

EVERYBODY = ["lena", "omar", "priya", "nadia", "ana", "alice", "bob", "marcus", "grace", "dana", "charlie"]


def who_sees(world: World, session: Session, outcome: Outcome) -> set[str]:
    return {name for name in EVERYBODY if queries.is_visible(session, world.person(session, name), outcome)}


def test_an_open_one_is_for_every_full_member(world: World) -> None:
    with world.session() as session:
        assert who_sees(world, session, made(world, session)) == set(EVERYBODY) - {"charlie"}


def test_a_private_one_is_for_the_team_the_leaders_above_and_admins(world: World) -> None:
    with world.session() as session:
        found = made(world, session, is_private=True)
        assert who_sees(world, session, found) == {"alice", "bob", "ana", "priya", "nadia", "lena", "omar"}


def test_what_belongs_to_a_private_team_is_private(world: World) -> None:
    with world.session() as session:
        world.team(session, "billing").is_private = True
        found = made(world, session, owner="dana", by="grace")
        assert who_sees(world, session, found) == {"dana", "grace", "marcus", "lena", "omar"}


def test_those_concerned_see_it_wherever_they_are(world: World) -> None:
    with world.session() as session:
        parent = made(world, session, owner="nadia")
        found = made(
            world,
            session,
            owner="dana",
            by="alice",
            is_private=True,
            contributors=[world.ids["bob"]],
            confirmer="priya",
            parent_id=parent.id,
        )
        seen = who_sees(world, session, found)
    assert {"alice", "bob", "nadia", "priya", "dana"} <= seen
    assert "ana" not in seen


def test_who_is_asked_to_confirm_sees_it_while_they_are_asked(world: World) -> None:
    with world.session() as session:
        found = made(world, session, owner="dana", is_private=True, confirmer="priya")
        service.claim_done(session, found, evidence="There", by=world.ids["dana"], now=world.now)
        found.confirmer_id = None
        session.flush()
        assert "priya" in who_sees(world, session, found)


def test_lists_search_and_parents_leave_it_out(world: World) -> None:
    with world.session() as session:
        secret = made(world, session, "Secret salaries", is_private=True)
        marcus = world.person(session, "marcus")
        assert not queries.listed(session, marcus, Wanted(Which.ALL)).outcomes
        assert not queries.find(session, "salaries", marcus)
        assert not queries.possible_parents(session, "", marcus)
        assert queries.visible(session, marcus, [secret]) == []
        with pytest.raises(NotFound, match="O-1 is not an outcome here"):
            service.seen(session, marcus, secret.number)


def test_a_private_parent_is_not_named_to_others(world: World) -> None:
    with world.session() as session:
        parent = made(world, session, "Secret salaries", is_private=True)
        child = made(world, session, owner="dana", by="alice", parent_id=parent.id)
        assert queries.seen_parent(session, world.person(session, "dana"), child) is None
        assert queries.seen_parent(session, world.person(session, "alice"), child) is parent
