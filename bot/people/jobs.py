"""What follows when somebody leaves, when a team is started or changed, and when Slack refuses our token."""

from datetime import datetime

from bot.core.db import Session
from bot.core.jobs import Due, Sweep
from bot.outbox import service as outbox
from bot.people import queries, service
from bot.people.model import Person


def somebody_left(session: Session, person_id: str, now: datetime) -> None:
    who = session.find(Person, person_id)
    # Whoever is back by now left nothing behind.
    if who is not None and who.is_gone:
        service.tell_of_leaving(session, who, now=now)


def look_at_channel(session: Session, team_id: str, now: datetime) -> None:
    """Before its team is started, nobody is told who else reads a channel."""
    team = queries.team(session, team_id)
    service.tell_leader(session, team, now=now)
    service.tell_team_again(session, team)


def see_refusal(session: Session, key: str, now: datetime) -> None:
    """Something cannot be said: perhaps Slack does not take our token any more."""
    found = outbox.delivery(session, key)
    why = found.why if found else None
    if why in outbox.TOKEN_REFUSED and outbox.is_troubled(session, "", why):
        service.lose_access(session, why=why, now=now)


SWEEPS = (
    Sweep("people.left", somebody_left),
    Sweep("people.channel", look_at_channel),
    Sweep("people.access", see_refusal),
)
DUE: tuple[Due, ...] = ()
