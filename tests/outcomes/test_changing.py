"""Changing what was promised, and the rest; pausing and dropping. Alice owns, Ana leads and confirms."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.core.db import Session
from bot.core.errors import InvalidInput, NotAllowed, Outdated
from bot.outcomes import queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.queries import WaitingFor
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import AmendmentState
from bot.people.model import Notice
from tests.outcomes.desk import FRI_11, TUE_15, made
from tests.support.world import World


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    with world.session() as session:
        yield session


@pytest.fixture
def mine(world: World, session: Session) -> Outcome:
    return made(world, session, done_sentence="Nobody waits")


def waits(world: World, session: Session, name: str) -> list[WaitingFor]:
    return [one.what for one in queries.waiting(session, world.ids[name], world.now)]


def told(session: Session) -> list[str]:
    return [one.kind for one in session.query(Notice)]


class TestTheOwnersChange:
    @pytest.fixture(autouse=True)
    def wanted(self, world: World, session: Session, mine: Outcome) -> None:
        changed = service.change(
            session,
            mine,
            by=world.ids["alice"],
            now=world.now,
            due=TUE_15,
            title="Refunds are paid in a day",
            reason="The bank was slow",
        )
        assert (changed.fields, changed.amendment is not None) == (("title",), True)

    def test_of_the_day_waits_for_the_confirmer_and_the_rest_holds_at_once(
        self, world: World, session: Session, mine: Outcome
    ) -> None:
        assert (mine.due, mine.title) == (FRI_11, "Refunds are paid in a day")
        assert waits(world, session, "ana") == [WaitingFor.CHANGE]

    def test_agreed_holds_and_leaves_what_was_promised(
        self, world: World, session: Session, mine: Outcome
    ) -> None:
        amendment = queries.open_amendment(session, mine.id)
        assert amendment is not None
        service.answer_change(session, amendment, agree=True, by=world.ids["ana"], now=world.now)
        assert (mine.due, mine.expected, mine.promised_for) == (TUE_15, TUE_15, FRI_11)
        assert told(session) == ["outcomes.change_answered"]
        assert waits(world, session, "ana") == []
        due = next(one for one in queries.events(session, mine) if one.field == "due")
        assert (due.who, due.before, due.after, due.why) == (
            "Alice",
            "2026-12-11",
            "2026-12-15",
            "The bank was slow",
        )

    def test_refused_changes_nothing_and_says_why(
        self, world: World, session: Session, mine: Outcome
    ) -> None:
        amendment = queries.open_amendment(session, mine.id)
        assert amendment is not None
        with pytest.raises(InvalidInput, match="Say why not"):
            service.answer_change(session, amendment, agree=False, by=world.ids["ana"], now=world.now)
        service.answer_change(
            session, amendment, agree=False, words="We need Friday", by=world.ids["ana"], now=world.now
        )
        assert (mine.due, amendment.state) == (FRI_11, AmendmentState.REFUSED)
        with pytest.raises(Outdated):
            service.answer_change(session, amendment, agree=True, by=world.ids["ana"], now=world.now)

    def test_is_not_answered_by_anybody_else(self, world: World, session: Session, mine: Outcome) -> None:
        amendment = queries.open_amendment(session, mine.id)
        assert amendment is not None
        with pytest.raises(NotAllowed, match="Only Ana"):
            service.answer_change(session, amendment, agree=True, by=world.ids["alice"], now=world.now)

    def test_gives_way_to_a_later_one(self, world: World, session: Session, mine: Outcome) -> None:
        service.propose_change(
            session, mine, due=date(2026, 12, 18), why="Slower still", by=world.ids["alice"], now=world.now
        )
        (item,) = queries.waiting(session, world.ids["ana"], world.now)
        assert item.amendment is not None
        assert item.amendment.due == date(2026, 12, 18)


def test_the_owner_says_why(world: World, session: Session, mine: Outcome) -> None:
    with pytest.raises(InvalidInput, match="Say why") as refused:
        service.change(session, mine, by=world.ids["alice"], now=world.now, due=TUE_15)
    assert refused.value.field == "reason"


def test_what_was_promised_is_changed_not_cleared(world: World, session: Session, mine: Outcome) -> None:
    with pytest.raises(InvalidInput, match="rather than clear") as refused:
        service.change(
            session, mine, by=world.ids["alice"], now=world.now, done_sentence="", reason="Unclear"
        )
    assert refused.value.field == "done"


def test_the_first_done_sentence_takes_nothing_back(world: World, session: Session) -> None:
    mine = made(world, session)
    changed = service.change(
        session, mine, by=world.ids["alice"], now=world.now, done_sentence="Nobody waits"
    )
    assert (changed.fields, mine.done_sentence) == (("done_sentence",), "Nobody waits")


def test_a_leader_changes_it_with_a_reason_and_the_owner_hears_it(
    world: World, session: Session, mine: Outcome
) -> None:
    with pytest.raises(InvalidInput, match="Say why"):
        service.change(session, mine, by=world.ids["priya"], now=world.now, due=TUE_15)
    service.change(session, mine, by=world.ids["priya"], now=world.now, due=TUE_15, reason="Audit first")
    assert (mine.due, mine.promised_for) == (TUE_15, FRI_11)
    assert told(session) == ["outcomes.changed"]


def test_where_nobody_confirms_the_owners_change_holds_at_once(world: World, session: Session) -> None:
    top = made(world, session, owner="lena")
    changed = service.change(
        session, top, by=world.ids["lena"], now=world.now, due=TUE_15, reason="Board moved"
    )
    assert (top.due, changed.amendment) == (TUE_15, None)


def test_handing_over_is_agreed_to_by_the_confirmer_and_asked_of_the_new_owner(
    world: World, session: Session, mine: Outcome
) -> None:
    amendment = service.propose_change(
        session, mine, owner_id=world.ids["bob"], why="On leave", by=world.ids["alice"], now=world.now
    )
    assert amendment is not None
    service.answer_change(session, amendment, agree=True, by=world.ids["ana"], now=world.now)
    assert (mine.owner_id, mine.lifecycle) == (world.ids["bob"], Lifecycle.PROPOSED)
    assert waits(world, session, "bob") == [WaitingFor.OWNING]


def test_who_is_to_own_it_does_not_agree_to_it_for_themselves(
    world: World, session: Session, mine: Outcome
) -> None:
    amendment = service.propose_change(
        session, mine, owner_id=world.ids["ana"], why="On leave", by=world.ids["alice"], now=world.now
    )
    assert amendment is not None
    assert amendment.asked_id == world.ids["priya"]


def test_before_the_yes_a_change_is_shown_to_the_one_asked(world: World, session: Session) -> None:
    asked = made(world, session, owner="dana", by="alice")
    version = asked.version
    service.change(session, asked, by=world.ids["alice"], now=world.now, due=TUE_15)
    assert (asked.due, asked.version) == (TUE_15, version + 1)
    assert told(session) == []


def test_an_older_version_is_not_written_over(world: World, session: Session, mine: Outcome) -> None:
    with pytest.raises(Outdated, match="was changed while you were writing"):
        service.change(
            session, mine, by=world.ids["alice"], now=world.now, title="Else", version=mine.version - 1
        )


def test_what_is_the_same_is_no_change(world: World, session: Session, mine: Outcome) -> None:
    version = mine.version
    changed = service.change(
        session,
        mine,
        by=world.ids["alice"],
        now=world.now,
        title=mine.title,
        due=mine.due,
        done_sentence=" Nobody waits ",
        contributors=[],
    )
    assert (changed.fields, mine.version) == ((), version)


def test_every_change_says_who_when_from_what_to_what(world: World, session: Session, mine: Outcome) -> None:
    goal = made(world, session, owner="priya")
    service.change(
        session,
        mine,
        by=world.ids["alice"],
        now=world.now,
        parent_id=goal.id,
        confirmer_id=world.ids["bob"],
        contributors=[world.ids["charlie"]],
        is_private=True,
    )
    read = {one.field: (one.who, one.before, one.after) for one in queries.events(session, mine)}
    assert read["parent_id"] == ("Alice", None, "O-2")
    assert read["confirmer_id"] == ("Alice", None, "Bob")
    assert read["contributors"] == ("Alice", None, "Charlie")
    assert read["is_private"] == ("Alice", "False", "True")


def test_moving_a_branch_settles_the_levels_under_it(world: World, session: Session, mine: Outcome) -> None:
    child = made(world, session, parent_id=mine.id)
    goal = made(world, session, owner="priya")
    before = child.level
    service.change(session, mine, by=world.ids["alice"], now=world.now, parent_id=goal.id)
    assert (mine.level, child.level) != (before, before)
    assert child.level == "team"


class TestPausing:
    def test_asks_nobody_and_goes_on_where_it_stood(
        self, world: World, session: Session, mine: Outcome
    ) -> None:
        with pytest.raises(InvalidInput, match="Say why"):
            service.pause(session, mine, by=world.ids["alice"], why="", now=world.now)
        service.pause(session, mine, by=world.ids["ana"], why="Freeze", now=world.now)
        assert (mine.lifecycle, mine.late_at) == (Lifecycle.PAUSED, None)
        assert queries.leaves_of(session, world.ids["alice"]) == []
        assert told(session) == ["outcomes.paused"]
        service.resume(session, mine, by=world.ids["alice"], now=world.now)
        assert (mine.lifecycle, mine.paused_why) == (Lifecycle.ACTIVE, None)
        assert mine.late_at is not None

    def test_is_not_for_what_nobody_has_said_yes_to(self, world: World, session: Session) -> None:
        asked = made(world, session, owner="bob", by="alice")
        with pytest.raises(Outdated, match="waits for its owner's yes"):
            service.pause(session, asked, by=world.ids["ana"], why="Freeze", now=world.now)


class TestDropping:
    def test_keeps_the_reason_and_tells_the_owner(
        self, world: World, session: Session, mine: Outcome
    ) -> None:
        service.drop(session, mine, by=world.ids["ana"], why="The bank does it", now=world.now)
        assert (mine.lifecycle, mine.dropped_why, mine.dropped_at) == (
            Lifecycle.DROPPED,
            "The bank does it",
            world.now,
        )
        assert told(session) == ["outcomes.dropped"]

    def test_waits_for_what_is_open_under_it(self, world: World, session: Session, mine: Outcome) -> None:
        child = made(world, session, parent_id=mine.id)
        with pytest.raises(InvalidInput, match="Still open under it: O-2"):
            service.drop(session, mine, by=world.ids["alice"], why="So", now=world.now)
        service.drop(session, child, by=world.ids["alice"], why="So", now=world.now)
        assert queries.is_leaf(session, mine.id)
        service.drop(session, mine, by=world.ids["alice"], why="So", now=world.now)

    def test_a_proposal_is_taken_back_by_who_asked(self, world: World, session: Session) -> None:
        asked = made(world, session, owner="dana", by="alice")
        service.drop(session, asked, by=world.ids["alice"], why="Wrong team", now=world.now)
        assert waits(world, session, "dana") == []
        assert told(session) == []

    def test_can_be_taken_back(self, world: World, session: Session, mine: Outcome) -> None:
        service.drop(session, mine, by=world.ids["alice"], why="So", now=world.now)
        service.resume(session, mine, by=world.ids["alice"], now=world.now)
        assert (mine.lifecycle, mine.dropped_at) == (Lifecycle.ACTIVE, None)
