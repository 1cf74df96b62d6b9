"""What a digest says, and what it leaves out."""

from datetime import date

import pytest

from bot.core.db import Database
from bot.digests import notices
from bot.digests.model import Digest
from bot.digests.queries import plans
from bot.outcomes import service as outcome_service
from bot.outcomes.rules.lifecycle import Status
from tests.digests.desk import Desk
from tests.digests.reading import buttons, utc
from tests.support.world import settle

DECEMBER = date(2026, 12, 11)
FRIDAY, NEXT_FRIDAY = "2026-11-13 10:00", "2026-11-20 10:00"
LENA, LENA_NEXT = "2026-11-13 09:00", "2026-11-20 09:00"


def test_a_quiet_week_is_three_lines(desk: Desk) -> None:
    desk.starts("support", "harbor")
    macros, report = desk.owns("bob", "Macro library", DECEMBER), desk.owns("alice", "Queue report", DECEMBER)
    desk.is_on_track("bob", macros)
    desk.is_on_track("alice", report)
    desk.finishes("alice", report, confirmer="ana")
    quiet = ["1 of 1 on track, and the facts agree.",
             "Finished: *Queue report* (Alice). Next due: *Macro library*, Fri 11 Dec."]  # fmt: skip
    assert desk.posts("lena", LENA).splitlines() == ["*Harbor, week 46. Nothing needs you.*", *quiet]
    assert desk.posts("support", FRIDAY).splitlines() == ["*Support, week 46. All is well.*", *quiet]


def test_a_week_without_a_word_is_not_quiet(desk: Desk) -> None:
    desk.starts("support")
    desk.owns("bob", "Macro library", DECEMBER)
    assert desk.posts("support", FRIDAY).splitlines() == [
        "*Support, week 46. Nothing got worse.*",
        "*Next 4 weeks* · 1 due: ⚪ 1",
        "Details in the thread.",
    ]


def test_nothing_is_said_where_nothing_is_followed(desk: Desk) -> None:
    desk.starts("support", "harbor")
    assert desk.posts("support", FRIDAY) == "nothing"
    assert desk.posts("lena", LENA_NEXT) == "nothing"
    assert desk.said == {}


def test_before_the_first_round_there_is_nothing_to_compare_with(desk: Desk) -> None:
    with desk.session() as session:
        desk.world.team(session, "support").started_at = desk.world.now
    desk.owns("bob", "Macro library", DECEMBER)
    assert desk.posts("support", FRIDAY) == "no_round"


def test_what_does_not_change_is_told_with_its_age_and_asks_from_the_third_week_on(desk: Desk) -> None:
    desk.starts("support")
    forecast = desk.owns("bob", "Queue forecast", date(2027, 2, 11))
    desk.is_on_track("bob", desk.owns("bob", "Macro library", date(2027, 2, 12)))
    desk.world.now = utc("2026-11-11 10:00")
    desk.says("bob", Status.AT_RISK, forecast, note="a reviewer")
    told = [
        desk.posts("support", moment).splitlines()[1:-1]
        for moment in (FRIDAY, NEXT_FRIDAY, "2026-11-27 10:00", "2026-12-04 10:00", "2026-12-11 10:00")
    ]
    assert told == [
        ["*Got worse* · 🟠 At risk *Queue forecast*: a reviewer (day 3) _O-1_"],
        ["*Still open* · 🟠 At risk *Queue forecast*, unchanged for 1 week _O-1_"],
        ["*Still open* · 🟠 At risk *Queue forecast*, unchanged for 2 weeks _O-1_"],
        ["*Still open* · 🟠 At risk *Queue forecast*, unchanged for 3 weeks: "
         "new date, smaller, stop, or help? _O-1_"],
        ["*Still open* · 🟠 At risk *Queue forecast*, unchanged for 4 weeks: "
         "new date, smaller, stop, or help? _O-1_"],
    ]  # fmt: skip
    assert buttons(desk.last("support")) == ["O-1: new date or smaller…", "O-1: stop…", "O-1: need help…"]


def test_a_leader_who_reads_of_something_stuck_is_the_help(desk: Desk) -> None:
    desk.starts("support", "harbor")
    desk.world.now = utc("2026-10-21 10:00")
    desk.says("bob", Status.AT_RISK, desk.owns("bob", "Queue forecast", DECEMBER), note="a reviewer")
    desk.world.now = utc("2026-11-09 07:00")
    assert "unchanged for 3 weeks" in desk.posts("lena", LENA)
    assert buttons(desk.last("lena")) == ["O-1: new date or smaller…", "O-1: stop…"]


def test_what_changed_for_the_better_says_what_it_was(desk: Desk) -> None:
    desk.starts("support")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    desk.is_blocked("alice", triage)
    assert "🔴 Blocked *Priority tickets*: waits for Omar, day 4" in desk.posts("support", FRIDAY)
    desk.says("alice", Status.AT_RISK, triage, note="two more people")
    assert "🟠 At risk *Priority tickets*, was 🔴 Blocked" in desk.posts("support", NEXT_FRIDAY)
    desk.moves("ana", triage, date(2026, 12, 18))
    assert "🟠 At risk *Priority tickets*, now due Fri 18 Dec" in desk.posts("support", "2026-11-27 10:00")


