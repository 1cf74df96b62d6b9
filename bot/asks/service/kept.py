"""How every change to an ask is kept: as an event, in the journal, and for those who react."""

from datetime import date, datetime

from bot.asks import queries
from bot.asks.model import Ask, AskState, Event, Happened, Step
from bot.asks.rules import clock
from bot.asks.rules.chain import Seat
from bot.core import journal, pending
from bot.core.db import Session
from bot.people import queries as people
from bot.people.model import Person


def happened(
    session: Session,
    ask: Ask,
    kind: Happened,
    *,
    by: Person | None,
    now: datetime,
    to_id: str | None = None,
    text: str | None = None,
    day: date | None = None,
) -> None:
    """Adds an event; `by` is None for the clock."""
    made = Event(ask_id=ask.id, n=len(queries.events(session, ask.id)) + 1, at=now, kind=kind)
    made.by_id, made.to_id, made.text, made.day = by.id if by else None, to_id, text, day
    session.add(made)
    session.flush()


def become(
    session: Session, ask: Ask, state: AskState, *, by: Person | None, now: datetime, why: str | None = None
) -> None:
    """Sets the state and keeps who changed it and why."""
    journal.record(
        session,
        actor=by.id if by else None,
        subject=ask.about or f"ask:{ask.id}",
        field="ask",
        before=ask.state,
        after=state,
        now=now,
        why=why,
    )
    ask.state = state


def changed(session: Session, ask: Ask, now: datetime, *facts: str) -> None:
    """The ask reads differently from now on, for everybody concerned. `facts` name what happened besides."""
    session.flush()
    for fact in ("ask.changed", *facts):
        pending.note(session, fact, ask.id, now)
    concerned = [ask.asker_id, *(step.person_id for step in queries.steps(session, ask.id))]
    for id in dict.fromkeys(concerned):
        if id is not None:
            pending.note(session, "person.waiting", id, now)


def waits(session: Session, person_id: str, now: datetime) -> None:
    """What waits for this person is different now."""
    pending.note(session, "person.waiting", person_id, now)


def add_step(session: Session, ask: Ask, seat: Seat, now: datetime) -> Step:
    """Keeps who is asked now, or that nobody is and why. The clock starts provisionally."""
    taken = queries.steps(session, ask.id)
    made = Step(ask_id=ask.id, n=len(taken) + 1, asked_at=now, team_id=seat.team_id)
    made.person_id, made.for_id, made.passed_over = seat.person_id, seat.for_id, seat.passed
    if seat.passed is None:
        start_clock(session, ask, made, now, queries.leaders_asked(taken))
    session.add(made)
    session.flush()
    return made


def start_clock(session: Session, ask: Ask, step: Step, told: datetime, leaders_before: int) -> datetime:
    """Sets by when the step has to be taken and answered; returns when the clock starts."""
    assert step.person_id is not None, "whoever is asked is somebody"
    hours = queries.hours(people.person(session, step.person_id), told)
    limits = clock.limits(leaders_before if step.team_id else 0, is_urgent=ask.is_urgent)
    step.began_at = began = clock.start(hours, told)
    step.take_by, step.answer_by = limits.take.after(hours, began), limits.answer.after(hours, began)
    step.warned_at = None
    return began
