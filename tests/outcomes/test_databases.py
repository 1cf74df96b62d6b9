"""The life of an outcome on both databases, and two people at once."""

import threading
from collections.abc import Callable, Iterator

import pytest

from bot.core.db import Database
from bot.core.errors import Outdated, UserError
from bot.outcomes import queries, service
from bot.outcomes.queries import Wanted, Which
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.states import FlagKind
from tests.outcomes.desk import DAY, made
from tests.support.world import World, settle


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    database = Database(database_url)
    yield settle(database)
    database.engine.dispose()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of them came to: its result, or what it was told instead."""
    found: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            found[place] = act()
        except UserError as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_an_outcome_from_the_line_to_done(world: World) -> None:
    dana, grace = world.ids["dana"], world.ids["grace"]
    with world.session() as session:
        goal = made(world, session, "Goal", owner="priya")
        leaf = made(world, session, "Überweisung 100%_sicher", owner="dana", by="alice", parent_id=goal.id)
    with world.session() as session:
        leaf = queries.outcome(session, leaf.id)
        service.agree(session, leaf, by=dana, done_sentence="Nobody waits", now=world.now)
        service.report_status(session, leaf, status=Status.BLOCKED, by=dana, note="Help", needed_by=DAY,
                              now=world.now)  # fmt: skip
        service.raise_flag(session, leaf.id, FlagKind.LATE, why="was due", now=world.now)
    with world.session() as session:
        alice, charlie = world.person(session, "alice"), world.person(session, "charlie")
        assert [one.id for one in queries.find(session, "ÜBERWEISUNG 100%_s", alice)] == [leaf.id]
        assert not queries.find(session, "100x", alice)
        assert queries.rolled_up(session, [goal.id]) == {goal.id: Status.BLOCKED}
        for which in (Which.ALL, Which.AT_RISK, Which.LATE):
            assert queries.listed(session, alice, Wanted(which)).total >= 1
            assert queries.listed(session, charlie, Wanted(which)).total == 0
    with world.session() as session:
        leaf = queries.outcome(session, leaf.id)
        service.claim_done(session, leaf, evidence="There", by=dana, now=world.now)
        asked = queries.open_claim(session, leaf.id)
        assert asked is not None
        assert queries.waiting(session, asked.asked_id or "", world.now)
        service.confirm(session, leaf, by=asked.asked_id or grace, now=world.now)
        assert leaf.lifecycle is Lifecycle.DONE
        assert len(queries.events(session, leaf)) >= 5


def test_two_at_once_get_two_numbers(world: World) -> None:
    def write() -> int:
        with world.session() as session:
            return made(world, session).number

    assert sorted(at_once(write, write, write)) == [1, 2, 3]  # type: ignore[type-var]


def test_of_two_answers_at_once_one_counts(world: World) -> None:
    with world.session() as session:
        asked = made(world, session, owner="dana", by="alice")

    def yes() -> str:
        with world.session() as session:
            service.agree(session, queries.outcome(session, asked.id), by=world.ids["dana"], now=world.now)
        return "yes"

    assert sorted(str(type(one).__name__) for one in at_once(yes, yes)) == [Outdated.__name__, "str"]
