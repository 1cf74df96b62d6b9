"""The outbox under every order of events that Hypothesis can think of, step by step.

Workers are real senders that stop at each point where a crash or a freeze would leave a different trace. Only
the line to Slack is cut short: it is a call instead of a request, so that thousands of runs take minutes.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from slack_sdk.errors import SlackApiError
from sqlalchemy import update

from bot.core.db import Database, machine_now
from bot.outbox import service
from bot.outbox.kinds import Skip
from bot.outbox.model import Delivery, Lane
from bot.outbox.rules import State
from bot.outbox.sender import Slack
from bot.outbox.setup import nothing
from tests.outbox.bench import Bench, Killed
from tests.support.fake_slack import BOT_ID, BOT_USER, FakeSlack

METHODS = ("chat.postMessage", "chat.postMessage", "chat.update", "chat.delete", "conversations.history")
FAULTS = (
    "drop_before",
    "drop_after",
    "500_before",
    "500_after",
    "429:1",
    "error:internal_error",
    "error:odd",
)
PLACES = ("C1", "UALICE", "UBOB")
PATIENCE = 60.0
WORKERS = 3


class Nearby(FakeSlack):
    """The same Slack, reached by a call."""

    def __post_init__(self) -> None:
        self.url = "http://127.0.0.1:9/"

    def stop(self) -> None:
        """There is no server."""

    def api_call(self, method: str, *, json: Any = None, params: Any = None) -> "Answer":
        arguments = {**(json or {}), **_as_sent(params or {})}
        self.calls.append((method, arguments))
        fault = self.take_fault(method)
        if fault == "drop_before":
            raise ConnectionResetError
        if fault == "500_before":
            raise SlackApiError("", Answer({}, 500))
        if fault.startswith("429:"):
            raise SlackApiError("", Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"}))
        if fault.startswith("error:"):
            raise SlackApiError("", Answer({"ok": False, "error": fault[6:]}))
        answer = Answer(self.answer(method, arguments))
        if fault == "drop_after":
            raise ConnectionResetError
        if fault == "500_after":
            raise SlackApiError("", Answer({}, 500))
        if not answer.data["ok"]:
            raise SlackApiError("", answer)
        return answer


def _as_sent(params: dict[str, Any]) -> dict[str, str]:
    return {
        name: json.dumps(value) if isinstance(value, bool) else str(value) for name, value in params.items()
    }


class Answer(dict[str, Any]):
    """As slack_sdk hands it over."""

    def __init__(
        self, data: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(data)
        self.data, self.status_code, self.headers = data, status, headers or {}


class Desk:
    """A sender for one worker after another: it keeps nothing of the last one, and takes longer to put
    together than most of them live."""

    def __init__(self, bench: Bench) -> None:
        self.at: Callable[[str], None] = nothing
        self.sender = bench.make_sender(at=lambda point: self.at(point))


class Worker:
    """A sender that waits at each of its points until it is told to go on, or to die."""

    def __init__(self, desk: Desk) -> None:
        self.point: str | None = None
        self.desk = desk
        desk.at = self._at
        self._dies = False
        self._may_go, self._stopped = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._wait()

    @property
    def is_over(self) -> bool:
        return self.point is None

    def step(self) -> None:
        self._may_go.release()
        self._wait()

    def die(self) -> None:
        self._dies = True
        self.step()

    def _wait(self) -> None:
        assert self._stopped.acquire(timeout=PATIENCE), "a worker hangs"

    def _at(self, point: str) -> None:
        self.point = point
        self._stopped.release()
        self._may_go.acquire()
        if self._dies:
            raise Killed

    def _run(self) -> None:
        try:
            self.desk.sender.drain(hurry=True)
        except Killed:
            pass
        finally:
            self.point = None
            self._stopped.release()


class OutboxMachine(RuleBasedStateMachine):
    """The model: what was said, taken back, or became nothing to say; and that each is there once, or not."""

    bench: ClassVar[Bench]
    desks: ClassVar[tuple[Desk, ...]]
    faults: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.bench.close()
        self.bench.facts.clear()
        self.bench.slack = Nearby()
        self.workers: list[Worker] = []
        self.withdrawn: set[str] = set()

    # ---- what features do ----

    @rule(place=st.sampled_from(PLACES), kind=st.sampled_from(("ask", "prompt")), is_reply=st.booleans())
    def say(self, place: str, kind: str, is_reply: bool) -> None:
        keys = list(self.bench.facts)
        key = f"message {len(keys)}"
        above = keys[0] if is_reply and keys else None
        to = self.bench.row(above).to if above else place
        self.bench.say(key, to=to, kind=kind, thread_of=above)

    @precondition(lambda self: self.bench.facts)
    @rule(number=st.integers(0, 20))
    def change(self, number: int) -> None:
        self.bench.change(self._key(number), f"{self._key(number)} changed {len(self.bench.slack.calls)}")

    @precondition(lambda self: self.bench.facts)
    @rule(number=st.integers(0, 20))
    def answer(self, number: int) -> None:
        """Nothing is left to say, for whoever was not told yet."""
        self.bench.change(self._key(number), Skip("has answered"))

    @precondition(lambda self: self.bench.facts)
    @rule(number=st.integers(0, 20))
    def cancel(self, number: int) -> None:
        self.withdrawn.add(self._key(number))
        self.bench.unsay(self._key(number))

    # ---- what workers do, and what befalls them ----

    @precondition(lambda self: len(self.workers) < WORKERS)
    @rule()
    def claim(self) -> None:
        taken = [one.desk for one in self.workers]
        self.workers.append(Worker(next(desk for desk in self.desks if desk not in taken)))
        self._forget_the_dead()

    @precondition(lambda self: self.workers)
    @rule(number=st.integers(0, 2), steps=st.integers(1, 4))
    def go_on(self, number: int, steps: int) -> None:
        worker = self._worker(number)
        for _ in range(steps):
            if not worker.is_over:
                worker.step()
        self._forget_the_dead()

    @precondition(lambda self: self.workers)
    @rule(number=st.integers(0, 2))
    def crash(self, number: int) -> None:
        type(self).faults += 1
        self._worker(number).die()
        self._forget_the_dead()

    @rule(method=st.sampled_from(METHODS), fault=st.sampled_from(FAULTS))
    def break_a_call(self, method: str, fault: str) -> None:
        type(self).faults += 1
        self.bench.slack.fail(method, fault)

    @rule()
    def expire(self) -> None:
        """Leases and waits are over, but for the look at copies: nobody here is frozen as long as that."""
        with self.bench.database.across() as session:
            past = machine_now(session) - timedelta(seconds=1)
            due = update(Delivery).where(
                Delivery.available_at.is_not(None), Delivery.key.not_like("copies:%")
            )
            session.execute(due.values(available_at=past))
            session.execute(update(Lane).values(opens_at=0.0, closed_until=0.0))

    # ---- in the end ----

    def teardown(self) -> None:
        for worker in self.workers:
            while not worker.is_over:
                worker.step()
        self.bench.slack.faults.clear()
        for _ in range(3):
            self._try_what_was_set_aside()
            self.bench.until_quiet()
        self._check()

    def _try_what_was_set_aside(self) -> None:
        for row in self.bench.rows():
            if row.state is State.SET_ASIDE:
                with self.bench.session() as session:
                    service.retry(session, row.key)

    def _check(self) -> None:
        messages = self.bench.slack.messages
        copies = Counter(one["client_msg_id"] for one in messages)
        for key, fact in self.bench.facts.items():
            row = self.bench.row(key)
            assert copies[row.nonce] == (row.state is State.SENT), (
                f"{key} is {row.state}: {copies[row.nonce]}"
            )
            assert row.state in (State.SENT, State.SKIPPED), f"{key} is {row.state}"
            if key in self.withdrawn:
                assert row.state is State.SKIPPED
            elif isinstance(fact, str) and row.thread_of is None:
                assert row.state is State.SENT
                assert [one["text"] for one in messages if one["ts"] == row.ts] == [fact]
        asks = [row.key for row in self.bench.rows() if row.kind == "ask" and row.key in self.bench.facts]
        told = {subject for kind, subject in self.bench.noted() if kind == "delivered:ask"}
        assert told == set(asks), "a clock starts for each ask, and for nothing else"

    def _key(self, number: int) -> str:
        keys = list(self.bench.facts)
        return keys[number % len(keys)]

    def _worker(self, number: int) -> Worker:
        return self.workers[number % len(self.workers)]

    def _forget_the_dead(self) -> None:
        self.workers = [one for one in self.workers if not one.is_over]


def machine_on(database: Database, number: int) -> type[OutboxMachine]:
    """The machine on a database without rows, which each run leaves so; `number` seeds the choice of runs."""

    made = _Bench(database)

    class Machine(OutboxMachine):
        bench = made
        desks = tuple(Desk(made) for _ in range(WORKERS))

    return hypothesis.seed(number)(Machine)


class _Bench(Bench):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.slack.stop()

    def clients(self, workspace: str) -> Slack:
        slack: Any = self.slack
        return Slack(slack, slack, BOT_USER, BOT_ID, "https://acme.slack.com/")
