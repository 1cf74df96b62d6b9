"""Adding and changing a team in its form."""

from datetime import time
from typing import Any

import pytest

from bot.core import journal
from bot.core.calendar import Cadence
from bot.core.errors import InvalidInput, InvalidInputs, NotAllowed
from bot.outbox.model import Delivery
from bot.people import queries, service as people
from bot.people.model import Channel, Person, Team
from bot.slack.answers import Options
from bot.slack.blocks import Modal
from tests.people.desk import Desk, buttons, fields_of, form, texts, words
from tests.support.world import slack_user

NEW = {"name": "Research", "leader": "UMARCUS", "members": ["UMARCUS"]}


def change(desk: Desk, who: str, team: str) -> Modal:
    return form(desk.clicks(who, "team.change", team=desk.world.ids[team]))


def errors(desk: Desk, who: str, modal: Modal, **typed: Any) -> dict[str, str]:
    with pytest.raises((InvalidInput, InvalidInputs)) as refused:
        desk.submits(who, modal, **typed)
    wrong = refused.value
    return wrong.errors if isinstance(wrong, InvalidInputs) else {wrong.field: wrong.text}


def named(desk: Desk, name: str) -> Team:
    with desk.session() as session:
        return session.query(Team).filter(Team.name == name).one()


def test_a_new_team_is_there_and_offers_what_comes_next(desk: Desk) -> None:
    answer = desk.submits("eve", form(desk.types("eve", "add")), **NEW, channel="CNEW")
    assert "Nobody in it is asked anything yet" in words(answer)
    offered = buttons(answer)
    assert {"Start", "Preview", "Send me a sample"} <= set(offered)
    made = named(desk, "Research")
    assert made.leader_id == desk.world.ids["marcus"]
    with desk.session() as session:
        assert [one.name for one in queries.members(session, made.id)] == ["Marcus"]
        channel = session.find(Channel, "CNEW")
        assert channel is not None
        assert channel.checked_at is None


def test_the_form_shows_the_team_as_it_is_and_saving_it_changes_nothing(desk: Desk) -> None:
    with desk.session() as session:
        before = dict(vars(desk.world.team(session, "support")))
        entries = len(journal.history(session, f"team:{desk.world.ids['support']}"))
    desk.submits("ana", change(desk, "ana", "support"))
    with desk.session() as session:
        after = dict(vars(desk.world.team(session, "support")))
        assert len(journal.history(session, f"team:{desk.world.ids['support']}")) == entries
    before.pop("_sa_instance_state"), after.pop("_sa_instance_state")
    assert after == before


def test_everything_that_is_wrong_is_marked_at_once(desk: Desk) -> None:
    with desk.session() as session:
        people.keep(session, slack_user("robo", is_bot=True), now=desk.world.now)
        people.keep(session, slack_user("gone", is_gone=True), now=desk.world.now)
    found = errors(
        desk, "ana", change(desk, "ana", "support"),
        name="billing", parent=desk.world.ids["support"], leader="UROBO", deputy="UCHARLIE",
        members=["UALICE", "UGONE", "UNOBODY"],
    )  # fmt: skip
    assert set(found) == {"name", "parent", "leader", "deputy", "members"}
    assert "Billing" in found["name"]
    assert "app" in found["leader"]
    assert "guest" in found["deputy"]
    assert "deactivated" in found["members"]
    assert "know this person" in found["members"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "   "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"leader": None}, "leader"),
        ({"leader": "UCHARLIE"}, "leader"),
        ({"deputy": "UANA"}, "deputy"),
        ({"members": []}, "members"),
        ({"members": ["UCHARLIE"]}, "members"),
        ({"parent": "gone"}, "parent"),
        ({"channel": "COLD"}, "channel"),
    ],
)
def test_one_thing_that_is_wrong_is_marked(desk: Desk, typed: dict[str, Any], field: str) -> None:
    desk.change(lambda session: session.add(Channel(id="COLD", name="old", is_archived=True)))
    assert set(errors(desk, "ana", change(desk, "ana", "support"), **typed)) == {field}


def test_a_team_can_not_be_put_below_one_that_is_below_it(desk: Desk) -> None:
    found = errors(desk, "priya", change(desk, "priya", "cx"), parent=desk.world.ids["support"])
    assert "Support is below Customer Experience" in found["parent"]


def test_leadership_passes_to_somebody_else(desk: Desk) -> None:
    desk.submits("ana", change(desk, "ana", "support"), leader="UBOB", deputy="UALICE")
    with pytest.raises(NotAllowed, match="Ask Bob"):
        desk.clicks("ana", "team.change", team=desk.world.ids["support"])
    assert change(desk, "bob", "support")
    assert change(desk, "alice", "support")


def test_whoever_leaves_the_home_team_is_at_home_in_another_one(desk: Desk) -> None:
    desk.submits("grace", change(desk, "grace", "billing"), members=["UGRACE", "UDANA", "UBOB"])
    desk.submits("ana", change(desk, "ana", "support"), members=["UANA", "UALICE"])
    with desk.session() as session:
        home = queries.home_team(session, desk.world.ids["bob"])
        assert home is not None
        assert home.name == "Billing"
        # A third team of Bob's must not take the place of the home that he found.
        people.set_members(
            session, desk.world.team(session, "cx"), [desk.world.ids["bob"]], by=None, now=desk.world.now
        )
        again = queries.home_team(session, desk.world.ids["bob"])
        assert again is not None
        assert again.name == "Billing"