def test_what_is_newly_late_got_worse_whatever_its_owner_says(desk: Desk) -> None:
    desk.starts("support")
    report = desk.owns("alice", "Queue report", date(2026, 11, 10))
    desk.is_on_track("alice", report)
    desk.world.now = utc("2026-11-11 08:00")
    with desk.session() as session:
        outcome_service.mark_late(session, desk.outcome(session, report), desk.world.now)
    first = desk.posts("support", FRIDAY)
    assert "*Got worse* · 🟢 On track *Queue report*: was due Tue 10 Nov _O-1_" in first
    assert "*On time* · 0 of 1 this quarter" in first
    second = desk.posts("support", NEXT_FRIDAY)
    assert "🟢 On track *Queue report*, was due Tue 10 Nov, unchanged for 1 week _O-1_" in second


def test_an_answer_and_a_promise_are_told_where_they_wait(desk: Desk) -> None:
    desk.starts("support")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    desk.says("alice", Status.BLOCKED, triage, note="a test phone", waiting_for_text="the phone company",
              needed_by=date(2026, 11, 26))  # fmt: skip
    # Wednesday the 11th is a holiday in France.
    assert "waits for the phone company, day 4" in desk.posts("support", FRIDAY)


def test_good_news_is_told_once_and_says_whether_it_came_on_its_day(desk: Desk) -> None:
    desk.starts("support")
    report, access = (
        desk.owns("alice", "Queue report", date(2026, 11, 10)),
        desk.owns("bob", "Access", DECEMBER),
    )
    desk.says("bob", Status.AT_RISK, access, note="a date")
    desk.world.now = utc("2026-11-12 10:00")
    desk.finishes("alice", report, confirmer="ana")
    first = desk.posts("support", FRIDAY)
    assert "*Good* · ✅ *Queue report* done 1 working day after its day (Alice) _O-1_" in first
    assert "*On time* · 0 of 1 this quarter" in first
    assert "Queue report" not in desk.posts("support", NEXT_FRIDAY)


def test_nobody_who_is_away_is_counted_or_named(desk: Desk) -> None:
    desk.starts("support")
    for name in ("alice", "bob", "ana"):
        desk.owns(name, f"Something of {name}", date(2027, 3, 1))
    desk.asked("support", {"alice": True, "bob": False, "ana": False})
    desk.goes_away("bob", date(2026, 11, 10), date(2026, 11, 30))
    found = desk.posts("support", FRIDAY)
    assert "Heard from 1 of 2 people." in found
    assert "Bob" not in found


def test_who_spoke_before_going_away_was_heard(desk: Desk) -> None:
    desk.starts("support")
    desk.owns("bob", "Something", DECEMBER)
    desk.asked("support", {"bob": True}, is_open=True)
    desk.goes_away("bob", date(2026, 11, 10), date(2026, 11, 30))
    with desk.session() as session:
        desk.world.team(session, "harbor").started_at = desk.world.now
    assert "Heard from 1 of 1 person (1 round still open)." in desk.posts("lena", LENA)


# ---- who may read what ----


def test_what_is_for_its_people_only_is_in_no_channel(desk: Desk) -> None:
    desk.starts("support", "cx", "harbor")
    secret = desk.owns("alice", "The merger", DECEMBER, is_private=True)
    open_one = desk.owns("bob", "Macro library", DECEMBER)
    desk.is_blocked("alice", secret)
    desk.is_on_track("bob", open_one)
    for name, moment in (("support", FRIDAY), ("cx", "2026-11-20 04:30"), ("harbor", LENA_NEXT)):
        shown = desk.posts(name, moment)
        assert "merger" not in shown
        assert "🔴" not in shown
        assert "merger" not in (desk.details(name) if name == "support" else "")
    assert "🔴 Blocked *The merger*" in desk.posts("lena", "2026-11-27 09:00")


def test_a_private_team_is_told_in_no_channel_and_counted_in_none(desk: Desk) -> None:
    desk.starts("support", "harbor", "cx")
    desk.is_blocked("alice", desk.owns("alice", "Priority tickets", DECEMBER))
    with desk.session() as session:
        desk.world.team(session, "support").is_private = True
    desk.is_on_track("nadia", desk.owns("nadia", "Partner tickets", DECEMBER))
    assert "🔴" not in desk.posts("harbor", LENA)
    with pytest.raises(AssertionError, match="gets no digest"):
        desk.posts("support", FRIDAY)
    assert "*Priority tickets*" in desk.posts("lena", LENA_NEXT)


def test_a_channel_reads_one_line_for_each_team_below(desk: Desk) -> None:
    desk.starts("harbor", "support", "billing")
    desk.is_blocked("alice", desk.owns("alice", "Priority tickets", DECEMBER))
    desk.is_on_track("bob", desk.owns("bob", "Macro library", DECEMBER))
    desk.owns("dana", "Archive", DECEMBER)
    desk.is_on_track("nadia", desk.owns("nadia", "Of a team that is not started", DECEMBER))
    assert desk.posts("harbor", LENA).splitlines() == [
        "*Harbor, week 46. One outcome is at risk or blocked in the teams below.*",
        "*Customer Experience* · 🟢 1 🔴 1",
        "*Platform* · ⚪ 1",
    ]


