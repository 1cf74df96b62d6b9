"""How it is going, as the owner says it. Alice's leaf O-1, due Friday 11 December."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.db import Session
from bot.core.errors import InvalidInput, InvalidInputs, NotAllowed, Outdated
from bot.outcomes import jobs, queries, service
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.states import FlagKind
from tests.outcomes.desk import DAY, FRI_11, TUE_15, made
from tests.support.world import World


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    with world.session() as session:
        yield session


@pytest.fixture
def leaf(world: World, session: Session) -> Outcome:
    return made(world, session)


def report(world: World, session: Session, leaf: Outcome, status: Status, **facts: Any) -> StatusChange:
    by = world.ids[facts.pop("by", "alice")]
    return service.report_status(session, leaf, status=status, by=by, now=world.now, **facts)


def blocked(world: World, session: Session, leaf: Outcome, **facts: Any) -> StatusChange:
    said = {"note": "Legal's yes", "needed_by": DAY, **facts}
    return report(world, session, leaf, Status.BLOCKED, **said)


def test_on_track_needs_nothing_else(world: World, session: Session, leaf: Outcome) -> None:
    said = report(world, session, leaf, Status.ON_TRACK)
    assert (leaf.status, leaf.status_at, leaf.status_change_id) == (Status.ON_TRACK, world.now, said.id)
    assert not said.on_behalf


def test_at_risk_says_what_has_to_change(world: World, session: Session, leaf: Outcome) -> None:
    with pytest.raises(InvalidInput, match="What has to change") as refused:
        report(world, session, leaf, Status.AT_RISK, note="  ")
    assert refused.value.field == "note"
    assert leaf.status is None
    said = report(world, session, leaf, Status.AT_RISK, note="One more tester", expected=TUE_15)
    assert (said.note, leaf.expected, leaf.due, leaf.promised_for) == (
        "One more tester",
        TUE_15,
        FRI_11,
        FRI_11,
    )


def test_blocked_says_what_is_needed_and_by_when(world: World, session: Session, leaf: Outcome) -> None:
    with pytest.raises(InvalidInputs) as refused:
        report(world, session, leaf, Status.BLOCKED)
    assert set(refused.value.errors) == {"note", "needed_by"}
    said = blocked(world, session, leaf, waiting_for_id=world.ids["omar"])
    assert (said.since, said.needed_by, said.waiting_for_id) == (date(2026, 11, 18), DAY, world.ids["omar"])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"needed_by": date(2026, 11, 17)}, "needed_by"),
        ({"since": date(2026, 11, 19)}, "since"),
        ({"waiting_for_id": "alice"}, "waiting_for"),
        ({"waiting_for_id": "charlie"}, "waiting_for"),
        ({"otherwise": "go on without"}, "otherwise_on"),
        ({"otherwise_on": DAY}, "otherwise"),
        ({"otherwise": "pay for it myself", "otherwise_on": DAY}, "otherwise"),
    ],
)
def test_what_cannot_be_is_marked(
    world: World, session: Session, leaf: Outcome, facts: dict[str, Any], field: str
) -> None:
    if "waiting_for_id" in facts:
        facts = {"waiting_for_id": world.ids[facts["waiting_for_id"]]}
    with pytest.raises(InvalidInput) as refused:
        blocked(world, session, leaf, **facts)
    assert refused.value.field == field


def test_silence_does_not_decide_what_the_goal_forbids(world: World, session: Session) -> None:
    goal = made(world, session, owner="priya", must_not="Work at night")
    leaf = made(world, session, parent_id=goal.id)
    with pytest.raises(InvalidInput, match="must or must not"):
        blocked(world, session, leaf, otherwise="work one night", otherwise_on=DAY)


@pytest.mark.parametrize(
    ("due", "needed_by", "expected"),
    [
        (FRI_11, DAY, False),
        (FRI_11, date(2026, 11, 20), True),
        (date(2026, 11, 25), DAY, True),
        (date(2026, 11, 27), DAY, False),
    ],
)
def test_urgent_is_what_is_due_within_five_or_needed_within_two_working_days(
    world: World, session: Session, due: date, needed_by: date, expected: bool
) -> None:
    leaf = made(world, session, due=due)
    assert blocked(world, session, leaf, needed_by=needed_by).is_urgent is expected


def test_the_leader_and_deputy_say_it_on_behalf_and_nobody_else(
    world: World, session: Session, leaf: Outcome
) -> None:
    assert report(world, session, leaf, Status.ON_TRACK, by="ana").on_behalf
    with pytest.raises(NotAllowed, match="Only Alice says how it is going, or Ana on their behalf"):
        report(world, session, leaf, Status.ON_TRACK, by="bob")


def test_nothing_is_said_before_the_yes(world: World, session: Session) -> None:
    asked = made(world, session, owner="dana", by="alice")
    with pytest.raises(Outdated, match="waits for its owner's yes"):
        report(world, session, asked, Status.ON_TRACK, by="dana")


def test_a_draft_becomes_active_with_its_owners_first_word(world: World, session: Session) -> None:
    draft = made(world, session, by="lena", as_draft=True)
    report(world, session, draft, Status.ON_TRACK)
    assert (draft.lifecycle, draft.promised_for, draft.status) == (
        Lifecycle.ACTIVE,
        FRI_11,
        Status.ON_TRACK,
    )


def test_a_parent_takes_a_word_and_no_colour(world: World, session: Session, leaf: Outcome) -> None:
    made(world, session, parent_id=leaf.id)
    with pytest.raises(NotAllowed, match="stands as what is under it stands"):
        report(world, session, leaf, Status.ON_TRACK)
    service.add_word(session, leaf, text="The pilot decides", by=world.ids["alice"], now=world.now)
    assert (leaf.word, leaf.status) == ("The pilot decides", None)


def test_a_word_that_is_taken_back_leaves_the_one_before(
    world: World, session: Session, leaf: Outcome
) -> None:
    first = report(world, session, leaf, Status.AT_RISK, note="A tester")
    world.travel(hours=1)
    second = report(world, session, leaf, Status.ON_TRACK)
    service.undo_status(session, second, by=world.ids["alice"], now=world.now)
    assert (leaf.status, leaf.status_change_id, leaf.status_at) == (Status.AT_RISK, first.id, first.at)
    assert list(queries.changes(session, leaf.id)) == [first]
    service.undo_status(session, second, by=world.ids["alice"], now=world.now)
    service.undo_status(session, first, by=world.ids["alice"], now=world.now)
    assert (leaf.status, leaf.status_at) == (None, None)


def test_only_the_last_word_can_be_taken_back_by_who_said_it(
    world: World, session: Session, leaf: Outcome
) -> None:
    first = report(world, session, leaf, Status.ON_TRACK)
    report(world, session, leaf, Status.ON_TRACK, by="ana")
    with pytest.raises(Outdated, match="a newer word"):
        service.undo_status(session, first, by=world.ids["alice"], now=world.now)
    last = queries.last_change(session, leaf)
    assert last is not None
    with pytest.raises(NotAllowed):
        service.undo_status(session, last, by=world.ids["bob"], now=world.now)


def test_a_word_clears_no_word(world: World, session: Session, leaf: Outcome) -> None:
    service.raise_flag(session, leaf.id, FlagKind.NO_WORD, why="for 2 weeks", now=world.now)
    report(world, session, leaf, Status.ON_TRACK)
    assert queries.flags(session, [leaf.id]) == {}


class TestLate:
    def test_begins_when_the_day_is_over_where_the_owner_is(self, world: World, session: Session) -> None:
        """Bob is in Chicago: his Friday ends at 06:00 UTC on Saturday."""
        leaf = made(world, session, owner="bob")
        assert leaf.late_at is not None
        assert leaf.late_at.isoformat() == "2026-12-12T06:00:00+00:00"
        late = jobs.DUE[1]
        assert late.find(session, leaf.late_at - timedelta(seconds=1), 9) == []
        moment = leaf.late_at
        late.act(session, [leaf.id], moment)
        (flag,) = queries.flags(session, [leaf.id])[leaf.id]
        assert (flag.kind, flag.why) == (FlagKind.LATE, "was due Fri 11 Dec")
        assert late.find(session, moment, 9) == []

    def test_ends_with_another_day_or_with_the_claim(self, world: World, session: Session) -> None:
        leaf = made(world, session)
        now = world.travel(days=30)
        jobs.DUE[1].act(session, [leaf.id], now)
        assert leaf.id in queries.flags(session, [leaf.id])
        service.change(session, leaf, by=world.ids["ana"], now=now, due=date(2027, 1, 8), reason="More to do")
        assert queries.flags(session, [leaf.id]) == {}
        assert leaf.late_at is not None

    def test_comes_back_when_a_late_claim_is_returned(self, world: World, session: Session) -> None:
        leaf = made(world, session, confirmer="bob")
        now = world.travel(days=30)
        service.claim_done(session, leaf, evidence="There", by=world.ids["alice"], now=now)
        assert leaf.late_at is None
        service.give_back(session, leaf, why="Not yet", by=world.ids["bob"], now=now)
        assert [flag.kind for flag in queries.flags(session, [leaf.id])[leaf.id]] == [FlagKind.LATE]

    def test_follows_the_owner_to_another_zone(self, world: World, session: Session) -> None:
        leaf = made(world, session)
        before = leaf.late_at
        world.person(session, "alice").zone = "America/Los_Angeles"
        service.moved(session, world.ids["alice"], world.now)
        assert before is not None
        assert leaf.late_at == before + timedelta(hours=9)


def test_a_flag_keeps_its_beginning_and_changes_its_reason(
    world: World, session: Session, leaf: Outcome
) -> None:
    service.raise_flag(session, leaf.id, FlagKind.AFFECTED, why="waits for O-2", now=world.now)
    since = world.now
    version = leaf.version
    world.travel(days=1)
    service.raise_flag(session, leaf.id, FlagKind.AFFECTED, why="waits for O-2", now=world.now)
    assert leaf.version == version
    service.raise_flag(session, leaf.id, FlagKind.AFFECTED, why="waits for O-3", ref="n1", now=world.now)
    (flag,) = queries.flags(session, [leaf.id])[leaf.id]
    assert (flag.since, flag.why, flag.ref) == (since, "waits for O-3", "n1")
    service.clear_flag(session, leaf.id, FlagKind.LATE, now=world.now)
    service.clear_flag(session, leaf.id, FlagKind.AFFECTED, now=world.now)
    assert queries.flags(session, [leaf.id]) == {}
