"""A round in its channel: what it says, when it closes, and what others learn from it."""

from datetime import date, timedelta

import pytest

from bot.checkins import queries, service
from bot.outbox.kinds import Skip
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.rules.lifecycle import Status
from tests.checkins.desk import Desk

FAR = date(2026, 12, 31)


@pytest.fixture
def held(desk: Desk) -> Desk:
    """Alice and Bob own one outcome each, Ana two; it is Wednesday, 10:00 in Lisbon, an hour after Paris."""
    desk.one = desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.two = desk.owns("bob", "Macro library", FAR)
    desk.three = desk.owns("ana", "Queue forecast", FAR)
    desk.start()
    desk.to("2026-11-18 10:00")
    return desk


def say(desk: Desk, name: str, outcome_id: str, status: Status, **facts: object) -> None:
    with desk.session() as session:
        outcome_service.report_status(
            session,
            desk.outcome(session, outcome_id),
            status=status,
            by=desk.world.ids[name],
            now=desk.now,
            **facts,
        )
    desk.settle()


def flags(desk: Desk, outcome_id: str) -> list[str]:
    with desk.session() as session:
        return [one.kind for one in outcomes.flags(session, [outcome_id]).get(outcome_id, [])]


def test_a_round_counts_only_people_who_were_asked(held: Desk) -> None:
    assert held.channel()[0].startswith("*Check-in, week 47* · 0 of 2 answered, 1 is asked later today")
    held.on_track("alice", held.one)
    assert "1 of 2 answered, 1 is asked later today · 🟢 1" in held.channel()[0]
    held.to("2026-11-18 16:00")
    assert held.channel()[0].startswith("*Check-in, week 47* · 1 of 3 answered · 🟢 1")


def test_nobody_away_is_counted(held: Desk) -> None:
    held.to("2026-11-18 17:00")
    held.away("ana", date(2026, 11, 18), date(2026, 11, 27))
    held.settle()
    assert "0 of 2 answered" in held.channel()[0]
    held.to("2026-11-20 12:00")
    assert flags(held, held.three) == []
    assert flags(held, held.one) == ["no_word"]


def test_what_is_not_plain_on_track_has_a_line_in_the_thread(held: Desk) -> None:
    held.on_track("alice", held.one)
    assert held.said("checkins.said") == []
    say(held, "alice", held.one, Status.AT_RISK, note="Bob's help")
    (line,) = held.said("checkins.said")
    assert line.thread_of == f"round:{held.rounds()[0].id}"
    assert held.channel("checkins.said")[0].startswith(
        "🟠 At risk: *Triage in 15 minutes* · Alice: Bob's help"
    )
    # A better word changes the line and makes no new one.
    say(held, "alice", held.one, Status.ON_TRACK)
    assert held.channel("checkins.said") == ["🟢 On track now: *Triage in 15 minutes* · Alice _O-1_"]


def test_a_word_that_was_taken_back_leaves_no_colour(held: Desk) -> None:
    say(held, "alice", held.one, Status.AT_RISK, note="Bob's help")
    with held.session() as session:
        said = outcomes.last_change(session, held.outcome(session, held.one))
        assert said is not None
        outcome_service.undo_status(session, said, by=held.world.ids["alice"], now=held.now)
    held.settle()
    assert held.channel("checkins.said") == ["⚪ Taken back: *Triage in 15 minutes* · Alice _O-1_"]
    assert "🟠" not in held.channel()[0]


def test_at_closing_one_line_lists_what_is_on_track_and_silence_is_grey(held: Desk) -> None:
    held.on_track("alice", held.one)
    held.to("2026-11-20 09:00")
    assert "1 of 3 answered · 🟢 1 ⚪ 2 · closed" in held.channel()[0]
    assert held.channel("checkins.on_track") == ["🟢 On track: Triage in 15 minutes (Alice) _O-1_"]
    assert [flags(held, one) for one in (held.one, held.two, held.three)] == [[], ["no_word"], ["no_word"]]


def test_a_late_answer_reaches_the_thread_and_clears_the_flag(held: Desk) -> None:
    held.on_track("alice", held.one)
    held.to("2026-11-23 16:00")
    held.on_track("bob", held.two)
    assert "2 of 3 answered · 🟢 2 ⚪ 1 · closed" in held.channel()[0]
    assert "Macro library (Bob)" in held.channel("checkins.on_track")[0]
    assert flags(held, held.two) == []


