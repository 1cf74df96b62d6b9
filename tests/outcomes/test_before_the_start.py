"""Before any team is started, answers say that others hear of it later, and never that they have."""

from collections.abc import Callable

import pytest

from bot.outcomes import service
from bot.outcomes.model import Outcome
from bot.slack.answers import Answer
from tests.outcomes.desk import DAY, TUE_15, Desk, made, shown
from tests.support.world import World

ONCE = "as soon as the first team is started"
Act = Callable[[Desk, World, Outcome], Answer | None]


@pytest.fixture
def early(world_at_rest: World) -> Desk:
    return Desk(world_at_rest)


def blocks(desk: Desk, world: World, mine: Outcome) -> Answer | None:
    fields = {"status": "blocked", "note": "Legal's yes", "waiting_for": "UOMAR", "needed_by": DAY}
    return desk.submits("alice", "outcome.status", fields, id=mine.id)


def claims(desk: Desk, world: World, mine: Outcome) -> Answer | None:
    return desk.submits("alice", "outcome.claim", {"evidence": "In the folder"}, id=mine.id)


def confirms(desk: Desk, world: World, mine: Outcome) -> Answer | None:
    claims(desk, world, mine)
    return desk.clicks("ana", "outcome.confirm", id=mine.id)


def returns(desk: Desk, world: World, mine: Outcome) -> Answer | None:
    claims(desk, world, mine)
    return desk.submits("ana", "outcome.not_yet", {"why": "The second page"}, id=mine.id)


def hands_over(desk: Desk, world: World, mine: Outcome) -> Answer | None:
    fields = {"owner": "UBOB", "reason": "Bob knows more"}
    return desk.submits("alice", "outcome.hand_over", fields, id=mine.id)


@pytest.mark.parametrize("act", [blocks, claims, confirms, returns, hands_over])
def test_what_is_done_with_ones_own(early: Desk, act: Act) -> None:
    with early.world.session() as session:
        mine = made(early.world, session)
    assert ONCE in shown(act(early, early.world, mine))


def yes_if_day(desk: Desk, world: World, asked: Outcome) -> Answer | None:
    return desk.submits("dana", "outcome.yes_if", {"kind": "day", "day": TUE_15}, id=asked.id)


def yes_if_help(desk: Desk, world: World, asked: Outcome) -> Answer | None:
    fields = {"kind": "need", "what": "Access", "from": "UOMAR", "by_day": DAY}
    return desk.submits("dana", "outcome.yes_if", fields, id=asked.id)


def keeps_the_day(desk: Desk, world: World, asked: Outcome) -> Answer | None:
    yes_if_day(desk, world, asked)
    return desk.clicks("alice", "outcome.keep_day", id=asked.id)


def says_no(desk: Desk, world: World, asked: Outcome) -> Answer | None:
    return desk.submits("dana", "outcome.not_me", {"why": "Too much"}, id=asked.id)


def asks_again(desk: Desk, world: World, asked: Outcome) -> Answer | None:
    return desk.clicks("alice", "outcome.ask_again", id=asked.id)


def asks_somebody_else(desk: Desk, world: World, asked: Outcome) -> Answer | None:
    return desk.submits("alice", "outcome.hand_over", {"owner": "UBOB"}, id=asked.id)


def looks(desk: Desk, world: World, asked: Outcome) -> Answer | None:
    return desk.types("alice", "show O-1")


@pytest.mark.parametrize(
    "act", [yes_if_day, yes_if_help, keeps_the_day, says_no, asks_again, asks_somebody_else, looks]
)
def test_what_is_done_with_something_to_be_owned(early: Desk, act: Act) -> None:
    with early.world.session() as session:
        asked = made(early.world, session, owner="dana", by="alice", done_sentence="Nobody waits")
    assert ONCE in shown(act(early, early.world, asked))


def test_what_nobody_was_asked_stands_as_not_asked(early: Desk) -> None:
    with early.world.session() as session:
        made(early.world, session, owner="dana", by="alice")
    assert "⚪ Not asked yet" in shown(early.types("alice", "list all"))
    card = shown(early.types("alice", "show O-1"))
    assert "To be asked: *Dana*" in card
    assert "Alice asked Dana" not in card


def test_a_new_one_says_who_is_asked_later(early: Desk) -> None:
    fields = {"title": "Refunds are paid in two days", "owner": "UDANA", "due": TUE_15}
    text = shown(early.submits("alice", "outcome.save", fields))
    assert "*O-1, for Dana*" in text
    assert f"Dana is asked {ONCE}. Until then I write to nobody." in text


def test_who_answers_early_is_not_asked_once_more_at_the_start(early: Desk) -> None:
    with early.world.session() as session:
        asked = made(early.world, session, owner="dana", by="alice", done_sentence="Nobody waits")
    yes_if_day(early, early.world, asked)
    with early.world.session() as session:
        service.begin(session, early.world.travel(days=5))
        found = session.find(Outcome, asked.id)
        assert found is not None
        assert found.nudge_at is None
