"""Rounds, who is asked in them, and what was answered."""

from datetime import date, datetime, time

from sqlalchemy import Date, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.checkins.rules.states import Answer, Cause, Skipped
from bot.core.calendar import Cadence
from bot.core.db import Base, Identified


class Round(Identified, Base):
    """One check-in of one team. It is planned ahead; `opened_at` is set when its first member is due.

    `day` is the local date on which everybody is asked who has no reason to be asked on another one.
    `moves_at` is the next instant at which something has to be done: `opens_at`, then `closes_at`, then none.
    `at` is the team's time of day, local to each person, as it was when the round was planned; None: people
    were asked at once. `channel` is where its message stands, None when the team had none at the opening.
    """

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("workspace", "team_id", "period"),
        ForeignKeyConstraint(["workspace", "team_id"], ["teams.workspace", "teams.id"]),
        Index("ix_rounds_workspace_team_id_opened_at", "workspace", "team_id", "opened_at"),
        Index("ix_rounds_moves_at", "moves_at"),
    )

    team_id: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(16))
    cadence: Mapped[Cadence]
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[time | None]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    moves_at: Mapped[datetime | None]
    channel: Mapped[str | None] = mapped_column(String(32))
    is_first: Mapped[bool] = mapped_column(default=False)


class Prompt(Identified, Base):
    """One person's part in one round.

    `due_at` is when to ask, None once it has been done or dropped (`skipped` says why); `at` the time of day
    that was planned for them, which holds for this round wherever they go. Parts of several
    rounds that fall on one day of the person's are one message: that of `lead_id`, which carries the columns
    about the message (`shown`, `copies`, `introduces`, `remind_at`, `reminded_at`, `finished_at`).
    """

    __tablename__ = "prompts"
    __table_args__ = (
        UniqueConstraint("workspace", "round_id", "person_id"),
        ForeignKeyConstraint(["workspace", "round_id"], ["rounds.workspace", "rounds.id"]),
        ForeignKeyConstraint(["workspace", "person_id"], ["persons.workspace", "persons.id"]),
        Index("ix_prompts_workspace_person_id_asked_at", "workspace", "person_id", "asked_at"),
        Index("ix_prompts_workspace_lead_id", "workspace", "lead_id"),
        Index("ix_prompts_due_at", "due_at"),
        Index("ix_prompts_remind_at", "remind_at"),
    )

    round_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(String(32))
    due_at: Mapped[datetime | None]
    at: Mapped[time | None]
    asked_at: Mapped[datetime | None]
    asked_on: Mapped[date | None] = mapped_column(Date)
    skipped: Mapped[Skipped | None]
    lead_id: Mapped[str | None] = mapped_column(String(32))
    introduces: Mapped[bool] = mapped_column(default=False)
    shown: Mapped[int] = mapped_column(default=5)
    copies: Mapped[int] = mapped_column(default=0)
    remind_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    snoozed: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class PromptItem(Identified, Base):
    """One outcome in a prompt, in the order shown (`n`), with its answer.

    `before_id` is the owner's word before the answer (a StatusChange), `status_change_id` the answer itself;
    a claim that it is done has none. `is_fresh`: its owner had spoken shortly before, so it was not asked.
    `is_silent`: asked, and no answer when the round closed; a late answer takes it back. `is_editing`: its
    buttons are shown although it has an answer.
    """

    __tablename__ = "prompt_items"
    __table_args__ = (
        UniqueConstraint("workspace", "prompt_id", "outcome_id"),
        ForeignKeyConstraint(["workspace", "prompt_id"], ["prompts.workspace", "prompts.id"]),
        ForeignKeyConstraint(["workspace", "outcome_id"], ["outcomes.workspace", "outcomes.id"]),
        ForeignKeyConstraint(
            ["workspace", "status_change_id"], ["status_changes.workspace", "status_changes.id"]
        ),
        ForeignKeyConstraint(["workspace", "before_id"], ["status_changes.workspace", "status_changes.id"]),
        Index("ix_prompt_items_workspace_outcome_id", "workspace", "outcome_id"),
    )

    prompt_id: Mapped[str] = mapped_column(String(32))
    outcome_id: Mapped[str] = mapped_column(String(32))
    n: Mapped[int]
    answer: Mapped[Answer | None]
    answered_at: Mapped[datetime | None]
    status_change_id: Mapped[str | None] = mapped_column(String(32))
    before_id: Mapped[str | None] = mapped_column(String(32))
    cause: Mapped[Cause | None]
    is_fresh: Mapped[bool] = mapped_column(default=False)
    is_silent: Mapped[bool] = mapped_column(default=False)
    is_editing: Mapped[bool] = mapped_column(default=False)
