"""A report that the facts speak against: its owner hears first and alone, then both are shown."""

from datetime import date, timedelta

import pytest

from bot.core.errors import InvalidInput, NotAllowed, Outdated
from bot.digests import queries, service
from bot.needs import service as needs
from bot.outcomes import queries as outcomes
from bot.outcomes.rules.lifecycle import Status
from bot.outcomes.rules.states import FlagKind
from tests.digests.desk import Desk
from tests.digests.reading import buttons, read
from tests.digests.walk import Walk

DECEMBER, JANUARY = date(2026, 12, 11), date(2027, 1, 29)


def _flagged(desk: Desk, outcome_id: str) -> bool:
    with desk.session() as session:
        found = outcomes.flags(session, [outcome_id]).get(outcome_id, ())
    return any(flag.kind is FlagKind.SECOND_LOOK for flag in found)


def test_the_owner_alone_knows_for_a_working_day(walk: Walk) -> None:
    macros = walk.owns("bob", "Macro library", date(2026, 11, 27))
    walk.starts("support", "harbor")
    walk.at("2026-11-18 17:00")
    walk.is_on_track("bob", macros)
    # Thursday, 04:00 in Chicago: Bob is not disturbed.
    walk.at("2026-11-19 10:00")
    walk.moves("ana", macros, DECEMBER)
    assert walk.notices() == []
    # 09:00 in Chicago.
    walk.at("2026-11-19 15:00")
    (notice,) = walk.notices()
    assert "*Macro library* · _O-1_: you said 🟢 On track, but its date slipped by 14 days." in read(notice)
    assert "Only you read this so far" in read(notice)
    assert buttons(notice) == ["It is on track because…", "Change my answer…"]
    # Neither the outcome nor Friday's digests show anything yet.
    walk.at("2026-11-20 14:59")
    assert not _flagged(walk, macros)
    assert walk.reads("lena")[0] == "*Harbor, week 47. Nothing needs you.*"
    # A working day after Bob was told everybody sees it, in the digest that has gone as well.
    walk.at("2026-11-20 15:00")
    assert _flagged(walk, macros)
    told = "*Worth a second look* · 🟢 *Macro library* is reported on track; its date slipped by 14 days."
    assert walk.reads("lena")[1].startswith(told)
    assert walk.outcome_status(macros) is Status.ON_TRACK
    assert "Your leaders see both" in read(walk.notices()[0])


def test_a_changed_answer_ends_it(walk: Walk) -> None:
    macros = walk.owns("bob", "Macro library", date(2026, 11, 20))
    walk.starts("support")
    walk.is_on_track("bob", macros)
    walk.moves("ana", macros, DECEMBER)
    walk.at("2026-11-10 15:00")
    walk.says("bob", Status.AT_RISK, macros, note="a week more")
    walk.at("2026-11-13 12:00")
    assert not _flagged(walk, macros)
    assert "second look" not in "\n".join(walk.reads("support"))
    assert read(walk.notices()[0]) == "✅ *Macro library* · _O-1_: the facts and the report agree again."


def _twice_moved(desk: Desk) -> str:
    desk.starts("support")
    macros = desk.owns("bob", "Macro library", date(2026, 11, 20))
    desk.is_on_track("bob", macros)
    desk.moves("ana", macros, date(2026, 11, 27), DECEMBER)
    desk.looks_twice(macros)
    return macros


def test_the_same_facts_are_told_once(desk: Desk) -> None:
    macros = _twice_moved(desk)
    desk.looks_twice(macros)
    assert len(desk.looks(macros)) == 1


def test_newer_facts_stay_with_the_owner_while_others_go_on_seeing_the_older(desk: Desk) -> None:
    macros = _twice_moved(desk)
    desk.shows_looks()
    desk.world.travel(hours=1)
    desk.moves("ana", macros, date(2026, 12, 18))
    desk.looks_twice(macros)
    old, new = desk.looks(macros)
    assert (old.ended_at, new.shown_at) == (None, None)
    assert "its date moved twice" in desk.posts("support", "2026-11-13 10:00")
    desk.shows_looks()
    old, new = desk.looks(macros)
    assert old.ended_at is not None
    assert "its date moved 3 times" in desk.posts("support", "2026-11-20 10:00")


