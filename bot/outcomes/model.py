"""Outcomes, what was said about them, and what is still to be agreed."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Identified, Scoped
from bot.outcomes.rules.lifecycle import Level, Lifecycle, Status
from bot.outcomes.rules.states import AmendmentState, ClaimState, ConditionState, FlagKind


def _person(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace", column], ["persons.workspace", "persons.id"])


def _outcome() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace", "outcome_id"], ["outcomes.workspace", "outcomes.id"])


class Outcome(Identified, Base):
    """One node of the cascade. An intent is one without a parent.

    `due` is the day that holds now, `promised_for` the one at the owner's yes, `expected` what the owner
    believes now. PROPOSED waits for the owner's yes; a DRAFT with `declined_at` was declined and waits for
    the proposer. `status` is the owner's last word, None when there is none. `version` grows with every
    change that people see.
    """

    __tablename__ = "outcomes"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        UniqueConstraint("workspace", "form_id"),
        ForeignKeyConstraint(["workspace", "parent_id"], ["outcomes.workspace", "outcomes.id"]),
        ForeignKeyConstraint(["workspace", "team_id"], ["teams.workspace", "teams.id"]),
        _person("owner_id"),
        _person("proposer_id"),
        _person("confirmer_id"),
        Index("ix_outcomes_workspace_owner_id_lifecycle", "workspace", "owner_id", "lifecycle"),
        Index("ix_outcomes_workspace_proposer_id_lifecycle", "workspace", "proposer_id", "lifecycle"),
        Index("ix_outcomes_workspace_team_id_lifecycle", "workspace", "team_id", "lifecycle"),
        Index("ix_outcomes_workspace_parent_id", "workspace", "parent_id"),
        Index("ix_outcomes_nudge_at", "nudge_at"),
        Index("ix_outcomes_late_at", "late_at"),
    )

    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    # The title as it is searched: neither database folds letters beyond ASCII by itself.
    title_folded: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[str | None] = mapped_column(String(32))
    level: Mapped[Level]
    team_id: Mapped[str] = mapped_column(String(32))
    owner_id: Mapped[str] = mapped_column(String(32))
    proposer_id: Mapped[str] = mapped_column(String(32))
    confirmer_id: Mapped[str | None] = mapped_column(String(32))
    lifecycle: Mapped[Lifecycle]
    done_sentence: Mapped[str | None] = mapped_column(Text)
    deliverable: Mapped[str | None] = mapped_column(Text)
    is_private: Mapped[bool] = mapped_column(default=False)

    due: Mapped[date | None] = mapped_column(Date)
    promised_for: Mapped[date | None] = mapped_column(Date)
    expected: Mapped[date | None] = mapped_column(Date)

    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    declined_why: Mapped[str | None] = mapped_column(Text)
    agreed_at: Mapped[datetime | None]
    activated_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    evidence: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_why: Mapped[str | None] = mapped_column(Text)
    dropped_at: Mapped[datetime | None]
    dropped_why: Mapped[str | None] = mapped_column(Text)

    status: Mapped[Status | None]
    status_at: Mapped[datetime | None]
    status_change_id: Mapped[str | None] = mapped_column(String(32))

    # A parent's owner may add a word, not a colour.
    word: Mapped[str | None] = mapped_column(Text)
    word_at: Mapped[datetime | None]

    why: Mapped[str | None] = mapped_column(Text)
    must: Mapped[str | None] = mapped_column(Text)
    must_not: Mapped[str | None] = mapped_column(Text)
    not_included: Mapped[str | None] = mapped_column(Text)
    decided_on: Mapped[date | None] = mapped_column(Date)
    review_by: Mapped[date | None] = mapped_column(Date)

    form_id: Mapped[str | None] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(default=1)
    # When to remind of an unanswered question (the owner's yes, or a claim), and how often that was done.
    nudge_at: Mapped[datetime | None]
    nudges: Mapped[int] = mapped_column(default=0)
    # When the due day is over where the owner is; None when that does not matter (any more).
    late_at: Mapped[datetime | None]


class Contributor(Scoped, Base):
    """Somebody who helps. Guests may."""

    __tablename__ = "contributors"
    __table_args__ = (
        _outcome(),
        _person("person_id"),
        Index("ix_contributors_workspace_person_id", "workspace", "person_id"),
    )

    outcome_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class StatusChange(Identified, Base):
    """What somebody said about how it is going, with what that obliges them to say.

    At risk: `note` is what has to change. Blocked: `note` is what is needed, from `waiting_for_id` (a person)
    or `waiting_for_text`. `otherwise` is what happens if nobody answers by `otherwise_on`. One that was taken
    back keeps its row.
    """

    __tablename__ = "status_changes"
    __table_args__ = (
        _outcome(),
        _person("by_id"),
        _person("waiting_for_id"),
        Index("ix_status_changes_workspace_outcome_id_at", "workspace", "outcome_id", "at"),
    )

    outcome_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(String(32))
    on_behalf: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Status]
    note: Mapped[str | None] = mapped_column(Text)
    waiting_for_id: Mapped[str | None] = mapped_column(String(32))
    waiting_for_text: Mapped[str | None] = mapped_column(Text)
    since: Mapped[date | None] = mapped_column(Date)
    needed_by: Mapped[date | None] = mapped_column(Date)
    tried: Mapped[str | None] = mapped_column(Text)
    otherwise: Mapped[str | None] = mapped_column(Text)
    otherwise_on: Mapped[date | None] = mapped_column(Date)
    with_leader: Mapped[bool] = mapped_column(default=False)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(40))
    undone_at: Mapped[datetime | None]


class Claim(Identified, Base):
    """The owner said that it is done; `asked_id` is who was asked to look (None: nobody can be)."""

    __tablename__ = "claims"
    __table_args__ = (
        _outcome(),
        _person("by_id"),
        _person("asked_id"),
        _person("answered_by_id"),
        Index("ix_claims_workspace_asked_id_state", "workspace", "asked_id", "state"),
        Index("ix_claims_workspace_outcome_id_state", "workspace", "outcome_id", "state"),
    )

    outcome_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(String(32))
    evidence: Mapped[str] = mapped_column(Text)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.OPEN)
    asked_id: Mapped[str | None] = mapped_column(String(32))
    asked_at: Mapped[datetime | None]
    answered_by_id: Mapped[str | None] = mapped_column(String(32))
    answered_at: Mapped[datetime | None]
    words: Mapped[str | None] = mapped_column(Text)


class Condition(Identified, Base):
    """The owner's "Yes, if…": another day, or something from somebody by a day (then `ask_id`)."""

    __tablename__ = "conditions"
    __table_args__ = (
        _outcome(),
        _person("by_id"),
        _person("from_id"),
        _person("ended_by_id"),
        Index("ix_conditions_workspace_outcome_id_state", "workspace", "outcome_id", "state"),
        Index("ix_conditions_workspace_ask_id", "workspace", "ask_id"),
    )

    outcome_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(String(32))
    state: Mapped[ConditionState] = mapped_column(default=ConditionState.OPEN)
    day: Mapped[date | None] = mapped_column(Date)
    what: Mapped[str | None] = mapped_column(Text)
    from_id: Mapped[str | None] = mapped_column(String(32))
    needed_by: Mapped[date | None] = mapped_column(Date)
    ask_id: Mapped[str | None] = mapped_column(String(32))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[str | None] = mapped_column(String(32))


