"""Later answers of the week stand in the digest that has gone; the next one compares with what it was."""

from datetime import date

from bot.asks import service as asks
from bot.digests import service
from tests.digests.desk import Desk
from tests.digests.reading import buttons, read, utc
from tests.digests.walk import Walk

DECEMBER = date(2026, 12, 11)
LENA, FRIDAY = "2026-11-13 09:00", "2026-11-13 10:00"


def _hears_of(desk: Desk, outcome_id: str) -> None:
    with desk.session() as session:
        service.outcome_changed(session, outcome_id, desk.world.now)
    desk.renders()


def test_an_answer_of_the_same_week_is_edited_into_the_channel_and_for_the_leaders_above(desk: Desk) -> None:
    desk.starts("support", "billing", "harbor")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    desk.is_on_track("dana", desk.owns("dana", "Archive", DECEMBER))
    desk.is_on_track("alice", triage)
    desk.changes("harbor")
    for name, moment in (("grace", LENA), ("lena", LENA), ("billing", LENA), ("support", FRIDAY)):
        desk.posts(name, moment)
    desk.world.now = utc("2026-11-14 11:00")
    desk.is_blocked("alice", triage)
    _hears_of(desk, triage)
    for name in ("lena", "support"):
        assert "🔴 Blocked *Priority tickets*: waits for Omar, day 1 _O-1_" in desk.reads(name)[1]
        assert desk.reads(name)[-1] == "Details in the thread. As of Sat 14 Nov."
        assert "🔴 Blocked · *Priority tickets*" in desk.details(name)
    assert desk.renderings("billing") == 1


def test_after_its_week_a_digest_stays_as_it_was(desk: Desk) -> None:
    desk.starts("support")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    desk.is_on_track("alice", triage)
    desk.posts("support", FRIDAY)
    # Sunday is over in Lisbon.
    desk.world.now = utc("2026-11-16 00:00")
    desk.is_blocked("alice", triage)
    _hears_of(desk, triage)
    assert desk.renderings("support") == 1


def test_the_same_facts_read_the_same(desk: Desk) -> None:
    desk.starts("support")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    desk.is_blocked("alice", triage)
    desk.posts("support", FRIDAY)
    desk.world.now = utc("2026-11-13 16:00")
    _hears_of(desk, triage)
    first, second = desk.all_of("support")
    assert first == second


def test_trouble_of_friday_afternoon_is_news_in_the_next_digest(desk: Desk) -> None:
    desk.starts("support")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    desk.is_on_track("alice", triage)
    desk.posts("support", FRIDAY)
    desk.world.now = utc("2026-11-13 15:00")
    desk.is_blocked("alice", triage)
    _hears_of(desk, triage)
    assert "*Got worse* · 🔴 Blocked" in desk.reads("support")[1]
    # Nobody was notified of the edit, so the next one tells it.
    assert "*Got worse* · 🔴 Blocked *Priority tickets*: waits for Omar, day 6" in desk.posts(
        "support", "2026-11-20 10:00"
    )


def test_what_is_confirmed_later_in_the_week_is_praised_there_and_not_again(desk: Desk) -> None:
    desk.starts("support")
    report = desk.owns("alice", "Queue report", DECEMBER)
    desk.owns("bob", "Macro library", DECEMBER)
    desk.posts("support", FRIDAY)
    desk.world.now = utc("2026-11-13 15:00")
    desk.finishes("alice", report, confirmer="ana")
    _hears_of(desk, report)
    assert "*Good* · ✅ *Queue report* done on its day (Alice) _O-1_" in desk.reads("support")
    assert "Queue report" not in desk.posts("support", "2026-11-20 10:00")


def test_what_a_leader_has_decided_is_owed_no_more(desk: Desk) -> None:
    desk.starts("support", "harbor")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    desk.is_on_track("alice", triage)
    ask = desk.asks_for("alice", "lena", "Phone numbers or not?", triage)
    desk.posts("lena", LENA)
    assert buttons(desk.last("lena")) == ["Decide…", "Pass on…"]
    with desk.session() as session:
        asks.answer(
            session, desk.ask(session, ask), by=desk.person(session, "lena"), text="Yes", now=desk.world.now
        )
        service.ask_changed(session, ask, desk.world.now)
    desk.renders()
    assert desk.reads("lena")[0] == "*Harbor, week 46. Nothing needs you.*"
    assert buttons(desk.last("lena")) == []


def test_a_late_answer_to_the_check_in_reaches_the_digest_that_was_posted(walk: Walk) -> None:
    macros = walk.owns("bob", "Macro library", DECEMBER)
    walk.starts("support")
    walk.at("2026-11-13 10:30")
    assert "Heard from 0 of 1 person. Details in the thread." in read(walk.got("support"))
    assert "⚪ 1" in read(walk.got("support"))
    walk.is_on_track("bob", macros)
    assert walk.reads("support") == [
        "*Support, week 46. All is well.*",
        "1 of 1 on track, and the facts agree.",
        "Next due: *Macro library*, Fri 11 Dec.",
    ]
