"""What waits for a leader's decision."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.core.db import Session
from bot.escalations import queries as escalations
from bot.escalations.queries import Turn
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.queries import WaitingFor
from bot.people import queries as people
from bot.people.model import Person


class What(StrEnum):
    """What kind of answer is waited for."""

    DECISION = "decision"
    # Something that the leader promised for a day.
    PROMISE = "promise"
    # A change that an owner wants after their yes.
    CHANGE = "change"
    # Whether something is done.
    DONE = "done"


@dataclass(frozen=True)
class Owed:
    """One thing that waits for the leader since a day, with who asked.

    `day` is the one that was promised, or that the asker suggests; then `amendment_id` is the change that
    the leader would agree to. `holds_up` counts what waits for the outcome. `is_on_top`: nobody above can
    take it over.
    """

    what: What
    text: str
    who: Person
    since: datetime
    on: date
    outcome: Outcome | None
    ask_id: str | None = None
    amendment_id: str | None = None
    day: date | None = None
    holds_up: int = 0
    is_on_top: bool = False
    is_decision: bool = False


def owed(session: Session, leader: Person, now: datetime) -> list[Owed]:
    """Everything that waits for this leader's answer: first what nobody above can take over, then by age."""
    found = _merged([*_asks(session, leader, now), *_of_outcomes(session, leader, now)])
    return sorted(found, key=lambda one: (not one.is_on_top, one.what is What.PROMISE, one.since))


def _asks(session: Session, leader: Person, now: datetime) -> Iterator[Owed]:
    for one in escalations.waiting_for(session, leader.id, now):
        if one.turn not in (Turn.ANSWER, Turn.DECIDE, Turn.KEEP):
            continue
        since = one.step.step.asked_at if one.step else one.ask.asked_at
        held = one.facts.held_up
        yield Owed(
            what=What.PROMISE if one.turn is Turn.KEEP else What.DECISION,
            text=one.ask.what,
            who=one.facts.asker,
            since=since,
            on=people.day_of(leader, since),
            outcome=one.facts.outcome,
            ask_id=one.ask.id,
            day=one.ask.promised_for if one.turn is Turn.KEEP else None,
            holds_up=held.count if held else 0,
            is_on_top=one.ask.top_since is not None,
            is_decision=one.turn is Turn.DECIDE,
        )


def _of_outcomes(session: Session, leader: Person, now: datetime) -> Iterator[Owed]:
    for one in outcomes.waiting(session, leader.id, now):
        if one.what not in (WaitingFor.CHANGE, WaitingFor.DONE):
            continue
        yield Owed(
            what=What.CHANGE if one.what is WaitingFor.CHANGE else What.DONE,
            text=one.outcome.title,
            who=one.other,
            since=one.since,
            on=people.day_of(leader, one.since),
            outcome=one.outcome,
            amendment_id=one.amendment.id if one.amendment else None,
            day=one.amendment.due if one.amendment else None,
        )


def _merged(found: Iterable[Owed]) -> list[Owed]:
    """What is asked about an outcome, together with the day that its owner suggests: one answer ends both."""
    every = list(found)
    changes = {_subject(one): one for one in every if one.what is What.CHANGE and one.day}
    asked = {_subject(one) for one in every if one.what is What.DECISION}
    return [
        _suggested(one, changes.get(_subject(one))) if one.what is What.DECISION else one
        for one in every
        if not (one.what is What.CHANGE and one.day and _subject(one) in asked)
    ]


def _subject(one: Owed) -> tuple[str, str] | None:
    return (one.outcome.id, one.who.id) if one.outcome else None


def _suggested(one: Owed, change: Owed | None) -> Owed:
    if change is None or one.outcome is None:
        return one
    return replace(one, amendment_id=change.amendment_id, day=change.day)
