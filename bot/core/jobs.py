"""What a feature hands to the schedule: reactions to facts, and things that fall due by time.

Each item is worked on in a transaction of its own, in its own workspace. Looking for work only narrows: an
action checks again, under the transaction's lock, whether there is still something to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.core.db import Session


@dataclass(frozen=True)
class Later:
    """The reaction is not possible yet (business time, aware UTC): come back then."""

    at: datetime


@dataclass(frozen=True)
class Sweep:
    """`react(session, subject, now)` answers one owed reaction of this consumer (see `core.pending`)."""

    consumer: str
    react: Callable[[Session, str, datetime], Later | None]


@dataclass(frozen=True)
class Found:
    workspace: str
    id: str


@dataclass(frozen=True)
class Due:
    """Things with an instant of their own in an indexed column.

    `find(session, now, limit)`: what is due, oldest first, over all workspaces.
    `act(session, id, now)`: does it, in a session of its workspace; after it, the thing is no longer due.
    `next_due(session, after)`: the earliest instant later than `after` at which something will be due.
    """

    name: str
    find: Callable[[Session, datetime, int], Sequence[Found]]
    act: Callable[[Session, str, datetime], None]
    next_due: Callable[[Session, datetime], datetime | None]


def falls_due(
    name: str,
    moment: InstrumentedAttribute[datetime | None],
    act: Callable[[Session, str, datetime], None],
) -> Due:
    """Rows whose `moment` (business time, in an indexed column) has come; `act` moves it on or clears it."""
    model = moment.class_
    # Put together once: they are asked all the time.
    come = select(model.workspace, model.id).where(moment <= bindparam("now")).order_by(moment, model.id)
    first = select(func.min(moment)).where(moment > bindparam("after"))

    def find(session: Session, now: datetime, limit: int) -> Sequence[Found]:
        rows = session.execute(come.limit(limit), {"now": now})
        return [Found(workspace, id) for workspace, id in rows]

    def next_due(session: Session, after: datetime) -> datetime | None:
        return session.scalar(first, {"after": after})

    return Due(name, find, act, next_due)
