"""What is still to be agreed about an outcome, brought to its end."""

from datetime import datetime

from bot.asks import service as asks
from bot.asks.model import Ask
from bot.core.db import Session
from bot.outcomes import queries
from bot.outcomes.model import Condition, Outcome
from bot.outcomes.rules.states import AmendmentState, ClaimState, ConditionState
from bot.outcomes.service import kept
from bot.people.model import Person


def end_condition(
    session: Session,
    outcome: Outcome,
    condition: Condition,
    state: ConditionState,
    by: Person | None,
    now: datetime,
) -> None:
    """`by` is who ended it, None for the facts."""
    condition.state, condition.ended_at = state, now
    condition.ended_by_id = by.id if by else None
    kept.entry(session, outcome, "condition", ConditionState.OPEN, state, by=by, now=now)


def lapse_condition(session: Session, outcome: Outcome, by: Person, now: datetime) -> None:
    """The owner's condition is off the table, and so is what was asked for its sake."""
    condition = queries.open_condition(session, outcome.id)
    if condition is None:
        return
    end_condition(session, outcome, condition, ConditionState.LAPSED, by, now)
    ask = session.find(Ask, condition.ask_id)
    if ask is not None:
        asks.withdraw(session, ask, by=None, now=now)


def lapse_amendment(session: Session, outcome: Outcome, now: datetime) -> None:
    """A change that nobody has agreed to yet is off the table."""
    amendment = queries.open_amendment(session, outcome.id)
    if amendment is not None:
        amendment.state, amendment.ended_at = AmendmentState.LAPSED, now
        kept.waits(session, now, amendment.asked_id)


def lapse_all(session: Session, outcome: Outcome, by: Person, now: datetime) -> None:
    """Nothing about it waits for anybody any more."""
    lapse_condition(session, outcome, by, now)
    lapse_amendment(session, outcome, now)
    claim = queries.open_claim(session, outcome.id)
    if claim is not None:
        claim.state, claim.answered_at = ClaimState.LAPSED, now
        kept.waits(session, now, claim.asked_id)
