"""What the outbox can be asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.core.db import Session
from bot.outbox.model import Delivery, Trouble
from bot.outbox.rules import State

_BY_KEY = select(Delivery).where(Delivery.key == bindparam("of"))


def delivery(session: Session, key: str) -> Delivery | None:
    return session.scalar(_BY_KEY, {"of": key})


def has_posted(session: Session) -> bool:
    """Whether anything was ever posted in this workspace."""
    return session.scalar(select(Delivery.id).where(Delivery.ts.is_not(None)).limit(1)) is not None


def seconds_late(session: Session, now: datetime) -> float:
    """For how long the oldest message that could go has been waiting; 0.0 when none waits.

    `now` is the database's clock (`machine_now`). Parked messages wait for a person and do not count.
    """
    oldest = session.scalar(
        select(func.min(Delivery.available_at)).where(
            Delivery.available_at <= now, Delivery.state != State.PARKED
        )
    )
    return 0.0 if oldest is None else (now - oldest).total_seconds()


def counts(session: Session) -> dict[State, int]:
    """How many messages have something left to do or to mend, by state (an edit that is due is `sent`)."""
    due = select(Delivery.state, func.count()).where(
        Delivery.available_at.is_not(None), Delivery.state != State.PARKED
    )
    found = {state: number for state, number in session.execute(due.group_by(Delivery.state))}
    for state in (State.PARKED, State.SET_ASIDE):
        found[state] = session.scalar(select(func.count()).where(Delivery.state == state)) or 0
    return found


def unfinished(session: Session, state: State, limit: int = 100) -> Sequence[Delivery]:
    """Messages that are parked, or set aside, oldest first."""
    return session.scalars(
        select(Delivery).where(Delivery.state == state).order_by(Delivery.id).limit(limit)
    ).all()


def troubles(session: Session) -> Sequence[Trouble]:
    """What a person must mend before messages go on, oldest first."""
    return session.scalars(select(Trouble).order_by(Trouble.since, Trouble.place)).all()
