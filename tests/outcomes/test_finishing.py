"""Done: claimed, confirmed by somebody else, returned, passed on, never assumed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.core.db import Session
from bot.core.errors import InvalidInput, NotAllowed, Outdated
from bot.outcomes import jobs, queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.queries import WaitingFor
from bot.outcomes.rules.confirming import first_fit, next_after
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import ClaimState
from bot.people import service as people
from bot.people.model import Notice
from tests.outcomes.desk import made
from tests.support.world import World, slack_user


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    with world.session() as session:
        yield session


def claimed(world: World, session: Session, **facts: object) -> Outcome:
    found = made(world, session, **facts)
    service.claim_done(session, found, evidence="The queue", by=found.owner_id, now=world.now)
    return found


def waits(world: World, session: Session, name: str) -> list[WaitingFor]:
    return [one.what for one in queries.waiting(session, world.ids[name], world.now)]


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        (["bob", "ana"], "bob"),
        ([None, "ana"], "ana"),
        (["alice", "ana"], "ana"),
        (["gone", "ana"], "ana"),
        (["alice", None, "gone"], None),
    ],
)
def test_the_first_who_fits_confirms(candidates: list[str | None], expected: str | None) -> None:
    assert first_fit(candidates, owner_id="alice", able={"alice", "bob", "ana"}) == expected


@pytest.mark.parametrize(
    ("asked", "expected"), [("bob", "ana"), ("ana", "lena"), ("lena", None), ("gone", "bob")]
)
def test_after_silence_the_next_who_fits_is_asked(asked: str, expected: str | None) -> None:
    candidates = ["bob", "alice", "ana", "ana", "gone", "lena"]
    able = {"alice", "bob", "ana", "lena"}
    assert next_after(candidates, asked, owner_id="alice", able=able) == expected


class TestWhoConfirms:
    def test_the_chosen_one(self, world: World, session: Session) -> None:
        assert self.of(session, made(world, session, confirmer="grace")) == "Grace"

    def test_else_the_owner_of_what_it_is_part_of(self, world: World, session: Session) -> None:
        goal = made(world, session, owner="marcus")
        assert self.of(session, made(world, session, parent_id=goal.id)) == "Marcus"

    def test_else_the_leader_of_the_team(self, world: World, session: Session) -> None:
        assert self.of(session, made(world, session)) == "Ana"

    def test_else_the_next_leader_above_who_is_not_the_owner(self, world: World, session: Session) -> None:
        goal = made(world, session, owner="ana")
        assert self.of(session, made(world, session, owner="ana", parent_id=goal.id)) == "Priya"

    def test_nobody_who_has_left_or_is_asked_only(self, world: World, session: Session) -> None:
        goal = made(world, session, owner="marcus", by="priya")
        found = made(world, session, parent_id=goal.id)
        people.keep(session, slack_user("ana", is_gone=True), now=world.now)
        assert self.of(session, found) == "Priya"

    def test_nobody_for_the_root_leaders_own(self, world: World, session: Session) -> None:
        assert self.of(session, made(world, session, owner="lena")) is None

    def of(self, session: Session, outcome: Outcome) -> str | None:
        found = queries.confirmer(session, outcome)
        return found.name if found else None


def test_a_claim_says_where_to_see_it_and_waits_for_the_confirmer(world: World, session: Session) -> None:
    found = made(world, session)
    with pytest.raises(InvalidInput, match="Where can one see it") as refused:
        service.claim_done(session, found, evidence=" ", by=world.ids["alice"], now=world.now)
    assert refused.value.field == "evidence"
    service.claim_done(session, found, evidence="The queue", by=world.ids["alice"], now=world.now)
    assert (found.lifecycle, found.claimed_at, found.evidence) == (
        Lifecycle.CLAIMED_DONE,
        world.now,
        "The queue",
    )
    assert waits(world, session, "ana") == [WaitingFor.DONE]
    assert queries.leaves_of(session, world.ids["alice"]) == []


def test_where_nobody_can_confirm_somebody_is_chosen(world: World, session: Session) -> None:
    found = made(world, session, owner="lena")
    with pytest.raises(InvalidInput, match="Choose who confirms") as refused:
        service.claim_done(session, found, evidence="There", by=world.ids["lena"], now=world.now)
    assert refused.value.field == "confirmer"
    service.claim_done(
        session, found, evidence="There", by=world.ids["lena"], now=world.now, confirmer_id=world.ids["omar"]
    )
    assert waits(world, session, "omar") == [WaitingFor.DONE]


def test_confirmed_is_done_and_the_owner_hears_the_words(world: World, session: Session) -> None:
    found = claimed(world, session)
    service.confirm(session, found, by=world.ids["ana"], words="No ticket waits any more", now=world.now)
    claim = queries.last_claim(session, found.id)
    assert claim is not None
    assert (found.lifecycle, found.done_at, claim.words) == (
        Lifecycle.DONE,
        world.now,
        "No ticket waits any more",
    )
    assert [one.kind for one in session.query(Notice)] == ["outcomes.confirmed"]
    assert waits(world, session, "ana") == []


def test_nobody_confirms_their_own(world: World, session: Session) -> None:
    found = claimed(world, session)
    with pytest.raises(NotAllowed, match="Only Ana can confirm"):
        service.confirm(session, found, by=world.ids["alice"], now=world.now)


def test_not_yet_needs_a_sentence_and_keeps_both_claims(world: World, session: Session) -> None:
    found = claimed(world, session)
    with pytest.raises(InvalidInput, match="What is missing"):
        service.give_back(session, found, why="", by=world.ids["ana"], now=world.now)
    service.give_back(session, found, why="Mondays are missing", by=world.ids["ana"], now=world.now)
    assert (found.lifecycle, found.claimed_at, found.evidence) == (Lifecycle.ACTIVE, None, None)
    world.travel(days=1)
    service.claim_done(session, found, evidence="Mondays, too", by=world.ids["alice"], now=world.now)
    assert found.claimed_at == world.now
    last = queries.last_claim(session, found.id)
    assert last is not None
    assert last.state is ClaimState.OPEN


def test_what_was_answered_is_not_answered_again(world: World, session: Session) -> None:
    found = claimed(world, session)
    service.confirm(session, found, by=world.ids["ana"], now=world.now)
    with pytest.raises(Outdated, match="O-1 is done"):
        service.give_back(session, found, why="Wait", by=world.ids["ana"], now=world.now)


def test_silence_for_five_working_days_is_told_to_the_next_leader_who_may_confirm(
    world: World, session: Session
) -> None:
    """Ana in Lisbon is asked on Wednesday at 08:30, before her day opens at 09:00."""
    found = claimed(world, session)
    nudge = jobs.DUE[0]
    moment = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert found.nudge_at == moment
    world.now = moment
    nudge.act(session, [found.id], moment)
    assert (waits(world, session, "ana"), waits(world, session, "priya")) == ([], [WaitingFor.DONE])
    assert found.lifecycle is Lifecycle.CLAIMED_DONE
    assert queries.may(session, world.person(session, "ana"), found, service.checks.Action.CONFIRM)
    for name in ("priya", "lena"):
        assert waits(world, session, name) == [WaitingFor.DONE]
        assert found.nudge_at is not None
        nudge.act(session, [found.id], found.nudge_at)
    assert found.nudge_at is None
    assert found.lifecycle is Lifecycle.CLAIMED_DONE
    service.confirm(session, found, by=world.ids["lena"], now=world.now)
    assert found.lifecycle is Lifecycle.DONE


def test_who_leaves_before_confirming_is_replaced_at_once(world: World, session: Session) -> None:
    claimed(world, session)
    people.keep(session, slack_user("ana", is_gone=True), now=world.now)
    jobs.SWEEPS[2].react(session, world.ids["ana"], world.now)
    assert waits(world, session, "priya") == [WaitingFor.DONE]


def test_a_dropped_claim_waits_for_nobody(world: World, session: Session) -> None:
    found = claimed(world, session)
    service.drop(session, found, by=world.ids["alice"], why="Not needed", now=world.now)
    assert waits(world, session, "ana") == []
    assert found.nudge_at is None


def test_a_claim_takes_an_open_change_off_the_table(world: World, session: Session) -> None:
    found = made(world, session)
    service.change(
        session, found, by=world.ids["alice"], due=date(2026, 12, 18), reason="More", now=world.now
    )
    assert waits(world, session, "ana") == [WaitingFor.CHANGE]
    service.claim_done(session, found, evidence="There", by=world.ids["alice"], now=world.now)
    assert waits(world, session, "ana") == [WaitingFor.DONE]
