"""The owner's yes, yes-if and no. Alice in Paris asks Dana in Tel Aviv, who works Sunday to Thursday."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.asks import service as asks
from bot.asks.model import Ask, AskState, Origin
from bot.core.db import Session
from bot.core.errors import InvalidInput, NotAllowed, Outdated
from bot.outbox.kinds import Skip
from bot.outcomes import jobs, notices, queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.queries import WaitingFor
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import ConditionState
from bot.people import service as people
from bot.people.model import Notice
from bot.slack.blocks import Message
from tests.outcomes.desk import FRI_11, TUE_15, made
from tests.support.world import World, slack_user

TUE_24 = date(2026, 11, 24)
KINDS = {one.name: one for one in notices.KINDS}


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    with world.session() as session:
        world.person(session, "dana").working_days = "60123"
        yield session


@pytest.fixture
def asked(world: World, session: Session) -> Outcome:
    return made(world, session, owner="dana", by="alice")


def waits(world: World, session: Session, name: str) -> list[WaitingFor]:
    return [one.what for one in queries.waiting(session, world.ids[name], world.now)]


def told(session: Session, world: World, name: str) -> list[str]:
    return [one.kind for one in session.query(Notice).filter_by(person_id=world.ids[name])]


def test_a_proposal_waits_for_the_owner_alone(world: World, session: Session, asked: Outcome) -> None:
    assert waits(world, session, "dana") == [WaitingFor.OWNING]
    assert waits(world, session, "alice") == []


def test_yes_promises_the_day_and_tells_who_asked(world: World, session: Session, asked: Outcome) -> None:
    service.agree(session, asked, by=world.ids["dana"], now=world.now)
    assert (asked.lifecycle, asked.promised_for, asked.nudge_at) == (Lifecycle.ACTIVE, FRI_11, None)
    assert waits(world, session, "dana") == []
    assert told(session, world, "alice") == ["outcomes.agreed"]


def test_a_second_yes_says_that_there_is_one(world: World, session: Session, asked: Outcome) -> None:
    service.agree(session, asked, by=world.ids["dana"], now=world.now)
    with pytest.raises(Outdated, match="You own O-1 already"):
        service.agree(session, asked, by=world.ids["dana"], now=world.now)


def test_a_leaf_needs_its_done_sentence_with_the_yes(world: World, session: Session) -> None:
    goal = made(world, session, owner="priya")
    leaf = made(world, session, owner="dana", by="alice", parent_id=goal.id)
    assert service.needs_done_sentence(session, leaf)
    with pytest.raises(InvalidInput, match="How will we know") as refused:
        service.agree(session, leaf, by=world.ids["dana"], now=world.now)
    assert refused.value.field == "done"
    service.agree(session, leaf, by=world.ids["dana"], done_sentence=" No ticket waits ", now=world.now)
    assert leaf.done_sentence == "No ticket waits"
    assert not service.needs_done_sentence(session, leaf)


def test_nobody_promises_a_day_that_has_passed(world: World, session: Session, asked: Outcome) -> None:
    world.travel(days=30)
    with pytest.raises(NotAllowed, match=r"Fri 11 Dec has passed\. Choose \*Yes, if…\*"):
        service.agree(session, asked, by=world.ids["dana"], now=world.now)


class TestAnotherDay:
    @pytest.fixture(autouse=True)
    def answer(self, world: World, session: Session, asked: Outcome) -> None:
        service.agree_if_date(session, asked, by=world.ids["dana"], day=TUE_15, now=world.now)

    def test_waits_for_who_asked_and_counts_for_nothing(
        self, world: World, session: Session, asked: Outcome
    ) -> None:
        assert asked.lifecycle is Lifecycle.PROPOSED
        assert (waits(world, session, "dana"), waits(world, session, "alice")) == (
            [],
            [WaitingFor.ANOTHER_DAY],
        )

    def test_agreed_is_a_yes_to_that_day(self, world: World, session: Session, asked: Outcome) -> None:
        service.answer_condition(session, asked, agree=True, by=world.ids["alice"], now=world.now)
        assert (asked.lifecycle, asked.due, asked.promised_for) == (Lifecycle.ACTIVE, TUE_15, TUE_15)
        assert told(session, world, "dana") == ["outcomes.settled"]
        assert told(session, world, "alice") == []

    def test_kept_asks_the_owner_again_and_says_so(
        self, world: World, session: Session, asked: Outcome
    ) -> None:
        service.answer_condition(session, asked, agree=False, by=world.ids["alice"], now=world.now)
        (item,) = queries.waiting(session, world.ids["dana"], world.now)
        assert (item.what, item.kept is not None, asked.due) == (WaitingFor.OWNING, True, FRI_11)
        assert waits(world, session, "alice") == []

    def test_only_who_asked_answers(self, world: World, session: Session, asked: Outcome) -> None:
        with pytest.raises(NotAllowed, match="Only Alice"):
            service.answer_condition(session, asked, agree=True, by=world.ids["bob"], now=world.now)

    def test_a_plain_yes_takes_it_back(self, world: World, session: Session, asked: Outcome) -> None:
        service.agree(session, asked, by=world.ids["dana"], now=world.now)
        assert asked.promised_for == FRI_11
        assert waits(world, session, "alice") == []
        with pytest.raises(Outdated):
            service.answer_condition(session, asked, agree=True, by=world.ids["alice"], now=world.now)


@pytest.mark.parametrize(
    ("day", "words"), [(FRI_11, "the day it has now"), (date(2026, 11, 1), "has passed")]
)
def test_another_day_is_another_one_to_come(
    world: World, session: Session, asked: Outcome, day: date, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        service.agree_if_date(session, asked, by=world.ids["dana"], day=day, now=world.now)
    assert refused.value.field == "day"


class TestHelp:
    @pytest.fixture
    def ask(self, world: World, session: Session, asked: Outcome) -> Ask:
        made = service.agree_if_need(
            session,
            asked,
            by=world.ids["dana"],
            what="Access to the router",
            from_id=world.ids["marcus"],
            by_day=TUE_24,
            now=world.now,
        )
        found = session.find(Ask, made.ask_id)
        assert found is not None
        return found

    def test_is_asked_of_the_person_by_the_day(self, world: World, asked: Outcome, ask: Ask) -> None:
        assert (ask.to_id, ask.needed_by, ask.origin) == (world.ids["marcus"], TUE_24, Origin.CONDITION)
        assert ask.about == f"outcome:{asked.id}"
        assert asked.lifecycle is Lifecycle.PROPOSED

    def test_is_told_to_who_asked(self, world: World, session: Session, asked: Outcome, ask: Ask) -> None:
        assert told(session, world, "alice") == ["outcomes.condition"]
        (notice,) = session.query(Notice)
        shown = KINDS["outcomes.condition"].render(session, notice.ref, world.now)
        assert isinstance(shown, Message)
        assert shown.text.startswith("*Dana says yes, if Marcus helps* by Tue 24 Nov: Access to the router")
        # Read after it is settled, it would be no news.
        service.settle_condition(session, ask, is_met=False, now=world.now)
        assert isinstance(KINDS["outcomes.condition"].render(session, notice.ref, world.now), Skip)

    def test_promised_is_not_settled(self, world: World, session: Session, asked: Outcome, ask: Ask) -> None:
        asks.promise(session, ask, by=world.ids["marcus"], day=TUE_24, now=world.now)
        jobs.follow_ask(session, ask.id, world.now)
        assert asked.lifecycle is Lifecycle.PROPOSED

    def test_settled_makes_it_a_yes(self, world: World, session: Session, asked: Outcome, ask: Ask) -> None:
        asks.answer(session, ask, by=world.ids["marcus"], text="You have it", now=world.now)
        jobs.follow_ask(session, ask.id, world.now)
        assert asked.lifecycle is Lifecycle.PROPOSED
        asks.go_on(session, ask, by=world.ids["dana"], now=world.now)
        jobs.follow_ask(session, ask.id, world.now)
        assert asked.lifecycle is Lifecycle.ACTIVE
        assert told(session, world, "dana") == ["outcomes.settled"]
        assert told(session, world, "alice") == ["outcomes.condition", "outcomes.agreed"]

    def test_withdrawn_asks_the_owner_again(
        self, world: World, session: Session, asked: Outcome, ask: Ask
    ) -> None:
        asks.withdraw(session, ask, by=world.ids["dana"], now=world.now)
        jobs.follow_ask(session, ask.id, world.now)
        assert waits(world, session, "dana") == [WaitingFor.OWNING]

    def test_a_leader_above_waives_it_by_name(
        self, world: World, session: Session, asked: Outcome, ask: Ask
    ) -> None:
        with pytest.raises(NotAllowed, match="Ask Grace"):
            service.waive(session, asked, by=world.ids["alice"], now=world.now)
        service.waive(session, asked, by=world.ids["marcus"], now=world.now)
        condition = queries.last_condition(session, asked.id)
        assert condition is not None
        assert (condition.state, condition.ended_by_id) == (ConditionState.WAIVED, world.ids["marcus"])
        assert (asked.lifecycle, ask.state) == (Lifecycle.ACTIVE, AskState.ASKED)
        jobs.follow_ask(session, ask.id, world.now)

    def test_is_withdrawn_when_the_owner_says_no_after_all(
        self, world: World, session: Session, asked: Outcome, ask: Ask
    ) -> None:
        service.refuse(session, asked, by=world.ids["dana"], why="It is Tom's", now=world.now)
        assert ask.state is AskState.WITHDRAWN
        jobs.follow_ask(session, ask.id, world.now)
        assert waits(world, session, "alice") == [WaitingFor.ANOTHER_OWNER]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"what": " "}, "what"),
        ({"from_id": None}, "from"),
        ({"from_id": "dana"}, "from"),
        ({"by_day": None}, "by_day"),
        ({"by_day": date(2026, 11, 1)}, "by_day"),
    ],
)
def test_help_says_what_from_whom_and_by_when(
    world: World, session: Session, asked: Outcome, changes: dict[str, object], field: str
) -> None:
    facts = {"what": "Access", "from_id": "marcus", "by_day": TUE_24, **changes}
    facts["from_id"] = world.ids.get(str(facts["from_id"]))
    with pytest.raises(InvalidInput) as refused:
        service.agree_if_need(session, asked, by=world.ids["dana"], now=world.now, **facts)  # type: ignore[arg-type]
    assert refused.value.field == field


class TestNo:
    @pytest.fixture(autouse=True)
    def answer(self, world: World, session: Session, asked: Outcome) -> None:
        service.refuse(session, asked, by=world.ids["dana"], why="I am on leave", now=world.now)

    def test_waits_for_who_asked(self, world: World, session: Session, asked: Outcome) -> None:
        (item,) = queries.waiting(session, world.ids["alice"], world.now)
        assert (item.what, item.other.name, asked.declined_why) == (
            WaitingFor.ANOTHER_OWNER,
            "Dana",
            "I am on leave",
        )
        assert waits(world, session, "dana") == []
        assert queries.owned_by(session, world.ids["dana"]) == []

    def test_keeps_the_reason_out_of_the_history(self, session: Session, asked: Outcome) -> None:
        events = queries.events(session, asked)
        assert ("answer", "declined", None) in [(one.field, one.after, one.why) for one in events]
        assert all("leave" not in f"{one.after}{one.why}" for one in events)

    def test_somebody_else_is_asked_instead(self, world: World, session: Session, asked: Outcome) -> None:
        service.hand_over(session, asked, to_id=world.ids["bob"], by=world.ids["alice"], now=world.now)
        assert (asked.lifecycle, asked.team_id) == (Lifecycle.PROPOSED, world.ids["support"])
        assert waits(world, session, "bob") == [WaitingFor.OWNING]
        assert waits(world, session, "alice") == []

    def test_or_nobody_but_oneself(self, world: World, session: Session, asked: Outcome) -> None:
        service.own_it(session, asked, by=world.ids["alice"], now=world.now)
        assert (asked.lifecycle, asked.owner_id) == (Lifecycle.ACTIVE, world.ids["alice"])
        assert told(session, world, "alice") == []

    def test_or_the_same_once_more(self, world: World, session: Session, asked: Outcome) -> None:
        service.hand_over(session, asked, to_id=world.ids["dana"], by=world.ids["alice"], now=world.now)
        assert waits(world, session, "dana") == [WaitingFor.OWNING]


def test_no_needs_a_reason(world: World, session: Session, asked: Outcome) -> None:
    with pytest.raises(InvalidInput, match="Say why"):
        service.refuse(session, asked, by=world.ids["dana"], why="  ", now=world.now)


def due_nudges(session: Session, now: datetime) -> list[str]:
    return [found.id for found in jobs.DUE[0].find(session, now, 10)]


def test_silence_reminds_after_two_working_days_and_is_told_after_five(
    world: World, session: Session, asked: Outcome
) -> None:
    """Dana's Wednesday 10:30; two of her working days later it is Sunday, five later Wednesday."""
    nudge = jobs.DUE[0]
    sunday = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    assert asked.nudge_at == nudge.next_due(session, world.now) == sunday
    assert due_nudges(session, sunday - timedelta(seconds=1)) == []
    assert due_nudges(session, sunday) == [asked.id]
    nudge.act(session, [asked.id], sunday)
    assert told(session, world, "dana") == ["outcomes.reminder"]
    assert waits(world, session, "alice") == []
    wednesday = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    assert nudge.next_due(session, sunday) == wednesday
    nudge.act(session, [asked.id], wednesday)
    assert waits(world, session, "alice") == [WaitingFor.SILENT_OWNER]
    assert waits(world, session, "dana") == [WaitingFor.OWNING]
    assert nudge.next_due(session, wednesday) is None


