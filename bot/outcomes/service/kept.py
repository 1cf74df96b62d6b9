"""How every change to an outcome is kept: in the journal, in its version, and for those who react."""

from datetime import date, datetime
from enum import StrEnum

from bot.core import calendar, journal, pending
from bot.core.db import Session
from bot.outcomes import queries
from bot.outcomes.model import Outcome
from bot.outcomes.rules import lifecycle
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.people import queries as people, service as people_service
from bot.people.model import Person

Value = str | int | bool | date | StrEnum | None


def put(
    session: Session,
    outcome: Outcome,
    field: str,
    value: Value,
    *,
    by: Person | None,
    now: datetime,
    why: str | None = None,
) -> None:
    """Sets one column and keeps who changed it, from what, to what and why."""
    entry(session, outcome, field, getattr(outcome, field), value, by=by, now=now, why=why)
    setattr(outcome, field, value)


def become(
    session: Session,
    outcome: Outcome,
    then: Lifecycle,
    *,
    by: Person | None,
    now: datetime,
    why: str | None = None,
) -> None:
    """One step in the outcome's life; that it is allowed, and has its reason, is checked by the caller."""
    before = outcome.lifecycle
    if not lifecycle.may_become(before, then) or (lifecycle.needs_reason(before, then) and not why):
        raise ValueError(f"{before} does not become {then}")
    put(session, outcome, "lifecycle", then, by=by, now=now, why=why)


def entry(
    session: Session,
    outcome: Outcome,
    field: str,
    before: Value,
    after: Value,
    *,
    by: Person | None,
    now: datetime,
    why: str | None = None,
) -> None:
    """Keeps something that happened to the outcome and is in no column."""
    journal.record(
        session,
        actor=by.id if by else None,
        subject=queries.subject(outcome),
        field=field,
        before=before,
        after=after,
        now=now,
        why=why,
    )


def changed(session: Session, outcome: Outcome, now: datetime, *facts: str) -> None:
    """The outcome reads differently from now on; `facts` name what happened besides (`outcome.agreed` …)."""
    outcome.version += 1
    session.flush()
    for fact in ("outcome.changed", *facts):
        pending.note(session, fact, outcome.id, now)


def waits(session: Session, now: datetime, *person_ids: str | None) -> None:
    """What waits for these people is different now."""
    for id in dict.fromkeys(person_ids):
        if id is not None:
            pending.note(session, "person.waiting", id, now)


def tell(
    session: Session,
    person_id: str | None,
    kind: str,
    outcome: Outcome,
    now: datetime,
    ref: str | None = None,
) -> None:
    """Has a person told, once for this version of the outcome. `ref` is the outcome's id unless given."""
    if person_id is None or people.person(session, person_id).is_gone:
        return
    people_service.tell(
        session,
        person_id,
        kind=f"outcomes.{kind}",
        ref=ref or outcome.id,
        key=f"outcomes.{kind}:{outcome.id}:{outcome.version}:{person_id}",
        now=now,
    )


def after_working_days(session: Session, person_id: str, start: datetime, days: int) -> datetime:
    """The same time of day, so many working days of this person later."""
    hours = people.hours(people.person(session, person_id), start.date())
    return calendar.add_working_days(hours, start, days)


def clock(session: Session, person_id: str, now: datetime, days: int) -> datetime | None:
    """When the time of somebody who is asked now is over; None while no team is started: none runs yet."""
    return after_working_days(session, person_id, now, days) if people.has_begun(session) else None
