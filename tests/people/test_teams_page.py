"""`/team`: what people see of their teams, and when there is none."""

import pytest

from bot.people import service as people
from bot.people.model import Membership, Team
from tests.people.desk import Desk, buttons, words


def without_teams(desk: Desk) -> None:
    with desk.session() as session:
        session.query(Membership).delete()
        session.query(Team).update({"parent_id": None})
        session.query(Team).delete()


def test_a_member_reads_about_the_own_team_and_has_no_buttons_to_change_it(desk: Desk) -> None:
    answer = desk.types("dana", "")
    text = words(answer)
    assert "*Billing* · part of Platform" in text
    assert "Grace leads · 2 members · <#CBILLING>" in text
    assert "every Wednesday at 10:00 in each person's own time" in text
    assert "closes Friday 09:00, digest Friday 10:00 (Lagos)" in text
    assert "Support" not in text
    assert buttons(answer) == {"My settings": "people.settings"}


def test_a_leader_starts_previews_and_changes(desk: Desk) -> None:
    found = buttons(desk.types("grace", ""))
    assert {"Start", "Preview", "Send me a sample", "Change…", "New team…"} <= set(found)
    assert (found["Start"], found["Preview"]) == ("checkin.start", "checkin.preview")


@pytest.mark.parametrize(
    ("paused", "shown", "hidden"),
    [(False, {"Pause", "Check in now"}, {"Start", "Resume"}), (True, {"Resume"}, {"Start", "Pause"})],
)
def test_the_buttons_are_those_that_make_sense_now(
    desk: Desk, paused: bool, shown: set[str], hidden: set[str]
) -> None:
    desk.start("billing")
    with desk.session() as session:
        desk.world.team(session, "billing").paused_at = desk.world.now if paused else None
    found = set(buttons(desk.types("grace", "")))
    assert shown <= found
    assert not hidden & found


def test_an_admin_sees_every_team_and_may_add_one(desk: Desk) -> None:
    answer = desk.types("eve", "")
    for name in ("Harbor", "Customer Experience", "Support", "Platform", "Billing"):
        assert name in words(answer)
    assert buttons(answer)["New team…"] == "team.new"


def test_a_team_is_found_by_its_name_or_a_part_of_it(desk: Desk) -> None:
    assert "*Customer Experience*" in words(desk.types("dana", "experience"))
    assert "Did you mean Billing?" in words(desk.types("dana", "Biling"))
    assert "Which one:" in words(desk.types("dana", "or"))


def test_a_private_team_is_found_by_nobody_else(desk: Desk) -> None:
    with desk.session() as session:
        desk.world.team(session, "support").is_private = True
    assert "I know no team called *Support*" in words(desk.types("dana", "Support"))
    assert "Support" not in words(desk.types("dana", "list"))
    assert "*Support*" in words(desk.types("alice", "Support"))


def test_without_a_team_an_admin_is_shown_the_first_step(desk: Desk) -> None:
    without_teams(desk)
    answer = desk.types("eve", "")
    assert "There is no team yet" in words(answer)
    assert buttons(answer) == {"New team…": "team.new"}


def test_without_a_team_others_are_told_whom_to_ask(desk: Desk) -> None:
    without_teams(desk)
    assert "ask Eve" in words(desk.types("dana", ""))
    with desk.session() as session:
        desk.world.person(session, "eve").is_admin = False
    assert "can take that role on my Home page" in words(desk.types("dana", ""))


def test_whoever_is_in_no_team_is_told_who_can_add_them(desk: Desk) -> None:
    with desk.session() as session:
        people.set_members(
            session,
            desk.world.team(session, "billing"),
            [desk.world.ids["grace"]],
            by=None,
            now=desk.world.now,
        )
    assert "Eve can add you" in words(desk.types("dana", ""))


def test_sixty_teams_fit_into_one_message(desk: Desk) -> None:
    with desk.session() as session:
        for number in range(60):
            people.create_team(
                session, name=f"Team {number} <&> {'x' * 60}", leader_id=desk.world.ids["grace"],
                by=None, now=desk.world.now,
            )  # fmt: skip
    for who in ("grace", "eve"):
        text = words(desk.types(who, "list"))
        assert "more teams" in text
