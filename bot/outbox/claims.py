"""Which messages may be taken up now, and taking them."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from bot.core.db import Session, UtcDateTime
from bot.outbox import lanes
from bot.outbox.kinds import Kind
from bot.outbox.model import Delivery, Lane, Recovery, Visit
from bot.outbox.rules import LONGEST_PAUSE, OPEN, TOO_LONG, VIA_USES, State

NOW = bindparam("now", type_=UtcDateTime())
TOO_FAR = bindparam("too_far", type_=UtcDateTime())
SECONDS = bindparam("seconds", type_=Lane.opens_at.type)


class Queue:
    """What is due, of the kinds that this code knows, with an open lane, and next in its thread.

    The question is put together once: it is asked all the time, and takes longer to build than to answer.
    """

    def __init__(self, kinds: Mapping[str, Kind], *, hurry: bool) -> None:
        due = or_(Delivery.available_at <= NOW, Delivery.available_at > TOO_FAR)
        if hurry:
            due = or_(due, and_(Delivery.is_paced, Delivery.lease_owner.is_(None)))
        claimable = and_(
            Delivery.available_at.is_not(None),
            ~exists().where(Recovery.resumed_at.is_(None)),
            due,
            _known(kinds),
            _lane_is_open(hurry),
            _next_in_thread(),
        )
        self._first = select(Delivery.workspace).where(claimable).order_by(Delivery.workspace).limit(1)
        self._next = self._first.where(Delivery.workspace > bindparam("after"))
        self._rows = (
            select(Delivery)
            .where(Delivery.workspace == bindparam("workspace"), claimable)
            .order_by(Delivery.priority, Delivery.available_at, Delivery.position, Delivery.id)
            .with_for_update(skip_locked=True, of=Delivery)
        )

    def next_workspace(self, session: Session, now: datetime, after: str = "") -> str | None:
        """The workspace whose turn it is: the next one with work in the order of ids, all around."""
        asked = {**_at(now), "after": after}
        return session.scalar(self._next, asked) or session.scalar(self._first, asked)

    def claim(
        self, session: Session, workspace: str, now: datetime, *, limit: int, lease: float
    ) -> Sequence[Delivery]:
        """At most `limit` messages, what is asked of people first; ours until `now` + `lease` seconds.

        The claim itself counts as an attempt, so that a message which ends our process is not tried for ever.
        One that somebody left behind may be such a message: it is claimed alone, and costs no other
        one an attempt.
        """
        asked = {**_at(now), "workspace": workspace}
        found = session.scalars(self._rows.limit(limit), asked).all()
        rows = [*takewhile(lambda row: row.lease_owner is None, found)] or found[:1]
        owner = str(uuid.uuid4())
        for row in rows:
            row.lease_owner, row.available_at = owner, now + timedelta(seconds=lease)
            row.attempts += 1
            row.is_paced = False
            if row.ts is None:
                row.state = State.SENDING
        return rows


def inherit(session: Session, now: datetime) -> None:
    """Every lease has run out. That it was left behind can still be seen of each message."""
    held = Delivery.lease_owner.is_not(None)
    session.execute(update(Delivery).where(held).values({Delivery.available_at: now}))


def _at(now: datetime) -> dict[str, Any]:
    return {"now": now, "too_far": now + timedelta(seconds=TOO_LONG), "seconds": now.timestamp()}


def _known(kinds: Mapping[str, Kind]) -> ColumnElement[bool]:
    """Newer code may have written rows that this code cannot render: they are left to it."""
    newest = max((kind.version for kind in kinds.values()), default=0)
    names = {
        version: [name for name, kind in kinds.items() if kind.version >= version]
        for version in range(1, newest + 1)
    }
    by_version = (and_(Delivery.version == v, Delivery.kind.in_(named)) for v, named in names.items())
    return or_(false(), *by_version)


def _lane_is_open(hurry: bool) -> ColumnElement[bool]:
    """A long queue behind a closed lane is left where it is, instead of being put back one by one."""
    is_reply = Delivery.thread_of.is_not(None)
    has_via = and_(Delivery.via_until > NOW, Delivery.via_uses < VIA_USES)
    method = case(
        (and_(Delivery.ts.is_not(None), Delivery.is_withdrawn), lanes.DELETE),
        (and_(Delivery.ts.is_not(None), has_via), ""),
        (Delivery.ts.is_not(None), lanes.UPDATE),
        (and_(Delivery.maybe_sent, is_reply), lanes.LOOK_IN_THREAD),
        (or_(Delivery.maybe_sent, _is_to_be_read()), lanes.LOOK),
        else_=lanes.POST,
    )
    is_post = and_(Delivery.ts.is_(None), Delivery.maybe_sent.is_(False))
    channel = case((is_post, literal(lanes.channel_key(""), String) + Delivery.to), else_="")
    is_closed: ColumnElement[bool] = Lane.closed_until.between(SECONDS, SECONDS + TOO_LONG)
    if not hurry:
        is_closed = or_(is_closed, Lane.opens_at.between(SECONDS, SECONDS + LONGEST_PAUSE))
    return ~exists().where(
        Lane.workspace == Delivery.workspace, or_(Lane.key == method, Lane.key == channel), is_closed
    )


def _is_to_be_read() -> ColumnElement[bool]:
    """After a restore, a conversation is read before anything is posted there (see `recovery`)."""
    is_read = exists().where(
        Visit.workspace == Delivery.workspace,
        Visit.place == Delivery.to,
        Visit.recovered_at >= select(func.max(Recovery.recovered_at)).scalar_subquery(),
    )
    is_restored = exists(select(Recovery.recovered_at))
    return and_(is_restored, Delivery.thread_of.is_(None), ~is_read)


def _next_in_thread() -> ColumnElement[bool]:
    """Not before the message above it, nor before an earlier reply; one that waits for a person is passed.

    Two transactions at once may give two replies the same position: they go in any order.
    """
    other = aliased(Delivery)
    is_before = or_(
        other.key == Delivery.thread_of,
        and_(other.thread_of == Delivery.thread_of, other.position < Delivery.position),
    )
    is_retried = and_(other.state == State.PARKED, other.available_at <= NOW)
    is_coming = and_(other.ts.is_(None), or_(other.state.in_(OPEN), is_retried))
    blocked = exists().where(other.workspace == Delivery.workspace, is_before, is_coming)
    return or_(Delivery.thread_of.is_(None), ~blocked)
