"""After a restore: what Slack has of us from the time that the database has lost is not sent again.

Such a message is known by its nonce, which follows from its key. Nobody knows which ones there are, nor which
will be said again, and when. So a conversation is read once, for the lost time, before the first message goes
there, and whatever stands in it is kept as a `Stray`. What is to be said and is there already is adopted
instead of posted, and edited to read as it should now.

Sending begins paused, so that an operator can look first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select, update

from bot.core.db import Session, machine_now
from bot.outbox.model import Delivery, Recovery, Stray, Visit, add_once
from bot.outbox.rules import Posted

# What was edited shortly before the backup was likely edited after it, too: a check-in lasts a week.
LIKELY_EDITED = timedelta(days=8)


@dataclass(frozen=True)
class Gap:
    """A time of which Slack may know more than we do (machine time)."""

    since: datetime
    until: datetime


def stamp(session: Session, taken_at: datetime) -> None:
    """The database has just been brought back to how it was at `taken_at` (machine time). Sending is paused.

    What Slack shows of an earlier message may be newer than what we remember of it, so the next rendering is
    an edit even if it reads as before; the younger ones are rendered at once.
    """
    now = machine_now(session)
    session.add(Recovery(recovered_at=now, taken_at=taken_at))
    session.execute(update(Delivery).where(Delivery.ts.is_not(None)).values(digest=None))
    at_rest = and_(
        Delivery.available_at.is_(None), Delivery.is_withdrawn.is_(False), Delivery.is_final.is_(False)
    )
    is_young = and_(Delivery.ts.is_not(None), Delivery.edited_at >= taken_at - LIKELY_EDITED)
    values = {Delivery.wanted: Delivery.wanted + 1, Delivery.available_at: now}
    session.execute(update(Delivery).where(at_rest, is_young).values(values))


def paused(session: Session) -> Recovery | None:
    """The restore for which sending is paused, if it is."""
    return session.scalar(
        select(Recovery).where(Recovery.resumed_at.is_(None)).order_by(Recovery.taken_at).limit(1)
    )


def resume(session: Session) -> bool:
    """Lets sending begin; whether it was paused."""
    waiting = update(Recovery).where(Recovery.resumed_at.is_(None)).values(resumed_at=machine_now(session))
    return session.scalar(waiting.returning(Recovery.taken_at)) is not None


def newest(session: Session) -> datetime | None:
    """When the database was last restored."""
    return session.scalar(select(func.max(Recovery.recovered_at)))


def gap(session: Session, place: str) -> Gap | None:
    """What has to be read in this conversation before anything is posted there; None when nothing has."""
    visit = session.get(Visit, (session.workspace, place))
    missed = select(func.min(Recovery.taken_at), func.max(Recovery.recovered_at))
    if visit is not None:
        missed = missed.where(Recovery.recovered_at > visit.recovered_at)
    since, until = session.execute(missed).one()
    return None if until is None else Gap(since, until)


def visited(session: Session, place: str, read: Gap, found: Mapping[str, Posted]) -> None:
    """Keeps what was found in the conversation, by nonce. What we know of already is no stray."""
    channels, moments = {one.channel for one in found.values()}, [one.ts for one in found.values()]
    ours = select(Delivery.ts).where(Delivery.channel.in_(channels), Delivery.ts.in_(moments))
    known = set(session.scalars(ours))
    for nonce, one in found.items():
        if one.ts not in known:
            add_once(session, Stray, {"nonce": nonce, "channel": one.channel, "ts": one.ts})
    session.merge(Visit(workspace=session.workspace, place=place, recovered_at=read.until))


def stray(session: Session, nonce: str) -> Posted | None:
    """Where the message stands in Slack, if it was seen there."""
    found = session.get(Stray, (session.workspace, nonce))
    return Posted(found.channel, found.ts) if found else None
