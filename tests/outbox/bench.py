"""An outbox on a bench: a database, a fake Slack, facts to be told, and time that passes when asked to."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from bot.core.db import Database, Session, machine_now
from bot.core.pending import Pending
from bot.outbox import service
from bot.outbox.kinds import Kind, Priority, Skip
from bot.outbox.model import Delivery, Lane, Recovery, Site, Stray, Trouble, Visit
from bot.outbox.sender import Sender, Slack
from bot.slack import client
from bot.slack.blocks import Message, section
from tests.support.fake_slack import BOT_ID, BOT_USER, FakeSlack

WORKSPACE = "T1"
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
CONSUMERS = {
    "delivered:ask": ("clocks",),
    **dict.fromkeys(("parked", "mended", "set_aside"), ("menders",)),
}


class StandingClock:
    def now(self, session: Any) -> datetime:
        return NOW


class Killed(BaseException):
    """Ends a worker on the spot, as a crash would: no code of the worker may cope with it."""


class Bench:
    def __init__(self, database: Database) -> None:
        """`database` has no rows; `close` leaves it so."""
        self.slack = FakeSlack()
        self.facts: dict[str, str | Message | Skip | BaseException] = {}
        self.kinds: Mapping[str, Kind] = {
            kind.name: kind
            for kind in (
                Kind("ask", self._render, Priority.ASK, starts_clock=True),
                Kind("prompt", self._render, Priority.PROMPT),
                Kind("digest", self._render, Priority.DIGEST),
                Kind("counter", self._render, Priority.REMINDER, spacing=30),
            )
        }
        self.database = database
        database.services.update(consumers=CONSUMERS, kinds=self.kinds)
        self.parked: list[tuple[str, str, str]] = []
        self.has_token = True
        self.patience = 10.0  # seconds for one request
        self.renderings = 0
        self.sender = self.make_sender()

    def close(self) -> None:
        self.slack.stop()
        with self.database.across() as session:
            for table in (Delivery, Lane, Trouble, Site, Pending, Recovery, Visit, Stray):
                session.execute(delete(table))

    def make_sender(self, at: Callable[[str], None] | None = None, **changes: Any) -> Sender:
        return Sender(
            **{
                "database": self.database,
                "clock": StandingClock(),
                "kinds": self.kinds,
                "slack": self.clients,
                "base_url": self.slack.url,
                "on_parked": lambda *told: self.parked.append(told),
                "at": at,
                **changes,
            }
        )

    def clients(self, workspace: str) -> Slack | None:
        if not self.has_token:
            return None
        writing = client.writing("xoxb-test", self.slack.url)
        writing.timeout = self.patience
        reading = client.reading("xoxb-test", self.slack.url)
        return Slack(writing, reading, BOT_USER, BOT_ID, "https://acme.slack.com/")

    def _render(self, session: Session, ref: str, now: datetime) -> Message | Skip:
        assert now == NOW
        self.renderings += 1
        fact = self.facts[ref]
        if isinstance(fact, BaseException):
            raise fact
        return Message(fact, [section(fact)], covers=(ref,)) if isinstance(fact, str) else fact

    # ---- what a feature does ----

    def session(self, workspace: str = WORKSPACE) -> AbstractContextManager[Session]:
        return self.database.transaction(workspace)

    def say(
        self,
        key: str,
        fact: str | Message | Skip | BaseException | None = None,
        *,
        to: str = "C1",
        kind: str = "prompt",
        thread_of: str | None = None,
        workspace: str = WORKSPACE,
    ) -> None:
        """Says what reads like `fact`, or like its own key."""
        self.facts[key] = key if fact is None else fact
        with self.session(workspace) as session:
            service.say(session, key=key, to=to, kind=kind, ref=key, thread_of=thread_of)

    def change(self, key: str, fact: str | Message | Skip | Exception, via: str | None = None) -> None:
        self.facts[key] = fact
        with self.session() as session:
            service.touch(session, key, via)

    def unsay(self, key: str) -> None:
        with self.session() as session:
            service.unsay(session, key)

    def unpark(self, to: str | None = None) -> None:
        with self.session() as session:
            service.unpark(session, to=to)

    # ---- what happens ----

    def drain(self) -> int:
        return self.sender.drain()

    def lapse(self) -> None:
        """Every wait is over: leases run out, retries are due, lanes are open."""
        with self.database.across() as session:
            past = machine_now(session) - timedelta(seconds=1)
            due = update(Delivery).where(Delivery.available_at.is_not(None)).values(available_at=past)
            session.execute(due)
            session.execute(update(Lane).values(opens_at=0.0, closed_until=0.0))

    def set_leases(self, seconds: float) -> None:
        """Every lease ends so many seconds from now."""
        with self.database.across() as session:
            end = machine_now(session) + timedelta(seconds=seconds)
            held = update(Delivery).where(Delivery.lease_owner.is_not(None))
            session.execute(held.values(available_at=end))

    def until_quiet(self) -> None:
        """Lets all time pass that it takes for nothing to be left to do."""
        for _ in range(30):
            self.lapse()
            self.drain()
            if all(row.available_at is None for row in self.rows()):
                return
        raise AssertionError("there is no end to it")

    # ---- what came of it ----

    def row(self, key: str, workspace: str = WORKSPACE) -> Delivery:
        with self.session(workspace) as session:
            found = service.delivery(session, key)
            assert found is not None
            return found

    def rows(self) -> list[Delivery]:
        with self.database.across() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))

    def link(self, key: str) -> str | None:
        with self.session() as session:
            return service.link(session, key)

    def noted(self) -> list[tuple[str, str]]:
        """What others have to react to: (kind of fact, key), in order."""
        with self.database.across(read_only=True) as session:
            found = session.scalars(select(Pending).order_by(Pending.id))
            return [(one.kind, one.subject) for one in found]

    def waits(self, key: str) -> float:
        """Seconds until the message is due again."""
        with self.session() as session:
            row = service.delivery(session, key)
            assert row is not None
            assert row.available_at is not None
            return (row.available_at - machine_now(session)).total_seconds()
