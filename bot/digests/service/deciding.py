"""Agreeing, in one tap, to the day that somebody suggests who asks for a decision."""

from datetime import datetime

from bot.asks import service as asks
from bot.asks.model import Ask
from bot.asks.rules.states import OPEN
from bot.core.db import Session
from bot.core.errors import NotFound, Outdated
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.model import Amendment, Outcome
from bot.outcomes.rules.permissions import Action
from bot.outcomes.rules.states import AmendmentState
from bot.people.model import Person


def suggestion(session: Session, amendment_id: str | None, by: Person) -> tuple[Outcome, Amendment]:
    """The change and its outcome; raises unless it is open and this person may agree to it."""
    found = session.find(Amendment, amendment_id)
    if found is None:
        raise NotFound("That is not asked any more.")
    outcome = outcomes.outcome(session, found.outcome_id)
    outcome_service.require(session, by, outcome, Action.ANSWER_CHANGE)
    if found.state is not AmendmentState.OPEN:
        raise Outdated("That was answered already. Nothing was changed.")
    return outcome, found


def agree(
    session: Session, amendment: Amendment, ask_id: str | None, *, words: str, by: Person, now: datetime
) -> None:
    """The change holds, and `words` are the answer to what was asked about the same outcome."""
    outcome_service.answer_change(session, amendment, agree=True, by=by, now=now)
    ask = session.find(Ask, ask_id)
    if ask is not None and ask.state in OPEN and ask.about == f"outcome:{amendment.outcome_id}":
        asks.answer(session, ask, by=by, text=words, now=now)
