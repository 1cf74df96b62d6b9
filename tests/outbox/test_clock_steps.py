"""The machine's clock is set forward or back while workers are at it: by an hour, and by a day."""

import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, update

from bot.core.db import machine_now
from bot.outbox.model import Lane
from bot.outbox.rules import State
from tests.outbox.bench import Bench, Killed

HOUR = 3600.0
STEPS = (HOUR, -HOUR, 24 * HOUR, -24 * HOUR)
UNIX_EPOCH = 2440587.5

# PostgreSQL's clock cannot be replaced from outside; what follows from it is the same code.
pytestmark = pytest.mark.parametrize("bench", ["sqlite"], indirect=True)


class Clock:
    """The database's clock, ahead of the real one by so many seconds."""

    ahead = 0.0

    def julianday(self, _: str) -> float:
        return (time.time() + self.ahead) / 86400.0 + UNIX_EPOCH

    def install(self, connection: sqlite3.Connection, *_: Any) -> None:
        connection.create_function("julianday", 1, self.julianday)


@pytest.fixture
def clock(bench: Bench) -> Iterator[Clock]:
    clock = Clock()
    bench.database.engine.dispose()
    event.listen(bench.database.engine, "connect", clock.install)
    yield clock
    event.remove(bench.database.engine, "connect", clock.install)
    bench.database.engine.dispose()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("point", ["claimed", "rendered", "marked", "posted"])
def test_a_step_while_a_message_is_on_its_way_neither_loses_nor_doubles_it(
    bench: Bench, clock: Clock, point: str, step: float
) -> None:
    bench.say("greeting")
    begun = []

    def at(here: str) -> None:
        if here == point and not begun:
            begun.append(here)
            clock.ahead = step
            bench.make_sender().drain()  # another worker, to whom it is that late

    bench.make_sender(at=at).drain()
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]
    assert bench.row("greeting").state is State.SENT


@pytest.mark.parametrize("step", [-HOUR, -24 * HOUR])
def test_what_a_dead_worker_held_is_taken_up_after_the_clock_was_set_back(
    bench: Bench, clock: Clock, step: float
) -> None:
    bench.say("greeting")

    def die(point: str) -> None:
        raise Killed

    with pytest.raises(Killed):
        bench.make_sender(at=die).drain()
    clock.ahead = step
    bench.drain()
    assert bench.slack.texts() == ["greeting"]


@pytest.mark.parametrize("step", [-HOUR, -24 * HOUR])
def test_lanes_do_not_stay_closed_after_the_clock_was_set_back(
    bench: Bench, clock: Clock, step: float
) -> None:
    bench.say("before")
    bench.drain()
    with bench.session() as session:
        later = machine_now(session).timestamp() + 60
        session.execute(update(Lane).values(opens_at=later))
    bench.say("held up")
    assert bench.drain() == 0
    clock.ahead = step
    bench.say("said after it")
    bench.drain()
    assert "said after it" in bench.slack.texts()


def test_nothing_waits_longer_than_an_hour_after_the_clock_was_set_back(bench: Bench, clock: Clock) -> None:
    bench.slack.fail("chat.postMessage", "429:60")
    bench.say("greeting")
    bench.drain()
    clock.ahead = -24 * HOUR
    bench.drain()
    assert bench.slack.texts() == ["greeting"]