def test_asking_again_starts_the_clock_anew(world: World, session: Session, asked: Outcome) -> None:
    asked.nudges, asked.nudge_at = 2, None
    session.flush()
    service.ask_again(session, asked, by=world.ids["alice"], now=world.now)
    assert waits(world, session, "alice") == []
    assert asked.nudge_at is not None
    assert asked.nudges == 0


def test_nobody_is_reminded_while_away(world: World, session: Session, asked: Outcome) -> None:
    people.go_away(
        session,
        world.person(session, "dana"),
        date(2026, 11, 22),
        date(2026, 11, 23),
        by=None,
        now=world.now,
    )
    assert asked.nudge_at is not None
    first = asked.nudge_at
    jobs.DUE[0].act(session, [asked.id], first)
    assert told(session, world, "dana") == []
    assert asked.nudge_at == first + timedelta(days=1)


def test_the_clock_starts_when_the_question_has_reached_the_owner(
    world: World, session: Session, asked: Outcome
) -> None:
    assert asked.nudge_at is not None
    first = asked.nudge_at
    later = world.now + timedelta(days=1)
    service.told(session, asked.id, later)
    assert asked.nudge_at > first
    assert asked.asked_at == later


def test_an_early_act_does_nothing(world: World, session: Session, asked: Outcome) -> None:
    jobs.DUE[0].act(session, [asked.id], world.now)
    assert asked.nudges == 0


