"""What was asked before the first team was started, and reaches people from then on."""

from datetime import datetime

from bot.core.db import Session
from bot.outcomes import queries
from bot.outcomes.service import kept
from bot.outcomes.service.finishing import PASS_ON_AFTER
from bot.outcomes.service.registering import REMIND_AFTER


def begin(session: Session, now: datetime) -> None:
    """A team has been started: the time of those who could not be asked before it begins now."""
    for outcome in queries.unasked(session):
        outcome.asked_at = now
        outcome.nudge_at = kept.after_working_days(session, outcome.owner_id, now, REMIND_AFTER)
    for claim in queries.unasked_claims(session):
        if claim.asked_id is not None:
            claim.asked_at = now
            outcome = queries.outcome(session, claim.outcome_id)
            outcome.nudge_at = kept.after_working_days(session, claim.asked_id, now, PASS_ON_AFTER)
