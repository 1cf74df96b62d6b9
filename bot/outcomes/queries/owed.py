"""What waits for a person's answer, as facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import or_, select

from bot.core.db import Session
from bot.outcomes.model import Amendment, Claim, Condition, Outcome
from bot.outcomes.queries.eyes import is_visible
from bot.outcomes.queries.lookup import last_condition, open_condition, outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import AmendmentState, ClaimState, ConditionState
from bot.people import queries as people
from bot.people.model import Person, Team

ASKED_TWICE = 2
"""After so many nudges without an answer, the one who asked is told."""

_ORPHANED = (Lifecycle.DRAFT, Lifecycle.PROPOSED, Lifecycle.ACTIVE, Lifecycle.PAUSED)


class WaitingFor(StrEnum):
    """What the person is to say."""

    OWNING = "own"
    DRAFTS = "drafts"
    ANOTHER_OWNER = "declined"
    SILENT_OWNER = "unanswered"
    ANOTHER_DAY = "condition"
    DONE = "confirm"
    CHANGE = "change"
    OWNER_LEFT = "left"


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for `person`.

    `other` is who asked, or who is talked about. `parent` is set when the person may see it. `today` is the
    person's own date. `kept` is the owner's condition that the proposer did not take. Drafts come as one.
    """

    what: WaitingFor
    person: Person
    outcome: Outcome
    other: Person
    since: datetime
    today: date
    parent: Outcome | None = None
    kept: Condition | None = None
    condition: Condition | None = None
    claim: Claim | None = None
    amendment: Amendment | None = None
    new_owner: Person | None = None
    drafts: tuple[Outcome, ...] = ()


def waiting(session: Session, person_id: str, now: datetime) -> list[Waiting]:
    """Everything about outcomes that waits for this person, longest waiting first."""
    person = people.person(session, person_id)
    today = people.day_of(person, now)
    found = [
        *_owning(session, person, today),
        *_drafts(session, person, today),
        *_asked_others(session, person, today),
        *_other_days(session, person, today),
        *_claims(session, person, today),
        *_amendments(session, person, today),
        *_orphans(session, person, today),
    ]
    return sorted(found, key=lambda one: (one.since, one.outcome.number))


def item_name(one: Waiting) -> str:
    """Names what waits for good: `own:<outcome>`, `confirm:<outcome>`, `condition:<id>`, …"""
    match one.what:
        case WaitingFor.ANOTHER_DAY if one.condition is not None:
            subject = one.condition.id
        case WaitingFor.CHANGE if one.amendment is not None:
            subject = one.amendment.id
        case WaitingFor.DRAFTS:
            subject = one.person.id
        case _:
            subject = one.outcome.id
    return f"{one.what}:{subject}"


def _owning(session: Session, person: Person, today: date) -> Iterator[Waiting]:
    proposed = select(Outcome).where(
        Outcome.owner_id == person.id, Outcome.lifecycle == Lifecycle.PROPOSED, Outcome.declined_at.is_(None)
    )
    for one in session.scalars(proposed):
        if open_condition(session, one.id) is None:
            last = last_condition(session, one.id)
            kept = last if last and last.state is ConditionState.KEPT and last.by_id == person.id else None
            yield Waiting(
                WaitingFor.OWNING,
                person,
                one,
                people.person(session, one.proposer_id),
                one.asked_at or one.created_at,
                today,
                parent=seen_parent(session, person, one),
                kept=kept,
            )


def _drafts(session: Session, person: Person, today: date) -> Iterator[Waiting]:
    drafts = session.scalars(
        select(Outcome)
        .where(
            Outcome.owner_id == person.id,
            Outcome.lifecycle == Lifecycle.DRAFT,
            Outcome.declined_at.is_(None),
            Outcome.asked_at.is_not(None),
        )
        .order_by(Outcome.number)
    ).all()
    if drafts:
        yield Waiting(
            WaitingFor.DRAFTS,
            person,
            drafts[0],
            people.person(session, drafts[0].proposer_id),
            min(one.asked_at or one.created_at for one in drafts),
            today,
            drafts=tuple(drafts),
        )


def _asked_others(session: Session, person: Person, today: date) -> Iterator[Waiting]:
    """What this person asked somebody to own, who said no or nothing."""
    was_declined = (Outcome.lifecycle == Lifecycle.DRAFT) & Outcome.declined_at.is_not(None)
    is_silent = (Outcome.lifecycle == Lifecycle.PROPOSED) & (Outcome.nudges >= ASKED_TWICE)
    asked = select(Outcome).where(Outcome.proposer_id == person.id, or_(was_declined, is_silent))
    for one in session.scalars(asked):
        said_no = one.declined_at is not None
        if said_no or open_condition(session, one.id) is None:
            yield Waiting(
                WaitingFor.ANOTHER_OWNER if said_no else WaitingFor.SILENT_OWNER,
                person,
                one,
                people.person(session, one.owner_id),
                one.declined_at or one.asked_at or one.created_at,
                today,
            )


def _other_days(session: Session, person: Person, today: date) -> Iterator[Waiting]:
    open_ones = (
        select(Condition)
        .join(Outcome, (Outcome.workspace == Condition.workspace) & (Outcome.id == Condition.outcome_id))
        .where(
            Outcome.proposer_id == person.id,
            Outcome.lifecycle == Lifecycle.PROPOSED,
            Condition.state == ConditionState.OPEN,
            Condition.day.is_not(None),
        )
    )
    for one in session.scalars(open_ones):
        yield Waiting(
            WaitingFor.ANOTHER_DAY,
            person,
            outcome(session, one.outcome_id),
            people.person(session, one.by_id),
            one.at,
            today,
            condition=one,
        )


def _claims(session: Session, person: Person, today: date) -> Iterator[Waiting]:
    asked = select(Claim).where(Claim.asked_id == person.id, Claim.state == ClaimState.OPEN)
    for one in session.scalars(asked):
        yield Waiting(
            WaitingFor.DONE,
            person,
            outcome(session, one.outcome_id),
            people.person(session, one.by_id),
            one.asked_at or one.at,
            today,
            claim=one,
        )


def _amendments(session: Session, person: Person, today: date) -> Iterator[Waiting]:
    asked = select(Amendment).where(Amendment.asked_id == person.id, Amendment.state == AmendmentState.OPEN)
    for one in session.scalars(asked):
        yield Waiting(
            WaitingFor.CHANGE,
            person,
            outcome(session, one.outcome_id),
            people.person(session, one.by_id),
            one.at,
            today,
            amendment=one,
            new_owner=session.find(Person, one.owner_id),
        )


def _orphans(session: Session, person: Person, today: date) -> Iterator[Waiting]:
    """What people who have left still own, for the leader of its team."""
    left = (
        select(Outcome)
        .join(Person, (Person.workspace == Outcome.workspace) & (Person.id == Outcome.owner_id))
        .join(Team, (Team.workspace == Outcome.workspace) & (Team.id == Outcome.team_id))
        .where(
            Person.is_gone,
            Team.leader_id == person.id,
            Outcome.lifecycle.in_(_ORPHANED),
            Outcome.declined_at.is_(None),
        )
    )
    for one in session.scalars(left):
        yield Waiting(
            WaitingFor.OWNER_LEFT, person, one, people.person(session, one.owner_id), one.created_at, today
        )


def seen_parent(session: Session, person: Person, one: Outcome) -> Outcome | None:
    """What it is part of, if this person may see that."""
    parent = session.find(Outcome, one.parent_id)
    return parent if parent is not None and is_visible(session, person, parent) else None
