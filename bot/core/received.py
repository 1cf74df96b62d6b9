"""What came in and was acted upon, so that Slack's repetitions and second clicks have one effect.

The mark is written in the transaction of the effect: a request that was refused or rolled back leaves none.
"""

from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete
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


def is_first(session: Session, key: str, now: datetime) -> bool:
    """Marks `key` as received; False when it already was. Two transactions at once: one of them waits."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = (
        insert(Received.__table__)  # type: ignore[arg-type]  # a declarative table is a Table
        .values(workspace=session.workspace, key=key, at=now)
        .on_conflict_do_nothing()
        .returning(Received.__table__.c.key)
    )
    return session.execute(statement).first() is not None


def forget(session: Session, now: datetime) -> None:
    """Drop marks that nothing can repeat any more (Slack's retries end within hours)."""
    session.execute(delete(Received).where(Received.at < now - KEPT))
