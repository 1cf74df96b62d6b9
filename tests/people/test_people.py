"""Who is here, who may use the bot, and who leads whom."""

from datetime import date, timedelta

import pytest

from bot.core.errors import InvalidInput, NotAllowed
from bot.people import queries, service
from bot.people.rules import Rhythm, Role, inherited
from tests.support.world import START, World, slack_user


def test_what_a_person_set_survives_what_slack_says(world: World) -> None:
    with world.session() as session:
        alice = world.person(session, "alice")
        alice.working_days = "0123"
        service.keep(session, slack_user("alice", zone="America/New_York", name="Al"), now=START)
        assert (alice.name, alice.zone, alice.working_days) == ("Al", "America/New_York", "0123")


def test_a_zone_that_does_not_exist_changes_nothing(world: World) -> None:
    with world.session() as session:
        service.keep(session, slack_user("alice", zone="Europe/Atlantis"), now=START)
        assert world.person(session, "alice").zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("changes", "home"),
    [
        ({"is_guest": True}, None),
        ({"is_bot": True}, None),
        ({"is_gone": True}, None),
        ({"is_stranger": True}, None),
        ({}, "T0ELSEWHERE"),
    ],
)
def test_only_full_members_of_this_workspace_are_admitted(
    world: World, changes: dict, home: str | None
) -> None:
    with world.session() as session:
        service.keep(session, slack_user("alice", **changes), now=START)
        with pytest.raises(NotAllowed):
            service.admit(session, "UALICE", home, guests=False, now=START)


def test_somebody_slack_has_not_told_us_of_is_asked_to_try_again(world: World) -> None:
    with world.session() as session, pytest.raises(NotAllowed, match="try again"):
        service.admit(session, "UNOBODY", None, guests=False, now=START)


def test_leaders_above_are_named_from_the_nearest_to_the_root(world: World) -> None:
    with world.session() as session:
        up = queries.rungs(session, world.ids["support"])
        assert [rung.leader.name for rung in up if rung.leader] == ["Ana", "Priya", "Lena"]
        assert up[1].deputy is not None
        assert up[1].deputy.name == "Nadia"


def test_roles_follow_the_tree(world: World) -> None:
    with world.session() as session:
        support = world.ids["support"]
        assert Role.LEADER in queries.roles(session, world.person(session, "ana"), support)
        assert Role.LEADER_ABOVE in queries.roles(session, world.person(session, "nadia"), support)
        assert queries.roles(session, world.person(session, "dana"), support) == {Role.MEMBER}
        assert queries.roles(session, world.person(session, "charlie"), support) == {Role.GUEST}


def test_a_team_cannot_be_put_below_itself(world: World) -> None:
    with world.session() as session:
        harbor = world.team(session, "harbor")
        with pytest.raises(InvalidInput) as refused:
            service.change_team(session, harbor, by=None, now=START, parent_id=world.ids["support"])
        assert refused.value.field == "parent"


def test_two_absences_that_overlap_become_one(world: World) -> None:
    with world.session() as session:
        bob = world.person(session, "bob")
        first = date(2026, 12, 20)
        service.go_away(session, bob, first, first + timedelta(days=5), by=bob.id, now=START)
        service.go_away(
            session, bob, first + timedelta(days=3), first + timedelta(days=9), by=bob.id, now=START
        )
        kept = queries.absences(session, bob.id, first)
        assert [(one.first, one.last) for one in kept] == [(first, first + timedelta(days=9))]
        assert queries.is_away(session, bob, first + timedelta(days=9))
        assert not queries.is_away(session, bob, first + timedelta(days=10))


def test_a_rhythm_is_inherited_setting_by_setting() -> None:
    settings = [{"weekday": None, "digest_weekday": 3}, {"weekday": 1, "digest_weekday": 2}]
    assert inherited(settings) == Rhythm(weekday=1, digest_weekday=3)


def test_rows_of_another_workspace_do_not_exist(world: World) -> None:
    with world.session("T0OTHER") as session:
        assert queries.by_slack(session, "UALICE") is None
        assert queries.teams(session) == []
