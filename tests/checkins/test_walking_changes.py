"""What moves a round: downtime, people who travel, rhythms that change, teams that stop."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.checkins import queries, service
from bot.checkins.rules.states import Answer, Came, Cause
from bot.core import pending
from bot.core.calendar import Cadence
from bot.core.errors import Outdated
from bot.outcomes.model import Flag
from tests.checkins.walking import Walk

YEAR = date(2027, 12, 31)


def test_after_a_short_outage_people_are_asked_on_the_same_day(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-17 12:00")
    walk.sleep("2026-11-18 15:00")
    assert walk.asked("alice") == ["Wed 18 16:00"]


def test_after_a_long_outage_nobody_is_asked_late_and_it_is_listed(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-17 12:00")
    walk.sleep("2026-11-19 09:00")
    assert walk.asked("alice") == []
    assert walk.skipped("alice") == ["missed"]
    with walk.session() as session:
        (missed,) = queries.missed(session, [walk.world.ids["support"]], walk.now.replace(day=1))
        assert missed[0].name == "Alice"
    assert walk.said("checkins.round") == []
    walk.to("2026-11-26 00:00")
    assert walk.asked("alice") == ["Wed 25 10:00"]


def test_an_outage_of_weeks_is_made_up_for_by_one_round(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-17 12:00")
    walk.sleep("2026-12-15 09:00")
    walk.to("2026-12-17 00:00")
    assert walk.asked("alice") == ["Wed 16 10:00"]


def test_in_an_outage_one_reminder_is_sent_at_most(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-18 12:00")
    walk.sleep("2026-11-19 20:00")
    assert walk.reminded("alice") == []
    # Out of her working hours: at the next opening, if that is before the round closes.
    walk.to("2026-11-25 00:00")
    assert walk.reminded("alice") == ["Fri 20 09:00"]


@pytest.mark.parametrize(
    ("before", "after", "moves_at", "asked"),
    [
        # Already asked: never a second time for the same week.
        ("Pacific/Auckland", "America/Los_Angeles", "2026-11-17 22:00", ["Tue 17 13:00"]),
        # Past on arrival, within the working day: at once.
        ("America/Los_Angeles", "Pacific/Auckland", "2026-11-18 02:00", ["Wed 18 15:00"]),
        # Past on arrival, at night: the next day, as enough time is left.
        ("America/Los_Angeles", "Asia/Tokyo", "2026-11-18 12:00", ["Thu 19 10:00"]),
        # Still to come where they are now.
        ("Pacific/Auckland", "Europe/Paris", "2026-11-17 12:00", ["Wed 18 10:00"]),
    ],
)
def test_who_moves_is_asked_once_in_a_period(
    walk: Walk, before: str, after: str, moves_at: str, asked: list[str]
) -> None:
    walk.join("tom", before)
    walk.join("noor", "Pacific/Auckland")
    walk.owns("tom", "Wire")
    walk.owns("noor", "Cable")
    walk.start()
    walk.to(moves_at)
    walk.move("tom", after)
    walk.to("2026-11-22 00:00")
    assert walk.asked("tom") == asked


def test_a_daily_team_is_asked_every_working_day_and_not_reminded(walk: Walk) -> None:
    walk.set_team("support", cadence=Cadence.DAILY)
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-24 12:00")
    expected = ["Mon 16 10:00", "Tue 17 10:00", "Wed 18 10:00", "Thu 19 10:00", "Fri 20 10:00"]
    assert walk.asked("alice") == [*expected, "Mon 23 10:00", "Tue 24 10:00"]
    assert walk.reminded("alice") == []
    assert walk.periods()[:2] == ["2026-11-16", "2026-11-17"]
    rounds = walk.rounds()
    assert [one.closed_at for one in rounds[:-1]] == [one.opened_at for one in rounds[1:]]
    assert rounds[-1].closed_at is None


def test_two_weekly_counts_from_the_first_round_and_not_by_even_weeks(walk: Walk) -> None:
    walk.set_team("support", cadence=Cadence.TWO_WEEKLY)
    walk.owns("alice", "Triage in 15 minutes", YEAR)
    walk.start()
    walk.to("2027-01-30 00:00")
    assert walk.periods() == ["2026-W47", "2026-W49", "2026-W51", "2026-W53", "2027-W02", "2027-W04"]


def test_a_monthly_team_is_asked_on_the_first_wednesday(walk: Walk) -> None:
    walk.set_team("support", cadence=Cadence.MONTHLY)
    walk.owns("alice", "Triage in 15 minutes", YEAR)
    walk.start()
    walk.to("2027-02-15 00:00")
    assert walk.asked("alice") == ["Wed 02 10:00", "Wed 06 10:00", "Wed 03 10:00"]
    assert walk.periods() == ["2026-12", "2027-01", "2027-02"]


@pytest.mark.parametrize(
    ("old", "changes_on"), [(0, "2026-11-20 12:00"), (2, "2026-11-18 20:00"), (4, "2026-11-24 03:00")]
)
@pytest.mark.parametrize("weekday", range(7))
def test_a_new_day_neither_asks_twice_within_four_days_nor_leaves_more_than_ten(
    walk: Walk, old: int, weekday: int, changes_on: str
) -> None:
    walk.set_team("support", weekday=old)
    walk.owns("alice", "Triage in 15 minutes", YEAR)
    walk.start()
    walk.to(changes_on)
    walk.set_team("support", weekday=weekday)
    walk.to("2026-12-14 00:00")
    days = walk.asked_on("alice")
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert len(days) >= 3
    assert all(4 <= gap <= 10 for gap in gaps), days


def test_a_new_time_holds_from_the_next_round_on(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    walk.start()
    walk.to("2026-11-18 12:00")
    walk.set_team("support", at=time(14))
    walk.to("2026-11-26 00:00")
    assert walk.asked("bob") == ["Wed 18 10:00", "Wed 25 14:00"]


def test_a_team_that_is_paused_is_left_alone_until_it_goes_on(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    walk.start()
    walk.to("2026-11-18 12:00")
    with walk.session() as session:
        team = walk.world.team(session, "support")
        service.pause(session, team, by=walk.world.ids["ana"], now=walk.now)
    walk.to("2026-12-02 12:00")
    assert walk.asked("bob") == []
    assert walk.asked("alice") == ["Wed 18 10:00"]
    assert walk.reminded("alice") == []
    with walk.session() as session:
        assert session.scalars(select(Flag)).all() == []
        team = walk.world.team(session, "support")
        service.resume(session, team, by=walk.world.ids["ana"], now=walk.now)
    walk.to("2026-12-10 00:00")
    # On the afternoon of a Wednesday Bob's ten o'clock is still to come.
    assert walk.asked("bob")[-1] == "Wed 09 10:00"


def test_check_in_now_asks_at_once_whoever_works_and_the_others_when_they_begin(walk: Walk) -> None:
    walk.join("yuki", "Asia/Tokyo")
    for name in ("alice", "bob", "yuki"):
        walk.owns(name, f"Something of {name}")
    walk.to("2026-11-16 12:00")
    with walk.session() as session:
        team = walk.world.team(session, "support")
        service.check_in_now(session, team, by=walk.world.ids["ana"], now=walk.now)
        assert team.started_at == walk.now
    walk.to("2026-11-17 12:00")
    assert walk.asked("alice") == ["Mon 16 13:00"]
    assert walk.asked("bob") == ["Mon 16 09:00"]
    assert walk.asked("yuki") == ["Tue 17 09:00"]
    walk.to("2026-11-26 00:00")
    assert walk.periods() == ["2026-W47", "2026-W48"]
    assert walk.asked("alice") == ["Mon 16 13:00", "Wed 25 10:00"]


def test_check_in_now_is_refused_when_the_week_had_its_round(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-19 12:00")
    with walk.session() as session, pytest.raises(Outdated, match="next one is on Wed 25 Nov"):
        service.check_in_now(
            session, walk.world.team(session, "support"), by=walk.world.ids["ana"], now=walk.now
        )


def test_who_comes_early_is_not_asked_again_at_ten(walk: Walk) -> None:
    one = walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    walk.start()
    walk.to("2026-11-17 12:00")
    with walk.session() as session:
        alice = walk.world.person(session, "alice")
        assert service.come(session, alice, walk.now) is Came.ASKED
    walk.settle()
    assert walk.rounds() == []
    walk.on_track("alice", one)
    walk.to("2026-11-20 00:00")
    assert walk.asked("alice") == ["Tue 17 13:00"]
    assert walk.asked("bob") == ["Wed 18 10:00"]
    (held,) = walk.rounds()
    with walk.session() as session:
        stands = queries.standing(session, held, walk.now)
        assert (stands.heard, stands.asked) == (1, 2)


def test_who_comes_early_and_says_nothing_is_reminded_when_the_others_are_asked(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    walk.start()
    walk.to("2026-11-17 12:00")
    with walk.session() as session:
        service.come(session, walk.world.person(session, "alice"), walk.now)
    walk.to("2026-11-20 00:00")
    assert walk.reminded("alice") == ["Wed 18 10:00"]


def test_who_comes_again_gets_the_same_prompt_anew(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-18 12:00")
    with walk.session() as session:
        assert service.come(session, walk.world.person(session, "alice"), walk.now) is Came.AGAIN
    assert len(walk.said("checkins.copy")) == 1
    walk.to("2026-11-19 00:00")
    assert walk.asked("alice") == ["Wed 18 10:00"]


def test_who_owns_nothing_gets_nothing(walk: Walk) -> None:
    walk.start()
    with walk.session() as session:
        assert service.come(session, walk.world.person(session, "bob"), walk.now) is Came.NOTHING
    assert walk.said("checkins.prompt") == []


def test_a_person_who_left_is_asked_no_more(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    walk.start()
    walk.to("2026-11-18 12:00")
    with walk.session() as session:
        walk.world.person(session, "bob").is_gone = True
    walk.to("2026-12-03 00:00")
    assert walk.asked("bob") == []


def test_two_teams_on_one_day_are_one_message(walk: Walk) -> None:
    first = walk.owns("alice", "Triage in 15 minutes")
    second = walk.owns("alice", "Invoices are right", team_id=walk.world.ids["billing"])
    walk.set_team("billing", at=time(14))
    walk.start()
    walk.start("billing")
    walk.to("2026-11-19 00:00")
    assert walk.asked("alice") == ["Wed 18 10:00"]
    assert len(walk.rounds("billing")) == 1
    with walk.session() as session:
        (lead,) = queries.current_leads(session, walk.world.ids["alice"])
        assert {entry.outcome.id for entry in queries.entries(session, lead)} == {first, second}


def test_who_had_gone_home_when_the_team_was_started_is_not_listed_as_missed(walk: Walk) -> None:
    walk.join("yuki", "Asia/Tokyo")
    for name in ("alice", "bob", "yuki"):
        walk.owns(name, f"Something of {name}")
    walk.to("2026-11-18 15:00")
    walk.start()
    walk.settle()
    # In Paris it is four o'clock and Bob's hour is still to come; in Tokyo it is midnight.
    assert walk.asked("alice") == ["Wed 18 16:00"]
    assert walk.skipped("yuki")[0] == "passed"
    with walk.session() as session:
        assert queries.missed(session, [walk.world.ids["support"]], walk.now.replace(day=1)) == []
    walk.to("2026-11-26 00:00")
    assert walk.asked("yuki") == ["Wed 25 10:00"]


def test_a_time_of_ones_own_that_is_set_during_a_round_holds_from_the_next_one_on(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    walk.start()
    walk.to("2026-11-18 12:00")
    with walk.session() as session:
        bob = walk.world.person(session, "bob")
        bob.asked_at = time(15)
        pending.note(session, "person.moved", bob.id, walk.now)
    walk.to("2026-11-26 00:00")
    assert walk.asked("bob") == ["Wed 18 10:00", "Wed 25 15:00"]


def test_a_daily_round_stays_open_until_the_next_one_opens_wherever_people_are(walk: Walk) -> None:
    walk.set_team("support", cadence=Cadence.DAILY)
    walk.owns("bob", "Macro library")
    walk.start()
    walk.to("2026-11-18 00:00")
    first, second = walk.rounds()
    assert first.closed_at == second.opened_at
    # Ten o'clock in Chicago; in Lisbon, where the team is at home, it is afternoon.
    assert f"{first.closed_at:%d %H:%M}" == "17 16:00"


def test_a_round_that_is_opened_early_by_another_teams_message_closes_the_one_before(walk: Walk) -> None:
    walk.set_team("billing", cadence=Cadence.DAILY, at=time(15))
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("alice", "Invoices are right", team_id=walk.world.ids["billing"])
    walk.start("billing")
    walk.start()
    walk.to("2026-11-18 12:00")
    assert walk.asked("alice") == ["Mon 16 15:00", "Tue 17 15:00", "Wed 18 10:00"]
    rounds = walk.rounds("billing")
    assert [one.closed_at for one in rounds] == [rounds[1].opened_at, rounds[2].opened_at, None]


def test_a_round_whose_people_have_moved_on_opens_when_they_are_due(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-17 12:00")
    with walk.session() as session:
        walk.world.person(session, "alice").asked_at = time(15)
    walk.to("2026-11-18 13:59")
    assert walk.rounds() == []
    assert walk.said("checkins.round") == []
    walk.to("2026-11-18 14:00")
    assert walk.asked("alice") == ["Wed 18 15:00"]


def test_who_says_yes_between_the_opening_and_their_own_hour_is_not_asked_about_that(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    first = walk.owns("bob", "Macro library")
    walk.start()
    walk.to("2026-11-18 12:00")
    second = walk.owns("bob", "Router access")
    walk.to("2026-11-18 17:00")
    assert walk.asked_about("bob") == {first}
    walk.to("2026-11-26 00:00")
    assert walk.asked_about("bob") == {first, second}


def test_who_was_due_in_an_outage_while_the_round_was_open_is_listed_as_missed(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    walk.start()
    walk.to("2026-11-18 12:00")
    walk.sleep("2026-11-19 12:00")
    assert walk.asked("bob") == []
    assert walk.skipped("bob")[0] == "missed"


def test_undo_brings_the_answer_before_back_at_once(walk: Walk) -> None:
    one = walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-18 09:00")
    walk.on_track("alice", one)
    walk.world.now += timedelta(minutes=1)
    with walk.session() as session:
        alice = walk.world.person(session, "alice")
        item = walk.item(session, one)
        service.at_risk(session, item, cause=Cause.SCOPE, note="less of it", by=alice, now=walk.now)
        (lead,) = queries.current_leads(session, alice.id)
        assert service.undo(session, lead, by=alice, now=walk.now) == 1
        assert item.answer is Answer.ON_TRACK
        assert lead.finished_at is not None
