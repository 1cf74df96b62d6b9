"""The threads that send, and what they can be asked."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.exc import OperationalError

from bot.core.db import Database, Session, machine_now
from bot.outbox import queries
from bot.outbox.rules import State
from tests.outbox.bench import Bench


class Faltering:
    """A database that is away when it is first asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._failures = iter([True])

    def across(self, *, read_only: bool = False) -> AbstractContextManager[Session]:
        if next(self._failures, False):
            raise OperationalError("SELECT 1", {}, ConnectionError("the server is restarting"))
        return self._database.across(read_only=read_only)

    def transaction(self, workspace: str, *, read_only: bool = False) -> AbstractContextManager[Session]:
        return self._database.transaction(workspace, read_only=read_only)


def wait_until(claim: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not claim():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def test_threads_send_what_is_due_when_woken(bench: Bench) -> None:
    sender = bench.make_sender(workers=2)
    sender.start()
    bench.say("greeting")
    sender.wake()
    wait_until(lambda: bench.slack.texts() == ["greeting"])
    sender.stop()
    assert bench.row("greeting").state is State.SENT


def test_a_stopped_sender_sends_nothing_and_can_be_started_again(bench: Bench) -> None:
    sender = bench.make_sender(workers=2)
    sender.start()
    sender.stop()
    bench.say("greeting")
    sender.wake()
    assert bench.slack.texts() == []
    sender.start()
    wait_until(lambda: bench.row("greeting").state is State.SENT)
    sender.stop()


def test_stopping_gives_back_what_was_not_begun(bench: Bench) -> None:
    begun = threading.Event()

    def dawdle(point: str) -> None:
        if point == "posted":
            begun.set()
            wait_until(lambda: sender._is_stopping)

    sender = bench.make_sender(workers=1, at=dawdle)
    for number in range(3):
        bench.say(f"note {number}", to=f"C{number}")
    sender.start()
    begun.wait(20)
    sender.stop()
    assert [row.state for row in bench.rows()] == [State.SENT, State.WAITING, State.WAITING]
    assert bench.drain() == 2


def test_two_senders_with_threads_send_everything_once(bench: Bench) -> None:
    keys = [f"note {number}" for number in range(40)]
    for number, key in enumerate(keys):
        bench.say(key, to=f"C{number % 8}")
    senders = [bench.make_sender(workers=3, posts_per_minute=60_000) for _ in range(2)]
    for sender in senders:
        sender.start()
    wait_until(lambda: all(row.state is State.SENT for row in bench.rows()))
    for sender in senders:
        sender.stop()
    assert sorted(bench.slack.texts()) == sorted(keys)


def test_a_drain_in_a_hurry_waits_for_what_the_threads_have_in_hand(bench: Bench) -> None:
    in_hand = threading.Event()

    def dawdle(point: str) -> None:
        if point == "marked":
            in_hand.set()
            threading.Event().wait(0.1)

    sender = bench.make_sender(workers=1, at=dawdle)
    bench.say("greeting")
    sender.start()
    in_hand.wait(20)
    sender.drain(hurry=True)
    assert bench.row("greeting").state is State.SENT
    sender.stop()


def test_a_drain_ends_at_its_deadline(bench: Bench) -> None:
    bench.say("greeting")
    assert bench.sender.drain(until=time.monotonic() - 1) == 0
    assert bench.sender.drain(until=time.monotonic() + 60) == 1


def test_it_knows_whether_there_is_anything_to_send(bench: Bench) -> None:
    def has_work() -> bool:
        with bench.session() as session:
            return bench.sender.has_work(session)

    assert not has_work()
    bench.say("note", "one", kind="counter")
    assert has_work()
    bench.drain()
    assert not has_work()
    bench.change("note", "two")
    bench.drain()
    assert has_work(), "an edit that is only spaced out counts for somebody in a hurry"
    bench.sender.drain(hurry=True)
    assert not has_work()


def test_whatever_happens_to_one_message_the_others_go_on(bench: Bench) -> None:
    failures = iter([True])

    def clients(workspace: str) -> object:
        if next(failures, False):
            raise RuntimeError("the key of the tokens is gone")
        return bench.clients(workspace)

    bench.say("one", to="C1")
    bench.say("two", to="C2")
    bench.make_sender(slack=clients).drain()
    assert bench.slack.texts() == ["two"]
    bench.until_quiet()
    assert bench.slack.texts() == ["two", "one"]


def test_a_database_that_is_away_does_not_end_a_thread(bench: Bench) -> None:
    sender = bench.make_sender(workers=1, database=Faltering(bench.database))
    bench.say("greeting")
    sender.start()
    sender.wake()
    wait_until(lambda: bench.row("greeting").state is State.SENT)
    sender.stop()


def test_it_tells_others_when_it_leaves_them_something_to_do(bench: Bench) -> None:
    rung: list[None] = []
    bench.say("ask", kind="ask")
    bench.say("note")
    bench.make_sender(on_noted=lambda: rung.append(None)).drain()
    assert len(rung) == 1


def test_it_counts_what_happens(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_after", "drop_before")
    bench.say("one", to="C1")
    bench.say("two", to="C2")
    bench.until_quiet()
    assert bench.sender.tally.counts() == {"sent": 2, "unclear": 2, "found": 1, "missing": 1}


def test_lateness_and_states_are_told_to_whoever_watches(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "error:is_archived", "error:invalid_blocks")
    bench.say("archived", kind="ask")
    bench.say("refused", kind="counter")
    bench.drain()
    with bench.session() as session:
        assert queries.seconds_late(session, machine_now(session)) == 0.0
    bench.say("waiting", to="C9")
    with bench.session() as session:
        assert 0.0 < queries.seconds_late(session, machine_now(session)) < 60.0
        counts = queries.counts(session)
        assert counts == {State.WAITING: 1, State.PARKED: 1, State.SET_ASIDE: 1}
        assert [row.key for row in queries.unfinished(session, State.PARKED)] == ["archived"]
        assert [(one.place, one.reason) for one in queries.troubles(session)] == [("C1", "is_archived")]