def test_what_is_for_its_people_only_counts_and_is_not_named(desk: Desk) -> None:
    secret = desk.owns("alice", "A secret", FAR, is_private=True)
    desk.start()
    desk.to("2026-11-18 09:00")
    say(desk, "alice", secret, Status.AT_RISK, note="quiet")
    assert desk.said("checkins.said") == []
    assert "🟠 1" in desk.channel()[0]
    desk.on_track("alice", secret)
    desk.to("2026-11-20 12:00")
    (line,) = desk.said("checkins.on_track")
    assert isinstance(desk.message(line.key), Skip)


def test_a_yes_a_claim_and_a_confirmation_are_lines_in_the_thread(held: Desk) -> None:
    four = held.owns("bob", "Router access", FAR)
    held.settle()
    assert held.channel("checkins.agreed") == ["*Bob* owns *Router access*, by Thu 31 Dec · _O-4_"]
    with held.session() as session:
        outcome_service.claim_done(
            session,
            held.outcome(session, held.one),
            evidence="the log",
            by=held.world.ids["alice"],
            now=held.now,
        )
    held.settle()
    assert (
        "✅ Alice says *Triage in 15 minutes* is done: the log. Ana is asked"
        in held.channel("checkins.claimed")[0]
    )
    with held.session() as session:
        outcome_service.confirm(
            session,
            held.outcome(session, held.one),
            by=held.world.ids["ana"],
            now=held.now,
            words="Well done",
        )
    held.settle()
    assert "Well done" in held.channel("checkins.confirmed")[0]
    assert held.channel("checkins.claimed")[0].startswith("✅ Done: *Triage")
    assert four


def test_two_confirmations_of_one_person_in_a_week_are_one_message(held: Desk) -> None:
    four = held.owns("alice", "Router access", FAR)
    for id in (held.one, four):
        with held.session() as session:
            outcome = held.outcome(session, id)
            outcome_service.claim_done(
                session, outcome, evidence="x", by=held.world.ids["alice"], now=held.now
            )
            outcome_service.confirm(session, outcome, by=held.world.ids["ana"], now=held.now, words="Thanks")
        held.settle()
    (message,) = held.channel("checkins.confirmed")
    assert "Triage in 15 minutes" in message
    assert "Router access" in message


def test_a_claim_that_was_given_back_is_asked_about_again(held: Desk) -> None:
    held.submits("alice", held.taps("alice", "✅"), evidence="the log")
    with held.session() as session:
        outcome_service.give_back(
            session, held.outcome(session, held.one), why="no log", by=held.world.ids["ana"], now=held.now
        )
    held.settle()
    assert "Not done yet, Ana says: *Triage in 15 minutes*" in held.channel("checkins.claimed")[0]
    held.taps("alice", "🟢 On track")


def test_a_team_without_a_channel_of_its_own_uses_the_nearest_above_and_says_whose_it_is(desk: Desk) -> None:
    desk.set_team("support", channel=None)
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.start()
    desk.to("2026-11-18 09:00")
    (line,) = desk.said("checkins.round")
    assert line.to == "CCX"
    assert desk.channel()[0].startswith("*Check-in, week 47* · Support · 0 of 1 answered")


def test_without_any_channel_a_round_is_held_all_the_same(desk: Desk) -> None:
    for name in ("support", "cx", "harbor"):
        desk.set_team(name, channel=None)
    one = desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.start()
    desk.to("2026-11-18 09:00")
    say(desk, "alice", one, Status.AT_RISK, note="help")
    desk.to("2026-11-20 12:00")
    assert desk.said("checkins.round") == []
    assert desk.said("checkins.said") == []
    with desk.session() as session:
        assert queries.thread_key(session, desk.world.ids["support"], desk.now) is None
        assert queries.rounds_held(session, desk.world.ids["support"]) == 1


def test_the_thread_is_that_of_the_latest_round(held: Desk) -> None:
    support = held.world.ids["support"]
    first = held.rounds()[0].id
    with held.session() as session:
        assert queries.thread_key(session, support, held.now) == f"round:{first}"
        assert [one.id for one in queries.open_rounds(session, [support], held.now)] == [first]
    held.to("2026-11-20 12:00")
    with held.session() as session:
        assert queries.thread_key(session, support, held.now) == f"round:{first}"
        assert list(queries.open_rounds(session, [support], held.now)) == []
    held.to("2026-11-25 12:00")
    second = held.rounds()[1].id
    with held.session() as session:
        assert queries.thread_key(session, support, held.now) == f"round:{second}"
        assert queries.rounds_held(session, support) == 2