def test_another_workspace_reads_and_shows_nothing_of_this_one(desk: Desk) -> None:
    desk.starts("support", "harbor")
    desk.owns("bob", "Macro library", DECEMBER)
    desk.posts("support", FRIDAY)
    (digest, _) = desk.digests("support")
    with desk.world.database.transaction("T0ELSEWHERE") as session:
        assert session.find(Digest, digest.id) is None
        assert plans.open_ones(session, desk.world.now) == []
        assert plans.entries(session, digest.id) == {}
        made = notices.KINDS[0].render(session, digest.id, desk.world.now)
    assert made == notices.GONE


# ---- what a leader owes ----


def test_who_leads_one_team_hears_only_of_what_they_owe(desk: Desk) -> None:
    desk.starts("support")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    desk.is_on_track("alice", triage)
    assert desk.posts("ana", FRIDAY) == "nothing_owed"
    desk.asks_for("alice", "ana", "Phone numbers or not?", triage)
    assert desk.posts("ana", NEXT_FRIDAY).splitlines()[:2] == [
        "*Support, week 47. One decision waits for you.*",
        "*Decide* · *Phone numbers or not?* Alice, for 1 week. _O-1_",
    ]


def test_what_waits_for_the_leaders_decision_is_not_told_again_as_unchanged(desk: Desk) -> None:
    desk.starts("support", "harbor")
    forecast, triage = (desk.owns(*one, DECEMBER) for one in (("bob", "Queue forecast"), ("alice", "Triage")))
    desk.says("bob", Status.AT_RISK, forecast, note="a reviewer")
    desk.says("alice", Status.AT_RISK, triage, note="two more people")
    desk.posts("lena", LENA)
    desk.asks_for("bob", "lena", "A reviewer, or a later day?", forecast)
    told = desk.posts("lena", LENA_NEXT).splitlines()
    assert told[1] == "*Decide* · *A reviewer, or a later day?* Bob, for 1 week. _O-1_"
    assert told[2] == "*Still open* · 🟠 At risk *Triage*, unchanged for 1 week _O-2_"
    assert not any("Queue forecast" in line for line in told)


def test_what_nobody_above_can_take_over_is_the_first_line(desk: Desk) -> None:
    desk.starts("support", "harbor")
    ids = [desk.owns("alice", f"Outcome {n}", DECEMBER) for n in range(3)]
    asks = [desk.asks_for("alice", "lena", f"Question {n}?", id) for n, id in enumerate(ids)]
    with desk.session() as session:
        desk.ask(session, asks[2]).top_since = desk.world.now
    lines = [line for line in desk.posts("lena", LENA).splitlines() if line.startswith("*Decide*")]
    assert [line.split("*")[3] for line in lines] == ["Question 2?", "Question 0?", "Question 1?"]
    assert "nobody is above you" in lines[0]


def test_changes_and_claims_wait_for_their_leader_with_the_buttons_that_settle_them(desk: Desk) -> None:
    desk.starts("support", "harbor")
    lena = desk.world.ids["lena"]
    moved = desk.owns("bob", "Macro library", DECEMBER, confirmer_id=lena)
    done = desk.owns("alice", "Queue report", DECEMBER, confirmer_id=lena)
    desk.suggests("bob", moved, date(2026, 12, 18))
    desk.finishes("alice", done)
    lines = desk.posts("lena", LENA).splitlines()
    assert lines[0] == "*Harbor, week 46. Two decisions wait for you.*"
    assert "*Agree?* · *Macro library*: Bob wants Fri 18 Dec, since Mon. _O-1_" in lines
    assert "*Done?* · *Queue report*: Alice says so, since Mon. _O-2_" in lines
    assert buttons(desk.last("lena")) == ["Agree", "Keep it as it is…", "Yes, it is done", "Not yet…"]


def test_a_digest_reads_the_same_on_both_databases(database_url: str) -> None:
    database = Database(database_url)
    desk = Desk(settle(database))
    desk.world.now = utc("2026-11-09 07:00")
    desk.starts("support", "harbor")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    macros = desk.owns("bob", "Macro library", date(2026, 11, 20))
    desk.is_on_track("bob", macros)
    desk.moves("ana", macros, date(2026, 11, 27), DECEMBER)
    desk.looks_twice(macros)
    desk.shows_looks()
    desk.is_blocked("alice", triage)
    desk.asks_for("alice", "lena", "Phone numbers or not?", triage)
    desk.asked("support", {"alice": True, "bob": False})
    shown = desk.posts("lena", LENA).splitlines()
    assert [line.split(" ")[0] for line in shown] == [
        "*Harbor,", "*Decide*", "*Got", "*Worth", "*Next", "Heard"
    ]  # fmt: skip
    assert "unchanged for 1 week" in desk.posts("lena", LENA_NEXT)
    database.engine.dispose()
