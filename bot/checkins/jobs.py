"""What falls due by the clock, and what follows from facts."""

from collections.abc import Callable
from datetime import datetime

from bot.checkins import service
from bot.checkins.model import Prompt, Round
from bot.core.db import Session
from bot.core.jobs import Sweep, fall_due_together, falls_due
from bot.outcomes.model import Outcome, StatusChange

ASKED_AT_ONCE = 25


def _heard(session: Session, subject: str, now: datetime) -> None:
    said = session.find(StatusChange, subject)
    if said is not None:
        service.heard(session, said, now)


def _about(
    react: Callable[[Session, Outcome, datetime], None],
) -> Callable[[Session, str, datetime], None]:
    """A reaction to a fact whose subject is an outcome."""

    def reaction(session: Session, subject: str, now: datetime) -> None:
        outcome = session.find(Outcome, subject)
        if outcome is not None:
            react(session, outcome, now)

    return reaction


DUE = (
    falls_due("a check-in opens or closes", Round.moves_at, service.open_due),
    fall_due_together(
        "somebody is asked how it is going", Prompt.due_at, service.ask_due, at_once=ASKED_AT_ONCE
    ),
    falls_due("somebody is reminded", Prompt.remind_at, service.remind_due),
)
SWEEPS = (
    Sweep("checkins.teams", service.team_changed),
    Sweep("checkins.people", service.person_changed),
    Sweep("checkins.outcomes", service.outcome_changed),
    Sweep("checkins.heard", _heard),
    Sweep("checkins.agreed", _about(service.agreed)),
    Sweep("checkins.claimed", _about(service.claimed)),
    Sweep("checkins.confirmed", _about(service.confirmed)),
    Sweep("checkins.asked_anew", service.asked_anew),
)
