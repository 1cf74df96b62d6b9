"""Channels of teams: who reads them, whether we may post there, and who is told."""

from typing import Any

import pytest

from bot.core.db import Session
from bot.core.pending import Pending
from bot.outbox import service as outbox
from bot.outbox.model import Delivery, Trouble
from bot.outbox.rules import State
from bot.people import jobs, queries, service as people
from bot.people.model import Channel
from bot.people.service import SlackChannel
from tests.people.desk import Desk, buttons, words

READ = "people.channel_read_by_others"
LOST = "people.channel_lost"


def reads(desk: Desk, **facts: Any) -> None:
    """Slack has been asked about #support, and says this of it."""
    said = {
        "name": "support", "is_private": False, "is_archived": False, "is_member": True,
        "is_shared_outside": False, "members": ("UANA", "UALICE", "UBOB", "UBOT"), **facts,
    }  # fmt: skip
    with desk.session() as session:
        people.keep_channel(session, "CSUPPORT", SlackChannel(**said), now=desk.world.now)


def loses_sight(desk: Desk) -> None:
    with desk.session() as session:
        people.keep_channel(session, "CSUPPORT", None, now=desk.world.now)


def channel(session: Session) -> Channel:
    found = session.find(Channel, "CSUPPORT")
    assert found is not None
    return found


def where_support_talks(desk: Desk) -> str | None:
    with desk.session() as session:
        return queries.channel_of(session, desk.world.team(session, "support"))


def test_a_team_s_channel_is_to_be_read_until_it_is_read(desk: Desk) -> None:
    def open_ones() -> set[str]:
        with desk.world.database.across(read_only=True) as session:
            return {id for _, id in queries.to_read(session, 50)}

    assert "CSUPPORT" in open_ones()
    reads(desk)
    assert "CSUPPORT" not in open_ones()
    desk.change(people.look_at_all_again)
    assert "CSUPPORT" in open_ones()


def test_a_channel_that_no_team_uses_is_not_read(desk: Desk) -> None:
    desk.change(lambda session: people.watch(session, "COTHER"))
    with desk.world.database.across(read_only=True) as session:
        assert ("T0HARBOR", "COTHER") not in queries.to_read(session, 50)


def test_what_slack_says_is_kept_and_readers_are_people(desk: Desk) -> None:
    with desk.session() as session:
        people.keep(session, bot_user(), now=desk.world.now)
    reads(desk, members=("UANA", "UCHARLIE", "UBOT", "UNOBODY"))
    with desk.session() as session:
        found = channel(session)
        assert (found.name, found.readers, found.has_guests, found.checked_at) == (
            "support", 3, True, desk.world.now,
        )  # fmt: skip


def test_a_channel_shared_with_another_company_waits_until_somebody_agrees(desk: Desk) -> None:
    desk.start("support")
    reads(desk, is_shared_outside=True)
    assert where_support_talks(desk) is None
    assert desk.notices() == [("ana", READ)]
    told = desk.told(READ)
    assert "I post nothing there until you say that it is fine" in words(told)
    assert buttons(told) == {"Use another channel": "team.change", "It's fine": "team.accept_channel"}
    desk.clicks("ana", "team.accept_channel", team=desk.world.ids["support"], channel="CSUPPORT")
    assert where_support_talks(desk) == "CSUPPORT"
    assert "It's fine that others read" in words(desk.told(READ))


def test_guests_in_a_channel_are_told_once_and_hold_nothing_up(desk: Desk) -> None:
    desk.start("support")
    for _ in range(3):
        reads(desk, members=("UANA", "UCHARLIE"))
    assert where_support_talks(desk) == "CSUPPORT"
    assert desk.notices() == [("ana", READ)]
    assert "They read the check-ins" in words(desk.told(READ))


def test_whoever_agreed_to_guests_has_not_agreed_to_a_company(desk: Desk) -> None:
    desk.start("support")
    reads(desk, members=("UANA", "UCHARLIE"))
    desk.clicks("ana", "team.accept_channel", team=desk.world.ids["support"], channel="CSUPPORT")
    reads(desk, is_shared_outside=True)
    assert where_support_talks(desk) is None
    assert desk.notices() == [("ana", READ)] * 2


def test_each_sharing_is_asked_about_anew(desk: Desk) -> None:
    desk.start("support")
    for _ in range(2):
        reads(desk, is_shared_outside=True)
        desk.clicks("ana", "team.accept_channel", team=desk.world.ids["support"], channel="CSUPPORT")
        desk.world.travel(days=1)
        reads(desk)
        desk.world.travel(days=1)
    assert desk.notices() == [("ana", READ)] * 2


def test_nobody_hears_of_it_before_the_team_is_started(desk: Desk) -> None:
    reads(desk, is_shared_outside=True)
    assert desk.notices() == []
    desk.start("support")
    with desk.session() as session:
        jobs.look_at_channel(session, desk.world.ids["support"], desk.world.now)
    assert desk.notices() == [("ana", READ)]


def test_where_nobody_leads_the_next_leader_above_is_told(desk: Desk) -> None:
    desk.start("support")
    with desk.session() as session:
        desk.world.team(session, "support").leader_id = None
    reads(desk, members=("UCHARLIE",))
    assert desk.notices() == [("priya", READ)]


@pytest.mark.parametrize("event", ["channel_archive", "group_archive"])
def test_an_archived_channel_is_told_and_what_waited_goes_on(desk: Desk, event: str) -> None:
    desk.start("support")
    reads(desk)
    desk.hears(event, channel="CSUPPORT", user="UBOB")
    assert desk.notices() == [("ana", LOST)]
    assert "it is archived" in words(desk.told(LOST))
    parked(desk)
    desk.hears(event.replace("archive", "unarchive"), channel="CSUPPORT", user="UBOB")
    assert is_due(desk)
    assert "works again" in words(desk.told(LOST))


