"""What an outcome may become, and what a parent says for its children."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from bot.outcomes.rules import lifecycle
from bot.outcomes.rules.lifecycle import MAX_DEPTH, Child, Level, Lifecycle, Missing, Status

ALLOWED = {
    "draft": {"proposed", "active", "dropped"},
    "proposed": {"draft", "active", "paused", "dropped"},
    "active": {"proposed", "claimed_done", "paused", "dropped"},
    "claimed_done": {"active", "done", "dropped"},
    "done": {"active"},
    "paused": {"proposed", "active", "dropped"},
    "dropped": {"draft", "proposed", "active"},
}


@pytest.mark.parametrize("now", Lifecycle)
@pytest.mark.parametrize("then", Lifecycle)
def test_only_these_steps_are_allowed(now: Lifecycle, then: Lifecycle) -> None:
    assert lifecycle.may_become(now, then) is (then in ALLOWED[now])
    assert lifecycle.next_states(now) == ALLOWED[now]


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        (Lifecycle.ACTIVE, Lifecycle.PAUSED, True),
        (Lifecycle.DRAFT, Lifecycle.DROPPED, True),
        (Lifecycle.DONE, Lifecycle.ACTIVE, True),
        (Lifecycle.PAUSED, Lifecycle.ACTIVE, False),
        (Lifecycle.CLAIMED_DONE, Lifecycle.DONE, False),
    ],
)
def test_to_stop_and_to_open_again_need_a_reason(now: Lifecycle, then: Lifecycle, expected: bool) -> None:
    assert lifecycle.needs_reason(now, then) is expected


def test_what_is_done_paused_or_dropped_is_not_open() -> None:
    assert {one for one in Lifecycle if lifecycle.is_open(one)} == {
        Lifecycle.DRAFT,
        Lifecycle.PROPOSED,
        Lifecycle.ACTIVE,
        Lifecycle.CLAIMED_DONE,
    }


def active(status: Status | None) -> Child:
    return Child(Lifecycle.ACTIVE, status)


GREEN, ORANGE, RED, GREY = (
    active(status) for status in (Status.ON_TRACK, Status.AT_RISK, Status.BLOCKED, None)
)
DONE = Child(Lifecycle.DONE, None)
CLAIMED = Child(Lifecycle.CLAIMED_DONE, Status.AT_RISK)
DROPPED = Child(Lifecycle.DROPPED, Status.BLOCKED)
PAUSED = Child(Lifecycle.PAUSED, Status.BLOCKED)
PROPOSED = Child(Lifecycle.PROPOSED, None)


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        pytest.param([], None, id="no children: no word"),
        pytest.param([GREEN, GREEN], Status.ON_TRACK, id="all on track"),
        pytest.param([GREEN, GREY], None, id="one without a word: never on track"),
        pytest.param([GREEN, ORANGE, GREY], Status.AT_RISK, id="at risk beats no word"),
        pytest.param([GREY, RED, ORANGE], Status.BLOCKED, id="blocked beats all"),
        pytest.param([GREEN, DONE], Status.ON_TRACK, id="done is fine"),
        pytest.param([DONE, DONE], Status.ON_TRACK, id="all done"),
        pytest.param([CLAIMED, GREEN], Status.ON_TRACK, id="claimed done, whatever was said before"),
        pytest.param([DONE, GREY], None, id="done says nothing for the others"),
        pytest.param([GREEN, DROPPED, PAUSED], Status.ON_TRACK, id="dropped and paused are left out"),
        pytest.param([DROPPED, PAUSED], None, id="nothing left"),
        pytest.param([GREEN, PROPOSED], None, id="nobody's yes yet"),
    ],
)
def test_a_parent_is_as_weak_as_its_weakest_child(children: list[Child], expected: Status | None) -> None:
    assert lifecycle.rolled_up(children) is expected


children = st.lists(st.builds(Child, st.sampled_from(Lifecycle), st.none() | st.sampled_from(Status)))
WEAKNESS = [Status.ON_TRACK, None, Status.AT_RISK, Status.BLOCKED]


@given(children.filter(lambda some: lifecycle.rolled_up(some) is not None), children)
def test_more_children_never_make_a_parent_look_better(some: list[Child], more: list[Child]) -> None:
    before, after = lifecycle.rolled_up(some), lifecycle.rolled_up(some + more)
    assert WEAKNESS.index(after) >= WEAKNESS.index(before)


@given(children)
def test_the_order_of_children_does_not_matter(some: list[Child]) -> None:
    assert lifecycle.rolled_up(some) is lifecycle.rolled_up(reversed(some))


@pytest.mark.parametrize(
    ("parent", "expected"),
    [
        (None, Level.ORGANIZATION),
        (Level.ORGANIZATION, Level.DEPARTMENT),
        (Level.DEPARTMENT, Level.TEAM),
        (Level.TEAM, Level.INDIVIDUAL),
        (Level.INDIVIDUAL, Level.INDIVIDUAL),
    ],
)
def test_a_child_is_one_level_below(parent: Level | None, expected: Level) -> None:
    assert lifecycle.level_below(parent) is expected


def test_the_limit_of_depth_is_told() -> None:
    assert lifecycle.depth_problem(1) is None
    assert lifecycle.depth_problem(MAX_DEPTH) is None
    assert lifecycle.depth_problem(12) == (
        "That would be level 12, and 10 are the most. Make it part of something further up."
    )


READY: dict[str, object] = {
    "owner": "U1",
    "has_agreed": True,
    "done_sentence": "Grace sees it",
    "handed_over": "a list",
    "due": date(2026, 12, 11),
}


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, ()),
        ({"owner": None}, (Missing.OWNER, Missing.YES)),
        ({"owner": ""}, (Missing.OWNER, Missing.YES)),
        ({"has_agreed": False}, (Missing.YES,)),
        ({"done_sentence": None}, (Missing.DONE_SENTENCE,)),
        ({"done_sentence": " \n"}, (Missing.DONE_SENTENCE,)),
        ({"handed_over": ""}, (Missing.HANDED_OVER,)),
        ({"due": None}, (Missing.DUE,)),
        (
            {"due": None, "done_sentence": "", "has_agreed": False},
            (Missing.YES, Missing.DONE_SENTENCE, Missing.DUE),
        ),
    ],
)
def test_what_a_leaf_lacks_is_listed_in_the_order_of_asking(
    change: dict[str, object], missing: tuple[Missing, ...]
) -> None:
    assert lifecycle.missing_for_start(**{**READY, **change}) == missing
