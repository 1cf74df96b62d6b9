"""The one table of what reacts to what, and the loop that runs it.

APScheduler holds a handful of interval jobs in memory and nothing else; what is due is a query. A pass works
through everything that is due at the business time it reads. A commit wakes a pass at once; the interval is
the safety net.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import func, select

from bot.asks import jobs as asks
from bot.checkins import jobs as checkins
from bot.core import received
from bot.core.clock import Clock
from bot.core.db import Database, Session
from bot.core.jobs import Due, Found, Later, Sweep
from bot.core.pending import Pending
from bot.digests import jobs as digests
from bot.escalations import jobs as escalations
from bot.home import jobs as home
from bot.needs import jobs as needs
from bot.outcomes import jobs as outcomes
from bot.people import jobs as people

log = logging.getLogger(__name__)

# kind of fact → the sweeps that owe a reaction
CONSUMERS: Mapping[str, tuple[str, ...]] = {
    "status.reported": ("checkins.heard", "needs.on_status", "escalations.block"),
    "outcome.changed": (
        "checkins.outcomes",
        "needs.on_outcome",
        "escalations.outcomes",
        "digests.outcome_changed",
    ),
    "outcome.agreed": ("checkins.agreed", "checkins.outcomes"),
    "outcome.claimed": ("checkins.claimed",),
    "outcome.confirmed": ("checkins.confirmed", "needs.on_outcome"),
    "need.changed": ("digests.need_changed",),
    "ask.changed": ("outcomes.conditions", "escalations.follow", "digests.ask_changed"),
    "person.waiting": ("home.waiting",),
    "person.left": (
        "people.left",
        "outcomes.left",
        "checkins.people",
        "escalations.away",
        "digests.person_changed",
    ),
    "person.moved": ("outcomes.moved", "checkins.people", "digests.person_changed"),
    "person.away": ("checkins.people", "escalations.away", "digests.person_changed"),
    "team.started": ("checkins.teams", "people.channel", "escalations.pauses", "digests.team_started"),
    "team.changed": ("checkins.teams", "people.channel", "escalations.leaders", "digests.team_changed"),
    "team.paused": ("checkins.teams", "escalations.pauses", "digests.team_changed"),
    "round.opened": ("escalations.rounds",),
    "round.closed": ("escalations.silence", "digests.round_closed"),
    "delivered:home.waiting": ("asks.told", "outcomes.clocks"),
    "delivered:digests.second_look": ("digests.owner_told",),
    "parked": ("home.parked",),
}

SWEEPS: tuple[Sweep, ...] = (
    *people.SWEEPS,
    *asks.SWEEPS,
    *outcomes.SWEEPS,
    *needs.SWEEPS,
    *checkins.SWEEPS,
    *escalations.SWEEPS,
    *digests.SWEEPS,
    *home.SWEEPS,
)
DUE: tuple[Due, ...] = (*people.DUE, *outcomes.DUE, *checkins.DUE, *escalations.DUE, *digests.DUE, *home.DUE)

PASS_EVERY = 5
LATE_AFTER = 30
BATCH = 200
RETRY_AFTER = 30.0


@dataclass(frozen=True)
class Fired:
    """Something that was done: business time and what. A reaction follows from a fact, not from the clock."""

    at: datetime
    what: str
    is_reaction: bool = False


class Runner:
    """Works through what is due. Replicas may do so at the same time: every item is checked under a lock."""

    def __init__(
        self, database: Database, clock: Clock, sweeps: Iterable[Sweep], dues: Iterable[Due]
    ) -> None:
        self._database = database
        self._clock = clock
        self._sweeps = {sweep.consumer: sweep for sweep in sweeps}
        self._dues = tuple(dues)
        # What failed is left alone for a while, so that it cannot keep others from their turn.
        self._resting: dict[tuple[str, Found], float] = {}

    def run(self) -> list[Fired]:
        """Everything that is due now, and what follows from it. Returns what was done, in order.

        No thing falls due twice in one pass: one that does not move on would be the last one ever looked at.
        """
        done: list[Fired] = []
        seen: set[tuple[str, Found]] = set()
        while step := [*self._react(), *self._fall_due(seen)]:
            done.extend(step)
        return done

    def next_due(self, after: datetime) -> datetime | None:
        """The earliest instant (business time) later than `after` at which something is due."""
        with self._database.across(read_only=True) as session:
            moments = [due.next_due(session, after) for due in self._dues]
            moments.append(_next_reaction(session, after))
        return min((moment for moment in moments if moment is not None), default=None)

    def _react(self) -> list[Fired]:
        with self._database.across(read_only=True) as session:
            now = self._clock.now(session)
            owed = session.execute(
                select(Pending.workspace, Pending.id)
                .where(Pending.consumer.in_(self._sweeps), Pending.due_at <= now)
                .order_by(Pending.due_at, Pending.id)
                .limit(BATCH)
            ).all()
        return [fired for workspace, id in owed if (fired := self._react_to(Found(workspace, id)))]

    def _react_to(self, found: Found) -> Fired | None:
        try:
            with self._database.transaction(found.workspace) as session:
                owed = session.scalar(
                    select(Pending).where(Pending.id == found.id).with_for_update(skip_locked=True)
                )
                if owed is None:
                    return None
                now = self._clock.now(session)
                answer = self._sweeps[owed.consumer].react(session, owed.subject, now)
                if isinstance(answer, Later):
                    owed.due_at = max(answer.at, now + timedelta(seconds=1))
                else:
                    session.delete(owed)
                return Fired(now, owed.consumer, is_reaction=True)
        except Exception:
            log.exception("a reaction failed and is tried again")
            self._put_off(found)
            return None

    def _put_off(self, found: Found) -> None:
        with self._database.transaction(found.workspace) as session:
            owed = session.find(Pending, found.id)
            if owed is not None:
                owed.attempts += 1
                owed.due_at = self._clock.now(session) + timedelta(seconds=min(2**owed.attempts, 3600))

    def _fall_due(self, seen: set[tuple[str, Found]]) -> list[Fired]:
        done: list[Fired] = []
        limit = BATCH + len(seen) + len(self._resting)
        with self._database.across(read_only=True) as session:
            now = self._clock.now(session)
            looked = [(due, due.find(session, now, limit)) for due in self._dues]
        for due, found in looked:
            turn = [one for one in found if (due.name, one) not in seen and not self._rests(due, one)]
            seen.update((due.name, one) for one in turn)
            done.extend(self._act(due, turn))
        return done

    def _act(self, due: Due, found: Sequence[Found]) -> list[Fired]:
        done: list[Fired] = []
        for one in found:
            try:
                with self._database.transaction(one.workspace) as session:
                    now = self._clock.now(session)
                    due.act(session, one.id, now)
                done.append(Fired(now, due.name))
            except Exception:
                log.exception("%s failed and is tried again", due.name)
                self._resting[due.name, one] = time.monotonic() + RETRY_AFTER
        return done

    def _rests(self, due: Due, found: Found) -> bool:
        until = self._resting.get((due.name, found))
        if until is not None and until <= time.monotonic():
            del self._resting[due.name, found]
            return False
        return until is not None


def _next_reaction(session: Session, after: datetime) -> datetime | None:
    return session.scalar(select(func.min(Pending.due_at)).where(Pending.due_at > after))


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
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._watchdog.join(timeout=5)

    def wake(self, name: str) -> None:
        """Runs a job now, on the caller's thread; a job that is running runs once more afterwards."""
        self._turns[name].take()

    def late(self) -> list[str]:
        """The jobs that did not succeed for longer than they may."""
        now = time.monotonic()
        return [one.job.name for one in self._turns.values() if now - one.last_ok > _patience(one.job)]

    def _begin(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for turn in self._turns.values():
            turn.last_ok = time.monotonic()
            self._scheduler.add_job(turn.take, "interval", seconds=turn.job.every, id=turn.job.name)
        self._scheduler.start()

    def _watch(self) -> None:
        while not self._stopping.wait(PASS_EVERY):
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


def forget_old(database: Database, clock: Clock) -> None:
    """Housekeeping: marks of what came in long ago."""
    with database.across() as session:
        received.forget(session, clock.now(session))