def test_being_removed_is_told_and_being_invited_mends_it(desk: Desk) -> None:
    desk.start("support")
    desk.change(lambda session: people.keep(session, bot_user(), now=desk.world.now))
    reads(desk)
    desk.hears("channel_left", channel="CSUPPORT", actor_id="UBOB")
    assert "I am not in it" in words(desk.told(LOST))
    parked(desk)
    desk.hears("member_joined_channel", channel="CSUPPORT", user="UBOT", channel_type="C")
    assert is_due(desk)
    with desk.session() as session:
        assert channel(session).is_member
        # Who else came meanwhile is found out by reading it again.
        assert channel(session).checked_at is None


def test_a_channel_never_seen_is_told_of_without_a_name(desk: Desk) -> None:
    desk.start("support")
    loses_sight(desk)
    told = desk.told(LOST)
    assert words(told).startswith("I can't post in the channel of Support.")
    assert "Invite me there" in words(told)


def test_each_loss_is_told(desk: Desk) -> None:
    desk.start("support")
    for _ in range(2):
        loses_sight(desk)
        loses_sight(desk)
        desk.world.travel(hours=1)
        reads(desk)
    assert desk.notices() == [("ana", LOST)] * 2


def test_who_comes_in_is_counted_and_a_guest_is_noticed(desk: Desk) -> None:
    desk.start("support")
    reads(desk, members=("UANA",))
    desk.hears("member_joined_channel", channel="CSUPPORT", user="UBOB")
    with desk.session() as session:
        assert (channel(session).readers, channel(session).has_guests) == (2, False)
    desk.hears("member_joined_channel", channel="CSUPPORT", user="UCHARLIE")
    assert desk.notices() == [("ana", READ)]


def test_somebody_we_do_not_know_makes_us_look_again(desk: Desk) -> None:
    reads(desk)
    desk.hears("member_joined_channel", channel="CSUPPORT", user="UNOBODY")
    with desk.session() as session:
        assert channel(session).checked_at is None


def test_events_about_channels_that_no_team_uses_leave_no_trace(desk: Desk) -> None:
    for event in ("channel_archive", "channel_unarchive", "channel_left"):
        desk.hears(event, channel="COTHER", user="UBOB")
    desk.hears("member_joined_channel", channel="COTHER", user="UBOB")
    desk.hears("channel_rename", channel={"id": "COTHER", "name": "x"})
    with desk.session() as session:
        assert session.find(Channel, "COTHER") is None


def test_a_renamed_channel_is_called_by_its_new_name(desk: Desk) -> None:
    desk.hears("channel_rename", channel={"id": "CSUPPORT", "name": "help", "is_channel": True})
    with desk.session() as session:
        assert channel(session).name == "help"


def test_the_team_goes_with_a_channel_that_gets_another_id(desk: Desk) -> None:
    desk.world.database.services["consumers"] = {"team.changed": ("test",)}
    desk.hears("channel_id_changed", old_channel_id="CSUPPORT", new_channel_id="CNEW")
    assert where_support_talks(desk) == "CNEW"
    with desk.session() as session:
        assert [one.subject for one in session.query(Pending)] == [desk.world.ids["support"]]
    with desk.world.database.across(read_only=True) as session:
        assert ("T0HARBOR", "CNEW") in queries.to_read(session, 50)


def test_a_card_says_what_is_wrong_with_the_channel(desk: Desk) -> None:
    def card() -> str:
        return words(desk.types("ana", "Support"))

    reads(desk)
    assert "⚠" not in card()
    reads(desk, is_shared_outside=True)
    assert "posts wait until a leader agrees" in card()
    reads(desk, is_archived=True)
    assert "is archived" in card()
    loses_sight(desk)
    reads(desk, is_member=False)
    assert "Invite me there" in card()
    reads(desk, members=("UCHARLIE",))
    assert "Guests read" in card()


def test_nothing_is_posted_while_our_token_is_revoked_and_all_goes_on_afterwards(desk: Desk) -> None:
    reads(desk)
    parked(desk)
    desk.hears("tokens_revoked", tokens={"oauth": ["UBOB"], "bot": []})
    with desk.session() as session:
        assert queries.workspace(session).revoked_at is None
    desk.hears("tokens_revoked", tokens={"oauth": [], "bot": ["UBOT"]})
    desk.hears("app_uninstalled")
    with desk.session() as session:
        assert queries.workspace(session).revoked_at == desk.world.now
        people.welcome(session, name="Harbor", url="https://x.test/", bot_user="UBOT", bot_id="BBOT")
        assert queries.workspace(session).revoked_at is None
    assert is_due(desk)


def parked(desk: Desk) -> None:
    """A message to #support is held up, and would be tried again much later."""
    with desk.session() as session:
        outbox.say(session, key="one", to="CSUPPORT", kind="people.sample", ref="x")
        row = session.query(Delivery).one()
        row.state, row.why = State.PARKED, "is_archived"
        row.available_at = desk.world.now.replace(year=2099)
        session.add(Trouble(place="CSUPPORT", reason="is_archived", since=desk.world.now))


def is_due(desk: Desk) -> bool:
    with desk.session() as session:
        row = session.query(Delivery).one()
        return row.available_at is not None and row.available_at.year < 2099


def bot_user() -> people.SlackUser:
    return people.SlackUser(
        "UBOT", "throughline", "", "UTC", is_guest=False, is_bot=True, is_stranger=False, is_gone=False,
        runs_slack=False,
    )  # fmt: skip