def test_the_rhythm_is_that_of_the_team_above_until_it_is_set(desk: Desk) -> None:
    desk.submits("priya", change(desk, "priya", "cx"), weekday="1", at=time(11))
    shown = change(desk, "ana", "support")
    assert "As Customer Experience: Tuesday" in words_of(shown)
    assert "Empty: 11:00" in words_of(shown)
    desk.submits("ana", shown, at=time(9, 30))
    with desk.session() as session:
        support = desk.world.team(session, "support")
        assert (support.weekday, support.at) == (None, time(9, 30))
        found = queries.rhythm(session, support)
        assert (found.weekday, found.at) == (1, time(9, 30))
        assert support.rhythm_changed_at == desk.world.now


def test_more_settings_come_on_demand_and_keep_what_was_typed(desk: Desk) -> None:
    shown = change(desk, "ana", "support")
    assert "cadence" not in fields_of(shown)
    more = opened(desk, "ana", shown, name="Help desk", weekday="3")
    assert {
        "cadence",
        "closes_weekday",
        "closes_at",
        "digest_weekday",
        "digest_at",
        "zone",
        "private",
    } <= set(fields_of(more))
    desk.submits(
        "ana", more, cadence="two_weekly", closes_weekday="0", digest_at=time(16), zone="Europe/Paris",
        private=["private"],
    )  # fmt: skip
    changed = named(desk, "Help desk")
    assert (changed.weekday, changed.cadence, changed.closes_weekday) == (3, Cadence.TWO_WEEKLY, 0)
    assert (changed.digest_at, changed.zone, changed.is_private) == (time(16), "Europe/Paris", True)


def test_what_stands_behind_more_stays_when_it_was_not_opened(desk: Desk) -> None:
    more = opened(desk, "ana", change(desk, "ana", "support"))
    desk.submits("ana", more, cadence="daily", private=["private"])
    desk.submits("ana", change(desk, "ana", "support"), name="Help desk")
    changed = named(desk, "Help desk")
    assert (changed.cadence, changed.is_private) == (Cadence.DAILY, True)
    desk.submits("ana", opened(desk, "ana", change(desk, "ana", "support")), weekday="0")
    changed = named(desk, "Help desk")
    assert (changed.cadence, changed.is_private, changed.weekday) == (Cadence.DAILY, True, 0)


def test_a_leader_adds_a_team_below_their_own(desk: Desk) -> None:
    shown = form(desk.clicks("ana", "team.new"))
    assert "Support" in words_of(shown)
    desk.submits("ana", shown, name="Night shift", leader="UBOB", members=["UBOB"])
    assert named(desk, "Night shift").parent_id == desk.world.ids["support"]


def test_the_teams_offered_as_parent_leave_out_the_team_itself_and_what_one_may_not_see(desk: Desk) -> None:
    with desk.session() as session:
        desk.world.team(session, "billing").is_private = True
    answer = desk.does("options", "team.parents", "ana", text="", value={"team": desk.world.ids["support"]})
    assert isinstance(answer, Options)
    offered = [one["text"]["text"] for one in answer.options]
    assert offered == ["Customer Experience", "Harbor", "Platform"]


def test_zones_are_those_of_the_people_here_until_something_is_typed(desk: Desk) -> None:
    def offered(typed: str) -> list[str]:
        answer = desk.does("options", "team.zones", "ana", text=typed)
        assert isinstance(answer, Options)
        return [one["value"] for one in answer.options]

    assert "Europe/Lisbon" in offered("")
    assert "Pacific/Auckland" not in offered("")
    assert offered("new york") == ["America/New_York"]


def test_a_sample_is_sent_to_whoever_asks_each_time(desk: Desk) -> None:
    for _ in range(2):
        desk.clicks("ana", "team.sample", team=desk.world.ids["support"])
    with desk.session() as session:
        sent = session.query(Delivery).all()
        assert [(one.to, one.kind, one.ref) for one in sent] == [
            ("UANA", "people.sample", desk.world.ids["support"])
        ] * 2
    assert "nothing was kept" in words(desk.clicks("ana", "team.sample_tap:2"))


def test_who_is_no_longer_here_does_not_come_back_by_saving(desk: Desk) -> None:
    with desk.session() as session:
        bob = session.find(Person, desk.world.ids["bob"])
        assert bob is not None
        bob.is_gone = True
    desk.submits("ana", change(desk, "ana", "support"))
    with desk.session() as session:
        assert [one.name for one in queries.members(session, desk.world.ids["support"])] == ["Alice", "Ana"]


def opened(desk: Desk, who: str, modal: Modal, **typed: Any) -> Modal:
    return form(desk.clicks_in(who, modal, "team.more", **typed))


def words_of(modal: Modal) -> str:
    return "\n".join([modal.title, *texts(list(modal.blocks))])
