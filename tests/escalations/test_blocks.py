"""What the owner's word means for what is asked: a block asks, going on ends it, the same block asks once."""

from datetime import date

from sqlalchemy import func, select

from bot.asks.model import Ask, Origin
from bot.escalations import service
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.rules.lifecycle import Status
from tests.escalations.desk import LEGAL, Desk, buttons, outcome_of, read


def count(desk: Desk) -> int:
    with desk.session() as session:
        return session.scalar(select(func.count()).select_from(Ask)) or 0


def test_a_block_asks_with_all_that_was_said(desk: Desk) -> None:
    said = desk.is_blocked(
        "alice",
        desk.owns("alice"),
        tried="asked twice",
        since=date(2026, 11, 16),
        otherwise="go on without phone numbers",
        otherwise_on=date(2026, 11, 26),
    )
    with desk.session() as session:
        found = desk.ask(session)
        assert (found.origin, found.origin_ref, found.what) == (Origin.BLOCK, said, LEGAL)
        assert (found.needed_by, found.since) == (date(2026, 11, 26), date(2026, 11, 16))
        assert (found.tried, found.otherwise) == ("asked twice", "go on without phone numbers")
        assert found.asker_id == desk.world.ids["alice"]


def test_a_leader_who_reports_a_block_on_behalf_does_not_become_the_asker(desk: Desk) -> None:
    desk.says(
        "ana",
        desk.owns("alice"),
        Status.BLOCKED,
        note=LEGAL,
        needed_by=date(2026, 11, 26),
        waiting_for="omar",
    )
    assert desk.reads("omar").startswith("*Alice needs something from you*")


