"""What happens to outcomes when their people leave or move."""

from datetime import datetime

from sqlalchemy import select

from bot.core.db import Session
from bot.outcomes import queries
from bot.outcomes.model import Claim
from bot.outcomes.rules.states import ClaimState
from bot.outcomes.service import kept
from bot.outcomes.service.finishing import pass_on_claim
from bot.outcomes.service.flagging import watch_due
from bot.people import queries as people


def left(session: Session, person_id: str, now: datetime) -> None:
    """Somebody is gone: the leaders of their outcomes' teams are asked, and who confirms is found anew."""
    if not people.person(session, person_id).is_gone:
        return
    owned = queries.owned_by(session, person_id)
    leaders = {people.team(session, one.team_id).leader_id for one in owned}
    kept.waits(session, now, *sorted(id for id in leaders if id is not None))
    asked = select(Claim).where(Claim.asked_id == person_id, Claim.state == ClaimState.OPEN)
    for claim in session.scalars(asked).all():
        pass_on_claim(session, queries.outcome(session, claim.outcome_id), now)


def moved(session: Session, person_id: str, now: datetime) -> None:
    """Somebody's day ends elsewhere now: what they own is late at another instant."""
    for one in queries.owned_by(session, person_id):
        watch_due(session, one, now)
