"""Works through what is due: reactions that facts owe, and things that fall due by time.

A pass does everything that is due at the business time it reads. Replicas may pass at the same time: every
item is checked under a lock.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol, TypeVar

from sqlalchemy import bindparam, delete, func, select

from bot.core.clock import Clock
from bot.core.db import Database, Session
from bot.core.jobs import Due, Found, Later, Sweep
from bot.core.pending import Pending

log = logging.getLogger(__name__)

BATCH = 200
RETRY_AFTER = 30.0
# Seconds that a transaction goes on taking more: what is shared is read once and committed once, and a click
# that wants to write does not wait long for it.
SHARED = 0.05


class _Agenda:
    """When what falls due is next, of all kinds: one statement, since it is asked after every click."""

    def __init__(self, dues: Sequence[Due]) -> None:
        timed = [(due, due.moment) for due in dues if due.moment is not None]
        self._timed = [due for due, _ in timed]
        self._others = [due for due in dues if due.moment is None]
        moments = [Pending.due_at, *(moment for _, moment in timed)]
        self._first = select(*(select(func.min(one)).scalar_subquery() for one in moments))
        later = (select(func.min(one)).where(one > bindparam("after")) for one in moments)
        self._later = select(*(one.scalar_subquery() for one in later))

    def come(self, session: Session, now: datetime) -> tuple[bool, list[Due]]:
        """Whether a reaction may be owed now, and the kinds of which something may be due."""
        owed, *firsts = session.connection().execute(self._first).one()
        due_now = [due for due, first in zip(self._timed, firsts, strict=True) if _has_come(first, now)]
        return _has_come(owed, now), [*due_now, *self._others]

    def next_due(self, session: Session, after: datetime) -> datetime | None:
        """The earliest instant later than `after` at which something is owed or due."""
        moments = [*session.connection().execute(self._later, {"after": after}).one()]
        moments += [due.next_due(session, after) for due in self._others]
        return min((moment for moment in moments if moment is not None), default=None)


def _has_come(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


@dataclass(frozen=True)
class Fired:
    """Something that was done: business time and what. A reaction follows from a fact, not from the clock."""

    at: datetime
    what: str
    is_reaction: bool = False


class _Item(Protocol):
    @property
    def workspace(self) -> str: ...


T = TypeVar("T", bound=_Item)


@dataclass(frozen=True)
class _Owed:
    """What one consumer owes one subject; several facts may have asked for it."""

    workspace: str
    consumer: str
    subject: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class _Together:
    """Things of one workspace that are done in one go."""

    workspace: str
    ids: tuple[str, ...]


class Runner:
    def __init__(
        self, database: Database, clock: Clock, sweeps: Iterable[Sweep], dues: Iterable[Due]
    ) -> None:
        self._database = database
        self._clock = clock
        self._sweeps = {sweep.consumer: sweep for sweep in sweeps}
        self._agenda = _Agenda(tuple(dues))
        # What failed is left alone for a while, so that it cannot keep others from their turn.
        self._resting: dict[tuple[str, Found], float] = {}
        self._passing = threading.Lock()

    def run(self) -> list[Fired]:
        """Everything that is due now, and what follows from it. Returns what was done, in order.

        No thing falls due twice in one pass: one that does not move on would be the last one ever looked at.
        """
        done: list[Fired] = []
        seen: set[tuple[str, Found]] = set()
        # What another thread has in hand is not due any more and not done yet, nor is what will follow.
        with self._passing:
            while step := self._step(seen):
                done.extend(step)
        return done

    def _step(self, seen: set[tuple[str, Found]]) -> list[Fired]:
        with self._database.across(read_only=True) as session:
            is_owed, dues = self._agenda.come(session, self._clock.now(session))
        return [*(self._react() if is_owed else ()), *(self._fall_due(dues, seen) if dues else ())]

    def next_due(self, after: datetime) -> datetime | None:
        """The earliest instant (business time) later than `after` at which something is due."""
        with self._database.across(read_only=True) as session:
            return self._agenda.next_due(session, after)

    def until_next_due(self) -> timedelta | None:
        """How long it is from now until something is due."""
        with self._database.across(read_only=True) as session:
            now = self._clock.now(session)
            due = self._agenda.next_due(session, now)
        return None if due is None else due - now

    def _react(self) -> list[Fired]:
        with self._database.across(read_only=True) as session:
            found = session.execute(
                select(Pending.workspace, Pending.consumer, Pending.subject, Pending.id)
                .where(Pending.consumer.in_(self._sweeps), Pending.due_at <= self._clock.now(session))
                .order_by(Pending.due_at, Pending.id)
                .limit(BATCH)
            ).all()
        owed: dict[tuple[str, str, str], list[str]] = {}
        for workspace, consumer, subject, id in found:
            owed.setdefault((workspace, consumer, subject), []).append(id)
        return self._share(
            [_Owed(*key, tuple(ids)) for key, ids in owed.items()], self._answer, self._put_off
        )

    def _answer(self, session: Session, owed: _Owed) -> list[Fired]:
        mine = select(Pending).where(Pending.id.in_(owed.ids)).with_for_update(skip_locked=True)
        rows = session.scalars(mine).all()
        if not rows:
            return []
        now = self._clock.now(session)
        answer = self._sweeps[owed.consumer].react(session, owed.subject, now)
        if isinstance(answer, Later):
            rows[0].due_at = max(answer.at, now + timedelta(seconds=1))
            rows = rows[1:]
        if rows:
            session.execute(delete(Pending).where(Pending.id.in_([row.id for row in rows])))
        return [Fired(now, owed.consumer, is_reaction=True)]

    def _put_off(self, owed: _Owed) -> list[Fired]:
        log.exception("a reaction failed and is tried again: %s", owed.consumer)
        with self._database.transaction(owed.workspace) as session:
            now = self._clock.now(session)
            for row in session.scalars(select(Pending).where(Pending.id.in_(owed.ids))):
                row.attempts += 1
                row.due_at = now + timedelta(seconds=min(2**row.attempts, 3600))
        return []

    def _fall_due(self, dues: Iterable[Due], seen: set[tuple[str, Found]]) -> list[Fired]:
        done: list[Fired] = []
        limit = BATCH + len(seen) + len(self._resting)
        with self._database.across(read_only=True) as session:
            now = self._clock.now(session)
            looked = [(due, due.find(session, now, limit)) for due in dues]
        for due, found in looked:
            turn = [one for one in found if (due.name, one) not in seen and not self._rests(due, one)]
            seen.update((due.name, one) for one in turn)
            done.extend(self._act(due, turn))
        return done

    def _act(self, due: Due, found: Sequence[Found]) -> list[Fired]:
        def act(session: Session, several: _Together) -> list[Fired]:
            now = self._clock.now(session)
            due.act(session, several.ids, now)
            return [Fired(now, due.name)] * len(several.ids)

        def failed(several: _Together) -> list[Fired]:
            if len(several.ids) > 1:
                alone = [_Together(several.workspace, (id,)) for id in several.ids]
                return self._share(alone, act, failed)
            log.exception("%s failed and is tried again", due.name)
            self._resting[due.name, Found(several.workspace, *several.ids)] = time.monotonic() + RETRY_AFTER
            return []

        return self._share(_in_one_go(found, due.at_once), act, failed)

    def _rests(self, due: Due, found: Found) -> bool:
        until = self._resting.get((due.name, found))
        if until is not None and until <= time.monotonic():
            del self._resting[due.name, found]
            return False
        return until is not None

    def _share(
        self,
        items: Sequence[T],
        work: Callable[[Session, T], list[Fired]],
        failed: Callable[[T], list[Fired]],
    ) -> list[Fired]:
        """Works on the items in their order, several of one workspace in a transaction.

        Where one of several fails, none of them is kept, and each gets a transaction of its own; `failed` is
        told of one that failed alone, and returns what was done after all.
        """
        done: list[Fired] = []
        todo = deque(items)
        while todo:
            taken = [todo.popleft()]
            try:
                done.extend(self._some(taken, todo, work))
            except Exception:  # noqa: BLE001  (each is tried alone, and what fails alone is logged)
                if len(taken) == 1:
                    done.extend(failed(taken[0]))
                else:
                    for one in taken:
                        done.extend(self._share([one], work, failed))
        return done

    def _some(self, taken: list[T], todo: deque[T], work: Callable[[Session, T], list[Fired]]) -> list[Fired]:
        """One transaction, with as many more of the same workspace as can be begun within its time."""
        workspace = taken[0].workspace
        with self._database.transaction(workspace) as session:
            until = time.monotonic() + SHARED
            fired = work(session, taken[0])
            while todo and todo[0].workspace == workspace and time.monotonic() < until:
                taken.append(todo.popleft())
                fired += work(session, taken[-1])
        return fired


def _in_one_go(found: Iterable[Found], most: int) -> list[_Together]:
    """The same in their order; neighbours of one workspace together, at most so many."""
    together: list[_Together] = []
    for workspace, run in groupby(found, key=lambda one: one.workspace):
        ids = [one.id for one in run]
        together += [_Together(workspace, tuple(ids[n : n + most])) for n in range(0, len(ids), most)]
    return together
