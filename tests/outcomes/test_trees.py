"""How a tree stands: the weakest child up, grey where nobody has spoken, in one look-up for each level."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from bot.core.db import Session
from bot.outcomes import queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.queries import RollUp
from bot.outcomes.rules.lifecycle import Status
from bot.outcomes.rules.tree import loop, loop_sentence
from tests.outcomes.desk import DAY, made
from tests.support.world import World


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    with world.session() as session:
        yield session


@pytest.fixture
def goal(world: World, session: Session) -> Outcome:
    return made(world, session, "Goal", owner="priya")


def under(world: World, session: Session, parent: Outcome, status: Status | None = None) -> Outcome:
    child = made(world, session, f"Under {parent.number}", parent_id=parent.id)
    if status is not None:
        service.report_status(
            session, child, status=status, by=child.owner_id, note="So", needed_by=DAY, now=world.now
        )
    return child


def up(session: Session, outcome: Outcome) -> RollUp:
    return queries.roll_ups(session, [outcome.id])[outcome.id]


def test_a_goal_alone_stands_as_its_own_word(world: World, session: Session, goal: Outcome) -> None:
    assert up(session, goal) == RollUp(None, leaves=1, no_word=1)


def test_a_parent_takes_its_weakest_childs_status(world: World, session: Session, goal: Outcome) -> None:
    under(world, session, goal, Status.ON_TRACK)
    middle = under(world, session, goal)
    under(world, session, middle, Status.AT_RISK)
    under(world, session, middle, Status.ON_TRACK)
    assert up(session, middle).status is Status.AT_RISK
    assert up(session, goal) == RollUp(Status.AT_RISK, leaves=3, on_track=2, at_risk=1)


def test_no_word_is_grey_and_never_green(world: World, session: Session, goal: Outcome) -> None:
    under(world, session, goal, Status.ON_TRACK)
    under(world, session, goal)
    assert up(session, goal) == RollUp(None, leaves=2, on_track=1, no_word=1)


def test_a_proposal_is_a_hole_and_a_draft_is_nothing(world: World, session: Session, goal: Outcome) -> None:
    under(world, session, goal, Status.ON_TRACK)
    made(world, session, owner="dana", by="lena", parent_id=goal.id, as_draft=True)
    assert up(session, goal).status is Status.ON_TRACK
    made(world, session, owner="dana", by="alice", parent_id=goal.id)
    assert up(session, goal).status is None


def test_what_is_dropped_counts_no_more_and_what_is_done_counts_as_done(
    world: World, session: Session, goal: Outcome
) -> None:
    blocked = under(world, session, goal, Status.BLOCKED)
    finished = under(world, session, goal)
    service.claim_done(session, finished, evidence="There", by=finished.owner_id, now=world.now)
    service.drop(session, blocked, by=blocked.owner_id, why="So", now=world.now)
    assert up(session, goal) == RollUp(Status.ON_TRACK, leaves=1, done=1)


def test_a_former_leafs_own_word_is_not_its_childrens(world: World, session: Session, goal: Outcome) -> None:
    leaf = under(world, session, goal, Status.ON_TRACK)
    under(world, session, leaf)
    assert up(session, goal).status is None
    assert queries.rolled_up(session, [goal.id, leaf.id]) == {goal.id: None, leaf.id: None}
    assert list(queries.leaves_of(session, leaf.owner_id)) == [queries.children(session, leaf.id)[0]]


def test_any_selection_is_rolled_up_with_one_look_up_for_each_level(
    world: World, session: Session, goal: Outcome
) -> None:
    every = [goal]
    for _ in range(3):
        middle = under(world, session, goal)
        every += [middle, *(under(world, session, middle, Status.ON_TRACK) for _ in range(3))]
    ids = [one.id for one in reversed(every)]
    session.flush()
    statements = []
    asked = session.connection()
    event.listen(asked, "before_cursor_execute", lambda *call: statements.append(call[2]))
    found = queries.roll_ups(session, ids)
    assert {found[id].status for id in ids} == {Status.ON_TRACK}
    assert found[goal.id].leaves == 9
    assert len(statements) <= 3


def test_a_tree_is_read_child_by_child(world: World, session: Session, goal: Outcome) -> None:
    first, second = under(world, session, goal), under(world, session, goal)
    deep = under(world, session, first)
    assert [(node.outcome.id, node.depth) for node in queries.tree(session, goal)] == [
        (goal.id, 0),
        (first.id, 1),
        (deep.id, 2),
        (second.id, 1),
    ]
    assert queries.height(session, goal) == 3
    assert queries.ancestors(session, deep) == [first, goal]
    assert list(queries.intents(session)) == [goal]


def test_leaves_come_soonest_due_first(world: World, session: Session) -> None:
    later, sooner = made(world, session), made(world, session, due=DAY)
    undated = made(world, session, due=None)
    assert list(queries.leaves_of_team(session, world.ids["support"])) == [sooner, later, undated]


@pytest.mark.parametrize(
    ("parents", "child", "parent", "circle"),
    [
        ({7: 3, 3: None}, 3, 7, [3, 7, 3]),
        ({9: 7, 7: 3, 3: None}, 3, 9, [3, 7, 9, 3]),
        ({3: None}, 3, 3, [3, 3]),
        ({7: 3, 3: None}, 9, 7, None),
        ({1: 2, 2: 1}, 9, 1, None),
    ],
)
def test_a_loop_is_named_from_the_top_down(
    parents: dict[int, int | None], child: int, parent: int, circle: list[int] | None
) -> None:
    assert loop(parents, child, parent) == circle


def test_a_loop_reads_as_numbers() -> None:
    assert loop_sentence([3, 7, 3]).startswith("That would go round in a circle: O-3 → O-7 → O-3.")


def test_trees_are_laid_out_by_number_whatever_the_order_they_were_looked_up_in(
    world: World, session: Session, goal: Outcome
) -> None:
    first, second = (under(world, session, goal) for _ in range(2))
    below_first = under(world, session, first)
    dropped = under(world, session, second)
    service.drop(session, dropped, by=dropped.owner_id, now=world.now, why="No longer wanted")
    other = made(world, session, "Another goal", owner="priya")
    read = queries.below(session, [other.id, below_first.id, second.id, goal.id])
    found = [(node.outcome, node.depth) for node in queries.forest(read, [goal, other])]
    assert found == [(goal, 0), (first, 1), (below_first, 2), (second, 1), (other, 0)]
