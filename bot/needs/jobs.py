"""Who waits for something hears of its state."""

from datetime import datetime

from bot.core.db import Session
from bot.core.jobs import Later, Sweep
from bot.needs import service
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Lifecycle


def on_status(session: Session, change_id: str, now: datetime) -> Later | None:
    change = session.find(StatusChange, change_id)
    if change is not None:
        service.spread(session, outcomes.outcome(session, change.outcome_id), now=now)
    return None


def on_outcome(session: Session, outcome_id: str, now: datetime) -> Later | None:
    """A date, an owner or a life has changed; what is done has met the needs of others."""
    found = session.find(Outcome, outcome_id)
    if found is None:
        return None
    if found.lifecycle is Lifecycle.DONE:
        service.met(session, found, now=now)
    else:
        service.spread(session, found, now=now)
    return None


SWEEPS = (Sweep("needs.on_status", on_status), Sweep("needs.on_outcome", on_outcome))
