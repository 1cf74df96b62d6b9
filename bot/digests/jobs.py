"""What falls due for digests, and what facts mean for them."""

from datetime import datetime

from bot.checkins import queries as checkins
from bot.checkins.model import Round
from bot.core.db import Session
from bot.core.jobs import Sweep, falls_due
from bot.digests import service
from bot.digests.model import Digest, SecondLook
from bot.needs.model import Need
from bot.outbox.queries import delivery
from bot.outcomes import queries as outcomes


def team_changed(session: Session, team_id: str, now: datetime) -> None:
    """Started, paused, or with another rhythm, leader or place."""
    service.team_changed(session, team_id, now)


def team_started(session: Session, team_id: str, now: datetime) -> None:
    """From now on its reports are held against the facts."""
    service.team_changed(session, team_id, now)
    for leaf in outcomes.leaves_of_team(session, team_id):
        service.evaluate(session, leaf.id, now)


def person_changed(session: Session, person_id: str, now: datetime) -> None:
    service.person_changed(session, person_id, now)


def outcome_changed(session: Session, outcome_id: str, now: datetime) -> None:
    """Its status, dates, flags or life: every report is one of these, too."""
    service.evaluate_around(session, outcome_id, now)
    service.outcome_changed(session, outcome_id, now)


def need_changed(session: Session, need_id: str, now: datetime) -> None:
    found = session.find(Need, need_id)
    if found is not None:
        service.evaluate(session, found.consumer_id, now)


def ask_changed(session: Session, ask_id: str, now: datetime) -> None:
    service.ask_changed(session, ask_id, now)


def round_closed(session: Session, round_id: str, now: datetime) -> None:
    """Silence is a fact now."""
    found = session.find(Round, round_id)
    if found is None:
        return
    for id in dict.fromkeys(item.outcome_id for item in checkins.items_of_round(session, round_id)):
        service.evaluate(session, id, now)
    service.round_closed(session, found.team_id, now)


def owner_told(session: Session, key: str, now: datetime) -> None:
    """The message about a second look has ended, read or not: its owner's working day begins."""
    found = delivery(session, key)
    if found is not None:
        service.told(session, found.ref, found.settled_at or now, now)


SWEEPS = (
    Sweep("digests.team_changed", team_changed),
    Sweep("digests.team_started", team_started),
    Sweep("digests.person_changed", person_changed),
    Sweep("digests.outcome_changed", outcome_changed),
    Sweep("digests.need_changed", need_changed),
    Sweep("digests.ask_changed", ask_changed),
    Sweep("digests.round_closed", round_closed),
    Sweep("digests.owner_told", owner_told),
)
DUE = (
    falls_due("a digest", Digest.due_at, service.post_due),
    falls_due("a second look is shown", SecondLook.shows_at, service.show),
)
