"""What every message about an ask is made of, looked up once: names, who was asked, what waits for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.asks import queries as asks
from bot.asks.model import Ask, Event, Origin, Step
from bot.asks.service import next_at
from bot.core import calendar
from bot.core.db import Session
from bot.escalations.model import Escalation
from bot.escalations.queries import lookup
from bot.needs import queries as needs
from bot.outbox import service as outbox
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Status
from bot.people import queries as people
from bot.people.model import Person, Team

NAMED = 3
"""So many of the outcomes that are held up are named."""


@dataclass(frozen=True)
class HeldUp:
    """What waits, directly and onwards. `nearest` has the least to spare, in working days; `others` follow.

    What is for its people only is counted and not named.
    """

    count: int
    nearest: Outcome | None
    to_spare: int | None
    others: tuple[Outcome, ...] = ()


class Why(StrEnum):
    """Why somebody else speaks for a person. Silent: they were asked, and nobody is above them."""

    AWAY = "away"
    BACK = "back"
    LEFT = "left"
    SILENT = "silent"


@dataclass(frozen=True)
class Asked:
    """One step on the way up, with names. `absent` is whom they speak for, and `why` as it is now."""

    step: Step
    person: Person | None
    absent: Person | None
    team: Team | None
    is_current: bool
    why: Why | None = None


@dataclass(frozen=True)
class Facts:
    """An ask with everything that is said about it.

    `next_up` is asked at `next_at` unless something happens. `days` are the working days of the asker from
    the asking until the answer, or until now. `thread` is the https address where it is talked about.
    """

    ask: Ask
    asker: Person
    owner: Person
    to: Person | None
    outcome: Outcome | None
    escalation: Escalation | None
    asked: tuple[Asked, ...]
    events: Sequence[Event]
    people: Mapping[str, Person]
    next_up: Person | None
    next_at: datetime | None
    held_up: HeldUp | None
    days: int
    thread: str | None
    is_private: bool

    @property
    def is_blocked(self) -> bool:
        return self.outcome is not None and self.outcome.status is Status.BLOCKED

    @property
    def is_decision(self) -> bool:
        return self.ask.origin is Origin.DIRECT

    @property
    def current(self) -> Asked | None:
        return next((one for one in self.asked if one.is_current), None)

    def person(self, id: str | None) -> Person | None:
        return self.people.get(id) if id else None


def facts(session: Session, ask: Ask, now: datetime) -> Facts:
    """Everything about the ask, as it stands at `now`."""
    steps, events = asks.steps(session, ask.id), asks.events(session, ask.id)
    outcome = lookup.outcome_of(session, ask)
    found = lookup.escalation(session, ask.id)
    known = _people(session, ask, steps, events)
    following = asks.next_up(session, ask)
    return Facts(
        ask=ask,
        asker=known[ask.asker_id],
        owner=known[ask.owner_id],
        to=known.get(ask.to_id or ""),
        outcome=outcome,
        escalation=found,
        asked=tuple(_asked(session, steps, known, now)),
        events=events,
        people=known,
        next_up=session.find(Person, following.person_id) if following else None,
        next_at=next_at(session, ask),
        # Before the owner's yes nobody counts on it.
        held_up=held_up(session, outcome) if outcome and outcome.agreed_at else None,
        days=_days(known[ask.asker_id], ask, now),
        thread=_thread(session, ask, found),
        is_private=outcome is not None and outcomes.is_private(session, outcome),
    )


def held_up(session: Session, outcome: Outcome) -> HeldUp | None:
    """What waits for this outcome; None when nothing does."""
    found = needs.holds_up(session, outcome.id)
    if not found.count:
        return None
    named = [id for id in (found.nearest, *found.all) if id is not None]
    shown = [outcomes.outcome(session, id) for id in dict.fromkeys(named)]
    public = [one for one in shown if not outcomes.is_private(session, one)]
    nearest = next((one for one in public if one.id == found.nearest), None)
    others = tuple(one for one in public if one is not nearest)[: NAMED - 1]
    return HeldUp(found.count, nearest, found.to_spare if nearest else None, others)


def _people(session: Session, ask: Ask, steps: Iterable[Step], events: Iterable[Event]) -> dict[str, Person]:
    ids = {ask.asker_id, ask.owner_id, ask.to_id, ask.promised_by_id, ask.question_by_id}
    ids |= {ask.answered_by_id, ask.answered_for_id}
    ids |= {id for step in steps for id in (step.person_id, step.for_id)}
    ids |= {id for event in events for id in (event.by_id, event.to_id)}
    return {id: people.person(session, id) for id in ids if id is not None}


def _asked(
    session: Session, steps: Sequence[Step], known: Mapping[str, Person], now: datetime
) -> Iterable[Asked]:
    current = asks.current(steps)
    for step in steps:
        absent = known.get(step.for_id or "")
        yield Asked(
            step=step,
            person=known.get(step.person_id or ""),
            absent=absent,
            team=session.find(Team, step.team_id),
            is_current=step is current,
            why=_why(session, absent, steps[: step.n - 1], now) if absent else None,
        )


def _why(session: Session, absent: Person, before: Iterable[Step], now: datetime) -> Why:
    """Why somebody else was asked for them after these steps, in words that hold now."""
    if absent.is_gone:
        return Why.LEFT
    if any(step.person_id == absent.id and step.passed_over is None for step in before):
        return Why.SILENT
    return Why.AWAY if asks.is_away(session, absent, now) else Why.BACK


def _days(asker: Person, ask: Ask, now: datetime) -> int:
    first = people.day_of(asker, ask.asked_at)
    last = people.day_of(asker, ask.answered_at or ask.settled_at or now)
    return calendar.working_days_between(people.hours(asker, first), first, max(first, last))


def _thread(session: Session, ask: Ask, found: Escalation | None) -> str | None:
    key = lookup.thread_of(found) if found and found.channel else lookup.round_line_key(ask.id)
    return outbox.link(session, key)
