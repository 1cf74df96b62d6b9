"""Second copies of a message: each is taken back by a row of its own, with all the care of any other row.

There can be one when a message was posted again although nobody knew what had become of it: a request that
hung on its way, or a worker that was frozen before its last line, may come through long after two looks. So
whenever a message is posted again, a row is written that looks once more, later.
"""

from datetime import datetime

from bot.core.db import Session, machine_now
from bot.outbox import queries
from bot.outbox.model import Delivery
from bot.outbox.rules import Posted, Priority, State

_SEARCH = "copies:"


def take_back(session: Session, of: Delivery, copy: Posted) -> None:
    """Writes the row that deletes this copy."""
    session.add(
        Delivery(
            key=f"copy:{of.nonce}:{copy.ts}",
            to=of.to,
            kind=of.kind,
            ref=of.ref,
            version=of.version,
            priority=of.priority,
            state=State.SENT,
            channel=copy.channel,
            ts=copy.ts,
            is_withdrawn=True,
            available_at=machine_now(session),
        )
    )


def look_later(session: Session, of: Delivery, since: datetime, at: datetime) -> None:
    """Has a row look at `at`, not before, for copies posted after `since` (both machine time)."""
    key = f"{_SEARCH}{of.nonce}"
    search = queries.delivery(session, key)
    if search is not None:
        search.state, search.maybe_sent, search.looks = State.WAITING, True, 0
        search.available_at, search.lease_owner = at, None
        return
    session.add(
        Delivery(
            key=key,
            to=of.to,
            kind=of.kind,
            ref=of.key,
            version=of.version,
            priority=Priority.DIGEST,
            nonce=of.nonce,
            maybe_sent=True,
            first_attempt_at=since,
            is_withdrawn=True,
            available_at=at,
        )
    )


def is_search(row: Delivery) -> bool:
    """Whether the row says nothing, and looks for copies of the message whose key is its `ref`."""
    return row.key.startswith(_SEARCH)
