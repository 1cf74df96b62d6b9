"""When digests go, and that each week's goes once."""

from datetime import date, time, timedelta

from sqlalchemy import select

from bot.checkins.model import Round
from bot.core.calendar import Cadence
from bot.digests import jobs, queries, service
from bot.outbox.queries import delivery
from bot.people import service as people
from tests.digests.desk import Desk
from tests.digests.reading import utc
from tests.digests.walk import Walk
from tests.support.world import slack_user

DECEMBER = date(2026, 12, 11)


def _started(desk: Desk, *teams: str) -> None:
    desk.starts(*teams)
    desk.is_on_track("bob", desk.owns("bob", "Macro library", DECEMBER))
    desk.changes("harbor")


def test_a_digest_goes_on_friday_at_ten_where_its_reader_is(desk: Desk) -> None:
    _started(desk, "harbor", "cx", "support")
    assert desk.planned("support") == "Fri 13 10:00"
    assert desk.planned("cx") == "Fri 13 04:30"
    assert desk.planned("ana") == "Fri 13 10:00"
    assert desk.planned("lena") == "Fri 13 09:00"
    assert desk.planned("priya") == "Fri 13 04:30"


def test_before_a_team_is_started_its_channel_hears_nothing_and_leaders_only_of_those_that_are(
    desk: Desk,
) -> None:
    _started(desk, "support")
    assert [desk.planned(name) for name in ("harbor", "cx", "billing", "grace", "marcus")] == [None] * 5
    assert desk.planned("support") == "Fri 13 10:00"
    assert desk.planned("lena") == "Fri 13 09:00"


def test_the_day_and_time_are_inherited_and_count_for_leaders_in_their_own_zone(desk: Desk) -> None:
    _started(desk, "harbor", "support")
    desk.sets_team("harbor", digest_weekday=3, digest_at=time(15))
    desk.changes("harbor")
    assert desk.planned("support") == "Thu 12 15:00"
    assert desk.planned("lena") == "Thu 12 14:00"
    desk.sets_team("support", digest_weekday=0, digest_at=time(9), zone="America/New_York")
    desk.changes("support")
    assert desk.planned("support") == "Mon 09 14:00"


def test_a_new_day_gives_nobody_two_digests_in_one_week(desk: Desk) -> None:
    _started(desk, "support")
    desk.sets_team("support", digest_weekday=1)
    desk.posts("support", "2026-11-10 10:00")
    desk.sets_team("support", digest_weekday=4)
    desk.changes("support")
    assert [one.period for one in desk.digests("support")] == ["2026-W46", "2026-W47"]
    assert desk.planned("support") == "Fri 20 10:00"


def test_a_paused_team_gets_no_digest_and_a_resumed_one_does(desk: Desk) -> None:
    _started(desk, "support")
    desk.sets_team("support", paused_at=desk.world.now)
    desk.changes("support")
    assert (desk.planned("support"), desk.planned("ana"), desk.planned("lena")) == (None, None, None)
    desk.sets_team("support", paused_at=None)
    desk.changes("support")
    assert desk.planned("support") == "Fri 13 10:00"


def test_a_team_without_a_channel_is_told_in_the_nearest_above(desk: Desk) -> None:
    _started(desk, "support")
    desk.sets_team("support", channel=None)
    desk.posts("support", "2026-11-13 10:00")
    (digest, _) = desk.digests("support")
    with desk.session() as session:
        said = delivery(session, queries.key(digest.id))
        reply = delivery(session, queries.details_key(digest.id))
        assert said is not None
        assert reply is not None
        assert said.to == "CCX"
        assert reply.thread_of == said.key
    for name in ("cx", "harbor"):
        desk.sets_team(name, channel=None)
    desk.changes("harbor")
    assert desk.planned("support") is None


def test_a_leaders_digest_moves_with_them_and_waits_while_they_are_away(desk: Desk) -> None:
    _started(desk, "support", "harbor")
    with desk.session() as session:
        people.keep(session, slack_user("lena", zone="America/New_York"), now=desk.world.now)
        service.person_changed(session, desk.world.ids["lena"], desk.world.now)
    assert desk.planned("lena") == "Fri 13 15:00"
    # A team without a zone of its own lives in its leader's.
    assert desk.planned("harbor") == "Fri 13 15:00"
    desk.goes_away("lena", date(2026, 11, 13), date(2026, 11, 16))
    desk.knows_person("lena")
    assert desk.planned("lena") == "Tue 17 15:00"
    assert desk.planned("harbor") == "Fri 13 15:00"


