"""What outcomes need from others, and what was promised."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Identified
from bot.needs.rules import NeedState


class Need(Identified, Base):
    """`consumer_id` needs `what` by `needed_by`, from a person, for whom it may be one of their outcomes.

    `promised_for` is the day the provider said yes to. `is_declared_late`: named only after one side had
    begun, which is worth knowing afterwards.
    """

    __tablename__ = "needs"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "consumer_id"], ["outcomes.workspace", "outcomes.id"]),
        ForeignKeyConstraint(["workspace", "provider_outcome_id"], ["outcomes.workspace", "outcomes.id"]),
        ForeignKeyConstraint(["workspace", "provider_id"], ["persons.workspace", "persons.id"]),
        ForeignKeyConstraint(["workspace", "declared_by_id"], ["persons.workspace", "persons.id"]),
        Index("ix_needs_workspace_consumer_id", "workspace", "consumer_id"),
        Index("ix_needs_workspace_provider_outcome_id", "workspace", "provider_outcome_id"),
        Index("ix_needs_workspace_provider_id_state", "workspace", "provider_id", "state"),
    )

    consumer_id: Mapped[str] = mapped_column(String(32))
    provider_id: Mapped[str] = mapped_column(String(32))
    provider_outcome_id: Mapped[str | None] = mapped_column(String(32))
    what: Mapped[str] = mapped_column(Text)
    needed_by: Mapped[date] = mapped_column(Date)
    state: Mapped[NeedState] = mapped_column(default=NeedState.ASKED)
    promised_for: Mapped[date | None] = mapped_column(Date)
    why: Mapped[str | None] = mapped_column(Text)
    declared_by_id: Mapped[str] = mapped_column(String(32))
    declared_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    is_declared_late: Mapped[bool] = mapped_column(default=False)
