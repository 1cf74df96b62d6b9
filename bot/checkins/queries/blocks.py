"""What the form of a block has to know before anything is written."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.checkins.queries import told
from bot.checkins.queries.told import Readers
from bot.core.db import Session
from bot.needs import queries as needs
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules import urgency
from bot.outcomes.rules.lifecycle import Status
from bot.people import queries as people
from bot.people.model import Person


class Because(StrEnum):
    """Why the leader is asked at once, together with the person waited on."""

    DUE = "because_due"
    NEEDED = "because_needed"
    SPARE = "because_spare"


@dataclass(frozen=True)
class Stuck:
    """The form of a block: `last` fills it in when it is blocked already, `helper` is who is waited on.

    `leader` is None when nobody but the owner leads; `because` says why it is urgent.
    """

    outcome: Outcome
    today: date
    readers: Readers
    last: StatusChange | None
    helper: Person | None
    leader: Person | None
    needed_by: date | None
    because: Because | None


def stuck(
    session: Session, outcome: Outcome, now: datetime, *, helper: Person | None, needed_by: date | None
) -> Stuck:
    owner = people.person(session, outcome.owner_id)
    leader = told.leader_of(session, outcome)
    return Stuck(
        outcome=outcome,
        today=people.day_of(owner, now),
        readers=told.readers(session, outcome),
        last=last_block(session, outcome),
        helper=helper,
        leader=leader,
        needed_by=needed_by,
        because=because(session, outcome, owner, needed_by, now),
    )


def last_block(session: Session, outcome: Outcome) -> StatusChange | None:
    """What was said the last time, while it is still blocked."""
    last = outcomes.last_change(session, outcome)
    return last if last is not None and last.status is Status.BLOCKED else None


def because(
    session: Session, outcome: Outcome, owner: Person, needed_by: date | None, now: datetime
) -> Because | None:
    """Why it is urgent, by the first reason that holds."""
    hours, today = people.hours(owner, now.date()), people.day_of(owner, now)
    if urgency.is_urgent(hours, today, due=outcome.due, needed_by=None):
        return Because.DUE
    if urgency.is_urgent(hours, today, due=None, needed_by=needed_by):
        return Because.NEEDED
    spare = needs.holds_up(session, outcome.id).to_spare
    if urgency.is_urgent(hours, today, due=None, needed_by=None, to_spare=spare):
        return Because.SPARE
    return None