def test_who_has_left_or_leads_nothing_any_more_gets_none(desk: Desk) -> None:
    _started(desk, "support")
    desk.sets_team("support", leader_id=desk.world.ids["bob"])
    desk.changes("support")
    # Ana's was planned when she led; on Friday it is found out.
    assert desk.planned("ana") == "Fri 13 10:00"
    assert desk.planned("bob") == "Fri 13 16:00"
    desk.world.now = utc("2026-11-13 10:00")
    desk.tries("ana")
    assert desk.digests("ana") == []
    with desk.session() as session:
        people.keep(session, slack_user("bob", is_gone=True), now=desk.world.now)
    desk.knows_person("bob")
    assert desk.planned("bob") is None


def test_a_teams_digest_comes_after_its_round(desk: Desk) -> None:
    _started(desk, "support")
    desk.asked("support", {"bob": False}, is_open=True)
    desk.closes_round("support", utc("2026-11-16 09:00"))
    desk.world.now = utc("2026-11-13 10:00")
    desk.tries("support")
    assert desk.planned("support") == "Mon 16 09:00"
    desk.world.now = utc("2026-11-16 09:00")
    with desk.session() as session:
        for one in session.scalars(select(Round)):
            one.closed_at = one.closed_at or desk.world.now
    desk.tries("support")
    first, following = desk.digests("support")
    assert (first.period, first.posted_at) == ("2026-W46", desk.world.now)
    assert following.due_at == utc("2026-11-20 10:00")


def test_a_daily_round_is_always_open_and_holds_nothing_up(desk: Desk) -> None:
    _started(desk, "support")
    desk.asked("support", {"bob": False}, is_open=True)
    with desk.session() as session:
        for one in session.scalars(select(Round)):
            one.cadence = Cadence.DAILY
    assert desk.posts("support", "2026-11-13 10:00").startswith("*Support, week 46.")


def test_after_three_weeks_of_silence_there_is_one_digest_in_working_hours(desk: Desk) -> None:
    _started(desk, "support", "harbor")
    for name in ("support", "lena"):
        # Wednesday night.
        desk.world.now = utc("2026-12-02 22:00")
        desk.tries(name)
        opening = {"support": "Thu 03 09:00", "lena": "Thu 03 08:00"}[name]
        assert desk.planned(name) == opening
        desk.world.now = utc("2026-12-03 09:00")
        desk.tries(name)
        assert [one.period for one in desk.digests(name)] == ["2026-W48", "2026-W49"]
        assert desk.posted(name) == ["Thu 03 09:00"]


def test_planning_again_leaves_alone_what_is_due(desk: Desk) -> None:
    _started(desk, "support")
    desk.world.now = utc("2026-11-13 10:30")
    desk.changes("support")
    assert desk.planned("support") == "Fri 13 10:00"


def test_a_digest_that_was_posted_by_somebody_else_is_not_posted_again(desk: Desk) -> None:
    _started(desk, "support")
    desk.posts("support", "2026-11-13 10:00")
    (digest, _) = desk.digests("support")
    with desk.session() as session:
        service.post_due(session, digest.id, desk.world.now + timedelta(minutes=1))
        service.post_due(session, "no such digest", desk.world.now)
    assert desk.posted("support") == ["Fri 13 10:00"]


def test_time_travel_stops_where_a_digest_goes(desk: Desk) -> None:
    _started(desk, "support")
    digests = jobs.DUE[0]
    with desk.world.database.across() as session:
        first = digests.next_due(session, desk.world.now)
        # Priya's in Bengaluru, then Lena's in Berlin.
        assert first == utc("2026-11-13 04:30")
        assert digests.next_due(session, first) == utc("2026-11-13 09:00")
        assert [one.workspace for one in digests.find(session, first, 10)] == ["T0HARBOR"]


def test_weeks_go_by_and_each_has_its_digest(walk: Walk) -> None:
    walk.owns("bob", "Macro library", date(2027, 1, 29))
    walk.starts("support")
    walk.at("2026-11-21 00:00")
    # Nobody was asked before the first Wednesday; Bob says nothing in Chicago.
    assert walk.posted("support") == ["Fri 13 10:00", "Fri 20 10:00"]
    assert [one.skipped for one in walk.digests("ana")] == ["nothing_owed", "nothing_owed", None]
    walk.sleeps("2026-12-06 12:00")
    walk.at("2026-12-07 12:00")
    assert walk.posted("support") == ["Fri 13 10:00", "Fri 20 10:00", "Mon 07 09:00"]
