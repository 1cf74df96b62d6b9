"""Asks, who is asked on the way up, and what happened."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.asks.rules.states import (
    AskState as AskState,
    Happened as Happened,
    Origin as Origin,
    Passed as Passed,
)
from bot.core.db import Base, Identified


def _person(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace", column], ["persons.workspace", "persons.id"])


class Ask(Identified, Base):
    """A dated question to a named person, or to the leaders of a team when `to_id` is None.

    `about` names what it is for ("outcome:<id>"), `owner_id` whose that is; `team_id` is the team whose
    leaders are the way up. `origin_ref` names what made it. `otherwise` is what the asker does if nobody has
    answered by the end of `otherwise_on`. `moves_at` is the next instant at which the clock does something.
    `turn` counts how often it came back to somebody, so that it is told anew. `settled_at` is when it was
    over, for whatever reason.
    """

    __tablename__ = "asks"
    __table_args__ = (
        UniqueConstraint("workspace", "origin", "origin_ref"),
        _person("asker_id"),
        _person("owner_id"),
        _person("to_id"),
        _person("promised_by_id"),
        _person("question_by_id"),
        _person("answered_by_id"),
        _person("answered_for_id"),
        ForeignKeyConstraint(["workspace", "team_id"], ["teams.workspace", "teams.id"]),
        Index("ix_asks_workspace_about_state", "workspace", "about", "state"),
        Index("ix_asks_workspace_asker_id_state", "workspace", "asker_id", "state"),
        Index("ix_asks_workspace_team_id_state", "workspace", "team_id", "state"),
        Index("ix_asks_moves_at", "moves_at"),
    )

    asker_id: Mapped[str] = mapped_column(String(32))
    owner_id: Mapped[str] = mapped_column(String(32))
    to_id: Mapped[str | None] = mapped_column(String(32))
    # What is waited on when it is nobody in this workspace.
    to_text: Mapped[str | None] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    needed_by: Mapped[date | None] = mapped_column(Date)
    about: Mapped[str | None] = mapped_column(String(80))
    team_id: Mapped[str | None] = mapped_column(String(32))
    origin: Mapped[Origin]
    origin_ref: Mapped[str] = mapped_column(String(80))
    state: Mapped[AskState] = mapped_column(default=AskState.ASKED)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    with_leader: Mapped[bool] = mapped_column(default=False)
    # Somebody wants it to go up although the team is new to this.
    may_go_up: Mapped[bool] = mapped_column(default=False)
    tried: Mapped[str | None] = mapped_column(Text)
    options: Mapped[str | None] = mapped_column(Text)
    since: Mapped[date | None] = mapped_column(Date)
    otherwise: Mapped[str | None] = mapped_column(Text)
    otherwise_on: Mapped[date | None] = mapped_column(Date)
    asked_at: Mapped[datetime]
    # Nobody has been asked yet, because no team of the workspace is started.
    is_unasked: Mapped[bool] = mapped_column(default=False)
    turn: Mapped[int] = mapped_column(default=0)

    promised_for: Mapped[date | None] = mapped_column(Date)
    promised_by_id: Mapped[str | None] = mapped_column(String(32))
    promised_at: Mapped[datetime | None]
    question: Mapped[str | None] = mapped_column(Text)
    question_by_id: Mapped[str | None] = mapped_column(String(32))
    questioned_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[str | None] = mapped_column(String(32))
    # The absent person for whom the answer was given.
    answered_for_id: Mapped[str | None] = mapped_column(String(32))
    answered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]

    moves_at: Mapped[datetime | None]
    # Since when nobody is above any more and the last one's time is over.
    top_since: Mapped[datetime | None]
    # Since when it is kept at the leader although the time is over.
    held_since: Mapped[datetime | None]
    # Since when all clocks stand still: the outcome or its team is paused.
    paused_at: Mapped[datetime | None]


class Step(Identified, Base):
    """Somebody who is asked, the `n`-th one. `team_id` is None for the person waited on and their like.

    `for_id` is the absent one they speak for. `told_at` is when their clock started; until then `take_by` and
    `answer_by` are the earliest possible. `began_at` is when it started last: it is set back when they have
    their whole time again. `passed_over`: they are not, or no longer, asked, and why. Nobody led the team
    when `person_id` is None.
    """

    __tablename__ = "ask_steps"
    __table_args__ = (
        UniqueConstraint("workspace", "ask_id", "n"),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
        ForeignKeyConstraint(["workspace", "team_id"], ["teams.workspace", "teams.id"]),
        _person("person_id"),
        _person("for_id"),
        Index("ix_ask_steps_workspace_person_id", "workspace", "person_id"),
    )

    ask_id: Mapped[str] = mapped_column(String(32))
    n: Mapped[int]
    person_id: Mapped[str | None] = mapped_column(String(32))
    for_id: Mapped[str | None] = mapped_column(String(32))
    team_id: Mapped[str | None] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    take_by: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    passed_over: Mapped[Passed | None]


class Event(Identified, Base):
    """One thing that happened to an ask, the `n`-th one. `by_id` is None for the clock."""

    __tablename__ = "ask_events"
    __table_args__ = (
        UniqueConstraint("workspace", "ask_id", "n"),
        ForeignKeyConstraint(["workspace", "ask_id"], ["asks.workspace", "asks.id"]),
        _person("by_id"),
        _person("to_id"),
    )

    ask_id: Mapped[str] = mapped_column(String(32))
    n: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[Happened]
    by_id: Mapped[str | None] = mapped_column(String(32))
    to_id: Mapped[str | None] = mapped_column(String(32))
    text: Mapped[str | None] = mapped_column(Text)
    day: Mapped[date | None] = mapped_column(Date)
