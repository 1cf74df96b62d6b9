"""Takes up what is due and sends it, on threads of its own or in the caller's."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from bot.core.clock import Clock
from bot.core.db import Database, Session, machine_now
from bot.outbox import claims, recovery
from bot.outbox.claims import Queue
from bot.outbox.courier import Courier
from bot.outbox.kinds import Kind
from bot.outbox.lanes import Paces
from bot.outbox.lease import Lease
from bot.outbox.setup import Setup, Timings, nothing
from bot.outbox.wire import Slack as Slack, Wire

log = logging.getLogger(__name__)

AT_ONCE = 5  # messages of one workspace before the next one has its turn
IDLE = 2.0  # seconds between two looks when nobody rings


class Sender:
    """Any number of these may work on one database: processes, threads, or both.

    `slack(workspace)` gives the clients, or None while the workspace has no usable token.
    `on_parked(workspace, key, reason)` is called once for each thing that a person must mend,
    `on_noted()` after a commit that left something for others to react to. `at` is for tests (see `Setup`).
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        kinds: Mapping[str, Kind],
        slack: Callable[[str], Slack | None],
        base_url: str,
        posts_per_minute: int = 240,
        updates_per_minute: int = 50,
        workers: int = 4,
        on_parked: Callable[[str, str, str], None] | None = None,
        on_noted: Callable[[], None] | None = None,
        at: Callable[[str], None] | None = None,
        timings: Timings | None = None,
    ) -> None:
        self._setup = Setup(
            database=database,
            clock=clock,
            kinds=kinds,
            slack=slack,
            base_url=base_url,
            paces=Paces(posts_per_minute=posts_per_minute, updates_per_minute=updates_per_minute),
            timings=timings or Timings(),
            on_parked=on_parked or nothing,
            on_noted=on_noted or nothing,
            at=at or nothing,
        )
        self.tally = self._setup.tally
        self._queues = {hurry: Queue(kinds, hurry=hurry) for hurry in (False, True)}
        self._workers = workers
        self._threads: list[threading.Thread] = []
        self._bell = threading.Condition()
        self._rung = 0
        self._idle = threading.Condition()
        self._busy = 0
        self._is_stopping = False
        self._last_served = ""

    def drain(self, *, hurry: bool = False, until: float | None = None) -> int:
        """Send what is due; the number of requests made to Slack. `until` is on the monotonic clock.

        In a hurry (time travel, tests) edits are not spaced out and our own pace is not kept, only Slack's
        word; and it also waits for what the threads of this sender have in hand.
        """
        calls = 0
        while not self._is_stopping and (until is None or time.monotonic() < until):
            leases = self._claim(hurry)
            for lease in leases:
                calls += self._send(lease)
            if not leases and not (hurry and self._others_finish(until)):
                break
        return calls

    def has_work(self, session: Session) -> bool:
        """Whether `drain(hurry=True)` would find something. The session may be across or of one workspace."""
        return self._queues[True].next_workspace(session, machine_now(session)) is not None

    def inherit(self) -> None:
        """What others had in hand is due now. Only for whoever knows that no other process lives."""
        with self._setup.database.across() as session:
            claims.inherit(session, machine_now(session))

    # ---- threads ----

    def start(self) -> None:
        """The worker threads. They end with the process, or orderly with `stop`."""
        self._threads = [
            threading.Thread(target=self._work, name=f"outbox-{number}", daemon=True)
            for number in range(1, self._workers + 1)
        ]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """There may be something to send."""
        with self._bell:
            self._rung += 1
            self._bell.notify_all()

    def stop(self) -> None:
        """Let each thread finish the message it has in hand."""
        self._is_stopping = True
        self.wake()
        for thread in self._threads:
            thread.join()
        self._is_stopping = False

    def _work(self) -> None:
        heard = -1
        while not self._is_stopping:
            with self._idle:
                self._busy += 1
            try:
                self.drain()
            except Exception:
                log.exception("the outbox could not go on; it tries again")
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()
            with self._bell:
                if self._rung == heard:
                    self._bell.wait(IDLE)
                heard = self._rung

    def _others_finish(self, until: float | None) -> bool:
        """Waits for the threads to have nothing in hand; whether there was anything to wait for."""
        with self._idle:
            was_busy = self._busy > 0
            patience = None if until is None else max(until - time.monotonic(), 0)
            self._idle.wait_for(lambda: self._busy == 0, patience)
        return was_busy

    # ---- one round ----

    def _claim(self, hurry: bool) -> Sequence[Lease]:
        setup, queue = self._setup, self._queues[hurry]
        with setup.database.across(read_only=True) as session:
            workspace = queue.next_workspace(session, machine_now(session), self._last_served)
        if workspace is None:
            return []
        self._last_served = workspace
        began = time.monotonic()
        with setup.database.across() as session:
            now = machine_now(session)
            rows = queue.claim(session, workspace, now, limit=AT_ONCE, lease=setup.timings.lease)
            is_restored = recovery.newest(session) is not None
        return [Lease(setup, row, now, began, hurry=hurry, is_restored=is_restored) for row in rows]

    def _send(self, lease: Lease) -> int:
        """Whatever happens to one message, the next one goes on. Ours came to grief: its lease runs out."""
        if self._is_stopping:
            lease.postpone(0)
            return 0
        wire = None
        try:
            slack = self._setup.slack(lease.row.workspace)
            if slack is None:
                lease.postpone(self._setup.timings.outage, why="no_token")
                return 0
            wire = Wire(slack, self._setup.base_url)
            self._setup.at("claimed")
            Courier(self._setup, lease, wire).run()
        except Exception:
            log.exception("a message came to grief: %s %s", lease.row.kind, lease.row.key)
        return wire.calls if wire else 0
