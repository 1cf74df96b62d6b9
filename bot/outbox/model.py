"""What we said, will say, and where; how fast we may speak; what stands in the way."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Identified, Scoped, Session
from bot.outbox.rules import State

_DUE = text("available_at IS NOT NULL")
_TROUBLED = text("state IN ('parked', 'set aside')")


_NONCES = uuid.UUID("0d7c7a52-1b51-4a55-8a3e-6a1c2c0f7d5b")


def _nonce(context: Any) -> str:
    """From the key, so that a message is known again in Slack by a database that was restored without it."""
    return str(uuid.uuid5(_NONCES, context.get_current_parameters()["key"]))


class Delivery(Identified, Base):
    """One message, named by `key`; its words are made from the facts when it is sent.

    All times are the database's clock, but for `settled_at` and `posted_at`, which are business time.
    `available_at` is the one time that decides: when to take it up, when the lease ends, when to try again;
    None when there is nothing to do. `ts` is set once, when we know of the message in Slack, and `sent` is
    true from then on.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index(
            "ix_deliveries_due",
            "workspace",
            "priority",
            "available_at",
            sqlite_where=_DUE,
            postgresql_where=_DUE,
        ),
        Index(
            "ix_deliveries_trouble",
            "workspace",
            "state",
            sqlite_where=_TROUBLED,
            postgresql_where=_TROUBLED,
        ),
        Index("ix_deliveries_workspace_channel_ts", "workspace", "channel", "ts"),
        Index("ix_deliveries_workspace_thread_of_position", "workspace", "thread_of", "position"),
    )

    key: Mapped[str] = mapped_column(String(200))
    to: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(64))
    ref: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    priority: Mapped[int]
    # The key of the message it replies to, and its place among the replies.
    thread_of: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)

    state: Mapped[State] = mapped_column(default=State.WAITING)
    why: Mapped[str | None] = mapped_column(String(200))
    available_at: Mapped[datetime | None]
    # Held back only to spare Slack: somebody in a hurry may take it at once.
    is_paced: Mapped[bool] = mapped_column(default=False)
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(300))

    # Set before the message leaves, restored only by a certain no: while set, Slack may have the message.
    maybe_sent: Mapped[bool] = mapped_column(default=False)
    first_attempt_at: Mapped[datetime | None]
    # How often it was looked for in Slack, and not found, since it last left.
    looks: Mapped[int] = mapped_column(default=0)
    nonce: Mapped[str] = mapped_column(String(36), default=_nonce)

    # Every touch asks for one more rendering; `rendered` is the one that `said` holds.
    wanted: Mapped[int] = mapped_column(default=1)
    rendered: Mapped[int] = mapped_column(default=0)
    said: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    digest: Mapped[str | None] = mapped_column(String(64))
    covers: Mapped[list[str]] = mapped_column(JSON, default=list)

    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    settled_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    # The message is to be taken back; nothing is said under this key any more.
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    # Slack will not let us change it any more.
    is_final: Mapped[bool] = mapped_column(default=False)

    # The response_url of a click in this very message.
    via: Mapped[str | None] = mapped_column(Text)
    via_uses: Mapped[int] = mapped_column(default=0)
    via_until: Mapped[datetime | None]


class Lane(Scoped, Base):
    """How fast one method, or one channel, may be used; shared by all replicas (see `lanes`)."""

    __tablename__ = "lanes"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    # Seconds since 1970 by the database's clock: until then our own pace holds, and until then Slack's word.
    opens_at: Mapped[float] = mapped_column(default=0.0)
    closed_until: Mapped[float] = mapped_column(default=0.0)
    slowdown: Mapped[float] = mapped_column(default=1.0)


class Trouble(Scoped, Base):
    """Something that a person must mend before messages to a place can go on. A row is told once."""

    __tablename__ = "troubles"

    # A channel, a person, or "" for the whole workspace.
    place: Mapped[str] = mapped_column(String(32), primary_key=True)
    reason: Mapped[str] = mapped_column(String(80), primary_key=True)
    since: Mapped[datetime]


class Site(Base):
    """The address of a workspace, for links to messages."""

    __tablename__ = "sites"

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True)
    url: Mapped[str] = mapped_column(String(300))


class Recovery(Base):
    """The database was restored from a backup (see `recovery`). Until `resumed_at` is set, nothing is sent.

    All times are machine time; `taken_at` is the moment of the backup.
    """

    __tablename__ = "recoveries"

    recovered_at: Mapped[datetime] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]
    resumed_at: Mapped[datetime | None]


class Visit(Scoped, Base):
    """A conversation, or thread, that was read in Slack since the recovery of that moment."""

    __tablename__ = "visits"

    place: Mapped[str] = mapped_column(String(80), primary_key=True)
    recovered_at: Mapped[datetime]


class Stray(Scoped, Base):
    """A message of ours that was found in Slack and that the restored database did not know."""

    __tablename__ = "strays"

    nonce: Mapped[str] = mapped_column(String(36), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    ts: Mapped[str] = mapped_column(String(32))


def add_once(session: Session, model: type[Scoped], values: Mapping[str, Any]) -> bool:
    """Adds the row unless its key is there already; whether it was added. Of two at once, one waits."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(model).values(workspace=session.workspace, **values).on_conflict_do_nothing()
    return session.scalar(statement.returning(model.workspace)) is not None
