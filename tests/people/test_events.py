"""What Slack tells of people by itself: who comes, changes and leaves."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.core.pending import Pending
from bot.people import jobs, queries, service as people
from bot.people.ui import short
from bot.slack.listeners import SLACK_ITSELF
from tests.people.desk import Desk, words
from tests.support.world import slack_user

LEFT = "people.leader_left"


def slack(id: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "team_id": "T0HARBOR",
        "name": "zoe",
        "real_name": "Zoe Quinn",
        "tz": "Asia/Tokyo",
        **changes,
    }


def test_whoever_joins_is_known_at_once(desk: Desk) -> None:
    desk.hears("team_join", user=slack("UZOE"))
    with desk.session() as session:
        found = queries.by_slack(session, "UZOE")
        assert found is not None
        assert (found.name, found.zone, found.is_guest) == ("Zoe Quinn", "Asia/Tokyo", False)


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"is_restricted": True}, "is_guest"),
        ({"is_bot": True}, "is_bot"),
        ({"team_id": "TOTHER"}, "is_stranger"),
        ({"deleted": True}, "is_gone"),
        ({"is_owner": True}, "runs_slack"),
    ],
)
def test_what_somebody_is_follows_slack(desk: Desk, changes: dict[str, Any], flag: str) -> None:
    desk.hears("user_change", user=slack("UALICE", **changes))
    with desk.session() as session:
        assert getattr(desk.world.person(session, "alice"), flag) is True


@pytest.mark.parametrize(
    ("changes", "fact"), [({"deleted": True}, "person.left"), ({"tz": "Asia/Tokyo"}, "person.moved")]
)
def test_leaving_and_moving_are_facts(desk: Desk, changes: dict[str, Any], fact: str) -> None:
    listening = {"person.left": ("test",), "person.moved": ("test",)}
    desk.world.database.services["consumers"] = listening
    desk.hears("user_change", user=slack("UALICE", **{"tz": "Europe/Paris", **changes}))
    with desk.session() as session:
        noted = session.execute(select(Pending.kind, Pending.subject)).all()
    assert noted == [(fact, desk.world.ids["alice"])]


def test_every_event_is_heard_whomever_it_is_about(desk: Desk) -> None:
    events = [entry for (kind, _), entry in desk.on.entries.items() if kind == "event"]
    assert events
    assert all(entry.rule is SLACK_ITSELF for entry in events)


def test_when_a_leader_leaves_the_one_above_is_told_once(desk: Desk) -> None:
    desk.start("support")
    desk.hears("user_change", user=slack("UANA", deleted=True))
    with desk.session() as session:
        for _ in range(2):
            jobs.somebody_left(session, desk.world.ids["ana"], desk.world.now)
    assert desk.notices() == [("priya", LEFT)]
    assert "Support has no leader now" in words(desk.told(LEFT))
    assert "goes to Priya" in words(desk.told(LEFT))
    with desk.session() as session:
        desk.world.team(session, "support").leader_id = desk.world.ids["bob"]
    assert "Bob leads Support now" in words(desk.told(LEFT))


def test_when_the_topmost_leader_leaves_an_admin_is_told(desk: Desk) -> None:
    desk.start("harbor")
    with desk.session() as session:
        desk.world.person(session, "lena").is_gone = True
        jobs.somebody_left(session, desk.world.ids["lena"], desk.world.now)
    assert desk.notices() == [("eve", LEFT)]


def test_nobody_is_told_of_a_team_that_is_not_started_nor_of_whoever_came_back(desk: Desk) -> None:
    with desk.session() as session:
        desk.world.person(session, "ana").is_gone = True
        jobs.somebody_left(session, desk.world.ids["ana"], desk.world.now)
        desk.world.person(session, "ana").is_gone = False
        desk.world.team(session, "support").started_at = desk.world.now
        jobs.somebody_left(session, desk.world.ids["ana"], desk.world.now)
    assert desk.notices() == []


def test_a_first_name_is_enough_until_a_second_person_has_it(desk: Desk) -> None:
    def called(name: str) -> str:
        with desk.session() as session:
            return short(desk.world.person(session, name))

    with desk.session() as session:
        people.keep(session, slack_user("ana", name="Ana Silva"), now=desk.world.now)
    assert called("ana") == "Ana"
    desk.hears("team_join", user=slack("UANA2", real_name="ana Costa"))
    assert called("ana") == "Ana Silva"
    desk.hears("user_change", user=slack("UANA2", real_name="ana Costa", deleted=True))
    with desk.session() as session:
        everybody = [
            slack("UANA", real_name="Ana Silva"),
            slack("UANA2", real_name="ana Costa", deleted=True),
        ]
        people.keep_all(session, everybody, admins=[], now=desk.world.now)
    assert called("ana") == "Ana"
