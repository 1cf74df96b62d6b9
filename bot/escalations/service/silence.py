"""After a round: what its team's leader hears of, in one message, and nobody above."""

from datetime import datetime

from bot.asks import queries as asks
from bot.checkins.model import Round
from bot.core.db import Session
from bot.escalations import queries
from bot.people import queries as people, service as people_service
from bot.people.model import Person


def round_closed(session: Session, round_id: str, now: datetime) -> None:
    """Who was silent twice running and what is at risk twice running: the team's leader is told, once."""
    found = session.find(Round, round_id)
    leader = _leader(session, found.team_id, now) if found else None
    if leader is None or not queries.quiet(session, round_id, leader.id):
        return
    people_service.tell(
        session,
        leader.id,
        kind="escalations.silence",
        ref=f"{round_id}:{leader.id}",
        key=f"escalations.silence:{round_id}",
        now=now,
    )


def _leader(session: Session, team_id: str, now: datetime) -> Person | None:
    """The team's leader, their deputy while they are away; of a team that nobody leads, the next above."""
    for rung in people.rungs(session, team_id):
        for one in (rung.leader, rung.deputy):
            if one is not None and not asks.is_away(session, one, now):
                return one
        if rung.leader is not None:
            return rung.leader
    return None
