"""What the messages of a round have to know to be put into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.checkins.model import Round
from bot.checkins.queries import prompts, told
from bot.checkins.queries.standing import Standing, on_track, standing
from bot.checkins.rules import periods
from bot.checkins.rules.states import Cause
from bot.core import calendar
from bot.core.db import Session
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Claim, Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import ClaimState
from bot.people import queries as people
from bot.people.model import Person


@dataclass(frozen=True)
class Heading:
    """A round's message. `today` and `another_day` count who is still to be asked, by the team's calendar.

    `is_borrowed`: it stands in the channel of a team above, so that it has to say whose it is.
    """

    standing: Standing
    label: str
    today: int
    another_day: int
    is_paused: bool
    is_borrowed: bool


def heading(session: Session, found: Round, now: datetime) -> Heading:
    stands = standing(session, found, now)
    place = calendar.zone(stands.zone)
    to_come = [] if found.closed_at is not None else stands.to_come
    today = sum(calendar.local_day(one, place) <= calendar.local_day(now, place) for one in to_come)
    return Heading(
        standing=stands,
        label=periods.label(found.cadence, found.period),
        today=today,
        another_day=len(to_come) - today,
        is_paused=stands.team.paused_at is not None and found.closed_at is None,
        is_borrowed=found.channel != stands.team.channel,
    )


@dataclass(frozen=True)
class Said:
    """A line about one outcome: its owner's last word; `said` is None when the only one was taken back."""

    outcome: Outcome
    owner: Person
    said: StatusChange | None
    cause: Cause | None
    helper: Person | None
    leader: Person | None
    today: date


def said(session: Session, found: Round, outcome: Outcome, now: datetime) -> Said | None:
    """None when nobody is to read it in a channel."""
    if outcomes.is_private(session, outcome):
        return None
    owner = people.person(session, outcome.owner_id)
    word = outcomes.last_change(session, outcome)
    item = prompts.item_in(session, found.id, outcome.id)
    return Said(
        outcome=outcome,
        owner=owner,
        said=word,
        cause=item.cause if item else None,
        helper=session.find(Person, word.waiting_for_id) if word else None,
        leader=told.leader_of(session, outcome) if word and word.with_leader else None,
        today=people.day_of(owner, now),
    )


@dataclass(frozen=True)
class Owned:
    outcome: Outcome
    owner: Person


def owned(session: Session, outcome_id: str) -> Owned | None:
    """An outcome and its owner, if it is for everybody's eyes."""
    outcome = session.find(Outcome, outcome_id)
    if outcome is None or outcomes.is_private(session, outcome):
        return None
    return Owned(outcome, people.person(session, outcome.owner_id))


def all_on_track(session: Session, found: Round) -> list[Owned]:
    return [Owned(one, people.person(session, one.owner_id)) for one in on_track(session, found)]


@dataclass(frozen=True)
class Claimed:
    """A claim that something is done, and what became of it."""

    claim: Claim
    outcome: Outcome
    owner: Person
    confirmer: Person | None


def claimed(session: Session, claim_id: str) -> Claimed | None:
    claim = session.find(Claim, claim_id)
    found = owned(session, claim.outcome_id) if claim else None
    if claim is None or found is None:
        return None
    confirmer = session.find(Person, claim.answered_by_id or claim.asked_id)
    return Claimed(claim, found.outcome, found.owner, confirmer)


def confirmed(session: Session, owner_id: str, week: str) -> Sequence[Claimed]:
    """What this owner finished in that ISO week of their calendar, for everybody's eyes, oldest first."""
    owner = session.find(Person, owner_id)
    if owner is None:
        return []
    claims = session.scalars(
        select(Claim)
        .join(Outcome, (Outcome.workspace == Claim.workspace) & (Outcome.id == Claim.outcome_id))
        .where(
            Outcome.owner_id == owner_id,
            Outcome.lifecycle == Lifecycle.DONE,
            Claim.state == ClaimState.CONFIRMED,
            Claim.answered_at.is_not(None),
        )
        .order_by(Claim.answered_at, Claim.id)
    )
    of_week = [one.id for one in claims if one.answered_at and week_of(owner, one.answered_at) == week]
    return [found for id in of_week if (found := claimed(session, id)) is not None]


def week_of(person: Person, moment: datetime) -> str:
    """The ISO week of the person's calendar: "2026-W47"."""
    year, week, _ = people.day_of(person, moment).isocalendar()
    return f"{year}-W{week:02}"
