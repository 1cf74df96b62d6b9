"""Which way a question goes: absence, promises, passing over, the first rounds, the top."""

from datetime import date, time, timedelta

import pytest

from bot.asks import service as asks
from bot.people import service as people
from tests.escalations.desk import Desk, read, utc

FRIDAY = date(2026, 11, 20)


# Edge case 8


def test_raised_on_friday_afternoon_for_somebody_away_it_goes_to_the_deputy_and_climbs_on_monday(
    desk: Desk,
) -> None:
    with desk.session() as session:
        for name in ("marcus", "grace", "ana"):
            person = desk.world.person(session, name)
            person.zone, person.day_ends = "Europe/London", time(17)
        desk.world.person(session, "marcus").speaker_id = desk.world.ids["grace"]
    desk.goes_away("marcus", FRIDAY)
    triage = desk.owns("alice")
    desk.at("2026-11-20 16:00")
    desk.is_blocked("alice", triage, by="marcus")
    assert desk.when_told("grace") == ["Fri 20 16:00"]
    assert desk.asked() == ["grace for marcus"]
    desk.at("2026-11-23 15:59")
    assert desk.asked() == ["grace for marcus"]
    desk.at("2026-11-23 16:00")
    assert desk.asked() == ["grace for marcus", "ana"]


# Edge case 9


