"""What came in and was acted upon, so that Slack's repetitions and second clicks have one effect.

The mark is written in the transaction of the effect: a request that was refused or rolled back leaves none.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Executable, Index, String, delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Scoped, Session

KEPT = timedelta(days=7)


class Received(Scoped, Base):
    __tablename__ = "received"
    __table_args__ = (Index("ix_received_at", "at"),)

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime]


_MARK: Mapping[str, Executable] = {
    name: insert(Received).on_conflict_do_nothing().returning(Received.__table__.c.key)
    for name, insert in (("sqlite", sqlite_insert), ("postgresql", postgresql_insert))
}


def is_first(session: Session, key: str, now: datetime) -> bool:
    """Marks `key` as received; False when it already was. Two transactions at once: one of them waits."""
    values = {"workspace": session.workspace, "key": key, "at": now}
    return session.connection().execute(_MARK[session.get_bind().dialect.name], values).first() is not None


def forget(session: Session, now: datetime) -> None:
    """Drop marks that nothing can repeat any more (Slack's retries end within hours)."""
    session.execute(delete(Received).where(Received.at < now - KEPT))