def test_facts_that_nobody_else_has_seen_are_replaced_by_newer_ones(desk: Desk) -> None:
    macros = _twice_moved(desk)
    desk.world.travel(hours=1)
    desk.moves("ana", macros, date(2026, 12, 18))
    desk.looks_twice(macros)
    old, new = desk.looks(macros)
    assert old.ended_at is not None
    desk.shows_looks()
    assert new.ended_at is None
    assert desk.looks(macros)[1].shown_at is not None


def test_the_owners_sentence_stands_beside_the_facts(desk: Desk) -> None:
    macros = _twice_moved(desk)
    desk.shows_looks()
    assert "its date moved twice. _O-1_" in desk.posts("support", "2026-11-13 10:00")
    desk.world.now += timedelta(hours=1)
    desk.explains("bob", macros, "the draft\n was <reviewed> on Monday")
    # What was said is news, what was there before is not.
    assert "its date moved twice. Bob: “the draft was &lt;reviewed&gt; on Monday” _O-1_" in desk.posts(
        "support", "2026-11-20 10:00"
    )
    assert desk.posts("support", "2026-11-27 10:00").splitlines()[1] == (
        "*Still open* · 🟢 On track *Macro library*, worth a second look, unchanged for 2 weeks _O-1_"
    )


def test_only_the_owner_explains_and_only_while_it_is_open(desk: Desk) -> None:
    macros = _twice_moved(desk)
    with desk.session() as session:
        (look,) = queries.open_looks(session, macros)
        bob, ana = desk.person(session, "bob"), desk.person(session, "ana")
        with pytest.raises(NotAllowed, match="Only Bob"):
            service.confirm(session, look.id, words="I know", by=ana, now=desk.world.now)
        with pytest.raises(InvalidInput) as refused:
            service.confirm(session, look.id, words="  ", by=bob, now=desk.world.now)
        assert refused.value.field == "words"
    desk.says("bob", Status.AT_RISK, macros, note="a week more")
    desk.looks_twice(macros)
    with desk.session() as session, pytest.raises(Outdated):
        service.confirm(session, look.id, words="late", by=desk.person(session, "bob"), now=desk.world.now)


def test_nothing_is_looked_at_twice_before_the_team_is_started_or_in_trouble_anyway(desk: Desk) -> None:
    macros = desk.owns("bob", "Macro library", date(2026, 11, 20))
    desk.is_on_track("bob", macros)
    desk.moves("ana", macros, date(2026, 11, 27), DECEMBER)
    desk.looks_twice(macros)
    assert desk.looks(macros) == []
    desk.starts("support")
    desk.says("bob", Status.AT_RISK, macros, note="a week more")
    desk.looks_twice(macros)
    assert desk.looks(macros) == []


def test_what_comes_too_late_from_somebody_is_named_without_naming_what(desk: Desk) -> None:
    desk.starts("support", "billing")
    pilot = desk.owns("bob", "Phone pilot", DECEMBER)
    secret = desk.owns("dana", "The merger", date(2026, 12, 8), is_private=True)
    desk.is_on_track("bob", pilot)
    with desk.session() as session:
        needs.declare(
            session,
            desk.outcome(session, pilot),
            what="the numbers",
            needed_by=date(2026, 12, 1),
            by=desk.person(session, "bob"),
            provider_outcome=desk.outcome(session, secret),
            now=desk.world.now,
        )
        service.evaluate_around(session, secret, desk.world.now)
    desk.shows_looks()
    shown = desk.posts("support", "2026-11-13 10:00")
    # From Tuesday to Tuesday, for somebody who works from Monday to Friday.
    assert "*Phone pilot* is reported on track; what Dana gives comes 5 working days too late." in shown
    assert "merger" not in shown


def test_two_rounds_without_a_word_are_a_fact(walk: Walk) -> None:
    macros = walk.owns("bob", "Macro library", JANUARY)
    walk.is_on_track("bob", macros)
    walk.starts("support")
    walk.at("2026-11-20 18:00")
    (look,) = walk.looks(macros)
    assert [fact["signal"] for fact in look.facts] == ["silent"]
    (notice,) = walk.notices()
    assert "no word in the last 2 check-ins" in read(notice)
    walk.is_on_track("bob", macros)
    (look,) = walk.looks(macros)
    assert look.ended_at is not None
