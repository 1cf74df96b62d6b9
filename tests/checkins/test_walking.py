"""Rounds by the clock: who is asked when, in every zone and week."""

from datetime import date, time, timedelta

import pytest

from bot.outcomes import service as outcomes
from tests.checkins.walking import Walk, utc


def test_nobody_is_asked_before_the_team_is_started(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.to("2026-11-27 00:00")
    assert walk.asked("alice") == []
    assert walk.said("checkins.prompt") == []
    assert walk.said("checkins.round") == []


def test_everybody_is_asked_at_ten_on_wednesday_on_their_own_clock(walk: Walk) -> None:
    walk.join("yuki", "Asia/Tokyo")
    walk.join("tom", "America/Los_Angeles")
    for name in ("alice", "bob", "yuki", "tom"):
        walk.owns(name, f"Something of {name}")
    walk.start()
    walk.to("2026-11-19 08:00")
    for name in ("alice", "bob", "yuki", "tom"):
        assert walk.asked(name) == ["Wed 18 10:00"]
    (held,) = walk.rounds()
    assert held.opened_at == held.opens_at
    assert walk.periods() == ["2026-W47"]


def test_a_round_opens_with_its_message_when_the_first_one_is_due_and_closes_on_friday(walk: Walk) -> None:
    walk.join("yuki", "Asia/Tokyo")
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("yuki", "Help pages")
    walk.start()
    walk.to("2026-11-18 00:59")
    assert walk.rounds() == []
    walk.to("2026-11-18 01:00")
    assert [one.to for one in walk.said("checkins.round")] == ["CSUPPORT"]
    walk.to("2026-11-20 08:59")
    assert walk.rounds()[0].closed_at is None
    # 09:00 in Lisbon, where Ana is, who leads.
    walk.to("2026-11-20 09:00")
    assert walk.rounds()[0].closed_at is not None


def test_rounds_go_on_week_after_week_through_week_53(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes", date(2027, 3, 1))
    walk.start()
    walk.to("2027-01-15 00:00")
    expected = [f"2026-W{week}" for week in range(47, 54)] + ["2027-W01", "2027-W02"]
    assert walk.periods() == expected


def test_a_team_without_anything_owned_has_no_round_until_somebody_owns_something(walk: Walk) -> None:
    walk.start()
    walk.to("2026-11-26 00:00")
    assert walk.rounds() == []
    walk.owns("alice", "Triage in 15 minutes")
    walk.to("2026-12-03 00:00")
    assert walk.asked("alice") == ["Wed 02 10:00"]


def test_what_was_agreed_after_the_opening_is_asked_about_next_time(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-18 12:00")
    walk.owns("bob", "Macro library")
    walk.to("2026-11-24 00:00")
    assert walk.asked("bob") == []
    walk.to("2026-11-26 00:00")
    assert walk.asked("bob") == ["Wed 25 10:00"]


def test_the_clock_change_does_not_move_the_hour(walk: Walk) -> None:
    # Chicago changes its clocks on Sunday 14 March.
    walk.world.now = utc("2027-03-08 07:00")
    walk.owns("bob", "Macro library", date(2027, 6, 1))
    walk.start()
    walk.to("2027-03-18 00:00")
    assert walk.asked("bob") == ["Wed 10 10:00", "Wed 17 10:00"]
    assert [f"{one.opened_at:%H:%M}" for one in walk.rounds()] == ["16:00", "15:00"]


def test_on_a_public_holiday_people_are_asked_on_the_next_working_day(walk: Walk) -> None:
    # Wednesday 11 November is Armistice Day in France.
    walk.world.now = walk.now.replace(day=9)
    walk.set_team("support", closes_weekday=4, closes_at=time(17))
    walk.owns("alice", "Triage in 15 minutes", date(2027, 6, 1))
    walk.start()
    walk.to("2026-11-13 00:00")
    assert walk.asked("alice") == ["Thu 12 10:00"]


@pytest.mark.parametrize("changed_at", ["2026-11-11 09:00", "2026-11-11 20:00", "2026-11-12 07:00"])
@pytest.mark.parametrize("week", [1, 2], ids=["first round", "later round"])
def test_a_round_that_a_holiday_has_put_off_outlives_a_change(walk: Walk, week: int, changed_at: str) -> None:
    """Wednesday 11 November is Veterans Day in Chicago, where the only one who is asked is."""
    walk.world.now = utc("2026-11-09 07:00") - timedelta(weeks=week - 1)
    owned = walk.owns("bob", "Macro library", date(2027, 6, 1))
    walk.start()
    walk.to(changed_at)
    with walk.session() as session:
        bob = walk.world.person(session, "bob")
        outcomes.change(session, walk.outcome(session, owned), by=bob, now=walk.now, title="Macros")
    walk.to("2026-11-17 00:00")
    assert walk.asked("bob")[week - 1 :] == ["Thu 12 10:00"]
    assert walk.periods()[week - 1 :] == ["2026-W46"]


def test_who_works_on_other_days_is_asked_on_their_nearest_one(walk: Walk) -> None:
    with walk.session() as session:
        walk.world.person(session, "dana").working_days = "60123"
    walk.owns("dana", "Tickets reach Billing")
    walk.set_team("billing", weekday=4, closes_weekday=0)
    walk.start("billing")
    walk.to("2026-11-24 00:00")
    # Friday is free for Dana, who is asked on Sunday; Monday 09:00 in Lagos closes the round.
    assert walk.asked("dana") == ["Sun 22 10:00"]


def test_nobody_away_is_asked(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    walk.start()
    walk.away("alice", date(2026, 11, 17), date(2026, 11, 20))
    walk.to("2026-11-26 00:00")
    assert walk.asked("alice") == ["Wed 25 10:00"]
    assert walk.skipped("alice") == ["away"]
    assert walk.asked("bob") == ["Wed 18 10:00", "Wed 25 10:00"]


def test_who_is_back_the_next_day_is_asked_then(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.start()
    walk.to("2026-11-18 08:00")
    walk.away("alice", date(2026, 11, 18), date(2026, 11, 18))
    walk.to("2026-11-20 00:00")
    assert walk.asked("alice") == ["Thu 19 10:00"]


def test_a_time_of_ones_own_holds_for_oneself(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    with walk.session() as session:
        walk.world.person(session, "alice").asked_at = time(15, 30)
    walk.start()
    walk.to("2026-11-19 00:00")
    assert walk.asked("alice") == ["Wed 18 15:30"]
    assert walk.asked("bob") == ["Wed 18 10:00"]


def test_the_rhythm_is_inherited_from_above(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.set_team("harbor", weekday=1, at=time(14))
    walk.start()
    walk.to("2026-11-20 00:00")
    assert walk.asked("alice") == ["Tue 17 14:00"]


def test_who_comes_back_early_is_asked_after_all(walk: Walk) -> None:
    walk.owns("alice", "Triage in 15 minutes")
    walk.owns("bob", "Macro library")
    walk.start()
    walk.away("bob", date(2026, 11, 16), date(2026, 11, 27))
    walk.to("2026-11-18 12:00")
    assert walk.skipped("bob")[0] == "away"
    walk.come_back("bob")
    walk.to("2026-11-19 00:00")
    assert walk.asked("bob") == ["Wed 18 10:00"]


def test_every_due_instant_is_known_beforehand(walk: Walk) -> None:
    """Nothing happens between two stops: asking every minute finds nothing more."""
    walk.join("yuki", "Asia/Tokyo")
    for name in ("alice", "bob", "yuki"):
        walk.owns(name, f"Something of {name}")
    walk.start()
    walk.settle()
    while (due := walk.next_due()) is not None and due < walk.now.replace(day=21):
        walk.world.now = due - timedelta(seconds=1)
        assert not walk.is_something_due()
        walk.world.now = due
        assert walk.is_something_due()
        walk.settle()
    assert walk.asked("yuki") == ["Wed 18 10:00"]