def test_silence_is_counted_round_by_round_until_there_is_a_word(held: Desk) -> None:
    held.to("2026-11-20 12:00")
    with held.session() as session:
        assert queries.silent_rounds(session, held.one) == 1
    held.to("2026-11-27 12:00")
    with held.session() as session:
        assert queries.silent_rounds(session, held.one) == 2
        last = queries.latest(session, held.world.ids["support"])
        assert last is not None
        assert {one.outcome.id: one.silent for one in queries.running(session, last.id)}[held.one] == 2
    held.on_track("alice", held.one)
    with held.session() as session:
        assert queries.silent_rounds(session, held.one) == 0


def test_at_risk_is_counted_round_by_round(held: Desk) -> None:
    say(held, "alice", held.one, Status.AT_RISK, note="help")
    held.to("2026-11-25 12:00")
    with held.session() as session:
        # This week's question is still open.
        assert queries.at_risk_running(session, held.one) == 1
    say(held, "alice", held.one, Status.AT_RISK, note="help")
    with held.session() as session:
        assert queries.at_risk_running(session, held.one) == 2


def test_a_week_away_neither_counts_nor_ends_a_silence(held: Desk) -> None:
    held.to("2026-11-20 12:00")
    held.away("alice", date(2026, 11, 23), date(2026, 11, 29))
    held.to("2026-12-04 12:00")
    with held.session() as session:
        assert queries.silent_rounds(session, held.one) == 2


def test_heard_from_counts_each_person_once(held: Desk) -> None:
    billing = held.owns("alice", "Invoices are right", FAR, team_id=held.world.ids["billing"])
    held.on_track("alice", held.one)
    held.to("2026-11-20 12:00")
    with held.session() as session:
        teams = [held.world.ids["support"], held.world.ids["billing"]]
        assert queries.heard_from(session, teams, held.now - timedelta(days=5), held.now) == (1, 3)
        assert queries.heard_from(session, teams, held.now, held.now) == (0, 0)
    assert billing


def test_changes_since_give_the_word_before_and_the_last_one(held: Desk) -> None:
    held.on_track("alice", held.one)
    since = held.now + timedelta(minutes=1)
    held.to("2026-11-19 12:00")
    say(held, "alice", held.one, Status.AT_RISK, note="help")
    held.to("2026-11-19 13:00")
    say(
        held,
        "alice",
        held.one,
        Status.BLOCKED,
        note="x",
        needed_by=FAR,
        waiting_for_id=held.world.ids["omar"],
    )
    with held.session() as session:
        (move,) = queries.changes_since(session, [held.world.ids["support"]], since)
        assert (move.before, move.last.status) == (Status.ON_TRACK, Status.BLOCKED)


def test_a_pause_closes_nobodys_week_with_a_grey_mark(held: Desk) -> None:
    with held.session() as session:
        service.pause(session, held.world.team(session, "support"), by=held.world.ids["ana"], now=held.now)
    assert held.channel()[0].splitlines()[0].endswith("paused")
    held.to("2026-11-20 12:00")
    assert flags(held, held.one) == []


def test_who_answers_before_the_opening_is_in_the_new_thread(desk: Desk) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.owns("bob", "Macro library", FAR)
    desk.start()
    desk.to("2026-11-17 12:00")
    desk.types("alice")
    desk.submits("alice", desk.taps("alice", "🟠", "Triage"), cause="scope", note="less of it")
    assert desk.said("checkins.said") == []
    desk.to("2026-11-18 09:00")
    desk.to("2026-11-18 16:00")
    (line,) = desk.said("checkins.said")
    assert line.thread_of == f"round:{desk.rounds()[0].id}"
    assert "1 of 2 answered · 🟠 1" in desk.channel()[0]


def test_what_had_its_word_shortly_before_and_was_taken_back_has_no_colour(desk: Desk) -> None:
    one = desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.owns("alice", "Macro library", FAR)
    desk.start()
    desk.to("2026-11-17 12:00")
    say(desk, "alice", one, Status.AT_RISK, note="help")
    desk.to("2026-11-18 09:00")
    assert "🟠 1" in desk.channel()[0]
    with desk.session() as session:
        said = outcomes.last_change(session, desk.outcome(session, one))
        assert said is not None
        outcome_service.undo_status(session, said, by=desk.world.ids["alice"], now=desk.now)
    desk.settle()
    assert "🟠" not in desk.channel()[0]


def test_what_somebody_said_before_they_went_away_stays_counted(held: Desk) -> None:
    held.on_track("alice", held.one)
    held.away("alice", date(2026, 11, 19), date(2026, 11, 27))
    held.to("2026-11-19 12:00")
    assert "1 of 3 answered · 🟢 1" in held.channel()[0]
