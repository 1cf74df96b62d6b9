"""What the suites have said: notes. A note's words follow from its key and from how often it was touched."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from bot.core.db import Database, Session, machine_now
from bot.outbox import service
from bot.outbox.kinds import Kind, Priority, Skip
from bot.outbox.model import Delivery, Lane
from bot.outbox.rules import State
from bot.outbox.sender import Sender, Slack as Clients
from bot.outbox.setup import Timings
from bot.slack import client
from bot.slack.blocks import Message, section
from faults import lives
from faults.stage import Slack, Wire

WORKSPACE = "T1"
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
CONSUMERS = {"delivered:note": ("clocks",), "parked": ("menders",), "set_aside": ("menders",)}
# A request may hang that long before a worker gives it up, where it is to hang.
SHORT, LONG = 0.25, 10.0
_OPEN = update(Lane).values(opens_at=0.0, closed_until=0.0)
QUICK = Timings(lease=2.0, request=0.8, settle=0.3, retry=0.1, outage=0.2)


class StandingClock:
    def now(self, session: Any) -> datetime:
        return NOW


def words(key: str, wanted: int) -> str:
    return f"{key}, said for the {wanted}. time"


def _note(session: Session, ref: str, now: datetime) -> Message | Skip:
    row = service.delivery(session, ref)
    assert row is not None
    text = words(ref, row.wanted)
    return Message(text, [section(text)], covers=(ref,))


def _unrenderable(session: Session, ref: str, now: datetime) -> Message:
    raise ValueError(f"{ref} cannot be made")


def _deadly(session: Session, ref: str, now: datetime) -> Message:
    os._exit(137)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("note", _note, Priority.PROMPT, starts_clock=True),
        Kind("unrenderable", _unrenderable, Priority.ASK),
        Kind("deadly", _deadly, Priority.ASK),
    )
}


@dataclass
class Office:
    """An outbox on a stage: what is said here goes over the wire. `limit`: seconds to say it in."""

    database: Database
    slack: Slack
    wire: Wire
    timings: Timings = QUICK
    patience: float = LONG
    posts_per_minute: int = 600_000
    limit: float | None = None
    kinds: Mapping[str, Kind] = field(default_factory=lambda: KINDS)

    def __post_init__(self) -> None:
        self.database.services.update(consumers=CONSUMERS, kinds=KINDS)
        me = client.reading(self.slack.token, self.slack.api_url).auth_test()
        self._me = (str(me["user_id"]), str(me["bot_id"]), str(me["url"]))
        # Built before anybody is forked: to put its questions together takes longer than a worker lives.
        self._drainer = self.sender()

    def sender(self, **changes: Any) -> Sender:
        given = {
            "database": self.database,
            "clock": StandingClock(),
            "kinds": self.kinds,
            "slack": self._clients,
            "base_url": self.wire.api_url,
            "posts_per_minute": self.posts_per_minute,
            "updates_per_minute": 600_000,
            "timings": self.timings,
        }
        return Sender(**{**given, **changes})

    def _clients(self, workspace: str) -> Clients:
        writing = client.writing(self.slack.token, self.wire.api_url)
        reading = client.reading(self.slack.token, self.wire.api_url)
        writing.timeout = reading.timeout = self.patience  # type: ignore[assignment]  # seconds, also parts of one
        return Clients(writing, reading, *self._me)

    # ---- what features do ----

    def say(self, *keys: str, to: str, kind: str = "note", thread_of: str | None = None) -> None:
        with self.database.transaction(WORKSPACE, limit=self.limit) as session:
            for key in keys:
                service.say(session, key=key, to=to, kind=kind, ref=key, thread_of=thread_of)

    def touch(self, key: str) -> None:
        with self.database.transaction(WORKSPACE, limit=self.limit) as session:
            service.touch(session, key)

    def unsay(self, key: str) -> None:
        with self.database.transaction(WORKSPACE) as session:
            service.unsay(session, key)

    def unpark(self) -> None:
        with self.database.transaction(WORKSPACE) as session:
            service.unpark(session)

    def drain(self) -> None:
        self._drainer.drain(hurry=True)

    def begin(
        self, work: Callable[[Callable[[str], None]], Any], *, at: lives.Step | None = None
    ) -> lives.Life:
        """A worker's life (see `lives.begin`)."""
        self.close()
        return lives.begin(work, at=at)

    # ---- time, as far as the database is concerned ----

    def lapse(self) -> None:
        """Every wait is over: leases run out, retries are due, lanes are open."""
        with self.database.across() as session:
            past = machine_now(session) - timedelta(seconds=1)
            session.execute(
                update(Delivery).where(Delivery.available_at.is_not(None)).values(available_at=past)
            )
            session.execute(_OPEN)

    def hasten(self, key: str) -> None:
        """The wait of this one is over."""
        with self.database.across() as session:
            due = update(Delivery).where(Delivery.key == key)
            session.execute(due.values(available_at=machine_now(session) - timedelta(seconds=1)))
            session.execute(_OPEN)

    def open_lanes(self) -> None:
        with self.database.across() as session:
            session.execute(_OPEN)

    def rows(self) -> list[Delivery]:
        with self.database.across() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))

    def unfinished(self) -> int:
        """How many have something left to do that nobody has to mend first."""
        with self.database.across(read_only=True) as session:
            left = or_(Delivery.available_at.is_not(None), Delivery.lease_owner.is_not(None))
            return len(session.scalars(select(Delivery.id).where(left, Delivery.state != State.PARKED)).all())

    def close(self) -> None:
        """No connection is open; the next use opens one."""
        self.database.engine.dispose()