def test_being_on_track_again_takes_it_back(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    desk.at("2026-11-19 09:02")
    desk.says("alice", triage, Status.ON_TRACK)
    assert desk.state() == "withdrawn"
    assert [desk.reads(name) for name in ("omar", "ana")] == ["", ""]
    assert desk.channel()[0].startswith("✅ *Not needed any more: ")
    assert desk.lines()[-1] == "Alice does not need it any more."


def test_being_on_track_after_an_answer_means_that_it_helped(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    desk.does("answer", "omar", text="Legal agrees")
    desk.says("alice", triage, Status.AT_RISK, note="half a day is missing")
    assert desk.state() == "settled"
    (thanks,) = desk.notices("omar", "settled")
    assert "Alice can go on, thanks to you*: Legal agrees" in read(thanks)


def test_blocked_by_the_same_person_next_week_is_the_same_question(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    desk.at("2026-11-19 09:02")
    assert desk.asked() == ["omar", "ana"]
    later = desk.is_blocked("alice", triage, note="Legal's yes, also for the EU")
    assert count(desk) == 1
    assert desk.asked() == ["omar", "ana"]
    assert "Legal's yes, also for the EU" in desk.reads("ana")
    assert desk.lines()[-1] == "Alice needs it like this now: Legal's yes, also for the EU, by Thu 26 Nov."
    with desk.session() as session:
        assert desk.ask(session).origin_ref == later


def test_an_answer_that_came_after_the_same_block_was_said_again_stays_an_answer(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    desk.is_blocked("alice", triage)
    desk.does("answer", "omar", text="Legal agrees")
    with desk.session() as session:
        service.follow_outcome(session, outcomes.outcome(session, triage), desk.world.now)
    assert desk.state() == "answered"


def test_blocked_again_after_an_answer_says_that_it_did_not_help(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    desk.does("answer", "omar", text="Perhaps")
    desk.at("2026-11-25 09:00")
    desk.is_blocked("alice", triage, note="a yes or a no")
    assert count(desk) == 1
    assert desk.state() == "asked"
    assert "Alice was told: Perhaps (Omar) It does not help yet: a yes or a no" in desk.reads("omar")


def test_blocked_by_somebody_else_asks_them_instead(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    desk.is_blocked("alice", triage, by="grace")
    assert count(desk) == 2
    assert desk.waits("omar") == []
    assert len(desk.waits("grace")) == 1


def test_taking_back_the_last_word_asks_again_what_was_asked_before(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    said = desk.says("alice", triage, Status.ON_TRACK)
    assert desk.waits("omar") == []
    desk.undoes("alice", said)
    assert desk.state() == "asked"
    assert len(desk.waits("omar")) == 1


def test_taking_back_a_block_asks_nobody_any_more(desk: Desk) -> None:
    said = desk.is_blocked("alice", desk.owns("alice"))
    desk.undoes("alice", said)
    assert desk.state() == "withdrawn"
    assert desk.waits("omar") == []


def test_what_the_asker_took_back_stays_so_although_the_outcome_is_blocked(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    desk.does("withdraw", "alice")
    with desk.session() as session:
        service.follow_outcome(session, outcomes.outcome(session, triage), desk.world.now)
    assert desk.state() == "withdrawn"


def test_what_is_done_or_dropped_asks_for_nothing(desk: Desk) -> None:
    triage, macros = desk.owns("alice"), desk.owns("bob", "Macros")
    desk.is_blocked("alice", triage)
    with desk.session() as session:
        alice, bob = desk.world.person(session, "alice"), desk.world.person(session, "bob")
        outcome_service.claim_done(
            session,
            outcomes.outcome(session, triage),
            evidence="the queue",
            by=alice,
            now=desk.world.now,
        )
        outcome_service.drop(
            session, outcomes.outcome(session, macros), by=bob, why="not needed", now=desk.world.now
        )
    desk.settle()
    assert desk.state() == "withdrawn"
    assert desk.waits("omar") == []


def test_a_new_owner_waits_for_the_answer(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    with desk.session() as session:
        outcome = outcomes.outcome(session, triage)
        outcome.owner_id = desk.world.ids["bob"]
        service.follow_outcome(session, outcome, desk.world.now)
    desk.settle()
    desk.does("answer", "omar", text="Legal agrees")
    assert desk.waits("alice") == []
    assert len(desk.waits("bob")) == 1


def test_going_on_says_that_the_outcome_is_on_track_again(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    desk.does("answer", "omar", text="Legal agrees")
    (item,) = desk.waits("alice")
    assert buttons(item) == ["I can go on", "Not enough…"]
    assert "“I can go on” shows O-1 as 🟢 On track again." in desk.reads("alice")
    with desk.session() as session:
        alice = desk.world.person(session, "alice")
        assert service.go_on(session, desk.ask(session), by=alice, now=desk.world.now)
    desk.settle()
    assert outcome_of(desk, triage).status is Status.ON_TRACK
    assert desk.state() == "settled"
    assert desk.waits("alice") == []


def test_going_on_leaves_a_word_alone_that_was_about_something_else(desk: Desk) -> None:
    triage = desk.owns("alice")
    with desk.session() as session:
        alice = desk.world.person(session, "alice")
        made = service.escalate(
            session,
            outcomes.outcome(session, triage),
            by=alice,
            what="Which form?",
            to_id=None,
            needed_by=date(2026, 12, 1),
            form_id="V1",
            now=desk.world.now,
        )
        desk_id = made.id
    desk.settle()
    desk.says("alice", triage, Status.AT_RISK, note="time")
    desk.does("answer", "ana", desk_id, text="The short one")
    with desk.session() as session:
        alice = desk.world.person(session, "alice")
        assert not service.go_on(session, desk.ask(session), by=alice, now=desk.world.now)
    assert outcome_of(desk, triage).status is Status.AT_RISK


def test_a_condition_asks_and_a_leader_may_let_it_go(desk: Desk) -> None:
    desk.holds_rounds("billing")
    desk.owns_if("dana", "Router access", "the password", "omar")
    assert desk.reads("omar").startswith("*Dana says yes if you help*, by Tue 1 Dec")
    assert "\n\n" not in desk.reads("omar")
    assert "Dana says yes if Omar helps: the password" in desk.channel("escalations.in_round")[0]
    desk.at("2026-11-19 09:02")
    (item,) = desk.waits("grace")
    assert "Go without it" in buttons(item)


def test_nobody_waits_for_what_has_no_yes_yet(desk: Desk) -> None:
    goal = desk.owns("alice", "Every ticket finds its team", due=date(2026, 12, 15))
    desk.owns_if("dana", "Router access", "the password", "omar", parent_id=goal)
    assert "waits for it" not in desk.reads("omar")
    child = desk.owns("alice", "The router is known", parent_id=goal, done_sentence="It is")
    desk.is_blocked("alice", child, by="omar")
    assert "*Every ticket finds its team* waits for it" in desk.reads("omar")
