"""Business time: what is due, and which week it is.

Business time is machine time plus an offset that an operator may have put in the database to travel
(`TIME_TRAVEL=on`). This is the only place where the product reads a clock; everything below the edge gets
`now` as an argument.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import orm, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base


class Travel(Base):
    """One row: how far business time is ahead of machine time, in seconds."""

    __tablename__ = "travel"
    id: Mapped[int] = mapped_column(primary_key=True)
    offset_seconds: Mapped[float]


_OFFSET = "offset"
_READ_OFFSET = select(Travel.__table__.c.offset_seconds)


class Clock(Protocol):
    def now(self, session: orm.Session) -> datetime:
        """Business time, aware UTC."""


class WallClock:
    """Business time is machine time."""

    def now(self, session: orm.Session) -> datetime:
        return datetime.now(UTC)


class TravelClock:
    """Business time is machine time plus the offset that all processes share through the database."""

    def now(self, session: orm.Session) -> datetime:
        return datetime.now(UTC) + self._offset(session)

    def travel(self, session: orm.Session, to: datetime) -> None:
        """From now on, business time goes on from `to` (aware)."""
        offset = (to - datetime.now(UTC)).total_seconds()
        session.merge(Travel(id=1, offset_seconds=offset))
        session.flush()
        session.info.pop(_OFFSET, None)

    def _offset(self, session: orm.Session) -> timedelta:
        """One unit of work keeps to what it has read."""
        if _OFFSET not in session.info:
            session.info[_OFFSET] = session.connection().scalar(_READ_OFFSET) or 0.0
        return timedelta(seconds=session.info[_OFFSET])
