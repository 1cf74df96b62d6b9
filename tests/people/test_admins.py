"""Who runs the bot: the first admin, those who are named, and those who take the role."""

import pytest

from bot.core import journal
from bot.core.errors import InvalidInput, NotAllowed
from bot.people import queries, service as people
from bot.people.ui import offer_admin
from bot.slack.answers import Reply
from bot.slack.blocks import Message
from tests.people.desk import Desk, buttons, form, texts, words
from tests.support.world import START, World

USERS = [{"id": "UALICE", "name": "alice"}, {"id": "UBOB", "name": "bob", "is_admin": True}]


def admins(desk: Desk) -> list[str]:
    with desk.session() as session:
        return [one.name for one in queries.admins(session)]


def runs_slack(desk: Desk, name: str) -> None:
    with desk.session() as session:
        desk.world.person(session, name).runs_slack = True


def test_whoever_installed_it_is_admin_only_while_there_is_none(world: World) -> None:
    with world.session() as session:
        queries.workspace(session).installed_by = "UALICE"
        people.keep_all(session, USERS, admins=[], now=START)
        assert [one.name for one in queries.admins(session)] == ["Lena"]
        world.person(session, "lena").is_admin = False
        people.keep_all(session, USERS, admins=[], now=START)
        assert [one.name for one in queries.admins(session)] == ["alice"]


def test_the_operator_names_admins(world: World) -> None:
    with world.session() as session:
        people.keep_all(session, USERS, admins=["UBOB", "UNOBODY"], now=START)
        assert {one.name for one in queries.admins(session)} == {"bob", "Lena"}


def test_slack_s_own_admins_may_take_the_role_and_the_others_are_told(desk: Desk) -> None:
    runs_slack(desk, "lena")
    assert "/team add" in words(desk.clicks("lena", "people.take_admin"))
    assert admins(desk) == ["Eve", "Lena"]
    assert desk.notices() == [("eve", "people.admin_taken")]
    assert "Lena, who administers this Slack workspace" in words(desk.told("people.admin_taken"))
    with desk.session() as session:
        kept = journal.history(session, f"person:{desk.world.ids['lena']}")
        assert [(one.field, one.after) for one in kept] == [("is_admin", "True")]


def test_taking_the_role_twice_is_the_same_as_once(desk: Desk) -> None:
    runs_slack(desk, "lena")
    for _ in range(2):
        desk.clicks("lena", "people.take_admin")
    assert desk.notices() == [("eve", "people.admin_taken")]


def test_nobody_else_takes_it(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="Ask Eve"):
        desk.clicks("alice", "people.take_admin")
    assert admins(desk) == ["Eve"]


def test_a_guest_never_takes_it(desk: Desk) -> None:
    runs_slack(desk, "charlie")
    with desk.session() as session:
        assert not queries.may_take_admin(desk.world.person(session, "charlie"))


def test_the_offer_says_who_has_the_role(desk: Desk) -> None:
    with desk.session() as session:
        blocks = offer_admin(queries.admins(session))
        assert "Eve" in "\n".join(texts(blocks))
        assert "no admin yet" in "\n".join(texts(offer_admin([])))
    assert buttons(Reply(Message("", blocks))) == {"Take the admin role": "people.take_admin"}


def test_admins_name_others_who_read_it(desk: Desk) -> None:
    shown = form(desk.types("eve", "admins"))
    answer = desk.submits("eve", shown, admins=["UEVE", "UPRIYA"])
    assert "Eve, Priya" in words(answer)
    assert desk.notices() == [("priya", "people.admin_named")]
    assert "Eve made you an admin" in words(desk.told("people.admin_named"))
    desk.submits("priya", form(desk.types("priya", "admins")), admins=["UPRIYA"])
    assert admins(desk) == ["Priya"]
    with pytest.raises(NotAllowed, match="Ask Priya"):
        desk.types("eve", "admins")


@pytest.mark.parametrize("named", [[], ["UCHARLIE"], ["UNOBODY"], ["UEVE", "UCHARLIE"]])
def test_somebody_who_can_has_to_be_admin(desk: Desk, named: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.submits("eve", form(desk.types("eve", "admins")), admins=named)
    assert refused.value.field == "admins"
    assert admins(desk) == ["Eve"]


def test_an_admin_lets_a_guest_own_and_takes_it_back(desk: Desk) -> None:
    answer = desk.submits("eve", form(desk.types("eve", "guests")), guests=["UCHARLIE"])
    assert "Charlie" in words(answer)
    with desk.session() as session:
        assert people.accountable(session, "UCHARLIE", "owner").name == "Charlie"
    desk.submits("eve", form(desk.types("eve", "guests")), guests=[])
    with desk.session() as session, pytest.raises(InvalidInput):
        people.accountable(session, "UCHARLIE", "owner")


@pytest.mark.parametrize("named", ["UALICE", "UNOBODY"])
def test_only_a_guest_needs_that(desk: Desk, named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.submits("eve", form(desk.types("eve", "guests")), guests=[named])
    assert refused.value.field == "guests"
