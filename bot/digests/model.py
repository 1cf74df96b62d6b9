"""Digests, what each of them showed, and second looks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Identified, Scoped
from bot.digests.rules.states import Skipped
from bot.outcomes.rules.lifecycle import Status


class Digest(Identified, Base):
    """One week's digest of a team (to its channel) or of a leader (to themself); planned ahead.

    `due_at` is when it goes, None once it has gone or was left out (`skipped` says why). It is compared with
    what the one of `after_id` showed; `since` is when that was, or a week before the first one. Until
    `open_until` later answers are edited in.
    """

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("workspace", "team_id", "period"),
        UniqueConstraint("workspace", "leader_id", "period"),
        ForeignKeyConstraint(["workspace", "team_id"], ["teams.workspace", "teams.id"]),
        ForeignKeyConstraint(["workspace", "leader_id"], ["persons.workspace", "persons.id"]),
        ForeignKeyConstraint(["workspace", "after_id"], ["digests.workspace", "digests.id"]),
        Index("ix_digests_due_at", "due_at"),
        Index("ix_digests_workspace_open_until", "workspace", "open_until"),
    )

    team_id: Mapped[str | None] = mapped_column(String(32))
    leader_id: Mapped[str | None] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]
    open_until: Mapped[datetime | None]
    skipped: Mapped[Skipped | None]
    after_id: Mapped[str | None] = mapped_column(String(32))
    since: Mapped[datetime | None]


class Entry(Scoped, Base):
    """How an outcome stood when a digest was posted; `same_since`: since when it has stood like that.

    `is_done` is also set when it was confirmed later in the week, so that the next digest does not praise it
    again.
    """

    __tablename__ = "digest_entries"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "digest_id"], ["digests.workspace", "digests.id"]),
        ForeignKeyConstraint(["workspace", "outcome_id"], ["outcomes.workspace", "outcomes.id"]),
        Index("ix_digest_entries_workspace_outcome_id", "workspace", "outcome_id"),
    )

    digest_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    outcome_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    status: Mapped[Status | None]
    due: Mapped[date | None] = mapped_column(Date)
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    same_since: Mapped[datetime]
    is_done: Mapped[bool] = mapped_column(default=False)


class SecondLook(Identified, Base):
    """Facts that speak against a report of on track, and what its owner says about them.

    `marks` tells whether facts are news. The owner has been told at `told_at`, alone; others see it from
    `shows_at` on, when it gets `shown_at`. It is over at `ended_at`: the facts agree again, the answer was
    changed, or newer facts are shown instead.
    """

    __tablename__ = "second_looks"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "outcome_id"], ["outcomes.workspace", "outcomes.id"]),
        ForeignKeyConstraint(["workspace", "owner_id"], ["persons.workspace", "persons.id"]),
        Index("ix_second_looks_workspace_outcome_id_ended_at", "workspace", "outcome_id", "ended_at"),
        Index("ix_second_looks_shows_at", "shows_at"),
    )

    outcome_id: Mapped[str] = mapped_column(String(32))
    owner_id: Mapped[str] = mapped_column(String(32))
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    marks: Mapped[str] = mapped_column(String(400))
    found_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    shows_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    words: Mapped[str | None] = mapped_column(Text)
    words_at: Mapped[datetime | None]
