"""Seven ways in which APScheduler 3.11 with a persistent store loses or doubles work, held against our own.

There, two processes ran an interval job twice; the slower one's thread died over a job that was gone; a kill
lost what the pool had; a thousand due at once were skipped as missed; a locked database ended the thread;
a renamed function deleted its jobs; a clock set back stopped the ticker. That a 429 may not clear the mark of
an earlier attempt is in tests/outbox/test_exactly_once.py.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from apscheduler.schedulers import base as apscheduler
from apscheduler.triggers import interval
from sqlalchemy import orm, select, update

from bot.core import pending, ticker as ticking
from bot.core.db import Database, Session, lock
from bot.core.jobs import Due, Sweep, falls_due
from bot.core.pending import Pending
from bot.core.runner import Runner
from bot.core.ticker import Job, Ticker
from bot.outbox.model import Delivery
from bot.outbox.rules import Priority

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
PATIENCE = 20.0


class StandingClock:
    def now(self, session: orm.Session) -> datetime:
        return NOW


class Killed(BaseException):
    """Ends a process on the spot: nothing may cope with it."""


def act_once(session: Session, id: str, now: datetime) -> None:
    """What every action of the product does: looks again under the lock, and writes its effect there."""
    row = lock(session, Delivery, id)
    if row is None or row.settled_at is None:
        return
    row.settled_at = None
    pending.note(session, "done", row.key, now)


DUE = falls_due("something falls due", Delivery.settled_at, act_once)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url, {"consumers": {"done": ("effects",), "said": ("reads",)}})
    yield database
    database.engine.dispose()


def put(database: Database, number: int) -> None:
    with database.transaction("T1") as session:
        session.add_all(
            Delivery(
                key=f"thing {n}", to="C1", kind="thing", ref="", priority=Priority.PROMPT, settled_at=NOW
            )
            for n in range(number)
        )


def runner(database: Database, due: Due = DUE, *sweeps: Sweep) -> Runner:
    return Runner(database, StandingClock(), sweeps, [due])


def effects(database: Database) -> Counter[str]:
    with database.transaction("T1") as session:
        found = select(Pending.subject).where(Pending.consumer == "effects")
        return Counter(session.scalars(found))


def at_once(*works: Callable[[], object]) -> None:
    """Raises what one of them raised."""
    failed: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  (raised again below, where the test sees it)
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def test_1_two_processes_on_one_store_do_each_thing_once(database: Database) -> None:
    put(database, 100)
    at_once(runner(database).run, runner(database).run)
    assert effects(database) == {f"thing {n}": 1 for n in range(100)}


def test_2_whoever_comes_too_late_for_a_thing_goes_on(database: Database) -> None:
    put(database, 5)

    def find(session: Session, now: datetime, limit: int) -> Any:
        found = DUE.find(session, now, limit)
        runner(database).run()  # somebody else is faster
        return found

    slow = runner(database, Due(DUE.name, find, DUE.act, DUE.next_due))
    slow.run()
    assert effects(database) == {f"thing {n}": 1 for n in range(5)}
    assert slow.run() == []


def test_3_a_kill_in_the_middle_of_a_pass_loses_nothing(database: Database) -> None:
    put(database, 30)
    left = [7]

    def act(session: Session, id: str, now: datetime) -> None:
        act_once(session, id, now)
        left[0] -= 1
        if not left[0]:
            raise Killed

    with pytest.raises(Killed):
        runner(database, falls_due("something falls due", Delivery.settled_at, act)).run()
    runner(database).run()
    assert effects(database) == {f"thing {n}": 1 for n in range(30)}


def test_4_a_thousand_due_at_once_are_all_done_however_late(database: Database) -> None:
    put(database, 1000)
    with database.transaction("T1") as session:
        session.execute(update(Delivery).values(settled_at=NOW - timedelta(days=3)))
    runner(database).run()
    assert len(effects(database)) == 1000


def test_5_a_database_that_somebody_else_holds_does_not_end_the_ticker(sqlite_url: str) -> None:
    ours, other = Database(sqlite_url), Database(sqlite_url)
    failed, worked = threading.Event(), threading.Event()

    def tick() -> None:
        try:
            with ours.transaction("T1", limit=0.05):
                worked.set()
        except Exception:
            failed.set()
            raise

    ticker = Ticker([Job("tick", 0.05, tick)])  # type: ignore[arg-type]  # a fraction of a second
    with other.transaction("T1"):
        ticker.start()
        assert failed.wait(PATIENCE)
        assert not worked.is_set()
    try:
        assert worked.wait(PATIENCE)
    finally:
        ticker.stop()
        ours.engine.dispose()
        other.engine.dispose()


def test_6_what_this_version_does_not_know_is_left_to_one_that_does(database: Database) -> None:
    with database.transaction("T1") as session:
        pending.note(session, "said", "a subject", NOW)
    assert runner(database).run() == []
    seen: list[str] = []
    runner(database, DUE, Sweep("reads", lambda session, subject, now: seen.append(subject))).run()
    assert seen == ["a subject"]


def test_7_a_clock_that_is_set_back_does_not_stop_the_ticker(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        back = timedelta()

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one is enough
            return datetime.now(tz) - cls.back

    for module in (apscheduler, interval):
        monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(ticking, "WATCH_EVERY", 0.1)
    monkeypatch.setattr(ticking, "LATE_AFTER", 0.3)
    ticks = threading.Semaphore(0)
    ticker = Ticker([Job("tick", 0.05, ticks.release)])  # type: ignore[arg-type]  # a fraction of a second
    ticker.start()
    try:
        assert ticks.acquire(timeout=PATIENCE)
        Clock.back = timedelta(hours=1)
        time.sleep(0.1)  # whatever was under way has ended; from here on only the watchdog can help
        while ticks.acquire(blocking=False):
            pass
        assert ticks.acquire(timeout=PATIENCE)
        assert ticks.acquire(timeout=PATIENCE)
    finally:
        ticker.stop()
