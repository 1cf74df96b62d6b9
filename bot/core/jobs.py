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
    `act(session, ids, now)`: does it with each of at most `at_once` of them, in a session of their workspace;
    after it, they are no longer due.
    `next_due(session, after)`: the earliest instant later than `after` at which something will be due.
    `moment`: the column, if one says it; then all kinds are looked at with one statement (see `core.runner`).
    """

    name: str
    find: Callable[[Session, datetime, int], Sequence[Found]]
    act: Callable[[Session, Sequence[str], datetime], None]
    next_due: Callable[[Session, datetime], datetime | None]
    at_once: int = 1
    moment: InstrumentedAttribute[datetime | None] | None = None


def falls_due(
    name: str,
    moment: InstrumentedAttribute[datetime | None],
    act: Callable[[Session, str, datetime], None],
) -> Due:
    """Rows whose `moment` (business time, in an indexed column) has come; `act` moves it on or clears it."""

    def act_on_each(session: Session, ids: Sequence[str], now: datetime) -> None:
        for id in ids:
            act(session, id, now)

    return fall_due_together(name, moment, act_on_each, at_once=1)


def fall_due_together(
    name: str,
    moment: InstrumentedAttribute[datetime | None],
    act: Callable[[Session, Sequence[str], datetime], None],
    *,
    at_once: int,
) -> Due:
    """The same, where several are done for little more than one: what they look up they share."""
    model = moment.class_
    # Put together once: they are asked all the time.
    come = select(model.workspace, model.id).where(moment <= bindparam("now")).order_by(moment, model.id)
    first = select(func.min(moment)).where(moment > bindparam("after"))

    def find(session: Session, now: datetime, limit: int) -> Sequence[Found]:
        rows = session.execute(come.limit(limit), {"now": now})
        return [Found(workspace, id) for workspace, id in rows]

    def next_due(session: Session, after: datetime) -> datetime | None:
        return session.scalar(first, {"after": after})

    return Due(name, find, act, next_due, at_once, moment)
