"""One message that we hold for a minute, and everything that may become of it.

Each step is a transaction that first checks, under the row's lock, that the lease is still ours. Only a
success is recorded without asking: that Slack has the message is true whoever holds the lease.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import bindparam, or_, select

from bot.core import pending
from bot.core.db import Session, lock, machine_now
from bot.outbox import copies, lanes, rules, service
from bot.outbox.lanes import Pace
from bot.outbox.model import Delivery, Site, Trouble, add_once
from bot.outbox.rules import State, Verdict
from bot.outbox.setup import Setup
from bot.outbox.wire import Posted, Problem

log = logging.getLogger(__name__)

WITHDRAWN = "taken back"
_TROUBLED = select(Trouble.place).where(or_(Trouble.place == bindparam("to"), Trouble.place == ""))


class Lease:
    def __init__(
        self,
        setup: Setup,
        row: Delivery,
        now: datetime,
        began: float,
        *,
        hurry: bool,
        is_restored: bool = False,
    ) -> None:
        """`row` is the delivery as it was claimed, at `now` by the database's clock; the claim began at
        `began` by the monotonic one. `is_restored`: the database was ever (see `recovery`)."""
        self.row = row
        self.claimed_at = now
        self.kind = setup.kinds[row.kind]
        self.is_hurried = hurry
        self.is_restored = is_restored
        self._setup = setup
        self._wait = setup.timings
        self._owner = row.lease_owner
        self._marker = row.maybe_sent
        self._last_start = began + setup.timings.lease - setup.timings.request

    # ---- before a request ----

    def go_ahead(
        self, paces: Iterable[Pace], change: Callable[[Session, Delivery, datetime], None] | None = None
    ) -> bool:
        """Whether a request may start now; `change` is committed before it does. If not, the row is back."""
        with self._held() as (session, row):
            if row is None:
                return False
            now = machine_now(session)
            too_late = (
                row.available_at is None or (row.available_at - now).total_seconds() < self._wait.request
            )
            if too_late or row.is_withdrawn != self.row.is_withdrawn:
                _put_back(row, now, free=True)
                return False
            opens_at = lanes.take(session, paces, hurry=self.is_hurried)
            if opens_at is not None:
                _put_back(row, opens_at, free=True)
                row.is_paced = not self.is_hurried
                return False
            if change is not None:
                change(session, row, now)
        # The commit itself may have taken long. Nothing has left yet, so the marker may go back.
        if time.monotonic() > self._last_start:
            self.postpone(0)
            return False
        return True

    # ---- ends ----

    def sent(self, posted: Posted, thread_ts: str | None, url: str) -> None:
        """Slack has the message. The first copy that is recorded is the message; any other is taken back."""
        with self._unit() as (session, row):
            if row is None:
                return
            if row.ts is not None:
                if row.ts != posted.ts:
                    self._take_back(session, row, posted)
                return
            now = machine_now(session)
            if row.lease_owner != self._owner:
                # Others have worked on it meanwhile. What this copy says, and whether it should be there, is
                # looked at once more.
                row.digest, row.rendered = None, 0
            row.channel, row.ts, row.thread_ts = posted.channel, posted.ts, thread_ts
            row.maybe_sent, row.edited_at = False, now
            row.posted_at = self._setup.clock.now(session)
            self._end(session, row, State.SENT)
            _rest(row, now)
            self._mended(session, row)
            _keep_site(session, url)
        self._setup.tally.add("sent")

    def edited(self, said: dict[str, Any], digest: str, covers: Sequence[str]) -> None:
        with self._held() as (session, row):
            if row is None:
                return
            now = machine_now(session)
            if self.kind.starts_clock and not set(covers) <= set(row.covers):
                # An edit that tells of something more starts the clock of that.
                pending.note(session, f"delivered:{self.kind.name}", row.key, self._setup.clock.now(session))
            row.said, row.digest, row.covers = said, digest, list(covers)
            row.rendered, row.edited_at = self.row.wanted, now
            _rest(row, now)
            self._mended(session, row)
        self._setup.tally.add("edited")

    def unchanged(self) -> None:
        """There is nothing to edit."""
        with self._held() as (session, row):
            if row is not None:
                row.rendered = self.row.wanted
                _rest(row, machine_now(session))

    def deleted(self) -> None:
        with self._held() as (_, row):
            if row is not None:
                row.ts, row.said, row.digest, row.is_final = None, None, None, True
                row.state, row.why, row.available_at, row.lease_owner = State.SKIPPED, WITHDRAWN, None, None
        self._setup.tally.add("deleted")

    def searched(self) -> None:
        """There is no copy of the message (any more). Nothing was said, so no clock starts."""
        with self._held() as (_, row):
            if row is not None:
                row.state, row.why, row.maybe_sent, row.attempts = State.SKIPPED, "no copy", False, 0
                row.available_at, row.lease_owner = None, None

    def skipped(self, why: str) -> None:
        with self._held() as (session, row):
            if row is None:
                return
            row.maybe_sent, row.is_final = False, row.is_withdrawn
            # A touch since the claim is not lost, whether or not this rendering saw its facts.
            row.rendered = self.row.wanted
            self._end(session, row, State.SKIPPED, why)
            _rest(row, machine_now(session))
        self._setup.tally.add("skipped")

    def parked(self, why: str) -> None:
        """A person must mend something. Tried again every half hour, in case nobody says that it is done."""
        with self._held() as (session, row):
            if row is not None:
                self._park(session, row, why)

    def set_aside(self, why: str) -> None:
        with self._held() as (session, row):
            if row is not None:
                self._set_aside(session, row, why)

    # ---- not yet ----

    def postpone(self, seconds: float, *, paced: bool = False, why: str | None = None) -> None:
        """Nothing was tried, or nothing came of it that is the message's fault: costs no attempt."""
        with self._held() as (session, row):
            if row is None:
                return
            row.maybe_sent, row.is_paced = self._marker, paced
            _put_back(row, machine_now(session) + timedelta(seconds=seconds), free=True)
            if why is not None:
                self._tell(session, row, why)

    def not_found(self) -> None:
        """Looked for in Slack, and not there (yet)."""
        with self._held() as (session, row):
            if row is not None:
                row.looks += 1
                _put_back(row, machine_now(session) + timedelta(seconds=self._wait.settle), free=True)

    def found_copy(self, of: Delivery, copy: Posted) -> None:
        """It is taken back, and there may be another one."""
        with self._held() as (session, row):
            if row is not None:
                self._take_back(session, of, copy)
                _put_back(row, machine_now(session) + timedelta(seconds=self._wait.settle), free=True)

    def failed(self, error: str) -> None:
        """Our own code failed on it."""
        with self._held() as (session, row):
            if row is not None:
                row.last_error = error[:300]
                self._try_again(session, row, self._wait.retry)

    def troubled(self, problem: Problem, *, looking: bool = False) -> None:
        """Slack did not say yes. `looking`: the call had no effect that could have happened."""
        self._setup.tally.add(problem.verdict.name.lower())
        with self._unit() as (session, row):
            until = None
            if problem.verdict is Verdict.LIMITED:
                until = lanes.close(session, problem.method, problem.seconds)
            if row is None or row.lease_owner != self._owner:
                return
            row.last_error = f"{problem.method}: {problem.error}"[:300]
            if problem.verdict is not Verdict.UNCLEAR:
                row.maybe_sent = self._marker
            if until is not None:
                _put_back(row, until, free=True)
            else:
                self._judge(session, row, problem, looking)

    # ---- within a transaction ----

    def _judge(self, session: Session, row: Delivery, problem: Problem, looking: bool) -> None:
        match problem.verdict:
            case Verdict.UNREACHED:
                _put_back(row, machine_now(session) + timedelta(seconds=self._wait.outage), free=True)
            case Verdict.UNCLEAR | Verdict.RETRY | Verdict.LIMITED if looking:
                _put_back(row, machine_now(session) + timedelta(seconds=self._wait.outage), free=True)
            case Verdict.UNCLEAR if row.ts is None:
                self._try_again(session, row, self._wait.settle)
            case Verdict.UNCLEAR | Verdict.RETRY | Verdict.LIMITED:
                self._try_again(session, row, self._wait.retry)
            case Verdict.PARK:
                self._park(session, row, problem.error)
            case Verdict.GONE if row.ts is not None:
                row.is_final, row.available_at, row.lease_owner = True, None, None
            case Verdict.REFUSED | Verdict.GONE:
                log.error("a message was refused: %s %s %s", row.kind, row.key, row.last_error)
                self._set_aside(session, row, problem.error)
            case never:
                assert_never(never)

    def _try_again(self, session: Session, row: Delivery, base: float) -> None:
        # While Slack may have the message, it is looked for once more before it is set aside.
        if row.attempts >= rules.MAX_CLAIMS and not row.maybe_sent:
            self._set_aside(session, row, row.last_error or "")
            return
        wait = timedelta(seconds=rules.backoff(base, row.attempts))
        _put_back(row, machine_now(session) + wait, free=False)

    def _park(self, session: Session, row: Delivery, why: str) -> None:
        _put_back(row, machine_now(session) + timedelta(seconds=rules.RETRY_PARKED_AFTER), free=True)
        if row.ts is None:
            self._end(session, row, State.PARKED, why)
        self._tell(session, row, why)

    def _set_aside(self, session: Session, row: Delivery, why: str) -> None:
        """What is posted already stays as it reads; only the edit is given up."""
        if row.ts is None:
            self._end(session, row, State.SET_ASIDE, why)
        row.rendered, row.attempts, row.available_at, row.lease_owner = row.wanted, 0, None, None
        pending.note(session, "set_aside", row.key, self._setup.clock.now(session))
        self._setup.tally.add("set_aside")

    def _end(self, session: Session, row: Delivery, state: State, why: str | None = None) -> None:
        """Clocks start with the first end of a message, and when it arrives after all."""
        row.state, row.why = state, why and why[:200]
        if row.settled_at is None or state is State.SENT:
            row.settled_at = self._setup.clock.now(session)
            if self.kind.starts_clock:
                pending.note(session, f"delivered:{self.kind.name}", row.key, row.settled_at)

    def _tell(self, session: Session, row: Delivery, why: str) -> None:
        row.why = why[:200]
        since = self._setup.clock.now(session)
        trouble = {"place": rules.place_of(row.to, why), "reason": why[:80], "since": since}
        if add_once(session, Trouble, trouble):
            pending.note(session, "parked", row.key, since)
            session.info.setdefault("parked", []).append((row.workspace, row.key, why))

    def _mended(self, session: Session, row: Delivery) -> None:
        """What stood in the way is gone, as we see; so the others need not wait for their half hour."""
        row.why = None
        places = session.scalars(_TROUBLED, {"to": row.to}).all()
        if places:
            service.forget_troubles(session, *places)
            service.unpark(session, to=None if "" in places else row.to)

    def _take_back(self, session: Session, row: Delivery, copy: Posted) -> None:
        log.warning("a second copy of %s is taken back", row.key)
        self._setup.tally.add("copies_removed")
        copies.take_back(session, row, copy)

    @contextmanager
    def _unit(self) -> Iterator[tuple[Session, Delivery | None]]:
        """A transaction with the row, locked; None when it was erased meanwhile."""
        with self._setup.unit(self.row.workspace) as session:
            yield session, lock(session, Delivery, self.row.id)

    @contextmanager
    def _held(self) -> Iterator[tuple[Session, Delivery | None]]:
        """The same, and None as well when the lease is no longer ours."""
        with self._unit() as (session, row):
            yield session, row if row is not None and row.lease_owner == self._owner else None


def _put_back(row: Delivery, at: datetime, *, free: bool) -> None:
    """Due again at that moment. `free`: this claim does not count as an attempt."""
    row.available_at, row.lease_owner = at, None
    if row.state is State.SENDING:
        row.state = State.WAITING
    if free:
        row.attempts = max(row.attempts - 1, 0)


def _rest(row: Delivery, now: datetime) -> None:
    """Nothing left to do, unless somebody touched or withdrew it meanwhile."""
    row.attempts, row.lease_owner, row.last_error = 0, None, None
    is_dirty = row.wanted > row.rendered or (row.is_withdrawn and not row.is_final)
    row.available_at = now if is_dirty else None


def _keep_site(session: Session, url: str) -> None:
    site = session.get(Site, session.workspace)
    if site is None or site.url != url:
        session.merge(Site(workspace=session.workspace, url=url))