class TestDrafts:
    @pytest.fixture
    def drafts(self, world: World, session: Session) -> list[Outcome]:
        return [
            made(world, session, f"Row {n}", owner="dana", by="lena", as_draft=True, due=None)
            for n in range(3)
        ]

    def test_ask_nobody_anything_until_told_to(
        self, world: World, session: Session, drafts: list[Outcome]
    ) -> None:
        assert waits(world, session, "dana") == []
        assert service.ask_about_drafts(session, world.ids["dana"], now=world.now) == 3
        (item,) = queries.waiting(session, world.ids["dana"], world.now)
        assert (item.what, len(item.drafts)) == (WaitingFor.DRAFTS, 3)
        assert service.ask_about_drafts(session, world.ids["dana"], now=world.now) == 0

    def test_become_active_with_a_yes(self, world: World, session: Session, drafts: list[Outcome]) -> None:
        service.agree(session, drafts[0], by=world.ids["dana"], now=world.now)
        assert drafts[0].lifecycle is Lifecycle.ACTIVE

    def test_can_be_declined_one_by_one(self, world: World, session: Session, drafts: list[Outcome]) -> None:
        service.ask_about_drafts(session, world.ids["dana"], now=world.now)
        service.refuse(session, drafts[1], by=world.ids["dana"], why="Not mine", now=world.now)
        assert waits(world, session, "lena") == [WaitingFor.ANOTHER_OWNER]
        (item,) = queries.waiting(session, world.ids["dana"], world.now)
        assert [one.title for one in item.drafts] == ["Row 0", "Row 2"]


