"""What outcomes do by themselves: remind, pass on, become late, and follow what happens around them."""

from datetime import datetime

from bot.asks.model import Ask, AskState
from bot.core import db
from bot.core.db import Session
from bot.core.jobs import Sweep, falls_due
from bot.outbox import queries as outbox
from bot.outcomes import queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.queries import WaitingFor
from bot.outcomes.rules.lifecycle import Lifecycle

_MET = (AskState.SETTLED, AskState.WENT_AHEAD)


def follow_ask(session: Session, ask_id: str, now: datetime) -> None:
    """What an owner made their condition is settled, or will not come."""
    ask = session.find(Ask, ask_id)
    condition = queries.condition_of(session, ask_id)
    if ask is None or condition is None or ask.state not in (*_MET, AskState.WITHDRAWN):
        return
    db.lock(session, Outcome, condition.outcome_id)
    service.settle_condition(session, ask, is_met=ask.state in _MET, now=now)


def start_clock(session: Session, key: str, now: datetime) -> None:
    """A message that asks somebody to own something has reached them, or never will."""
    delivery = outbox.delivery(session, key)
    if delivery is None:
        return
    for item in delivery.covers:
        what, _, outcome_id = item.partition(":")
        if what == WaitingFor.OWNING:
            service.told(session, outcome_id, delivery.settled_at or now)


def _nudge(session: Session, id: str, now: datetime) -> None:
    outcome = db.lock(session, Outcome, id)
    if outcome is None or outcome.nudge_at is None or outcome.nudge_at > now:
        return
    match outcome.lifecycle:
        case Lifecycle.PROPOSED:
            service.remind(session, outcome, now)
        case Lifecycle.CLAIMED_DONE:
            service.pass_on_claim(session, outcome, now)
        case _:
            outcome.nudge_at = None


def _late(session: Session, id: str, now: datetime) -> None:
    outcome = db.lock(session, Outcome, id)
    if outcome is not None and outcome.late_at is not None and outcome.late_at <= now:
        service.mark_late(session, outcome, now)


SWEEPS = (
    Sweep("outcomes.conditions", follow_ask),
    Sweep("outcomes.clocks", start_clock),
    Sweep("outcomes.left", service.left),
    Sweep("outcomes.moved", service.moved),
)
DUE = (
    falls_due("an unanswered question about an outcome", Outcome.nudge_at, _nudge),
    falls_due("an outcome that is late", Outcome.late_at, _late),
)
