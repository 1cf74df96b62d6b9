"""The clock of asks, and what follows from facts about outcomes, asks, people, teams and rounds."""

from datetime import datetime

from bot.asks.model import Ask
from bot.checkins.model import Round
from bot.core.db import Session
from bot.core.jobs import Sweep, falls_due
from bot.escalations import service
from bot.outcomes.model import Outcome, StatusChange


def on_status(session: Session, change_id: str, now: datetime) -> None:
    change = session.find(StatusChange, change_id)
    if change is not None:
        on_outcome(session, change.outcome_id, now)


def on_outcome(session: Session, outcome_id: str, now: datetime) -> None:
    outcome = session.find(Outcome, outcome_id)
    if outcome is not None:
        service.follow_outcome(session, outcome, now)


def on_round(session: Session, round_id: str, now: datetime) -> None:
    found = session.find(Round, round_id)
    if found is not None:
        service.round_opened(session, found.team_id, now)


SWEEPS = (
    Sweep("escalations.block", on_status),
    Sweep("escalations.outcomes", on_outcome),
    Sweep("escalations.follow", service.follow),
    Sweep("escalations.away", service.away),
    Sweep("escalations.leaders", service.leaders_changed),
    Sweep("escalations.pauses", service.team_paused),
    Sweep("escalations.rounds", on_round),
    Sweep("escalations.silence", service.round_closed),
)
DUE = (falls_due("a question goes on to the next person, or is about to", Ask.moves_at, service.climb),)
