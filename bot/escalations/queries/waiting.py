"""Whose turn it is, and for what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.asks import queries as asks
from bot.asks.model import Ask
from bot.asks.rules.states import OPEN, TO_LOOK_AT, AskState
from bot.core.db import Session
from bot.escalations.queries.facts import Asked, Facts, facts
from bot.people import queries as people
from bot.people.model import Person


class Turn(StrEnum):
    """What the person is to do."""

    ANSWER = "answer"
    # As a leader.
    DECIDE = "decide"
    # What they promised.
    KEEP = "keep"
    # To a question asked back.
    REPLY = "reply"
    # At an answer.
    LOOK = "look"


@dataclass(frozen=True)
class Waiting:
    """One ask that waits for `person`, whose own date is `today`. `step` is how they were asked, if so."""

    turn: Turn
    facts: Facts
    person: Person
    today: date
    step: Asked | None = None

    @property
    def ask(self) -> Ask:
        return self.facts.ask


def waiting_for(session: Session, person_id: str, now: datetime) -> list[Waiting]:
    """Everything that waits for this person's answer, reply or look, longest waiting first."""
    person = people.person(session, person_id)
    today = people.day_of(person, now)
    found = []
    for ask in asks.waiting_for(session, person_id):
        known = facts(session, ask, now)
        for turn in _turns(session, ask, person):
            step = _step(known, person) if turn in (Turn.ANSWER, Turn.KEEP) else None
            if turn is Turn.ANSWER and step is not None and step.step.team_id is not None:
                turn = Turn.DECIDE
            found.append(Waiting(turn, known, person, today, step))
    return sorted(found, key=since)


def owed_by(session: Session, person_id: str, now: datetime) -> list[Waiting]:
    """What this person owes as a leader: first what nobody above them can take over, then by age."""
    owed = [
        one
        for one in waiting_for(session, person_id, now)
        if one.step is not None and one.step.step.team_id is not None
    ]
    return sorted(owed, key=lambda one: (one.ask.top_since is None, since(one)))


def since(one: Waiting) -> datetime:
    """Since when it waits for this person."""
    match one.turn:
        case Turn.REPLY:
            return one.ask.questioned_at or one.ask.asked_at
        case Turn.LOOK:
            return one.ask.answered_at or one.ask.asked_at
        case _:
            return one.step.step.asked_at if one.step else one.ask.asked_at


def _turns(session: Session, ask: Ask, person: Person) -> Iterator[Turn]:
    if ask.asker_id == person.id:
        if ask.state in TO_LOOK_AT:
            yield Turn.LOOK
        if ask.state in OPEN and ask.question is not None:
            yield Turn.REPLY
    if asks.is_asked(session, ask, person.id):
        yield Turn.KEEP if ask.state is AskState.PROMISED else Turn.ANSWER


def _step(known: Facts, person: Person) -> Asked | None:
    mine = [one for one in known.asked if one.person is person and one.step.passed_over is None]
    return mine[-1] if mine else None
