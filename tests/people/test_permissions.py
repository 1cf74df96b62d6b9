"""Who may do what with people and teams: every action as every role."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from bot.core.errors import InvalidInput, InvalidInputs, NotAllowed, NotFound
from bot.people import queries, service as people
from bot.people.rules import Role
from bot.people.rules.permissions import Action, who_may
from bot.slack.blocks import Modal, asks, date_input, line_input, people_input, person_input, search
from tests.people.desk import ELSEWHERE, Desk
from tests.support.world import WORKSPACE

# What each is to Customer Experience; Priya, its leader, is away in the table of absences.
ROLES: Mapping[str, tuple[str, str]] = {
    "leader": ("priya", WORKSPACE),
    "deputy": ("nadia", WORKSPACE),
    "leader above": ("lena", WORKSPACE),
    "deputy above": ("omar", WORKSPACE),
    "admin": ("eve", WORKSPACE),
    "leader below": ("ana", WORKSPACE),
    "member elsewhere": ("dana", WORKSPACE),
    "guest": ("charlie", WORKSPACE),
    "other workspace": ("priya", ELSEWHERE),
}
LEADERS = {"leader", "deputy", "leader above", "deputy above"}
FULL = {*LEADERS, "admin", "leader below", "member elsewhere"}
MAY_CHANGE = {*LEADERS, "admin"}
MAY_ADD_SOMEWHERE = {*MAY_CHANGE, "leader below"}

TEAM_FORM = Modal(
    "team.change",
    "Team",
    [
        asks("name", "Name", line_input("Customer Experience")),
        asks("parent", "Part of", search("team.parents")),
        asks("leader", "Leader", person_input("UPRIYA")),
        asks("deputy", "Deputy", person_input()),
        asks("members", "Members", people_input(["UPRIYA"])),
    ],
    "Save",
)
AWAY_FORM = Modal("people.away", "Away", [asks("first", "First", date_input(date(2026, 12, 1)))], "Save")
ADMINS_FORM = Modal("people.admins", "Admins", [asks("admins", "Admins", people_input(["UEVE"]))], "Save")
GUESTS_FORM = Modal("people.guests", "Guests", [asks("guests", "Guests", people_input())], "Save")


Act = Callable[[Desk, str, str], object]


def click(action: str) -> Act:
    return lambda desk, who, home: desk.does("action", action, who, home=home, value=about(desk))


def word(name: str) -> Act:
    return lambda desk, who, home: desk.does("word", f"/team {name}", who, home=home)


def submit(modal: Modal, **value: str) -> Act:
    def act(desk: Desk, who: str, home: str) -> object:
        from_shown = {name: desk.world.ids[of] for name, of in value.items()}
        shown = Modal(modal.callback, modal.title, modal.blocks, modal.submit, value=from_shown)
        return desk.submits_from(home, who, shown)

    return act


def about(desk: Desk) -> dict[str, str]:
    return {"team": desk.world.ids["cx"], "channel": "CCX"}


CASES: list[tuple[str, Act, set[str]]] = [
    ("/team", lambda desk, who, home: desk.does("command", "/team", who, home=home), FULL),
    ("/team list", word("list"), FULL),
    ("/team add", word("add"), MAY_ADD_SOMEWHERE),
    ("/team me", word("me"), FULL),
    ("/team admins", word("admins"), {"admin"}),
    ("/team guests", word("guests"), {"admin"}),
    ("team.show", click("team.show"), FULL),
    ("team.change", click("team.change"), MAY_CHANGE),
    ("team.new", click("team.new"), MAY_ADD_SOMEWHERE),
    ("team.change saved", submit(TEAM_FORM, team="cx"), MAY_CHANGE),
    ("team.sample", click("team.sample"), MAY_CHANGE),
    ("team.accept_channel", click("team.accept_channel"), MAY_CHANGE),
    ("people.settings", click("people.settings"), FULL),
    ("people.stored", click("people.stored"), FULL),
    ("people.away", lambda desk, who, home: desk.does("action", "people.away", who, home=home), FULL),
    ("people.away, Priya's", submit(AWAY_FORM, person="priya"),
     {"leader", "deputy", "leader above", "deputy above", "admin"}),
    ("people.admins saved", submit(ADMINS_FORM), {"admin"}),
    ("people.guests saved", submit(GUESTS_FORM), {"admin"}),
    ("people.take_admin", click("people.take_admin"), {"admin"}),
]  # fmt: skip


@pytest.mark.parametrize(("act", "allowed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_every_action_as_every_role(desk: Desk, act: Act, allowed: set[str]) -> None:
    assert who_gets_through(desk, act) == allowed


@pytest.mark.parametrize(("parent", "allowed"), [(None, {"admin"}), ("cx", MAY_CHANGE)])
def test_a_team_on_top_is_added_by_admins_and_one_below_by_its_leaders(
    desk: Desk, parent: str | None, allowed: set[str]
) -> None:
    typed = {"name": "New", "parent": desk.world.ids[parent] if parent else None}
    assert (
        who_gets_through(desk, lambda *who: desk.submits_from(who[2], who[1], TEAM_FORM, **typed)) == allowed
    )


def who_gets_through(desk: Desk, act: Act) -> set[str]:
    """The roles that are not refused; nothing of what they do is kept."""
    desk.keeps = False
    found = set()
    for role, (who, home) in ROLES.items():
        try:
            act(desk, who, home)
            found.add(role)
        except (NotAllowed, NotFound):
            continue
    return found


@pytest.mark.parametrize("who", ["dana", "grace", "marcus", "charlie"])
def test_whoever_may_not_know_of_a_private_team_is_told_that_there_is_none(desk: Desk, who: str) -> None:
    with desk.session() as session:
        desk.world.team(session, "support").is_private = True
    with pytest.raises((NotFound, NotAllowed)):
        desk.clicks(who, "team.show", team=desk.world.ids["support"])


@pytest.mark.parametrize("who", ["alice", "ana", "priya", "nadia", "lena", "eve"])
def test_its_people_and_those_above_see_a_private_team(desk: Desk, who: str) -> None:
    with desk.session() as session:
        desk.world.team(session, "support").is_private = True
    assert desk.clicks(who, "team.show", team=desk.world.ids["support"])


def test_a_guest_who_may_own_has_settings_and_days_away_and_nothing_else(desk: Desk) -> None:
    with desk.session() as session:
        desk.world.person(session, "charlie").may_own_as_guest = True
    for action in ("people.settings", "people.stored", "people.away"):
        assert desk.clicks("charlie", action)
    with pytest.raises(NotAllowed):
        desk.clicks("charlie", "team.show", team=desk.world.ids["support"])


def test_a_guest_who_may_own_is_in_a_team_without_seeing_what_it_keeps_to_itself(desk: Desk) -> None:
    with desk.session() as session:
        desk.world.person(session, "charlie").may_own_as_guest = True
        support, everybody = desk.world.team(session, "support"), ("ana", "alice", "charlie")
        members = [desk.world.ids[one] for one in everybody]
        people.set_members(session, support, members, by=None, now=desk.world.now)
        assert queries.roles(session, desk.world.person(session, "charlie"), support.id) == {Role.GUEST}
        assert Role.TEAM_MEMBER in queries.roles(session, desk.world.person(session, "alice"), support.id)


def test_every_action_has_a_row() -> None:
    assert all(who_may(action) for action in Action)


def test_an_invalid_form_is_no_way_around_a_rule(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        submit(TEAM_FORM, team="cx")(desk, "dana", WORKSPACE)
    with pytest.raises((InvalidInput, InvalidInputs)):
        desk.submits_from(WORKSPACE, "eve", TEAM_FORM, name="")