class Amendment(Identified, Base):
    """A change that the owner wants after their yes; `asked_id` has to agree. None means: as it is."""

    __tablename__ = "amendments"
    __table_args__ = (
        _outcome(),
        _person("by_id"),
        _person("asked_id"),
        _person("owner_id"),
        _person("ended_by_id"),
        Index("ix_amendments_workspace_outcome_id_state", "workspace", "outcome_id", "state"),
        Index("ix_amendments_workspace_asked_id_state", "workspace", "asked_id", "state"),
    )

    outcome_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(String(32))
    asked_id: Mapped[str] = mapped_column(String(32))
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[AmendmentState] = mapped_column(default=AmendmentState.OPEN)
    due: Mapped[date | None] = mapped_column(Date)
    done_sentence: Mapped[str | None] = mapped_column(Text)
    owner_id: Mapped[str | None] = mapped_column(String(32))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[str | None] = mapped_column(String(32))
    words: Mapped[str | None] = mapped_column(Text)


class Flag(Scoped, Base):
    """Something worked out about an outcome, by whoever can work it out; gone when it no longer holds."""

    __tablename__ = "flags"
    __table_args__ = (_outcome(),)

    outcome_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[FlagKind] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text)
    ref: Mapped[str | None] = mapped_column(String(80))