def test_handing_over_after_the_yes_needs_a_leader_and_a_reason(world: World, session: Session) -> None:
    mine = made(world, session)
    with pytest.raises(InvalidInput, match="Say why") as refused:
        service.hand_over(session, mine, to_id=world.ids["dana"], by=world.ids["ana"], now=world.now)
    assert refused.value.field == "reason"
    service.hand_over(
        session, mine, to_id=world.ids["dana"], by=world.ids["ana"], why="She built it", now=world.now
    )
    assert (mine.lifecycle, mine.agreed_at, mine.team_id) == (Lifecycle.PROPOSED, None, world.ids["billing"])
    assert told(session, world, "alice") == ["outcomes.handed_over"]
    assert waits(world, session, "dana") == [WaitingFor.OWNING]


def test_an_outcome_stays_in_its_team_while_the_new_owner_is_in_it(world: World, session: Session) -> None:
    people.set_members(
        session, world.team(session, "support"), [world.ids[one] for one in ("ana", "alice", "bob", "dana")],
        by=None, now=world.now,
    )  # fmt: skip
    mine = made(world, session)
    service.hand_over(session, mine, to_id=world.ids["dana"], by=world.ids["ana"], why="So", now=world.now)
    assert mine.team_id == world.ids["support"]


def test_who_confirmed_does_not_when_they_own_it(world: World, session: Session) -> None:
    mine = made(world, session, confirmer="bob")
    service.hand_over(session, mine, to_id=world.ids["bob"], by=world.ids["ana"], why="So", now=world.now)
    assert mine.confirmer_id is None


def test_what_somebody_who_left_owned_waits_for_the_leader(world: World, session: Session) -> None:
    mine = made(world, session, owner="bob")
    people.keep(session, slack_user("bob", is_gone=True), now=world.now)
    service.left(session, world.ids["bob"], world.now)
    assert waits(world, session, "ana") == [WaitingFor.OWNER_LEFT]
    service.hand_over(session, mine, to_id=world.ids["alice"], by=world.ids["ana"], why="Left", now=world.now)
    assert waits(world, session, "ana") == []


def test_who_has_left_is_told_nothing(world: World, session: Session, asked: Outcome) -> None:
    people.keep(session, slack_user("alice", is_gone=True), now=world.now)
    service.agree(session, asked, by=world.ids["dana"], now=world.now)
    assert told(session, world, "alice") == []