def test_a_promised_day_that_passes_sends_it_up_again(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"))
    desk.does("promise", "omar", day=FRIDAY)
    assert desk.state() == "promised"
    desk.at("2026-11-20 17:29")
    assert desk.asked() == ["omar"]
    desk.at("2026-11-20 17:30")
    assert desk.state() == "asked"
    assert desk.asked() == ["omar", "ana"]
    # Ana's day in Lisbon ends at that moment; she reads it on Monday, and has until Tuesday.
    desk.at("2026-11-24 08:59")
    assert desk.when_told("ana") == ["Mon 23 09:00"]
    assert desk.asked() == ["omar", "ana"]
    desk.does("promise", "ana", day=date(2026, 11, 24))
    desk.at("2026-11-24 17:30")
    assert desk.asked() == ["omar", "ana", "priya"]


# Together


def test_without_a_person_to_wait_for_the_leader_is_asked_at_once(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"), by=None, waiting_for_text="the supplier")
    assert desk.when_told("ana") == ["Wed 18 09:02"]
    assert "from the supplier" in desk.channel()[0]


def test_what_is_due_soon_is_urgent_and_asks_both_with_short_limits(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice", due=date(2026, 11, 25)), needed_by=date(2026, 11, 25))
    assert desk.asked() == ["omar", "ana"]
    assert all(item.is_urgent for item in desk.waits("omar") + desk.waits("ana"))
    desk.at("2026-11-18 13:01")
    assert desk.asked() == ["omar", "ana"]
    # Four working hours: it is evening in Bengaluru, and Priya reads it the next morning.
    desk.at("2026-11-18 13:02")
    assert desk.asked() == ["omar", "ana", "priya"]
    desk.at("2026-11-19 03:30")
    assert desk.when_told("priya") == ["Thu 19 03:30"]


def test_the_owner_may_ask_both_from_the_beginning(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"), with_leader=True)
    assert desk.when_told("omar") == desk.when_told("ana") == ["Wed 18 09:02"]
    assert [item.came_up for item in desk.waits("omar") + desk.waits("ana")] == [False, True]


# Passed over, with a word


def test_a_team_that_nobody_leads_is_passed_over_and_the_admins_hear_of_it_once(desk: Desk) -> None:
    with desk.session() as session:
        people.change_team(
            session, desk.world.team(session, "support"), by=None, now=desk.world.now, leader_id=None
        )
    desk.settle()
    desk.is_blocked("alice", desk.owns("alice"))
    desk.at("2026-11-19 09:02")
    assert desk.asked() == ["omar", "priya"]
    assert desk.passed_over() == {"support": "nobody_leads"}
    assert "nobody leads Support" in desk.channel()[0]
    assert "Nobody leads Support." in desk.reads("priya")
    (told,) = desk.notices("lena", "no_leader")
    assert "Nobody leads Support" in read(told)


def test_an_owner_who_leads_is_passed_over(desk: Desk) -> None:
    desk.is_blocked("ana", desk.owns("ana"))
    desk.at("2026-11-19 09:02")
    assert desk.asked() == ["omar", "priya"]
    assert desk.passed_over() == {"ana": "own"}


def test_who_was_asked_already_is_passed_over(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"), by="ana")
    desk.at("2026-11-19 09:02")
    assert desk.asked() == ["ana", "priya"]
    assert desk.passed_over() == {"ana": "asked_already"}


def test_a_leader_who_is_away_without_a_deputy_is_passed_over(desk: Desk) -> None:
    desk.goes_away("ana", date(2026, 11, 19), date(2026, 11, 30))
    desk.is_blocked("alice", desk.owns("alice"))
    desk.at("2026-11-19 09:02")
    assert desk.asked() == ["omar", "priya"]
    assert "Ana is away" in desk.channel()[0]


def test_somebody_away_whom_nobody_speaks_for_is_passed_over_at_once(desk: Desk) -> None:
    desk.goes_away("bob", date(2026, 11, 18), date(2026, 11, 30))
    desk.is_blocked("alice", desk.owns("alice"), by="bob")
    assert desk.asked() == ["ana"]
    assert "Bob is away." in desk.reads("ana")


def test_who_they_chose_speaks_for_somebody_who_is_away(desk: Desk) -> None:
    with desk.session() as session:
        desk.world.person(session, "bob").speaker_id = desk.world.ids["grace"]
    desk.goes_away("bob", date(2026, 11, 18), date(2026, 11, 30))
    desk.is_blocked("alice", desk.owns("alice"), by="bob")
    assert desk.asked() == ["grace for bob"]
    (line,) = desk.channel("escalations.in_round")
    assert "Grace is asked for Legal's yes to storing phone numbers (for Bob, who is away)" in line


def test_a_message_that_cannot_be_delivered_asks_the_next_one_at_once(desk: Desk) -> None:
    desk.unreachable.add("omar")
    desk.is_blocked("alice", desk.owns("alice"))
    assert desk.asked() == ["ana"]
    assert desk.passed_over() == {"omar": "not_reached"}
    assert "Omar could not be reached" in desk.channel()[0]


def test_a_message_that_nobody_ever_heard_of_again_does_not_hold_it_up(desk: Desk) -> None:
    # Bob's day in Chicago begins at 15:00 UTC; nothing is ever sent to him.
    desk.unreachable.add("bob")
    desk.world.database.services["consumers"] = {
        **desk.world.database.services["consumers"],
        "person.waiting": (),
    }
    desk.is_blocked("alice", desk.owns("alice"), by="bob")
    desk.at("2026-11-19 14:59")
    assert desk.asked() == ["bob"]
    desk.at("2026-11-19 15:00")
    assert desk.asked() == ["ana"]
    assert desk.passed_over() == {"bob": "not_reached"}


# While somebody is asked


def test_who_goes_away_while_asked_hands_over_to_the_deputy_that_day(any_desk: Desk) -> None:
    desk = any_desk
    desk.is_blocked("alice", desk.owns("alice"), by="priya")
    assert desk.asked() == ["priya"]
    desk.goes_away("priya", date(2026, 11, 19))
    assert desk.asked() == ["priya"]
    # Thursday, 09:00 in Bengaluru.
    desk.at("2026-11-19 03:30")
    assert desk.asked() == ["nadia for priya"]


def test_who_leaves_hands_over_at_once(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"), by="priya")
    desk.leaves("priya")
    assert desk.asked() == ["nadia for priya"]
    assert "for Priya, who has left" in desk.channel("escalations.in_round")[0]


def test_a_new_leader_inherits_what_is_open_in_one_message(desk: Desk) -> None:
    for title in ("One", "Two"):
        desk.is_blocked("alice", desk.owns("alice", title), by=None, note=f"{title} thing")
    assert len(desk.waits("ana")) == 2
    with desk.session() as session:
        team = desk.world.team(session, "support")
        people.change_team(session, team, by=None, now=desk.world.now, leader_id=desk.world.ids["grace"])
    desk.settle()
    assert desk.waits("ana") == []
    assert len(desk.waits("grace")) == 2
    assert desk.when_told("grace") == ["Wed 18 09:02", "Wed 18 09:02"]
    assert "Ana does not lead Support any more" in desk.channel()[0]


def test_who_got_it_from_a_leader_keeps_it_when_the_leader_changes(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"), by=None)
    desk.does("pass_on", "ana", to_id="dana")
    with desk.session() as session:
        team = desk.world.team(session, "support")
        people.change_team(session, team, by=None, now=desk.world.now, leader_id=desk.world.ids["grace"])
    desk.settle()
    assert desk.asked() == ["dana"]


def test_clocks_of_a_paused_team_stand_still_and_begin_again(any_desk: Desk) -> None:
    desk = any_desk
    desk.is_blocked("alice", desk.owns("alice"))
    desk.pauses("support", desk.world.now)
    desk.at("2026-11-23 09:00")
    assert desk.asked() == ["omar"]
    assert "Paused" in desk.reads("omar")
    desk.pauses("support", None)
    desk.at("2026-11-24 08:59")
    assert desk.asked() == ["omar"]
    desk.at("2026-11-24 09:00")
    assert desk.asked() == ["omar", "ana"]


# The first rounds


def test_in_its_first_two_rounds_nothing_goes_beyond_the_leader_by_itself(desk: Desk) -> None:
    billing = desk.owns("dana")
    desk.is_blocked("dana", billing, by="bob")
    desk.at("2026-11-19 15:00")
    assert desk.asked() == ["bob", "grace"]
    desk.at("2026-11-27 09:00")
    assert desk.asked() == ["bob", "grace"]
    assert "stays with Grace: the team is new to this" in desk.channel()[0]
    assert "It stays with you: the team is new to this." in desk.reads("grace")
    # A person may send it on.
    with desk.session() as session:
        dana = desk.world.person(session, "dana")
        asks.go_up(session, desk.ask(session), by=dana, now=desk.world.now)
    desk.settle()
    assert desk.asked() == ["bob", "grace", "marcus"]


def test_with_its_third_round_what_was_held_goes_on(desk: Desk) -> None:
    desk.is_blocked("dana", desk.owns("dana"), by="bob")
    desk.at("2026-11-27 09:00")
    assert desk.asked() == ["bob", "grace"]
    desk.holds_rounds("billing")
    desk.opens_round("billing")
    assert desk.asked() == ["bob", "grace", "marcus"]


# On top


def test_on_top_nothing_repeats_and_the_deputy_may_take_it(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice", due=date(2027, 3, 1)), by="bob", needed_by=date(2027, 2, 1))
    desk.at("2026-12-31 09:00")
    assert desk.asked() == ["bob", "ana", "priya", "lena", "omar for lena"]
    with desk.session() as session:
        found = desk.ask(session)
        assert found.moves_at is None
        assert found.top_since is not None
    assert "with Lena since" in desk.channel()[0].splitlines()[0]
    assert "*Omar for Lena, " in desk.channel()[0]
    assert "Nobody is above Lena: you can take it for Lena." in desk.reads("omar")
    assert "nobody is above you here" in desk.reads("lena")
    assert len([one for one in desk.lines() if "first in the next digest" in one]) == 1
    told = len(desk.told)
    desk.at("2027-01-15 09:00")
    assert len(desk.told) == told


def test_who_speaks_for_a_leader_that_did_not_answer_never_reads_that_the_leader_is_away(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice", due=date(2027, 3, 1)), by="bob", needed_by=date(2027, 2, 1))
    desk.at("2026-12-31 09:00")
    desk.does("promise", "omar", day=date(2027, 1, 8))
    # The day passes: it is open again, and on top once more.
    desk.at("2027-01-13 09:00")
    assert desk.asked()[-1] == "omar for lena"
    assert "Nobody is above Lena: you can take it for Lena." in desk.reads("omar")
    desk.does("answer", "omar", text="Yes")
    desk.does("not_enough", "alice", why="Legal wants it in writing")
    for text in (desk.reads("omar"), *desk.channel(), *desk.lines()):
        assert "away" not in text
    desk.goes_away("lena", date(2027, 1, 13))
    assert "You speak for Lena, who is away." in desk.reads("omar")


def test_who_speaks_for_somebody_who_is_back_reads_that_they_were_away(desk: Desk) -> None:
    desk.goes_away("ana", date(2026, 11, 18))
    with desk.session() as session:
        desk.world.person(session, "ana").speaker_id = desk.world.ids["dana"]
    desk.is_blocked("alice", desk.owns("alice"), by=None, waiting_for_text="the supplier")
    assert "You speak for Ana, who is away." in desk.reads("dana")
    desk.at("2026-11-19 08:30")
    assert "You speak for Ana, who was away." in desk.reads("dana")
    assert "*Dana for Ana, who was away, " in desk.channel()[0]
    desk.leaves("ana")
    assert "You speak for Ana, who has left." in desk.reads("dana")


# Otherwise


def test_silence_until_the_day_means_that_the_owner_goes_ahead_and_everybody_asked_hears_it(
    desk: Desk,
) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage, otherwise="go on without phone numbers", otherwise_on=date(2026, 11, 19))
    desk.at("2026-11-19 16:29")
    assert desk.state() == "asked"
    # 17:30 in Paris.
    desk.at("2026-11-19 16:30")
    assert desk.state() == "went_ahead"
    for name in ("omar", "ana"):
        (told,) = desk.notices(name, "went_ahead")
        assert "Alice goes ahead" in read(told)
        assert "Stop, let's talk" in str(told.blocks)
    assert desk.channel()[0].startswith("🟠 *Nobody answered by Thu 19 Nov; Alice goes ahead:*")
    desk.does("stop", "omar")
    assert desk.state() == "asked"
    (stopped,) = desk.notices("alice", "stopped")
    assert "Omar wants to talk before you go ahead" in read(stopped)
    # It is with the leader, who has the whole time again; it does not go ahead a second time.
    desk.at("2026-11-20 16:29")
    assert desk.asked() == ["omar", "ana"]
    desk.at("2026-11-20 16:30")
    assert desk.asked() == ["omar", "ana", "priya"]


# Warnings


@pytest.mark.parametrize("is_held", [True, False])
def test_nobody_is_warned_of_somebody_who_will_not_be_asked(desk: Desk, is_held: bool) -> None:
    owner, leader = ("dana", "grace") if is_held else ("marcus", "lena")
    desk.is_blocked(owner, desk.owns(owner), by=None)
    assert desk.asked() == [leader]
    desk.at("2026-11-20 09:00")
    assert desk.notices(leader, "still_open") == []


def test_time_stands_in_the_middle_of_the_night_for_who_is_asked(desk: Desk) -> None:
    # 03:02 in Chicago: Bob reads it six hours later, and has until the same time tomorrow.
    desk.is_blocked("alice", desk.owns("alice"), by="bob")
    assert desk.when_told("bob") == []
    assert "Bob reads it Wed 18 Nov 15:00 UTC" in desk.channel("escalations.in_round")[0]
    desk.at("2026-11-18 15:00")
    assert desk.when_told("bob") == ["Wed 18 15:00"]
    assert "reads it" not in desk.channel("escalations.in_round")[0]
    desk.at("2026-11-19 14:59")
    assert desk.asked() == ["bob"]
    desk.at("2026-11-19 15:00")
    assert desk.asked() == ["bob", "ana"]


def test_the_bot_was_down_and_asks_one_only(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"))
    desk.world.now = utc("2026-11-18 09:02") + timedelta(days=21)
    desk.settle()
    assert desk.asked() == ["omar", "ana"]
