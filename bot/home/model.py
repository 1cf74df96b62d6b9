"""The messages *Waiting for you*, one open at a time for each person, and what people typed to the bot."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Identified


class WaitingPost(Identified, Base):
    """One posting of *Waiting for you*. `shown` are the ids of the items it has told of so far."""

    __tablename__ = "waiting_posts"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person_id"], ["persons.workspace", "persons.id"]),
        Index("ix_waiting_posts_workspace_person_id_posted_at", "workspace", "person_id", "posted_at"),
    )

    person_id: Mapped[str] = mapped_column(String(32))
    posted_at: Mapped[datetime]
    is_open: Mapped[bool] = mapped_column(default=True)
    shown: Mapped[list[str]] = mapped_column(JSON, default=list)

    @property
    def key(self) -> str:
        return f"waiting:{self.id}"


class Heard(Identified, Base):
    """A text that somebody typed to the bot, kept while they choose its use. As Slack sends it: escaped."""

    __tablename__ = "heard"
    __table_args__ = (
        UniqueConstraint("workspace", "channel", "ts"),
        ForeignKeyConstraint(["workspace", "person_id"], ["persons.workspace", "persons.id"]),
    )

    person_id: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    ts: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    has_file: Mapped[bool] = mapped_column(default=False)
    # What it was used as, once the person chose.
    used: Mapped[str | None] = mapped_column(String(200))
