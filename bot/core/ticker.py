"""What a process does at intervals, and the watchdog that sees to it.

APScheduler holds a handful of interval jobs in memory and nothing else; what is due is a query.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)

WATCH_EVERY = 5
LATE_AFTER = 30


@dataclass(frozen=True)
class Job:
    """One line of the ticker: its name, its interval in seconds, what it does."""

    name: str
    every: int
    run: Callable[[], object]


class Ticker:
    """APScheduler with a few interval jobs, and a watchdog that does not trust it.

    The scheduler's thread can die or stall (a wall clock set back holds its next run up for as long); each
    job notes its last success on the monotonic clock, and a job that is late makes the watchdog start anew.
    """

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = tuple(jobs)
        self._turns = {job.name: _Turn(job) for job in self._jobs}
        self._scheduler: BackgroundScheduler | None = None
        self._stopping = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        self._begin()
        self._watchdog.start()

    def stop(self) -> None:
        self._stopping.set()
        for turn in self._turns.values():
            turn.forget_alarm()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._watchdog.join(timeout=5)

    def wake(self, name: str) -> None:
        """Runs a job now, on the caller's thread; a job that is running runs once more afterwards."""
        self._turns[name].take()

    def wake_in(self, name: str, seconds: float) -> None:
        """Runs a job after so many seconds, too, on a thread of its own; the sooner of two wishes counts."""
        self._turns[name].take_in(seconds)

    def late(self) -> list[str]:
        """The jobs that did not succeed for longer than they may."""
        now = time.monotonic()
        return [one.job.name for one in self._turns.values() if now - one.last_ok > _patience(one.job)]

    def _begin(self) -> None:
        # A job that still runs is a matter of its turn, from which whoever comes second is back at once.
        # At a limit of its own the scheduler would warn, each time.
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 100, "misfire_grace_time": None}
        )
        for turn in self._turns.values():
            turn.last_ok = time.monotonic()
            self._scheduler.add_job(turn.take, "interval", seconds=turn.job.every, id=turn.job.name)
        self._scheduler.start()

    def _watch(self) -> None:
        while not self._stopping.wait(WATCH_EVERY):
            late = self.late()
            if late and self._scheduler is not None:
                log.error("late: %s; starting the ticker anew", ", ".join(late))
                self._scheduler.shutdown(wait=False)
                self._begin()


def _patience(job: Job) -> float:
    return max(LATE_AFTER, job.every * 3)


class _Turn:
    """One run at a time; whoever comes meanwhile makes it run once more."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.last_ok = time.monotonic()
        self._busy = threading.Lock()
        self._again = threading.Event()
        self._alarm: threading.Timer | None = None
        self._rings_at = 0.0
        self._setting = threading.Lock()

    def take(self) -> None:
        self._again.set()
        while self._again.is_set() and self._busy.acquire(blocking=False):
            try:
                self._again.clear()
                self.job.run()
                self.last_ok = time.monotonic()
            except Exception:
                log.exception("%s failed", self.job.name)
            finally:
                self._busy.release()

    def take_in(self, seconds: float) -> None:
        rings_at = time.monotonic() + seconds
        with self._setting:
            if self._alarm is None or rings_at < self._rings_at:
                self._unset()
                self._alarm, self._rings_at = threading.Timer(seconds, self._ring), rings_at
                self._alarm.daemon = True
                self._alarm.start()

    def forget_alarm(self) -> None:
        with self._setting:
            self._unset()

    def _ring(self) -> None:
        with self._setting:
            if threading.current_thread() is not self._alarm:
                return
            self._alarm = None
        self.take()

    def _unset(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
