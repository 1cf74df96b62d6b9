"""What follows when somebody leaves, and when a team is started or changed."""

from datetime import datetime

from bot.core.db import Session
from bot.core.jobs import Due, Sweep
from bot.people import queries, service
from bot.people.model import Person


def somebody_left(session: Session, person_id: str, now: datetime) -> None:
    who = session.find(Person, person_id)
    # Whoever is back by now left nothing behind.
    if who is not None and who.is_gone:
        service.tell_of_leaving(session, who, now=now)


def look_at_channel(session: Session, team_id: str, now: datetime) -> None:
    """Before its team is started, nobody is told who else reads a channel."""
    service.tell_leader(session, queries.team(session, team_id), now=now)


SWEEPS = (Sweep("people.left", somebody_left), Sweep("people.channel", look_at_channel))
DUE: tuple[Due, ...] = ()
