"""Who changed what, when, from what, to what and why. Rows are only ever added."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Identified, Session


class Entry(Identified, Base):
    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_workspace_subject_at", "workspace", "subject", "at"),)

    at: Mapped[datetime]
    actor: Mapped[str | None] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(80))
    field: Mapped[str] = mapped_column(String(40))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    why: Mapped[str | None] = mapped_column(Text)


Value = str | int | bool | date | StrEnum | None


def record(
    session: Session,
    *,
    actor: str | None,
    subject: str,
    field: str,
    before: Value,
    after: Value,
    now: datetime,
    why: str | None = None,
) -> None:
    """Keep one change. `actor` is a person's id, or None for the bot; `subject` reads `outcome:<id>`.

    A value that did not change leaves no entry.
    """
    if before == after:
        return
    session.add(
        Entry(
            at=now,
            actor=actor,
            subject=subject,
            field=field,
            before=_text(before),
            after=_text(after),
            why=why,
        )
    )


def history(session: Session, subject: str) -> list[Entry]:
    """Every kept change of the subject, oldest first."""
    return list(session.scalars(select(Entry).where(Entry.subject == subject).order_by(Entry.at, Entry.id)))


def _text(value: Value) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
