"""Reactions that a fact still owes.

Whoever records a fact that others react to calls `note`. One row is written for each consumer that the
composition root named for this kind of fact, in the transaction of the fact itself. The consumer's sweep
deletes the row in the transaction that writes the consequence, or finds that none is needed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Index, String, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Identified, Session


class Pending(Identified, Base):
    __tablename__ = "pending"
    __table_args__ = (Index("ix_pending_consumer_due_at", "consumer", "due_at"),)

    consumer: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)


def note(session: Session, kind: str, subject: str, due_at: datetime) -> None:
    """Tell everybody who reacts to this kind of fact.

    `subject` is what the consumer needs to find the fact (an id); `due_at` is business time, aware UTC:
    the earliest moment to react.
    """
    consumers: Mapping[str, tuple[str, ...]] = session.services.get("consumers", {})
    for consumer in consumers.get(kind, ()):
        session.add(Pending(consumer=consumer, kind=kind, subject=subject, due_at=due_at))
    session.info.setdefault("noted", set()).update(consumers.get(kind, ()))


def hurry(session: Session, consumers: Iterable[str], now: datetime) -> None:
    """What these consumers have put off in this workspace is due now."""
    put_off = (Pending.consumer.in_(list(consumers)), Pending.due_at > now)
    session.execute(update(Pending).where(*put_off).values(due_at=now))
