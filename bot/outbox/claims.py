"""Which messages may be taken up now, and taking them."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from bot.core.db import Session
from bot.outbox import lanes
from bot.outbox.kinds import Kind
from bot.outbox.model import Delivery, Lane
from bot.outbox.rules import OPEN, VIA_USES, State


def claimable(kinds: Mapping[str, Kind], now: datetime, *, hurry: bool) -> ColumnElement[bool]:
    """Due, of a kind that this code knows, with an open lane, and next in its thread."""
    due = Delivery.available_at <= now
    if hurry:
        held_back = and_(
            Delivery.is_paced, Delivery.lease_owner.is_(None), Delivery.available_at.is_not(None)
        )
        due = or_(due, held_back)
    return and_(due, _known(kinds), _lane_is_open(now, hurry), _next_in_thread(now))


def next_workspace(session: Session, claimable: ColumnElement[bool], after: str) -> str | None:
    """The workspace whose turn it is: the next one with work in the order of ids, all around."""
    look = select(func.min(Delivery.workspace)).where(claimable)
    return session.scalar(look.where(Delivery.workspace > after)) or session.scalar(look)


def claim(
    session: Session,
    claimable: ColumnElement[bool],
    *,
    workspace: str,
    limit: int,
    now: datetime,
    lease: float,
) -> Sequence[Delivery]:
    """At most `limit` messages of the workspace, what is asked of people first; ours until `now` + `lease`.

    The claim itself counts as an attempt, so that a message which ends our process is not tried for ever.
    """
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.workspace == workspace, claimable)
        .order_by(Delivery.priority, Delivery.available_at, Delivery.position, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
    ).all()
    owner = str(uuid.uuid4())
    for row in rows:
        row.lease_owner, row.available_at = owner, now + timedelta(seconds=lease)
        row.attempts += 1
        row.is_paced = False
        if row.ts is None:
            row.state = State.SENDING
    return rows


def _known(kinds: Mapping[str, Kind]) -> ColumnElement[bool]:
    """Newer code may have written rows that this code cannot render: they are left to it."""
    newest = max((kind.version for kind in kinds.values()), default=0)
    return or_(
        *(
            and_(
                Delivery.version == version,
                Delivery.kind.in_([name for name, kind in kinds.items() if kind.version >= version]),
            )
            for version in range(1, newest + 1)
        )
    )


def _lane_is_open(now: datetime, hurry: bool) -> ColumnElement[bool]:
    """A long queue behind a closed lane is left where it is, instead of being put back one by one."""
    is_reply = Delivery.thread_of.is_not(None)
    method = case(
        (and_(Delivery.ts.is_not(None), Delivery.is_withdrawn), lanes.DELETE),
        (and_(Delivery.ts.is_not(None), Delivery.via_until > now, Delivery.via_uses < VIA_USES), ""),
        (Delivery.ts.is_not(None), lanes.UPDATE),
        (and_(Delivery.maybe_sent, is_reply), lanes.LOOK_IN_THREAD),
        (Delivery.maybe_sent, lanes.LOOK),
        else_=lanes.POST,
    )
    is_post = and_(Delivery.ts.is_(None), Delivery.maybe_sent.is_(False))
    channel = case((is_post, literal(lanes.channel_key(""), String) + Delivery.to), else_="")
    is_closed = Lane.closed_until > now.timestamp()
    if not hurry:
        is_closed = or_(is_closed, Lane.opens_at > now.timestamp())
    return ~exists().where(
        Lane.workspace == Delivery.workspace, or_(Lane.key == method, Lane.key == channel), is_closed
    )


def _next_in_thread(now: datetime) -> ColumnElement[bool]:
    """Not before the message above it, nor before an earlier reply; one that waits for a person is passed."""
    above, earlier = aliased(Delivery), aliased(Delivery)
    said_before = or_(
        earlier.position < Delivery.position,
        and_(earlier.position == Delivery.position, earlier.id < Delivery.id),
    )
    return or_(
        Delivery.thread_of.is_(None),
        and_(
            ~exists().where(
                above.workspace == Delivery.workspace,
                above.key == Delivery.thread_of,
                _is_coming(above, now),
            ),
            ~exists().where(
                earlier.workspace == Delivery.workspace,
                earlier.thread_of == Delivery.thread_of,
                said_before,
                _is_coming(earlier, now),
            ),
        ),
    )


def _is_coming(row: type[Delivery], now: datetime) -> ColumnElement[bool]:
    is_retried = and_(row.state == State.PARKED, row.available_at <= now)
    return and_(row.ts.is_(None), or_(row.state.in_(OPEN), is_retried))
