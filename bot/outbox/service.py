"""What features say. Nothing here talks to Slack: the caller's transaction writes a row, to be sent later."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, case, delete, func, or_, select, update

from bot.core import pending
from bot.core.db import Session, UtcDateTime, machine_now
from bot.outbox import queries
from bot.outbox.model import Delivery, Site, Trouble, add_once
from bot.outbox.rules import (
    TOKEN_REFUSED as TOKEN_REFUSED,
    VIA_LIFE,
    Priority,
    State,
    permalink,
    place_of as place_of,
)


def say(session: Session, *, key: str, to: str, kind: str, ref: str, thread_of: str | None = None) -> None:
    """Have a message sent, once for each `key` in a workspace; said again, it is touched (see `touch`).

    `to` is Slack's id of a channel or a user. `thread_of` is the key of the message to reply to, said before:
    replies are posted in the order in which they were said, after it. When it was skipped, so is the reply;
    when it is parked, the reply waits with it; when it was set aside, the reply stands on its own in `to`.
    """
    priority, version = _registered(session, kind)
    values = {
        "key": key,
        "to": to,
        "kind": kind,
        "ref": ref,
        "priority": priority,
        "version": version,
        "thread_of": thread_of,
        "position": 0 if thread_of is None else _next_position(session, thread_of),
        "available_at": machine_now(session),
    }
    if not add_once(session, Delivery, values):
        touch(session, key)
    _ring(session)


def touch(session: Session, key: str, via: str | None = None) -> None:
    """Have the message rendered again; it is edited when it reads differently. Unknown keys are passed over.

    `via` is the response_url of a click in this very message (of no other one: Slack would replace that):
    five edits within half an hour go by it, which spares the narrow limit of edits. In a transaction the
    first touch is enough.
    """
    touched: set[str] = session.info.setdefault("touched", set())
    if via is not None or key not in touched:
        touched.add(key)
        now = machine_now(session)
        if via is None:
            session.execute(_TOUCH, {"of": key, "at": now})
        else:
            until = now + timedelta(seconds=VIA_LIFE)
            session.execute(_TOUCH_BY_CLICK, {"of": key, "at": now, "by": via, "by_until": until})
    _ring(session)


def _touching(*, by_click: bool) -> Update:
    values: dict[Any, Any] = {
        Delivery.wanted: Delivery.wanted + 1,
        Delivery.state: case((Delivery.state == State.SKIPPED, State.WAITING), else_=Delivery.state),
    }
    at_rest = and_(Delivery.available_at.is_(None), Delivery.state.in_((State.SENT, State.SKIPPED)))
    if by_click:
        is_same = Delivery.via == bindparam("by")
        until = bindparam("by_until", type_=UtcDateTime())
        values[Delivery.via_uses] = case((is_same, Delivery.via_uses), else_=0)
        values[Delivery.via_until] = case((is_same, Delivery.via_until), else_=until)
        values[Delivery.via] = bindparam("by")
        at_rest = or_(at_rest, and_(Delivery.lease_owner.is_(None), Delivery.ts.is_not(None)))
    values[Delivery.available_at] = case(
        (at_rest, bindparam("at", type_=UtcDateTime())), else_=Delivery.available_at
    )
    return (
        update(Delivery)
        .where(
            Delivery.key == bindparam("of"), Delivery.is_withdrawn.is_(False), Delivery.is_final.is_(False)
        )
        .values(values)
        .execution_options(synchronize_session=False)
    )


# Put together once: a click touches three messages, and building these took longer than all else about it.
_TOUCH, _TOUCH_BY_CLICK = _touching(by_click=False), _touching(by_click=True)
_AT = select(Delivery.key).where(Delivery.channel == bindparam("channel"), Delivery.ts == bindparam("ts"))


def touch_at(session: Session, channel: str, ts: str, via: str | None = None) -> None:
    """Touch the message that stands there; a message that is not ours to edit is passed over."""
    key = session.scalar(_AT, {"channel": channel, "ts": ts})
    if key is not None:
        touch(session, key, via)


def unsay(session: Session, key: str) -> None:
    """Take the message back: deleted when it is posted already, never posted otherwise. This is for good.

    While Slack may or may not have it, it is looked for first.
    """
    busy = or_(Delivery.lease_owner.is_not(None), and_(Delivery.maybe_sent, Delivery.ts.is_(None)))
    session.execute(
        update(Delivery)
        .where(Delivery.key == key, Delivery.is_withdrawn.is_(False), Delivery.is_final.is_(False))
        .values(
            {
                Delivery.is_withdrawn: True,
                Delivery.available_at: case((busy, Delivery.available_at), else_=machine_now(session)),
            }
        )
    )
    _ring(session)


def delivery(session: Session, key: str) -> Delivery | None:
    return queries.delivery(session, key)


def link(session: Session, key: str) -> str | None:
    """The https address of the message in Slack; None while it is not posted."""
    found = queries.delivery(session, key)
    site = session.get(Site, session.workspace)
    if found is None or site is None or found.channel is None or found.ts is None:
        return None
    return permalink(site.url, found.channel, found.ts, found.thread_ts)


def unpark(session: Session, *, to: str | None = None) -> None:
    """Something was mended: what waits for it is due now. `to` is a channel or user; None means all."""
    now = machine_now(session)
    held: ColumnElement[bool] = and_(
        Delivery.lease_owner.is_(None), Delivery.available_at.is_not(None), Delivery.why.is_not(None)
    )
    if to is not None:
        held = and_(held, Delivery.to == to)
    session.execute(update(Delivery).where(held).values({Delivery.available_at: now}))
    forget_troubles(session, to or "")
    _ring(session)


def forget_troubles(session: Session, *places: str) -> None:
    """Nothing stands in the way there any more."""
    gone = delete(Trouble).where(Trouble.place.in_(places))
    mended = session.execute(gone.returning(Trouble.place, Trouble.reason, Trouble.since)).all()
    for place, reason, since in mended:
        # Due since the trouble began, which is at once: here nobody knows the business time.
        pending.note(session, "mended", f"{place}:{reason}", since)


def is_troubled(session: Session, place: str, reason: str) -> bool:
    """Whether this still stands in the way of what is to be said (see `place_of`)."""
    return session.get(Trouble, (session.workspace, place, reason)) is not None


def retry(session: Session, key: str) -> None:
    """Give a message that was set aside, or an edit of it, eight more claims."""
    session.execute(
        update(Delivery)
        .where(Delivery.key == key, Delivery.state == State.SET_ASIDE)
        .values({Delivery.state: State.WAITING, Delivery.available_at: machine_now(session)})
    )
    touch(session, key)


def _registered(session: Session, kind: str) -> tuple[int, int]:
    kinds = session.services.get("kinds")
    if kinds is None:
        return Priority.PROMPT, 1
    if kind not in kinds:
        raise ValueError(f"no kind of message is called {kind}")
    return int(kinds[kind].priority), int(kinds[kind].version)


def _next_position(session: Session, thread_of: str) -> int:
    last = session.scalar(select(func.max(Delivery.position)).where(Delivery.thread_of == thread_of))
    return (last or 0) + 1


def _ring(session: Session) -> None:
    """Lets the edge know that the commit leaves something to do."""
    session.info.setdefault("noted", set()).add("outbox")


def figures(session: Session) -> dict[str, float]:
    """For a monitor: how late the oldest message is, in seconds, and how many stand where."""
    found = {f"messages_{state.replace(' ', '_')}": float(n) for state, n in queries.counts(session).items()}
    return {"oldest_message_seconds": queries.seconds_late(session, machine_now(session)), **found}
