"""Asks that have reached a leader, and where they are talked about."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Identified


class Escalation(Identified, Base):
    """An ask that has reached a leader.

    `channel` is None when nobody but those asked may read it. `said_to` is the number of the last event that
    its thread tells of. `folded_into` is the key of the message that it shares with others.
    """

    __tablename__ = "escalations"
    __table_args__ = (
        UniqueConstraint("workspace", "ask_id"),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
        Index("ix_escalations_workspace_channel", "workspace", "channel"),
        Index("ix_escalations_workspace_folded_into", "workspace", "folded_into"),
    )

    ask_id: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str | None] = mapped_column(String(32))
    opened_at: Mapped[datetime]
    said_to: Mapped[int] = mapped_column(default=0)
    folded_into: Mapped[str | None] = mapped_column(String(80))
